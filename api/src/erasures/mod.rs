//! Erasures: carried out behind the requests, written into the ledger, and repeated after a restore.

pub mod ledger;

use domain::actor::OrganisationId;
use domain::kernel::Id;
use persistence::erasures::{self, Entry};
use persistence::{Caller, Error, Store, Tx, disposals, events, organisations};

pub use ledger::{Ledger, LedgerFault};

const TASK: &str = "erasures";

fn organisations(store: &Store) -> Result<Vec<OrganisationId>, Error> {
    let nobody = Caller::system(Id::new(uuid::Uuid::nil()), TASK);
    store.read(&nobody, events::organisations)
}

/// Carries out what was approved, tells the ledger what was erased, and finds what is done.
///
/// The ledger is told at once: whom it does not tell, a restore brings back. An erasure counts as done
/// when nothing of the person is left in a file of an export or in the log of the database; files that
/// were being written meanwhile are withdrawn once more before. Whoever dies in between leaves what
/// the next round goes on with. A fault of one organisation keeps nobody else's erasure from the
/// ledger.
pub fn round(store: &Store, ledger: &Ledger) -> Result<(), Error> {
    let organisations = organisations(store)?;
    let mut outcome = Ok(());
    for organisation in &organisations {
        let caller = Caller::system(*organisation, TASK);
        outcome = outcome.and(carry_out(store, &caller));
    }
    outcome = outcome.and(tell(store, ledger, &organisations).map(drop));
    for organisation in &organisations {
        let caller = Caller::system(*organisation, TASK);
        outcome = outcome.and(dispose(store, ledger, &caller));
    }
    outcome.and(finish(store, &organisations))
}

/// Carries out what was asked for and approved.
fn carry_out(store: &Store, caller: &Caller) -> Result<(), Error> {
    for id in store.read(caller, erasures::waiting)? {
        let outcome = store.write(caller.clone(), move |tx| erasures::carry_out(tx, id));
        told(outcome.map(drop), "erasure_failed", &id.to_string());
    }
    Ok(())
}

/// Tells the ledger what it does not tell yet; says whether it tells all of it now.
fn tell(store: &Store, ledger: &Ledger, organisations: &[OrganisationId]) -> Result<bool, Error> {
    let mut outcome = Ok(true);
    let mut erased = Vec::new();
    let mut known = 0;
    for organisation in organisations {
        let caller = Caller::system(*organisation, TASK);
        match untold(store, &caller) {
            Ok((entries, last)) => {
                known = known.max(last);
                erased.extend(entries);
            }
            Err(error) => outcome = outcome.and(Err(error)),
        }
    }
    let told = append(store, ledger, &erased, known)?;
    outcome.map(|_| told)
}

/// What the ledger does not tell yet of an organisation, and the last that it is known to tell.
fn untold(store: &Store, caller: &Caller) -> Result<(Vec<Entry>, i64), Error> {
    let entries = store.read(caller, erasures::unentered)?;
    if entries.is_empty() {
        return Ok((entries, 0));
    }
    Ok((entries, store.read(caller, erasures::last_position)?))
}

/// Appends to the ledger; says whether it could.
fn append(store: &Store, ledger: &Ledger, erased: &[Entry], known: i64) -> Result<bool, Error> {
    if erased.is_empty() {
        return Ok(true);
    }
    match ledger.append(erased, known) {
        Ok(positions) => {
            ledger.attempted(true);
            enter(store, erased, &positions).map(|()| true)
        }
        Err(fault) => {
            ledger.attempted(false);
            tracing::error!(event = "erasure_not_in_ledger", %fault);
            Ok(false)
        }
    }
}

