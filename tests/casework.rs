//! From the desk to a case and its end, by HTTP.

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::{Client, Member, Place, TestApp};

fn register(app: &TestApp) -> Value {
    let body = json!({
        "identity": {
            "family_name": "Verdi", "given_name": "Lucia", "sex": "F",
            "birth_date": "1987-03-01", "birthplace_code": "L219"
        },
        "contacts": { "phones": ["011 0000000"], "emails": [] },
        "provenance": { "source": "document", "observed_on": "2026-03-10" }
    });
    let made = app.as_(Role::DeskOperator).post("/individuals", &body);
    made.ok(201)["id"].clone()
}

fn office() -> Value {
    json!(Place::Home.office(0))
}

pub(crate) fn interview() -> Value {
    json!({
        "arrival": "social_services",
        "referral": { "from": "social_services", "service": "Servizio sociale del quartiere" },
        "urgency": "ordinary",
        "needs": ["job", "cv"],
        "expectations": "Un lavoro vicino a casa.",
        "privacy_notice": { "version": "1.0", "language": "it", "on": "2026-03-10" }
    })
}

/// The counsellor hears Lucia and opens a case at once: its path.
fn opened(app: &TestApp) -> String {
    let counsellor = app.as_(Role::Counsellor);
    let me = Member::new(Place::Home, Role::Counsellor, 0).id();
    let body =
        json!({ "individual_id": register(app), "office_id": office(), "interview": interview() });
    let taken = counsellor.post("/intakes", &body);
    let path = format!("/intakes/{}", taken.ok(201)["id"].as_str().unwrap());
    let body = json!({ "outcome": { "kind": "case_opened", "counsellor_id": me, "reason": "Cerca lavoro." } });
    let concluded = counsellor
        .with("If-Match", taken.header("ETag"))
        .post(&format!("{path}/conclusion"), &body)
        .ok(200);
    assert_eq!(concluded["status"], "concluded");
    let case = concluded["outcome"]["case_id"].as_str().unwrap().to_owned();
    format!("/cases/{case}")
}

/// Takes a step on the case as it stands now.
fn step(client: &Client, case: &str, step: &str, body: &Value) -> crate::support::Answer {
    let now = client.get(case);
    let client = client.with("If-Match", now.header("ETag"));
    client.post(&format!("{case}/{step}"), body)
}

#[test]
fn somebody_is_heard_followed_and_finds_work() {
    let app = TestApp::start();
    let case = opened(&app);
    let counsellor = app.as_(Role::Counsellor);
    let away = json!({ "reason": "away", "until": "2026-06-30" });
    let resting = step(&counsellor, &case, "suspensions", &away).ok(200);
    assert_eq!(resting["suspension"]["until"], "2026-06-30");
    step(&counsellor, &case, "suspensions", &away).refused(409, "wrong_status");
    step(&counsellor, &case, "resumption", &json!({})).ok(200);
    let work = json!({ "outcome": { "kind": "employed", "work_kind": "agency" } });
    let closed = step(&counsellor, &case, "closure", &work).ok(200);
    assert_eq!(closed["outcome"]["work_kind"], "agency");
    let again = json!({ "reason": "work_ended" });
    let open = step(&counsellor, &case, "reopening", &again).ok(200);
    assert_eq!(
        (&open["status"], &open["version"]),
        (&json!("open"), &json!(5))
    );
    let rows = counsellor.get("/cases?counsellor=me&status=open").ok(200);
    assert_eq!(rows["items"][0]["person"]["birth_year"], 1987);
}

#[test]
fn a_faulty_outcome_is_named_by_its_place() {
    let app = TestApp::start();
    let case = opened(&app);
    let counsellor = app.as_(Role::Counsellor);
    let wrong = json!({ "outcome": { "kind": "employed", "work_kind": "sailor" } });
    let refused = step(&counsellor, &case, "closure", &wrong);
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/outcome/work_kind unknown_code"]);
    let extra = json!({ "outcome": { "kind": "moved", "work_kind": "agency" } });
    step(&counsellor, &case, "closure", &extra).refused(400, "malformed_request");
}

#[test]
fn every_fault_of_meaning_is_told_at_once_and_nothing_is_written() {
    let app = TestApp::start();
    let (person, elsewhere) = (register(&app), json!(Place::Away.office(0)));
    let nobody = json!("01970000-0000-7000-8000-00000000ffff");
    let client = app.as_(Role::Coordinator);
    let mut early = interview();
    early["privacy_notice"]["on"] = json!("1987-02-27");
    let table = [
        (
            "/cases",
            json!({ "individual_id": person, "office_id": elsewhere, "reason": "Cerca lavoro.",
                "opened_on": "1987-02-28", "counsellor_id": nobody }),
            vec![
                "/office_id unknown_reference",
                "/opened_on before_birth",
                "/counsellor_id unknown_reference",
            ],
        ),
        (
            "/intakes",
            json!({ "individual_id": person, "office_id": office(), "on": "1987-02-28",
                "interview": early }),
            vec![
                "/on before_birth",
                "/interview/privacy_notice/on before_birth",
            ],
        ),
        (
            "/desk-contacts",
            json!({ "individual_id": nobody, "office_id": elsewhere, "on": "2026-03-11",
                "topic": "cv", "age_band": "25-29", "channel": "desk", "minutes": 15 }),
            vec![
                "/office_id unknown_reference",
                "/individual_id unknown_reference",
                "/on in_the_future",
            ],
        ),
        (
            "/desk-contacts",
            json!({ "individual_id": person, "office_id": office(), "on": "1987-02-28",
                "topic": "cv", "age_band": "25-29", "channel": "desk", "minutes": 15 }),
            vec!["/on before_birth"],
        ),
    ];
    for (path, body, faults) in table {
        let refused = client.post(path, &body);
        refused.refused(422, "invalid");
        assert_eq!(refused.faults(), faults, "{path}");
    }
    for table in ["cases", "intakes", "desk_contacts"] {
        assert_eq!(app.database.count(table), 0, "{table}");
    }
}

