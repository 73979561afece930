//! Roles that two people give: who proposes, who approves, and that nobody gets round it alone.

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::outside::{ISSUER, Outside};
use crate::support::process::run;
use crate::support::seed::PASSWORD;
use crate::support::{Answer, Client, Database, Member, Place, TestApp};

const NEXT: &str = "cinque papaveri sotto la neve";

fn colleague() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

fn path() -> String {
    format!("/staff/{}", colleague().id())
}

fn administrator(app: &TestApp, number: u8) -> Client {
    app.member(Member::administrator(number))
}

/// Asks that the colleague has exactly these roles.
fn give(by: &Client, roles: &[&str]) -> Answer {
    let body = json!({ "roles": roles, "office_ids": [colleague().office()] });
    by.put_now(&path(), &body)
}

fn approve(by: &Client) -> Answer {
    by.step_now(&path(), "role-approval")
}

/// Whether a step is allowed, and the rules that stand against it.
fn allowed(view: &Value, step: &str) -> (bool, Vec<String>) {
    let steps = view["allowed_actions"].as_array().unwrap();
    let told = steps.iter().find(|told| told["action"] == step).unwrap();
    let findings = told["findings"].as_array().unwrap();
    let rules = findings.iter().map(|one| one["rule"].as_str().unwrap());
    (
        told["allowed"].as_bool().unwrap(),
        rules.map(str::to_owned).collect(),
    )
}

fn happened(app: &TestApp, kind: &str) -> i64 {
    app.database.count(&format!("events WHERE kind = '{kind}'"))
}

#[test]
fn an_officer_holds_the_role_only_after_a_second_administrator_agreed() {
    let app = TestApp::start();
    let (first, second) = (administrator(&app, 0), administrator(&app, 1));
    let officers = "/staff?role=targeted_placement_officer&limit=100";
    let count = |reader: &Client| {
        reader.get(officers).ok(200)["items"]
            .as_array()
            .unwrap()
            .len()
    };
    let before = count(&first);
    let account = json!({
        "email": "irene.dalmasso@castelverde.example", "given_name": "Irene",
        "family_name": "Dalmasso", "roles": ["targeted_placement_officer"],
        "office_ids": [Place::Home.office(0)],
    });
    let created = first.post("/staff", &account).ok(201);
    assert_eq!(created["roles"], json!([]));
    let awaited = json!(["targeted_placement_officer"]);
    assert_eq!(created["roles_awaiting_approval"], awaited);
    let own = (false, vec!["step.own_proposal".to_owned()]);
    assert_eq!(allowed(&created, "approve_roles"), own);
    let path = format!("/staff/{}", created["id"].as_str().unwrap());
    first
        .step_now(&path, "role-approval")
        .refused(409, "own_proposal");
    assert_eq!(count(&first), before, "a role that waits is in no list");
    let seen = second.get(&path);
    assert_eq!(allowed(&seen.ok(200), "approve_roles"), (true, vec![]));
    let approval = format!("{path}/role-approval");
    second
        .with("If-Match", "\"9-0\"")
        .step(&approval)
        .refused(412, "stale");
    let agree = second
        .with("If-Match", seen.header("etag"))
        .with("Idempotency-Key", "approval-of-irene-dalmasso");
    let approved = agree.send("POST", &approval, None);
    assert_eq!(approved.ok(200)["roles"], awaited);
    assert_eq!(approved.ok(200)["roles_awaiting_approval"], json!([]));
    assert_eq!(
        agree.send("POST", &approval, None).ok(200),
        approved.ok(200)
    );
    assert_eq!(count(&first), before + 1);
    for (kind, by) in [("proposed", 0), ("approved", 1)] {
        assert_eq!(happened(&app, &format!("staff_roles_{kind}")), 1);
        let by = Member::administrator(by).id().uuid();
        let told = first_actor(&app, &format!("staff_roles_{kind}"));
        assert_eq!(told, by.to_string());
    }
    second
        .step_now(&path, "role-approval")
        .refused(409, "wrong_status");
}

