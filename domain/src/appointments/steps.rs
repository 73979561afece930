//! The steps of an appointment, each with its guards and the fact that records it.

use chrono::{DateTime, Utc};
use strum::IntoEnumIterator;

use super::booking::NewTime;
use super::rules;
use super::{
    AbsenceReason, Appointment, AppointmentOutcome, AppointmentState, AppointmentStep,
    AppointmentText, ChangeReason, Record, Recorded, Side, day_of, written,
};
use crate::actor::{Actor, StaffId};
use crate::cases::Case;
use crate::event::Fact;
use crate::kernel::{Changed, Day, Faults, Refusal, Span};
use crate::policy::Action;
use crate::rulebook::{Finding, Moment};
use crate::services::Service;
use crate::steps::Allowed;

/// The most minutes of one meeting.
const MOST_MINUTES: u16 = 720;

/// What came of it, as somebody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Both met.
    Held {
        /// For how many minutes.
        minutes: u16,
        /// What came of it.
        outcome: Option<AppointmentOutcome>,
    },
    /// The person did not come.
    Missed {
        /// Why, as far as somebody knows.
        reason: AbsenceReason,
    },
    /// The person is excused.
    Excused {
        /// Why.
        reason: AbsenceReason,
        /// When the person told so, if that was before.
        told_on: Option<Day>,
    },
}

impl Outcome {
    const fn step(&self) -> AppointmentStep {
        match self {
            Self::Held { .. } => AppointmentStep::Hold,
            Self::Missed { .. } => AppointmentStep::Miss,
            Self::Excused { .. } => AppointmentStep::Excuse,
        }
    }

    /// The same; who is excused before it begins has told so by today.
    fn told_by(self, today: Day, has_begun: bool) -> Self {
        match self {
            Self::Excused {
                reason,
                told_on: None,
            } if !has_begun => Self::Excused {
                reason,
                told_on: Some(today),
            },
            Self::Held { .. } | Self::Missed { .. } | Self::Excused { .. } => self,
        }
    }

    fn fact(&self, acknowledged: Vec<String>) -> Fact {
        match self {
            Self::Held { minutes, outcome } => Fact::AppointmentHeld {
                minutes: (*minutes).into(),
                outcome: outcome.map(|outcome| outcome.to_string()),
            },
            Self::Missed { reason } => Fact::AppointmentMissed {
                reason: reason.to_string(),
            },
            Self::Excused { reason, told_on } => Fact::AppointmentExcused {
                reason: reason.to_string(),
                announced: told_on.is_some(),
                acknowledged,
            },
        }
    }

    const fn state(self) -> AppointmentState {
        match self {
            Self::Held { minutes, outcome } => AppointmentState::Held { minutes, outcome },
            Self::Missed { reason } => AppointmentState::NoShow { reason },
            Self::Excused { reason, told_on } => AppointmentState::Excused { reason, told_on },
        }
    }
}

/// Why what was said is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// Why.
    pub because: AppointmentText,
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

    /// Has another one take its place, before it begins. Calendars take both for one entry.
    pub fn shift(
        self,
        actor: &Actor,
        (time, service): (NewTime, &Service),
        (reason, remark): (ChangeReason, Option<AppointmentText>),
        moment: &Moment<'_>,
    ) -> Result<Changed<Moved>, Refusal> {
        self.allowed(actor, None, AppointmentStep::Move, moment.now)?;
        let by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        let acknowledged = time.acknowledged.clone();
        let settled = time.settled(Some(service), actor, &mut faults)?;
        let is_same = |place, span: Span| place == self.place && span == self.span;
        if settled
            .as_ref()
            .is_some_and(|to| is_same(to.place, to.span))
        {
            faults.tell("/starts_at", "same_hour");
        }
        let settled = faults.unless_any(settled)?;
        let mut found = settled.asked(service).findings(actor, moment);
        found.extend(rules::of_move(service, self.span, moment));
        let acknowledged = Refusal::unless_acknowledged(found, &acknowledged)?;
        let new = self.after_it(&settled, service, by, moment);
        let moved = Fact::AppointmentMoved {
            to: new.id.uuid(),
            starts_at: written(new.span.starts(), actor),
            reason: reason.to_string(),
        };
        let state = AppointmentState::Moved { reason };
        let old = self.taken(actor, (state, remark), moment, moved)?;
        let booked = new.about().says(new.booked(actor, acknowledged));
        Ok(old.map(|old| Moved { old, new }).and(booked))
    }

    /// Takes back that it was called off, before it begins. Whether the hour is still free the rows
    /// of what is taken decide.
    pub fn restore(self, actor: &Actor, moment: &Moment<'_>) -> Result<Changed<Recorded>, Refusal> {
        self.allowed(actor, None, AppointmentStep::Restore, moment.now)?;
        let booked = (AppointmentState::Booked, None);
        self.taken(actor, booked, moment, Fact::AppointmentRestored {})
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
