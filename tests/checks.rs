//! The check of a tax code, with every computed vector of the project.

use chrono::{TimeDelta, TimeZone, Utc};
use domain::actor::Role;
use persistence::Clock;
use serde_json::{Value, json};
use strum::IntoEnumIterator;

use crate::support::{Answer, Client, TestApp};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../domain/data/vectors/identifiers.json")).unwrap()
}

fn check(client: &Client, body: &Value) -> Answer {
    client.send("POST", "/tax-code-checks", Some(body.to_string().into()))
}

/// The verdict on one field, with its reason.
fn field(view: &Value, field: &str) -> (String, String) {
    let fields = view["fields"].as_array().unwrap().iter();
    let found = fields.clone().find(|f| f["field"] == field);
    let found = found.unwrap_or_else(|| panic!("no {field} in {view}"));
    let of = |member: &str| found[member].as_str().unwrap().to_owned();
    assert!(!of("detail").is_empty());
    (of("verdict"), of("code"))
}

const LUCIA: &str = "VRDLCU90A41L219E";

#[test]
fn every_person_of_the_vectors_agrees_with_the_own_code() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let people = vectors()["tax_codes"].as_array().unwrap().clone();
    assert_eq!(people.len(), 17);
    for person in people {
        let view = check(&desk, &person).ok(200);
        assert_eq!(view["verdict"], "exact", "{person} {view}");
        let decoded = &view["decoded"];
        assert_eq!(decoded["tax_code"], person["tax_code"]);
        assert_eq!(decoded["is_omocodia"], false);
        assert_eq!(decoded["birth_date"], person["birth_date"]);
        assert_eq!(decoded["birthplace_code"], person["birthplace_code"]);
        assert_eq!(decoded["sex"], person["sex"]);
        assert!(decoded["birthplace_label"].is_string(), "{person}");
    }
}

#[test]
fn every_omocodia_of_the_vectors_is_read_as_its_base() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let variants = vectors()["omocodia"].as_array().unwrap().clone();
    assert_eq!(variants.len(), 14);
    for variant in variants {
        let view = check(&desk, &json!({ "tax_code": variant["tax_code"] })).ok(200);
        assert_eq!(view["verdict"], "compatible");
        assert_eq!(view["decoded"]["tax_code"], variant["base"]);
        assert_eq!(view["decoded"]["is_omocodia"], true);
    }
}

#[test]
fn every_wrong_code_of_the_vectors_is_refused_for_its_own_reason() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let refused = vectors()["refused_tax_codes"].as_array().unwrap().clone();
    assert_eq!(refused.len(), 8);
    for wrong in refused {
        let view = check(&desk, &json!({ "tax_code": wrong["tax_code"] })).ok(200);
        let reason = wrong["code"].as_str().unwrap();
        let fields = view["fields"].as_array().unwrap();
        assert!(fields.iter().any(|f| f["code"] == reason), "{wrong} {view}");
        if reason == "place_unknown" {
            assert_eq!(view["verdict"], "conflict");
            assert!(view["decoded"].get("birthplace_label").is_none());
        } else {
            assert_eq!(view["verdict"], "invalid");
            assert!(view.get("decoded").is_none());
            assert_eq!(fields.len(), 1);
        }
    }
}

#[test]
fn each_field_that_contradicts_is_named() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let declared = json!({
        "tax_code": LUCIA, "family_name": "Verdi", "given_name": "Lucia", "sex": "F",
        "birth_date": "1990-01-01", "birthplace_code": "L219",
    });
    assert_eq!(check(&desk, &declared).ok(200)["verdict"], "exact");
    for (member, value) in [
        ("family_name", "Neri"),
        ("given_name", "Anna"),
        ("sex", "M"),
        ("birth_date", "1990-01-02"),
        ("birthplace_code", "F205"),
    ] {
        let mut other = declared.clone();
        other[member] = json!(value);
        let view = check(&desk, &other).ok(200);
        assert_eq!(view["verdict"], "conflict", "{member}");
        assert_eq!(field(&view, member).0, "mismatch");
        let fields = view["fields"].as_array().unwrap().iter();
        let contradict = fields.filter(|f| f["verdict"] == "mismatch").count();
        assert_eq!(contradict, 1, "{view}");
        let mut less = declared.clone();
        less.as_object_mut().unwrap().remove(member);
        let view = check(&desk, &less).ok(200);
        assert_eq!(view["verdict"], "compatible");
        assert_eq!(field(&view, member).1, "not_declared");
    }
}

