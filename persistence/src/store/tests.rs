use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use domain::actor::Actor;

use super::Task;
use crate::backend::{Address, Conn, Manager, Use};
use crate::error::Error;
use crate::organisations;
use crate::rig::Rig;
use crate::{Caller, Tx};

fn rename(tx: &mut Tx<'_>) -> Result<(), Error> {
    let name = "UPDATE organisations SET legal_name = 'Comune di Selvascura'";
    Ok(tx.conn().batch_execute(name)?)
}

/// Holds rows, and writes none.
fn held(tx: &mut Tx<'_>) -> Result<(), Error> {
    Ok(tx
        .conn()
        .batch_execute("SELECT id FROM organisations FOR UPDATE")?)
}

/// What a write hears that may be settled until then.
fn settled_by(rig: &Rig, latest: Instant) -> Result<(), Error> {
    let caller = Caller {
        actor: Actor::anonymous(rig.organisation),
        ..rig.caller()
    };
    let (tell, told) = channel();
    let done = move |outcome| tell.send(outcome).unwrap();
    let task = Task::new(caller, rename, done).settled_by(latest);
    rig.store.enqueue(task);
    told.recv().unwrap()
}

#[test]
fn what_comes_to_an_end_too_late_is_taken_back() {
    for rig in Rig::on_each_engine() {
        let called = |name: &str| {
            let found = rig.read(organisations::get).unwrap();
            found.legal_name.as_str() == name
        };
        let late = settled_by(&rig, Instant::now());
        assert!(matches!(late, Err(Error::Overloaded)), "{late:?}");
        assert!(called("Comune di Prova"));
        settled_by(&rig, Instant::now() + Duration::from_secs(10)).unwrap();
        assert!(called("Comune di Selvascura"));
    }
}

#[test]
fn a_file_that_refuses_writes_is_noticed_until_it_takes_one_again() {
    let rig = Rig::new();
    rig.store.takes_writes().unwrap();
    let manager = Manager::new(
        rig.store.shared.address.clone(),
        Use::Write,
        std::sync::Arc::default(),
    );
    let mut other = manager.open().unwrap();
    // Somebody else holds the file for longer than the writer waits.
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let refused = rig.write(rename);
    assert!(refused.is_err(), "{refused:?}");
    assert!(matches!(rig.store.takes_writes(), Err(Error::Unavailable)));
    rig.store.ping().unwrap();
    other.batch_execute("ROLLBACK").unwrap();
    rig.write(rename).unwrap();
    rig.store.takes_writes().unwrap();
    rig.store.close();
    assert!(rig.store.takes_writes().is_err());
}

/// Has the engine say that its disk is full, in its own words.
fn overfill(tx: &mut Tx<'_>) -> Result<(), Error> {
    let fill = match tx.conn() {
        Conn::Pg(_) => {
            "DO $$ BEGIN RAISE disk_full USING MESSAGE = \
             'could not extend file \"base/5/16384\": No space left on device'; END $$"
        }
        Conn::Sqlite(_) => {
            "PRAGMA max_page_count = 1; CREATE TABLE ballast AS SELECT zeroblob(1000000) AS weight"
        }
    };
    Ok(tx.conn().batch_execute(fill)?)
}

#[test]
fn a_full_disk_is_remembered_until_something_is_written_again() {
    for rig in Rig::on_each_engine() {
        rig.store.takes_writes().unwrap();
        let refused = rig.write(overfill);
        assert!(
            matches!(refused, Err(Error::Full | Error::Unavailable)),
            "{refused:?}"
        );
        let full = || matches!(rig.store.takes_writes(), Err(Error::Unavailable));
        assert!(full(), "nobody noticed");
        // Neither what writes nothing nor what is taken back found any room.
        rig.write(|_| Ok(())).unwrap();
        assert!(full(), "forgotten for nothing");
        if let Address::Postgres(_) = rig.store.shared.address {
            rig.write(held).unwrap();
            assert!(full(), "forgotten for a lock");
        }
        let back = rig.write(|tx| rename(tx).and(Err::<(), _>(Error::NotFound)));
        assert!(matches!(back, Err(Error::NotFound)), "{back:?}");
        assert!(full(), "forgotten for what was taken back");
        rig.store.ping().unwrap();
        rig.write(rename).unwrap();
        rig.store.takes_writes().unwrap();
    }
}
