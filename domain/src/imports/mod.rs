//! Many people from a file, some of whom are there already.

mod column;
mod known;
mod mapping;
mod rows;
mod status;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::event::{About, Fact};
use crate::individuals::{EvidenceSource, Provenance, Verification, rules};
use crate::kernel::{Changed, Day, Fault, Faults, Id, Refusal, Version, as_text, unknown_code};
use crate::policy::Action;
use crate::steps::Allowed;

pub use column::Column;
pub use known::{Compared, Known, Print};
pub use mapping::{DateOrder, FileEncoding, Layout, Mapped, Mapping, MappingId, MappingTag};
pub use rows::{Alike, Decision, Remark, RowOutcome, RowResult};
pub use status::{ImportStatus, ImportStep};

/// Marks identifiers of an import.
#[derive(Debug)]
pub struct ImportTag;
/// Identifies an import.
pub type ImportId = Id<ImportTag>;

/// The rules whose warning an import passes over and tells in its report: they speak of gaps in
/// lists and of parts of a name, never of a contradiction.
pub const PASSED_OVER: [&str; 4] = [
    rules::BIRTHPLACE_VALIDITY.id,
    rules::TAX_CODE_COMPATIBLE.id,
    rules::PROVISIONAL_CODE_OFFICE.id,
    rules::ADDRESS_VALIDITY.id,
];

/// Why people are loaded from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum ImportReason {
    Takeover,
    Update,
    Referral,
    Correction,
    Other,
}

/// Whether an import keeps anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Mode {
    /// Good rows go in.
    Load,
    /// Everything is decided and nothing is kept.
    DryRun,
}

/// What somebody asks of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Why.
    #[serde(with = "as_text")]
    pub reason: ImportReason,
    /// Whether anything is kept.
    #[serde(with = "as_text")]
    pub mode: Mode,
    /// Where the facts come from.
    #[serde(with = "as_text")]
    pub source: EvidenceSource,
    /// The day on which they were true.
    pub observed_on: Day,
    /// The saved mapping that was used.
    pub mapping: Option<MappingId>,
    /// How the columns are read: the mapping as it was when the import was asked for.
    pub layout: Layout,
    /// Further rules whose warning is acknowledged for every row.
    pub acknowledged: Vec<String>,
}

impl Order {
    /// Where the facts of every row come from.
    pub const fn provenance(&self) -> Provenance {
        Provenance {
            source: self.source,
            observed_on: self.observed_on,
            verification: Verification::None,
        }
    }

    /// All rules whose warning passes.
    pub fn passed_over(&self) -> Vec<String> {
        let always = PASSED_OVER.iter().map(ToString::to_string);
        always.chain(self.acknowledged.iter().cloned()).collect()
    }
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Its encoding, as it was found out.
    pub encoding: String,
    /// What separates its cells.
    pub separator: char,
    /// Which columns it has, with their headings.
    pub columns: Vec<(Column, String)>,
    /// Headings of columns that are not read.
    pub ignored: Vec<String>,
}

impl Reading {
    /// What the file calls a column.
    pub fn heading(&self, column: Column) -> Option<&str> {
        let found = self.columns.iter().find(|(known, _)| *known == column);
        found.map(|(_, heading)| heading.as_str())
    }
}

/// Why an import failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// A code of `api/texts`.
    pub code: String,
    /// What the text may quote.
    pub facts: Vec<(String, String)>,
}

impl Failure {
    /// With nothing to quote.
    pub fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            facts: Vec::new(),
        }
    }

    /// Adds something to quote.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.push((name.to_owned(), value.to_string()));
        self
    }
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that made a new person.
    pub created: i64,
    /// Rows of somebody who was there.
    pub unchanged: i64,
    /// Rows that cannot be registered.
    pub refused: i64,
    /// Rows that may be of somebody who is there, and wait for a decision.
    pub candidates: i64,
    /// Rows that somebody decided to leave out.
    pub skipped: i64,
}

impl Counts {
    /// How many rows there were.
    pub const fn rows(&self) -> i64 {
        self.created + self.unchanged + self.refused + self.candidates + self.skipped
    }

    /// The same with one more row, or one less.
    pub const fn add(&mut self, outcome: RowOutcome, rows: i64) {
        match outcome {
            RowOutcome::Created => self.created += rows,
            RowOutcome::Unchanged => self.unchanged += rows,
            RowOutcome::Refused => self.refused += rows,
            RowOutcome::Candidates => self.candidates += rows,
            RowOutcome::Skipped => self.skipped += rows,
        }
    }
}

/// An import of people.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The import.
    pub id: ImportId,
    /// The office that registers.
    pub office: OfficeId,
    /// On whose behalf; nobody's when the operator of the server asked for it.
    pub started_by: Option<StaffId>,
    /// What was asked.
    pub order: Order,
    /// Where it stands.
    pub status: ImportStatus,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// How the file is read, once that was found out.
    pub reading: Option<Reading>,
    /// How many bytes the file has.
    pub length: i64,
    /// How far the file was read.
    pub progress: Progress,
    /// How many rows came to what.
    pub counts: Counts,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it ended, if it did.
    pub ended_at: Option<DateTime<Utc>>,
    /// How often its status was decided on; progress does not count.
    pub version: Version,
}

