//! The life of an import: queued, worked on, ended.

use std::thread::spawn;

use api::import::job::system;
use chrono::TimeDelta;
use domain::actor::Role;
use persistence::{Error, imports};
use serde_json::Value;
use uuid::Uuid;

use super::rights::withdraw;
use super::{importer, path_with, rows, send, sent, text, work};
use crate::support::{Client, Member, Place, TestApp};

fn coordinator(app: &TestApp) -> Client {
    app.as_(Role::Coordinator)
}

pub(super) fn counts(view: &Value) -> [i64; 6] {
    [
        "read",
        "created",
        "unchanged",
        "refused",
        "candidates",
        "skipped",
    ]
    .map(|member| view["counts"][member].as_i64().unwrap())
}

pub(super) fn id(path: &str) -> domain::imports::ImportId {
    let id = path.rsplit('/').next().unwrap();
    domain::kernel::Id::new(Uuid::parse_str(id).unwrap())
}

/// How often a fact of this kind is in the log.
fn told(app: &TestApp, kind: &str) -> i64 {
    app.database.count(&format!("events WHERE kind = '{kind}'"))
}

/// Works on an import in a process that stops after the first batch.
fn work_until_stopped(app: &TestApp, path: &str) {
    let leaving = importer(app);
    let stop = leaving.clone();
    let organisation = Place::Home.organisation();
    leaving
        .run(organisation, id(path), &mut |_| stop.stop())
        .unwrap();
}

#[test]
fn a_file_is_taken_at_once_and_imported_behind_the_request() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let path = sent(&client, "", text(250));
    let queued = client.get(&path).ok(200);
    assert_eq!(queued["status"], "queued");
    assert_eq!(counts(&queued), [0; 6]);
    assert_eq!(app.database.count("individuals"), 0);
    work(&app);
    let answer = client.get(&path);
    let done = answer.ok(200);
    assert_eq!(done["status"], "done");
    assert_eq!(counts(&done), [250, 250, 0, 0, 0, 0]);
    assert_eq!(done["progress"], 100);
    assert_eq!(done["reading"]["separator"], ";");
    assert_eq!(app.database.count("individuals"), 250);
    for kind in ["import_queued", "import_started", "import_finished"] {
        assert_eq!(told(&app, kind), 1, "{kind}");
    }
    // What is behind the answer knows it again.
    let again = client
        .with("If-None-Match", answer.header("etag"))
        .get(&path);
    assert_eq!(again.status, 304);
}

#[test]
fn what_came_of_each_row_is_told_page_by_page() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let mut file = rows(&[
        ("ROSSI", "ADA", "01/01/1980"),
        ("BIANCHI", "", "31/02/1980"),
    ]);
    file.push_str("VERDI;LIA;01/01/1981;F;x\n");
    let path = sent(&client, "", file);
    work(&app);
    let page = client.get(&format!("{path}/rows?limit=1")).ok(200);
    assert_eq!(page["items"][0]["row"], 2);
    assert_eq!(page["items"][0]["outcome"], "created");
    let person = page["items"][0]["individual_id"].as_str().unwrap();
    client.get(&format!("/individuals/{person}")).ok(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = client.get(&format!("{path}/rows?limit=1&cursor={cursor}"));
    let row = &next.ok(200)["items"][0];
    assert_eq!(row["outcome"], "refused");
    let codes: Vec<_> = row["remarks"].as_array().unwrap().iter().collect();
    let codes: Vec<_> = codes
        .iter()
        .map(|r| (r["column"].as_str().unwrap(), r["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        codes,
        [("given_name", "blank"), ("birth_date", "invalid_date")]
    );
    assert_eq!(row["remarks"][1]["heading"], "Data di nascita");
    let refused = client.get(&format!("{path}/rows?outcome=refused")).ok(200);
    assert_eq!(refused["items"].as_array().unwrap().len(), 2);
    // No cell is kept of them.
    let told = app
        .database
        .count("import_rows WHERE told LIKE '%BIANCHI%' OR told LIKE '%1980%'");
    assert_eq!(told, 0);
}

#[test]
fn the_same_request_again_asks_for_no_second_import() {
    let app = TestApp::start();
    let client = coordinator(&app)
        .with("Content-Type", "text/csv")
        .with("Idempotency-Key", Uuid::new_v4().to_string());
    let file = rows(&[("ROSSI", "ADA", "01/01/1980")]);
    let post = |path: &str, file: &str| client.send("POST", path, Some(file.into()));
    let first = post(&path_with(""), &file);
    first.ok(202);
    let again = post(&path_with(""), &file);
    assert_eq!(again.ok(202), first.json());
    assert_eq!(again.header("idempotency-replayed"), "true");
    post(&path_with(""), &rows(&[])).refused(422, "key_reused");
    post(&path_with("&dry_run=true"), &file).refused(422, "key_reused");
    assert_eq!(app.database.count("imports"), 1);
    // What came along a second time is gone.
    assert_eq!(app.database.count("import_files"), 1);
    work(&app);
    assert_eq!(app.database.count("import_pieces"), 0);
    assert_eq!(app.database.count("import_files"), 0);
}

#[test]
fn a_dry_run_decides_everything_and_keeps_nothing() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let path = sent(&client, "&dry_run=true", text(230));
    work(&app);
    let done = client.get(&path).ok(200);
    assert_eq!(counts(&done), [230, 230, 0, 0, 0, 0]);
    assert_eq!(done["dry_run"], true);
    assert_eq!(app.database.count("individuals"), 0);
    let row = client.get(&format!("{path}/rows?limit=1")).ok(200);
    assert_eq!(row["items"][0]["outcome"], "created");
    assert!(row["items"][0].get("individual_id").is_none());
}

#[test]
fn a_batch_looks_for_all_its_people_at_once() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    sent(&client, "", text(200));
    work(&app);
    // Everybody is known: what is left are the questions, and what an import itself needs.
    // The least of some times, because now and then what was read is recorded meanwhile.
    let statements = |people| {
        let costs = (0..3).map(|_| {
            sent(&client, "", text(people));
            app.statements(|| work(&app)).1
        });
        costs.min().unwrap()
    };
    let (few, many) = (statements(20), statements(200));
    let unchanged = "import_rows WHERE outcome = 'unchanged'";
    assert_eq!(app.database.count(unchanged), 660);
    assert_eq!(few, many);
    assert!(many < 80, "{many} statements for one batch");
}

