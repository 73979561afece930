//! Each section of a record has its own version, provenance and history.

use std::thread::spawn;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::people::{
    Somebody, codes, contacts, first, path, provenance, register, residence, section,
};
use crate::support::{Answer, TestApp};

fn lucia() -> Somebody {
    Somebody::new("Verdi", "Lucia", "1990-01-01")
}

/// Every section with a first and a second content.
fn contents() -> [(&'static str, Value, Value); 10] {
    let mut moved = residence();
    moved["domicile"] = json!({ "place_code": "Z110", "postal_code": "75001" });
    let mut married = lucia().identity();
    married["given_name"] = json!("Lucia Maria");
    [
        ("identity", lucia().identity(), married),
        (
            "identifiers",
            codes(&[("provisional_code", "07430420013")]),
            codes(&[]),
        ),
        ("residence", residence(), moved),
        (
            "contacts",
            contacts(),
            json!({ "emails": ["l@posta.example"] }),
        ),
        (
            "citizenship",
            json!({ "items": [{ "code": "201", "valid_from": "1990-01-01" }] }),
            json!({ "items": [{ "code": "201" }, { "code": "100", "valid_from": "2024-05-02" }] }),
        ),
        ("residence-permit", permit(), json!({ "items": [] })),
        (
            "languages",
            json!({ "items": [{ "language": "sq", "mother_tongue": true }] }),
            json!({ "items": [{ "language": "it", "mother_tongue": false, "speaking": "b2" }] }),
        ),
        (
            "service-needs",
            json!({ "items": [{ "kind": "interpreter", "language": "sq" }] }),
            json!({ "items": [{ "kind": "large_print" }] }),
        ),
        (
            "guardian",
            json!({ "holders": [holder("support_administrator")] }),
            json!({ "holders": [], "schooling_duty_fulfilled": true }),
        ),
        ("privacy-notice", notice("2024-01-10"), notice("2025-01-10")),
    ]
}

fn permit() -> Value {
    json!({ "items": [{
        "kind": "residence_permit",
        "reason": "employed_work",
        "number": "I10000001",
        "issued_on": "2024-04-01",
        "expires_on": "2026-03-31",
        "unlimited": false,
        "request": { "requested_on": "2026-02-01", "receipt_number": "0551" },
        "provenance": provenance(),
    }] })
}

fn holder(role: &str) -> Value {
    json!({
        "role": role,
        "family_name": "Verdi",
        "given_name": "Anna",
        "phone": "+390110000001",
        "document": { "title": "Carta d'identità", "seen_on": "2025-02-03" },
    })
}

fn notice(on: &str) -> Value {
    json!({ "version": "1.0", "language": "it", "shown_on": on, "how": "paper" })
}

#[test]
fn a_section_is_written_first_and_then_replaced_from_the_version_that_was_read() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().registration());
    for (name, one, two) in contents() {
        let path = format!("{person}/{name}");
        if name != "identity" {
            desk.get(&path).refused(404, "not_found");
            let early = desk.put_if(&path, "\"1-0\"", &section(&one));
            assert_eq!(early.refused(412, "stale").get("current_version"), None);
            let made = first(&desk, &path, &one);
            assert_eq!(made.ok(201)["version"], 1);
            assert!(made.header("location").ends_with(&path));
        }
        let read = desk.get(&path);
        assert!(read.header("etag").starts_with("\"1-"), "{name}");
        let view = read.ok(200);
        assert_eq!(view["provenance"], provenance());
        assert_eq!(view["section"], name.replace('-', "_"));
        let again = first(&desk, &path, &two);
        assert_eq!(again.refused(412, "stale")["current_version"], 1);
        desk.send("PUT", &path, Some(section(&two).to_string().into()))
            .refused(428, "precondition_required");
        desk.put_if(&path, "*", &section(&two))
            .refused(428, "precondition_required");
        let weak = format!("W/{}", read.header("etag"));
        assert_eq!(desk.put_if(&path, &weak, &section(&two)).status, 412);
        let written = desk.put_if(&path, read.header("etag"), &section(&two));
        assert_eq!(written.ok(200)["version"], 2, "{name}");
        let late = desk.put_if(&path, read.header("etag"), &section(&one));
        assert_eq!(late.refused(412, "stale")["current_version"], 2);
        let now = desk.get(&path);
        assert_eq!(now.ok(200), written.ok(200));
        assert_eq!(now.header("etag"), written.header("etag"));
        let same = desk.with("If-None-Match", now.header("etag")).get(&path);
        assert_eq!((same.status, same.body.len()), (304, 0));
        let changed = desk.with("If-None-Match", read.header("etag")).get(&path);
        changed.ok(200);
    }
    // Nobody's version moved with a neighbour's: each was written twice.
    let view = desk.get(&person).ok(200);
    let stamps = view["sections"].as_array().unwrap();
    let twice = stamps.iter().filter(|stamp| stamp["version"] == 2);
    assert_eq!(twice.count(), contents().len(), "{view}");
    let never = stamps.iter().filter(|stamp| stamp["version"].is_null());
    assert_eq!(never.count(), stamps.len() - contents().len(), "{view}");
    assert_eq!(view["given_name"], "Lucia Maria");
}

