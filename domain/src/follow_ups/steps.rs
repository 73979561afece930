//! The steps of a follow-up, each with its guards and the fact that records it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use strum::IntoEnumIterator;

use super::{
    CancellationReason, EARLY, FEW_ATTEMPTS, FollowUp, FollowUpAttempt, FollowUpAttemptId,
    FollowUpId, FollowUpOutcome, FollowUpOutcomeCode, FollowUpStatus, FollowUpStep, FollowUpTurn,
    REACHED, Tried,
};
use crate::actor::{Actor, StaffId};
use crate::cases::{AttemptOutcome, Case, CaseState};
use crate::desk_contacts::Channel;
use crate::event::Fact;
use crate::kernel::{Changed, Day, Faults, Id, Refusal, Version};
use crate::policy::Action;
use crate::rulebook::{Chain, Finding, Rulebook};
use crate::steps::Allowed;

/// What an attempt is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewFollowUpAttempt {
    /// Its identifier.
    pub id: FollowUpAttemptId,
    /// On which day; today when nobody says.
    pub on: Option<Day>,
    /// By which channel.
    pub channel: Channel,
    /// With which outcome.
    pub outcome: AttemptOutcome,
}

/// How the person stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How.
    pub outcome: FollowUpOutcome,
    /// Of which day that tells; today when nobody says.
    pub on: Option<Day>,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// What of a person decides whether anybody asks, whatever became of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Whom {
    /// Whether a case says that the person died.
    pub is_dead: bool,
    /// When the person last objected to being asked (Regulation (EU) 2016/679, article 21).
    pub objected_on: Option<Day>,
}

impl Whom {
    /// Whether the person is asked after this case. An objection holds for what had begun by then:
    /// whoever comes again for another case is told again that somebody asks.
    pub fn is_asked_after(self, case: &Case) -> bool {
        !self.is_dead && self.objected_on.is_none_or(|on| on < case.opened_on)
    }
}

/// By what days are counted, and when.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The parameters.
    pub book: &'a Rulebook,
    /// Where they hold.
    pub chain: &'a Chain,
}

impl Plan<'_> {
    /// The day so many months after the end of a case, by the parameter of the day on which it
    /// ended.
    pub fn day_of(self, turn: FollowUpTurn, closed_on: Day) -> Option<Day> {
        let (months, _) = self.book.count(turn.months(), self.chain, closed_on)?;
        closed_on.add_months(u32::try_from(months).ok()?).ok()
    }

    /// The first day such that something may lie ahead of whatever case ended on it or later.
    pub fn earliest_end(self, today: Day) -> Day {
        let months = FollowUpTurn::iter().filter_map(|turn| {
            let (months, _) = self.book.count(turn.months(), self.chain, today)?;
            u32::try_from(months).ok()
        });
        let most = months.max().unwrap_or(0);
        let date = today.date().checked_sub_months(chrono::Months::new(most));
        date.and_then(|date| Day::new(date).ok()).unwrap_or(today)
    }
}

impl FollowUp {
    /// The follow-up that the end of a case asks for; none where nobody is to be asked, because
    /// there was nothing to open or nobody to ask, or where no parameter says when.
    pub fn plan(
        id: FollowUpId,
        case: &Case,
        turn: FollowUpTurn,
        whom: Whom,
        plan: Plan<'_>,
    ) -> Option<Changed<Self>> {
        let CaseState::Closed { outcome } = case.state else {
            return None;
        };
        if !outcome.is_followed_up() || !whom.is_asked_after(case) {
            return None;
        }
        let planned_for = plan.day_of(turn, case.since)?;
        let follow_up = Self {
            id,
            case: case.id,
            individual: case.individual,
            office: case.office,
            counsellor: case.counsellor,
            team: case.team.clone(),
            turn,
            closed_on: case.since,
            planned_for,
            status: FollowUpStatus::Planned,
            attempts: 0,
            last_attempt_on: None,
            outcome: None,
            outcome_on: None,
            cancelled: None,
            ended_at: None,
            version: Version::FIRST,
        };
        let fact = Fact::FollowUpPlanned {
            turn: turn.to_string(),
            on: planned_for.to_string(),
        };
        Some(follow_up.says(fact))
    }

    /// The same, for the day that the parameters say by now: those of the day on which the case
    /// ended. What somebody has begun stays for its day.
    #[must_use]
    pub fn replanned(mut self, plan: Plan<'_>) -> Self {
        let untouched = self.status == FollowUpStatus::Planned && self.attempts == 0;
        if let Some(day) = plan.day_of(self.turn, self.closed_on)
            && untouched
        {
            self.planned_for = day;
        }
        self
    }

    /// Writes down that the actor tried to reach the person, between the end of the case and today.
    pub fn attempt(
        mut self,
        actor: &Actor,
        new: NewFollowUpAttempt,
        today: Day,
    ) -> Result<Changed<Tried>, Refusal> {
        self.allows(actor, FollowUpStep::Attempt)?;
        let on = self.day_of_step(new.on, today)?;
        self.attempts += 1;
        self.last_attempt_on = self.last_attempt_on.max(Some(on));
        let fact = Fact::FollowUpAttempted {
            channel: new.channel.to_string(),
            outcome: new.outcome.to_string(),
        };
        let attempt = FollowUpAttempt {
            id: new.id,
            follow_up: self.id,
            on,
            channel: new.channel,
            outcome: new.outcome,
            by: actor.staff(),
        };
        let about = self.about();
        let tried = Tried {
            follow_up: self,
            attempt,
        };
        Ok(Changed::new(tried, about.says(fact)))
    }

