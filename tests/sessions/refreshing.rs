//! Going on with a refresh token.

use std::thread::spawn;

use chrono::TimeDelta;

use super::{me, next, session};
use crate::support::{Answer, TestApp, within};

#[test]
fn a_refresh_token_is_good_once_and_the_next_one_comes_with_it() {
    let app = TestApp::start();
    let mut tokens = session(&app, me());
    let first = tokens.clone();
    for _ in 0..5 {
        app.clock.advance(TimeDelta::minutes(9));
        let answer = next(&app, &tokens);
        let after = answer.ok(200);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_ne!(after["refresh_token"], tokens["refresh_token"]);
        assert_ne!(after["access_token"], tokens["access_token"]);
        app.stranger().holding(&after).get("/me").ok(200);
        tokens = after;
    }
    app.stranger()
        .holding(&first)
        .get("/me")
        .refused(401, "unauthenticated");
    let kept = "refresh_tokens WHERE used_at IS NULL";
    assert_eq!(app.database.count(kept), 1);
}

#[test]
fn a_stolen_refresh_token_ends_the_session_of_thief_and_owner() {
    let app = TestApp::start();
    let second = app.beside(|options| options.clock = app.clock.clone());
    let stolen = session(&app, me());
    let other = session(&app, me());
    let owner = next(&app, &stolen).ok(200);
    let readers = [
        app.stranger().holding(&owner),
        second.stranger().holding(&owner),
    ];
    for reader in &readers {
        reader.get("/me").ok(200);
    }
    app.clock.advance(TimeDelta::seconds(3));
    next(&second, &stolen).refused(401, "refresh_refused");
    next(&app, &owner).refused(401, "refresh_refused");
    for reader in &readers {
        assert!(within(1_000, || reader.get("/me").status == 401));
    }
    // The other session of the same account goes on.
    next(&app, &other).ok(200);
    let ended = "sessions WHERE end_reason = 'reuse'";
    assert_eq!(app.database.count(ended), 1);
}

#[test]
fn what_is_no_refresh_token_is_refused_alike() {
    let app = TestApp::start();
    let tokens = session(&app, me());
    let mut told = Vec::new();
    for text in [
        "",
        "x",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "' OR '1'='1",
        tokens["access_token"].as_str().unwrap(),
    ] {
        let answer = app.stranger().refresh(text);
        answer.refused(401, "refresh_refused");
        told.push(answer.but_for_ids());
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    // A refresh token opens nothing by itself.
    let client = app
        .stranger()
        .bearing(tokens["refresh_token"].as_str().unwrap());
    client.get("/me").refused(401, "unauthenticated");
}

#[test]
fn twenty_windows_that_refresh_at_once_go_on_with_one_token() {
    let app = TestApp::start();
    let second = app.beside(|options| options.clock = app.clock.clone());
    let tokens = session(&app, me());
    let windows: Vec<_> = (0..20)
        .map(|window| {
            let server = if window % 2 == 0 { &app } else { &second };
            let (client, tokens) = (server.stranger(), tokens.clone());
            spawn(move || client.refresh(tokens["refresh_token"].clone()))
        })
        .collect();
    let answers: Vec<Answer> = windows.into_iter().map(|w| w.join().unwrap()).collect();
    let mut tokens: Vec<String> = answers
        .iter()
        .map(|answer| {
            let view = answer.ok(200);
            view["refresh_token"].as_str().unwrap().to_owned()
        })
        .collect();
    tokens.dedup();
    assert_eq!(tokens.len(), 1, "twenty windows, one successor");
    assert_eq!(app.database.count("refresh_tokens"), 2);
    second.stranger().refresh(tokens[0].as_str()).ok(200);
}

#[test]
fn a_session_ends_after_twelve_hours_however_often_it_is_refreshed() {
    let app = TestApp::start();
    let mut tokens = session(&app, me());
    for _ in 0..71 {
        app.clock.advance(TimeDelta::minutes(10));
        tokens = next(&app, &tokens).ok(200);
    }
    app.clock.advance(TimeDelta::minutes(5));
    tokens = next(&app, &tokens).ok(200);
    assert_eq!(tokens["expires_in"], 300, "no longer than the session");
    app.clock.advance(TimeDelta::minutes(5));
    next(&app, &tokens).refused(401, "refresh_refused");
}
