//! The steps of an appointment, each with its guards and the fact that records it.

use chrono::{DateTime, Utc};
use strum::IntoEnumIterator;

use super::booking::{For, NewTime, Used};
use super::rules::{self, Asked};
use super::{
    Appointment, AppointmentState, AppointmentStep, AppointmentText, ChangeReason, Outcome, Record,
    Recorded, Side, day_of,
};
use crate::actor::{Actor, StaffId};
use crate::availabilities::Plan;
use crate::cases::Case;
use crate::event::Fact;
use crate::follow_ups::Whom;
use crate::kernel::{Changed, Day, Faults, Refusal, Span};
use crate::policy::Action;
use crate::rooms::Room;
use crate::rulebook::{Finding, Moment};
use crate::services::Service;
use crate::steps::Allowed;

/// The most minutes of one meeting.
const MOST_MINUTES: u16 = 720;

/// Why what was said is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// Why.
    pub because: AppointmentText,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// An hour that somebody is to have back, as all stands around it by now.
#[derive(Debug, Clone)]
pub struct Restoration {
    /// For which service.
    pub service: Service,
    /// When the counsellor receives people.
    pub plan: Plan,
    /// The room, if it was in one.
    pub room: Option<Room>,
    /// How much of the service is booked and held already.
    pub used: Used,
    /// What of the person decides whether anybody asks.
    pub whom: Whom,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// An appointment with the one that takes its place: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The one that was moved.
    pub old: Recorded,
    /// The one that takes its place.
    pub new: Appointment,
}

impl Appointment {
    /// Says what came of it once it has begun. That somebody is excused is said before, too: that
    /// is how an absence is told, and it makes room for somebody else.
    pub fn conclude(
        self,
        actor: &Actor,
        case: Option<&Case>,
        outcome: Outcome,
        (remark, acknowledged): (Option<AppointmentText>, &[String]),
        moment: &Moment<'_>,
    ) -> Result<Changed<Recorded>, Refusal> {
        self.allowed(actor, case, outcome.step(), moment.now)?;
        let outcome = outcome.told_by(moment.today, self.span.starts() <= moment.now);
        let (outcome, found) = self.looked_over(outcome, actor, moment)?;
        let acknowledged = Refusal::unless_acknowledged(found, acknowledged)?;
        let fact = outcome.fact(acknowledged);
        self.taken(actor, (outcome.state(), remark), moment, fact)
    }

    /// What came of it, with what stands against the notice.
    fn looked_over(
        &self,
        outcome: Outcome,
        actor: &Actor,
        moment: &Moment<'_>,
    ) -> Result<(Outcome, Vec<Finding>), Refusal> {
        let mut found = Vec::new();
        let mut faults = Faults::none();
        match outcome {
            Outcome::Held { minutes, .. } => {
                if !(1..=MOST_MINUTES).contains(&minutes) {
                    faults.tell("/minutes", "out_of_range");
                }
            }
            Outcome::Missed { reason } => {
                if reason.excuses() {
                    faults.tell("/reason", "unsuitable_reason");
                }
            }
            Outcome::Excused { reason, told_on } => {
                if !reason.excuses() {
                    faults.tell("/reason", "unsuitable_reason");
                }
                if let Some(on) = told_on {
                    self.check_told(on, actor, moment, &mut faults);
                }
                // Whoever told nobody before its day told too late, by whatever day it is said.
                let told_on = told_on.unwrap_or(moment.today);
                let day = day_of(self.span.starts(), actor);
                found.extend(day.and_then(|day| rules::of_notice(told_on, day, moment)));
            }
        }
        faults.refuse()?;
        Ok((outcome, found))
    }

    /// Tells of a day on which nobody can have told of the absence.
    fn check_told(&self, on: Day, actor: &Actor, moment: &Moment<'_>, faults: &mut Faults) {
        if on > moment.today {
            faults.tell("/told_on", "in_the_future");
        }
        if day_of(self.booked_at, actor).is_some_and(|booked| on < booked) {
            faults.tell("/told_on", "before_the_last_step");
        }
        if day_of(self.span.starts(), actor).is_some_and(|day| on > day) {
            faults.tell("/told_on", "not_in_order");
        }
    }

