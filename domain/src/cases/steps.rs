//! The steps of a case, each with its guards and the fact that records it.

use strum::IntoEnumIterator;

use super::rules::Silence;
use super::{
    Case, CaseOutcome, CaseOutcomeCode, CaseReason, CaseState, CaseStep, Colleague,
    ReopeningReason, SuspensionReason,
};
use crate::actor::{Actor, OfficeId};
use crate::event::{CaseId, Fact, IndividualId};
use crate::intakes::IntakeId;
use crate::kernel::{Changed, Day, Refusal, Version};
use crate::policy::Action;
use crate::rulebook::Rulebook;
use crate::steps::Allowed;

/// What a case is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its identifier.
    pub id: CaseId,
    /// Who is to be followed.
    pub individual: IndividualId,
    /// The office that owns it.
    pub office: OfficeId,
    /// Who answers for it.
    pub counsellor: Option<Colleague>,
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
        actor.may_at(Action::OpenCase, opening.office, "/office_id")?;
        let on = opening.on.unwrap_or(today);
        if on > today {
            return Err(Refusal::invalid("/opened_on", "in_the_future"));
        }
        if let Some(colleague) = &opening.counsellor {
            let mine = actor.staff() == Some(colleague.staff);
            if !mine && !actor.reaches_office(Action::AssignCase, opening.office) {
                return Err(Refusal::NotPermitted {});
            }
            colleague.answers_at(opening.office, "/counsellor_id")?;
        }
        let case = Self {
            id: opening.id,
            individual: opening.individual,
            office: opening.office,
            counsellor: opening.counsellor.map(|colleague| colleague.staff),
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
        let on = day_of_step(suspension.on, self.since, today)?;
        if suspension.until.is_some_and(|until| until < on) {
            return Err(Refusal::invalid("/until", "ends_before_it_begins"));
        }
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
    pub fn assign(mut self, actor: &Actor, to: &Colleague) -> Result<Changed<Self>, Refusal> {
        self.status().after(CaseStep::Assign)?;
        let takes = self.may_take(actor) && actor.staff() == Some(to.staff);
        if !takes && !self.is_within(actor, Action::AssignCase) {
            return Err(Refusal::NotPermitted {});
        }
        to.answers_at(self.office, "/counsellor_id")?;
        let from = self.counsellor.replace(to.staff);
        self.counsellor_left = false;
        Ok(self.says(Fact::CaseAssigned {
            from: from.map(crate::kernel::Id::uuid),
            to: to.staff.uuid(),
        }))
    }

    /// Says who works on the case beside the counsellor; each of them once.
    pub fn change_team(
        mut self,
        actor: &Actor,
        members: &[Colleague],
    ) -> Result<Changed<Self>, Refusal> {
        self.allows(actor, CaseStep::ChangeTeam)?;
        for (n, member) in members.iter().enumerate() {
            member.joins(&format!("/members/{n}"))?;
        }
        self.team = members.iter().map(|member| member.staff).collect();
        self.team.sort_unstable();
        self.team.dedup();
        let members = self.team.iter().map(|member| member.uuid()).collect();
        Ok(self.says(Fact::CaseTeamChanged { members }))
    }

    /// What the actor may do now, and what stands against the rest.
    pub fn allowed_steps(&self, actor: &Actor) -> Vec<Allowed<CaseStep>> {
        CaseStep::iter()
            .map(|step| {
                let verdict = match step {
                    CaseStep::Assign if self.may_take(actor) => {
                        self.status().after(step).map(|_| ())
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

    fn may_take(&self, actor: &Actor) -> bool {
        self.is_free() && actor.reaches_office(Action::TakeCase, self.office)
    }
}

/// The day of a step: today when nobody says, never to come, never before `earliest`.
pub(super) fn day_of_step(on: Option<Day>, earliest: Day, today: Day) -> Result<Day, Refusal> {
    let on = on.unwrap_or(today);
    if on > today {
        return Err(Refusal::invalid("/on", "in_the_future"));
    }
    if on < earliest {
        return Err(Refusal::invalid("/on", "before_the_last_step"));
    }
    Ok(on)
}
