//! Programs of other services: proposed by one, approved by another, let in for a while.

use std::time::Duration;

use api::app::all_routes;
use api::http::Access;
use api::identity::keys::SigningKeys;
use api::identity::token::Algorithm;
use chrono::TimeDelta;
use domain::actor::Role;
use domain::policy::Scope;
use serde_json::{Value, json};
use strum::IntoEnumIterator;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::app::{PUBLIC, machine_claims, morning};
use crate::support::maker::Maker;
use crate::support::{Answer, BASE, Client, Member, Place, TestApp, keys, within};

/// A program's own keys, which nobody else has.
struct Program {
    folder: TempDir,
}

impl Program {
    fn new() -> Self {
        let program = Self {
            folder: TempDir::new().unwrap(),
        };
        for key in ["first", "second"] {
            let path = program.pem(key);
            SigningKeys::generate_file(&path, Algorithm::Es256).unwrap();
        }
        program
    }

    fn pem(&self, key: &str) -> std::path::PathBuf {
        self.folder.path().join(format!("{key}.pem"))
    }

    /// The public half, as it is registered.
    fn jwk(&self, key: &str) -> Value {
        let keys = SigningKeys::load(&self.pem(key), &[]).unwrap();
        serde_json::to_value(keys.public().jwk()).unwrap()
    }

    /// What is proposed for it: cases of the first office.
    fn terms(&self) -> Value {
        json!({
            "label": "Centro per l'impiego di Castelverde",
            "purpose": "Convenzione sui servizi per il lavoro",
            "scopes": ["cases.read", "individuals.read"],
            "office_ids": [Place::Home.office(0)],
            "keys": [self.jwk("first")],
        })
    }

    /// Makes assertions of this client.
    fn assertions(&self, client: &str, key: &str, now: i64) -> Maker {
        let claims = json!({
            "iss": client,
            "sub": client,
            "aud": format!("{PUBLIC}{BASE}/tokens"),
            "iat": now,
            "exp": now + 120,
            "jti": "one",
        });
        Maker::new(self.pem(key), "JWT", claims)
    }
}

fn administrator(app: &TestApp, number: u8) -> Client {
    app.member(Member::new(Place::Home, Role::Administrator, number))
}

/// Asks for a token with this assertion.
fn ask(app: &TestApp, assertion: &str, more: &str) -> Answer {
    let form = format!(
        "grant_type=client_credentials&client_assertion_type=\
         urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion={assertion}{more}"
    );
    app.stranger()
        .with("Content-Type", "application/x-www-form-urlencoded")
        .send("POST", "/tokens", Some(form.into()))
}

fn fresh(assertions: &Maker) -> String {
    assertions.claiming(json!({ "jti": Uuid::new_v4() }))
}

/// Takes a step of a client under its present version.
fn step(by: &Client, id: &str, step: &str) -> Answer {
    let path = format!("/machine-clients/{id}");
    let tag = by.get(&path).header("etag").to_owned();
    by.with("If-Match", tag).step(&format!("{path}/{step}"))
}

/// A client that one administrator proposed and another approved.
fn enabled(app: &TestApp, program: &Program) -> String {
    let proposed = administrator(app, 0).post("/machine-clients", &program.terms());
    let id = proposed.ok(201)["id"].as_str().unwrap().to_owned();
    step(&administrator(app, 1), &id, "approval").ok(200);
    id
}

fn bearer(app: &TestApp, answer: &Answer) -> Client {
    let token = answer.ok(200)["access_token"].as_str().unwrap().to_owned();
    app.stranger().bearing(token)
}

