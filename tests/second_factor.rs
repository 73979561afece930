//! The second factor: enrolled, asked for, replaced, removed.

use std::thread::spawn;

use api::identity::second_factor::TotpSecret;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::actor::Role;
use persistence::schema::idempotency_keys;
use serde_json::{Value, json};

use crate::support::process::{Process, percorso};
use crate::support::seed::PASSWORD;
use crate::support::{Answer, Client, Database, Member, Place, TestApp, within};

const WRONG: &str = "quattro barche lente sul lago";

fn administrator() -> Member {
    Member::new(Place::Home, Role::Administrator, 0)
}

fn counsellor() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

fn sign_in(app: &TestApp, member: Member, code: Option<&str>) -> Answer {
    let mut body = json!({ "email": member.email(), "password": PASSWORD });
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    app.stranger().post("/sessions", &body)
}

fn bearing(app: &TestApp, tokens: &Value) -> Client {
    app.stranger()
        .bearing(tokens["access_token"].as_str().unwrap())
}

fn refreshed(app: &TestApp, tokens: &Value) -> Value {
    let body = json!({ "refresh_token": tokens["refresh_token"] });
    app.stranger().post("/session-refreshes", &body).ok(200)
}

/// A device that holds the secret of this base32 text.
pub(crate) struct Device(TotpSecret);

impl Device {
    fn of(offer: &Value) -> Self {
        let text = offer["secret"].as_str().unwrap();
        let mut bits = 0_u64;
        let (mut count, mut bytes) = (0, Vec::new());
        for c in text.bytes() {
            let value = match c {
                b'A'..=b'Z' => c - b'A',
                _ => c - b'2' + 26,
            };
            bits = (bits << 5) | u64::from(value);
            count += 5;
            if count >= 8 {
                count -= 8;
                bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
            }
        }
        Self(TotpSecret::of(bytes.into()))
    }

    fn shows(&self, at: DateTime<Utc>) -> String {
        self.0.code_at(at).unwrap()
    }
}

/// Enrols a factor in a session: the device, the recovery codes, and the tokens of now.
fn enrol(app: &TestApp, tokens: &Value) -> (Device, Vec<String>, Value) {
    let (device, codes) = enrol_as(app, &bearing(app, tokens));
    (device, codes, refreshed(app, tokens))
}

/// Enrols a factor in a session: the device and the recovery codes.
pub(crate) fn enrol_as(app: &TestApp, client: &Client) -> (Device, Vec<String>) {
    let offer = client.post("/me/second-factor", &json!({})).ok(200);
    let uri = offer["otpauth_uri"].as_str().unwrap();
    assert!(uri.contains(offer["secret"].as_str().unwrap()), "{uri}");
    let device = Device::of(&offer);
    let code = device.shows(app.clock.now());
    let body = json!({ "code": code });
    let told = client.post("/me/second-factor/confirmation", &body).ok(200);
    let codes = told["recovery_codes"].as_array().unwrap();
    let codes = codes
        .iter()
        .map(|c| c.as_str().unwrap().to_owned())
        .collect();
    (device, codes)
}

fn enrolled(app: &TestApp, member: Member) -> (Device, Vec<String>, Value) {
    let tokens = sign_in(app, member, None).ok(200);
    let enrolled = enrol(app, &tokens);
    app.clock.advance(TimeDelta::seconds(30));
    enrolled
}

#[test]
fn an_administrator_without_a_second_factor_may_only_enrol_one() {
    let app = TestApp::start();
    for role in [Role::Administrator, Role::TargetedPlacementOfficer] {
        let member = Member::new(Place::Home, role, 0);
        let tokens = sign_in(&app, member, None).ok(200);
        let client = bearing(&app, &tokens);
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
        let client = bearing(&app, &tokens);
        assert_eq!(client.get("/me").ok(200)["second_factor_enrolled"], true);
        client.get("/staff").ok(200);
    }
    let tokens = sign_in(&app, counsellor(), None).ok(200);
    bearing(&app, &tokens).get("/me").ok(200);
    assert_eq!(app.database.count("second_factors WHERE secret IS NULL"), 0);
    let events = "events WHERE kind = 'second_factor_enrolled'";
    assert_eq!(app.database.count(events), 2);
}

#[test]
fn a_setting_demands_a_second_factor_of_everybody() {
    let app = TestApp::with(|options| "everybody".clone_into(&mut options.settings.second_factor));
    let tokens = sign_in(&app, counsellor(), None).ok(200);
    bearing(&app, &tokens)
        .get("/me")
        .refused(403, "second_factor_enrolment_required");
    let (_, _, tokens) = enrol(&app, &tokens);
    bearing(&app, &tokens).get("/me").ok(200);
}

