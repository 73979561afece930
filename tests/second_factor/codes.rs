//! Codes are asked for after the password, and each is good once.

use std::thread::spawn;

use chrono::TimeDelta;
use serde_json::json;

use super::{WRONG, administrator, counsellor, enrolled, sign_in};
use crate::support::TestApp;
use crate::support::seed::PASSWORD;

#[test]
fn the_second_factor_is_asked_for_only_after_the_right_password() {
    let app = TestApp::start();
    let (device, _, _) = enrolled(&app, administrator());
    let wrong = |code: Option<String>| {
        let mut body = json!({ "email": administrator().email(), "password": WRONG });
        if let Some(code) = code {
            body["code"] = json!(code);
        }
        let before = app.hasher.computations();
        let answer = app.stranger().post("/sessions", &body);
        assert_eq!(app.hasher.computations() - before, 1);
        answer.refused(401, "sign_in_failed");
        answer.but_for_ids()
    };
    let stranger = json!({ "email": "nessuno@castelverde.example", "password": WRONG });
    let stranger = app.stranger().post("/sessions", &stranger).but_for_ids();
    let code = device.shows(app.clock.now());
    assert_eq!(wrong(None), stranger);
    assert_eq!(wrong(Some(code.clone())), stranger);
    let before = app.hasher.computations();
    sign_in(&app, administrator(), None).refused(401, "second_factor_required");
    assert_eq!(app.hasher.computations() - before, 1);
    let tokens = sign_in(&app, administrator(), Some(&code)).ok(200);
    app.stranger().holding(&tokens).get("/staff").ok(200);
    // Whoever has none is not disturbed by a code.
    sign_in(&app, counsellor(), Some("123456")).ok(200);
    let attempts = "sign_in_attempts WHERE scope = 'code' AND attempts > 0";
    assert_eq!(
        app.database.count(attempts),
        0,
        "right codes are given back"
    );
}

#[test]
fn a_code_is_good_once_and_one_step_early_or_late() {
    let app = TestApp::start();
    let (device, _, _) = enrolled(&app, administrator());
    let second = app.beside(|options| options.clock = app.clock.clone());
    let at = |steps: i64| device.shows(app.clock.now() + TimeDelta::seconds(30 * steps));
    let refused = "second_factor_refused";
    // The present step but one was used by the enrolment.
    sign_in(&app, administrator(), Some(&at(-1))).refused(401, refused);
    sign_in(&app, administrator(), Some(&at(2))).refused(401, refused);
    let now = at(0);
    sign_in(&app, administrator(), Some(&now)).ok(200);
    sign_in(&app, administrator(), Some(&now)).refused(401, refused);
    sign_in(&second, administrator(), Some(&now)).refused(401, refused);
    sign_in(&second, administrator(), Some(&at(1))).ok(200);
}

#[test]
fn of_ten_who_give_one_code_at_once_one_gets_in() {
    let app = TestApp::start();
    let second = app.beside(|options| options.clock = app.clock.clone());
    let (device, _, _) = enrolled(&app, administrator());
    let code = device.shows(app.clock.now());
    let body = json!({ "email": administrator().email(), "password": PASSWORD, "code": code });
    let tries: Vec<_> = (0..5)
        .map(|number| {
            let client = if number % 2 == 0 { &app } else { &second }.stranger();
            let body = body.clone();
            spawn(move || client.post("/sessions", &body).status)
        })
        .collect();
    let statuses: Vec<u16> = tries.into_iter().map(|t| t.join().unwrap()).collect();
    let opened = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(opened, 1, "{statuses:?}");
}

#[test]
fn after_five_wrong_codes_the_sixth_waits_on_every_server() {
    let app = TestApp::start();
    let second = app.beside(|options| options.clock = app.clock.clone());
    let (device, codes, _) = enrolled(&app, administrator());
    for guess in 0..5 {
        let server = if guess % 2 == 0 { &app } else { &second };
        sign_in(server, administrator(), Some("000000")).refused(401, "second_factor_refused");
    }
    for code in [device.shows(app.clock.now()), codes[0].clone()] {
        for server in [&app, &second] {
            let waits = sign_in(server, administrator(), Some(&code));
            waits.refused(429, "too_many_attempts");
            assert_ne!(waits.header("retry-after"), "");
        }
    }
    // The passwords were right: they count nothing.
    sign_in(&app, administrator(), None).refused(401, "second_factor_required");
    app.clock.advance(TimeDelta::minutes(17));
    let code = device.shows(app.clock.now());
    sign_in(&second, administrator(), Some(&code)).ok(200);
}

#[test]
fn a_recovery_code_opens_once() {
    let app = TestApp::start();
    let (_, codes, _) = enrolled(&app, administrator());
    let typed = codes[3].to_uppercase().replace('-', " ");
    let tokens = sign_in(&app, administrator(), Some(&typed)).ok(200);
    let left = app
        .stranger()
        .holding(&tokens)
        .get("/me/second-factor")
        .ok(200);
    assert_eq!(left["recovery_codes_left"], 9);
    sign_in(&app, administrator(), Some(&codes[3])).refused(401, "second_factor_refused");
    sign_in(&app, administrator(), Some(&codes[4])).ok(200);
    let used = "events WHERE kind = 'recovery_code_used'";
    assert_eq!(app.database.count(used), 2);
}
