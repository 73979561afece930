//! Nothing that anybody ever wrote about an erased person is left.

use super::*;
use crate::durability::the_chain_verifies;
use crate::imports;
use crate::support::contract::{leaves, sections};
use crate::support::people::{contacts_of, residence, section};

/// Everything that people do with somebody, with the word wherever a text is taken.
pub(super) struct Life {
    pub(super) person: String,
    /// The record that was merged into it.
    pub(super) absorbed: String,
    /// With which key and body it was registered.
    key: String,
    body: Value,
}

/// How somebody is registered whose names are the word.
pub(super) fn registration(given: &str, born: &str, number: usize) -> Value {
    let somebody = Somebody::new(CANARY, given, born);
    let mut body = somebody.with_code(somebody.tax_code());
    body["provenance"]["verification"] = json!("none");
    body["residence"] = residence();
    body["residence"]["residence"]["street"] = json!(CANARY);
    body["contacts"] = contacts_of(number);
    body["contacts"]["emails"] = json!([format!("{CANARY}{number}@posta.example")]);
    body
}

pub(super) fn lived(app: &TestApp) -> Life {
    let client = app.member(coordinator(0));
    let key = uuid::Uuid::new_v4().to_string();
    let body = registration("Piuma", "1980-02-03", 1);
    let person = crate::support::people::path(&client.post_as(&key, "/individuals", &body));
    let absorbed = register(&client, &registration("Altra", "1971-05-06", 2));
    write(&client, &person);
    merge(&client, &person, &absorbed);
    pass_on(app, &client, &follow(&client, &person, CANARY));
    // Months have gone by: the first token is one of then.
    let client = app.member(coordinator(0));
    bring(app, &client);
    take_out(app, &client, &person);
    Life {
        person,
        absorbed,
        key,
        body,
    }
}

/// Writes each section, with the word in one place after the other, wherever it is taken.
fn write(client: &Client, person: &str) {
    for (name, example) in sections() {
        let path = format!("{person}/{name}");
        let there = client.get(&path).status == 200;
        if !there {
            client.put_first(&path, example).ok(201);
        }
        let content = &client.get(&path).ok(200)["content"];
        for place in leaves(content) {
            let mut content = content.clone();
            *content.pointer_mut(&place).unwrap() = json!(CANARY);
            // What is a code or a day refuses it.
            client.put_now(&path, &section(&content));
        }
    }
}

fn merge(client: &Client, person: &str, absorbed: &str) {
    let version = client.get(absorbed).ok(200)["version"].clone();
    let body = json!({
        "absorbed_id": id(absorbed), "absorbed_version": version, "reason": CANARY,
        "sections": [{ "section": "contacts", "from": "absorbed" }],
    });
    let merged = client
        .with("If-Match", client.tag(person))
        .post(&format!("{person}/merges"), &body);
    merged.ok(201);
}

/// A contact at the desk, an interview, a case with a note that is amended; with this word in every
/// text. The path of the case.
pub(super) fn follow(client: &Client, person: &str, word: &str) -> String {
    let office = Place::Home.office(0);
    let contact = json!({
        "office_id": office, "individual_id": id(person), "topic": "cv", "age_band": "25-29",
        "channel": "desk", "minutes": 15,
    });
    client.post("/desk-contacts", &contact).ok(201);
    let intake = json!({
        "individual_id": id(person), "office_id": office, "on": "2026-03-02",
        "interview": {
            "arrival": "self", "urgency": "ordinary", "needs": ["job"], "expectations": word,
            "privacy_notice": { "version": "1.0", "language": "it", "on": "2026-03-02" },
        },
    });
    client.post("/intakes", &intake).ok(201);
    let case = json!({
        "individual_id": id(person), "office_id": office, "reason": word,
        "opened_on": "2026-03-01",
    });
    let case = client.post("/cases", &case).ok(201);
    let case = format!("/cases/{}", case["id"].as_str().unwrap());
    let attempt = json!({ "channel": "phone", "outcome": "reached" });
    client
        .post(&format!("{case}/contact-attempts"), &attempt)
        .ok(201);
    let note = json!({ "visibility": "organisation", "text": word });
    let note = client.post(&format!("{case}/notes"), &note).ok(201);
    let note = format!("{case}/notes/{}", note["id"].as_str().unwrap());
    let amended = json!({ "text": format!("{word} e altro"), "reason": word });
    let amended = client
        .with("If-Match", "\"1-0\"")
        .post(&format!("{note}/amendments"), &amended);
    amended.ok(200);
    agree(client, &case, word);
    case
}

