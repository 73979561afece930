//! Tokens of the organisation's own provider: whom they open the door for, and for how long.

use std::time::Duration;

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::app::morning;
use crate::support::outside::{ISSUER, Outside};
use crate::support::{Client, Member, Place, TestApp, within};
use crate::tokens::told;

fn me() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

fn started(outside: &Outside, more: Value) -> TestApp {
    TestApp::with(|options| {
        options.settings = outside.settings(&more);
        options.toys = true;
    })
}

#[test]
fn whoever_the_provider_knows_by_a_verified_address_is_linked_and_known_from_then_on() {
    let outside = Outside::new();
    let app = started(&outside, json!({}));
    let tokens = outside.tokens(me(), "first");
    let first = app.stranger().bearing(tokens.claiming(json!({})));
    assert_eq!(first.get("/me").ok(200)["email"], me().email());
    // The address may change there: the name is what counts.
    let married = tokens.claiming(json!({ "email": "somebody.else@castelverde.example" }));
    let later = app.stranger().bearing(married).get("/me").ok(200);
    assert_eq!(later["id"], me().id().to_string());
    let administrator = app.as_(Role::Administrator);
    let path = format!("/staff/{}/outside-identities", me().id());
    let links = administrator.get(&path).ok(200);
    assert_eq!(links["items"].as_array().unwrap().len(), 1);
    assert_eq!(links["items"][0]["linked_by"], "verified_email");
    assert_eq!(
        app.database.count("events WHERE kind = 'identity_linked'"),
        1
    );
}

#[test]
fn twenty_first_tokens_at_once_link_one_account_once() {
    let outside = Outside::new();
    let app = started(&outside, json!({}));
    let tokens = outside.tokens(me(), "first");
    let all: Vec<_> = (0..20)
        .map(|n| {
            let client = app.stranger().bearing(tokens.claiming(json!({ "jti": n })));
            std::thread::spawn(move || client.get("/me").status)
        })
        .collect();
    let statuses: Vec<u16> = all.into_iter().map(|one| one.join().unwrap()).collect();
    assert_eq!(statuses, [200; 20]);
    assert_eq!(app.database.count("outside_identities"), 1);
}

#[test]
fn whatever_is_wrong_with_an_outside_token_the_answer_is_the_same() {
    let outside = Outside::new();
    let app = started(&outside, json!({}));
    let tokens = outside.tokens(me(), "first");
    app.stranger()
        .bearing(tokens.claiming(json!({})))
        .get("/toys")
        .ok(200);
    let nothing = told(&app.stranger().get("/toys"));
    let mut all = tokens.mutants(morning().timestamp());
    // Identity tokens, and those of another kind, are of the same issuer and have its signature.
    for claims in [
        json!({ "at_hash": "x" }),
        json!({ "c_hash": "x" }),
        json!({ "typ": "ID" }),
        json!({ "typ": "Refresh" }),
        json!({ "typ": null }),
    ] {
        all.push(tokens.claiming(claims));
    }
    for token in all {
        let answer = app.stranger().bearing(token.clone()).get("/toys");
        assert_eq!(told(&answer), nothing, "{token:.300}");
    }
}

#[test]
fn an_address_that_is_not_verified_or_not_known_or_linked_already_opens_nothing() {
    let outside = Outside::new();
    let app = started(&outside, json!({}));
    let tokens = outside.tokens(me(), "first");
    let away = Member::new(Place::Away, Role::Counsellor, 0);
    let refused = |claims: Value| {
        let token = tokens.claiming(claims);
        let answer = app.stranger().bearing(token).get("/me");
        answer.refused(401, "unauthenticated");
    };
    for verified in [json!(false), json!("true"), json!(1), Value::Null] {
        refused(json!({ "email_verified": verified }));
    }
    refused(json!({ "email": "nobody@castelverde.example" }));
    refused(json!({ "email": away.email() }));
    assert_eq!(app.database.count("outside_identities"), 0);
    app.stranger()
        .bearing(tokens.claiming(json!({})))
        .get("/me")
        .ok(200);
    // Another name with the same address: a successor, or somebody who took it.
    refused(json!({ "sub": "f:successor" }));
}

