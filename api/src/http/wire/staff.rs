//! Types of staff, offices and the organisation.

use std::borrow::Cow;

use domain::account_links::{AccountLinkId, Delivery};
use domain::actor::{MachineClientId, OfficeId, OrganisationId, OutsideIdentityId, Role, StaffId};
use domain::kernel::PatronDay;
use domain::machine_clients::ClientStatus;
use domain::offices::OfficeKind;
use domain::organisations::{IpaCode, RegionCode};
use domain::outside_identities::LinkedBy;
use domain::policy::{Action, Reach, Scope};
use domain::staff::{AccountStatus, Email};
use utoipa::openapi::schema::{Object, Type};
use utoipa::openapi::{KnownFormat, ObjectBuilder, SchemaFormat};

use crate::http::field::{Field, Wire, coded, text};

// Derived schemas look for the schemas of type arguments, so that each field has a name of its own.

/// A member that holds a role.
pub type RoleField = Field<Role>;
/// A member that holds an action.
pub type ActionField = Field<Action>;
/// A member that holds a reach.
pub type ReachField = Field<Reach>;
/// A member that holds the status of an account.
pub type AccountStatusField = Field<AccountStatus>;
/// A member that holds the kind of an office.
pub type OfficeKindField = Field<OfficeKind>;
/// A member that holds an e-mail address.
pub type EmailField = Field<Email>;
/// A member that holds a region.
pub type RegionField = Field<RegionCode>;
/// A member that holds a code of the index of public administrations.
pub type IpaCodeField = Field<IpaCode>;
/// A member that holds the day of a patron.
pub type PatronDayField = Field<PatronDay>;
/// A member that holds an account.
pub type StaffIdField = Field<StaffId>;
/// A member that holds an office.
pub type OfficeIdField = Field<OfficeId>;
/// A member that holds an organisation.
pub type OrganisationIdField = Field<OrganisationId>;

/// A member that holds a link of an account.
pub type AccountLinkIdField = Field<AccountLinkId>;
/// A member that holds how a link gets to its owner.
pub type DeliveryField = Field<Delivery>;

impl Wire for Delivery {
    fn name() -> Cow<'static, str> {
        "Delivery".into()
    }
    fn shape() -> Object {
        coded::<Self>("How a link gets to the owner of an account.")
    }
}

/// A member that holds a scope.
pub type ScopeField = Field<Scope>;
/// A member that holds the status of a machine client.
pub type ClientStatusField = Field<ClientStatus>;
/// A member that holds how an account was linked.
pub type LinkedByField = Field<LinkedBy>;
/// A member that holds a machine client.
pub type MachineClientIdField = Field<MachineClientId>;
/// A member that holds the link of an account to a provider.
pub type OutsideIdentityIdField = Field<OutsideIdentityId>;

impl Wire for Scope {
    fn name() -> Cow<'static, str> {
        "Scope".into()
    }
    fn shape() -> Object {
        coded::<Self>("What a machine client may be permitted.")
    }
}

impl Wire for ClientStatus {
    fn name() -> Cow<'static, str> {
        "MachineClientStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Whether a machine client gets tokens.")
    }
}

impl Wire for LinkedBy {
    fn name() -> Cow<'static, str> {
        "LinkedBy".into()
    }
    fn shape() -> Object {
        coded::<Self>("How an account was linked to a provider.")
    }
}

impl Wire for Role {
    fn name() -> Cow<'static, str> {
        "Role".into()
    }
    fn shape() -> Object {
        coded::<Self>("What somebody is in the organisation.")
    }
}

impl Wire for Action {
    fn name() -> Cow<'static, str> {
        "Action".into()
    }
    fn shape() -> Object {
        coded::<Self>("What somebody may want to do.")
    }
}

impl Wire for Reach {
    fn name() -> Cow<'static, str> {
        "Reach".into()
    }
    fn shape() -> Object {
        coded::<Self>("How far a right reaches.")
    }
}

impl Wire for AccountStatus {
    fn name() -> Cow<'static, str> {
        "AccountStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Whether an account may sign in.")
    }
}

impl Wire for OfficeKind {
    fn name() -> Cow<'static, str> {
        "OfficeKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("What an office is for.")
    }
}

impl Wire for Email {
    fn name() -> Cow<'static, str> {
        "Email".into()
    }
    fn shape() -> Object {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("E-mail address, in lower case."))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Email)))
            .max_length(Some(Self::MAX))
            .examples([serde_json::json!("counsellor@demo.example")])
            .build()
    }
}

impl Wire for RegionCode {
    fn name() -> Cow<'static, str> {
        "RegionCode".into()
    }
    fn shape() -> Object {
        text("ISTAT code of a region.", 2, "^[0-9]{2}$", "01")
    }
}

impl Wire for IpaCode {
    fn name() -> Cow<'static, str> {
        "IpaCode".into()
    }
    fn shape() -> Object {
        text(
            "Code in the index of public administrations.",
            Self::MAX,
            "^[A-Za-z0-9_-]{2,20}$",
            "c_x000",
        )
    }
}

impl Wire for PatronDay {
    fn name() -> Cow<'static, str> {
        "PatronDay".into()
    }
    fn shape() -> Object {
        text(
            "Day of the local patron, `MM-DD`.",
            5,
            "^[0-9]{2}-[0-9]{2}$",
            "06-24",
        )
    }
}
