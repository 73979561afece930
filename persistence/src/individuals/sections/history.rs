//! Every version that a section ever had.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::event::IndividualId;
use domain::individuals::{Recorded, Section, SectionName};
use domain::policy::Action;
use serde::{Deserialize, Serialize};

use super::Current;
use crate::error::Error;
use crate::individuals::{records, records_of, within};
use crate::keyset::{Page, Paged};
use crate::schema::{individual_section_versions as versions, individuals};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// The last statement of each source about a section, in whichever record of the person.
pub fn statements<S: Section>(
    tx: &mut Tx<'_>,
    id: IndividualId,
) -> Result<Vec<Recorded<S>>, Error> {
    let absorbed = individuals::table
        .find((tx.org(), Uid::from(id)))
        .select(individuals::absorbed)
        .first(tx.conn())?;
    let records = records_of(tx, id.into(), absorbed)?;
    let rows = last_statements(tx, &records, &[S::NAME])?;
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

fn place(row: &Current) -> (Instant, Uid, i64) {
    (row.recorded_at, row.individual_id, row.version)
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
