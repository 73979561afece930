//! The sequence of states, as far as both walks agree on it.

use std::collections::BTreeSet;

use strum::{Display, EnumIter, EnumString, VariantNames};

use super::jobs::Gap;
use super::known::{Known, Missing, MissingFact, Used};
use super::walk::{Run, Step};
use crate::kernel::{Day, Fault, unknown_code};
use crate::rulebook::{Confidence, Parameter, Rule};

/// Where somebody stands (D.Lgs. 150/2015, art. 19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum State {
    /// No declaration counts.
    NotRegistered,
    /// Unemployed and without work.
    Active,
    /// Employed over the limit of income, for 180 days at most.
    Suspended,
    /// Unemployed, with work within the limit of income.
    Conserved,
    /// The status was lost.
    Lost,
}

/// A state, or that nobody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "each is the state of its name")]
pub enum StateAnswer {
    NotRegistered,
    Active,
    Suspended,
    Conserved,
    Lost,
    Unknown,
}

impl From<&Known<State>> for StateAnswer {
    fn from(state: &Known<State>) -> Self {
        match state {
            Known::Known(State::NotRegistered) => Self::NotRegistered,
            Known::Known(State::Active) => Self::Active,
            Known::Known(State::Suspended) => Self::Suspended,
            Known::Known(State::Conserved) => Self::Conserved,
            Known::Known(State::Lost) => Self::Lost,
            Known::Unknown { .. } => Self::Unknown,
        }
    }
}

/// Why a state begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The rule.
    pub rule: Rule,
    /// The facts that it used.
    pub used: Vec<Used>,
    /// The dated numbers that it used.
    pub parameters: Vec<Parameter>,
}

impl Reason {
    /// How sure it is: as sure as the rule and every number.
    pub fn confidence(&self) -> Confidence {
        let of_rule = std::iter::once(self.rule.confidence);
        let of_numbers = self.parameters.iter().map(|parameter| parameter.confidence);
        let is_sure = |confidence| confidence == Confidence::Sure;
        if of_rule.chain(of_numbers).all(is_sure) {
            Confidence::Sure
        } else {
            Confidence::Check
        }
    }
}

impl From<&Step<'_>> for Reason {
    fn from(step: &Step<'_>) -> Self {
        Self {
            rule: step.rule,
            used: step.used.clone(),
            parameters: step.parameters.iter().copied().cloned().collect(),
        }
    }
}

/// Days in one state.
#[derive(Debug, Clone, PartialEq)]
pub struct StatePeriod {
    /// The state.
    pub state: Known<State>,
    /// The first day; `None` means since always.
    pub from: Option<Day>,
    /// The last day; `None` means that no known fact ends it.
    pub to: Option<Day>,
    /// What happened on the first day, in order.
    pub reasons: Vec<Reason>,
}

impl StatePeriod {
    /// Whether `day` is one of its days.
    pub fn contains(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Run<'_> {
    /// The state on that day.
    pub(super) fn state_on(&self, day: Day) -> State {
        let step = self.steps.iter().rfind(|step| step.day <= day);
        step.map_or(State::NotRegistered, |step| step.state)
    }

    fn steps_on(&self, day: Day) -> impl Iterator<Item = &Step<'_>> {
        self.steps.iter().filter(move |step| step.day == day)
    }
}

/// Both walks, and what is missing between them.
pub(super) struct Runs<'a> {
    pub(super) best: Run<'a>,
    pub(super) worst: Run<'a>,
    pub(super) gaps: Vec<Gap>,
    /// Without the declarations there is nothing to walk through.
    pub(super) is_declared: bool,
}

impl Runs<'_> {
    /// What both walks say, or what is missing on these days.
    pub(super) fn agreed<T: PartialEq>(
        &self,
        says: impl Fn(&Run<'_>) -> T,
        from: Day,
        to: Day,
    ) -> Known<T> {
        if !self.is_declared {
            let missing = vec![Missing::of(MissingFact::Declarations)];
            return Known::Unknown { missing };
        }
        let missing = || {
            let touching = self.gaps.iter().filter(|gap| gap.touches(from, to));
            let all: BTreeSet<Missing> = touching.map(|gap| gap.missing).collect();
            all.into_iter().collect()
        };
        Known::agreed(says(&self.best), says(&self.worst), missing)
    }

    /// The whole sequence, without gaps and overlaps: from always to for ever.
    pub(super) fn periods(&self) -> Vec<StatePeriod> {
        let always = StatePeriod {
            state: Known::Known(State::NotRegistered),
            from: None,
            to: None,
            reasons: Vec::new(),
        };
        if !self.is_declared {
            let missing = vec![Missing::of(MissingFact::Declarations)];
            let state = Known::Unknown { missing };
            return vec![StatePeriod { state, ..always }];
        }
        let steps = self.best.steps.iter().chain(&self.worst.steps);
        let days: BTreeSet<Day> = steps.map(|step| step.day).collect();
        let mut periods = Vec::new();
        let mut last = always;
        for day in days {
            let begins = self.begin(day, &last);
            if last.state == begins.state && begins.reasons.is_empty() {
                continue;
            }
            last.to = day.subtract_days(1).ok();
            periods.push(last);
            last = begins;
        }
        periods.push(last);
        periods
    }

    fn begin(&self, day: Day, last: &StatePeriod) -> StatePeriod {
        let (best, worst) = (&self.best, &self.worst);
        let missing = || self.missing_since(day, last);
        let state = Known::agreed(best.state_on(day), worst.state_on(day), missing);
        let in_both = |step: &&Step<'_>| worst.steps_on(day).any(|other| other.rule == step.rule);
        let reasons = if state.value().is_some() {
            let agreed = best.steps_on(day).filter(in_both);
            agreed.map(Reason::from).collect()
        } else {
            Vec::new()
        };
        StatePeriod {
            state,
            from: Some(day),
            to: None,
            reasons,
        }
    }

    /// What is missing since the walks parted, and what came on top.
    fn missing_since(&self, day: Day, last: &StatePeriod) -> Vec<Missing> {
        let touching = self.gaps.iter().filter(|gap| gap.touches(day, day));
        let touching = touching.map(|gap| gap.missing);
        let before = last.state.missing().iter().copied();
        let mut all: BTreeSet<Missing> = before.chain(touching).collect();
        if all.is_empty() {
            // They parted earlier, in what they count: then it is something older.
            let older = self.gaps.iter().filter(|gap| gap.from <= day);
            all.extend(older.map(|gap| gap.missing));
        }
        all.into_iter().collect()
    }
}
