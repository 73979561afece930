//! What the permits of a person mean on a day.

use strum::{Display, EnumString, VariantNames};

use super::{Permit, PermitReason, ResidencePermits};
use crate::individuals::Citizenships;
use crate::kernel::{Day, Fault, unknown_code};
use crate::rulebook::{Chain, Finding, Parameter, Rule, Rulebook};

/// Where somebody's right to stay stands, the best first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum PermitState {
    /// The person is a citizen of Italy, of the Union or of a State of the EFTA.
    NotNeeded,
    /// A permit holds.
    Valid,
    /// A permit holds for a short while only, and nobody has asked for its renewal.
    Expiring,
    /// The renewal was asked for in time: the person may work and register meanwhile.
    RenewalUnderWayTimely,
    /// No permit was issued yet, but one was asked for.
    AwaitingFirstIssue,
    /// The renewal was asked for too late.
    RenewalUnderWayLate,
    /// The permit does not hold any more, and nobody has asked for its renewal.
    Expired,
    /// A permit is needed, and none is known.
    Missing,
    /// Whether a permit is needed is not known.
    Unknown,
}

/// Where somebody's right to stay stands, with what rules say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Where it stands.
    pub state: PermitState,
    /// The last day of the permit that counts, if it ends.
    pub expires_on: Option<Day>,
    /// The last day on which asking for its renewal is in time, while nobody has.
    pub renewal_by: Option<Day>,
    /// What rules say.
    pub findings: Vec<Finding>,
}

const WORK_MEANWHILE: &str = "D.Lgs. 286/1998 art. 5 c. 4 and 9-bis";

const EXPIRING: Rule = Rule::warning("permit.expiring", "D.Lgs. 286/1998 art. 5 c. 4");
const TIMELY: Rule = Rule::warning("permit.renewal_timely", WORK_MEANWHILE);
const LATE: Rule = Rule::warning("permit.renewal_late", WORK_MEANWHILE);
const AWAITING: Rule = Rule::warning("permit.awaiting_first_issue", WORK_MEANWHILE);
const EXPIRED: Rule = Rule::warning(
    "permit.expired",
    "D.Lgs. 286/1998 art. 5 c. 4 and 9-bis, art. 22",
);
const RECEIPT: Rule = Rule::warning(
    "permit.receipt_missing",
    "D.Lgs. 286/1998 art. 5 c. 9-bis let. b",
);
const JOB_LOSS: Rule = Rule::warning("permit.job_loss", "D.Lgs. 286/1998 art. 22 c. 11");
/// A permit is needed, and none is known.
pub(in crate::individuals) const MISSING: Rule = Rule::warning(
    "permit.missing",
    "D.Lgs. 286/1998 art. 5 and 22; D.P.R. 394/1999 art. 9 and 13",
);

/// Every rule of this file.
pub(in crate::individuals) const RULES: [&str; 8] = [
    EXPIRING.id,
    TIMELY.id,
    LATE.id,
    AWAITING.id,
    EXPIRED.id,
    RECEIPT.id,
    JOB_LOSS.id,
    MISSING.id,
];

/// The rules of a place, by which days are counted.
#[derive(Clone, Copy)]
struct Law<'a> {
    book: &'a Rulebook,
    chain: &'a Chain,
}

impl<'a> Law<'a> {
    fn count(self, key: &str, on: Day) -> (u32, Option<&'a Parameter>) {
        match self.book.count(key, self.chain, on) {
            Some((count, parameter)) => (u32::try_from(count).unwrap_or(0), Some(parameter)),
            None => (0, None),
        }
    }

    /// The last day on which a renewal is asked for in time: some days after the expiry.
    fn renewal_by(self, expires_on: Day) -> (Day, Option<&'a Parameter>) {
        let (grace, parameter) = self.count("permit.renewal_grace_days", expires_on);
        (expires_on.add_days(grace).unwrap_or(expires_on), parameter)
    }

    /// The day from which a permit counts as expiring.
    fn warned_from(self, expires_on: Day) -> (Day, Option<&'a Parameter>) {
        let (days, parameter) = self.count("permit.expiry_warning_days", expires_on);
        let from = expires_on.subtract_days(days).unwrap_or(expires_on);
        (from, parameter)
    }
}

impl Permit {
    /// Where it stands on that day; none before it was issued or asked for.
    fn state(&self, day: Day, law: Law<'_>) -> Option<PermitState> {
        let asked = self.request.as_ref().map(|request| request.requested_on);
        let asked = asked.filter(|on| *on <= day);
        if !self.is_issued() {
            return asked.map(|_| PermitState::AwaitingFirstIssue);
        }
        if self.issued_on.is_some_and(|on| day < on) {
            return None;
        }
        let Some(expires_on) = self.expires_on else {
            return Some(PermitState::Valid);
        };
        Some(match asked {
            Some(on) if on <= law.renewal_by(expires_on).0 => PermitState::RenewalUnderWayTimely,
            Some(_) => PermitState::RenewalUnderWayLate,
            None if expires_on < day => PermitState::Expired,
            None if law.warned_from(expires_on).0 <= day => PermitState::Expiring,
            None => PermitState::Valid,
        })
    }

    /// Whether `other`, which stands on that day, answered what was asked for with this one: it was
    /// issued afterwards and ends later, so the request is not under way any more.
    fn is_answered_by(&self, other: &Self, day: Day) -> bool {
        let Some(request) = &self.request else {
            return false;
        };
        let stands = other.is_issued() && other.issued_on.is_none_or(|on| on <= day);
        if !stands {
            return false;
        }
        match (self.expires_on, other.issued_on) {
            // A first issue: only the day of the other one tells which came first.
            (None, issued) => issued.is_some_and(|on| request.requested_on <= on),
            (Some(end), issued) => {
                let ends_later = other.expires_on.is_none_or(|other| end < other);
                ends_later && issued.is_none_or(|on| request.requested_on <= on)
            }
        }
    }

