//! The calculator of unemployment status and target groups.

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::{Value, json};
use strum::IntoEnumIterator;

use crate::support::{Answer, Client, TestApp};

fn ask(client: &Client, body: &Value) -> Answer {
    client.send(
        "POST",
        "/status-calculations",
        Some(body.to_string().into()),
    )
}

/// Somebody who declared availability on 10 January 2026 and then worked as `periods` say.
fn worked(reference: &str, periods: Value) -> Value {
    json!({
        "reference_date": reference, "birth_date": "1985-06-15", "sex": "F",
        "declarations": [{ "declared_on": "2026-01-10", "source": "cpi_certificate" }],
        "work": { "periods": periods },
    })
}

fn employed(from: &str, to: &str) -> Value {
    json!({ "kind": "employee_fixed", "from": from, "to": to, "employer": "rossi",
        "source": "co_import", "expected_income": { "amount": "20000.00", "currency": "EUR" } })
}

fn group<'a>(view: &'a Value, code: &str) -> &'a Value {
    let groups = view["groups"].as_array().unwrap();
    let found = groups.iter().find(|group| group["group"] == code);
    found.unwrap_or_else(|| panic!("no {code}"))
}

#[test]
fn a_job_of_three_months_moves_the_day_of_long_term_unemployment() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let with = worked("2026-12-31", json!([employed("2026-03-01", "2026-05-31")]));
    let with = ask(&desk, &with).ok(200);
    assert_eq!(with["state"], "active");
    assert_eq!(with["seniority"]["days"], 264);
    assert_eq!(with["seniority"]["suspended_days"], 92);
    assert_eq!(with["seniority"]["long_term"]["on"], "2027-04-12");
    let without = ask(&desk, &worked("2026-12-31", json!([]))).ok(200);
    assert_eq!(without["seniority"]["days"], 356);
    assert_eq!(without["seniority"]["long_term"]["on"], "2027-01-10");
}

#[test]
fn each_state_names_its_rule_its_facts_and_its_numbers_with_their_sources() {
    let app = TestApp::start();
    let desk = app.as_(Role::Counsellor);
    let body = worked("2026-06-01", json!([employed("2026-03-01", "2026-12-31")]));
    let view = ask(&desk, &body).ok(200);
    let periods = view["periods"].as_array().unwrap();
    let told: Vec<_> = periods
        .iter()
        .map(|p| p["state"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["not_registered", "active", "suspended", "lost"]);
    let suspended = &periods[2];
    assert_eq!(
        (&suspended["from"], &suspended["to"]),
        (&json!("2026-03-01"), &json!("2026-08-27"))
    );
    assert_eq!(suspended["is_forecast"], false);
    let reason = &suspended["reasons"][0];
    assert_eq!(reason["rule"], "status.suspended");
    assert_eq!(reason["confidence"], "sure");
    let fact = json!({ "fact": "work", "on": "2026-03-01", "source": "co_import" });
    assert_eq!(reason["facts_used"], json!([fact]));
    let limit = &reason["parameters"][0];
    assert_eq!(limit["key"], "unemployment.income_limit_employee");
    assert_eq!(
        (&limit["value"], &limit["valid_from"]),
        (&json!("8500.00"), &json!("2024-01-01"))
    );
    assert!(!limit["source"].as_str().unwrap().is_empty());
    let lost = &periods[3];
    assert_eq!(
        (&lost["from"], &lost["is_forecast"]),
        (&json!("2026-08-28"), &json!(true))
    );
    // The day of the loss is to be confirmed, and that is said.
    assert_eq!(lost["reasons"][0]["confidence"], "check");
    let findings = view["findings"].as_array().unwrap();
    assert_eq!(findings[0]["rule"], "status.suspension_over");
    assert_eq!(findings[0]["severity"], "warn");
}

#[test]
fn what_is_left_out_is_unknown_and_named() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let nothing = ask(&desk, &json!({})).ok(200);
    assert_eq!(nothing["reference_date"], "2026-03-10");
    assert_eq!(nothing["state"], "unknown");
    assert_eq!(nothing["missing"][0]["fact"], "declarations");
    assert!(nothing["seniority"].get("days").is_none());
    assert_eq!(
        group(&nothing, "youth_eu")["missing"][0]["fact"],
        "birth_date"
    );

    let mut silent = employed("2026-03-01", "2026-05-31");
    silent.as_object_mut().unwrap().remove("expected_income");
    let view = ask(&desk, &worked("2026-04-01", json!([silent]))).ok(200);
    assert_eq!(view["state"], "unknown");
    let missing = &view["missing"][0];
    assert_eq!(
        (&missing["fact"], &missing["on"]),
        (&json!("expected_income"), &json!("2026-03-01"))
    );
    assert_eq!(view["seniority"]["least_days"], 50);
}

