//! One writer for many: who fails, fails alone.

mod postgresql;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread::{sleep, spawn};
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::prelude::*;
use domain::actor::Role;
use domain::kernel::{Id, Refusal};
use persistence::backend::Conn;
use persistence::schema::offices;
use persistence::sql_types::Uid;
use persistence::{Answer, Caller, Clock, Error, Settings, Store, Tx, on_each};
use serde_json::json;

use crate::support::effort::left_out;
use crate::support::toys::insert;
use crate::support::{Database, Member, Place, TestApp, within};

pub(crate) fn caller(member: Member) -> Caller {
    Caller {
        actor: member.actor(),
        request_id: "story".to_owned(),
        purpose: None,
    }
}

fn counsellor() -> Caller {
    caller(Member::new(Place::Home, Role::Counsellor, 0))
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Conduct {
    Good,
    Fails,
    Panics,
    BeginsOnce,
    CommitsOnce,
    RollsBack,
}

fn begin(conn: &mut Conn) -> QueryResult<()> {
    on_each!(conn, |c| AnsiTransactionManager::begin_transaction(c))
}

fn behave(tx: &mut Tx<'_>, conduct: Conduct, label: &str) -> Result<(), Error> {
    insert(tx, label)?;
    let conn = tx.conn();
    match conduct {
        Conduct::Good => Ok(()),
        Conduct::Fails => Err(Refusal::NotPermitted {}.into()),
        Conduct::Panics => panic!("a job that panics"),
        Conduct::BeginsOnce => Ok(begin(conn)?),
        Conduct::CommitsOnce => Ok(on_each!(conn, |c| {
            AnsiTransactionManager::commit_transaction(c)
        })?),
        Conduct::RollsBack => Ok(on_each!(conn, |c| {
            AnsiTransactionManager::rollback_transaction(c)
        })?),
    }
}

/// Sends all jobs so that they wait together, and gives their outcomes in order.
fn together(store: &Store, conducts: &[Conduct]) -> Vec<Result<(), Error>> {
    // The first job holds the writer until all others wait behind it.
    let ready = Arc::new(Barrier::new(conducts.len() + 1));
    let gate = {
        let (store, ready) = (store.clone(), Arc::clone(&ready));
        spawn(move || {
            store.write(counsellor(), move |_| {
                ready.wait();
                sleep(Duration::from_millis(60));
                Ok(())
            })
        })
    };
    let jobs: Vec<_> = conducts
        .iter()
        .enumerate()
        .map(|(number, conduct)| {
            let (store, ready, conduct) = (store.clone(), Arc::clone(&ready), *conduct);
            spawn(move || {
                ready.wait();
                let label = format!("job {number}");
                store.write(counsellor(), move |tx| behave(tx, conduct, &label))
            })
        })
        .collect();
    gate.join().unwrap().unwrap();
    jobs.into_iter().map(|job| job.join().unwrap()).collect()
}

#[test]
fn a_job_that_fails_or_panics_does_not_harm_its_neighbours() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    let mut conducts = vec![Conduct::Good; 24];
    conducts[3] = Conduct::Fails;
    conducts[11] = Conduct::Panics;
    conducts[12] = Conduct::Fails;
    let outcomes = together(&store, &conducts);
    for (conduct, outcome) in conducts.iter().zip(&outcomes) {
        match conduct {
            Conduct::Good => assert!(outcome.is_ok(), "{outcome:?}"),
            Conduct::Panics => assert!(matches!(outcome, Err(Error::Corrupt(_)))),
            _ => assert!(matches!(outcome, Err(Error::Refused(_)))),
        }
    }
    assert_eq!(database.count("offices WHERE kind = 'toy'"), 21);
    assert_eq!(database.count("events"), 21);
}

#[test]
fn a_job_that_unbalances_its_transaction_takes_nobody_acknowledged_along() {
    for conduct in [
        Conduct::BeginsOnce,
        Conduct::CommitsOnce,
        Conduct::RollsBack,
    ] {
        let database = Database::seeded();
        let store = database.open(Clock::System);
        let mut conducts = vec![Conduct::Good; 16];
        conducts[7] = conduct;
        let outcomes = together(&store, &conducts);
        for (number, outcome) in outcomes.iter().enumerate() {
            let there = database.count(&format!("offices WHERE label = 'job {number}'"));
            match outcome {
                Ok(()) if number != 7 => assert_eq!(there, 1, "{conduct:?}: {number} is lost"),
                Err(Error::Unavailable) => {}
                other => assert_eq!(number, 7, "{conduct:?}: {other:?}"),
            }
        }
        // Afterwards everything works as before.
        let after = together(&store, &[Conduct::Good; 4]);
        assert!(after.iter().all(Result::is_ok), "{conduct:?}: {after:?}");
        let toys = database.count("offices WHERE kind = 'toy'");
        let facts = database.count("events");
        // What a job commits by itself on PostgreSQL nobody can take back.
        let own = conduct == Conduct::CommitsOnce && store.writes_block();
        assert_eq!(facts + i64::from(own), toys, "{conduct:?}");
    }
}

