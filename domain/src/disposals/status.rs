//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where a list of people whose term is over stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum DisposalStatus {
    /// It waits for the authorisation and for a second person.
    Proposed,
    /// A second person agreed: the product carries it out, person by person.
    Approved,
    /// Of each person it is known whether the data are gone or kept.
    Done,
    /// Somebody took it back; whoever was not erased by then is kept.
    Withdrawn,
}

/// What can be done to such a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum DisposalStep {
    /// Agree, as a second person.
    Approve,
    /// Take it back.
    Withdraw,
    /// Come to the end of it.
    Finish,
}

impl DisposalStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: DisposalStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Proposed, DisposalStep::Approve) => Ok(Self::Approved),
            (Self::Proposed | Self::Approved, DisposalStep::Withdraw) => Ok(Self::Withdrawn),
            (Self::Approved, DisposalStep::Finish) => Ok(Self::Done),
            (Self::Proposed, DisposalStep::Finish)
            | (Self::Approved, DisposalStep::Approve)
            | (
                Self::Done | Self::Withdrawn,
                DisposalStep::Approve | DisposalStep::Withdraw | DisposalStep::Finish,
            ) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }
}

/// Where one person of such a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ItemStatus {
    /// Nothing happened to the data.
    Waiting,
    /// The data are gone.
    Erased,
    /// Something came in between; the data are kept.
    FellOut,
    /// The list was taken back before.
    Withdrawn,
}
