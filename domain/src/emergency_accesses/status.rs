//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};
use crate::policy::Action;

/// Where an emergency access stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum EmergencyStatus {
    /// It opens the record.
    Running,
    /// It opens nothing any more.
    Ended,
    /// A coordinator looked at it.
    Reviewed,
}

/// What can become of an emergency access.
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
pub enum EmergencyStep {
    /// Its time is up.
    Expire,
    /// Somebody ends it before.
    End,
    /// A coordinator says that it was looked at.
    Review,
}

impl EmergencyStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: EmergencyStep) -> Result<Self, Refusal> {
        use EmergencyStatus::{Ended, Reviewed, Running};
        use EmergencyStep::{End, Expire, Review};
        match (self, step) {
            (Running, Expire | End) => Ok(Ended),
            (Ended, Review) => Ok(Reviewed),
            (Running, Review) | (Ended, Expire | End) | (Reviewed, Expire | End | Review) => {
                Err(Refusal::WrongStatus {
                    step: step.into(),
                    status: self.to_string(),
                })
            }
        }
    }
}

impl EmergencyStep {
    /// The right that the step asks for.
    pub fn action(self) -> Action {
        match self {
            Self::Expire | Self::End => Action::EndEmergency,
            Self::Review => Action::ReviewEmergency,
        }
    }
}
