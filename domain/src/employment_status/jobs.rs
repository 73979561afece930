//! Work as the law sees it: what is employment, under which limit, and with whom.

use super::Assume;
use super::facts::{EmployerKey, EmploymentFacts, Forecast, WorkPeriod};
use super::known::{FactName, Missing, MissingFact, Used};
use super::law::{Law, Nature};
use crate::kernel::{Cents, Day, Period};
use crate::rulebook::Parameter;

/// The day after; the last day of the calendar has none.
pub(super) fn next(day: Day) -> Day {
    day.add_days(1).unwrap_or(day)
}

/// A missing fact, with the days on which it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) missing: Missing,
    pub(super) from: Day,
    pub(super) to: Option<Day>,
}

impl Gap {
    /// Whether it matters on some day of these, or on the day before them.
    pub(super) fn touches(&self, from: Day, to: Day) -> bool {
        self.from <= to && self.to.is_none_or(|last| next(last) >= from)
    }
}

/// An employment.
#[derive(Debug, Clone)]
pub(super) struct Job<'a> {
    pub(super) from: Day,
    pub(super) to: Option<Day>,
    pub(super) nature: Nature,
    /// Contracts with one employer and without a gap share their chain. One whose employer is
    /// unknown may belong to several.
    pub(super) chains: Vec<usize>,
    /// Since when it alone passes its limit.
    pub(super) over: Option<Over<'a>>,
    /// In the order of their days, the first one on the day of the start or later.
    pub(super) forecasts: Vec<Forecast>,
    pub(super) notice: Option<Day>,
    pub(super) used: Used,
    /// What made it an employment, where that is a parameter.
    pub(super) kind: Option<&'a Parameter>,
}

/// A limit that was passed.
#[derive(Debug, Clone)]
pub(super) struct Over<'a> {
    pub(super) since: Day,
    pub(super) parameter: Option<&'a Parameter>,
}

impl Job<'_> {
    pub(super) fn runs_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Once its own limit is passed a contract stays over it: suspension and conservation do not
    /// add up for one contract.
    pub(super) fn is_over_on(&self, day: Day) -> bool {
        self.over.as_ref().is_some_and(|over| over.since <= day)
    }

    /// The income that is expected on that day, with the day since when it is.
    pub(super) fn expected_on(&self, day: Day) -> Option<Forecast> {
        let mut known = self.forecasts.iter();
        known.rfind(|forecast| forecast.from <= day).copied()
    }

    /// The first day after it.
    pub(super) fn day_after(&self) -> Option<Day> {
        self.to.map(next)
    }
}

/// Work in an order that does not depend on how it was told.
pub(super) fn in_order(facts: &EmploymentFacts) -> Vec<&WorkPeriod> {
    let told = facts.work.iter().flat_map(|work| &work.periods);
    let mut periods: Vec<&WorkPeriod> = told.collect();
    periods.sort_by_cached_key(|work| {
        let employer = work.employer.clone();
        let dates = (work.period.from(), work.period.to());
        (
            dates,
            work.kind.to_string(),
            employer,
            forecasts(work),
            (work.dismissal_notice_on, work.end_seen_on),
            work.source,
        )
    });
    periods
}

/// The forecasts that hold while the work runs, as from its first day.
pub(super) fn forecasts(work: &WorkPeriod) -> Vec<Forecast> {
    let mut all = work.forecasts.clone();
    all.sort();
    let start = work.period.from();
    let earlier = all.iter().rposition(|forecast| forecast.from <= start);
    all.drain(..earlier.unwrap_or(0));
    if let Some(first) = all.first_mut() {
        first.from = first.from.max(start);
    }
    all
}

/// Work as it is taken to have been: what may have gone on beyond its planned end goes on under
/// the worst assumption.
fn taken(facts: &EmploymentFacts, assume: Assume) -> Vec<WorkPeriod> {
    let periods = in_order(facts).into_iter().cloned();
    let taken = periods.map(|work| {
        let goes_on = assume == Assume::Worst && work.unsure_end(facts.reference).is_some();
        let endless = Period::new(work.period.from(), None).ok();
        let period = endless.filter(|_| goes_on).unwrap_or(work.period);
        WorkPeriod { period, ..work }
    });
    taken.collect()
}

