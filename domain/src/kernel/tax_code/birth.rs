//! The century that a tax code does not say.

use std::fmt;

use super::super::{Day, LeapBirthday};
use super::TaxCode;

/// The ages at which people come to an employment service, both included.
const PLAUSIBLE_AGE: std::ops::RangeInclusive<u32> = 14..=99;

/// The birth date that follows from a tax code.
#[derive(Clone, PartialEq, Eq)]
pub enum BirthDate {
    /// One century alone is plausible.
    Known(Day),
    /// Both are, or neither is: somebody has to ask. The days that are not in the future.
    Ambiguous(Vec<Day>),
}

impl TaxCode {
    /// The days of birth that the code allows, in both centuries; one of them when only one
    /// century has that day.
    pub fn birth_date_candidates(&self) -> Vec<Day> {
        let parts = self.parts();
        let of_century = |century: i32| {
            let year = century + i32::from(parts.year);
            Day::of(year, parts.month.into(), parts.day.into()).ok()
        };
        [1900, 2000].into_iter().filter_map(of_century).collect()
    }

    /// The day of birth as far as an age of 14 to 99 on `reference` tells the century.
    pub fn birth_date(&self, reference: Day) -> BirthDate {
        let mut past = self.birth_date_candidates();
        past.retain(|born| *born <= reference);
        let is_plausible = |born: &&Day| {
            let age = born.age_on(reference, LeapBirthday::default());
            age.is_some_and(|age| PLAUSIBLE_AGE.contains(&age))
        };
        let plausible: Vec<Day> = past.iter().filter(is_plausible).copied().collect();
        match plausible[..] {
            [only] => BirthDate::Known(only),
            _ => BirthDate::Ambiguous(past),
        }
    }
}

impl BirthDate {
    /// The day, where it is known.
    pub const fn known(&self) -> Option<Day> {
        match self {
            Self::Known(day) => Some(*day),
            Self::Ambiguous(_) => None,
        }
    }

    /// The days that are possible.
    pub fn candidates(&self) -> &[Day] {
        match self {
            Self::Known(day) => std::slice::from_ref(day),
            Self::Ambiguous(days) => days,
        }
    }
}

/// A birth date belongs to a person: only whether it is known shows up.
impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Known(_) => "Known(***)",
            Self::Ambiguous(_) => "Ambiguous(***)",
        })
    }
}
