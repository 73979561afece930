//! Offices: the desks of the organisation.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::OfficeId;
use domain::kernel::Version;
use domain::offices::Office;
use domain::policy::Action;
use persistence::offices;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::list::NoFilter;
use crate::http::wire::{
    EmailField, OfficeIdField, OfficeKindField, Text40Field, Text100Field, Text200Field,
};
use crate::http::{Access, Field, Links, List, ListOf, Problem, Query, Routes, SelfLink, Tagged};

/// A desk of the organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfficeView {
    /// The office.
    id: OfficeIdField,
    /// What people call it.
    label: Text100Field,
    /// What it is for.
    kind: OfficeKindField,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Text200Field>,
    /// Its telephone, as people read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<Text40Field>,
    /// Its e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<EmailField>,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl OfficeView {
    fn of(office: Office, links: &Links) -> Self {
        let Version(version) = office.version;
        Self {
            id: office.id.into(),
            label: office.label.into(),
            kind: office.kind.into(),
            address: office.address.map(Field::of),
            phone: office.phone.map(Field::of),
            email: office.email.map(Field::of),
            version,
            links: links.of(format_args!("/offices/{}", office.id)),
        }
    }
}

/// A page of them.
pub type OfficeList = ListOf<OfficeView>;

/// The offices of the organisation, in the order in which they were opened.
#[utoipa::path(get, path = "/offices", tag = "offices", operation_id = "office_list",
    responses((status = 200, body = OfficeList)))]
async fn office_list(query: Query, list: List<NoFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query.read(move |tx| offices::list(tx, &page)).await?;
    let links = query.links();
    list.answer(
        paged,
        |office| office.id,
        |office| OfficeView::of(office, &links),
    )?
    .respond()
}

/// One office of the organisation.
#[utoipa::path(get, path = "/offices/{office_id}", tag = "offices", operation_id = "office",
    params(("office_id" = OfficeIdField, Path, description = "The office.")),
    responses((status = 200, body = OfficeView)))]
async fn office(query: Query, id: Path<OfficeId>) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let office = offices::get(tx, *id)?;
            Ok(Tagged(office.version, OfficeView::of(office, &links)))
        })
        .await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let access = Access::To(Action::ReadDirectory);
    routes.mount(__path_office_list, access, office_list);
    routes.mount(__path_office, access, office);
}
