//! The walk through the facts, day by day on which something happens.

mod declaring;
mod load;

use std::collections::BTreeSet;

use super::Assume;
use super::claims::Claim;
use super::facts::{Declaration, EmploymentFacts, Loss, LossCause};
use super::jobs::{Job, jobs};
use super::known::{FactName, Used};
use super::law::Law;
use super::permits::{Expiry, expiries};
use super::rules;
use super::timeline::State;
use crate::kernel::Day;
use crate::rulebook::{Finding, Parameter, Rule};
use load::Load;

pub(super) use declaring::gaps;

/// What happened to the status on a day.
#[derive(Debug, Clone)]
pub(super) struct Step<'a> {
    pub(super) day: Day,
    /// The status afterwards.
    pub(super) state: State,
    pub(super) rule: Rule,
    pub(super) used: Vec<Used>,
    pub(super) parameters: Vec<&'a Parameter>,
    /// Whether the days are counted anew from here.
    pub(super) registers: bool,
}

/// What a declaration came to, where it did not change the status.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Note {
    pub(super) on: Day,
    pub(super) finding: Finding,
}

/// All that happened, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Run<'a> {
    pub(super) steps: Vec<Step<'a>>,
    pub(super) notes: Vec<Note>,
}

struct Walk<'a, 'f> {
    facts: &'f EmploymentFacts,
    law: Law<'a>,
    assume: Assume,
    jobs: Vec<Job<'a>>,
    expiries: Vec<Expiry<'a>>,
    /// Claims that may have been declarations; none where they are taken for none.
    claims: &'f [Claim],
    state: State,
    /// Since when the contracts that run suspend the status.
    suspending: Option<Day>,
    registered_on: Option<Day>,
    /// Until when no new declaration counts, after a loss for conditionality.
    locked: Option<(Day, Option<&'a Parameter>)>,
    is_dead: bool,
    /// A declaration given in the term of notice, with the day on which it counts.
    waiting: Option<(Day, Declaration)>,
    run: Run<'a>,
}

/// Everything that happened to the status of the person, as far as the facts reach.
pub(super) fn walk<'a>(
    facts: &EmploymentFacts,
    law: Law<'a>,
    assume: Assume,
    claims: &[Claim],
) -> Run<'a> {
    let mut walk = Walk {
        facts,
        law,
        assume,
        jobs: jobs(facts, law, assume),
        expiries: expiries(facts, law, assume),
        claims,
        state: State::NotRegistered,
        suspending: None,
        registered_on: None,
        locked: None,
        is_dead: false,
        waiting: None,
        run: Run::default(),
    };
    for day in walk.days() {
        walk.time_passes_until(day);
        walk.happens(day);
    }
    walk.time_passes();
    walk.run
}

