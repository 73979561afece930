//! School, work, status, availability and household of a person.

mod calculations;
mod disagreeing;
mod household;
mod refusals;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::people::{Somebody, first, provenance, register, section};
use crate::support::{Answer, TestApp};

fn person(app: &TestApp) -> String {
    let lucia = Somebody::new("Verdi", "Lucia", "1990-01-01");
    register(&app.as_(Role::DeskOperator), &lucia.registration())
}

fn euro(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}

fn education() -> Value {
    json!({
        "items": [
            { "level": "6", "regional_level": "Z8", "title": "Laurea in storia",
              "state": "interrupted", "year": 2012, "country": "100" },
            { "level": "3", "regional_level": "Z5", "state": "completed", "year": 2008,
              "country": "436", "recognition": "under_way",
              "provenance": { "source": "self_declared", "observed_on": "2025-01-07",
                  "verification": "none" } },
        ],
        "full_time_ended_on": "2012-03-01",
        "in_education": false,
    })
}

fn work() -> Value {
    json!({
        "complete_since": "2008-09-01",
        "items": [{
            "kind": "employee_fixed",
            "employer": { "legal_name": "Forno Esempio", "code": "07430420013" },
            "occupation": { "edition": "cp2021", "code": "6.5.1.2.1" },
            "sector": { "edition": "2022", "code": "10.71.1" },
            "from": "2023-03-01", "to": "2023-08-31", "planned_to": "2023-08-31",
            "weekly_hours": "37.50", "full_time_hours": "40", "contract_type": "A.02.00",
            "forecasts": [{ "from": "2023-03-01", "yearly": euro("14000.00") }],
            "end_reason": "term_expired",
            "provenance": { "source": "co_import", "observed_on": "2025-01-07",
                "verification": "verified" },
        }],
    })
}

fn status() -> Value {
    json!({
        "declarations": [{ "declared_on": "2024-01-10", "state": "confirmed",
            "office": "Centro per l'impiego", "certified_on": "2024-02-01" }],
        "benefits": [{ "kind": "naspi", "from": "2024-01-18", "to": "2025-03-01",
            "monthly": euro("812.40"),
            "suspended": [{ "from": "2024-05-01", "to": "2024-06-30" }] }],
    })
}

fn availability() -> Value {
    json!({
        "from": "2025-02-01",
        "sectors": [{ "edition": "2025", "code": "10.71" }],
        "occupations": [{ "edition": "cp2011", "code": "6.5" }],
        "hours": { "working_hours": "part_time", "least": "20", "most": "30" },
        "shifts": true, "nights": false,
        "travel": { "kilometres": 20, "by_public_transport": true },
        "vehicle": "bicycle",
        "licences": [{ "category": "B", "expires_on": "2031-05-05" }],
    })
}

fn household() -> Value {
    json!({
        "needed_for": ["work_site"], "members": 3, "dependent_minors": 1,
        "other_dependants": 1, "single_adult": true,
        "isee": { "value": euro("5300.00"), "expires_on": "2025-12-31" },
    })
}

/// The faults that an answer tells, each with its place.
fn faults(answer: &Answer) -> Vec<(String, String)> {
    let problem = answer.refused(422, "invalid");
    let text = |fault: &Value, member: &str| fault[member].as_str().unwrap().to_owned();
    let mut faults: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (text(fault, "pointer"), text(fault, "code")))
        .collect();
    faults.sort();
    faults
}

fn told(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(at, code): &(&str, &str)| (format!("/content{at}"), (*code).to_owned());
    expected.iter().map(own).collect()
}

#[test]
fn a_working_life_is_kept_as_it_was_told_with_every_version() {
    let app = TestApp::start();
    let person = person(&app);
    let counsellor = app.as_(Role::Counsellor);
    for (name, content) in [
        ("education", education()),
        ("work-history", work()),
        ("employment-status", status()),
        ("availability", availability()),
        ("household", household()),
    ] {
        let path = format!("{person}/{name}");
        counsellor.get(&path).refused(404, "not_found");
        let made = first(&counsellor, &path, &content);
        let view = made.ok(201);
        assert_eq!(view["provenance"], provenance());
        for (member, value) in content.as_object().unwrap() {
            assert_eq!(&view["content"][member], value, "{name}");
        }
        let again = counsellor.put_if(&path, made.header("etag"), &section(&content));
        assert_eq!(again.ok(200)["version"], 2);
        assert_eq!(counsellor.get(&path).ok(200), again.ok(200));
        let history = counsellor.get(&format!("{path}/history")).ok(200);
        assert_eq!(history["items"].as_array().unwrap().len(), 2);
    }
    let view = counsellor.get(&person).ok(200);
    let stamps = view["sections"].as_array().unwrap();
    let twice = stamps.iter().filter(|stamp| stamp["version"] == 2);
    assert_eq!(twice.count(), 5, "{view}");
}
