//! The steps of a case, each with its guards and the fact that records it.

use strum::IntoEnumIterator;

use super::rules::Silence;
use super::{
    Case, CaseOutcome, CaseOutcomeCode, CaseReason, CaseState, CaseStep, Colleague,
    ReopeningReason, SuspensionReason,
};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::agreements::Agreement;
use crate::event::{CaseId, Fact};
use crate::individuals::{KnownPerson, can_have_happened};
use crate::intakes::IntakeId;
use crate::kernel::{Changed, Day, Faults, Named, Refusal, Version};
use crate::policy::Action;
use crate::rulebook::Rulebook;
use crate::steps::Allowed;

/// What a case is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its identifier.
    pub id: CaseId,
    /// Who is to be followed.
    pub individual: Named<KnownPerson>,
    /// The office that owns it.
    pub office: OfficeId,
    /// Who answers for it.
    pub counsellor: Option<Named<Colleague>>,
    /// The first interview that led to it.
    pub intake: Option<IntakeId>,
    /// Why.
    pub reason: CaseReason,
    /// Since when; today when nobody says.
    pub on: Option<Day>,
}

/// How a case is to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspension {
    /// Why.
    pub reason: SuspensionReason,
    /// Since when; today when nobody says.
    pub on: Option<Day>,
    /// Until when, as planned.
    pub until: Option<Day>,
}

/// How a case is to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// With which outcome.
    pub outcome: CaseOutcome,
    /// Since when that is true; today when nobody says.
    pub on: Option<Day>,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

impl Case {
    /// Opens a case at an office where the actor may do so. Whoever cannot assign cases opens it
    /// for nobody or for themselves.
    pub fn open(actor: &Actor, opening: Opening, today: Day) -> Result<Changed<Self>, Refusal> {
        let mut faults = Faults::none();
        let office = actor.may_at(Action::OpenCase, opening.office, "/office_id");
        let office = faults.gather(office)?.map(|()| opening.office);
        let person = faults.known("/individual_id", opening.individual);
        let on = opening.on.unwrap_or(today);
        can_have_happened("/opened_on", on, person.as_ref(), today, &mut faults);
        let counsellor = opening
            .counsellor
            .and_then(|named| faults.known("/counsellor_id", named));
        if let (Some(colleague), Some(office)) = (&counsellor, office) {
            let mine = actor.staff() == Some(colleague.staff);
            if !mine && !actor.reaches_office(Action::AssignCase, office) {
                return Err(Refusal::NotPermitted {});
            }
            colleague.answers_at(office, "/counsellor_id", &mut faults);
        }
        let (person, office) = faults.unless_any(person.zip(office))?;
        let case = Self {
            id: opening.id,
            individual: person.id,
            office,
            counsellor: counsellor.map(|colleague| colleague.staff),
            counsellor_left: false,
            intake: opening.intake,
            reason: opening.reason,
            opened_on: on,
            state: CaseState::Open {},
            since: on,
            last_contact_on: None,
            team: Vec::new(),
            version: Version::FIRST,
        };
        let fact = Fact::CaseOpened {
            on: on.to_string(),
            counsellor: case.counsellor.map(crate::kernel::Id::uuid),
        };
        Ok(case.says(fact))
    }

    /// Lets the case rest.
    pub fn suspend(
        mut self,
        actor: &Actor,
        suspension: Suspension,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self.allows(actor, CaseStep::Suspend)?;
        let on = suspension.on.unwrap_or(today);
        let mut faults = Faults::none();
        fits_as_day_of_step(on, self.since, today, &mut faults);
        if suspension.until.is_some_and(|until| until < on) {
            faults.tell("/until", "ends_before_it_begins");
        }
        faults.refuse()?;
        self.state = CaseState::Suspended {
            reason: suspension.reason,
            until: suspension.until,
        };
        self.since = on;
        Ok(self.says(Fact::CaseSuspended {
            reason: suspension.reason.to_string(),
            on: on.to_string(),
            until: suspension.until.map(|day| day.to_string()),
        }))
    }

    /// Takes a resting case up again.
    pub fn resume(
        mut self,
        actor: &Actor,
        on: Option<Day>,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self.allows(actor, CaseStep::Resume)?;
        self.since = day_of_step(on, self.since, today)?;
        self.state = CaseState::Open {};
        let on = self.since.to_string();
        Ok(self.says(Fact::CaseResumed { on }))
    }

    /// Ends the case. To end it for want of contact asks for enough attempts and enough time
    /// (practice of the services), or for somebody who acknowledges that there were not.
    pub fn close(
        mut self,
        actor: &Actor,
        closure: Closure,
        silence: Silence,
        book: &Rulebook,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self.allows(actor, CaseStep::Close)?;
        let on = day_of_step(closure.on, self.since, today)?;
        let findings = match closure.outcome {
            CaseOutcome::NoContact {} => {
                self.no_contact_findings(book, &actor.chain(), silence, on)
            }
            _ => Vec::new(),
        };
        let acknowledged = Refusal::unless_acknowledged(findings, &closure.acknowledged)?;
        self.state = CaseState::Closed {
            outcome: closure.outcome,
        };
        self.since = on;
        let work_kind = closure.outcome.work_kind().map(|kind| kind.to_string());
        Ok(self.says(Fact::CaseClosed {
            outcome: CaseOutcomeCode::from(closure.outcome).to_string(),
            work_kind,
            on: on.to_string(),
            acknowledged,
        }))
    }

