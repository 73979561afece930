//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use super::TermKind;
use crate::kernel::{Fault, Refusal, unknown_code};

/// Where a hand-over stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum HandOverStatus {
    /// Nobody has answered yet; the case stays where it is.
    Proposed,
    /// The case went over for good.
    Accepted,
    /// The case went over until a day.
    Running,
    /// That day is over, and the case cannot go back.
    Stuck,
    /// The case went back.
    Returned,
    /// Whoever was asked does not take the case over.
    Refused,
    /// Whoever proposed it took it back.
    Withdrawn,
    /// The case was closed or given to somebody meanwhile, or nobody answered before its last day
    /// was over.
    Lapsed,
}

/// What can be done to a hand-over.
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
pub enum HandOverStep {
    /// Take the case over.
    Accept,
    /// Not take it over.
    Refuse,
    /// Take the proposal back.
    Withdraw,
    /// Give the case back to whoever handed it over.
    Return,
    /// Keep for good what was taken over for a time.
    MakePermanent,
    /// Go on with somebody else.
    PassOn,
    /// Find that the case cannot go back.
    Block,
    /// Find that the case went another way, or that the time is over before anybody answered.
    Lapse,
    /// Take note of a refusal.
    Acknowledge,
}

impl HandOverStatus {
    /// The status after a step of a hand-over with such a term; refuses a step that this status
    /// does not allow.
    pub fn after(self, step: HandOverStep, term: TermKind) -> Result<Self, Refusal> {
        use HandOverStatus::{
            Accepted, Lapsed, Proposed, Refused, Returned, Running, Stuck, Withdrawn,
        };
        use HandOverStep::{
            Accept, Acknowledge, Block, Lapse, MakePermanent, PassOn, Refuse, Return, Withdraw,
        };
        match (self, step) {
            (Proposed, Accept) if term == TermKind::Permanent => Ok(Accepted),
            (Proposed, Accept) => Ok(Running),
            (Proposed, PassOn) => Ok(Proposed),
            (Proposed, Refuse) | (Refused, Acknowledge) => Ok(Refused),
            (Proposed, Withdraw) => Ok(Withdrawn),
            (Proposed, Lapse) => Ok(Lapsed),
            // Only what was taken over for a time gets any further.
            (Running, PassOn) if term == TermKind::Temporary => Ok(Running),
            (Running | Stuck, Return) if term == TermKind::Temporary => Ok(Returned),
            (Running | Stuck, MakePermanent) if term == TermKind::Temporary => Ok(Accepted),
            (Running, Block) | (Stuck, PassOn) if term == TermKind::Temporary => Ok(Stuck),
            (Running | Stuck, Lapse) if term == TermKind::Temporary => Ok(Lapsed),
            (
                Proposed | Running | Stuck | Accepted | Returned | Refused | Withdrawn | Lapsed,
                Accept | Refuse | Withdraw | Return | MakePermanent | PassOn | Block | Lapse
                | Acknowledge,
            ) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }

    /// Whether something can still come of it: of each case there is one such hand-over.
    pub fn is_open(self) -> bool {
        match self {
            Self::Proposed | Self::Running | Self::Stuck => true,
            Self::Accepted | Self::Returned | Self::Refused | Self::Withdrawn | Self::Lapsed => {
                false
            }
        }
    }

    /// Whether somebody took the case over and did not give it back.
    pub fn is_taken(self) -> bool {
        match self {
            Self::Accepted | Self::Running | Self::Stuck => true,
            Self::Proposed | Self::Returned | Self::Refused | Self::Withdrawn | Self::Lapsed => {
                false
            }
        }
    }
}
