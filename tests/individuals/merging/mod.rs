//! Two records of one person become one, and two again.

mod races;
mod undoing;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::people::{Somebody, codes, contacts_of, register, residence, section};
use crate::support::{Answer, Client, Member, Place, TestApp};

fn home(role: Role) -> Member {
    Member::new(Place::Home, role, 0)
}

/// Somebody who was registered twice, once with a mistake.
struct Twice {
    coordinator: Client,
    /// The path of the record with the right names.
    kept: String,
    /// The path of the other one.
    other: String,
}

fn id(path: &str) -> &str {
    path.rsplit_once('/').unwrap().1
}

fn rossi() -> Somebody {
    Somebody::new("Rossi", "Maria", "1980-02-03")
}

fn bianchi() -> Somebody {
    Somebody::new("Bianchi", "Maria", "1980-02-03")
}

/// Registers her under the name of her birth and under that of her husband.
fn twice(app: &TestApp) -> Twice {
    let coordinator = app.member(home(Role::Coordinator));
    let mut kept = rossi().with_code(rossi().tax_code());
    kept["residence"] = residence();
    kept["provenance"]["verification"] = json!("none");
    let mut other = bianchi().with_code(bianchi().tax_code());
    other["contacts"] = contacts_of(1);
    other["provenance"]["verification"] = json!("none");
    Twice {
        kept: register(&coordinator, &kept),
        other: register(&coordinator, &other),
        coordinator,
    }
}

impl Twice {
    fn tag(&self, path: &str) -> String {
        self.coordinator.tag(path)
    }

    fn body(&self, sections: &Value) -> Value {
        let version = self.coordinator.get(&self.other).ok(200)["version"].clone();
        json!({
            "absorbed_id": id(&self.other), "absorbed_version": version,
            "reason": "Registrata due volte.", "sections": sections,
        })
    }

    fn merge(&self, sections: &Value) -> Answer {
        let body = self.body(sections);
        self.coordinator
            .with("If-Match", self.tag(&self.kept))
            .post(&format!("{}/merges", self.kept), &body)
    }

    fn undo(&self, merged: &Value) -> Answer {
        let path = format!("/merges/{}", merged["id"].as_str().unwrap());
        self.coordinator
            .with("If-Match", self.tag(&path))
            .step(&format!("{path}/undo"))
    }
}

/// A case of somebody at an office.
fn case(individual: &str, office: u8) -> Value {
    json!({
        "individual_id": id(individual), "office_id": Place::Home.office(office),
        "reason": "Cerca lavoro.", "opened_on": "2026-03-01",
    })
}

/// A first interview of somebody.
fn intake(individual: &str) -> Value {
    json!({
        "individual_id": id(individual), "office_id": Place::Home.office(0), "on": "2026-03-02",
        "interview": {
            "arrival": "self", "urgency": "ordinary", "needs": ["job"],
            "privacy_notice": { "version": "1.0", "language": "it", "on": "2026-03-02" },
        },
    })
}

fn contact(individual: &str) -> Value {
    json!({
        "office_id": Place::Home.office(0), "individual_id": id(individual),
        "topic": "cv", "age_band": "25-29", "channel": "desk", "minutes": 15,
    })
}

