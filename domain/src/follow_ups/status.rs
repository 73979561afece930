//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where a follow-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum FollowUpStatus {
    /// Somebody is to ask.
    Planned,
    /// Somebody asked, or knows from elsewhere.
    Done,
    /// Nobody could reach the person.
    Unreachable,
    /// Nobody asks after all.
    Cancelled,
}

/// What can be done to a follow-up.
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
pub enum FollowUpStep {
    /// Write down that somebody tried to reach the person.
    Attempt,
    /// Write down how the person stands.
    Conclude,
    /// Write down that nobody could reach the person.
    GiveUp,
    /// Not ask after all.
    Cancel,
}

impl FollowUpStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: FollowUpStep) -> Result<Self, Refusal> {
        use FollowUpStatus::{Cancelled, Done, Planned, Unreachable};
        use FollowUpStep::{Attempt, Cancel, Conclude, GiveUp};
        match (self, step) {
            (Planned, Attempt) => Ok(Planned),
            // Who was given up may still call back.
            (Planned | Unreachable, Conclude) => Ok(Done),
            (Planned, GiveUp) => Ok(Unreachable),
            (Planned, Cancel) => Ok(Cancelled),
            (Done | Cancelled, Attempt | Conclude | GiveUp | Cancel)
            | (Unreachable, Attempt | GiveUp | Cancel) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }
}
