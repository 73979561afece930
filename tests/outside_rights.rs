//! Accounts that follow what the organisation's own provider says of their owners.

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::app::{Options, morning};
use crate::support::maker::Maker;
use crate::support::outside::Outside;
use crate::support::{Client, Member, Place, TestApp, within};

/// Another provider of the same organisation.
const ELSEWHERE: &str = "https://login.unione.example/realms/staff";
/// An office that nobody has.
const NOWHERE: &str = "01900000-0000-7000-8000-00000000abcd";

fn me() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

/// What an operator writes whose organisation follows its provider.
fn followed() -> Value {
    json!({
        "rights": "follow",
        "roles_claim": "gruppi",
        "roles": [
            { "value": "consulente", "role": "counsellor" },
            { "value": "coordinatrice", "role": "coordinator" },
            { "value": "revisore", "role": "auditor" },
            { "value": "capo", "role": "administrator" },
            { "value": "mirato", "role": "targeted_placement_officer" },
        ],
    })
}

/// The same, with offices.
fn followed_about() -> Value {
    let mut settings = followed();
    settings["offices_claim"] = json!("sedi");
    settings["offices"] = json!([
        { "value": "prima", "office": Place::Home.office(0) },
        { "value": "seconda", "office": Place::Home.office(1) },
        { "value": "mai aperta", "office": NOWHERE },
    ]);
    settings
}

/// A server a minute after the morning began, so that tokens of each second of it hold.
fn started(change: impl FnOnce(&mut Options)) -> TestApp {
    let app = TestApp::with(change);
    app.clock.advance(TimeDelta::seconds(60));
    app
}

/// Tokens for somebody, by the second of the morning in which they were issued.
struct Issued<'a> {
    app: &'a TestApp,
    tokens: Maker,
}

impl<'a> Issued<'a> {
    fn to(member: Member, outside: &Outside, app: &'a TestApp) -> Self {
        let tokens = outside.tokens(member, "first");
        Self { app, tokens }
    }

    fn claiming(&self, claims: Value) -> Client {
        let mut claims = claims;
        // Two tokens are never the same: nobody believes one because he knew the other.
        claims["jti"] = json!(uuid::Uuid::new_v4());
        self.app.stranger().bearing(self.tokens.claiming(claims))
    }

    fn at(&self, second: i64, groups: &Value) -> Client {
        self.claiming(json!({ "iat": morning().timestamp() + second, "gruppi": groups }))
    }
}

fn changes(app: &TestApp) -> i64 {
    let followed = "events WHERE kind = 'staff_rights_followed'";
    app.database.count(followed)
}

/// Roles and offices of an account, as an administrator reads them.
fn account(app: &TestApp, member: Member) -> (Value, Value) {
    let administrator = app.member(Member::administrator(2));
    let view = administrator
        .get(&format!("/staff/{}", member.id()))
        .ok(200);
    (view["roles"].clone(), view["office_ids"].clone())
}

fn roles(app: &TestApp, member: Member) -> Value {
    account(app, member).0
}

#[test]
fn what_a_newer_token_says_of_somebody_everybody_sees() {
    let outside = Outside::new();
    let app = started(|options| options.settings = outside.settings(&followed()));
    let tokens = Issued::to(me(), &outside, &app);
    // The first token links and is followed at once.
    let first = tokens.at(0, &json!(["coordinatrice", "tutti"]));
    let seen = first.get("/me").ok(200);
    assert_eq!(seen["roles"], json!(["coordinator"]));
    let administrator = app.as_(Role::Administrator);
    let listed = |role: &str| {
        let list = administrator.get(&format!("/staff?role={role}&limit=100"));
        let list = list.ok(200);
        let mut ids = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["id"]);
        ids.any(|id| *id == me().id().to_string())
    };
    assert_eq!((listed("coordinator"), listed("counsellor")), (true, false));
    let auditor = app.as_(Role::Auditor);
    let told = auditor
        .get("/audit-events?kind=staff_rights_followed")
        .ok(200);
    let told = told["items"].as_array().unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["actor_kind"], "system");
    assert_eq!(told[0]["subject_id"], me().id().to_string());
    // The same again is nothing new, and neither is a newer one that says the same.
    first.get("/me").ok(200);
    tokens.at(7, &json!("coordinatrice")).get("/me").ok(200);
    assert_eq!(changes(&app), 1);
    tokens.at(8, &json!(["consulente"])).get("/cases").ok(200);
    assert_eq!((listed("coordinator"), listed("counsellor")), (false, true));
    assert_eq!(changes(&app), 2);
}