    /// Calls it off. The service can do so late; the person who does is one who did not come.
    pub fn cancel(
        self,
        actor: &Actor,
        (by, reason): (Side, ChangeReason),
        remark: Option<AppointmentText>,
        moment: &Moment<'_>,
    ) -> Result<Changed<Recorded>, Refusal> {
        let step = match by {
            Side::Person => AppointmentStep::CancelForPerson,
            Side::Us => AppointmentStep::CancelByUs,
        };
        self.allowed(actor, None, step, moment.now)?;
        if !reason.is_of(by) {
            return Err(Refusal::invalid("/reason", "unsuitable_reason"));
        }
        let fact = Fact::AppointmentCancelled {
            by: by.to_string(),
            reason: reason.to_string(),
        };
        let state = AppointmentState::Cancelled { by, reason };
        self.taken(actor, (state, remark), moment, fact)
    }

    /// Has another one take its place, before it begins. Calendars take both for one entry. What was
    /// promised stays: how both meet and for how long, where nobody asks for something else. The
    /// person, the case and the day are judged as at the booking.
    pub fn shift(
        self,
        actor: &Actor,
        (time, service): (NewTime, &Service),
        (whom, case): (Whom, Option<&Case>),
        (reason, remark): (ChangeReason, Option<AppointmentText>),
        moment: &Moment<'_>,
    ) -> Result<Changed<Moved>, Refusal> {
        self.allowed(actor, None, AppointmentStep::Move, moment.now)?;
        let by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        let acknowledged = time.acknowledged.clone();
        let promised = For::Promised(&self, service);
        let settled = time.settled(promised, actor, &mut faults)?;
        let is_same = |place, span: Span| place == self.place && span == self.span;
        if settled
            .as_ref()
            .is_some_and(|to| is_same(to.place, to.span))
        {
            faults.tell("/starts_at", "same_hour");
        }
        let settled = faults.unless_any(settled)?;
        let mut found = settled.asked(service).findings(actor, moment);
        found.extend(rules::of_move(self.move_until_hours, self.span, moment));
        found.extend(rules::of_person_again(whom, case));
        let acknowledged = Refusal::unless_acknowledged(found, &acknowledged)?;
        let new = self.after_it(&settled, service, by, moment);
        let moved = Fact::AppointmentMoved {
            to: new.id.uuid(),
            starts_at: actor.clock_at(new.span.starts()),
            reason: reason.to_string(),
        };
        let state = AppointmentState::Moved { reason };
        let old = self.taken(actor, (state, remark), moment, moved)?;
        let booked = new.about().says(new.booked(actor, acknowledged));
        Ok(old.map(|old| Moved { old, new }).and(booked))
    }

    /// Takes back that it was called off, or that the person will not come, before it begins. Whether
    /// the hour is still free the rows of what is taken decide; whether it still fits is judged as at
    /// the booking: with somebody who receives nobody there any more nobody is expected again.
    pub fn restore(
        self,
        actor: &Actor,
        case: Option<&Case>,
        around: Restoration,
        moment: &Moment<'_>,
    ) -> Result<Changed<Recorded>, Refusal> {
        self.allowed(actor, case, AppointmentStep::Restore, moment.now)?;
        if !around.plan.colleague.can_answer_at(self.place.office) {
            return Err(Refusal::invalid("/counsellor_id", "receives_nobody"));
        }
        let mut found = rules::of_person_again(around.whom, case);
        if let Some(day) = day_of(self.span.starts(), actor) {
            let asked = Asked {
                service: &around.service,
                plan: &around.plan,
                place: self.place,
                span: self.span,
                day,
                used: around.used,
            };
            found.extend(asked.findings_again());
            found.extend(rules::of_room(around.room.as_ref(), day));
        }
        let acknowledged = Refusal::unless_acknowledged(found, &around.acknowledged)?;
        let booked = (AppointmentState::Booked, None);
        let fact = Fact::AppointmentRestored { acknowledged };
        self.taken(actor, booked, moment, fact)
    }

