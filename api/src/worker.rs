//! What happens behind the requests: sealing, the record of accesses, forgetting old answers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::web;
use domain::kernel::Id;
use persistence::{Caller, Error, Store, events, idempotency, sessions, sign_in_attempts};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::State;
use crate::audit_heads::{self, Publisher};

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

/// Every how many rounds the heads of the audit chains are published: every five minutes.
const PUBLISH_EVERY: u64 = 600;

/// Starts the worker of a process. Several processes may run one each: every task is safe to be
/// done twice.
pub fn start(state: web::Data<State>) -> Worker {
    let (stop, mut stopped) = watch::channel(false);
    let publisher = Arc::new(Mutex::new(None));
    let ended = tokio::spawn(async move {
        let mut round = 0_u64;
        loop {
            let store = state.store.clone();
            let tidy = round % TIDY_EVERY == TIDY_EVERY - 1;
            if round % PUBLISH_EVERY == PUBLISH_EVERY - 1 {
                publish(&state, &publisher).await;
            }
            if let Ok(Err(error)) = web::block(move || work(&store, tidy)).await {
                tracing::warn!(event = "worker_failed", %error);
            }
            state.limits.forget_idle();
            round += 1;
            tokio::select! {
                () = tokio::time::sleep(PERIOD) => {}
                _ = stopped.changed() => break,
            }
        }
        // What the last requests recorded is sealed and published before the process goes.
        let store = state.store.clone();
        if let Ok(Err(error)) = web::block(move || work(&store, false)).await {
            tracing::warn!(event = "worker_failed", %error);
        }
        publish(&state, &publisher).await;
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

/// Publishes the heads of the audit chains outside the database.
async fn publish(state: &web::Data<State>, publisher: &Arc<Mutex<Option<Publisher>>>) {
    let (state, publisher) = (state.clone(), Arc::clone(publisher));
    let outcome = web::block(move || {
        let path = audit_heads::file(&state.config.data);
        let mut publisher = publisher.lock().unwrap_or_else(PoisonError::into_inner);
        let mut resumed = match publisher.take() {
            Some(resumed) => resumed,
            None => Publisher::resume(&path)?,
        };
        let outcome = resumed.publish(&state.store, &path);
        *publisher = Some(resumed);
        outcome
    });
    match outcome.await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::error!(event = "audit_heads_not_published", %error),
        Err(_) => tracing::error!(event = "audit_heads_not_published"),
    }
}

/// One round.
pub fn work(store: &Store, tidy: bool) -> Result<(), Error> {
    store.flush_accesses()?;
    seal_all(store)?;
    if tidy {
        let nobody = Caller::system(Id::new(uuid::Uuid::nil()), "tidy");
        while store.write(nobody.clone(), |tx| idempotency::purge(tx, 500))? > 0 {}
        while store.write(nobody.clone(), |tx| sessions::purge_tokens(tx, 500))? > 0 {}
        store.write(nobody, sign_in_attempts::purge)?;
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
