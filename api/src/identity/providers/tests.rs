use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

use serde_json::{Value, json};

use super::fetch::{Address, Fetcher};
use super::source::Source;
use super::*;
use crate::identity::token::OutsideClaims;

/// Answers each connection with the next of these texts, then hangs up; `HERE` is its own address.
fn server(answers: Vec<String>) -> (String, JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = format!("http://{}", listener.local_addr().unwrap());
    let base = here.clone();
    let thread = std::thread::spawn(move || {
        let mut asked = 0;
        for answer in answers {
            let (mut socket, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).unwrap();
            asked += 1;
            let _ = socket.write_all(answer.replace("HERE", &base).as_bytes());
        }
        asked
    });
    (here, thread)
}

fn ok(body: &str) -> String {
    // A length as the text has it after its address was filled in cannot be told before.
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{body}")
}

fn fetcher() -> Fetcher {
    Fetcher::new(None).unwrap()
}

fn discovery(answers: Vec<String>) -> Result<Vec<u8>, &'static str> {
    let (here, _) = server(answers);
    let source = Source::discovery(&here, fetcher()).unwrap();
    source.read().map_err(|fault| fault.code)
}

#[test]
fn only_https_is_asked_and_this_machine() {
    for address in [
        "https://login.comune.example/jwks",
        "https://login.comune.example:8443/jwks?x=1",
        "http://127.0.0.1:8080/jwks",
        "http://[::1]:8080/jwks",
    ] {
        assert!(Address::parse(address).is_ok(), "{address}");
    }
    for address in [
        "",
        "/jwks",
        "jwks",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "http://login.comune.example/jwks",
        "http://10.0.0.1/jwks",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0:8080/jwks",
        "http://localhost.evil.example/jwks",
        "http://127.0.0.1@evil.example/jwks",
        "https://user:secret@login.comune.example/jwks",
        "https://login.comune.example/jwks#x",
    ] {
        assert!(Address::parse(address).is_err(), "{address}");
    }
}

#[test]
fn the_keys_are_where_the_metadata_say_beside_them() {
    let metadata = r#"{"issuer":"HERE","jwks_uri":"HERE/keys"}"#;
    let keys = r#"{"keys":[]}"#;
    let found = discovery(vec![ok(metadata), ok(keys)]);
    assert_eq!(found, Ok(keys.as_bytes().to_vec()));
    for (metadata, fault) in [
        (
            r#"{"issuer":"HERE/","jwks_uri":"HERE/keys"}"#,
            "provider_metadata_of_another",
        ),
        (
            r#"{"issuer":"https://evil.example","jwks_uri":"HERE/keys"}"#,
            "provider_metadata_of_another",
        ),
        (
            r#"{"issuer":"HERE","jwks_uri":"https://evil.example/keys"}"#,
            "provider_keys_elsewhere",
        ),
        (
            r#"{"issuer":"HERE","jwks_uri":"http://127.0.0.1:1/keys"}"#,
            "provider_keys_elsewhere",
        ),
        (
            r#"{"issuer":"HERE","jwks_uri":"file:///etc/passwd"}"#,
            "provider_address",
        ),
        (r#"{"issuer":"HERE"}"#, "provider_metadata"),
        ("<html>", "provider_metadata"),
    ] {
        assert_eq!(discovery(vec![ok(metadata)]), Err(fault), "{metadata}");
    }
}

#[test]
fn no_redirect_is_followed() {
    let (trap, trapped) = server(vec![ok("{}")]);
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let redirect =
            format!("HTTP/1.1 {status}\r\nLocation: {trap}/\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(
            discovery(vec![redirect]),
            Err("provider_answer"),
            "{status}"
        );
    }
    assert!(!trapped.is_finished());
}

#[test]
fn an_answer_that_is_too_long_or_none_is_refused() {
    let long = ok(&" ".repeat(300 * 1024));
    assert_eq!(discovery(vec![long]), Err("provider_unreadable"));
    for status in ["404 Not Found", "500 Oops", "204 No Content", "201 Created"] {
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(discovery(vec![answer]), Err("provider_answer"), "{status}");
    }
    assert_eq!(
        discovery(vec!["nonsense\r\n\r\n".to_owned()]),
        Err("provider_unreachable")
    );
    let nobody = Source::discovery("http://127.0.0.1:1", fetcher()).unwrap();
    assert_eq!(nobody.read().unwrap_err().code, "provider_unreachable");
}

