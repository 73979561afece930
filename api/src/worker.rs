//! What happens behind the requests: the record of accesses, sealing, mails, files of exports,
//! forgetting old answers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::web;
use domain::kernel::Id;
use persistence::{
    Caller, Error, Store, Tx, access_cuts, account_links, emergency_accesses, events, hand_overs,
    idempotency, machine_clients, organisations, outbox, referrals, sessions, sign_in_attempts,
    worklist,
};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::State;
use crate::audit_heads::{self, Publisher};
use crate::documents;
use crate::erasures;
use crate::mail;
use crate::messages::{self, Gateways};

/// The running worker.
#[derive(Debug)]
pub struct Worker {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    publisher: JoinHandle<()>,
    asker: JoinHandle<()>,
    importer: JoinHandle<()>,
    state: web::Data<State>,
}

/// How often the heads of the audit chains are published.
const PUBLISHED: Duration = Duration::from_mins(5);

/// How often the worker looks for imports that wait.
const IMPORTS: Duration = Duration::from_secs(1);
/// How many looks lie between two sweeps of what imports leave behind.
const SWEPT: u32 = 60;

/// A task that the worker does over and over.
type Task = fn(&State) -> Result<(), Error>;

/// Every task with its period. None waits for another, so that a long one delays nobody. Several
/// processes may run one worker each: every task is safe to be done twice.
const TASKS: &[(&str, Duration, Task)] = &[
    ("record_accesses", Duration::from_millis(500), |state| {
        record_accesses(&state.store)
    }),
    ("seal", Duration::from_millis(500), |state| {
        if seal_all(&state.store)? > 0 {
            tell_news(state)?;
        }
        Ok(())
    }),
    // Another process may have sealed what happened.
    ("news", Duration::from_secs(2), tell_news),
    ("exports", Duration::from_secs(1), |state| {
        state.exporter.round()
    }),
    ("export_files", Duration::from_secs(1), |state| {
        state.exporter.clear()
    }),
    ("tidy", Duration::from_mins(1), |state| tidy(&state.store)),
    ("returns", Duration::from_mins(1), |state| {
        return_cases(&state.store)
    }),
    ("expiries", Duration::from_mins(1), |state| {
        expire_referrals(&state.store)
    }),
    ("worklist", Duration::from_secs(5), |state| {
        plan_work(&state.store)
    }),
    ("resets", Duration::from_secs(1), mail::carry_out_resets),
    ("erasures", Duration::from_secs(1), |state| {
        erasures::round(&state.store, &state.ledger)
    }),
    ("mails", Duration::from_secs(1), mail::deliver),
    ("message_plans", Duration::from_secs(2), |state| {
        messages::plan(&state.store, Gateways::of(state))
    }),
    ("messages", Duration::from_secs(1), |state| {
        messages::deliver(&state.store, Gateways::of(state))
    }),
    ("documents", Duration::from_secs(1), |state| {
        documents::round(&state.store)
    }),
    ("access_cuts", Duration::from_mins(1), |state| {
        cut_accesses(&state.store)
    }),
    ("emergencies", Duration::from_secs(30), |state| {
        lapse_emergencies(&state.store)
    }),
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
    let publisher = tokio::spawn(publish_heads(state.clone(), stopped.clone()));
    let asker = tokio::spawn(ask_providers(state.clone(), stopped.clone()));
    let importer = tokio::spawn(import(state.clone(), stopped.clone()));
    Worker {
        stop,
        tasks,
        publisher,
        asker,
        importer,
        state: state.clone(),
    }
}

async fn over_and_over(
    state: web::Data<State>,
    label: &'static str,
    period: Duration,
    task: Task,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let held = state.clone();
        match web::block(move || task(&held)).await {
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
        // An import stops after its batch, and another process goes on with it.
        self.state.importer.stop();
        self.state.exporter.stop();
        for task in self.tasks {
            drop(task.await);
        }
        drop(self.publisher.await);
        drop(self.asker.await);
        drop(self.importer.await);
        // What the last requests recorded is sealed and published before the process goes.
        let store = self.state.store.clone();
        let sealed = web::block(move || record_accesses(&store).and(seal_all(&store))).await;
        if !matches!(sealed, Ok(Ok(_))) {
            tracing::error!(event = "not_sealed_at_the_end");
        }
        publish(&self.state, &Arc::default()).await;
    }
}

/// Asks the organisations' own providers for their keys, again and again.
async fn ask_providers(state: web::Data<State>, mut stopped: watch::Receiver<bool>) {
    if state.providers.is_empty() {
        return;
    }
    let period = Duration::from_secs(state.config.provider_refresh_seconds);
    loop {
        let now = state.store.clock().now();
        tokio::select! {
            () = state.providers.keep_fresh(now) => {}
            _ = stopped.changed() => return,
        }
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Works on imports, one at a time, and sweeps what they leave behind.
async fn import(state: web::Data<State>, mut stopped: watch::Receiver<bool>) {
    for look in 0_u32.. {
        let importer = state.importer.clone();
        let days = (look % SWEPT == 0).then_some(state.config.import_days);
        let round = web::block(move || {
            importer.round()?;
            days.map_or(Ok(()), |days| importer.sweep(days))
        });
        match round.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(
                    event = "task_failed",
                    task = "import",
                    reason = error.kind()
                );
            }
            Err(_) => tracing::error!(event = "task_panicked", task = "import"),
        }
        tokio::select! {
            () = tokio::time::sleep(IMPORTS) => {}
            _ = stopped.changed() => return,
        }
    }
}

async fn publish_heads(state: web::Data<State>, mut stopped: watch::Receiver<bool>) {
    let publisher = Arc::default();
    loop {
        tokio::select! {
            () = tokio::time::sleep(PUBLISHED) => publish(&state, &publisher).await,
            _ = stopped.changed() => return,
        }
    }
}

