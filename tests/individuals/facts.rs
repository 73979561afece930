//! What is known of a person: what, from whom, since when, and how sure.

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::people::{Somebody, first, provenance, register, residence, section};
use crate::support::{Member, Place, TestApp};

fn lucia() -> Somebody {
    Somebody::new("Verdi", "Lucia", "1990-01-01")
}

/// A girl of 17.
fn giulia() -> Somebody {
    Somebody::new("Neri", "Giulia", "2008-07-01")
}

fn rules(findings: &Value) -> Vec<&str> {
    let findings = findings.as_array().unwrap().iter();
    findings.map(|f| f["rule"].as_str().unwrap()).collect()
}

fn missing(facts: &Value) -> Vec<String> {
    let missing = facts["missing"].as_array().unwrap().iter();
    missing
        .map(|m| {
            let pointer = m["pointer"].as_str().unwrap_or_default();
            format!("{}{pointer}", m["section"].as_str().unwrap())
        })
        .collect()
}

fn mother() -> Value {
    json!({ "role": "parent", "family_name": "Neri", "given_name": "Anna" })
}

#[test]
fn every_fact_tells_from_whom_it_is_since_when_and_how_sure() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().registration());
    let path = format!("{person}/languages");
    let speaks = |level: &str| {
        json!({ "items": [
            { "language": "sq", "mother_tongue": true,
              "provenance": { "source": "self_declared", "observed_on": "2026-03-01" } },
            { "language": "it", "speaking": level },
        ] })
    };
    let written = first(&desk, &path, &speaks("b2"));
    written.ok(201);
    let mut heard = section(&speaks("a2"));
    heard["provenance"] = json!({ "source": "operator_observation", "observed_on": "2026-03-02" });
    let tag = written.header("etag");
    let told = desk.put_if(&path, tag, &heard).ok(200);
    // The document was verified, what was heard was not.
    assert_eq!(told["contradictions"][0]["pointer"], "/items/1/speaking");
    first(&desk, &format!("{person}/residence"), &residence()).ok(201);
    let facts = desk.get(&format!("{person}/facts")).ok(200);
    let sections = facts["sections"].as_array().unwrap();
    let names: Vec<_> = sections
        .iter()
        .map(|s| s["section"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["identity", "residence", "languages"]);
    let me = Member::new(Place::Home, Role::DeskOperator, 0);
    assert_eq!(sections[2]["recorded_by"]["staff_id"], json!(me.id()));
    assert!(sections[2]["recorded_by"]["family_name"].is_string());
    assert_eq!(sections[2]["version"], 2);
    let albanian = &sections[2]["facts"][0];
    assert_eq!(albanian["pointer"], "/items/0");
    assert_eq!(
        albanian["values"],
        json!({ "language": "sq", "mother_tongue": "true" })
    );
    assert_eq!(albanian["provenance"]["source"], "self_declared");
    assert_eq!(albanian["contradictions"], json!([]));
    let italian = &sections[2]["facts"][1];
    assert_eq!(italian["values"]["speaking"], "a2");
    assert_eq!(italian["provenance"]["source"], "operator_observation");
    assert_eq!(italian["stale"], false);
    assert_eq!(italian["contradictions"][0]["provenance"], provenance());
    assert_eq!(italian["contradictions"][0]["version"], 1);
    let lives = &sections[1]["facts"][0];
    assert_eq!(lives["values"]["place_code"], "L219");
    assert_eq!(lives["stale"], true);
    assert_eq!(
        missing(&facts),
        ["identifiers", "contacts", "citizenship", "privacy_notice"]
    );
    assert_eq!(facts["residence_permit"]["state"], "unknown");
}

#[test]
fn facts_cost_as_much_however_many_there_are() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let few = register(&desk, &lucia().registration());
    let many = register(&desk, &giulia().registration());
    for (name, content) in [
        ("residence", residence()),
        ("citizenship", json!({ "items": [{ "code": "100" }] })),
        ("guardian", json!({ "holders": [mother()] })),
        (
            "service-needs",
            json!({ "items": [{ "kind": "quiet_room" }] }),
        ),
    ] {
        first(&desk, &format!("{many}/{name}"), &content).ok(201);
    }
    let cost = |person: &str| {
        let path = format!("{person}/facts");
        app.cost(|| desk.get(&path).ok(200))
    };
    assert_eq!(cost(&few), cost(&many));
}