#[test]
fn a_role_that_demands_it_restricts_a_running_session() {
    let app = TestApp::start();
    let tokens = sign_in(&app, counsellor(), None).ok(200);
    let path = format!("/staff/{}", counsellor().id());
    let admin = app.as_(Role::Administrator);
    let etag = admin.get(&path).header("etag").to_owned();
    let body = json!({ "roles": ["administrator"], "office_ids": [] });
    admin.put_if(&path, &etag, &body).ok(200);
    let tokens = refreshed(&app, &tokens);
    bearing(&app, &tokens)
        .get("/staff")
        .refused(403, "second_factor_enrolment_required");
}

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
    bearing(&app, &tokens).get("/staff").ok(200);
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
    let left = bearing(&app, &tokens).get("/me/second-factor").ok(200);
    assert_eq!(left["recovery_codes_left"], 9);
    sign_in(&app, administrator(), Some(&codes[3])).refused(401, "second_factor_refused");
    sign_in(&app, administrator(), Some(&codes[4])).ok(200);
    let used = "events WHERE kind = 'recovery_code_used'";
    assert_eq!(app.database.count(used), 2);
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
    let client = bearing(&app, &tokens);
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
    assert!(within(1_000, || bearing(&app, &other).get("/me").status == 401));
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
    bearing(&app, &tokens)
        .post("/me/second-factor", &json!({}))
        .refused(403, "recent_sign_in_required");
}

#[test]
fn an_offer_is_told_once_kept_sealed_and_repeated_to_a_retry_only() {
    let app = TestApp::start();
    let tokens = sign_in(&app, counsellor(), None).ok(200);
    let client = bearing(&app, &tokens);
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
    let clients = [bearing(&app, &tokens), bearing(&second, &tokens)];
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
    bearing(&app, &tokens)
        .get("/me")
        .refused(403, "second_factor_enrolment_required");
    // Whoever removed it cannot have a link printed too; somebody else can.
    let reset = format!("/staff/{}/password-resets", officer.id());
    let print = json!({ "delivery": "print" });
    admin
        .post(&reset, &print)
        .refused(409, "same_administrator");
    let other = app.member(Member::new(Place::Home, Role::Administrator, 1));
    other.post(&reset, &print).ok(201);
}

#[test]
fn a_new_secret_of_the_installation_opens_what_the_former_one_sealed() {
    let app = TestApp::start();
    let (device, _, _) = enrolled(&app, counsellor());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("former");
    std::fs::write(&file, crate::support::app::SECRET).unwrap();
    let database = std::sync::Arc::clone(&app.database);
    let clock = app.clock.clone();
    let next = "the next secret of the stories, long enough";
    let with = |former: Option<&std::path::PathBuf>| {
        TestApp::on(std::sync::Arc::clone(&database), |options| {
            options.clock = clock.clone();
            options.secret = next.to_owned();
            options.settings.previous_secret_file = former.cloned();
        })
    };
    let code = |app: &TestApp| device.shows(app.clock.now());
    let forgot = with(None);
    sign_in(&forgot, counsellor(), Some(&code(&forgot))).refused(401, "second_factor_refused");
    drop(forgot);
    let knows = with(Some(&file));
    sign_in(&knows, counsellor(), Some(&code(&knows))).ok(200);
    drop(knows);
    // It was sealed anew: the former secret is not needed any more.
    let forgot = with(None);
    forgot.clock.advance(TimeDelta::seconds(30));
    sign_in(&forgot, counsellor(), Some(&code(&forgot))).ok(200);
}

#[test]
fn the_logins_of_the_demonstration_are_excepted_only_while_it_is_served_as_one() {
    let database = Database::empty();
    let folder = tempfile::tempdir().unwrap();
    let login = json!({
        "email": "administrator@demo.example", "password": crate::demo::PASSWORD,
    });
    let demo = Process::start(crate::demo::demo_command(&database, folder.path()));
    let tokens = demo.stranger().post("/sessions", &login).ok(200);
    let token = tokens["access_token"].as_str().unwrap();
    demo.stranger().bearing(token).get("/staff").ok(200);
    demo.kill();
    let mut serve = percorso(&database, &["serve"]);
    serve.env("PERCORSO_DATA", folder.path());
    let process = Process::start(serve);
    let refresh = json!({ "refresh_token": tokens["refresh_token"] });
    let tokens = process.stranger().post("/sessions", &login).ok(200);
    let client = process.stranger();
    client
        .bearing(tokens["access_token"].as_str().unwrap())
        .get("/staff")
        .refused(403, "second_factor_enrolment_required");
    // Nor does a session of the demonstration go on as it was.
    let goes_on = client.post("/session-refreshes", &refresh);
    if goes_on.status == 200 {
        let token = goes_on.json()["access_token"].as_str().unwrap().to_owned();
        client
            .bearing(token)
            .get("/staff")
            .refused(403, "second_factor_enrolment_required");
    }
}
