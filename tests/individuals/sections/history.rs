//! Earlier versions, other sources and the timeline.

use domain::actor::Role;
use serde_json::{Value, json};

use super::{contents, lucia};
use crate::support::TestApp;
use crate::support::people::{contacts, first, path, provenance, register, section};

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
