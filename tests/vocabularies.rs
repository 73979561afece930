//! What everybody may read and keep: code lists, privacy notices, types of problems.

use std::collections::BTreeSet;

use api::http::ProblemCode;
use domain::actor::Role;
use domain::vocabulary;
use serde_json::{Value, json};
use strum::IntoEnumIterator;

use crate::support::{BASE, Client, Member, Place, TestApp};

/// Every item of a list, page after page.
fn all(client: &Client, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut at = path.to_owned();
    loop {
        let page = client.get(&at).ok(200);
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["_links"]["next"].as_str() else {
            return items;
        };
        next.split_once(BASE).unwrap().1.clone_into(&mut at);
    }
}

fn codes(items: &[Value]) -> Vec<&str> {
    items
        .iter()
        .map(|item| item["code"].as_str().unwrap())
        .collect()
}

#[test]
fn every_code_list_is_there_with_source_and_licence() {
    let app = TestApp::start();
    let stranger = app.stranger();
    let lists = all(&stranger, "/vocabularies?limit=5");
    assert_eq!(lists.len(), vocabulary::all().len());
    for (list, known) in lists.iter().zip(vocabulary::all()) {
        assert_eq!(list["id"], known.id);
        for member in ["label", "source", "licence", "edition"] {
            assert!(!list[member].as_str().unwrap().is_empty(), "{list}");
        }
        let href = list["_links"]["self"].as_str().unwrap();
        let page = stranger.get(href.split_once(BASE).unwrap().1).ok(200);
        assert_eq!(&page["vocabulary"], list);
        assert!(!page["items"].as_array().unwrap().is_empty());
    }
}

#[test]
fn the_pages_of_a_list_are_the_whole_list_in_its_order() {
    let app = TestApp::start();
    let stranger = app.stranger();
    for list in ["provinces", "case-outcomes", "states", "sex"] {
        let whole = all(&stranger, &format!("/vocabularies/{list}?limit=100"));
        let found = all(&stranger, &format!("/vocabularies/{list}?limit=7"));
        assert_eq!(found, whole, "{list}");
        let mut found = codes(&whole);
        found.dedup();
        assert_eq!(found, vocabulary::codes(list));
    }
}

#[test]
fn what_everybody_may_keep_is_not_sent_twice() {
    let app = TestApp::start();
    let stranger = app.stranger();
    for path in [
        "/vocabularies",
        "/vocabularies/sex",
        "/vocabularies/municipalities?q=torino",
        "/privacy-notices",
        "/privacy-notices/1.0",
        "/problems",
        "/problems/not-found",
    ] {
        let read = stranger.get(path);
        read.ok(200);
        assert_eq!(
            read.header("cache-control"),
            "public, max-age=3600",
            "{path}"
        );
        assert!(read.header("vary").contains("Accept-Language"));
        let tag = read.header("etag");
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
        for sent in [
            tag.to_owned(),
            format!("W/{tag}"),
            format!("\"x\", {tag}"),
            "*".into(),
        ] {
            let same = stranger.with("If-None-Match", sent).get(path);
            assert_eq!(
                same.status,
                304,
                "{path} {}: {}",
                same.header("etag"),
                same.text()
            );
            assert!(same.body.is_empty());
            assert_eq!(same.header("etag"), tag);
            assert_eq!(same.header("cache-control"), "public, max-age=3600");
        }
        let english = stranger.with("Accept-Language", "en");
        let other = english.with("If-None-Match", tag).get(path);
        assert_eq!(other.header("content-language"), "en");
        assert_eq!(other.status, 200, "{path} is the same in both languages");
        // Who has signed in gets the same.
        assert_eq!(app.as_(Role::Auditor).get(path).text(), read.text());
        let head = stranger.send("HEAD", path, None);
        assert_eq!((head.status, head.header("etag")), (200, tag));
    }
}

