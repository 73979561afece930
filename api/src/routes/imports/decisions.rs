//! Deciding, many at a time, on rows that may be of somebody who is there.

use std::collections::{HashMap, HashSet};

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::imports::{Decision, ImportId, RowOutcome, RowResult};
use domain::kernel::{Fault, Faults, Refusal};
use domain::policy::Action;
use persistence::imports::{self, rows};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use super::address;
use super::views::ImportView;
use crate::http::wire::IndividualIdField;
use crate::http::{Accepted, Access, Command, Field, Problem, Routes, Valid};

/// How many rows one request decides on.
const MOST: usize = 1_000;

/// What is decided on a row.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum RowDecision {
    /// The row speaks of this candidate, who stays as recorded.
    SameAs {
        /// Who.
        individual_id: IndividualIdField,
    },
    /// The row speaks of somebody new.
    NewPerson {
        /// All candidates of the row: they are other people.
        #[schema(min_items = 0, max_items = 100)]
        confirmed_distinct_from: Vec<IndividualIdField>,
    },
    /// The row is left out.
    Skip {},
}

impl Validate for RowDecision {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        match self {
            Self::SameAs { individual_id } => {
                errors.merge_self("individual_id", individual_id.validate());
            }
            Self::NewPerson {
                confirmed_distinct_from,
            } => {
                for id in confirmed_distinct_from {
                    errors.merge_self("confirmed_distinct_from", id.validate());
                }
            }
            Self::Skip {} => {}
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

impl RowDecision {
    fn parsed(self) -> Result<Decision, Problem> {
        Ok(match self {
            Self::SameAs { individual_id } => Decision::SameAs {
                individual: individual_id.parsed()?,
            },
            Self::NewPerson {
                confirmed_distinct_from,
            } => {
                let ids = confirmed_distinct_from.into_iter().map(Field::parsed);
                let mut ids: Vec<_> = ids.collect::<Result<_, _>>()?;
                ids.sort_unstable();
                ids.dedup();
                Decision::NewPerson {
                    confirmed_distinct_from: ids,
                }
            }
            Self::Skip {} => Decision::Skip {},
        })
    }
}

impl From<Decision> for RowDecision {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::SameAs { individual } => Self::SameAs {
                individual_id: individual.into(),
            },
            Decision::NewPerson {
                confirmed_distinct_from,
            } => Self::NewPerson {
                confirmed_distinct_from: confirmed_distinct_from
                    .into_iter()
                    .map(Field::of)
                    .collect(),
            },
            Decision::Skip {} => Self::Skip {},
        }
    }
}

/// A decision on a row.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecidedRow {
    /// The number of its line.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 2)]
    #[validate(range(min = 1))]
    row: i64,
    /// What is decided.
    #[validate(nested)]
    decision: RowDecision,
}

/// Decisions on rows that have candidates.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct ImportDecisions {
    /// Each row at most once.
    #[validate(nested)]
    #[schema(min_items = 1, max_items = 1000)]
    decisions: Vec<DecidedRow>,
}

impl ImportDecisions {
    fn parsed(self) -> Result<Vec<(i64, Decision)>, Problem> {
        if self.decisions.is_empty() {
            return Err(Problem::invalid("/decisions", &Fault::new("blank")));
        }
        if self.decisions.len() > MOST {
            let fault = Fault::new("too_many").with("max", MOST);
            return Err(Problem::invalid("/decisions", &fault));
        }
        let decisions = self.decisions.into_iter();
        decisions
            .map(|decided| Ok((decided.row, decided.decision.parsed()?)))
            .collect()
    }
}

/// The decisions that are new; refuses with all that do not fit at once. What was decided so
/// already is no fault: whoever sends it again asks for nothing new.
fn weigh(
    decided: &[(i64, Decision)],
    known: &HashMap<i64, RowResult>,
) -> Result<Vec<(i64, Decision)>, Refusal> {
    let mut faults = Faults::none();
    let mut seen = HashSet::new();
    let mut new = Vec::new();
    for (at, (line, decision)) in decided.iter().enumerate() {
        let mut fault = |member: &str, code| {
            faults.tell(format!("/decisions/{at}{member}"), code);
        };
        let is_first = seen.insert(line);
        match known.get(line) {
            None => fault("/row", "unknown_row"),
            Some(_) if !is_first => fault("/row", "duplicate_row"),
            Some(row) if row.decision.as_ref() == Some(decision) => {}
            Some(row) if row.outcome == RowOutcome::Candidates => {
                match decision.fits(&row.candidates) {
                    Ok(()) => new.push((*line, decision.clone())),
                    Err((member, code)) => fault(&format!("/decision{member}"), code),
                }
            }
            Some(row) if row.decision.is_some() => fault("/row", "row_decided_otherwise"),
            Some(_) => fault("/row", "row_without_candidates"),
        }
    }
    faults.unless_any(Some(new))
}

/// Decides on rows that have candidates.
///
/// `same_as` leaves the candidate as recorded, `new_person` registers somebody else than all
/// candidates of the row, `skip` leaves the row out. Nothing is done unless all decisions fit. The
/// import itself applies them: it is queued again if it had ended. A row for which somebody alike
/// came in the meantime waits once more, with the candidates of now. The same decisions again
/// change nothing.
#[utoipa::path(post, path = "/imports/{import_id}/decisions", tag = "imports",
    operation_id = "decide_import_rows",
    params(("import_id" = uuid::Uuid, Path, description = "The import.")),
    request_body = ImportDecisions, responses((status = 202, body = ImportView)))]
async fn decide(
    command: Command,
    id: Path<ImportId>,
    Valid(body): Valid<ImportDecisions>,
) -> Result<HttpResponse, Problem> {
    let decided = body.parsed()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let mut import = imports::get(tx, *id)?;
            let asked: Vec<i64> = decided.iter().map(|(line, _)| *line).collect();
            let known = rows::of_lines(tx, *id, &asked)?;
            let new = weigh(&decided, &known)?;
            if !new.is_empty() {
                let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
                let changed = import.decide(tx.actor(), count)?;
                rows::decide(tx, *id, &new)?;
                import = imports::save_decided(tx, changed)?;
            }
            Ok(Accepted {
                location: links.to(address(import.id)),
                version: import.version,
                view: ImportView::of(&import, tx.actor(), language, &links),
            })
        })
        .await
}

/// Mounts the route of this file.
pub(super) fn routes(routes: &mut Routes) {
    routes.mount(__path_decide, Access::To(Action::ImportIndividuals), decide);
}
