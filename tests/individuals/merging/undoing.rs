//! An undo leaves everything as it was before the merge.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use persistence::backend::Conn;

use super::*;

/// The tables in which a person lives. What a merge itself keeps, and what only grows (facts,
/// accesses), is not among them.
const TABLES: [&str; 11] = [
    "individuals",
    "individual_sections",
    "individual_section_versions",
    "individual_keys",
    "cases",
    "case_team",
    "intakes",
    "desk_contacts",
    "contact_attempts",
    "notes",
    "note_versions",
];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every row of these tables, with every column.
fn snapshot(app: &TestApp) -> BTreeSet<String> {
    let mut conn = app.database.connection();
    let mut all = BTreeSet::new();
    for table in TABLES {
        let sql = match conn {
            Conn::Pg(_) => format!("SELECT '{table}' || t::text AS line FROM {table} t"),
            Conn::Sqlite(_) => {
                let columns = format!(
                    "SELECT group_concat('quote(' || name || ')', ' || '','' || ') AS line \
                     FROM pragma_table_info('{table}')"
                );
                let columns: Line = diesel::sql_query(columns).get_result(&mut conn).unwrap();
                format!("SELECT '{table}' || {} AS line FROM {table}", columns.line)
            }
        };
        let rows: Vec<Line> = diesel::sql_query(sql).load(&mut conn).unwrap();
        all.extend(rows.into_iter().map(|row| row.line));
    }
    all
}

/// Everything that refers to her, under both names.
fn live(app: &TestApp, twice: &Twice) -> Value {
    let client = &twice.coordinator;
    let elsewhere = app.member(Member::new(Place::Home, Role::Coordinator, 2));
    elsewhere.post("/cases", &case(&twice.kept, 1)).ok(201);
    let opened = client.post("/cases", &case(&twice.other, 0)).ok(201);
    let note = json!({ "visibility": "office", "text": "Primo colloquio." });
    let of = format!("/cases/{}/notes", opened["id"].as_str().unwrap());
    client.post(&of, &note).ok(201);
    for path in [&twice.kept, &twice.other] {
        client.post("/intakes", &intake(path)).ok(201);
        client.post("/desk-contacts", &contact(path)).ok(201);
    }
    opened
}

#[test]
fn every_reference_and_both_histories_are_as_before_the_merge() {
    let app = TestApp::start();
    let twice = twice(&app);
    live(&app, &twice);
    let client = &twice.coordinator;
    let histories = || -> Vec<Value> {
        let of = |path: &str| client.get(&format!("{path}/identity/history")).ok(200);
        vec![of(&twice.kept), of(&twice.other)]
    };
    let (before, told) = (snapshot(&app), histories());
    let every = json!([
        { "section": "identity", "from": "absorbed" },
        { "section": "identifiers", "from": "absorbed" },
    ]);
    let merged = twice.merge(&every).ok(201);
    assert_eq!(
        merged["sections"],
        json!(["contacts", "identifiers", "identity"])
    );
    assert_ne!(snapshot(&app), before);
    let undone = twice.undo(&merged).ok(200);
    assert_eq!(
        (&undone["status"], &undone["version"]),
        (&json!("undone"), &json!(2))
    );
    assert_eq!(snapshot(&app), before);
    assert_eq!(histories(), told);
    for path in [&twice.kept, &twice.other] {
        assert_eq!(client.get(path).ok(200)["id"], id(path));
        let timeline = client.get(&format!("{path}/timeline")).ok(200);
        assert_eq!(timeline["items"][0]["kind"], "merge_undone");
    }
    assert_eq!(
        found(client, &json!({ "term": "bianchi" })),
        [id(&twice.other)]
    );
    let again = twice.undo(&merged);
    again.refused(409, "wrong_status");
    // What was one once can be one again.
    twice.merge(&json!([])).ok(201);
}

#[test]
fn what_was_made_since_the_merge_stays_with_the_survivor() {
    let app = TestApp::start();
    let twice = twice(&app);
    let moved = live(&app, &twice);
    let client = &twice.coordinator;
    let merged = twice.merge(&json!([])).ok(201);
    let since = client
        .post("/desk-contacts", &contact(&twice.other))
        .ok(201);
    let path = format!("{}/contacts", twice.kept);
    client
        .put_if(&path, &twice.tag(&path), &section(&contacts_of(3)))
        .ok(200);
    twice.undo(&merged).ok(200);
    let of = |path: String| client.get(&path).ok(200);
    let contact = of(format!("/desk-contacts/{}", since["id"].as_str().unwrap()));
    assert_eq!(contact["individual_id"], id(&twice.kept));
    let case = of(format!("/cases/{}", moved["id"].as_str().unwrap()));
    assert_eq!(case["individual_id"], id(&twice.other));
    let phones = |path: &str| of(format!("{path}/contacts"))["content"]["phones"].clone();
    assert_eq!(phones(&twice.kept), json!(["+390115550003"]));
    assert_eq!(phones(&twice.other), json!(["+390115550001"]));
}

#[test]
fn merges_are_undone_in_their_order_and_each_leaves_what_it_found() {
    let app = TestApp::start();
    let first = twice(&app);
    let client = first.coordinator.clone();
    let third = Somebody::new("Neri", "Maria", "1980-02-03");
    let third = register(&client, &third.registration());
    let before = snapshot(&app);
    let one = first
        .merge(&json!([{ "section": "identity", "from": "absorbed" }]))
        .ok(201);
    let between = snapshot(&app);
    let second = Twice {
        coordinator: client.clone(),
        kept: third.clone(),
        other: first.kept.clone(),
    };
    let two = second
        .merge(&json!([{ "section": "identity", "from": "absorbed" }]))
        .ok(201);
    for path in [&first.kept, &first.other, &third] {
        assert_eq!(client.get(path).ok(200)["id"], id(&third), "{path}");
    }
    for term in ["rossi", "bianchi", "neri"] {
        let all = found(&client, &json!({ "term": term }));
        let known = usize::from(term != "rossi" && term != "neri" || all.len() == 1);
        assert_eq!(all.len(), known, "{term}");
    }
    let refused = first.undo(&one).refused(422, "rules");
    assert_eq!(refused["findings"][0]["rule"], "merge.later_merge");
    let shown = client
        .get(&format!("/merges/{}", one["id"].as_str().unwrap()))
        .ok(200);
    assert_eq!(shown["allowed_actions"][0]["allowed"], false);
    second.undo(&two).ok(200);
    assert_eq!(snapshot(&app), between);
    first.undo(&one).ok(200);
    assert_eq!(snapshot(&app), before);
}

#[test]
fn an_interview_that_would_go_back_without_its_case_refuses_the_undo() {
    let app = TestApp::start();
    let twice = twice(&app);
    let client = &twice.coordinator;
    let heard = client.post("/intakes", &intake(&twice.other));
    let path = format!(
        "/intakes/{}/conclusion",
        heard.ok(201)["id"].as_str().unwrap()
    );
    let merged = twice.merge(&json!([])).ok(201);
    let outcome = json!({ "outcome": { "kind": "case_opened", "reason": "Cerca lavoro." } });
    client
        .with("If-Match", heard.header("etag"))
        .post(&path, &outcome)
        .ok(200);
    let refused = twice.undo(&merged).refused(422, "rules");
    assert_eq!(refused["findings"][0]["rule"], "merge.case_since");
    assert_eq!(client.get(&twice.other).ok(200)["id"], id(&twice.kept));
}