/// The identifiers of the cards that a search finds.
fn found(client: &Client, term: &Value) -> Vec<String> {
    let answer = client.post("/individual-searches", term).ok(200);
    let cards = answer["items"].as_array().unwrap().iter();
    cards
        .map(|card| card["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_a_merge_would_do_is_told_before_and_nothing_happens() {
    let app = TestApp::start();
    let twice = twice(&app);
    let client = &twice.coordinator;
    let opened = client.post("/cases", &case(&twice.other, 0)).ok(201);
    client.post("/intakes", &intake(&twice.other)).ok(201);
    let path = format!("{}/merge-previews", twice.kept);
    let body = json!({ "other_id": id(&twice.other) });
    let seen = client.post(&path, &body).ok(200);
    assert_eq!(seen["survivor"]["id"], id(&twice.kept));
    assert_eq!(
        (&seen["survivor_version"], &seen["absorbed_version"]),
        (&json!(3), &json!(3))
    );
    let moves: Vec<_> = seen["moves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| {
            (
                of["kind"].as_str().unwrap().to_owned(),
                of["count"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("case", 1),
        ("intake", 1),
        ("desk_contact", 0),
        ("individual", 0),
    ];
    assert_eq!(
        moves,
        expected.map(|(kind, count)| (kind.to_owned(), count))
    );
    assert_eq!(seen["moves"][0]["ids"], json!([opened["id"]]));
    assert_eq!(
        seen["sections"][3],
        json!({ "section": "contacts", "absorbed_version": 1 })
    );
    assert_eq!(seen["conflicts"], json!([]));
    assert_eq!(app.database.count("merges"), 0);
    let same = client.post(&path, &json!({ "other_id": id(&twice.kept) }));
    assert_eq!(same.faults(), ["/other_id same_person"]);
    let nobody = client.post(&path, &json!({ "other_id": uuid::Uuid::new_v4() }));
    assert_eq!(nobody.faults(), ["/other_id unknown_reference"]);
}

#[test]
fn one_record_answers_for_both() {
    let app = TestApp::start();
    let twice = twice(&app);
    let (client, kept) = (&twice.coordinator, id(&twice.kept));
    let opened = client.post("/cases", &case(&twice.other, 0)).ok(201);
    client
        .post("/desk-contacts", &contact(&twice.other))
        .ok(201);
    let merged = twice.merge(&json!([])).ok(201);
    assert_eq!(merged["sections"], json!(["contacts"]));
    assert_eq!(merged["allowed_actions"][0]["allowed"], true);
    let case_of = client.get(&format!("/cases/{}", opened["id"].as_str().unwrap()));
    assert_eq!(case_of.ok(200)["individual_id"], kept);
    // Asked for by either name, it is the same answer.
    let view = client.get(&twice.kept).ok(200);
    assert_eq!(client.get(&twice.other).ok(200), view);
    assert_eq!(view["id"], kept);
    assert_eq!(view["open_case_ids"], json!([opened["id"]]));
    let from = json!([{ "id": id(&twice.other), "merge_id": merged["id"] }]);
    assert_eq!(view["merged_from"], from);
    for name in [
        "identity",
        "identifiers",
        "residence",
        "contacts",
        "timeline",
    ] {
        let of = |path: &str| {
            let mut view = client.get(&format!("{path}/{name}")).ok(200);
            view["_links"].take();
            view
        };
        assert_eq!(of(&twice.other), of(&twice.kept), "{name}");
    }
}

#[test]
fn the_one_record_is_found_by_all_names_and_codes_once() {
    let app = TestApp::start();
    let twice = twice(&app);
    let (client, kept) = (&twice.coordinator, id(&twice.kept));
    twice.merge(&json!([])).ok(201);
    let contacts = client.get(&format!("{}/contacts", twice.other)).ok(200);
    assert_eq!(contacts["content"]["phones"], json!(["+390115550001"]));
    assert_eq!(contacts["individual_id"], kept);
    for term in [
        json!({ "term": "rossi" }),
        json!({ "term": "bianchi" }),
        json!({ "term": "maria" }),
        json!({ "term": "bianchi mar", "birth_year": 1980 }),
        json!({ "tax_code": rossi().tax_code().to_string() }),
        json!({ "tax_code": bianchi().tax_code().to_string() }),
        json!({ "term": "maria", "limit": 1 }),
    ] {
        assert_eq!(found(client, &term), [kept], "{term}");
    }
    assert_eq!(
        found(client, &json!({ "term": "bianchi", "birth_year": 1981 })),
        [""; 0]
    );
    // Who would register her again is shown the one record.
    let again = client.post("/individuals", &bianchi().registration());
    let cards = again.refused(409, "possible_duplicate")["candidates"].clone();
    assert_eq!(
        (cards.as_array().unwrap().len(), &cards[0]["id"]),
        (1, &json!(kept))
    );
}

#[test]
fn whose_names_were_taken_from_the_other_record_is_found_by_the_former_ones_too() {
    let app = TestApp::start();
    let twice = twice(&app);
    let (client, kept) = (&twice.coordinator, id(&twice.kept));
    let merged = twice
        .merge(&json!([{ "section": "identity", "from": "absorbed" }]))
        .ok(201);
    for term in ["rossi", "bianchi", "maria", "rossi mar"] {
        assert_eq!(found(client, &json!({ "term": term })), [kept], "{term}");
    }
    for who in [rossi(), bianchi()] {
        let again = client.post("/individuals", &who.registration());
        let cards = again.refused(409, "possible_duplicate")["candidates"].clone();
        assert_eq!(cards.as_array().unwrap().len(), 1);
        assert_eq!(cards[0]["id"], kept);
        assert_eq!(cards[0]["reasons"][0]["reason"], "same_names");
    }
    twice.undo(&merged).ok(200);
    for (term, of) in [("rossi", &twice.kept), ("bianchi", &twice.other)] {
        assert_eq!(found(client, &json!({ "term": term })), [id(of)], "{term}");
    }
}

#[test]
fn whoever_knows_only_the_old_identifier_confirms_by_it_that_she_is_somebody_else() {
    let app = TestApp::start();
    let twice = twice(&app);
    twice.merge(&json!([])).ok(201);
    let mut namesake = bianchi().registration();
    namesake["confirmed_distinct_from"] = json!([id(&twice.other)]);
    register(&twice.coordinator, &namesake);
    let recorded = format!(
        "events WHERE payload LIKE '%\"confirmed_distinct_from\":[\"{}\"]%'",
        id(&twice.kept)
    );
    assert_eq!(app.database.count(&recorded), 1);
}

#[test]
fn the_one_record_tells_both_lives_in_one_timeline_and_one_history() {
    let app = TestApp::start();
    let twice = twice(&app);
    let client = &twice.coordinator;
    client.post("/cases", &case(&twice.other, 0)).ok(201);
    client
        .post("/desk-contacts", &contact(&twice.other))
        .ok(201);
    twice.merge(&json!([])).ok(201);
    let timeline = client.get(&format!("{}/timeline", twice.other)).ok(200);
    let kinds: Vec<&str> = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["kind"].as_str().unwrap())
        .collect();
    let told = ["individuals_merged", "desk_contact_recorded", "case_opened"];
    assert_eq!(kinds[..3], told);
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "individual_registered")
            .count(),
        2
    );
    let first = client
        .get(&format!("{}/identity/history?limit=1", twice.kept))
        .ok(200);
    let whole = client
        .get(&format!("{}/identity/history", twice.kept))
        .ok(200);
    assert_eq!(whole["items"].as_array().unwrap().len(), 2);
    assert_eq!(first["items"][0], whole["items"][0]);
}

#[test]
fn what_is_written_by_the_old_name_is_written_to_the_survivor() {
    let app = TestApp::start();
    let twice = twice(&app);
    let (client, kept) = (&twice.coordinator, id(&twice.kept));
    twice
        .merge(&json!([{ "section": "identity", "from": "absorbed" }]))
        .ok(201);
    assert_eq!(client.get(&twice.kept).ok(200)["family_name"], "Bianchi");
    let opened = client.post("/cases", &case(&twice.other, 0)).ok(201);
    assert_eq!(opened["individual_id"], kept);
    let heard = client.post("/intakes", &intake(&twice.other)).ok(201);
    assert_eq!(heard["individual_id"], kept);
    for list in ["cases", "intakes"] {
        let listed = client
            .get(&format!("/{list}?individual={}", id(&twice.other)))
            .ok(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{list}");
    }
    let path = format!("{}/contacts", twice.other);
    let tag = twice.tag(&path);
    let written = client
        .put_if(&path, &tag, &section(&contacts_of(2)))
        .ok(200);
    assert_eq!(written["individual_id"], kept);
    let file = client
        .get(&format!("/cases/{}/file", opened["id"].as_str().unwrap()))
        .ok(200);
    assert_eq!(file["person"]["phones"], json!(["+390115550002"]));
    // A request that was sent before is answered again as it was.
    let body = contact(&twice.other);
    let sent = || client.post_as("0123456789abcdef", "/desk-contacts", &body);
    assert_eq!(sent().ok(201), sent().ok(201));
}

#[test]
fn two_verified_codes_and_two_running_cases_at_one_office_refuse_with_their_reasons() {
    let app = TestApp::start();
    let twice = twice(&app);
    let client = &twice.coordinator;
    for (path, who) in [(&twice.kept, rossi()), (&twice.other, bianchi())] {
        let path = format!("{path}/identifiers");
        let body = section(&codes(&[("tax_code", who.tax_code().as_str())]));
        client.put_if(&path, &twice.tag(&path), &body).ok(200);
        client
            .post(
                "/cases",
                &case(path.strip_suffix("/identifiers").unwrap(), 0),
            )
            .ok(201);
    }
    let problem = twice.merge(&json!([])).refused(422, "rules");
    let rules: Vec<&str> = problem["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["merge.tax_codes", "merge.open_cases"]);
    assert_eq!(app.database.count("merges"), 0);
    let path = format!("{}/merge-previews", twice.kept);
    let seen = client
        .post(&path, &json!({ "other_id": id(&twice.other) }))
        .ok(200);
    assert_eq!(seen["conflicts"][0]["rule"], "merge.tax_codes");
    // The same code, letters for digits, is no conflict.
    let variant = rossi().tax_code().omocodia_variant(2).unwrap().to_string();
    let path = format!("{}/identifiers", twice.other);
    let mut body = section(&codes(&[("tax_code", &variant)]));
    body["acknowledged"] = json!([
        "individual.tax_code_conflict",
        "individual.tax_code_compatible"
    ]);
    body["confirmed_distinct_from"] = json!([id(&twice.kept)]);
    client.put_if(&path, &twice.tag(&path), &body).ok(200);
    let problem = twice.merge(&json!([])).refused(422, "rules");
    assert_eq!(problem["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn a_merge_needs_a_coordinator_who_reaches_both_as_they_were_read() {
    let app = TestApp::start();
    let twice = twice(&app);
    let path = format!("{}/merges", twice.kept);
    let body = twice.body(&json!([]));
    let tag = twice.tag(&twice.kept);
    let counsellor = app.member(home(Role::Counsellor)).with("If-Match", &tag);
    counsellor.post(&path, &body).refused(403, "forbidden");
    let away = app.member(Member::new(Place::Home, Role::Coordinator, 2));
    away.with("If-Match", &tag)
        .post(&path, &body)
        .refused(404, "not_found");
    let strangers = register(&away, &Somebody::numbered(7).registration());
    let mut theirs = body.clone();
    theirs["absorbed_id"] = json!(id(&strangers));
    let client = twice.coordinator.with("If-Match", &tag);
    assert_eq!(
        client.post(&path, &theirs).faults(),
        ["/absorbed_id unknown_reference"]
    );
    let mut doubled = body.clone();
    doubled["absorbed_id"] = json!(id(&twice.kept));
    let choice = json!({ "section": "contacts", "from": "survivor" });
    doubled["sections"] = json!([choice, choice]);
    let expected = [
        "/absorbed_id same_person",
        "/sections/1/section duplicate_member",
    ];
    assert_eq!(client.post(&path, &doubled).faults(), expected);
    let mut late = body.clone();
    late["absorbed_version"] = json!(99);
    client.post(&path, &late).refused(412, "stale");
    let early = twice.coordinator.with("If-Match", "\"99-0\"");
    early.post(&path, &body).refused(412, "stale");
    let sent = || client.post_as("0123456789abcdef", &path, &body);
    let merged = sent().ok(201);
    let replayed = sent();
    assert_eq!(replayed.ok(201), merged);
    assert_eq!(replayed.header("idempotency-replayed"), "true");
    let of_the_log = "events WHERE kind = 'individuals_merged'";
    assert_eq!(app.database.count(of_the_log), 1);
    assert!(
        !app.member(home(Role::Coordinator))
            .get(&twice.kept)
            .text()
            .contains("due volte")
    );
}
