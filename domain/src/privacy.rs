//! Privacy notices: what people are told about their data (Reg. (EU) 2016/679, art. 13 and 14).
//!
//! A version that was handed out is never changed: intakes cite it.

use std::fmt;
use std::str::FromStr;

use crate::kernel::{Fault, unknown_code};

/// A version of the notice, in both languages. Where the text says `{controller}` and the like,
/// the organisation puts what [`PLACEHOLDERS`] describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// The version, such as `1.0`.
    pub version: NoticeVersion,
    /// The Italian text, which binds, as Markdown.
    pub italian: &'static str,
    /// The English text, as Markdown.
    pub english: &'static str,
}

/// The version of a notice that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoticeVersion(&'static str);

/// What stands in braces in the texts, with what belongs there in Italian and in English.
pub const PLACEHOLDERS: [(&str, &str, &str); 4] = [
    (
        "controller",
        "Denominazione dell'ente titolare.",
        "Name of the body that is the controller.",
    ),
    (
        "controller_contact",
        "Indirizzo, telefono, e-mail e PEC del titolare.",
        "Address, telephone, e-mail and certified e-mail of the controller.",
    ),
    (
        "dpo_contact",
        "Recapiti del Responsabile della protezione dei dati.",
        "Contacts of the data protection officer.",
    ),
    (
        "retention",
        "Tempi del piano di conservazione dell'ente.",
        "Periods of the retention plan of the body.",
    ),
];

static NOTICES: [Notice; 1] = [Notice {
    version: NoticeVersion("1.0"),
    italian: include_str!("../data/privacy/1.0.it.md"),
    english: include_str!("../data/privacy/1.0.en.md"),
}];

/// Every version, the present one last.
pub fn all() -> &'static [Notice] {
    &NOTICES
}

/// The notice of a version.
pub fn get(version: &str) -> Option<&'static Notice> {
    NOTICES.iter().find(|notice| notice.version.0 == version)
}

impl FromStr for NoticeVersion {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        get(text)
            .map(|notice| notice.version)
            .ok_or_else(|| unknown_code(text))
    }
}

impl fmt::Display for NoticeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_use_every_placeholder_and_no_other() {
        for notice in all() {
            for text in [notice.italian, notice.english] {
                let mut used: Vec<&str> = text
                    .split('{')
                    .skip(1)
                    .filter_map(|after| after.split('}').next())
                    .collect();
                used.sort_unstable();
                used.dedup();
                let known: Vec<&str> = PLACEHOLDERS.iter().map(|(name, ..)| *name).collect();
                assert_eq!(used, known, "{}", notice.version);
            }
        }
    }

    #[test]
    fn only_a_version_that_exists_can_be_cited() {
        assert_eq!("1.0".parse::<NoticeVersion>().unwrap().to_string(), "1.0");
        assert_eq!(
            "0.9".parse::<NoticeVersion>().unwrap_err().code,
            "unknown_code"
        );
    }
}
