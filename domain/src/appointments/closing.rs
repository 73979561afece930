//! Who is booked when nobody is to receive them any more.

use super::rules::{self, BOOKED_OVER};
use super::{Appointment, day_at};
use crate::availabilities::Plan;
use crate::closures::TakenBack;
use crate::kernel::{Changed, Refusal};

/// Refuses to close an office or a room, to end hours, or to be away, over so many appointments,
/// until somebody acknowledges it; then the change tells so. They stay booked: whoever closes sees to
/// them.
pub fn close_over<T>(
    changed: Changed<T>,
    booked: i64,
    acknowledged: &[String],
) -> Result<Changed<T>, Refusal> {
    let over = (booked > 0).then(|| BOOKED_OVER.finding(&[]).with("count", booked));
    let over = over.into_iter().collect();
    let acknowledged = Refusal::unless_acknowledged(over, acknowledged)?;
    Ok(changed.acknowledging(&acknowledged))
}

/// The same of something that is taken back.
pub fn take_back_over<T>(
    taken: TakenBack<T>,
    booked: i64,
    acknowledged: &[String],
) -> Result<TakenBack<T>, Refusal> {
    Ok(match taken {
        TakenBack::Removed(gone) => TakenBack::Removed(close_over(gone, booked, acknowledged)?),
        TakenBack::Ended(ended) => TakenBack::Ended(close_over(ended, booked, acknowledged)?),
    })
}

/// How many of these appointments of a colleague lie in the hours of before and in none of those of
/// after. Who was booked outside of all hours was so with open eyes, and loses nothing.
pub fn left_out(before: &Plan, after: &Plan, to_come: &[Appointment]) -> i64 {
    let left = to_come
        .iter()
        .filter(|appointment| is_within(before, appointment) && !is_within(after, appointment));
    i64::try_from(left.count()).unwrap_or(i64::MAX)
}

/// Whether people are received so in the hours of a plan.
fn is_within(plan: &Plan, appointment: &Appointment) -> bool {
    let (place, span) = (appointment.place, appointment.span);
    let Some(day) = day_at(span.starts(), plan.zone) else {
        return false;
    };
    let serves = |window: &_| rules::serves(window, place.office, place.mode);
    rules::window(plan, day, appointment.service, span, serves).is_some()
}
