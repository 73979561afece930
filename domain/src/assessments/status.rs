//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where an assessment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum AssessmentStatus {
    /// It is being held, or put right.
    Draft,
    /// It was held.
    Completed,
    /// Nobody goes on with it.
    Dropped,
}

/// What can be done to an assessment.
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
pub enum AssessmentStep {
    /// Write down what was answered and heard.
    Answer,
    /// Say that it was held.
    Complete,
    /// Open it again to put it right.
    Revise,
    /// Give it up.
    Drop,
}

impl AssessmentStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: AssessmentStep) -> Result<Self, Refusal> {
        use AssessmentStatus::{Completed, Draft, Dropped};
        use AssessmentStep::{Answer, Complete, Drop, Revise};
        match (self, step) {
            (Draft, Answer) | (Completed, Revise) => Ok(Draft),
            (Draft, Complete) => Ok(Completed),
            (Draft, Drop) => Ok(Dropped),
            (Draft, Revise)
            | (Completed, Answer | Complete | Drop)
            | (Dropped, Answer | Complete | Revise | Drop) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }
}
