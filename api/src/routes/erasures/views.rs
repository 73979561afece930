//! What is said and answered about requests to erase somebody.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::erasures::{ErasureGround, ErasureReference, ErasureRequest};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::address;
use crate::http::wire::{
    ErasureGroundField, ErasureIdField, ErasureStatusField, IndividualIdField, OfficeIdField,
    StaffIdField, Text200Field,
};
use crate::http::{AllowedAction, Field, Links, Problem, SelfLink};
use crate::texts::Language;

/// Why somebody is to be erased.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ErasureTerms {
    /// Why: the vocabulary `erasure-grounds`.
    #[validate(nested)]
    ground: ErasureGroundField,
    /// Protocol and date of the act on which it rests. It outlives the person: never a name.
    #[validate(nested)]
    reference: Option<Text200Field>,
}

impl ErasureTerms {
    /// What was sent.
    pub(super) fn terms(self) -> Result<(ErasureGround, Option<ErasureReference>), Problem> {
        Ok((
            self.ground.parsed()?,
            self.reference.map(Field::parsed).transpose()?,
        ))
    }
}

/// A request in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErasureCard {
    /// The request.
    id: ErasureIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: ErasureStatusField,
    /// Who is to be erased, or was. Nobody is found by it afterwards.
    individual_id: IndividualIdField,
    /// The office that registered the person.
    office_id: OfficeIdField,
    /// Why.
    ground: ErasureGroundField,
    /// The act on which it rests.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Text200Field>,
    /// Who asked; left out when the product did.
    #[serde(skip_serializing_if = "Option::is_none")]
    requested_by: Option<StaffIdField>,
    /// When.
    requested_at: DateTime<Utc>,
    /// Who agreed with it or took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<StaffIdField>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<DateTime<Utc>>,
    /// When the data were erased, or when it fell out.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl ErasureCard {
    /// As it is answered.
    pub(super) fn of(request: &ErasureRequest, links: &Links) -> Self {
        Self {
            id: Field::of(request.id),
            version: request.version.0,
            status: Field::of(request.status),
            individual_id: Field::of(request.individual),
            office_id: Field::of(request.office),
            ground: Field::of(request.ground),
            reference: request.reference.clone().map(Field::of),
            requested_by: request.requested_by.map(Field::of),
            requested_at: request.requested_at,
            decided_by: request.decided_by.map(Field::of),
            decided_at: request.decided_at,
            ended_at: request.ended_at,
            links: links.of(address(request.id)),
        }
    }
}

/// A request to erase somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErasureView {
    #[serde(flatten)]
    card: ErasureCard,
    /// What the caller may do to it now: `approve`, `withdraw`.
    #[schema(min_items = 2, max_items = 2)]
    allowed_actions: Vec<AllowedAction>,
}

impl ErasureView {
    /// As it is answered.
    pub(super) fn of(
        request: &ErasureRequest,
        actor: &Actor,
        language: Language,
        links: &Links,
    ) -> Self {
        Self {
            card: ErasureCard::of(request, links),
            allowed_actions: AllowedAction::all(language, &request.allowed(actor)),
        }
    }
}
