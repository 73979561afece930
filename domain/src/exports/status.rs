//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ExportStatus {
    /// It waits for a process.
    Queued,
    /// A process writes the file.
    Running,
    /// The file is whole.
    Done,
    /// It cannot go on.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// The file was removed when its time was up.
    Expired,
    /// The file was removed, or never finished, because a person of whom it told was erased.
    Withdrawn,
}

/// What can be done to an export.
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
pub enum ExportStep {
    /// Write the file, also after a process that died.
    Start,
    /// End it.
    Finish,
    /// Give it up.
    Fail,
    /// Stop it, or remove the file before its time.
    Cancel,
    /// Take the file.
    Download,
    /// Remove the file.
    Expire,
    /// Remove the file before its time, for the sake of a person in it.
    Withdraw,
}

impl ExportStatus {
    /// Whether the file is there, or may still come.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running | Self::Done)
    }

    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: ExportStep) -> Result<Self, Refusal> {
        use ExportStatus::{Cancelled, Done, Expired, Failed, Queued, Running, Withdrawn};
        use ExportStep::{Cancel, Download, Expire, Fail, Finish, Start, Withdraw};
        match (self, step) {
            (Queued | Running, Start) => Ok(Running),
            (Running, Finish) | (Done, Download) => Ok(Done),
            (Running, Fail) => Ok(Failed),
            (Queued | Running | Done, Cancel) => Ok(Cancelled),
            (Running | Done, Withdraw) => Ok(Withdrawn),
            (Done, Expire) => Ok(Expired),
            (Queued, Finish | Fail | Download | Expire | Withdraw)
            | (Running, Download | Expire)
            | (Done, Start | Finish | Fail)
            | (
                Failed | Cancelled | Expired | Withdrawn,
                Start | Finish | Fail | Cancel | Download | Expire | Withdraw,
            ) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }
}
