//! An undo leaves everything as it was before the merge, but for the versions of what stands: these
//! only grow, so that nobody who read something else passes for having read it.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use persistence::backend::Conn;

use super::*;

/// The tables in which a person lives. What a merge itself keeps, and what only grows (facts,
/// accesses), is not among them.
pub(super) const TABLES: [&str; 14] = [
    "individuals",
    "individual_sections",
    "individual_section_versions",
    "individual_keys",
    "cases",
    "case_team",
    "intakes",
    "desk_contacts",
    "appointments",
    "enrolments",
    "occupancy",
    "contact_attempts",
    "notes",
    "note_versions",
];

#[derive(QueryableByName)]
pub(super) struct Line {
    #[diesel(sql_type = Text)]
    pub(super) line: String,
}

/// Columns that count how often something stood: they may have grown, so they are compared apart.
const COUNTS: [(&str, &str); 2] = [
    ("individual_sections", "version"),
    ("individuals", "versions_gone"),
];

/// Every row of these tables, with every column but the counts.
fn snapshot(app: &TestApp) -> BTreeSet<String> {
    let mut conn = app.database.connection();
    let mut all = BTreeSet::new();
    for table in TABLES {
        let count = COUNTS.iter().find(|(of, _)| of == &table);
        let count = count.map_or("", |(_, column)| column);
        let sql = match conn {
            Conn::Pg(_) => format!(
                "SELECT '{table}' || (to_jsonb(t) - '{count}')::text AS line FROM {table} t"
            ),
            Conn::Sqlite(_) => {
                let columns = format!(
                    "SELECT group_concat('quote(' || name || ')', ' || '','' || ') AS line \
                     FROM pragma_table_info('{table}') WHERE name <> '{count}'"
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

/// The versions of everything that stands, of the records themselves first.
fn versions(twice: &Twice) -> Vec<(String, i64)> {
    let of = |path: &String| {
        let view = twice.coordinator.get(path).ok(200);
        let sections = view["sections"].as_array().unwrap().clone();
        let sections = sections.into_iter().map(|stamp| {
            let section = format!("{path} {}", stamp["section"]);
            (section, stamp["version"].as_i64().unwrap_or(0))
        });
        let own = (path.clone(), view["version"].as_i64().unwrap());
        std::iter::once(own).chain(sections).collect::<Vec<_>>()
    };
    [&twice.kept, &twice.other]
        .into_iter()
        .flat_map(of)
        .collect()
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
    expect(client, twice);
    opened
}

/// Both are expected, an hour after each other.
fn expect(client: &Client, twice: &Twice) {
    let service = json!({
        "code": "interview", "label_it": "Colloquio", "label_en": "Interview",
        "mode": "individual", "minutes": 60, "min_size": 1, "max_size": 1, "margin_days": 0,
        "ahead_days": 60, "move_until_hours": 24, "booked_by": "staff",
    });
    let service = client.post("/services", &service).ok(201)["id"].clone();
    for (path, starts) in [
        (&twice.kept, "2026-03-17T09:00:00Z"),
        (&twice.other, "2026-03-17T10:00:00Z"),
    ] {
        let body = json!({
            "individual_id": id(path), "service_id": service,
            "office_id": Place::Home.office(0), "counsellor_id": home(Role::Counsellor).id(),
            "starts_at": starts, "acknowledged": ["appointment.outside_hours"],
        });
        client.post("/appointments", &body).ok(201);
    }
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
    let (before, told, counted) = (snapshot(&app), histories(), versions(&twice));
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
    assert_eq!(undone["findings"], json!([]));
    for ((what, was), (_, is)) in counted.into_iter().zip(versions(&twice)) {
        assert!(is >= was, "{what}: {was}, then {is}");
    }
    let told = [
        (&twice.kept, "merge_undone"),
        (&twice.other, "individual_restored"),
    ];
    for (path, kind) in told {
        assert_eq!(client.get(path).ok(200)["id"], id(path));
        let timeline = client.get(&format!("{path}/timeline")).ok(200);
        assert_eq!(timeline["items"][0]["kind"], kind);
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

/// What stays with the survivor, by what the findings say: the word of each that names it.
fn facts(merge: &Value) -> Vec<&'static str> {
    let words = [
        ("contacts", "recapiti"),
        ("identity", "identità"),
        ("desk_contact", "contatti allo sportello (1)"),
    ];
    let findings = merge["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let told = finding["detail"].as_str().unwrap();
            words
                .iter()
                .find(|(_, word)| told.contains(word))
                .unwrap()
                .0
        })
        .collect()
}

pub(super) fn shown(twice: &Twice, merged: &Value) -> Vec<&'static str> {
    let path = format!("/merges/{}", merged["id"].as_str().unwrap());
    facts(&twice.coordinator.get(&path).ok(200))
}

/// The tags of her sections, under both names.
fn tags(twice: &Twice) -> Vec<(String, String)> {
    let sections = ["identity", "identifiers", "contacts", "residence"];
    let paths = [&twice.kept, &twice.other].into_iter();
    let paths = paths.flat_map(|path| sections.map(|name| format!("{path}/{name}")));
    let read = paths.map(|path| (twice.coordinator.get(&path), path));
    let there = read.filter(|(answer, _)| answer.status == 200);
    there
        .map(|(answer, path)| (path, answer.header("etag").to_owned()))
        .collect()
}

/// The version that a tag names.
fn number(tag: &str) -> i64 {
    let inner = tag.trim_matches('"').split('-').next().unwrap();
    inner.parse().unwrap()
}

#[test]
fn nobody_who_read_something_else_passes_for_having_read_what_stands() {
    let app = TestApp::start();
    let twice = twice(&app);
    let client = &twice.coordinator;
    let every = || tags(&twice);
    let record = |path: &String| number(&twice.tag(path));
    let both = [&twice.kept, &twice.other];
    let identity = json!([{ "section": "identity", "from": "absorbed" }]);
    let mut read = every();
    let mut records = both.map(record);
    for round in 0..2 {
        // Whatever was read by the other identifier is not what stands there now.
        let merged = twice.merge(&identity).ok(201);
        let there = format!("{}/identity", twice.other);
        let old = read.iter().find(|(path, _)| *path == there).unwrap();
        let mut body = section(&bianchi().identity());
        body["acknowledged"] = json!(["individual.tax_code_conflict"]);
        client.put_if(&there, &old.1, &body).refused(412, "stale");
        let during = every();
        assert!(record(&twice.other) > records[1], "{round}");
        records = both.map(record);
        twice.undo(&merged).ok(200);
        // Contacts of the one went back, residence of the other was never there.
        for (path, body) in [
            (format!("{}/contacts", twice.kept), contacts_of(7)),
            (format!("{}/residence", twice.other), residence()),
        ] {
            let mut body = section(&body);
            body["confirmed_distinct_from"] = json!([id(&twice.kept), id(&twice.other)]);
            let first = client.put_first(&path, &body);
            if round == 0 {
                first.ok(201);
            } else {
                first.refused(412, "stale");
            }
        }
        let after = every();
        assert_eq!(after.len(), 8);
        // What stood with the survivor all the while is the same, and so may its version be.
        let mut same = vec!["identifiers", "residence"];
        if round > 0 {
            same.push("contacts");
        }
        let same: Vec<String> = same
            .into_iter()
            .map(|name| format!("{}/{name}", twice.kept))
            .collect();
        for (path, tag) in &during {
            let now = after.iter().find(|(other, _)| other == path).unwrap();
            let grown = number(&now.1) - number(tag);
            let least = i64::from(!same.contains(path));
            assert!(grown >= least, "{path}: {tag}, then {}", now.1);
        }
        for (path, was) in both.iter().zip(records) {
            assert!(record(path) > was, "{path}");
        }
        read = after;
        records = both.map(record);
    }
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
    assert_eq!(shown(&twice, &merged), ["desk_contact"]);
    for (name, content) in [
        ("contacts", contacts_of(3)),
        ("identity", rossi().identity()),
    ] {
        let path = format!("{}/{name}", twice.other);
        let mut body = section(&content);
        body["acknowledged"] = json!(["individual.tax_code_conflict"]);
        client.put_if(&path, &twice.tag(&path), &body).ok(200);
    }
    let staying = ["contacts", "identity", "desk_contact"];
    assert_eq!(shown(&twice, &merged), staying);
    let undone = twice.undo(&merged).ok(200);
    assert_eq!(facts(&undone), staying);
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
        assert_eq!(all, [id(&third)], "{term}");
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
