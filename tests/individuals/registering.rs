//! Somebody is registered once, and knowingly.

use std::thread::spawn;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::people::{Somebody, codes, contacts, path, register, residence};
use crate::support::{Answer, Member, Place, TestApp};

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
    cards.iter().map(|card| card["reasons"].clone()).collect()
}

/// The members that somebody could try to set.
const NOT_ASKED_FOR: [&str; 20] = [
    "id",
    "version",
    "organisation_id",
    "organisationId",
    "officeId",
    "office",
    "family_name",
    "given_name",
    "birth_date",
    "family_norm",
    "given_norm",
    "registered_at",
    "recorded_by",
    "recorded_at",
    "local_id",
    "sections",
    "open_case_ids",
    "candidates",
    "_links",
    "status",
];

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
    for section in &view["sections"].as_array().unwrap()[..4] {
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

/// The faults of the registration below, in the order of their pointers.
const ALL_FAULTS: [&str; 26] = [
    "/confirmed_distinct_from/0 invalid_id",
    "/contacts/certified_email invalid_email",
    "/contacts/emails/0 invalid_email",
    "/contacts/language unknown_code",
    "/contacts/phones/0 invalid_phone",
    "/contacts/preferred_channel unknown_code",
    "/identifiers/items/0/value tax_code_check_letter",
    "/identifiers/items/1/kind unknown_code",
    "/identifiers/items/2/valid_from invalid_date",
    "/identifiers/items/2/value numeric_code_length",
    "/identifiers/items/3/valid_to date_out_of_range",
    "/identifiers/items/3/value tax_code_month",
    "/identity/birth_date invalid_date",
    "/identity/birthplace_code unknown_place",
    "/identity/family_name not_a_name",
    "/identity/given_name blank",
    "/identity/sex unknown_code",
    "/office_id invalid_id",
    "/provenance/observed_on date_out_of_range",
    "/provenance/source unknown_code",
    "/provenance/verification unknown_code",
    "/residence/residence/civic_number blank",
    "/residence/residence/place_code unknown_place",
    "/residence/residence/postal_code invalid_postal_code",
    "/residence/residence/street too_long",
    "/residence/residence/valid_from invalid_date",
];

#[test]
fn all_faults_of_a_registration_are_told_at_once() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let body = json!({
        "office_id": "nowhere",
        "identity": {
            "family_name": "123", "given_name": "  ", "sex": "X", "birth_date": "2025-02-29",
            "birthplace_code": "Z999",
        },
        "identifiers": { "items": [
            { "kind": "tax_code", "value": "VRDLCU90A41L219A" },
            { "kind": "passport", "value": "X" },
            { "kind": "provisional_code", "value": "123", "valid_from": "soon" },
            { "kind": "tax_code", "value": "RSSMRA80I01L219A", "valid_to": "2101-01-01" },
        ] },
        "residence": { "residence": {
            "street": "x".repeat(201), "civic_number": "", "postal_code": "!", "place_code": "L2",
            "valid_from": "2020-13-01",
        } },
        "contacts": {
            "phones": ["0", "+39 011 0000000"], "emails": ["nobody"], "certified_email": "@",
            "preferred_channel": "pigeon", "language": "Italian",
        },
        "provenance": { "source": "gossip", "observed_on": "1899-12-31", "verification": "maybe" },
        "confirmed_distinct_from": ["x"],
    });
    let answer = desk.post("/individuals", &body);
    answer.refused(422, "invalid");
    assert_eq!(answer.faults(), ALL_FAULTS);
    // What was refused is not repeated.
    for value in ["gossip", "VRDLCU90A41L219A", "nowhere", "pigeon"] {
        assert!(!answer.text().contains(value), "{value}");
    }
    assert_eq!(people(&app), 0);
    assert_eq!(app.database.count("idempotency_keys"), 0);
}

#[test]
fn faults_between_members_point_to_their_member() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let with = |pointer: &str, value: Value| {
        let mut body = lucia().registration();
        let (at, member) = pointer.rsplit_once('/').unwrap();
        if let Some(above) = body.pointer_mut(at) {
            above[member] = value;
        }
        desk.post("/individuals", &body)
    };
    let twice = codes(&[
        ("tax_code", "VRDLCU90A41L219E"),
        ("tax_code", "vrdlcu90a41l219e"),
    ]);
    let mut backwards = codes(&[("tax_code", "VRDLCU90A41L219E")]);
    backwards["items"][0]["valid_from"] = json!("2020-01-02");
    backwards["items"][0]["valid_to"] = json!("2020-01-01");
    for (answer, fault) in [
        (
            with("/identity/birth_date", json!("2026-03-11")),
            "/identity/birth_date in_the_future",
        ),
        (
            with("/provenance/observed_on", json!("2026-03-11")),
            "/provenance/observed_on in_the_future",
        ),
        (
            with("/residence", json!({})),
            "/residence/residence missing_member",
        ),
        (
            with("/contacts", json!({ "preferred_channel": "email" })),
            "/contacts/preferred_channel channel_without_address",
        ),
        (
            with("/identifiers", twice),
            "/identifiers/items/1/value duplicate_member",
        ),
        (
            with("/identifiers", backwards),
            "/identifiers/items/0/valid_to ends_before_it_begins",
        ),
        (
            with("/identifiers", codes(&[("local_id", "L0123456789")])),
            "/identifiers/items/0/value local_id_not_ours",
        ),
        (
            with("/office_id", json!(Place::Home.office(1))),
            "/office_id unknown_reference",
        ),
        (
            with("/office_id", json!(Place::Away.office(0))),
            "/office_id unknown_reference",
        ),
    ] {
        answer.refused(422, "invalid");
        assert_eq!(answer.faults(), [fault]);
    }
    assert_eq!(people(&app), 0);
}

