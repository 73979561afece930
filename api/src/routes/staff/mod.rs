//! Accounts of the staff: colleagues for everybody, their rights for the administrator.

mod bodies;
mod steps;
mod views;

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::{Actor, OfficeId, StaffId};
use domain::appointments::close_over;
use domain::kernel::{Changed, Refusal};
use domain::policy::Action;
use domain::staff::{Administrators, StaffMember};
use persistence::{appointments, staff};

use self::bodies::{StaffChange, StaffCreation, StaffListFilter};
use self::views::{StaffCard, StaffView};
use crate::http::wire::{AccountStatusField, OfficeIdField, RoleField, StaffIdField};
use crate::http::{
    Access, Command, Created, IfMatch, List, ListOf, Params, Problem, Query, Routes, Tagged, Valid,
};
use crate::routes::over::{BookedRule, EndedOver};

/// A page of them.
type StaffList = ListOf<StaffCard>;

/// The accounts of the organisation by family name.
#[utoipa::path(get, path = "/staff", tag = "staff", operation_id = "staff_list",
    params(("role" = Option<RoleField>, Query, description = "Only who has this role."),
        ("office_id" = Option<OfficeIdField>, Query, description = "Only who works there."),
        ("status" = Option<AccountStatusField>, Query,
            description = "Only accounts that may, or may not, sign in.")),
    responses((status = 200, body = StaffList)))]
async fn staff_list(query: Query, list: List<StaffListFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = list.filter.filter();
    let paged = query
        .read(move |tx| staff::list(tx, &filter, &page))
        .await?;
    let links = query.links();
    list.answer(paged, staff::key, |member| StaffCard::of(member, &links))?
        .respond()
}

/// One account of the organisation.
#[utoipa::path(get, path = "/staff/{staff_id}", tag = "staff", operation_id = "staff_member",
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    responses((status = 200, body = StaffView)))]
async fn staff_member(query: Query, id: Path<StaffId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let member = staff::get(tx, *id)?;
            StaffView::of(tx, member, language, &links)
        })
        .await
}

/// Opens an account.
///
/// It has no password and cannot sign in until its owner chose one by an invitation. An address
/// that another account of the installation has is refused. The roles `targeted_placement_officer`
/// and `administrator` are given by two people: until another administrator approves them they wait
/// and permit nothing.
#[utoipa::path(post, path = "/staff", tag = "staff", operation_id = "create_staff_member",
    request_body = StaffCreation,
    responses((status = 201, body = StaffView),
        (status = 409, description = "The address is taken.")))]
async fn create(
    command: Command,
    Valid(body): Valid<StaffCreation>,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    let new = body.account()?;
    command
        .run(move |tx| {
            let created = StaffMember::create(tx.new_id(), new.clone(), tx.actor())?;
            let member = staff::insert(tx, created, None)?;
            let location = links.to(format_args!("/staff/{}", member.id));
            let Tagged(version, view) = StaffView::of(tx, member, language, &links)?;
            Ok(Created {
                location,
                version,
                view,
            })
        })
        .await
}

/// Replaces the roles and offices of an account.
///
/// Access tokens that were given before end within a second; a refresh gives one with the new
/// rights. Nobody changes the own rights, and one account that can manage accounts always remains.
/// The roles `targeted_placement_officer` and `administrator` wait for another administrator, and
/// are not proposed by one who saw the link by which the account's password was chosen, or who
/// linked it to a provider; one that waits and is left out is withdrawn. Where the organisation
/// follows its provider, the change holds until the next newer token. Whoever is booked where the
/// colleague receives nobody any more stays booked: how many they are is told, and asks for somebody
/// who acknowledges it (`availability.booked`).
#[utoipa::path(put, path = "/staff/{staff_id}", tag = "staff", operation_id = "change_staff_member",
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    request_body = StaffChange,
    responses((status = 200, body = StaffView),
        (status = 409, description = "The own account, the last that can manage accounts, or one \
            into which the caller had a way in hand.")))]
async fn change(
    command: Command,
    id: Path<StaffId>,
    if_match: IfMatch,
    Valid(body): Valid<StaffChange>,
) -> Result<HttpResponse, Problem> {
    let rights = body.rights()?;
    let said = (rights.offices.clone(), rights.acknowledged);
    let roles = BTreeSet::from_iter(rights.roles);
    let offices = BTreeSet::from_iter(rights.offices);
    decide(
        command,
        *id,
        if_match,
        said,
        move |member, actor, administrators| {
            member.change(roles.clone(), offices.clone(), actor, administrators)
        },
    )
    .await
}

