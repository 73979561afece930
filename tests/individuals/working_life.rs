//! School, work, status, availability and household of a person.

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
fn another_source_that_knows_the_same_job_otherwise_is_told() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let path = format!("{person}/work-history");
    let tag = first(&desk, &path, &work()).header("etag").to_owned();
    let mut other = work();
    other["items"][0]["to"] = json!("2023-07-31");
    let told = json!({ "source": "self_declared", "observed_on": "2025-02-03",
        "verification": "none" });
    other["items"][0]["provenance"] = told.clone();
    let mut body = section(&other);
    body["provenance"] = told;
    let written = desk.put_if(&path, &tag, &body).ok(200);
    let told = &written["contradictions"];
    assert_eq!(told[0]["pointer"], "/items/0/to", "{told}");
    assert_eq!(told[1], Value::Null);
}

#[test]
fn what_another_source_verified_contradicts_a_list_that_leaves_it_out() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let path = format!("{person}/employment-status");
    let mut certified = section(&status());
    certified["provenance"] = json!({ "source": "cpi_certificate", "observed_on": "2025-01-07",
        "verification": "verified" });
    let tag = desk.put_first(&path, &certified).header("etag").to_owned();
    let mut none = section(&json!({ "declarations": [] }));
    none["provenance"] = json!({ "source": "self_declared", "observed_on": "2025-02-03",
        "verification": "none" });
    let written = desk.put_if(&path, &tag, &none).ok(200);
    let told = &written["contradictions"];
    assert_eq!(told[0]["pointer"], "/declarations", "{told}");
    assert_eq!(told[0]["provenance"], certified["provenance"]);
    assert_eq!(told[1], Value::Null, "{told}");
    let facts = desk.get(&format!("{person}/facts")).ok(200);
    let mut sections = facts["sections"].as_array().unwrap().iter();
    let found = sections.find(|section| section["section"] == "employment_status");
    assert_eq!(found.unwrap()["left_out"], *told);
}

#[test]
fn what_the_same_source_verified_contradicts_its_later_list_that_leaves_it_out() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let path = format!("{person}/employment-status");
    let seen = |content: &Value, on: &str, verification: &str| {
        let mut body = section(content);
        body["provenance"] = json!({ "source": "cpi_certificate", "observed_on": on,
            "verification": verification });
        body
    };
    let certified = seen(&status(), "2025-01-07", "verified");
    let none = json!({ "declarations": [] });
    let tag = desk.put_first(&path, &certified).header("etag").to_owned();
    let later = seen(&none, "2025-02-03", "none");
    let written = desk.put_if(&path, &tag, &later);
    let told = &written.ok(200)["contradictions"];
    assert_eq!(told[0]["pointer"], "/declarations", "{told}");
    assert_eq!(told[0]["provenance"], certified["provenance"]);
    assert_eq!((&told[0]["version"], &told[1]), (&json!(1), &Value::Null));
    let facts = desk.get(&format!("{person}/facts")).ok(200);
    let mut sections = facts["sections"].as_array().unwrap().iter();
    let found = sections.find(|section| section["section"] == "employment_status");
    assert_eq!(found.unwrap()["left_out"], *told);
    // Whoever has verified that there is none has settled it.
    let settled = seen(&none, "2025-02-04", "verified");
    let written = desk.put_if(&path, written.header("etag"), &settled).ok(200);
    assert_eq!(written["contradictions"], json!([]));
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

#[test]
fn the_household_is_kept_for_a_measure_only_and_never_shown_at_the_desk() {
    let app = TestApp::start();
    let person = person(&app);
    let path = format!("{person}/household");
    let counsellor = app.as_(Role::Counsellor);
    let mut nameless = household();
    nameless["needed_for"] = json!([]);
    nameless["members"] = json!(2);
    let found = faults(&first(&counsellor, &path, &nameless));
    let expected = told(&[
        ("/members", "fewer_than_dependants"),
        ("/needed_for", "missing_member"),
    ]);
    assert_eq!(found, expected);
    let desk = app.as_(Role::DeskOperator);
    let at_the_desk = || {
        ["", "/facts", "/timeline"].map(|part| {
            let answer = desk.get(&format!("{person}{part}"));
            answer.ok(200);
            (answer.text(), answer.header("etag").to_owned())
        })
    };
    let before = at_the_desk();
    first(&counsellor, &path, &household()).ok(201);
    desk.get(&path).refused(403, "forbidden");
    desk.get(&format!("{path}/history"))
        .refused(403, "forbidden");
    first(&desk, &path, &household()).refused(403, "forbidden");
    // Nor is the desk told that it is there, from whom and how old it is.
    for path in [person.clone(), format!("{person}/facts")] {
        let sections =
            |client: &crate::support::Client| client.get(&path).ok(200)["sections"].to_string();
        assert!(!sections(&desk).contains("household"), "{path}");
        assert!(sections(&counsellor).contains("household"), "{path}");
    }
    assert!(!desk.get(&person).text().contains("5300"));
    // Nothing that the desk reads has changed: no version, no entity tag, nothing that happened.
    assert_eq!(at_the_desk(), before);
    let timeline = format!("{person}/timeline");
    let told = |client: &crate::support::Client| client.get(&timeline).ok(200)["items"].to_string();
    assert!(
        told(&counsellor).contains("nucleo familiare"),
        "{}",
        told(&counsellor)
    );
    let contacts = json!({ "phones": ["+39 011 5550101"] });
    first(&desk, &format!("{person}/contacts"), &contacts).ok(201);
    assert_ne!(at_the_desk()[0], before[0]);
}

