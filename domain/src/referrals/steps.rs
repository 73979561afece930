//! The steps of a referral, each with its guards and the fact that records it.

use chrono::{DateTime, Utc};

use super::{
    ANSWER_DAYS, Answer, Conclusion, Destination, NewReferral, OUTCOME_DAYS, Referral,
    ReferralRefusalReason, ReferralStatus, ReferralStep, ReferralText,
};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::cases::{Case, CaseOutcome, CaseState, CaseStep};
use crate::event::{Fact, IndividualId};
use crate::hand_overs::Keeper;
use crate::intakes::Intake;
use crate::kernel::{Changed, Day, Faults, Named, Refusal, Version};
use crate::policy::Action;
use crate::rulebook::Moment;
use crate::steps::Allowed;

/// What somebody may do to a referral by itself; the rest happens to it.
const STEPS: [ReferralStep; 7] = [
    ReferralStep::Accept,
    ReferralStep::Refuse,
    ReferralStep::Extend,
    ReferralStep::Withdraw,
    ReferralStep::Receive,
    ReferralStep::Complete,
    ReferralStep::Acknowledge,
];

/// What the service said to a referral, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It sees to it.
    Yes {
        /// What was arranged.
        note: Option<ReferralText>,
    },
    /// It does not.
    No {
        /// Why.
        reason: ReferralRefusalReason,
        /// The same in words.
        note: Option<ReferralText>,
    },
}

/// Where the request sends it, unless it is the office of the case, or none.
fn settled(
    to: Destination<Named<OfficeId>>,
    case: &Case,
    faults: &mut Faults,
) -> Option<Destination> {
    match to {
        Destination::Service { kind, name } => Some(Destination::Service { kind, name }),
        Destination::Office { office } => {
            let office = faults.known("/to/office_id", office)?;
            if office == case.office {
                faults.tell("/to/office_id", "already_there");
            }
            Some(Destination::Office { office })
        }
    }
}

/// The last day on which an answer is awaited: the one that is asked for, or that of practice.
fn awaited(asked: Option<Day>, moment: &Moment<'_>, faults: &mut Faults) -> Option<Day> {
    let day = asked.or_else(|| moment.after(ANSWER_DAYS, moment.today));
    match day {
        None => faults.tell("/answer_by", "missing_member"),
        Some(day) if day < moment.today => faults.tell("/answer_by", "in_the_past"),
        Some(_) => {}
    }
    day
}

impl Referral {
    /// Asks another office or an outside service to see to something. The case stays where it is.
    pub fn send(
        actor: &Actor,
        case: &Case,
        new: NewReferral,
        moment: &Moment<'_>,
    ) -> Result<Changed<Self>, Refusal> {
        if !case.is_within(actor, Action::ReferCases) {
            return Err(Refusal::NotPermitted {});
        }
        case.status().after(CaseStep::Refer)?;
        let sent_by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        let to = settled(new.to, case, &mut faults);
        let answer_by = awaited(new.answer_by, moment, &mut faults);
        let (to, answer_by) = faults.unless_any(to.zip(answer_by))?;
        let referral = Self {
            id: new.id,
            case: case.id,
            individual: case.individual,
            from: Keeper {
                office: case.office,
                counsellor: case.counsellor,
            },
            to,
            reason: new.reason,
            request: new.request,
            answer_by,
            sent_by,
            sent_at: moment.now,
            status: ReferralStatus::Sent,
            answer: None,
            intake: None,
            conclusion: None,
            refusal_seen_at: None,
            ended_at: None,
            version: Version::FIRST,
        };
        let (to_office, service) = match &referral.to {
            Destination::Office { office } => (Some(*office), None),
            Destination::Service { kind, .. } => (None, Some(kind.to_string())),
        };
        let fact = Fact::ReferralSent {
            reason: referral.reason.to_string(),
            to_office,
            service,
            answer_by: answer_by.to_string(),
        };
        Ok(referral.says(case.office, fact))
    }