/// The employments. What is missing is taken as `assume` says: an unknown income for nothing or
/// for more than every limit, an unknown kind for no employment or for a self-employment.
pub(super) fn jobs<'a>(facts: &EmploymentFacts, law: Law<'a>, assume: Assume) -> Vec<Job<'a>> {
    let taken = taken(facts, assume);
    let periods: Vec<&WorkPeriod> = taken.iter().collect();
    let chains = chains(&periods, law, assume);
    let told = periods.iter().zip(chains);
    let mut jobs: Vec<Job<'a>> = told
        .filter_map(|(work, chains)| job(work, chains, law, assume))
        .collect();
    if assume == Assume::Worst
        && let Some(before) = before_all(facts)
    {
        jobs.push(before);
    }
    jobs
}

fn job<'a>(work: &WorkPeriod, chains: Vec<usize>, law: Law<'a>, assume: Assume) -> Option<Job<'a>> {
    let from = work.period.from();
    let (nature, kind) = law.nature(work.kind, from);
    let nature = match (nature, assume) {
        (Nature::NotEmployment, _) | (Nature::Unclear, Assume::Best) => return None,
        (Nature::Unclear, Assume::Worst) => Nature::SelfEmployed,
        (Nature::Employee | Nature::Collaboration | Nature::SelfEmployed, _) => nature,
    };
    let is_unclear = matches!(law.nature(work.kind, from).0, Nature::Unclear);
    let forecasts = forecasts(work);
    let over = if is_unclear {
        Some(Over {
            since: from,
            parameter: None,
        })
    } else {
        over(from, nature, &forecasts, law, assume)
    };
    Some(Job {
        from,
        to: work.period.to(),
        nature,
        chains,
        over,
        forecasts,
        notice: work.dismissal_notice_on,
        used: Used::at(FactName::Work, from, work.source),
        kind,
    })
}

fn over<'a>(
    from: Day,
    nature: Nature,
    forecasts: &[Forecast],
    law: Law<'a>,
    assume: Assume,
) -> Option<Over<'a>> {
    let unknown = |since| {
        (assume == Assume::Worst).then_some(Over {
            since,
            parameter: None,
        })
    };
    let is_told = forecasts.first().is_some_and(|first| first.from <= from);
    let untold = if is_told { None } else { unknown(from) };
    untold.or_else(|| {
        forecasts
            .iter()
            .find_map(|forecast| match law.limit(nature, forecast.from)? {
                Ok((limit, parameter)) => (forecast.yearly > limit).then_some(Over {
                    since: forecast.from,
                    parameter: Some(parameter),
                }),
                Err(_) => unknown(forecast.from),
            })
    })
}

/// Work that nobody told of, before the history is complete.
fn before_all<'a>(facts: &EmploymentFacts) -> Option<Job<'a>> {
    let (from, to) = untold(facts)?;
    Some(Job {
        from,
        to,
        nature: Nature::SelfEmployed,
        chains: vec![usize::MAX],
        over: Some(Over {
            since: from,
            parameter: None,
        }),
        forecasts: Vec::new(),
        notice: None,
        used: Used::of(FactName::WorkHistory),
        kind: None,
    })
}

/// The days of which nobody knows what work there was.
pub(super) fn untold(facts: &EmploymentFacts) -> Option<(Day, Option<Day>)> {
    let from = Day::of(1900, 1, 1).ok()?;
    match &facts.work {
        None => Some((from, None)),
        Some(work) => {
            let to = work.complete_since?.subtract_days(1).ok()?;
            Some((from, Some(to)))
        }
    }
}

/// Which contracts add up: those of employees with one employer, without a day between them. Each
/// joins what began before it, so that nothing depends on what comes later. Work of an unclear kind
/// may be such a contract.
pub(super) fn chains(periods: &[&WorkPeriod], law: Law<'_>, assume: Assume) -> Vec<Vec<usize>> {
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for (n, work) in periods.iter().enumerate() {
        let earlier = periods.iter().zip(&chains);
        let joined = earlier.filter(|(other, _)| {
            let both = is_employee(other, law, assume) && is_employee(work, law, assume);
            both && touch(other, work) && is_one_employer(other, work, assume)
        });
        let mut joined: Vec<usize> = joined.flat_map(|(_, chains)| chains).copied().collect();
        joined.sort_unstable();
        joined.dedup();
        if joined.is_empty() {
            joined.push(n);
        }
        chains.push(joined);
    }
    chains
}

/// Whether no day lies between them; the first one does not begin later.
fn touch(one: &WorkPeriod, other: &WorkPeriod) -> bool {
    let end = one.period.to();
    end.is_none_or(|to| other.period.from() <= next(to))
}

