//! Rows of a file into the record: 200 in a transaction, each decided for itself.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::sync::Arc;

use domain::actor::OfficeId;
use domain::event::IndividualId;
use domain::imports::{Batch, ImportId, PASSED_OVER};
use domain::individuals::{Provenance, Registration, SectionName};
use domain::kernel::{Day, Faults, Refusal, fold};
use domain::policy::Action;
use domain::rulebook::Finding;
use persistence::{Caller, Error, Store, Tx, imports, individuals};

use super::{CellFault, People, Person, Row};

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

/// What came of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
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
        /// Who.
        of: Vec<IndividualId>,
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
    let mut seen = HashSet::new();
    loop {
        let rows: Vec<Row> = people
            .by_ref()
            .take(ROWS_OF_A_BATCH)
            .collect::<io::Result<_>>()?;
        if rows.is_empty() {
            return Ok(counts);
        }
        let rows = Arc::new(rows);
        let mut told = batch(store, plan, &rows)?;
        if plan.mode == Mode::DryRun {
            within_the_file(&rows, &mut told, &mut seen);
        }
        for row in &told {
            counts.add(&row.verdict);
        }
        tell(&people, &told, counts)?;
    }
}

fn batch(store: &Store, plan: &Plan, rows: &Arc<Vec<Row>>) -> Result<Vec<Told>, Error> {
    let (kept, rows) = (plan.clone(), Arc::clone(rows));
    let work = move |tx: &mut Tx<'_>| decide(tx, &kept, &rows);
    match plan.mode {
        Mode::Load => store.write(plan.caller.clone(), work),
        Mode::DryRun => store.rehearse(plan.caller.clone(), work),
    }
}

/// Decides every row of a batch; what one of them lacks is no reason to refuse the others.
fn decide(tx: &mut Tx<'_>, plan: &Plan, rows: &[Row]) -> Result<Vec<Told>, Error> {
    let mut batch = Batch::begin(tx.actor(), plan.id, plan.office)?;
    tx.record_access(Action::ImportIndividuals, "import", None, None);
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        let verdict = match &row.person {
            Ok(person) => {
                let provenance = plan.provenance;
                let mut registration = person.clone().registration(plan.office, provenance);
                registration.acknowledged = plan.acknowledged();
                person_of_row(tx, registration)?
            }
            Err(faults) => Verdict::Faulty {
                faults: faults.clone(),
            },
        };
        match &verdict {
            Verdict::Registered { .. } => batch.registered += 1,
            Verdict::Unchanged { .. } => batch.unchanged += 1,
            Verdict::PossibleDuplicate { .. }
            | Verdict::Faulty { .. }
            | Verdict::Refused { .. }
            | Verdict::Invalid { .. } => batch.refused += 1,
        }
        told.push(Told {
            line: row.line,
            verdict,
        });
    }
    // A batch that registers nobody changes nothing: there is no fact to record.
    if batch.registered > 0 {
        imports::record(tx, batch.end());
    }
    Ok(told)
}

fn person_of_row(tx: &mut Tx<'_>, row: Registration) -> Result<Verdict, Error> {
    let candidates = individuals::candidates(tx, &row)?;
    for candidate in &candidates {
        if let Some(known) = imports::known(tx, candidate)?
            && known.is(&row, candidate)
        {
            return Ok(Verdict::Unchanged {
                id: Some(candidate.card.id),
                news: known.news(&row),
            });
        }
    }
    let today = Day::new(tx.today()).map_err(|_| Error::Corrupt("today"))?;
    let id = tx.new_id();
    let changed = match row.register(tx.actor(), id, candidates, today) {
        Ok(changed) => changed,
        Err(refusal) => return verdict(refusal),
    };
    let passed_over = changed.events().iter().flat_map(|event| match &event.fact {
        domain::event::Fact::IndividualRegistered { acknowledged, .. } => acknowledged.clone(),
        _ => Vec::new(),
    });
    let passed_over = passed_over.collect();
    individuals::register(tx, changed)?;
    Ok(Verdict::Registered {
        id: Some(id),
        passed_over,
    })
}

/// What a refusal means for the row; one that concerns the import as a whole ends it.
fn verdict(refusal: Refusal) -> Result<Verdict, Error> {
    match refusal {
        Refusal::PossibleDuplicate { candidates } => Ok(Verdict::PossibleDuplicate {
            of: candidates.iter().map(|c| c.card.id).collect(),
        }),
        Refusal::Rules { findings } => Ok(Verdict::Refused { findings }),
        Refusal::Invalid { faults } if faults.iter().all(|told| told.pointer != "/office_id") => {
            Ok(Verdict::Invalid { faults })
        }
        other => Err(other.into()),
    }
}

/// A dry run takes each batch back, so that later batches do not find its people: a row that
/// repeats one of them is told here, and nobody is named who is not there.
fn within_the_file(rows: &[Row], told: &mut [Told], seen: &mut HashSet<u64>) {
    let taken_back: HashSet<_> = told
        .iter()
        .filter_map(|row| match row.verdict {
            Verdict::Registered { id, .. } => id,
            _ => None,
        })
        .collect();
    for (row, told) in rows.iter().zip(told) {
        match (&row.person, &mut told.verdict) {
            (Ok(person), Verdict::Registered { id, .. }) => {
                *id = None;
                if !seen.insert(digest(person)) {
                    told.verdict = Verdict::Unchanged {
                        id: None,
                        news: Vec::new(),
                    };
                }
            }
            (_, Verdict::Unchanged { id, .. }) => *id = id.filter(|id| !taken_back.contains(id)),
            (_, Verdict::PossibleDuplicate { of }) => of.retain(|id| !taken_back.contains(id)),
            _ => {}
        }
    }
}

fn digest(person: &Person) -> u64 {
    let mut hasher = DefaultHasher::new();
    fold(person.family_name.as_str()).hash(&mut hasher);
    fold(person.given_name.as_str()).hash(&mut hasher);
    person.birth_date.hash(&mut hasher);
    person.code.hash(&mut hasher);
    hasher.finish()
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
