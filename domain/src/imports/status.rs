//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ImportStatus {
    /// It waits for a process.
    Queued,
    /// A process works on it.
    Running,
    /// All rows have an outcome; some may wait for a decision.
    Done,
    /// It cannot go on.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// What can be done to an import.
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
pub enum ImportStep {
    /// Work on it, also after a process that died.
    Start,
    /// End it.
    Finish,
    /// Give it up.
    Fail,
    /// Stop it.
    Cancel,
    /// Decide on rows that have candidates.
    Decide,
}

impl ImportStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: ImportStep) -> Result<Self, Refusal> {
        use ImportStatus::{Cancelled, Done, Failed, Queued, Running};
        use ImportStep::{Cancel, Decide, Fail, Finish, Start};
        match (self, step) {
            (Queued | Done, Decide) => Ok(Queued),
            (Queued | Running, Start) | (Running, Decide) => Ok(Running),
            (Running, Finish) => Ok(Done),
            (Running, Fail) => Ok(Failed),
            (Queued | Running, Cancel) => Ok(Cancelled),
            (Queued, Finish | Fail)
            | (Done, Start | Finish | Fail | Cancel)
            | (Failed | Cancelled, Start | Finish | Fail | Cancel | Decide) => {
                Err(Refusal::WrongStatus {
                    step: step.into(),
                    status: self.to_string(),
                })
            }
        }
    }
}
