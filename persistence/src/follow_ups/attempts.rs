//! Attempts to reach somebody for a follow-up.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::follow_ups::{FollowUp, FollowUpAttempt};

use crate::columns::{day, parsed};
use crate::error::Error;
use crate::schema::follow_up_attempts;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// How many attempts an item shows: more than anybody makes.
const SHOWN: i64 = 100;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = follow_up_attempts, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    follow_up_id: Uid,
    attempted_on: NaiveDate,
    channel: String,
    outcome: String,
    recorded_at: Instant,
    recorded_by: Option<Uid>,
}

pub(super) fn insert(tx: &mut Tx<'_>, attempt: &FollowUpAttempt) -> Result<(), Error> {
    let row = Row {
        organisation_id: tx.org(),
        id: attempt.id.into(),
        follow_up_id: attempt.follow_up.into(),
        attempted_on: attempt.on.date(),
        channel: attempt.channel.to_string(),
        outcome: attempt.outcome.to_string(),
        recorded_at: tx.now().into(),
        recorded_by: attempt.by.map(Uid::from),
    };
    diesel::insert_into(follow_up_attempts::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(())
}

/// The attempts of a follow-up that was loaded within reach, the last hundred, the newest first.
pub fn attempts(tx: &mut Tx<'_>, follow_up: &FollowUp) -> Result<Vec<FollowUpAttempt>, Error> {
    let rows: Vec<Row> = follow_up_attempts::table
        .filter(follow_up_attempts::organisation_id.eq(tx.org()))
        .filter(follow_up_attempts::follow_up_id.eq(Uid::from(follow_up.id)))
        .order((
            follow_up_attempts::attempted_on.desc(),
            follow_up_attempts::id.desc(),
        ))
        .limit(SHOWN)
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.iter()
        .map(|row| {
            Ok(FollowUpAttempt {
                id: row.id.into(),
                follow_up: row.follow_up_id.into(),
                on: day(row.attempted_on)?,
                channel: parsed(&row.channel, "channel")?,
                outcome: parsed(&row.outcome, "attempt outcome")?,
                by: row.recorded_by.map(StaffId::from),
            })
        })
        .collect()
}