/// Who did this, as the auditor reads it.
fn first_actor(app: &TestApp, kind: &str) -> String {
    let events = app
        .as_(Role::Auditor)
        .get(&format!("/audit-events?kind={kind}"));
    events.ok(200)["items"][0]["actor_id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn an_account_with_nothing_but_a_role_that_waits_is_told_so_and_does_nothing_else() {
    let app = TestApp::start();
    give(&administrator(&app, 0), &["targeted_placement_officer"]).ok(200);
    let tokens = app
        .stranger()
        .sign_in(&colleague().email(), PASSWORD)
        .ok(200);
    let me = app.stranger().holding(&tokens);
    let view = me.get("/me").ok(200);
    assert_eq!(view["roles"], json!([]));
    assert_eq!(
        view["roles_awaiting_approval"],
        json!(["targeted_placement_officer"])
    );
    let actions: Vec<&str> = { view["permissions"].as_array().unwrap().iter() }
        .map(|one| one["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["use_own_account", "enrol_second_factor"]);
    for path in ["/cases", "/staff", "/intakes", "/vocabularies"] {
        let answer = me.get(path);
        assert!(answer.status == 403 || path == "/vocabularies", "{path}");
    }
    approve(&administrator(&app, 1)).ok(200);
    let tokens = app
        .stranger()
        .refresh(tokens["refresh_token"].clone())
        .ok(200);
    let officer = app.stranger().holding(&tokens);
    // What the role permits it permits with a second factor only.
    officer
        .get("/cases")
        .refused(403, "second_factor_enrolment_required");
    crate::second_factor::enrol_as(&app, &officer);
}

#[test]
fn the_other_roles_of_the_account_work_meanwhile_and_a_change_withdraws_the_proposal() {
    let app = TestApp::start();
    let first = administrator(&app, 0);
    let both = ["counsellor", "targeted_placement_officer"];
    let view = give(&first, &both).ok(200);
    assert_eq!(view["roles"], json!(["counsellor"]));
    let tokens = app
        .stranger()
        .sign_in(&colleague().email(), PASSWORD)
        .ok(200);
    app.stranger().holding(&tokens).get("/cases").ok(200);
    let view = give(&first, &["counsellor"]).ok(200);
    assert_eq!(view["roles_awaiting_approval"], json!([]));
    approve(&administrator(&app, 1)).refused(409, "wrong_status");
    assert_eq!(happened(&app, "staff_roles_withdrawn"), 1);
    // Whoever holds the role loses it by one hand.
    give(&first, &both).ok(200);
    approve(&administrator(&app, 1)).ok(200);
    let view = give(&first, &["counsellor"]).ok(200);
    assert_eq!(view["roles"], json!(["counsellor"]));
}

#[test]
fn nobody_makes_an_administrator_who_agrees_with_him() {
    let app = TestApp::start();
    let first = administrator(&app, 0);
    assert_eq!(give(&first, &["administrator"]).ok(200)["roles"], json!([]));
    let tokens = app
        .stranger()
        .sign_in(&colleague().email(), PASSWORD)
        .ok(200);
    let puppet = app.stranger().holding(&tokens);
    puppet.get("/staff").refused(403, "forbidden");
    puppet.get("/machine-clients").refused(403, "forbidden");
}

fn print(by: &Client, kind: &str) -> Answer {
    by.post(
        &format!("{}/{kind}", path()),
        &json!({ "delivery": "print" }),
    )
}

/// Chooses a password by the link of a reset.
fn open(app: &TestApp, link: &Value) -> Answer {
    let (_, token) = link["link"]
        .as_str()
        .unwrap()
        .split_once("#token=")
        .unwrap();
    let body = json!({ "token": token, "password": NEXT });
    app.stranger().post("/password-resets/acceptance", &body)
}

#[test]
fn no_administrator_sees_a_link_of_an_account_that_two_decide_about() {
    let app = TestApp::start();
    let (first, second) = (administrator(&app, 0), administrator(&app, 1));
    let before = print(&first, "password-resets").ok(201);
    give(&first, &["targeted_placement_officer"]).ok(200);
    open(&app, &before).refused(422, "link_refused");
    for administrator in [&first, &second] {
        print(administrator, "password-resets").refused(409, "needs_two_people");
    }
    let view = approve(&second).ok(200);
    let alone = (false, vec!["step.needs_two_people".to_owned()]);
    assert_eq!(allowed(&view, "reset_password"), alone);
    for administrator in [&first, &second] {
        print(administrator, "password-resets").refused(409, "needs_two_people");
    }
    // A link opens nothing that has a second factor.
    let tokens = app
        .stranger()
        .sign_in(&colleague().email(), PASSWORD)
        .ok(200);
    crate::second_factor::enrol_as(&app, &app.stranger().holding(&tokens));
    let link = print(&first, "password-resets").ok(201);
    assert_eq!(open(&app, &link).status, 204);
    let alone = app.stranger().sign_in(&colleague().email(), NEXT);
    alone.refused(401, "second_factor_required");
    first
        .send("DELETE", &format!("{}/second-factor", path()), None)
        .refused(409, "same_administrator");
}

#[test]
fn who_saw_the_link_neither_proposes_nor_approves() {
    let app = TestApp::start();
    let by = [0, 1, 2].map(|number| administrator(&app, number));
    let link = print(&by[0], "password-resets").ok(201);
    assert_eq!(open(&app, &link).status, 204);
    let roles = ["targeted_placement_officer"];
    give(&by[0], &roles).refused(409, "same_administrator");
    give(&by[1], &roles).ok(200);
    approve(&by[0]).refused(409, "same_administrator");
    let view = by[0].get(&path()).ok(200);
    let half = (false, vec!["step.same_administrator".to_owned()]);
    assert_eq!(allowed(&view, "approve_roles"), half);
    approve(&by[2]).ok(200);
}

#[test]
fn who_typed_the_name_at_a_provider_neither_proposes_nor_approves() {
    let outside = Outside::new();
    let app = TestApp::with(|options| options.settings = outside.settings(&json!({})));
    let (first, second) = (administrator(&app, 0), administrator(&app, 1));
    let identities = format!("{}/outside-identities", path());
    let name = json!({ "issuer": ISSUER, "subject": "f:mine" });
    let link = first.post(&identities, &name).ok(201);
    let roles = ["targeted_placement_officer"];
    give(&first, &roles).refused(409, "same_administrator");
    give(&second, &roles).ok(200);
    approve(&first).refused(409, "same_administrator");
    let link = format!("{identities}/{}", link["id"].as_str().unwrap());
    assert_eq!(first.send("DELETE", &link, None).status, 204);
    approve(&first).ok(200);
    second
        .post(&identities, &name)
        .refused(409, "needs_two_people");
}

#[test]
fn the_operator_is_the_second_person() {
    let database = Database::seeded();
    let app = TestApp::on(database.into(), |_| {});
    give(&administrator(&app, 0), &["targeted_placement_officer"]).ok(200);
    let email = colleague().email();
    let done = run(&app.database, &["user", "approve", &email]);
    assert!(done.status.success(), "{done:?}");
    let view = administrator(&app, 1).get(&path()).ok(200);
    assert_eq!(view["roles"], json!(["targeted_placement_officer"]));
    let organisation = Place::Home.organisation().to_string();
    let listed = run(
        &app.database,
        &["user", "list", "--organisation", &organisation],
    );
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains(&email), "{listed}");
    let again = run(&app.database, &["user", "approve", &email]);
    assert!(!again.status.success(), "nothing waits any more");
    let arguments = [
        "user",
        "roles",
        &email,
        "--role",
        "administrator",
        "--role",
        "counsellor",
    ];
    assert!(run(&app.database, &arguments).status.success());
    let view = administrator(&app, 1).get(&path()).ok(200);
    assert_eq!(view["roles"], json!(["counsellor", "administrator"]));
}
