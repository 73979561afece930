//! The ledger is told at once, whatever keeps an erasure from being done.

use std::io::Write;
use std::process::Command;
use std::thread::scope;

use diesel::connection::SimpleConnection;

use super::*;
use crate::support::effort::left_out;

/// That the ledger tells the erasure of a request that is not done.
#[track_caller]
fn is_told_and_not_done(app: &TestApp, request: &str) {
    round(&app.store, &ledger(&app.database)).unwrap();
    assert_eq!(status(app, request), "erased");
    assert_eq!(ledger(&app.database).read().unwrap().len(), 1);
    let waiting = "erasures WHERE position = 1 AND finished_at IS NULL";
    assert_eq!(app.database.count(waiting), 1);
}

#[track_caller]
fn is_done_at_last(app: &TestApp, request: &str) {
    carry_out(app);
    assert_eq!(status(app, request), "done");
    assert_eq!(ledger(&app.database).read().unwrap().len(), 1);
}

#[test]
fn an_erasure_is_told_though_a_file_in_which_the_person_stands_is_not_gone_yet() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let person = newcomer(&app, 1);
    let wanted = json!({
        "kind": "individuals", "format": "csv", "purpose": "reporting",
        "note": "Relazione annuale alla Regione",
    });
    client.post("/exports", &wanted).ok(202);
    crate::exports::work(&app);
    let pieces = "export_pieces";
    assert!(app.database.count(pieces) > 0);
    let request = approved(&app, &person, &mistake());
    is_told_and_not_done(&app, &request);
    assert!(app.database.count(pieces) > 0);
    is_done_at_last(&app, &request);
    assert_eq!(app.database.count(pieces), 0);
}

#[test]
fn an_erasure_is_told_though_somebody_reads_so_long_that_the_log_stays() {
    let app = TestApp::start();
    if matches!(app.database.address, Address::Postgres(_)) {
        return left_out("the log of a PostgreSQL database is not the product's to empty");
    }
    let request = approved(&app, &newcomer(&app, 1), &mistake());
    let mut reader = app.database.connection();
    reader
        .batch_execute("BEGIN; SELECT count(*) FROM individuals")
        .unwrap();
    is_told_and_not_done(&app, &request);
    reader.batch_execute("COMMIT").unwrap();
    is_done_at_last(&app, &request);
}

#[test]
fn a_server_starts_while_another_one_tells_an_erasure() {
    let app = TestApp::start();
    approved(&app, &newcomer(&app, 1), &mistake());
    carry_out(&app);
    let before = std::fs::read(app.database.ledger()).unwrap();
    approved(&app, &newcomer(&app, 2), &mistake());
    // A pipe instead of the file: whoever opens it to read waits for whoever writes.
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("ledger");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let slow = Ledger::new(pipe.clone(), &SECRET.parse().unwrap(), None);
    scope(|scope| {
        let starting = scope.spawn(|| api::erasures::settle(&app.store, &slow));
        let mut pipe = std::fs::File::options().write(true).open(&pipe).unwrap();
        carry_out(&app);
        // The file as it was when it was opened.
        pipe.write_all(&before).unwrap();
        drop(pipe);
        assert_eq!(starting.join().unwrap().unwrap(), 0);
    });
}
