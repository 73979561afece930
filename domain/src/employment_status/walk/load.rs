//! What the work of a day does to the status.

use std::collections::BTreeSet;

use super::Walk;
use crate::employment_status::jobs::{Job, sum_on};
use crate::employment_status::law::Nature;
use crate::employment_status::rules;
use crate::kernel::Day;
use crate::rulebook::{Parameter, Rule};

/// What the work of a day does to the status.
pub(super) enum Load<'a> {
    None,
    Within(Vec<&'a Parameter>),
    Suspends(Rule, Vec<&'a Parameter>),
    Loses(Rule, Vec<&'a Parameter>),
}

impl<'a> Walk<'a, '_> {
    pub(super) fn load(&self, day: Day) -> Load<'a> {
        let running: Vec<&Job<'a>> = self.jobs.iter().filter(|job| job.runs_on(day)).collect();
        if running.is_empty() {
            return Load::None;
        }
        self.passes(&running, day)
            .unwrap_or_else(|| Load::Within(self.limits(&running, day)))
    }

    /// What works do that pass a limit, alone or together. What no employee does comes first: no
    /// further contract turns a loss into a suspension.
    fn passes(&self, running: &[&Job<'a>], day: Day) -> Option<Load<'a>> {
        let (employed, others): (Vec<&Job<'a>>, Vec<&Job<'a>>) = running
            .iter()
            .partition(|job| job.nature == Nature::Employee);
        let lost = || Some(Load::Loses(rules::LOST_BY_SUM, self.sums(&others, day)?));
        let suspended = || {
            let limits = self.sums(running, day)?;
            Some(Load::Suspends(rules::SUSPENDED_BY_SUM, limits))
        };
        lost_alone(&others, day)
            .or_else(lost)
            .or_else(|| suspended_alone(&employed, day))
            .or_else(suspended)
    }

    fn limits(&self, running: &[&Job<'a>], day: Day) -> Vec<&'a Parameter> {
        let told = running.iter().filter_map(|job| {
            let forecast = job.expected_on(day)?;
            let limit = self.law.limit(job.nature, forecast.from)?.ok()?;
            Some(job.kind.into_iter().chain([limit.1]))
        });
        told.flatten().collect()
    }

    /// The limits that several works pass together and none of them alone: each limit is tested on
    /// its own kind, and the whole against the higher one.
    fn sums(&self, running: &[&Job<'a>], day: Day) -> Option<Vec<&'a Parameter>> {
        let event = running.iter().filter_map(|job| job.expected_on(day));
        let event = event.map(|forecast| forecast.from).max()?;
        let of = |natures: &[Nature]| -> Vec<&Job<'a>> {
            let wanted = running.iter().filter(|job| natures.contains(&job.nature));
            wanted.copied().collect()
        };
        let employed = of(&[Nature::Employee, Nature::Collaboration]);
        let own = of(&[Nature::SelfEmployed]);
        let limit = |nature| self.law.limit(nature, event)?.ok();
        let mine = limit(Nature::SelfEmployed);
        let theirs = limit(Nature::Employee);
        let passes = |jobs: &[&Job<'a>], limit| {
            let (limit, parameter) = limit?;
            (jobs.len() > 1 && sum_on(jobs, day)? > limit).then_some(vec![parameter])
        };
        let (higher, lower) = if theirs.map(|(cents, _)| cents) >= mine.map(|(cents, _)| cents) {
            (theirs, mine)
        } else {
            (mine, theirs)
        };
        let mixed = !own.is_empty() && !employed.is_empty();
        passes(&own, mine)
            .or_else(|| passes(&employed, theirs))
            .or_else(|| lower.and(passes(running, higher)).filter(|_| mixed))
    }

    /// Since when the contracts that ran all the time until `day` have passed their limits, each
    /// alone or together. A contract of another employer that came or went meanwhile does not
    /// count: each employer has its own days.
    pub(super) fn over_since(&self, day: Day) -> Day {
        let first = self.registered_on.unwrap_or(day);
        let mut lasting = self.chains_on(day);
        let mut span = vec![day];
        for earlier in self.days().range(first..day).rev() {
            let longer = &lasting & &self.chains_on(*earlier);
            span.push(*earlier);
            let is_over = if longer == lasting {
                self.is_over(&longer, *earlier)
            } else {
                span.iter().all(|day| self.is_over(&longer, *day))
            };
            if !is_over {
                span.pop();
                break;
            }
            lasting = longer;
        }
        span.last().copied().unwrap_or(day)
    }

    fn chains_on(&self, day: Day) -> BTreeSet<usize> {
        let running = self.jobs.iter().filter(|job| job.runs_on(day));
        running.flat_map(|job| &job.chains).copied().collect()
    }

    /// Whether the contracts of these chains pass a limit on that day.
    fn is_over(&self, chains: &BTreeSet<usize>, day: Day) -> bool {
        let running = self.jobs.iter().filter(|job| job.runs_on(day));
        let running = running.filter(|job| job.chains.iter().any(|chain| chains.contains(chain)));
        let running: Vec<&Job<'a>> = running.collect();
        !running.is_empty() && self.passes(&running, day).is_some()
    }
}

/// What works that are no employee's do where one of them passes its limit alone.
fn lost_alone<'a>(running: &[&Job<'a>], day: Day) -> Option<Load<'a>> {
    let rules = [
        (Nature::SelfEmployed, rules::SELF_EMPLOYED_OVER),
        (Nature::Collaboration, rules::COLLABORATION_OVER),
    ];
    rules.into_iter().find_map(|(nature, rule)| {
        let over = over_on(running, day);
        let over: Vec<&Job<'a>> = over.filter(|job| job.nature == nature).collect();
        (!over.is_empty()).then(|| Load::Loses(rule, limits_of(&over)))
    })
}

/// What contracts of employees do where one of them passes its limit alone.
fn suspended_alone<'a>(employed: &[&Job<'a>], day: Day) -> Option<Load<'a>> {
    let over: Vec<&Job<'a>> = over_on(employed, day).collect();
    let is_later = |job: &&Job<'_>| job.over.as_ref().is_some_and(|over| over.since > job.from);
    let rule = if over.iter().all(is_later) {
        rules::FORECAST_PASSED
    } else {
        rules::SUSPENDED
    };
    (!over.is_empty()).then(|| Load::Suspends(rule, limits_of(&over)))
}

fn over_on<'j, 'a>(running: &[&'j Job<'a>], day: Day) -> impl Iterator<Item = &'j Job<'a>> {
    let over = running.iter().filter(move |job| job.is_over_on(day));
    over.copied()
}

fn limits_of<'a>(jobs: &[&Job<'a>]) -> Vec<&'a Parameter> {
    let of = |job: &&Job<'a>| {
        let limit = job.over.as_ref().and_then(|over| over.parameter);
        job.kind.into_iter().chain(limit)
    };
    jobs.iter().flat_map(of).collect()
}