#[test]
fn a_read_cannot_write() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    let outcome = store.read(&counsellor(), |tx| {
        diesel::update(offices::table)
            .set(offices::label.eq("changed by a read"))
            .execute(tx.conn())?;
        Ok(())
    });
    assert!(matches!(outcome, Err(Error::Database(_))), "{outcome:?}");
    assert_eq!(database.count("offices WHERE label LIKE 'changed%'"), 0);
    // The connection serves on.
    for _ in 0..10 {
        store.read(&counsellor(), |tx| Ok(tx.now())).unwrap();
    }
}

#[test]
fn a_read_sees_one_snapshot() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    let other = store.clone();
    let count = |tx: &mut Tx<'_>| -> Result<i64, Error> {
        Ok(offices::table.count().get_result(tx.conn())?)
    };
    let (before, after) = store
        .read(&counsellor(), move |tx| {
            let before = count(tx)?;
            let other = other.clone();
            let write = spawn(move || other.write(counsellor(), |tx| insert(tx, "later")));
            write.join().unwrap()?;
            Ok((before, count(tx)?))
        })
        .unwrap();
    assert_eq!(before, after);
}

#[test]
fn no_row_points_into_another_organisation() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    let outcome = store.write(counsellor(), |tx| {
        use persistence::schema::staff_offices;
        let member = Member::new(Place::Home, Role::Counsellor, 0);
        diesel::insert_into(staff_offices::table)
            .values((
                staff_offices::organisation_id.eq(tx.org()),
                staff_offices::staff_id.eq(Uid::from(member.id())),
                staff_offices::office_id.eq(Uid::from(Place::Away.office(0))),
            ))
            .execute(tx.conn())?;
        Ok(())
    });
    assert!(matches!(outcome, Err(Error::Database(_))), "{outcome:?}");
}

#[test]
fn of_two_writers_with_the_same_version_one_wins_and_one_is_told() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let made = counsellor.post("/toys", &json!({ "label": "Palla" }));
    let path = format!("/toys/{}", made.ok(201)["id"].as_str().unwrap());
    for round in 0..40 {
        let etag = counsellor.tag(&path);
        let writers: Vec<_> = (0..2)
            .map(|writer| {
                let (client, path, etag) = (counsellor.clone(), path.clone(), etag.clone());
                let body = json!({ "label": format!("{round} of {writer}") });
                spawn(move || client.put_if(&path, &etag, &body).status)
            })
            .collect();
        let mut statuses: Vec<u16> = writers.into_iter().map(|w| w.join().unwrap()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "round {round}");
    }
    assert_eq!(counsellor.get(&path).ok(200)["version"], 41);
}

#[test]
fn what_stands_in_if_match_must_be_read_before() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let body = json!({ "label": "Palla" });
    let made = counsellor.post("/toys", &body);
    let path = format!("/toys/{}", made.ok(201)["id"].as_str().unwrap());
    let send = |tag: &str| counsellor.put_if(&path, tag, &body);
    for tag in ["*", ""] {
        assert!(matches!(send(tag).status, 428 | 412), "{tag}");
    }
    for tag in [
        "W/\"1-aaaaaaaa\"",
        "1",
        "\"0-a\"",
        "\"2-a\"",
        "\"-1\"",
        "\"1",
    ] {
        let refused = send(tag);
        assert_eq!(refused.refused(412, "stale")["current_version"], 1, "{tag}");
    }
    send("\"9-a\", \"1-b\"").ok(200);
    counsellor
        .with("If-Match", "\"2-a\"")
        .send("DELETE", &path, None)
        .ok(204);
    counsellor.get(&path).refused(404, "not_found");
}