#[test]
fn the_reference_date_settles_the_century() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let ask = |reference: &str| {
        let body = json!({ "tax_code": "FRRNNA08C44L219G", "reference_date": reference });
        let view = check(&desk, &body).ok(200);
        assert_eq!(view["reference_date"], reference);
        (
            field(&view, "birth_date").1,
            view["decoded"]["birth_dates"].clone(),
        )
    };
    let (young, old) = ("2008-03-04", "1908-03-04");
    let both = ("century_ambiguous".to_owned(), json!([old, young]));
    let one = |day| ("not_declared".to_owned(), json!([day]));
    // Nobody comes at 13, nobody at 100; between them two people of one code could.
    assert_eq!(ask("2008-03-03"), one(old));
    assert_eq!(ask("2008-03-04"), both);
    assert_eq!(ask("2022-03-03"), both);
    assert_eq!(ask("2022-03-04"), one(young));
    assert_eq!(ask("2007-03-04"), one(old));
    assert_eq!(ask("2026-03-10"), one(young));
}

#[test]
fn today_is_the_day_where_the_organisation_is() {
    let late = Utc.with_ymd_and_hms(2026, 3, 28, 22, 59, 59).unwrap();
    let app = TestApp::with(|options| options.clock = Clock::held(late));
    let today = |app: &TestApp| {
        let view = check(&app.as_(Role::DeskOperator), &json!({ "tax_code": LUCIA }));
        view.ok(200)["reference_date"].as_str().unwrap().to_owned()
    };
    assert_eq!(today(&app), "2026-03-28");
    app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(today(&app), "2026-03-29");
    // The clocks of Rome go forward: the day after begins an hour earlier.
    app.clock
        .advance(TimeDelta::hours(23) - TimeDelta::seconds(1));
    assert_eq!(today(&app), "2026-03-29");
    app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(today(&app), "2026-03-30");
}

#[test]
fn a_check_is_for_everybody_and_leaves_no_trace() {
    let app = TestApp::start();
    for role in Role::iter() {
        let answer = check(&app.as_(role), &json!({ "tax_code": LUCIA }));
        answer.ok(200);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    check(&app.stranger(), &json!({ "tax_code": LUCIA })).refused(401, "unauthenticated");
    let desk = app.as_(Role::DeskOperator);
    let cost = app.cost(|| check(&desk, &json!({ "tax_code": LUCIA })).ok(200));
    assert_eq!(cost, 0);
    app.store.flush_accesses().unwrap();
    for table in ["events", "accesses", "idempotency_keys", "individuals"] {
        assert_eq!(app.database.count(table), 0, "{table}");
    }
}

#[test]
fn a_check_answers_whatever_stands_on_the_card() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    for text in [
        "",
        " ",
        "x",
        "王",
        "VRD LCU 90A41 L219E",
        "07430420013",
        "'; DROP TABLE",
        "%",
    ] {
        let view = check(&desk, &json!({ "tax_code": text })).ok(200);
        let expected = if text.starts_with("VRD") {
            "compatible"
        } else {
            "invalid"
        };
        assert_eq!(view["verdict"], expected, "{text}");
        assert!(!view.to_string().contains("DROP"));
    }
    for (body, status, fault) in [
        (json!({}), 400, "/tax_code missing_member"),
        (json!({ "tax_code": 1 }), 400, "/tax_code wrong_type"),
        (
            json!({ "tax_code": LUCIA, "name": "x" }),
            400,
            "/name unknown_member",
        ),
        (
            json!({ "tax_code": "x".repeat(65) }),
            422,
            "/tax_code length",
        ),
        (
            json!({ "tax_code": LUCIA, "sex": "X" }),
            422,
            "/sex unknown_code",
        ),
        (
            json!({ "tax_code": LUCIA, "birth_date": "1990" }),
            422,
            "/birth_date invalid_date",
        ),
        (
            json!({ "tax_code": LUCIA, "birthplace_code": "" }),
            422,
            "/birthplace_code length",
        ),
        (
            json!({ "tax_code": LUCIA, "reference_date": "2101-01-01" }),
            422,
            "/reference_date date_out_of_range",
        ),
    ] {
        let answer = check(&desk, &body);
        assert_eq!(answer.status, status, "{body}");
        assert_eq!(answer.faults(), [fault]);
    }
}

#[test]
fn a_verdict_is_told_in_the_language_of_the_reader() {
    let app = TestApp::start();
    let told = |language: &str| {
        let client = app
            .as_(Role::DeskOperator)
            .with("Accept-Language", language);
        let view = check(
            &client,
            &json!({ "tax_code": LUCIA, "family_name": "Neri" }),
        )
        .ok(200);
        let details = view["fields"].as_array().unwrap().iter();
        details
            .map(|f| f["detail"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (italian, english) = (told("it"), told("en"));
    assert!(english.contains(&"Nothing was declared.".to_owned()) || english != italian);
    assert_ne!(italian, english);
}