#[test]
fn a_program_gets_in_only_after_a_second_administrator_agreed() {
    let (app, program) = (TestApp::start(), Program::new());
    let first = administrator(&app, 0);
    let proposed = first.post("/machine-clients", &program.terms());
    let view = proposed.ok(201);
    assert_eq!(view["status"], "waiting");
    let allowed = |view: &Value| view["allowed_actions"][1]["allowed"].clone();
    assert_eq!(allowed(&view), false);
    let id = view["id"].as_str().unwrap();
    let assertions = program.assertions(id, "first", morning().timestamp());
    ask(&app, &fresh(&assertions), "").refused(401, "client_refused");
    step(&first, id, "approval").refused(409, "own_proposal");
    let second = administrator(&app, 1);
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
    let client = bearer(&app, &given);
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

#[test]
fn whatever_is_wrong_with_an_assertion_the_answer_is_the_same() {
    let (app, program) = (TestApp::start(), Program::new());
    let id = enabled(&app, &program);
    let now = morning().timestamp();
    let assertions = program.assertions(&id, "first", now);
    let mut all = assertions.mutants(now);
    for claims in [
        json!({ "jti": null }),
        json!({ "jti": "" }),
        json!({ "jti": 7 }),
        json!({ "exp": now + 306 }),
        json!({ "iss": id.to_uppercase() }),
        json!({ "iss": Uuid::new_v4() }),
        json!({ "sub": Member::new(Place::Home, Role::MachineClient, 0).id() }),
        // Meant for the API, not for this operation: a resource could replay it.
        json!({ "aud": "percorso" }),
    ] {
        all.push(assertions.claiming(claims));
    }
    all.push(program.assertions(&id, "second", now).claiming(json!({})));
    let told = |answer: &Answer| {
        let mut problem = answer.refused(401, "client_refused");
        assert_eq!(problem["error"], "invalid_client");
        problem.as_object_mut().unwrap().remove("instance");
        problem
    };
    let nothing = told(&ask(&app, "x", ""));
    for (number, assertion) in all.iter().enumerate() {
        if number % 8 == 0 {
            // Nobody tries more than ten in 15 minutes; here the minutes pass.
            app.database.execute("DELETE FROM sign_in_attempts");
        }
        assert_eq!(told(&ask(&app, assertion, "")), nothing, "{assertion:.300}");
    }
    app.database.execute("DELETE FROM sign_in_attempts");
    ask(&app, &assertions.claiming(json!({})), "").ok(200);
}

#[test]
fn an_assertion_is_good_once_also_when_twenty_use_it_at_once() {
    let (app, program) = (TestApp::start(), Program::new());
    let id = enabled(&app, &program);
    let assertions = program.assertions(&id, "first", morning().timestamp());
    let assertion = assertions.claiming(json!({}));
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..9)
            .map(|_| scope.spawn(|| ask(&app, &assertion, "").status))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let given = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(given, 1, "{statuses:?}");
    // A second server, and a second assertion with the same name.
    let beside = app.beside(|_| {});
    let again = assertions.claiming(json!({ "exp": morning().timestamp() + 60 }));
    ask(&beside, &again, "").refused(401, "client_refused");
}

#[test]
fn the_eleventh_wrong_assertion_waits() {
    let (app, program) = (TestApp::start(), Program::new());
    let id = enabled(&app, &program);
    let stolen = program.assertions(&id, "second", morning().timestamp());
    for _ in 0..10 {
        ask(&app, &fresh(&stolen), "").refused(401, "client_refused");
    }
    let waits = ask(&app, &fresh(&stolen), "");
    waits.refused(429, "too_many_attempts");
    assert_ne!(waits.header("retry-after"), "");
}

#[test]
fn a_token_has_the_scopes_that_were_asked_for_and_no_others() {
    let (app, program) = (TestApp::start(), Program::new());
    let id = enabled(&app, &program);
    let assertions = program.assertions(&id, "first", morning().timestamp());
    let narrow = ask(&app, &fresh(&assertions), "&scope=individuals.read");
    assert_eq!(narrow.ok(200)["scope"], "individuals.read");
    bearer(&app, &narrow)
        .get("/cases")
        .refused(403, "forbidden");
    for more in [
        "&scope=intakes.read",
        "&scope=cases.read+intakes.read",
        "&scope=",
        "&scope=x",
    ] {
        let refused = ask(&app, &fresh(&assertions), more);
        assert_eq!(
            refused.refused(400, "scope_refused")["error"],
            "invalid_scope"
        );
    }
    for (form, code, error) in [
        (
            "&grant_type=password",
            "malformed_request",
            "invalid_request",
        ),
        ("&scope=a&scope=b", "malformed_request", "invalid_request"),
    ] {
        let refused = ask(&app, &fresh(&assertions), form).refused(400, code);
        assert_eq!(refused["error"], error);
    }
    let other = app
        .stranger()
        .with("Content-Type", "application/x-www-form-urlencoded")
        .send(
            "POST",
            "/tokens",
            Some(b"grant_type=password&client_assertion_type=x&client_assertion=y".to_vec()),
        );
    let refused = other.refused(400, "unsupported_grant");
    assert_eq!(refused["error"], "unsupported_grant_type");
    let json = app.stranger().send("POST", "/tokens", Some(b"{}".to_vec()));
    json.refused(415, "unsupported_media_type");
    let stranger = ask(
        &app,
        &fresh(&assertions),
        &format!("&client_id={}", Uuid::new_v4()),
    );
    stranger.refused(401, "client_refused");
    ask(&app, &fresh(&assertions), &format!("&client_id={id}")).ok(200);
}

