//! When colleagues receive people: the weekly hours, the days on which they are otherwise, and when
//! they can be booked.

mod exceptions;
mod views;
mod windows;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::StaffId;
use domain::appointments::{close_over, take_back_over};
use domain::availabilities::{Availability, AvailabilityId, NewHours};
use domain::policy::Action;
use persistence::{Error, Tx, appointments, availabilities, rooms, services};

use self::views::{AvailabilityRequest, AvailabilityView, Hours};
use crate::http::list::NoFilter;
use crate::http::wire::{AvailabilityIdField, StaffIdField};
use crate::http::{
    Access, Command, Created, Done, IfMatch, List, ListOf, Params, Problem, Query, Routes, Tagged,
    Valid,
};
use crate::routes::over::{BookedRule, EndedOver};

/// A page of weekly hours.
type Availabilities = ListOf<AvailabilityView>;

fn address(staff: StaffId, id: AvailabilityId) -> String {
    format!("/counsellors/{staff}/availabilities/{id}")
}

/// What the hours name, looked up.
fn looked_up(tx: &mut Tx<'_>, hours: &Hours) -> Result<NewHours, Error> {
    Ok(NewHours {
        office: hours.office,
        room: hours.room.map(|id| rooms::named(tx, id)).transpose()?,
        weekday: hours.weekday,
        from: hours.from,
        to: hours.to,
        valid_from: hours.valid_from,
        valid_to: hours.valid_to,
        services: services::named(tx, &hours.services)?,
        languages: hours.languages.clone(),
        remote: hours.remote,
    })
}

/// Lists the weekly hours of a colleague through the week, those of the past included.
#[utoipa::path(get, path = "/counsellors/{staff_id}/availabilities", tag = "availabilities",
    operation_id = "availability_list",
    params(("staff_id" = StaffIdField, Path, description = "The colleague.")),
    responses((status = 200, body = Availabilities)))]
async fn availability_list(
    query: Query,
    staff: Path<StaffId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            availabilities::colleague(tx, *staff)?;
            availabilities::list(tx, *staff, &page)
        })
        .await?;
    let links = query.links();
    list.answer(paged, availabilities::key, |hours| {
        AvailabilityView::of(hours, &links)
    })?
    .respond()
}

/// Shows weekly hours of a colleague.
#[utoipa::path(get, path = "/counsellors/{staff_id}/availabilities/{availability_id}",
    tag = "availabilities", operation_id = "availability",
    params(("staff_id" = StaffIdField, Path, description = "The colleague."),
        ("availability_id" = AvailabilityIdField, Path, description = "The hours.")),
    responses((status = 200, body = AvailabilityView)))]
async fn availability(
    query: Query,
    path: Path<(StaffId, AvailabilityId)>,
) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let hours = availabilities::get(tx, path.0, path.1)?;
            Ok(Tagged(hours.version, AvailabilityView::of(hours, &links)))
        })
        .await
}

/// Says in which hours of the week a colleague receives people.
///
/// The own hours, or with the rights of a coordinator those of whoever works in an own office. They
/// begin today at the earliest, and no two of a colleague lie at the same time of a day.
#[utoipa::path(post, path = "/counsellors/{staff_id}/availabilities", tag = "availabilities",
    operation_id = "set_availability",
    params(("staff_id" = StaffIdField, Path, description = "The colleague.")),
    request_body = AvailabilityRequest, responses((status = 201, body = AvailabilityView)))]
async fn set(
    command: Command,
    staff: Path<StaffId>,
    Valid(body): Valid<AvailabilityRequest>,
) -> Result<HttpResponse, Problem> {
    let hours = body.hours()?;
    let links = command.links();
    command
        .run(move |tx| {
            let colleague = availabilities::held(tx, *staff)?;
            let (id, new) = (tx.new_id(), looked_up(tx, &hours)?);
            let others = availabilities::of_colleague(tx, *staff)?;
            let around = availabilities::around(tx, &colleague)?;
            let changed = Availability::set(id, new, &others, around)?;
            let hours = availabilities::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(*staff, id)),
                version: hours.version,
                view: AvailabilityView::of(hours, &links),
            })
        })
        .await
}

