//! Everything that is known of a person, in a constant number of statements.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Date, Nullable};
use domain::actor::StaffId;
use domain::event::IndividualId;
use domain::individuals::{
    Availability, Citizenships, Contacts, Education, EmploymentStatus, Guardians, Household,
    Identifiers, Identity, Jobs, KnownSection, Languages, PrivacyNotice, Reader, Record, Recorded,
    Residence, ResidencePermits, Section, SectionName, ServiceNeeds, contradictions, known,
};
use domain::kernel::Day;
use domain::policy::Action;
use strum::IntoEnumIterator;

use super::sections::{self, Current, Standing};
use super::{Person, records};
use crate::backend::MultiBackend;
use crate::cached::Prepare;
use crate::columns::{day, maybe_day};
use crate::error::Error;
use crate::names::{self, StaffName};
use crate::schema::intakes;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// What is known of a person.
#[derive(Debug, Clone)]
pub struct Known {
    /// The person.
    pub person: Person,
    /// The sections that were ever written, in the order in which people read them.
    pub sections: Vec<KnownSection>,
    /// The record as rules look at it.
    pub record: Record,
    /// Who wrote the sections.
    pub staff: HashMap<StaffId, StaffName>,
}

/// Everything that is known of a person, if the actor may read the record.
pub fn of(tx: &mut Tx<'_>, id: IndividualId) -> Result<Known, Error> {
    let person = sections::all(tx, id, Action::ReadIndividual)?;
    let records = records(tx, person.row())?;
    let sections = told_of(tx, &records, person.sections())?;
    let writers: Vec<StaffId> = sections.iter().filter_map(|s| s.recorded_by).collect();
    let staff = names::of_staff(tx, &writers)?;
    let born = day(person.birth_date())?;
    let shown = notice_at_intake(tx, person.id())?;
    let record = record(person.sections(), born, shown)?;
    Ok(Known {
        person,
        sections,
        record,
        staff,
    })
}

/// What any record of the person says beside the sections as they stand: the last statement of each
/// other source, and what the same one has verified earlier, where that lasts.
fn said_besides(
    tx: &mut Tx<'_>,
    records: &[Uid],
    standing: &[Current],
) -> Result<Vec<Current>, Error> {
    let mut statements = sections::other_statements(tx, records, standing)?;
    let lasting = |row: &&Current| row.name().is_ok_and(|name| way(name).lasts);
    let lasting = standing.iter().filter(lasting).map(Standing::from);
    statements.extend(sections::verified_before(tx, records, lasting.collect())?);
    Ok(statements)
}

/// The sections as they stand that the actor may read and on which sources disagree, in three
/// statements at the most.
pub(crate) fn contradicted(
    tx: &mut Tx<'_>,
    records: &[Uid],
    standing: &[Current],
) -> Result<Vec<SectionName>, Error> {
    let statements = said_besides(tx, records, standing)?;
    let mut found = Vec::new();
    for section in SectionName::iter() {
        // Most sections have one source, which nobody contradicts: they are not even read.
        let has_others = statements.iter().any(|row| row.is_of(section));
        let is_told = has_others && section.is_shown_to(tx.actor());
        if is_told && (way(section).is_contradicted)(standing, &statements)? {
            found.push(section);
        }
    }
    Ok(found)
}

/// The facts of the sections as they stand, with what any record of the person says against them,
/// in three statements at the most.
fn told_of(
    tx: &mut Tx<'_>,
    records: &[Uid],
    standing: &[Current],
) -> Result<Vec<KnownSection>, Error> {
    let statements = said_besides(tx, records, standing)?;
    let (book, chain) = (tx.rulebook()?, tx.actor().chain());
    let reader = Reader {
        book: &book,
        chain: &chain,
        today: tx.day()?,
    };
    let told = SectionName::iter().map(|name| (way(name).tell)(tx, standing, &statements, &reader));
    told.filter_map(Result::transpose).collect()
}

/// How the facts of a section are told.
type Tell = fn(&Tx<'_>, &[Current], &[Current], &Reader<'_>) -> Result<Option<KnownSection>, Error>;

/// How others contradict a section.
type Contradict = fn(&[Current], &[Current]) -> Result<bool, Error>;

