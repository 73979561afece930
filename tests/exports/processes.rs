//! The processes that write files of exports.

use domain::actor::Role;
use domain::event::IndividualId;
use domain::exports::ExportId;
use persistence::exports::{self, Progress, pieces};
use persistence::{Caller, Error};
use serde_json::{Value, json};

use super::{asked, clear, coordinator, ended, fill, order, working};
use crate::support::memory::{BOUND, peak};
use crate::support::people::{Somebody, register};
use crate::support::process::{Process, percorso};
use crate::support::{Client, Database, Member, Place, TestApp, within};

#[test]
fn whoever_is_disabled_while_the_file_is_written_gets_none() {
    let app = working();
    fill(&app.database, 60_000);
    let client = app.member(coordinator(0));
    let path = asked(&client, &order("desk_contacts", "json"));
    let early = client.get(&format!("{path}/file"));
    early.refused(409, "wrong_status");
    let begun = within(60_000, || rows(&client, &path) >= 1_000);
    assert!(begun);
    let account = format!("/staff/{}", coordinator(0).id());
    app.member(Member::administrator(0))
        .step_now(&account, "disablement")
        .ok(200);
    let failed = "exports WHERE status = 'failed' AND failure = 'export_not_permitted' \
                  AND written_rows < 60000";
    let in_time = within(5_000, || app.database.count(failed) == 1);
    assert!(in_time, "within five seconds");
    assert!(within(10_000, || app.database.count("export_pieces") == 0));
}

/// How many records are written.
fn rows(client: &Client, path: &str) -> i64 {
    client.get(path).ok(200)["rows"].as_i64().unwrap()
}

#[test]
fn a_file_that_is_written_while_a_person_in_it_is_erased_is_given_up() {
    let app = TestApp::start();
    let registered = register(
        &app.as_(Role::DeskOperator),
        &Somebody::numbered(1).registration(),
    );
    let her: IndividualId = registered.rsplit('/').next().unwrap().parse().unwrap();
    let path = asked(&app.member(coordinator(0)), &order("individuals", "csv"));
    let id: ExportId = path.rsplit('/').next().unwrap().parse().unwrap();
    let lease = app.store.mint();
    let system = || Caller::system(Place::Home.organisation(), "export");
    app.store
        .write(system(), move |tx| {
            let export = exports::claim(tx, id)?;
            let mut export = exports::begin(tx, export.start(tx.now())?, lease)?;
            pieces::add(tx, id, 0, (0, 4), b"seal".to_vec())?;
            pieces::tell_of(tx, id, [her])?;
            export.written.pieces = 1;
            exports::advance(tx, &export, Progress::default(), lease)
        })
        .unwrap();
    let gone = app
        .store
        .write(system(), move |tx| exports::withdraw_of(tx, &[her]));
    assert_eq!(gone.unwrap(), 1);
    clear(&app);
    assert_eq!(app.database.count("export_pieces"), 0);
    let goes_on = app
        .store
        .write(system(), move |tx| exports::hold(tx, id, lease));
    assert!(matches!(goes_on, Err(Error::Stale { .. })), "{goes_on:?}");
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
    assert!(within(60_000, || rows(&client, &path) >= 1_000));
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
    let whole: Value = serde_json::from_slice(&file.body).unwrap();
    let all = whole["items"].as_array().unwrap();
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
        let peak = peak(process.id()).unwrap();
        assert!(peak < BOUND, "{peak} MiB");
    }
}
