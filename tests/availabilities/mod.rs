//! When and where colleagues receive people.

mod exceptions;
mod keeping;
mod races;
mod reach;
mod rooms;
mod windows;

use chrono::{DateTime, Utc};
use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::{Client, Member, Place, TestApp};

/// Monday, the day of the stories.
const TODAY: &str = "2026-03-02";

fn counsellor(number: u8) -> Member {
    Member::new(Place::Home, Role::Counsellor, number)
}

fn coordinator(number: u8) -> Member {
    Member::new(Place::Home, Role::Coordinator, number)
}

fn hours_of(member: Member) -> String {
    format!("/counsellors/{}/availabilities", member.id())
}

fn exceptions_of(member: Member) -> String {
    format!("/counsellors/{}/availability-exceptions", member.id())
}

/// Hours at the first office from today on.
fn hours(weekday: u8, from: &str, to: &str) -> Value {
    json!({
        "office_id": Place::Home.office(0), "weekday": weekday, "from": from, "to": to,
        "valid_from": TODAY,
    })
}

/// The same with other members.
fn with(body: &Value, members: &Value) -> Value {
    let mut body = body.clone();
    for (member, value) in members.as_object().unwrap() {
        body[member] = value.clone();
    }
    body
}

fn absence(day: &str, from: &str, to: &str) -> Value {
    json!({
        "day": day, "from": from, "to": to,
        "change": { "kind": "absent", "reason": "training" },
    })
}

/// The path of what was just made.
#[track_caller]
fn made(client: &Client, path: &str, body: &Value) -> String {
    let made = client.post(path, body).ok(201);
    format!("{path}/{}", made["id"].as_str().unwrap())
}

/// Deletes what stands there now.
fn delete(client: &Client, path: &str) -> crate::support::Answer {
    client
        .with("If-Match", client.tag(path))
        .send("DELETE", path, None)
}

fn windows(client: &Client, member: Member, from: &str, to: &str) -> Value {
    let path = format!("/counsellors/{}/windows?from={from}&to={to}", member.id());
    client.get(&path).ok(200)
}

/// When the windows of an answer begin and end.
fn times(windows: &Value) -> Vec<String> {
    let items = windows["items"].as_array().unwrap().iter();
    let time = |item: &Value, member: &str| item[member].as_str().unwrap().to_owned();
    items
        .map(|item| format!("{}/{}", time(item, "starts_at"), time(item, "ends_at")))
        .collect()
}

/// A server on that Monday.
fn start() -> TestApp {
    let app = TestApp::start();
    on(&app, TODAY);
    app
}

/// Moves the clock to noon of a day.
fn on(app: &TestApp, day: &str) {
    let noon: DateTime<Utc> = format!("{day}T12:00:00Z").parse().unwrap();
    app.clock.advance(noon - app.clock.now());
}
