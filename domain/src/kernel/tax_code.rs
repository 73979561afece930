//! The tax code of a natural person (D.M. 23 December 1976 n. 13813; D.P.R. 605/1973).

use std::fmt;
use std::str::FromStr;

use super::Fault;

mod birth;
mod check;
mod check_letter;
mod encode;
mod numeric;
mod verdict;

pub use birth::BirthDate;
pub use check::{Declared, check};
pub use numeric::{LegalPersonCode, ProvisionalCode};
pub use verdict::{
    Agreement, CheckCode, CheckedField, Decoded, FieldVerdict, PlaceVerdict, TaxCodeCheck, Verdict,
};

pub(super) use check_letter::check_letter;
pub(super) use numeric::{Digits, has_known_office};

/// Where the seven digits stand, from the left. Only there may letters replace them.
const NUMERIC: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];

/// The letters that replace the digits 0–9 when two people would share a code.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";

/// The letters of the months, January first.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";

/// Women have this much added to the day of birth.
const FEMALE_OFFSET: u8 = 40;

/// The sex that a document states, as the national vocabulary codes it: `M` or `F`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, strum::Display, strum::EnumString, strum::VariantNames,
)]
#[strum(parse_err_ty = Fault, parse_err_fn = super::unknown_code)]
pub enum Sex {
    /// Female.
    #[strum(serialize = "F")]
    Female,
    /// Male.
    #[strum(serialize = "M")]
    Male,
}

/// A tax code of 16 characters as it was issued, in upper case, with the letters that replace
/// digits where two people would share a code (*omocodia*).
///
/// Its structure, check letter and day are right. Whether its place exists is for [`check()`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxCode {
    issued: String,
    decoded: DecodedTaxCode,
    numbers: Numbers,
}

/// A tax code with all its digits restored and its check letter computed again. It is a key for
/// finding candidates, never the key of a person: people who would share a code share this one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecodedTaxCode(String);

/// What a tax code says of a person; the century of birth is not in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TaxCodeParts<'a> {
    /// Three letters of the family name.
    pub family_name: &'a str,
    /// Three letters of the given name.
    pub given_name: &'a str,
    /// The last two digits of the year of birth.
    pub year: u8,
    /// The month of birth, from 1.
    pub month: u8,
    /// The day of birth, from 1.
    pub day: u8,
    /// The sex.
    pub sex: Sex,
    /// The code of the municipality or State of birth (a letter and three digits).
    pub birthplace_code: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Numbers {
    year: u8,
    month: u8,
    /// As written: with the offset of women.
    day: u8,
}

impl TaxCode {
    /// The code as issued.
    pub fn as_str(&self) -> &str {
        &self.issued
    }

    /// The key under which the code is found whatever letters replace its digits.
    pub const fn decoded(&self) -> &DecodedTaxCode {
        &self.decoded
    }

    /// Whether letters replace some of its digits.
    pub fn is_omocodia(&self) -> bool {
        self.issued != self.decoded.0
    }

    /// What it says of the person.
    pub fn parts(&self) -> TaxCodeParts<'_> {
        let Numbers { year, month, day } = self.numbers;
        let (sex, day) = if day > FEMALE_OFFSET {
            (Sex::Female, day - FEMALE_OFFSET)
        } else {
            (Sex::Male, day)
        };
        TaxCodeParts {
            family_name: &self.issued[..3],
            given_name: &self.issued[3..6],
            year,
            month,
            day,
            sex,
            birthplace_code: &self.decoded.0[11..15],
        }
    }

    /// Reads a code; blanks are dropped and lower case is raised, nothing else is mended.
    fn inspect(text: &str) -> Result<Self, CheckCode> {
        let kept: Vec<char> = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(17)
            .collect();
        let kept: [char; 16] = kept.try_into().map_err(|_| CheckCode::TaxCodeLength)?;
        if !kept.iter().all(char::is_ascii_alphanumeric) {
            return Err(CheckCode::TaxCodeStructure);
        }
        let issued: String = kept.iter().map(char::to_ascii_uppercase).collect();
        let decoded = decode(issued.as_bytes()).ok_or(CheckCode::TaxCodeStructure)?;
        let month = MONTHS
            .iter()
            .zip(1..)
            .find(|(letter, _)| **letter == decoded[8]);
        let (_, month) = month.ok_or(CheckCode::TaxCodeMonth)?;
        if issued.as_bytes()[15] != check_letter(&issued.as_bytes()[..15]) {
            return Err(CheckCode::TaxCodeCheckLetter);
        }
        let numbers = Numbers {
            year: number(&decoded[6..8]),
            month,
            day: number(&decoded[9..11]),
        };
        if !numbers.is_some_day() {
            return Err(CheckCode::TaxCodeDay);
        }
        Ok(Self {
            issued,
            decoded: DecodedTaxCode(with_check_letter(&decoded)),
            numbers,
        })
    }
}

impl Numbers {
    /// Whether some century has this day. A February of 29 days is either in both centuries or,
    /// for the year 00, in 2000.
    fn is_some_day(self) -> bool {
        let last = match self.month {
            2 if self.year.is_multiple_of(4) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let day = if self.day > FEMALE_OFFSET {
            self.day - FEMALE_OFFSET
        } else {
            self.day
        };
        (1..=last).contains(&day)
    }
}

/// The first 15 characters with their digits restored; none when a letter stands where only a
/// digit or its replacement may, or a digit where only a letter may.
fn decode(issued: &[u8]) -> Option<[u8; 15]> {
    if !issued.last()?.is_ascii_uppercase() {
        return None;
    }
    let mut decoded: [u8; 15] = issued.get(..15)?.try_into().ok()?;
    for (position, character) in decoded.iter_mut().enumerate() {
        if !NUMERIC.contains(&position) {
            character.is_ascii_uppercase().then_some(())?;
        } else if !character.is_ascii_digit() {
            let digit = (b'0'..)
                .zip(OMOCODIA)
                .find(|(_, letter)| *letter == character);
            *character = digit?.0;
        }
    }
    Some(decoded)
}

/// The value of two digits.
fn number(digits: &[u8]) -> u8 {
    digits
        .iter()
        .fold(0, |sum, digit| sum * 10 + (digit - b'0'))
}

/// The text of 15 characters and their check letter.
fn with_check_letter(body: &[u8; 15]) -> String {
    body.iter()
        .copied()
        .chain([check_letter(body)])
        .map(char::from)
        .collect()
}

impl FromStr for TaxCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::inspect(text).map_err(|code| Fault::new(code.into()))
    }
}

impl fmt::Display for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.issued)
    }
}

/// A tax code names a person: it never shows up in a debug print.
impl fmt::Debug for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TaxCode(***)")
    }
}

impl DecodedTaxCode {
    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DecodedTaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// It names a person as much as the code itself.
impl fmt::Debug for DecodedTaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DecodedTaxCode(***)")
    }
}

/// The parts together name a person.
impl fmt::Debug for TaxCodeParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TaxCodeParts(***)")
    }
}

#[cfg(test)]
mod tests;