/// Approves the roles that somebody else proposed for an account.
///
/// They are in force from then on. Whoever proposed a role does not approve it, nor does who saw
/// the link by which the account's password was chosen or linked it to a provider; nobody approves
/// for the own account. Where there is no other administrator the operator of the server approves.
#[utoipa::path(post, path = "/staff/{staff_id}/role-approval", tag = "staff",
    operation_id = "approve_roles_of_staff_member",
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    responses((status = 200, body = StaffView),
        (status = 409, description = "The own proposal or account, an account for which nothing \
            was proposed, or one into which the caller had a way in hand.")))]
async fn approve_roles(
    command: Command,
    id: Path<StaffId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    decide(
        command,
        *id,
        if_match,
        Said::default(),
        StaffMember::approve_roles,
    )
    .await
}

/// Takes the right to sign in from an account.
///
/// Its sessions and access tokens end within a second. Nobody disables the own account, and one
/// account that can manage accounts always remains. Whoever is booked with the colleague stays booked:
/// how many they are is told, and asks for somebody who acknowledges it (`availability.booked`).
#[utoipa::path(post, path = "/staff/{staff_id}/disablement", tag = "staff",
    operation_id = "disable_staff_member",
    params(("staff_id" = StaffIdField, Path, description = "The account."),
        ("acknowledged" = inline(Option<BookedRule>), Query,
            description = "The rule whose warning is acknowledged.")),
    responses((status = 200, body = StaffView),
        (status = 409, description = "Disabled already, the own account, or the last that can \
            manage accounts.")))]
async fn disable(
    command: Command,
    id: Path<StaffId>,
    if_match: IfMatch,
    Params(over): Params<EndedOver>,
) -> Result<HttpResponse, Problem> {
    let said = (vec![], over.rules());
    decide(command, *id, if_match, said, StaffMember::disable).await
}

/// Gives an account the right to sign in back.
///
/// Sessions that ended stay ended.
#[utoipa::path(post, path = "/staff/{staff_id}/enablement", tag = "staff",
    operation_id = "enable_staff_member",
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    responses((status = 200, body = StaffView),
        (status = 409, description = "Enabled already.")))]
async fn enable(
    command: Command,
    id: Path<StaffId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let said = Said::default();
    decide(command, *id, if_match, said, |member, actor, _| {
        member.enable(actor)
    })
    .await
}

/// The offices that a request names, in its order, and the rules whose warning it acknowledges.
type Said = (Vec<OfficeId>, Vec<String>);

/// Gets the account, decides, saves, and forgets verified tokens of this process.
async fn decide(
    command: Command,
    id: StaffId,
    if_match: IfMatch,
    (offices, acknowledged): Said,
    decision: impl Fn(StaffMember, &Actor, &Administrators) -> Result<Changed<StaffMember>, Refusal>
    + Send
    + 'static,
) -> Result<HttpResponse, Problem> {
    let (links, language, state) = (command.links(), command.language(), command.state());
    let answer = command.run(move |tx| {
        let administrators = staff::lock_administrators(tx, id)?;
        let member = staff::get(tx, id)?;
        if_match.check(member.version)?;
        staff::refuse_unknown_offices(tx, offices.iter().copied())?;
        let changed = decision(member.clone(), tx.actor(), &administrators)?;
        let left = member.offices_left(changed.state());
        let booked = appointments::booked_with(tx, id, left)?;
        let changed = close_over(changed, booked, &acknowledged)?;
        let member = staff::save(tx, changed)?;
        StaffView::of(tx, member, language, &links)
    });
    let answer = answer.await?;
    state.tokens.invalidate_all();
    Ok(answer)
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadDirectory);
    let manage = Access::To(Action::ManageStaff);
    routes.mount(__path_staff_list, read, staff_list);
    routes.mount(__path_create, manage, create);
    routes.mount(__path_staff_member, read, staff_member);
    routes.mount(__path_change, manage, change);
    routes.mount(__path_approve_roles, manage, approve_roles);
    routes.mount(__path_disable, manage, disable);
    routes.mount(__path_enable, manage, enable);
}
