//! Changing the own password.

use serde_json::json;

use super::{NEXT, WRONG, computations, me, session};
use crate::support::TestApp;
use crate::support::seed::PASSWORD;

#[test]
fn a_password_is_changed_only_from_the_version_that_was_read() {
    let app = TestApp::start();
    let client = app.stranger().holding(&session(&app, me()));
    let change = json!({ "password": PASSWORD, "new_password": NEXT });
    let body = || Some(change.to_string().into_bytes());
    client
        .send("PUT", "/me/password", body())
        .refused(428, "precondition_required");
    client
        .put_if("/me/password", "*", &change)
        .refused(428, "precondition_required");
    let stale = client.put_if("/me/password", "\"7-00000000\"", &change);
    assert_eq!(stale.refused(412, "stale")["current_version"], 1);
    let (wrong, cost) = computations(&app, || {
        let change = json!({ "password": WRONG, "new_password": NEXT });
        client.put_if("/me/password", client.get("/me").header("etag"), &change)
    });
    wrong.refused(422, "wrong_password");
    assert_eq!(cost, 1);
    client.get("/me").ok(200);
}

#[test]
fn a_password_that_others_would_guess_is_refused_with_its_reason() {
    let app = TestApp::start();
    let client = app.stranger().holding(&session(&app, me()));
    let etag = client.tag("/me");
    let long = "sette nani ".repeat(20);
    for (chosen, fault) in [
        ("", "password_too_short"),
        ("undici lett", "password_too_short"),
        (long.as_str(), "password_too_long"),
        ("aaaaaaaaaaaaaaaa", "password_guessable"),
        ("passwordpassword", "password_guessable"),
        ("percorso2026", "password_guessable"),
        ("counsellor.0@castelverde", "password_guessable"),
        ("qwertyuiop123", "password_guessable"),
        (PASSWORD, "password_unchanged"),
    ] {
        let change = json!({ "password": PASSWORD, "new_password": chosen });
        let answer = client.put_if("/me/password", &etag, &change);
        assert_eq!(answer.status, 422, "{chosen}");
        answer.refused(422, "invalid");
        assert_eq!(answer.faults(), [format!("/new_password {fault}")]);
        assert!(!answer.text().contains("sette nani") && !answer.text().contains("qwerty"));
    }
    session(&app, me());
}

#[test]
fn a_stolen_token_guesses_the_password_ten_times() {
    let app = TestApp::start();
    let tokens = session(&app, me());
    let client = app.stranger().holding(&tokens);
    let etag = client.tag("/me");
    let guess = |password: &str| {
        let change = json!({ "password": password, "new_password": NEXT });
        client.put_if("/me/password", &etag, &change)
    };
    for _ in 0..10 {
        guess(WRONG).refused(422, "wrong_password");
    }
    let waits = guess(PASSWORD);
    waits.refused(429, "too_many_attempts");
    assert_ne!(waits.header("retry-after"), "");
}

#[test]
fn passwords_and_tokens_are_never_read_from_a_query() {
    let app = TestApp::start();
    let query = format!("/sessions?email={}&password=x", me().email());
    app.stranger()
        .send("POST", &query, None)
        .refused(400, "bad_parameter");
    let unknown = json!({ "email": me().email(), "password": PASSWORD, "role": "administrator" });
    let answer = app.stranger().post("/sessions", &unknown);
    answer.refused(400, "malformed_request");
    assert_eq!(answer.faults(), ["/role unknown_member"]);
}
