//! Staff of a body that has a provider of its own: a certified implementation, on loopback.

use domain::actor::Role;
use persistence::Clock;
use serde_json::{Value, json};

use crate::support::app::Options;
use crate::support::provider::Provider;
use crate::support::{Client, Member, Place, TestApp, within};

fn me() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

/// Whom the provider knows: me, somebody whose address it did not verify, and a stranger.
fn people() -> Value {
    json!({
        "giulia": {
            "email": me().email(), "email_verified": true, "groups": ["consulenti", "tutti"],
        },
        "doubtful": {
            "email": Member::administrator(0).email(),
            "email_verified": false, "groups": ["consulenti"],
        },
        "stranger": {
            "email": "nobody@castelverde.example", "email_verified": true, "groups": ["consulenti"],
        },
    })
}

/// A server that found the provider by its name alone.
fn started(provider: &Provider) -> TestApp {
    started_with(provider, "narrow")
}

fn started_with(provider: &Provider, rights: &str) -> TestApp {
    let settings = json!({
        "issuer": provider.issuer,
        "organisation": Place::Home.organisation(),
        "audiences": ["percorso"],
        "email_claim": "email",
        "rights": rights,
        "roles_claim": "groups",
        "roles": [
            { "value": "consulenti", "role": "counsellor" },
            { "value": "capi", "role": "coordinator" },
        ],
    });
    TestApp::with(|options: &mut Options| {
        options.clock = Clock::System;
        options.worker = true;
        options.settings.providers = vec![serde_json::from_value(settings).unwrap()];
        options.settings.provider_refresh_seconds = 1;
    })
}

fn with(app: &TestApp, token: &str) -> Client {
    app.stranger().bearing(token)
}

#[test]
fn whoever_signs_in_at_the_provider_works_here() {
    let provider = Provider::start(&people());
    let app = started(&provider);
    let tokens = provider.sign_in("giulia");
    let mine = with(&app, &tokens.access);
    let who = mine.get("/me").ok(200);
    assert_eq!(who["id"], me().id().to_string());
    mine.get("/cases").ok(200);
    mine.get("/machine-clients").refused(403, "forbidden");
    // What tells a client who signed in is no key to the record.
    with(&app, &tokens.identity)
        .get("/me")
        .refused(401, "unauthenticated");
    for other in ["doubtful", "stranger"] {
        let token = provider.sign_in(other).access;
        let answer = with(&app, &token).get("/me");
        answer.refused(401, "unauthenticated");
    }
    assert_eq!(app.database.count("outside_identities"), 1);
}

#[test]
fn the_provider_rotates_its_keys_while_people_work() {
    let mut provider = Provider::start(&people());
    let app = started(&provider);
    let before = provider.sign_in("giulia").access;
    with(&app, &before).get("/me").ok(200);
    provider.order("rotate");
    let after = provider.sign_in("giulia").access;
    assert!(within(10_000, || with(&app, &after).get("/me").status == 200));
    with(&app, &before).get("/me").ok(200);
    provider.order("drop");
    assert!(within(10_000, || with(&app, &before).get("/me").status == 401));
    with(&app, &after).get("/me").ok(200);
}

#[test]
fn people_go_on_while_the_provider_is_down() {
    let mut provider = Provider::start(&people());
    let app = started(&provider);
    let token = provider.sign_in("giulia").access;
    with(&app, &token).get("/me").ok(200);
    provider.kill();
    // Several times that it is asked in vain.
    std::thread::sleep(std::time::Duration::from_secs(4));
    with(&app, &token).get("/me").ok(200);
}

#[test]
fn whoever_is_given_another_group_at_the_provider_has_another_role_here() {
    let mut provider = Provider::start(&people());
    let app = started_with(&provider, "follow");
    let before = provider.sign_in("giulia").access;
    with(&app, &before).get("/cases").ok(200);
    let mut promoted = people();
    promoted["giulia"]["groups"] = json!(["capi", "tutti"]);
    provider.order(&promoted.to_string());
    let roles = || {
        let token = provider.sign_in("giulia").access;
        with(&app, &token).get("/me").json()["roles"].clone()
    };
    // Tokens count by the second: one of the same second is not newer.
    assert!(within(10_000, || roles() == json!(["coordinator"])));
    let account = format!("/staff/{}", me().id());
    let view = app.as_(Role::Administrator).get(&account).ok(200);
    assert_eq!(view["roles"], json!(["coordinator"]));
    assert_eq!(
        app.database
            .count("events WHERE kind = 'staff_rights_followed'"),
        1
    );
    // What a token permits may be remembered for a second.
    let outdated = || with(&app, &before).get("/cases").status == 403;
    assert!(within(10_000, outdated));
}
