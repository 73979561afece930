//! Groups of people who meet: what they meet for, when, who is in them and who came.

mod attendance;
mod enrolments;
mod requests;
mod sessions;
mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::groups::{Group, GroupId, NewGroup};
use domain::policy::Action;
use persistence::groups::{self, Filter};
use persistence::{Error, Tx};
use serde::Deserialize;
use validator::Validate;

use crate::http::wire::{
    GroupIdField, GroupKindField, GroupStatusField, OfficeIdField, StaffIdField,
};
use crate::http::{
    Access, Command, Created, Field, IfMatch, Links, List, ListOf, Problem, Query, Routes, Tagged,
    Valid,
};
use crate::texts::Language;
use requests::{GroupBody, GroupCancellationRequest, GroupRequest};
use views::{GroupRow, GroupView, group_address};

/// A page of groups.
type Groups = ListOf<GroupRow>;

/// Which groups.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct GroupFilter {
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    kind: Option<GroupKindField>,
    #[validate(nested)]
    status: Option<GroupStatusField>,
    #[validate(nested)]
    facilitator: Option<StaffIdField>,
}

fn view(tx: &Tx<'_>, group: Group, language: Language, links: &Links) -> Tagged<GroupView> {
    let version = group.version;
    Tagged(version, GroupView::of(group, (tx.actor(), language), links))
}

/// Plans a group.
///
/// Nobody is in it yet: it lets people in once it is opened.
#[utoipa::path(post, path = "/groups", tag = "groups", operation_id = "plan_group",
    request_body = GroupRequest, responses((status = 201, body = GroupView)))]
async fn plan(command: Command, Valid(body): Valid<GroupRequest>) -> Result<HttpResponse, Problem> {
    let (office, kind, terms) = body.read()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let new = NewGroup {
                id: tx.new_id(),
                office,
                kind,
                terms: terms.clone().named(tx)?,
            };
            let planned = tx.decide(|tx, now| Group::plan(tx.actor(), new, now))??;
            let group = groups::insert(tx, planned)?;
            let location = links.to(group_address(group.id));
            let Tagged(version, view) = view(tx, group, language, &links);
            Ok(Created {
                location,
                version,
                view,
            })
        })
        .await
}

/// Lists the groups of the caller's offices, in the order in which they were planned.
#[utoipa::path(get, path = "/groups", tag = "groups", operation_id = "groups",
    params(
        ("office" = Option<OfficeIdField>, Query, description = "At this office only."),
        ("kind" = Option<GroupKindField>, Query, description = "That meet for this only."),
        ("status" = Option<GroupStatusField>, Query, description = "That stand so only."),
        ("facilitator" = Option<StaffIdField>, Query,
            description = "For which this colleague answers only.")),
    responses((status = 200, body = Groups)))]
async fn list(query: Query, list: List<GroupFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let asked = &list.filter;
    let filter = Filter {
        office: Field::given(asked.office.as_ref()),
        kind: Field::given(asked.kind.as_ref()),
        status: Field::given(asked.status.as_ref()),
        facilitator: Field::given(asked.facilitator.as_ref()),
    };
    let paged = query
        .read(move |tx| groups::list(tx, &filter, &page))
        .await?;
    let links = query.links();
    list.answer(paged, |group| group.id, |group| GroupRow::of(group, &links))?
        .respond()
}

/// Shows a group.
#[utoipa::path(get, path = "/groups/{group_id}", tag = "groups", operation_id = "group",
    params(("group_id" = GroupIdField, Path, description = "The group.")),
    responses((status = 200, body = GroupView)))]
async fn show(query: Query, id: Path<GroupId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let group = groups::get(tx, *id, Action::ReadGroups)?;
            Ok(view(tx, group, language, &links))
        })
        .await
}

/// Takes a step from the version that was read.
async fn step(
    command: Command,
    id: GroupId,
    if_match: IfMatch,
    take: impl Fn(&mut Tx<'_>, Group) -> Result<Group, Error> + Clone + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let group = groups::lock(tx, id, Action::ManageGroups)?;
            if_match.check(group.version)?;
            let group = take(tx, group)?;
            Ok(view(tx, group, language, &links))
        })
        .await
}

/// Replaces what is said of a group.
///
/// Where there are more places than before, whoever waits gets them, in order. Nobody loses a place.
#[utoipa::path(put, path = "/groups/{group_id}", tag = "groups", operation_id = "replace_group",
    params(("group_id" = GroupIdField, Path, description = "The group.")),
    request_body = GroupBody, responses((status = 200, body = GroupView)))]
async fn replace(
    command: Command,
    id: Path<GroupId>,
    if_match: IfMatch,
    Valid(body): Valid<GroupBody>,
) -> Result<HttpResponse, Problem> {
    let terms = body.read()?;
    step(command, *id, if_match, move |tx, group| {
        let asked = terms.clone().named(tx)?;
        let changed = group.change(tx.actor(), asked)?;
        groups::save_changed(tx, changed)
    })
    .await
}

/// Opens a group: it lets people in.
#[utoipa::path(post, path = "/groups/{group_id}/opening", tag = "groups",
    operation_id = "open_group",
    params(("group_id" = GroupIdField, Path, description = "The group.")),
    responses((status = 200, body = GroupView)))]
async fn open(
    command: Command,
    id: Path<GroupId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    step(command, *id, if_match, |tx, group| {
        let opened = group.open(tx.actor())?;
        groups::save(tx, opened)
    })
    .await
}

/// Closes a group: it lets nobody in any more.
///
/// Who is in it meets. Who waits still gets the place of whoever leaves.
#[utoipa::path(post, path = "/groups/{group_id}/closing", tag = "groups",
    operation_id = "close_group",
    params(("group_id" = GroupIdField, Path, description = "The group.")),
    responses((status = 200, body = GroupView)))]
async fn close(
    command: Command,
    id: Path<GroupId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    step(command, *id, if_match, |tx, group| {
        let closed = group.close(tx.actor())?;
        groups::save(tx, closed)
    })
    .await
}

/// Calls a group off, with all its sessions that are to come.
#[utoipa::path(post, path = "/groups/{group_id}/cancellation", tag = "groups",
    operation_id = "cancel_group",
    params(("group_id" = GroupIdField, Path, description = "The group.")),
    request_body = GroupCancellationRequest, responses((status = 200, body = GroupView)))]
async fn cancel(
    command: Command,
    id: Path<GroupId>,
    if_match: IfMatch,
    Valid(body): Valid<GroupCancellationRequest>,
) -> Result<HttpResponse, Problem> {
    let reason = body.read()?;
    step(command, *id, if_match, move |tx, group| {
        let cancelled = group.cancel(tx.actor(), reason)?;
        groups::save_cancelled(tx, cancelled)
    })
    .await
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    let (read, manage) = (
        Access::To(Action::ReadGroups),
        Access::To(Action::ManageGroups),
    );
    routes
        .mount(__path_plan, manage, plan)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show)
        .mount(__path_replace, manage, replace)
        .mount(__path_open, manage, open)
        .mount(__path_close, manage, close)
        .mount(__path_cancel, manage, cancel);
    sessions::routes(routes);
    enrolments::routes(routes);
    attendance::routes(routes);
}
