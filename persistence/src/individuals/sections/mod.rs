//! Sections of a person: each as it stands now, and every version that it ever had.

mod known;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::event::IndividualId;
use domain::individuals::{
    Card, Context, Identifiers, Identity, Lookalikes, Proposal, Provenance, Recorded, Replacement,
    Section, SectionName, Slot,
};
use domain::kernel::{Changed, Day, Refusal, Version};
use domain::policy::Action;
use serde::{Deserialize, Serialize};

use super::found_by::index;
use super::{Row, records, within};
use crate::cached;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::schema::{individual_section_versions, individual_sections};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

pub(crate) use known::known;

/// A section as either table holds it.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = individual_sections, treat_none_as_default_value = false)]
pub(crate) struct Current {
    pub(super) organisation_id: Uid,
    pub(super) individual_id: Uid,
    pub(crate) section: String,
    pub(crate) version: i64,
    pub(crate) source: String,
    pub(crate) observed_on: NaiveDate,
    pub(crate) verification: String,
    pub(crate) recorded_at: Instant,
    pub(super) recorded_by: Option<Uid>,
    pub(crate) content: String,
}

#[derive(Insertable)]
#[diesel(table_name = individual_section_versions, treat_none_as_default_value = false)]
struct Kept<'a> {
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
    pub(super) fn of<S: Section>(
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

    fn kept(&self) -> Kept<'_> {
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

    fn provenance(&self) -> Result<Provenance, Error> {
        let corrupt = |_| Error::Corrupt("provenance");
        Ok(Provenance {
            source: self.source.parse().map_err(corrupt)?,
            observed_on: Day::new(self.observed_on).map_err(corrupt)?,
            verification: self.verification.parse().map_err(corrupt)?,
        })
    }

    pub(super) fn is_of(&self, section: SectionName) -> bool {
        self.section == <&str>::from(section)
    }

    /// Whether both came of one writing, in whichever record and under whichever version.
    pub(super) fn was_written_with(&self, other: &Self) -> bool {
        let of = |row: &Self| (row.recorded_at, row.recorded_by, row.observed_on);
        of(self) == of(other)
            && self.source == other.source
            && self.verification == other.verification
            && self.content == other.content
    }

    pub(super) fn is_version(&self, section: &str, version: Option<i64>) -> bool {
        self.section == section && Some(self.version) == version
    }

    pub(super) fn recorded<S: Section>(&self) -> Result<Recorded<S>, Error> {
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
    pub(super) fn new(row: Row, sections: Vec<Current>) -> Self {
        Self { row, sections }
    }

    /// Who.
    pub fn id(&self) -> IndividualId {
        self.row.id.into()
    }

    /// The given names as searches compare them.
    pub(super) fn given_norm(&self) -> &str {
        &self.row.given_norm
    }

    /// How many records were merged into this one.
    pub fn absorbed(&self) -> i64 {
        self.row.absorbed
    }

    pub(super) fn row(&self) -> &Row {
        &self.row
    }

    /// The sections as they are stored.
    pub(super) fn sections(&self) -> &[Current] {
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
                section: row.section.parse().map_err(|_| Error::Corrupt("section"))?,
                version: Version(row.version),
                provenance: row.provenance()?,
                recorded_at: row.recorded_at.into(),
            })
        })
        .collect()
    }

    /// How often anything of the record was written, and another record merged into it. It only
    /// grows: what an undone merge takes away counts on.
    pub fn version(&self) -> Version {
        let written: i64 = self.sections.iter().map(|row| row.version).sum();
        Version(written + self.row.absorbed + self.row.versions_gone)
    }

    /// Decides on a new content for a section, in the light of the others, where nobody can look
    /// like the person for it.
    pub fn replace<S: Section>(
        &self,
        proposal: Proposal<S>,
        today: NaiveDate,
    ) -> Result<Changed<Replacement<S>>, Error> {
        self.replace_among(proposal, Lookalikes::default(), today)
    }

    /// Decides on a new content for a section, in the light of the others and of whoever looks
    /// like the person.
    pub fn replace_among<S: Section>(
        &self,
        proposal: Proposal<S>,
        lookalikes: Lookalikes,
        today: NaiveDate,
    ) -> Result<Changed<Replacement<S>>, Error> {
        let read = self.section::<S>()?.map(|recorded| recorded.version);
        let identity = self.section::<Identity>()?;
        let identifiers = self.section::<Identifiers>()?;
        let context = Context {
            identity: identity.as_ref().map(|recorded| &recorded.content),
            identifiers: identifiers.as_ref().map(|recorded| &recorded.content),
            minted: None,
            today: Day::new(today).map_err(|_| Error::Corrupt("today"))?,
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

/// A section among these rows of one person; none when it was never written.
pub(super) fn section<S: Section>(rows: &[Current]) -> Result<Option<Recorded<S>>, Error> {
    let row = rows.iter().find(|row| row.is_of(S::NAME));
    row.map(Current::recorded).transpose()
}

/// A person with all sections, if the actor may do `action` to it.
pub fn all(tx: &mut Tx<'_>, id: IndividualId, action: Action) -> Result<Person, Error> {
    let row = within(tx, id, action)?;
    let sections = standing(tx, row.id.into())?;
    Ok(Person { row, sections })
}

/// The sections of a person as they stand, by name. Whoever asks has looked at the reach.
pub(crate) fn standing(tx: &mut Tx<'_>, id: IndividualId) -> Result<Vec<Current>, Error> {
    let rows = individual_sections::table
        .filter(individual_sections::organisation_id.eq(tx.org()))
        .filter(individual_sections::individual_id.eq(Uid::from(id)))
        .order(individual_sections::section)
        .load(tx.conn())?;
    Ok(rows)
}

/// What a section of these records says, as far as they have one, in one statement. Whoever asks
/// has looked at the reach.
pub(super) fn contents<S: Section>(
    tx: &mut Tx<'_>,
    mut ids: Vec<Uid>,
) -> Result<HashMap<Uid, S>, Error> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Current> = individual_sections::table
        .filter(individual_sections::organisation_id.eq(tx.org()))
        .filter(individual_sections::individual_id.eq_any(ids))
        .filter(individual_sections::section.eq(S::NAME.to_string()))
        .load(tx.conn())?;
    rows.into_iter()
        .map(|row| Ok((row.individual_id, row.recorded::<S>()?.content)))
        .collect()
}

/// One section as it stands; one that was never written is not found.
pub fn get<S: Section>(
    tx: &mut Tx<'_>,
    id: IndividualId,
    action: Action,
) -> Result<Recorded<S>, Error> {
    let person = within(tx, id, action)?;
    let row: Current = individual_sections::table
        .find((tx.org(), person.id, S::NAME.to_string()))
        .first(tx.conn())?;
    row.recorded()
}

/// The last statement of each source about a section, the present one included.
pub fn statements<S: Section>(
    tx: &mut Tx<'_>,
    id: IndividualId,
) -> Result<Vec<Recorded<S>>, Error> {
    use crate::schema::individual_section_versions as versions;
    let last: Vec<Option<i64>> = versions::table
        .filter(versions::organisation_id.eq(tx.org()))
        .filter(versions::individual_id.eq(Uid::from(id)))
        .filter(versions::section.eq(S::NAME.to_string()))
        .group_by(versions::source)
        .select(diesel::dsl::max(versions::version))
        .load(tx.conn())?;
    let rows: Vec<Current> = versions::table
        .filter(versions::organisation_id.eq(tx.org()))
        .filter(versions::individual_id.eq(Uid::from(id)))
        .filter(versions::section.eq(S::NAME.to_string()))
        .filter(versions::version.eq_any(last.into_iter().flatten()))
        .order(versions::version)
        .load(tx.conn())?;
    rows.iter().map(Current::recorded).collect()
}

/// Where a version stands in the history: by when it was recorded, because records that were
/// merged count their versions each for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    at: DateTime<Utc>,
    whose: IndividualId,
    version: i64,
}

