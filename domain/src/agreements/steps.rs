//! The steps of an agreement, each with its guards and the fact that records it.

use chrono::{DateTime, Utc};
use strum::IntoEnumIterator;

use super::terms::settled;
use super::{
    ActionId, ActionStatus, Agreement, AgreementCloseReason, AgreementId, AgreementStatus,
    AgreementStep, AgreementText, Edition, LATE_REVIEW, NewGoal, PactReference, ProofMode,
    REVIEW_DAYS, Review, ReviewOutcome, Terms,
};
use crate::actor::{Actor, StaffId};
use crate::cases::{Case, CaseStep, Colleague};
use crate::event::Fact;
use crate::kernel::{Changed, Day, Faults, Named, Refusal, Version};
use crate::rulebook::{Chain, Finding, Rulebook};
use crate::steps::Allowed;

/// The most days between two contacts.
const MOST_DAYS: u16 = 365;

/// When something is decided, and by what days are counted.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The instant.
    pub now: DateTime<Utc>,
    /// The day where the organisation is.
    pub today: Day,
    /// The parameters.
    pub book: &'a Rulebook,
    /// Where they hold.
    pub chain: &'a Chain,
}

impl Moment<'_> {
    /// The last day on which both look at what was signed or looked at on this one, as practice
    /// has it.
    fn review_after(&self, on: Day) -> Option<Day> {
        let (days, _) = self.book.count(REVIEW_DAYS, self.chain, on)?;
        on.add_days(u32::try_from(days).ok()?).ok()
    }

    /// The next day on which both look at it: the one that is asked for, or that of practice. A
    /// later one than practice has it asks for somebody who acknowledges it.
    fn next_review(&self, on: Day, asked: Option<Day>) -> Result<(Day, Vec<Finding>), Refusal> {
        let usual = self.review_after(on);
        let mut faults = Faults::none();
        let next = asked.or(usual);
        match next {
            None => faults.tell("/next_review_on", "missing_member"),
            Some(next) if next <= on => faults.tell("/next_review_on", "not_in_order"),
            Some(_) => {}
        }
        let next = faults.unless_any(next)?;
        let late = usual.filter(|usual| *usual < next);
        let parameter = self.book.count(REVIEW_DAYS, self.chain, on);
        let found = late.zip(parameter).map(|(latest, (days, parameter))| {
            let finding = LATE_REVIEW.finding(&[parameter]);
            finding.with("latest", latest).with("days", days)
        });
        Ok((next, found.into_iter().collect()))
    }
}

/// What is to be agreed, as somebody writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTerms {
    /// Who answers for it on the side of the service.
    pub officer: Named<Colleague>,
    /// What the employment centre calls its own pact.
    pub pact: Option<PactReference>,
    /// Where the person stands on the way to work.
    pub profile: AgreementText,
    /// Which acts of search the person does, and when.
    pub search: AgreementText,
    /// How many days lie between two contacts, as a rule.
    pub contact_every_days: u16,
    /// How active search is shown.
    pub proof: ProofMode,
    /// What is to be reached.
    pub goals: Vec<NewGoal>,
}

impl NewTerms {
    /// Who answers, and what is written. Everything that does not fit is told at once.
    fn settled(self, case: &Case, present: Option<&Terms>) -> Result<(StaffId, Terms), Refusal> {
        let mut faults = Faults::none();
        let officer = faults.known("/officer_id", self.officer);
        if let Some(officer) = &officer {
            officer.answers_at(case.office, "/officer_id", &mut faults);
        }
        if !(1..=MOST_DAYS).contains(&self.contact_every_days) {
            faults.tell("/contact_every_days", "out_of_range");
        }
        let goals = settled(self.goals, present, &mut faults);
        let officer = faults.unless_any(officer)?;
        let terms = Terms {
            pact: self.pact,
            profile: self.profile,
            search: self.search,
            contact_every_days: self.contact_every_days,
            proof: self.proof,
            goals,
        };
        Ok((officer.staff, terms))
    }
}

