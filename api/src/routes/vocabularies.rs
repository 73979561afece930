//! Code lists, for everybody.

use std::borrow::Cow;
use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::NaiveDate;
use domain::vocabulary::{self, Concept, Filter, Position, Vocabulary};
use persistence::Paged;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use validator::Validate;

use crate::http::doorway::Guest;
use crate::http::list::{NoFilter, with_member};
use crate::http::wire::DayField;
use crate::http::{Access, Field, Links, List, ListOf, Problem, ProblemCode, Routes, SelfLink};
use crate::texts::Language;

/// A code list.
#[derive(Debug, Serialize, ToSchema)]
pub struct VocabularyView {
    /// What it is called in addresses.
    #[schema(
        max_length = 64,
        pattern = "^[a-z][a-z0-9-]{1,63}$",
        example = "case-outcomes"
    )]
    id: &'static str,
    /// What it is called by people.
    #[schema(max_length = 200, example = "Esiti del caso")]
    label: &'static str,
    /// Who made the content.
    #[schema(max_length = 500, example = "Percorso")]
    source: &'static str,
    /// The licence of the content, as an SPDX expression.
    #[schema(max_length = 100, example = "EUPL-1.2")]
    licence: &'static str,
    /// Which state of the content this is.
    #[schema(max_length = 40, example = "1")]
    edition: &'static str,
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A code.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConceptView {
    /// The code.
    #[schema(
        max_length = 64,
        pattern = "^[A-Za-z0-9_.+-]{1,64}$",
        example = "training"
    )]
    code: &'static str,
    /// What it means.
    #[schema(max_length = 300, example = "Formazione")]
    label: &'static str,
    /// The language of the label: Italian where the list has no other.
    #[schema(max_length = 2, pattern = "^(it|en)$", example = "it")]
    label_language: &'static str,
    /// The first day on which it holds; left out when since always.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<NaiveDate>,
    /// The last day on which it holds; left out when it still does.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<NaiveDate>,
    /// What else the list knows of it, such as `province` or `iso2`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    details: BTreeMap<&'static str, &'static str>,
}

/// Which codes of a list somebody wants.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct ConceptFilter {
    #[serde(default)]
    #[validate(length(min = 1, max = 100))]
    q: Option<String>,
    #[serde(default)]
    #[validate(nested)]
    valid_on: Option<DayField>,
}

impl ConceptFilter {
    fn parsed(self) -> Result<Filter, Problem> {
        let day = self.valid_on.map(Field::parsed).transpose()?;
        Ok(Filter {
            q: self.q,
            valid_on: day.map(Into::into),
        })
    }
}

impl VocabularyView {
    fn of(list: &Vocabulary, language: Language, links: &Links) -> Self {
        Self {
            id: list.id,
            label: match language {
                Language::Italian => list.label_it,
                Language::English => list.label_en,
            },
            source: list.source,
            licence: list.licence,
            edition: list.edition,
            links: links.of(format!("/vocabularies/{}", list.id)),
        }
    }
}

impl ConceptView {
    fn of(concept: &Concept, language: Language) -> Self {
        let (label, language) = match (language, concept.label_en) {
            (Language::English, Some(label)) => (label, Language::English),
            (Language::English | Language::Italian, _) => (concept.label_it, Language::Italian),
        };
        Self {
            code: concept.code,
            label,
            label_language: language.tag(),
            valid_from: concept.valid_from,
            valid_to: concept.valid_to,
            details: concept.extras().collect(),
        }
    }
}

type Vocabularies = ListOf<VocabularyView>;
type Concepts = ListOf<ConceptView>;

/// A page of codes, with the list that they are of; for the document.
#[derive(Debug)]
struct ConceptPage;

impl PartialSchema for ConceptPage {
    fn schema() -> RefOr<Schema> {
        let list = Ref::from_schema_name(VocabularyView::name());
        with_member(Concepts::schema(), "vocabulary", list.into())
    }
}

impl ToSchema for ConceptPage {
    fn name() -> Cow<'static, str> {
        "ConceptPage".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Concepts::schemas(schemas);
        schemas.push((
            VocabularyView::name().into_owned(),
            VocabularyView::schema(),
        ));
        VocabularyView::schemas(schemas);
    }
}

/// The code lists.
///
/// With source, licence and edition. They may be kept for an hour.
#[utoipa::path(get, path = "/vocabularies", tag = "vocabularies", operation_id = "vocabularies",
    responses((status = 200, body = Vocabularies)))]
async fn all(guest: Guest, list: List<NoFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page::<String>()?;
    let after = page.after.clone();
    let lists = vocabulary::all().iter();
    let behind = lists.skip_while(|list| after.as_deref().is_some_and(|id| list.id != id));
    let rows = behind
        .skip(usize::from(page.after.is_some()))
        .take(usize::from(page.limit) + 1)
        .collect();
    let (language, links) = (guest.language(), guest.links());
    let listed = list.answer(
        page.cut(rows),
        |list| list.id.to_owned(),
        |list| VocabularyView::of(list, language, &links),
    )?;
    guest.publish(listed.body())
}

/// The codes of a list.
///
/// In the order in which people should read them; a code that was given anew, such as that of a
/// municipality with another name, stands there once for each time. `q` takes the beginning of a
/// label, or of what else the thing is or was called, however it is written. May be kept for an
/// hour.
#[utoipa::path(get, path = "/vocabularies/{vocabulary_id}", tag = "vocabularies",
    operation_id = "vocabulary_concepts",
    params(
        ("vocabulary_id" = String, Path, description = "The list.", max_length = 64,
            pattern = "^[a-z][a-z0-9-]{1,63}$", example = "municipalities"),
        ("q" = Option<String>, Query, description = "The beginning of a label.",
            min_length = 1, max_length = 100, example = "tori"),
        ("valid_on" = Option<DayField>, Query,
            description = "The day on which the code holds.")),
    responses((status = 200, body = ConceptPage)))]
async fn concepts(
    guest: Guest,
    id: Path<String>,
    list: List<ConceptFilter>,
) -> Result<HttpResponse, Problem> {
    let vocabulary = vocabulary::get(&id).ok_or(Problem::of(ProblemCode::NotFound))?;
    let page = list.page::<u32>()?;
    let filter = list.filter.clone().parsed()?;
    let after = page.after.map(Position);
    let found = vocabulary::concepts(vocabulary, &filter, after, page.limit.into());
    let paged = Paged {
        more: found.next.is_some(),
        items: found.concepts,
    };
    let (language, links) = (guest.language(), guest.links());
    let behind = found.next.map(|Position(at)| at);
    let view = |concept| ConceptView::of(concept, language);
    let head = VocabularyView::of(vocabulary, language, &links);
    let listed = list
        .answer(paged, |_| behind, view)?
        .with("vocabulary", json!(head));
    guest.publish(listed.body())
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_all, Access::Public, all)
        .mount(__path_concepts, Access::Public, concepts);
}