fn is_employee(work: &WorkPeriod, law: Law<'_>, assume: Assume) -> bool {
    match law.nature(work.kind, work.period.from()).0 {
        Nature::Employee => true,
        Nature::Unclear => assume == Assume::Worst,
        Nature::Collaboration | Nature::SelfEmployed | Nature::NotEmployment => false,
    }
}

fn is_one_employer(one: &WorkPeriod, other: &WorkPeriod, assume: Assume) -> bool {
    let employers = one.employer.as_ref().zip(other.employer.as_ref());
    let is_one = employers.and_then(|(one, other)| one.is(other));
    is_one.unwrap_or(assume == Assume::Worst)
}

/// Which of two works lacks what would tell whether they are with one employer; none where that is
/// known.
pub(super) fn unnamed<'f>(one: &'f WorkPeriod, other: &'f WorkPeriod) -> Option<&'f WorkPeriod> {
    match (&one.employer, &other.employer) {
        (_, None) => Some(other),
        (None, Some(_)) => Some(one),
        (Some(first), Some(second)) => match (first.is(second), second) {
            (Some(_), _) => None,
            (None, EmployerKey::Name(_)) => Some(other),
            (None, EmployerKey::Code(_)) => Some(one),
        },
    }
}

/// Everything about work that is missing.
pub(super) fn gaps(facts: &EmploymentFacts, law: Law<'_>) -> Vec<Gap> {
    let taken = taken(facts, Assume::Worst);
    let periods: Vec<&WorkPeriod> = taken.iter().collect();
    let ends = in_order(facts).into_iter();
    let mut gaps: Vec<Gap> = ends
        .filter_map(|work| unsure_end(work, facts.reference, law))
        .collect();
    if let Some((from, to)) = untold(facts) {
        let missing = Missing::of(MissingFact::WorkHistory);
        gaps.push(Gap { missing, from, to });
    }
    for (n, work) in periods.iter().enumerate() {
        gaps.extend(gaps_of(work, law));
        let follows = periods.iter().skip(n + 1);
        gaps.extend(follows.filter_map(|other| unsure_employer(work, other, law)));
    }
    gaps
}

/// The employer that is missing where one contract follows another without a gap.
fn unsure_employer(work: &WorkPeriod, other: &WorkPeriod, law: Law<'_>) -> Option<Gap> {
    let lacks = unnamed(work, other)?;
    let may_be = |work| is_employee(work, law, Assume::Worst);
    let both = may_be(work) && may_be(other);
    (both && touch(work, other)).then(|| Gap {
        missing: Missing::at(MissingFact::Employer, lacks.period.from()),
        from: work.period.from(),
        to: work
            .period
            .to()
            .zip(other.period.to())
            .map(|(one, other)| one.max(other)),
    })
}

/// The end that is missing of an employment which may have gone on.
fn unsure_end(work: &WorkPeriod, reference: Day, law: Law<'_>) -> Option<Gap> {
    let end = work.unsure_end(reference)?;
    let from = work.period.from();
    (law.nature(work.kind, from).0 != Nature::NotEmployment).then(|| Gap {
        missing: Missing::at(MissingFact::WorkEnd, from),
        from: next(end),
        to: None,
    })
}

fn gaps_of(work: &WorkPeriod, law: Law<'_>) -> Vec<Gap> {
    let (from, to) = (work.period.from(), work.period.to());
    let gap = |missing, from| Gap { missing, from, to };
    let nature = law.nature(work.kind, from).0;
    if nature == Nature::Unclear {
        return vec![gap(Missing::at(MissingFact::WorkKind, from), from)];
    }
    let forecasts = forecasts(work);
    let is_told = forecasts.first().is_some_and(|first| first.from <= from);
    let mut gaps: Vec<Gap> = Vec::new();
    if !is_told && nature != Nature::NotEmployment {
        gaps.push(gap(Missing::at(MissingFact::ExpectedIncome, from), from));
    }
    let numbers = forecasts.iter().filter_map(|forecast| {
        let missing = law.limit(nature, forecast.from)?.err()?;
        Some(gap(missing, forecast.from))
    });
    gaps.extend(numbers);
    let longest = law.count("unemployment.suspension_max_days", from);
    if nature == Nature::Employee
        && let Err(missing) = longest
    {
        gaps.push(gap(missing, from));
    }
    gaps
}

/// The sum of what several works are expected to bring; an unknown one brings nothing.
pub(super) fn sum_on(jobs: &[&Job<'_>], day: Day) -> Option<Cents> {
    let known = jobs.iter().filter_map(|job| job.expected_on(day));
    Cents::sum(known.map(|forecast| forecast.yearly)).ok()
}
