//! Who must enrol a second factor, and how it is replaced and removed.

use chrono::TimeDelta;
use diesel::prelude::*;
use domain::actor::Role;
use persistence::schema::idempotency_keys;
use serde_json::json;

use super::{Device, administrator, counsellor, enrol, enrolled, refreshed, sign_in};
use crate::support::{Client, Member, Place, TestApp, within};

#[test]
fn an_administrator_without_a_second_factor_may_only_enrol_one() {
    let app = TestApp::start();
    for role in [Role::Administrator, Role::TargetedPlacementOfficer] {
        let member = Member::new(Place::Home, role, 0);
        let tokens = sign_in(&app, member, None).ok(200);
        let client = app.stranger().holding(&tokens);
        for path in ["/me", "/staff", "/offices", "/organisation"] {
            let refused = client.get(path);
            refused.refused(403, "second_factor_enrolment_required");
        }
        client
            .send("DELETE", "/sessions/current", None)
            .refused(403, "second_factor_enrolment_required");
        let status = client.get("/me/second-factor").ok(200);
        let expected = json!({ "enrolled": false, "demanded": true, "recovery_codes_left": 0 });
        assert_eq!(status, expected);
        let (_, codes, tokens) = enrol(&app, &tokens);
        assert_eq!(codes.len(), 10);
        client.get("/me").refused(401, "unauthenticated");
        let client = app.stranger().holding(&tokens);
        assert_eq!(client.get("/me").ok(200)["second_factor_enrolled"], true);
        client.get("/staff").ok(200);
    }
    let tokens = sign_in(&app, counsellor(), None).ok(200);
    app.stranger().holding(&tokens).get("/me").ok(200);
    assert_eq!(app.database.count("second_factors WHERE secret IS NULL"), 0);
    let events = "events WHERE kind = 'second_factor_enrolled'";
    assert_eq!(app.database.count(events), 2);
}

#[test]
fn a_setting_demands_a_second_factor_of_everybody() {
    let app = TestApp::with(|options| "everybody".clone_into(&mut options.settings.second_factor));
    let tokens = sign_in(&app, counsellor(), None).ok(200);
    app.stranger()
        .holding(&tokens)
        .get("/me")
        .refused(403, "second_factor_enrolment_required");
    let (_, _, tokens) = enrol(&app, &tokens);
    app.stranger().holding(&tokens).get("/me").ok(200);
}

#[test]
fn a_role_that_demands_it_restricts_a_running_session() {
    let app = TestApp::start();
    let tokens = sign_in(&app, counsellor(), None).ok(200);
    let path = format!("/staff/{}", counsellor().id());
    let admin = app.as_(Role::Administrator);
    let body = json!({ "roles": ["administrator"], "office_ids": [] });
    admin.put_now(&path, &body).ok(200);
    let second = app.member(Member::administrator(1));
    second.step_now(&path, "role-approval").ok(200);
    let tokens = refreshed(&app, &tokens);
    app.stranger()
        .holding(&tokens)
        .get("/staff")
        .refused(403, "second_factor_enrolment_required");
}

#[test]
fn another_device_takes_the_place_of_the_first_against_a_code() {
    let app = TestApp::start();
    let (old, _, tokens) = enrolled(&app, counsellor());
    let other = {
        let code = old.shows(app.clock.now());
        sign_in(&app, counsellor(), Some(&code)).ok(200)
    };
    app.clock.advance(TimeDelta::seconds(30));
    let client = app.stranger().holding(&tokens);
    client
        .post("/me/second-factor", &json!({}))
        .refused(422, "wrong_code");
    let code = old.shows(app.clock.now());
    let offer = client
        .post("/me/second-factor", &json!({ "code": code }))
        .ok(200);
    let new = Device::of(&offer);
    // Until it is confirmed, the old one holds.
    app.clock.advance(TimeDelta::seconds(30));
    sign_in(&app, counsellor(), Some(&new.shows(app.clock.now())))
        .refused(401, "second_factor_refused");
    let body = json!({ "code": new.shows(app.clock.now()) });
    client.post("/me/second-factor/confirmation", &body).ok(200);
    let again = client.post("/me/second-factor/confirmation", &body);
    again.refused(401, "unauthenticated");
    assert!(within(1_000, || app
        .stranger()
        .holding(&other)
        .get("/me")
        .status
        == 401));
    app.clock.advance(TimeDelta::seconds(30));
    sign_in(&app, counsellor(), Some(&old.shows(app.clock.now())))
        .refused(401, "second_factor_refused");
    sign_in(&app, counsellor(), Some(&new.shows(app.clock.now()))).ok(200);
}

