//! The codes of a service.

use std::fmt;
use std::str::FromStr;

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, unknown_code};
use crate::vocabulary::{Code, CodeList};

/// What programs call a service: one in each organisation, and the same for ever.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceCode(String);

impl ServiceCode {
    /// The longest code, in characters.
    pub const MAX: usize = 40;

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServiceCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
        let fits = (2..=Self::MAX).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(is_plain);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Fault::new("invalid_service_code"))
        }
    }
}

impl fmt::Display for ServiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a service is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum ServiceMode {
    Individual,
    Group,
    Online,
    Phone,
}

/// Who books a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum BookedBy {
    Staff,
    Desk,
    Counsellor,
}

/// By which way people hear of what they are booked for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumString,
    EnumIter,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum MessageChannel {
    Email,
    Sms,
    App,
}

/// The essential levels of services.
#[derive(Debug)]
pub struct EssentialLevels;

impl CodeList for EssentialLevels {
    const LIST: &'static str = "essential-levels";
}

/// What shows that a service was held.
#[derive(Debug)]
pub struct ServiceEvidences;

impl CodeList for ServiceEvidences {
    const LIST: &'static str = "service-evidence";
}

/// The letter of an essential level (D.M. 4/2018, annex B).
pub type EssentialLevel = Code<EssentialLevels>;
/// What shows that a service was held.
pub type ServiceEvidence = Code<ServiceEvidences>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabularies() {
        assert_eq!(ServiceMode::VARIANTS, codes("service-modes"));
        assert_eq!(BookedBy::VARIANTS, codes("service-bookers"));
        assert_eq!(MessageChannel::VARIANTS, codes("message-channels"));
        let letters: Vec<String> = ('A'..='O').map(String::from).collect();
        assert_eq!(codes("essential-levels"), letters);
    }

    #[test]
    fn a_code_is_a_plain_word_of_two_to_forty_characters() {
        for good in ["ab", "job_club", "cv_2", &"x".repeat(40)] {
            assert_eq!(good.parse::<ServiceCode>().unwrap().as_str(), good);
        }
        for wrong in [
            "",
            "a",
            "Job",
            "job club",
            "2_cv",
            "_x",
            "caffè",
            &"x".repeat(41),
        ] {
            let fault = wrong.parse::<ServiceCode>().unwrap_err();
            assert_eq!(fault.code, "invalid_service_code", "{wrong}");
        }
    }
}
