//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where a request to erase somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ErasureStatus {
    /// It waits for a second person.
    Waiting,
    /// A second person agreed: the product is about to do it.
    Approved,
    /// The data are gone; the ledger outside of the database does not tell it yet.
    Erased,
    /// The ledger tells it too.
    Done,
    /// Something came in between that forbids it; nothing was erased.
    FellOut,
    /// Somebody took it back before it was done.
    Withdrawn,
}

/// What can be done to a request to erase somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ErasureStep {
    /// Agree, as a second person.
    Approve,
    /// Take it back.
    Withdraw,
    /// Erase the person.
    Erase,
    /// Find that it may not be done any more.
    FallOut,
    /// Write it into the ledger.
    Enter,
}

impl ErasureStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: ErasureStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Waiting, ErasureStep::Approve) => Ok(Self::Approved),
            (Self::Waiting | Self::Approved, ErasureStep::Withdraw) => Ok(Self::Withdrawn),
            (Self::Approved, ErasureStep::Erase) => Ok(Self::Erased),
            (Self::Approved, ErasureStep::FallOut) => Ok(Self::FellOut),
            (Self::Erased, ErasureStep::Enter) => Ok(Self::Done),
            (Self::Waiting, ErasureStep::Erase | ErasureStep::FallOut | ErasureStep::Enter)
            | (Self::Approved, ErasureStep::Approve | ErasureStep::Enter)
            | (
                Self::Erased,
                ErasureStep::Approve
                | ErasureStep::Withdraw
                | ErasureStep::Erase
                | ErasureStep::FallOut,
            )
            | (
                Self::Done | Self::FellOut | Self::Withdrawn,
                ErasureStep::Approve
                | ErasureStep::Withdraw
                | ErasureStep::Erase
                | ErasureStep::FallOut
                | ErasureStep::Enter,
            ) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }
}