/// That the person signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// On which day; today when nobody says.
    pub on: Option<Day>,
    /// When both look at it next; as practice has it when nobody says.
    pub next_review_on: Option<Day>,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// That both looked at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// On which day; today when nobody says.
    pub on: Option<Day>,
    /// What they found.
    pub outcome: ReviewOutcome,
    /// The same in words.
    pub remark: Option<AgreementText>,
    /// When both look at it next; as practice has it when nobody says.
    pub next_review_on: Option<Day>,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// What became of something that was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionUpdate {
    /// Of what.
    pub id: ActionId,
    /// What became of it.
    pub status: ActionStatus,
    /// On which day; today when nobody says.
    pub on: Option<Day>,
}

/// An agreement with the edition that was signed: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The agreement.
    pub agreement: Agreement,
    /// What was signed.
    pub edition: Edition,
}

/// An agreement with a review of it: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The agreement.
    pub agreement: Agreement,
    /// How it went.
    pub review: Review,
}

impl Agreement {
    /// Draws an agreement up for a running case that the actor works on.
    pub fn draw_up(
        actor: &Actor,
        case: &Case,
        id: AgreementId,
        new: NewTerms,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        case.allows(actor, CaseStep::DrawUpAgreement)?;
        let drawn_up_by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let (officer, terms) = new.settled(case, None)?;
        let (goals, actions) = terms.counts();
        let agreement = Self {
            id,
            case: case.id,
            individual: case.individual,
            office: case.office,
            status: AgreementStatus::Draft,
            edition: 0,
            officer,
            terms,
            proposed_on: None,
            signed_on: None,
            reviewed_on: None,
            reviews: 0,
            next_review_on: None,
            closed_on: None,
            close_reason: None,
            drawn_up_by,
            drawn_up_at: now,
            version: Version::FIRST,
        };
        Ok(agreement.says(Fact::AgreementDrawnUp { goals, actions }))
    }

