//! An older copy of the data brings nobody back, and no ledger is taken for the right one that is not.

use std::path::PathBuf;
use std::sync::Arc;

use super::leaving::lived;
use super::*;
use crate::durability::the_chain_verifies;
use crate::support::effort::left_out;
use crate::support::process::{Process, percorso, run};

/// A copy of the data, as the operator makes one.
pub(crate) fn copy(database: &Database) -> PathBuf {
    let copy = database.path().with_extension("copy");
    // Stories make several: each takes the place of the one before.
    let _ = std::fs::remove_file(&copy);
    operate(database, &["backup", copy.to_str().unwrap()]);
    copy
}

/// Puts the copy where the data were. Nobody serves meanwhile.
pub(crate) fn restore(database: &Database, copy: &std::path::Path) {
    operate(database, &["restore", "--replace", copy.to_str().unwrap()]);
}

fn operate(database: &Database, arguments: &[&str]) {
    let mut command = percorso(database, arguments);
    command.env("PERCORSO_DATA", database.path().parent().unwrap());
    let ended = command.output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
}

/// A database from which somebody was erased, and a copy from before; nothing on PostgreSQL, whose
/// copies are made by its own tools: `repeated_on_both_engines` tells that story there.
fn erased() -> Option<(Arc<Database>, PathBuf)> {
    let app = TestApp::start();
    if matches!(app.database.address, Address::Postgres(_)) {
        left_out("a copy of a PostgreSQL database is made by its own tools");
        return None;
    }
    let life = lived(&app);
    let request = approved(&app, &life.person, &order());
    let copy = copy(&app.database);
    carry_out(&app);
    assert_eq!(status(&app, &request), "done");
    let database = Arc::clone(&app.database);
    drop(app);
    Some((database, copy))
}

/// What a server says that does not start.
#[track_caller]
fn refusal(database: &Database) -> String {
    let ended = run(database, &["serve"]);
    assert!(!ended.status.success());
    String::from_utf8(ended.stderr).unwrap()
}

#[test]
fn whom_a_restore_brings_back_is_erased_again_before_anybody_is_served() {
    let Some((database, copy)) = erased() else {
        return;
    };
    restore(&database, &copy);
    assert!(!told(&database).is_empty());
    let process = Process::serve(&database);
    assert_eq!(told(&database), BTreeSet::new());
    assert_eq!(in_files(&database), 0);
    assert_eq!(database.count("erasure_requests WHERE status = 'done'"), 1);
    assert_eq!(database.count("erasures WHERE position = 1"), 1);
    let repeated = "events WHERE kind = 'individual_erased' AND payload LIKE '%\"again\":true%'";
    assert_eq!(database.count(repeated), 1);
    drop(process);
    the_chain_verifies(&database);
}

#[test]
fn the_command_erases_again_too_and_a_second_time_finds_nothing_to_do() {
    let Some((database, copy)) = erased() else {
        return;
    };
    restore(&database, &copy);
    for many in [1, 0] {
        let ended = run(&database, &["erasures", "replay"]);
        let said = String::from_utf8(ended.stdout).unwrap();
        assert_eq!(said, format!("{many} erasure(s) carried out again.\n"));
        assert!(ended.status.success());
    }
    assert_eq!(told(&database), BTreeSet::new());
}

#[test]
fn a_server_does_not_start_with_a_ledger_that_is_gone_or_was_changed() {
    let Some((database, _)) = erased() else {
        return;
    };
    let whole = std::fs::read_to_string(database.ledger()).unwrap();
    std::fs::write(database.ledger(), whole.replace("court_order", "a_whim")).unwrap();
    assert!(refusal(&database).contains("line 1 is damaged"));
    std::fs::remove_file(database.ledger()).unwrap();
    let said = refusal(&database);
    assert!(said.contains("does not tell erasure"), "{said}");
    assert!(said.contains("put back the whole ledger"), "{said}");
    std::fs::write(database.ledger(), whole).unwrap();
    Process::serve(&database);
}

#[test]
fn repeated_on_both_engines() {
    let app = TestApp::start();
    let life = lived(&app);
    let (person, absorbed) = (id(&life.person), id(&life.absorbed));
    let entry: persistence::erasures::Entry = serde_json::from_value(json!({
        "organisation": Place::Home.organisation(), "erasure": uuid::Uuid::new_v4(),
        "ground": "court_order", "individuals": [person, absorbed], "at": "2026-03-10T09:00:00Z",
    }))
    .unwrap();
    ledger(&app.database).append(&[entry], 0).unwrap();
    let settled = || api::erasures::settle(&app.store, &ledger(&app.database)).unwrap();
    assert_eq!((settled(), settled()), (1, 0));
    assert_eq!(told(&app.database), BTreeSet::new());
    the_chain_verifies(&app.database);
}
