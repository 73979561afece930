//! The days of unemployment.
//!
//! They are counted from the day of the declaration, that day included; suspended days do not
//! count, the first and the last day of the job among them; conserved days do (ANPAL circ. 1/2019).

use std::collections::BTreeSet;

use super::jobs::Gap;
use super::known::{Known, Missing};
use super::law::Law;
use super::timeline::{Runs, State};
use super::walk::Run;
use crate::kernel::Day;
use crate::rulebook::Parameter;

/// The days of unemployment on the reference date, and what they come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Seniority {
    /// The day since which they are counted; none without the status.
    pub counted_from: Known<Option<Day>>,
    /// The days up to the reference date, that day included; none without the status.
    pub days: Known<u32>,
    /// The days at least, whatever is missing.
    pub least_days: u32,
    /// The suspended days among them, which do not count.
    pub suspended_days: Known<u32>,
    /// The day on which six months are passed if nothing changes; none where it never comes.
    pub six_months_on: Known<Option<Day>>,
    /// The day on which long-term unemployment begins if nothing changes; none where it never comes.
    pub long_term_on: Known<Option<Day>>,
    /// The numbers that it rests on.
    pub parameters: Vec<Parameter>,
}

/// The days with the status since the last declaration that counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Registration {
    pub(super) from: Option<Day>,
    pub(super) days: u32,
    pub(super) suspended: u32,
}

impl Run<'_> {
    /// The registration that holds on that day, counted up to it.
    pub(super) fn registration_on(&self, day: Day) -> Registration {
        let mut found = Registration {
            from: None,
            days: 0,
            suspended: 0,
        };
        if matches!(self.state_on(day), State::NotRegistered | State::Lost) {
            return found;
        }
        for (from, state, to) in self.spans(day) {
            found.from.get_or_insert(from);
            let days = u32::try_from(from.days_until(to) + 1).unwrap_or(0);
            match state {
                State::Active | State::Conserved => found.days += days,
                State::Suspended => found.suspended += days,
                State::NotRegistered | State::Lost => {}
            }
        }
        found
    }

    /// The day on which the registration that holds on `reference` has so many days.
    fn reaches(&self, days: u32, reference: Day) -> Option<Day> {
        self.registration_on(reference).from?;
        let last = Day::of(2100, 12, 31).ok()?;
        let mut left = days;
        for (from, state, to) in self.spans_from(reference, last) {
            let span = u32::try_from(from.days_until(to) + 1).unwrap_or(0);
            match state {
                State::Active | State::Conserved if span >= left => {
                    return from.add_days(left.saturating_sub(1)).ok();
                }
                State::Active | State::Conserved => left -= span,
                State::Suspended => {}
                State::NotRegistered | State::Lost => return None,
            }
        }
        None
    }

    /// The spans of one state since the last registration up to `until`.
    fn spans(&self, until: Day) -> Vec<(Day, State, Day)> {
        self.spans_from(until, until)
    }

    fn spans_from(&self, reference: Day, until: Day) -> Vec<(Day, State, Day)> {
        let counts = |n: &usize| self.steps[*n].registers && self.steps[*n].day <= reference;
        let Some(first) = (0..self.steps.len()).rfind(counts) else {
            return Vec::new();
        };
        let after = &self.steps[first + 1..];
        let anew = after.iter().position(|step| step.registers);
        let steps = &self.steps[first..=first + anew.unwrap_or(after.len())];
        let ends = self.steps[first + 1..]
            .iter()
            .map(|step| step.day.subtract_days(1).ok());
        let spans = steps.iter().zip(ends.chain([Some(until)]));
        spans
            .filter_map(|(step, end)| Some((step.day, step.state, end?.min(until))))
            // What changes again on its first day has no day of its own.
            .filter(|(from, _, to)| from <= to)
            .collect()
    }
}

impl Runs<'_> {
    /// The days on the reference date.
    pub(super) fn seniority(&self, law: Law<'_>, reference: Day) -> Seniority {
        let since = self.counted_since(reference);
        let last = Day::of(2100, 12, 31).unwrap_or(reference);
        let mut parameters = Vec::new();
        let mut threshold = |key| match law.count(key, reference) {
            Err(missing) => Known::Unknown {
                missing: vec![missing],
            },
            Ok((days, parameter)) => {
                parameters.push(parameter.clone());
                self.agreed(|run| run.reaches(days, reference), since, last)
            }
        };
        let six_months_on = threshold("unemployment.six_month_min_days");
        let long_term_on = threshold("unemployment.long_term_min_days");
        let now = |run: &Run<'_>| run.registration_on(reference);
        Seniority {
            counted_from: self.agreed(|run| now(run).from, since, reference),
            days: self.agreed(|run| now(run).days, since, reference),
            least_days: now(&self.best).days.min(now(&self.worst).days),
            suspended_days: self.suspended(since, reference),
            six_months_on,
            long_term_on,
            parameters,
        }
    }

    /// The suspended days. The walks tell the least and the most days with the status, and not of
    /// suspension, of which there may be more in between: what is missing about any of the days
    /// leaves them open.
    fn suspended(&self, since: Day, reference: Day) -> Known<u32> {
        let [best, worst] = [&self.best, &self.worst].map(|run| run.registration_on(reference));
        let bears = |gap: &&Gap| gap.from <= reference && gap.to.is_none_or(|to| since <= to);
        let bearing = self.gaps.iter().filter(bears).map(|gap| gap.missing);
        let missing: BTreeSet<Missing> = bearing.collect();
        let has_none = best.from.is_none() && worst.from.is_none();
        if self.is_declared && best == worst && (has_none || missing.is_empty()) {
            return Known::Known(best.suspended);
        }
        if missing.is_empty() {
            return self.agreed(
                |run| run.registration_on(reference).suspended,
                since,
                reference,
            );
        }
        Known::Unknown {
            missing: missing.into_iter().collect(),
        }
    }

    /// Whether so many days are reached.
    pub(super) fn has_days(&self, days: u32, reference: Day) -> Known<bool> {
        let reached = |run: &Run<'_>| run.registration_on(reference).days >= days;
        self.agreed(reached, self.counted_since(reference), reference)
    }

    fn counted_since(&self, reference: Day) -> Day {
        let registration = self.best.registration_on(reference);
        registration.from.unwrap_or(reference)
    }
}