/// Changes the client and says whether its token is out within a second on two servers.
fn bites(change: impl FnOnce(&TestApp, &str, &Program)) {
    let (app, program) = (TestApp::start(), Program::new());
    let beside = app.beside(|options| options.clock = app.clock.clone());
    let id = enabled(&app, &program);
    let assertions = program.assertions(&id, "first", morning().timestamp());
    let given = ask(&app, &fresh(&assertions), "");
    let clients = [bearer(&app, &given), bearer(&beside, &given)];
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
        step(&administrator(app, 0), id, "disablement").ok(200);
        let assertions = program.assertions(id, "first", morning().timestamp());
        ask(app, &fresh(&assertions), "").refused(401, "client_refused");
    });
}

fn replace(by: &Client, id: &str, terms: &Value) -> Value {
    let path = format!("/machine-clients/{id}");
    let tag = by.get(&path).header("etag").to_owned();
    by.put_if(&path, &tag, terms).ok(200)
}

#[test]
fn a_key_is_rotated_with_both_of_them_in_between() {
    bites(|app, id, program| {
        let now = morning().timestamp();
        let tries = |key: &str| ask(app, &fresh(&program.assertions(id, key, now)), "").status;
        let mut terms = program.terms();
        terms["keys"] = json!([program.jwk("first"), program.jwk("second")]);
        let (one, other) = (administrator(app, 0), administrator(app, 1));
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
    let first = administrator(&app, 0);
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

#[test]
fn each_scope_opens_its_routes_and_no_others() {
    let app = TestApp::start();
    let member = Member::new(Place::Home, Role::MachineClient, 0);
    let mut opened = 0;
    for scope in Scope::iter() {
        let mut claims = machine_claims(member, app.clock.now());
        claims.scope = scope.to_string();
        let client = app.stranger().bearing(keys().issue(&claims).unwrap());
        for route in all_routes().all {
            let Access::To(action) = route.access else {
                continue;
            };
            let path = crate::policy::nowhere(&route.path);
            let answer = crate::policy::ask(&client, route.method.as_str(), &path);
            let may = scope.action() == action;
            opened += usize::from(may);
            assert_eq!(
                answer.status != 403,
                may,
                "{route:?} with {scope}: {}",
                answer.text()
            );
            assert!(answer.status != 401 && answer.status < 500);
        }
    }
    assert!(opened > 15, "{opened}");
}

#[test]
fn a_token_for_more_than_the_program_has_is_narrowed() {
    let (app, program) = (TestApp::start(), Program::new());
    let id = enabled(&app, &program);
    let mut claims = machine_claims(Member::new(Place::Home, Role::MachineClient, 0), morning());
    claims.sub = id.parse().unwrap();
    claims.client_id = claims.sub;
    let client = app.stranger().bearing(keys().issue(&claims).unwrap());
    client.get("/cases").ok(200);
    client.get("/intakes").refused(403, "forbidden");
    claims.client_id = Uuid::new_v4();
    let confused = app.stranger().bearing(keys().issue(&claims).unwrap());
    confused.get("/cases").refused(401, "unauthenticated");
}

#[test]
fn a_program_reads_its_offices_only_and_its_reads_are_recorded() {
    let app = TestApp::start();
    let here = app.member(Member::new(Place::Home, Role::MachineClient, 0));
    let there = app.member(Member::new(Place::Home, Role::MachineClient, 2));
    let away = app.member(Member::new(Place::Away, Role::MachineClient, 0));
    let desk = app.as_(Role::DeskOperator);
    let person = crate::support::people::Somebody::numbered(1);
    let path = crate::support::people::register(&desk, &person.registration());
    here.get(&path).ok(200);
    let written = here.with("If-Match", "\"1-0\"").send(
        "PUT",
        &format!("{path}/contacts"),
        Some(b"{}".to_vec()),
    );
    written.refused(403, "forbidden");
    let nobody = format!("/individuals/{}", Uuid::new_v4());
    assert_eq!(
        there.get(&path).but_for_ids(),
        there.get(&nobody).but_for_ids()
    );
    there.get(&path).refused(404, "not_found");
    away.get(&path).refused(404, "not_found");
    app.store.flush_accesses().unwrap();
    let reads = "accesses WHERE actor_kind = 'machine' AND individual_id IS NOT NULL";
    assert!(app.database.count(reads) >= 1);
}

#[test]
fn used_assertions_are_forgotten_when_nobody_would_take_them_any_more() {
    let (program, app) = (
        Program::new(),
        TestApp::with(|options| options.worker = true),
    );
    let id = enabled(&app, &program);
    let assertions = program.assertions(&id, "first", morning().timestamp());
    ask(&app, &fresh(&assertions), "").ok(200);
    assert_eq!(app.database.count("spent_assertions"), 1);
    app.clock.advance(TimeDelta::minutes(10));
    let beside = app.beside(|options| {
        options.clock = app.clock.clone();
        options.worker = true;
    });
    assert!(within(20_000, || beside.database.count("spent_assertions") == 0));
}
