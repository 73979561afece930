//! Section *residence*: where the person is resident and where the person lives.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::{Address, Residence};
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{self, Content, SectionRequest, SectionView};
use crate::http::list::NoFilter;
use crate::http::wire::{
    DayField, IdField, PlaceCodeField, PostalCodeField, Text20Field, Text200Field,
};
use crate::http::{Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Valid};

/// An address, in Italy or abroad.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressContent {
    /// The street or square with its kind; left out for people without a fixed abode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    street: Option<Text200Field>,
    /// The number of the house, with what follows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    civic_number: Option<Text20Field>,
    /// The postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    postal_code: Option<PostalCodeField>,
    /// The municipality, or the State for an address abroad.
    #[validate(nested)]
    place_code: PlaceCodeField,
    /// The first day, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    valid_from: Option<DayField>,
    /// The last day, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    valid_to: Option<DayField>,
}

/// Where a person lives; at least one of both addresses.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResidenceContent {
    /// The residence of the population register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    residence: Option<AddressContent>,
    /// The domicile, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    domicile: Option<AddressContent>,
}

impl AddressContent {
    fn of(address: Address) -> Self {
        Self {
            street: address.street.map(Field::of),
            civic_number: address.civic_number.map(Field::of),
            postal_code: address.postal_code.map(Field::of),
            place_code: Field::of(address.place_code),
            valid_from: address.valid_from.map(Field::of),
            valid_to: address.valid_to.map(Field::of),
        }
    }

    fn parsed(self) -> Result<Address, Problem> {
        Ok(Address {
            street: self.street.map(Field::parsed).transpose()?,
            civic_number: self.civic_number.map(Field::parsed).transpose()?,
            postal_code: self.postal_code.map(Field::parsed).transpose()?,
            place_code: self.place_code.parsed()?,
            valid_from: self.valid_from.map(Field::parsed).transpose()?,
            valid_to: self.valid_to.map(Field::parsed).transpose()?,
        })
    }
}

impl Content for ResidenceContent {
    type Section = Residence;
    const NAME: &'static str = "Residence";

    fn of(residence: Residence) -> Self {
        Self {
            residence: residence.residence.map(AddressContent::of),
            domicile: residence.domicile.map(AddressContent::of),
        }
    }

    fn parsed(self) -> Result<Residence, Problem> {
        Ok(Residence {
            residence: self.residence.map(AddressContent::parsed).transpose()?,
            domicile: self.domicile.map(AddressContent::parsed).transpose()?,
        })
    }
}

type View = SectionView<ResidenceContent>;
type Replacement = SectionRequest<ResidenceContent>;
type History = ListOf<View>;

/// The residence of a person.
///
/// As it stands, with provenance and version; 404 when it was never written. The access is
/// recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/residence", tag = "individuals",
    operation_id = "residence_section",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = View)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    sections::read::<ResidenceContent>(query, *id).await
}

/// Replaces the residence of a person.
///
/// Whole, from the version in `If-Match`; the first time with `If-None-Match: *`. Warnings of
/// rules pass once they are named in `acknowledged`, which is recorded. Earlier versions stay in
/// the history.
#[utoipa::path(put, path = "/individuals/{individual_id}/residence", tag = "individuals",
    operation_id = "replace_residence",
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

/// Versions of the residence of a person.
///
/// Every one that was ever recorded, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/residence/history", tag = "individuals",
    operation_id = "residence_history",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = History)))]
async fn history(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    sections::history::<ResidenceContent>(query, *id, list).await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_replace, Access::To(Action::EditIndividual), replace)
        .mount(__path_history, Access::To(Action::ReadIndividual), history);
}
