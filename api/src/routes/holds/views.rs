//! What is said and answered about holds.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::holds::{Hold, HoldNote, HoldReason};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::address;
use crate::http::wire::{
    HoldIdField, HoldReasonField, HoldStatusField, IndividualIdField, StaffIdField, Text500Field,
};
use crate::http::{AllowedAction, Field, Links, Problem, SelfLink};
use crate::texts::Language;

/// For what somebody's data are kept.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldTerms {
    /// For what: the vocabulary `hold-reasons`.
    #[validate(nested)]
    reason: HoldReasonField,
    /// What else there is to say. It goes with the person.
    #[validate(nested)]
    note: Option<Text500Field>,
}

impl HoldTerms {
    /// What was sent.
    pub(super) fn terms(self) -> Result<(HoldReason, Option<HoldNote>), Problem> {
        Ok((
            self.reason.parsed()?,
            self.note.map(Field::parsed).transpose()?,
        ))
    }
}

/// Why the data need not be kept any more.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldRelease {
    /// Why.
    #[validate(nested)]
    because: Text500Field,
}

impl HoldRelease {
    /// What was sent.
    pub(super) fn because(self) -> Result<HoldNote, Problem> {
        self.because.parsed()
    }
}

/// A hold in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HoldCard {
    /// The hold.
    id: HoldIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: HoldStatusField,
    /// Whose data are kept.
    individual_id: IndividualIdField,
    /// For what.
    reason: HoldReasonField,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Text500Field>,
    /// Who placed it; left out when the product did.
    #[serde(skip_serializing_if = "Option::is_none")]
    placed_by: Option<StaffIdField>,
    /// When.
    placed_at: DateTime<Utc>,
    /// Who released it.
    #[serde(skip_serializing_if = "Option::is_none")]
    released_by: Option<StaffIdField>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    released_at: Option<DateTime<Utc>>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    released_because: Option<Text500Field>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl HoldCard {
    /// As it is answered.
    pub(super) fn of(hold: &Hold, links: &Links) -> Self {
        Self {
            id: Field::of(hold.id),
            version: hold.version.0,
            status: Field::of(hold.status),
            individual_id: Field::of(hold.individual),
            reason: Field::of(hold.reason),
            note: hold.note.clone().map(Field::of),
            placed_by: hold.placed_by.map(Field::of),
            placed_at: hold.placed_at,
            released_by: hold.released_by.map(Field::of),
            released_at: hold.released_at,
            released_because: hold.released_because.clone().map(Field::of),
            links: links.of(address(hold.id)),
        }
    }
}

/// Somebody's data are kept, or were.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HoldView {
    #[serde(flatten)]
    card: HoldCard,
    /// What the caller may do to it now: `release`.
    #[schema(min_items = 1, max_items = 1)]
    allowed_actions: Vec<AllowedAction>,
}

impl HoldView {
    /// As it is answered.
    pub(super) fn of(hold: &Hold, actor: &Actor, language: Language, links: &Links) -> Self {
        Self {
            card: HoldCard::of(hold, links),
            allowed_actions: AllowedAction::all(language, &hold.allowed(actor)),
        }
    }
}
