//! Records taken out of the house as a file.

mod files;
mod processes;

use std::sync::Arc;

use api::export::Exporter;
use api::identity::vault::Vault;
use domain::actor::Role;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::app::SECRET;
use crate::support::people::{Somebody, contacts_of, register};
use crate::support::{Answer, Client, Database, Member, Place, TestApp, within};

fn coordinator(number: u8) -> Member {
    Member::new(Place::Home, Role::Coordinator, number)
}

fn order(kind: &str, format: &str) -> Value {
    json!({
        "kind": kind, "format": format, "purpose": "reporting",
        "note": "Relazione annuale alla Regione",
    })
}

/// Asks for an export and gives its path.
#[track_caller]
fn asked(client: &Client, order: &Value) -> String {
    let view = client.post("/exports", order).ok(202);
    format!("/exports/{}", view["id"].as_str().unwrap())
}

/// The export once it has ended.
#[track_caller]
fn ended(client: &Client, path: &str) -> Value {
    let mut view = Value::Null;
    let in_time = within(120_000, || {
        view = client.get(path).ok(200);
        !matches!(view["status"].as_str(), Some("queued" | "running"))
    });
    assert!(in_time, "{view}");
    view
}

/// The file of an export that was asked for and written.
#[track_caller]
fn written(client: &Client, order: &Value) -> (String, Answer) {
    let path = asked(client, order);
    let view = ended(client, &path);
    assert_eq!(view["status"], "done", "{view}");
    let file = client.get(&format!("{path}/file"));
    assert_eq!(file.status, 200, "{}", file.text());
    (path, file)
}

fn exporter(app: &TestApp) -> Exporter {
    let vault = Vault::new(&SECRET.parse().unwrap(), None).unwrap();
    Exporter::new(&app.store, &Arc::new(vault))
}

/// Writes the files that were asked for.
pub(crate) fn work(app: &TestApp) {
    exporter(app).round().unwrap();
}

/// Removes files that serve nobody any more.
pub(crate) fn clear(app: &TestApp) {
    exporter(app).clear().unwrap();
}

fn working() -> TestApp {
    TestApp::with(|options| options.worker = true)
}

/// Three people at the first office and one at the second.
fn people(app: &TestApp) {
    for number in 1..=3 {
        let mut body = Somebody::numbered(number).registration();
        body["contacts"] = contacts_of(number);
        register(&app.as_(Role::DeskOperator), &body);
    }
    let there = app.member(Member::new(Place::Home, Role::DeskOperator, 2));
    register(&there, &Somebody::numbered(9).registration());
}

/// Puts so many contacts at the first office into the database.
fn fill(database: &Database, rows: usize) {
    let is_sqlite = crate::support::database::server().is_none();
    let uid = |id: uuid::Uuid| {
        if is_sqlite {
            format!("x'{}'", id.simple())
        } else {
            format!("'{id}'::uuid")
        }
    };
    let (org, office) = (
        uid(Place::Home.organisation().uuid()),
        uid(Place::Home.office(0).uuid()),
    );
    let (mint, now, day) = if is_sqlite {
        ("randomblob(16)", "0", "'2026-03-01'")
    } else {
        ("gen_random_uuid()", "now()", "date '2026-03-01'")
    };
    database.execute(&format!(
        "INSERT INTO desk_contacts (organisation_id, id, office_id, held_on, topic, age_band, \
         channel, minutes, recorded_at) WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL \
         SELECT n + 1 FROM counted WHERE n < {rows}) SELECT {org}, {mint}, {office}, {day}, \
         'work', '25-29', 'desk', 10, {now} FROM counted"
    ));
}

#[test]
fn a_coordinator_takes_the_people_of_the_own_office_out_as_a_table() {
    let app = working();
    people(&app);
    let client = app.member(coordinator(0));
    let mut wanted = order("individuals", "csv");
    wanted["columns"] = json!(["family_name", "phone", "individual_id"]);
    wanted["byte_order_mark"] = json!(true);
    let (path, file) = written(&client, &wanted);
    let hex = format!("{:x}", Sha256::digest(&file.body));
    assert_eq!(file.header("etag"), format!("\"{hex}\""));
    assert_eq!(client.get(&path).ok(200)["file"]["sha256"], hex);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        file.header("content-disposition")
            .starts_with("attachment; filename=\"individuals-")
    );
    let text = file.text();
    let lines: Vec<&str> = text.strip_prefix('\u{FEFF}').unwrap().lines().collect();
    assert_eq!(lines[0], "\"family_name\";\"phone\";\"individual_id\"");
    assert_eq!(lines.len(), 1 + 3, "{text}");
    // A telephone number begins like a formula.
    assert!(
        lines[1..].iter().all(|line| line.contains(";\"'+39")),
        "{text}"
    );
    assert_eq!(app.database.count("export_subjects"), 3);
    let handed = "events WHERE kind = 'export_downloaded' AND payload LIKE '%\"subjects\":3%'";
    assert_eq!(app.database.count(handed), 1);
    app.store.flush_accesses().unwrap();
    let read = "accesses WHERE resource = 'export_file' AND purpose = 'reporting'";
    assert_eq!(app.database.count(read), 1);
    assert!(client.get(&path).ok(200)["handed_out_at"].is_string());
    let sealed = "export_pieces WHERE length > 0";
    assert_eq!(app.database.count(sealed), 1);
}

