//! What it costs to record who read a case file: the same reads through the store of the product,
//! with the record and without. The product itself knows no switch for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::actor::{Actor, Role};
use domain::kernel::Id;
use domain::policy::Action;
use persistence::{Caller, Store, case_files};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::Failure;
use crate::population::{Colleague, Organised};
use crate::procfs;
use crate::world::World;

/// As many as the server's pool has connections.
const THREADS: u64 = 8;

/// Whether reads leave a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recorded {
    Yes,
    No,
}

/// Microseconds on processors for each read of a case file, of store and database together.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
pub(crate) fn cost(
    store: &Store,
    organised: &Organised,
    world: &World,
    postmaster: Option<u32>,
    recorded: Recorded,
    span: Duration,
) -> Result<f64, Failure> {
    let spent = || {
        procfs::spent(std::process::id()) + postmaster.map_or(Duration::ZERO, procfs::spent_by_all)
    };
    let (before, done) = (spent(), AtomicU64::new(0));
    let end = Instant::now() + span;
    let outcome: Result<Vec<()>, Failure> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|seed| {
                let done = &done;
                scope.spawn(move || read(store, organised, world, recorded, (seed, end), done))
            })
            .collect();
        let ended = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended
            .map(|ended| ended.map_err(|_| "a reader fell over")?)
            .collect()
    });
    outcome?;
    store.flush_accesses()?;
    let cost = spent().saturating_sub(before).as_secs_f64() * 1e6;
    Ok(cost / done.load(Ordering::Relaxed).max(1) as f64)
}

fn read(
    store: &Store,
    organised: &Organised,
    world: &World,
    recorded: Recorded,
    (seed, end): (u64, Instant),
    done: &AtomicU64,
) -> Result<(), Failure> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    while Instant::now() < end {
        let worker = world.counsellor(&mut rng);
        let (_, colleague) = organised
            .everybody(Role::Counsellor)
            .find(|(_, colleague)| colleague.email == worker.email)
            .ok_or("nobody of this address")?;
        let case = Id::new(worker.case(&mut rng));
        let caller = caller(organised, colleague);
        store.read(&caller, move |tx| {
            let file = case_files::get(tx, case)?;
            if recorded == Recorded::Yes {
                let (individual, case) = (file.case.individual, file.case.id);
                tx.record_access(Action::ReadCase, "case_file", Some(individual), Some(case));
            }
            Ok(())
        })?;
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// A counsellor as if signed in.
fn caller(organised: &Organised, colleague: &Colleague) -> Caller {
    let system = Actor::system(organised.organisation);
    let offices = colleague.offices.iter().copied();
    Caller {
        actor: system.on_behalf_of(colleague.id, [colleague.role], offices),
        request_id: "bench".to_owned(),
        purpose: Some("case_work".to_owned()),
    }
}
