//! Who is in a group, who waits for a place, and who leaves.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::groups::{Enrolment, EnrolmentId, Group, GroupId};
use domain::policy::Action;
use persistence::groups::{self, InGroup};
use persistence::{Error, Tx};
use serde::Deserialize;
use validator::Validate;

use super::requests::{EnrolmentRequest, EnrolmentWithdrawalRequest};
use super::views::{EnrolmentRow, EnrolmentView, enrolment_address};
use crate::http::list::NoFilter;
use crate::http::wire::{EnrolmentIdField, EnrolmentStatusField, GroupIdField, IndividualIdField};
use crate::http::{
    Access, Command, Created, Field, IfMatch, Links, List, ListOf, Problem, Query, Routes, Tagged,
    Valid,
};
use crate::texts::Language;

/// A page of enrolments.
type Enrolments = ListOf<EnrolmentRow>;

/// Which enrolments.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EnrolmentFilter {
    #[validate(nested)]
    status: Option<EnrolmentStatusField>,
}

/// The enrolment as the reader sees it.
fn view(
    tx: &mut Tx<'_>,
    group: &Group,
    enrolment: Enrolment,
    language: Language,
    links: &Links,
) -> Result<Tagged<EnrolmentView>, Error> {
    let version = enrolment.version;
    let waiting = groups::waiting(tx, &enrolment)?;
    let mut items = groups::named(tx, vec![enrolment])?;
    let item = items.pop().ok_or(Error::NotFound)?;
    let reader = (tx.actor(), language);
    Ok(Tagged(
        version,
        EnrolmentView::of(item, (group, waiting), reader, links),
    ))
}

/// Lets somebody into a group, or into its queue.
///
/// As long as there are places the person has one, with the hours of all sessions to come
/// (`slot_taken` where the person is expected elsewhere then). When they are taken the person waits,
/// in order; a coordinator gives a place beyond them with a reason (`overbook`). Nobody is in a group
/// twice (`enrolled_already`).
#[utoipa::path(post, path = "/groups/{group_id}/enrolments", tag = "groups",
    operation_id = "enrol",
    params(("group_id" = GroupIdField, Path, description = "The group.")),
    request_body = EnrolmentRequest, responses((status = 201, body = EnrolmentView)))]
async fn enrol(
    command: Command,
    id: Path<GroupId>,
    Valid(body): Valid<EnrolmentRequest>,
) -> Result<HttpResponse, Problem> {
    let asked = body.read()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let (group, new) = groups::enrolled(tx, *id, asked.clone())?;
            let let_in = tx.decide(|tx, now| group.enrol(tx.actor(), new, now))??;
            let (group, enrolment) = groups::enrol(tx, let_in)?;
            let location = links.to(enrolment_address(enrolment.id));
            let Tagged(version, view) = view(tx, &group, enrolment, language, &links)?;
            Ok(Created {
                location,
                version,
                view,
            })
        })
        .await
}

/// Lists who is in a group, who waits and who left, in the order in which they asked.
#[utoipa::path(get, path = "/groups/{group_id}/enrolments", tag = "groups",
    operation_id = "group_enrolments",
    params(
        ("group_id" = GroupIdField, Path, description = "The group."),
        ("status" = Option<EnrolmentStatusField>, Query, description = "That stand so only.")),
    responses((status = 200, body = Enrolments)))]
async fn of_group(
    query: Query,
    id: Path<GroupId>,
    list: List<EnrolmentFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let status = Field::given(list.filter.status.as_ref());
    let paged = query
        .read(move |tx| {
            let group = groups::get(tx, *id, Action::ReadGroups)?;
            tx.record_access(Action::ReadGroups, "enrolments", None, None);
            groups::of_group(tx, group.id, status, &page)
        })
        .await?;
    let links = query.links();
    let key = |item: &InGroup| item.enrolment.ticket;
    list.answer(paged, key, |item| EnrolmentRow::of(item, &links))?
        .respond()
}

/// Lists the groups that a person is or was in, or waits for, at the caller's offices.
#[utoipa::path(get, path = "/individuals/{individual_id}/enrolments", tag = "groups",
    operation_id = "individual_enrolments",
    params(("individual_id" = IndividualIdField, Path, description = "The person.")),
    responses((status = 200, body = Enrolments)))]
async fn of_person(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::ReadGroups, "enrolments", Some(*id), None);
            groups::of_person(tx, *id, &page)
        })
        .await?;
    let links = query.links();
    let key = |item: &InGroup| item.enrolment.id;
    list.answer(paged, key, |item| EnrolmentRow::of(item, &links))?
        .respond()
}

/// Shows an enrolment: how it stands, how many wait before it, and how much was attended.
#[utoipa::path(get, path = "/enrolments/{enrolment_id}", tag = "groups",
    operation_id = "enrolment",
    params(("enrolment_id" = EnrolmentIdField, Path, description = "The enrolment.")),
    responses((status = 200, body = EnrolmentView)))]
async fn show(query: Query, id: Path<EnrolmentId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let enrolment = groups::enrolment(tx, *id, Action::ReadGroups)?;
            let (individual, of) = (Some(enrolment.individual), enrolment.case);
            tx.record_access(Action::ReadGroups, "enrolment", individual, of);
            let group = groups::get(tx, enrolment.group, Action::ReadGroups)?;
            view(tx, &group, enrolment, language, &links)
        })
        .await
}

/// Lets somebody go.
///
/// The hours are free at once, and the place goes to the first of those who wait and can come then:
/// to exactly one, while a session is still to come. A place that was given beyond those that there
/// are goes to nobody.
#[utoipa::path(post, path = "/enrolments/{enrolment_id}/withdrawal", tag = "groups",
    operation_id = "withdraw_enrolment",
    params(("enrolment_id" = EnrolmentIdField, Path, description = "The enrolment.")),
    request_body = EnrolmentWithdrawalRequest, responses((status = 200, body = EnrolmentView)))]
async fn withdraw(
    command: Command,
    id: Path<EnrolmentId>,
    if_match: IfMatch,
    Valid(body): Valid<EnrolmentWithdrawalRequest>,
) -> Result<HttpResponse, Problem> {
    let why = body.read()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let (group, enrolment) = groups::lock_enrolment(tx, *id, Action::EnrolInGroups)?;
            if_match.check(enrolment.version)?;
            let left = tx.decide(|tx, now| group.withdraw(tx.actor(), enrolment, why, now))??;
            let (group, enrolment) = groups::withdraw(tx, left)?;
            view(tx, &group, enrolment, language, &links)
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let (read, enrols) = (
        Access::To(Action::ReadGroups),
        Access::To(Action::EnrolInGroups),
    );
    routes
        .mount(__path_enrol, enrols, enrol)
        .mount(__path_of_group, read, of_group)
        .mount(__path_of_person, read, of_person)
        .mount(__path_show, read, show)
        .mount(__path_withdraw, enrols, withdraw);
}
