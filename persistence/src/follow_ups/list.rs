//! Lists of follow-ups.

use std::cmp::Reverse;

use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::event::CaseId;
use domain::follow_ups::{FollowUpId, FollowUpStatus};
use domain::kernel::Day;
use domain::policy::Action;
use serde::{Deserialize, Serialize};

use super::row::Row;
use super::{Item, named, read, ways, within};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach::{self, Condition};
use crate::schema::follow_ups;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Which follow-ups; all within reach when nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// In this status.
    pub status: Option<FollowUpStatus>,
    /// Planned for this day or before.
    pub planned_until: Option<Day>,
    /// Of this office.
    pub office: Option<OfficeId>,
    /// Of whom; of nobody, where that is said.
    pub counsellor: Option<Option<StaffId>>,
    /// After this case.
    pub case: Option<CaseId>,
}

/// Where a follow-up stands in the list: the nearest day first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The day for which it was planned.
    pub planned_for: Day,
    /// The follow-up.
    pub id: FollowUpId,
}

/// A page of the follow-ups within reach, by the day for which they were planned: a statement for
/// each way into them, and four for the names. Who may go on with them reads them: how people stand
/// is told to nobody else, whatever they may read of cases.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page<Key>) -> Result<Paged<Item>, Error> {
    reach::of(tx, Action::WorkCase)?;
    let ways = if filter.case.is_some() {
        // A case leads to few follow-ups, of which those within reach are kept.
        vec![within(tx.actor(), Action::WorkCase)]
    } else {
        ways(tx.actor(), Action::WorkCase)
    };
    let mut rows = Vec::new();
    // One query for each office of the actor, and one for the caseload; never one for each row.
    for way in ways {
        rows.extend(of_way(tx, way, filter, page)?);
    }
    let page = page.merge(rows, |row| Reverse((row.planned_for, row.id)));
    let follow_ups = read(tx, &page.items)?;
    Ok(Paged {
        items: named(tx, follow_ups)?,
        more: page.more,
    })
}

fn of_way(
    tx: &mut Tx<'_>,
    way: Condition<follow_ups::table>,
    filter: &Filter,
    page: &Page<Key>,
) -> Result<Vec<Row>, Error> {
    let mut query = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed()
        .filter(way);
    if let Some(status) = filter.status {
        query = query.filter(follow_ups::status.eq(status.to_string()));
    }
    if let Some(until) = filter.planned_until {
        query = query.filter(follow_ups::planned_for.le(until.date()));
    }
    if let Some(office) = filter.office {
        query = query.filter(follow_ups::office_id.eq(Uid::from(office)));
    }
    if filter.counsellor == Some(None) {
        query = query.filter(follow_ups::counsellor_id.is_null());
    }
    if let Some(Some(who)) = filter.counsellor {
        let theirs = follow_ups::counsellor_id.assume_not_null();
        let theirs = theirs.eq(Uid::from(who));
        query = query.filter(follow_ups::counsellor_id.is_not_null().and(theirs));
    }
    if let Some(case) = filter.case {
        query = query.filter(follow_ups::case_id.eq(Uid::from(case)));
    }
    if let Some(after) = page.after {
        let (on, id) = (after.planned_for.date(), Uid::from(after.id));
        let behind = follow_ups::planned_for
            .gt(on)
            .or(follow_ups::planned_for.eq(on).and(follow_ups::id.gt(id)));
        query = query.filter(follow_ups::planned_for.ge(on).and(behind));
    }
    Ok(query
        .order((follow_ups::planned_for, follow_ups::id))
        .limit(page.probe())
        .load(tx.conn())?)
}
