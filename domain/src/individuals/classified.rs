//! What work is about: sectors, occupations, who employs, how many hours.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use crate::kernel::{Fault, LegalPersonCode, TaxCode, VatNumber, as_text, unknown_code};
use crate::vocabulary::{Code, CodeList, ateco};

/// An economic activity by ATECO, with the edition that the code is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sector {
    edition: ateco::Edition,
    code: &'static str,
}

/// An edition of the classification of occupations of ISTAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum OccupationEdition {
    /// CP2011, which exchanges of the employment services still name.
    Cp2011,
    /// CP2021, of the statistics since 2023.
    Cp2021,
}

/// An occupation, with the edition that the code is of: one to five digits with dots between them,
/// the first of which is a major group. There is no open list of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Pair", into = "Pair")]
pub struct Occupation {
    edition: OccupationEdition,
    code: String,
}

/// A classified code as it is stored.
#[derive(Clone, Serialize, Deserialize)]
struct Pair {
    edition: String,
    code: String,
}

impl Sector {
    /// The activity with this code; refused when the edition has none.
    pub fn new(edition: ateco::Edition, code: &str) -> Result<Self, Fault> {
        let found = edition
            .vocabulary()
            .and_then(|list| list.history(code).next());
        found
            .map(|concept| Self {
                edition,
                code: concept.code,
            })
            .ok_or_else(|| unknown_code(code))
    }

    /// The edition.
    pub const fn edition(self) -> ateco::Edition {
        self.edition
    }

    /// The code.
    pub const fn code(self) -> &'static str {
        self.code
    }
}

impl Serialize for Sector {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pair = Pair {
            edition: self.edition.to_string(),
            code: self.code.to_owned(),
        };
        pair.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Sector {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let pair = Pair::deserialize(deserializer)?;
        let edition = pair.edition.parse().map_err(D::Error::custom)?;
        Self::new(edition, &pair.code).map_err(D::Error::custom)
    }
}

impl Occupation {
    /// The occupation with this code; refused when it is not written as one.
    pub fn new(edition: OccupationEdition, code: &str) -> Result<Self, Fault> {
        let is_digit = |part: &str| part.len() == 1 && part.bytes().all(|b| b.is_ascii_digit());
        let parts = code.split('.').count();
        let has_group = code.starts_with(|first: char| matches!(first, '1'..='9'));
        if parts <= 5 && has_group && code.split('.').all(is_digit) {
            Ok(Self {
                edition,
                code: code.to_owned(),
            })
        } else {
            Err(Fault::new("invalid_occupation"))
        }
    }

    /// The edition.
    pub const fn edition(&self) -> OccupationEdition {
        self.edition
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.code
    }
}

impl TryFrom<Pair> for Occupation {
    type Error = Fault;

    fn try_from(pair: Pair) -> Result<Self, Fault> {
        Self::new(pair.edition.parse()?, &pair.code)
    }
}

impl From<Occupation> for Pair {
    fn from(occupation: Occupation) -> Self {
        Self {
            edition: occupation.edition.to_string(),
            code: occupation.code,
        }
    }
}

/// By which an employer is known: the tax code of a person, of a body, or a VAT number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmployerCode(String);

impl FromStr for EmployerCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.len() != 11 {
            return Ok(Self(text.parse::<TaxCode>()?.as_str().to_owned()));
        }
        // Bodies have codes of eleven digits that are no VAT numbers.
        match text.parse::<VatNumber>() {
            Ok(number) => Ok(Self(number.to_string())),
            Err(fault) => match text.parse::<LegalPersonCode>() {
                Ok(_) => Ok(Self(text.to_owned())),
                Err(_) => Err(fault),
            },
        }
    }
}

impl EmployerCode {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmployerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// It may be a person's: it never shows up in a debug print.
impl fmt::Debug for EmployerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmployerCode(***)")
    }
}

/// Hours in a week, to the hundredth: `40` or `37.50`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WeeklyHours(u16);

impl WeeklyHours {
    /// The hours that a week has.
    const MOST: u16 = 7 * 24 * 100;
}

impl FromStr for WeeklyHours {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let invalid = || Fault::new("invalid_hours");
        let (hours, hundredths) = text.split_once('.').unwrap_or((text, "00"));
        let is_number = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        if !is_number(hours, 1..=3) || !is_number(hundredths, 1..=2) {
            return Err(invalid());
        }
        let number = |part: &str| part.parse::<u32>().map_err(|_| invalid());
        let tens = if hundredths.len() == 1 { 10 } else { 1 };
        let all = number(hours)? * 100 + number(hundredths)? * tens;
        match u16::try_from(all) {
            Ok(all) if (1..=Self::MOST).contains(&all) => Ok(Self(all)),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for WeeklyHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (hours, 0) => write!(f, "{hours}"),
            (hours, hundredths) => write!(f, "{hours}.{hundredths:02}"),
        }
    }
}