impl Place {
    /// The place of this version.
    pub fn of<S>(recorded: &Recorded<S>) -> Self {
        Self {
            at: recorded.recorded_at,
            whose: recorded.individual,
            version: recorded.version.0,
        }
    }
}

/// The versions of a section, the latest first; those of merged records among them.
pub fn history<S: Section>(
    tx: &mut Tx<'_>,
    id: IndividualId,
    action: Action,
    page: &Page<Place>,
) -> Result<Paged<Recorded<S>>, Error> {
    use crate::schema::individual_section_versions as versions;
    let person = within(tx, id, action)?;
    let of = records(tx, &person)?;
    let mut query = versions::table
        .filter(versions::organisation_id.eq(tx.org()))
        .filter(versions::individual_id.eq_any(of))
        .filter(versions::section.eq(S::NAME.to_string()))
        .into_boxed();
    if let Some(after) = page.after {
        let at = Instant::from(after.at);
        let whose = Uid::from(after.whose);
        let earlier = versions::version.lt(after.version);
        let below = versions::individual_id
            .lt(whose)
            .or(versions::individual_id.eq(whose).and(earlier));
        let behind = versions::recorded_at
            .lt(at)
            .or(versions::recorded_at.eq(at).and(below));
        query = query.filter(behind);
    }
    let rows: Vec<Current> = query
        .order((
            versions::recorded_at.desc(),
            versions::individual_id.desc(),
            versions::version.desc(),
        ))
        .limit(page.probe())
        .load(tx.conn())?;
    let paged = page.cut(rows);
    Ok(Paged {
        items: paged
            .items
            .iter()
            .map(Current::recorded)
            .collect::<Result<_, _>>()?,
        more: paged.more,
    })
}

