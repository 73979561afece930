//! Who is in a group, who waits for a place, and who leaves.

use chrono::{DateTime, Utc};
use strum::IntoEnumIterator;

use super::{
    Admission, EnrolmentId, EnrolmentStatus, EnrolmentStep, Group, GroupId, GroupStatus, GroupStep,
    Turn,
};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::appointments::{ChangeReason, Person, Side, case_of, of_person};
use crate::cases::Case;
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::kernel::{Changed, Faults, Named, Refusal, Span, Text, Version};
use crate::policy::Action;
use crate::rulebook::Moment;
use crate::steps::Allowed;

/// Why somebody got a place beyond those that there are.
pub type OverbookReason = Text<500>;

/// How an enrolment stands, with what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrolmentState {
    /// The person has a place.
    Enrolled,
    /// The person waits for one.
    Waiting,
    /// The person does not come, or not any more.
    Withdrawn {
        /// On whose side the reason lies.
        by: Side,
        /// Why.
        reason: ChangeReason,
    },
}

impl EnrolmentState {
    /// The same without the rest.
    pub const fn status(&self) -> EnrolmentStatus {
        match self {
            Self::Enrolled => EnrolmentStatus::Enrolled,
            Self::Waiting => EnrolmentStatus::Waiting,
            Self::Withdrawn { .. } => EnrolmentStatus::Withdrawn,
        }
    }
}

/// Somebody in a group, or in its queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The enrolment.
    pub id: EnrolmentId,
    /// In which group.
    pub group: GroupId,
    /// At which office that is.
    pub office: OfficeId,
    /// Who.
    pub individual: IndividualId,
    /// In which case, if it is in one.
    pub case: Option<CaseId>,
    /// How it stands.
    pub state: EnrolmentState,
    /// Since when.
    pub state_at: DateTime<Utc>,
    /// Whose turn it is when a place is free: the smallest.
    pub ticket: i64,
    /// Why the place is beyond those that there are.
    pub overbooked: Option<OverbookReason>,
    /// Who asked for it.
    pub asked_by: StaffId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When the person got a place.
    pub placed_at: Option<DateTime<Utc>>,
    /// How often it was saved.
    pub version: Version,
}

/// When a group meets, as far as it matters for who is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hours {
    /// How many sessions it has that were not called off.
    pub sessions: usize,
    /// How many of them are not over.
    pub to_come: usize,
}

impl Hours {
    /// Whether the group has met for the last time.
    const fn are_over(self) -> bool {
        self.sessions > 0 && self.to_come == 0
    }
}

/// An enrolment, as somebody asks for it.
#[derive(Debug, Clone)]
pub struct NewEnrolment {
    /// Its identifier.
    pub id: EnrolmentId,
    /// Who.
    pub person: Named<Person>,
    /// In which case.
    pub case: Option<Named<Case>>,
    /// Why the person is to have a place even if there is none.
    pub overbook: Option<OverbookReason>,
    /// When the group meets.
    pub hours: Hours,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// Somebody who was let in, and the group by now: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetIn {
    /// The group.
    pub group: Group,
    /// The enrolment.
    pub enrolment: Enrolment,
}

/// Somebody who left, and the group by now: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The group.
    pub group: Group,
    /// The enrolment.
    pub enrolment: Enrolment,
    /// Whether the person had a place.
    pub had_place: bool,
}

impl Group {
    /// Lets somebody in, or into the queue. Whoever of those who wait could come has got what was
    /// free before.
    pub fn enrol(
        mut self,
        actor: &Actor,
        new: NewEnrolment,
        moment: &Moment<'_>,
    ) -> Result<Changed<LetIn>, Refusal> {
        let asked_by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        self.allowed(actor, GroupStep::Enrol)?;
        if new.overbook.is_some() {
            self.may(actor, Action::OverbookGroups)?;
        }
        if new.hours.are_over() {
            return Err(Refusal::WrongStatus {
                step: GroupStep::Enrol.into(),
                status: "over".to_owned(),
            });
        }
        let mut faults = Faults::none();
        let person = faults.known("/individual_id", new.person);
        let case = case_of(new.case, person.as_ref(), &mut faults);
        let person = faults.unless_any(person)?;
        let found = of_person(person.whom, case.as_ref()).into_iter().collect();
        let acknowledged = Refusal::unless_acknowledged(found, &new.acknowledged)?;
        let overbooks = new.overbook.as_ref().map(|_| ());
        let (ticket, admission) = self.places.admit(0, overbooks);
        let group = self.id.uuid();
        let (state, fact) = match admission {
            Admission::Waiting => {
                let fact = Fact::EnrolmentQueued {
                    group,
                    acknowledged,
                };
                (EnrolmentState::Waiting, fact)
            }
            Admission::Enrolled | Admission::Overbooked => {
                let fact = Fact::EnrolmentMade {
                    group,
                    overbooked: admission == Admission::Overbooked,
                    acknowledged,
                };
                (EnrolmentState::Enrolled, fact)
            }
        };
        let enrolment = Enrolment {
            id: new.id,
            group: self.id,
            office: self.office,
            individual: person.id,
            case: case.map(|case| case.id),
            state,
            state_at: moment.now,
            ticket,
            overbooked: new.overbook.filter(|_| admission == Admission::Overbooked),
            asked_by,
            asked_at: moment.now,
            placed_at: (admission != Admission::Waiting).then_some(moment.now),
            version: Version::FIRST,
        };
        let event = enrolment.about().says(fact);
        let group = self;
        Ok(Changed::new(LetIn { group, enrolment }, event))
    }

