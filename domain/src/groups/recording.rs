//! Writing down who came to a session, and correcting it.

use chrono::{DateTime, Utc};

use super::attendance::{credited, marks};
use super::rules::{of_amendment, rounding};
use super::{
    Attended, Enrolment, Group, GroupSession, GroupSessionId, Mark, Presence, SessionStep,
};
use crate::actor::{Actor, StaffId};
use crate::event::Fact;
use crate::kernel::{Changed, Day, Faults, Refusal, Text};
use crate::rulebook::Moment;

/// Why somebody's attendance is said otherwise.
pub type AmendmentReason = Text<500>;

/// A session with who came: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// The session.
    pub session: GroupSession,
    /// What counts for each of the enrolled.
    pub attended: Vec<Attended>,
    /// Who said so.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is said otherwise of somebody.
#[derive(Debug, Clone)]
pub struct Amendment {
    /// Whether the person came.
    pub presence: Presence,
    /// Why that is said only now.
    pub because: AmendmentReason,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// The same once it is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// Of which session.
    pub session: GroupSessionId,
    /// What counts.
    pub attended: Attended,
    /// Why that is said only now.
    pub because: AmendmentReason,
    /// Who said so.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

impl GroupSession {
    /// Writes down who came, of all who had a place, once it has begun.
    pub fn record(
        mut self,
        actor: &Actor,
        group: &Group,
        (given, people): (&[Mark], &[Enrolment]),
        moment: &Moment<'_>,
    ) -> Result<Changed<Attendance>, Refusal> {
        let by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        self.status = self.allowed(actor, group, SessionStep::Record, moment.now)?;
        let span = self.meeting.span;
        let people = people.iter().filter(|one| one.was_in(span));
        let people: Vec<&Enrolment> = people.collect();
        let enrolled = people.iter().map(|one| one.id).collect();
        let counted = (self.meeting.minutes(), self.rounding(actor, moment));
        let mut faults = Faults::none();
        let attended = marks(given, &enrolled, counted, &mut faults);
        faults.refuse()?;
        let count = |came: bool| {
            let such = |one: &&Attended| matches!(one.presence, Presence::Present { .. }) == came;
            i64::try_from(attended.iter().filter(such).count()).unwrap_or(i64::MAX)
        };
        let fact = Fact::AttendanceRecorded {
            present: count(true),
            absent: count(false),
        };
        let about = self.about();
        let session = self.id.uuid();
        let told: Vec<_> = { attended.iter() }
            .filter_map(|one| {
                let of = people.iter().find(|person| person.id == one.enrolment)?;
                Some(of.about().says(one.fact(session)))
            })
            .collect();
        let attendance = Attendance {
            session: self,
            attended,
            by,
            at: moment.now,
        };
        let changed = Changed::new(attendance, about.says(fact));
        Ok(told.into_iter().fold(changed, Changed::and))
    }

    /// Refuses whoever may not correct what was said, or where there is nothing yet to correct.
    pub fn amendable(
        &self,
        actor: &Actor,
        group: &Group,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        self.allowed(actor, group, SessionStep::Amend, now)
            .map(drop)
    }

    /// Says otherwise whether one of them came. What was said before stays readable.
    pub fn amend(
        &self,
        actor: &Actor,
        group: &Group,
        (enrolment, amendment): (&Enrolment, Amendment),
        moment: &Moment<'_>,
    ) -> Result<Changed<Amended>, Refusal> {
        let by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        self.allowed(actor, group, SessionStep::Amend, moment.now)?;
        let mut faults = Faults::none();
        let minutes = match amendment.presence {
            Presence::Present { minutes } => {
                if !(1..=self.meeting.minutes()).contains(&i64::from(minutes)) {
                    faults.tell("/presence/minutes", "out_of_range");
                }
                i64::from(minutes)
            }
            Presence::Absent { .. } => 0,
        };
        faults.refuse()?;
        let day = Day::at(self.meeting.span.starts(), actor.zone).ok();
        let found = day.and_then(|day| of_amendment(day, moment));
        let found = found.into_iter().collect();
        let acknowledged = Refusal::unless_acknowledged(found, &amendment.acknowledged)?;
        let attended = Attended {
            enrolment: enrolment.id,
            presence: amendment.presence,
            credited: credited(minutes, self.rounding(actor, moment)),
        };
        let fact = Fact::AttendanceAmended {
            session: self.id.uuid(),
            credited: attended.credited,
            acknowledged,
        };
        let amended = Amended {
            session: self.id,
            attended,
            because: amendment.because,
            by,
            at: moment.now,
        };
        Ok(Changed::new(amended, enrolment.about().says(fact)))
    }

    fn rounding(&self, actor: &Actor, moment: &Moment<'_>) -> i64 {
        let day = Day::at(self.meeting.span.starts(), actor.zone);
        day.map_or(1, |day| rounding(day, moment))
    }
}

impl Attended {
    fn fact(&self, session: uuid::Uuid) -> Fact {
        match self.presence {
            Presence::Present { .. } => Fact::SessionAttended {
                session,
                credited: self.credited,
            },
            Presence::Absent { reason } => Fact::SessionMissed {
                session,
                reason: reason.to_string(),
            },
        }
    }
}
