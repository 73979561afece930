//! What an organisation offers, and how it is booked.

mod catalogue;
mod keeping;
mod lists;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::{Client, Member, Place, TestApp};

fn coordinator(number: u8) -> Member {
    Member::new(Place::Home, Role::Coordinator, number)
}

/// A service that is whole in itself.
fn interview(code: &str) -> Value {
    json!({
        "code": code, "label_it": "Colloquio", "label_en": "Interview", "essential_level": "C",
        "mode": "individual", "minutes": 60, "min_size": 1, "max_size": 1, "margin_days": 1,
        "ahead_days": 60, "move_until_hours": 24, "booked_by": "staff", "reminder_hours": 24,
        "channels": ["email", "sms"], "evidence": "needs_profile", "person_cap_minutes": 120,
        "once_pending": true,
    })
}

/// The same with other members.
fn changed(service: &Value, members: &Value) -> Value {
    let mut service = service.clone();
    for (member, value) in members.as_object().unwrap() {
        if value.is_null() {
            service.as_object_mut().unwrap().remove(member);
        } else {
            service[member] = value.clone();
        }
    }
    service
}

/// The path of a service that was just added.
#[track_caller]
fn added(client: &Client, service: &Value) -> String {
    let added = client.post("/services", service).ok(201);
    format!("/services/{}", added["id"].as_str().unwrap())
}

/// Every item of the list, page after page.
fn all(client: &Client, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut next = path.to_owned();
    loop {
        let page = client.get(&next).ok(200);
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(link) = page["_links"]["next"].as_str() else {
            return items;
        };
        next = link.split("/v1").nth(1).unwrap().to_owned();
    }
}

fn codes(items: &[Value]) -> Vec<&str> {
    { items.iter() }
        .map(|item| item["code"].as_str().unwrap())
        .collect()
}
