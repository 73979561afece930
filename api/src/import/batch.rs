//! The rows that one transaction takes.

use std::fmt;

use domain::imports::{Import, Mode, RowOutcome, RowResult};
use domain::individuals::{Citizenships, Contacts, Identifiers, Identity, Registration, Residence};
use persistence::Error;
use persistence::imports::rows::Kept;
use serde::{Deserialize, Serialize};

use super::decide::{Told, Verdict};
use super::vault::{Place, Vault, What};
use super::{CellFault, Row};

/// Rows in the order of the file: those that make a person, and those with faults.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    /// The line of the last of them.
    pub(super) last: i64,
    /// The people of the good ones.
    pub(super) people: Vec<Registration>,
    lines: Vec<i64>,
    faulty: Vec<(i64, Vec<CellFault>)>,
}

impl Batch {
    /// What these rows register in an import.
    pub(super) fn of(rows: Vec<Row>, import: &Import) -> Self {
        let mut batch = Self {
            last: 0,
            people: Vec::with_capacity(rows.len()),
            lines: Vec::with_capacity(rows.len()),
            faulty: Vec::new(),
        };
        for row in rows {
            batch.last = i64::try_from(row.line).unwrap_or(i64::MAX);
            match row.person {
                Ok(person) => {
                    let mut person = person.registration(import.office, import.order.provenance());
                    person.acknowledged = import.order.passed_over();
                    batch.lines.push(batch.last);
                    batch.people.push(person);
                }
                Err(faults) => batch.faulty.push((batch.last, faults)),
            }
        }
        batch
    }

    /// What is kept of all rows, in the order of the file. What a row says is kept, sealed, only
    /// while somebody has to decide on it.
    pub(super) fn kept(
        self,
        told: Vec<Told>,
        import: &Import,
        sealing: impl Fn(i64, Vec<u8>) -> Result<Vec<u8>, Error>,
    ) -> Result<Vec<Kept>, Error> {
        let good = self.lines.iter().zip(&self.people).zip(told);
        let good = good.map(|((line, person), told)| {
            let result = told.of_line(*line);
            let waits = result.outcome == RowOutcome::Candidates;
            let content = (waits && import.order.mode == Mode::Load)
                .then(|| sealing(*line, Content::of(person).bytes()?))
                .transpose()?;
            Ok(Kept {
                result,
                content,
                decided_by: None,
            })
        });
        let faulty = self.faulty.into_iter().map(|(line, faults)| {
            let verdict = Verdict::Faulty { faults };
            Ok(plain(verdict.of_line(line)))
        });
        let mut kept = good.chain(faulty).collect::<Result<Vec<_>, Error>>()?;
        kept.sort_unstable_by_key(|row| row.result.line);
        Ok(kept)
    }
}

fn plain(result: RowResult) -> Kept {
    Kept {
        result,
        content: None,
        decided_by: None,
    }
}

/// What a row says of a person, kept while somebody has to decide on it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Content {
    /// Who.
    pub identity: Identity,
    /// The code.
    pub identifiers: Option<Identifiers>,
    /// Where the person lives.
    pub residence: Option<Residence>,
    /// How the person is reached.
    pub contacts: Option<Contacts>,
    /// Of which State the person is a citizen.
    #[serde(default)]
    pub citizenship: Option<Citizenships>,
}

impl Content {
    fn of(person: &Registration) -> Self {
        Self {
            identity: person.identity.clone(),
            identifiers: person.identifiers.clone(),
            residence: person.residence.clone(),
            contacts: person.contacts.clone(),
            citizenship: person.citizenship.clone(),
        }
    }

    fn bytes(&self) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(self).map_err(|_| Error::Corrupt("content of a row"))
    }

    /// Opens what was sealed for a row.
    pub fn open(vault: &Vault, place: Place, sealed: Vec<u8>) -> Result<Self, Error> {
        let bytes = vault.open(place, sealed);
        let bytes = bytes.map_err(|_| Error::Corrupt("sealed content of a row"))?;
        serde_json::from_slice(&bytes).map_err(|_| Error::Corrupt("content of a row"))
    }

    /// The registration of this person in an import.
    pub fn registration(self, import: &Import) -> Registration {
        Registration {
            office: Some(import.office),
            identity: self.identity,
            identifiers: self.identifiers,
            local_id: None,
            residence: self.residence,
            contacts: self.contacts,
            citizenship: self.citizenship,
            provenance: import.order.provenance(),
            confirmed_distinct_from: Vec::new(),
            acknowledged: import.order.passed_over(),
        }
    }
}

/// A row tells of a person: it never shows up in a debug print.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content(***)")
    }
}

/// The place of what a row says.
pub fn place_of(import: &Import, organisation: domain::actor::OrganisationId, line: i64) -> Place {
    Place {
        organisation,
        import: import.id,
        what: What::Row(line),
    }
}
