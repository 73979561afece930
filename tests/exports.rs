//! Records taken out of the house as a file.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::export::Exporter;
use api::identity::vault::Vault;
use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::app::SECRET;
use crate::support::people::{Somebody, contacts_of, register};
use crate::support::process::{Process, percorso};
use crate::support::{Answer, BASE, Client, Database, Member, Place, TestApp, within};

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

/// Writes the files that were asked for.
pub(crate) fn work(app: &TestApp) {
    let vault = Vault::new(&SECRET.parse().unwrap(), None).unwrap();
    Exporter::new(&app.store, &Arc::new(vault)).round().unwrap();
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

#[test]
fn a_coordinator_takes_the_people_of_the_own_office_out_as_a_table() {
    let app = working();
    people(&app);
    let client = app.member(coordinator(0));
    let mut wanted = order("individuals", "csv");
    wanted["columns"] = json!(["family_name", "phone", "individual_id"]);
    wanted["byte_order_mark"] = json!(true);
    let (path, file) = written(&client, &wanted);
    let sha = Sha256::digest(&file.body);
    let hex: String = sha.iter().map(|byte| format!("{byte:02x}")).collect();
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
        let rows = rows.as_array().unwrap();
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
fn a_transfer_that_broke_off_goes_on_where_it_was() {
    let app = working();
    people(&app);
    let client = app.member(coordinator(0));
    let (path, whole) = written(&client, &order("individuals", "csv"));
    let (path, tag) = (format!("{path}/file"), whole.header("etag").to_owned());
    let all = whole.body.len();
    let part = client
        .with("Range", "bytes=10-")
        .with("If-Range", &*tag)
        .get(&path);
    assert_eq!((part.status, &part.body), (206, &whole.body[10..].to_vec()));
    assert_eq!(
        part.header("content-range"),
        format!("bytes 10-{}/{all}", all - 1)
    );
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        ("bytes=-7", all - 7, all),
    ] {
        let part = client.with("Range", range).get(&path);
        assert_eq!(
            (part.status, &part.body),
            (206, &whole.body[from..to].to_vec()),
            "{range}"
        );
    }
    let behind = client.with("Range", format!("bytes={all}-")).get(&path);
    behind.refused(416, "range_not_satisfiable");
    assert_eq!(behind.header("content-range"), format!("bytes */{all}"));
    for (range, of) in [
        ("bytes=10-", "\"other\""),
        ("bytes=0-1,3-4", &*tag),
        ("lines=1-2", &*tag),
    ] {
        let again = client.with("Range", range).with("If-Range", of).get(&path);
        assert_eq!((again.status, again.body.len()), (200, all), "{range} {of}");
    }
    let known = client.with("If-None-Match", &*tag).get(&path);
    assert_eq!((known.status, known.body.len()), (304, 0));
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
fn a_file_goes_when_its_time_is_up_or_when_it_is_given_up_and_the_figures_stay() {
    let app = working();
    people(&app);
    let (path, _) = written(&app.member(coordinator(0)), &order("individuals", "csv"));
    let (given_up, _) = written(&app.member(coordinator(0)), &order("cases", "csv"));
    app.member(coordinator(0))
        .step_now(&given_up, "cancellation")
        .ok(200);
    app.clock.advance(TimeDelta::hours(73));
    let client = app.member(coordinator(0));
    for path in [&path, &given_up] {
        client
            .get(&format!("{path}/file"))
            .refused(410, "file_gone");
    }
    assert!(within(10_000, || app.database.count("export_pieces") == 0));
    assert!(within(10_000, || client.get(&path).ok(200)["status"] == "expired"));
    let view = client.get(&path).ok(200);
    assert_eq!(
        (&view["rows"], &view["_links"]["file"]),
        (&json!(3), &Value::Null)
    );
    assert_eq!(
        app.database.count("events WHERE kind = 'export_expired'"),
        1
    );
    assert_eq!(
        app.database.count("export_subjects"),
        3,
        "of whom it told stays known"
    );
    client
        .step_now(&path, "cancellation")
        .refused(409, "wrong_status");
}

#[test]
fn whoever_is_disabled_while_the_file_is_written_gets_none() {
    let app = TestApp::start();
    people(&app);
    let path = asked(&app.member(coordinator(0)), &order("individuals", "csv"));
    let early = app.member(coordinator(0)).get(&format!("{path}/file"));
    early.refused(409, "wrong_status");
    let account = format!("/staff/{}", coordinator(0).id());
    app.member(Member::administrator(0))
        .step_now(&account, "disablement")
        .ok(200);
    let beside = app.beside(|options| options.worker = true);
    let failed = "exports WHERE status = 'failed' AND failure = 'export_not_permitted'";
    assert!(within(10_000, || app.database.count(failed) == 1));
    assert_eq!(app.database.count("export_pieces"), 0);
    drop(beside);
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
fn whoever_is_disabled_while_fetching_the_file_gets_no_more_of_it() {
    let app = working();
    fill(&app.database, 60_000);
    let client = app.member(coordinator(0));
    let path = asked(&client, &order("desk_contacts", "json"));
    let view = ended(&client, &path);
    let length = usize::try_from(view["length"].as_i64().unwrap()).unwrap();
    let mut socket = TcpStream::connect(app.address).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let token = app.token(Role::Coordinator);
    let request = format!(
        "GET {BASE}{path}/file HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).unwrap();
    let mut first = [0; 4096];
    assert!(socket.read(&mut first).unwrap() > 0);
    let account = format!("/staff/{}", coordinator(0).id());
    app.member(Member::administrator(0))
        .step_now(&account, "disablement")
        .ok(200);
    let disabled = Instant::now();
    std::thread::sleep(Duration::from_millis(1_500));
    // What lay in the buffers of the system had left already.
    let mut rest = Vec::new();
    let _ = socket.read_to_end(&mut rest);
    assert!(rest.len() < length, "{} of {length} came", rest.len());
    assert!(disabled.elapsed() < Duration::from_secs(5));
}

/// The most memory that a process ever held, in MiB.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib / 1024
}

#[test]
fn a_file_whose_process_was_killed_is_written_on_by_another_in_little_memory() {
    const ROWS: usize = 22_000;
    let database = Database::seeded();
    fill(&database, ROWS);
    let serve = || {
        let mut command = percorso(&database, &["serve"]);
        command.env("PERCORSO_READS_A_MINUTE", "1000000");
        Process::start(command)
    };
    let first = serve();
    let client = first.member(coordinator(0));
    let path = asked(&client, &order("desk_contacts", "json"));
    let rows = |client: &Client| client.get(&path).ok(200)["rows"].as_i64().unwrap();
    assert!(within(60_000, || rows(&client) >= 1_000));
    first.kill();
    // Two at once: one of them goes on when the lease of the dead one has expired.
    let both = [serve(), serve()];
    let client = both[1].member(coordinator(0));
    let view = ended(&client, &path);
    assert_eq!(
        (&view["status"], &view["rows"]),
        (&json!("done"), &json!(ROWS))
    );
    let file = client.get(&format!("{path}/file"));
    let all: Vec<Value> = serde_json::from_slice(&file.body).unwrap();
    let ids: std::collections::BTreeSet<&str> =
        all.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(
        (all.len(), ids.len()),
        (ROWS, ROWS),
        "none left out, none twice"
    );
    assert_eq!(json!(file.body.len()), view["length"]);
    assert_eq!(database.count("events WHERE kind = 'export_finished'"), 1);
    assert!(database.count("events WHERE kind = 'export_resumed'") <= 1);
    for process in &both {
        let peak = peak(process.id());
        assert!(peak < 150, "{peak} MiB");
    }
}