#[test]
fn labels_are_in_the_language_of_the_reader_or_say_that_they_are_not() {
    let app = TestApp::start();
    let label = |language: &str, path: &str| {
        let client = app.stranger().with("Accept-Language", language);
        let item = client.get(path).ok(200)["items"][0].clone();
        (item["label"].clone(), item["label_language"].clone())
    };
    let sex = "/vocabularies/sex";
    assert_eq!(label("it", sex), (json!("Maschio"), json!("it")));
    assert_eq!(label("en", sex), (json!("Male"), json!("en")));
    assert_eq!(label("de", sex), label("it", sex));
    let place = "/vocabularies/municipalities?q=torino";
    assert_eq!(label("en", place).1, "it");
}

#[test]
fn a_list_is_asked_by_name_and_by_day() {
    let app = TestApp::start();
    let stranger = app.stranger();
    let ask = |query: &str| all(&stranger, &format!("/vocabularies/municipalities?{query}"));
    for q in ["torino", "TORINO", "Tori", "tor%C3%ACno"] {
        assert!(codes(&ask(&format!("q={q}"))).contains(&"L219"), "{q}");
    }
    assert!(ask("q=nessun+posto+con+questo").is_empty());
    // A municipality that ceased is there on its last day and not on the next.
    let list = vocabulary::get("municipalities").unwrap();
    let ceased = list
        .concepts
        .iter()
        .filter(|concept| concept.valid_to.is_some() && concept.valid_from.is_some());
    let mut seen = 0;
    for concept in ceased.step_by(150).take(20) {
        let ended = concept.valid_to.unwrap();
        let name = domain::kernel::fold(concept.label_it);
        let on = |day: chrono::NaiveDate| {
            let items = ask(&format!("q={name}&valid_on={day}"));
            items
                .iter()
                .any(|item| item["code"] == concept.code && item["valid_to"] == json!(ended))
        };
        if !name.is_ascii() || ended.to_string().as_str() < "1900" {
            continue;
        }
        assert!(on(ended), "{} {ended}", concept.label_it);
        assert!(
            !on(ended.succ_opt().unwrap()),
            "{} {ended}",
            concept.label_it
        );
        seen += 1;
    }
    assert!(seen > 5, "{seen}");
}

