//! What was acknowledged survives a process that is killed.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread::{sleep, spawn};
use std::time::Duration;

use diesel::prelude::*;
use domain::actor::Role;
use domain::policy::Action;
use persistence::backend::Address;
use persistence::schema::offices;
use persistence::{Answer, Claim, Clock, events};

use crate::store::caller;
use crate::support::effort::{effort, figure};
use crate::support::toys::insert;
use crate::support::{Database, Member, Place, within};

/// Names the data for the child of the story below.
const DATA: &str = "PERCORSO_STORY_DATA";

fn member() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

/// Writes until it is killed, and says each label once it is acknowledged.
#[test]
#[ignore = "a child of the story below"]
fn writer() {
    let Ok(url) = std::env::var(DATA) else { return };
    let store = persistence::Store::open(persistence::Settings {
        address: Address::parse(&url).unwrap(),
        connections: 4,
        clock: Clock::System,
        minter: persistence::Minter::default(),
    })
    .unwrap();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let store = store.clone();
            spawn(move || {
                for number in 0_u32.. {
                    let label = format!("{}-{writer}-{number}", std::process::id());
                    write_once(&store, label.clone());
                    let line = format!("acknowledged {label}\n");
                    std::io::stdout().write_all(line.as_bytes()).unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
}

fn write_once(store: &persistence::Store, label: String) {
    let claim = Claim {
        key: format!("0123456789-{label}"),
        fingerprint: [1; 32],
        action: Action::OpenCase,
    };
    let (tell, told) = std::sync::mpsc::channel();
    let work = move |tx: &mut persistence::Tx<'_>| {
        insert(tx, &label)?;
        Ok(Answer {
            status: 201,
            etag: None,
            location: None,
            body: label.clone().into_bytes(),
            replayed: false,
        })
    };
    store.submit_once(caller(member()), Some(claim), work, move |outcome| {
        tell.send(outcome.map(|_| ())).unwrap();
    });
    told.recv().unwrap().unwrap();
}

/// Lets a writer work for a while, kills it, and gives what it had acknowledged.
fn acknowledged_before_the_kill(database: &Database, millis: u64) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::writer", "--ignored", "--nocapture"])
        .env(DATA, database.url())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let stdout = child.stdout.take().unwrap();
    let reader = spawn(move || {
        BufReader::new(stdout)
            .lines()
            .map_while(Result::ok)
            .filter_map(|line| Some(line.split_once("acknowledged ")?.1.to_owned()))
            .collect::<Vec<_>>()
    });
    sleep(Duration::from_millis(millis));
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

/// On PostgreSQL the server may still be at work for the client that is gone.
pub(crate) fn wait_for_the_server(database: &Database) {
    let others = "pg_stat_activity WHERE datname = current_database() \
                  AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
    if matches!(database.address, Address::Postgres(_)) {
        assert!(within(5_000, || database.count(others) == 0));
    }
}

#[test]
fn what_was_acknowledged_before_a_kill_is_whole_afterwards() {
    let database = Database::seeded();
    let mut all = Vec::new();
    for round in 0..effort(5_u64, 50) {
        let labels = acknowledged_before_the_kill(&database, 350 + 37 * (round % 20));
        all.extend(labels);
        wait_for_the_server(&database);
        let toys = "offices WHERE kind = 'toy'";
        let written = database.count(toys);
        // Wholly there or not at all: the thing, its fact, and the answer to its request.
        assert_eq!(database.count("events"), written);
        assert_eq!(
            database.count("idempotency_keys WHERE status = 201"),
            written
        );
        assert!(written >= i64::try_from(all.len()).unwrap());
    }
    assert!(all.len() > 50, "only {} were written", all.len());
    figure(
        "R-1",
        "kill -9 of the store: acknowledged writes",
        all.len(),
    );
    let there: BTreeSet<String> = offices::table
        .select(offices::label)
        .load(&mut database.connection())
        .unwrap()
        .into_iter()
        .collect();
    let lost: Vec<_> = all.iter().filter(|label| !there.contains(*label)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    the_chain_verifies(&database);
}

/// Seals what is left to seal and looks over the whole chain.
pub(crate) fn the_chain_verifies(database: &Database) {
    let store = database.open(Clock::System);
    let place = Place::Home.organisation();
    let system = persistence::Caller::system(place, "story");
    while store.write(system.clone(), events::seal).unwrap() > 0 {}
    let found = store.read(&system, |tx| events::verify(tx, None)).unwrap();
    assert_eq!((found.first_bad, found.stray, found.unsealed), (None, 0, 0));
}
