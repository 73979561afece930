//! Every version that a section ever had.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::event::IndividualId;
use domain::individuals::{Recorded, Section};
use domain::policy::Action;
use serde::{Deserialize, Serialize};

use super::Current;
use crate::error::Error;
use crate::individuals::{records, within};
use crate::keyset::{Page, Paged};
use crate::schema::individual_section_versions as versions;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

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