#[test]
fn sealed_and_sensitive_grounds_are_not_worked_out() {
    let app = TestApp::start();
    let desk = app.as_(Role::TargetedPlacementOfficer);
    let view = ask(&desk, &worked("2026-06-01", json!([]))).ok(200);
    for code in ["eu_disabled", "l381"] {
        let sealed = group(&view, code);
        assert_eq!(sealed["answer"], "not_computed", "{code}");
        assert_eq!(sealed["not_computed"]["reason"], "sealed_ground");
    }
    let grounds = group(&view, "disadv")["grounds"].as_array().unwrap();
    let hidden = grounds
        .iter()
        .filter(|ground| ground["answer"] == "not_computed");
    let letters: Vec<_> = hidden
        .map(|ground| ground["ground"].as_str().unwrap())
        .collect();
    assert_eq!(letters, ["e", "g"]);
}

#[test]
fn after_the_end_of_the_regulation_the_answer_is_unknown() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let on = |reference| ask(&desk, &worked(reference, json!([]))).ok(200);
    assert_eq!(group(&on("2026-12-31"), "disadv")["answer"], "yes");
    let after = on("2027-01-01");
    assert_eq!(group(&after, "disadv")["answer"], "unknown");
    let findings = after["findings"].as_array().unwrap().iter();
    let told: Vec<_> = findings.map(|f| f["detail"].as_str().unwrap()).collect();
    assert!(
        told.iter().any(|t| t.contains("eu.disadvantaged_valid_to")),
        "{told:?}"
    );
}

#[test]
fn a_project_of_public_utility_is_employment_where_the_organisation_is() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let mut project = employed("2026-02-01", "2026-05-31");
    project["kind"] = json!("ppu");
    let body = worked("2026-03-01", json!([project]));
    // In Liguria nobody has said that such workers are hired.
    assert_eq!(ask(&desk, &body).ok(200)["state"], "active");
    app.database
        .execute("UPDATE organisations SET region = '01'");
    // For so long a server goes on with the region that it read.
    app.clock.advance(TimeDelta::seconds(5));
    let view = ask(&desk, &body).ok(200);
    assert_eq!(view["state"], "suspended");
    let parameters = &view["periods"][2]["reasons"][0]["parameters"];
    assert_eq!(parameters[0]["scope"], "region:01");
}