    /// Lets somebody go.
    pub fn withdraw(
        mut self,
        actor: &Actor,
        mut enrolment: Enrolment,
        (by, reason): (Side, ChangeReason),
        moment: &Moment<'_>,
    ) -> Result<Changed<Left>, Refusal> {
        enrolment.allowed(actor, self.status, EnrolmentStep::Withdraw)?;
        if !reason.is_of(by) {
            return Err(Refusal::invalid("/reason", "unsuitable_reason"));
        }
        let had_place = enrolment.state.status() == EnrolmentStatus::Enrolled;
        if had_place {
            self.places.leave();
        }
        enrolment.state = EnrolmentState::Withdrawn { by, reason };
        enrolment.state_at = moment.now;
        let fact = Fact::EnrolmentWithdrawn {
            by: by.to_string(),
            reason: reason.to_string(),
        };
        let event = enrolment.about().says(fact);
        let left = Left {
            group: self,
            enrolment,
            had_place,
        };
        Ok(Changed::new(left, event))
    }

    /// Whether those who wait get what is free: somebody is to meet, and the group takes place.
    pub fn refills(&self, hours: Hours) -> bool {
        let takes_place = matches!(self.status, GroupStatus::Open | GroupStatus::Closed);
        takes_place && !hours.are_over() && self.places.free() > 0
    }

    /// Gives what is free to those who wait, in the order of their tickets.
    pub fn refill(
        &mut self,
        queue: Vec<(Enrolment, Turn)>,
        moment: &Moment<'_>,
    ) -> Vec<Changed<Enrolment>> {
        let turns = queue.iter().map(|(_, turn)| *turn);
        let promoted = self.places.promote(turns.collect::<Vec<_>>());
        let queue = queue.into_iter().enumerate();
        let promoted = queue.filter(|(n, _)| promoted.contains(n));
        let promoted = promoted.map(|(_, (mut enrolment, _))| {
            enrolment.state = EnrolmentState::Enrolled;
            (enrolment.state_at, enrolment.placed_at) = (moment.now, Some(moment.now));
            let group = self.id.uuid();
            let event = enrolment.about().says(Fact::EnrolmentPromoted { group });
            Changed::new(enrolment, event)
        });
        promoted.collect()
    }
}

impl Enrolment {
    /// Where it stands.
    pub const fn status(&self) -> EnrolmentStatus {
        self.state.status()
    }

    /// Whether the person had a place when the group met: whoever left during a session was there.
    pub fn was_in(&self, span: Span) -> bool {
        let came_in = self.placed_at.is_some_and(|at| at < span.ends());
        match self.state {
            EnrolmentState::Enrolled => came_in,
            EnrolmentState::Waiting => false,
            EnrolmentState::Withdrawn { .. } => came_in && self.state_at > span.starts(),
        }
    }

    /// What the actor may do now, and what stands against the rest.
    pub fn allowed_steps(&self, actor: &Actor, group: GroupStatus) -> Vec<Allowed<EnrolmentStep>> {
        EnrolmentStep::iter()
            // A place is given by the queue alone.
            .filter(|step| *step != EnrolmentStep::Promote)
            .map(|step| Allowed::judged(step, &self.allowed(actor, group, step)))
            .collect()
    }

    fn allowed(
        &self,
        actor: &Actor,
        group: GroupStatus,
        step: EnrolmentStep,
    ) -> Result<(), Refusal> {
        if !actor.reaches_office(Action::EnrolInGroups, self.office) {
            return Err(Refusal::NotPermitted {});
        }
        self.status().after(step)?;
        if group == GroupStatus::Cancelled {
            return Err(Refusal::WrongStatus {
                step: step.into(),
                status: group.to_string(),
            });
        }
        Ok(())
    }

    pub(super) fn about(&self) -> About {
        let about = About::thing("enrolment", self.id)
            .of(self.individual)
            .at(self.office);
        match self.case {
            Some(case) => about.case(case),
            None => about,
        }
    }
}
