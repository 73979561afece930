//! People and cases that come within reach of a program, leave it, or become one.

use super::*;
use crate::hand_overs::{case, coordinator, counsellor, id, proposed, step, to_office};
use crate::support::people::{Somebody, register};

/// What a program is told of these kinds: the kind, with the thing and the person.
fn told(app: &TestApp, number: u8, scope: Scope, wanted: &[&str]) -> Vec<(String, Value, Value)> {
    api::worker::seal_all(&app.store).unwrap();
    let all = followed(&program(app, number, &[scope]), 500);
    let all = all
        .into_iter()
        .filter(|item| wanted.iter().any(|kind| item["kind"] == *kind));
    all.map(|item| {
        let kind = item["kind"].as_str().unwrap().to_owned();
        (kind, item["id"].clone(), item["individual_id"].clone())
    })
    .collect()
}

/// The person of a case.
fn person_of(app: &TestApp, case: &str) -> Value {
    let seen = [0, 2].map(|number| app.member(coordinator(number)).get(case));
    let seen = seen.into_iter().find(|answer| answer.status == 200);
    seen.unwrap().ok(200)["individual_id"].clone()
}

#[test]
fn a_case_that_goes_to_another_office_is_told_there_and_where_it_left() {
    const KINDS: [&str; 3] = ["case_handed_over", "case_left", "hand_over_proposed"];
    let app = TestApp::start();
    let case = case(&app, 1);
    let hand_over = proposed(&app.member(counsellor(0)), &case, &to_office(1));
    let there = app.member(coordinator(2));
    let named = json!({ "counsellor_id": counsellor(2).id() });
    step(&there, &hand_over, "acceptance", &named).ok(200);
    let kinds = |number, scope| {
        let told = told(&app, number, scope, &KINDS);
        told.into_iter().map(|told| told.0).collect::<Vec<_>>()
    };
    // Whatever a program had not fetched before the case left: that it left is told.
    assert_eq!(kinds(0, Scope::ReadCases), ["case_left"]);
    assert_eq!(kinds(2, Scope::ReadCases), ["case_handed_over"]);
    let page = program(&app, 0, &[Scope::ReadCases])
        .get("/changes")
        .ok(200);
    let left = page["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(left["case_id"], id(&case));
    // Whoever reads people alone learns of whom there is more, or less, to read.
    for (number, kind) in [(0, "case_left"), (2, "case_handed_over")] {
        let told = told(&app, number, Scope::ReadIndividuals, &KINDS);
        let person = person_of(&app, &case);
        assert_eq!(told, [(kind.to_owned(), person.clone(), person)]);
    }
    let shown = crate::hand_overs::told(&there, &case);
    assert!(!shown.contains(&"case_left".to_owned()), "{shown:?}");
}

#[test]
fn somebody_with_a_case_elsewhere_is_told_to_whoever_reads_people_there() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &Somebody::numbered(1).registration());
    let opened = |number| told(&app, number, Scope::ReadIndividuals, &["case_opened"]);
    assert!(opened(2).is_empty());
    let body = opening(&person, 1);
    let there = app.member(coordinator(2));
    there.post("/cases", &body).ok(201);
    let person = json!(id(&person));
    assert_eq!(
        opened(2),
        [("case_opened".to_owned(), person.clone(), person)],
        "of the person, not of the case"
    );
    assert!(opened(0).is_empty(), "nobody is told where else she goes");
}

#[test]
fn a_merge_is_told_of_both_records_and_of_what_moved_and_people_are_shown_it_once() {
    const KINDS: [&str; 3] = [
        "individuals_merged",
        "individual_absorbed",
        "case_reattributed",
    ];
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let kept = register(&app.as_(Role::DeskOperator), &unverified(1));
    // Registered at the second office, with a case at the first.
    let elsewhere = app.member(Member::new(Place::Home, Role::DeskOperator, 2));
    let other = register(&elsewhere, &unverified(2));
    let body = opening(&other, 0);
    let case = client.post("/cases", &body).ok(201)["id"].clone();
    let merge = || {
        let version = client.get(&other).ok(200)["version"].clone();
        let body = json!({
            "absorbed_id": id(&other), "absorbed_version": version,
            "reason": "Registrata due volte.", "sections": [],
        });
        let client = client.with("If-Match", client.tag(&kept));
        let merged = client.post(&format!("{kept}/merges"), &body).ok(201);
        format!("/merges/{}", merged["id"].as_str().unwrap())
    };
    let merged = merge();
    let people = |number| {
        let told = told(&app, number, Scope::ReadIndividuals, &KINDS);
        let told = told.into_iter().map(|(kind, _, person)| (kind, person));
        told.collect::<Vec<_>>()
    };
    let both = [
        ("individuals_merged".to_owned(), json!(id(&kept))),
        ("individual_absorbed".to_owned(), json!(id(&other))),
    ];
    assert_eq!(people(0), both);
    assert_eq!(
        people(2),
        both,
        "of the office that registered the other one"
    );
    let moved = |to: &str| ("case_reattributed".to_owned(), case.clone(), json!(id(to)));
    let of_cases = || told(&app, 0, Scope::ReadCases, &KINDS);
    assert_eq!(of_cases(), [moved(&kept)]);
    client.step_now(&merged, "undo").ok(200);
    assert_eq!(of_cases(), [moved(&kept), moved(&other)]);
    assert_eq!(
        shown(&client, &other)[..2],
        ["individual_restored", "individual_absorbed"]
    );
    merge();
    let shown = shown(&client, &other);
    let count = |kind: &str| shown.iter().filter(|shown| *shown == kind).count();
    assert_eq!((count("individuals_merged"), count("merge_undone")), (2, 1));
    for kind in [
        "individual_absorbed",
        "individual_restored",
        "case_reattributed",
    ] {
        assert_eq!(count(kind), 0, "{kind}");
    }
}

/// A case of somebody at an office.
fn opening(person: &str, office: u8) -> Value {
    json!({
        "individual_id": id(person), "office_id": Place::Home.office(office),
        "reason": "Cerca lavoro.", "opened_on": "2026-03-01",
    })
}

/// Somebody whose code nobody has checked.
fn unverified(number: usize) -> Value {
    let mut body = Somebody::numbered(number).registration();
    body["provenance"]["verification"] = json!("none");
    body
}

/// What the timeline of a record shows, the latest first.
fn shown(client: &Client, record: &str) -> Vec<String> {
    let timeline = client.get(&format!("{record}/timeline")).ok(200);
    let items = timeline["items"].as_array().unwrap().iter();
    items
        .map(|item| item["kind"].as_str().unwrap().to_owned())
        .collect()
}
