//! What stands against an hour, a notice or a second look: all of it at once.

use super::{AppointmentMode, Place, Used};
use crate::actor::{Actor, Role};
use crate::availabilities::{Plan, Window};
use crate::cases::{Case, CaseState, FOLLOWING};
use crate::follow_ups::Whom;
use crate::kernel::{Day, Span};
use crate::rooms::Room;
use crate::rulebook::{Finding, Moment, Rule};
use crate::services::{BookedBy, Service, ServiceId};

/// Until how many days before its day an absence is told in time.
pub const NOTICE_DAYS: &str = "appointment.notice_days";
/// For how many days what is booked and held counts against the most that there is of a service.
pub const CAP_DAYS: &str = "appointment.cap_days";
/// For how many days what was said to have come of an appointment is taken back.
pub const REOPEN_DAYS: &str = "appointment.reopen_days";

/// What the organisation says of its own service.
const TERMS: &str = "Percorso: the terms of the service";
/// What the organisation says of its own hours.
const HOURS: &str = "Percorso: hours, closures and exceptions";

/// Who may book the service.
const BOOKED_BY: Rule = Rule::blocking("appointment.booked_by", TERMS);
/// Too few days ahead.
const MARGIN: Rule = Rule::warning("appointment.margin", TERMS);
/// Too many days ahead.
const AHEAD: Rule = Rule::warning("appointment.ahead", TERMS);
/// It has begun already.
const BEGUN: Rule = Rule::warning("appointment.begun", TERMS);
/// Too short before it begins.
const LATE_MOVE: Rule = Rule::warning("appointment.late_move", TERMS);
/// More minutes of the service than the organisation gives.
const CAP: Rule = Rule::warning("appointment.cap", TERMS).to_be_checked();
/// More minutes of it than one person has.
const PERSON_CAP: Rule = Rule::warning("appointment.person_cap", TERMS).to_be_checked();
/// At no hour of the counsellor.
const OUTSIDE_HOURS: Rule = Rule::warning("appointment.outside_hours", HOURS);
/// The office receives nobody.
const CLOSED: Rule = Rule::warning("appointment.closed", HOURS);
/// Nobody works.
const HOLIDAY: Rule = Rule::blocking("appointment.holiday", "L. 260/1949 art. 2");
/// The person asked not to be contacted.
const NO_CONTACT: Rule = Rule::warning("appointment.no_contact", "Reg. (EU) 2016/679 art. 21");
/// The person died.
const DECEASED: Rule = Rule::blocking("appointment.deceased", "Percorso: how a case ended");
/// The case in which somebody is expected is closed by now.
const CASE_CLOSED: Rule = Rule::warning("appointment.case_closed", "Percorso: how a case ended");
/// The room is closed by now.
const ROOM_CLOSED: Rule = Rule::warning("appointment.room_closed", HOURS);
/// People are booked when nobody is to receive them.
pub(super) const BOOKED_OVER: Rule = Rule::warning(
    "availability.booked",
    "practice of employment services; local decision",
)
.to_be_checked();
/// The absence is told too late.
const LATE_NOTICE: Rule = Rule::warning(
    "appointment.late_notice",
    "practice of employment services; local decision",
)
.to_be_checked();
/// Too much time has passed to say otherwise what came of it.
const LATE_REOPENING: Rule = Rule::warning(
    "appointment.late_reopening",
    "practice of employment services; local decision",
)
.to_be_checked();

/// Every rule about appointments; each has its text.
pub const RULES: &[&str] = &[
    BOOKED_BY.id,
    MARGIN.id,
    AHEAD.id,
    BEGUN.id,
    LATE_MOVE.id,
    CAP.id,
    PERSON_CAP.id,
    OUTSIDE_HOURS.id,
    CLOSED.id,
    HOLIDAY.id,
    NO_CONTACT.id,
    DECEASED.id,
    CASE_CLOSED.id,
    ROOM_CLOSED.id,
    BOOKED_OVER.id,
    LATE_NOTICE.id,
    LATE_REOPENING.id,
];

/// An hour that somebody asks for, once everything in it is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// For which service.
    pub(super) service: &'a Service,
    /// When the counsellor receives people.
    pub(super) plan: &'a Plan,
    /// With whom, where and how.
    pub(super) place: Place,
    /// From when until when.
    pub(super) span: Span,
    /// On which day that is.
    pub(super) day: Day,
    /// What is booked and held of the service already.
    pub(super) used: Used,
}

