//! Follow-ups that somebody else sees to.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::follow_ups::{FollowUp, FollowUpId, FollowUpStatus};

use super::read;
use super::row::Row;
use crate::backend::Conn;
use crate::error::Error;
use crate::schema::follow_ups;
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::worklist;

/// What somebody is to ask at an office, by the day for which it is planned: all of it up to a
/// limit, or those that are named.
pub(crate) fn planned_of(
    tx: &mut Tx<'_>,
    (office, counsellor): (OfficeId, StaffId),
    only: Option<&[FollowUpId]>,
    limit: i64,
) -> Result<Vec<FollowUp>, Error> {
    let mut query = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::counsellor_id.eq(Uid::from(counsellor)))
        .filter(follow_ups::office_id.eq(Uid::from(office)))
        .filter(follow_ups::status.eq(FollowUpStatus::Planned.to_string()))
        .order((follow_ups::planned_for, follow_ups::id))
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if let Some(only) = only {
        let only: Vec<Uid> = only.iter().copied().map(Uid::from).collect();
        query = query.filter(follow_ups::id.eq_any(only));
    }
    let rows: Vec<Row> = query.load(tx.conn())?;
    read(tx, &rows)
}

/// Holds what somebody is to ask at an office until the end of the transaction.
pub(crate) fn hold(
    tx: &mut Tx<'_>,
    (office, counsellor): (OfficeId, StaffId),
) -> Result<(), Error> {
    let theirs = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::counsellor_id.eq(Uid::from(counsellor)))
        .filter(follow_ups::office_id.eq(Uid::from(office)))
        .filter(follow_ups::status.eq(FollowUpStatus::Planned.to_string()))
        .order(follow_ups::id)
        .select(follow_ups::id);
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        theirs.for_no_key_update().load::<Uid>(c)?;
    }
    Ok(())
}

/// Saves whose they are from now on, held since they were read: a statement for each who sees to
/// some of them, whatever their number. The facts are recorded with something else.
pub(crate) fn give(tx: &mut Tx<'_>, given: &[FollowUp]) -> Result<(), Error> {
    let mut by_owner: BTreeMap<Option<Uid>, Vec<Uid>> = BTreeMap::new();
    for one in given {
        let owner = one.counsellor.map(Uid::from);
        by_owner.entry(owner).or_default().push(one.id.into());
    }
    for (owner, ids) in by_owner {
        let count = ids.len();
        let stored = follow_ups::table
            .filter(follow_ups::organisation_id.eq(tx.org()))
            .filter(follow_ups::status.eq(FollowUpStatus::Planned.to_string()))
            .filter(follow_ups::id.eq_any(ids));
        let moved = diesel::update(stored)
            .set((
                follow_ups::counsellor_id.eq(owner),
                follow_ups::version.eq(follow_ups::version + 1),
            ))
            .execute(tx.conn())?;
        if moved != count {
            return Err(Error::Overtaken);
        }
    }
    worklist::of_follow_ups(tx, given)
}
