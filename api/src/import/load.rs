//! Rows of a file into the record: 200 in a transaction, each decided for itself.

use std::io::{self, Read};

use domain::actor::OfficeId;
use domain::imports::{Batch, ImportId, PASSED_OVER};
use domain::individuals::{Provenance, Registration};
use domain::policy::Action;
use persistence::{Caller, Error, Store, imports, individuals};

use super::decide::Found;
pub use super::decide::Verdict;
use super::seen::Seen;
use super::{People, Row};

/// How many rows one transaction takes (a write of more than some 50 ms keeps others waiting).
pub const ROWS_OF_A_BATCH: usize = 200;

/// How a file is loaded.
#[derive(Debug, Clone)]
pub struct Plan {
    /// On whose behalf.
    pub caller: Caller,
    /// The import.
    pub id: ImportId,
    /// The office that registers.
    pub office: OfficeId,
    /// Where the facts come from.
    pub provenance: Provenance,
    /// Further rules whose warning is acknowledged for every row.
    pub acknowledged: Vec<String>,
    /// Whether anything is kept.
    pub mode: Mode,
}

/// Whether an import keeps anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Good rows go in.
    Load,
    /// Everything is decided and nothing is kept.
    DryRun,
}

/// What came of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The number of its line.
    pub line: u64,
    /// What came of it.
    pub verdict: Verdict,
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that made a new person.
    pub registered: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Rows that may be of somebody who is there.
    pub possible_duplicates: i64,
    /// Rows that were refused.
    pub refused: i64,
}

/// Why an import stopped. What the batches before it did stays; the same file again goes on from
/// there.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The file cannot be read any further.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The record refused, or could not be reached.
    #[error(transparent)]
    Record(#[from] Error),
}

/// Loads all people of a file and tells each batch when it is durable.
pub fn load<R: Read>(
    store: &Store,
    plan: &Plan,
    mut people: People<R>,
    mut tell: impl FnMut(&People<R>, &[Told], Counts) -> io::Result<()>,
) -> Result<Counts, Stopped> {
    let mut counts = Counts::default();
    let mut seen = Seen::nobody(plan.mode);
    loop {
        let rows: Vec<Row> = people
            .by_ref()
            .take(ROWS_OF_A_BATCH)
            .collect::<io::Result<_>>()?;
        if rows.is_empty() {
            return Ok(counts);
        }
        let rows = Batched::of(rows, plan);
        let told = match plan.mode {
            Mode::Load => batch(store, plan, rows)?,
            Mode::DryRun => rehearse(store, plan, rows, &mut seen)?,
        };
        for row in &told {
            counts.add(&row.verdict);
        }
        tell(&people, &told, counts)?;
    }
}

/// The rows of a batch: those that make a person, and what is told of the others.
#[derive(Debug, Clone)]
struct Batched {
    lines: Vec<u64>,
    people: Vec<Registration>,
    faulty: Vec<Told>,
}

impl Batched {
    fn of(rows: Vec<Row>, plan: &Plan) -> Self {
        let mut batched = Self {
            lines: Vec::with_capacity(rows.len()),
            people: Vec::with_capacity(rows.len()),
            faulty: Vec::new(),
        };
        for row in rows {
            match row.person {
                Ok(person) => {
                    let mut person = person.registration(plan.office, plan.provenance);
                    person.acknowledged = plan.acknowledged();
                    batched.lines.push(row.line);
                    batched.people.push(person);
                }
                Err(faults) => batched.faulty.push(Told {
                    line: row.line,
                    verdict: Verdict::Faulty { faults },
                }),
            }
        }
        batched
    }

    /// What is told of all rows, in the order of the file.
    fn told(self, verdicts: impl Iterator<Item = Verdict>) -> Vec<Told> {
        let good = self.lines.into_iter().zip(verdicts);
        let mut told = self.faulty;
        told.extend(good.map(|(line, verdict)| Told { line, verdict }));
        told.sort_unstable_by_key(|row| row.line);
        told
    }
}

/// Decides a batch and stores whom it makes, in one transaction.
fn batch(store: &Store, plan: &Plan, rows: Batched) -> Result<Vec<Told>, Error> {
    let (id, office) = (plan.id, plan.office);
    store.write(plan.caller.clone(), move |tx| {
        let mut batch = Batch::begin(tx.actor(), id, office)?;
        tx.record_access(Action::ImportIndividuals, "import", None, None);
        let people = rows.people.clone();
        individuals::lock_for(tx, &people)?;
        let found = Found::among(tx, &people)?;
        let (actor, today) = (tx.actor(), tx.day()?);
        let mut seen = Seen::nobody(Mode::Load);
        let decided = found.decide(actor, today, people, &mut seen, || tx.new_id())?;
        let mut verdicts = Vec::with_capacity(decided.len());
        for row in decided {
            if let Some(changed) = row.newcomer {
                individuals::register(tx, changed)?;
            }
            verdicts.push(row.verdict);
        }
        let told = rows.clone().told(verdicts.into_iter());
        for row in &told {
            match row.verdict {
                Verdict::Registered { .. } => batch.registered += 1,
                Verdict::Unchanged { .. } => batch.unchanged += 1,
                _ => batch.refused += 1,
            }
        }
        // A batch that registers nobody changes nothing: there is no fact to record.
        if batch.registered > 0 {
            imports::record(tx, batch.end());
        }
        Ok(told)
    })
}

/// Decides a batch and stores nothing. Whom the batches before it would have made is among `seen`.
fn rehearse(
    store: &Store,
    plan: &Plan,
    rows: Batched,
    seen: &mut Seen,
) -> Result<Vec<Told>, Error> {
    let (id, office) = (plan.id, plan.office);
    let (found, today) = store.read(&plan.caller, |tx| {
        Batch::begin(tx.actor(), id, office)?;
        tx.record_access(Action::ImportIndividuals, "import", None, None);
        Ok((Found::among(tx, &rows.people)?, tx.day()?))
    })?;
    let actor = &plan.caller.actor;
    let people = rows.people.clone();
    let decided = found.decide(actor, today, people, seen, || store.mint())?;
    let verdicts = decided.into_iter().map(|row| row.verdict);
    Ok(rows.told(verdicts))
}

impl Plan {
    fn acknowledged(&self) -> Vec<String> {
        let passed_over = PASSED_OVER.iter().map(ToString::to_string);
        passed_over
            .chain(self.acknowledged.iter().cloned())
            .collect()
    }
}

impl Counts {
    fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Registered { .. } => self.registered += 1,
            Verdict::Unchanged { .. } => self.unchanged += 1,
            Verdict::PossibleDuplicate { .. } => self.possible_duplicates += 1,
            Verdict::Faulty { .. } | Verdict::Refused { .. } | Verdict::Invalid { .. } => {
                self.refused += 1;
            }
        }
    }

    /// How many rows there were.
    pub const fn rows(&self) -> i64 {
        self.registered + self.unchanged + self.possible_duplicates + self.refused
    }
}
