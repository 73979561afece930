//! What cannot be recorded does not happen; what the engine broke off is run again, unseen.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread::spawn;

use diesel::prelude::*;
use domain::actor::Role;
use persistence::schema::offices;
use persistence::sql_types::Uid;
use persistence::{Clock, Error, Store, Tx};

use crate::store::caller;
use crate::support::effort::left_out;
use crate::support::people::Somebody;
use crate::support::{Database, Member, Place, TestApp};

/// Makes every new fact fail, as a full disk or a broken table would.
fn break_the_log(app: &TestApp) {
    app.database.execute(match app.store.engine() {
        "sqlite" => {
            "CREATE TRIGGER broken BEFORE INSERT ON events \
             BEGIN SELECT RAISE(ABORT, 'broken'); END"
        }
        _ => {
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'broken'; END $$; \
             CREATE TRIGGER broken BEFORE INSERT ON events \
             FOR EACH ROW EXECUTE FUNCTION broken()"
        }
    });
}

fn mend_the_log(app: &TestApp) {
    app.database.execute(match app.store.engine() {
        "sqlite" => "DROP TRIGGER broken",
        _ => "DROP TRIGGER broken ON events; DROP FUNCTION broken()",
    });
}

#[test]
fn what_cannot_be_recorded_does_not_happen() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let body = Somebody::numbered(1).registration();
    let key = "0123456789-unrecorded";
    break_the_log(&app);
    let refused = desk.post_as(key, "/individuals", &body);
    assert!(refused.status >= 500, "{}", refused.text());
    for table in ["individuals", "individual_sections", "idempotency_keys"] {
        assert_eq!(app.database.count(table), 0, "{table}");
    }
    mend_the_log(&app);
    let made = desk.post_as(key, "/individuals", &body);
    made.ok(201);
    assert_eq!(made.header("idempotency-replayed"), "");
    assert_eq!(app.database.count("individuals"), 1);
}

/// Changes one office and then the other; waits in between for whoever does it the other way round.
fn cross(tx: &mut Tx<'_>, first: u8, meet: &Barrier, times: &AtomicUsize) -> Result<(), Error> {
    let begun = times.fetch_add(1, Ordering::SeqCst);
    for number in [first, 1 - first] {
        let office = (tx.org(), Uid::from(Place::Home.office(number)));
        diesel::update(offices::table.find(office))
            .set(offices::version.eq(offices::version + 1))
            .execute(tx.conn())?;
        if number == first && begun < 2 {
            meet.wait();
        }
    }
    Ok(())
}

fn crossing(
    store: &Store,
    first: u8,
    meet: &Arc<Barrier>,
    times: &Arc<AtomicUsize>,
) -> std::thread::JoinHandle<Result<(), Error>> {
    let (store, meet, times) = (store.clone(), Arc::clone(meet), Arc::clone(times));
    let member = Member::new(Place::Home, Role::Coordinator, 0);
    spawn(move || store.write(caller(member), move |tx| cross(tx, first, &meet, &times)))
}

#[test]
fn of_two_who_wait_for_each_other_both_get_through() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    if !store.writes_block() {
        return left_out("SQLite has one writer: nobody waits for another one's rows");
    }
    let (meet, times) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let both = [0, 1].map(|first| crossing(&store, first, &meet, &times));
    for one in both {
        one.join().unwrap().unwrap();
    }
    assert!(times.load(Ordering::SeqCst) > 2, "nobody was broken off");
    let twice = "offices WHERE version = 3";
    assert_eq!(database.count(twice), 2);
}
