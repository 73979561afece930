//! A section as the database holds it.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::Actor;
use domain::event::IndividualId;
use domain::individuals::{Provenance, Recorded, Section, SectionName};
use domain::kernel::{Day, Version};

use crate::columns::parsed;
use crate::error::Error;
use crate::schema::{individual_section_versions, individual_sections};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// A section as either table holds it.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = individual_sections, treat_none_as_default_value = false)]
pub(crate) struct Current {
    pub(in crate::individuals) organisation_id: Uid,
    pub(crate) individual_id: Uid,
    pub(crate) section: String,
    pub(crate) version: i64,
    pub(crate) source: String,
    pub(crate) observed_on: NaiveDate,
    pub(crate) verification: String,
    pub(crate) recorded_at: Instant,
    pub(crate) recorded_by: Option<Uid>,
    pub(crate) content: String,
}

#[derive(Insertable)]
#[diesel(table_name = individual_section_versions, treat_none_as_default_value = false)]
pub(super) struct Kept<'a> {
    organisation_id: Uid,
    individual_id: Uid,
    section: &'a str,
    version: i64,
    source: &'a str,
    observed_on: NaiveDate,
    verification: &'a str,
    recorded_at: Instant,
    recorded_by: Option<Uid>,
    content: &'a str,
}

impl Current {
    pub(in crate::individuals) fn of<S: Section>(
        tx: &Tx<'_>,
        individual: IndividualId,
        version: Version,
        provenance: Provenance,
        content: &S,
    ) -> Result<Self, Error> {
        Ok(Self {
            organisation_id: tx.org(),
            individual_id: individual.into(),
            section: S::NAME.to_string(),
            version: version.0,
            source: provenance.source.to_string(),
            observed_on: provenance.observed_on.date(),
            verification: provenance.verification.to_string(),
            recorded_at: tx.now().into(),
            recorded_by: tx.staff(),
            content: serde_json::to_string(content).map_err(|_| Error::Corrupt("section"))?,
        })
    }

    pub(super) fn kept(&self) -> Kept<'_> {
        Kept {
            organisation_id: self.organisation_id,
            individual_id: self.individual_id,
            section: &self.section,
            version: self.version,
            source: &self.source,
            observed_on: self.observed_on,
            verification: &self.verification,
            recorded_at: self.recorded_at,
            recorded_by: self.recorded_by,
            content: &self.content,
        }
    }

    pub(super) fn provenance(&self) -> Result<Provenance, Error> {
        let corrupt = |_| Error::Corrupt("provenance");
        Ok(Provenance {
            source: self.source.parse().map_err(corrupt)?,
            observed_on: Day::new(self.observed_on).map_err(corrupt)?,
            verification: self.verification.parse().map_err(corrupt)?,
        })
    }

    pub(in crate::individuals) fn is_of(&self, section: SectionName) -> bool {
        self.section == <&str>::from(section)
    }

    pub(in crate::individuals) fn name(&self) -> Result<SectionName, Error> {
        parsed(&self.section, "section")
    }

    /// Whether the actor, who reaches the record, may read this section of it.
    pub(crate) fn is_shown_to(&self, actor: &Actor) -> bool {
        self.name().is_ok_and(|section| section.is_shown_to(actor))
    }

    /// Whether both came of one writing, in whichever record and under whichever version.
    pub(in crate::individuals) fn was_written_with(&self, other: &Self) -> bool {
        let of = |row: &Self| (row.recorded_at, row.recorded_by, row.observed_on);
        of(self) == of(other)
            && self.source == other.source
            && self.verification == other.verification
            && self.content == other.content
    }

    pub(in crate::individuals) fn recorded<S: Section>(&self) -> Result<Recorded<S>, Error> {
        Ok(Recorded {
            individual: self.individual_id.into(),
            content: serde_json::from_str(&self.content).map_err(|_| Error::Corrupt("section"))?,
            provenance: self.provenance()?,
            version: Version(self.version),
            recorded_at: self.recorded_at.into(),
            recorded_by: self.recorded_by.map(Into::into),
        })
    }
}
