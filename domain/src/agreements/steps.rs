//! The steps that lead to a signature, each with its guards and the fact that records it.

use chrono::{DateTime, Utc};
use strum::IntoEnumIterator;

use super::requests::suited;
use super::terms::Present;
use super::{
    Agreement, AgreementId, AgreementStatus, AgreementStep, Amendment, AmendmentStatus, Edition,
    NewTerms, PactReference, Proposal, Signature, Signed,
};
use crate::actor::{Actor, StaffId};
use crate::cases::{Case, CaseStep, Colleague};
use crate::event::Fact;
use crate::kernel::{Changed, Day, Faults, Named, Refusal, Version};
use crate::rulebook::Moment;
use crate::steps::Allowed;

impl Agreement {
    /// Draws an agreement up for a running case that the actor works on.
    pub fn draw_up(
        actor: &Actor,
        case: &Case,
        id: AgreementId,
        (new, pact): (NewTerms, Option<PactReference>),
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        case.allows(actor, CaseStep::DrawUpAgreement)?;
        let drawn_up_by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let (officer, terms) = new.settled(case, Present::default())?;
        let (goals, actions) = terms.counts();
        let agreement = Self {
            id,
            case: case.id,
            individual: case.individual,
            office: case.office,
            status: AgreementStatus::Draft,
            edition: 0,
            officer,
            pact,
            terms,
            amendment: None,
            proposed_on: None,
            signed_on: None,
            reviewed_on: None,
            reviews: 0,
            outcomes: 0,
            next_review_on: None,
            end: None,
            drawn_up_by,
            drawn_up_at: now,
            version: Version::FIRST,
        };
        Ok(agreement.says(Fact::AgreementDrawnUp { goals, actions }))
    }

