//! Types of referrals.

use std::borrow::Cow;

use domain::referrals::{
    ReferralId, ReferralOutcome, ReferralReason, ReferralRefusalReason, ReferralStatus,
    ReferralText,
};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// A referral.
pub type ReferralIdField = Field<ReferralId>;
/// What came of a referral.
pub type ReferralOutcomeField = Field<ReferralOutcome>;
/// Why somebody is referred.
pub type ReferralReasonField = Field<ReferralReason>;
/// Why a service does not see to a referral.
pub type ReferralRefusalReasonField = Field<ReferralRefusalReason>;
/// What is asked, or was answered.
pub type ReferralTextField = Field<ReferralText>;

/// Where a referral stands.
pub type ReferralStatusField = Field<ReferralStatus>;
impl Wire for ReferralStatus {
    fn name() -> Cow<'static, str> {
        "ReferralStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Where a referral stands today. After the last day on which an answer is awaited it is `expired`.",
        )
    }
}
