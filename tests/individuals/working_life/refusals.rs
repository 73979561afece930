//! What does not fit in a section, or not together.

use super::*;

#[test]
fn everything_that_does_not_fit_in_a_section_is_told_at_once() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let work = json!({ "items": [
        { "kind": "agency", "from": "1989-12-31", "to": "1989-01-01", "weekly_hours": "41",
          "full_time_hours": "40" },
        { "kind": "agency", "from": "2020-01-01", "end_reason": "resignation",
          "forecasts": [{ "from": "2020-02-01", "yearly": euro("1.00") },
              { "from": "2020-01-01", "yearly": euro("-1.00") }],
          "provenance": { "source": "document", "observed_on": "2099-01-01" } },
    ] });
    let found = faults(&first(&desk, &format!("{person}/work-history"), &work));
    let expected = told(&[
        ("/items/0/from", "before_birth"),
        ("/items/0/to", "ends_before_it_begins"),
        ("/items/0/weekly_hours", "more_than_full_time"),
        ("/items/1/end_reason", "reason_without_end"),
        ("/items/1/forecasts/1/from", "not_in_order"),
        ("/items/1/forecasts/1/yearly/amount", "amount_out_of_range"),
        ("/items/1/provenance/observed_on", "in_the_future"),
    ]);
    assert_eq!(found, expected);
    let school = json!({ "items": [
        { "level": "3", "regional_level": "Z3", "state": "in_progress", "year": 2010,
          "country": "100", "recognition": "recognised" },
        { "level": "2", "state": "completed", "year": 1989 },
    ] });
    let found = faults(&first(&desk, &format!("{person}/education"), &school));
    let expected = told(&[
        ("/items/0/recognition", "recognition_without_country"),
        ("/items/0/regional_level", "other_level"),
        ("/items/0/year", "year_of_what_goes_on"),
        ("/items/1/year", "before_birth"),
    ]);
    assert_eq!(found, expected);
}

#[test]
fn codes_are_those_of_the_edition_that_is_named() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let looks = json!({
        "sectors": [{ "edition": "2025", "code": "01.11.1" }, { "edition": "1991", "code": "A" }],
        "occupations": [{ "edition": "cp2011", "code": "51" }],
        "licences": [{ "category": "Z" }],
    });
    let found = faults(&first(&desk, &format!("{person}/availability"), &looks));
    let expected = told(&[
        ("/licences/0/category", "unknown_code"),
        ("/occupations/0/code", "invalid_occupation"),
        ("/sectors/0/code", "unknown_code"),
        ("/sectors/1/edition", "unknown_code"),
    ]);
    assert_eq!(found, expected);
}

#[test]
fn a_contract_type_out_of_its_days_is_acknowledged() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let path = format!("{person}/work-history");
    let mut job = work();
    job["items"][0]["contract_type"] = json!("C.02.00");
    let refused = first(&desk, &path, &job);
    let problem = refused.refused(422, "rules");
    assert_eq!(
        problem["findings"][0]["rule"],
        "individual.contract_type_validity"
    );
    let mut body = section(&job);
    body["acknowledged"] = json!(["individual.contract_type_validity"]);
    desk.put_first(&path, &body).ok(201);
}

#[test]
fn what_does_not_fit_together_is_to_be_checked_and_the_same_twice_is_refused() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let job = |kind: &str, from: &str| {
        json!({ "kind": kind, "from": from, "to": "2020-06-30",
            "employer": { "legal_name": "Officine Prova" } })
    };
    let path = format!("{person}/work-history");
    let first_job = || job("employee_fixed", "2003-01-01");
    let twice = json!({ "items": [first_job(), first_job()] });
    let refused = first(&desk, &path, &twice);
    assert_eq!(faults(&refused), told(&[("/items/1", "duplicate_member")]));
    let odd = json!({ "items": [first_job(), job("employee_open", "2003-01-01")] });
    first(&desk, &path, &odd).ok(201);
    let naspi = |from: &str| json!({ "kind": "naspi", "from": from, "to": "2021-06-30" });
    let drawn =
        json!({ "declarations": [], "benefits": [naspi("2021-01-01"), naspi("2021-03-01")] });
    first(&desk, &format!("{person}/employment-status"), &drawn).ok(201);
    let facts = desk.get(&format!("{person}/facts")).ok(200);
    let warnings = facts["warnings"].as_array().unwrap();
    let warning = |rule: &str| {
        let found = warnings.iter().find(|warning| warning["rule"] == rule);
        found.unwrap_or(&Value::Null).clone()
    };
    for (rule, says) in [
        ("work.same_job_twice", "2003-01-01"),
        ("work.below_minimum_age", "2 volte"),
        ("benefit.overlapping", "2021-03-01"),
    ] {
        let warning = warning(rule);
        assert_eq!(warning["severity"], "warn", "{rule}");
        let detail = warning["detail"].as_str().unwrap();
        assert!(
            detail.contains(says) && detail.contains("da verificare"),
            "{detail}"
        );
    }
}