impl<'a> Walk<'a, '_> {
    /// The days on which a fact begins or ends.
    fn days(&self) -> BTreeSet<Day> {
        let declared = self
            .facts
            .declarations_in_order()
            .into_iter()
            .map(|did| did.on);
        let lost = self.facts.losses.iter().map(|loss| loss.on);
        let expired = self.expiries.iter().map(|expiry| expiry.on);
        let worked = self.jobs.iter().flat_map(|job| {
            let told = job.forecasts.iter().map(|forecast| forecast.from);
            let told = told.filter(|day| job.runs_on(*day));
            [Some(job.from), job.day_after()]
                .into_iter()
                .flatten()
                .chain(told)
        });
        let claimed = self.claims.iter().flat_map(Claim::days);
        let told = declared.chain(lost).chain(expired);
        told.chain(worked).chain(claimed).collect()
    }

    fn is_registered(&self) -> bool {
        matches!(
            self.state,
            State::Active | State::Suspended | State::Conserved
        )
    }

    fn happens(&mut self, day: Day) {
        self.lose(day);
        if let Some((on, declaration)) = self.waiting
            && on == day
        {
            self.waiting = None;
            self.register(day, declaration, rules::DECLARED_IN_NOTICE);
        }
        let declared = self
            .facts
            .declarations_in_order()
            .into_iter()
            .find(|did| did.on == day);
        if let Some(declaration) = declared {
            self.declare(declaration);
        }
        let claimed = self.claims.iter().find_map(|claim| claim.on(day));
        if let Some(claimed) = claimed
            && !self.is_registered()
            && self.waiting.is_none()
        {
            self.declare(claimed);
        }
        if self.is_registered() {
            self.settle(day);
        }
        if self.suspension_over().is_some_and(|(over, _)| over <= day) {
            self.time_passes();
        }
    }

    fn step(
        &mut self,
        day: Day,
        state: State,
        rule: Rule,
        used: Vec<Used>,
        of: Vec<&'a Parameter>,
    ) {
        self.state = state;
        if state != State::Suspended {
            self.suspending = None;
        }
        let mut parameters: Vec<&'a Parameter> = Vec::new();
        for parameter in of {
            if !parameters.contains(&parameter) {
                parameters.push(parameter);
            }
        }
        self.run.steps.push(Step {
            day,
            state,
            rule,
            used,
            parameters,
            registers: false,
        });
    }

    fn note(&mut self, on: Day, finding: Finding) {
        let finding = finding.with("on", on);
        self.run.notes.push(Note { on, finding });
    }

    /// What ends the status by itself ends it whatever it is.
    fn lose(&mut self, day: Day) {
        let mut losses: Vec<Loss> = self.facts.losses.clone();
        losses.retain(|loss| loss.on == day);
        losses.sort_by_key(|loss| (loss.cause, loss.source));
        losses.dedup_by_key(|loss| loss.cause);
        for loss in losses {
            self.waiting = None;
            let rule = match loss.cause {
                LossCause::Revocation => rules::REVOKED,
                LossCause::Conditionality => rules::CONDITIONALITY,
                LossCause::Pension => rules::PENSION,
                LossCause::Death => rules::DEATH,
                LossCause::Certified => rules::CERTIFIED,
            };
            self.is_dead |= loss.cause == LossCause::Death;
            if loss.cause == LossCause::Conditionality {
                self.lock(day);
            }
            let used = vec![Used::at(FactName::Loss, day, loss.source)];
            self.step(day, State::Lost, rule, used, Vec::new());
        }
        let expired = self.expiries.iter().find(|expiry| expiry.on == day);
        if let Some(expiry) = expired
            && self.is_registered()
        {
            let (used, parameters) = (vec![expiry.used], expiry.parameters.clone());
            self.step(day, State::Lost, rules::PERMIT_EXPIRED, used, parameters);
        }
    }

    /// A term in months ends on the same day number (art. 2963 c.c.), and has passed the day after.
    fn lock(&mut self, day: Day) {
        let months = self.law.count("did.lockout_after_decadenza_months", day);
        self.locked = match months {
            Ok((months, parameter)) => {
                Some((day.add_months(months).unwrap_or(day), Some(parameter)))
            }
            Err(_) if self.assume == Assume::Worst => Day::of(2100, 12, 31).ok().zip(Some(None)),
            Err(_) => None,
        };
    }

    /// Brings the status of a registered person in line with the work of the day.
    fn settle(&mut self, day: Day) {
        let running = self.jobs.iter().filter(|job| job.runs_on(day));
        let running: Vec<Used> = running.map(|job| job.used).collect();
        let ended = self.jobs.iter().filter(|job| job.day_after() == Some(day));
        let ended: Vec<Used> = ended.map(|job| job.used).collect();
        match (self.load(day), self.state) {
            (Load::None, State::Suspended) => {
                self.step(day, State::Active, rules::RESUMED, ended, Vec::new());
            }
            (Load::None, State::Conserved) => {
                self.step(day, State::Active, rules::WORK_ENDED, ended, Vec::new());
            }
            (Load::Within(limits), State::Active | State::Suspended) => {
                let rule = rules::CONSERVED_BY_INCOME;
                self.step(day, State::Conserved, rule, running, limits);
            }
            (Load::Suspends(rule, limits), state) => {
                if state != State::Suspended {
                    self.step(day, State::Suspended, rule, running, limits);
                }
                self.suspending = Some(self.over_since(day));
            }
            (Load::Loses(rule, limits), _) => self.step(day, State::Lost, rule, running, limits),
            (Load::None | Load::Within(_), _) => {}
        }
    }

    /// The day on which the suspension has lasted too long, with its number.
    fn suspension_over(&self) -> Option<(Day, Option<&'a Parameter>)> {
        let since = self.suspending?;
        match self.law.count("unemployment.suspension_max_days", since) {
            Ok((days, parameter)) => Some((since.add_days(days).ok()?, Some(parameter))),
            Err(_) if self.assume == Assume::Worst => Some((since, None)),
            Err(_) => None,
        }
    }

    /// Whatever came to its end before that day. What ends on its last possible day has lasted no
    /// day too long: the work of the day is looked at first.
    fn time_passes_until(&mut self, day: Day) {
        if self.suspension_over().is_some_and(|(over, _)| over < day) {
            self.time_passes();
        }
    }

    /// The longest suspension comes to its end.
    fn time_passes(&mut self) {
        let Some((day, parameter)) = self.suspension_over() else {
            return;
        };
        let since = self.suspending.unwrap_or(day);
        let running = self.jobs.iter().filter(|job| job.from <= day);
        let running = running.filter(|job| job.to.is_none_or(|to| since <= to));
        let used: Vec<Used> = running.map(|job| job.used).collect();
        let parameters = parameter.into_iter().collect();
        self.step(day, State::Lost, rules::SUSPENSION_OVER, used, parameters);
    }
}
