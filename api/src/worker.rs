//! What happens behind the requests: sealing, the record of accesses, forgetting old answers.

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
    ended: JoinHandle<()>,
}

/// How often it looks for work.
const PERIOD: Duration = Duration::from_millis(500);
/// Every how many rounds it tidies up.
const TIDY_EVERY: u64 = 120;

/// Starts the worker of a process. Several processes may run one each: every task is safe to be
/// done twice.
pub fn start(state: web::Data<State>) -> Worker {
    let (stop, mut stopped) = watch::channel(false);
    let ended = tokio::spawn(async move {
        let mut round = 0_u64;
        loop {
            let store = state.store.clone();
            let tidy = round % TIDY_EVERY == TIDY_EVERY - 1;
            if let Ok(Err(error)) = web::block(move || work(&store, tidy)).await {
                tracing::warn!(event = "worker_failed", %error);
            }
            state.limits.forget_idle();
            round += 1;
            tokio::select! {
                () = tokio::time::sleep(PERIOD) => {}
                _ = stopped.changed() => return,
            }
        }
    });
    Worker { stop, ended }
}

impl Worker {
    /// Ends the worker after its present round.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        drop(self.ended.await);
    }
}

/// One round.
pub fn work(store: &Store, tidy: bool) -> Result<(), Error> {
    store.flush_accesses()?;
    seal_all(store)?;
    if tidy {
        let nobody = Caller::system(Id::new(uuid::Uuid::nil()), "tidy");
        while store.write(nobody.clone(), |tx| idempotency::purge(tx, 500))? > 0 {}
    }
    Ok(())
}

/// Seals the waiting facts of every organisation.
pub fn seal_all(store: &Store) -> Result<(), Error> {
    let nobody = Caller::system(Id::new(uuid::Uuid::nil()), "seal");
    for organisation in store.read(&nobody, events::organisations)? {
        let caller = Caller::system(organisation, "seal");
        while store.read(&caller, events::has_unsealed)?
            && store.write(caller.clone(), events::seal)? > 0
        {}
    }
    Ok(())
}