    /// Writes a draft otherwise. What is there already keeps what became of it.
    pub fn revise(
        mut self,
        actor: &Actor,
        case: &Case,
        new: NewTerms,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Revise)?;
        let (officer, terms) = new.settled(case, Some(&self.terms))?;
        let (goals, actions) = terms.counts();
        (self.officer, self.terms) = (officer, terms);
        Ok(self.says(Fact::AgreementRevised { goals, actions }))
    }

    /// Gives it to the person to read.
    pub fn propose(
        mut self,
        actor: &Actor,
        case: &Case,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Propose)?;
        self.proposed_on = Some(today);
        Ok(self.says(Fact::AgreementProposed {}))
    }

    /// Takes it back to be written otherwise. What was signed holds until it is signed anew.
    pub fn amend(mut self, actor: &Actor, case: &Case) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Amend)?;
        let edition = self.edition;
        Ok(self.says(Fact::AgreementAmended { edition }))
    }

    /// Writes down that the person signed it, between the proposal and today.
    pub fn sign(
        mut self,
        actor: &Actor,
        case: &Case,
        signature: &Signature,
        moment: &Moment<'_>,
    ) -> Result<Changed<Signed>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Sign)?;
        let by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let on = day_of_step(signature.on, self.proposed_on, moment.today)?;
        let (next, found) = moment.next_review(on, signature.next_review_on)?;
        let acknowledged = Refusal::unless_acknowledged(found, &signature.acknowledged)?;
        self.edition += 1;
        self.signed_on = Some(on);
        self.next_review_on = Some(next);
        let edition = Edition {
            number: self.edition,
            signed_on: on,
            officer: self.officer,
            terms: self.terms.clone(),
            next_on: next,
            by,
        };
        let fact = Fact::AgreementSigned {
            edition: self.edition,
            on: on.to_string(),
            next_review_on: next.to_string(),
            acknowledged,
        };
        let about = self.about();
        let signed = Signed {
            agreement: self,
            edition,
        };
        Ok(Changed::new(signed, about.says(fact)))
    }

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
        let on = day_of_step(looked.on, last, moment.today)?;
        let (next, found) = moment.next_review(on, looked.next_review_on)?;
        let acknowledged = Refusal::unless_acknowledged(found, &looked.acknowledged)?;
        self.reviews += 1;
        self.reviewed_on = Some(on);
        self.next_review_on = Some(next);
        let fact = Fact::AgreementReviewed {
            outcome: looked.outcome.to_string(),
            on: on.to_string(),
            next_review_on: next.to_string(),
            acknowledged,
        };
        let review = Review {
            number: self.reviews,
            edition: self.edition,
            held_on: on,
            outcome: looked.outcome,
            remark: looked.remark,
            next_on: next,
            by,
        };
        let about = self.about();
        let reviewed = Reviewed {
            agreement: self,
            review,
        };
        Ok(Changed::new(reviewed, about.says(fact)))
    }

    /// Says what became of something that was agreed.
    pub fn follow(
        mut self,
        actor: &Actor,
        case: &Case,
        update: ActionUpdate,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Follow)?;
        let ended_on = match update.status {
            ActionStatus::Open if update.on.is_some() => {
                return Err(Refusal::invalid("/on", "not_applicable"));
            }
            ActionStatus::Open => None,
            ActionStatus::Done | ActionStatus::Dropped => {
                Some(day_of_step(update.on, None, today)?)
            }
        };
        let action = self.terms.action_mut(update.id);
        let action = action.ok_or_else(|| Refusal::unknown("/action_id"))?;
        (action.status, action.ended_on) = (update.status, ended_on);
        Ok(self.says(Fact::AgreementActionSet {
            action: update.id.uuid(),
            status: update.status.to_string(),
        }))
    }

    /// Ends it: somebody says so. That its case ended the case says, and nobody else.
    pub fn close(
        self,
        actor: &Actor,
        case: &Case,
        reason: AgreementCloseReason,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self.allowed(actor, case, AgreementStep::Close)?;
        if !reason.is_said() {
            return Err(Refusal::invalid("/reason", "not_by_hand"));
        }
        self.end(reason, today)
    }

    /// It ends with its case, on the day on which that did.
    pub fn lapse(self, case: &Case) -> Result<Changed<Self>, Refusal> {
        self.end(AgreementCloseReason::CaseClosed, case.since)
    }

    fn end(mut self, reason: AgreementCloseReason, on: Day) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(AgreementStep::Close)?;
        self.close_reason = Some(reason);
        self.closed_on = Some(on);
        self.next_review_on = None;
        Ok(self.says(Fact::AgreementClosed {
            reason: reason.to_string(),
            on: on.to_string(),
        }))
    }

    /// What the actor may do now, and what stands against the rest.
    pub fn allowed_steps(&self, actor: &Actor, case: &Case) -> Vec<Allowed<AgreementStep>> {
        AgreementStep::iter()
            .map(|step| Allowed::judged(step, &self.allowed(actor, case, step).map(|_| ())))
            .collect()
    }

    /// The status after a step that the actor may take: whoever works on the case, while it runs.
    fn allowed(
        &self,
        actor: &Actor,
        case: &Case,
        step: AgreementStep,
    ) -> Result<AgreementStatus, Refusal> {
        case.allows(actor, CaseStep::DrawUpAgreement)?;
        self.status.after(step)
    }
}

/// The day of a step: today when nobody says, never to come, never before the one before.
fn day_of_step(on: Option<Day>, last: Option<Day>, today: Day) -> Result<Day, Refusal> {
    let on = on.unwrap_or(today);
    let mut faults = Faults::none();
    if on > today {
        faults.tell("/on", "in_the_future");
    }
    if last.is_some_and(|last| on < last) {
        faults.tell("/on", "before_the_last_step");
    }
    faults.refuse()?;
    Ok(on)
}
