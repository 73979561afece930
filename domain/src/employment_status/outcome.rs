//! From facts to the answer.

use std::collections::BTreeSet;

use super::Assume;
use super::claims::{self, Claim};
use super::facts::EmploymentFacts;
use super::groups::{GroupAnswer, groups};
use super::jobs::{self, next};
use super::known::{Known, Missing, MissingFact};
use super::law::Law;
use super::pay::{Pay, UnpaidTime};
use super::permits;
use super::rules;
use super::seniority::Seniority;
use super::timeline::{Runs, State, StatePeriod};
use super::walk::{self, walk};
use crate::kernel::Day;
use crate::rulebook::{Chain, Confidence, Finding, Rulebook};

/// What follows from the facts on the reference date.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The day of the question.
    pub reference: Day,
    /// The state on that day.
    pub state: Known<State>,
    /// All states, without gaps and overlaps; what lies after the reference date comes true only
    /// if nothing changes.
    pub periods: Vec<StatePeriod>,
    /// The days of unemployment.
    pub seniority: Seniority,
    /// The time without regularly paid work, which is another count.
    pub unpaid: UnpaidTime,
    /// The target groups.
    pub groups: Vec<GroupAnswer>,
    /// What deserves attention, each once.
    pub findings: Vec<Finding>,
}

impl EmploymentFacts {
    /// What follows from the facts, by the numbers that hold in `chain` on the day of each fact.
    pub fn outcome(&self, book: &Rulebook, chain: &Chain) -> Outcome {
        let law = Law { book, chain };
        let worst = walk(self, law, Assume::Worst, &[]);
        let best = walk(self, law, Assume::Best, &[]);
        let claims = claims::untold(self, law, (&best, &worst));
        let best = if claims.is_empty() {
            best
        } else {
            walk(self, law, Assume::Best, &claims)
        };
        let mut gaps = jobs::gaps(self, law);
        gaps.extend(claims.iter().map(Claim::gap));
        gaps.extend(permits::gaps(self, law));
        gaps.extend(walk::gaps(self, law));
        let runs = Runs {
            best,
            worst,
            gaps,
            is_declared: self.declarations.is_some(),
        };
        let periods = runs.periods();
        let now = periods
            .iter()
            .find(|period| period.contains(self.reference));
        let state = now.map_or(Known::Known(State::NotRegistered), |now| now.state.clone());
        let seniority = runs.seniority(law, self.reference);
        let pay = Pay::of(self, law);
        let groups = groups(self, law, &runs, &pay);
        let mut missing: BTreeSet<Missing> =
            groups.iter().flat_map(GroupAnswer::all_missing).collect();
        missing.extend(periods.iter().flat_map(|period| period.state.missing()));
        missing.extend(seniority.long_term_on.missing());
        missing.extend(seniority.six_months_on.missing());
        let findings = self.findings(&runs, &periods, &missing);
        Outcome {
            reference: self.reference,
            state,
            periods,
            seniority,
            unpaid: pay.unpaid(),
            groups,
            findings,
        }
    }

    fn findings(
        &self,
        runs: &Runs<'_>,
        periods: &[StatePeriod],
        missing: &BTreeSet<Missing>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        // What only one of the walks came upon is not certain.
        let notes = runs.best.notes.iter();
        let notes = notes.filter(|note| runs.worst.notes.contains(note));
        findings.extend(notes.map(|note| note.finding.clone()));
        let lacks = |fact| runs.gaps.iter().any(|gap| gap.missing.fact == fact);
        if lacks(MissingFact::BirthDate) {
            findings.push(rules::AGE_UNCHECKED.finding(&[]));
        }
        let is_declared = self.declarations.iter().flatten().next().is_some();
        let has_none = self.permits.as_ref().is_some_and(Vec::is_empty);
        if is_declared && has_none && self.may_need_no_permit {
            findings.push(rules::PERMIT_UNCHECKED.finding(&[]));
        }
        for period in periods {
            let doubtful = period.reasons.iter();
            let doubtful = doubtful.filter(|reason| reason.confidence() == Confidence::Check);
            for (reason, on) in doubtful.zip(std::iter::repeat(period.from)) {
                let parameters: Vec<_> = reason.parameters.iter().collect();
                let finding = reason.rule.finding(&parameters);
                findings.push(match on {
                    Some(on) => finding.with("on", on),
                    None => finding,
                });
            }
        }
        let numbers = missing
            .iter()
            .filter_map(|missing| Some((missing.parameter?, missing.on?)));
        findings.extend(numbers.map(|(key, on)| {
            let finding = rules::NO_PARAMETER.finding(&[]);
            finding.with("key", key).with("on", on)
        }));
        findings
    }
}

impl Outcome {
    /// Whether a period lies wholly after the reference date.
    pub fn is_forecast(&self, period: &StatePeriod) -> bool {
        period.from.is_some_and(|from| from >= next(self.reference))
    }
}
