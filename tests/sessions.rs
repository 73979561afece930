//! Signing in, going on, signing out, and the password.

use std::sync::Arc;
use std::thread::spawn;

use api::identity::password::{Hasher, NewPassword, Parameters};
use chrono::TimeDelta;
use diesel::prelude::*;
use domain::actor::Role;
use persistence::schema::staff;
use persistence::sql_types::Uid;
use serde_json::{Value, json};

use crate::support::app::Options;
use crate::support::seed::PASSWORD;
use crate::support::{Answer, Client, Member, Place, TestApp, within};

const WRONG: &str = "quattro barche lente sul lago";
const NEXT: &str = "cinque papaveri sotto la neve";

fn me() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    client.send("POST", "/sessions", Some(body.to_string().into()))
}

fn refresh(client: &Client, token: &str) -> Answer {
    let body = json!({ "refresh_token": token });
    client.send("POST", "/session-refreshes", Some(body.to_string().into()))
}

/// The tokens of a new session.
fn session(app: &TestApp, member: Member) -> Value {
    sign_in(&app.stranger(), &member.email(), PASSWORD).ok(200)
}

fn access(app: &TestApp, tokens: &Value) -> Client {
    app.stranger()
        .bearing(tokens["access_token"].as_str().unwrap())
}

fn next(app: &TestApp, tokens: &Value) -> Answer {
    refresh(&app.stranger(), tokens["refresh_token"].as_str().unwrap())
}

fn computations<T>(app: &TestApp, work: impl FnOnce() -> T) -> (T, u64) {
    let before = app.hasher.computations();
    let out = work();
    (out, app.hasher.computations() - before)
}

fn behind_a_proxy(options: &mut Options) {
    options.settings.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
}

fn from(app: &TestApp, address: &str) -> Client {
    app.stranger().with("X-Forwarded-For", address)
}

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
    let answer = sign_in(&app.stranger(), &me().email(), PASSWORD);
    let tokens = answer.ok(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 600);
    let members: Vec<&String> = tokens.as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        ["access_token", "expires_in", "refresh_token", "token_type"]
    );
    let view = access(&app, &tokens).get("/me");
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
    sign_in(&app.stranger(), &typed, PASSWORD).ok(200);
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
        let (answer, cost) = computations(&app, || sign_in(&app.stranger(), email, password));
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
        sign_in(&server.stranger(), &me().email(), WRONG).refused(401, "sign_in_failed");
    }
    // Whether an account has the address makes no difference.
    for _ in 0..10 {
        sign_in(&app.stranger(), "nobody@castelverde.example", WRONG)
            .refused(401, "sign_in_failed");
    }
    let waits = |app: &TestApp, email: &str, password| {
        let (answer, cost) = computations(app, || sign_in(&app.stranger(), email, password));
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
        sign_in(&attacker, &me().email(), WRONG).refused(401, "sign_in_failed");
    }
    sign_in(&attacker, &me().email(), PASSWORD).refused(429, "too_many_attempts");
    sign_in(&from(&app, "198.51.100.9"), &me().email(), PASSWORD).ok(200);
    // What stands left of the last hop anybody could have typed.
    let forged = from(&app, "198.51.100.10, 203.0.113.7");
    sign_in(&forged, &me().email(), PASSWORD).refused(429, "too_many_attempts");
}

#[test]
fn a_header_of_an_untrusted_client_makes_no_other_address() {
    let app = TestApp::start();
    for guess in 0..10 {
        let client = from(&app, &format!("198.51.100.{guess}"));
        sign_in(&client, &me().email(), WRONG).refused(401, "sign_in_failed");
    }
    let client = from(&app, "198.51.100.99");
    sign_in(&client, &me().email(), PASSWORD).refused(429, "too_many_attempts");
}

#[test]
fn one_address_tries_a_hundred_accounts_and_no_more() {
    let app = TestApp::with(behind_a_proxy);
    let attacker = from(&app, "203.0.113.7");
    for guess in 0..100 {
        let email = format!("somebody.{guess}@castelverde.example");
        sign_in(&attacker, &email, WRONG).refused(401, "sign_in_failed");
    }
    sign_in(&attacker, &me().email(), PASSWORD).refused(429, "too_many_attempts");
    sign_in(&from(&app, "198.51.100.9"), &me().email(), PASSWORD).ok(200);
}

#[test]
fn guesses_at_once_get_no_further_than_one_after_the_other() {
    let app = TestApp::start();
    let guesses: Vec<_> = (0..30)
        .map(|_| {
            let client = app.stranger();
            spawn(move || sign_in(&client, &me().email(), WRONG).status)
        })
        .collect();
    let statuses: Vec<u16> = guesses.into_iter().map(|g| g.join().unwrap()).collect();
    let looked_at = statuses.iter().filter(|status| **status == 401).count();
    assert!(looked_at <= 10, "{statuses:?}");
    assert!(statuses.iter().all(|s| matches!(s, 401 | 429 | 503)));
    assert!(app.hasher.computations() <= 10);
}

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
        access(&app, &after).get("/me").ok(200);
        tokens = after;
    }
    access(&app, &first)
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
    let readers = [access(&app, &owner), access(&second, &owner)];
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
        let answer = refresh(&app.stranger(), text);
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
            spawn(move || refresh(&client, tokens["refresh_token"].as_str().unwrap()))
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
    refresh(&second.stranger(), &tokens[0]).ok(200);
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