#[test]
fn older_tokens_narrow_and_never_turn_rights_back() {
    let outside = Outside::new();
    let app = started(|options| options.settings = outside.settings(&followed()));
    let tokens = Issued::to(me(), &outside, &app);
    let counsellor = json!(["consulente"]);
    tokens.at(20, &counsellor).get("/cases").ok(200);
    // Nothing differed, and yet the older one tells nothing new.
    let older = tokens.at(10, &json!(["coordinatrice", "consulente"]));
    assert_eq!(older.get("/me").ok(200)["roles"], counsellor_role());
    tokens
        .at(30, &json!(["coordinatrice"]))
        .get("/cases")
        .ok(200);
    for _ in 0..3 {
        tokens
            .at(20, &counsellor)
            .get("/cases")
            .refused(403, "forbidden");
        tokens
            .at(30, &counsellor)
            .get("/cases")
            .refused(403, "forbidden");
        tokens
            .at(30, &json!(["coordinatrice"]))
            .get("/cases")
            .ok(200);
    }
    // A token without a date never shows that it is newer.
    let undated = tokens.claiming(json!({ "iat": null, "gruppi": ["consulente"] }));
    undated.get("/cases").refused(403, "forbidden");
    assert_eq!(roles(&app, me()), json!(["coordinator"]));
    assert_eq!(changes(&app), 1);
}

fn counsellor_role() -> Value {
    json!(["counsellor"])
}

#[test]
fn what_two_people_decide_no_claim_gives_or_takes() {
    let outside = Outside::new();
    let app = started(|options| options.settings = outside.settings(&followed()));
    let tokens = Issued::to(me(), &outside, &app);
    let all = json!(["consulente", "capo", "mirato"]);
    let view = tokens.at(1, &all).get("/me").ok(200);
    assert_eq!(view["roles"], counsellor_role());
    // Nothing would be left: nothing changes, and this token opens nothing.
    let alone = tokens.at(2, &json!(["capo"]));
    alone.get("/machine-clients").refused(403, "forbidden");
    alone.get("/cases").refused(403, "forbidden");
    assert_eq!(roles(&app, me()), counsellor_role());
    assert_eq!(changes(&app), 0);
    let boss = Member::administrator(1);
    let theirs = Issued::to(boss, &outside, &app);
    let counsellor = theirs.at(1, &json!(["consulente"]));
    counsellor.get("/cases").ok(200);
    counsellor.get("/machine-clients").refused(403, "forbidden");
    assert_eq!(roles(&app, boss), json!(["counsellor", "administrator"]));
    let both = theirs.at(2, &json!(["capo"]));
    both.get("/machine-clients").ok(200);
    assert_eq!(roles(&app, boss), json!(["administrator"]));
}

#[test]
fn a_claim_that_says_nothing_changes_nothing_and_opens_nothing() {
    let outside = Outside::new();
    let app = started(|options| options.settings = outside.settings(&followed_about()));
    let tokens = Issued::to(me(), &outside, &app);
    let at = |second: i64, groups: Value, offices: Value| {
        let iat = morning().timestamp() + second;
        tokens.claiming(json!({ "iat": iat, "gruppi": groups, "sedi": offices }))
    };
    let group = || json!(["consulente"]);
    let home = (counsellor_role(), json!([Place::Home.office(0)]));
    for (second, groups) in [(1, json!([])), (2, json!(["altri"])), (3, Value::Null)] {
        let client = at(second, groups, json!("prima"));
        client.get("/cases").refused(403, "forbidden");
    }
    for (second, offices) in [(4, json!([])), (5, json!(["mai aperta"])), (6, json!(7))] {
        let view = at(second, group(), offices).get("/me").ok(200);
        assert_eq!(view["offices"], json!([]));
    }
    assert_eq!((account(&app, me()), changes(&app)), (home, 0));
    let moved = at(7, group(), json!(["seconda", "mai aperta", "ovunque"]));
    let view = moved.get("/me").ok(200);
    assert_eq!(view["offices"][0]["id"], json!(Place::Home.office(1)));
    let there = (counsellor_role(), json!([Place::Home.office(1)]));
    assert_eq!((account(&app, me()), changes(&app)), (there, 1));
}

#[test]
fn whoever_is_disabled_here_stays_so_whatever_newer_tokens_say() {
    let outside = Outside::new();
    let app = started(|options| options.settings = outside.settings(&followed()));
    let tokens = Issued::to(me(), &outside, &app);
    tokens.at(1, &json!(["consulente"])).get("/cases").ok(200);
    let path = format!("/staff/{}", me().id());
    let administrator = app.as_(Role::Administrator);
    administrator.step_now(&path, "disablement").ok(200);
    app.clock.advance(TimeDelta::seconds(60));
    let newer = tokens.at(100, &json!(["coordinatrice"]));
    newer.get("/me").refused(401, "unauthenticated");
    let view = administrator.get(&path).ok(200);
    assert_eq!(view["status"], "disabled");
    assert_eq!(view["roles"], counsellor_role());
    assert_eq!(changes(&app), 0);
}

