//! Who is booked when nobody is to receive them.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::appointments::AppointmentStatus;
use domain::kernel::{ClockTime, Day, Span};
use domain::rooms::RoomId;

use super::reaching::{at, of_counsellor};
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
    /// An office, or all of them.
    Office(Option<OfficeId>),
    /// A room.
    Room(RoomId),
}

impl Closing {
    fn covers(self) -> Condition<appointments::table> {
        match self {
            Self::Counsellor(who) => of_counsellor(who.into()),
            Self::Office(Some(office)) => at(office),
            Self::Office(None) => Box::new(appointments::id.eq(appointments::id)),
            Self::Room(room) => {
                let here = appointments::room_id.assume_not_null().eq(Uid::from(room));
                Box::new(appointments::room_id.is_not_null().and(here))
            }
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

/// The same of whole days, the last one included.
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
