//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where an agreement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum AgreementStatus {
    /// It is being written, for the first time or anew.
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
    /// Take it back to the desk to be written otherwise.
    Amend,
    /// Write down that the person signed it.
    Sign,
    /// Write down how it goes.
    Review,
    /// Say what became of something that was agreed.
    Follow,
    /// End it.
    Close,
}

impl AgreementStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: AgreementStep) -> Result<Self, Refusal> {
        use AgreementStatus::{Closed, Draft, Proposed, Reviewed, Signed};
        use AgreementStep::{Amend, Close, Follow, Propose, Review, Revise, Sign};
        match (self, step) {
            // What was signed is changed by another signature, and by nothing else.
            (Draft, Revise) | (Proposed | Signed | Reviewed, Amend) => Ok(Draft),
            (Draft, Propose) => Ok(Proposed),
            (Proposed, Sign) | (Signed, Follow) => Ok(Signed),
            (Signed | Reviewed, Review) | (Reviewed, Follow) => Ok(Reviewed),
            (Draft | Proposed | Signed | Reviewed, Close) => Ok(Closed),
            (Draft, Amend | Sign | Review | Follow)
            | (Proposed, Revise | Propose | Review | Follow)
            | (Signed | Reviewed, Revise | Propose | Sign)
            | (Closed, Revise | Propose | Amend | Sign | Review | Follow | Close) => {
                Err(Refusal::WrongStatus {
                    step: step.into(),
                    status: self.to_string(),
                })
            }
        }
    }
}
