//! The walk through the facts, day by day on which something happens.

mod load;

use std::collections::BTreeSet;

use super::Assume;
use super::facts::{Declaration, EmploymentFacts, Loss, LossCause};
use super::jobs::{Gap, Job, jobs, next};
use super::known::{FactName, Missing, MissingFact, Used};
use super::law::{Law, Nature};
use super::permits::{Expiry, expiries, without_any};
use super::rules;
use super::timeline::State;
use crate::kernel::Day;
use crate::rulebook::{Finding, Parameter, Rule};
use load::Load;

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
pub(super) fn walk<'a>(facts: &EmploymentFacts, law: Law<'a>, assume: Assume) -> Run<'a> {
    let mut walk = Walk {
        facts,
        law,
        assume,
        jobs: jobs(facts, law, assume),
        expiries: expiries(facts, law, assume),
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
        declared.chain(lost).chain(expired).chain(worked).collect()
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

    fn declare(&mut self, declaration: Declaration) {
        let day = declaration.on;
        if let Some(refusal) = self.refusal(day) {
            return self.note(day, refusal);
        }
        if self.is_registered() {
            return self.note(day, rules::WITHOUT_EFFECT.finding(&[]));
        }
        match self.load(day) {
            Load::None | Load::Within(_) => self.register(day, declaration, rules::DECLARED),
            Load::Suspends(_, parameters) | Load::Loses(_, parameters) => {
                match self.end_of_notice(day) {
                    Some(end) => self.waiting = Some((end, declaration)),
                    None => self.note(day, rules::WORKING_OVER_LIMIT.finding(&parameters)),
                }
            }
        }
    }

    /// Why nobody may declare anything on that day.
    fn refusal(&self, day: Day) -> Option<Finding> {
        if self.is_dead {
            return Some(rules::AFTER_DEATH.finding(&[]));
        }
        if let Some((until, parameter)) = self.locked
            && day <= until
        {
            let used: Vec<_> = parameter.into_iter().collect();
            return Some(rules::TOO_SOON.finding(&used).with("until", until));
        }
        if let Some(parameters) = without_any(self.facts, self.law, self.assume, day) {
            return Some(rules::WITHOUT_PERMIT.finding(&parameters));
        }
        let born = match self.assume {
            Assume::Best => self.facts.birth_date?,
            Assume::Worst => self.facts.born_by()?,
        };
        match self.law.count("unemployment.min_age", day) {
            Ok((youngest, parameter)) => {
                let age = born.age_on(day, self.law.leap_birthday(day)).unwrap_or(0);
                let finding = || rules::TOO_YOUNG.finding(&[parameter]).with("age", age);
                (age < youngest).then(finding)
            }
            Err(_) if self.assume == Assume::Worst => Some(rules::TOO_YOUNG.finding(&[])),
            Err(_) => None,
        }
    }

    /// The day after the last contract that has been given notice of, where only such ones stand
    /// in the way.
    fn end_of_notice(&self, day: Day) -> Option<Day> {
        let running = self.jobs.iter().filter(|job| job.runs_on(day));
        let noticed = running.filter(|job| {
            job.nature == Nature::Employee && job.notice.is_some_and(|notice| notice <= day)
        });
        noticed.filter_map(Job::day_after).max()
    }

    fn register(&mut self, day: Day, declaration: Declaration, rule: Rule) {
        let on = declaration.on;
        if let Load::Suspends(_, parameters) | Load::Loses(_, parameters) = self.load(day) {
            return self.note(on, rules::WORKING_OVER_LIMIT.finding(&parameters));
        }
        // Given in the notice period it counts only later, when the permit may be gone.
        if let Some(parameters) = without_any(self.facts, self.law, self.assume, day) {
            return self.note(on, rules::WITHOUT_PERMIT.finding(&parameters));
        }
        let used = vec![Used::at(FactName::Declaration, on, declaration.source)];
        let age = self.law.count("unemployment.min_age", on);
        let parameters = age.ok().filter(|_| self.facts.birth_date.is_some());
        let parameters = parameters.map(|(_, parameter)| parameter);
        self.step(
            day,
            State::Active,
            rule,
            used,
            parameters.into_iter().collect(),
        );
        if let Some(step) = self.run.steps.last_mut() {
            step.registers = true;
        }
        self.registered_on = Some(day);
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

/// Whether somebody is old enough to declare anything, however late the other facts let the birth
/// have been.
fn is_old_enough(
    facts: &EmploymentFacts,
    law: Law<'_>,
    declaration: Declaration,
    youngest: u32,
) -> bool {
    let on = declaration.on;
    let age = facts
        .born_by()
        .and_then(|born| born.age_on(on, law.leap_birthday(on)));
    age.is_some_and(|age| age >= youngest)
}

/// The numbers, and the age, that are missing where something happens to a declaration.
pub(super) fn gaps(facts: &EmploymentFacts, law: Law<'_>) -> Vec<Gap> {
    let open = |missing: Missing, from: Day| Gap {
        missing,
        from,
        to: None,
    };
    let declared = facts.declarations.iter().flatten();
    let ages = declared.filter_map(|did| {
        let missing = match law.count("unemployment.min_age", did.on) {
            Err(missing) => Some(missing),
            Ok((youngest, _)) => {
                let unsure =
                    facts.birth_date.is_none() && !is_old_enough(facts, law, *did, youngest);
                unsure.then(|| Missing::of(MissingFact::BirthDate))
            }
        };
        Some(open(missing?, did.on))
    });
    let lost = facts.losses.iter();
    let lost = lost.filter(|loss| loss.cause == LossCause::Conditionality);
    let locks = lost.filter_map(|loss| {
        let months = law.count("did.lockout_after_decadenza_months", loss.on);
        Some(open(months.err()?, next(loss.on)))
    });
    ages.chain(locks).collect()
}
