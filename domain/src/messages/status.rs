//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum MessageStatus {
    /// It waits until it is due, or until it is tried again.
    Waiting,
    /// The gateway took it.
    Sent,
    /// It is not sent.
    Dropped,
    /// No gateway took it.
    Failed,
}

/// What can become of a message.
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
pub enum MessageStep {
    /// Hand it over.
    Send,
    /// Let it be.
    Drop,
    /// Give it up.
    Fail,
}

impl MessageStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: MessageStep) -> Result<Self, Refusal> {
        use MessageStep::{Drop, Fail, Send};
        match (self, step) {
            (Self::Waiting, Send) => Ok(Self::Sent),
            (Self::Waiting, Drop) => Ok(Self::Dropped),
            (Self::Waiting, Fail) => Ok(Self::Failed),
            (Self::Sent | Self::Dropped | Self::Failed, Send | Drop | Fail) => {
                Err(Refusal::WrongStatus {
                    step: step.into(),
                    status: self.to_string(),
                })
            }
        }
    }
}
