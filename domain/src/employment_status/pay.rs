//! The time without regularly paid work (D.M. 17 October 2017).
//!
//! It is another count than the days of unemployment. Regularly paid is a contract of at least six
//! months, or a collaboration or self-employment whose income passes what is free of tax.

use std::collections::BTreeSet;

use super::Assume;
use super::facts::{EmploymentFacts, Forecast, WorkPeriod};
use super::jobs::{chains, forecasts, in_order, unnamed};
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
        let mut numbers = Vec::new();
        let mut stretches =
            |assume| stretches(n, periods, law, self.reference, assume, &mut numbers);
        let (best, worst) = (stretches(Assume::Best), stretches(Assume::Worst));
        for ((last, best), (_, worst)) in best.into_iter().zip(worst) {
            let doubts = match (&best, &worst) {
                (_, Regular::Unknown(missing)) | (Regular::Unknown(missing), _) => vec![*missing],
                // Only with another contract would it be long enough.
                (Regular::No, Regular::Yes) => unsettled(n, periods, law),
                _ => Vec::new(),
            };
            self.weigh(Some(last), (&best, &worst), doubts);
        }
        if may_pay_beyond(work, self.reference, law) {
            // However long it went on: nothing says that it did, or that it did not.
            let missing = Missing::at(MissingFact::WorkEnd, work.period.from());
            let open = (&Regular::Unknown(missing), &Regular::Unknown(missing));
            self.weigh(Some(self.reference), open, vec![missing]);
        }
        self.used
            .push(Used::at(FactName::Work, work.period.from(), work.source));
        for number in numbers {
            if !self.parameters.contains(number) {
                self.parameters.push(number.clone());
            }
        }
    }

    /// Takes the days of a work up to the last of them.
    fn weigh(
        &mut self,
        last: Option<Day>,
        (best, worst): (&Regular, &Regular),
        doubts: Vec<Missing>,
    ) {
        if matches!(best, Regular::Yes) {
            self.best = self.best.max(last);
        }
        if !matches!(worst, Regular::No) && last > self.worst {
            self.worst = last;
        }
        let doubts = doubts.into_iter().map(|missing| (last, missing));
        self.doubts.extend(doubts);
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

/// Whether a work may have gone on beyond its planned end, and be regularly paid there: employment
/// because together it may be long enough, the others by the income that was expected from then on.
fn may_pay_beyond(work: &WorkPeriod, reference: Day, law: Law<'_>) -> bool {
    let Some(end) = work.unsure_end(reference) else {
        return false;
    };
    let nature = law.nature(work.kind, work.period.from()).0;
    let told = forecasts(work);
    let pays = |forecast: &Forecast| {
        let limit = law.limit(nature, forecast.from).and_then(Result::ok);
        limit.is_none_or(|(limit, _)| forecast.yearly > limit)
    };
    match nature {
        Nature::NotEmployment => false,
        Nature::Employee | Nature::Unclear => true,
        Nature::Collaboration | Nature::SelfEmployed => {
            let holds = told.iter().rposition(|forecast| forecast.from <= end);
            holds.is_none_or(|holds| told[holds..].iter().any(pays))
        }
    }
}

/// The days of a work up to the reference date: the last day of each stretch, and whether it is
/// regularly paid. The stretches do not depend on what is assumed.
fn stretches<'a>(
    n: usize,
    periods: &[&WorkPeriod],
    law: Law<'a>,
    reference: Day,
    assume: Assume,
    numbers: &mut Vec<&'a Parameter>,
) -> Vec<(Day, Regular)> {
    let work = periods[n];
    let from = work.period.from();
    let last = work.period.to().unwrap_or(reference).min(reference);
    let (nature, kind) = law.nature(work.kind, from);
    numbers.extend(kind);
    let regular = match nature {
        Nature::NotEmployment => Regular::No,
        Nature::Unclear => Regular::Unknown(Missing::at(MissingFact::WorkKind, from)),
        Nature::Collaboration | Nature::SelfEmployed => {
            return by_income(work, last, nature, law, numbers);
        }
        Nature::Employee => match law.count("pay.regular_min_months", reference) {
            Ok((months, parameter)) => {
                numbers.push(parameter);
                is_long(n, periods, (months, law), reference, assume)
            }
            Err(missing) => Regular::Unknown(missing),
        },
    };
    vec![(last, regular)]
}

/// The days from one expected income to the next: each is tested by the limit of the day since
/// when it is expected. What was earned before an income fell stays regularly paid.
fn by_income<'a>(
    work: &WorkPeriod,
    last: Day,
    nature: Nature,
    law: Law<'a>,
    numbers: &mut Vec<&'a Parameter>,
) -> Vec<(Day, Regular)> {
    let start = work.period.from();
    let mut told = forecasts(work);
    told.retain(|forecast| forecast.from <= last);
    let days = told.iter().map(|forecast| forecast.from);
    let ends = days.map(|day| day.subtract_days(1).unwrap_or(day));
    // The first end is that of the days of which nobody told.
    let ends: Vec<Day> = ends.chain([last]).collect();
    let mut stretches = Vec::new();
    if ends[0] >= start {
        let missing = Missing::at(MissingFact::ExpectedIncome, start);
        stretches.push((ends[0], Regular::Unknown(missing)));
    }
    for (forecast, end) in told.iter().zip(&ends[1..]) {
        if *end < forecast.from {
            continue;
        }
        let regular = match law.limit(nature, forecast.from) {
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
        };
        stretches.push((*end, regular));
    }
    stretches
}

/// What would settle whether a contract adds up with those that it adjoins: their kinds, and with
/// whom they are.
fn unsettled(n: usize, periods: &[&WorkPeriod], law: Law<'_>) -> Vec<Missing> {
    let chains = chains(periods, law, Assume::Worst);
    let adjoins = |of: &[usize]| of.iter().any(|chain| chains[n].contains(chain));
    let joined = periods.iter().zip(&chains).filter(|(_, of)| adjoins(of));
    let joined: Vec<&WorkPeriod> = joined.map(|(work, _)| *work).collect();
    let missing = joined.iter().flat_map(|work| {
        let from = work.period.from();
        let unclear = law.nature(work.kind, from).0 == Nature::Unclear;
        let kind = unclear.then(|| Missing::at(MissingFact::WorkKind, from));
        let mut lacking = joined.iter().filter_map(|other| unnamed(other, work));
        let lacks_employer = lacking.any(|lacks| lacks.period.from() == from);
        let employer = lacks_employer.then(|| Missing::at(MissingFact::Employer, from));
        kind.into_iter().chain(employer)
    });
    missing.collect()
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