#[test]
fn nothing_is_taken_that_is_not_asked_for() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    for at in ["", "/identity", "/provenance"] {
        for name in NOT_ASKED_FOR {
            let mut body = lucia().registration();
            let above = body.pointer_mut(at).unwrap();
            if above.get(name).is_some() {
                continue;
            }
            above[name] = json!("1");
            let answer = desk.post("/individuals", &body);
            answer.refused(400, "malformed_request");
            assert_eq!(answer.faults(), [format!("{at}/{name} unknown_member")]);
        }
    }
    let mut none = lucia().registration();
    none["residence"] = Value::Null;
    let answer = desk.post("/individuals", &none);
    assert_eq!(answer.refused(400, "malformed_request")["status"], 400);
    assert_eq!(answer.faults(), ["/residence null"]);
    assert_eq!(people(&app), 0);
}

#[test]
fn somebody_who_is_there_already_is_shown_and_not_registered_again() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let code = lucia().tax_code();
    let known = register(&desk, &lucia().with_code(&code));
    let omocodia = code.omocodia_variant(3).unwrap();
    let other = Somebody::new("Altro", "Nome", "1971-05-05");
    let with = |who: &Somebody, code: String| {
        let mut body = who.with_code(code);
        body["acknowledged"] = json!(["individual.tax_code_conflict"]);
        body
    };
    let same = |family, given| Somebody::new(family, given, "1990-01-01").registration();
    // Another office of the organisation may have registered the person.
    let elsewhere = app.member(Member::new(Place::Home, Role::Counsellor, 2));
    for client in [&desk, &elsewhere] {
        for (body, expected) in [
            (lucia().with_code(&code), json!(["same_code", "same_names"])),
            (with(&other, code.to_string()), json!(["same_code"])),
            (with(&other, omocodia.to_string()), json!(["same_code"])),
            (
                with(&other, format!(" {} ", code.to_string().to_lowercase())),
                json!(["same_code"]),
            ),
            (same("verdi", "LUCIA"), json!(["same_names"])),
            (same("Vérdi'", "Lu-cia"), json!(["same_names"])),
            (same("Lucia", "Verdi"), json!(["transposed_names"])),
        ] {
            let answer = client.post("/individuals", &body);
            assert_eq!(reasons(&answer), [expected]);
            let card = &answer.json()["candidates"][0];
            let members: Vec<&String> = card.as_object().unwrap().keys().collect();
            assert_eq!(
                members,
                [
                    "birth_year",
                    "family_name",
                    "given_name",
                    "id",
                    "office_id",
                    "reasons"
                ]
            );
            assert!(known.ends_with(card["id"].as_str().unwrap()));
            assert!(!answer.text().contains("1990-01-01"));
            assert!(!answer.text().contains(code.as_str()));
        }
    }
    // Another day of birth is somebody else, and so is somebody of another organisation.
    register(
        &desk,
        &Somebody::new("Verdi", "Lucia", "1990-01-02").registration(),
    );
    let away = app.member(Member::new(Place::Away, Role::DeskOperator, 0));
    register(&away, &lucia().with_code(&code));
    assert_eq!(people(&app), 3);
}

#[test]
fn who_is_confirmed_to_be_somebody_else_is_registered_and_that_is_recorded() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let first = register(&desk, &lucia().registration());
    let second = Somebody::new("Lucia", "Verdi", "1990-01-01");
    let mut body = second.registration();
    let stranger = register(&desk, &Somebody::numbered(1).registration());
    let id = |path: &str| path.rsplit_once('/').unwrap().1.to_owned();
    body["confirmed_distinct_from"] = json!([id(&stranger)]);
    assert_eq!(reasons(&desk.post("/individuals", &body)).len(), 1);
    body["confirmed_distinct_from"] = json!([id(&first), id(&stranger)]);
    register(&desk, &body);
    let third = desk.post("/individuals", &lucia().registration());
    assert_eq!(reasons(&third).len(), 2, "now there are two");
    // The record names who was really in question, not who was named beside.
    let recorded = format!(
        "events WHERE payload LIKE '%\"confirmed_distinct_from\":[\"{}\"]%'",
        id(&first)
    );
    assert_eq!(app.database.count(&recorded), 1);
}

#[test]
fn the_same_person_registered_sixteen_times_at_once_is_one() {
    let app = TestApp::start();
    let second = app.beside(|_| {});
    let code = lucia().tax_code();
    // By code and names, by names alone, by code alone: all of them are the same person.
    let mut by_code = Somebody::new("Altro", "Nome", "1971-05-05").with_code(&code);
    by_code["acknowledged"] = json!(["individual.tax_code_conflict"]);
    let mut all = lucia().with_code(code.omocodia_variant(2).unwrap());
    all["acknowledged"] = json!(["individual.tax_code_compatible"]);
    let bodies = [
        all,
        by_code,
        lucia().with_code(&code),
        lucia().with_code(&code),
    ];
    let desks: Vec<_> = (0..16_u8)
        .map(|desk| {
            let server = if desk % 2 == 0 { &app } else { &second };
            let member = Member::new(Place::Home, Role::DeskOperator, desk % 3);
            let (client, body) = (server.member(member), bodies[usize::from(desk) % 4].clone());
            spawn(move || client.post("/individuals", &body))
        })
        .collect();
    let answers: Vec<Answer> = desks.into_iter().map(|d| d.join().unwrap()).collect();
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!(reasons(answer).len(), 1);
    }
    assert_eq!(people(&app), 1);
    assert_eq!(app.database.count("individual_keys"), 1);
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
