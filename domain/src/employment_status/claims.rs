//! Claims for NASpI and DIS-COLL, each of which is a declaration (D.Lgs. 150/2015, art. 21 c. 1).

use super::facts::{Declaration, EmploymentFacts, LossCause, Support};
use super::jobs::{Gap, next};
use super::known::{Missing, MissingFact};
use super::law::Law;
use super::timeline::State;
use super::walk::Run;
use crate::kernel::Day;

/// A claim of which only the support that followed it is told: it was made on one of these days.
pub(super) struct Claim {
    from: Day,
    support: Support,
    /// Days among them from which a declaration may count that did not before.
    freed: Vec<Day>,
}

impl Claim {
    pub(super) const fn gap(&self) -> Gap {
        Gap {
            missing: Missing::at(MissingFact::Declarations, self.support.from),
            from: self.from,
            to: None,
        }
    }

    fn may_be_on(&self, day: Day) -> bool {
        self.from <= day && day <= self.support.from
    }

    /// The days on which it is worth trying whether it counts, beside those on which anything else
    /// happens.
    pub(super) fn days(&self) -> impl Iterator<Item = Day> {
        let ends = [self.from, self.support.from].into_iter();
        let freed = self.freed.iter().copied();
        ends.chain(freed.filter(|day| self.may_be_on(*day)))
    }

    /// The declaration that it is if it was made on that day.
    pub(super) fn on(&self, day: Day) -> Option<Declaration> {
        self.may_be_on(day).then_some(Declaration {
            on: day,
            source: self.support.source,
        })
    }
}

/// The claims that no declaration tells. Whoever has a status for sure when the support begins has
/// claimed on a day that is told, or had it already; so does a declaration of the time of the claim
/// tell the day of it, unless it does not count whatever the missing facts are.
pub(super) fn untold(
    facts: &EmploymentFacts,
    law: Law<'_>,
    (best, worst): (&Run<'_>, &Run<'_>),
) -> Vec<Claim> {
    let has_status = |run: &Run<'_>, on| {
        let state = run.state_on(on);
        !matches!(state, State::NotRegistered | State::Lost)
    };
    let claims = facts.support.iter().flatten().map(|support| {
        // The claim is made within so many days of the loss of the job, and the support begins after
        // both.
        let days = law.count("naspi.claim_days", support.from);
        let days = days.map_or(0, |(days, _)| days);
        Claim {
            from: support.from.subtract_days(days).unwrap_or(support.from),
            support: *support,
            freed: freed(facts, law, support.from),
        }
    });
    let declared = |claim: &Claim| {
        let mut declarations = facts.declarations.iter().flatten();
        declarations.any(|did| claim.may_be_on(did.on))
    };
    let is_untold = |claim: &Claim| {
        let on = claim.support.from;
        !(has_status(worst, on) || declared(claim) && has_status(best, on))
    };
    claims.filter(is_untold).collect()
}

/// The days from which a declaration may count that did not before: the term after a loss for
/// conditionality has passed, an age is reached, school is done, a permit begins.
fn freed(facts: &EmploymentFacts, law: Law<'_>, on: Day) -> Vec<Day> {
    let lost = facts.losses.iter();
    let lost = lost.filter(|loss| loss.cause == LossCause::Conditionality);
    let locks_end = lost.filter_map(|loss| {
        let months = law.count("did.lockout_after_decadenza_months", loss.on);
        let (months, _) = months.ok()?;
        loss.on.add_months(months).ok().map(next)
    });
    let grows = ["unemployment.min_age", "age.full"].into_iter();
    let grows = grows.filter_map(|key| {
        let (years, _) = law.count(key, on).ok()?;
        let born = facts.birth_date?;
        born.birthday(years, law.leap_birthday(on)).ok()
    });
    let schooled = facts.schooling.duty.map(|duty| {
        if duty.fulfilled {
            duty.seen_on
        } else {
            next(duty.seen_on)
        }
    });
    let permits = facts.permits.iter().flatten();
    let permitted = permits.filter_map(|permit| permit.valid_from);
    let freed = locks_end.chain(grows).chain(schooled);
    freed.chain(permitted).collect()
}
