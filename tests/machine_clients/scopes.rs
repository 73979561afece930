//! What a token permits, and where.

use api::app::all_routes;
use api::http::Access;
use domain::actor::Role;
use domain::policy::Scope;
use serde_json::json;
use strum::IntoEnumIterator;
use uuid::Uuid;

use super::{Program, ask, enabled, fresh};
use crate::support::app::{machine_claims, morning};
use crate::support::{Member, Place, TestApp, keys};

#[test]
fn a_token_has_the_scopes_that_were_asked_for_and_no_others() {
    let (app, program) = (TestApp::start(), Program::new());
    let id = enabled(&app, &program);
    let assertions = program.assertions(&id, "first", morning().timestamp());
    let narrow = ask(&app, &fresh(&assertions), "&scope=individuals.read");
    assert_eq!(narrow.ok(200)["scope"], "individuals.read");
    app.stranger()
        .holding(&narrow.ok(200))
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
fn a_program_that_reads_a_case_file_is_not_told_that_there_is_a_household() {
    let app = TestApp::start();
    let coordinator = app.member(Member::new(Place::Home, Role::Coordinator, 0));
    let somebody = crate::support::people::Somebody::numbered(1).registration();
    let person = crate::support::people::register(&coordinator, &somebody);
    let case = json!({
        "individual_id": person.rsplit_once('/').unwrap().1, "office_id": Place::Home.office(0),
        "reason": "Cerca lavoro.", "opened_on": "2026-03-01",
    });
    let case = coordinator.post("/cases", &case).ok(201);
    let file = format!("/cases/{}/file", case["id"].as_str().unwrap());
    let program = app.member(Member::new(Place::Home, Role::MachineClient, 0));
    let read = |client: &crate::support::Client| {
        let answer = client.get(&file);
        answer.ok(200);
        (answer.text(), answer.header("etag").to_owned())
    };
    let before = read(&program);
    // Facts that are old and that two sources tell differently: of these the file warns.
    let path = format!("{person}/household");
    let household = |members: u8| json!({ "needed_for": ["work_site"], "members": members });
    let verified = crate::support::people::section(&household(4));
    coordinator.put_first(&path, &verified).ok(201);
    let mut told = crate::support::people::section(&household(5));
    told["provenance"] = json!({ "source": "self_declared", "observed_on": "2025-03-01" });
    coordinator.put_now(&path, &told).ok(200);
    assert_eq!(read(&program), before);
    let whole = coordinator.get(&file).ok(200);
    let facts = whole["facts"].to_string();
    assert!(facts.contains("household"), "{facts}");
    let warnings = whole["warnings"].to_string();
    assert!(warnings.contains("file.contradicted"), "{warnings}");
    // The contacts are told to both.
    let contacts = crate::support::people::contacts_of(1);
    crate::support::people::first(&coordinator, &format!("{person}/contacts"), &contacts).ok(201);
    assert_ne!(read(&program).0, before.0);
}
