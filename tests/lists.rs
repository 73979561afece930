//! Pages, cursors and fields.

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::{Client, Member, Place, TestApp};

fn make_toys(client: &Client, count: usize) {
    for number in 0..count {
        let body = json!({ "label": format!("Palla {number}") });
        client.post("/toys", &body).ok(201);
    }
}

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    let id = |item: &Value| item["id"].as_str().unwrap().to_owned();
    items.iter().map(id).collect()
}

#[test]
fn a_list_is_walked_to_its_end_without_gap_or_repeat() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    make_toys(&counsellor, 7);
    let whole = ids(&counsellor.get("/toys?limit=100").ok(200));
    let mut walked = Vec::new();
    let mut path = "/toys?limit=3".to_owned();
    loop {
        let page = counsellor.get(&path).ok(200);
        walked.extend(ids(&page));
        let Some(next) = page["_links"]["next"].as_str() else {
            assert!(page.get("next_cursor").is_none());
            break;
        };
        path = next.split("/v1").nth(1).unwrap().to_owned();
    }
    assert_eq!(walked, whole);
    assert_eq!(walked.len(), 10);
}

#[test]
fn a_cursor_is_good_for_its_reader_its_filter_and_nothing_else() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    make_toys(&counsellor, 3);
    let page = counsellor.get("/toys?limit=1&kind=toy").ok(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    counsellor
        .get(&format!("/toys?kind=toy&cursor={cursor}"))
        .ok(200);
    let refused = |client: &Client, query: &str| {
        client
            .get(&format!("/toys?{query}"))
            .refused(400, "bad_cursor");
    };
    refused(&counsellor, &format!("cursor={cursor}"));
    refused(&counsellor, &format!("kind=other&cursor={cursor}"));
    refused(
        &app.as_(Role::Coordinator),
        &format!("kind=toy&cursor={cursor}"),
    );
    let away = Member::new(Place::Away, Role::Counsellor, 0);
    refused(&app.member(away), &format!("kind=toy&cursor={cursor}"));
    let mut bytes = cursor.as_bytes().to_vec();
    for at in 0..bytes.len() {
        let kept = bytes[at];
        bytes[at] = if kept == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(bytes.clone()).unwrap();
        let answer = counsellor.get(&format!("/toys?kind=toy&cursor={forged}"));
        // The last character may carry bits that no byte needs.
        assert!(answer.status == 400 || at + 1 == bytes.len(), "at {at}");
        bytes[at] = kept;
    }
}

#[test]
fn a_list_shows_only_the_fields_that_were_asked_for() {
    let app = TestApp::with_toys();
    let page = app.as_(Role::Counsellor).get("/toys?fields=(id,version)");
    for item in page.ok(200)["items"].as_array().unwrap() {
        let members: Vec<&String> = item.as_object().unwrap().keys().collect();
        assert_eq!(members, ["id", "version"]);
    }
}

#[test]
fn a_list_holds_nothing_of_another_organisation() {
    let app = TestApp::with_toys();
    make_toys(&app.as_(Role::Counsellor), 5);
    let away = app.member(Member::new(Place::Away, Role::Counsellor, 0));
    let seen = ids(&away.get("/toys?limit=100").ok(200));
    let offices: Vec<String> = (0..3).map(|n| Place::Away.office(n).to_string()).collect();
    assert_eq!(seen, offices);
    let ours = Place::Home.office(0);
    let hidden = away.get(&format!("/toys/{ours}"));
    let none = away.get("/toys/01900000-0000-7000-8000-00000000ffff");
    assert_eq!(hidden.status, 404);
    let body = |answer: &crate::support::Answer| {
        let mut problem = answer.refused(404, "not_found");
        problem.as_object_mut().unwrap().remove("instance");
        problem
    };
    assert_eq!(body(&hidden), body(&none));
}

#[test]
fn the_number_of_statements_does_not_grow_with_the_rows() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let cost = || {
        counsellor.get("/toys?limit=1").ok(200);
        app.cost(|| counsellor.get("/toys?limit=100").ok(200))
    };
    make_toys(&counsellor, 2);
    let few = cost();
    make_toys(&counsellor, 40);
    assert_eq!(cost(), few);
}