/// Publishes the heads of the audit chains outside the database.
async fn publish(state: &web::Data<State>, publisher: &Arc<Mutex<Option<Publisher>>>) {
    let (state, publisher) = (state.clone(), Arc::clone(publisher));
    let outcome = web::block(move || {
        let path = audit_heads::file(&state.config.storage.data);
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

/// The product itself, in no organisation.
fn installation(task: &str) -> Caller {
    Caller::system(Id::new(uuid::Uuid::nil()), task)
}

fn record_accesses(store: &Store) -> Result<(), Error> {
    store.flush_accesses().map(|_| ())
}

/// Tells those who wait how far the facts of their organisation are sealed.
fn tell_news(state: &State) -> Result<(), Error> {
    for organisation in state.news.awaited() {
        let caller = Caller::system(organisation, "news");
        let (position, _) = state.store.read(&caller, events::head)?;
        state.news.tell(organisation, position);
    }
    Ok(())
}

/// Seals the waiting facts of every organisation that has some, and says how many they were.
pub fn seal_all(store: &Store) -> Result<usize, Error> {
    let mut sealed = 0;
    for organisation in store.read(&installation("seal"), events::waiting_organisations)? {
        let caller = Caller::system(organisation, "seal");
        loop {
            let facts = store.write(caller.clone(), events::seal)?;
            if facts == 0 {
                break;
            }
            sealed += facts;
        }
    }
    Ok(sealed)
}

/// Gives the cases back whose hand-over has had its last day. Until then, whoever took a case over
/// follows it.
fn return_cases(store: &Store) -> Result<(), Error> {
    settle(store, "returns", hand_overs::over, hand_overs::end)
}

/// Writes down which referrals were not answered by their day. Nobody could answer them any more
/// since.
fn expire_referrals(store: &Store) -> Result<(), Error> {
    settle(store, "expiries", referrals::over, referrals::expire)
}

/// Settles in every organisation what is over there, each in a transaction of its own: one that
/// fails keeps no other.
fn settle<T: Send + 'static>(
    store: &Store,
    who: &'static str,
    over: fn(&mut Tx<'_>) -> Result<Vec<Id<T>>, Error>,
    end: fn(&mut Tx<'_>, Id<T>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut outcome = Ok(());
    for organisation in store.read(&installation(who), organisations::all)? {
        let mut caller = Caller::system(organisation.id, who);
        // A day ends where the organisation is.
        caller.actor.zone = organisation.zone;
        for id in store.read(&caller, over)? {
            let ended = store.write(caller.clone(), move |tx| end(tx, id));
            outcome = outcome.and(ended);
        }
    }
    outcome
}

/// Plans the work of an organisation anew whose numbers changed, or for the first time after an
/// upgrade: in pieces, which another process may go on with.
fn plan_work(store: &Store) -> Result<(), Error> {
    let mut outcome = Ok(());
    for organisation in store.read(&installation("worklist"), organisations::all)? {
        let mut caller = Caller::system(organisation.id, "worklist");
        // A day begins where the organisation is.
        caller.actor.zone = organisation.zone;
        outcome = outcome.and(plan_work_of(store, &caller));
    }
    outcome
}

fn plan_work_of(store: &Store, caller: &Caller) -> Result<(), Error> {
    let mut is_wanted = store.read(caller, worklist::wanted)?;
    while is_wanted {
        is_wanted = store.write(caller.clone(), worklist::go_on)?;
    }
    Ok(())
}

/// Writes down the end of emergency accesses whose time is up. They open nothing any more before:
/// this is for whoever reads the record of facts.
pub fn lapse_emergencies(store: &Store) -> Result<(), Error> {
    for organisation in store.read(&installation("lapse"), events::organisations)? {
        let caller = Caller::system(organisation, "lapse");
        if store.read(&caller, emergency_accesses::is_lapsing)? {
            store.write(caller, emergency_accesses::lapse)?;
        }
    }
    Ok(())
}

/// How many pieces of the record of accesses one round removes, so that a process that stops need
/// not wait for all of them.
const CUTS: usize = 50;

/// Removes the accesses whose term is over, piece by piece.
fn cut_accesses(store: &Store) -> Result<(), Error> {
    let mut outcome = Ok(());
    for organisation in store.read(&installation("access_cuts"), organisations::all)? {
        let mut caller = Caller::system(organisation.id, "access_cuts");
        // A month begins where the organisation is.
        caller.actor.zone = organisation.zone;
        outcome = outcome.and(cut_accesses_of(store, &caller));
    }
    outcome
}

fn cut_accesses_of(store: &Store, caller: &Caller) -> Result<(), Error> {
    for _ in 0..CUTS {
        // Another process may have begun the same cut a moment ago.
        match store.write(caller.clone(), |tx| {
            access_cuts::cut(tx, access_cuts::PIECE)
        }) {
            Ok(true) => {}
            Ok(false) | Err(Error::Taken) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Forgets answers, refresh tokens, sessions, links of accounts, used assertions, counted attempts
/// and records of mails that serve nobody any more.
fn tidy(store: &Store) -> Result<(), Error> {
    type Purge = fn(&mut Tx<'_>, i64) -> Result<usize, Error>;
    let in_pieces: [Purge; 4] = [
        idempotency::purge,
        sessions::purge_tokens,
        sessions::purge,
        account_links::purge,
    ];
    for purge in in_pieces {
        while store.write(installation("tidy"), move |tx| purge(tx, 500))? > 0 {}
    }
    let whole = [
        sign_in_attempts::purge,
        outbox::purge,
        machine_clients::purge_spent,
    ];
    for purge in whole {
        store.write(installation("tidy"), purge)?;
    }
    Ok(())
}