    /// Begins to write what binds otherwise: beside it, until it is signed.
    pub fn amend(mut self, actor: &Actor, case: &Case) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Amend)?;
        self.amendment = Some(Amendment {
            officer: self.officer,
            terms: self.terms.clone(),
            proposed_on: None,
        });
        let edition = self.edition;
        Ok(self.says(Fact::AgreementAmended { edition }))
    }

    /// Writes a draft otherwise. What is there already keeps what became of it.
    pub fn revise(
        mut self,
        actor: &Actor,
        case: &Case,
        new: NewTerms,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Revise)?;
        let present = match &self.amendment {
            Some(amendment) => Present {
                written: Some(&amendment.terms),
                binding: Some(&self.terms),
            },
            None => Present {
                written: Some(&self.terms),
                binding: None,
            },
        };
        let (officer, terms) = new.settled(case, present)?;
        let (goals, actions) = terms.counts();
        if let Some(amendment) = &mut self.amendment {
            (amendment.officer, amendment.terms) = (officer, terms);
        } else {
            (self.officer, self.terms) = (officer, terms);
        }
        Ok(self.says(Fact::AgreementRevised { goals, actions }))
    }

    /// Gives what is written to the person to read, from the last signature on.
    pub fn propose(
        mut self,
        actor: &Actor,
        case: &Case,
        proposal: Proposal,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Propose)?;
        let mut faults = Faults::none();
        suited(proposal.officer, case, &mut faults);
        let written = self.amendment.as_ref().map(|amendment| &amendment.terms);
        if written.is_some_and(|written| !written.keeps_ended(&self.terms)) {
            faults.tell("/goals", "no_longer_open");
        }
        let last = self.signed_on.max(Some(case.opened_on));
        let on = day_of_step(proposal.on, last, today, &mut faults);
        faults.refuse()?;
        match &mut self.amendment {
            Some(amendment) => amendment.proposed_on = Some(on),
            None => self.proposed_on = Some(on),
        }
        let on = on.to_string();
        Ok(self.says(Fact::AgreementProposed { on }))
    }

    /// Takes what was proposed back to be written otherwise, or gives up writing what binds
    /// otherwise.
    pub fn take_back(mut self, actor: &Actor, case: &Case) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::TakeBack)?;
        match &mut self.amendment {
            Some(amendment) if amendment.proposed_on.is_some() => amendment.proposed_on = None,
            Some(_) => {
                self.amendment = None;
                return Ok(self.says(Fact::AgreementAmendmentDropped {}));
            }
            None => self.proposed_on = None,
        }
        Ok(self.says(Fact::AgreementTakenBack {}))
    }

    /// Writes down that the person signed what was proposed, between the proposal and today.
    pub fn sign(
        mut self,
        actor: &Actor,
        case: &Case,
        signature: Signature,
        moment: &Moment<'_>,
    ) -> Result<Changed<Signed>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::Sign)?;
        let by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        suited(signature.officer, case, &mut faults);
        let proposed = self
            .amendment
            .as_ref()
            .map(|amendment| amendment.proposed_on);
        let last = proposed.unwrap_or(self.proposed_on).max(self.signed_on);
        let met = signature
            .met
            .judged((last, self.reviewed_on), moment, faults)?;
        if let Some(amendment) = self.amendment.take() {
            (self.officer, self.terms) = (amendment.officer, amendment.terms);
            self.proposed_on = amendment.proposed_on;
        }
        self.edition += 1;
        self.signed_on = Some(met.on);
        self.next_review_on = Some(met.next);
        let edition = Edition {
            number: self.edition,
            signed_on: met.on,
            officer: self.officer,
            terms: self.terms.clone(),
            next_on: met.next,
            by,
        };
        let fact = Fact::AgreementSigned {
            edition: self.edition,
            on: met.on.to_string(),
            next_review_on: met.next.to_string(),
            acknowledged: met.acknowledged,
        };
        let about = self.about();
        let signed = Signed {
            agreement: self,
            edition,
        };
        Ok(Changed::new(signed, about.says(fact)))
    }

    /// Names who answers for what was signed from now on: what was agreed stays.
    pub fn name_officer(
        mut self,
        actor: &Actor,
        case: &Case,
        officer: Named<Colleague>,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::NameOfficer)?;
        let mut faults = Faults::none();
        let officer = suited(officer, case, &mut faults);
        let officer = faults.unless_any(officer)?.staff;
        let was = self.officer;
        self.officer = officer;
        // Who else was meant for what is being written stays meant, and so does whoever stands in
        // what the person has to read.
        let amendment = { self.amendment.as_mut() }
            .filter(|amendment| amendment.officer == was && amendment.proposed_on.is_none());
        if let Some(amendment) = amendment {
            amendment.officer = officer;
        }
        Ok(self.says(Fact::AgreementOfficerNamed {
            officer: officer.uuid(),
        }))
    }

    /// Writes down what the employment centre calls its own pact, or that nobody knows.
    pub fn name_pact(
        mut self,
        actor: &Actor,
        case: &Case,
        pact: Option<PactReference>,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, case, AgreementStep::NamePact)?;
        self.pact = pact;
        Ok(self.says(Fact::AgreementPactNamed {}))
    }

    /// Who answers for what is being written, or for what binds where nothing is.
    pub fn officer_written(&self) -> StaffId {
        { self.amendment.as_ref() }.map_or(self.officer, |amendment| amendment.officer)
    }

    /// How far the writing of what binds otherwise has come.
    pub(super) fn amendment_status(&self) -> AmendmentStatus {
        match &self.amendment {
            None => AmendmentStatus::None,
            Some(Amendment {
                proposed_on: None, ..
            }) => AmendmentStatus::Draft,
            Some(Amendment {
                proposed_on: Some(_),
                ..
            }) => AmendmentStatus::Proposed,
        }
    }

    /// The day of whatever came last of it.
    pub(super) fn last_step(&self) -> Option<Day> {
        let amendment = { self.amendment.as_ref() }.and_then(|amendment| amendment.proposed_on);
        [
            self.proposed_on,
            self.signed_on,
            self.reviewed_on,
            amendment,
        ]
        .into_iter()
        .max()
        .flatten()
    }

    /// What the actor may do now, and what stands against the rest. `next` is the agreement that the
    /// case has by now, where this one has ended.
    pub fn allowed_steps(
        &self,
        (actor, case): (&Actor, &Case),
        next: Option<&Self>,
        moment: &Moment<'_>,
    ) -> Vec<Allowed<AgreementStep>> {
        AgreementStep::iter()
            .map(|step| {
                let verdict = self.allowed(actor, case, step).and_then(|_| match step {
                    AgreementStep::Reopen if next.is_some() => Err(Refusal::AgreementRunning {}),
                    AgreementStep::Reopen => self.reopens(moment),
                    _ => Ok(()),
                });
                Allowed::judged(step, &verdict)
            })
            .collect()
    }

    /// The status after a step that the actor may take: whoever works on the case, while it runs.
    pub(super) fn allowed(
        &self,
        actor: &Actor,
        case: &Case,
        step: AgreementStep,
    ) -> Result<AgreementStatus, Refusal> {
        case.allows(actor, CaseStep::DrawUpAgreement)
            .map_err(|refusal| match refusal {
                Refusal::WrongStatus { status, .. } => Refusal::WrongStatus {
                    step: step.into(),
                    status,
                },
                other => other,
            })?;
        let before = self.end.as_ref().map(|end| end.status_before);
        let next = self.status.after(step, before)?;
        if self.status.binds() {
            self.amendment_status().after(step)?;
        }
        Ok(next)
    }
}

/// The day of a step: today when nobody says. Tells of one to come, or before the one before.
pub(super) fn day_of_step(
    on: Option<Day>,
    last: Option<Day>,
    today: Day,
    faults: &mut Faults,
) -> Day {
    let on = on.unwrap_or(today);
    if on > today {
        faults.tell("/on", "in_the_future");
    }
    if last.is_some_and(|last| on < last) {
        faults.tell("/on", "before_the_last_step");
    }
    on
}