#[test]
fn every_fault_of_a_suspension_is_told_at_once() {
    let app = TestApp::start();
    let case = opened(&app);
    let rest = json!({ "reason": "away", "on": "2026-03-09", "until": "2026-03-08" });
    let refused = step(&app.as_(Role::Counsellor), &case, "suspensions", &rest);
    refused.refused(422, "invalid");
    assert_eq!(
        refused.faults(),
        ["/on before_the_last_step", "/until ends_before_it_begins",]
    );
}

#[test]
fn a_second_open_case_at_the_office_is_refused() {
    let app = TestApp::start();
    let case = opened(&app);
    let counsellor = app.as_(Role::Counsellor);
    let individual = counsellor.get(&case).ok(200)["individual_id"].clone();
    let body = json!({ "individual_id": individual, "office_id": office(), "reason": "Ancora." });
    counsellor
        .post("/cases", &body)
        .refused(409, "open_case_exists");
}

#[test]
fn nobody_is_given_up_without_attempts_unless_somebody_answers_for_it() {
    let app = TestApp::start();
    let case = opened(&app);
    let counsellor = app.as_(Role::Counsellor);
    for outcome in ["reached", "not_reached", "message_left"] {
        let attempt = json!({ "channel": "phone", "outcome": outcome });
        counsellor
            .post(&format!("{case}/contact-attempts"), &attempt)
            .ok(201);
    }
    let attempts = counsellor
        .get(&format!("{case}/contact-attempts?limit=2"))
        .ok(200);
    assert_eq!(attempts["items"].as_array().unwrap().len(), 2);
    assert!(attempts["next_cursor"].is_string());
    let body = json!({ "outcome": { "kind": "no_contact" } });
    let refused = step(&counsellor, &case, "closure", &body).refused(422, "rules");
    let finding = &refused["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["severity"]),
        (&json!("case.no_contact"), &json!("warn"))
    );
    let body = json!({ "outcome": { "kind": "no_contact" }, "acknowledged": ["case.no_contact"] });
    step(&counsellor, &case, "closure", &body).ok(200);
}

#[test]
fn a_note_is_amended_in_the_open_and_hidden_from_who_is_not_of_its_circle() {
    let app = TestApp::start();
    let case = opened(&app);
    let counsellor = app.as_(Role::Counsellor);
    let body = json!({ "visibility": "team", "text": "Primo colloquio." });
    let written = counsellor.post(&format!("{case}/notes"), &body);
    let note = format!("{case}/notes/{}", written.ok(201)["id"].as_str().unwrap());
    let body = json!({ "text": "Primo colloquio, in presenza.", "reason": "Precisazione." });
    let amended = counsellor
        .with("If-Match", written.header("ETag"))
        .post(&format!("{note}/amendments"), &body)
        .ok(200);
    assert_eq!(
        (&amended["amended"], &amended["version"]),
        (&json!(true), &json!(2))
    );
    let history = counsellor.get(&format!("{note}/history")).ok(200);
    assert_eq!(history["items"][0]["text"], "Primo colloquio.");
    let coordinator = app.as_(Role::Coordinator);
    coordinator.get(&note).refused(404, "not_found");
    let seen = coordinator.get(&format!("{case}/notes")).ok(200);
    assert_eq!(seen["items"], json!([]));
}

#[test]
fn a_coordinator_gives_a_case_away_and_says_who_works_on_it() {
    let app = TestApp::start();
    let case = opened(&app);
    let coordinator = app.as_(Role::Coordinator);
    let other = Member::new(Place::Home, Role::Counsellor, 1);
    let body = json!({ "counsellor_id": other.id() });
    let mine = app.as_(Role::Counsellor);
    step(&mine, &case, "assignment", &body).refused(403, "forbidden");
    step(&coordinator, &case, "assignment", &body).ok(200);
    mine.get(&case).refused(404, "not_found");
    let me = Member::new(Place::Home, Role::Counsellor, 0).id();
    let now = coordinator.get(&case);
    let team = json!({ "members": [me] });
    coordinator
        .put_if(&format!("{case}/team"), now.header("ETag"), &team)
        .ok(200);
    mine.get(&case).ok(200);
}

