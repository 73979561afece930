//! What came of each row, and what somebody decides on it.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString, VariantNames};

use super::Column;
use crate::event::IndividualId;
use crate::individuals::Likeness;
use crate::kernel::{Fault, unknown_code};

/// What came of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum RowOutcome {
    /// It made a new person, or would.
    Created,
    /// The person was there already; nothing changed.
    Unchanged,
    /// Cells are wrong, or rules refuse.
    Refused,
    /// Somebody alike is there: a person has to decide.
    Candidates,
    /// Somebody decided to leave it out.
    Skipped,
}

/// Something that is told about a row: codes and counts, never what a cell says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The column that it is about; none when it is about the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<Column>,
    /// The code of a fault, or a rule.
    pub code: String,
    /// What its text may quote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(String, String)>,
}

/// The only facts that are kept: others may be what a cell said.
const HARMLESS: [&str; 7] = [
    "count", "expected", "fields", "found", "max", "min", "sections",
];

impl Remark {
    /// A remark about a column or the whole row.
    pub fn new(column: Option<Column>, code: &str, facts: &[(&'static str, String)]) -> Self {
        let kept = |(name, value): &(&'static str, String)| {
            let value = if HARMLESS.contains(name) {
                value
            } else {
                "…"
            };
            ((*name).to_owned(), value.to_owned())
        };
        Self {
            column,
            code: code.to_owned(),
            facts: facts.iter().map(kept).collect(),
        }
    }

    /// Somebody who may have been the person of the row was erased, and what the row said with her.
    pub fn candidate_erased() -> Self {
        Self::new(None, "candidate_erased", &[])
    }

    /// Whether a rule says it, and not a cell.
    pub fn is_rule(&self) -> bool {
        self.code.contains('.')
    }
}

/// Somebody who may be the person of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// Who.
    pub id: IndividualId,
    /// Why, as codes of [`Likeness`].
    pub reasons: Vec<String>,
}

impl Alike {
    /// Somebody, with the reasons.
    pub fn new(id: IndividualId, reasons: &[Likeness]) -> Self {
        Self {
            id,
            reasons: reasons.iter().map(ToString::to_string).collect(),
        }
    }
}

/// What came of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowResult {
    /// The number of its line in the file, from 1: the headings are the first.
    pub line: i64,
    /// What came of it.
    pub outcome: RowOutcome,
    /// Who it made, or whom it speaks of.
    pub individual: Option<IndividualId>,
    /// Every fault at once, and what else is told.
    pub remarks: Vec<Remark>,
    /// Who may be the person.
    pub candidates: Vec<Alike>,
    /// What somebody decided, if anybody did.
    pub decision: Option<Decision>,
}

/// What somebody decides on a row that has candidates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decision {
    /// It is this person, who stays as recorded.
    SameAs {
        /// Who.
        individual: IndividualId,
    },
    /// It is nobody who is there.
    NewPerson {
        /// The candidates of whom somebody says that they are other people.
        confirmed_distinct_from: Vec<IndividualId>,
    },
    /// The row is left out.
    Skip {},
}

/// What is told of a row whose decision was given back.
const DECIDER_NOT_PERMITTED: &str = "import_decider_not_permitted";

impl RowResult {
    /// The row as it waits again, because whoever decided may no longer import.
    #[must_use]
    pub fn returned(mut self) -> Self {
        self = self.taken_up();
        self.decision = None;
        let remark = Remark::new(None, DECIDER_NOT_PERMITTED, &[]);
        self.remarks.push(remark);
        self
    }

    /// The row without what was told of an earlier decision.
    #[must_use]
    pub fn taken_up(mut self) -> Self {
        self.remarks
            .retain(|remark| remark.code != DECIDER_NOT_PERMITTED);
        self
    }
}

impl Decision {
    /// Whether a row with these candidates can be decided so; the fault, and the member that has
    /// it, otherwise.
    pub fn fits(&self, candidates: &[Alike]) -> Result<(), (&'static str, &'static str)> {
        let among = |id: &IndividualId| candidates.iter().any(|alike| alike.id == *id);
        match self {
            Self::SameAs { individual } if !among(individual) => {
                Err(("/individual_id", "not_a_candidate"))
            }
            Self::NewPerson {
                confirmed_distinct_from,
            } if !candidates
                .iter()
                .all(|alike| confirmed_distinct_from.contains(&alike.id)) =>
            {
                Err(("/confirmed_distinct_from", "candidate_not_confirmed"))
            }
            Self::SameAs { .. } | Self::NewPerson { .. } | Self::Skip {} => Ok(()),
        }
    }
}
