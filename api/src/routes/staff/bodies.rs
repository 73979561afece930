//! What is asked of accounts: which to show, which to open, which rights they get.

use domain::actor::{OfficeId, Role};
use domain::staff::{NewStaffMember, PasswordState};
use persistence::staff::StaffFilter;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::bounded;
use crate::http::wire::{
    AccountStatusField, EmailField, OfficeIdField, PersonNameField, RoleField,
};
use crate::http::{Field, Problem, Several};

/// Which colleagues to show.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct StaffListFilter {
    #[validate(nested)]
    role: Option<RoleField>,
    #[validate(nested)]
    office_id: Option<OfficeIdField>,
    #[validate(nested)]
    status: Option<AccountStatusField>,
}

impl StaffListFilter {
    /// As repositories take it.
    pub(super) fn filter(&self) -> StaffFilter {
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
#[schema(example = json!({
    "roles": ["counsellor"], "office_ids": ["0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f"],
    "acknowledged": ["availability.booked"],
}))]
pub(super) struct StaffChange {
    /// What its owner may do.
    #[schema(value_type = Vec<RoleField>, min_items = 1, max_items = 7)]
    #[validate(nested)]
    roles: Several<RoleField, 1, 7>,
    /// Where its owner works.
    #[schema(value_type = Vec<OfficeIdField>, min_items = 0, max_items = 100)]
    #[validate(nested)]
    office_ids: Several<OfficeIdField, 0, 100>,
    /// Rules whose warning is acknowledged: `availability.booked`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["availability.booked"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// The rights of an account from now on, read.
pub(super) struct Rights {
    pub(super) roles: Vec<Role>,
    pub(super) offices: Vec<OfficeId>,
    pub(super) acknowledged: Vec<String>,
}

impl StaffChange {
    /// Roles and offices, both in the order of the request.
    pub(super) fn rights(self) -> Result<Rights, Problem> {
        Ok(Rights {
            roles: Field::all(self.roles)?,
            offices: Field::all(self.office_ids)?,
            acknowledged: self.acknowledged,
        })
    }
}

/// An account to be opened. It has no password: its owner chooses one by a link.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StaffCreation {
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
    #[schema(value_type = Vec<RoleField>, min_items = 1, max_items = 7)]
    #[validate(nested)]
    roles: Several<RoleField, 1, 7>,
    /// Where its owner works.
    #[schema(value_type = Vec<OfficeIdField>, min_items = 0, max_items = 100)]
    #[validate(nested)]
    office_ids: Several<OfficeIdField, 0, 100>,
}

/// Names are never printed.
impl std::fmt::Debug for StaffCreation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StaffCreation(***)")
    }
}

impl StaffCreation {
    /// The account, still without a password.
    pub(super) fn account(self) -> Result<NewStaffMember, Problem> {
        Ok(NewStaffMember {
            email: self.email.parsed()?,
            given_name: self.given_name.parsed()?,
            family_name: self.family_name.parsed()?,
            roles: Field::all(self.roles)?,
            offices: Field::all(self.office_ids)?,
            password: PasswordState::Missing,
        })
    }
}
