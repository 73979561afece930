//! Two people let a program in, and one keeps it out.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Program, ask, enabled, fresh, step};
use crate::support::app::morning;
use crate::support::{Client, Member, TestApp};

#[test]
fn a_program_gets_in_only_after_a_second_administrator_agreed() {
    let (app, program) = (TestApp::start(), Program::new());
    let first = app.member(Member::administrator(0));
    let proposed = first.post("/machine-clients", &program.terms());
    let view = proposed.ok(201);
    assert_eq!(view["status"], "waiting");
    let allowed = |view: &Value| view["allowed_actions"][1]["allowed"].clone();
    assert_eq!(allowed(&view), false);
    let id = view["id"].as_str().unwrap();
    let assertions = program.assertions(id, "first", morning().timestamp());
    ask(&app, &fresh(&assertions), "").refused(401, "client_refused");
    step(&first, id, "approval").refused(409, "own_proposal");
    let second = app.member(Member::administrator(1));
    let path = format!("/machine-clients/{id}");
    assert_eq!(allowed(&second.get(&path).ok(200)), true);
    assert_eq!(step(&second, id, "approval").ok(200)["status"], "enabled");
    let given = ask(&app, &fresh(&assertions), "");
    let token = given.ok(200);
    assert_eq!(token["token_type"], "Bearer");
    assert_eq!(token["expires_in"], 600);
    assert_eq!(token["scope"], "individuals.read cases.read");
    assert!(token.get("refresh_token").is_none());
    assert_eq!(given.header("cache-control"), "no-store");
    let client = app.stranger().holding(&given.ok(200));
    client.get("/cases").ok(200);
    client.get("/intakes").refused(403, "forbidden");
    client.get("/me").refused(403, "forbidden");
    for kind in ["proposed", "approved"] {
        let events = format!("events WHERE kind = 'machine_client_{kind}'");
        assert_eq!(app.database.count(&events), 1);
    }
    let issued = "events WHERE kind = 'machine_token_issued'";
    assert_eq!(app.database.count(issued), 1);
}

/// Changes the client and says whether its token is out within a second on two servers.
fn bites(change: impl FnOnce(&TestApp, &str, &Program)) {
    let (app, program) = (TestApp::start(), Program::new());
    let beside = app.beside(|options| options.clock = app.clock.clone());
    let id = enabled(&app, &program);
    let assertions = program.assertions(&id, "first", morning().timestamp());
    let given = ask(&app, &fresh(&assertions), "");
    let clients = [
        app.stranger().holding(&given.ok(200)),
        beside.stranger().holding(&given.ok(200)),
    ];
    for client in &clients {
        client.get("/cases").ok(200);
    }
    change(&app, &id, &program);
    std::thread::sleep(Duration::from_secs(1));
    for client in &clients {
        client.get("/cases").refused(401, "unauthenticated");
    }
}

#[test]
fn a_disabled_program_is_out_within_a_second_on_every_server() {
    bites(|app, id, program| {
        step(&app.member(Member::administrator(0)), id, "disablement").ok(200);
        let assertions = program.assertions(id, "first", morning().timestamp());
        ask(app, &fresh(&assertions), "").refused(401, "client_refused");
    });
}

fn replace(by: &Client, id: &str, terms: &Value) -> Value {
    by.put_now(&format!("/machine-clients/{id}"), terms).ok(200)
}

#[test]
fn a_key_is_rotated_with_both_of_them_in_between() {
    bites(|app, id, program| {
        let now = morning().timestamp();
        let tries = |key: &str| ask(app, &fresh(&program.assertions(id, key, now)), "").status;
        let mut terms = program.terms();
        terms["keys"] = json!([program.jwk("first"), program.jwk("second")]);
        let (one, other) = (
            app.member(Member::administrator(0)),
            app.member(Member::administrator(1)),
        );
        assert_eq!(replace(&one, id, &terms)["status"], "waiting");
        assert_eq!([tries("first"), tries("second")], [401, 401]);
        step(&one, id, "approval").refused(409, "own_proposal");
        step(&other, id, "approval").ok(200);
        assert_eq!([tries("first"), tries("second")], [200, 200]);
        terms["keys"] = json!([program.jwk("second")]);
        // Fewer keys need nobody's approval.
        assert_eq!(replace(&one, id, &terms)["status"], "enabled");
        assert_eq!([tries("first"), tries("second")], [401, 200]);
    });
}

#[test]
fn what_is_no_good_key_is_refused_by_its_reason() {
    let (app, program) = (TestApp::start(), Program::new());
    let first = app.member(Member::administrator(0));
    let good = program.jwk("first");
    let propose = |keys: Value| {
        let mut terms = program.terms();
        terms["keys"] = keys;
        first.post("/machine-clients", &terms)
    };
    let changed = |member: &str, value: Value| {
        let mut key = good.clone();
        key[member] = value;
        json!([key])
    };
    for (keys, fault) in [
        (changed("alg", json!("HS256")), "/keys/0 unknown_algorithm"),
        (changed("alg", json!("RS256")), "/keys/0 unknown_algorithm"),
        (changed("use", json!("enc")), "/keys/0 unknown_algorithm"),
        (changed("crv", json!("P-384")), "/keys/0 unknown_algorithm"),
        (changed("x", json!("AAAA")), "/keys/0 invalid_key"),
        (changed("y", good["x"].clone()), "/keys/0 invalid_key"),
        (changed("kid", json!("../x")), "/keys/0 key_name"),
        (json!([good, good]), "/keys/1 key_name"),
        (
            json!([{ "kty": "RSA", "alg": "RS256", "n": "AQAB", "e": "AQAB" }]),
            "/keys/0 weak_key",
        ),
    ] {
        let refused = propose(keys.clone());
        refused.refused(422, "invalid");
        assert_eq!(refused.faults(), [fault], "{keys}");
    }
    // Of several wrong keys each is told, with all that is wrong with it.
    let mut nameless = good.clone();
    nameless["kid"] = json!("../x");
    nameless["x"] = json!("AAAA");
    let mut weak = good.clone();
    weak["alg"] = json!("RS256");
    assert_eq!(
        propose(json!([nameless, weak])).faults(),
        [
            "/keys/0 key_name",
            "/keys/0 invalid_key",
            "/keys/1 unknown_algorithm",
        ]
    );
    // The private half has no place here at all.
    let private = propose(changed("d", json!("AAAA")));
    private.refused(400, "malformed_request");
    assert_eq!(app.database.count("machine_clients"), 6);
}
