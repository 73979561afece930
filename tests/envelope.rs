//! What every answer carries, whatever it answers.

use domain::actor::Role;
use serde_json::json;

use crate::support::raw::exchange;
use crate::support::{Answer, TestApp};

/// One answer of each kind that the doorway knows.
fn answers(app: &TestApp) -> Vec<Answer> {
    let counsellor = app.as_(Role::Counsellor);
    let made = counsellor.post("/toys", &json!({ "label": "Trottola" }));
    let path = format!("/toys/{}", made.ok(201)["id"].as_str().unwrap());
    let read = counsellor.get(&path);
    let auditor = app.as_(Role::Auditor);
    let json = |body: &str| Some(body.as_bytes().to_vec());
    vec![
        counsellor
            .with("If-None-Match", read.header("etag"))
            .get(&path),
        counsellor.put_if(&path, read.header("etag"), &json!({ "label": "Palla" })),
        counsellor.put_if(&path, read.header("etag"), &json!({ "label": "Palla" })),
        counsellor.send("PUT", &path, json(r#"{"label":"Palla"}"#)),
        counsellor.post("/toys", &json!({ "label": "" })),
        counsellor.send("POST", "/toys", json("{")),
        counsellor
            .with("Content-Type", "text/plain")
            .with("Idempotency-Key", "0123456789abcdef")
            .send("POST", "/toys", json("{}")),
        counsellor.get("/toys/none"),
        counsellor.get("/nothing"),
        counsellor.get("//nothing/at/all"),
        counsellor.get("/toys?colour=red"),
        counsellor.send("PATCH", &path, json("{}")),
        counsellor.send("OPTIONS", "/toys", None),
        counsellor.get("/broken-toys"),
        auditor.post("/toys", &json!({})),
        app.stranger().get(&path),
        app.stranger().get("/status"),
        app.stranger().get("//health/live"),
        app.stranger().get("//health/ready"),
        app.stranger().get("/openapi.json"),
        read,
        made,
    ]
}

#[test]
fn every_answer_names_its_request_and_its_limits_and_is_kept_by_no_cache() {
    let app = TestApp::with_toys();
    let all = answers(&app);
    let mut ids: Vec<&str> = all.iter().map(|a| a.header("request-id")).collect();
    for answer in &all {
        let status = answer.status;
        for limit in ["limit", "remaining", "reset"] {
            let value = answer.header(&format!("x-ratelimit-{limit}"));
            assert!(value.parse::<u64>().is_ok(), "{status} {limit}: {value}");
        }
        let vary = answer.header("vary");
        assert!(vary.contains("Authorization") && vary.contains("Accept-Language"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let public = answer.text().starts_with(r#"{"components"#)
            || answer.text().starts_with(r#"{"openapi"#);
        let kept = if public {
            "public, max-age=300"
        } else {
            "no-store"
        };
        assert_eq!(answer.header("cache-control"), kept, "{status}");
        if status >= 400 {
            let code = answer.json()["type"].as_str().unwrap().to_owned();
            answer.refused(status, code.rsplit('/').next().unwrap());
        }
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all.len(), "each request has a name of its own");
    assert!(ids.iter().all(|id| id.len() == 36));
}

#[test]
fn each_kind_of_failure_has_its_status() {
    let app = TestApp::with_toys();
    let statuses: Vec<u16> = answers(&app).iter().map(|answer| answer.status).collect();
    let expected = [
        304, 200, 412, 428, 422, 400, 415, 404, 404, 404, 400, 405, 405, 500, 403, 401, 200, 200,
        200, 200, 200, 201,
    ];
    assert_eq!(statuses, expected);
}

#[test]
fn a_client_may_name_its_request_but_not_write_into_the_log() {
    let app = TestApp::start();
    let stranger = app.stranger();
    let kept = stranger.with("Request-Id", "ufficio-42.a_b").get("/status");
    assert_eq!(kept.header("request-id"), "ufficio-42.a_b");
    for refused in [
        "short",
        "with space in it",
        "<script>alert</script>",
        &"x".repeat(65),
    ] {
        let answer = stranger.with("Request-Id", refused).get("/status");
        assert_eq!(answer.header("request-id").len(), 36, "{refused}");
    }
}

#[test]
fn a_problem_speaks_the_readers_language() {
    let app = TestApp::start();
    let title = |language: &str| {
        let answer = app.stranger().with("Accept-Language", language).get("/no");
        let said = answer.header("content-language").to_owned();
        (said, answer.json()["title"].as_str().unwrap().to_owned())
    };
    let english = title("en-GB,it;q=0.5");
    let italian = title("fr;q=1,it;q=0.9");
    assert_eq!(english, ("en".to_owned(), "Not found".to_owned()));
    assert_eq!(italian.0, "it");
    assert_ne!(italian.1, english.1);
    assert_eq!(title("de"), italian);
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let answer = counsellor.send("PATCH", "/toys", Some(b"{}".to_vec()));
    answer.refused(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "POST, GET, HEAD");
    for method in ["TRACE", "OPTIONS", "CONNECT", "PROPFIND", "get", "DELETE"] {
        let line = format!("{method} /rest/employment/v1/status HTTP/1.1\r\nHost: x\r\n\r\n");
        let heard = exchange(app.address, line);
        assert!(
            matches!(heard.status, 400 | 404 | 405),
            "{method}: {}",
            heard.status
        );
    }
}

#[test]
fn the_head_of_an_answer_can_be_asked_for_alone() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let head = counsellor.send("HEAD", "/toys", None);
    let whole = counsellor.get("/toys");
    assert_eq!(head.status, 200);
    assert!(head.body.is_empty());
    assert_eq!(head.header("content-length"), whole.body.len().to_string());
    assert_eq!(app.stranger().send("HEAD", "/toys", None).status, 401);
}

#[test]
fn no_header_and_no_spelling_opens_another_door() {
    let app = TestApp::with_toys();
    let auditor = app.as_(Role::Auditor);
    for header in [
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "X-Original-URL",
        "X-Rewrite-URL",
    ] {
        let sent = auditor
            .with(header, "GET")
            .post("/toys", &json!({ "label": "Palla" }));
        sent.refused(403, "forbidden");
    }
    for path in [
        "/toys/",
        "/Toys",
        "/TOYS",
        "//rest/employment/v1//toys",
        "//rest//employment/v1/toys",
        "/toys;x=1",
        "/toys%2f",
        "/toys%2F..%2Fstatus",
        "/%74oys%00",
        "//rest/employment/v2/toys",
        "//toys",
        "/..%2fhealth/live",
    ] {
        let read = auditor.get(path);
        read.refused(404, "not_found");
        assert!(!read.text().contains("Sportello"), "{path}");
    }
}

#[test]
fn a_resource_without_parameters_refuses_any() {
    let app = TestApp::with_toys();
    let answer = app.stranger().get("/status?verbose=true");
    answer.refused(400, "bad_parameter");
    assert_eq!(answer.faults(), ["verbose unknown_member"]);
    let counsellor = app.as_(Role::Counsellor);
    for (query, fault) in [
        ("limit=0", "limit out_of_range"),
        ("limit=101", "limit out_of_range"),
        ("limit=1e2", "limit out_of_range"),
        ("limit=10&limit=10", "limit duplicate_member"),
        ("colour=red", "colour unknown_member"),
        ("kind=a%00b", " control_character"),
        ("kind=a%0d%0ab", " control_character"),
        ("fields=id,password_hash", "fields unknown_member"),
    ] {
        let answer = counsellor.get(&format!("/toys?{query}"));
        answer.refused(400, "bad_parameter");
        assert_eq!(answer.faults(), [fault], "{query}");
    }
    let long = format!("/toys?kind={}", "x".repeat(9_000));
    counsellor.get(&long).refused(400, "bad_parameter");
}

#[test]
fn a_parameter_that_cannot_be_read_is_named_in_both_languages() {
    let app = TestApp::start();
    let coordinator = app.as_(Role::Coordinator);
    for (path, fault) in [
        (
            "/hand-overs?mine_to_answer=maybe",
            "mine_to_answer wrong_type",
        ),
        ("/hand-overs?mine_to_answer=", "mine_to_answer wrong_type"),
        ("/services?mode=group&blocked=1", "blocked wrong_type"),
        ("/desk-contact-counts?from=2026-01-01", "to missing_member"),
        ("/services?b%60lu%60e=1", "b`lu`e unknown_member"),
    ] {
        let details = ["it", "en"].map(|language| {
            let answer = coordinator.with("Accept-Language", language).get(path);
            answer.refused(400, "bad_parameter");
            assert_eq!(answer.faults(), [fault], "{path}");
            answer.json()["errors"][0]["detail"].clone()
        });
        assert_ne!(details[0], details[1], "{path}");
    }
}

#[test]
fn a_handler_that_panics_harms_nobody_else() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    for _ in 0..20 {
        counsellor.get("/broken-toys").refused(500, "internal");
        let broken = counsellor.post("/broken-toys", &json!({}));
        assert_eq!(broken.json()["status"], 500);
    }
    counsellor.get("/toys").ok(200);
    counsellor
        .post("/toys", &json!({ "label": "Palla" }))
        .ok(201);
    assert_eq!(app.database.count("offices WHERE label = 'never'"), 0);
}
