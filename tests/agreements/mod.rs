//! A person and the service agree on what is to be done, and look at how it goes.

mod amending;
mod leaving;
mod races;
mod reviewing;
mod signing;
mod words;

use serde_json::{Value, json};

use crate::hand_overs::{case, coordinator, counsellor, id, step};
use crate::support::{Client, TestApp};

/// What is to be agreed: two things to be done for one goal.
pub(crate) fn terms() -> Value {
    json!({
        "officer_id": counsellor(0).id(), "profile": "Esperienza in cucina.",
        "search_acts": "Tre candidature alla settimana.",
        "contact_every_days": 30, "proof_modes": ["search_diary"],
        "commitments": ["workshop", "suitable_offer"],
        "goals": [{ "text": "Un impiego in cucina.", "actions": [
            { "text": "Aggiornare il curriculum.", "by": "person", "due_on": "2026-04-01" },
            { "text": "Segnalare le offerte.", "by": "officer" },
        ] }],
    })
}

/// Draws an agreement up: its path.
#[track_caller]
pub(crate) fn drawn_up(client: &Client, case: &str) -> String {
    let view = client.post(&format!("{case}/agreements"), &terms()).ok(201);
    assert_eq!(
        (&view["status"], &view["edition"]),
        (&json!("draft"), &json!(0))
    );
    format!("/agreements/{}", view["id"].as_str().unwrap())
}

/// The same, signed on the day of now.
#[track_caller]
pub(crate) fn signed(client: &Client, case: &str) -> String {
    let agreement = drawn_up(client, case);
    step(client, &agreement, "proposal", &json!({})).ok(200);
    step(client, &agreement, "signature", &json!({})).ok(200);
    agreement
}

fn on_course() -> Value {
    json!({ "outcome": "on_course", "remark": "Due colloqui fatti." })
}

/// Why and when, of the reviews in the worklist.
fn due(client: &Client) -> Vec<String> {
    let mut all = all_due(client);
    all.retain(|due| due.starts_with("agreement_review_due"));
    all
}

/// Why and when, of everything that agreements ask for.
fn all_due(client: &Client) -> Vec<String> {
    let page = client.get("/worklist?kind=agreement").ok(200);
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            let (code, on) = (&item["reason"]["code"], &item["due_on"]);
            format!("{} {}", code.as_str().unwrap(), on.as_str().unwrap())
        })
        .collect()
}

/// The path of the first thing that was agreed to be done, below the agreement.
fn first_action(client: &Client, agreement: &str) -> String {
    let view = client.get(agreement).ok(200);
    let action = &view["terms"]["goals"][0]["actions"][0]["id"];
    format!("actions/{}", action.as_str().unwrap())
}