/// What is done with the content of a section.
struct Way {
    tell: Tell,
    is_contradicted: Contradict,
    /// Whether what was verified contradicts a later version that leaves it out.
    lasts: bool,
}

/// A section is told with one line here.
fn way(section: SectionName) -> Way {
    match section {
        SectionName::Identity => with::<Identity>(),
        SectionName::Identifiers => with::<Identifiers>(),
        SectionName::Residence => with::<Residence>(),
        SectionName::Contacts => with::<Contacts>(),
        SectionName::Education => with::<Education>(),
        SectionName::WorkHistory => with::<Jobs>(),
        SectionName::EmploymentStatus => with::<EmploymentStatus>(),
        SectionName::Availability => with::<Availability>(),
        SectionName::Household => with::<Household>(),
        SectionName::Citizenship => with::<Citizenships>(),
        SectionName::ResidencePermit => with::<ResidencePermits>(),
        SectionName::Languages => with::<Languages>(),
        SectionName::ServiceNeeds => with::<ServiceNeeds>(),
        SectionName::Guardian => with::<Guardians>(),
        SectionName::PrivacyNotice => with::<PrivacyNotice>(),
    }
}

const fn with<S: Section>() -> Way {
    Way {
        tell: told::<S>,
        is_contradicted: is_contradicted::<S>,
        lasts: S::LASTING_ITEMS,
    }
}

/// What is said of a section beside the section as it stands.
fn others<S: Section>(statements: &[Current]) -> Result<Vec<Recorded<S>>, Error> {
    let of_section = statements.iter().filter(|row| row.is_of(S::NAME));
    of_section.map(Current::recorded::<S>).collect()
}

fn is_contradicted<S: Section>(
    standing: &[Current],
    statements: &[Current],
) -> Result<bool, Error> {
    let Some(present) = sections::section::<S>(standing)? else {
        return Ok(false);
    };
    Ok(!contradictions(&present, &others(statements)?).is_empty())
}

/// The facts of a section; none when it was never written or has readers of its own.
fn told<S: Section>(
    tx: &Tx<'_>,
    standing: &[Current],
    statements: &[Current],
    reader: &Reader<'_>,
) -> Result<Option<KnownSection>, Error> {
    if !S::NAME.is_shown_to(tx.actor()) {
        return Ok(None);
    }
    let Some(present) = sections::section::<S>(standing)? else {
        return Ok(None);
    };
    Ok(Some(known(&present, &others(statements)?, reader)))
}

/// The record of whom these sections are as rules look at it, with the last day on which a first
/// interview tells of a notice.
pub(crate) fn record(rows: &[Current], born: Day, shown: Option<Day>) -> Result<Record, Error> {
    Ok(Record {
        written: rows.iter().map(Current::name).collect::<Result<_, _>>()?,
        identity: content(rows)?,
        identifiers: content(rows)?,
        citizenships: content(rows)?,
        permits: content(rows)?,
        jobs: content(rows)?,
        employment: content(rows)?,
        guardians: content(rows)?,
        notice: content(rows)?,
        notice_at_intake: shown,
        ..Record::born(born)
    })
}

/// The content of a section, as the record keeps it.
pub(crate) fn content<S: Section>(rows: &[Current]) -> Result<Option<S>, Error> {
    let row = rows.iter().find(|row| row.is_of(S::NAME));
    row.map(|row| serde_json::from_str(&row.content).map_err(|_| Error::Corrupt("section")))
        .transpose()
}

/// The last day on which a first interview tells of a notice.
pub fn notice_at_intake(tx: &mut Tx<'_>, id: IndividualId) -> Result<Option<Day>, Error> {
    let shown: Option<NaiveDate> = last_notice(tx.org(), id.into())
        .prepared()
        .get_result(tx.conn())?;
    maybe_day(shown)
}

/// The same for a statement that asks for more.
pub(crate) fn last_notice<'a>(
    organisation: Uid,
    person: Uid,
) -> intakes::BoxedQuery<'a, MultiBackend, Nullable<Date>> {
    intakes::table
        .filter(intakes::organisation_id.eq(organisation))
        .filter(intakes::individual_id.eq(person))
        .select(diesel::dsl::max(intakes::notice_on))
        .into_boxed()
}
