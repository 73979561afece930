//! The codes and texts of a referral.

use crate::kernel::Text;
use crate::vocabulary::{Code, CodeList};

/// Why somebody is referred.
#[derive(Debug)]
pub struct ReferralReasons;

impl CodeList for ReferralReasons {
    const LIST: &'static str = "referral-reasons";
}

/// Why a service does not see to a referral.
#[derive(Debug)]
pub struct ReferralRefusalReasons;

impl CodeList for ReferralRefusalReasons {
    const LIST: &'static str = "referral-refusal-reasons";
}

/// What came of a referral.
#[derive(Debug)]
pub struct ReferralOutcomes;

impl CodeList for ReferralOutcomes {
    const LIST: &'static str = "referral-outcomes";
}

/// Why somebody is referred.
pub type ReferralReason = Code<ReferralReasons>;
/// Why a service does not see to a referral.
pub type ReferralRefusalReason = Code<ReferralRefusalReasons>;
/// What came of a referral.
pub type ReferralOutcome = Code<ReferralOutcomes>;
/// What is asked, or what was answered, in words.
pub type ReferralText = Text<2000>;
