//! Reading a file to its end.

use std::io;

use domain::imports::{Counts, Failure, Import, Mode, Progress, Reading};
use domain::individuals::Registration;
use domain::kernel::Day;
use persistence::imports::{self, rows};
use persistence::{Error, Tx, individuals, organisations};

use super::rights::{acting, starter};
use super::{Halt, MOST_ROWS, ROWS_OF_A_BATCH, Work};
use crate::import::batch::{Batch, place_of};
use crate::import::decide::{Found, Told};
use crate::import::file::Stored;
use crate::import::seen::Seen;
use crate::import::{FileFault, People, Row};

type Rows<'a> = People<Stored<'a>>;

impl From<io::Error> for Halt {
    /// What the database could not do will pass; a file that is broken will not.
    fn from(error: io::Error) -> Self {
        match error.downcast::<Error>() {
            Ok(
                error
                @ (Error::Unavailable | Error::Full | Error::Overloaded | Error::Stale { .. }),
            ) => Self::Record(error),
            _ => Self::failed("import_file_unreadable"),
        }
    }
}

impl From<FileFault> for Halt {
    fn from(fault: FileFault) -> Self {
        match fault {
            FileFault::Unreadable(error) => error.into(),
            fault => Self::Failed(fault.into()),
        }
    }
}

impl Work<'_> {
    /// Deals with all rows of the file that have no outcome yet.
    pub(super) fn read(&mut self) -> Result<(), Halt> {
        let importer = self.importer;
        let source = Stored::new(
            (&importer.store, &importer.vault),
            self.system.clone(),
            (self.import.id, self.lease),
            self.import.length,
        );
        // Ages are judged on the day of the order, also by a process that goes on another day.
        let zone = importer.store.read(&self.system, organisations::get)?.zone;
        let today = self.import.created_at.with_timezone(&zone).date_naive();
        let today = Day::new(today).map_err(|_| Error::Corrupt("clock"))?;
        let mut people = People::open(source, &self.import.order.layout, today)?;
        let reading = people.reading();
        match self.import.order.mode {
            Mode::Load => {
                people.pass(u64::try_from(self.import.progress.line).unwrap_or(0))?;
                self.each(&mut people, |work, batch, so_far| {
                    work.load(batch, so_far, &reading)
                })
            }
            Mode::DryRun => {
                let mut seen = Seen::nobody(Mode::DryRun);
                self.each(&mut people, |work, batch, so_far| {
                    work.rehearse(batch, so_far, &reading, &mut seen)
                })
            }
        }
    }

    /// Batch after batch, until the file ends or the process does.
    fn each(
        &mut self,
        people: &mut Rows<'_>,
        mut deal: impl FnMut(&mut Self, Batch, Progress) -> Result<Import, Error>,
    ) -> Result<(), Halt> {
        loop {
            if self.importer.is_stopped() {
                return Err(Halt::Stopped);
            }
            let rows = people.by_ref().take(ROWS_OF_A_BATCH);
            let rows: Vec<Row> = rows.collect::<io::Result<_>>()?;
            if rows.is_empty() {
                return Ok(());
            }
            if self.import.counts.rows() >= MOST_ROWS {
                let failure = Failure::new("import_too_many_rows").with("max", MOST_ROWS);
                return Err(Halt::Failed(failure));
            }
            let batch = Batch::of(rows, &self.import);
            let so_far = Progress {
                line: batch.last.max(self.import.progress.line),
                hundredths: i64::try_from(people.progress()).unwrap_or(100),
                is_read: false,
            };
            self.import = deal(self, batch, so_far)?;
            (self.tell)(&self.import);
        }
    }

    /// Decides a batch and stores whom it makes, with what came of it, in one transaction.
    fn load(&self, batch: Batch, so_far: Progress, reading: &Reading) -> Result<Import, Error> {
        let (id, lease) = (self.import.id, self.lease);
        let (vault, reading) = (self.importer.vault.clone(), reading.clone());
        self.importer.store.write(self.system.clone(), move |tx| {
            let import = imports::hold(tx, id, lease)?;
            let starter = starter(tx, &import)?;
            acting(tx, starter, |tx| {
                let told = register(tx, batch.people.clone())?;
                let organisation = tx.organisation();
                let kept = batch.clone().kept(told, &import, |line, bytes| {
                    let place = place_of(&import, organisation, line);
                    let sealed = vault.seal(place, bytes);
                    sealed.map_err(|_| Error::Corrupt("a row cannot be sealed"))
                })?;
                keep(tx, import, lease, kept, so_far, &reading)
            })
        })
    }

    /// Decides a batch and stores only what came of it. Whom the batches before it would have
    /// made is among `seen`; lines whose outcome is kept already are not kept again.
    fn rehearse(
        &self,
        mut batch: Batch,
        so_far: Progress,
        reading: &Reading,
        seen: &mut Seen,
    ) -> Result<Import, Error> {
        let store = &self.importer.store;
        let import = self.import.clone();
        let (found, book, actor, today) = store.read(&self.system, |tx| {
            let starter = starter(tx, &import)?;
            acting(tx, starter, |tx| {
                let found = Found::among(tx, &batch.people, seen)?;
                Ok((found, tx.rulebook()?, tx.actor().clone(), tx.day()?))
            })
        })?;
        let people = batch.people.clone();
        let decided = found.decide(&book, &actor, today, people, seen, || store.mint())?;
        let told = decided.into_iter().map(|row| row.told).collect();
        let known = import.progress.line;
        batch.last = so_far.line;
        let mut kept = batch.kept(told, &import, |_, _| Err(Error::Corrupt("a dry run")))?;
        kept.retain(|row| row.result.line > known);
        let (id, lease, reading) = (import.id, self.lease, reading.clone());
        store.write(self.system.clone(), move |tx| {
            let import = imports::hold(tx, id, lease)?;
            keep(tx, import, lease, kept.clone(), so_far, &reading)
        })
    }
}

/// Registers those of these people who are new, and tells what came of each, in their order.
pub(super) fn register(tx: &mut Tx<'_>, people: Vec<Registration>) -> Result<Vec<Told>, Error> {
    individuals::lock_for(tx, &people)?;
    let mut seen = Seen::nobody(Mode::Load);
    let found = Found::among(tx, &people, &seen)?;
    let (book, actor, today) = (tx.rulebook()?, tx.actor(), tx.day()?);
    let decided = found.decide(&book, actor, today, people, &mut seen, || tx.new_id())?;
    let mut told = Vec::with_capacity(decided.len());
    for row in decided {
        if let Some(changed) = row.newcomer {
            individuals::register(tx, changed)?;
        }
        told.push(row.told);
    }
    Ok(told)
}

/// Keeps what came of a batch, and how far the import is with it.
fn keep(
    tx: &mut Tx<'_>,
    mut import: Import,
    lease: imports::Lease,
    kept: Vec<rows::Kept>,
    so_far: Progress,
    reading: &Reading,
) -> Result<Import, Error> {
    let mut counts = Counts::default();
    for row in &kept {
        counts.add(row.result.outcome, 1);
        import.counts.add(row.result.outcome, 1);
    }
    if import.order.mode == Mode::Load
        && let Some(changed) = import.batch(counts)
    {
        imports::record(tx, changed);
    }
    rows::insert(tx, import.id, kept)?;
    import.progress = so_far;
    import.reading = Some(reading.clone());
    imports::advance(tx, &import, lease)?;
    Ok(import)
}
