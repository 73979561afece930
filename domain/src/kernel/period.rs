//! Spans of days.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Day, Fault};

/// The days from one to another, both included; without an end it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Bounds", deny_unknown_fields)]
pub struct Period {
    from: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Day>,
}

/// A period as it is written, before anybody looked whether it ends before it starts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    from: Day,
    #[serde(default)]
    to: Option<Day>,
}

impl Period {
    /// The days from `from` to `to`; refused when it would end before it starts.
    pub fn new(from: Day, to: Option<Day>) -> Result<Self, Fault> {
        match to {
            Some(to) if to < from => Err(Fault::new("period_ends_before_it_starts")),
            _ => Ok(Self { from, to }),
        }
    }

    /// The days from `from` on.
    pub const fn since(from: Day) -> Self {
        Self { from, to: None }
    }

    /// A measure of `months` that starts on `from`, the first day counted: it ends the day before
    /// the same day number. No months are no period.
    pub fn of_months(from: Day, months: u32) -> Result<Self, Fault> {
        Self::until_the_day_before(from, from.add_months(months)?)
    }

    /// A measure of `days` that starts on `from`, the first day counted. No days are no period.
    pub fn of_days(from: Day, days: u32) -> Result<Self, Fault> {
        Self::until_the_day_before(from, from.add_days(days)?)
    }

    fn until_the_day_before(from: Day, end: Day) -> Result<Self, Fault> {
        if end == from {
            return Err(Fault::new("empty_period"));
        }
        Self::new(from, Some(end.subtract_days(1)?))
    }

    /// The first day.
    pub const fn from(&self) -> Day {
        self.from
    }

    /// The last day, where there is one.
    pub const fn to(&self) -> Option<Day> {
        self.to
    }

    /// Whether `day` is one of its days.
    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether the two have a day in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }

    /// The days that the two have in common.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let to = match (self.to, other.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self::new(self.from.max(other.from), to).ok()
    }

    /// How many days it has, both ends counted; none without an end.
    pub fn days(&self) -> Option<u32> {
        let to = self.to?;
        u32::try_from(self.from.days_until(to) + 1).ok()
    }
}

impl TryFrom<Bounds> for Period {
    type Error = Fault;

    fn try_from(bounds: Bounds) -> Result<Self, Fault> {
        Self::new(bounds.from, bounds.to)
    }
}

/// ISO 8601: `2026-01-01/2026-06-30`, or `2026-01-01/..` without an end.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{}/{to}", self.from),
            None => write!(f, "{}/..", self.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), Some(day(to))).unwrap()
    }

    #[test]
    fn a_measure_counts_its_first_day() {
        let table = [
            ("2026-01-31", 6, "2026-07-30"),
            ("2026-03-01", 6, "2026-08-31"),
            ("2025-08-31", 6, "2026-02-27"),
            ("2026-02-15", 2, "2026-04-14"),
            ("2024-02-29", 12, "2025-02-27"),
        ];
        for (start, months, end) in table {
            let measure = Period::of_months(day(start), months).unwrap();
            assert_eq!(measure.to(), Some(day(end)), "{start} + {months}");
        }
        let week = Period::of_days(day("2026-01-05"), 7).unwrap();
        assert_eq!(week.to(), Some(day("2026-01-11")));
        assert_eq!(
            Period::of_months(day("2026-01-05"), 0).unwrap_err().code,
            "empty_period"
        );
        assert_eq!(
            Period::of_days(day("2026-01-05"), 0).unwrap_err().code,
            "empty_period"
        );
    }

    #[test]
    fn both_ends_belong_to_a_period() {
        let march = period("2026-03-01", "2026-03-31");
        assert!(march.contains(day("2026-03-01")) && march.contains(day("2026-03-31")));
        assert!(!march.contains(day("2026-02-28")) && !march.contains(day("2026-04-01")));
        assert_eq!(march.days(), Some(31));
        assert_eq!(period("2026-03-01", "2026-03-01").days(), Some(1));
        let since = Period::since(day("2026-03-01"));
        assert!(since.contains(day("2100-12-31")) && !since.contains(day("2026-02-28")));
        assert_eq!(since.days(), None);
    }

    #[test]
    fn periods_overlap_when_one_day_is_common() {
        let march = period("2026-03-01", "2026-03-31");
        assert!(march.overlaps(&period("2026-03-31", "2026-05-01")));
        assert!(!march.overlaps(&period("2026-04-01", "2026-05-01")));
        assert!(march.overlaps(&Period::since(day("2026-03-31"))));
        assert!(!Period::since(day("2026-04-01")).overlaps(&march));
    }

    #[test]
    fn a_period_that_ends_before_it_starts_is_refused_at_every_door() {
        let fault = Period::new(day("2026-03-02"), Some(day("2026-03-01"))).unwrap_err();
        assert_eq!(fault.code, "period_ends_before_it_starts");
        let json = r#"{"from":"2026-03-02","to":"2026-03-01"}"#;
        assert!(serde_json::from_str::<Period>(json).is_err());
        assert!(serde_json::from_str::<Period>(r#"{"from":"2026-03-02","until":"x"}"#).is_err());
    }

    #[test]
    fn a_period_is_written_with_its_ends() {
        let march = period("2026-03-01", "2026-03-31");
        let json = serde_json::to_string(&march).unwrap();
        assert_eq!(json, r#"{"from":"2026-03-01","to":"2026-03-31"}"#);
        assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), march);
        assert_eq!(march.to_string(), "2026-03-01/2026-03-31");
        let since = Period::since(day("2026-03-01"));
        assert_eq!(
            serde_json::to_string(&since).unwrap(),
            r#"{"from":"2026-03-01"}"#
        );
        assert_eq!(since.to_string(), "2026-03-01/..");
    }

    fn any_period() -> impl Strategy<Value = Period> {
        (0_u32..400, proptest::option::of(0_u32..200)).prop_map(|(offset, length)| {
            let from = day("2026-01-01").add_days(offset).unwrap();
            Period::new(from, length.map(|days| from.add_days(days).unwrap())).unwrap()
        })
    }

    proptest! {
        #[test]
        fn two_periods_overlap_exactly_when_they_have_an_intersection(a in any_period(), b in any_period()) {
            prop_assert_eq!(a.overlaps(&b), a.intersection(&b).is_some());
            prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
            prop_assert_eq!(a.intersection(&b), b.intersection(&a));
        }

        #[test]
        fn a_day_is_in_the_intersection_when_it_is_in_both(a in any_period(), b in any_period(), n in 0_u32..700) {
            let day = day("2026-01-01").add_days(n).unwrap();
            let common = a.intersection(&b).is_some_and(|both| both.contains(day));
            prop_assert_eq!(common, a.contains(day) && b.contains(day));
        }

        #[test]
        fn consecutive_measures_leave_no_gap(offset in 0_u32..2_000, months in 1_u32..36) {
            let start = day("2020-01-01").add_days(offset).unwrap();
            let first = Period::of_months(start, months).unwrap();
            prop_assert_eq!(first.to().unwrap().add_days(1).unwrap(), start.add_months(months).unwrap());
        }
    }
}
