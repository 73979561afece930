//! The feast of the patron of a municipality.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::super::Fault;

/// The day of the year of the local patron, written `MM-DD` (Torino: `06-24`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatronDay {
    month: u32,
    day: u32,
}

impl PatronDay {
    /// The day with this number of this month; refused when no year has it.
    pub fn new(month: u32, day: u32) -> Result<Self, Fault> {
        // 2000 was a leap year: 29 February is a day of some years.
        let exists = NaiveDate::from_ymd_opt(2000, month, day).is_some();
        if exists {
            Ok(Self { month, day })
        } else {
            Err(Fault::new("invalid_patron_day"))
        }
    }

    /// The month, from 1.
    pub const fn month(self) -> u32 {
        self.month
    }

    /// The day of the month, from 1.
    pub const fn day(self) -> u32 {
        self.day
    }

    pub(super) fn falls_on(self, date: NaiveDate) -> bool {
        (date.month(), date.day()) == (self.month, self.day)
    }
}

impl FromStr for PatronDay {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let digits = |part: &str| {
            let is_plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            is_plain.then(|| part.parse().ok()).flatten()
        };
        match text
            .split_once('-')
            .map(|(month, day)| (digits(month), digits(day)))
        {
            Some((Some(month), Some(day))) => Self::new(month, day),
            _ => Err(Fault::new("invalid_patron_day")),
        }
    }
}

impl fmt::Display for PatronDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}
