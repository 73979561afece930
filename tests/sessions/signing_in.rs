//! Who signs in, and who only guesses.

use std::sync::Arc;
use std::thread::spawn;

use api::identity::password::{Hasher, NewPassword, Parameters};
use chrono::TimeDelta;
use diesel::prelude::*;
use domain::actor::Role;
use persistence::schema::staff;
use persistence::sql_types::Uid;
use serde_json::json;

use super::{WRONG, behind_a_proxy, computations, from, me, session};
use crate::support::seed::PASSWORD;
use crate::support::{Member, Place, TestApp, within};

/// Replaces the stored hash of somebody.
fn store_hash(app: &TestApp, member: Member, hash: &str) {
    let key = (
        Uid::from(member.place.organisation()),
        Uid::from(member.id()),
    );
    diesel::update(staff::table.find(key))
        .set(staff::password_hash.eq(hash))
        .execute(&mut app.database.connection())
        .unwrap();
}

fn stored_hash(app: &TestApp, member: Member) -> Option<String> {
    let key = (
        Uid::from(member.place.organisation()),
        Uid::from(member.id()),
    );
    staff::table
        .find(key)
        .select(staff::password_hash)
        .first(&mut app.database.connection())
        .unwrap()
}

/// A hash as an older version of the product made it.
fn legacy_hash(password: &str) -> String {
    let older = Parameters {
        memory_kib: 32,
        passes: 2,
        lanes: 1,
    };
    let chosen = NewPassword::chosen(password, "nessuno@castelverde.example").unwrap();
    let hasher = Hasher::new(older, 1).unwrap();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.build().unwrap();
    runtime.block_on(hasher.hash(&chosen)).unwrap()
}

#[test]
fn whoever_signs_in_is_who_the_account_says() {
    let app = TestApp::start();
    let answer = app.stranger().sign_in(&me().email(), PASSWORD);
    let tokens = answer.ok(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 600);
    let members: Vec<&String> = tokens.as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        ["access_token", "expires_in", "refresh_token", "token_type"]
    );
    let view = app.stranger().holding(&tokens).get("/me");
    assert!(view.header("etag").starts_with("\"1-"));
    let view = view.ok(200);
    assert_eq!(view["email"], me().email());
    assert_eq!(view["roles"], json!(["counsellor"]));
    assert_eq!(view["organisation"]["legal_name"], "Comune di Castelverde");
    assert_eq!(view["offices"][0]["label"], "Sportello 0");
    assert_eq!(view["password_change_due"], false);
    let permitted = view["permissions"].as_array().unwrap();
    let has = |action: &str, reach: &str| {
        permitted.contains(&json!({ "action": action, "reach": reach }))
    };
    assert!(has("read_individual", "own_caseload"));
    assert!(!permitted.iter().any(|p| p["action"] == "manage_staff"));
    // However the address is typed.
    let typed = format!("  {} ", me().email().to_uppercase());
    app.stranger().sign_in(&typed, PASSWORD).ok(200);
}