impl Asked<'_> {
    /// All that stands against the hour.
    pub(super) fn findings(&self, actor: &Actor, moment: &Moment<'_>) -> Vec<Finding> {
        let mut all = self.of_terms(actor, moment);
        all.extend(self.of_hours());
        all
    }

    /// What stands against an hour that was promised before: all but what is asked of whoever books,
    /// and of the days ahead.
    pub(super) fn findings_again(&self) -> Vec<Finding> {
        let mut all = self.of_caps();
        all.extend(self.of_hours());
        all
    }

    fn of_terms(&self, actor: &Actor, moment: &Moment<'_>) -> Vec<Finding> {
        let (terms, mut all) = (&self.service.terms, Vec::new());
        if !books(actor, terms.booked_by) {
            all.push(BOOKED_BY.finding(&[]).with("by", terms.booked_by));
        }
        let days = moment.today.days_until(self.day);
        let (margin, ahead) = (terms.figures.margin_days, terms.figures.ahead_days);
        if self.span.starts() < moment.now {
            all.push(BEGUN.finding(&[]));
        } else if days < i64::from(margin) {
            all.push(MARGIN.finding(&[]).with("days", margin));
        } else if days > i64::from(ahead) {
            all.push(AHEAD.finding(&[]).with("days", ahead));
        }
        all.extend(self.of_caps());
        all
    }

    fn of_caps(&self) -> Vec<Finding> {
        let (terms, mut all) = (&self.service.terms, Vec::new());
        let minutes = (self.span.ends() - self.span.starts()).num_minutes();
        let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        let caps = [
            (CAP, terms.figures.cap_minutes, self.used.all),
            (
                PERSON_CAP,
                terms.figures.person_cap_minutes,
                self.used.person,
            ),
        ];
        for (rule, cap, used) in caps {
            let with_it = used.saturating_add(minutes);
            if let Some(cap) = cap.filter(|cap| with_it > *cap) {
                let finding = rule.finding(&[]).with("cap", cap);
                all.push(finding.with("minutes", with_it));
            }
        }
        all
    }

    fn of_hours(&self) -> Option<Finding> {
        if let Some(holiday) = self.plan.calendar.holiday(self.day) {
            let rule = if holiday.is_to_be_confirmed() {
                HOLIDAY.to_be_checked()
            } else {
                HOLIDAY
            };
            return Some(rule.finding(&[]).with("holiday", holiday));
        }
        let mut closures = self.plan.closures.iter();
        if closures.any(|closure| closure.closes(self.place.office, self.day)) {
            return Some(CLOSED.finding(&[]).with("day", self.day));
        }
        let (service, place) = (self.service.id, self.place);
        let around = window(self.plan, self.day, service, self.span, |window| {
            serves(window, place.office, place.mode)
        });
        around.is_none().then(|| OUTSIDE_HOURS.finding(&[]))
    }
}

/// Whether people are received in this window at that office, and in that way.
pub(super) fn serves(
    window: &Window,
    office: crate::actor::OfficeId,
    mode: AppointmentMode,
) -> bool {
    window.terms.office == office && (window.terms.remote || !mode.is_remote())
}

/// The window of the day in which the whole span lies, if there is one that will do.
pub(super) fn window(
    plan: &Plan,
    day: Day,
    service: ServiceId,
    span: Span,
    will_do: impl Fn(&Window) -> bool,
) -> Option<Window> {
    let windows = plan.windows(day, day, Some(service)).windows.into_iter();
    let mut around = windows.filter(|w| w.starts <= span.starts() && span.ends() <= w.ends);
    around.find(will_do)
}

/// What stands against meeting this person, whatever the hour.
pub(crate) fn of_person(whom: Whom, case: Option<&Case>) -> Option<Finding> {
    if whom.is_dead {
        return Some(DECEASED.finding(&[]));
    }
    // Whoever came again for another case since then does want to be met.
    let objected = whom.objected_on.filter(|on| {
        let came_since = case.is_some_and(|case| *on < case.opened_on);
        !came_since
    });
    objected.map(|on| NO_CONTACT.finding(&[]).with("since", on))
}

/// What stands against expecting this person again, whatever the hour: of a case that was open when
/// the appointment was booked, it may be closed by now.
pub(super) fn of_person_again(whom: Whom, case: Option<&Case>) -> Vec<Finding> {
    let is_closed = |case: &&Case| matches!(case.state, CaseState::Closed { .. });
    let closed = case.filter(is_closed).map(|_| CASE_CLOSED.finding(&[]));
    of_person(whom, case).into_iter().chain(closed).collect()
}

/// The room is closed on the day.
pub(super) fn of_room(room: Option<&Room>, day: Day) -> Option<Finding> {
    let closed = room.is_some_and(|room| room.is_closed_on(day));
    closed.then(|| ROOM_CLOSED.finding(&[]).with("day", day))
}

/// Too short before it begins to move it, by what was promised at the booking.
pub(super) fn of_move(hours: u16, span: Span, moment: &Moment<'_>) -> Option<Finding> {
    let left = span.starts() - moment.now;
    let is_late = left < chrono::TimeDelta::hours(hours.into());
    is_late.then(|| LATE_MOVE.finding(&[]).with("hours", hours))
}

/// Too short before its day to tell of an absence in time.
pub(super) fn of_notice(told_on: Day, day: Day, moment: &Moment<'_>) -> Option<Finding> {
    let (days, parameter) = moment.book.count(NOTICE_DAYS, moment.chain, told_on)?;
    let is_late = told_on.days_until(day) < days;
    is_late.then(|| LATE_NOTICE.finding(&[parameter]).with("days", days))
}

/// Too long after it was said.
pub(super) fn of_reopening(since: Day, moment: &Moment<'_>) -> Option<Finding> {
    let (days, parameter) = moment.book.count(REOPEN_DAYS, moment.chain, since)?;
    let is_late = since.days_until(moment.today) > days;
    is_late.then(|| LATE_REOPENING.finding(&[parameter]).with("days", days))
}

/// Whether the actor is one of those who book such a service.
fn books(actor: &Actor, by: BookedBy) -> bool {
    let is_one_of = |roles: &[Role]| actor.roles.iter().any(|role| roles.contains(role));
    match by {
        BookedBy::Staff => true,
        BookedBy::Desk => is_one_of(&[Role::DeskOperator, Role::Coordinator]),
        BookedBy::Counsellor => is_one_of(&FOLLOWING),
    }
}
