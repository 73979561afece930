//! Bodies that nobody should send.

use std::time::{Duration, Instant};

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::raw::{Raw, exchange};
use crate::support::{Answer, Client, Member, Place, TestApp};

fn post(client: &Client, body: impl Into<Vec<u8>>) -> Answer {
    client
        .with("Idempotency-Key", "0123456789abcdef-toys")
        .send("POST", "/toys", Some(body.into()))
}

#[test]
fn a_body_that_is_not_what_it_should_be_is_refused_where_it_is_wrong() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let deep = format!("{}1{}", r#"{"a":"#.repeat(40), "}".repeat(40));
    let wide = format!(r#"{{"label":"x","more":[{}""]}}"#, r#""","#.repeat(1_000));
    for (body, fault) in [
        ("", " malformed_json"),
        ("{\"label\":\"x\"", " malformed_json"),
        ("[1,2", " malformed_json"),
        ("{\"label\":\"x\"}{}", " malformed_json"),
        ("\u{feff}{\"label\":\"x\"}", " malformed_json"),
        ("{\"label\":1e400}", " malformed_json"),
        ("{\"label\":\"\\ud800\"}", " malformed_json"),
        ("{\"label\":null}", "/label null"),
        ("{\"label\":\"x\",\"more\":null}", "/more null"),
        (
            "{\"label\":\"x\",\"label\":\"y\"}",
            "/label duplicate_member",
        ),
        ("{\"label\":\"a\\u0000b\"}", "/label control_character"),
        ("{\"label\":\"a\\u001bb\"}", "/label control_character"),
        ("{\"label\":\"a\\u0085b\"}", "/label control_character"),
        ("{\"label\":\"x\",\"version\":9}", "/version unknown_member"),
        ("{\"label\":\"x\",\"Label\":\"y\"}", "/Label unknown_member"),
        ("{\"label\":\"x\",\"number\":\"3\"}", "/number wrong_type"),
        ("{\"label\":\"x\",\"number\":3.5}", "/number wrong_type"),
        (
            "{\"label\":\"x\",\"number\":99999999999}",
            "/number wrong_type",
        ),
        ("{\"label\":[]}", "/label wrong_type"),
        ("{}", "/label missing_member"),
        ("[]", " wrong_type"),
        ("7", " wrong_type"),
        (&deep, &format!("{} too_deep", "/a".repeat(32))),
        (&wide, "/more too_many_items"),
    ] {
        let answer = post(&counsellor, body);
        assert_eq!(answer.status, 400, "{body:.60}: {}", answer.text());
        assert_eq!(answer.faults(), [fault], "{body:.60}");
    }
    assert_eq!(app.database.count("offices WHERE kind = 'toy'"), 0);
}

#[test]
fn bytes_that_are_no_text_are_no_json() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    for body in [&b"{\"label\":\"\xff\"}"[..], b"\xff\xfe{\0}\0", b"\0"] {
        post(&counsellor, body).refused(400, "malformed_json");
    }
}

#[test]
fn all_faults_of_meaning_are_told_at_once() {
    let app = TestApp::with_toys();
    let body = json!({
        "label": "x".repeat(41),
        "more": ["good", "", "far too long"],
        "number": 101,
    });
    let answer = app.as_(Role::Counsellor).post("/toys", &body);
    answer.refused(422, "invalid");
    let faults = answer.faults();
    let places: Vec<&str> = faults
        .iter()
        .map(|f| f.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        places,
        ["/label", "/more/1", "/more/2", "/number"],
        "{faults:?}"
    );
    // What was refused is never repeated.
    assert!(!answer.text().contains("far too long"));
}

#[test]
fn members_that_only_the_server_sets_cannot_be_given() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    for member in [
        "id",
        "organisation_id",
        "organisationId",
        "version",
        "kind",
        "created_at",
        "createdAt",
        "role",
        "roles",
        "email",
        "_links",
        "__proto__",
        "constructor",
        "status",
        "events",
    ] {
        let mut body = json!({ "label": "Palla" });
        body[member] = json!("x");
        let answer = counsellor.post("/toys", &body);
        answer.refused(400, "malformed_request");
        let mut nested = json!({ "label": { "label": "Palla" } });
        nested["label"][member] = Value::Bool(true);
        counsellor
            .post("/toys", &nested)
            .refused(400, "malformed_request");
    }
    assert_eq!(app.database.count("offices WHERE kind = 'toy'"), 0);
}

#[test]
fn only_plain_json_comes_in() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    for media in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/jsonx",
        "application/problem+json",
        "",
    ] {
        post(&counsellor.with("Content-Type", media), "{}").refused(415, "unsupported_media_type");
    }
    for encoding in ["gzip", "br", "deflate", "identity, gzip", "GZIP"] {
        // Ten megabytes of zeros would hide in ten kilobytes.
        let bomb = counsellor.with("Content-Encoding", encoding);
        post(&bomb, vec![0x1f; 10_000]).refused(415, "unsupported_media_type");
    }
    let typed = counsellor.with("Content-Type", "Application/JSON; charset=utf-8");
    post(&typed, r#"{"label":"Palla"}"#).ok(201);
}

/// The head of a POST of a counsellor, with these lines.
fn head(token: &str, path: &str, lines: &str) -> String {
    format!(
        "POST /rest/employment/v1{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Idempotency-Key: 0123456789abcdef\r\nContent-Type: application/json\r\n{lines}\r\n\r\n"
    )
}