#[test]
fn facts_are_told_to_whom_the_record_is_told() {
    let app = TestApp::start();
    let person = register(&app.as_(Role::DeskOperator), &lucia().registration());
    let path = format!("{person}/facts");
    let stranger = Member::new(Place::Away, Role::DeskOperator, 0);
    app.member(stranger).get(&path).refused(404, "not_found");
    app.stranger().get(&path).refused(401, "unauthenticated");
}

/// A section, a content, and everything that is wrong in it.
type Faulty = (&'static str, Value, Vec<&'static str>);

/// Lists with faults.
fn faulty_lists() -> Vec<Faulty> {
    let visits = json!({ "items": [
        { "kind": "visa", "expires_on": "2027-01-01", "unlimited": true },
        { "kind": "single_permit" },
    ] });
    let needs = json!({ "items": [
        { "kind": "interpreter" }, { "kind": "quiet_room", "language": "it" },
    ] });
    let speaks = json!({ "items": [
        { "language": "it" }, { "language": "it", "mother_tongue": true },
    ] });
    vec![
        (
            "citizenship",
            json!({ "items": [
                { "code": "999", "valid_from": "1989-12-31" },
                { "code": "201", "valid_from": "2020-01-02", "valid_to": "2020-01-01" },
            ] }),
            vec![
                "/content/items/0/valid_from before_birth",
                "/content/items/1/valid_to ends_before_it_begins",
                "/content/items/1/code stateless_and_citizen",
            ],
        ),
        (
            "residence-permit",
            visits,
            vec![
                "/content/items/0/unlimited one_of_both",
                "/content/items/1/expires_on missing_member",
            ],
        ),
        (
            "languages",
            speaks,
            vec![
                "/content/items/0/understanding missing_member",
                "/content/items/1/language duplicate_member",
            ],
        ),
        (
            "service-needs",
            needs,
            vec![
                "/content/items/0/language missing_member",
                "/content/items/1/language not_applicable",
            ],
        ),
    ]
}

/// Contents of sections with everything that is wrong in them.
fn faulty() -> Vec<Faulty> {
    let mut all = faulty_lists();
    all.extend([
        (
            "guardian",
            json!({ "holders": [mother()] }),
            vec!["/content/holders/0/role role_does_not_fit_age"],
        ),
        (
            "privacy-notice",
            json!({ "version": "1.0", "language": "it", "shown_on": "2099-01-01",
                "how": "by_interpreter" }),
            vec![
                "/content/shown_on in_the_future",
                "/content/interpreted_into missing_member",
            ],
        ),
    ]);
    all
}

#[test]
fn every_fault_of_the_sections_is_told_at_once() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().registration());
    for (name, content, faults) in faulty() {
        let refused = first(&desk, &format!("{person}/{name}"), &content);
        refused.refused(422, "invalid");
        assert_eq!(refused.faults(), faults, "{name}");
    }
    let unknown = json!({ "items": [{ "language": "qq", "mother_tongue": true }] });
    let refused = first(&desk, &format!("{person}/languages"), &unknown);
    assert_eq!(refused.faults(), ["/content/items/0/language unknown_code"]);
}

