//! Section *privacy notice*: which notice about personal data the person was shown
//! (Reg. (EU) 2016/679, art. 13 and 14).

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::contacts::LanguageCode;
use super::{Context, Section, SectionName};
use crate::intakes::NoticeLanguage;
use crate::kernel::{Day, Fault, Faults, as_text, unknown_code};
use crate::privacy::NoticeVersion;

/// How a notice was shown; codes of the vocabulary `notice-ways`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum NoticeWay {
    Paper,
    Screen,
    ReadAloud,
    ByInterpreter,
}

/// The last notice that the person was shown; earlier ones are in the history.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivacyNotice {
    /// Its version, one that exists.
    #[serde(with = "as_text")]
    pub version: NoticeVersion,
    /// In which language it was written.
    #[serde(with = "as_text")]
    pub language: NoticeLanguage,
    /// On which day it was shown.
    pub shown_on: Day,
    /// How it was shown.
    #[serde(with = "as_text")]
    pub how: NoticeWay,
    /// Into which language the interpreter put it.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub interpreted_into: Option<LanguageCode>,
}

impl Section for PrivacyNotice {
    const NAME: SectionName = SectionName::PrivacyNotice;

    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        context.lived("/shown_on", Some(self.shown_on), faults);
        let interprets = self.how == NoticeWay::ByInterpreter;
        match (interprets, &self.interpreted_into) {
            (true, None) => faults.tell("/interpreted_into", "missing_member"),
            (false, Some(_)) => faults.tell("/interpreted_into", "not_applicable"),
            (true, Some(_)) | (false, None) => {}
        }
    }
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for PrivacyNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivacyNotice(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabulary() {
        assert_eq!(NoticeWay::VARIANTS, codes("notice-ways"));
    }
}
