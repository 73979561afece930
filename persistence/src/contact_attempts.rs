//! Attempts to reach the person of a case.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::cases::{AttemptOutcome, Case, ContactAttempt, ContactAttemptId, Silence};
use domain::kernel::{Changed, Day};
use serde::{Deserialize, Serialize};

use crate::cases;
use crate::columns::{day, parsed};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::schema::contact_attempts;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::worklist;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = contact_attempts, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    case_id: Uid,
    attempted_on: NaiveDate,
    channel: String,
    outcome: String,
    recorded_at: Instant,
    recorded_by: Option<Uid>,
}

/// Where an attempt stands in the list: the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The day.
    pub on: Day,
    /// The attempt.
    pub id: ContactAttemptId,
}

/// Stores an attempt. One that reached the person moves the last contact of the case forward,
/// never back.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<ContactAttempt>) -> Result<ContactAttempt, Error> {
    let attempt = tx.record(changed);
    let row = Row {
        organisation_id: tx.org(),
        id: attempt.id.into(),
        case_id: attempt.case.into(),
        attempted_on: attempt.on.date(),
        channel: attempt.channel.to_string(),
        outcome: attempt.outcome.to_string(),
        recorded_at: tx.now().into(),
        recorded_by: attempt.by.map(Uid::from),
    };
    diesel::insert_into(contact_attempts::table)
        .values(&row)
        .execute(tx.conn())?;
    if attempt.outcome == AttemptOutcome::Reached {
        cases::move_last_contact(tx, attempt.case, attempt.on)?;
        worklist::of_cases(tx, &[attempt.case.into()])?;
    }
    Ok(attempt)
}

/// One attempt of a case that was loaded within reach.
pub fn get(tx: &mut Tx<'_>, case: &Case, id: ContactAttemptId) -> Result<ContactAttempt, Error> {
    let row: Row = contact_attempts::table
        .find((tx.org(), Uid::from(id)))
        .filter(contact_attempts::case_id.eq(Uid::from(case.id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    attempt(&row)
}

/// A page of the attempts of a case that was loaded within reach, the newest first.
pub fn list(
    tx: &mut Tx<'_>,
    case: &Case,
    page: &Page<Key>,
) -> Result<Paged<ContactAttempt>, Error> {
    let mut query = contact_attempts::table
        .filter(contact_attempts::organisation_id.eq(tx.org()))
        .filter(contact_attempts::case_id.eq(Uid::from(case.id)))
        .select(Row::as_select())
        .into_boxed();
    if let Some(after) = page.after {
        let (on, id) = (after.on.date(), Uid::from(after.id));
        let behind = contact_attempts::attempted_on
            .lt(on)
            .or(contact_attempts::attempted_on
                .eq(on)
                .and(contact_attempts::id.lt(id)));
        query = query.filter(contact_attempts::attempted_on.le(on).and(behind));
    }
    let rows: Vec<Row> = query
        .order((
            contact_attempts::attempted_on.desc(),
            contact_attempts::id.desc(),
        ))
        .limit(page.probe())
        .load(tx.conn())?;
    let attempts: Result<Vec<_>, Error> = rows.iter().map(attempt).collect();
    Ok(page.cut(attempts?))
}

fn attempt(row: &Row) -> Result<ContactAttempt, Error> {
    Ok(ContactAttempt {
        id: row.id.into(),
        case: row.case_id.into(),
        on: day(row.attempted_on)?,
        channel: parsed(&row.channel, "channel")?,
        outcome: parsed(&row.outcome, "attempt outcome")?,
        by: row.recorded_by.map(StaffId::from),
    })
}

/// How often somebody tried in vain to reach the person after the day of the last contact: what
/// came before it on the same day led to it.
pub fn silence(tx: &mut Tx<'_>, case: &Case) -> Result<Silence, Error> {
    let attempts = contact_attempts::table
        .filter(contact_attempts::organisation_id.eq(tx.org()))
        .filter(contact_attempts::case_id.eq(Uid::from(case.id)))
        .filter(contact_attempts::attempted_on.ge(case.opened_on.date()))
        .filter(contact_attempts::outcome.ne(AttemptOutcome::Reached.to_string()))
        .into_boxed();
    let attempts = match case.last_contact_on {
        Some(last) => attempts.filter(contact_attempts::attempted_on.gt(last.date())),
        None => attempts,
    };
    let attempts = attempts.count().get_result(tx.conn())?;
    Ok(Silence { attempts })
}
