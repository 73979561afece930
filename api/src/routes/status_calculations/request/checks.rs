//! What is asked of facts beyond the shape of each: that their days fit each other.

use domain::kernel::{Day, Fault};
use validator::{Validate, ValidationErrors};

use super::{IncomeSupportFact, PermitFact, PermitRenewalFact, WorkPeriodFact};
use crate::http::Field;
use crate::http::wire::DayField;

/// How often the expected income of one work may change.
const MOST_INCOMES: usize = 20;

type Outcome = Result<(), ValidationErrors>;

fn optional<T: Validate>(member: Option<&T>) -> Outcome {
    member.map_or(Ok(()), Validate::validate)
}

/// The fault of a day that does not fit the others.
fn misfit(code: &'static str) -> Outcome {
    Field::<Day>::read(Err(Fault::new(code))).validate()
}

fn gathered<const N: usize>(members: [(&'static str, Outcome); N]) -> Outcome {
    let mut faults = ValidationErrors::new();
    for (member, outcome) in members {
        if faults.errors().contains_key(member) {
            continue;
        }
        faults.merge_self(member, outcome);
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

fn known(day: Option<&DayField>) -> Option<Day> {
    day.and_then(Field::as_ref).copied()
}

/// By hand, because its days must fit each other.
impl Validate for IncomeSupportFact {
    fn validate(&self) -> Outcome {
        let ends = known(self.to.as_ref());
        let order = match known(Some(&self.from)).zip(ends) {
            Some((from, to)) if to < from => misfit("period_ends_before_it_starts"),
            _ => Ok(()),
        };
        gathered([
            ("from", self.from.validate()),
            ("to", optional(self.to.as_ref()).and(order)),
            ("source", optional(self.source.as_ref())),
        ])
    }
}

/// By hand, because its days must fit each other.
impl Validate for PermitFact {
    fn validate(&self) -> Outcome {
        let ends = known(Some(&self.expires_on));
        let order = match known(self.valid_from.as_ref()).zip(ends) {
            Some((from, to)) if to < from => misfit("period_ends_before_it_starts"),
            _ => Ok(()),
        };
        gathered([
            ("valid_from", optional(self.valid_from.as_ref())),
            ("expires_on", self.expires_on.validate().and(order)),
            ("renewal", optional(self.renewal.as_ref())),
            ("reason", optional(self.reason.as_ref())),
            ("source", optional(self.source.as_ref())),
        ])
    }
}

impl Validate for PermitRenewalFact {
    fn validate(&self) -> Outcome {
        match self {
            Self::Requested { on } => gathered([("on", on.validate())]),
            Self::NotRequested {} => Ok(()),
        }
    }
}

/// By hand, because its days must fit each other.
impl Validate for WorkPeriodFact {
    fn validate(&self) -> Outcome {
        gathered([
            ("kind", self.kind.validate()),
            ("from", self.from.validate()),
            ("to", optional(self.to.as_ref()).and(self.order())),
            (
                "to_seen_on",
                optional(self.to_seen_on.as_ref()).and(self.plan()),
            ),
            ("employer", optional(self.employer.as_ref())),
            ("expected_income", optional(self.expected_income.as_ref())),
            (
                "later_incomes",
                self.later_incomes.validate().and(self.incomes()),
            ),
            (
                "dismissal_notice_on",
                optional(self.dismissal_notice_on.as_ref()),
            ),
            ("source", optional(self.source.as_ref())),
        ])
    }
}

impl WorkPeriodFact {
    fn order(&self) -> Outcome {
        match known(Some(&self.from)).zip(known(self.to.as_ref())) {
            Some((from, to)) if to < from => misfit("period_ends_before_it_starts"),
            _ => Ok(()),
        }
    }

    /// Only an end that is told was seen.
    fn plan(&self) -> Outcome {
        match (&self.to, &self.to_seen_on) {
            (None, Some(_)) => misfit("seen_without_end"),
            (Some(_), _) | (None, None) => Ok(()),
        }
    }

    /// Later incomes come after the start and before the end.
    fn incomes(&self) -> Outcome {
        if self.later_incomes.len() > MOST_INCOMES {
            return misfit("too_many");
        }
        let (from, to) = (known(Some(&self.from)), known(self.to.as_ref()));
        let days = self.later_incomes.iter();
        let mut days = days.filter_map(|income| known(Some(&income.from)));
        let outside =
            |day: Day| from.is_some_and(|from| day <= from) || to.is_some_and(|to| to < day);
        if days.any(outside) {
            return misfit("outside_the_period");
        }
        Ok(())
    }
}