#[test]
fn a_section_tells_where_another_source_disagrees_until_a_check_settles_it() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().registration());
    let path = format!("{person}/identity");
    let read = desk.get(&path);
    assert_eq!(read.ok(200)["contradictions"], json!([]));
    let mut declared = section(&lucia().identity());
    declared["content"]["given_name"] = json!("Lucia Maria");
    declared["provenance"]["source"] = json!("self_declared");
    let written = desk.put_if(&path, read.header("etag"), &declared);
    let told = written.ok(200)["contradictions"].clone();
    assert_eq!(told[0]["pointer"], "/given_name");
    assert_eq!(told[0]["version"], 1);
    assert_eq!(told[0]["provenance"], provenance());
    assert_eq!(told[1], Value::Null, "{told}");
    assert_eq!(desk.get(&path).ok(200)["contradictions"], told);
    declared["provenance"]["verification"] = json!("verified");
    declared["provenance"]["observed_on"] = json!("2025-02-04");
    let settled = desk.put_if(&path, written.header("etag"), &declared);
    assert_eq!(settled.ok(200)["contradictions"], json!([]));
    let history = desk.get(&format!("{path}/history")).ok(200);
    assert_eq!(history["items"][0].get("contradictions"), None);
}

#[test]
fn every_version_of_a_section_stays_in_its_history() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().registration());
    let path = format!("{person}/contacts");
    let mut tag = first(&desk, &path, &contacts()).header("etag").to_owned();
    for number in 2..=7 {
        let content = json!({ "phones": [format!("+39 011 000000{number}")] });
        let written = desk.put_if(&path, &tag, &section(&content));
        written.ok(200);
        written.header("etag").clone_into(&mut tag);
    }
    let mut versions = Vec::new();
    let mut at = format!("{path}/history?limit=3");
    loop {
        let page = desk.get(&at).ok(200);
        for item in page["items"].as_array().unwrap() {
            versions.push(item["version"].as_i64().unwrap());
            assert_eq!(item["recorded_by"], json!(member().id()));
        }
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        at = format!("{path}/history?limit=3&cursor={next}");
    }
    assert_eq!(versions, [7, 6, 5, 4, 3, 2, 1]);
    let whole = desk.get(&format!("{path}/history")).ok(200);
    assert_eq!(whole["items"][6]["content"], desk_contacts());
    // Whose identity was never replaced has one version, and what was never written has none.
    let identity = desk.get(&format!("{person}/identity/history")).ok(200);
    assert_eq!(identity["items"].as_array().unwrap().len(), 1);
    let none = desk.get(&format!("{person}/residence/history")).ok(200);
    assert_eq!(none["items"], json!([]));
}

fn member() -> crate::support::Member {
    crate::support::Member::new(crate::support::Place::Home, Role::DeskOperator, 0)
}

/// Contacts as they are answered.
fn desk_contacts() -> Value {
    let mut content = contacts();
    content["phones"] = json!(["+390110000000"]);
    content
}

