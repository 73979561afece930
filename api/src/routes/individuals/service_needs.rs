//! Section *service needs*: what the service sees to when it meets the person, never why.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::{ServiceNeed, ServiceNeeds, Sourced};
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{self, Content, ProvenanceContent, SectionRequest, SectionView};
use crate::http::list::NoFilter;
use crate::http::wire::{IdField, LanguageCodeField, ServiceNeedKindField};
use crate::http::{Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Valid};

/// Something that the service sees to.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceNeedContent {
    /// What.
    #[validate(nested)]
    kind: ServiceNeedKindField,
    /// Which language the interpreter speaks; of an interpreter only, and always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    language: Option<LanguageCodeField>,
    /// Where it comes from, when it is not the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    provenance: Option<ProvenanceContent>,
}

/// What the service sees to when it meets a person. Never why: the record holds no data about health.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "items": [{ "kind": "interpreter", "language": "sq" }, { "kind": "large_print" }],
}))]
pub struct ServiceNeedsContent {
    /// Each need once; an interpreter for each language once.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 30)]
    items: Vec<ServiceNeedContent>,
}

impl ServiceNeedContent {
    fn of(sourced: Sourced<ServiceNeed>) -> Self {
        let item = sourced.item;
        Self {
            kind: Field::of(item.kind),
            language: item.language.map(Field::of),
            provenance: sourced.provenance.map(ProvenanceContent::of),
        }
    }
    fn parsed(self) -> Result<Sourced<ServiceNeed>, Problem> {
        Ok(Sourced {
            item: ServiceNeed {
                kind: self.kind.parsed()?,
                language: self.language.map(Field::parsed).transpose()?,
            },
            provenance: self.provenance.map(ProvenanceContent::parsed).transpose()?,
        })
    }
}

impl Content for ServiceNeedsContent {
    type Section = ServiceNeeds;
    const NAME: &'static str = "ServiceNeeds";

    fn of(section: ServiceNeeds) -> Self {
        Self {
            items: section
                .items
                .into_iter()
                .map(ServiceNeedContent::of)
                .collect(),
        }
    }

    fn parsed(self) -> Result<ServiceNeeds, Problem> {
        Ok(ServiceNeeds {
            items: self
                .items
                .into_iter()
                .map(ServiceNeedContent::parsed)
                .collect::<Result<_, _>>()?,
        })
    }
}

type View = SectionView<ServiceNeedsContent>;
type Replacement = SectionRequest<ServiceNeedsContent>;
type History = ListOf<View>;

/// The service needs of a person.
///
/// As it stands, with provenance and version; 404 when it was never written. The access is
/// recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/service-needs", tag = "individuals",
    operation_id = "service_needs_section",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = View)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    sections::read::<ServiceNeedsContent>(query, *id).await
}

/// Replaces the service needs of a person.
///
/// Whole, from the version in `If-Match`; the first time with `If-None-Match: *`. Earlier versions
/// stay in the history.
#[utoipa::path(put, path = "/individuals/{individual_id}/service-needs", tag = "individuals",
    operation_id = "replace_service_needs",
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

/// Versions of the service needs of a person.
///
/// Every one that was ever recorded, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/service-needs/history", tag = "individuals",
    operation_id = "service_needs_history",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = History)))]
async fn history(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    sections::history::<ServiceNeedsContent>(query, *id, list).await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_replace, Access::To(Action::EditIndividual), replace)
        .mount(__path_history, Access::To(Action::ReadIndividual), history);
}