    /// Opens a closed case again. How it had ended stays in the log of facts. Somebody asked for
    /// that, so the days and the attempts without contact count anew from today.
    pub fn reopen(
        mut self,
        actor: &Actor,
        reason: ReopeningReason,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self.allows(actor, CaseStep::Reopen)?;
        self.state = CaseState::Open {};
        self.since = today;
        self.last_contact_on = self.last_contact_on.max(Some(today));
        let reason = reason.to_string();
        Ok(self.says(Fact::CaseReopened { reason }))
    }

    /// Gives the case to a counsellor. Who assigns the cases of the office gives it to anybody
    /// suitable there; a counsellor takes one that nobody follows.
    pub fn assign(mut self, actor: &Actor, to: Named<Colleague>) -> Result<Changed<Self>, Refusal> {
        self.status().after(CaseStep::Assign)?;
        let mut faults = Faults::none();
        let to = faults.known("/counsellor_id", to);
        let to = faults.unless_any(to)?;
        let takes = self.may_take(actor) && actor.staff() == Some(to.staff);
        if !takes && !self.is_within(actor, Action::AssignCase) {
            return Err(Refusal::NotPermitted {});
        }
        let mut faults = Faults::none();
        to.answers_at(self.office, "/counsellor_id", &mut faults);
        faults.refuse()?;
        let from = self.counsellor.replace(to.staff);
        self.counsellor_left = false;
        Ok(self.says(Fact::CaseAssigned {
            from: from.map(crate::kernel::Id::uuid),
            to: to.staff.uuid(),
        }))
    }

    /// Says who works on the case beside the counsellor; each of them once. Everybody unknown or
    /// unsuitable is told at once.
    pub fn change_team(
        mut self,
        actor: &Actor,
        members: Vec<Named<Colleague>>,
    ) -> Result<Changed<Self>, Refusal> {
        self.allows(actor, CaseStep::ChangeTeam)?;
        let mut faults = Faults::none();
        self.team.clear();
        for (n, member) in members.into_iter().enumerate() {
            let pointer = format!("/members/{n}");
            if let Some(member) = faults.known(&pointer, member) {
                member.joins(&pointer, &mut faults);
                self.team.push(member.staff);
            }
        }
        faults.refuse()?;
        self.team.sort_unstable();
        self.team.dedup();
        let members = self.team.iter().map(|member| member.uuid()).collect();
        Ok(self.says(Fact::CaseTeamChanged { members }))
    }

    /// What the actor may do now, and what stands against the rest.
    pub fn allowed_steps(&self, actor: &Actor) -> Vec<Allowed<CaseStep>> {
        self.allowed_steps_beside(actor, None)
    }

    /// The same beside an agreement that has not ended: a second one is not drawn up.
    pub fn allowed_steps_beside(
        &self,
        actor: &Actor,
        agreement: Option<&Agreement>,
    ) -> Vec<Allowed<CaseStep>> {
        CaseStep::iter()
            .map(|step| {
                let verdict = match step {
                    CaseStep::Assign if self.may_take(actor) => {
                        self.status().after(step).map(|_| ())
                    }
                    CaseStep::HandOver => self.may_be_handed_over_by(actor),
                    CaseStep::DrawUpAgreement if agreement.is_some() => {
                        (self.allows(actor, step)).and(Err(Refusal::AgreementRunning {}))
                    }
                    _ => self.allows(actor, step),
                };
                Allowed::judged(step, &verdict)
            })
            .collect()
    }

    /// Refuses a step that the actor may not take, or that the status does not allow.
    pub(crate) fn allows(&self, actor: &Actor, step: CaseStep) -> Result<(), Refusal> {
        if !self.is_within(actor, step.action()) {
            return Err(Refusal::NotPermitted {});
        }
        self.status().after(step).map(|_| ())
    }

    /// Refuses whoever may not propose that somebody else takes the case over: it is for the
    /// counsellor, and for whoever assigns the cases of the office. A team works on a case, but
    /// does not give it away.
    pub(crate) fn may_be_handed_over_by(&self, actor: &Actor) -> Result<(), Refusal> {
        self.allows(actor, CaseStep::HandOver)?;
        let follows = actor.staff().is_some_and(|me| self.counsellor == Some(me));
        if follows || self.is_within(actor, Action::AssignCase) {
            Ok(())
        } else {
            Err(Refusal::NotPermitted {})
        }
    }

    /// The case with another owner, since whoever may say so said so.
    pub(crate) fn owned_by(mut self, office: OfficeId, counsellor: StaffId) -> Self {
        self.office = office;
        self.counsellor = Some(counsellor);
        self.counsellor_left = false;
        self
    }

    fn may_take(&self, actor: &Actor) -> bool {
        self.is_free() && actor.reaches_office(Action::TakeCase, self.office)
    }
}

/// The day of a step: today when nobody says, never to come, never before `earliest`.
pub(super) fn day_of_step(on: Option<Day>, earliest: Day, today: Day) -> Result<Day, Refusal> {
    let on = on.unwrap_or(today);
    let mut faults = Faults::none();
    fits_as_day_of_step(on, earliest, today, &mut faults);
    faults.refuse()?;
    Ok(on)
}

/// Tells when no step can have been taken on that day.
fn fits_as_day_of_step(on: Day, earliest: Day, today: Day, faults: &mut Faults) {
    if on > today {
        faults.tell("/on", "in_the_future");
    }
    if on < earliest {
        faults.tell("/on", "before_the_last_step");
    }
}
