//! What becomes of each row: decided from what the record knows, with nothing written.

use std::collections::HashMap;

use domain::actor::Actor;
use domain::event::{Fact, IndividualId};
use domain::imports::{Alike, Known, Remark, RowOutcome, RowResult};
use domain::individuals::{Candidate, Likeness, Newcomer, Registration, SectionName};
use domain::kernel::{Changed, Day, Fault, Faults, Refusal};
use domain::rulebook::Finding;
use persistence::{Error, Tx, imports, individuals};

use super::CellFault;
use super::seen::Seen;

/// What came of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Verdict {
    /// Somebody new is there.
    Registered {
        /// Who; none in a dry run.
        id: Option<IndividualId>,
        /// Rules whose warning the import passed over.
        passed_over: Vec<String>,
    },
    /// The person was there already.
    Unchanged {
        /// Who; none when it is a person of the same dry run.
        id: Option<IndividualId>,
        /// The sections of which the row says more, or something else.
        news: Vec<SectionName>,
    },
    /// Somebody alike is there; a person has to look.
    PossibleDuplicate {
        /// Who, and why.
        of: Vec<Alike>,
    },
    /// Cells are wrong.
    Faulty {
        /// All of them.
        faults: Vec<CellFault>,
    },
    /// Rules refuse.
    Refused {
        /// All that stand in the way.
        findings: Vec<Finding>,
    },
    /// The values of the row do not fit one another, or the present.
    Invalid {
        /// All of them.
        faults: Faults,
    },
}

/// A verdict, with the person whom it makes.
#[derive(Debug)]
pub(super) struct Decided {
    /// What came of the row.
    pub verdict: Verdict,
    /// Who is to be stored.
    pub newcomer: Option<Changed<Newcomer>>,
}

/// Who of the record may be whom the rows of a batch speak of.
#[derive(Debug)]
pub(super) struct Found {
    candidates: Vec<Vec<Candidate>>,
    known: HashMap<IndividualId, Known>,
}