#[test]
fn a_body_that_is_too_large_is_refused_as_soon_as_that_is_known() {
    let app = TestApp::with_toys();
    let token = app.token(Role::Counsellor);
    let begun = Instant::now();
    // Announced: refused before a byte of it comes.
    let announced = exchange(app.address, head(&token, "/toys", "Content-Length: 262145"));
    assert_eq!(announced.status, 413, "{}", announced.text);
    assert!(announced.text.contains("application/problem+json"));
    // Not announced: refused when it is too much.
    let mut raw = Raw::connect(app.address);
    raw.send(head(&token, "/toys", "Transfer-Encoding: chunked"));
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x1_0000));
    for _ in 0..8 {
        raw.send(&chunk);
    }
    let heard = raw.hear(Duration::from_secs(5));
    assert_eq!(heard.status, 413, "{}", heard.text);
    assert!(begun.elapsed() < Duration::from_secs(2));
    let nearly = format!("{}{}", r#"{"label":"Palla"}"#, " ".repeat(256 * 1024 - 17));
    post(&app.as_(Role::Counsellor), nearly).ok(201);
}

#[test]
fn who_may_not_is_told_so_before_the_body_is_read() {
    let app = TestApp::with_toys();
    let forbidden = app.token(Role::Auditor);
    for (token, status) in [(forbidden.as_str(), 403), ("nonsense", 401)] {
        let begun = Instant::now();
        let heard = exchange(app.address, head(token, "/toys", "Content-Length: 100000"));
        assert_eq!(heard.status, status, "{}", heard.text);
        assert!(begun.elapsed() < Duration::from_secs(2));
    }
}

#[test]
fn floods_are_refused_quickly() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let keys: Vec<String> = (0..20_000).map(|n| format!(r#""{n}":1"#)).collect();
    for body in [
        "[".repeat(100_000),
        r#"{"a":"#.repeat(30_000),
        format!("{{{}}}", keys.join(",")),
        format!("{{\"label\":\"{}\"}}", "\\u0061".repeat(40_000)),
        "9".repeat(200_000),
    ] {
        let begun = Instant::now();
        let answer = post(&counsellor, body);
        assert!(matches!(answer.status, 400 | 422), "{}", answer.text());
        assert!(begun.elapsed() < Duration::from_millis(800));
    }
    let pairs = "a=1&".repeat(100_000);
    let lines = [
        format!("GET /rest/employment/v1/toys?{pairs} HTTP/1.1\r\nHost: x\r\n\r\n"),
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a/".repeat(60_000)),
        format!(
            "GET /rest/employment/v1/status HTTP/1.1\r\nHost: x\r\n{}\r\n",
            "X-A: 1\r\n".repeat(5_000)
        ),
        format!(
            "GET /rest/employment/v1/status HTTP/1.1\r\nHost: x\r\nX-A: {}\r\n\r\n",
            "a".repeat(300_000)
        ),
    ];
    for line in lines {
        let begun = Instant::now();
        let heard = exchange(app.address, &line);
        // 0: the connection was closed while we still sent.
        assert!(
            heard.status == 0 || (400..500).contains(&heard.status),
            "{}",
            heard.text
        );
        assert!(begun.elapsed() < Duration::from_secs(1), "{line:.50}");
    }
    app.stranger().get("/status").ok(200);
}

#[test]
fn requests_that_two_readers_could_read_differently_are_refused() {
    let app = TestApp::with_toys();
    let token = app.token(Role::Counsellor);
    for lines in [
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: +2",
        "Content-Length: 2, 2",
        "Content-Length: -1",
        "Content-Length: 0x2",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Content-Length : 2",
    ] {
        let heard = exchange(app.address, head(&token, "/toys", lines) + "{}");
        assert!(
            (400..500).contains(&heard.status),
            "{lines}: {}",
            heard.text
        );
    }
}

#[test]
fn no_body_sent_in_chunks_is_no_body() {
    let app = TestApp::start();
    let token = app.token(Role::Administrator);
    let member = Member::new(Place::Home, Role::Counsellor, 0).id();
    let lines = "If-Match: \"1-x\"\r\nTransfer-Encoding: chunked";
    let head = head(&token, &format!("/staff/{member}/disablement"), lines);
    let say = |body: &str| exchange(app.address, format!("{head}{body}"));
    let filled = say("2\r\n{}\r\n0\r\n\r\n");
    assert_eq!(filled.status, 400, "{}", filled.text);
    assert!(filled.text.contains("no_body"), "{}", filled.text);
    let broken = say("zz\r\n");
    assert_eq!(broken.status, 400, "{}", broken.text);
    assert!(broken.text.contains("application/problem+json"));
    let nothing = say("0\r\n\r\n");
    assert_eq!(nothing.status, 200, "{}", nothing.text);
}

#[test]
fn what_is_not_http_is_answered_without_a_word() {
    let app = TestApp::start();
    for (lines, status) in [
        ("NONSENSE\r\n\r\n".to_owned(), 400),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n".to_owned(),
            400,
        ),
        ("GET /\u{7f} HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 400),
        (
            format!(
                "GET / HTTP/1.1\r\nHost: x\r\nX-A: {}\r\n\r\n",
                "a".repeat(140_000)
            ),
            431,
        ),
    ] {
        let heard = exchange(app.address, &lines);
        assert_eq!(heard.status, status, "{lines:.40}: {}", heard.text);
        let answer = heard.text.to_lowercase();
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
        assert!(!answer.contains("server:"), "{answer}");
    }
}
