//! Accounts of the staff: colleagues for everybody, their rights for the administrator.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::DateTime;
use domain::account_links::{AccountLink, Delivery, NewLink, Purpose, RESET};
use domain::actor::{Actor, OfficeId, StaffId};
use domain::kernel::{Id, Version};
use domain::policy::{Action, Reach};
use domain::second_factor::SecondFactor;
use domain::staff::{NewStaffMember, PasswordState, StaffMember};
use persistence::staff::{self, StaffFilter};
use persistence::{Error, Tx, account_links, second_factors};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::wire::{
    AccountStatusField, EmailField, OfficeIdField, PersonNameField, RoleField, StaffIdField,
};
use crate::http::{
    Access, AllowedAction, Command, Created, Field, IfMatch, Links, List, ListOf, Problem, Query,
    Routes, SelfLink, Tagged, Valid,
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

/// An account to be opened. It has no password: its owner chooses one by a link.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffCreation {
    /// Names the account at sign-in.
    #[validate(nested)]
    email: EmailField,
    /// Given name.
    #[validate(nested)]
    given_name: PersonNameField,
    /// Family name.
    #[validate(nested)]
    family_name: PersonNameField,
    /// What its owner may do.
    #[schema(min_items = 1, max_items = 7)]
    #[validate(nested, length(min = 1, max = 7))]
    roles: Vec<RoleField>,
    /// Where its owner works.
    #[schema(min_items = 0, max_items = 100)]
    #[validate(nested, length(max = 100))]
    office_ids: Vec<OfficeIdField>,
}

/// Names are never printed.
impl std::fmt::Debug for StaffCreation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StaffCreation(***)")
    }
}

impl StaffCreation {
    fn account(self) -> Result<NewStaffMember, Problem> {
        let roles: Result<BTreeSet<_>, _> = self.roles.into_iter().map(Field::parsed).collect();
        let offices: Result<_, _> = self.office_ids.into_iter().map(Field::parsed).collect();
        Ok(NewStaffMember {
            email: self.email.parsed()?,
            given_name: self.given_name.parsed()?,
            family_name: self.family_name.parsed()?,
            roles: roles?,
            offices: offices?,
            password: PasswordState::Missing,
        })
    }
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
    /// What the caller may do to it now: `change`, `disable`, `enable`, `invite`,
    /// `reset_password`, `remove_second_factor`.
    #[schema(min_items = 6, max_items = 6)]
    allowed_actions: Vec<AllowedAction>,
}

impl StaffView {
    fn of(tx: &mut Tx<'_>, member: StaffMember, links: &Links) -> Result<Tagged<Self>, Error> {
        let others = staff::other_administrators(tx, member.id)?;
        let view = Self {
            allowed_actions: allowed(&member, tx.actor(), others, &Signing::of(tx, &member)?),
            card: StaffCard::of(member.clone(), links),
        };
        Ok(Tagged(member.version, view))
    }
}

/// What decides about the ways in of an account, as far as the caller manages accounts.
#[derive(Default)]
struct Signing {
    factor: Option<SecondFactor>,
    factor_removed_by: Option<StaffId>,
    last_reset_by: Option<StaffId>,
}

impl Signing {
    fn of(tx: &mut Tx<'_>, member: &StaffMember) -> Result<Self, Error> {
        if tx.actor().reach(Action::ManageStaff) == Reach::Never {
            return Ok(Self::default());
        }
        let stored = second_factors::in_force(tx, member.id)?;
        Ok(Self {
            factor: stored.map(|stored| stored.factor),
            factor_removed_by: second_factors::removed_by(tx, member.id)?,
            last_reset_by: account_links::last_reset_by(tx, member.id)?,
        })
    }

    /// Whether the caller may give the owner a link that can be printed.
    fn link(&self, purpose: Purpose, member: &StaffMember, actor: &Actor) -> bool {
        let new = NewLink {
            id: Id::new(uuid::Uuid::nil()),
            purpose,
            delivery: Delivery::Print,
            good_for: RESET,
        };
        let now = DateTime::UNIX_EPOCH;
        AccountLink::issue(new, member, actor, self.factor_removed_by, now).is_ok()
    }

    fn removal(&self, member: &StaffMember, actor: &Actor) -> bool {
        let factor = self.factor.clone();
        factor.is_some_and(|factor| {
            factor
                .remove(member.clone(), actor, self.last_reset_by)
                .is_ok()
        })
    }
}

/// What the deciding methods themselves would say.
fn allowed(
    member: &StaffMember,
    actor: &Actor,
    others: usize,
    signing: &Signing,
) -> Vec<AllowedAction> {
    let (roles, offices) = (member.roles.clone(), member.offices.clone());
    let change = member.clone().change(roles, offices, actor, others);
    let disable = member.clone().disable(actor, others);
    let enable = member.clone().enable(actor);
    // What speaks against these steps are no rules with parameters, so there are no findings.
    [
        ("change", change.is_ok()),
        ("disable", disable.is_ok()),
        ("enable", enable.is_ok()),
        ("invite", signing.link(Purpose::Invitation, member, actor)),
        (
            "reset_password",
            signing.link(Purpose::PasswordReset, member, actor),
        ),
        ("remove_second_factor", signing.removal(member, actor)),
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

/// Opens an account.
///
/// It has no password and cannot sign in until its owner chose one by an invitation. An address
/// that another account of the installation has is refused.
#[utoipa::path(post, path = "/staff", tag = "staff", operation_id = "create_staff_member",
    request_body = StaffCreation,
    responses((status = 201, body = StaffView),
        (status = 409, description = "The address is taken.")))]
async fn create(
    command: Command,
    Valid(body): Valid<StaffCreation>,
) -> Result<HttpResponse, Problem> {
    let links = command.links();
    let new = body.account()?;
    command
        .run(move |tx| {
            let created = StaffMember::create(tx.new_id(), new.clone(), tx.actor())?;
            let member = staff::insert(tx, created, None)?;
            let location = links.to(format_args!("/staff/{}", member.id));
            let Tagged(version, view) = StaffView::of(tx, member, &links)?;
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
    routes.mount(__path_create, manage, create);
    routes.mount(__path_staff_member, read, staff_member);
    routes.mount(__path_change, manage, change);
    routes.mount(__path_disable, manage, disable);
    routes.mount(__path_enable, manage, enable);
}
