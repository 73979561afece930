//! What each source says of a section, for those who compare.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use diesel::prelude::*;
use domain::individuals::{Recorded, Section, SectionName, Verification};
use domain::kernel::Version;

use super::Current;
use crate::error::Error;
use crate::individuals::records_of;
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
    let mut rows = last_statements(tx, &records, &[S::NAME])?;
    if S::LASTING_ITEMS {
        rows.extend(verified_before(tx, &records, vec![present.into()])?);
    }
    rows.iter().map(Current::recorded).collect()
}

/// The last statement of each source about each of these sections, in two statements.
///
/// Within a record the versions tell which is the last; those of two records do not compare, so
/// between records it is the one that was written down later.
pub(in crate::individuals) fn last_statements(
    tx: &mut Tx<'_>,
    records: &[Uid],
    sections: &[SectionName],
) -> Result<Vec<Current>, Error> {
    let names: Vec<&str> = sections.iter().map(<&str>::from).collect();
    let of_each: Vec<(Uid, String, Option<i64>)> = versions::table
        .filter(versions::organisation_id.eq(tx.org()))
        .filter(versions::individual_id.eq_any(records))
        .filter(versions::section.eq_any(&names))
        .group_by((versions::individual_id, versions::section, versions::source))
        .select((
            versions::individual_id,
            versions::section,
            diesel::dsl::max(versions::version),
        ))
        .load(tx.conn())?;
    // A version of one section that is the last of another one only is read in vain; few are.
    let numbers: Vec<i64> = of_each
        .iter()
        .filter_map(|(.., version)| *version)
        .collect();
    let rows: Vec<Current> = versions::table
        .filter(versions::organisation_id.eq(tx.org()))
        .filter(versions::individual_id.eq_any(records))
        .filter(versions::section.eq_any(&names))
        .filter(versions::version.eq_any(numbers))
        .load(tx.conn())?;
    let mut last: BTreeMap<(String, String), Current> = BTreeMap::new();
    for row in rows {
        let is_last = |(whose, section, version): &(Uid, String, Option<i64>)| {
            *whose == row.individual_id && row.is_version(section, *version)
        };
        if !of_each.iter().any(is_last) {
            continue;
        }
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
    Ok(last.into_values().collect())
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
    let has_earlier = |now: &Standing| now.place.2 > Version::FIRST.0 || records.len() > 1;
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
        .filter(versions::individual_id.eq_any(records))
        .filter(versions::section.eq_any(names))
        .filter(
            versions::verification
                .eq(&verified)
                .or(versions::content.like(item)),
        )
        .order((versions::recorded_at.desc(), versions::version.desc()))
        .limit(EARLIER)
        .load(tx.conn())?;
    rows.retain(|row| {
        let mut asked = asked.iter().filter(|now| now.section == row.section);
        asked.any(|now| now.source == row.source && place(row) < now.place)
    });
    Ok(rows)
}
