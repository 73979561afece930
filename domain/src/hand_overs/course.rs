//! What becomes of a hand-over when its last day is over, or when its case goes another way.

use chrono::{DateTime, Utc};

use super::{Blockage, Ended, HandOver, HandOverStatus, HandOverStep, Home, Keeper, Moved};
use crate::actor::StaffId;
use crate::cases::Case;
use crate::event::Fact;
use crate::kernel::{Changed, Day, Id, Named, Refusal};

impl HandOver {
    /// What comes of a hand-over whose last day is over: the case goes back, or it stays with
    /// whoever follows it because it cannot. It never goes to nobody. A proposal lapses.
    pub fn end(self, case: Case, home: &Home, now: DateTime<Utc>) -> Result<Ended, Refusal> {
        if self.status == HandOverStatus::Proposed {
            return Ok(Ended::Lapsed(Box::new(self.lapse(now)?)));
        }
        match self.way_back(home) {
            Ok(to) => Ok(Ended::Back(Box::new(self.back(case, to, now)?))),
            Err(why) => Ok(Ended::Stuck(Box::new(self.block(why)?))),
        }
    }

    /// Whether the last day is over of a case that was taken over, or that nobody took over by then.
    pub fn is_over(&self, today: Day) -> bool {
        let waits = matches!(
            self.status,
            HandOverStatus::Running | HandOverStatus::Proposed
        );
        waits && self.term.until().is_some_and(|until| until < today)
    }

    pub(super) fn back(
        mut self,
        case: Case,
        to: StaffId,
        now: DateTime<Utc>,
    ) -> Result<Changed<Moved>, Refusal> {
        self = self.ended(HandOverStep::Return, now)?;
        let fact = Fact::CaseReturned {
            from: case.counsellor.map(Id::uuid),
            to_office: self.from.office,
            to: to.uuid(),
        };
        let arrived = self.about(self.from.office).says(fact);
        let left = self.left(case.office, self.from.office);
        let moved = Moved {
            case: case.owned_by(self.from.office, to),
            hand_over: self,
        };
        Ok(left
            .into_iter()
            .fold(Changed::new(moved, arrived), Changed::and))
    }

    fn block(mut self, why: Blockage) -> Result<Changed<Self>, Refusal> {
        self.status = self.after(HandOverStep::Block)?;
        self.blocked = Some(why);
        let (office, why) = (self.to.office, why.to_string());
        Ok(self.says(office, Fact::CaseReturnBlocked { why }))
    }

    /// To whom the case goes back, unless something stands in its way.
    pub(super) fn way_back(&self, home: &Home) -> Result<StaffId, Blockage> {
        let Named::Known(to) = &home.counsellor else {
            return Err(Blockage::CounsellorGone);
        };
        if !to.can_answer_at(self.from.office) {
            return Err(Blockage::CounsellorGone);
        }
        if home.other_case.is_some() {
            return Err(Blockage::OpenCaseThere);
        }
        Ok(to.staff)
    }

    /// What the assignment of the case makes of it: a proposal has no object any more; a case held
    /// for a time is held by somebody else for the rest of it, or is back where it came from.
    pub fn reassigned(
        self,
        to: Keeper,
        now: DateTime<Utc>,
    ) -> Result<Option<Changed<Self>>, Refusal> {
        match self.status {
            HandOverStatus::Proposed => self.lapse(now).map(Some),
            HandOverStatus::Running | HandOverStatus::Stuck if self.from == to => {
                self.returned(now).map(Some)
            }
            HandOverStatus::Running | HandOverStatus::Stuck if self.taken_by != to.counsellor => {
                self.pass_on(to.counsellor).map(Some)
            }
            HandOverStatus::Running
            | HandOverStatus::Stuck
            | HandOverStatus::Accepted
            | HandOverStatus::Returned
            | HandOverStatus::Refused
            | HandOverStatus::Withdrawn
            | HandOverStatus::Lapsed => Ok(None),
        }
    }

    /// The same with the case back where it came from, because somebody gave it there.
    fn returned(self, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        let from = self.taken_by.map(Id::uuid);
        let back = self.ended(HandOverStep::Return, now)?;
        let home = back.from;
        let to = home.counsellor.ok_or(Refusal::ReturnBlocked {
            why: Blockage::CounsellorGone.to_string(),
        })?;
        let fact = Fact::CaseReturned {
            from,
            to_office: home.office,
            to: to.uuid(),
        };
        Ok(back.says(home.office, fact))
    }

    /// The end of a hand-over whose case went another way, or that nobody answered in time.
    pub fn lapse(self, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        let gone = self.ended(HandOverStep::Lapse, now)?;
        let office = gone.from.office;
        Ok(gone.says(office, Fact::HandOverLapsed {}))
    }

    /// The same hand-over with somebody else: a proposal waits for another answer, or another
    /// counsellor follows the case for its time.
    pub(super) fn pass_on(mut self, to: Option<StaffId>) -> Result<Changed<Self>, Refusal> {
        self.status = self.after(HandOverStep::PassOn)?;
        if self.status == HandOverStatus::Proposed {
            self.to.counsellor = to;
        } else {
            self.taken_by = to;
        }
        let (office, to) = (self.to.office, to.map(Id::uuid));
        Ok(self.says(office, Fact::HandOverPassedOn { to }))
    }
}
