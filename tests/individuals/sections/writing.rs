//! A section is replaced whole, from the version that was read.

use std::thread::spawn;

use domain::actor::Role;
use serde_json::{Value, json};

use super::{contents, lucia};
use crate::support::people::{Somebody, codes, first, provenance, register, residence, section};
use crate::support::{Answer, TestApp};

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
    let tag = desk.tag(&path);
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