/// Contract types of mandatory notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractTypes;
impl CodeList for ContractTypes {
    const LIST: &'static str = "contract-types";
}
/// The type of a contract.
pub type ContractType = Code<ContractTypes>;

/// Driving licences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrivingLicences;
impl CodeList for DrivingLicences {
    const LIST: &'static str = "driving-licences";
}
/// A category of driving licences.
pub type LicenceCategory = Code<DrivingLicences>;

/// States of the world by the code of ISTAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countries;
impl CodeList for Countries {
    const LIST: &'static str = "citizenships";
}
/// A State by the code of ISTAT; Italy is 100.
pub type Country = Code<Countries>;

impl Code<Countries> {
    /// Whether it is Italy.
    pub fn is_italy(&self) -> bool {
        self.as_str() == "100"
    }
}

/// Education levels by the codes of the Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionalLevels;
impl CodeList for RegionalLevels {
    const LIST: &'static str = "education-levels";
}
/// An education level by the code of the Region.
pub type RegionalLevel = Code<RegionalLevels>;

/// Levels of education by ISCED 2011.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IscedLevels;
impl CodeList for IscedLevels {
    const LIST: &'static str = "isced-levels";
}
/// A level of education by ISCED 2011, 0 to 8.
pub type IscedLevel = Code<IscedLevels>;

/// Measures that need facts of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HouseholdPurposes;
impl CodeList for HouseholdPurposes {
    const LIST: &'static str = "household-purposes";
}
/// A measure that needs facts of a household.
pub type HouseholdPurpose = Code<HouseholdPurposes>;

/// Why work ended; codes of the vocabulary `work-end-reasons`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum EndReason {
    TermExpired,
    Resignation,
    ResignationJustCause,
    Dismissal,
    CollectiveDismissal,
    MutualAgreement,
    TrialPeriod,
    Closure,
    Retirement,
    Other,
}

/// Who employs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employer {
    /// What the employer is called.
    #[serde(with = "as_text")]
    pub legal_name: crate::kernel::Text<200>,
    /// By which the employer is known.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub code: Option<EmployerCode>,
}

/// An employer may be a person: nothing of it shows up in a debug print.
impl fmt::Debug for Employer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Employer(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn a_sector_is_of_the_edition_that_has_it() {
        use ateco::Edition;
        assert!(Sector::new(Edition::Of2022, "01.11.1").is_ok());
        assert_eq!(
            Sector::new(Edition::Of2025, "01.11.1").unwrap_err().code,
            "unknown_code"
        );
        let kept = serde_json::to_string(&Sector::new(Edition::Of2025, "01.11.0").unwrap());
        assert_eq!(
            kept.as_deref().unwrap(),
            r#"{"edition":"2025","code":"01.11.0"}"#
        );
        let read: Sector = serde_json::from_str(&kept.unwrap()).unwrap();
        assert_eq!(read.edition(), Edition::Of2025);
    }

    #[test]
    fn an_occupation_has_one_to_five_digits_under_a_major_group() {
        for code in ["5", "5.1", "5.1.2.2.0", "9.1.1"] {
            assert!(
                Occupation::new(OccupationEdition::Cp2011, code).is_ok(),
                "{code}"
            );
        }
        for code in [
            "",
            "0",
            "0.1",
            "51",
            "5.",
            "5..1",
            "5.1.2.2.0.1",
            "5.a",
            "5.12",
            "٥",
        ] {
            let refused = Occupation::new(OccupationEdition::Cp2021, code).unwrap_err();
            assert_eq!(refused.code, "invalid_occupation", "{code}");
        }
    }

    #[test]
    fn hours_are_those_of_a_week() {
        for (text, written) in [
            ("40", "40"),
            ("37.5", "37.50"),
            ("0.25", "0.25"),
            ("168", "168"),
        ] {
            assert_eq!(text.parse::<WeeklyHours>().unwrap().to_string(), written);
        }
        for text in [
            "", "0", "0.00", "168.01", "-1", "37,5", "1.234", ".5", "1.", "9999",
        ] {
            let refused = text.parse::<WeeklyHours>().unwrap_err();
            assert_eq!(refused.code, "invalid_hours", "{text}");
        }
    }

    #[test]
    fn an_employer_is_known_by_what_checks() {
        for code in ["07430420013", "VRDLCU90A41L219E"] {
            let known: EmployerCode = code.parse().unwrap();
            assert_eq!(known.as_str(), code);
            assert!(!format!("{known:?}").contains(code));
        }
        for code in ["07430420014", "VRDLCU90A41L219F", "", "1"] {
            assert!(code.parse::<EmployerCode>().is_err(), "{code}");
        }
    }

    #[test]
    fn the_reasons_are_those_of_the_vocabulary() {
        assert_eq!(EndReason::VARIANTS, codes("work-end-reasons"));
    }
}