#[test]
fn an_import_that_waits_is_stopped_before_it_does_anything() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let path = sent(&client, "", text(5));
    let queued = client.get(&path);
    let cancellation = format!("{path}/cancellation");
    client
        .step(&cancellation)
        .refused(428, "precondition_required");
    let stale = client.with("If-Match", "\"7-00000000\"");
    stale.step(&cancellation).refused(412, "stale");
    let current = client.with("If-Match", queued.header("etag"));
    let cancelled = current.step(&cancellation).ok(200);
    assert_eq!(cancelled["status"], "cancelled");
    let again = client.with("If-Match", client.get(&path).header("etag"));
    again.step(&cancellation).refused(409, "wrong_status");
    work(&app);
    assert_eq!(app.database.count("individuals"), 0);
    // The file goes with the next sweep.
    importer(&app).sweep(30).unwrap();
    assert_eq!(app.database.count("import_pieces"), 0);
}

#[test]
fn an_import_is_stopped_while_it_runs_and_what_it_did_stays() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let path = sent(&client, "", text(700));
    let organisation = Place::Home.organisation();
    let mut batches = 0;
    let stop = &mut |_: &domain::imports::Import| {
        batches += 1;
        if batches == 2 {
            let etag = client.get(&path).header("etag").to_owned();
            let current = client.with("If-Match", etag);
            current.step(&format!("{path}/cancellation")).ok(200);
        }
    };
    importer(&app).run(organisation, id(&path), stop).unwrap();
    let view = client.get(&path).ok(200);
    assert_eq!(view["status"], "cancelled");
    assert_eq!(counts(&view), [400, 400, 0, 0, 0, 0]);
    assert_eq!(app.database.count("individuals"), 400);
    assert_eq!(app.database.count("import_pieces"), 0);
}

#[test]
fn two_processes_never_work_on_the_same_import() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let path = sent(&client, "", text(900));
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let importer = importer(&app);
            spawn(move || importer.round().unwrap())
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    assert_eq!(counts(&client.get(&path).ok(200)), [900, 900, 0, 0, 0, 0]);
    assert_eq!(app.database.count("individuals"), 900);
    assert_eq!(app.database.count("import_rows"), 900);
    assert_eq!(told(&app, "import_started"), 1);
    assert_eq!(told(&app, "import_resumed"), 0);
}

