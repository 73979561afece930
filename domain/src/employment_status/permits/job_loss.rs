//! How long whoever lost a job stays registered beyond a permit (D.Lgs. 286/1998, art. 22 c. 11).
//!
//! A permit for employed work, the seasonal one excepted: as long as it is written, at least so many
//! months from the loss, at least as long as income support lasts.

use crate::employment_status::Assume;
use crate::employment_status::facts::{EmploymentFacts, Permit, WorkPeriod};
use crate::employment_status::jobs::{in_order, untold as untold_work};
use crate::employment_status::known::{Missing, MissingFact};
use crate::employment_status::law::{Law, Nature, Numbered};
use crate::kernel::Day;
use crate::rulebook::Parameter;

/// The last day of registration of somebody whose permit was not renewed, with the numbers that say
/// so. `None` for a permit without end, and where a number is missing in favour of the person.
pub(super) fn registered_until<'a>(
    permit: &Permit,
    facts: &EmploymentFacts,
    law: Law<'a>,
    assume: Assume,
) -> Option<(Day, Vec<&'a Parameter>)> {
    let end = permit.expires_on?;
    let is_for_employment = permit.for_employment.unwrap_or(assume == Assume::Best);
    let lost_on = lost_by(end, facts, law, assume).filter(|_| is_for_employment);
    let Some(lost_on) = lost_on else {
        return Some((end, Vec::new()));
    };
    let (granted, parameter) = match number("permit.job_loss_months", (lost_on, end), law) {
        Ok((months, parameter)) => (lost_on.add_months(months).unwrap_or(lost_on), parameter),
        Err(_) if assume == Assume::Best => return None,
        Err(_) => return Some((end, Vec::new())),
    };
    let supported = match supported_until(end.max(granted), facts) {
        Supported::Until(day) => day,
        Supported::Unknown if assume == Assume::Worst => None,
        Supported::Unknown => Some(longest_support((lost_on, end), law)?),
    };
    let last = end.max(granted).max(supported.unwrap_or(end));
    let used = (end < last).then_some(parameter);
    Some((last, used.into_iter().collect()))
}

/// The number of the day of the loss; one so long ago that it has none is weighed by that of the
/// expiry.
fn number<'a>(key: &'static str, (lost_on, end): (Day, Day), law: Law<'a>) -> Numbered<'a, u32> {
    law.count(key, lost_on).or_else(|_| law.count(key, end))
}

/// Whether the person held a permit, maybe one for employed work, on that day.
fn is_held(day: Day, facts: &EmploymentFacts) -> bool {
    let mut permits = facts.permits.iter().flatten();
    permits.any(|permit| {
        let holds = permit.begins_by(day) && permit.expires_on.is_none_or(|end| day <= end);
        holds && permit.for_employment != Some(false)
    })
}

/// The last day of the last job that was lost up to that day, while a permit held.
fn lost_by(end: Day, facts: &EmploymentFacts, law: Law<'_>, assume: Assume) -> Option<Day> {
    let works = in_order(facts).into_iter();
    let lost = works.filter_map(|work| match (losable(work, law), assume) {
        (Some(true), _) | (None, Assume::Best) => ended_by(work, end, facts, assume),
        (Some(false), _) | (None, Assume::Worst) => None,
    });
    let lost = lost.filter(|day| is_held(*day, facts)).max();
    // Of days that nobody told of, any may have been the last one of a job.
    let untold = untold_work(facts).filter(|(from, _)| assume == Assume::Best && *from <= end);
    let untold = untold.map(|(_, to)| to.map_or(end, |to| to.min(end)));
    lost.max(untold.filter(|day| is_held(*day, facts)))
}

/// Whether a work is a job that can be lost.
fn losable(work: &WorkPeriod, law: Law<'_>) -> Option<bool> {
    match law.nature(work.kind, work.period.from()).0 {
        Nature::Employee => Some(true),
        Nature::Unclear => None,
        Nature::Collaboration | Nature::SelfEmployed | Nature::NotEmployment => Some(false),
    }
}

/// Its last day, if that came while the permit held; one that may have come later is taken to have.
fn ended_by(work: &WorkPeriod, end: Day, facts: &EmploymentFacts, assume: Assume) -> Option<Day> {
    let to = work.period.to().filter(|to| *to <= end)?;
    match (work.unsure_end(facts.reference), assume) {
        (None, _) => Some(to),
        (Some(_), Assume::Best) => Some(end),
        (Some(_), Assume::Worst) => None,
    }
}

/// The last day of the income support that began while the registration lasted anyway.
enum Supported {
    /// `None` where there was no support.
    Until(Option<Day>),
    Unknown,
}

fn supported_until(registered: Day, facts: &EmploymentFacts) -> Supported {
    let Some(support) = &facts.support else {
        return Supported::Unknown;
    };
    let followed = support.iter().filter(|support| support.from <= registered);
    let ends: Option<Vec<Day>> = followed.map(|support| support.to).collect();
    ends.map_or(Supported::Unknown, |ends| {
        Supported::Until(ends.into_iter().max())
    })
}

/// The last day on which income support of any length may end: claimed as late as may be, and drawn
/// as long as may be.
fn longest_support((lost_on, end): (Day, Day), law: Law<'_>) -> Option<Day> {
    let (days, _) = number("naspi.claim_days", (lost_on, end), law).ok()?;
    let (months, _) = number("naspi.max_months", (lost_on, end), law).ok()?;
    let claimed = lost_on.add_days(days).ok()?;
    claimed.add_months(months).ok()
}

/// What would tell on which day the registration ends.
pub(super) fn untold(permit: &Permit, facts: &EmploymentFacts, law: Law<'_>) -> Vec<Missing> {
    let last = |assume| registered_until(permit, facts, law, assume).map(|(last, _)| last);
    let Some(end) = permit.expires_on else {
        return Vec::new();
    };
    if last(Assume::Best) == last(Assume::Worst) {
        return Vec::new();
    }
    let reason = permit.for_employment.is_none();
    let reason = reason.then(|| Missing::at(MissingFact::PermitReason, end));
    let works = in_order(facts).into_iter();
    let of_works = works.flat_map(|work| {
        let from = work.period.from();
        let may_end = work.period.to().is_some_and(|to| to <= end);
        let kind = losable(work, law).is_none();
        let unsure = losable(work, law) != Some(false);
        let unsure = unsure && work.unsure_end(facts.reference).is_some();
        let kind = (kind && may_end).then(|| Missing::at(MissingFact::WorkKind, from));
        let ends = (unsure && may_end).then(|| Missing::at(MissingFact::WorkEnd, from));
        kind.into_iter().chain(ends)
    });
    let history = untold_work(facts).is_some_and(|(from, _)| from <= end);
    let history = history.then(|| Missing::of(MissingFact::WorkHistory));
    let lost_on = lost_by(end, facts, law, Assume::Best);
    let latest = last(Assume::Best).unwrap_or(end);
    let support = lost_on.is_some() && matches!(supported_until(latest, facts), Supported::Unknown);
    let support = support.then(|| Missing::of(MissingFact::IncomeSupport));
    let number =
        lost_on.and_then(|lost_on| number("permit.job_loss_months", (lost_on, end), law).err());
    let of_person = history.into_iter().chain(support).chain(number);
    reason
        .into_iter()
        .chain(of_works)
        .chain(of_person)
        .collect()
}
