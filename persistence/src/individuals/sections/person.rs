//! A person with all sections as they stand.

use chrono::{DateTime, NaiveDate, Utc};
use domain::actor::{Actor, OfficeId};
use domain::event::IndividualId;
use domain::individuals::{
    Card, Context, Identifiers, Identity, Lookalikes, Proposal, Provenance, Recorded, Replacement,
    Section, SectionName, Slot,
};
use domain::kernel::{Changed, Refusal, Version};

use super::{Current, section};
use crate::Tx;
use crate::error::Error;
use crate::individuals::Row;

/// Which version of a section stands, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamp {
    /// Which section.
    pub section: SectionName,
    /// How often it was written.
    pub version: Version,
    /// Where its facts come from.
    pub provenance: Provenance,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
}

/// A person with all sections as they stand.
#[derive(Debug, Clone)]
pub struct Person {
    row: Row,
    sections: Vec<Current>,
}

impl Person {
    pub(in crate::individuals) fn new(row: Row, sections: Vec<Current>) -> Self {
        Self { row, sections }
    }

    /// Who.
    pub fn id(&self) -> IndividualId {
        self.row.id.into()
    }

    /// The given names as searches compare them.
    pub(in crate::individuals) fn given_norm(&self) -> &str {
        &self.row.given_norm
    }

    /// How many records were merged into this one.
    pub fn absorbed(&self) -> i64 {
        self.row.absorbed
    }

    pub(in crate::individuals) fn row(&self) -> &Row {
        &self.row
    }

    /// The sections as they are stored.
    pub(in crate::individuals) fn sections(&self) -> &[Current] {
        &self.sections
    }

    /// The office that registered the person.
    pub fn office(&self) -> OfficeId {
        self.row.office_id.into()
    }

    /// When that was.
    pub fn registered_at(&self) -> DateTime<Utc> {
        self.row.registered_at.into()
    }

    /// The day of birth.
    pub fn birth_date(&self) -> NaiveDate {
        self.row.birth_date
    }

    /// What a search shows of the person.
    pub fn card(&self) -> Result<Card, Error> {
        self.row.card()
    }

    /// A section as it stands; none when it was never written.
    pub fn section<S: Section>(&self) -> Result<Option<Recorded<S>>, Error> {
        section(&self.sections)
    }

    /// The stamps of all sections that were ever written.
    pub fn stamps(&self) -> Result<Vec<Stamp>, Error> {
        let rows = self.sections.iter();
        rows.map(|row| {
            Ok(Stamp {
                section: row.name()?,
                version: Version(row.version),
                provenance: row.provenance()?,
                recorded_at: row.recorded_at.into(),
            })
        })
        .collect()
    }

    /// How often anything of the record was written that the reader may read, and another record
    /// merged into it. It only grows: what an undone merge takes away counts on. That part is of
    /// all sections: of a record that was merged, the number stands above every version that
    /// anybody read before, whoever reads it.
    pub fn version_for(&self, reader: &Actor) -> Version {
        self.version_of(|row| row.is_shown_to(reader))
    }

    /// The same of all sections: at least what any reader has read.
    pub(in crate::individuals) fn version(&self) -> Version {
        self.version_of(|_| true)
    }

    fn version_of(&self, counts: impl Fn(&Current) -> bool) -> Version {
        let rows = self.sections.iter().filter(|row| counts(row));
        let written: i64 = rows.map(|row| row.version).sum();
        Version(written + self.row.absorbed + self.row.versions_gone)
    }

    /// Decides on a new content for a section, in the light of the others, where nobody can look
    /// like the person for it.
    pub fn replace<S: Section>(
        &self,
        tx: &mut Tx<'_>,
        proposal: Proposal<S>,
    ) -> Result<Changed<Replacement<S>>, Error> {
        self.replace_among(tx, proposal, Lookalikes::default())
    }

    /// Decides on a new content for a section, in the light of the others and of whoever looks
    /// like the person.
    pub fn replace_among<S: Section>(
        &self,
        tx: &mut Tx<'_>,
        proposal: Proposal<S>,
        lookalikes: Lookalikes,
    ) -> Result<Changed<Replacement<S>>, Error> {
        let read = self.section::<S>()?.map(|recorded| recorded.version);
        let identity = self.section::<Identity>()?;
        let identifiers = self.section::<Identifiers>()?;
        let (book, chain) = (tx.rulebook()?, tx.actor().chain());
        let context = Context {
            identity: identity.as_ref().map(|recorded| &recorded.content),
            identifiers: identifiers.as_ref().map(|recorded| &recorded.content),
            minted: None,
            today: tx.day()?,
            book: &book,
            chain: &chain,
        };
        let slot = Slot {
            individual: self.id(),
            office: self.office(),
            read,
            gone: self.row.versions_gone,
        };
        domain::individuals::replace(slot, proposal, lookalikes, &context)
            .map_err(|refusal: Refusal| refusal.into())
    }
}
