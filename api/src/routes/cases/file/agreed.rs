//! What was agreed with whom the case is about.

use domain::agreements::Agreement;
use persistence::names::StaffName;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::views::ColleagueView;
use crate::http::Field;
use crate::http::wire::{AgreementIdField, AgreementStatusField, DayField};

/// The agreement that has not ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseFileAgreement {
    /// The agreement.
    agreement_id: AgreementIdField,
    /// Where it stands.
    status: AgreementStatusField,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    officer: Option<ColleagueView>,
    /// When the person signed it, for the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_on: Option<DayField>,
    /// When both look at it next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_review_on: Option<DayField>,
    /// Until when the first of what is open is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<DayField>,
    /// Whether it is being written otherwise.
    is_amended: bool,
}

impl CaseFileAgreement {
    pub(super) fn of(one: &Agreement, officer: Option<StaffName>) -> Self {
        Self {
            agreement_id: one.id.into(),
            status: one.status.into(),
            officer: officer.map(ColleagueView::of),
            signed_on: one.signed_on.map(Field::of),
            next_review_on: one.looked_at_next().map(Field::of),
            due_on: one.due_first().map(Field::of),
            is_amended: one.amendment.is_some(),
        }
    }
}