#[test]
fn all_faults_are_named_at_once() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let body = json!({
        "reference_date": "2026-02-30",
        "sex": "X",
        "declarations": [{ "declared_on": "yesterday" }],
        "losses": [{ "cause": "bad_luck", "lost_on": "2026-01-01" }],
        "permits": [{ "valid_from": "2026-05-01", "expires_on": "2026-04-01",
            "renewal": { "kind": "requested", "on": "never" } }],
        "work": { "periods": [
            { "kind": "slavery", "from": "2026-03-01", "to": "2026-02-01",
              "expected_income": { "amount": "1,00", "currency": "USD" } },
            { "kind": "agency", "from": "2026-03-01",
              "later_incomes": [{ "from": "2026-03-01",
                  "expected_income": { "amount": "1.00", "currency": "EUR" } }] },
        ] },
        "schooling": { "isced_level": 9 },
        "gender_gap": "wide",
    });
    let answer = ask(&desk, &body);
    assert_eq!(answer.status, 422);
    let mut faults = answer.faults();
    faults.sort();
    assert_eq!(
        faults,
        [
            "/declarations/0/declared_on invalid_date",
            "/gender_gap unknown_code",
            "/losses/0/cause unknown_code",
            "/permits/0/expires_on period_ends_before_it_starts",
            "/permits/0/renewal/on invalid_date",
            "/reference_date invalid_date",
            "/schooling/isced_level range",
            "/sex unknown_code",
            "/work/periods/0/expected_income/amount invalid_amount",
            "/work/periods/0/expected_income/currency unknown_code",
            "/work/periods/0/kind unknown_code",
            "/work/periods/0/to period_ends_before_it_starts",
            "/work/periods/1/later_incomes outside_the_period",
        ]
    );
    for (body, status, fault) in [
        (
            json!({ "birth_date": "2026-03-11" }),
            422,
            "/birth_date after_the_reference_date",
        ),
        (json!({ "surname": "x" }), 400, "/surname unknown_member"),
        (json!({ "work": {} }), 400, "/work/periods missing_member"),
    ] {
        let answer = ask(&desk, &body);
        assert_eq!(answer.status, status, "{body}");
        assert_eq!(answer.faults(), [fault]);
    }
}

#[test]
fn every_role_may_ask_and_nothing_stays() {
    let app = TestApp::start();
    let body = worked("2026-06-01", json!([employed("2026-03-01", "2026-05-31")]));
    for role in Role::iter() {
        let answer = ask(&app.as_(role), &body);
        answer.ok(200);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    ask(&app.stranger(), &body).refused(401, "unauthenticated");
    let desk = app.as_(Role::DeskOperator);
    // Region and own parameters are at hand: the transaction reads nothing.
    assert_eq!(app.cost(|| ask(&desk, &body).ok(200)), 2);
    app.store.flush_accesses().unwrap();
    for table in ["events", "accesses", "idempotency_keys", "individuals"] {
        assert_eq!(app.database.count(table), 0, "{table}");
    }
}

#[test]
fn the_answer_is_told_in_the_language_of_the_reader() {
    let app = TestApp::start();
    let body = worked("2026-06-01", json!([employed("2026-03-01", "2026-12-31")]));
    let told = |language: &str| {
        let client = app
            .as_(Role::DeskOperator)
            .with("Accept-Language", language);
        ask(&client, &body).ok(200)
    };
    let (italian, english) = (told("it"), told("en"));
    let reason = |view: &Value| view["periods"][2]["reasons"][0]["detail"].clone();
    assert_ne!(reason(&italian), reason(&english));
    assert_eq!(
        reason(&english),
        "A contract over the limit of income began: the status is suspended, for 180 days at most."
    );
    let text = english.to_string();
    assert!(!text.contains("{$") && !text.contains("rule-"), "{text}");
}

#[test]
fn every_example_of_the_document_is_answered() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let document = desk.get("/openapi.json").ok(200);
    let body = "/paths/~1status-calculations/post/requestBody/content/application~1json";
    let examples = document.pointer(&format!("{body}/examples")).unwrap();
    let states: Vec<_> = examples
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, example)| {
            let view = ask(&desk, &example["value"]).ok(200);
            (name.as_str(), view["state"].as_str().unwrap().to_owned())
        })
        .collect();
    for (name, state) in [
        ("missing_income", "unknown"),
        ("neither_works_nor_learns", "not_registered"),
        ("short_contract", "active"),
        ("small_business", "conserved"),
    ] {
        assert!(states.contains(&(name, state.to_owned())), "{states:?}");
    }
}