#[test]
fn every_kind_is_written_as_an_array_of_objects_with_all_columns() {
    let app = working();
    let counsellor = Member::new(Place::Home, Role::Counsellor, 0);
    let world = crate::support::world::World::of(&app, counsellor);
    let client = app.member(coordinator(0));
    for (kind, id) in [
        ("individuals", "individual_id"),
        ("cases", "case_id"),
        ("desk_contacts", "contact_id"),
        ("intakes", "intake_id"),
    ] {
        let (path, file) = written(&client, &order(kind, "json"));
        let rows: Value = serde_json::from_slice(&file.body).unwrap();
        let rows = rows["items"].as_array().unwrap();
        assert_eq!(json!(rows.len()), client.get(&path).ok(200)["rows"]);
        let member = if kind == "individuals" {
            "individual_id"
        } else {
            "id"
        };
        let row = rows.iter().find(|row| row[member] == world.id(id));
        let row = row.unwrap_or_else(|| panic!("{kind}: {rows:?}"));
        assert!(row["office_id"].is_string());
        for free in ["Cerca lavoro", "Primo colloquio"] {
            assert!(!file.text().contains(free), "{kind}");
        }
    }
}

#[test]
fn an_export_is_there_for_whoever_asked_for_it_and_nobody_else() {
    let app = working();
    people(&app);
    let (path, _) = written(&app.member(coordinator(0)), &order("cases", "json"));
    let away = Member::new(Place::Away, Role::Coordinator, 0);
    for other in [coordinator(1), coordinator(2), away] {
        for what in ["", "/file"] {
            app.member(other)
                .get(&format!("{path}{what}"))
                .refused(404, "not_found");
        }
        assert_eq!(
            app.member(other).get("/exports").ok(200)["items"],
            json!([])
        );
    }
    for role in [
        Role::Counsellor,
        Role::Administrator,
        Role::Auditor,
        Role::MachineClient,
    ] {
        app.as_(role)
            .post("/exports", &order("cases", "json"))
            .refused(403, "forbidden");
        app.as_(role)
            .get(&format!("{path}/file"))
            .refused(403, "forbidden");
    }
}

#[test]
fn all_that_does_not_fit_an_order_is_told_at_once() {
    let app = TestApp::start();
    let mut wrong = order("desk_contacts", "csv");
    wrong["columns"] = json!(["minutes", "tax_code", "minutes"]);
    wrong["filter"] = json!({
        "office_id": Place::Home.office(1), "status": "open",
        "from": "2026-03-02", "to": "2026-03-01",
    });
    let refused = app.member(coordinator(0)).post("/exports", &wrong);
    refused.refused(422, "invalid");
    let faults = [
        "/columns/1 unknown_code",
        "/columns/2 duplicate_column",
        "/filter/office_id unknown_reference",
        "/filter/status unknown_code",
        "/filter/to ends_before_it_begins",
    ];
    assert_eq!(refused.faults(), faults);
    wrong["purpose"] = json!("curiosity");
    app.member(coordinator(0))
        .post("/exports", &wrong)
        .refused(422, "invalid");
    assert_eq!(app.database.count("exports"), 0);
}

#[test]
fn nobody_has_more_exports_under_way_than_the_rulebook_says() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let paths: Vec<String> = (0..3)
        .map(|_| asked(&client, &order("cases", "csv")))
        .collect();
    let refused = client.post("/exports", &order("cases", "csv"));
    refused.refused(409, "too_many_exports");
    assert!(refused.text().contains('3'), "{}", refused.text());
    asked(&app.member(coordinator(1)), &order("cases", "csv"));
    client.step_now(&paths[0], "cancellation").ok(200);
    asked(&client, &order("cases", "csv"));
}

#[test]
fn the_own_office_in_the_filter_changes_nothing_for_whoever_has_one() {
    let app = working();
    people(&app);
    // Registered at the second office, with a case at the first.
    let there = app.member(Member::new(Place::Home, Role::DeskOperator, 2));
    let guest = register(&there, &Somebody::numbered(8).registration());
    let body = json!({
        "individual_id": guest.rsplit('/').next().unwrap(), "office_id": Place::Home.office(0),
        "reason": "Cerca lavoro.", "opened_on": "2026-03-01",
    });
    let client = app.member(coordinator(0));
    client.post("/cases", &body).ok(201);
    for (kind, count) in [("individuals", 4), ("cases", 1)] {
        let mut of_office = order(kind, "json");
        of_office["filter"] = json!({ "office_id": Place::Home.office(0) });
        let [all, own] = [order(kind, "json"), of_office].map(|order| {
            let (_, file) = written(&client, &order);
            serde_json::from_slice::<Value>(&file.body).unwrap()
        });
        assert_eq!(all["items"].as_array().unwrap().len(), count, "{kind}");
        assert_eq!(all, own, "{kind}");
    }
}

#[test]
fn a_short_file_is_whole_before_a_long_one_that_was_asked_for_earlier() {
    let app = TestApp::start();
    fill(&app.database, 3_000);
    let client = app.member(coordinator(0));
    for kind in ["desk_contacts", "cases"] {
        asked(&client, &order(kind, "csv"));
    }
    work(&app);
    let order_of = "events a JOIN events b ON a.organisation_id = b.organisation_id \
                    AND a.id < b.id WHERE a.kind = 'export_finished' \
                    AND b.kind = 'export_finished' AND a.payload LIKE '%\"rows\":0,%' \
                    AND b.payload LIKE '%\"rows\":3000,%'";
    assert_eq!(app.database.count(order_of), 1);
}
