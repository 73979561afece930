//! What happens behind the requests: the record of accesses, sealing, forgetting old answers.

use std::time::Duration;

use actix_web::web;
use domain::kernel::Id;
use persistence::{Caller, Error, Store, events, idempotency};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::State;

/// The running worker.
#[derive(Debug)]
pub struct Worker {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// A task that the worker does over and over.
type Task = fn(&Store) -> Result<(), Error>;

/// Every task with its period. None waits for another, so that a long one delays nobody. Several
/// processes may run one worker each: every task is safe to be done twice.
const TASKS: &[(&str, Duration, Task)] = &[
    (
        "record_accesses",
        Duration::from_millis(500),
        record_accesses,
    ),
    ("seal", Duration::from_millis(500), seal_all),
    ("forget_answers", Duration::from_mins(1), forget_answers),
];

/// Starts the worker of a process.
pub fn start(state: &web::Data<State>) -> Worker {
    let (stop, stopped) = watch::channel(false);
    let repeat = |(label, period, task): &(&'static str, Duration, Task)| {
        tokio::spawn(over_and_over(
            state.clone(),
            label,
            *period,
            *task,
            stopped.clone(),
        ))
    };
    let tasks = TASKS.iter().map(repeat).collect();
    Worker { stop, tasks }
}

async fn over_and_over(
    state: web::Data<State>,
    label: &'static str,
    period: Duration,
    task: Task,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let store = state.store.clone();
        match web::block(move || task(&store)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(event = "task_failed", task = label, reason = error.kind());
            }
            Err(_) => tracing::error!(event = "task_panicked", task = label),
        }
        state.limits.forget_idle();
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            _ = stopped.changed() => return,
        }
    }
}

impl Worker {
    /// Ends every task after its present round.
    pub async fn stop(self) {
        // An error means that no task listens any more.
        self.stop.send(true).ok();
        for task in self.tasks {
            drop(task.await);
        }
    }
}

/// The product itself, in no organisation.
fn installation(task: &str) -> Caller {
    Caller::system(Id::new(uuid::Uuid::nil()), task)
}

fn record_accesses(store: &Store) -> Result<(), Error> {
    store.flush_accesses().map(|_| ())
}

/// Seals the waiting facts of every organisation that has some.
pub fn seal_all(store: &Store) -> Result<(), Error> {
    for organisation in store.read(&installation("seal"), events::waiting_organisations)? {
        let caller = Caller::system(organisation, "seal");
        while store.write(caller.clone(), events::seal)? > 0 {}
    }
    Ok(())
}

fn forget_answers(store: &Store) -> Result<(), Error> {
    while store.write(installation("forget_answers"), |tx| {
        idempotency::purge(tx, 500)
    })? > 0
    {}
    Ok(())
}