#[test]
fn who_needs_a_permit_is_told_where_it_stands() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().registration());
    let facts = format!("{person}/facts");
    let albanian = json!({ "items": [{ "code": "201" }] });
    first(&desk, &format!("{person}/citizenship"), &albanian).ok(201);
    let told = desk.get(&facts).ok(200);
    assert_eq!(told["residence_permit"]["state"], "missing");
    assert!(missing(&told).contains(&"residence_permit".to_owned()));
    let path = format!("{person}/residence-permit");
    let mut permit = json!({ "items": [{
        "kind": "residence_permit", "reason": "employed_work", "expires_on": "2026-02-01",
    }] });
    let written = first(&desk, &path, &permit);
    written.ok(201);
    let told = desk.get(&facts).ok(200);
    assert_eq!(told["residence_permit"]["state"], "expired");
    assert_eq!(told["residence_permit"]["renewal_by"], "2026-04-02");
    assert_eq!(rules(&told["warnings"])[0], "permit.expired");
    permit["items"][0]["request"] = json!({ "requested_on": "2026-02-20" });
    let tag = written.header("etag");
    desk.put_if(&path, tag, &section(&permit)).ok(200);
    let told = desk.get(&facts).ok(200);
    assert_eq!(
        told["residence_permit"]["state"],
        "renewal_under_way_timely"
    );
    assert_eq!(
        rules(&told["warnings"])[..3],
        [
            "permit.renewal_timely",
            "permit.receipt_missing",
            "permit.job_loss"
        ]
    );
}

/// A first interview in which the notice was shown, and the case that came of it: its path.
fn followed(app: &TestApp, person: &str) -> String {
    let counsellor = app.as_(Role::Counsellor);
    let me = Member::new(Place::Home, Role::Counsellor, 0).id();
    let body = json!({
        "individual_id": person.strip_prefix("/individuals/"),
        "office_id": Place::Home.office(0),
        "interview": {
            "arrival": "self", "urgency": "ordinary", "needs": ["job"],
            "privacy_notice": { "version": "1.0", "language": "it", "on": "2026-03-01" },
        },
    });
    let taken = counsellor.post("/intakes", &body);
    let path = format!("/intakes/{}", taken.ok(201)["id"].as_str().unwrap());
    let outcome = json!({ "outcome": { "kind": "case_opened", "counsellor_id": me, "reason": "Cerca lavoro." } });
    let concluded = counsellor
        .with("If-Match", taken.header("ETag"))
        .post(&format!("{path}/conclusion"), &outcome);
    let case = concluded.ok(200)["outcome"]["case_id"].clone();
    format!("/cases/{}", case.as_str().unwrap())
}

#[test]
fn the_file_of_a_minor_asks_who_signs_and_counts_the_notice_of_the_interview() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &giulia().registration());
    let before = desk.get(&format!("{person}/facts")).ok(200);
    assert!(rules(&before["warnings"]).contains(&"privacy.never_shown"));
    let case = followed(&app, &person);
    let counsellor = app.as_(Role::Counsellor);
    let file = counsellor.get(&format!("{case}/file")).ok(200);
    let found = rules(&file["warnings"]);
    assert!(found.contains(&"guardian.missing"), "{found:?}");
    assert!(found.contains(&"guardian.schooling_duty"), "{found:?}");
    assert!(!found.contains(&"privacy.never_shown"), "{found:?}");
    let dates = file["next_dates"].as_array().unwrap();
    assert!(dates.contains(&json!({ "kind": "full_age", "on": "2026-07-01" })));
    let signs = json!({ "holders": [mother()], "schooling_duty_fulfilled": true });
    // The person belongs to whoever follows the case now.
    first(&counsellor, &format!("{person}/guardian"), &signs).ok(201);
    let file = counsellor.get(&format!("{case}/file")).ok(200);
    let found = rules(&file["warnings"]);
    assert!(found.contains(&"guardian.signature"), "{found:?}");
    assert!(!found.contains(&"guardian.missing"), "{found:?}");
}

#[test]
fn the_file_warns_of_a_section_on_which_sources_disagree() {
    let app = TestApp::start();
    let person = register(&app.as_(Role::DeskOperator), &lucia().registration());
    let case = followed(&app, &person);
    let counsellor = app.as_(Role::Counsellor);
    let contradicted = || {
        let file = counsellor.get(&format!("{case}/file")).ok(200);
        rules(&file["warnings"]).contains(&"file.contradicted")
    };
    assert!(!contradicted());
    let path = format!("{person}/identity");
    let mut other = lucia().identity();
    other["given_name"] = json!("Lucia Maria");
    let mut body = section(&other);
    body["provenance"] = json!({ "source": "self_declared", "observed_on": "2026-03-01" });
    let tag = counsellor.tag(&path);
    counsellor.put_if(&path, &tag, &body).ok(200);
    assert!(contradicted());
}
