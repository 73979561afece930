//! Somebody is registered once, and knowingly.

mod duplicates;
mod faults;

use std::thread::spawn;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::people::{Somebody, codes, contacts, path, register, residence};
use crate::support::{Answer, Client, Member, Place, TestApp};

fn lucia() -> Somebody {
    Somebody::new("Verdi", "Lucia", "1990-01-01")
}

fn people(app: &TestApp) -> i64 {
    app.database.count("individuals")
}

/// The reasons of each candidate of a refusal.
fn reasons(answer: &Answer) -> Vec<Value> {
    let problem = answer.refused(409, "possible_duplicate");
    let cards = problem["candidates"].as_array().unwrap();
    let codes = |card: &Value| -> Value {
        let reasons = card["reasons"].as_array().unwrap().iter();
        reasons.map(|why| why["reason"].clone()).collect()
    };
    cards.iter().map(codes).collect()
}

#[test]
fn somebody_new_is_registered_with_all_that_the_desk_knows() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let mut body = lucia().with_code(lucia().tax_code());
    body["residence"] = residence();
    body["contacts"] = contacts();
    let made = desk.post("/individuals", &body);
    let view = made.ok(201);
    assert_eq!(view["family_name"], "Verdi");
    assert_eq!(view["birth_date"], "1990-01-01");
    assert_eq!(view["office_id"], json!(Place::Home.office(0)));
    assert_eq!(view["version"], 4);
    let sections = view["sections"].as_array().unwrap();
    let written = sections
        .iter()
        .filter(|section| !section["version"].is_null());
    assert_eq!(written.clone().count(), 4, "{view}");
    for section in written {
        assert_eq!(section["version"], 1, "{section}");
        assert_eq!(section["provenance"]["source"], "document");
    }
    let path = path(&made);
    assert!(made.header("location").ends_with(&path));
    assert!(made.header("etag").starts_with("\"4-"));
    let read = desk.get(&path);
    assert_eq!(read.ok(200), view);
    assert_eq!(read.header("etag"), made.header("etag"));
    assert_eq!(read.header("cache-control"), "no-store");
    let contacts = desk.get(&format!("{path}/contacts")).ok(200);
    assert_eq!(contacts["content"]["phones"], json!(["+390110000000"]));
    assert_eq!(
        app.database
            .count("events WHERE kind = 'individual_registered'"),
        1
    );
    assert_eq!(app.database.count("individual_section_versions"), 4);
}

#[test]
fn the_little_that_is_known_is_enough() {
    let app = TestApp::start();
    let body = json!({
        "identity": {
            "family_name": "O", "given_name": "Li", "sex": "M", "birth_date": "1985-06-07",
        },
        "provenance": { "source": "self_declared", "observed_on": "2026-03-10" },
    });
    let view = app
        .as_(Role::Counsellor)
        .post("/individuals", &body)
        .ok(201);
    let written = view["sections"].as_array().unwrap().iter();
    assert_eq!(written.filter(|s| s.get("version").is_some()).count(), 1);
}

#[test]
fn a_warning_passes_once_it_is_acknowledged_and_that_is_recorded() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let child = Somebody::new("Verdi", "Lucia", "2015-01-01");
    let mut body = child.with_code(Somebody::new("Neri", "Anna", "1990-01-01").tax_code());
    body["acknowledged"] = json!(["individual.under_fourteen", "no.such_rule"]);
    let problem = desk
        .with("Accept-Language", "en")
        .post("/individuals", &body)
        .refused(422, "rules");
    let findings = problem["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["rule"], "individual.tax_code_conflict");
    assert_eq!(findings[0]["severity"], "warn");
    assert!(
        findings[0]["detail"]
            .as_str()
            .unwrap()
            .contains("tax code contradicts")
    );
    assert!(!findings[0]["source"].as_str().unwrap().is_empty());
    body["acknowledged"] = json!(["individual.under_fourteen", "individual.tax_code_conflict"]);
    let person = register(&desk, &body);
    let timeline = desk.get(&format!("{person}/timeline")).ok(200);
    assert_eq!(timeline["items"][0]["kind"], "individual_registered");
    let recorded = "events WHERE payload LIKE '%under_fourteen%tax_code_conflict%' \
                    OR payload LIKE '%tax_code_conflict%under_fourteen%'";
    assert_eq!(app.database.count(recorded), 1);
    assert_eq!(
        app.database
            .count("events WHERE payload LIKE '%no.such_rule%'"),
        0
    );
}

#[test]
fn somebody_without_any_code_gets_a_local_id_by_which_she_is_found() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let mut body = lucia().registration();
    body["request_local_id"] = json!(true);
    let person = register(&desk, &body);
    let section = desk.get(&format!("{person}/identifiers"));
    let local = section.ok(200)["content"]["items"][0].clone();
    assert_eq!(local["kind"], "local_id");
    let search = |client: &crate::support::Client| {
        let found = client.send(
            "POST",
            "/individual-searches",
            Some(json!({ "tax_code": local["value"] }).to_string().into()),
        );
        found.ok(200)["items"].as_array().unwrap().len()
    };
    assert_eq!(search(&desk), 1);
    assert_eq!(
        search(&app.member(Member::new(Place::Away, Role::DeskOperator, 0))),
        0
    );
    // It stays hers when a code is added, and nobody else takes it.
    let code = lucia().tax_code();
    let both = crate::support::people::section(&codes(&[
        ("local_id", local["value"].as_str().unwrap()),
        ("tax_code", code.as_str()),
    ]));
    let identifiers = format!("{person}/identifiers");
    desk.put_if(&identifiers, section.header("etag"), &both)
        .ok(200);
    let mut thief = Somebody::numbered(2).registration();
    thief["identifiers"] = codes(&[("local_id", local["value"].as_str().unwrap())]);
    desk.post("/individuals", &thief).refused(422, "invalid");
}

#[test]
fn fifty_identical_registrations_at_once_have_one_effect() {
    let app = TestApp::start();
    let key = "fifty-0123456789-registrations";
    let desks: Vec<_> = (0..50)
        .map(|_| {
            let client = app.as_(Role::DeskOperator);
            spawn(move || client.post_as(key, "/individuals", &lucia().registration()))
        })
        .collect();
    let answers: Vec<Answer> = desks.into_iter().map(|d| d.join().unwrap()).collect();
    let mut bodies = Vec::new();
    for answer in answers {
        match answer.status {
            201 => bodies.push(answer.text()),
            409 => drop(answer.refused(409, "key_running")),
            other => assert_eq!(other, 503, "{}", answer.text()),
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    assert_eq!(people(&app), 1);
    assert_eq!(app.database.count("events"), 1);
    let desk = app.as_(Role::DeskOperator);
    let again = desk.post_as(key, "/individuals", &lucia().registration());
    assert_eq!(again.text(), bodies[0]);
    assert_eq!(again.header("idempotency-replayed"), "true");
    // The key belongs to who used it.
    let colleague = app.member(Member::new(Place::Home, Role::DeskOperator, 1));
    let other = colleague.post_as(key, "/individuals", &lucia().registration());
    assert_eq!(reasons(&other).len(), 1);
}

#[test]
fn registering_costs_as_much_however_many_people_there_are() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let mut number = 0;
    let mut cost = || {
        app.cost(|| {
            number += 1;
            let somebody = Somebody::numbered(number);
            register(&desk, &somebody.with_code(somebody.tax_code()))
        })
    };
    let few = cost();
    for number in 100..130 {
        register(&desk, &Somebody::numbered(number).registration());
    }
    assert_eq!(cost(), few);
    assert!(few <= 25, "{few} statements for one person");
}