#[test]
fn a_counsellor_takes_a_case_from_the_list_and_a_colleagues_case_is_not_found() {
    let app = TestApp::start();
    let mine = app.as_(Role::Counsellor);
    let body = json!({ "individual_id": register(&app), "office_id": office(), "reason": "Cerca lavoro." });
    app.as_(Role::Coordinator).post("/cases", &body).ok(201);
    let free = mine.get("/cases?counsellor=none").ok(200);
    let case = format!("/cases/{}", free["items"][0]["id"].as_str().unwrap());
    let me = Member::new(Place::Home, Role::Counsellor, 0).id();
    let body = json!({ "counsellor_id": me });
    step(&mine, &case, "assignment", &body).ok(200);
    let other = Member::new(Place::Home, Role::Counsellor, 1).id();
    let now = mine.get(&case);
    let given = json!({ "counsellor_id": other });
    step(&app.as_(Role::Coordinator), &case, "assignment", &given).ok(200);
    let late = mine.with("If-Match", now.header("ETag"));
    late.post(&format!("{case}/assignment"), &body)
        .refused(404, "not_found");
}

#[test]
fn the_file_explains_itself_and_answers_304_as_long_as_nothing_changed() {
    let app = TestApp::start();
    let case = opened(&app);
    let counsellor = app.as_(Role::Counsellor);
    let file = counsellor.get(&format!("{case}/file"));
    let seen = file.ok(200);
    assert_eq!(seen["person"]["phones"], json!(["+390110000000"]));
    assert_eq!(seen["person"]["age"], 39);
    assert_eq!(seen["warnings"][0]["rule"], "file.no_residence");
    assert_eq!(seen["events"][0]["kind"], "intake_concluded");
    assert!(seen["events"][0]["actor"]["staff_id"].is_string());
    assert_eq!(seen["next_dates"][0]["kind"], "no_contact_limit");
    let known = counsellor.with("If-None-Match", file.header("ETag"));
    assert_eq!(known.get(&format!("{case}/file")).status, 304);
    let attempt = json!({ "channel": "phone", "outcome": "reached" });
    counsellor
        .post(&format!("{case}/contact-attempts"), &attempt)
        .ok(201);
    assert_eq!(known.get(&format!("{case}/file")).status, 200);
    app.as_(Role::DeskOperator)
        .get(&format!("{case}/file"))
        .refused(403, "forbidden");
    // A token lives ten minutes: the clock may move on by less.
    app.clock.advance(TimeDelta::minutes(1));
    counsellor.get(&format!("{case}/file")).ok(200);
}

#[test]
fn contacts_at_the_desk_are_counted() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let contact = |on: &str| {
        json!({ "office_id": office(), "on": on, "topic": "cv", "age_band": "25-29",
            "channel": "desk", "minutes": 15 })
    };
    desk.post("/desk-contacts", &contact("2026-03-10")).ok(201);
    desk.post("/desk-contacts", &contact("2026-03-11"))
        .refused(422, "invalid");
    let late = desk
        .post("/desk-contacts", &contact("2026-01-10"))
        .refused(422, "rules");
    assert_eq!(late["findings"][0]["rule"], "desk_contact.late");
    let counts = desk
        .get("/desk-contact-counts?from=2026-03-01&to=2026-03-31")
        .ok(200);
    assert_eq!(
        counts["topics"]["cv"],
        json!({ "contacts": 1, "minutes": 15 })
    );
    desk.get("/desk-contact-counts?from=2026-03-01&to=2027-03-02")
        .refused(400, "bad_parameter");
    let listed = desk.get("/desk-contacts?topic=cv&from=2026-03-10").ok(200);
    assert_eq!(listed["items"][0]["minutes"], 15);
}

#[test]
fn a_case_whose_counsellor_was_disabled_is_listed_without_an_owner_and_its_file_warns() {
    let app = TestApp::start();
    let case = opened(&app);
    let id = case.rsplit_once('/').unwrap().1.to_owned();
    let coordinator = app.as_(Role::Coordinator);
    let free = || coordinator.get("/cases?counsellor=none").ok(200)["items"].clone();
    assert_eq!(free(), json!([]));
    let gone = Member::new(Place::Home, Role::Counsellor, 0);
    let administrator = app.as_(Role::Administrator);
    let account = format!("/staff/{}", gone.id());
    let now = administrator.get(&account);
    administrator
        .with("If-Match", now.header("ETag"))
        .step(&format!("{account}/disablement"))
        .ok(200);
    assert_eq!(free()[0]["id"], json!(id));
    let file = coordinator.get(&format!("{case}/file")).ok(200);
    assert_eq!(file["warnings"][0]["rule"], "case.counsellor_not_active");
    let other = Member::new(Place::Home, Role::Counsellor, 1);
    let taker = app.member(other);
    step(
        &taker,
        &case,
        "assignment",
        &json!({ "counsellor_id": other.id() }),
    )
    .ok(200);
    assert_eq!(free(), json!([]));
    let file = taker.get(&format!("{case}/file")).ok(200);
    assert_eq!(file["warnings"][0]["rule"], "file.no_residence");
}
