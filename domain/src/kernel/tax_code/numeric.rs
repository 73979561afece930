//! Codes of 11 digits: provisional ones of people, those of legal persons, VAT numbers.

use std::fmt;
use std::str::FromStr;

use super::super::Fault;

/// Eleven digits of which the last checks the others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::kernel) struct Digits(String);

/// The provisional numeric code that the Revenue Agency gives, among others, to people who ask
/// for asylum. A code of 16 characters replaces it later.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProvisionalCode(Digits);

/// The numeric tax code of a legal person or of a public body.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegalPersonCode(Digits);

impl Digits {
    pub(in crate::kernel) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Digits {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let kept: Vec<char> = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(12)
            .collect();
        let kept: [char; 11] = kept
            .try_into()
            .map_err(|_| Fault::new("numeric_code_length"))?;
        let digits: Option<Vec<u32>> = kept.iter().map(|c| c.to_digit(10)).collect();
        let digits = digits.ok_or_else(|| Fault::new("numeric_code_structure"))?;
        if digits.iter().all(|digit| *digit == 0) {
            return Err(Fault::new("numeric_code_zeros"));
        }
        if !luhn_sum(&digits).is_multiple_of(10) {
            return Err(Fault::new("numeric_code_check_digit"));
        }
        Ok(Self(kept.iter().collect()))
    }
}

/// The sum that the check digit makes a multiple of ten: every second digit counts double, and
/// its two figures one by one.
fn luhn_sum(digits: &[u32]) -> u32 {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let pairs = digits.chunks(2);
    pairs
        .map(|pair| pair[0] + pair.get(1).copied().map_or(0, doubled))
        .sum()
}

/// Whether the digits 8–10 are those of an office that issues numbers.
pub(in crate::kernel) fn has_known_office(digits: &Digits) -> bool {
    let office = digits.0.get(7..10).and_then(|office| office.parse().ok());
    matches!(office, Some(1_u16..=100 | 120 | 121 | 888 | 999))
}

impl ProvisionalCode {
    /// The eleven digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether a known office issued it; worth a warning when not, never a refusal.
    pub fn has_known_office(&self) -> bool {
        has_known_office(&self.0)
    }
}

impl FromStr for ProvisionalCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        text.parse().map(Self)
    }
}

impl fmt::Display for ProvisionalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// It names a person: it never shows up in a debug print.
impl fmt::Debug for ProvisionalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProvisionalCode(***)")
    }
}

impl LegalPersonCode {
    /// The eleven digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether a known office issued it; worth a warning when not, never a refusal.
    pub fn has_known_office(&self) -> bool {
        has_known_office(&self.0)
    }

    /// Whether it is of the series for associations and bodies, which begins with 8 or 9.
    pub fn is_of_association_or_body(&self) -> bool {
        self.as_str().starts_with(['8', '9'])
    }
}

impl FromStr for LegalPersonCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        text.parse().map(Self)
    }
}

impl fmt::Display for LegalPersonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Small bodies lead to people: it never shows up in a debug print.
impl fmt::Debug for LegalPersonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LegalPersonCode(***)")
    }
}
