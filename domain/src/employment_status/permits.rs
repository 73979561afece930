//! When a permit of residence ends the status.

use super::Assume;
use super::facts::{EmploymentFacts, Permit, Renewal};
use super::jobs::{Gap, next};
use super::known::{FactName, Missing, MissingFact, Used};
use super::law::Law;
use crate::kernel::Day;
use crate::rulebook::Parameter;

/// The end of a permit that nobody renewed.
pub(super) struct Expiry<'a> {
    /// The first day without.
    pub(super) on: Day,
    pub(super) used: Used,
    pub(super) parameters: Vec<&'a Parameter>,
}

/// What can be said of the renewal of a permit.
enum Fate<'a> {
    Renewed,
    Ended(Vec<&'a Parameter>),
    Unknown,
}

/// The expiries that end the status. Losing a job never does: the permit lasts as long as it is
/// written, and at least a year more for who looks for work (D.Lgs. 286/1998, art. 22 c. 11).
pub(super) fn expiries<'a>(
    facts: &EmploymentFacts,
    law: Law<'a>,
    assume: Assume,
) -> Vec<Expiry<'a>> {
    let ends = facts.permits.iter().filter_map(|permit| {
        let parameters = match fate(permit, facts, law) {
            Fate::Ended(parameters) => parameters,
            Fate::Unknown if assume == Assume::Worst => Vec::new(),
            Fate::Renewed | Fate::Unknown => return None,
        };
        Some(Expiry {
            on: next(permit.expires_on),
            used: Used::at(FactName::Permit, permit.expires_on, permit.source),
            parameters,
        })
    });
    let mut ends: Vec<_> = ends.collect();
    ends.sort_by_key(|expiry| (expiry.on, expiry.used));
    ends
}

/// The permits of which nobody knows whether they were renewed.
pub(super) fn gaps(facts: &EmploymentFacts, law: Law<'_>) -> Vec<Gap> {
    let unknown = |permit: &&Permit| matches!(fate(permit, facts, law), Fate::Unknown);
    let unknown = facts.permits.iter().filter(unknown);
    let gap = |permit: &Permit| Gap {
        missing: Missing::at(MissingFact::PermitRenewal, permit.expires_on),
        from: next(permit.expires_on),
        to: None,
    };
    unknown.map(gap).collect()
}

/// A renewal counts if it was asked for in time, and while that time has not passed nobody knows.
fn fate<'a>(permit: &Permit, facts: &EmploymentFacts, law: Law<'a>) -> Fate<'a> {
    let follows = |other: &&Permit| {
        let begins = other
            .valid_from
            .is_none_or(|from| from <= next(permit.expires_on));
        begins && other.expires_on > permit.expires_on
    };
    if facts.permits.iter().any(|other| follows(&other)) {
        return Fate::Renewed;
    }
    let Ok((grace, parameter)) = law.count("permit.renewal_grace_days", permit.expires_on) else {
        return Fate::Unknown;
    };
    let last = permit.expires_on.add_days(grace);
    let last = last.unwrap_or(permit.expires_on);
    match permit.renewal {
        Some(Renewal::Requested { on }) if on <= last => Fate::Renewed,
        Some(Renewal::Requested { .. }) => Fate::Ended(vec![parameter]),
        Some(Renewal::NotRequested) if last < facts.reference => Fate::Ended(vec![parameter]),
        Some(Renewal::NotRequested) | None => Fate::Unknown,
    }
}