/// An agreement with this word in every text, signed, looked at and being signed anew.
fn agree(client: &Client, case: &str, word: &str) {
    let terms = json!({
        "officer_id": Member::new(Place::Home, Role::Counsellor, 0).id(),
        "profile": word, "search_acts": word, "contact_every_days": 30,
        "proof_modes": ["search_diary"],
        "goals": [{ "text": word, "actions": [{ "text": word, "by": "person" }] }],
    });
    let drawn_up = client.post(&format!("{case}/agreements"), &terms).ok(201);
    let agreement = format!("/agreements/{}", drawn_up["id"].as_str().unwrap());
    let looked = json!({ "outcome": "partly_on_course", "remark": word });
    for (step, body) in [
        ("proposal", json!({})),
        ("signature", json!({})),
        ("reviews", looked),
    ] {
        let now = client.with("If-Match", client.tag(&agreement));
        now.post(&format!("{agreement}/{step}"), &body).ok(200);
    }
    client.step_now(&agreement, "amendment").ok(200);
    let pact = json!({ "pact_id": word });
    client.put_now_at(&agreement, "pact", &pact).ok(200);
    let view = client.get(&agreement).ok(200);
    let action = &view["terms"]["goals"][0]["actions"][0]["id"];
    let action = format!("actions/{}", action.as_str().unwrap());
    let done = json!({ "status": "done" });
    client.put_now_at(&agreement, &action, &done).ok(200);
}

/// The case was to go to a colleague, a service outside was asked, and months after its end somebody
/// called.
fn pass_on(app: &TestApp, client: &Client, case: &str) {
    let proposal = json!({
        "counsellor_id": coordinator(1).id(), "term": { "kind": "permanent" },
        "reason": "workload", "note": CANARY,
    });
    client
        .post(&format!("{case}/hand-overs"), &proposal)
        .ok(201);
    let referral = json!({
        "to": { "kind": "service", "service": "school", "service_name": CANARY },
        "reason": "training", "request": CANARY, "answer_by": "2026-12-31",
    });
    client.post(&format!("{case}/referrals"), &referral).ok(201);
    let ended = json!({ "outcome": { "kind": "moved" }, "on": "2026-03-10" });
    client
        .with("If-Match", client.tag(case))
        .post(&format!("{case}/closure"), &ended)
        .ok(200);
    app.clock.advance(chrono::TimeDelta::days(200));
    let later = app.member(coordinator(0));
    let planned = later.get(&format!("/follow-ups?case={}", id(case))).ok(200);
    let follow_up = planned["items"][0]["id"].as_str().unwrap().to_owned();
    let attempt = json!({ "channel": "phone", "outcome": "not_reached" });
    let follow_up = format!("/follow-ups/{follow_up}");
    later
        .with("If-Match", later.tag(&follow_up))
        .post(&format!("{follow_up}/attempts"), &attempt)
        .ok(200);
}

/// Somebody of another office opens the record, and a coordinator takes a file out in which she
/// stands.
fn take_out(app: &TestApp, client: &Client, person: &str) {
    let outsider = app.member(Member::new(Place::Home, Role::Counsellor, 2));
    let reason = format!("{CANARY} è allo sportello");
    let grounds = json!({ "purpose": "safety", "reason": reason });
    outsider
        .post(&format!("{person}/emergency-accesses"), &grounds)
        .ok(201);
    let wanted =
        json!({ "kind": "individuals", "format": "csv", "purpose": "reporting", "note": CANARY });
    client.post("/exports", &wanted).ok(202);
    crate::exports::work(app);
}

