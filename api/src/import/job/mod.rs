//! The work on an import: by whichever process holds its lease, 200 rows in a transaction.
//!
//! What came of the rows, and the line up to which that is known, is kept in the transaction of
//! the rows themselves. A process that dies leaves nothing half done: when its lease has expired,
//! another one passes over the lines that are known and goes on behind them. A dry run keeps no
//! people, so it decides again on the lines that are known to find doubles of them later.

mod decisions;
mod reading;
mod rights;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::OrganisationId;
use domain::imports::{Failure, Import, ImportId, ImportStatus};
use domain::kernel::Id;
use persistence::imports::{self, Lease, files, rows};
use persistence::{Caller, Error, Store, events};

use super::file;
use super::vault::Vault;
use crate::identity::secret::Secret;

/// How many rows one transaction takes (a write of more than some 50 ms keeps others waiting).
pub const ROWS_OF_A_BATCH: usize = 200;
/// How many rows a file may have: what a dry run remembers of them stays below 160 MiB.
pub const MOST_ROWS: i64 = 500_000;
/// How many rows one transaction forgets.
const FORGOTTEN: i64 = 500;

/// Works on imports. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Importer {
    store: Store,
    vault: Vault,
    stopped: Arc<AtomicBool>,
}

/// Why the work on an import ends before its end.
#[derive(Debug)]
enum Halt {
    /// It cannot go on.
    Failed(Failure),
    /// The process is about to stop.
    Stopped,
    /// The record could not be reached, or another one has the import by now.
    Record(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Record(error)
    }
}

impl Halt {
    fn failed(code: &'static str) -> Self {
        Self::Failed(Failure::new(code))
    }

    /// Whether it is the import that cannot go on, and why. What will pass is tried again.
    fn failure(self) -> Result<Failure, Error> {
        let code = match self {
            Self::Failed(failure) => return Ok(failure),
            Self::Record(Error::Refused(_)) => "import_not_permitted",
            Self::Record(error @ (Error::Database(_) | Error::Corrupt(_) | Error::Taken)) => {
                tracing::error!(event = "import_failed", reason = error.kind());
                "import_internal"
            }
            Self::Stopped => return Err(Error::Unavailable),
            Self::Record(error) => return Err(error),
        };
        Ok(Failure::new(code))
    }
}

/// What the work on one import needs.
struct Work<'a> {
    importer: &'a Importer,
    import: Import,
    lease: Lease,
    /// The product itself; whom it acts for is asked in each transaction.
    system: Caller,
    tell: &'a mut dyn FnMut(&Import),
}

/// The product itself, in an organisation.
pub fn system(organisation: OrganisationId) -> Caller {
    Caller::system(organisation, "import")
}

impl Importer {
    /// Works on the imports of this store.
    pub fn new(store: &Store, secret: &Secret) -> Self {
        Self {
            store: store.clone(),
            vault: Vault::new(secret),
            stopped: Arc::default(),
        }
    }

    /// Seals and opens files.
    pub const fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Asks all clones to stop after the present batch.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Works on every import that waits for a process. Blocks.
    pub fn round(&self) -> Result<(), Error> {
        let installation = Caller::system(Id::new(uuid::Uuid::nil()), "import");
        for (organisation, id) in self.store.read(&installation, imports::runnable)? {
            if self.is_stopped() {
                break;
            }
            self.run(organisation, id, &mut |_| {})?;
        }
        Ok(())
    }

    /// Works on one import until it ends, unless another process does; tells each step. Blocks.
    pub fn run(
        &self,
        organisation: OrganisationId,
        id: ImportId,
        tell: &mut dyn FnMut(&Import),
    ) -> Result<(), Error> {
        let system = system(organisation);
        let lease: Lease = self.store.mint();
        let claimed = self.store.write(system.clone(), move |tx| {
            let import = imports::claim(tx, id)?;
            imports::begin(tx, import.start()?, lease)
        });
        let import = match claimed {
            Ok(import) => import,
            // Another one has it, or it is over.
            Err(Error::NotFound | Error::Stale { .. } | Error::Refused(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let ended = self.work(import, lease, system.clone(), tell);
        let ended = ended.or_else(|halt| match halt {
            Halt::Stopped => self
                .store
                .write(system.clone(), move |tx| imports::release(tx, id, lease)),
            Halt::Record(Error::Stale { .. } | Error::NotFound) => Ok(()),
            halt => self.fail(&system, id, lease, halt.failure()?),
        });
        if self.is_over(&system, id)? {
            file::forget(&self.store, &system, id)?;
        }
        ended
    }

    fn work(
        &self,
        import: Import,
        lease: Lease,
        system: Caller,
        tell: &mut dyn FnMut(&Import),
    ) -> Result<(), Halt> {
        let request_id = format!("import-{}", import.id);
        let mut work = Work {
            importer: self,
            import,
            lease,
            system: Caller {
                request_id,
                ..system
            },
            tell,
        };
        if !work.import.progress.is_read {
            work.read()?;
        }
        work.finish()
    }

    fn fail(
        &self,
        system: &Caller,
        id: ImportId,
        lease: Lease,
        failure: Failure,
    ) -> Result<(), Error> {
        let failed = self.store.write(system.clone(), move |tx| {
            let import = imports::hold(tx, id, lease)?;
            let changed = import.fail(failure.clone(), tx.now())?;
            imports::save(tx, changed).map(drop)
        });
        match failed {
            Err(Error::Stale { .. }) => Ok(()),
            other => other,
        }
    }

    fn is_over(&self, system: &Caller, id: ImportId) -> Result<bool, Error> {
        let import = self.store.read(system, |tx| imports::get(tx, id))?;
        let is_over = !matches!(import.status, ImportStatus::Queued | ImportStatus::Running);
        Ok(is_over || import.progress.is_read)
    }

    /// Removes files that serve nobody any more, and what came of rows longer than `days` ago.
    /// Blocks.
    pub fn sweep(&self, days: u32) -> Result<(), Error> {
        let installation = Caller::system(Id::new(uuid::Uuid::nil()), "import");
        let before = self.store.clock().now() - TimeDelta::days(days.into());
        for organisation in self.store.read(&installation, events::organisations)? {
            self.sweep_organisation(&system(organisation), before)?;
        }
        Ok(())
    }

    fn sweep_organisation(&self, system: &Caller, before: DateTime<Utc>) -> Result<(), Error> {
        for id in self.store.read(system, files::idle)? {
            file::forget(&self.store, system, id)?;
        }
        for id in self.store.read(system, |tx| rows::outdated(tx, before))? {
            let forget = move |tx: &mut persistence::Tx<'_>| rows::forget(tx, id, FORGOTTEN);
            while self.store.write(system.clone(), forget)? > 0 {}
        }
        Ok(())
    }
}
