//! Section *citizenship*: of which States the person is a citizen, or of none.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::{Citizenship, Citizenships, Sourced};
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{self, Content, ProvenanceContent, SectionRequest, SectionView};
use crate::http::list::NoFilter;
use crate::http::wire::{CitizenshipCodeField, DayField, IdField};
use crate::http::{Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Valid};

/// A citizenship, or statelessness, and since when.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CitizenshipItemContent {
    /// Of which State.
    #[validate(nested)]
    code: CitizenshipCodeField,
    /// The first day, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    valid_from: Option<DayField>,
    /// The last day, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    valid_to: Option<DayField>,
    /// Where it comes from, when it is not the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    provenance: Option<ProvenanceContent>,
}

/// Of which States a person is, or was, a citizen.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "items": [{ "code": "201" }, { "code": "100", "valid_from": "2024-05-02" }],
}))]
pub struct CitizenshipContent {
    /// Each of them, the one that counts most first; nobody is stateless and a citizen at once.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 10)]
    items: Vec<CitizenshipItemContent>,
}

impl CitizenshipItemContent {
    fn of(sourced: Sourced<Citizenship>) -> Self {
        let item = sourced.item;
        Self {
            code: Field::of(item.code),
            valid_from: item.valid_from.map(Field::of),
            valid_to: item.valid_to.map(Field::of),
            provenance: sourced.provenance.map(ProvenanceContent::of),
        }
    }
    fn parsed(self) -> Result<Sourced<Citizenship>, Problem> {
        Ok(Sourced {
            item: Citizenship {
                code: self.code.parsed()?,
                valid_from: self.valid_from.map(Field::parsed).transpose()?,
                valid_to: self.valid_to.map(Field::parsed).transpose()?,
            },
            provenance: self.provenance.map(ProvenanceContent::parsed).transpose()?,
        })
    }
}

impl Content for CitizenshipContent {
    type Section = Citizenships;
    const NAME: &'static str = "Citizenship";

    fn of(section: Citizenships) -> Self {
        Self {
            items: section
                .items
                .into_iter()
                .map(CitizenshipItemContent::of)
                .collect(),
        }
    }

    fn parsed(self) -> Result<Citizenships, Problem> {
        Ok(Citizenships {
            items: self
                .items
                .into_iter()
                .map(CitizenshipItemContent::parsed)
                .collect::<Result<_, _>>()?,
        })
    }
}

type View = SectionView<CitizenshipContent>;
type Replacement = SectionRequest<CitizenshipContent>;
type History = ListOf<View>;

/// The citizenships of a person.
///
/// As it stands, with provenance and version; 404 when it was never written. The access is
/// recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/citizenship", tag = "individuals",
    operation_id = "citizenship_section",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = View)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    sections::read::<CitizenshipContent>(query, *id).await
}

/// Replaces the citizenships of a person.
///
/// Whole, from the version in `If-Match`; the first time with `If-None-Match: *`. Earlier versions
/// stay in the history.
#[utoipa::path(put, path = "/individuals/{individual_id}/citizenship", tag = "individuals",
    operation_id = "replace_citizenship",
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

/// Versions of the citizenships of a person.
///
/// Every one that was ever recorded, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/citizenship/history", tag = "individuals",
    operation_id = "citizenship_history",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = History)))]
async fn history(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    sections::history::<CitizenshipContent>(query, *id, list).await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_replace, Access::To(Action::EditIndividual), replace)
        .mount(__path_history, Access::To(Action::ReadIndividual), history);
}
