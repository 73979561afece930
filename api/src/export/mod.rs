//! Writing the files of exports: by whichever process holds the lease, 200 records in a transaction.
//!
//! A piece of the file, of whom it tells and how far it goes are kept together. A process that dies
//! leaves nothing half done: when its lease has expired, another one goes on behind the last
//! record. Each piece is written by whoever asked, with the rights of that moment.

mod render;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::actor::OrganisationId;
use domain::audit::Position;
use domain::exports::{Export, ExportFormat, ExportId, ExportStatus, Whole, kept_until};
use domain::kernel::{Id, Refusal};
use domain::policy::Action;
use persistence::exports::{self, Lease, Progress, pieces, records};
use persistence::{Caller, Error, Store, Tx, events};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::behalf;
use crate::identity::vault::{Place, Vault};

/// How many records one transaction takes (a write of more than some 50 ms keeps others waiting).
const RECORDS: i64 = 200;
/// How often whoever reads the whole file says that it still lives.
const RENEWED: Duration = Duration::from_secs(3);
/// How often whoever writes files looks for others that wait.
const LOOK: Duration = Duration::from_secs(1);
/// How many files a process writes in turn: each has its piece before its lease expires.
const AT_ONCE: usize = 20;

/// Writes, opens and removes the files of exports. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Exporter {
    store: Store,
    vault: Arc<Vault>,
    stopped: Arc<AtomicBool>,
}

/// A file that this process writes.
struct Job {
    export: Export,
    lease: Lease,
    system: Caller,
    /// Whether it is on record that this process read for it.
    is_recorded: bool,
}

/// Why the work on a file ends before its end.
enum Halt {
    /// The process is about to stop.
    Stopped,
    /// The record could not be reached, or another one has the export by now.
    Record(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Record(error)
    }
}

/// Where a piece lies; elsewhere it does not open.
fn place(organisation: OrganisationId, row: &str) -> Place<'_> {
    Place {
        table: "export_pieces",
        column: "content",
        organisation: organisation.uuid(),
        row,
    }
}

/// The product itself, in an organisation.
fn system(organisation: OrganisationId) -> Caller {
    Caller::system(organisation, "export")
}

impl Exporter {
    /// Works on the exports of this store.
    pub fn new(store: &Store, vault: &Arc<Vault>) -> Self {
        Self {
            store: store.clone(),
            vault: Arc::clone(vault),
            stopped: Arc::default(),
        }
    }

