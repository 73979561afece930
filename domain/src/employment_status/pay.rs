//! The time without regularly paid work (D.M. 17 October 2017).
//!
//! It is another count than the days of unemployment. Regularly paid is a contract of at least six
//! months, or a collaboration or self-employment whose income passes what is free of tax.

use std::collections::BTreeSet;

use super::Assume;
use super::facts::{EmploymentFacts, WorkPeriod};
use super::jobs::{chains, forecasts, in_order};
use super::known::{FactName, Known, Missing, MissingFact, Used};
use super::law::{Law, Nature};
use super::verdict::Verdict;
use crate::cases::WorkKind;
use crate::kernel::{Day, Period};
use crate::rulebook::Parameter;

/// Since when somebody has had no regularly paid work.
#[derive(Debug, Clone, PartialEq)]
pub struct UnpaidTime {
    /// The last regularly paid day up to the reference date; `None` where there never was one.
    pub last_paid_on: Known<Option<Day>>,
    /// The days since then, the reference date included; `None` where there never was one.
    pub days: Known<Option<u32>>,
    /// The days at least, whatever is missing; `None` where there never was a paid one.
    pub least_days: Option<u32>,
    /// The facts it rests on.
    pub used: Vec<Used>,
    /// The numbers it rests on.
    pub parameters: Vec<Parameter>,
}

/// The last regularly paid day under either assumption.
#[derive(Debug, Clone)]
pub(super) struct Pay {
    best: Option<Day>,
    worst: Option<Day>,
    /// What is missing, with the last day that it could make a paid one.
    doubts: Vec<(Option<Day>, Missing)>,
    used: Vec<Used>,
    parameters: Vec<Parameter>,
    reference: Day,
}

/// Whether a work is regularly paid.
enum Regular {
    Yes,
    No,
    Unknown(Missing),
}

impl Pay {
    pub(super) fn of(facts: &EmploymentFacts, law: Law<'_>) -> Self {
        let reference = facts.reference;
        let periods: Vec<&WorkPeriod> = in_order(facts);
        let mut pay = Self {
            best: None,
            worst: None,
            doubts: Vec::new(),
            used: vec![Used::of(FactName::WorkHistory)],
            parameters: Vec::new(),
            reference,
        };
        match &facts.work {
            None => pay.unknown_until(reference),
            Some(work) => {
                let before = work.complete_since.map(|since| since.min(reference));
                if let Some(until) = before.and_then(|since| since.subtract_days(1).ok()) {
                    pay.unknown_until(until);
                }
            }
        }
        for (n, work) in periods.iter().enumerate() {
            if work.period.from() <= reference {
                pay.take(n, &periods, law);
            }
        }
        // A doubt about days before the last paid one changes nothing.
        let best = pay.best;
        pay.doubts.retain(|(last, _)| *last > best);
        pay
    }

    fn unknown_until(&mut self, day: Day) {
        self.worst = self.worst.max(Some(day));
        let missing = Missing::of(MissingFact::WorkHistory);
        self.doubts.push((Some(day), missing));
    }

    fn missing(&self) -> Vec<Missing> {
        let all: BTreeSet<Missing> = self.doubts.iter().map(|(_, missing)| *missing).collect();
        all.into_iter().collect()
    }

    fn take(&mut self, n: usize, periods: &[&WorkPeriod], law: Law<'_>) {
        let work = periods[n];
        let last = work.period.to().unwrap_or(self.reference);
        let last = Some(last.min(self.reference));
        let mut numbers = Vec::new();
        let mut regular =
            |assume| is_regular(n, periods, law, self.reference, assume, &mut numbers);
        let (best, worst) = (regular(Assume::Best), regular(Assume::Worst));
        if matches!(best, Regular::Yes) {
            self.best = self.best.max(last);
        }
        if !matches!(worst, Regular::No) && last > self.worst {
            self.worst = last;
        }
        let doubt = match (best, worst) {
            (_, Regular::Unknown(missing)) | (Regular::Unknown(missing), _) => Some(missing),
            // Only with the employer of another contract would it be long enough.
            (Regular::No, Regular::Yes) => {
                Some(Missing::at(MissingFact::Employer, work.period.from()))
            }
            _ => None,
        };
        self.doubts.extend(doubt.map(|missing| (last, missing)));
        self.used
            .push(Used::at(FactName::Work, work.period.from(), work.source));
        for number in numbers {
            if !self.parameters.contains(number) {
                self.parameters.push(number.clone());
            }
        }
    }

    fn days_since(&self, last: Option<Day>) -> Option<u32> {
        u32::try_from(last?.days_until(self.reference)).ok()
    }

    /// The answer in days.
    pub(super) fn unpaid(&self) -> UnpaidTime {
        let missing = || self.missing();
        let least_days = self.days_since(self.worst);
        UnpaidTime {
            last_paid_on: Known::agreed(self.best, self.worst, missing),
            days: Known::agreed(self.days_since(self.best), least_days, missing),
            least_days,
            used: self.used.clone(),
            parameters: self.parameters.clone(),
        }
    }

