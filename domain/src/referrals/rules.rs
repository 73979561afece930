//! What practice says about referrals.

use super::{Referral, ReferralStatus};
use crate::kernel::Day;
use crate::rulebook::{Finding, Rule};

const PRACTICE: &str = "practice of employment services; local decision";

/// For how many days an answer is awaited when nobody says.
pub const ANSWER_DAYS: &str = "referral.answer_days";
/// After how many days somebody says what came of what was accepted.
pub const OUTCOME_DAYS: &str = "referral.outcome_days";

/// Whoever was told to wait hears what comes next.
const UNANSWERED: Rule = Rule::warning("referral.unanswered", PRACTICE);
const OUTCOME_MISSING: Rule = Rule::warning("referral.outcome_missing", PRACTICE).to_be_checked();
/// Every rule about referrals; each has its text.
pub const RULES: &[&str] = &[UNANSWERED.id, OUTCOME_MISSING.id];

impl Referral {
    /// What of it deserves attention on that day.
    pub fn warnings(&self, today: Day) -> Vec<Finding> {
        match (self.status, self.outcome_by()) {
            (ReferralStatus::Expired, _) => {
                vec![UNANSWERED.finding(&[]).with("since", self.answer_by)]
            }
            (ReferralStatus::Accepted, Some(by)) if by < today => {
                vec![OUTCOME_MISSING.finding(&[]).with("since", by)]
            }
            (
                ReferralStatus::Sent
                | ReferralStatus::Accepted
                | ReferralStatus::Refused
                | ReferralStatus::Completed
                | ReferralStatus::Withdrawn,
                _,
            ) => Vec::new(),
        }
    }
}