#[test]
fn of_ten_who_replace_the_same_version_one_wins() {
    let app = TestApp::start();
    let second = app.beside(|_| {});
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().registration());
    let path = format!("{person}/residence");
    let race = |tag: Option<String>| {
        let runners: Vec<_> = (0..10)
            .map(|runner| {
                let server = if runner % 2 == 0 { &app } else { &second };
                let client = server.as_(Role::DeskOperator);
                let (path, tag) = (path.clone(), tag.clone());
                let mut content = residence();
                content["residence"]["civic_number"] = json!(format!("{runner}"));
                spawn(move || match tag {
                    Some(tag) => client.put_if(&path, &tag, &section(&content)),
                    None => first(&client, &path, &content),
                })
            })
            .collect();
        let answers: Vec<Answer> = runners.into_iter().map(|r| r.join().unwrap()).collect();
        let won: Vec<&Answer> = answers.iter().filter(|a| a.status < 300).collect();
        assert_eq!(won.len(), 1);
        for lost in answers.iter().filter(|a| a.status >= 300) {
            lost.refused(412, "stale");
        }
        assert_eq!(desk.get(&path).ok(200), won[0].json());
        won[0].header("etag").to_owned()
    };
    let mut tag = race(None);
    for _ in 0..3 {
        tag = race(Some(tag));
    }
    assert!(tag.starts_with("\"4-"), "{tag}");
    let kept = "individual_section_versions WHERE section = 'residence'";
    assert_eq!(app.database.count(kept), 4);
    assert_eq!(
        app.database.count("events WHERE kind = 'section_replaced'"),
        4
    );
}

#[test]
fn a_new_name_or_code_is_what_searches_find() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().with_code(lucia().tax_code()));
    let find = |body: Value| {
        let body = Some(body.to_string().into());
        let found = desk.send("POST", "/individual-searches", body).ok(200);
        found["items"].as_array().unwrap().len()
    };
    let renamed = Somebody::new("Esposito", "Lucia", "1990-01-01");
    let put = |name: &str, content: &Value| {
        let path = format!("{person}/{name}");
        let mut body = section(content);
        body["acknowledged"] = json!(["individual.tax_code_conflict"]);
        desk.put_if(&path, desk.get(&path).header("etag"), &body)
            .ok(200);
    };
    put("identity", &renamed.identity());
    assert_eq!(find(json!({ "term": "verdi" })), 0);
    assert_eq!(find(json!({ "term": "esposito lu" })), 1);
    let mut all = codes(&[
        ("tax_code", lucia().tax_code().as_str()),
        ("tax_code", renamed.tax_code().as_str()),
    ]);
    all["items"][0]["valid_to"] = json!("2024-12-31");
    put("identifiers", &all);
    // The former code leads to her as well.
    for code in [lucia().tax_code(), renamed.tax_code()] {
        assert_eq!(find(json!({ "tax_code": code.as_str() })), 1);
    }
    put(
        "identifiers",
        &codes(&[("tax_code", renamed.tax_code().as_str())]),
    );
    assert_eq!(find(json!({ "tax_code": lucia().tax_code().as_str() })), 0);
}

#[test]
fn a_section_that_contradicts_another_is_written_only_knowingly() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().with_code(lucia().tax_code()));
    let path = format!("{person}/identity");
    let tag = desk.get(&path).header("etag").to_owned();
    let other = Somebody::new("Neri", "Anna", "1990-01-01").identity();
    let refused = desk.put_if(&path, &tag, &section(&other));
    let problem = refused.refused(422, "rules");
    assert_eq!(
        problem["findings"][0]["rule"],
        "individual.tax_code_conflict"
    );
    assert!(
        problem["findings"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("family_name")
    );
    let mut body = section(&other);
    body["acknowledged"] = json!(["individual.tax_code_conflict"]);
    desk.put_if(&path, &tag, &body).ok(200);
    let recorded = "events WHERE kind = 'section_replaced' \
                    AND payload LIKE '%individual.tax_code_conflict%'";
    assert_eq!(app.database.count(recorded), 1);
    // Facts never hold what the record says.
    for name in ["Neri", "Anna", "Verdi", lucia().tax_code().as_str()] {
        let sql = format!("events WHERE payload LIKE '%{name}%'");
        assert_eq!(app.database.count(&sql), 0);
    }
}