#[test]
fn a_hundred_contracts_at_once_are_answered() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let contract = |n: u32| {
        json!({ "kind": "employee_fixed", "from": format!("2026-0{}-{:02}", 1 + n % 6, 10 + n % 17),
            "to": format!("2027-0{}-{:02}", 1 + n % 6, 1 + n % 28) })
    };
    let periods: Vec<Value> = (0..100).map(contract).collect();
    let view = ask(&desk, &worked("2026-12-31", json!(periods))).ok(200);
    assert_eq!(view["state"], "unknown");
    let more: Vec<Value> = (0..101).map(contract).collect();
    let refused = ask(&desk, &worked("2026-12-31", json!(more)));
    assert_eq!(refused.faults(), ["/work/periods length"]);
}

#[test]
fn a_planned_end_that_nobody_saw_come_is_a_fact_that_is_missing() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let mut job = employed("2026-02-01", "2026-04-30");
    job["to_seen_on"] = json!("2026-02-01");
    let view = ask(&desk, &worked("2026-11-22", json!([job.clone()]))).ok(200);
    assert_eq!(view["state"], "unknown");
    assert_eq!(view["missing"][0]["fact"], "work_end");
    assert_eq!(view["missing"][0]["on"], "2026-02-01");
    job["to_seen_on"] = json!("2026-05-02");
    let view = ask(&desk, &worked("2026-11-22", json!([job.clone()]))).ok(200);
    assert_eq!(view["state"], "active");
    job.as_object_mut().unwrap().remove("to");
    let refused = ask(&desk, &worked("2026-11-22", json!([job])));
    assert_eq!(
        refused.faults(),
        ["/work/periods/0/to_seen_on seen_without_end"]
    );
}

#[test]
fn claims_school_and_lost_jobs_reach_the_status() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let missing = |body: &Value| {
        let view = ask(&desk, body).ok(200);
        let facts = view["missing"].as_array().cloned().unwrap_or_default();
        let facts = facts
            .iter()
            .map(|fact| fact["fact"].as_str().unwrap().to_owned());
        (
            view["state"].as_str().unwrap().to_owned(),
            facts.collect::<Vec<_>>(),
        )
    };
    let known = |state: &str| (state.to_owned(), Vec::<String>::new());
    let open = |fact: &str| ("unknown".to_owned(), vec![fact.to_owned()]);
    let claimed = json!({ "reference_date": "2026-11-22", "birth_date": "1985-06-15",
        "declarations": [], "work": { "periods": [] },
        "income_support": [{ "from": "2026-01-20", "source": "document" }] });
    assert_eq!(missing(&claimed), open("declarations"));
    let mut minor = worked("2026-11-22", json!([]));
    minor["birth_date"] = json!("2009-06-15");
    assert_eq!(missing(&minor), open("schooling_duty"));
    for (duty, state) in [
        (json!({ "fulfilled": false }), "not_registered"),
        (
            json!({ "fulfilled": true, "seen_on": "2025-06-30" }),
            "active",
        ),
    ] {
        minor["schooling"] = json!({ "duty": duty });
        assert_eq!(missing(&minor), known(state), "{duty}");
    }
    let mut dismissed = worked("2026-11-22", json!([employed("2024-01-01", "2026-04-30")]));
    dismissed["declarations"] = json!([{ "declared_on": "2026-05-02" }]);
    dismissed["income_support"] = json!([]);
    let permit = json!({ "expires_on": "2026-06-30", "renewal": { "kind": "not_requested" } });
    dismissed["permits"] = json!([permit]);
    assert_eq!(missing(&dismissed), open("permit_reason"));
    for (reason, state) in [("employed_work", "active"), ("seasonal_work", "lost")] {
        dismissed["permits"][0]["reason"] = json!(reason);
        assert_eq!(missing(&dismissed), known(state), "{reason}");
    }
    let inverted = json!({ "income_support": [{ "from": "2026-01-20", "to": "2026-01-19" }] });
    assert_eq!(
        ask(&desk, &inverted).faults(),
        ["/income_support/0/to period_ends_before_it_starts"]
    );
}
