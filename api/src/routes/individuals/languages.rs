//! Section *languages*: which languages the person speaks, and how well.

use domain::individuals::{LanguageSkill, Languages, Sourced};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{Content, ProvenanceContent, each};
use crate::http::wire::{CefrLevelField, LanguageCodeField, Text200Field};
use crate::http::{Field, Problem};

/// A language that a person knows; a level at least, or that it is a mother tongue.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageSkillContent {
    /// Which one.
    #[validate(nested)]
    language: LanguageCodeField,
    /// Whether it is a language of childhood.
    #[serde(default)]
    mother_tongue: bool,
    /// Listening and reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    understanding: Option<CefrLevelField>,
    /// Speaking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    speaking: Option<CefrLevelField>,
    /// Writing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    writing: Option<CefrLevelField>,
    /// The certificate, as it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    certificate: Option<Text200Field>,
    /// Where it comes from, when it is not the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    provenance: Option<ProvenanceContent>,
}

/// Which languages a person speaks, and how well.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "items": [
        { "language": "sq", "mother_tongue": true },
        { "language": "it", "mother_tongue": false, "understanding": "b2", "speaking": "b1",
          "writing": "a2", "certificate": "CILS uno" },
    ],
}))]
pub struct LanguagesContent {
    /// Each language once.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 30)]
    items: Vec<LanguageSkillContent>,
}

impl LanguageSkillContent {
    fn of(sourced: Sourced<LanguageSkill>) -> Self {
        let item = sourced.item;
        Self {
            language: Field::of(item.language),
            mother_tongue: item.mother_tongue,
            understanding: item.understanding.map(Field::of),
            speaking: item.speaking.map(Field::of),
            writing: item.writing.map(Field::of),
            certificate: item.certificate.map(Field::of),
            provenance: sourced.provenance.map(ProvenanceContent::of),
        }
    }
    fn parsed(self) -> Result<Sourced<LanguageSkill>, Problem> {
        Ok(Sourced {
            item: LanguageSkill {
                language: self.language.parsed()?,
                mother_tongue: self.mother_tongue,
                understanding: self.understanding.map(Field::parsed).transpose()?,
                speaking: self.speaking.map(Field::parsed).transpose()?,
                writing: self.writing.map(Field::parsed).transpose()?,
                certificate: self.certificate.map(Field::parsed).transpose()?,
            },
            provenance: self.provenance.map(ProvenanceContent::parsed).transpose()?,
        })
    }
}

impl Content for LanguagesContent {
    type Section = Languages;
    const NAME: &'static str = "Languages";
    const TITLE: &'static str = "languages of a person";

    fn of(section: Languages) -> Self {
        Self {
            items: section
                .items
                .into_iter()
                .map(LanguageSkillContent::of)
                .collect(),
        }
    }

    fn parsed(self) -> Result<Languages, Problem> {
        Ok(Languages {
            items: each(self.items, LanguageSkillContent::parsed)?,
        })
    }
}
