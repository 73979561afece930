//! Stories about status, days and groups, as tables of days.

mod declarations;
mod groups;
mod pay;
mod properties;
mod states;

use super::*;
use crate::cases::WorkKind;
use crate::kernel::{Cents, Day, Period, Sex};
use crate::rulebook::{Chain, Finding, Rulebook};
use crate::samples::day;

/// In Piedmont.
fn piedmont() -> Chain {
    Chain::italy().in_region("01")
}

fn outcome(facts: &EmploymentFacts) -> Outcome {
    facts.outcome(&Rulebook::shipped(), &piedmont())
}

/// Somebody of whom all work is known, and who declared availability on these days.
fn declared(reference: &str, days: &[&str]) -> EmploymentFacts {
    let declarations = days.iter().map(|on| Declaration {
        on: day(on),
        source: None,
    });
    EmploymentFacts {
        birth_date: Some(day("1985-06-15")),
        sex: Some(Sex::Female),
        declarations: Some(declarations.collect()),
        work: Some(WorkHistory {
            complete_since: None,
            periods: Vec::new(),
        }),
        ..EmploymentFacts::on(day(reference))
    }
}

/// An employer with a code; an empty one means unknown, one that begins with `~` has a name only.
fn employer(told: &str) -> Option<EmployerKey> {
    match told.strip_prefix('~') {
        Some(name) => EmployerKey::name(name),
        None => (!told.is_empty()).then(|| EmployerKey::code(told)),
    }
}

/// A contract; an empty `to` means without end.
fn work(kind: WorkKind, from: &str, to: &str, with: &str, yearly: Option<i64>) -> WorkPeriod {
    let to = (!to.is_empty()).then(|| day(to));
    let forecast = yearly.map(|euro| Forecast {
        from: day(from),
        yearly: Cents::new(euro * 100),
    });
    WorkPeriod {
        kind,
        period: Period::new(day(from), to).unwrap(),
        employer: employer(with),
        forecasts: forecast.into_iter().collect(),
        end_seen_on: None,
        dismissal_notice_on: None,
        source: None,
    }
}

/// The same, seen on that day with its end still planned.
fn planned(work: WorkPeriod, seen_on: &str) -> WorkPeriod {
    WorkPeriod {
        end_seen_on: Some(day(seen_on)),
        ..work
    }
}

/// A fixed-term contract of 20,000 euro a year.
fn job(from: &str, to: &str) -> WorkPeriod {
    work(WorkKind::EmployeeFixed, from, to, "", Some(20_000))
}

impl EmploymentFacts {
    fn working(mut self, period: WorkPeriod) -> Self {
        if let Some(work) = &mut self.work {
            work.periods.push(period);
        }
        self
    }

    fn losing(mut self, cause: LossCause, on: &str) -> Self {
        self.losses.push(Loss {
            cause,
            on: day(on),
            source: None,
        });
        self
    }
}

/// The states as `active 2026-01-10..2026-02-28`, one after the other.
fn told(outcome: &Outcome) -> Vec<String> {
    let show = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    let periods = outcome.periods.iter().map(|period| {
        let state = StateAnswer::from(&period.state);
        format!("{state} {}..{}", show(period.from), show(period.to))
    });
    periods.collect()
}

fn rules(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule).collect()
}

fn state_on(facts: &EmploymentFacts, on: &str) -> StateAnswer {
    let facts = EmploymentFacts {
        reference: day(on),
        ..facts.clone()
    };
    StateAnswer::from(&outcome(&facts).state)
}

fn missing_facts(missing: &[Missing]) -> Vec<MissingFact> {
    missing.iter().map(|missing| missing.fact).collect()
}
