//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where an agreement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum AgreementStatus {
    /// It is being written, for the first time.
    Draft,
    /// The person has it to read.
    Proposed,
    /// The person signed it.
    Signed,
    /// Both looked at how it goes since it was signed.
    Reviewed,
    /// It binds nobody any more.
    Closed,
}

/// What can be done to an agreement.
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
pub enum AgreementStep {
    /// Write it otherwise.
    Revise,
    /// Give it to the person to read.
    Propose,
    /// Take it back to the desk, or give up writing it otherwise.
    TakeBack,
    /// Begin to write otherwise what was signed.
    Amend,
    /// Write down that the person signed it.
    Sign,
    /// Write down how it goes.
    Review,
    /// Say what became of something that was agreed.
    Follow,
    /// Name who else answers for it.
    NameOfficer,
    /// Write down what the employment centre calls its pact.
    NamePact,
    /// End it.
    Close,
    /// Take its end back.
    Reopen,
}

/// How far the writing of what binds otherwise has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum AmendmentStatus {
    /// Nobody writes it otherwise.
    None,
    /// It is being written.
    Draft,
    /// The person has it to read.
    Proposed,
}

fn refused<T>(step: AgreementStep, status: impl ToString) -> Result<T, Refusal> {
    Err(Refusal::WrongStatus {
        step: step.into(),
        status: status.to_string(),
    })
}

impl AgreementStatus {
    /// Whether it was signed and has not ended.
    pub const fn binds(self) -> bool {
        match self {
            Self::Signed | Self::Reviewed => true,
            Self::Draft | Self::Proposed | Self::Closed => false,
        }
    }

    /// The status after a step; refuses a step that this status does not allow. `before` is where it
    /// stood before it was closed: what is opened again stands there.
    ///
    /// What was signed keeps its status while it is written otherwise: how far that has come
    /// `AmendmentStatus` tells.
    pub fn after(self, step: AgreementStep, before: Option<Self>) -> Result<Self, Refusal> {
        use AgreementStatus::{Closed, Draft, Proposed, Reviewed, Signed};
        use AgreementStep::{
            Amend, Close, Follow, NameOfficer, NamePact, Propose, Reopen, Review, Revise, Sign,
            TakeBack,
        };
        match (self, step) {
            (Draft, Revise | NamePact) | (Proposed, TakeBack) => Ok(Draft),
            (Draft, Propose) | (Proposed, NamePact) => Ok(Proposed),
            (Proposed | Signed | Reviewed, Sign) => Ok(Signed),
            (Signed | Reviewed, Review) => Ok(Reviewed),
            (
                Signed | Reviewed,
                Revise | Propose | TakeBack | Amend | Follow | NameOfficer | NamePact,
            ) => Ok(self),
            (Draft | Proposed | Signed | Reviewed, Close) => Ok(Closed),
            (Closed, Reopen) => before.map_or_else(|| refused(step, self), Ok),
            (Draft, TakeBack | Amend | Sign | Review | Follow | NameOfficer | Reopen)
            | (Proposed, Revise | Propose | Amend | Review | Follow | NameOfficer | Reopen)
            | (Signed | Reviewed, Reopen)
            | (
                Closed,
                Revise | Propose | TakeBack | Amend | Sign | Review | Follow | NameOfficer
                | NamePact | Close,
            ) => refused(step, self),
        }
    }
}

impl AmendmentStatus {
    /// How far it has come after a step of an agreement that binds; refuses a step for which it has
    /// not come far enough, or too far.
    pub fn after(self, step: AgreementStep) -> Result<Self, Refusal> {
        use AgreementStep::{
            Amend, Close, Follow, NameOfficer, NamePact, Propose, Reopen, Review, Revise, Sign,
            TakeBack,
        };
        match (self, step) {
            (Self::None, Amend) | (Self::Draft, Revise) | (Self::Proposed, TakeBack) => {
                Ok(Self::Draft)
            }
            (Self::Draft, Propose) => Ok(Self::Proposed),
            (Self::Draft, TakeBack) | (Self::Proposed, Sign) => Ok(Self::None),
            (_, Review | Follow | NameOfficer | NamePact | Close | Reopen) => Ok(self),
            (Self::None, Revise | Propose | TakeBack | Sign) => {
                refused(step, AgreementStatus::Signed)
            }
            (Self::Draft, Amend | Sign) => refused(step, AgreementStatus::Draft),
            (Self::Proposed, Amend | Revise | Propose) => refused(step, AgreementStatus::Proposed),
        }
    }
}
