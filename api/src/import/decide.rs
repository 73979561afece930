//! What becomes of each row: decided from what the record knows, with nothing written.

use std::collections::HashMap;

use domain::actor::Actor;
use domain::event::{Fact, IndividualId};
use domain::imports::{Alike, Known, Remark, RowOutcome, RowResult};
use domain::individuals::{Candidate, Likeness, MOST_SHARING, Newcomer, Registration, SectionName};
use domain::kernel::{Changed, Day, Fault, Faults, Refusal};
use domain::rulebook::{Finding, Rulebook};
use persistence::individuals::{Address, Looked};
use persistence::{Error, Tx, imports, individuals};

use super::CellFault;
use super::seen::{Earlier, Seen};

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

/// What is told of a row.
#[derive(Debug)]
pub(super) struct Told {
    /// What came of it.
    pub verdict: Verdict,
    /// Whether it has a number or an address that so many share that nobody was looked for by it.
    pub is_crowded: bool,
}

/// What is told of a row, with the person whom it makes.
#[derive(Debug)]
pub(super) struct Decided {
    /// What came of the row.
    pub told: Told,
    /// Who is to be stored.
    pub newcomer: Option<Changed<Newcomer>>,
}

/// Who of the record may be whom the rows of a batch speak of.
#[derive(Debug)]
pub(super) struct Found {
    looked: Vec<Looked>,
    known: HashMap<IndividualId, Known>,
}

impl Found {
    /// Looks for all people of a batch at once. What so many share that it tells nothing is judged
    /// by the record and `seen`, where that has rows of which the record does not know.
    pub(super) fn among(
        tx: &mut Tx<'_>,
        people: &[Registration],
        seen: &Seen,
    ) -> Result<Self, Error> {
        let earlier = |address: &Address| seen.holders(address);
        let looked = individuals::candidates_among(tx, people, earlier)?;
        let candidates = looked.iter().flat_map(|looked| &looked.candidates);
        let mut ids: Vec<_> = candidates.map(|candidate| candidate.card.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let known = imports::known(tx, &ids)?;
        Ok(Self { looked, known })
    }

    /// Decides on every row, in order; a later one sees whom the earlier ones make.
    pub(super) fn decide(
        self,
        book: &Rulebook,
        actor: &Actor,
        today: Day,
        people: Vec<Registration>,
        seen: &mut Seen,
        mint: impl Fn() -> IndividualId,
    ) -> Result<Vec<Decided>, Refusal> {
        let each = people.into_iter().zip(self.looked);
        each.map(|(row, looked)| {
            let is_crowded = !looked.crowded.is_empty();
            let alike = seen.alike(&row, &looked.crowded);
            let (verdict, newcomer) =
                if let Some(verdict) = same(&row, &looked.candidates, &self.known, &alike) {
                    (verdict, None)
                } else {
                    let alike = alike.into_iter();
                    let alike = alike.map(|(earlier, reasons)| (earlier.id, reasons));
                    let alike: Vec<_> = alike.collect();
                    let known = Known::of_row(&row);
                    let id = mint();
                    match row
                        .clone()
                        .register(book, actor, id, looked.candidates, today)
                    {
                        Ok(changed) if alike.is_empty() => {
                            registered(seen.add(&row, known, id), changed)
                        }
                        Ok(_) => {
                            let nobody = Verdict::PossibleDuplicate { of: Vec::new() };
                            (refused(nobody, alike), None)
                        }
                        Err(refusal) => (refused(verdict(refusal)?, alike), None),
                    }
                };
            let told = Told {
                verdict,
                is_crowded,
            };
            Ok(Decided { told, newcomer })
        })
        .collect()
    }
}

/// The only person, of the record or of an earlier row, of whom the row speaks beyond doubt.
fn same(
    row: &Registration,
    candidates: &[Candidate],
    known: &HashMap<IndividualId, Known>,
    alike: &[(&Earlier, Vec<Likeness>)],
) -> Option<Verdict> {
    let said = Known::of_row(row);
    let of_record = candidates.iter().filter_map(|candidate| {
        let known = known.get(&candidate.card.id)?;
        Some((Some(candidate.card.id), known, &candidate.reasons))
    });
    let earlier = alike.iter();
    let earlier = earlier.map(|(earlier, reasons)| (earlier.id, &earlier.known, reasons));
    let mut fitting = of_record
        .chain(earlier)
        .filter(|(_, known, reasons)| known.is(&said, reasons));
    match (fitting.next(), fitting.next()) {
        (Some((id, known, _)), None) => Some(Verdict::Unchanged {
            id,
            news: known.news(&said),
        }),
        _ => None,
    }
}

fn registered(
    id: Option<IndividualId>,
    changed: Changed<Newcomer>,
) -> (Verdict, Option<Changed<Newcomer>>) {
    let passed_over = changed.events().iter().flat_map(|event| match &event.fact {
        Fact::IndividualRegistered { acknowledged, .. } => acknowledged.clone(),
        _ => Vec::new(),
    });
    let verdict = Verdict::Registered {
        id,
        passed_over: passed_over.collect(),
    };
    (verdict, Some(changed))
}

/// What came of a row that makes nobody. Where people look alike, those of earlier rows are among
/// them.
fn refused(mut verdict: Verdict, alike: Vec<(Option<IndividualId>, Vec<Likeness>)>) -> Verdict {
    if let Verdict::PossibleDuplicate { of } = &mut verdict {
        let named = alike.into_iter();
        let named = named.filter_map(|(id, reasons)| Some(Alike::new(id?, &reasons)));
        of.extend(named);
    }
    verdict
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

impl Told {
    /// What is kept of the row.
    pub(super) fn of_line(self, line: i64) -> RowResult {
        let mut result = self.verdict.of_line(line);
        if self.is_crowded {
            let facts = [("max", MOST_SHARING.to_string())];
            let remark = Remark::new(None, "import_contact_of_many", &facts);
            result.remarks.push(remark);
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
