//! Who is booked when nobody is to receive them.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::appointments::{Appointment, AppointmentStatus, left_out};
use domain::availabilities::Plan;
use domain::kernel::{ClockTime, Day, Span};
use domain::rooms::RoomId;

use super::Row;
use super::reaching::{at, in_room, of_counsellor};
use crate::availabilities;
use crate::error::Error;
use crate::reach::Condition;
use crate::schema::appointments;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// What is closed to people.
#[derive(Debug, Clone, Copy)]
pub enum Closing {
    /// A colleague is away.
    Counsellor(StaffId),
    /// A colleague receives nobody at an office any more.
    CounsellorAt(StaffId, OfficeId),
    /// An office, or all of them.
    Office(Option<OfficeId>),
    /// A room.
    Room(RoomId),
}

impl Closing {
    fn covers(self) -> Condition<appointments::table> {
        match self {
            Self::Counsellor(who) => of_counsellor(who.into()),
            Self::CounsellorAt(who, office) => Box::new(of_counsellor(who.into()).and(at(office))),
            Self::Office(Some(office)) => at(office),
            Self::Office(None) => Box::new(appointments::id.eq(appointments::id)),
            Self::Room(room) => in_room(room),
        }
    }
}

/// How many appointments are to come there from an instant on, before another one if it ends.
pub fn booked_over(
    tx: &mut Tx<'_>,
    closing: Closing,
    (begin, end): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<i64, Error> {
    let begin = begin.max(tx.now());
    // No appointment is longer than this: the index is read from there on.
    let earliest = begin - TimeDelta::hours(Span::MAX_HOURS);
    let before: Condition<appointments::table> = match end {
        Some(end) => Box::new(appointments::starts_at.lt(Instant::from(end))),
        None => Box::new(appointments::id.eq(appointments::id)),
    };
    Ok(appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::status.eq(AppointmentStatus::Booked.to_string()))
        .filter(appointments::starts_at.ge(Instant::from(earliest)))
        .filter(appointments::ends_at.gt(Instant::from(begin)))
        .filter(before)
        .filter(closing.covers())
        .count()
        .get_result(tx.conn())?)
}

/// How many appointments are to come with a colleague at offices where they receive nobody any more.
pub fn booked_with(
    tx: &mut Tx<'_>,
    who: StaffId,
    offices: impl IntoIterator<Item = OfficeId>,
) -> Result<i64, Error> {
    let mut booked = 0;
    for office in offices {
        let now = tx.now();
        booked += booked_over(tx, Closing::CounsellorAt(who, office), (now, None))?;
    }
    Ok(booked)
}

/// How many appointments are to come in hours of a colleague that are not so any more once this is
/// made of them.
pub fn booked_in(
    tx: &mut Tx<'_>,
    who: StaffId,
    change: impl FnOnce(&mut Plan),
) -> Result<i64, Error> {
    let to_come = to_come(tx, who)?;
    let Some(last) = to_come.last() else {
        return Ok(0);
    };
    let last = Day::at(last.span.starts(), tx.actor().zone).map_err(|_| Error::Corrupt("span"))?;
    let today = tx.day()?;
    let before = availabilities::plan(tx, who, today, last.max(today))?;
    let mut after = before.clone();
    change(&mut after);
    Ok(left_out(&before, &after, &to_come))
}

/// The appointments to come of a colleague by the hour at which they begin.
fn to_come(tx: &mut Tx<'_>, who: StaffId) -> Result<Vec<Appointment>, Error> {
    let earliest = tx.now() - TimeDelta::hours(Span::MAX_HOURS);
    let rows: Vec<Row> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::counsellor_id.eq(Uid::from(who)))
        .filter(appointments::status.eq(AppointmentStatus::Booked.to_string()))
        .filter(appointments::starts_at.ge(Instant::from(earliest)))
        .filter(appointments::ends_at.gt(Instant::from(tx.now())))
        .order((appointments::starts_at, appointments::id))
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.iter().map(Row::appointment).collect()
}

/// How many appointments are to come there on whole days, the last one included.
pub fn booked_on(
    tx: &mut Tx<'_>,
    closing: Closing,
    (from, to): (Day, Option<Day>),
) -> Result<i64, Error> {
    let zone = tx.actor().zone;
    let midnight = ClockTime::of_minute(0).ok();
    let begin = |day: Day| midnight.and_then(|midnight| midnight.begin(day, zone));
    let end = to.and_then(|to| begin(to.add_days(1).ok()?));
    let Some(from) = begin(from) else {
        return Ok(0);
    };
    booked_over(tx, closing, (from, end))
}
