//! How accounts are answered.

use domain::kernel::Version;
use domain::staff::StaffMember;
use persistence::{Error, Tx};
use serde::Serialize;
use utoipa::ToSchema;

use super::steps;
use crate::http::wire::{
    AccountStatusField, EmailField, OfficeIdField, PersonNameField, RoleField, StaffIdField,
};
use crate::http::{AllowedAction, Field, Links, SelfLink, Tagged};
use crate::texts::Language;

/// A colleague in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StaffCard {
    /// The account.
    id: StaffIdField,
    /// Given name.
    given_name: PersonNameField,
    /// Family name.
    family_name: PersonNameField,
    /// Names the account at sign-in.
    email: EmailField,
    /// What its owner may do; nothing while all roles wait.
    #[schema(min_items = 0, max_items = 7)]
    roles: Vec<RoleField>,
    /// Roles that were proposed and permit nothing until a second person approves them.
    #[schema(min_items = 0, max_items = 7)]
    roles_awaiting_approval: Vec<RoleField>,
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
    /// As it is answered.
    pub(super) fn of(member: StaffMember, links: &Links) -> Self {
        let Version(version) = member.version;
        Self {
            id: member.id.into(),
            given_name: member.given_name.into(),
            family_name: member.family_name.into(),
            email: member.email.into(),
            roles: member.roles.into_iter().map(Field::of).collect(),
            roles_awaiting_approval: member.awaiting.into_keys().map(Field::of).collect(),
            office_ids: member.offices.into_iter().map(Field::of).collect(),
            status: member.status.into(),
            version,
            links: links.of(format_args!("/staff/{}", member.id)),
        }
    }
}

/// An account of the staff.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StaffView {
    #[serde(flatten)]
    card: StaffCard,
    /// What the caller may do to it now: `change`, `approve_roles`, `disable`, `enable`,
    /// `invite`, `reset_password`, `remove_second_factor`.
    #[schema(min_items = 7, max_items = 7)]
    allowed_actions: Vec<AllowedAction>,
}

impl StaffView {
    /// As it is answered.
    pub(super) fn of(
        tx: &mut Tx<'_>,
        member: StaffMember,
        language: Language,
        links: &Links,
    ) -> Result<Tagged<Self>, Error> {
        let view = Self {
            allowed_actions: AllowedAction::all(language, &steps::allowed(tx, &member)?),
            card: StaffCard::of(member.clone(), links),
        };
        Ok(Tagged(member.version, view))
    }
}