/// Somebody who signed in, on two servers, with a colleague who must not notice anything.
struct Watch {
    first: TestApp,
    second: TestApp,
    mine: Value,
    other: Value,
    theirs: Value,
}

impl Watch {
    fn start() -> Self {
        let first = TestApp::start();
        let second = first.beside(|options| options.clock = first.clock.clone());
        let colleague = Member::new(Place::Home, Role::Counsellor, 1);
        let watch = Self {
            mine: session(&first, me()),
            other: session(&second, me()),
            theirs: session(&first, colleague),
            first,
            second,
        };
        for tokens in [&watch.mine, &watch.other, &watch.theirs] {
            access(&watch.first, tokens).get("/me").ok(200);
            access(&watch.second, tokens).get("/me").ok(200);
        }
        watch
    }

    /// Within a second both servers refuse these tokens and still take the colleague's.
    fn refuses(&self, tokens: &Value) {
        let clients = [access(&self.first, tokens), access(&self.second, tokens)];
        let begun = std::time::Instant::now();
        for client in &clients {
            assert!(within(1_000, || client.get("/me").status == 401));
        }
        assert!(begun.elapsed().as_millis() <= 1_100);
        for server in [&self.first, &self.second] {
            access(server, &self.theirs).get("/me").ok(200);
        }
    }
}

#[test]
fn who_signed_out_is_out_within_a_second_on_every_server() {
    let watch = Watch::start();
    let mine = access(&watch.first, &watch.mine);
    assert_eq!(mine.send("DELETE", "/sessions/current", None).status, 204);
    mine.get("/me").refused(401, "unauthenticated");
    watch.refuses(&watch.mine);
    next(&watch.second, &watch.mine).refused(401, "refresh_refused");
    access(&watch.second, &watch.other).get("/me").ok(200);
    mine.send("DELETE", "/sessions/current", None)
        .refused(401, "unauthenticated");
}

fn account(watch: &Watch) -> (Client, String, String) {
    let administrator = watch.first.as_(Role::Administrator);
    let path = format!("/staff/{}", me().id());
    let etag = administrator.get(&path).header("etag").to_owned();
    (administrator, path, etag)
}

#[test]
fn a_disabled_account_is_out_within_a_second_on_every_server() {
    let watch = Watch::start();
    let (administrator, path, etag) = account(&watch);
    let disabled = administrator
        .with("If-Match", etag)
        .step(&format!("{path}/disablement"));
    assert_eq!(disabled.ok(200)["status"], "disabled");
    watch.refuses(&watch.mine);
    watch.refuses(&watch.other);
    next(&watch.second, &watch.mine).refused(401, "refresh_refused");
    sign_in(&watch.second.stranger(), &me().email(), PASSWORD).refused(401, "sign_in_failed");
    // Enabled again, the account signs in anew; sessions that ended stay ended.
    let enabled = administrator
        .with("If-Match", disabled.header("etag"))
        .step(&format!("{path}/enablement"));
    assert_eq!(enabled.ok(200)["status"], "enabled");
    next(&watch.first, &watch.other).refused(401, "refresh_refused");
    session(&watch.second, me());
}

#[test]
fn new_rights_hold_within_a_second_on_every_server() {
    let watch = Watch::start();
    let (administrator, path, etag) = account(&watch);
    let change = json!({
        "roles": ["desk_operator"], "office_ids": [me().place.office(1)],
    });
    administrator.put_if(&path, &etag, &change).ok(200);
    watch.refuses(&watch.mine);
    watch.refuses(&watch.other);
    let tokens = next(&watch.second, &watch.mine).ok(200);
    let view = access(&watch.second, &tokens).get("/me").ok(200);
    assert_eq!(view["roles"], json!(["desk_operator"]));
    assert_eq!(view["offices"][0]["label"], "Sportello 1");
}

#[test]
fn a_new_password_ends_all_other_sessions_on_every_server() {
    let watch = Watch::start();
    let mine = access(&watch.first, &watch.mine);
    let etag = mine.get("/me").header("etag").to_owned();
    let change = json!({ "password": PASSWORD, "new_password": NEXT });
    assert_eq!(mine.put_if("/me/password", &etag, &change).status, 204);
    watch.refuses(&watch.other);
    watch.refuses(&watch.mine);
    next(&watch.second, &watch.other).refused(401, "refresh_refused");
    let tokens = next(&watch.second, &watch.mine).ok(200);
    let view = access(&watch.second, &tokens).get("/me");
    assert!(view.header("etag").starts_with("\"2-"));
    sign_in(&watch.first.stranger(), &me().email(), PASSWORD).refused(401, "sign_in_failed");
    sign_in(&watch.second.stranger(), &me().email(), NEXT).ok(200);
}

#[test]
fn a_password_is_changed_only_from_the_version_that_was_read() {
    let app = TestApp::start();
    let client = access(&app, &session(&app, me()));
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
    let client = access(&app, &session(&app, me()));
    let etag = client.get("/me").header("etag").to_owned();
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
    let client = access(&app, &tokens);
    let etag = client.get("/me").header("etag").to_owned();
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