    /// Asks all clones to stop after the present piece.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Writes every export that waits for a process, a piece of each in turn, so that a long one
    /// holds up no other; what comes meanwhile is taken up too. One that fails keeps no other, and
    /// the first error is told at the end. Blocks.
    pub fn round(&self) -> Result<(), Error> {
        let mut jobs: VecDeque<Job> = VecDeque::new();
        let (mut outcome, mut looked) = (Ok(()), None::<Instant>);
        loop {
            if looked.is_none_or(|at| at.elapsed() >= LOOK) && jobs.len() < AT_ONCE {
                looked = Some(Instant::now());
                let claimed = self.claim_all(&mut jobs);
                outcome = outcome.and(claimed);
            }
            let Some(mut job) = jobs.pop_front() else {
                return outcome;
            };
            match self.step(&mut job) {
                Ok(true) => jobs.push_back(job),
                Ok(false) => {}
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
    }

    /// Says of files that their time is up, and removes those that serve nobody any more. Blocks.
    pub fn clear(&self) -> Result<(), Error> {
        let installation = system(Id::new(uuid::Uuid::nil()));
        let mut outcome = Ok(());
        for (organisation, id) in self.store.read(&installation, exports::overdue)? {
            outcome = outcome.and(self.expire(organisation, id));
        }
        for (organisation, id) in self.store.read(&installation, exports::remnants)? {
            outcome = outcome.and(self.remove(organisation, id));
        }
        outcome
    }

    fn remove(&self, organisation: OrganisationId, id: ExportId) -> Result<(), Error> {
        let remove = move |tx: &mut Tx<'_>| pieces::remove(tx, id);
        while !self.is_stopped() && self.store.write(system(organisation), remove)? {}
        Ok(())
    }

    /// Says that the time of a file is up. Of two processes that try, one finds that it was said.
    fn expire(&self, organisation: OrganisationId, id: ExportId) -> Result<(), Error> {
        let outcome = self.store.write(system(organisation), move |tx| {
            let changed = exports::find(tx, id)?.expire()?;
            exports::save(tx, changed).map(drop)
        });
        match outcome {
            Err(Error::Stale { .. } | Error::Overtaken | Error::Refused(_)) => Ok(()),
            other => other,
        }
    }

    fn claim_all(&self, jobs: &mut VecDeque<Job>) -> Result<(), Error> {
        let installation = system(Id::new(uuid::Uuid::nil()));
        let mut outcome = Ok(());
        for (organisation, id) in self.store.read(&installation, exports::runnable)? {
            if self.is_stopped() {
                break;
            }
            match self.claim(organisation, id) {
                Ok(job) => jobs.extend(job),
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
        outcome
    }

    /// Takes an export, unless another process has it or it is over.
    fn claim(&self, organisation: OrganisationId, id: ExportId) -> Result<Option<Job>, Error> {
        let system = Caller {
            request_id: format!("export-{id}"),
            ..system(organisation)
        };
        let lease: Lease = self.store.mint();
        let claimed = self.store.write(system.clone(), move |tx| {
            let changed = exports::claim(tx, id)?.start(tx.now())?;
            if changed.state().status == ExportStatus::Running {
                exports::begin(tx, changed, lease).map(Some)
            } else {
                exports::save(tx, changed).map(|_| None)
            }
        });
        match claimed {
            Ok(export) => Ok(export.map(|export| Job {
                export,
                lease,
                system,
                is_recorded: false,
            })),
            Err(Error::NotFound | Error::Stale { .. } | Error::Overtaken | Error::Refused(_)) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Writes the next piece of a file, or ends it; says whether it goes on.
    fn step(&self, job: &mut Job) -> Result<bool, Error> {
        let (id, lease) = (job.export.id, job.lease);
        let code = match self.work(job) {
            Ok(goes_on) => return Ok(goes_on),
            // Another one has it, or it is over.
            Err(Halt::Record(Error::NotFound | Error::Stale { .. } | Error::Overtaken)) => {
                return Ok(false);
            }
            Err(Halt::Stopped) => {
                let release = move |tx: &mut Tx<'_>| exports::release(tx, id, lease);
                self.store.write(job.system.clone(), release)?;
                return Ok(false);
            }
            Err(Halt::Record(Error::Refused(Refusal::NotPermitted {}))) => "export_not_permitted",
            Err(Halt::Record(
                error @ (Error::Database(_) | Error::Corrupt(_) | Error::Taken | Error::Refused(_)),
            )) => {
                tracing::error!(event = "export_failed", reason = error.kind());
                "export_internal"
            }
            // What will pass is tried again.
            Err(Halt::Record(error)) => return Err(error),
        };
        let failed = self.store.write(job.system.clone(), move |tx| {
            let (export, _) = exports::hold(tx, id, lease)?;
            let changed = export.fail(code, tx.now())?;
            exports::save(tx, changed).map(drop)
        });
        match failed {
            Err(Error::Stale { .. } | Error::Overtaken) => Ok(false),
            other => other.map(|()| false),
        }
    }

    fn work(&self, job: &mut Job) -> Result<bool, Halt> {
        if self.is_stopped() {
            return Err(Halt::Stopped);
        }
        let caller = Caller {
            purpose: Some(job.export.order.purpose.to_string()),
            ..job.system.clone()
        };
        let (id, lease, vault) = (job.export.id, job.lease, Arc::clone(&self.vault));
        let is_first = !job.is_recorded;
        let is_written = self
            .store
            .write(caller, move |tx| write(tx, id, lease, is_first, &vault))?;
        job.is_recorded = true;
        if !is_written {
            return Ok(true);
        }
        let sha256 = self.digest(id, lease, &job.system)?;
        self.store.write(job.system.clone(), move |tx| {
            let (export, _) = exports::hold(tx, id, lease)?;
            let (book, chain) = (tx.rulebook()?, tx.actor().chain());
            let kept_until = kept_until(&book, &chain, tx.day()?, tx.now());
            let changed = export.finish(Whole { sha256, kept_until }, tx.now())?;
            exports::save(tx, changed).map(drop)
        })?;
        Ok(false)
    }

    /// SHA-256 of the whole file, read piece by piece.
    fn digest(&self, id: ExportId, lease: Lease, system: &Caller) -> Result<[u8; 32], Halt> {
        let hold = move |tx: &mut Tx<'_>| exports::hold(tx, id, lease);
        let (export, _) = self.store.write(system.clone(), hold)?;
        let (mut sha, mut at, mut renewed) = (Sha256::new(), 0, Instant::now());
        while at < export.written.length {
            if self.is_stopped() {
                return Err(Halt::Stopped);
            }
            if renewed.elapsed() > RENEWED {
                self.store.write(system.clone(), hold)?;
                renewed = Instant::now();
            }
            let (starts_at, bytes) = self.piece(system, id, at, ExportStatus::Running)?;
            sha.update(&*bytes);
            at = starts_at + length(&bytes)?;
        }
        Ok(sha.finalize().into())
    }

    /// The piece that holds the byte at this place, and the place of its own first byte, of a file
    /// that stands so. Blocks.
    pub fn piece(
        &self,
        caller: &Caller,
        id: ExportId,
        at: i64,
        status: ExportStatus,
    ) -> Result<(i64, Zeroizing<Vec<u8>>), Error> {
        let piece = self
            .store
            .read(caller, |tx| pieces::at(tx, id, at, status))?;
        let row = format!("{id}/{}", piece.number);
        let place = place(caller.actor.organisation, &row);
        let opened = self.vault.open(place, &piece.content);
        let bytes = opened.ok_or(Error::Corrupt("a piece of a file does not open"))?;
        Ok((piece.starts_at, bytes))
    }
}

fn length<T>(all: &[T]) -> Result<i64, Error> {
    i64::try_from(all.len()).map_err(|_| Error::Corrupt("length"))
}

/// Writes the next piece of a file as whoever asked for it, who must be allowed to take out all of
/// it still, in this very transaction; says whether it was the last. That it was read is recorded
/// with the first piece that a process writes.
fn write(
    tx: &mut Tx<'_>,
    id: ExportId,
    lease: Lease,
    is_first: bool,
    vault: &Vault,
) -> Result<bool, Error> {
    let (export, progress) = exports::hold(tx, id, lease)?;
    if progress.is_written {
        return Ok(true);
    }
    let account = behalf::account(tx, export.requested_by)?;
    let actor = export.goes_on(account.ok_or(Refusal::NotPermitted {})?)?;
    let (export, progress) = tx.acting_for(actor, |tx| {
        if is_first {
            tx.record_access(Action::ExportRecords, "export", None, None);
        }
        next(tx, export.clone(), progress, vault)
    })?;
    exports::advance(tx, &export, progress, lease)?;
    Ok(progress.is_written)
}

/// The last position of the log of facts.
fn head(tx: &mut Tx<'_>) -> Result<Option<Position>, Error> {
    let (number, _) = events::head(tx)?;
    Ok(Position::try_from(number).ok())
}

/// Writes the records behind those that are written.
fn next(
    tx: &mut Tx<'_>,
    mut export: Export,
    progress: Progress,
    vault: &Vault,
) -> Result<(Export, Progress), Error> {
    // Before the first record and behind the last: what the log tells of by then is in the file, and
    // what it tells of later is found by following it.
    let begun = match export.positions.0 {
        None => head(tx)?,
        known => known,
    };
    let looked = records::page(tx, &export.order, progress.last_row, RECORDS)?;
    let (records, is_written) = (looked.records, looked.is_last);
    export.positions = (begun, head(tx)?);
    // Where nothing fitted, the file begins or goes on with a later piece.
    if is_written || !records.is_empty() {
        let bytes = render::piece(&export.order, export.written.rows, &records, is_written)
            .map_err(|_| Error::Corrupt("a piece of a file"))?;
        let (id, number) = (export.id, export.written.pieces);
        let row = format!("{id}/{number}");
        let sealed = vault.seal(place(tx.organisation(), &row), &bytes);
        let sealed = sealed.map_err(|_| Error::Corrupt("a piece cannot be sealed"))?;
        let extent = (export.written.length, length(&bytes)?);
        pieces::add(tx, id, number, extent, sealed)?;
        export.written.pieces += 1;
        export.written.length += extent.1;
    }
    export.written.rows += length(&records)?;
    let people = records.iter().filter_map(|record| record.subject);
    pieces::tell_of(tx, export.id, people)?;
    let progress = Progress {
        last_row: looked.last_row.or(progress.last_row),
        is_written,
    };
    Ok((export, progress))
}

/// What the file is, for whoever opens it.
pub const fn media_type(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::Json => "application/json",
    }
}