    /// Whether the last so many months were without regular pay: the last paid day does not count,
    /// and the term has passed the day after its end (art. 2963 c.c.).
    pub(super) fn none_for(&self, months: u32) -> Verdict {
        let holds = |last: Option<Day>| {
            let end = last.map(|last| last.add_months(months));
            end.is_none_or(|end| end.is_ok_and(|end| end < self.reference))
        };
        let mut verdict = match (holds(self.best), holds(self.worst)) {
            (true, true) => Verdict::of(true),
            (false, false) => Verdict::of(false),
            _ => Verdict::without(self.missing()),
        };
        verdict.used.extend(self.used.iter().copied());
        verdict.parameters.extend(self.parameters.iter().cloned());
        verdict
    }

    /// Whether there never was any regular pay.
    pub(super) fn never(&self) -> Verdict {
        let mut verdict = match (self.best, self.worst) {
            (None, None) => Verdict::of(true),
            (Some(_), _) => Verdict::of(false),
            (None, Some(_)) => Verdict::without(self.missing()),
        };
        verdict.used.extend(self.used.iter().copied());
        verdict
    }
}

fn is_regular<'a>(
    n: usize,
    periods: &[&WorkPeriod],
    law: Law<'a>,
    reference: Day,
    assume: Assume,
    numbers: &mut Vec<&'a Parameter>,
) -> Regular {
    let work = periods[n];
    let from = work.period.from();
    let (nature, kind) = law.nature(work.kind, from);
    numbers.extend(kind);
    match nature {
        Nature::NotEmployment => Regular::No,
        Nature::Unclear => Regular::Unknown(Missing::at(MissingFact::WorkKind, from)),
        Nature::Collaboration | Nature::SelfEmployed => {
            is_over(work, nature, law, reference, numbers)
        }
        Nature::Employee => match law.count("pay.regular_min_months", reference) {
            Ok((months, parameter)) => {
                numbers.push(parameter);
                is_long(n, periods, (months, law), reference, assume)
            }
            Err(missing) => Regular::Unknown(missing),
        },
    }
}

/// Whether the income that is expected on the reference date, or was at the end, is over the limit
/// of the day since when it is expected.
fn is_over<'a>(
    work: &WorkPeriod,
    nature: Nature,
    law: Law<'a>,
    reference: Day,
    numbers: &mut Vec<&'a Parameter>,
) -> Regular {
    let told = forecasts(work);
    let Some(forecast) = told.iter().rfind(|forecast| forecast.from <= reference) else {
        return Regular::Unknown(Missing::at(MissingFact::ExpectedIncome, work.period.from()));
    };
    match law.limit(nature, forecast.from) {
        Some(Ok((limit, parameter))) => {
            numbers.push(parameter);
            if forecast.yearly > limit {
                Regular::Yes
            } else {
                Regular::No
            }
        }
        Some(Err(missing)) => Regular::Unknown(missing),
        None => Regular::No,
    }
}

/// Whether the contract, with those of the same employer that it adjoins, lasts so many months.
fn is_long(
    n: usize,
    periods: &[&WorkPeriod],
    (months, law): (u32, Law<'_>),
    reference: Day,
    assume: Assume,
) -> Regular {
    let chains = chains(periods, law, assume);
    let is_joined = |of: &[usize]| of.iter().any(|chain| chains[n].contains(chain));
    let of_chain = || {
        let all = periods.iter().zip(&chains);
        all.filter(|(_, of)| is_joined(of)).map(|(work, _)| *work)
    };
    let begun: Vec<&WorkPeriod> = of_chain()
        .filter(|work| work.period.from() <= reference)
        .collect();
    let from = begun.iter().map(|work| work.period.from()).min();
    let Some(from) = from else { return Regular::No };
    let enough = Period::of_months(from, months)
        .ok()
        .and_then(|span| span.to());
    let reaches = |last: Day| enough.is_some_and(|enough| enough <= last);
    let ends: BTreeSet<Day> = begun.iter().filter_map(|work| work.period.to()).collect();
    let last = ends.last().copied();
    let without_end = begun.iter().find(|work| work.period.to().is_none());
    let is_open = |work: &&&WorkPeriod| {
        matches!(work.kind, WorkKind::EmployeeOpen | WorkKind::Apprenticeship)
    };
    match without_end {
        _ if last.is_some_and(reaches) => Regular::Yes,
        None => Regular::No,
        Some(_) if reaches(reference) => Regular::Yes,
        Some(work) if is_open(&work) => Regular::Yes,
        Some(work) => Regular::Unknown(Missing::at(MissingFact::PlannedEnd, work.period.from())),
    }
}
