//! Somebody with all rights alters the record.

use diesel::prelude::*;
use persistence::backend::Conn;
use persistence::events::{self, Verification};
use persistence::schema::{event_seals, events as facts, unsealed_events};
use persistence::sql_types::Uid;
use persistence::{Clock, Error, Store, Tx};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::{Anchor, record, seal, system, verify};
use crate::support::{Database, Place};

/// Takes away what would stop somebody with the rights of an owner.
pub(crate) fn disarm(database: &Database) {
    let sql = if crate::support::database::server().is_some() {
        "ALTER TABLE events DISABLE TRIGGER USER; ALTER TABLE event_seals DISABLE TRIGGER USER; \
         ALTER TABLE event_seals DROP CONSTRAINT event_seals_organisation_id_event_id_fkey"
    } else {
        "DROP TRIGGER events_are_kept_u; DROP TRIGGER events_are_kept_d; \
         DROP TRIGGER event_seals_are_kept_u; DROP TRIGGER event_seals_are_kept_d"
    };
    database.execute(sql);
}

/// The fact that is sealed at a position.
fn sealed_at(conn: &mut Conn, org: Uid, position: i64) -> QueryResult<Uid> {
    event_seals::table
        .find((org, position))
        .select(event_seals::event_id)
        .first(conn)
}

/// Changes one column of a fact, by SQL, as somebody would by hand.
const EDITS: [&str; 11] = [
    "payload = payload || ' '",
    "kind = 'case_closed'",
    "actor_id = NULL",
    "actor_kind = 'system'",
    "request_id = 'forged'",
    "subject = 'case'",
    "subject_id = id",
    "individual_id = NULL",
    "case_id = id",
    "office_id = NULL",
    "at = (SELECT at FROM events e WHERE e.id <> events.id AND e.at <> events.at LIMIT 1)",
];

/// One way of altering the record, chosen by `dice`. Gives its name.
fn alter(tx: &mut Tx<'_>, dice: &mut impl FnMut(i64) -> i64, length: i64) -> QueryResult<String> {
    let org = tx.org();
    let (at, other) = (dice(length) + 1, dice(length) + 1);
    let seal = event_seals::table.find((org, at));
    let event = sealed_at(tx.conn(), org, at)?;
    let fact = facts::table.find((org, event));
    let choice = dice(19);
    let conn = tx.conn();
    let bytes = vec![7_u8; 32];
    match choice {
        0..=10 => {
            let edit = EDITS[usize::try_from(choice).unwrap()];
            let sql = format!(
                "UPDATE events SET {edit} WHERE id = {}",
                literal(conn, event)
            );
            diesel::sql_query(sql).execute(conn)?
        }
        11 => diesel::delete(fact).execute(conn)?,
        12 => diesel::delete(seal).execute(conn)?,
        13 => {
            diesel::delete(seal).execute(conn)?;
            diesel::delete(fact).execute(conn)?
        }
        14 => diesel::update(seal)
            .set(event_seals::hash.eq(bytes))
            .execute(conn)?,
        15 => diesel::update(seal)
            .set(event_seals::previous.eq(bytes))
            .execute(conn)?,
        16 => swap(
            conn,
            org,
            at,
            if other == at { at % length + 1 } else { other },
        )?,
        17 => cut(conn, org, at)?,
        _ => forge(tx, event, dice(4), at, length)?,
    };
    Ok(format!("{choice} at {at}"))
}

/// A UUID as SQL text of the engine.
fn literal(conn: &Conn, id: Uid) -> String {
    match conn {
        Conn::Pg(_) => format!("'{}'", id.0),
        Conn::Sqlite(_) => format!("x'{}'", id.0.simple()),
    }
}

/// Two facts change places.
fn swap(conn: &mut Conn, org: Uid, at: i64, other: i64) -> QueryResult<usize> {
    let first = sealed_at(conn, org, at)?;
    let second = sealed_at(conn, org, other)?;
    let nobody = Uid(uuid::Uuid::new_v4());
    for (position, event) in [(at, nobody), (other, first), (at, second)] {
        diesel::update(event_seals::table.find((org, position)))
            .set(event_seals::event_id.eq(event))
            .execute(conn)?;
    }
    Ok(2)
}

/// The end is cut off: facts and seals from here on.
fn cut(conn: &mut Conn, org: Uid, from: i64) -> QueryResult<usize> {
    let end = event_seals::table
        .filter(event_seals::organisation_id.eq(org))
        .filter(event_seals::position.ge(from));
    let events: Vec<Uid> = end.select(event_seals::event_id).load(conn)?;
    diesel::delete(end).execute(conn)?;
    diesel::delete(facts::table.filter(facts::id.eq_any(events))).execute(conn)
}

