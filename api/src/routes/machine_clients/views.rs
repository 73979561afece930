//! What is said and answered about machine clients.

use domain::actor::Actor;
use domain::kernel::{Faults, Version};
use domain::machine_clients::{ClientTerms, MachineClient};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::keys::PublicJwk;
use crate::http::wire::{
    ClientStatusField, MachineClientIdField, OfficeIdField, ScopeField, Text100Field, Text500Field,
};
use crate::http::{AllowedAction, Field, Links, Problem, SelfLink, Several};
use crate::texts::Language;

/// What a machine client is to be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MachineClientTerms {
    /// What people call it.
    #[validate(nested)]
    label: Text100Field,
    /// What it is for, and on what ground.
    #[validate(nested)]
    purpose: Text500Field,
    /// What it is permitted.
    #[schema(value_type = Vec<ScopeField>, min_items = 1, max_items = 20)]
    #[validate(nested)]
    scopes: Several<ScopeField, 1, 20>,
    /// Where; scopes that read records reach these offices only.
    #[schema(value_type = Vec<OfficeIdField>, min_items = 0, max_items = 100)]
    #[validate(nested)]
    office_ids: Several<OfficeIdField, 0, 100>,
    /// With which public keys it signs its assertions: one, or two while they are rotated.
    #[schema(value_type = Vec<PublicJwk>, min_items = 1, max_items = 2)]
    #[validate(nested)]
    keys: Several<PublicJwk, 1, 2>,
}

impl MachineClientTerms {
    /// What was sent; the faults of all keys are told at once.
    pub(super) fn terms(self) -> Result<ClientTerms, Problem> {
        let mut faults = Faults::none();
        let keys = PublicJwk::client_keys(self.keys, &mut faults);
        faults.refuse()?;
        Ok(ClientTerms {
            label: self.label.parsed()?,
            purpose: self.purpose.parsed()?,
            scopes: Field::all(self.scopes)?,
            offices: Field::all(self.office_ids)?,
            keys,
        })
    }
}

/// A machine client in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MachineClientCard {
    /// The client; also its `client_id`.
    id: MachineClientIdField,
    /// What people call it.
    label: Text100Field,
    /// What it is for, and on what ground.
    purpose: Text500Field,
    /// What it is permitted.
    #[schema(min_items = 1, max_items = 20)]
    scopes: Vec<ScopeField>,
    /// Where.
    #[schema(min_items = 0, max_items = 100)]
    office_ids: Vec<OfficeIdField>,
    /// Its public keys.
    #[schema(min_items = 1, max_items = 2)]
    keys: Vec<PublicJwk>,
    /// Whether it gets tokens.
    status: ClientStatusField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl MachineClientCard {
    /// As it is answered.
    pub(super) fn of(client: MachineClient, links: &Links) -> Self {
        let Version(version) = client.version;
        let terms = client.terms;
        let keys = terms.keys.iter();
        Self {
            id: client.id.into(),
            label: terms.label.into(),
            purpose: terms.purpose.into(),
            scopes: terms.scopes.iter().map(Field::of).collect(),
            office_ids: terms.offices.into_iter().map(Field::of).collect(),
            keys: keys
                .filter_map(|key| serde_json::from_str(&key.jwk).ok())
                .collect(),
            status: client.status.into(),
            version,
            links: links.of(format_args!("/machine-clients/{}", client.id)),
        }
    }
}

/// A machine client.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MachineClientView {
    #[serde(flatten)]
    card: MachineClientCard,
    /// What the caller may do to it now: `change`, `approve`, `disable`.
    #[schema(min_items = 3, max_items = 3)]
    allowed_actions: Vec<AllowedAction>,
}

impl MachineClientView {
    /// As it is answered.
    pub(super) fn of(
        client: MachineClient,
        actor: &Actor,
        language: Language,
        links: &Links,
    ) -> Self {
        Self {
            allowed_actions: AllowedAction::all(language, &client.allowed(actor)),
            card: MachineClientCard::of(client, links),
        }
    }
}
