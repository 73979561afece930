//! The record of facts cannot be altered unseen.

mod alterations;

pub(crate) use alterations::disarm;

use std::thread::spawn;

use diesel::prelude::*;
use domain::actor::Role;
use domain::event::{About, Fact};
use domain::kernel::{Changed, Id};
use persistence::events::{self, Verification};
use persistence::schema::event_seals;
use persistence::sql_types::Uid;
use persistence::{Caller, Clock, Error, Store};

use crate::store::caller;
use crate::support::{Database, Member, Place, TestApp, within};

type Anchor = (i64, Vec<u8>);

fn system(place: Place) -> Caller {
    Caller::system(place.organisation(), "story")
}

/// Records so many facts, each in a transaction of its own.
fn record(store: &Store, place: Place, count: usize) {
    for number in 0..count {
        let member = Member::new(place, Role::Counsellor, 0);
        store
            .write(caller(member), move |tx| {
                let office = place.office(0);
                let fact = match number % 3 {
                    0 => Fact::OfficeCreated {},
                    1 => Fact::SessionEnded {
                        reason: "sign_out".to_owned(),
                    },
                    _ => Fact::DeskContactRecorded {
                        topic: "work".to_owned(),
                        channel: "desk".to_owned(),
                        acknowledged: Vec::new(),
                    },
                };
                let about = About::thing("office", office)
                    .at(office)
                    .of(Id::new(office.uuid()));
                tx.record(Changed::new((), about.says(fact)));
                Ok(())
            })
            .unwrap();
    }
}

fn seal(store: &Store, place: Place) -> usize {
    store.write(system(place), events::seal).unwrap()
}

fn verify(store: &Store, place: Place, anchor: Option<Anchor>) -> Verification {
    store
        .read(&system(place), move |tx| events::verify(tx, anchor.clone()))
        .unwrap()
}

fn positions(database: &Database, place: Place) -> Vec<i64> {
    event_seals::table
        .filter(event_seals::organisation_id.eq(Uid::from(place.organisation())))
        .order(event_seals::position)
        .select(event_seals::position)
        .load(&mut database.connection())
        .unwrap()
}

#[test]
fn each_organisation_has_a_chain_without_gaps() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    record(&store, Place::Home, 7);
    record(&store, Place::Away, 3);
    record(&store, Place::Home, 2);
    let before = verify(&store, Place::Home, None);
    assert_eq!((before.checked, before.unsealed, before.stray), (0, 9, 0));
    assert_eq!(seal(&store, Place::Home), 9);
    assert_eq!(seal(&store, Place::Home), 0);
    assert_eq!(seal(&store, Place::Away), 3);
    record(&store, Place::Home, 1);
    assert_eq!(seal(&store, Place::Home), 1);
    assert_eq!(
        positions(&database, Place::Home),
        (1..=10).collect::<Vec<_>>()
    );
    assert_eq!(positions(&database, Place::Away), [1, 2, 3]);
    let found = verify(&store, Place::Home, None);
    assert_eq!(
        (found.checked, found.first_bad, found.unsealed, found.stray),
        (10, None, 0, 0)
    );
    let head = store.read(&system(Place::Home), events::head).unwrap();
    assert_eq!(head, (10, found.head));
}

#[test]
fn a_long_chain_is_sealed_and_verified_in_pieces() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    let member = Member::new(Place::Home, Role::Counsellor, 0);
    store
        .write(caller(member), |tx| {
            for _ in 0..1_203 {
                let about = About::thing("office", Place::Home.office(0));
                tx.record(Changed::new((), about.says(Fact::OfficeCreated {})));
            }
            Ok(())
        })
        .unwrap();
    let mut sealed = Vec::new();
    while let count @ 1.. = seal(&store, Place::Home) {
        sealed.push(count);
    }
    assert_eq!(sealed, [500, 500, 203]);
    let found = verify(&store, Place::Home, None);
    assert_eq!((found.checked, found.first_bad), (1_203, None));
}

#[test]
fn two_sealers_at_once_make_one_chain() {
    let database = Database::seeded();
    let stores = [database.open(Clock::System), database.open(Clock::System)];
    let writers: Vec<_> = stores
        .iter()
        .cloned()
        .map(|store| spawn(move || record(&store, Place::Home, 60)))
        .collect();
    let sealers: Vec<_> = stores
        .iter()
        .cloned()
        .map(|store| {
            spawn(move || {
                for _ in 0..40 {
                    match store.write(system(Place::Home), events::seal) {
                        Ok(_) | Err(Error::Overloaded | Error::Unavailable) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            })
        })
        .collect();
    for thread in writers.into_iter().chain(sealers) {
        thread.join().unwrap();
    }
    seal(&stores[0], Place::Home);
    let found = verify(&stores[1], Place::Home, None);
    assert_eq!(
        (found.checked, found.first_bad, found.unsealed, found.stray),
        (120, None, 0, 0)
    );
    let all: Vec<i64> = (1..=120).collect();
    assert_eq!(positions(&database, Place::Home), all);
}

#[test]
fn the_worker_seals_within_a_second() {
    let app = TestApp::with(|options| options.worker = true);
    record(&app.store, Place::Home, 3);
    record(&app.store, Place::Away, 1);
    assert!(within(1_500, || app.database.count("event_seals") == 4));
    assert_eq!(app.database.count("unsealed_events"), 0);
}

#[test]
fn facts_and_seals_are_only_ever_added() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    record(&store, Place::Home, 2);
    seal(&store, Place::Home);
    for sql in [
        "UPDATE events SET payload = '{}'",
        "DELETE FROM events",
        "UPDATE event_seals SET position = position + 1",
        "DELETE FROM event_seals",
    ] {
        let outcome = store.write(system(Place::Home), move |tx| {
            diesel::sql_query(sql).execute(tx.conn())?;
            Ok(())
        });
        assert!(outcome.is_err(), "{sql}");
    }
    assert_eq!(verify(&store, Place::Home, None).checked, 2);
}
