//! Section *languages*: which languages the person speaks, and how well.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::{LanguageSkill, Languages, Sourced};
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{self, Content, ProvenanceContent, SectionRequest, SectionView};
use crate::http::list::NoFilter;
use crate::http::wire::{CefrLevelField, IdField, LanguageCodeField, Text200Field};
use crate::http::{Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Valid};

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
            items: self
                .items
                .into_iter()
                .map(LanguageSkillContent::parsed)
                .collect::<Result<_, _>>()?,
        })
    }
}

type View = SectionView<LanguagesContent>;
type Replacement = SectionRequest<LanguagesContent>;
type History = ListOf<View>;

/// The languages of a person.
///
/// As it stands, with provenance and version; 404 when it was never written. The access is
/// recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/languages", tag = "individuals",
    operation_id = "languages_section",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = View)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    sections::read::<LanguagesContent>(query, *id).await
}

/// Replaces the languages of a person.
///
/// Whole, from the version in `If-Match`; the first time with `If-None-Match: *`. Earlier versions
/// stay in the history.
#[utoipa::path(put, path = "/individuals/{individual_id}/languages", tag = "individuals",
    operation_id = "replace_languages",
    params(("individual_id" = IdField, Path, description = "The person.")),
    request_body = Replacement,
    responses((status = 200, body = View), (status = 201, body = View)))]
async fn replace(
    command: Command,
    id: Path<IndividualId>,
    if_match: IfMatch,
    Valid(body): Valid<Replacement>,
) -> Result<HttpResponse, Problem> {
    sections::replace(command, *id, if_match, body).await
}

/// Versions of the languages of a person.
///
/// Every one that was ever recorded, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/languages/history", tag = "individuals",
    operation_id = "languages_history",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = History)))]
async fn history(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    sections::history::<LanguagesContent>(query, *id, list).await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_replace, Access::To(Action::EditIndividual), replace)
        .mount(__path_history, Access::To(Action::ReadIndividual), history);
}
