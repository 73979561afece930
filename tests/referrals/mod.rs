//! Another office or a service outside is asked to see to something for a person.

mod answering;
mod expiring;
mod races;
mod reach;
mod receiving;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::hand_overs::{case, coordinator, counsellor, id, step, told};
use crate::support::{Answer, Client, Member, Place, TestApp};

/// Who receives people at the second office.
pub(crate) fn desk_there() -> Member {
    Member::new(Place::Home, Role::DeskOperator, 2)
}

pub(crate) fn to_office(number: u8) -> Value {
    json!({
        "to": { "kind": "office", "office_id": Place::Home.office(number) },
        "reason": "orientation", "request": "Un colloquio di orientamento.",
    })
}

fn outside() -> Value {
    json!({
        "to": { "kind": "service", "service": "school", "service_name": "Scuola serale" },
        "reason": "training", "request": "Un corso serale.", "answer_by": "2026-03-20",
    })
}

/// Sends a referral: its path.
#[track_caller]
pub(crate) fn sent(client: &Client, case: &str, body: &Value) -> String {
    let view = client.post(&format!("{case}/referrals"), body).ok(201);
    format!("/referrals/{}", view["id"].as_str().unwrap())
}

/// The first counsellor refers to the second office, whose desk accepts.
pub(crate) fn accepted(app: &TestApp, case: &str) -> String {
    let referral = sent(&app.member(counsellor(0)), case, &to_office(1));
    let desk = app.member(desk_there());
    step(&desk, &referral, "acceptance", &json!({})).ok(200);
    referral
}

fn status(client: &Client, referral: &str) -> Value {
    client.get(referral).ok(200)["status"].clone()
}

/// The referrals of a list, by their paths.
fn listed(client: &Client, query: &str) -> Vec<String> {
    let listed = client.get(&format!("/referrals?{query}")).ok(200);
    let items = listed["items"].as_array().unwrap().iter();
    items
        .map(|item| format!("/referrals/{}", item["id"].as_str().unwrap()))
        .collect()
}

/// What a first interview at the second office with whoever was referred says.
pub(crate) fn interview(client: &Client, referral: &str) -> Value {
    let seen = client.get(referral).ok(200);
    json!({
        "individual_id": seen["person"]["individual_id"], "office_id": Place::Home.office(1),
        "referral_id": id(referral),
        "interview": {
            "arrival": "municipal_office", "urgency": "ordinary", "needs": ["orientation"],
            "privacy_notice": { "version": "1.0", "language": "it", "on": "2026-03-10" },
        },
    })
}

fn heard(client: &Client, body: &Value) -> Answer {
    client.post("/intakes", body)
}
