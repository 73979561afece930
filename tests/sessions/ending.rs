//! What ends a session bites at once, everywhere.

use domain::actor::Role;
use persistence::Clock;
use serde_json::{Value, json};

use super::{NEXT, me, next, session};
use crate::support::process::run;
use crate::support::seed::PASSWORD;
use crate::support::{Client, Member, Place, TestApp, within};

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
        Self::on(TestApp::start())
    }

    fn on(first: TestApp) -> Self {
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
            watch.first.stranger().holding(tokens).get("/me").ok(200);
            watch.second.stranger().holding(tokens).get("/me").ok(200);
        }
        watch
    }

    /// Within a second both servers refuse these tokens and still take the colleague's.
    fn refuses(&self, tokens: &Value) {
        let clients = [
            self.first.stranger().holding(tokens),
            self.second.stranger().holding(tokens),
        ];
        let begun = std::time::Instant::now();
        for client in &clients {
            assert!(within(1_000, || client.get("/me").status == 401));
        }
        assert!(begun.elapsed().as_millis() <= 1_100);
        for server in [&self.first, &self.second] {
            server.stranger().holding(&self.theirs).get("/me").ok(200);
        }
    }
}

#[test]
fn who_signed_out_is_out_within_a_second_on_every_server() {
    let watch = Watch::start();
    let mine = watch.first.stranger().holding(&watch.mine);
    assert_eq!(mine.send("DELETE", "/sessions/current", None).status, 204);
    mine.get("/me").refused(401, "unauthenticated");
    watch.refuses(&watch.mine);
    next(&watch.second, &watch.mine).refused(401, "refresh_refused");
    watch
        .second
        .stranger()
        .holding(&watch.other)
        .get("/me")
        .ok(200);
    mine.send("DELETE", "/sessions/current", None)
        .refused(401, "unauthenticated");
}

#[test]
fn the_operator_ends_the_sessions_of_everybody_at_once() {
    // A command goes by the clock of the machine.
    let now = TestApp::with(|options| options.clock = Clock::System);
    let watch = Watch::on(now);
    let database = &watch.first.database;
    let live = database.count("sessions WHERE ended_at IS NULL");
    assert!(live >= 3);
    let done = run(database, &["user", "end-sessions"]);
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!(said, format!("{live} session(s) ended.\n"));
    for tokens in [&watch.mine, &watch.other, &watch.theirs] {
        let client = watch.second.stranger().holding(tokens);
        assert!(within(1_500, || client.get("/me").status == 401));
        next(&watch.first, tokens).refused(401, "refresh_refused");
    }
    let told = "sessions WHERE end_reason = 'operator'";
    assert_eq!(database.count(told), live);
    let facts = "events WHERE kind = 'session_ended'";
    assert_eq!(database.count(facts), live);
    let again = run(database, &["user", "end-sessions"]);
    assert_eq!(again.stdout, b"0 session(s) ended.\n");
    session(&watch.first, me());
}

fn account(watch: &Watch) -> (Client, String, String) {
    let administrator = watch.first.as_(Role::Administrator);
    let path = format!("/staff/{}", me().id());
    let etag = administrator.tag(&path);
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
    watch
        .second
        .stranger()
        .sign_in(&me().email(), PASSWORD)
        .refused(401, "sign_in_failed");
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
    let view = watch.second.stranger().holding(&tokens).get("/me").ok(200);
    assert_eq!(view["roles"], json!(["desk_operator"]));
    assert_eq!(view["offices"][0]["label"], "Sportello 1");
}

#[test]
fn a_new_password_ends_all_other_sessions_on_every_server() {
    let watch = Watch::start();
    let mine = watch.first.stranger().holding(&watch.mine);
    let etag = mine.tag("/me");
    let change = json!({ "password": PASSWORD, "new_password": NEXT });
    assert_eq!(mine.put_if("/me/password", &etag, &change).status, 204);
    watch.refuses(&watch.other);
    watch.refuses(&watch.mine);
    next(&watch.second, &watch.other).refused(401, "refresh_refused");
    let tokens = next(&watch.second, &watch.mine).ok(200);
    let view = watch.second.stranger().holding(&tokens).get("/me");
    assert!(view.header("etag").starts_with("\"2-"));
    watch
        .first
        .stranger()
        .sign_in(&me().email(), PASSWORD)
        .refused(401, "sign_in_failed");
    watch.second.stranger().sign_in(&me().email(), NEXT).ok(200);
}
