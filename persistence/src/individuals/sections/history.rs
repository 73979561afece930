//! Every version that a section ever had.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::event::IndividualId;
use domain::individuals::{Recorded, Section, Verification};
use domain::kernel::Version;
use domain::policy::Action;
use serde::{Deserialize, Serialize};

use super::Current;
use crate::error::Error;
use crate::individuals::{records, within};
use crate::keyset::{Page, Paged};
use crate::schema::individual_section_versions as versions;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// The last statement of each source about a section, the present one included; with the earlier
/// versions from the present source in which something was verified, where that lasts.
pub fn statements<S: Section>(
    tx: &mut Tx<'_>,
    id: IndividualId,
) -> Result<Vec<Recorded<S>>, Error> {
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
    let present = rows.last().filter(|_| S::LASTING_ITEMS);
    let earlier = verified_before(tx, &present.into_iter().collect::<Vec<_>>())?;
    rows.iter().chain(&earlier).map(Current::recorded).collect()
}

/// How many earlier versions of the sections of a person are looked through for what was verified.
const EARLIER: i64 = 100;

/// The earlier versions from the same sources as these sections, as they stand, in which something
/// was verified; none of a section that is verified itself. One statement, where there is anything
/// to look for.
pub(in crate::individuals) fn verified_before(
    tx: &mut Tx<'_>,
    standing: &[&Current],
) -> Result<Vec<Current>, Error> {
    let verified = Verification::Verified.to_string();
    let mut asked = standing.to_vec();
    asked.retain(|row| row.version > Version::FIRST.0 && row.verification != verified);
    let Some(id) = asked.first().map(|row| row.individual_id) else {
        return Ok(Vec::new());
    };
    // Items tell of their own sources within the content; inside of a text the quotation marks
    // would be escaped.
    let item = format!("%\"verification\":\"{verified}\"%");
    let names = asked.iter().map(|row| row.section.as_str());
    let mut rows: Vec<Current> = versions::table
        .filter(versions::organisation_id.eq(tx.org()))
        .filter(versions::individual_id.eq(id))
        .filter(versions::section.eq_any(names))
        .filter(
            versions::verification
                .eq(&verified)
                .or(versions::content.like(item)),
        )
        .order((versions::version.desc(), versions::section))
        .limit(EARLIER)
        .load(tx.conn())?;
    rows.retain(|row| {
        let mut asked = asked.iter().filter(|now| now.section == row.section);
        asked.any(|now| now.source == row.source && row.version < now.version)
    });
    Ok(rows)
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