    fn findings(&self, state: PermitState, day: Day, law: Law<'_>) -> Vec<Finding> {
        let mut found: Vec<Finding> = self.finding(state, law).into_iter().collect();
        let request = self.request.as_ref();
        if request.is_some_and(|request| request.receipt_number.is_none()) {
            found.push(RECEIPT.finding(&[]));
        }
        let is_ending = match state {
            PermitState::Expiring
            | PermitState::Expired
            | PermitState::RenewalUnderWayTimely
            | PermitState::RenewalUnderWayLate => true,
            PermitState::NotNeeded
            | PermitState::Valid
            | PermitState::AwaitingFirstIssue
            | PermitState::Missing
            | PermitState::Unknown => false,
        };
        if let (true, Some(PermitReason::EmployedWork), (months, Some(parameter))) = (
            is_ending,
            self.reason,
            law.count("permit.job_loss_months", day),
        ) {
            found.push(JOB_LOSS.finding(&[parameter]).with("months", months));
        }
        found
    }

    fn finding(&self, state: PermitState, law: Law<'_>) -> Option<Finding> {
        let end = self.expires_on;
        let asked = self.request.as_ref().map(|request| request.requested_on);
        let dated = |rule: Rule, parameter: Option<&Parameter>| {
            let used: Vec<&Parameter> = parameter.into_iter().collect();
            let mut finding = rule.finding(&used);
            if let Some(end) = end {
                finding = finding.with("expires_on", end);
            }
            match asked {
                Some(on) => finding.with("requested_on", on),
                None => finding,
            }
        };
        let grace = || end.and_then(|end| law.renewal_by(end).1);
        match state {
            PermitState::Expiring => {
                let notice = end.and_then(|end| law.warned_from(end).1);
                Some(dated(EXPIRING, notice))
            }
            PermitState::RenewalUnderWayTimely => Some(dated(TIMELY, grace())),
            PermitState::RenewalUnderWayLate => Some(dated(LATE, grace())),
            PermitState::AwaitingFirstIssue => Some(dated(AWAITING, None)),
            PermitState::Expired => {
                let by = end.map(|end| law.renewal_by(end).0)?;
                Some(dated(EXPIRED, grace()).with("renewal_by", by))
            }
            PermitState::NotNeeded
            | PermitState::Valid
            | PermitState::Missing
            | PermitState::Unknown => None,
        }
    }
}

impl ResidencePermits {
    /// The last day of the permit whose renewal nobody has asked for yet: of several the one that
    /// ends last. None where none is needed or known, and where one holds without end.
    pub fn to_renew(
        permits: Option<&Self>,
        citizenships: Option<&Citizenships>,
        today: Day,
    ) -> Option<Day> {
        let group = citizenships.and_then(|citizenships| citizenships.group(today));
        if group.is_some_and(super::super::citizenship::CitizenshipGroup::moves_freely) {
            return None;
        }
        let issued = permits?.items.iter().map(|sourced| &sourced.item);
        let issued: Vec<&Permit> = issued.filter(|permit| permit.is_issued()).collect();
        if issued.iter().any(|permit| permit.unlimited) {
            return None;
        }
        let last = issued.iter().max_by_key(|permit| permit.expires_on)?;
        last.expires_on.filter(|_| last.request.is_none())
    }

    /// Where the right to stay of somebody with these citizenships stands on that day. Of several
    /// permits the one that stands best counts; a request that was answered counts no more.
    pub fn standing(
        permits: Option<&Self>,
        citizenships: Option<&Citizenships>,
        day: Day,
        book: &Rulebook,
        chain: &Chain,
    ) -> Standing {
        let law = Law { book, chain };
        let group = citizenships.and_then(|citizenships| citizenships.group(day));
        if group.is_some_and(super::super::citizenship::CitizenshipGroup::moves_freely) {
            return Standing::without(PermitState::NotNeeded);
        }
        let items = permits.map_or(&[][..], |permits| &permits.items);
        let is_answered = |permit: &Permit| {
            let others = items.iter().map(|sourced| &sourced.item);
            let mut others = others.filter(|other| *other != permit);
            others.any(|other| permit.is_answered_by(other, day))
        };
        let best = items
            .iter()
            .filter(|sourced| !is_answered(&sourced.item))
            .filter_map(|sourced| Some((sourced.item.state(day, law)?, &sourced.item)))
            .min_by_key(|(state, permit)| {
                let end = permit.expires_on.map(|end| -day.days_until(end));
                (*state, end)
            });
        let Some((state, permit)) = best else {
            return match group {
                Some(_) => Standing {
                    findings: vec![MISSING.finding(&[])],
                    ..Standing::without(PermitState::Missing)
                },
                None => Standing::without(PermitState::Unknown),
            };
        };
        let renewal_by = permit.expires_on.map(|end| law.renewal_by(end).0);
        Standing {
            state,
            expires_on: permit.expires_on,
            renewal_by: renewal_by.filter(|_| permit.request.is_none()),
            findings: permit.findings(state, day, law),
        }
    }
}

impl Standing {
    const fn without(state: PermitState) -> Self {
        Self {
            state,
            expires_on: None,
            renewal_by: None,
            findings: Vec::new(),
        }
    }
}