#[test]
fn what_a_token_grants_narrows_the_account_and_never_widens_it() {
    let outside = Outside::new();
    let app = started(
        &outside,
        json!({
            "roles_claim": "/realm_access/roles",
            "roles": [
                { "value": "consulente", "role": "counsellor" },
                { "value": "capo", "role": "administrator" },
            ],
            "offices_claim": "sedi",
            "offices": [
                { "value": "prima", "office": Place::Home.office(0) },
                { "value": "seconda", "office": Place::Home.office(1) },
            ],
        }),
    );
    let tokens = outside.tokens(me(), "first");
    let as_ = |roles: Value, offices: Value| {
        let claims = json!({ "realm_access": { "roles": roles }, "sedi": offices });
        app.stranger().bearing(tokens.claiming(claims))
    };
    let full = as_(json!(["consulente", "unknown", 7]), json!("prima"));
    full.get("/cases").ok(200);
    full.get("/intakes").ok(200);
    let reached = |client: &Client| {
        let view = client.get("/me").ok(200);
        let offices = view["offices"].as_array().unwrap();
        let ids = offices.iter().map(|office| office["id"].clone());
        (view["roles"].clone(), Value::Array(ids.collect()))
    };
    let first = json!([Place::Home.office(0)]);
    assert_eq!(reached(&full), (json!(["counsellor"]), first));
    let nowhere = as_(json!(["consulente"]), json!(["seconda"]));
    assert_eq!(reached(&nowhere), (json!(["counsellor"]), json!([])));
    // The account is no administrator, whatever the token says.
    let boss = as_(json!(["capo"]), json!(["prima"]));
    boss.get("/cases").refused(403, "forbidden");
    boss.get("/machine-clients").refused(403, "forbidden");
    as_(json!([]), json!([]))
        .get("/cases")
        .refused(403, "forbidden");
    let nothing = app.stranger().bearing(tokens.claiming(json!({})));
    nothing.get("/cases").refused(403, "forbidden");
    // An office that the account has not is not given either.
    let elsewhere = as_(json!(["consulente"]), json!(["seconda"]));
    let contact = json!({
        "office_id": Place::Home.office(1), "on": "2026-03-10", "topic": "cv",
        "age_band": "25-29", "channel": "desk", "minutes": 15,
    });
    let answer = elsewhere.post("/desk-contacts", &contact);
    answer.refused(422, "invalid");
    assert_eq!(answer.faults(), ["/office_id unknown_reference"]);
}

/// Links me, changes something, and says whether my token is out within a second on two servers
/// while a new one gets in.
fn ends_tokens<T>(change: impl FnOnce(&TestApp, &Client) -> T, gets_in_again: bool) {
    let outside = Outside::new();
    let first = started(&outside, json!({}));
    let second = first.beside(|options| {
        options.settings = outside.settings(&json!({}));
        options.toys = true;
        options.clock = first.clock.clone();
    });
    let tokens = outside.tokens(me(), "first");
    let mine = [&first, &second].map(|app| app.stranger().bearing(tokens.claiming(json!({}))));
    for client in &mine {
        client.get("/me").ok(200);
    }
    change(&first, &mine[0]);
    std::thread::sleep(Duration::from_secs(1));
    for client in &mine {
        client.get("/me").refused(401, "unauthenticated");
    }
    first.clock.advance(TimeDelta::seconds(20));
    let fresh = tokens.claiming(json!({ "iat": morning().timestamp() + 20 }));
    let status = second.stranger().bearing(fresh).get("/me").status;
    assert_eq!(status, if gets_in_again { 200 } else { 401 });
    if gets_in_again {
        // A token without a date cannot show that it is new.
        let undated = tokens.claiming(json!({ "iat": null }));
        let answer = first.stranger().bearing(undated).get("/me");
        answer.refused(401, "unauthenticated");
    }
}

fn step(app: &TestApp, path: &str) {
    let administrator = app.as_(Role::Administrator);
    let account = administrator.get(&format!("/staff/{}", me().id()));
    let tag = account.header("etag").to_owned();
    let path = format!("/staff/{}/{path}", me().id());
    administrator.with("If-Match", tag).step(&path).ok(200);
}

#[test]
fn a_disabled_account_is_shut_out_within_a_second_whatever_its_provider_says() {
    ends_tokens(|app, _| step(app, "disablement"), false);
}

#[test]
fn whoever_is_enabled_again_needs_a_new_token() {
    ends_tokens(
        |app, _| {
            step(app, "disablement");
            step(app, "enablement");
        },
        true,
    );
}

#[test]
fn new_rights_end_the_tokens_of_the_provider_too() {
    ends_tokens(
        |app, _| {
            let administrator = app.as_(Role::Administrator);
            let path = format!("/staff/{}", me().id());
            let tag = administrator.tag(&path);
            let rights = json!({ "roles": ["desk_operator"], "office_ids": [] });
            administrator.put_if(&path, &tag, &rights).ok(200);
        },
        true,
    );
}

