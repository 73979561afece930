//! Closures: days on which an office, or all of them, receive nobody.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::appointments::close_over;
use domain::closures::{Closure, ClosureId, NewClosure};
use domain::policy::Action;
use persistence::appointments::{self, Closing};
use persistence::{closures, offices};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::bounded;
use crate::http::wire::{ClosureIdField, DayField, OfficeIdField, Text100Field};
use crate::http::{
    Access, Command, Created, Done, Field, IfMatch, Links, List, ListOf, Problem, Query, Routes,
    SelfLink, Tagged, Valid,
};

/// A page of closures.
type Closures = ListOf<ClosureView>;

/// Which closures.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct ClosureFilter {
    #[validate(nested)]
    from: Option<DayField>,
}

/// Days on which nobody is received.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "from": "2030-08-12", "to": "2030-08-16", "label": "Chiusura estiva",
}))]
pub struct ClosureRequest {
    /// Which office is closed; all of them when it is left out.
    #[validate(nested)]
    office_id: Option<OfficeIdField>,
    /// The first day: today or later.
    #[validate(nested)]
    #[schema(example = "2030-08-12")]
    from: DayField,
    /// The last day.
    #[validate(nested)]
    #[schema(example = "2030-08-16")]
    to: DayField,
    /// What people read of it.
    #[validate(nested)]
    #[schema(example = "Chiusura estiva")]
    label: Text100Field,
    /// Rules whose warning is acknowledged: `availability.booked`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["availability.booked"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// Days on which nobody is received.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosureView {
    /// The closure.
    id: ClosureIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Which office is closed; all of them when it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    office_id: Option<OfficeIdField>,
    /// The first day.
    from: DayField,
    /// The last day.
    to: DayField,
    /// What people read of it.
    #[schema(example = "Chiusura estiva")]
    label: Text100Field,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl ClosureView {
    fn of(closure: Closure, links: &Links) -> Self {
        Self {
            id: closure.id.into(),
            version: closure.version.0,
            office_id: closure.office.map(Field::of),
            from: closure.from.into(),
            to: closure.to.into(),
            label: closure.label.into(),
            links: links.of(address(closure.id)),
        }
    }
}

fn address(id: ClosureId) -> String {
    format!("/closures/{id}")
}

/// Lists the closures of the organisation by their last day.
#[utoipa::path(get, path = "/closures", tag = "closures", operation_id = "closure_list",
    params(("from" = Option<DayField>, Query,
        description = "Only those that are not over before this day.")),
    responses((status = 200, body = Closures)))]
async fn closure_list(query: Query, list: List<ClosureFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let from = Field::given(list.filter.from.as_ref());
    let paged = query
        .read(move |tx| closures::list(tx, from, &page))
        .await?;
    let links = query.links();
    list.answer(paged, closures::key, |closure| {
        ClosureView::of(closure, &links)
    })?
    .respond()
}

/// Shows a closure.
#[utoipa::path(get, path = "/closures/{closure_id}", tag = "closures", operation_id = "closure",
    params(("closure_id" = ClosureIdField, Path, description = "The closure.")),
    responses((status = 200, body = ClosureView)))]
async fn closure(query: Query, id: Path<ClosureId>) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let closure = closures::get(tx, *id)?;
            Ok(Tagged(closure.version, ClosureView::of(closure, &links)))
        })
        .await
}

/// Closes an office, or all of them, for some days.
///
/// Whoever is booked then stays booked: how many they are is told, and asks for somebody who
/// acknowledges it (`availability.booked`).
#[utoipa::path(post, path = "/closures", tag = "closures", operation_id = "set_closure",
    request_body = ClosureRequest, responses((status = 201, body = ClosureView)))]
async fn set(
    command: Command,
    Valid(body): Valid<ClosureRequest>,
) -> Result<HttpResponse, Problem> {
    let office = body.office_id.map(Field::parsed).transpose()?;
    let (from, to) = (body.from.parsed()?, body.to.parsed()?);
    let label = body.label.parsed()?;
    let acknowledged = body.acknowledged;
    let links = command.links();
    command
        .run(move |tx| {
            let new = NewClosure {
                id: tx.new_id(),
                office: office.map(|id| offices::named(tx, id)).transpose()?,
                from,
                to,
                label: label.clone(),
            };
            let changed = Closure::set(new, tx.actor(), tx.day()?)?;
            let over = Closing::Office(office);
            let booked = appointments::booked_on(tx, over, (from, Some(to)))?;
            let changed = close_over(changed, booked, &acknowledged)?;
            let closure = closures::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(closure.id)),
                version: closure.version,
                view: ClosureView::of(closure, &links),
            })
        })
        .await
}

/// Takes a closure back.
///
/// One that begins today or later is removed. One that began before stays, and ends with yesterday:
/// what was closed is history.
#[utoipa::path(delete, path = "/closures/{closure_id}", tag = "closures",
    operation_id = "take_closure_back",
    params(("closure_id" = ClosureIdField, Path, description = "The closure.")),
    responses((status = 204), (status = 409, description = "It is over.")))]
async fn take_back(
    command: Command,
    id: Path<ClosureId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    command
        .run(move |tx| {
            let closure = closures::get(tx, *id)?;
            if_match.check(closure.version)?;
            let taken = closure.take_back(tx.actor(), tx.day()?)?;
            closures::take_back(tx, taken)?;
            Ok(Done)
        })
        .await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadDirectory);
    let manage = Access::To(Action::ManageServices);
    routes
        .mount(__path_closure_list, read, closure_list)
        .mount(__path_closure, read, closure)
        .mount(__path_set, manage, set)
        .mount(__path_take_back, manage, take_back);
}
