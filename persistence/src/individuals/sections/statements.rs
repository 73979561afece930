//! What each source says of a section, for those who compare.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::individuals::{Recorded, Section, SectionName, Verification};
use domain::kernel::Version;

use super::Current;
use crate::cached::{Prepare, filled, one_of};
use crate::error::Error;
use crate::individuals::records_of;
use crate::reach::Condition;
use crate::schema::{individual_section_versions as versions, individuals};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// The last statement of each source about a section, in whichever record of the person; with the
/// earlier versions from the present source in which something was verified, where that lasts.
pub fn statements<S: Section>(
    tx: &mut Tx<'_>,
    present: &Recorded<S>,
) -> Result<Vec<Recorded<S>>, Error> {
    let id = Uid::from(present.individual);
    let absorbed = individuals::table
        .find((tx.org(), id))
        .select(individuals::absorbed)
        .first(tx.conn())?;
    let records = records_of(tx, id, absorbed)?;
    let mut rows = last_statements(tx, &records, S::NAME)?;
    if S::LASTING_ITEMS {
        rows.extend(verified_before(tx, &records, vec![present.into()])?);
    }
    rows.iter().map(Current::recorded).collect()
}

/// The last statement of each source about a section, in two statements.
fn last_statements(
    tx: &mut Tx<'_>,
    records: &[Uid],
    section: SectionName,
) -> Result<Vec<Current>, Error> {
    let in_records: Condition<versions::table> = one_of(versions::individual_id, records);
    let of_section = versions::section.eq(<&str>::from(section));
    let last = last_versions(tx, Box::new(in_records.and(of_section)))?;
    Ok(latest_of_each(written(tx, &last)?))
}

/// The last statement of each source about the sections as they stand, but for those that stand: in
/// two statements, of which the second falls away where each section has one source.
pub(in crate::individuals) fn other_statements(
    tx: &mut Tx<'_>,
    records: &[Uid],
    standing: &[Current],
) -> Result<Vec<Current>, Error> {
    let mut last = last_versions(tx, one_of(versions::individual_id, records))?;
    last.retain(|last| {
        let mut of_section = standing.iter().filter(|now| now.section == last.section);
        of_section
            .next()
            .is_some_and(|now| (now.individual_id, now.version) != (last.record, last.version))
    });
    Ok(latest_of_each(written(tx, &last)?))
}

/// The last version of a section that a source has said, in one record.
#[derive(Queryable)]
struct Last {
    record: Uid,
    section: String,
    version: i64,
}

/// What each source has said last about each section in each record, among these versions.
fn last_versions(tx: &mut Tx<'_>, among: Condition<versions::table>) -> Result<Vec<Last>, Error> {
    Ok(versions::table
        .filter(versions::organisation_id.eq(tx.org()))
        .filter(among)
        .group_by((versions::individual_id, versions::section, versions::source))
        .select((
            versions::individual_id,
            versions::section,
            diesel::dsl::max(versions::version).assume_not_null(),
        ))
        .prepared()
        .load(tx.conn())?)
}

/// These versions, in one statement where there are any.
fn written(tx: &mut Tx<'_>, last: &[Last]) -> Result<Vec<Current>, Error> {
    if last.is_empty() {
        return Ok(Vec::new());
    }
    // A version of one section that is the last of another one only is read in vain; few are.
    let records: BTreeSet<Uid> = last.iter().map(|last| last.record).collect();
    let names: BTreeSet<&str> = last.iter().map(|last| &*last.section).collect();
    let numbers: BTreeSet<i64> = last.iter().map(|last| last.version).collect();
    let mut rows: Vec<Current> = versions::table
        .filter(versions::organisation_id.eq(tx.org()))
        .filter(versions::individual_id.eq_any(filled(records)))
        .filter(versions::section.eq_any(filled(names)))
        .filter(versions::version.eq_any(filled(numbers)))
        .prepared()
        .load(tx.conn())?;
    rows.retain(|row| {
        let mut last = last.iter();
        let of_row = (row.individual_id, &row.section, row.version);
        last.any(|last| (last.record, &last.section, last.version) == of_row)
    });
    Ok(rows)
}

/// Within a record the versions tell which is the last of a source; those of two records do not
/// compare, so between records it is the one that was written down later.
fn latest_of_each(rows: Vec<Current>) -> Vec<Current> {
    let mut last: BTreeMap<(String, String), Current> = BTreeMap::new();
    for row in rows {
        let key = (row.section.clone(), row.source.clone());
        match last.entry(key) {
            Entry::Occupied(mut kept) if place(kept.get()) < place(&row) => {
                kept.insert(row);
            }
            Entry::Occupied(_) => {}
            Entry::Vacant(free) => {
                free.insert(row);
            }
        }
    }
    last.into_values().collect()
}

/// Where a version stands among those of all records of a person.
type Place = (Instant, Uid, i64);

fn place(row: &Current) -> Place {
    (row.recorded_at, row.individual_id, row.version)
}

/// A section as it stands, as far as earlier versions are compared with it.
pub(in crate::individuals) struct Standing {
    section: String,
    source: String,
    is_verified: bool,
    place: Place,
}

impl Standing {
    /// How often the section was written in its record.
    fn version(&self) -> i64 {
        let (_, _, version) = self.place;
        version
    }
}

impl From<&Current> for Standing {
    fn from(row: &Current) -> Self {
        Self {
            section: row.section.clone(),
            source: row.source.clone(),
            is_verified: row.verification == Verification::Verified.to_string(),
            place: place(row),
        }
    }
}

impl<S: Section> From<&Recorded<S>> for Standing {
    fn from(recorded: &Recorded<S>) -> Self {
        Self {
            section: S::NAME.to_string(),
            source: recorded.provenance.source.to_string(),
            is_verified: recorded.provenance.verification == Verification::Verified,
            place: (
                recorded.recorded_at.into(),
                recorded.individual.into(),
                recorded.version.0,
            ),
        }
    }
}

/// How many earlier versions of the sections of a person are looked through for what was verified.
const EARLIER: i64 = 100;

/// The earlier versions, in whichever record, from the same sources as these sections as they
/// stand, in which something was verified; none of a section that is verified itself. One
/// statement, where there is anything to look for.
pub(in crate::individuals) fn verified_before(
    tx: &mut Tx<'_>,
    records: &[Uid],
    mut asked: Vec<Standing>,
) -> Result<Vec<Current>, Error> {
    let verified = Verification::Verified.to_string();
    let has_earlier = |now: &Standing| now.version() > Version::FIRST.0 || records.len() > 1;
    asked.retain(|now| has_earlier(now) && !now.is_verified);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    // Items tell of their own sources within the content; inside of a text the quotation marks
    // would be escaped.
    let item = format!("%\"verification\":\"{verified}\"%");
    let names = asked.iter().map(|now| now.section.as_str());
    let mut rows: Vec<Current> = versions::table
        .filter(versions::organisation_id.eq(tx.org()))
        .filter(versions::individual_id.eq_any(filled(records.iter().copied())))
        .filter(versions::section.eq_any(filled(names)))
        .filter(
            versions::verification
                .eq(&verified)
                .or(versions::content.like(item)),
        )
        .order((versions::recorded_at.desc(), versions::version.desc()))
        .limit(EARLIER)
        .prepared()
        .load(tx.conn())?;
    rows.retain(|row| {
        let mut asked = asked.iter().filter(|now| now.section == row.section);
        asked.any(|now| now.source == row.source && place(row) < now.place)
    });
    Ok(rows)
}