impl Found {
    /// Looks for all people of a batch at once.
    pub(super) fn among(tx: &mut Tx<'_>, people: &[Registration]) -> Result<Self, Error> {
        let candidates = individuals::candidates_among(tx, people)?;
        let mut ids: Vec<_> = candidates.iter().flatten().map(|c| c.card.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let known = imports::known(tx, &ids)?;
        Ok(Self { candidates, known })
    }

    /// Decides on every row, in order; a later one sees whom the earlier ones make.
    pub(super) fn decide(
        self,
        actor: &Actor,
        today: Day,
        people: Vec<Registration>,
        seen: &mut Seen,
        mint: impl Fn() -> IndividualId,
    ) -> Result<Vec<Decided>, Refusal> {
        let each = people.into_iter().zip(self.candidates);
        each.map(|(row, candidates)| {
            if let Some(verdict) = same(&row, &candidates, &self.known, seen) {
                return Ok(Decided {
                    verdict,
                    newcomer: None,
                });
            }
            let alike = seen.alike(&row).into_iter();
            let alike: Vec<_> = alike
                .map(|(earlier, reasons)| (earlier.id, reasons))
                .collect();
            let known = Known::of_row(&row);
            let id = mint();
            match row.clone().register(actor, id, candidates, today) {
                Ok(changed) if alike.is_empty() => {
                    Ok(registered(seen.add(&row, known, id), changed))
                }
                Ok(_) => Ok(refused(
                    Verdict::PossibleDuplicate { of: Vec::new() },
                    alike,
                )),
                Err(refusal) => Ok(refused(verdict(refusal)?, alike)),
            }
        })
        .collect()
    }
}

/// The person of the record, or of an earlier row, of whom the row speaks beyond doubt.
fn same(
    row: &Registration,
    candidates: &[Candidate],
    known: &HashMap<IndividualId, Known>,
    seen: &Seen,
) -> Option<Verdict> {
    let said = Known::of_row(row);
    let unchanged = |id, known: &Known| Verdict::Unchanged {
        id,
        news: known.news(&said),
    };
    let of_record = candidates.iter().find_map(|candidate| {
        let known = known.get(&candidate.card.id)?;
        let is_same = known.is(&said, &candidate.reasons);
        is_same.then(|| unchanged(Some(candidate.card.id), known))
    });
    of_record.or_else(|| {
        let earlier = seen.alike(row);
        let mut same = earlier
            .iter()
            .filter(|(earlier, reasons)| earlier.known.is(&said, reasons));
        same.next()
            .map(|(earlier, _)| unchanged(earlier.id, &earlier.known))
    })
}

fn registered(id: Option<IndividualId>, changed: Changed<Newcomer>) -> Decided {
    let passed_over = changed.events().iter().flat_map(|event| match &event.fact {
        Fact::IndividualRegistered { acknowledged, .. } => acknowledged.clone(),
        _ => Vec::new(),
    });
    Decided {
        verdict: Verdict::Registered {
            id,
            passed_over: passed_over.collect(),
        },
        newcomer: Some(changed),
    }
}

/// A row that makes nobody. Where people look alike, those of earlier rows are among them.
fn refused(mut verdict: Verdict, alike: Vec<(Option<IndividualId>, Vec<Likeness>)>) -> Decided {
    if let Verdict::PossibleDuplicate { of } = &mut verdict {
        let named = alike.into_iter();
        let named = named.filter_map(|(id, reasons)| Some(Alike::new(id?, &reasons)));
        of.extend(named);
    }
    Decided {
        verdict,
        newcomer: None,
    }
}

/// What a refusal means for the row; one that concerns the import as a whole ends it.
fn verdict(refusal: Refusal) -> Result<Verdict, Refusal> {
    match refusal {
        Refusal::PossibleDuplicate { candidates } => Ok(Verdict::PossibleDuplicate {
            of: candidates
                .iter()
                .map(|c| Alike::new(c.card.id, &c.reasons))
                .collect(),
        }),
        Refusal::Rules { findings } => Ok(Verdict::Refused { findings }),
        Refusal::Invalid { faults } if faults.iter().all(|told| told.pointer != "/office_id") => {
            Ok(Verdict::Invalid { faults })
        }
        other => Err(other),
    }
}

impl Verdict {
    /// What is kept of it for the row on this line.
    pub(super) fn of_line(self, line: i64) -> RowResult {
        let mut result = RowResult {
            line,
            outcome: RowOutcome::Refused,
            individual: None,
            remarks: Vec::new(),
            candidates: Vec::new(),
            decision: None,
        };
        match self {
            Self::Registered { id, passed_over } => {
                result.outcome = RowOutcome::Created;
                result.individual = id;
                let remarks = passed_over.iter().map(|rule| Remark::new(None, rule, &[]));
                result.remarks = remarks.collect();
            }
            Self::Unchanged { id, news } => {
                result.outcome = RowOutcome::Unchanged;
                result.individual = id;
                result.remarks = news_of(&news).into_iter().collect();
            }
            Self::PossibleDuplicate { of } => {
                result.outcome = RowOutcome::Candidates;
                result.candidates = of;
                let fault = Fault::new("import_possible_duplicate");
                result.remarks = vec![Remark::new(None, fault.code, &[])];
            }
            Self::Faulty { faults } => {
                let remarks = faults.iter();
                let remarks = remarks.map(|f| Remark::new(f.column, f.fault.code, &f.fault.facts));
                result.remarks = remarks.collect();
            }
            Self::Refused { findings } => {
                let remarks = findings.iter();
                let remarks = remarks.map(|f| Remark::new(None, f.rule, &f.facts));
                result.remarks = remarks.collect();
            }
            Self::Invalid { faults } => {
                let remarks = faults.iter().map(|told| &told.fault);
                let remarks = remarks.map(|fault| Remark::new(None, fault.code, &fault.facts));
                result.remarks = remarks.collect();
            }
        }
        result
    }
}

/// That a row says something else of somebody who stays as recorded.
fn news_of(news: &[SectionName]) -> Option<Remark> {
    let sections: Vec<_> = news.iter().map(ToString::to_string).collect();
    let facts = [("sections", sections.join(", "))];
    let fault = Fault::new("import_nothing_changed");
    (!news.is_empty()).then(|| Remark::new(None, fault.code, &facts))
}
