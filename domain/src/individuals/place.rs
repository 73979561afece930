//! Codes of places.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::kernel::Fault;
use crate::vocabulary::{self, PlaceVerdict};

/// The Belfiore code of a municipality (a letter and three digits) or of a State (`Z` and three
/// digits), present or past; one that a code list has.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceCode(String);

impl PlaceCode {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it names a State and not a municipality.
    pub fn is_state(&self) -> bool {
        self.0.starts_with('Z')
    }

    /// What it names on that day.
    pub fn on(&self, day: NaiveDate) -> PlaceVerdict {
        vocabulary::birthplace(&self.0, day)
    }
}

impl FromStr for PlaceCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let code: String = text.trim().chars().take(5).collect();
        let code = code.to_ascii_uppercase();
        let list = if code.starts_with('Z') {
            vocabulary::states::list()
        } else {
            vocabulary::municipalities::list()
        };
        if list.contains(&code) {
            Ok(Self(code))
        } else {
            Err(Fault::new("unknown_place"))
        }
    }
}

impl fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A postal code: 2 to 10 letters, digits, blanks and hyphens. Italian ones have five digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PostalCode(String);

impl PostalCode {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is written as an Italian one.
    pub fn is_italian(&self) -> bool {
        self.0.len() == 5 && self.0.bytes().all(|b| b.is_ascii_digit())
    }
}

impl FromStr for PostalCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let code = text.trim();
        let fits = (2..=10).contains(&code.len())
            && code
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-'))
            && code.bytes().any(|b| b.is_ascii_digit());
        if fits {
            Ok(Self(code.to_ascii_uppercase()))
        } else {
            Err(Fault::new("invalid_postal_code"))
        }
    }
}

impl fmt::Display for PostalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
