//! The status that follows from the record.

use super::*;

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