/// Replaces weekly hours whole.
///
/// Once they began before today only `valid_to` changes, to yesterday at the earliest: what was open
/// is history. Other hours are set beside them. Whoever is booked in what goes stays booked: how many
/// they are is told, and asks for somebody who acknowledges it (`availability.booked`).
#[utoipa::path(put, path = "/counsellors/{staff_id}/availabilities/{availability_id}",
    tag = "availabilities", operation_id = "replace_availability_hours",
    params(("staff_id" = StaffIdField, Path, description = "The colleague."),
        ("availability_id" = AvailabilityIdField, Path, description = "The hours.")),
    request_body = AvailabilityRequest, responses((status = 200, body = AvailabilityView)))]
async fn replace(
    command: Command,
    path: Path<(StaffId, AvailabilityId)>,
    if_match: IfMatch,
    Valid(body): Valid<AvailabilityRequest>,
) -> Result<HttpResponse, Problem> {
    let hours = body.hours()?;
    let links = command.links();
    command
        .run(move |tx| {
            let (staff, id) = *path;
            let colleague = availabilities::held(tx, staff)?;
            let old = availabilities::get_kept(tx, &colleague, id)?;
            if_match.check(old.version)?;
            let new = looked_up(tx, &hours)?;
            let others = availabilities::of_colleague(tx, staff)?;
            let changed = old.replace(new, &others, availabilities::around(tx, &colleague)?)?;
            let left = Some(changed.state().clone());
            let booked = appointments::booked_in(tx, staff, |plan| plan.become_of(id, left))?;
            let changed = close_over(changed, booked, &hours.acknowledged)?;
            let hours = availabilities::save(tx, changed)?;
            Ok(Tagged(hours.version, AvailabilityView::of(hours, &links)))
        })
        .await
}

/// Takes weekly hours back.
///
/// Hours that begin today or later are removed. Those that began before stay, and end with
/// yesterday: what was open is history. Whoever is booked in them stays booked: how many they are is
/// told, and asks for somebody who acknowledges it (`availability.booked`).
#[utoipa::path(delete, path = "/counsellors/{staff_id}/availabilities/{availability_id}",
    tag = "availabilities", operation_id = "take_availability_back",
    params(("staff_id" = StaffIdField, Path, description = "The colleague."),
        ("availability_id" = AvailabilityIdField, Path, description = "The hours."),
        ("acknowledged" = inline(Option<BookedRule>), Query,
            description = "The rule whose warning is acknowledged.")),
    responses((status = 204), (status = 409, description = "They are over.")))]
async fn take_back(
    command: Command,
    path: Path<(StaffId, AvailabilityId)>,
    if_match: IfMatch,
    Params(over): Params<EndedOver>,
) -> Result<HttpResponse, Problem> {
    command
        .run(move |tx| {
            let (staff, id) = *path;
            let colleague = availabilities::held(tx, staff)?;
            let hours = availabilities::get_kept(tx, &colleague, id)?;
            if_match.check(hours.version)?;
            let taken = hours.take_back(availabilities::around(tx, &colleague)?)?;
            let left = taken.left().cloned();
            let booked = appointments::booked_in(tx, staff, |plan| plan.become_of(id, left))?;
            let taken = take_back_over(taken, booked, &over.rules())?;
            availabilities::take_back(tx, taken)?;
            Ok(Done)
        })
        .await
}

/// Mounts the routes of this folder.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadDirectory);
    let manage = Access::To(Action::ManageAvailability);
    routes
        .mount(__path_availability_list, read, availability_list)
        .mount(__path_availability, read, availability)
        .mount(__path_set, manage, set)
        .mount(__path_replace, manage, replace)
        .mount(__path_take_back, manage, take_back);
    exceptions::routes(routes);
    windows::routes(routes);
}