/// Puts a fact into the record that never happened.
fn forge(tx: &mut Tx<'_>, like: Uid, how: i64, at: i64, length: i64) -> QueryResult<usize> {
    let org = tx.org();
    let mut fact: events::Stored = facts::table
        .find((org, like))
        .select(events::Stored::as_select())
        .first(tx.conn())?;
    fact.id = tx.new_id::<()>().into();
    diesel::insert_into(facts::table)
        .values(&fact)
        .execute(tx.conn())?;
    let position = match how {
        // Neither sealed nor waiting.
        0 => return Ok(1),
        1 => length + 1,
        2 => 0,
        _ => -at,
    };
    diesel::insert_into(event_seals::table)
        .values((
            event_seals::organisation_id.eq(org),
            event_seals::position.eq(position),
            event_seals::event_id.eq(fact.id),
            event_seals::previous.eq(vec![1_u8; 32]),
            event_seals::hash.eq(vec![2_u8; 32]),
        ))
        .execute(tx.conn())
}

/// Makes the chain anew from its beginning, as somebody would who knows how.
fn rechain(tx: &mut Tx<'_>) -> Result<(), Error> {
    let org = tx.org();
    let all: Vec<Uid> = facts::table
        .filter(facts::organisation_id.eq(org))
        .select(facts::id)
        .load(tx.conn())?;
    diesel::update(facts::table.find((org, all[0])))
        .set(facts::request_id.eq("forged"))
        .execute(tx.conn())?;
    diesel::delete(event_seals::table.filter(event_seals::organisation_id.eq(org)))
        .execute(tx.conn())?;
    for id in all {
        diesel::insert_into(unsealed_events::table)
            .values((
                unsealed_events::organisation_id.eq(org),
                unsealed_events::event_id.eq(id),
            ))
            .execute(tx.conn())?;
    }
    events::seal(tx)?;
    Ok(())
}

/// What a verification says after `change`, which is then undone.
fn after<T: Send + 'static>(
    store: &Store,
    anchor: Anchor,
    change: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> (T, Verification) {
    let (tell, told) = std::sync::mpsc::channel();
    let undone = store.write(system(Place::Home), move |tx| {
        let out = change(tx)?;
        let found = events::verify(tx, Some(anchor.clone()))?;
        tell.send((out, found)).unwrap();
        Err::<(), _>(Error::NotFound)
    });
    assert!(matches!(undone, Err(Error::NotFound)), "{undone:?}");
    told.recv().unwrap()
}

fn is_whole(found: &Verification) -> bool {
    found.first_bad.is_none() && found.stray == 0
}

#[test]
fn a_thousand_alterations_are_all_seen() {
    const LENGTH: i64 = 24;
    let database = Database::seeded();
    let store = database.open(Clock::System);
    record(&store, Place::Home, 24);
    record(&store, Place::Away, 3);
    seal(&store, Place::Home);
    seal(&store, Place::Away);
    disarm(&database);
    let anchor = store.read(&system(Place::Home), events::head).unwrap();
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..1_000_u64 {
        let change = move |tx: &mut Tx<'_>| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let mut dice = move |sides: i64| i64::from(random.next_u32()) % sides;
            if let Conn::Sqlite(c) = tx.conn() {
                // Whoever holds the file turns this off altogether.
                diesel::sql_query("PRAGMA defer_foreign_keys = ON").execute(c)?;
            }
            Ok(alter(tx, &mut dice, LENGTH)?)
        };
        let (what, found) = after(&store, anchor.clone(), change);
        assert!(!is_whole(&found), "{what} was not seen: {found:?}");
        kinds.insert(what.split(' ').next().unwrap().to_owned());
    }
    assert_eq!(kinds.len(), 19, "{kinds:?}");
    let ((), found) = after(&store, anchor.clone(), rechain);
    assert!(!is_whole(&found), "a new chain was not seen: {found:?}");
    let untouched = verify(&store, Place::Home, Some(anchor));
    assert!(is_whole(&untouched), "{untouched:?}");
    assert!(is_whole(&verify(&store, Place::Away, None)));
}

#[test]
fn the_first_position_that_was_altered_is_named() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    record(&store, Place::Home, 10);
    seal(&store, Place::Home);
    disarm(&database);
    let anchor = store.read(&system(Place::Home), events::head).unwrap();
    for at in 1..=10 {
        let change = move |tx: &mut Tx<'_>| {
            let org = tx.org();
            let event: Uid = event_seals::table
                .find((org, at))
                .select(event_seals::event_id)
                .first(tx.conn())?;
            diesel::update(facts::table.find((org, event)))
                .set(facts::request_id.eq("forged"))
                .execute(tx.conn())?;
            Ok(())
        };
        let ((), found) = after(&store, anchor.clone(), change);
        assert_eq!(found.first_bad, Some(at));
    }
}