/// A file in which she stands too.
fn bring(app: &TestApp, client: &Client) {
    sent(app, client, &format!("{CANARY};Piuma;1980-02-03;F\n"));
}

/// Imports a file of these people: the path of the import.
fn sent(app: &TestApp, client: &Client, people: &str) -> String {
    let file = format!("Cognome;Nome;Data di nascita;Sesso\n{people}");
    let path = format!(
        "/imports?office_id={}&reason=takeover",
        Place::Home.office(0)
    );
    let sent = client
        .with("Content-Type", "text/csv")
        .with("Idempotency-Key", uuid::Uuid::new_v4().to_string())
        .send("POST", &path, Some(file.into()));
    let view = sent.ok(202);
    imports::work(app);
    format!("/imports/{}", view["id"].as_str().unwrap())
}

#[test]
fn what_waits_of_an_import_and_may_be_the_person_says_nothing_any_more() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let known = Somebody::new("Piuma", CANARY, "1980-02-03").registration();
    let person = register(&client, &known);
    let other = Somebody::new("Verdi", "Lia", "1981-02-02").registration();
    let other = register(&client, &other);
    let people = format!("{CANARY};Piuma;1980-02-03;F\nLia;Verdi;1981-02-02;F\n");
    let import = sent(&app, &client, &people);
    let waits = "import_rows WHERE outcome = 'candidates' AND content IS NOT NULL";
    assert_eq!(app.database.count(waits), 2);
    let decided = json!({ "decisions": [
        { "row": 2, "decision": { "kind": "new_person", "confirmed_distinct_from": [id(&person)] } },
    ] });
    let decisions = format!("{import}/decisions");
    client.post(&decisions, &decided).ok(202);
    approved(&app, &person, &order());
    carry_out(&app);
    imports::work(&app);
    assert_eq!(told(&app.database), BTreeSet::new());
    assert_eq!(app.database.count("individuals"), 1);
    let rows = client.get(&format!("{import}/rows")).ok(200)["items"].clone();
    assert_eq!(rows[0]["outcome"], "refused");
    assert_eq!(rows[0]["remarks"][0]["code"], "candidate_erased");
    assert_eq!(rows[1]["candidates"][0]["individual_id"], id(&other));
    assert_eq!(app.database.count(waits), 1);
    let counts = &client.get(&import).ok(200)["counts"];
    assert_eq!(
        (&counts["refused"], &counts["candidates"]),
        (&json!(1), &json!(1))
    );
    let again = client.post(&decisions, &decided);
    again.refused(422, "invalid");
    assert_eq!(again.faults(), ["/decisions/0/row row_without_candidates"]);
}

#[test]
fn after_an_erasure_nothing_that_was_written_about_the_person_stands_anywhere() {
    let app = TestApp::start();
    let life = lived(&app);
    let before = told(&app.database);
    for column in [
        "individuals.family_norm",
        "individual_keys.key",
        "individual_sections.content",
        "individual_section_versions.content",
        "merges.reason",
        "merge_sections.content",
        "intakes.expectations",
        "cases.reason",
        "note_versions.body",
        "note_versions.reason",
        "hand_overs.note",
        "referrals.request",
        "referrals.service_name",
        "emergency_accesses.reason",
    ] {
        assert!(before.contains(column), "{column} is not in {before:#?}");
    }
    let request = approved(&app, &life.person, &order());
    carry_out(&app);
    assert_eq!(status(&app, &request), "done");
    assert_eq!(told(&app.database), BTreeSet::new());
    assert_eq!(in_files(&app.database), 0);
    let ledger = std::fs::read_to_string(app.database.ledger()).unwrap();
    assert!(!ledger.to_lowercase().contains(CANARY));
    let person = literal(&app.database, &life.person);
    for rows in [
        format!("desk_contacts WHERE individual_id = {person}"),
        format!("import_rows WHERE individual_id = {person}"),
        format!("idempotency_keys WHERE individual_id = {person} AND body IS NOT NULL"),
        "import_rows WHERE content IS NOT NULL AND individual_id IS NOT NULL".to_owned(),
        "export_pieces".to_owned(),
        "due_items".to_owned(),
    ] {
        assert_eq!(app.database.count(&rows), 0, "{rows}");
    }
    // Whoever fetched the file is to be told.
    let told_of = format!("export_subjects WHERE individual_id = {person}");
    assert_eq!(app.database.count(&told_of), 1);
}

