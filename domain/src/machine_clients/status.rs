//! The life of a client: waiting, enabled, disabled.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Whether a client gets tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumIter, EnumString, VariantNames, Hash)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ClientStatus {
    /// Not yet: a second person must approve it.
    Waiting,
    /// It does.
    Enabled,
    /// Not any more, until it is approved again.
    Disabled,
}

/// What changes whether a client gets tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ClientStep {
    /// Agree, as a second person, with what was proposed.
    Approve,
    /// Give more scopes, more offices or another key.
    Widen,
    /// Take the right to tokens.
    Disable,
}

impl ClientStatus {
    /// The status after a step, or the refusal of a step that has nothing to do.
    pub fn after(self, step: ClientStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Waiting | Self::Disabled, ClientStep::Approve) => Ok(Self::Enabled),
            (Self::Waiting | Self::Enabled | Self::Disabled, ClientStep::Widen) => {
                Ok(Self::Waiting)
            }
            (Self::Waiting | Self::Enabled, ClientStep::Disable) => Ok(Self::Disabled),
            (Self::Enabled, ClientStep::Approve) | (Self::Disabled, ClientStep::Disable) => {
                Err(Refusal::WrongStatus {
                    step: step.into(),
                    status: self.to_string(),
                })
            }
        }
    }
}
