//! When a permit of residence ends the status.

mod job_loss;

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

/// What became of a permit.
enum Fate<'a> {
    /// Another one took its place without a day between them.
    Followed,
    /// Its renewal was asked for in time, or it has no end.
    Renewed,
    Ended(Vec<&'a Parameter>),
    Unknown,
}

impl Permit {
    fn begins_by(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day)
    }

    fn outlasts(&self, day: Day) -> bool {
        self.expires_on.is_none_or(|end| day < end)
    }
}

/// The expiries that end the status. Losing a job never does: whoever loses it stays registered as
/// long as the permit is written, and for employed work at least a year from the loss.
pub(super) fn expiries<'a>(
    facts: &EmploymentFacts,
    law: Law<'a>,
    assume: Assume,
) -> Vec<Expiry<'a>> {
    let ends = facts.permits.iter().flatten().filter_map(|permit| {
        let (last, parameters) = ended(permit, facts, law, assume)?;
        let end = permit.expires_on?;
        // Meanwhile the person may have got another one.
        let is_later = end < last && without_any(facts, law, assume, next(last)).is_none();
        (!is_later).then(|| Expiry {
            on: next(last),
            used: Used::at(FactName::Permit, end, permit.source),
            parameters,
        })
    });
    let mut ends: Vec<_> = ends.collect();
    ends.sort_by_key(|expiry| (expiry.on, expiry.used));
    ends
}

/// Whether somebody whose permit has ended is without any on that day, and by which numbers.
///
/// Only a permit that is known to have ended leaves somebody without. Days before the first permit
/// on record are taken as covered, under either assumption: a record holds the permits that the
/// service was shown, most often the present one only, and a declaration is mirrored because the
/// employment centre took it, which had seen the permit of that day. Were these days in doubt,
/// every declaration older than the present permit would make the status unknown, for want of a
/// paper that nobody keeps.
pub(super) fn without_any<'a>(
    facts: &EmploymentFacts,
    law: Law<'a>,
    assume: Assume,
    day: Day,
) -> Option<Vec<&'a Parameter>> {
    let Some(permits) = &facts.permits else {
        return (assume == Assume::Worst).then(Vec::new);
    };
    if permits
        .iter()
        .any(|permit| covers(permit, facts, (law, assume), day))
    {
        return None;
    }
    let past = permits.iter().filter(|permit| !permit.outlasts(day));
    let last = past.max_by_key(|permit| (permit.expires_on, permit.source))?;
    let ended = ended(last, facts, law, assume);
    Some(ended.map(|(_, parameters)| parameters).unwrap_or_default())
}

/// Whether a permit gives the right to stay on that day: while it holds, and from the request of
/// its renewal to the next permit.
fn covers(
    permit: &Permit,
    facts: &EmploymentFacts,
    (law, assume): (Law<'_>, Assume),
    day: Day,
) -> bool {
    let Some(end) = permit.expires_on.filter(|end| *end < day) else {
        return permit.begins_by(day);
    };
    let mut others = facts.permits.iter().flatten();
    let is_answered = others.any(|other| other.begins_by(day) && other.outlasts(end));
    let lasts = match fate(permit, facts, law) {
        Fate::Renewed => true,
        Fate::Followed => false,
        Fate::Ended(_) | Fate::Unknown => {
            ended(permit, facts, law, assume).is_none_or(|(last, _)| day <= last)
        }
    };
    permit.begins_by(day) && lasts && !is_answered
}

/// The last day on which a permit keeps the status and the numbers that say so, unless it may still
/// hold.
fn ended<'a>(
    permit: &Permit,
    facts: &EmploymentFacts,
    law: Law<'a>,
    assume: Assume,
) -> Option<(Day, Vec<&'a Parameter>)> {
    let parameters = match fate(permit, facts, law) {
        // Somebody who needs none loses nothing with it.
        Fate::Ended(_) if facts.may_need_no_permit && assume == Assume::Best => return None,
        Fate::Ended(parameters) => parameters,
        Fate::Unknown if assume == Assume::Worst => Vec::new(),
        Fate::Followed | Fate::Renewed | Fate::Unknown => return None,
    };
    let (last, used) = job_loss::registered_until(permit, facts, law, assume)?;
    Some((last, parameters.into_iter().chain(used).collect()))
}

/// The permits of which nobody knows whether they were renewed, or whether any was needed.
pub(super) fn gaps(facts: &EmploymentFacts, law: Law<'_>) -> Vec<Gap> {
    let Some(permits) = &facts.permits else {
        let declared = facts.declarations.iter().flatten().map(|did| did.on);
        let claimed = facts.support.iter().flatten().map(|support| support.from);
        let declared = declared.chain(claimed);
        let gap = |from| Gap {
            missing: Missing::of(MissingFact::Permit),
            from,
            to: None,
        };
        return declared.min().map(gap).into_iter().collect();
    };
    let of_one = |permit: &Permit| {
        let is_unsure = facts.may_need_no_permit;
        let (renewal, citizenship) = match fate(permit, facts, law) {
            Fate::Followed | Fate::Renewed => (false, false),
            Fate::Ended(_) => (false, is_unsure),
            Fate::Unknown => (true, is_unsure),
        };
        let end = permit.expires_on?;
        let renewal = renewal.then(|| Missing::at(MissingFact::PermitRenewal, end));
        let citizenship = citizenship.then(|| Missing::of(MissingFact::Citizenship));
        let (last, _) = ended(permit, facts, law, Assume::Worst)?;
        let of_loss = job_loss::untold(permit, facts, law).into_iter();
        let missing = renewal.into_iter().chain(citizenship).chain(of_loss);
        Some(missing.map(move |missing| Gap {
            missing,
            from: next(last),
            to: None,
        }))
    };
    permits.iter().filter_map(of_one).flatten().collect()
}

/// A renewal counts if it was asked for in time, and while that time has not passed nobody knows.
fn fate<'a>(permit: &Permit, facts: &EmploymentFacts, law: Law<'a>) -> Fate<'a> {
    let Some(end) = permit.expires_on else {
        return Fate::Renewed;
    };
    let mut others = facts.permits.iter().flatten();
    if others.any(|other| other.begins_by(next(end)) && other.outlasts(end)) {
        return Fate::Followed;
    }
    let Ok((grace, parameter)) = law.count("permit.renewal_grace_days", end) else {
        return Fate::Unknown;
    };
    let last = end.add_days(grace).unwrap_or(end);
    match permit.renewal {
        Some(Renewal::Requested { on }) if on <= last => Fate::Renewed,
        Some(Renewal::Requested { .. }) => Fate::Ended(vec![parameter]),
        Some(Renewal::NotRequested { seen_on }) if last < seen_on => Fate::Ended(vec![parameter]),
        Some(Renewal::NotRequested { .. }) | None => Fate::Unknown,
    }
}