#[test]
fn after_closing_everything_accepted_is_there_and_nothing_more_is_taken() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    let done = Arc::new(AtomicUsize::new(0));
    for _ in 0..100 {
        let done = Arc::clone(&done);
        let tell = move |outcome: Result<_, Error>| {
            outcome.unwrap();
            done.fetch_add(1, Ordering::SeqCst);
        };
        store.submit(counsellor(), |tx| insert(tx, "before"), tell);
    }
    store.close();
    assert_eq!(done.load(Ordering::SeqCst), 100);
    assert_eq!(database.count("offices WHERE label = 'before'"), 100);
    if !store.writes_block() {
        let late = store.write(counsellor(), |tx| insert(tx, "late"));
        assert!(matches!(late, Err(Error::Unavailable)));
    }
}

#[test]
fn a_server_that_could_lose_acknowledged_writes_is_refused() {
    if crate::support::database::server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let database = Database::seeded();
    let label = database.url().rsplit('/').next().unwrap().to_owned();
    database.execute(&format!(
        "ALTER DATABASE {label} SET synchronous_commit = off"
    ));
    let refused = Store::open(Settings {
        address: database.address.clone(),
        connections: 1,
        clock: Clock::System,
        minter: persistence::Minter::default(),
    });
    let reason = refused.unwrap_err().to_string();
    assert!(reason.contains("synchronous_commit"), "{reason}");
}

#[test]
fn ids_and_instants_come_back_as_they_were_stored() {
    let database = Database::seeded();
    let clock =
        Clock::held(chrono::DateTime::from_timestamp_micros(1_773_133_200_123_456).unwrap());
    let store = database.open(clock.clone());
    let (id, ..) = store
        .write(counsellor(), |tx| insert(tx, "Trottola"))
        .unwrap();
    let at: persistence::sql_types::Instant = store
        .read(&counsellor(), move |tx| {
            Ok(offices::table
                .find((tx.org(), id))
                .select(offices::created_at)
                .first(tx.conn())?)
        })
        .unwrap();
    assert_eq!(at.0, clock.now());
    let _: Id<()> = id.into();
}

#[test]
fn a_job_that_waits_too_long_for_a_lock_is_turned_away_and_others_go_on() {
    if crate::support::database::server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let database = Database::seeded();
    let store = database.open(Clock::System);
    let mut holder = database.connection();
    begin(&mut holder).unwrap();
    let org = Uid::from(Place::Home.organisation());
    let rename = move |conn: &mut Conn| {
        diesel::update(offices::table.find((org, Uid::from(Place::Home.office(0)))))
            .set(offices::label.eq("held"))
            .execute(conn)
    };
    rename(&mut holder).unwrap();
    let waits = {
        let store = store.clone();
        spawn(move || store.write(counsellor(), move |tx| Ok(rename(tx.conn())?)))
    };
    store.write(counsellor(), |tx| insert(tx, "other")).unwrap();
    let outcome = waits.join().unwrap();
    assert!(matches!(outcome, Err(Error::Overloaded)), "{outcome:?}");
    drop(holder);
    assert!(within(2_000, || {
        store
            .write(counsellor(), move |tx| Ok(rename(tx.conn())?))
            .is_ok()
    }));
}

#[test]
fn a_request_that_waited_a_second_for_the_writer_is_turned_away() {
    let database = Database::seeded();
    let clock = Clock::held(chrono::DateTime::from_timestamp(1_773_133_200, 0).unwrap());
    let store = database.open(clock.clone());
    if store.writes_block() {
        return left_out("PostgreSQL has many writers");
    }
    let ready = Arc::new(Barrier::new(2));
    let holder = {
        let (store, ready) = (store.clone(), Arc::clone(&ready));
        spawn(move || {
            store.write(counsellor(), move |_| {
                ready.wait();
                ready.wait();
                Ok(())
            })
        })
    };
    ready.wait();
    let (tell, told) = std::sync::mpsc::channel();
    let queue = |label: &'static str| {
        let tell = tell.clone();
        let work = move |tx: &mut Tx<'_>| {
            insert(tx, label)?;
            Ok(Answer {
                status: 204,
                etag: None,
                location: None,
                body: Vec::new(),
                replayed: false,
            })
        };
        let done = move |outcome: Result<_, Error>| tell.send((label, outcome)).unwrap();
        store.submit_once(counsellor(), None, work, done);
    };
    queue("early");
    clock.advance(chrono::TimeDelta::milliseconds(1_001));
    queue("late");
    ready.wait();
    holder.join().unwrap().unwrap();
    let outcomes = [told.recv().unwrap(), told.recv().unwrap()];
    assert!(
        matches!(&outcomes[0], ("early", Err(Error::Overloaded))),
        "{outcomes:?}"
    );
    assert!(matches!(&outcomes[1], ("late", Ok(_))), "{outcomes:?}");
    assert_eq!(database.count("offices WHERE label = 'early'"), 0);
}
