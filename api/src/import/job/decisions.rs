//! Applying what somebody decided on rows, and the end of an import.

use domain::imports::{Counts, Decision, Import, RowOutcome};
use persistence::imports::{self, rows};
use persistence::{Error, Tx};

use super::reading::register;
use super::rights::{acting, importing};
use super::{Halt, Work};
use crate::import::batch::{Content, place_of};
use crate::import::decide::Told;
use crate::import::vault::Vault;

/// How many decisions one transaction applies.
const AT_ONCE: i64 = 100;

impl Work<'_> {
    /// Applies every decision and ends the import. One that comes in the meantime is applied too:
    /// whoever decides changes the version of the import, and ending it starts from the one that
    /// was read.
    pub(super) fn finish(&mut self) -> Result<(), Halt> {
        let (id, lease) = (self.import.id, self.lease);
        loop {
            if self.importer.is_stopped() {
                return Err(Halt::Stopped);
            }
            if self.apply()? > 0 {
                continue;
            }
            let ended = self.importer.store.write(self.system.clone(), move |tx| {
                let mut import = imports::hold(tx, id, lease)?;
                if !rows::decided(tx, id, 1)?.is_empty() {
                    return Ok(None);
                }
                import.progress.is_read = true;
                import.progress.hundredths = 100;
                imports::advance(tx, &import, lease)?;
                let changed = import.finish(tx.now())?;
                imports::save(tx, changed).map(Some)
            })?;
            if let Some(import) = ended {
                self.import = import;
                (self.tell)(&self.import);
                return Ok(());
            }
        }
    }

    /// Applies some decisions of one who decided, with that person's rights of now; says how many.
    fn apply(&mut self) -> Result<usize, Error> {
        let (id, lease) = (self.import.id, self.lease);
        let vault = self.importer.vault.clone();
        let store = &self.importer.store;
        let (import, applied) = store.write(self.system.clone(), move |tx| {
            let mut import = imports::hold(tx, id, lease)?;
            let mut waiting = rows::decided(tx, id, AT_ONCE)?;
            let Some(decider) = waiting.first().map(|row| row.decided_by) else {
                return Ok((import, 0));
            };
            waiting.retain(|row| row.decided_by == decider);
            let applied = waiting.len();
            match importing(tx, &import, decider)? {
                Some(actor) => acting(tx, actor, |tx| settle(tx, &mut import, &vault, waiting))?,
                None => give_back(tx, &import, waiting)?,
            }
            imports::advance(tx, &import, lease)?;
            Ok((import, applied))
        })?;
        self.import = import;
        Ok(applied)
    }
}

/// Keeps what comes of decisions, in the name of whoever decided.
fn settle(
    tx: &mut Tx<'_>,
    import: &mut Import,
    vault: &Vault,
    waiting: Vec<rows::Kept>,
) -> Result<(), Error> {
    let settled = decide(tx, import, vault, waiting)?;
    let mut counts = Counts::default();
    for row in &settled {
        counts.add(row.result.outcome, 1);
        import.counts.add(RowOutcome::Candidates, -1);
        import.counts.add(row.result.outcome, 1);
    }
    if let Some(changed) = import.batch(counts) {
        imports::record(tx, changed);
    }
    let settled = settled.into_iter().map(|row| row.result);
    rows::replace(tx, import.id, settled.collect())
}

/// Gives decisions back of whoever may no longer import: the rows wait for somebody else.
fn give_back(tx: &mut Tx<'_>, import: &Import, waiting: Vec<rows::Kept>) -> Result<(), Error> {
    let waiting = waiting.into_iter().map(|row| row.result.returned());
    let changed = import.returned(waiting.collect());
    let returned = imports::record(tx, changed);
    rows::replace(tx, import.id, returned)
}

/// The rows with what comes of the decisions. Whoever is to be a new person is looked for once
/// more: candidates who came since then are asked about again.
fn decide(
    tx: &mut Tx<'_>,
    import: &Import,
    vault: &Vault,
    mut waiting: Vec<rows::Kept>,
) -> Result<Vec<rows::Kept>, Error> {
    let mut people = Vec::new();
    for row in &mut waiting {
        row.result = row.result.clone().taken_up();
        let result = &mut row.result;
        match &result.decision {
            Some(Decision::SameAs { individual }) => {
                result.outcome = RowOutcome::Unchanged;
                result.individual = Some(*individual);
            }
            Some(Decision::NewPerson {
                confirmed_distinct_from,
            }) => {
                let place = place_of(import, tx.organisation(), result.line);
                let sealed = row.content.clone().unwrap_or_default();
                let content = Content::open(vault, place, sealed)?;
                let mut person = content.registration(import);
                person
                    .confirmed_distinct_from
                    .clone_from(confirmed_distinct_from);
                people.push(person);
            }
            Some(Decision::Skip {}) | None => {
                result.outcome = RowOutcome::Skipped;
            }
        }
    }
    let told = register(tx, people)?;
    let new = waiting
        .iter_mut()
        .filter(|row| matches!(row.result.decision, Some(Decision::NewPerson { .. })));
    for (row, told) in new.zip(told) {
        renew(row, told);
    }
    Ok(waiting)
}

/// What came of a row that was to be a new person.
fn renew(row: &mut rows::Kept, told: Told) {
    let decision = row.result.decision.take();
    row.result = told.of_line(row.result.line);
    if row.result.outcome != RowOutcome::Candidates {
        row.result.decision = decision;
    }
}