/// How far a file was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// The line of the last row whose outcome is kept.
    pub line: i64,
    /// In hundredths of the file.
    pub hundredths: i64,
    /// Whether the end was reached.
    pub is_read: bool,
}

/// An import as it is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The import; its file is there already.
    pub id: ImportId,
    /// The office that registers.
    pub office: OfficeId,
    /// What is asked.
    pub order: Order,
    /// How many bytes the file has.
    pub length: i64,
}

impl Import {
    /// Puts an import into the queue. Refuses whoever may not import people at that office.
    pub fn queue(
        actor: &Actor,
        request: Request,
        now: DateTime<Utc>,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        let mut faults = Faults::none();
        let may = faults.gather(may_import(actor, request.office))?;
        request.order.provenance().check(None, today, &mut faults);
        faults.unless_any(may)?;
        let import = Self {
            id: request.id,
            office: request.office,
            started_by: actor.staff(),
            order: request.order,
            status: ImportStatus::Queued,
            failure: None,
            reading: None,
            length: request.length,
            progress: Progress::default(),
            counts: Counts::default(),
            created_at: now,
            ended_at: None,
            version: Version::FIRST,
        };
        let fact = Fact::ImportQueued {
            reason: import.order.reason.to_string(),
            mode: import.order.mode.to_string(),
        };
        Ok(import.says(fact))
    }

    /// Begins to work on it, or goes on where a process left it.
    pub fn start(self) -> Result<Changed<Self>, Refusal> {
        let fact = match self.status {
            ImportStatus::Running => Fact::ImportResumed {},
            _ => Fact::ImportStarted {},
        };
        self.step(ImportStep::Start, fact)
    }

    /// Ends it: everything was read, and every decision applied.
    pub fn finish(mut self, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        let Counts {
            created,
            unchanged,
            refused,
            candidates,
            skipped,
        } = self.counts;
        self.ended_at = Some(now);
        let fact = Fact::ImportFinished {
            created,
            unchanged,
            refused,
            candidates,
            skipped,
        };
        self.step(ImportStep::Finish, fact)
    }

    /// Ends it because it cannot go on. What it did until then stays.
    pub fn fail(mut self, failure: Failure, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        let code = failure.code.clone();
        self.failure = Some(failure);
        self.ended_at = Some(now);
        self.step(ImportStep::Fail, Fact::ImportFailed { code })
    }

    /// Stops it. What it did until then stays.
    pub fn cancel(mut self, actor: &Actor, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        self.allows(actor, ImportStep::Cancel)?;
        self.ended_at = Some(now);
        self.step(ImportStep::Cancel, Fact::ImportCancelled {})
    }

    /// Takes decisions on `rows` rows; they are applied by the import itself.
    pub fn decide(mut self, actor: &Actor, rows: i64) -> Result<Changed<Self>, Refusal> {
        self.allows(actor, ImportStep::Decide)?;
        self.ended_at = None;
        self.step(ImportStep::Decide, Fact::ImportRowsDecided { rows })
    }

    /// Tells that decisions on rows were given back: whoever decided may no longer import.
    pub fn returned(&self, rows: Vec<RowResult>) -> Changed<Vec<RowResult>> {
        let fact = Fact::ImportRowsReturned {
            rows: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        };
        let about = About::thing("import", self.id).at(self.office);
        Changed::new(rows, about.says(fact))
    }

    /// What the actor may do to it now.
    pub fn allowed(&self, actor: &Actor) -> Vec<Allowed<ImportStep>> {
        [ImportStep::Cancel, ImportStep::Decide]
            .map(|step| Allowed::judged(step, &self.allows(actor, step)))
            .into()
    }

    /// Refuses a step that the status or the actor's rights do not allow. A dry run keeps nothing
    /// that could be decided on.
    fn allows(&self, actor: &Actor, step: ImportStep) -> Result<(), Refusal> {
        may_import(actor, self.office)?;
        if step == ImportStep::Decide && self.order.mode == Mode::DryRun {
            return Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.order.mode.to_string(),
            });
        }
        self.status.after(step).map(|_| ())
    }

    fn step(mut self, step: ImportStep, fact: Fact) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(step)?;
        Ok(self.says(fact))
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = About::thing("import", self.id).at(self.office);
        Changed::new(self, about.says(fact))
    }

    /// Tells what came of the rows that one transaction took; nothing when they made nobody,
    /// because then nothing changed.
    pub fn batch(&self, rows: Counts) -> Option<Changed<Counts>> {
        let fact = Fact::IndividualsImported {
            registered: rows.created,
            unchanged: rows.unchanged,
            refused: rows.refused + rows.candidates,
        };
        let about = About::thing("import", self.id).at(self.office);
        (rows.created > 0).then(|| Changed::new(rows, about.says(fact)))
    }
}

/// Refuses whoever may not import people at that office.
pub fn may_import(actor: &Actor, office: OfficeId) -> Result<(), Refusal> {
    actor.may_at(Action::ImportIndividuals, office, "/office_id")
}