    /// Writes down how the person stands, or that nobody could find out. To ask too early, or to
    /// give up after few attempts or whoever was reached, asks for somebody who acknowledges it.
    pub fn conclude(
        mut self,
        actor: &Actor,
        answer: &Answer,
        tried: &[FollowUpAttempt],
        plan: Plan<'_>,
        now: DateTime<Utc>,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        let step = match answer.outcome {
            FollowUpOutcome::Unreachable {} => FollowUpStep::GiveUp,
            FollowUpOutcome::Employed { .. }
            | FollowUpOutcome::InTraining {}
            | FollowUpOutcome::Unemployed {}
            | FollowUpOutcome::Inactive {}
            | FollowUpOutcome::Refused {} => FollowUpStep::Conclude,
        };
        self.allows(actor, step)?;
        let on = self.day_of_step(answer.on, today)?;
        let mut findings = self.findings(on);
        if step == FollowUpStep::GiveUp {
            findings.extend(self.findings_of_silence(on, tried, plan));
        }
        let acknowledged = Refusal::unless_acknowledged(findings, &answer.acknowledged)?;
        self.status = self.status.after(step)?;
        self.outcome = Some(answer.outcome);
        self.outcome_on = Some(on);
        self.ended_at = Some(now);
        Ok(self.says(Fact::FollowUpConcluded {
            outcome: FollowUpOutcomeCode::from(answer.outcome).to_string(),
            work_kind: answer.outcome.work_kind().map(|kind| kind.to_string()),
            on: on.to_string(),
            acknowledged,
        }))
    }

    fn findings(&self, on: Day) -> Vec<Finding> {
        let early = (on < self.planned_for)
            .then(|| EARLY.finding(&[]).with("planned_for", self.planned_for));
        early.into_iter().collect()
    }

    /// What stands against giving somebody up. Attempts count from the day on that was planned, and
    /// however many of one day as one: nobody is out of reach who did not answer this morning.
    fn findings_of_silence(
        &self,
        on: Day,
        tried: &[FollowUpAttempt],
        plan: Plan<'_>,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        let in_time = tried
            .iter()
            .filter(|attempt| self.planned_for <= attempt.on);
        let days: BTreeSet<Day> = in_time.map(|attempt| attempt.on).collect();
        let days = i64::try_from(days.len()).unwrap_or(i64::MAX);
        let wanted = plan.book.count("follow_up.min_attempts", plan.chain, on);
        if let Some((least, parameter)) = wanted
            && days < least
        {
            let finding = FEW_ATTEMPTS.finding(&[parameter]);
            found.push(finding.with("attempts", days).with("least", least));
        }
        let reached = tried
            .iter()
            .filter(|attempt| attempt.outcome == AttemptOutcome::Reached);
        if let Some(day) = reached.map(|attempt| attempt.on).max() {
            found.push(REACHED.finding(&[]).with("on", day));
        }
        found
    }

    /// The same for somebody else to ask: whoever was to do it is not there, and whoever may say so
    /// said so.
    pub fn given_to(mut self, to: StaffId) -> Changed<Self> {
        let from = self.counsellor.replace(to);
        let fact = Fact::FollowUpGiven {
            from: from.map(Id::uuid),
            to: to.uuid(),
        };
        self.says(fact)
    }

    /// Decides not to ask: somebody says so. That a case goes on its reopening says, and nobody
    /// else.
    pub fn cancel(
        self,
        actor: &Actor,
        reason: CancellationReason,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.allows(actor, FollowUpStep::Cancel)?;
        if !reason.is_said() {
            return Err(Refusal::invalid("/reason", "not_by_hand"));
        }
        self.lapse(reason, now)
    }

    /// Nobody asks any more, because of something that happened: the case goes on, the person died.
    pub fn lapse(
        mut self,
        reason: CancellationReason,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(FollowUpStep::Cancel)?;
        self.cancelled = Some(reason);
        self.ended_at = Some(now);
        let reason = reason.to_string();
        Ok(self.says(Fact::FollowUpCancelled { reason }))
    }

    /// What the actor may do now, and what stands against the rest.
    pub fn allowed_steps(&self, actor: &Actor) -> Vec<Allowed<FollowUpStep>> {
        FollowUpStep::iter()
            .map(|step| Allowed::judged(step, &self.allows(actor, step)))
            .collect()
    }

    fn allows(&self, actor: &Actor, step: FollowUpStep) -> Result<(), Refusal> {
        if !self.is_within(actor, Action::WorkCase) {
            return Err(Refusal::NotPermitted {});
        }
        self.status.after(step).map(|_| ())
    }

    /// The day of a step: today when nobody says, never to come, never before the end of the case.
    fn day_of_step(&self, on: Option<Day>, today: Day) -> Result<Day, Refusal> {
        let on = on.unwrap_or(today);
        let mut faults = Faults::none();
        if on > today {
            faults.tell("/on", "in_the_future");
        }
        if on < self.closed_on {
            faults.tell("/on", "before_the_last_step");
        }
        faults.refuse()?;
        Ok(on)
    }
}
