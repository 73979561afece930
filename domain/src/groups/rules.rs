//! What stands against a session, an enrolment or a late correction.

use chrono::{DateTime, Utc};

use crate::appointments::AppointmentMode;
use crate::kernel::Day;
use crate::rulebook::{Finding, Moment, Rule};
use crate::services::Service;

/// To how many whole minutes attendance is rounded down.
pub const ROUNDING_MINUTES: &str = "group.rounding_minutes";
/// For how many days after a session attendance is said otherwise without a word.
pub const AMEND_DAYS: &str = "group.amend_days";

/// What the organisation says of its own hours.
const HOURS: &str = "Percorso: hours, closures and exceptions";
/// What is practice, and the organisation's to decide.
const PRACTICE: &str = "practice of employment services; local decision";

/// Nobody works.
pub(super) const HOLIDAY: Rule = Rule::warning("group.holiday", "L. 260/1949 art. 2");
/// The office receives nobody.
pub(super) const CLOSED: Rule = Rule::warning("group.closed", HOURS);
/// It has begun already.
pub(super) const BEGUN: Rule = Rule::warning("group.begun", HOURS);
/// Some of those who are enrolled have something else at the hour.
pub(super) const CLASH: Rule =
    Rule::warning("group.clash", "Percorso: nobody is at two places at once");
/// The room holds fewer people than the group has places.
pub(super) const ROOM_SMALL: Rule = Rule::warning("group.room_small", HOURS);
/// Too much time has passed since the session.
const LATE_AMENDMENT: Rule = Rule::warning("group.late_amendment", PRACTICE).to_be_checked();

/// Every rule about groups; each has its text.
pub const RULES: &[&str] = &[
    HOLIDAY.id,
    CLOSED.id,
    BEGUN.id,
    CLASH.id,
    ROOM_SMALL.id,
    LATE_AMENDMENT.id,
];

/// Too long after the session.
pub(super) fn of_amendment(held_on: Day, moment: &Moment<'_>) -> Option<Finding> {
    let (days, parameter) = moment.book.count(AMEND_DAYS, moment.chain, held_on)?;
    let is_late = held_on.days_until(moment.today) > days;
    is_late.then(|| LATE_AMENDMENT.finding(&[parameter]).with("days", days))
}

/// To how many whole minutes what somebody attended on this day is rounded down.
pub(super) fn rounding(day: Day, moment: &Moment<'_>) -> i64 {
    let count = moment.book.count(ROUNDING_MINUTES, moment.chain, day);
    count.map_or(1, |(minutes, _)| minutes)
}

/// Whether a service is one for groups.
pub(super) fn is_for_groups(service: &Service) -> bool {
    AppointmentMode::usual(service.terms.mode).is_none()
}

/// Whether the hour has begun.
pub(super) fn has_begun(starts: DateTime<Utc>, moment: &Moment<'_>) -> bool {
    starts <= moment.now
}
