//! The steps of a hand-over, each with its guards and the fact that records it.

use chrono::{DateTime, Utc};

use super::{
    Declined, HandOver, HandOverStatus, HandOverStep, Home, Keeper, Moved, NewHandOver, Term,
};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::cases::{Case, CaseStep, Colleague};
use crate::event::{Event, Fact};
use crate::kernel::{Changed, Day, Faults, Id, Named, Refusal, Version};
use crate::policy::Action;
use crate::steps::Allowed;

/// What somebody may do to a hand-over; the rest happens to it.
const STEPS: [HandOverStep; 6] = [
    HandOverStep::Accept,
    HandOverStep::Refuse,
    HandOverStep::Withdraw,
    HandOverStep::Return,
    HandOverStep::MakePermanent,
    HandOverStep::Acknowledge,
];

/// Whether the actor assigns the cases of an office, and so answers for it.
fn coordinates(actor: &Actor, office: OfficeId) -> bool {
    actor.reaches_office(Action::AssignCase, office)
}

/// Tells when a term does not fit: its last day is today or later, and there is somebody to whom the
/// case goes back.
pub(super) fn check_term(term: Term, returns: Option<()>, today: Day, faults: &mut Faults) {
    let Term::Temporary { until } = term else {
        return;
    };
    if until < today {
        faults.tell("/term/until", "in_the_past");
    }
    if returns.is_none() {
        faults.tell("/term/kind", "nobody_to_return_to");
    }
}

impl HandOver {
    /// Proposes that somebody else takes a case over. It stays where it is until they accept.
    pub fn propose(
        actor: &Actor,
        case: &Case,
        new: NewHandOver,
        now: DateTime<Utc>,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        case.may_be_handed_over_by(actor)?;
        let proposed_by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        let office = new.office.unwrap_or(Named::Known(case.office));
        let office = faults.known("/office_id", office);
        let to = new
            .counsellor
            .and_then(|named| faults.known("/counsellor_id", named));
        if let (Some(office), Some(to)) = (office, &to) {
            to.answers_at(office, "/counsellor_id", &mut faults);
        }
        let to = to.map(|to| to.staff);
        if office == Some(case.office) && (to.is_none() || to == case.counsellor) {
            faults.tell("/counsellor_id", "already_there");
        }
        let returns = (!case.is_free()).then_some(());
        check_term(new.term, returns, today, &mut faults);
        let office = faults.unless_any(office)?;
        let hand_over = Self {
            id: new.id,
            case: case.id,
            individual: case.individual,
            from: Keeper {
                office: case.office,
                counsellor: case.counsellor,
            },
            to: Keeper {
                office,
                counsellor: to,
            },
            taken_by: None,
            term: new.term,
            reason: new.reason,
            note: new.note,
            status: HandOverStatus::Proposed,
            declined: None,
            refusal_seen_at: None,
            blocked: None,
            proposed_by,
            proposed_at: now,
            answered_at: None,
            ended_at: None,
            version: Version::FIRST,
        };
        let fact = Fact::HandOverProposed {
            reason: hand_over.reason.to_string(),
            to_office: office,
            to: to.map(Id::uuid),
            until: hand_over.term.until().map(|day| day.to_string()),
        };
        Ok(hand_over.says(case.office, fact))
    }

    /// Takes the case over: whoever was asked, or the coordinator of the receiving office, who
    /// says who follows it where nobody was named. Nobody does once its last day is over.
    pub fn accept(
        mut self,
        actor: &Actor,
        case: Case,
        by: Option<Named<Colleague>>,
        now: DateTime<Utc>,
        today: Day,
    ) -> Result<Changed<Moved>, Refusal> {
        self.allows(actor, HandOverStep::Accept, today)?;
        case.status().after(CaseStep::HandOver)?;
        let mut faults = Faults::none();
        if by.is_none() {
            faults.tell("/counsellor_id", "missing_member");
        }
        let by = by.and_then(|named| faults.known("/counsellor_id", named));
        let by = faults.unless_any(by)?;
        if actor.staff() != Some(by.staff) && !coordinates(actor, self.to.office) {
            return Err(Refusal::NotPermitted {});
        }
        let mut faults = Faults::none();
        by.answers_at(self.to.office, "/counsellor_id", &mut faults);
        faults.refuse()?;
        self = self.taken(by.staff, now)?;
        let fact = self.handed_over(by.staff);
        let arrived = self.about(self.to.office).says(fact);
        let left = self.left(self.from.office, self.to.office);
        let moved = Moved {
            case: case.owned_by(self.to.office, by.staff),
            hand_over: self,
        };
        Ok(left
            .into_iter()
            .fold(Changed::new(moved, arrived), Changed::and))
    }

    /// The same, taken over by somebody.
    pub(super) fn taken(mut self, by: StaffId, now: DateTime<Utc>) -> Result<Self, Refusal> {
        self.status = self.after(HandOverStep::Accept)?;
        self.taken_by = Some(by);
        self.answered_at = Some(now);
        self.ended_at = (!self.status.is_open()).then_some(now);
        Ok(self)
    }

    /// The fact that somebody took it over.
    pub(super) fn handed_over(&self, by: StaffId) -> Fact {
        Fact::CaseHandedOver {
            from_office: self.from.office,
            from: self.from.counsellor.map(Id::uuid),
            to_office: self.to.office,
            to: by.uuid(),
            until: self.term.until().map(|day| day.to_string()),
        }
    }

