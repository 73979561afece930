//! A link is good once, for a while, and for its owner.

use std::thread::spawn;

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::json;

use super::{NEXT, OTHER, accept, created, me, printed, reset_token, token};
use crate::support::seed::PASSWORD;
use crate::support::{TestApp, within};

#[test]
fn a_reset_ends_the_sessions_and_the_old_password_on_every_server() {
    let app = TestApp::start();
    let second = app.beside(|options| options.clock = app.clock.clone());
    let session = app.stranger().sign_in(&me().email(), PASSWORD).ok(200);
    let clients = [&app, &second].map(|server| server.stranger().holding(&session));
    for client in &clients {
        client.get("/me").ok(200);
    }
    let token = reset_token(&app);
    clients[0].get("/me").ok(200);
    assert_eq!(
        accept(&app.stranger(), "password-resets", &token, NEXT).status,
        204
    );
    for client in &clients {
        assert!(within(1_000, || client.get("/me").status == 401));
    }
    second
        .stranger()
        .refresh(session["refresh_token"].clone())
        .refused(401, "refresh_refused");
    second
        .stranger()
        .sign_in(&me().email(), PASSWORD)
        .refused(401, "sign_in_failed");
    second.stranger().sign_in(&me().email(), NEXT).ok(200);
}

#[test]
fn of_ten_who_use_a_link_at_once_one_chooses_the_password() {
    let app = TestApp::start();
    let second = app.beside(|options| options.clock = app.clock.clone());
    let token = reset_token(&app);
    let tries: Vec<_> = (0..10)
        .map(|number| {
            let client = if number % 2 == 0 { &app } else { &second }.stranger();
            let (token, password) = (token.clone(), format!("{NEXT} numero {number}"));
            spawn(move || {
                (
                    accept(&client, "password-resets", &token, &password),
                    password,
                )
            })
        })
        .collect();
    let answers: Vec<_> = tries.into_iter().map(|t| t.join().unwrap()).collect();
    let done: Vec<_> = answers
        .iter()
        .filter(|(answer, _)| answer.status == 204)
        .collect();
    assert_eq!(done.len(), 1);
    for (answer, _) in answers.iter().filter(|(answer, _)| answer.status != 204) {
        answer.refused(422, "link_refused");
    }
    app.stranger().sign_in(&me().email(), &done[0].1).ok(200);
}

#[test]
fn a_link_is_good_until_its_last_second() {
    for (seconds, good) in [(30 * 60 - 1, true), (30 * 60, false), (30 * 60 + 1, false)] {
        let app = TestApp::start();
        let token = reset_token(&app);
        app.clock.advance(TimeDelta::seconds(seconds));
        let before = app.hasher.computations();
        let answer = accept(&app.stranger(), "password-resets", &token, NEXT);
        assert_eq!(answer.status == 204, good, "{seconds}");
        assert_eq!(app.hasher.computations() - before, u64::from(good));
    }
    for (hours, good) in [(2, true), (3, false)] {
        let app = TestApp::with(|options| options.settings.invitation_hours = 3);
        let admin = app.as_(Role::Administrator);
        let (path, _) = created(&admin);
        let invitation = printed(&admin, &path, "invitations");
        app.clock.advance(TimeDelta::hours(hours));
        let token = token(invitation["link"].as_str().unwrap());
        let answer = accept(&app.stranger(), "invitations", &token, NEXT);
        assert_eq!(answer.status == 204, good, "{hours}");
    }
}

#[test]
fn only_the_last_link_is_good_and_none_after_a_new_password_or_a_disabling() {
    let app = TestApp::start();
    let (first, second) = (reset_token(&app), reset_token(&app));
    accept(&app.stranger(), "password-resets", &first, NEXT).refused(422, "link_refused");
    let tokens = app.stranger().sign_in(&me().email(), PASSWORD).ok(200);
    let client = app.stranger().holding(&tokens);
    let etag = client.tag("/me");
    let change = json!({ "password": PASSWORD, "new_password": OTHER });
    assert_eq!(client.put_if("/me/password", &etag, &change).status, 204);
    accept(&app.stranger(), "password-resets", &second, NEXT).refused(422, "link_refused");
    let third = reset_token(&app);
    let admin = app.as_(Role::Administrator);
    let path = format!("/staff/{}", me().id());
    for step in ["disablement", "enablement"] {
        admin.step_now(&path, step).ok(200);
    }
    accept(&app.stranger(), "password-resets", &third, NEXT).refused(422, "link_refused");
}

#[test]
fn what_is_no_link_is_refused_alike_and_costs_no_hash() {
    let app = TestApp::start();
    let used = reset_token(&app);
    accept(&app.stranger(), "password-resets", &used, NEXT);
    let before = app.hasher.computations();
    let mut told = Vec::new();
    for token in ["", "x", "' OR 1=1", &"A".repeat(43), &used] {
        let answer = accept(&app.stranger(), "password-resets", token, OTHER);
        answer.refused(422, "link_refused");
        told.push(answer.but_for_ids());
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    assert_eq!(app.hasher.computations(), before);
    for _ in 0..24 {
        accept(&app.stranger(), "invitations", "x", OTHER).refused(422, "link_refused");
    }
    accept(&app.stranger(), "invitations", "x", OTHER).refused(429, "too_many_attempts");
}
