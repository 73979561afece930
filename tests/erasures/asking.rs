//! Who asks, who agrees, and what stands against it.

use super::*;
use crate::support::people::contacts_of;

#[test]
fn what_two_coordinators_agree_with_is_carried_out_and_nobody_finds_the_person() {
    let app = TestApp::start();
    let (first, second) = (app.member(coordinator(0)), app.member(coordinator(1)));
    let somebody = Somebody::numbered(1);
    let mut body = somebody.with_code(somebody.tax_code());
    body["contacts"] = contacts_of(1);
    let person = register(&first, &body);
    let request = asked(&first, &person, &mistake());
    let waiting = first.get(&request).ok(200);
    assert_eq!(waiting["status"], "waiting");
    first
        .step_now(&request, "approval")
        .refused(409, "own_proposal");
    let agreed = second.step_now(&request, "approval").ok(200);
    assert_eq!(agreed["status"], "approved");
    assert_eq!(agreed["decided_by"], json!(coordinator(1).id()));
    first.get(&person).ok(200);
    carry_out(&app);
    let done = second.get(&request).ok(200);
    assert_eq!(done["status"], "done");
    assert_eq!(done["individual_id"], id(&person));
    let nobody = format!("/individuals/{}", uuid::Uuid::new_v4());
    assert_eq!(
        first.get(&person).but_for_ids(),
        first.get(&nobody).but_for_ids()
    );
    let term = json!({ "tax_code": somebody.tax_code().as_str() });
    let found = first.post("/individual-searches", &term).ok(200);
    assert_eq!(found["items"], json!([]));
    // Whoever comes again is new.
    let again = register(&first, &body);
    assert_ne!(again, person);
}

#[test]
fn what_stands_against_an_erasure_is_told_when_it_is_asked_for_and_when_it_is_approved() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    let person = newcomer(&app, 1);
    let order = json!({ "ground": "court_order" });
    let unnamed = ask(&first, &person, &order);
    unnamed.refused(422, "invalid");
    assert_eq!(unnamed.faults(), ["/reference order_without_reference"]);
    let request = asked(&first, &person, &mistake());
    ask(&first, &person, &mistake()).refused(409, "erasure_requested");
    open_case(&app, &person).ok(201);
    let second = app.member(coordinator(1));
    let refused = second.step_now(&request, "approval").refused(422, "rules");
    assert_eq!(refused["findings"][0]["rule"], "erasure.running_case");
    let withdrawn = first.step_now(&request, "withdrawal").ok(200);
    assert_eq!(withdrawn["status"], "withdrawn");
    let wish = json!({ "ground": "data_subject_request" });
    let refused = ask(&first, &person, &wish).refused(422, "rules");
    let rules = refused["findings"].as_array().unwrap().iter();
    let rules: Vec<_> = rules.map(|found| found["rule"].clone()).collect();
    assert_eq!(rules, ["erasure.running_case", "erasure.public_task"]);
    // A court has weighed that.
    let ordered = approved(&app, &person, &super::order());
    carry_out(&app);
    assert_eq!(status(&app, &ordered), "done");
    assert_eq!(app.database.count("erased_figures WHERE kind = 'case'"), 1);
}

pub(super) fn open_case(app: &TestApp, person: &str) -> Answer {
    let case = json!({
        "individual_id": id(person), "office_id": Place::Home.office(0),
        "reason": "Cerca lavoro.", "opened_on": "2026-03-01",
    });
    app.member(coordinator(0)).post("/cases", &case)
}

#[test]
fn a_decision_names_the_version_that_was_read() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    let request = asked(&first, &newcomer(&app, 1), &mistake());
    let approval = format!("{request}/approval");
    let second = app.member(coordinator(1));
    second.step(&approval).refused(428, "precondition_required");
    let stale = second.with("If-Match", "\"7-0\"").step(&approval);
    stale.refused(412, "stale");
    second.step_now(&request, "approval").ok(200);
    second
        .step_now(&request, "approval")
        .refused(409, "wrong_status");
    carry_out(&app);
    first
        .step_now(&request, "withdrawal")
        .refused(409, "wrong_status");
}

#[test]
fn whoever_does_not_reach_the_person_asks_for_nothing_and_other_organisations_see_nothing() {
    let app = TestApp::start();
    let person = newcomer(&app, 1);
    let elsewhere = app.member(coordinator(2));
    ask(&elsewhere, &person, &mistake()).refused(404, "not_found");
    let request = asked(&app.member(coordinator(0)), &person, &mistake());
    // The second person may work at another office: the request tells of nobody.
    elsewhere.get(&request).ok(200);
    let stranger = app.member(Member::new(Place::Away, Role::Coordinator, 0));
    stranger.get(&request).refused(404, "not_found");
    let list = stranger.get("/erasure-requests").ok(200);
    assert_eq!(list["items"], json!([]));
    for role in [Role::Counsellor, Role::Administrator, Role::Auditor] {
        app.as_(role).get(&request).refused(403, "forbidden");
    }
}

#[test]
fn requests_are_listed_the_latest_first_by_pages_and_by_where_they_stand() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    let mut requests: Vec<String> = (0..5)
        .map(|number| asked(&first, &newcomer(&app, number), &mistake()))
        .collect();
    first.step_now(&requests[2], "withdrawal").ok(200);
    requests.reverse();
    let listed = |query: &str| -> Vec<String> {
        let mut path = format!("/erasure-requests?limit=2{query}");
        let mut all = Vec::new();
        loop {
            let page = first.get(&path).ok(200);
            let items = page["items"].as_array().unwrap().iter();
            all.extend(
                items.map(|item| format!("/erasure-requests/{}", item["id"].as_str().unwrap())),
            );
            let Some(next) = page["_links"]["next"].as_str() else {
                return all;
            };
            path = next.split_once(crate::support::BASE).unwrap().1.to_owned();
        }
    };
    assert_eq!(listed(""), requests);
    assert_eq!(listed("&status=withdrawn"), [requests[2].clone()]);
    requests.remove(2);
    assert_eq!(listed("&status=waiting"), requests);
}
