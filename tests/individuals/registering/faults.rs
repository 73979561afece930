//! What is wrong with a registration is told at once and by its place.

use super::*;

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
