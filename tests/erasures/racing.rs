//! An erasure beside other writers, and in a process that dies.

use std::thread::scope;

use diesel::connection::SimpleConnection;

use super::*;
use crate::durability::{the_chain_verifies, wait_for_the_server};
use crate::support::process::{Process, percorso};
use crate::support::within;

#[test]
fn of_a_new_case_and_the_erasure_of_its_person_one_comes_first() {
    let app = TestApp::start();
    for number in 0..8 {
        let person = newcomer(&app, number);
        let request = approved(&app, &person, &mistake());
        let opened = scope(|scope| {
            let opening = scope.spawn(|| asking::open_case(&app, &person));
            let erasing = scope.spawn(|| carry_out(&app));
            erasing.join().unwrap();
            opening.join().unwrap()
        });
        carry_out(&app);
        let literal = literal(&app.database, &person);
        let cases = format!("cases WHERE individual_id = {literal}");
        if opened.status == 201 {
            assert_eq!(status(&app, &request), "fell_out");
            assert_eq!(app.database.count(&cases), 1);
        } else {
            assert!([404, 422].contains(&opened.status), "{}", opened.text());
            assert_eq!(status(&app, &request), "done");
            assert_eq!(app.database.count(&cases), 0);
        }
    }
    the_chain_verifies(&app.database);
}

#[test]
fn whoever_writes_during_an_erasure_leaves_nothing_behind() {
    let app = TestApp::start();
    for number in 0..6 {
        let person = newcomer(&app, number);
        let case = asking::open_case(&app, &person).ok(201);
        let notes = format!("/cases/{}/notes", case["id"].as_str().unwrap());
        approved(&app, &person, &order());
        let client = app.member(coordinator(0));
        let note = json!({ "visibility": "organisation", "text": CANARY });
        let written = scope(|scope| {
            let noting = scope.spawn(|| client.post(&notes, &note));
            let erasing = scope.spawn(|| carry_out(&app));
            erasing.join().unwrap();
            noting.join().unwrap()
        });
        assert!([201, 404].contains(&written.status), "{}", written.text());
        carry_out(&app);
        assert_eq!(told(&app.database), BTreeSet::new());
        assert_eq!(app.database.count("notes"), 0);
    }
}

#[test]
fn two_processes_erase_somebody_once_and_tell_it_once() {
    let app = TestApp::start();
    let beside = app.beside(|_| {});
    for number in 0..4 {
        approved(&app, &newcomer(&app, number), &mistake());
    }
    scope(|scope| {
        scope.spawn(|| carry_out(&app));
        scope.spawn(|| carry_out(&beside));
    });
    carry_out(&app);
    told_once(&app.database, 4);
}

/// That so many erasures are done, each at a position of its own in the ledger.
fn told_once(database: &Database, many: i64) {
    assert_eq!(
        database.count("erasure_requests WHERE status = 'done'"),
        many
    );
    assert_eq!(database.count("erasures WHERE position IS NOT NULL"), many);
    let told = ledger(database).read().unwrap();
    assert_eq!(i64::try_from(told.len()).unwrap(), many);
    let erased = database.count("events WHERE kind = 'individual_erased'");
    assert_eq!(erased, many);
    let entered = database.count("events WHERE kind = 'erasure_entered'");
    assert_eq!(entered, many);
}

pub(crate) fn serve(database: &Database) -> Process {
    let mut command = percorso(database, &["serve"]);
    command
        .env("PERCORSO_WRITES_A_MINUTE", "1000000")
        .env("PERCORSO_READS_A_MINUTE", "1000000")
        .env("PERCORSO_COSTLY_A_MINUTE", "1000000");
    Process::start(command)
}

#[test]
fn what_a_killed_process_left_undone_another_one_does() {
    const MANY: usize = 30;
    let database = Database::seeded();
    let process = serve(&database);
    let client = process.member(coordinator(0));
    let requests: Vec<String> = (0..MANY)
        .map(|number| {
            let person = register(&client, &Somebody::numbered(number).registration());
            asked(&client, &person, &mistake())
        })
        .collect();
    let second = process.member(coordinator(1));
    let mut waiting = requests.iter();
    while database.count("erasures") < 5 {
        let Some(request) = waiting.next() else { break };
        second.step_now(request, "approval").ok(200);
    }
    process.kill();
    wait_for_the_server(&database);
    let (second, third) = (serve(&database), serve(&database));
    let client = third.member(coordinator(1));
    for request in waiting {
        client.step_now(request, "approval").ok(200);
    }
    let done = "erasure_requests WHERE status = 'done'";
    let many = i64::try_from(MANY).unwrap();
    assert!(within(120_000, || database.count(done) == many));
    assert_eq!(database.count("individuals"), 0);
    told_once(&database, many);
    drop((second, third));
    the_chain_verifies(&database);
}

#[test]
fn what_is_due_because_of_an_interview_or_a_referral_that_changes_meanwhile_goes_too() {
    let app = TestApp::start();
    for (number, table) in ["intakes", "referrals"].into_iter().enumerate() {
        let person = newcomer(&app, number);
        let client = app.member(coordinator(0));
        let case = leaving::follow(&client, &person, "Cerca lavoro in cucina.");
        let referral = json!({
            "to": { "kind": "service", "service": "school", "service_name": "Scuola serale" },
            "reason": "training", "request": "Un corso serale.", "answer_by": "2026-12-31",
        });
        client.post(&format!("{case}/referrals"), &referral).ok(201);
        app.database.execute("DELETE FROM due_items");
        let request = approved(&app, &person, &order());
        let mut changing = begun(&app, table);
        scope(|scope| {
            let erasing = scope.spawn(|| carry_out(&app));
            if app.store.writes_block() {
                let waiting = "pg_stat_activity WHERE datname = current_database() \
                               AND wait_event_type = 'Lock'";
                assert!(within(10_000, || app.database.count(waiting) == 1));
            }
            changing.batch_execute("COMMIT").unwrap();
            erasing.join().unwrap();
        });
        assert_eq!(status(&app, &request), "done");
        assert_eq!(app.database.count("due_items"), 0, "{table}");
    }
}

/// Somebody who has changed the only row of a table, and written what is due because of it.
fn begun(app: &TestApp, table: &str) -> persistence::backend::Conn {
    let mut changing = app.database.connection();
    let (org, office) = (Place::Home.organisation(), Place::Home.office(0));
    let [org, office] = [org.to_string(), office.to_string()]
        .map(|uuid| literal(&app.database, &format!("/{uuid}")));
    let change = format!(
        "BEGIN; UPDATE {table} SET version = version; \
         INSERT INTO due_items (organisation_id, subject_id, reason, circle, office_id, due_on, \
         about_on) SELECT {org}, id, 'story', 'office', {office}, '2026-03-10', '2026-03-10' \
         FROM {table}"
    );
    changing.batch_execute(&change).unwrap();
    changing
}