#[test]
fn what_a_list_does_not_know_is_refused() {
    let app = TestApp::start();
    let stranger = app.stranger();
    stranger.get("/vocabularies/none").refused(404, "not_found");
    stranger.get("/vocabularies/Sex").refused(404, "not_found");
    for (query, fault) in [
        ("valid_on=soon", "valid_on invalid_date"),
        ("valid_on=2101-01-01", "valid_on date_out_of_range"),
        ("q=", "q length"),
        ("code=M", "code unknown_member"),
        ("limit=0", "limit out_of_range"),
        ("fields=password", "fields unknown_member"),
    ] {
        let answer = stranger.get(&format!("/vocabularies/sex?{query}"));
        answer.refused(400, "bad_parameter");
        assert_eq!(answer.faults(), [fault], "{query}");
    }
    let page = stranger.get("/vocabularies/provinces?limit=2").ok(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let elsewhere = format!("/vocabularies/states?limit=2&cursor={cursor}");
    stranger.get(&elsewhere).refused(400, "bad_cursor");
    let fields = stranger.get("/vocabularies/sex?fields=code").ok(200);
    assert_eq!(fields["items"], json!([{ "code": "M" }, { "code": "F" }]));
}

#[test]
fn the_privacy_notice_is_there_in_both_languages_and_every_version() {
    let app = TestApp::start();
    let notices = all(&app.stranger(), "/privacy-notices?limit=1");
    assert_eq!(notices.len(), domain::privacy::all().len());
    for notice in &notices {
        let href = notice["_links"]["self"].as_str().unwrap();
        let path = href.split_once(BASE).unwrap().1;
        let read = |language: &str| {
            let client = app.stranger().with("Accept-Language", language);
            let view = client.get(path).ok(200);
            assert_eq!(view["language"], language);
            assert_eq!(view["version"], notice["version"]);
            let text = view["text"].as_str().unwrap().to_owned();
            assert!(text.starts_with(&format!("# {}", view["title"].as_str().unwrap())));
            for placeholder in view["placeholders"].as_array().unwrap() {
                let name = placeholder["placeholder"].as_str().unwrap();
                assert!(text.contains(&format!("{{{name}}}")), "{name}");
            }
            text
        };
        assert_ne!(read("it"), read("en"));
    }
    for version in ["2.0", "1", "1.0.0", "..", "%00", "9999.9999"] {
        let answer = app.stranger().get(&format!("/privacy-notices/{version}"));
        answer.refused(404, "not_found");
    }
}

#[test]
fn every_type_of_problem_has_a_page_in_both_languages() {
    let app = TestApp::start();
    let listed = all(&app.stranger(), "/problems?limit=10");
    assert_eq!(listed.len(), ProblemCode::iter().count());
    for code in ProblemCode::iter() {
        let page = format!("/problems/{}", code.slug());
        let read = |language: &str| {
            let view = app
                .stranger()
                .with("Accept-Language", language)
                .get(&page)
                .ok(200);
            assert_eq!(view["status"], code.status());
            view["detail"].as_str().unwrap().to_owned()
        };
        assert_ne!(read("it"), read("en"), "{code:?}");
    }
    app.stranger()
        .get("/problems/no-such-thing")
        .refused(404, "not_found");
}

/// Real answers of many kinds: the address in `type` leads to a page about just that.
#[test]
fn the_type_of_a_problem_is_an_address_that_explains_it() {
    let app = TestApp::start();
    let stranger = app.stranger();
    let desk = app.as_(Role::DeskOperator);
    let raw = |text: &str| Some(text.as_bytes().to_vec());
    let me = Member::new(Place::Home, Role::DeskOperator, 0).id();
    let path = format!("/staff/{me}");
    let administrator = app.as_(Role::Administrator);
    let own = format!("/staff/{}", Member::administrator(0).id());
    let rights = json!({ "roles": ["auditor"], "office_ids": [] });
    let answers = [
        desk.get("/nothing"),
        desk.get("/staff?colour=red"),
        desk.get("/staff?cursor=x"),
        stranger.get("/me"),
        desk.get(&format!("/individuals/{me}")),
        app.as_(Role::Auditor).get(&format!("/individuals/{me}")),
        desk.send("PATCH", "/me", raw("{}")),
        desk.post("/tax-code-checks", &json!({})),
        desk.send("POST", "/tax-code-checks", raw("{")),
        desk.send("POST", "/individuals", raw("{}")),
        desk.post_as("short", "/individuals", &json!({})),
        desk.with("Content-Type", "text/plain")
            .send("POST", "/tax-code-checks", raw("{}")),
        desk.send("POST", "/tax-code-checks", Some(vec![b' '; 300_000])),
        desk.post("/individual-searches", &json!({})),
        stranger.post("/sessions", &json!({ "email": "x", "password": "y" })),
        stranger.post("/session-refreshes", &json!({ "refresh_token": "x" })),
        administrator.send("PUT", &path, raw(&rights.to_string())),
        administrator.put_if(&path, "\"7-0\"", &rights),
        administrator.put_if(&own, "\"1-0\"", &rights),
    ];
    let mut kinds = BTreeSet::new();
    for answer in answers {
        assert!(answer.status >= 400, "{}", answer.text());
        let problem = answer.json();
        let kind = problem["type"].as_str().unwrap();
        let page = stranger.get(kind.split_once(BASE).unwrap().1).ok(200);
        assert_eq!(page["status"], problem["status"], "{kind}");
        assert_eq!(page["title"], problem["title"]);
        assert_eq!(page["_links"]["self"], problem["type"]);
        kinds.insert(kind.to_owned());
    }
    assert!(kinds.len() >= 16, "{kinds:#?}");
}
