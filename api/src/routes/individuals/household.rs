//! Section *household*: as much of it as a measure asks for.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::Household;
use domain::individuals::household::Isee;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{self, Content, SectionRequest, SectionView, each};
use crate::http::list::NoFilter;
use crate::http::wire::{DayField, HouseholdPurposeField, IndividualIdField};
use crate::http::{
    Access, Command, Field, IfMatch, List, ListOf, Money, Problem, Query, Routes, Valid,
};

/// The indicator of the economic situation (D.P.C.M. 159/2013).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IseeContent {
    /// How much.
    #[validate(nested)]
    value: Money,
    /// The last day on which the certificate holds.
    #[validate(nested)]
    expires_on: DayField,
}

impl IseeContent {
    fn of(value: Isee) -> Self {
        Self {
            value: Money::of(value.value),
            expires_on: Field::of(value.expires_on),
        }
    }

    fn parsed(self) -> Result<Isee, Problem> {
        Ok(Isee {
            value: self.value.parsed()?,
            expires_on: self.expires_on.parsed()?,
        })
    }
}

/// As much of a household as a measure asks for.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "needed_for": ["work_site"], "members": 3, "dependent_minors": 1,
    "other_dependants": 1, "single_adult": true,
    "isee": { "value": { "amount": "5300.00", "currency": "EUR" }, "expires_on": "2026-12-31" },
}))]
pub struct HouseholdContent {
    /// The measures that ask for it: the vocabulary `household-purposes`, with their legal
    /// sources.
    #[validate(nested)]
    #[schema(min_items = 1, max_items = 10)]
    needed_for: Vec<HouseholdPurposeField>,
    /// How many people, the person included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 30))]
    #[schema(minimum = 1, maximum = 30, example = 3)]
    members: Option<u8>,
    /// How many minors depend on the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 30))]
    #[schema(minimum = 0, maximum = 30, example = 1)]
    dependent_minors: Option<u8>,
    /// How many others depend on the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 30))]
    #[schema(minimum = 0, maximum = 30, example = 0)]
    other_dependants: Option<u8>,
    /// Whether the person is the only adult.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    single_adult: Option<bool>,
    /// The indicator of the economic situation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    isee: Option<IseeContent>,
}

impl Content for HouseholdContent {
    type Section = Household;
    const NAME: &'static str = "Household";

    fn of(content: Household) -> Self {
        Self {
            needed_for: content.needed_for.into_iter().map(Field::of).collect(),
            members: content.members,
            dependent_minors: content.dependent_minors,
            other_dependants: content.other_dependants,
            single_adult: content.single_adult,
            isee: content.isee.map(IseeContent::of),
        }
    }

    fn parsed(self) -> Result<Household, Problem> {
        Ok(Household {
            needed_for: each(self.needed_for, Field::parsed)?,
            members: self.members,
            dependent_minors: self.dependent_minors,
            other_dependants: self.other_dependants,
            single_adult: self.single_adult,
            isee: self.isee.map(IseeContent::parsed).transpose()?,
        })
    }
}

type View = SectionView<HouseholdContent>;
type Replacement = SectionRequest<HouseholdContent>;
type History = ListOf<View>;

/// The household of a person.
///
/// As it stands, with provenance and version; 404 when it was never written. Who works at the
/// desk does not read it. The access is
/// recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/household", tag = "individuals",
    operation_id = "household_section",
    params(("individual_id" = IndividualIdField, Path, description = "The person.")),
    responses((status = 200, body = View)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    sections::read::<HouseholdContent>(query, *id).await
}

/// Replaces the household of a person.
///
/// Whole, from the version in `If-Match`; the first time with `If-None-Match: *`. Warnings of
/// rules pass once they are named in `acknowledged`, which is recorded. Earlier versions stay in
/// the history.
#[utoipa::path(put, path = "/individuals/{individual_id}/household", tag = "individuals",
    operation_id = "replace_household",
    params(("individual_id" = IndividualIdField, Path, description = "The person.")),
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

/// Versions of the household of a person.
///
/// Every one that was ever recorded, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/household/history", tag = "individuals",
    operation_id = "household_history",
    params(("individual_id" = IndividualIdField, Path, description = "The person.")),
    responses((status = 200, body = History)))]
async fn history(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    sections::history::<HouseholdContent>(query, *id, list).await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadHousehold), show)
        .mount(__path_replace, Access::To(Action::EditHousehold), replace)
        .mount(__path_history, Access::To(Action::ReadHousehold), history);
}