#[test]
fn a_change_ends_sessions_here_and_tokens_of_others_but_not_the_one_that_brought_it() {
    let (outside, other) = (Outside::new(), Outside::new());
    let app = started(|options| {
        options.settings = outside.settings(&followed());
        let narrow = other.settings(&json!({ "issuer": ELSEWHERE }));
        options.settings.providers.extend(narrow.providers);
    });
    let tokens = Issued::to(me(), &outside, &app);
    let elsewhere = Issued::to(me(), &other, &app);
    let there = |second: i64| {
        let iat = morning().timestamp() + second;
        elsewhere.claiming(json!({ "iss": ELSEWHERE, "iat": iat }))
    };
    let (here, abroad) = (app.member(me()), there(50));
    here.get("/me").ok(200);
    abroad.get("/me").ok(200);
    let brought = tokens.at(50, &json!(["coordinatrice"]));
    for _ in 0..2 {
        brought.get("/cases").ok(200);
    }
    for ended in [&here, &abroad] {
        assert!(within(1_000, || ended.get("/me").status == 401));
    }
    brought.get("/me").ok(200);
    app.clock.advance(TimeDelta::seconds(60));
    let again = there(100).get("/me").ok(200);
    assert_eq!(again["roles"], json!(["coordinator"]));
}

#[test]
fn what_an_administrator_changes_by_hand_goes_until_the_next_newer_token() {
    let outside = Outside::new();
    let app = started(|options| options.settings = outside.settings(&followed()));
    let tokens = Issued::to(me(), &outside, &app);
    tokens
        .at(50, &json!(["coordinatrice"]))
        .get("/cases")
        .ok(200);
    let by_hand = json!({ "roles": ["auditor"], "office_ids": [] });
    let path = format!("/staff/{}", me().id());
    app.as_(Role::Administrator)
        .put_now(&path, &by_hand)
        .ok(200);
    let before = tokens.at(59, &json!(["coordinatrice"])).get("/me");
    before.refused(401, "unauthenticated");
    assert_eq!(roles(&app, me()), json!(["auditor"]));
    app.clock.advance(TimeDelta::seconds(60));
    tokens
        .at(100, &json!(["coordinatrice"]))
        .get("/cases")
        .ok(200);
    assert_eq!(roles(&app, me()), json!(["coordinator"]));
}

#[test]
fn what_was_done_with_a_right_that_is_gone_is_not_told_again() {
    let outside = Outside::new();
    let app = started(|options| options.settings = outside.settings(&followed()));
    let tokens = Issued::to(me(), &outside, &app);
    let contact = json!({
        "office_id": me().office(), "on": "2026-03-10", "topic": "cv",
        "age_band": "25-29", "channel": "desk", "minutes": 15,
    });
    let key = "a contact of this morning".replace(' ', "-");
    let counsellor = tokens.at(1, &json!(["consulente"]));
    let first = counsellor.post_as(&key, "/desk-contacts", &contact).ok(201);
    let again = tokens.at(2, &json!(["consulente"]));
    let again = again.post_as(&key, "/desk-contacts", &contact).ok(201);
    assert_eq!(first, again);
    let auditor = tokens.at(3, &json!(["revisore"]));
    let refused = auditor.post_as(&key, "/desk-contacts", &contact);
    refused.refused(403, "forbidden");
    // The older token says what was so; that is no more.
    let older = counsellor_again(&tokens).post_as(&key, "/desk-contacts", &contact);
    older.refused(403, "forbidden");
    assert_eq!(app.database.count("desk_contacts"), 1);
}

fn counsellor_again(tokens: &Issued<'_>) -> Client {
    tokens.at(2, &json!(["consulente"]))
}

#[test]
fn twenty_requests_with_one_new_token_at_once_change_the_account_once_and_all_go_on() {
    let outside = Outside::new();
    let app = started(|options| options.settings = outside.settings(&followed()));
    let beside = app.beside(|options| {
        options.settings = outside.settings(&followed());
        options.clock = app.clock.clone();
    });
    let tokens = outside.tokens(me(), "first");
    let claims = json!({ "iat": morning().timestamp() + 1, "gruppi": ["consulente"] });
    app.stranger()
        .bearing(tokens.claiming(claims))
        .get("/me")
        .ok(200);
    let claims = json!({ "iat": morning().timestamp() + 2, "gruppi": ["coordinatrice"] });
    let token = tokens.claiming(claims);
    let all: Vec<_> = (0..20)
        .map(|n| {
            let server = if n % 2 == 0 { &app } else { &beside };
            let client = server.stranger().bearing(&token);
            std::thread::spawn(move || client.get("/cases").status)
        })
        .collect();
    let statuses: Vec<u16> = all.into_iter().map(|one| one.join().unwrap()).collect();
    assert_eq!(statuses, [200; 20]);
    assert_eq!(changes(&app), 1);
    assert_eq!(roles(&app, me()), json!(["coordinator"]));
}

#[test]
fn a_token_that_was_followed_costs_as_much_as_one_that_only_narrows() {
    let cost = |rights: &str| {
        let outside = Outside::new();
        let mut settings = followed();
        settings["rights"] = json!(rights);
        let app = started(|options| options.settings = outside.settings(&settings));
        let tokens = Issued::to(me(), &outside, &app);
        let ask = || tokens.at(1, &json!(["consulente"])).get("/me").ok(200);
        ask();
        app.cost(ask)
    };
    assert_eq!(cost("follow"), cost("narrow"));
}
