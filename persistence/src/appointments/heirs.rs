//! Who says what came of appointments that were over when their case was handed over.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::appointments::{Appointment, AppointmentId, AppointmentStatus};
use domain::cases::Case;
use domain::hand_overs::Keeper;

use super::{Row, hold};
use crate::cached::filled;
use crate::error::Error;
use crate::schema::{appointments, cases, hand_overs};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::worklist;

/// A hand-over that somebody took.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = hand_overs)]
struct Passed {
    case_id: Uid,
    from_counsellor_id: Option<Uid>,
    taken_by: Option<Uid>,
    until_on: Option<NaiveDate>,
    answered_at: Option<Instant>,
    ended_at: Option<Instant>,
}

impl Passed {
    /// Who let the case go, and when: whoever gave it away, and whoever gave back what was lent.
    fn left(&self) -> impl Iterator<Item = (Option<Uid>, Instant)> {
        let given = self.answered_at.map(|at| (self.from_counsellor_id, at));
        let lent = self.until_on.and(self.ended_at);
        let given_back = lent.map(|at| (self.taken_by, at));
        given.into_iter().chain(given_back)
    }
}

/// Whoever keeps the cases of these appointments now, of those that somebody left open when the case
/// was handed over.
pub(crate) fn heirs(
    tx: &mut Tx<'_>,
    all: &[Appointment],
) -> Result<HashMap<AppointmentId, Keeper>, Error> {
    let now = tx.now();
    let is_open =
        |one: &&Appointment| one.status() == AppointmentStatus::Booked && one.span.ends() <= now;
    let open: Vec<&Appointment> = all.iter().filter(is_open).collect();
    let of: Vec<Uid> = { open.iter() }
        .filter_map(|one| one.case.map(Uid::from))
        .collect();
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let of = filled(of);
    let taken: Vec<Passed> = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::case_id.eq_any(of.clone()))
        .filter(hand_overs::taken_by.is_not_null())
        .select(Passed::as_select())
        .load(tx.conn())?;
    if taken.is_empty() {
        return Ok(HashMap::new());
    }
    let kept: Vec<(Uid, Uid, Option<Uid>)> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::id.eq_any(of))
        .select((cases::id, cases::office_id, cases::counsellor_id))
        .load(tx.conn())?;
    let heir = |one: &&Appointment| {
        let case = Uid::from(one.case?);
        let of_case = taken.iter().filter(|taken| taken.case_id == case);
        let mut left = of_case.flat_map(Passed::left);
        let is_left = left.any(|(who, at)| one.was_left_by(who.map(Into::into), at.into()));
        let (_, office, counsellor) = kept.iter().find(|(id, ..)| *id == case && is_left)?;
        let keeper = Keeper {
            office: (*office).into(),
            counsellor: counsellor.map(Into::into),
        };
        Some((one.id, keeper))
    };
    Ok(open.iter().filter_map(heir).collect())
}

/// Asks whoever keeps a case from now on what came of its appointments that are over. The case is
/// stored.
pub(crate) fn follow_case(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let open: Vec<Uid> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::case_id.eq(Some(Uid::from(case.id))))
        .filter(appointments::status.eq(AppointmentStatus::Booked.to_string()))
        .filter(appointments::ends_at.le(Instant::from(tx.now())))
        .order(appointments::id)
        .select(appointments::id)
        .load(tx.conn())?;
    if open.is_empty() {
        return Ok(());
    }
    hold(tx, open.iter().copied())?;
    let rows: Vec<Row> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::id.eq_any(filled(open)))
        .order(appointments::id)
        .select(Row::as_select())
        .load(tx.conn())?;
    let open: Result<Vec<_>, Error> = rows.iter().map(Row::appointment).collect();
    worklist::of_appointments(tx, &open?)
}
