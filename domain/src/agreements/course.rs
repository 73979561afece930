//! The course of what was signed, and its end.

use super::steps::day_of_step;
use super::{
    ActionOutcome, ActionStatus, ActionUpdate, Agreement, AgreementCloseReason, AgreementStatus,
    AgreementStep, End, Ending, Followed, Looked, REOPEN_DAYS, Review, Reviewed,
};
use crate::actor::Actor;
use crate::cases::Case;
use crate::event::Fact;
use crate::kernel::{Changed, Day, Faults, Refusal};
use crate::rulebook::Moment;

impl Agreement {
    /// Writes down how it goes, between the last time and today.
    pub fn review(
        mut self,
        actor: &Actor,
        case: &Case,
        looked: Looked,
        moment: &Moment<'_>,
    ) -> Result<Changed<Reviewed>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Review)?;
        let by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let last = self.signed_on.max(self.reviewed_on);
        let met = looked.met.judged((last, None), moment, Faults::none())?;
        self.reviews += 1;
        self.reviewed_on = Some(met.on);
        self.next_review_on = Some(met.next);
        let fact = Fact::AgreementReviewed {
            outcome: looked.outcome.to_string(),
            on: met.on.to_string(),
            next_review_on: met.next.to_string(),
            acknowledged: met.acknowledged,
        };
        let review = Review {
            number: self.reviews,
            edition: self.edition,
            held_on: met.on,
            outcome: looked.outcome,
            remark: looked.remark,
            next_on: met.next,
            by,
        };
        let about = self.about();
        let reviewed = Reviewed {
            agreement: self,
            review,
        };
        Ok(Changed::new(reviewed, about.says(fact)))
    }

    /// Says what became of something that was agreed, since the case was opened.
    pub fn follow(
        mut self,
        actor: &Actor,
        case: &Case,
        update: ActionUpdate,
        today: Day,
    ) -> Result<Changed<Followed>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Follow)?;
        let by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        let ended_on = match update.status {
            ActionStatus::Open if update.on.is_some() => {
                return Err(Refusal::invalid("/on", "not_applicable"));
            }
            ActionStatus::Open => None,
            ActionStatus::Done | ActionStatus::Dropped => {
                let since = Some(case.opened_on);
                Some(day_of_step(update.on, since, today, &mut faults))
            }
        };
        faults.refuse()?;
        let action = self.terms.action_mut(update.id);
        let action = action.ok_or_else(|| Refusal::unknown("/action_id"))?;
        (action.status, action.ended_on) = (update.status, ended_on);
        self.outcomes += 1;
        // It is the same thing also where the rest is being written otherwise.
        let written =
            { self.amendment.as_mut() }.and_then(|amendment| amendment.terms.action_mut(update.id));
        if let Some(written) = written {
            (written.status, written.ended_on) = (update.status, ended_on);
        }
        let fact = Fact::AgreementActionSet {
            action: update.id.uuid(),
            status: update.status.to_string(),
        };
        let outcome = ActionOutcome {
            number: self.outcomes,
            action: update.id,
            status: update.status,
            ended_on,
            by,
        };
        let about = self.about();
        let followed = Followed {
            agreement: self,
            outcome,
        };
        Ok(Changed::new(followed, about.says(fact)))
    }

    /// Ends it: somebody says so. That its case ended the case says, and nobody else.
    pub fn close(
        self,
        actor: &Actor,
        case: &Case,
        ending: Ending,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        let next = self.allowed(actor, case, AgreementStep::Close)?;
        let mut faults = Faults::none();
        if !ending.reason.is_said() {
            faults.tell("/reason", "not_by_hand");
        } else if ending.reason.is_of_signed() && self.edition == 0 {
            faults.tell("/reason", "not_applicable");
        }
        let last = self.last_step().max(Some(case.opened_on));
        let on = day_of_step(ending.on, last, today, &mut faults);
        faults.refuse()?;
        Ok(self.end(next, ending.reason, (on, today)))
    }

    /// It ends with its case: on the day on which that did, or on that of its own last step where
    /// somebody says later that the case had ended before.
    pub fn lapse(self, case: &Case, today: Day) -> Result<Changed<Self>, Refusal> {
        let next = self.status.after(AgreementStep::Close, None)?;
        let on = self
            .last_step()
            .map_or(case.since, |last| last.max(case.since));
        Ok(self.end(next, AgreementCloseReason::CaseClosed, (on, today)))
    }

    fn end(
        mut self,
        next: AgreementStatus,
        reason: AgreementCloseReason,
        (on, said_on): (Day, Day),
    ) -> Changed<Self> {
        self.end = Some(End {
            on,
            said_on,
            reason,
            status_before: self.status,
        });
        self.status = next;
        self.says(Fact::AgreementClosed {
            reason: reason.to_string(),
            on: on.to_string(),
        })
    }

    /// Refuses to take an end back that is too long ago.
    pub(super) fn reopens(&self, moment: &Moment<'_>) -> Result<(), Refusal> {
        let said_on = self.end.as_ref().map(|end| end.said_on);
        let latest = said_on.and_then(|on| moment.after(REOPEN_DAYS, on));
        if latest.is_some_and(|latest| moment.today <= latest) {
            return Ok(());
        }
        Err(Refusal::WrongStatus {
            step: AgreementStep::Reopen.into(),
            status: self.status.to_string(),
        })
    }

    /// Takes the end back, some days after it was said at the latest: it stands as it stood before, with the
    /// day on which both look at it.
    pub fn reopen(
        mut self,
        actor: &Actor,
        case: &Case,
        moment: &Moment<'_>,
    ) -> Result<Changed<Self>, Refusal> {
        let next = self.allowed(actor, case, AgreementStep::Reopen)?;
        self.reopens(moment)?;
        self.end = None;
        self.status = next;
        Ok(self.says(Fact::AgreementReopened {}))
    }
}
