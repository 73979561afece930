//! Section *privacy notice*: which notice about personal data the person was shown.

use domain::individuals::PrivacyNotice;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::Content;
use crate::http::wire::{
    DayField, LanguageCodeField, NoticeLanguageField, NoticeVersionField, NoticeWayField,
};
use crate::http::{Field, Problem};

/// The last notice that a person was shown; earlier ones are in the history.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "version": "1.0", "language": "it", "shown_on": "2026-03-02", "how": "paper",
}))]
pub struct PrivacyNoticeContent {
    /// Its version.
    #[validate(nested)]
    version: NoticeVersionField,
    /// In which language it was written.
    #[validate(nested)]
    language: NoticeLanguageField,
    /// On which day it was shown.
    #[validate(nested)]
    shown_on: DayField,
    /// How it was shown.
    #[validate(nested)]
    how: NoticeWayField,
    /// Into which language an interpreter put it; only then, and always then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    interpreted_into: Option<LanguageCodeField>,
}

impl Content for PrivacyNoticeContent {
    type Section = PrivacyNotice;
    const NAME: &'static str = "PrivacyNotice";
    const TITLE: &'static str = "notice that a person was shown";

    fn of(section: PrivacyNotice) -> Self {
        Self {
            version: Field::of(section.version),
            language: Field::of(section.language),
            shown_on: Field::of(section.shown_on),
            how: Field::of(section.how),
            interpreted_into: section.interpreted_into.map(Field::of),
        }
    }

    fn parsed(self) -> Result<PrivacyNotice, Problem> {
        Ok(PrivacyNotice {
            version: self.version.parsed()?,
            language: self.language.parsed()?,
            shown_on: self.shown_on.parsed()?,
            how: self.how.parsed()?,
            interpreted_into: self.interpreted_into.map(Field::parsed).transpose()?,
        })
    }
}
