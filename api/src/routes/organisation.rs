//! The organisation of the caller.

use actix_web::HttpResponse;
use domain::kernel::Version;
use domain::organisations::Organisation;
use domain::policy::Action;
use persistence::organisations;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::wire::{
    IpaCodeField, OrganisationIdField, PatronDayField, RegionField, Text200Field,
};
use crate::http::{Access, Field, Links, Problem, Query, Routes, SelfLink, Tagged};

/// The body that answers for the data.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationView {
    /// The organisation.
    id: OrganisationIdField,
    /// Its name by statute.
    legal_name: Text200Field,
    /// Its code in the index of public administrations.
    #[serde(skip_serializing_if = "Option::is_none")]
    ipa_code: Option<IpaCodeField>,
    /// The time zone in which its days begin and end, by its name in the tz database.
    #[schema(
        max_length = 60,
        pattern = "^[A-Za-z0-9_+/-]{1,60}$",
        example = "Europe/Rome"
    )]
    time_zone: String,
    /// Its region: parameters of the region hold where the organisation has none of its own.
    region: RegionField,
    /// The feast of its patron, a holiday there.
    patron_day: PatronDayField,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl OrganisationView {
    fn of(organisation: Organisation, links: &Links) -> Self {
        Self {
            id: organisation.id.into(),
            legal_name: organisation.legal_name.into(),
            ipa_code: organisation.ipa_code.map(Field::of),
            time_zone: organisation.zone.name().to_owned(),
            region: organisation.region.into(),
            patron_day: organisation.patron.into(),
            links: links.of("/organisation"),
        }
    }
}

/// The organisation of the caller.
///
/// Its time zone says on which day an instant falls, its region which parameters hold.
#[utoipa::path(get, path = "/organisation", tag = "organisation", operation_id = "organisation",
    responses((status = 200, body = OrganisationView)))]
async fn organisation(query: Query) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let organisation = organisations::get(tx)?;
            Ok(Tagged(
                Version::FIRST,
                OrganisationView::of(organisation, &links),
            ))
        })
        .await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(
        __path_organisation,
        Access::To(Action::ReadDirectory),
        organisation,
    );
}
