//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where a referral stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ReferralStatus {
    /// An answer is awaited.
    Sent,
    /// The service sees to it.
    Accepted,
    /// The service does not see to it.
    Refused,
    /// No answer came by its day.
    Expired,
    /// It is known what came of it.
    Completed,
    /// Whoever sent it expects nothing of it any more, or its case has ended.
    Withdrawn,
}

/// What can be done to a referral.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ReferralStep {
    /// Say that the service sees to it.
    Accept,
    /// Say that it does not.
    Refuse,
    /// Wait for the answer until another day.
    Extend,
    /// Expect nothing of it any more.
    Withdraw,
    /// Hear the person at the receiving office.
    Receive,
    /// Say what came of it.
    Complete,
    /// Find that no answer came by its day.
    Expire,
    /// Find that the case for which it was sent has ended.
    Lapse,
    /// Take note of a refusal.
    Acknowledge,
}

impl ReferralStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: ReferralStep) -> Result<Self, Refusal> {
        use ReferralStatus::{Accepted, Completed, Expired, Refused, Sent, Withdrawn};
        use ReferralStep::{
            Accept, Acknowledge, Complete, Expire, Extend, Lapse, Receive, Refuse, Withdraw,
        };
        match (self, step) {
            (Sent, Accept) | (Accepted, Receive) => Ok(Accepted),
            (Sent, Refuse) | (Refused, Acknowledge) => Ok(Refused),
            // A late answer is still an answer, once whoever asked says that it counts.
            (Sent | Expired, Extend) => Ok(Sent),
            (Sent | Expired, Withdraw) | (Sent | Expired | Accepted, Lapse) => Ok(Withdrawn),
            (Sent, Expire) => Ok(Expired),
            (Accepted, Complete) => Ok(Completed),
            (Sent, Receive | Complete | Acknowledge)
            | (Accepted, Accept | Refuse | Extend | Withdraw | Expire | Acknowledge)
            | (Expired, Accept | Refuse | Receive | Complete | Expire | Acknowledge)
            | (
                Refused | Completed | Withdrawn,
                Accept | Refuse | Extend | Withdraw | Receive | Complete | Expire | Lapse
                | Acknowledge,
            ) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }

    /// Whether something can still come of it.
    pub fn is_open(self) -> bool {
        match self {
            Self::Sent | Self::Accepted | Self::Expired => true,
            Self::Refused | Self::Completed | Self::Withdrawn => false,
        }
    }
}