    /// Takes back what was said to have come of it, or that it was called off, once it has begun: it
    /// is to be closed again.
    pub fn reopen(
        self,
        actor: &Actor,
        case: Option<&Case>,
        reopening: Reopening,
        moment: &Moment<'_>,
    ) -> Result<Changed<Recorded>, Refusal> {
        self.allowed(actor, case, AppointmentStep::Reopen, moment.now)?;
        // What was called off before its hour is known to be wrong once the person stands there.
        let since = day_of(self.state_at.max(self.span.starts()), actor);
        let late = since.and_then(|since| rules::of_reopening(since, moment));
        let found = late.into_iter().collect();
        let acknowledged = Refusal::unless_acknowledged(found, &reopening.acknowledged)?;
        let booked = (AppointmentState::Booked, Some(reopening.because));
        self.taken(
            actor,
            booked,
            moment,
            Fact::AppointmentReopened { acknowledged },
        )
    }

    /// What the actor may do now, and what stands against the rest.
    pub fn allowed_steps(
        &self,
        actor: &Actor,
        case: Option<&Case>,
        now: DateTime<Utc>,
    ) -> Vec<Allowed<AppointmentStep>> {
        AppointmentStep::iter()
            .map(|step| Allowed::judged(step, &self.allowed(actor, case, step, now)))
            .collect()
    }

    /// Refuses a step that the actor may not take, or for which it is too early or too late.
    fn allowed(
        &self,
        actor: &Actor,
        case: Option<&Case>,
        step: AppointmentStep,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        use AppointmentStep as S;
        let has_begun = self.span.starts() <= now;
        let books = self.is_within(actor, Action::BookAppointments);
        let may = match step {
            S::CancelForPerson | S::CancelByUs | S::Move | S::Restore => books,
            S::Excuse if !has_begun => books,
            S::Hold | S::Miss | S::Excuse | S::Reopen => self.is_held_by(actor, case),
        };
        if !may {
            return Err(Refusal::NotPermitted {});
        }
        self.status().after(step)?;
        let at_the_wrong_time = |status: &str| {
            Err(Refusal::WrongStatus {
                step: step.into(),
                status: status.to_owned(),
            })
        };
        match step {
            S::Hold | S::Miss | S::Reopen if !has_begun => at_the_wrong_time("not_begun"),
            S::CancelForPerson | S::Move | S::Restore if has_begun => at_the_wrong_time("begun"),
            S::Hold
            | S::Miss
            | S::Excuse
            | S::CancelForPerson
            | S::CancelByUs
            | S::Move
            | S::Restore
            | S::Reopen => Ok(()),
        }
    }

    /// The same as it stands from now on, with what is said of it. The entry of the calendar changes
    /// whenever it takes its time, or gives it back; of a moved one, the next one of the chain tells.
    fn taken(
        mut self,
        actor: &Actor,
        (state, remark): (AppointmentState, Option<AppointmentText>),
        moment: &Moment<'_>,
        fact: Fact,
    ) -> Result<Changed<Recorded>, Refusal> {
        let by: StaffId = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let occupied = self.occupies();
        (self.state, self.state_at) = (state, moment.now);
        self.remark.clone_from(&remark);
        self.records += 1;
        let goes_on = matches!(state, AppointmentState::Moved { .. });
        if self.occupies() != occupied && !goes_on {
            self.sequence += 1;
        }
        let record = Record {
            number: self.records,
            state,
            remark,
            at: moment.now,
            by,
        };
        let about = self.about();
        let recorded = Recorded {
            appointment: self,
            record,
        };
        Ok(Changed::new(recorded, about.says(fact)))
    }
}