#[test]
fn a_session_found_open_enrols_nothing() {
    let app = TestApp::start();
    let tokens = sign_in(&app, counsellor(), None).ok(200);
    app.clock.advance(TimeDelta::minutes(16));
    let tokens = refreshed(&app, &tokens);
    app.stranger()
        .holding(&tokens)
        .post("/me/second-factor", &json!({}))
        .refused(403, "recent_sign_in_required");
}

#[test]
fn an_offer_is_told_once_kept_sealed_and_repeated_to_a_retry_only() {
    let app = TestApp::start();
    let tokens = sign_in(&app, counsellor(), None).ok(200);
    let client = app.stranger().holding(&tokens);
    let key = "the-same-key-twice";
    let offer = client.post_as(key, "/me/second-factor", &json!({}));
    let secret = offer.ok(200)["secret"].as_str().unwrap().to_owned();
    let again = client.post_as(key, "/me/second-factor", &json!({}));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.body, offer.body);
    let kept: Option<Vec<u8>> = idempotency_keys::table
        .select(idempotency_keys::body)
        .first(&mut app.database.connection())
        .unwrap();
    let kept = kept.unwrap();
    assert!(kept.len() > secret.len());
    let found = kept
        .windows(secret.len())
        .any(|part| part == secret.as_bytes());
    assert!(!found, "the kept answer shows the secret");
}

#[test]
fn an_administrator_removes_the_factor_of_somebody_who_lost_the_device() {
    let app = TestApp::start();
    let second = app.beside(|options| options.clock = app.clock.clone());
    let officer = Member::new(Place::Home, Role::TargetedPlacementOfficer, 0);
    let (_, _, tokens) = enrolled(&app, officer);
    let path = format!("/staff/{}/second-factor", officer.id());
    let own = format!("/staff/{}/second-factor", administrator().id());
    let admin = app.as_(Role::Administrator);
    let remove = |client: &Client, path: &str| client.send("DELETE", path, None);
    remove(&app.as_(Role::Coordinator), &path).refused(403, "forbidden");
    remove(&admin, &own).refused(404, "not_found");
    let elsewhere = Member::new(Place::Away, Role::Administrator, 0);
    remove(&app.member(elsewhere), &path).refused(404, "not_found");
    let clients = [
        app.stranger().holding(&tokens),
        second.stranger().holding(&tokens),
    ];
    for client in &clients {
        client.get("/me").ok(200);
    }
    assert_eq!(remove(&admin, &path).status, 204);
    for client in &clients {
        assert!(within(1_000, || client.get("/me").status == 401));
    }
    remove(&admin, &path).refused(404, "not_found");
    let kept = "second_factors WHERE removed_by IS NOT NULL AND secret IS NULL";
    assert_eq!(app.database.count(kept), 1);
    // The next sign-in enrols another one.
    let tokens = sign_in(&app, officer, None).ok(200);
    app.stranger()
        .holding(&tokens)
        .get("/me")
        .refused(403, "second_factor_enrolment_required");
    // Whoever removed it cannot have a link printed too; somebody else can.
    let reset = format!("/staff/{}/password-resets", officer.id());
    let print = json!({ "delivery": "print" });
    admin
        .post(&reset, &print)
        .refused(409, "same_administrator");
    let other = app.member(Member::administrator(1));
    other.post(&reset, &print).ok(201);
}
