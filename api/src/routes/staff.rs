//! Accounts of the staff: colleagues for everybody, their rights for the administrator.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::{Actor, OfficeId, StaffId};
use domain::kernel::Version;
use domain::policy::Action;
use domain::staff::StaffMember;
use persistence::staff::{self, StaffFilter};
use persistence::{Error, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::wire::{
    AccountStatusField, EmailField, OfficeIdField, PersonNameField, RoleField, StaffIdField,
};
use crate::http::{
    Access, AllowedAction, Command, Field, IfMatch, Links, List, ListOf, Problem, Query, Routes,
    SelfLink, Tagged, Valid,
};

/// Which colleagues to show.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct StaffListFilter {
    #[validate(nested)]
    role: Option<RoleField>,
    #[validate(nested)]
    office_id: Option<OfficeIdField>,
    #[validate(nested)]
    status: Option<AccountStatusField>,
}

impl StaffListFilter {
    fn filter(&self) -> StaffFilter {
        StaffFilter {
            role: Field::given(self.role.as_ref()),
            office: Field::given(self.office_id.as_ref()),
            status: Field::given(self.status.as_ref()),
        }
    }
}

/// The rights of an account from now on.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffChange {
    /// What its owner may do.
    #[schema(min_items = 1, max_items = 7)]
    #[validate(nested, length(min = 1, max = 7))]
    roles: Vec<RoleField>,
    /// Where its owner works.
    #[schema(min_items = 0, max_items = 100)]
    #[validate(nested, length(max = 100))]
    office_ids: Vec<OfficeIdField>,
}

/// A colleague in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffCard {
    /// The account.
    id: StaffIdField,
    /// Given name.
    given_name: PersonNameField,
    /// Family name.
    family_name: PersonNameField,
    /// Names the account at sign-in.
    email: EmailField,
    /// What its owner may do.
    #[schema(min_items = 1, max_items = 7)]
    roles: Vec<RoleField>,
    /// Where its owner works.
    #[schema(min_items = 0, max_items = 100)]
    office_ids: Vec<OfficeIdField>,
    /// Whether it may sign in.
    status: AccountStatusField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl StaffCard {
    fn of(member: StaffMember, links: &Links) -> Self {
        let Version(version) = member.version;
        Self {
            id: member.id.into(),
            given_name: member.given_name.into(),
            family_name: member.family_name.into(),
            email: member.email.into(),
            roles: member.roles.into_iter().map(Field::of).collect(),
            office_ids: member.offices.into_iter().map(Field::of).collect(),
            status: member.status.into(),
            version,
            links: links.of(format_args!("/staff/{}", member.id)),
        }
    }
}

/// An account of the staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffView {
    #[serde(flatten)]
    card: StaffCard,
    /// What the caller may do to it now: `change`, `disable`, `enable`.
    #[schema(min_items = 3, max_items = 3)]
    allowed_actions: Vec<AllowedAction>,
}

impl StaffView {
    fn of(tx: &mut Tx<'_>, member: StaffMember, links: &Links) -> Result<Tagged<Self>, Error> {
        let others = staff::other_administrators(tx, member.id)?;
        let view = Self {
            allowed_actions: allowed(&member, tx.actor(), others),
            card: StaffCard::of(member.clone(), links),
        };
        Ok(Tagged(member.version, view))
    }
}

/// What the deciding methods themselves would say.
fn allowed(member: &StaffMember, actor: &Actor, others: usize) -> Vec<AllowedAction> {
    let (roles, offices) = (member.roles.clone(), member.offices.clone());
    let change = member.clone().change(roles, offices, actor, others);
    let disable = member.clone().disable(actor, others);
    let enable = member.clone().enable(actor);
    // What speaks against these steps are no rules with parameters, so there are no findings.
    [
        ("change", change.is_ok()),
        ("disable", disable.is_ok()),
        ("enable", enable.is_ok()),
    ]
    .map(|(step, allowed)| AllowedAction {
        action: step.to_owned(),
        allowed,
        findings: Vec::new(),
    })
    .into()
}

/// A page of them.
pub type StaffList = ListOf<StaffCard>;

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
    let links = query.links();
    query
        .run(move |tx| {
            let member = staff::get(tx, *id)?;
            StaffView::of(tx, member, &links)
        })
        .await
}

/// Replaces the roles and offices of an account.
///
/// Access tokens that were given before end within a second; a refresh gives one with the new
/// rights. Nobody changes the own rights, and one account that can manage accounts always remains.
#[utoipa::path(put, path = "/staff/{staff_id}", tag = "staff", operation_id = "change_staff_member",
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    request_body = StaffChange,
    responses((status = 200, body = StaffView),
        (status = 409, description = "The own account, or the last that can manage accounts.")))]
async fn change(
    command: Command,
    id: Path<StaffId>,
    if_match: IfMatch,
    Valid(body): Valid<StaffChange>,
) -> Result<HttpResponse, Problem> {
    let roles: Result<Vec<_>, _> = body.roles.into_iter().map(Field::parsed).collect();
    let offices: Result<Vec<_>, _> = body.office_ids.into_iter().map(Field::parsed).collect();
    let (roles, offices) = (roles?, offices?);
    let named = offices.clone();
    decide(
        command,
        *id,
        if_match,
        named,
        move |member, actor, others| {
            let roles = roles.iter().copied().collect();
            member.change(roles, offices.iter().copied().collect(), actor, others)
        },
    )
    .await
}

/// Takes the right to sign in from an account.
///
/// Its sessions and access tokens end within a second. Nobody disables the own account, and one
/// account that can manage accounts always remains.
#[utoipa::path(post, path = "/staff/{staff_id}/disablement", tag = "staff",
    operation_id = "disable_staff_member",
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    responses((status = 200, body = StaffView),
        (status = 409, description = "Disabled already, the own account, or the last that can \
            manage accounts.")))]
async fn disable(
    command: Command,
    id: Path<StaffId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    decide(command, *id, if_match, vec![], StaffMember::disable).await
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
    decide(command, *id, if_match, vec![], |member, actor, _| {
        member.enable(actor)
    })
    .await
}

/// Gets the account, decides, saves, and forgets verified tokens of this process. `offices` are
/// those that the request names, in its order.
async fn decide(
    command: Command,
    id: StaffId,
    if_match: IfMatch,
    offices: Vec<OfficeId>,
    decision: impl Fn(
        StaffMember,
        &Actor,
        usize,
    ) -> Result<domain::kernel::Changed<StaffMember>, domain::kernel::Refusal>
    + Send
    + 'static,
) -> Result<HttpResponse, Problem> {
    let (links, state) = (command.links(), command.state());
    let answer = command.run(move |tx| {
        let others = staff::lock_other_administrators(tx, id)?;
        let member = staff::get(tx, id)?;
        if_match.check(member.version)?;
        staff::refuse_unknown_offices(tx, offices.iter().copied())?;
        let changed = decision(member, tx.actor(), others)?;
        let member = staff::save(tx, changed)?;
        StaffView::of(tx, member, &links)
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
    routes.mount(__path_staff_member, read, staff_member);
    routes.mount(__path_change, manage, change);
    routes.mount(__path_disable, manage, disable);
    routes.mount(__path_enable, manage, enable);
}
