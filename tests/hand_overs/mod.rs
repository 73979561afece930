//! A case goes to another counsellor or another office, for good or for a time.

mod asking;
mod desks;
mod races;
mod reach;
mod terms;

pub(crate) use races::{at_once, statuses};
pub(crate) use terms::worked;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::people::{Somebody, register};
use crate::support::{Answer, Client, Member, Place, TestApp};

pub(crate) fn counsellor(number: u8) -> Member {
    Member::new(Place::Home, Role::Counsellor, number)
}

pub(crate) fn coordinator(number: u8) -> Member {
    Member::new(Place::Home, Role::Coordinator, number)
}

/// Somebody with a case at the first office, followed by its first counsellor: the path of the case.
pub(crate) fn case(app: &TestApp, number: usize) -> String {
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &Somebody::numbered(number).registration());
    let body = json!({
        "individual_id": person.rsplit_once('/').unwrap().1, "office_id": Place::Home.office(0),
        "counsellor_id": counsellor(0).id(), "reason": "Cerca lavoro.", "opened_on": "2026-03-01",
    });
    let opened = app.member(counsellor(0)).post("/cases", &body).ok(201);
    format!("/cases/{}", opened["id"].as_str().unwrap())
}

pub(crate) fn for_good(to: Member) -> Value {
    json!({ "counsellor_id": to.id(), "term": { "kind": "permanent" }, "reason": "workload" })
}

fn until(to: Member, day: &str) -> Value {
    json!({
        "counsellor_id": to.id(), "term": { "kind": "temporary", "until": day }, "reason": "absence",
    })
}

pub(crate) fn to_office(number: u8) -> Value {
    json!({
        "office_id": Place::Home.office(number), "term": { "kind": "permanent" },
        "reason": "moved", "note": "Ha cambiato quartiere.",
    })
}

/// Proposes a hand-over: its path.
#[track_caller]
pub(crate) fn proposed(client: &Client, case: &str, body: &Value) -> String {
    let view = client.post(&format!("{case}/hand-overs"), body).ok(201);
    format!("/hand-overs/{}", view["id"].as_str().unwrap())
}

/// Takes a step of a hand-over as it stands now.
pub(crate) fn step(client: &Client, hand_over: &str, step: &str, body: &Value) -> Answer {
    client
        .with("If-Match", client.tag(hand_over))
        .post(&format!("{hand_over}/{step}"), body)
}

/// The first counsellor proposes, the second accepts.
fn taken(app: &TestApp, case: &str, body: &Value) -> String {
    let hand_over = proposed(&app.member(counsellor(0)), case, body);
    step(
        &app.member(counsellor(1)),
        &hand_over,
        "acceptance",
        &json!({}),
    )
    .ok(200);
    hand_over
}

/// Who follows a case, as the coordinators see it.
fn owner(app: &TestApp, case: &str) -> Value {
    let [here, there] = [0, 2].map(|number| app.member(coordinator(number)).get(case));
    let found = if here.status == 200 { here } else { there };
    found.ok(200)["counsellor_id"].clone()
}

pub(crate) fn id(path: &str) -> &str {
    path.rsplit_once('/').unwrap().1
}

/// The facts of a case's file, the latest first.
pub(crate) fn told(client: &Client, case: &str) -> Vec<String> {
    let file = client.get(&format!("{case}/file")).ok(200);
    let events = file["events"].as_array().unwrap().iter();
    events
        .map(|event| event["kind"].as_str().unwrap().to_owned())
        .collect()
}