#[test]
fn whoever_signs_out_needs_a_new_token() {
    ends_tokens(
        |_, mine| mine.send("DELETE", "/sessions/current", None).ok(204),
        true,
    );
}

#[test]
fn an_administrator_links_others_by_hand_and_never_himself() {
    let outside = Outside::new();
    // This provider's addresses are not believed.
    let app = started(&outside, json!({ "email_claim": null }));
    let tokens = outside.tokens(me(), "first");
    let client = app.stranger().bearing(tokens.claiming(json!({})));
    client.get("/me").refused(401, "unauthenticated");
    let administrator = app.as_(Role::Administrator);
    let of = |member: Member| format!("/staff/{}/outside-identities", member.id());
    let link = json!({ "issuer": ISSUER, "subject": format!("f:{}", me().id()) });
    let made = administrator.post(&of(me()), &link).ok(201);
    client.get("/me").ok(200);
    let himself = Member::administrator(0);
    let own = json!({ "issuer": ISSUER, "subject": "f:boss" });
    let refused = administrator.post(&of(himself), &own);
    refused.refused(409, "own_account");
    // One name belongs to one account, and one account has one name.
    let colleague = Member::new(Place::Home, Role::Coordinator, 0);
    let taken = administrator.post(&of(colleague), &link);
    taken.refused(409, "identity_taken");
    let second = administrator.post(&of(me()), &own);
    second.refused(409, "identity_taken");
    let stranger = json!({ "issuer": "https://elsewhere.example", "subject": "x" });
    let unknown = administrator.post(&of(colleague), &stranger);
    unknown.refused(422, "invalid");
    assert_eq!(unknown.faults(), ["/issuer unknown_reference"]);
    let path = format!("{}/{}", of(me()), made["id"].as_str().unwrap());
    administrator.send("DELETE", &path, None).ok(204);
    assert!(within(1_000, || client.get("/me").status == 401));
}

#[test]
fn a_new_key_is_believed_and_a_dropped_one_soon_refused() {
    let outside = Outside::new();
    let app = TestApp::with(|options| {
        options.settings = outside.settings(&json!({}));
        options.toys = true;
        options.worker = true;
    });
    let old = outside.tokens(me(), "first").claiming(json!({}));
    let get_in = |token: &str| app.stranger().bearing(token).get("/toys").status;
    assert_eq!(get_in(&old), 200);
    outside.make_key("second");
    let new = outside.tokens(me(), "second").claiming(json!({}));
    assert_eq!(get_in(&new), 401);
    outside.publish(&["first", "second"]);
    assert!(within(5_000, || get_in(&new) == 200));
    assert_eq!(get_in(&old), 200);
    outside.publish(&["second"]);
    assert!(within(5_000, || get_in(&old) == 401));
    assert_eq!(get_in(&new), 200);
}

#[test]
fn an_unknown_key_makes_us_look_once_a_minute() {
    let outside = Outside::new();
    let app = started(&outside, json!({}));
    let get_in = |token: &str| app.stranger().bearing(token).get("/toys").status;
    outside.make_key("second");
    let new = outside.tokens(me(), "second").claiming(json!({}));
    // Somebody makes us look, and there is nothing yet.
    assert_eq!(get_in(&new), 401);
    outside.publish(&["first", "second"]);
    assert_eq!(get_in(&new), 401);
    app.clock.advance(TimeDelta::seconds(61));
    assert_eq!(get_in(&new), 200);
}

#[test]
fn keys_are_believed_for_a_day_while_they_cannot_be_read() {
    let outside = Outside::new();
    let app = TestApp::with(|options| {
        options.settings = outside.settings(&json!({}));
        options.toys = true;
        options.worker = true;
    });
    let now = morning().timestamp();
    let tokens = outside.tokens(me(), "first");
    let at = |hours: i64| tokens.claiming(json!({ "iat": now, "exp": now + hours * 3_600 + 60 }));
    let get_in = |token: &str| app.stranger().bearing(token).get("/toys").status;
    assert_eq!(get_in(&at(30)), 200);
    outside.publish_nonsense();
    app.clock.advance(TimeDelta::hours(23));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(get_in(&at(30)), 200);
    app.clock.advance(TimeDelta::hours(2));
    assert!(within(5_000, || get_in(&at(30)) == 401));
}