#[test]
fn what_is_counted_and_the_record_of_facts_stay_true() {
    let app = TestApp::start();
    let life = lived(&app);
    let person = literal(&app.database, &life.person);
    let facts = format!("events WHERE individual_id = {person}");
    let (facts_before, contacts) = (
        app.database.count(&facts),
        app.database.count("desk_contacts"),
    );
    approved(&app, &life.person, &order());
    carry_out(&app);
    // The request, its approval, the erasure, its entry.
    assert_eq!(app.database.count(&facts), facts_before + 4);
    assert_eq!(app.database.count("desk_contacts"), contacts);
    let figures = "erased_figures WHERE began_in = '2026-03-01'";
    // The case, the interview and the referral.
    assert_eq!(app.database.count(figures), 3);
    assert_eq!(
        app.database
            .count("erased_figures WHERE kind = 'follow_up'"),
        2
    );
    // Both records are entombed together.
    assert_eq!(app.database.count("erased_individuals"), 2);
    let absorbed = literal(&app.database, &life.absorbed);
    let entombed = format!("erased_individuals WHERE individual_id = {absorbed}");
    assert_eq!(app.database.count(&entombed), 1);
    the_chain_verifies(&app.database);
}

#[test]
fn a_retry_of_what_was_done_to_an_erased_person_does_nothing_again() {
    let app = TestApp::start();
    let life = lived(&app);
    approved(&app, &life.person, &order());
    carry_out(&app);
    let client = app.member(coordinator(0));
    let people = app.database.count("individuals");
    let again = client.post_as(&life.key, "/individuals", &life.body);
    again.refused(404, "not_found");
    assert_eq!(app.database.count("individuals"), people);
}

#[test]
fn what_is_only_ever_added_leaves_with_an_erased_person_alone() {
    use diesel::connection::SimpleConnection;
    let app = TestApp::start();
    lived(&app);
    for table in [
        "note_versions",
        "contact_attempts",
        "follow_up_attempts",
        "individual_section_versions",
    ] {
        let rows = app.database.count(table);
        let mut conn = app.database.connection();
        let refused = conn.batch_execute(&format!("DELETE FROM {table}"));
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("never changed"), "{refused}");
        assert_eq!(app.database.count(table), rows);
        assert!(rows > 0, "{table}");
    }
}

#[test]
fn an_erasure_costs_as_many_statements_however_much_was_written() {
    let app = TestApp::start();
    let cost = |notes: usize, number: usize| {
        let person = newcomer(&app, number);
        let case = asking::open_case(&app, &person).ok(201);
        let notes_path = format!("/cases/{}/notes", case["id"].as_str().unwrap());
        for _ in 0..notes {
            let note = json!({ "visibility": "organisation", "text": "Primo colloquio." });
            app.member(coordinator(0)).post(&notes_path, &note).ok(201);
        }
        let request = approved(&app, &person, &order());
        let erasure = id(&request).parse().unwrap();
        let system = persistence::Caller::system(Place::Home.organisation(), "story");
        let (_, statements) = app.statements(|| {
            let work =
                move |tx: &mut persistence::Tx<'_>| persistence::erasures::carry_out(tx, erasure);
            app.store.write(system, work).unwrap()
        });
        statements
    };
    let first = cost(1, 1);
    assert_eq!(cost(9, 2), first);
    assert!(first < 92, "{first}");
}