#[test]
fn every_fault_of_a_section_and_of_its_provenance_is_told_at_once() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().registration());
    let mut body = section(&residence());
    body["content"]["residence"]["postal_code"] = json!("1012A");
    body["content"]["domicile"] = json!({
        "place_code": "L219", "valid_from": "2020-01-02", "valid_to": "2020-01-01",
    });
    body["provenance"]["observed_on"] = json!("2100-01-01");
    let refused = desk.put_first(&format!("{person}/residence"), &body);
    refused.refused(422, "invalid");
    assert_eq!(
        refused.faults(),
        [
            "/provenance/observed_on in_the_future",
            "/content/residence/postal_code invalid_postal_code",
            "/content/domicile/valid_to ends_before_it_begins",
        ]
    );
    desk.get(&format!("{person}/residence"))
        .refused(404, "not_found");
}

#[test]
fn the_timeline_tells_what_happened_in_the_language_of_the_reader() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().registration());
    for (name, one, _) in contents().into_iter().skip(1).take(3) {
        first(&desk, &format!("{person}/{name}"), &one).ok(201);
    }
    let path = format!("{person}/timeline");
    let told = |language: &str, query: &str| {
        let client = desk.with("Accept-Language", language);
        let page = client.get(&format!("{path}{query}")).ok(200);
        let items = page["items"].as_array().unwrap().clone();
        let texts = items
            .iter()
            .map(|item| item["text"].as_str().unwrap().to_owned());
        (texts.collect::<Vec<_>>(), page)
    };
    assert_eq!(
        told("it", "").0,
        [
            "Aggiornata la sezione recapiti (versione 1).",
            "Aggiornata la sezione residenza e domicilio (versione 1).",
            "Aggiornata la sezione codici identificativi (versione 1).",
            "Persona registrata.",
        ]
    );
    let (english, page) = told("en", "?limit=2");
    assert_eq!(english.len(), 2);
    assert_eq!(english[0], "Section contacts replaced (version 1).");
    let cursor = page["next_cursor"].as_str().unwrap();
    let (rest, page) = told("en", &format!("?limit=2&cursor={cursor}"));
    assert_eq!(rest[1], "Person registered.");
    assert!(page.get("next_cursor").is_none());
    let entry = &page["items"][1];
    assert_eq!(entry["staff_id"], json!(member().id()));
    assert_eq!(entry["office_id"], json!(member().office()));
    assert!(person.ends_with(entry["subject_id"].as_str().unwrap()));
}

#[test]
fn a_page_costs_as_much_however_much_it_holds() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let made = desk.post("/individuals", &lucia().registration());
    let person = path(&made);
    let contact = format!("{person}/contacts");
    let mut tag = first(&desk, &contact, &contacts())
        .header("etag")
        .to_owned();
    for number in 1..=30 {
        let content = json!({ "phones": [format!("+39 011 00000{number:02}")] });
        let written = desk.put_if(&contact, &tag, &section(&content));
        written.header("etag").clone_into(&mut tag);
    }
    for list in [format!("{contact}/history"), format!("{person}/timeline")] {
        let cost = |limit: u8| {
            let path = format!("{list}?limit={limit}");
            app.cost(|| desk.get(&path).ok(200))
        };
        assert_eq!(cost(1), cost(30), "{list}");
    }
    let put = app.cost(|| {
        let written = desk.put_if(&contact, &tag, &section(&contacts()));
        written.header("etag").clone_into(&mut tag);
        written.ok(200)
    });
    assert!(put <= 20, "{put} statements for one section");
}

#[test]
fn nothing_of_a_section_is_set_but_content_and_provenance() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let person = register(&desk, &lucia().registration());
    for (name, one, _) in contents() {
        let path = format!("{person}/{name}");
        for member in [
            "version",
            "recorded_at",
            "recorded_by",
            "individual_id",
            "individualId",
            "section",
            "source",
            "organisation_id",
            "_links",
            "key",
            "id",
        ] {
            for at in ["", "/content", "/provenance"] {
                let mut body = section(&one);
                let above = body.pointer_mut(at).unwrap();
                if above.get(member).is_some() {
                    continue;
                }
                above[member] = json!("1");
                let answer = desk.put_if(&path, "\"1-0\"", &body);
                answer.refused(400, "malformed_request");
                assert_eq!(answer.faults(), [format!("{at}/{member} unknown_member")]);
            }
        }
    }
    assert_eq!(app.database.count("individual_section_versions"), 1);
}
