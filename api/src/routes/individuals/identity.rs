//! Section *identity*: who the person is, as on the document.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::Identity;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::card::possible_duplicate;
use super::sections::{self, Content, SectionRequest, SectionView};
use crate::http::list::NoFilter;
use crate::http::wire::{DayField, IdField, PersonNameField, PlaceCodeField, SexField};
use crate::http::{Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Valid};

/// Who a person is, as on the document.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "family_name": "Verdi", "given_name": "Lucia", "sex": "F",
    "birth_date": "1990-01-01", "birthplace_code": "L219"
}))]
pub struct IdentityContent {
    /// All family names; of a married woman those of birth.
    #[validate(nested)]
    family_name: PersonNameField,
    /// All given names.
    #[validate(nested)]
    given_name: PersonNameField,
    /// The sex that the document states.
    #[validate(nested)]
    sex: SexField,
    /// The day of birth.
    #[validate(nested)]
    birth_date: DayField,
    /// The municipality or State of birth, as it was at that date; left out when not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    birthplace_code: Option<PlaceCodeField>,
}

impl Content for IdentityContent {
    type Section = Identity;
    const NAME: &'static str = "Identity";

    fn of(identity: Identity) -> Self {
        Self {
            family_name: Field::of(identity.family_name),
            given_name: Field::of(identity.given_name),
            sex: Field::of(identity.sex),
            birth_date: Field::of(identity.birth_date),
            birthplace_code: identity.birthplace_code.map(Field::of),
        }
    }

    fn parsed(self) -> Result<Identity, Problem> {
        Ok(Identity {
            family_name: self.family_name.parsed()?,
            given_name: self.given_name.parsed()?,
            sex: self.sex.parsed()?,
            birth_date: self.birth_date.parsed()?,
            birthplace_code: self.birthplace_code.map(Field::parsed).transpose()?,
        })
    }
}

type View = SectionView<IdentityContent>;
type Replacement = SectionRequest<IdentityContent>;
type History = ListOf<View>;

/// The identity of a person.
///
/// As it stands, with provenance and version; 404 when it was never written. The access is
/// recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/identity", tag = "individuals",
    operation_id = "identity_section",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = View)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    sections::read::<IdentityContent>(query, *id).await
}

/// Replaces the identity of a person.
///
/// Whole, from the version in `If-Match`; the first time with `If-None-Match: *`. Warnings of
/// rules pass once they are named in `acknowledged`, which is recorded. Whoever then looks like
/// the person must be confirmed to be somebody else: else 409 with their cards. Earlier versions
/// stay in the history.
#[utoipa::path(put, path = "/individuals/{individual_id}/identity", tag = "individuals",
    operation_id = "replace_identity",
    params(("individual_id" = IdField, Path, description = "The person.")),
    request_body = Replacement,
    responses((status = 200, body = View), (status = 201, body = View),
        (status = 409, description = "There are people who may be the same person: `candidates`.",
            body = Object, content_type = "application/problem+json",
            example = json!(possible_duplicate()))))]
async fn replace(
    command: Command,
    id: Path<IndividualId>,
    if_match: IfMatch,
    Valid(body): Valid<Replacement>,
) -> Result<HttpResponse, Problem> {
    sections::replace(command, *id, if_match, body).await
}

/// Versions of the identity of a person.
///
/// Every one that was ever recorded, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/identity/history", tag = "individuals",
    operation_id = "identity_history",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = History)))]
async fn history(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    sections::history::<IdentityContent>(query, *id, list).await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_replace, Access::To(Action::EditIndividual), replace)
        .mount(__path_history, Access::To(Action::ReadIndividual), history);
}
