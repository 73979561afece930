//! Section *languages*: which languages the person speaks, and how well.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::contacts::LanguageCode;
use super::contradiction::{self, Item};
use super::section::at_most;
use super::{Context, Section, SectionName, Sourced};
use crate::kernel::{Fault, Faults, Text, as_text, unknown_code};

/// How well a language is known (Common European Framework of Reference for Languages); codes of
/// the vocabulary `cefr-levels`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum CefrLevel {
    A1,
    A2,
    B1,
    B2,
    C1,
    C2,
}

/// A language that the person knows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageSkill {
    /// Which one.
    #[serde(with = "as_text")]
    pub language: LanguageCode,
    /// Whether it is a language of childhood.
    #[serde(default)]
    pub mother_tongue: bool,
    /// Listening and reading.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub understanding: Option<CefrLevel>,
    /// Speaking.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub speaking: Option<CefrLevel>,
    /// Writing.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub writing: Option<CefrLevel>,
    /// The certificate, as it is called.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub certificate: Option<Text<200>>,
}

/// Which languages the person speaks, and how well.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Languages {
    /// Each language once.
    pub items: Vec<Sourced<LanguageSkill>>,
}

impl LanguageSkill {
    fn says_nothing(&self) -> bool {
        !self.mother_tongue
            && [self.understanding, self.speaking, self.writing] == [None, None, None]
    }
}

impl Languages {
    /// How many languages a person may name.
    pub const MOST: usize = 30;
}

impl Section for Languages {
    const NAME: SectionName = SectionName::Languages;

    /// Each language once; of each at least one level is told, or that it is a mother tongue.
    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        at_most(Self::MOST, "/items", &self.items, faults);
        for (at, sourced) in self.items.iter().enumerate() {
            let one = &sourced.item;
            faults.below(&format!("/items/{at}"), |faults| {
                sourced.check(context, faults);
                let mut before = self.items[..at].iter();
                if before.any(|other| other.item.language == one.language) {
                    faults.tell("/language", "duplicate_member");
                }
                if one.says_nothing() {
                    faults.tell("/understanding", "missing_member");
                }
            });
        }
    }

    fn items(&self) -> Vec<Item> {
        contradiction::items("/items", &self.items, |item| item.language.to_string())
    }
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for LanguageSkill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LanguageSkill(***)")
    }
}

/// They tell of a person: they never show up in a debug print.
impl fmt::Debug for Languages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Languages(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabulary() {
        assert_eq!(CefrLevel::VARIANTS, codes("cefr-levels"));
    }
}
