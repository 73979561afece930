//! What of a case is with somebody else: a hand-over, and referrals.

use domain::hand_overs::HandOver;
use domain::referrals::Referral;
use persistence::names::StaffName;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::views::ColleagueView;
use crate::http::Field;
use crate::http::wire::{
    DayField, HandOverIdField, HandOverStatusField, OfficeIdField, ReferralIdField,
    ReferralReasonField, ReferralStatusField,
};
use crate::routes::referrals::views::ReferralDestination;

/// A hand-over of the case of which something can still come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseFileHandOver {
    /// The hand-over.
    hand_over_id: HandOverIdField,
    /// `proposed`: the owner is still the one above. `running`: the owner above holds the case for a
    /// time. `stuck`: that time is over, and the case could not go back.
    status: HandOverStatusField,
    /// The last day, if the case is handed over for a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DayField>,
    /// The office that hands it over, and to which it goes back.
    from_office_id: OfficeIdField,
    /// Who hands it over, and to whom it goes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<ColleagueView>,
    /// The office that is asked to take it over, or did.
    to_office_id: OfficeIdField,
    /// Who was asked to take it over.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<ColleagueView>,
}

impl CaseFileHandOver {
    pub(super) fn of(one: &HandOver, from: Option<StaffName>, to: Option<StaffName>) -> Self {
        Self {
            hand_over_id: one.id.into(),
            status: one.status.into(),
            until: one.term.until().map(Field::of),
            from_office_id: one.from.office.into(),
            from: from.map(ColleagueView::of),
            to_office_id: one.to.office.into(),
            to: to.map(ColleagueView::of),
        }
    }
}

/// A referral of which something can still come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseFileReferral {
    /// The referral.
    referral_id: ReferralIdField,
    /// Where it stands today.
    status: ReferralStatusField,
    /// Who is asked.
    to: ReferralDestination,
    /// Why.
    reason: ReferralReasonField,
    /// The last day on which an answer is awaited.
    answer_by: DayField,
    /// Until when somebody says what came of it, once it is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome_by: Option<DayField>,
}

impl CaseFileReferral {
    pub(super) fn of(one: Referral) -> Self {
        Self {
            referral_id: one.id.into(),
            status: one.status.into(),
            reason: one.reason.into(),
            answer_by: one.answer_by.into(),
            outcome_by: one.outcome_by().map(Field::of),
            to: ReferralDestination::of(one.to),
        }
    }
}
