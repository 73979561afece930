//! Each section of a record has its own version, provenance and history.

mod history;
mod writing;

use serde_json::{Value, json};

use crate::support::people::{Somebody, codes, contacts, provenance, residence};

fn lucia() -> Somebody {
    Somebody::new("Verdi", "Lucia", "1990-01-01")
}

/// Every section with a first and a second content.
fn contents() -> [(&'static str, Value, Value); 10] {
    let mut moved = residence();
    moved["domicile"] = json!({ "place_code": "Z110", "postal_code": "75001" });
    let mut married = lucia().identity();
    married["given_name"] = json!("Lucia Maria");
    [
        ("identity", lucia().identity(), married),
        (
            "identifiers",
            codes(&[("provisional_code", "07430420013")]),
            codes(&[]),
        ),
        ("residence", residence(), moved),
        (
            "contacts",
            contacts(),
            json!({ "emails": ["l@posta.example"] }),
        ),
        (
            "citizenship",
            json!({ "items": [{ "code": "201", "valid_from": "1990-01-01" }] }),
            json!({ "items": [{ "code": "201" }, { "code": "100", "valid_from": "2024-05-02" }] }),
        ),
        ("residence-permit", permit(), json!({ "items": [] })),
        (
            "languages",
            json!({ "items": [{ "language": "sq", "mother_tongue": true }] }),
            json!({ "items": [{ "language": "it", "mother_tongue": false, "speaking": "b2" }] }),
        ),
        (
            "service-needs",
            json!({ "items": [{ "kind": "interpreter", "language": "sq" }] }),
            json!({ "items": [{ "kind": "large_print" }] }),
        ),
        (
            "guardian",
            json!({ "holders": [holder("support_administrator")] }),
            json!({ "holders": [], "schooling_duty_fulfilled": true }),
        ),
        ("privacy-notice", notice("2024-01-10"), notice("2025-01-10")),
    ]
}

fn permit() -> Value {
    json!({ "items": [{
        "kind": "residence_permit",
        "reason": "employed_work",
        "number": "I10000001",
        "issued_on": "2024-04-01",
        "expires_on": "2026-03-31",
        "unlimited": false,
        "request": { "requested_on": "2026-02-01", "receipt_number": "0551" },
        "provenance": provenance(),
    }] })
}

fn holder(role: &str) -> Value {
    json!({
        "role": role,
        "family_name": "Verdi",
        "given_name": "Anna",
        "phone": "+390110000001",
        "document": { "title": "Carta d'identità", "seen_on": "2025-02-03" },
    })
}

fn notice(on: &str) -> Value {
    json!({ "version": "1.0", "language": "it", "shown_on": on, "how": "paper" })
}
