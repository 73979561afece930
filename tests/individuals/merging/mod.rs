//! Two records of one person become one, and two again.

mod asking;
mod clocks;
mod disagreeing;
mod one_record;
mod races;
pub(crate) mod references;
mod undoing;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::people::{Somebody, codes, contacts_of, register, residence, section};
use crate::support::{Answer, Client, Member, Place, TestApp};

fn home(role: Role) -> Member {
    Member::new(Place::Home, role, 0)
}

/// Somebody who was registered twice, once with a mistake.
struct Twice {
    coordinator: Client,
    /// The path of the record with the right names.
    kept: String,
    /// The path of the other one.
    other: String,
}

fn id(path: &str) -> &str {
    path.rsplit_once('/').unwrap().1
}

fn rossi() -> Somebody {
    Somebody::new("Rossi", "Maria", "1980-02-03")
}

fn bianchi() -> Somebody {
    Somebody::new("Bianchi", "Maria", "1980-02-03")
}

/// Registers her under the name of her birth and under that of her husband.
fn twice(app: &TestApp) -> Twice {
    let coordinator = app.member(home(Role::Coordinator));
    let mut kept = rossi().with_code(rossi().tax_code());
    kept["residence"] = residence();
    kept["provenance"]["verification"] = json!("none");
    let mut other = bianchi().with_code(bianchi().tax_code());
    other["contacts"] = contacts_of(1);
    other["provenance"]["verification"] = json!("none");
    Twice {
        kept: register(&coordinator, &kept),
        other: register(&coordinator, &other),
        coordinator,
    }
}

impl Twice {
    fn tag(&self, path: &str) -> String {
        self.coordinator.tag(path)
    }

    fn body(&self, sections: &Value) -> Value {
        let version = self.coordinator.get(&self.other).ok(200)["version"].clone();
        json!({
            "absorbed_id": id(&self.other), "absorbed_version": version,
            "reason": "Registrata due volte.", "sections": sections,
        })
    }

    fn merge(&self, sections: &Value) -> Answer {
        let body = self.body(sections);
        self.coordinator
            .with("If-Match", self.tag(&self.kept))
            .post(&format!("{}/merges", self.kept), &body)
    }

    fn undo(&self, merged: &Value) -> Answer {
        let path = format!("/merges/{}", merged["id"].as_str().unwrap());
        self.coordinator
            .with("If-Match", self.tag(&path))
            .step(&format!("{path}/undo"))
    }
}

/// A case of somebody at an office.
fn case(individual: &str, office: u8) -> Value {
    json!({
        "individual_id": id(individual), "office_id": Place::Home.office(office),
        "reason": "Cerca lavoro.", "opened_on": "2026-03-01",
    })
}

/// A first interview of somebody.
fn intake(individual: &str) -> Value {
    json!({
        "individual_id": id(individual), "office_id": Place::Home.office(0), "on": "2026-03-02",
        "interview": {
            "arrival": "self", "urgency": "ordinary", "needs": ["job"],
            "privacy_notice": { "version": "1.0", "language": "it", "on": "2026-03-02" },
        },
    })
}

fn contact(individual: &str) -> Value {
    json!({
        "office_id": Place::Home.office(0), "individual_id": id(individual),
        "topic": "cv", "age_band": "25-29", "channel": "desk", "minutes": 15,
    })
}

/// The identifiers of the cards that a search finds.
fn found(client: &Client, term: &Value) -> Vec<String> {
    let answer = client.post("/individual-searches", term).ok(200);
    let cards = answer["items"].as_array().unwrap().iter();
    cards
        .map(|card| card["id"].as_str().unwrap().to_owned())
        .collect()
}