#[test]
fn every_failed_sign_in_costs_one_hash_and_tells_the_same() {
    let app = TestApp::start();
    let (disabled, legacy, unset) = (
        Member::new(Place::Home, Role::Coordinator, 0),
        Member::new(Place::Home, Role::Coordinator, 1),
        Member::new(Place::Home, Role::Coordinator, 2),
    );
    let gone = format!(
        "UPDATE staff SET disabled = true WHERE email = '{}'",
        disabled.email()
    );
    app.database.execute(&gone);
    store_hash(&app, legacy, &legacy_hash(PASSWORD));
    store_hash(&app, unset, "no hash at all");
    let long = "x".repeat(1_000);
    let far = format!("{}@castelverde.example", "x".repeat(300));
    let mut told = Vec::new();
    for (email, password) in [
        (me().email().as_str(), WRONG),
        (me().email().as_str(), ""),
        (me().email().as_str(), " "),
        (me().email().as_str(), long.as_str()),
        ("nobody@castelverde.example", PASSWORD),
        ("nobody@castelverde.example", ""),
        ("no address", PASSWORD),
        ("", PASSWORD),
        (far.as_str(), PASSWORD),
        (disabled.email().as_str(), PASSWORD),
        (disabled.email().as_str(), WRONG),
        (legacy.email().as_str(), WRONG),
        (unset.email().as_str(), PASSWORD),
    ] {
        let (answer, cost) = computations(&app, || app.stranger().sign_in(email, password));
        assert_eq!(cost, 1, "{email:.40}");
        answer.refused(401, "sign_in_failed");
        told.push(answer.but_for_ids());
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:#?}");
}

#[test]
fn a_right_password_replaces_an_outdated_hash() {
    let app = TestApp::start();
    let old = legacy_hash(PASSWORD);
    store_hash(&app, me(), &old);
    session(&app, me());
    assert!(within(2_000, || stored_hash(&app, me()) != Some(old.clone())));
    let now = stored_hash(&app, me()).unwrap();
    assert!(now.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{now}");
    let (_, cost) = computations(&app, || session(&app, me()));
    assert_eq!(cost, 1);
}

#[test]
fn the_eleventh_guess_waits_also_on_another_server_and_after_a_restart() {
    let app = TestApp::start();
    let second = app.beside(|_| {});
    for guess in 0..10 {
        let server = if guess % 2 == 0 { &app } else { &second };
        server
            .stranger()
            .sign_in(&me().email(), WRONG)
            .refused(401, "sign_in_failed");
    }
    // Whether an account has the address makes no difference.
    for _ in 0..10 {
        app.stranger()
            .sign_in("nobody@castelverde.example", WRONG)
            .refused(401, "sign_in_failed");
    }
    let waits = |app: &TestApp, email: &str, password| {
        let (answer, cost) = computations(app, || app.stranger().sign_in(email, password));
        answer.refused(429, "too_many_attempts");
        let seconds: u32 = answer.header("retry-after").parse().unwrap();
        assert!((1..=16 * 60 + 1).contains(&seconds), "{seconds}");
        assert_eq!(cost, 0);
        answer.but_for_ids()
    };
    let first = waits(&app, &me().email(), WRONG);
    assert_eq!(waits(&app, "nobody@castelverde.example", WRONG), first);
    assert_eq!(waits(&second, &me().email(), PASSWORD), first);
    let database = Arc::clone(&app.database);
    drop((app, second));
    let again = TestApp::on(database, |_| {});
    assert_eq!(waits(&again, &me().email(), PASSWORD), first);
    // Who is refused counts nothing: nobody is kept out by knocking.
    again.clock.advance(TimeDelta::minutes(17));
    session(&again, me());
}

#[test]
fn a_right_password_from_another_address_opens_a_guessed_account() {
    let app = TestApp::with(behind_a_proxy);
    let attacker = from(&app, "203.0.113.7");
    for _ in 0..10 {
        attacker
            .sign_in(&me().email(), WRONG)
            .refused(401, "sign_in_failed");
    }
    attacker
        .sign_in(&me().email(), PASSWORD)
        .refused(429, "too_many_attempts");
    from(&app, "198.51.100.9")
        .sign_in(&me().email(), PASSWORD)
        .ok(200);
    // What stands left of the last hop anybody could have typed.
    let forged = from(&app, "198.51.100.10, 203.0.113.7");
    forged
        .sign_in(&me().email(), PASSWORD)
        .refused(429, "too_many_attempts");
}

#[test]
fn a_header_of_an_untrusted_client_makes_no_other_address() {
    let app = TestApp::start();
    for guess in 0..10 {
        let client = from(&app, &format!("198.51.100.{guess}"));
        client
            .sign_in(&me().email(), WRONG)
            .refused(401, "sign_in_failed");
    }
    let client = from(&app, "198.51.100.99");
    client
        .sign_in(&me().email(), PASSWORD)
        .refused(429, "too_many_attempts");
}

#[test]
fn one_address_tries_a_hundred_accounts_and_no_more() {
    let app = TestApp::with(behind_a_proxy);
    let attacker = from(&app, "203.0.113.7");
    for guess in 0..100 {
        let email = format!("somebody.{guess}@castelverde.example");
        attacker
            .sign_in(&email, WRONG)
            .refused(401, "sign_in_failed");
    }
    attacker
        .sign_in(&me().email(), PASSWORD)
        .refused(429, "too_many_attempts");
    from(&app, "198.51.100.9")
        .sign_in(&me().email(), PASSWORD)
        .ok(200);
}

#[test]
fn guesses_at_once_get_no_further_than_one_after_the_other() {
    let app = TestApp::start();
    let guesses: Vec<_> = (0..30)
        .map(|_| {
            let client = app.stranger();
            spawn(move || client.sign_in(&me().email(), WRONG).status)
        })
        .collect();
    let statuses: Vec<u16> = guesses.into_iter().map(|g| g.join().unwrap()).collect();
    let looked_at = statuses.iter().filter(|status| **status == 401).count();
    assert!(looked_at <= 10, "{statuses:?}");
    assert!(statuses.iter().all(|s| matches!(s, 401 | 429 | 503)));
    assert!(app.hasher.computations() <= 10);
}