#[test]
fn the_status_follows_from_the_record_and_says_what_is_missing() {
    let app = TestApp::start();
    let person = person(&app);
    let counsellor = app.as_(Role::Counsellor);
    let path = format!("{person}/status");
    let nothing = counsellor.get(&path).ok(200);
    assert_eq!(nothing["calculation"]["state"], "unknown", "{nothing}");
    assert_eq!(nothing["sections"].as_array().unwrap().len(), 1);
    first(&counsellor, &format!("{person}/work-history"), &work()).ok(201);
    first(
        &counsellor,
        &format!("{person}/employment-status"),
        &status(),
    )
    .ok(201);
    let asked = |on: &str| {
        let answer = counsellor.get(&format!("{path}?reference_date={on}"));
        answer.ok(200)["calculation"]["state"].clone()
    };
    assert_eq!(asked("2024-01-09"), "not_registered");
    assert_eq!(asked("2024-01-10"), "active");
    let known = counsellor
        .get(&format!("{path}?reference_date=2024-12-31"))
        .ok(200);
    assert_eq!(known["calculation"]["seniority"]["days"], 357, "{known}");
    assert_eq!(known["sections"].as_array().unwrap().len(), 3);
    counsellor
        .get(&format!("{path}?reference_date=2024-02-30"))
        .refused(400, "bad_parameter");
    app.as_(Role::Auditor).get(&path).refused(403, "forbidden");
}

/// Somebody who declared availability on 10 January 2024, as the employment centre says in these
/// words, and of whom all work is known.
fn registered(app: &TestApp, state: &str) -> String {
    let person = person(app);
    let desk = app.as_(Role::Counsellor);
    first(&desk, &format!("{person}/work-history"), &work()).ok(201);
    let mut certified = status();
    certified["declarations"][0]["state"] = json!(state);
    first(&desk, &format!("{person}/employment-status"), &certified).ok(201);
    person
}

fn found<'a>(view: &'a Value, rule: &str) -> Option<&'a Value> {
    let findings = view["calculation"]["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["rule"] == rule)
}

#[test]
fn the_status_ends_with_a_permit_and_is_unknown_without_one_that_is_needed() {
    let app = TestApp::start();
    let person = registered(&app, "confirmed");
    let desk = app.as_(Role::Counsellor);
    let path = format!("{person}/status?reference_date=2025-02-03");
    let unsure = desk.get(&path).ok(200);
    assert_eq!(unsure["calculation"]["state"], "active");
    assert!(
        found(&unsure, "status.permit_unchecked").is_some(),
        "{unsure}"
    );
    let albanian = json!({ "items": [{ "code": "201" }] });
    first(&desk, &format!("{person}/citizenship"), &albanian).ok(201);
    let none = desk.get(&path).ok(200);
    assert_eq!(none["calculation"]["state"], "unknown");
    assert_eq!(
        none["calculation"]["missing"][0]["fact"], "permit",
        "{none}"
    );
    let permit = json!({ "items": [{ "kind": "residence_permit", "unlimited": false,
        "reason": "family", "issued_on": "2022-10-02", "expires_on": "2024-10-01" }] });
    first(&desk, &format!("{person}/residence-permit"), &permit).ok(201);
    let lost = desk.get(&path).ok(200);
    assert_eq!(lost["calculation"]["state"], "lost", "{lost}");
    assert_eq!(lost["sections"].as_array().unwrap().len(), 5);
    let before = desk.get(&format!("{person}/status?reference_date=2024-10-01"));
    assert_eq!(before.ok(200)["calculation"]["state"], "active");
}

#[test]
fn schooling_says_nothing_of_an_earlier_day_and_the_centres_word_is_compared() {
    let app = TestApp::start();
    let person = registered(&app, "suspended");
    let desk = app.as_(Role::Counsellor);
    let learned = json!({ "items": [{ "level": "6", "state": "completed", "year": 2024 }],
        "in_education": false, "in_training": false });
    first(&desk, &format!("{person}/education"), &learned).ok(201);
    let asked = |on: &str| {
        let path = format!("{person}/status?reference_date={on}");
        desk.get(&path).ok(200)
    };
    // Lucia was 29 for the last time on 31 December 2019.
    let groups = asked("2019-12-31")["calculation"]["groups"].clone();
    let neet = groups.as_array().unwrap().iter();
    let neet = neet.clone().find(|group| group["group"] == "neet").unwrap();
    assert_eq!(neet["answer"], "unknown", "{neet}");
    assert_eq!(neet["missing"][0]["fact"], "in_education", "{neet}");
    let now = asked("2025-02-03");
    let differs = found(&now, "status.mirror_differs").unwrap();
    assert_eq!(differs["severity"], "warn");
    let text = differs["detail"].as_str().unwrap();
    assert!(
        text.contains("suspended") && text.contains("active"),
        "{text}"
    );
    assert!(found(&asked("2024-01-10"), "status.mirror_differs").is_none());
}