/// Carries out what was approved of lists of people whose term is over, the next few of them.
fn dispose(store: &Store, ledger: &Ledger, caller: &Caller) -> Result<(), Error> {
    let organisation = caller.actor.organisation;
    let waiting = store.read(caller, disposals::waiting)?;
    if waiting.is_empty() {
        return Ok(());
    }
    let mut caller = caller.clone();
    // A day ends where the organisation is.
    caller.actor.zone = store.read(&caller, organisations::get)?.zone;
    for id in waiting {
        let outcome = store.write(caller.clone(), move |tx| disposals::carry_out(tx, id));
        told(outcome, "disposal_failed", &id.to_string());
        // Nobody else goes as long as the ledger does not tell it.
        if !tell(store, ledger, &[organisation])? {
            break;
        }
    }
    Ok(())
}

/// Finds which erasures are done, and says so.
fn finish(store: &Store, organisations: &[OrganisationId]) -> Result<(), Error> {
    let mut done = Vec::new();
    for organisation in organisations {
        let caller = Caller::system(*organisation, TASK);
        for id in store.read(&caller, erasures::unfinished)? {
            let withdraw = move |tx: &mut Tx<'_>| erasures::withdraw_files(tx, id);
            if !store.write(caller.clone(), withdraw)? {
                done.push((caller.clone(), id));
            }
        }
    }
    if done.is_empty() || !store.empty_log()? {
        return Ok(());
    }
    for (caller, id) in done {
        store.write(caller, move |tx| erasures::finish(tx, id))?;
    }
    Ok(())
}

/// One that fails is tried again in the next round, and keeps none of the others from theirs.
fn told(outcome: Result<(), Error>, event: &'static str, id: &str) {
    match outcome {
        // Somebody took it back, or another process did it, a moment ago.
        Ok(()) | Err(Error::Refused(_) | Error::Stale { .. }) => {}
        Err(error) => tracing::error!(event, id, reason = error.kind()),
    }
}

fn enter(store: &Store, entries: &[Entry], positions: &[i64]) -> Result<(), Error> {
    for (entry, position) in entries.iter().zip(positions.iter().copied()) {
        let (caller, id) = (Caller::system(entry.organisation, TASK), entry.erasure);
        store.write(caller, move |tx| erasures::enter(tx, id, position))?;
    }
    Ok(())
}

/// Carries out again what the ledger tells and this copy of the data does not know; says how many.
/// Refuses a ledger that is damaged, or that lacks what the database knows: nobody serves with it.
pub fn settle(store: &Store, ledger: &Ledger) -> Result<usize, LedgerFault> {
    // The database is read first: another server that enters an erasure meanwhile makes the ledger
    // longer than what is known, and never shorter.
    let mut all = Vec::new();
    for organisation in organisations(store)? {
        let caller = Caller::system(organisation, TASK);
        let known = store.read(&caller, erasures::known)?;
        all.push((organisation, caller, known));
    }
    let entries = ledger.read()?;
    let mut repeated = 0;
    for (organisation, caller, known) in all {
        for (id, position) in &known {
            let Some(position) = *position else { continue };
            let index = usize::try_from(position - 1).unwrap_or(usize::MAX);
            let told = entries.get(index).filter(|told| told.erasure == *id);
            told.ok_or_else(|| {
                LedgerFault::Short(ledger.path().to_owned(), id.to_string(), position)
            })?;
        }
        let own = entries.iter().zip(1..);
        for (entry, position) in own.filter(|(entry, _)| entry.organisation == organisation) {
            let kept = entry.clone();
            match known.get(&entry.erasure) {
                Some(Some(_)) => {}
                Some(None) => enter(store, std::slice::from_ref(entry), &[position])?,
                None => {
                    let work = move |tx: &mut Tx<'_>| erasures::repeat(tx, &kept, position);
                    match store.write(caller.clone(), work) {
                        Ok(()) => repeated += 1,
                        // Another process that starts at the same moment did it.
                        Err(Error::Taken) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
            }
        }
    }
    if repeated > 0 {
        store.empty_log()?;
        tracing::warn!(event = "erasures_repeated", repeated);
    }
    Ok(repeated)
}