    /// Does not take the case over: it stays where it is.
    pub fn refuse(
        mut self,
        actor: &Actor,
        declined: Declined,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.may_and_can(actor, HandOverStep::Refuse)?;
        let reason = declined.reason.to_string();
        self.declined = Some(declined);
        self = self.ended(HandOverStep::Refuse, now)?;
        let office = self.to.office;
        Ok(self.says(office, Fact::HandOverRefused { reason }))
    }

    /// Takes the proposal back: whoever made it, or the coordinator of the owning office.
    pub fn withdraw(self, actor: &Actor, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        self.may_and_can(actor, HandOverStep::Withdraw)?;
        let gone = self.ended(HandOverStep::Withdraw, now)?;
        let office = gone.from.office;
        Ok(gone.says(office, Fact::HandOverWithdrawn {}))
    }

    /// Gives the case back before its time, or after it where it could not go back by itself.
    /// Refuses when it still cannot.
    pub fn give_back(
        self,
        actor: &Actor,
        case: Case,
        home: &Home,
        now: DateTime<Utc>,
    ) -> Result<Changed<Moved>, Refusal> {
        self.may_and_can(actor, HandOverStep::Return)?;
        match self.way_back(home) {
            Ok(to) => self.back(case, to, now),
            Err(why) => Err(Refusal::ReturnBlocked {
                why: why.to_string(),
            }),
        }
    }

    /// The fact that the case left an office, if it did.
    pub(super) fn left(&self, office: OfficeId, to_office: OfficeId) -> Option<Event> {
        let about = self.about(office);
        (office != to_office).then(|| about.says(Fact::CaseLeft { to_office }))
    }

    /// Leaves for good where it is what was taken over for a time: whoever gave it away may say so,
    /// and the coordinator of the office that did. The receiving one cannot keep what it was lent; it
    /// may once the case should have gone back and could not.
    pub fn make_permanent(
        mut self,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.may_and_can(actor, HandOverStep::MakePermanent)?;
        self = self.ended(HandOverStep::MakePermanent, now)?;
        self.term = Term::Permanent {};
        let office = self.to.office;
        Ok(self.says(office, Fact::HandOverMadePermanent {}))
    }

    /// Takes note that it was refused: whoever proposed it, or the coordinator of that office.
    pub fn acknowledge(
        mut self,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.may_and_can(actor, HandOverStep::Acknowledge)?;
        self.refusal_seen_at = Some(now);
        let office = self.from.office;
        Ok(self.says(office, Fact::HandOverRefusalSeen {}))
    }

    /// What the actor may do now, and what stands against the rest.
    pub fn allowed_steps(&self, actor: &Actor, today: Day) -> Vec<Allowed<HandOverStep>> {
        STEPS
            .into_iter()
            .map(|step| Allowed::judged(step, &self.allows(actor, step, today)))
            .collect()
    }

    fn allows(&self, actor: &Actor, step: HandOverStep, today: Day) -> Result<(), Refusal> {
        self.may_and_can(actor, step)?;
        if step == HandOverStep::Accept && self.is_over(today) {
            // It lapses, whether or not somebody has written that down yet.
            return Err(Refusal::WrongStatus {
                step: step.into(),
                status: HandOverStatus::Lapsed.to_string(),
            });
        }
        Ok(())
    }

    fn may_and_can(&self, actor: &Actor, step: HandOverStep) -> Result<(), Refusal> {
        if !self.may(actor, step) {
            return Err(Refusal::NotPermitted {});
        }
        self.after(step)?;
        if step == HandOverStep::Acknowledge && self.refusal_seen_at.is_some() {
            return Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.status.to_string(),
            });
        }
        Ok(())
    }

    fn may(&self, actor: &Actor, step: HandOverStep) -> bool {
        let me = actor.staff();
        let am = |who: Option<StaffId>| me.is_some() && me == who;
        let (from, to) = (self.from, self.to);
        match step {
            HandOverStep::Accept | HandOverStep::Refuse => {
                am(to.counsellor) || coordinates(actor, to.office)
            }
            HandOverStep::Withdraw | HandOverStep::Acknowledge => {
                am(Some(self.proposed_by)) || coordinates(actor, from.office)
            }
            HandOverStep::Return => {
                am(self.taken_by)
                    || am(from.counsellor)
                    || coordinates(actor, from.office)
                    || coordinates(actor, to.office)
            }
            HandOverStep::MakePermanent => {
                let is_stuck = self.status == HandOverStatus::Stuck;
                am(from.counsellor)
                    || coordinates(actor, from.office)
                    || (is_stuck && coordinates(actor, to.office))
            }
            HandOverStep::PassOn | HandOverStep::Block | HandOverStep::Lapse => false,
        }
    }

    pub(super) fn after(&self, step: HandOverStep) -> Result<HandOverStatus, Refusal> {
        self.status.after(step, self.term.kind())
    }

    pub(super) fn ended(mut self, step: HandOverStep, now: DateTime<Utc>) -> Result<Self, Refusal> {
        self.status = self.after(step)?;
        self.blocked = None;
        self.answered_at = self.answered_at.or(Some(now));
        self.ended_at = Some(now);
        Ok(self)
    }
}