    /// Says what the service answered: the office that is asked does, or whoever works on the
    /// case where a service outside was asked. After the last day nobody can.
    pub fn answer(
        mut self,
        actor: &Actor,
        case: &Case,
        said: Said,
        moment: &Moment<'_>,
    ) -> Result<Changed<Self>, Refusal> {
        let (step, refused, note) = match said {
            Said::Yes { note } => (ReferralStep::Accept, None, note),
            Said::No { reason, note } => (ReferralStep::Refuse, Some(reason), note),
        };
        self = self.taken(actor, case, step)?;
        let outcome_by = match refused {
            None => moment.after(OUTCOME_DAYS, moment.today),
            Some(_) => None,
        };
        let fact = match &refused {
            None => Fact::ReferralAccepted {},
            Some(reason) => Fact::ReferralRefused {
                reason: reason.to_string(),
            },
        };
        self.ended_at = (!self.status.is_open()).then_some(moment.now);
        self.answer = Some(Answer {
            refused,
            note,
            by: staff(actor)?,
            at: moment.now,
            outcome_by,
        });
        let office = self.answering().office;
        Ok(self.says(office, fact))
    }

    /// Waits for the answer until another day, also after the first one has passed: whoever works
    /// on the case says so.
    pub fn extend(
        mut self,
        actor: &Actor,
        case: &Case,
        answer_by: Day,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self = self.taken(actor, case, ReferralStep::Extend)?;
        if answer_by < today {
            return Err(Refusal::invalid("/answer_by", "in_the_past"));
        }
        self.answer_by = answer_by;
        let (office, answer_by) = (self.from.office, answer_by.to_string());
        Ok(self.says(office, Fact::ReferralExtended { answer_by }))
    }

    /// Expects nothing of it any more: whoever works on the case says so.
    pub fn withdraw(
        mut self,
        actor: &Actor,
        case: &Case,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self = self.taken(actor, case, ReferralStep::Withdraw)?;
        self.ended_at = Some(now);
        let office = self.from.office;
        Ok(self.says(office, Fact::ReferralWithdrawn {}))
    }

    /// Says what came of it: whoever works on the case, or the office that saw to it.
    pub fn complete(
        mut self,
        actor: &Actor,
        case: &Case,
        conclusion: Conclusion,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self = self.taken(actor, case, ReferralStep::Complete)?;
        let office = if self.is_asked(actor) {
            self.answering().office
        } else {
            self.from.office
        };
        let outcome = conclusion.outcome.to_string();
        self.conclusion = Some(conclusion);
        self.ended_at = Some(now);
        Ok(self.says(office, Fact::ReferralCompleted { outcome }))
    }

    /// Whether this office can hold the first interview with this person that it is about.
    pub(crate) fn can_be_received(&self, office: OfficeId, individual: IndividualId) -> bool {
        self.to.office() == Some(office)
            && self.individual == individual
            && self.intake.is_none()
            && self.status.after(ReferralStep::Receive).is_ok()
    }

    /// Remembers the first interview that the receiving office held with the person. It holds one
    /// for a referral, and only once it has accepted.
    pub fn receive(mut self, intake: &Intake) -> Result<Changed<Self>, Refusal> {
        if !self.can_be_received(intake.office, intake.individual) {
            return Err(Refusal::invalid("/referral_id", "unsuitable_referral"));
        }
        self.status = self.status.after(ReferralStep::Receive)?;
        self.intake = Some(intake.id);
        let fact = Fact::ReferralReceived {
            intake: intake.id.uuid(),
        };
        Ok(self.says(intake.office, fact))
    }