/// Writes a decided section; fails with `Error::Stale` when another version stands by now.
pub fn replace<S: Section>(
    tx: &mut Tx<'_>,
    changed: Changed<Replacement<S>>,
) -> Result<Recorded<S>, Error> {
    const { assert!(S::EDIT.edits_record(), "a merge would lose the section") };
    let replacement = tx.record(changed);
    let version = replacement.version;
    let row = Current::of(
        tx,
        replacement.individual,
        version,
        replacement.provenance,
        &replacement.content,
    )?;
    match replacement.read {
        None => diesel::insert_into(individual_sections::table)
            .values(&row)
            .execute(tx.conn())
            .map_err(Error::from)
            .map_err(stale)
            .map(drop)?,
        Some(read) => update(tx, &row, read)?,
    }
    keep(tx, &row)?;
    index(tx, replacement.individual, replacement.content.found_by())?;
    row.recorded()
}

/// Somebody else wrote the section for the first time meanwhile.
fn stale(error: Error) -> Error {
    match error {
        Error::Taken => Error::Overtaken,
        other => other,
    }
}

pub(super) fn update(tx: &mut Tx<'_>, row: &Current, read: Version) -> Result<(), Error> {
    use individual_sections as s;
    let key = s::table.find((row.organisation_id, row.individual_id, &row.section));
    let update = diesel::update(key.filter(s::version.eq(read.0)))
        .set((
            s::version.eq(row.version),
            s::source.eq(&row.source),
            s::observed_on.eq(row.observed_on),
            s::verification.eq(&row.verification),
            s::recorded_at.eq(row.recorded_at),
            s::recorded_by.eq(row.recorded_by),
            s::content.eq(&row.content),
        ))
        .returning(s::version);
    cached::still::<_, _, i64>(update, tx.conn()).map(drop)
}

pub(super) fn insert(tx: &mut Tx<'_>, row: &Current) -> Result<(), Error> {
    diesel::insert_into(individual_sections::table)
        .values(row)
        .execute(tx.conn())?;
    keep(tx, row)
}

fn keep(tx: &mut Tx<'_>, row: &Current) -> Result<(), Error> {
    diesel::insert_into(individual_section_versions::table)
        .values(&row.kept())
        .execute(tx.conn())?;
    Ok(())
}
