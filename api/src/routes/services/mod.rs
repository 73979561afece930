//! Services: what the organisation offers, and how people are booked for it.

mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::policy::Action;
use domain::services::{Service, ServiceId};
use persistence::services::{self, Filter};
use serde::Deserialize;
use validator::Validate;

use crate::http::wire::{EssentialLevelField, ServiceIdField, ServiceModeField};
use crate::http::{
    Access, Command, Created, Field, IfMatch, List, ListOf, Plain, Problem, Query, Routes, Tagged,
    Valid,
};
use views::{ServiceBody, ServiceCard, ServiceCatalogueView, ServiceView};

/// A page of services.
type Services = ListOf<ServiceCard>;

/// Which services.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct ServiceFilter {
    #[validate(nested)]
    mode: Option<ServiceModeField>,
    #[validate(nested)]
    essential_level: Option<EssentialLevelField>,
    blocked: Option<bool>,
}

impl ServiceFilter {
    fn filter(&self) -> Filter {
        Filter {
            mode: Field::given(self.mode.as_ref()),
            essential_level: Field::given(self.essential_level.as_ref()),
            blocked: self.blocked,
        }
    }
}

fn address(id: ServiceId) -> String {
    format!("/services/{id}")
}

/// Lists the services of the organisation by code.
#[utoipa::path(get, path = "/services", tag = "services", operation_id = "service_list",
    params(
        ("mode" = Option<ServiceModeField>, Query, description = "Only those held like this."),
        ("essential_level" = Option<EssentialLevelField>, Query,
            description = "Only those of this essential level."),
        ("blocked" = Option<bool>, Query,
            description = "Only those for which nobody is booked any more, or only the others.")),
    responses((status = 200, body = Services)))]
async fn service_list(query: Query, list: List<ServiceFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = list.filter.filter();
    let paged = query
        .read(move |tx| services::list(tx, &filter, &page))
        .await?;
    let links = query.links();
    list.answer(paged, services::key, |service| {
        ServiceCard::of(service, &links)
    })?
    .respond()
}

/// Shows a service.
#[utoipa::path(get, path = "/services/{service_id}", tag = "services", operation_id = "service",
    params(("service_id" = ServiceIdField, Path, description = "The service.")),
    responses((status = 200, body = ServiceView)))]
async fn service(query: Query, id: Path<ServiceId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let service = services::get(tx, *id)?;
            let version = service.version;
            let view = ServiceView::of(service, tx.actor(), language, &links);
            Ok(Tagged(version, view))
        })
        .await
}

/// Adds a service.
#[utoipa::path(post, path = "/services", tag = "services", operation_id = "add_service",
    request_body = ServiceBody,
    responses((status = 201, body = ServiceView),
        (status = 409, description = "The organisation has a service of this code.")))]
async fn add(command: Command, Valid(body): Valid<ServiceBody>) -> Result<HttpResponse, Problem> {
    let (code, terms) = body.read()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let id = tx.new_id();
            let changed = Service::create(id, code.clone(), terms.clone(), tx.actor())?;
            let service = services::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(id)),
                version: service.version,
                view: ServiceView::of(service, tx.actor(), language, &links),
            })
        })
        .await
}

/// Replaces a service whole, but for its code.
///
/// For one that is `blocked` nobody is booked any more. No service is removed: what was booked goes on
/// naming it.
#[utoipa::path(put, path = "/services/{service_id}", tag = "services",
    operation_id = "replace_service",
    params(("service_id" = ServiceIdField, Path, description = "The service.")),
    request_body = ServiceBody, responses((status = 200, body = ServiceView)))]
async fn replace(
    command: Command,
    id: Path<ServiceId>,
    if_match: IfMatch,
    Valid(body): Valid<ServiceBody>,
) -> Result<HttpResponse, Problem> {
    let (code, terms) = body.read()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let service = services::get(tx, *id)?;
            if_match.check(service.version)?;
            let changed = service.replace(&code, terms.clone(), tx.actor())?;
            let service = services::save(tx, changed)?;
            let version = service.version;
            let view = ServiceView::of(service, tx.actor(), language, &links);
            Ok(Tagged(version, view))
        })
        .await
}

/// Adds the services to begin with that the organisation does not have.
///
/// They are those of the vocabulary `service-catalogue`, told apart by their codes; what is there
/// stays as it is, and asking again adds nothing. Lengths, sizes and hours are to be compared with
/// the call in force.
#[utoipa::path(post, path = "/service-catalogue", tag = "services",
    operation_id = "complete_service_catalogue",
    responses((status = 200, body = ServiceCatalogueView)))]
async fn complete(command: Command) -> Result<HttpResponse, Problem> {
    command
        .run(|tx| Ok(Plain(ServiceCatalogueView::from(services::complete(tx)?))))
        .await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadDirectory);
    let manage = Access::To(Action::ManageServices);
    routes
        .mount(__path_service_list, read, service_list)
        .mount(__path_service, read, service)
        .mount(__path_add, manage, add)
        .mount(__path_replace, manage, replace)
        .mount(__path_complete, manage, complete);
}
