//! A merge beside other writers.

use std::thread::scope;

use diesel::connection::SimpleConnection;
use persistence::backend::Conn;

use super::*;
use crate::support::within;

#[test]
fn of_two_merges_of_the_same_records_at_once_one_is_done() {
    let app = TestApp::start();
    let twice = twice(&app);
    let second = app.beside(|_| {});
    let forth = (format!("{}/merges", twice.kept), twice.body(&json!([])));
    let tag = twice.tag(&twice.kept);
    // The other way round is the same merge, and the first one has made it.
    let back = json!({
        "absorbed_id": id(&twice.kept), "absorbed_version": 3, "reason": "Registrata due volte.",
    });
    let back = (format!("{}/merges", twice.other), back);
    let answers: Vec<Answer> = scope(|scope| {
        let asked: Vec<_> = [&forth, &back, &forth, &back]
            .into_iter()
            .enumerate()
            .map(|(at, (path, body))| {
                let server = if at < 2 { &app } else { &second };
                let client = server
                    .member(home(Role::Coordinator))
                    .with("If-Match", &tag);
                scope.spawn(move || client.post(path, body))
            })
            .collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert!([412, 422].contains(&answer.status), "{}", answer.text());
    }
    assert_eq!(app.database.count("merges"), 1);
    assert_eq!(
        app.database
            .count("individuals WHERE survivor_id IS NOT NULL"),
        1
    );
}

#[test]
fn nothing_that_is_written_during_a_merge_is_left_with_the_absorbed_record() {
    for round in 0..4 {
        let app = TestApp::start();
        let twice = twice(&app);
        let second = app.beside(|_| {});
        let client = second.member(home(Role::Coordinator));
        let contacts = format!("{}/contacts", twice.other);
        let edited = client.with("If-Match", twice.tag(&contacts));
        let edit = section(&contacts_of(50 + round)).to_string().into_bytes();
        let household = format!("{}/household", twice.other);
        let home = json!({ "needed_for": ["work_site"], "members": 4 });
        let (merged, housed) = scope(|scope| {
            let merge = scope.spawn(|| twice.merge(&json!([])));
            let open = scope.spawn(|| client.post("/cases", &case(&twice.other, 0)));
            let hear = scope.spawn(|| client.post("/intakes", &intake(&twice.other)));
            let serve = scope.spawn(|| client.post("/desk-contacts", &contact(&twice.other)));
            let edit = scope.spawn(|| edited.send("PUT", &contacts, Some(edit.clone())));
            let house = scope.spawn(|| client.put_first(&household, &section(&home)));
            for written in [open, hear, serve] {
                written.join().unwrap().ok(201);
            }
            edit.join().unwrap();
            (merge.join().unwrap(), house.join().unwrap())
        });
        // Whoever edited the record first made the merge read it again.
        if merged.status == 412 {
            twice.merge(&json!([])).ok(201);
        } else {
            merged.ok(201);
        }
        housed.ok(201);
        let kept = client.get(&format!("{}/household", twice.kept)).ok(200);
        assert_eq!(kept["content"]["members"], 4);
        for table in ["cases", "intakes", "desk_contacts"] {
            let kept = format!(
                "{table} WHERE individual_id = {}",
                literal(&app, &twice.kept)
            );
            assert_eq!(app.database.count(&kept), 1, "{table}");
        }
    }
}

#[test]
fn what_waits_for_a_second_merge_is_written_to_the_record_that_answers_in_the_end() {
    let app = TestApp::start();
    let first = twice(&app);
    let nearby = app.beside(|_| {});
    let client = nearby.member(home(Role::Coordinator));
    let third = Somebody::new("Neri", "Maria", "1980-02-03");
    let third = register(&first.coordinator, &third.registration());
    // Records are held in the order of their identifiers.
    assert!(first.kept < third);
    first.merge(&json!([])).ok(201);
    let second = Twice {
        coordinator: first.coordinator.clone(),
        kept: third.clone(),
        other: first.kept.clone(),
    };
    let body = second.body(&json!([]));
    let merging = second.coordinator.with("If-Match", second.tag(&third));
    let contacts = format!("{}/contacts", first.other);
    let editing = client.with("If-Match", first.tag(&contacts));
    let edit = section(&contacts_of(9)).to_string().into_bytes();
    // Somebody holds the third record, so that the merge stops where it holds the first one already.
    let mut gate = Gate::at(&app, &third);
    let (path, first) = (format!("{third}/merges"), &first);
    let written = scope(|scope| {
        let merge = scope.spawn(|| merging.post(&path, &body));
        // Where nobody can be stopped, the merge is over before the others begin.
        while gate.held.is_none() && !merge.is_finished() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        gate.wait_for(1);
        let opened = scope.spawn(|| client.post("/cases", &case(&first.other, 0)));
        let heard = scope.spawn(|| client.post("/intakes", &intake(&first.other)));
        let served = scope.spawn(|| client.post("/desk-contacts", &contact(&first.other)));
        let edited = scope.spawn(|| editing.send("PUT", &contacts, Some(edit.clone())));
        gate.wait_for(5);
        gate.open();
        merge.join().unwrap().ok(201);
        // The version that was read is gone; the person is not.
        assert!([200, 412].contains(&edited.join().unwrap().status));
        [opened, heard, served].map(|written| written.join().unwrap().ok(201))
    });
    for one in written {
        assert_eq!(one["individual_id"], id(&third), "{one}");
    }
}

/// Somebody who holds a record. SQLite has one writer, who would stop everybody: there nobody
/// waits, and whoever comes first is first.
struct Gate<'a> {
    app: &'a TestApp,
    held: Option<Conn>,
}

impl<'a> Gate<'a> {
    fn at(app: &'a TestApp, path: &str) -> Self {
        let held = app.store.writes_block().then(|| {
            let id = literal(app, path);
            let mut conn = app.database.connection();
            let hold = format!("BEGIN; SELECT 1 FROM individuals WHERE id = {id} FOR UPDATE");
            conn.batch_execute(&hold).unwrap();
            conn
        });
        Self { app, held }
    }

    /// Returns when so many wait for a lock.
    fn wait_for(&self, many: i64) {
        let waiting = "pg_stat_activity WHERE datname = current_database() \
                       AND wait_event_type = 'Lock'";
        let there = || self.app.database.count(waiting) == many;
        assert!(self.held.is_none() || within(2_000, there), "{many}");
    }

    fn open(&mut self) {
        self.held = None;
    }
}

/// The identifier of a person, as the engine writes it.
fn literal(app: &TestApp, path: &str) -> String {
    let id = id(path);
    match app.database.address {
        persistence::backend::Address::Postgres(_) => format!("'{id}'"),
        persistence::backend::Address::Sqlite(_) => format!("x'{}'", id.replace('-', "")),
    }
}