fn settings(more: &Value) -> ProviderSettings {
    let mut settings = json!({
        "issuer": "https://login.comune.example",
        "organisation": "01900000-0000-7000-8000-000000000001",
        "audiences": ["percorso"],
    });
    for (member, value) in more.as_object().unwrap() {
        settings[member] = value.clone();
    }
    serde_json::from_value(settings).unwrap()
}

#[test]
fn what_an_operator_forgot_is_told_before_anything_starts() {
    let fault = |more: Value| settings(&more).provider().err().map(|fault| fault.code);
    assert_eq!(fault(json!({})), None);
    for (more, code) in [
        (
            json!({ "issuer": "http://login.comune.example" }),
            "provider_address",
        ),
        (json!({ "issuer": "" }), "provider_address"),
        (json!({ "audiences": [] }), "provider_audiences"),
        (json!({ "audiences": [""] }), "provider_audiences"),
        (json!({ "token_types": [] }), "provider_token_types"),
        (json!({ "algorithms": [] }), "provider_algorithms"),
        (json!({ "algorithms": ["HS256"] }), "unknown_code"),
        (json!({ "algorithms": ["none"] }), "unknown_code"),
        (
            json!({ "keys_file": "a", "keys_url": "https://b.example" }),
            "provider_keys_twice",
        ),
        (
            json!({ "keys_url": "http://b.example" }),
            "provider_address",
        ),
        (json!({ "ca_file": "/nowhere.pem" }), "provider_ca_file"),
        (
            json!({ "roles_claim": "roles" }),
            "provider_claim_and_grants_belong_together",
        ),
        (
            json!({ "roles": [{ "value": "a", "role": "counsellor" }] }),
            "provider_claim_and_grants_belong_together",
        ),
        (
            json!({ "roles_claim": "roles", "roles": [{ "value": "a", "role": "emperor" }] }),
            "unknown_code",
        ),
        (
            json!({ "roles_claim": "roles", "roles": [{ "value": "a", "role": "machine_client" }] }),
            "role_of_programs",
        ),
        (json!({ "rights": "widen" }), "unknown_code"),
        (
            json!({ "rights": "follow" }),
            "provider_rights_without_claims",
        ),
    ] {
        assert_eq!(fault(more.clone()), Some(code), "{more}");
    }
    let unknown = json!({ "issuer": "x", "organisation": "x", "audiences": [], "trust": true });
    assert!(serde_json::from_value::<ProviderSettings>(unknown).is_err());
}

#[test]
fn claims_deep_inside_are_found_by_a_pointer_and_others_by_their_name() {
    let provider = settings(&json!({
        "roles_claim": "/resource_access/per~1corso/roles",
        "roles": [{ "value": "a", "role": "counsellor" }, { "value": "b", "role": "auditor" }],
        "subject_claim": "https://comune.example/oid",
        "require": [{ "claim": "/tenant/id", "value": "t" }],
    }));
    let provider = provider.provider().unwrap();
    let presented = |extra: Value| {
        let Value::Object(extra) = extra else {
            panic!("no object")
        };
        provider.presents(&OutsideClaims {
            issuer: "https://login.comune.example".to_owned(),
            subject: "pairwise".to_owned(),
            expires: 2,
            issued: Some(1),
            extra,
        })
    };
    let whole = presented(json!({
        "resource_access": { "per/corso": { "roles": ["b", "z", 1] } },
        "https://comune.example/oid": "oid-1",
        "tenant": { "id": "t" },
        "email": "a@comune.example", "email_verified": true,
    }))
    .unwrap();
    assert_eq!(whole.subject.as_str(), "oid-1");
    let roles: Vec<_> = whole.roles.unwrap().into_iter().collect();
    assert_eq!(roles, [domain::actor::Role::Auditor]);
    // Nobody said that addresses link.
    assert_eq!(whole.email, None);
    assert_eq!(
        presented(json!({ "https://comune.example/oid": "x" })),
        None
    );
    let other = json!({ "https://comune.example/oid": "x", "tenant": { "id": "u" } });
    assert_eq!(presented(other), None);
    let nobody = json!({ "tenant": { "id": "t" } });
    assert_eq!(presented(nobody), None);
    // A name that would be tidied while it is read is somebody else's.
    let spaced = json!({ "https://comune.example/oid": " x", "tenant": { "id": "t" } });
    assert_eq!(presented(spaced), None);
}
