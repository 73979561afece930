//! What is sent with the steps of an agreement.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::bounded;
use crate::http::wire::{
    AgreedActionStatusField, AgreementCloseReasonField, AgreementTextField, DayField,
    ReviewOutcomeField, StaffIdField, Text100Field,
};

/// That the person was given it to read.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub(super) struct AgreementProposalRequest {
    /// On which day, from the opening of the case and the last signature on; today when it is left out.
    #[validate(nested)]
    pub(super) on: Option<DayField>,
}

/// Who answers for it.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgreementOfficerRequest {
    /// A colleague who can follow cases of the office.
    #[validate(nested)]
    pub(super) officer_id: StaffIdField,
}

/// The pact of the employment centre.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "pact_id": "2026/1234" }))]
pub(super) struct AgreementPactRequest {
    /// What it is called there; left out where nobody knows.
    #[validate(nested)]
    pub(super) pact_id: Option<Text100Field>,
}

/// That the person signed.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub(super) struct AgreementSignatureRequest {
    /// On which day, from the proposal on; today when it is left out.
    #[validate(nested)]
    pub(super) on: Option<DayField>,
    /// When both look at it next; as practice has it (`agreement.review_days`) when it is left out.
    #[validate(nested)]
    pub(super) next_review_on: Option<DayField>,
    /// Rules whose warning is acknowledged: `agreement.late_review`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["agreement.late_review"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    pub(super) acknowledged: Vec<String>,
}

/// How it goes.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "outcome": "on_course" }))]
pub(super) struct AgreementReviewRequest {
    /// On which day both looked at it, from the last time on; today when it is left out.
    #[validate(nested)]
    pub(super) on: Option<DayField>,
    /// What they found.
    #[validate(nested)]
    pub(super) outcome: ReviewOutcomeField,
    /// The same in words.
    #[validate(nested)]
    pub(super) remark: Option<AgreementTextField>,
    /// When they look at it next; as practice has it (`agreement.review_days`) when it is left out.
    #[validate(nested)]
    pub(super) next_review_on: Option<DayField>,
    /// Rules whose warning is acknowledged: `agreement.late_review`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["agreement.late_review"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    pub(super) acknowledged: Vec<String>,
}

/// What became of something that was agreed.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "status": "done" }))]
pub(super) struct AgreedActionOutcome {
    /// What.
    #[validate(nested)]
    pub(super) status: AgreedActionStatusField,
    /// On which day; today when it is left out. What is open has none.
    #[validate(nested)]
    pub(super) on: Option<DayField>,
}

/// Why an agreement ends.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "achieved" }))]
pub(super) struct AgreementClosureRequest {
    /// Why: anything but `case_closed`, which the product alone says; `achieved`, `not_kept` and
    /// `revoked` once it was signed.
    #[validate(nested)]
    pub(super) reason: AgreementCloseReasonField,
    /// On which day, from the last step on; today when it is left out.
    #[validate(nested)]
    pub(super) on: Option<DayField>,
}