#[test]
fn an_import_whose_process_is_silent_is_taken_over_and_the_silent_one_does_nothing_more() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let path = sent(&client, "", text(450));
    let import = id(&path);
    let caller = system(Place::Home.organisation());
    let silent: imports::Lease = app.store.mint();
    let begun = app.store.write(caller.clone(), move |tx| {
        let claimed = imports::claim(tx, import)?;
        imports::begin(tx, claimed.start()?, silent)
    });
    begun.unwrap();
    work(&app);
    assert_eq!(client.get(&path).ok(200)["status"], "running");
    assert_eq!(app.database.count("individuals"), 0);
    app.clock.advance(TimeDelta::seconds(11));
    work(&app);
    assert_eq!(client.get(&path).ok(200)["status"], "done");
    assert_eq!(told(&app, "import_resumed"), 1);
    let late = app
        .store
        .write(caller, move |tx| imports::hold(tx, import, silent));
    assert!(matches!(late, Err(Error::Stale { .. })));
}

#[test]
fn a_process_that_stops_gives_its_import_back_at_once() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let path = sent(&client, "", text(500));
    work_until_stopped(&app, &path);
    assert_eq!(counts(&client.get(&path).ok(200)), [200, 200, 0, 0, 0, 0]);
    work(&app);
    let done = client.get(&path).ok(200);
    assert_eq!(counts(&done), [500, 500, 0, 0, 0, 0]);
    assert_eq!(app.database.count("import_rows"), 500);
}

#[test]
fn a_dry_run_that_was_left_finds_doubles_of_the_rows_before() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let people = text(300);
    let (_, again) = people.split_once("\r\n").unwrap();
    let path = sent(&client, "&dry_run=true", format!("{people}{again}"));
    work_until_stopped(&app, &path);
    work(&app);
    let done = client.get(&path).ok(200);
    assert_eq!(counts(&done), [600, 300, 300, 0, 0, 0]);
    assert_eq!(app.database.count("import_rows"), 600);
}

#[test]
fn an_import_of_somebody_who_may_no_longer_do_it_fails() {
    let app = TestApp::start();
    let path = sent(&coordinator(&app), "", text(5));
    withdraw(&app, 0);
    work(&app);
    let colleague = app.member(Member::new(Place::Home, Role::Coordinator, 1));
    let view = colleague.get(&path).ok(200);
    assert_eq!(view["status"], "failed");
    assert_eq!(view["failure"]["code"], "import_not_permitted");
    assert_eq!(app.database.count("individuals"), 0);
}

#[test]
fn imports_are_listed_latest_first_and_of_own_offices_only() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let first = sent(&client, "", text(2));
    work(&app);
    let second = sent(&client, "", text(3));
    let list = client.get("/imports").ok(200);
    let paths: Vec<_> = list["items"].as_array().unwrap().iter().collect();
    let paths: Vec<_> = paths
        .iter()
        .map(|item| format!("/imports/{}", item["id"].as_str().unwrap()))
        .collect();
    assert_eq!(paths, [second.clone(), first.clone()]);
    let done = client.get("/imports?status=done").ok(200);
    assert_eq!(done["items"].as_array().unwrap().len(), 1);
    // Whoever coordinates another office, or another organisation, finds none of them.
    let elsewhere = [
        Member::new(Place::Home, Role::Coordinator, 2),
        Member::new(Place::Away, Role::Coordinator, 0),
    ];
    for member in elsewhere {
        let other = app.member(member);
        assert_eq!(
            other.get("/imports").ok(200)["items"],
            serde_json::json!([])
        );
        other.get(&first).refused(404, "not_found");
        other
            .get(&format!("{first}/rows"))
            .refused(404, "not_found");
        let stop = other.with("If-Match", "\"1-00000000\"");
        stop.step(&format!("{second}/cancellation"))
            .refused(404, "not_found");
    }
    let elsewhere = app.member(Member::new(Place::Home, Role::Coordinator, 2));
    send(&elsewhere, "", text(1)).refused(422, "invalid");
    assert_eq!(app.database.count("import_files"), 1);
}

#[test]
fn what_came_of_rows_is_forgotten_after_some_days() {
    let app = TestApp::start();
    let client = coordinator(&app);
    let path = sent(&client, "", text(20));
    work(&app);
    app.clock.advance(TimeDelta::days(29));
    importer(&app).sweep(30).unwrap();
    assert_eq!(app.database.count("import_rows"), 20);
    app.clock.advance(TimeDelta::days(2));
    importer(&app).sweep(30).unwrap();
    assert_eq!(app.database.count("import_rows"), 0);
    assert_eq!(
        counts(&coordinator(&app).get(&path).ok(200)),
        [20, 20, 0, 0, 0, 0]
    );
}
