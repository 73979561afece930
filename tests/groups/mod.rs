//! Groups of people who meet: places and queue, sessions, who came.

mod attendance;
mod enrolling;
mod leaving;
mod planning;
mod races;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::appointments::{Office, at, with};
use crate::hand_overs::{coordinator, counsellor, step};
use crate::support::{Answer, Client, Member, Place};

/// A Tuesday, on which nobody has hours.
const TUESDAY: &str = "2026-03-10";

/// A workshop with so many places, open: its path.
pub(crate) fn workshop(office: &Office, places: u16) -> String {
    let me = office.me();
    let body = json!({
        "office_id": Place::Home.office(0), "kind": "workshop", "title": "Il curriculum",
        "facilitator_id": counsellor(0).id(), "places": places, "threshold": 70,
    });
    let planned = me.post("/groups", &body).ok(201);
    let path = format!("/groups/{}", planned["id"].as_str().unwrap());
    me.step_now(&path, "opening").ok(200);
    path
}

/// Two hours of a day, from this hour on.
fn hours(day: &str, hour: u32) -> Value {
    json!({
        "starts_at": format!("{day}T{hour:02}:00:00Z"),
        "ends_at": format!("{day}T{:02}:00:00Z", hour + 2),
        "mode": "in_person", "place": "Biblioteca civica",
    })
}

/// A session of the group: its path.
#[track_caller]
fn session(client: &Client, group: &str, hours: &Value) -> String {
    let planned = client.post(&format!("{group}/sessions"), hours).ok(201);
    format!("/group-sessions/{}", planned["id"].as_str().unwrap())
}

/// Asks for a place.
fn enrol(client: &Client, group: &str, person: &str) -> Answer {
    let body = json!({ "individual_id": person });
    client.post(&format!("{group}/enrolments"), &body)
}

/// Somebody who was let in, or into the queue: the path.
#[track_caller]
fn enrolled(client: &Client, group: &str, person: &str) -> String {
    let answer = enrol(client, group, person).ok(201);
    format!("/enrolments/{}", answer["id"].as_str().unwrap())
}

/// Lets somebody go.
#[track_caller]
fn withdraw(client: &Client, enrolment: &str) -> Value {
    let why = json!({ "by": "person", "reason": "found_work" });
    step(client, enrolment, "withdrawal", &why).ok(200)
}

fn status(client: &Client, path: &str) -> String {
    let told = client.get(path).ok(200);
    told["status"].as_str().unwrap().to_owned()
}

fn other_office(office: &Office) -> Client {
    office
        .app
        .member(Member::new(Place::Home, Role::Coordinator, 2))
}
