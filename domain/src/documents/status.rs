//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum DocumentStatus {
    /// It waits for a process.
    Ordered,
    /// Its file is made, and never changes.
    Made,
    /// It cannot be made.
    Failed,
}

/// What can become of a document.
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
pub enum DocumentStep {
    /// Make its file.
    Make,
    /// Give it up.
    Fail,
}

impl DocumentStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: DocumentStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Ordered, DocumentStep::Make) => Ok(Self::Made),
            (Self::Ordered, DocumentStep::Fail) => Ok(Self::Failed),
            (Self::Made | Self::Failed, DocumentStep::Make | DocumentStep::Fail) => {
                Err(Refusal::WrongStatus {
                    step: step.into(),
                    status: self.to_string(),
                })
            }
        }
    }
}