    /// Writes down that no answer came by its day.
    pub fn expire(mut self) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(ReferralStep::Expire)?;
        let office = self.from.office;
        Ok(self.says(office, Fact::ReferralExpired {}))
    }

    /// Takes note that it was refused: whoever works on the case does.
    pub fn acknowledge(
        mut self,
        actor: &Actor,
        case: &Case,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self = self.taken(actor, case, ReferralStep::Acknowledge)?;
        self.refusal_seen_at = Some(now);
        let office = self.from.office;
        Ok(self.says(office, Fact::ReferralRefusalSeen {}))
    }

    /// Whether the end of its case ends it too: nobody waits for an answer any more; and nobody hears
    /// a person who died, or who had no case at all.
    pub fn ends_with(&self, case: &Case) -> bool {
        let CaseState::Closed { outcome } = case.state else {
            return false;
        };
        match self.status {
            ReferralStatus::Sent | ReferralStatus::Expired => true,
            ReferralStatus::Accepted => {
                let nobody = matches!(
                    outcome,
                    CaseOutcome::Deceased {} | CaseOutcome::OpenedInError {}
                );
                nobody && self.intake.is_none()
            }
            ReferralStatus::Refused | ReferralStatus::Completed | ReferralStatus::Withdrawn => {
                false
            }
        }
    }

    /// Its end, because its case has ended.
    pub fn lapse(mut self, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(ReferralStep::Lapse)?;
        self.ended_at = Some(now);
        let office = self.from.office;
        Ok(self.says(office, Fact::ReferralWithdrawn {}))
    }

    /// Whether the actor reads what was asked and answered: whoever works on the case, and an office
    /// that was asked as long as it has something to do with it.
    pub fn is_told_to(&self, actor: &Actor, case: &Case) -> bool {
        let goes_on = match self.status {
            ReferralStatus::Sent | ReferralStatus::Accepted | ReferralStatus::Completed => true,
            ReferralStatus::Refused | ReferralStatus::Expired | ReferralStatus::Withdrawn => false,
        };
        case.is_within(actor, Action::ReferCases) || (goes_on && self.is_asked(actor))
    }

    /// What the actor may do now, and what stands against the rest.
    pub fn allowed_steps(&self, actor: &Actor, case: &Case) -> Vec<Allowed<ReferralStep>> {
        STEPS
            .into_iter()
            .map(|step| Allowed::judged(step, &self.allows(actor, case, step)))
            .collect()
    }

    /// The same after a step that the actor may take.
    fn taken(mut self, actor: &Actor, case: &Case, step: ReferralStep) -> Result<Self, Refusal> {
        self.allows(actor, case, step)?;
        self.status = self.status.after(step)?;
        Ok(self)
    }

    fn allows(&self, actor: &Actor, case: &Case, step: ReferralStep) -> Result<(), Refusal> {
        if !self.may(actor, case, step) {
            return Err(Refusal::NotPermitted {});
        }
        let is_heard = step == ReferralStep::Receive && self.intake.is_some();
        let is_seen = step == ReferralStep::Acknowledge && self.refusal_seen_at.is_some();
        if is_heard || is_seen {
            return Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.status.to_string(),
            });
        }
        self.status.after(step).map(|_| ())
    }

    fn may(&self, actor: &Actor, case: &Case, step: ReferralStep) -> bool {
        let works = case.is_within(actor, Action::ReferCases);
        match step {
            ReferralStep::Accept | ReferralStep::Refuse => match self.to {
                Destination::Office { .. } => self.is_asked(actor),
                Destination::Service { .. } => works,
            },
            ReferralStep::Extend | ReferralStep::Withdraw | ReferralStep::Acknowledge => works,
            ReferralStep::Receive => {
                self.is_asked(actor)
                    && self
                        .to
                        .office()
                        .is_some_and(|office| actor.reaches_office(Action::TakeIntake, office))
            }
            ReferralStep::Complete => works || self.is_asked(actor),
            ReferralStep::Expire | ReferralStep::Lapse => false,
        }
    }

    /// Whether the actor answers for the office that is asked.
    fn is_asked(&self, actor: &Actor) -> bool {
        self.to
            .office()
            .is_some_and(|office| actor.reaches_office(Action::AnswerReferrals, office))
    }
}

fn staff(actor: &Actor) -> Result<StaffId, Refusal> {
    actor.staff().ok_or(Refusal::NotPermitted {})
}
