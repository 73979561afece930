//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};
use crate::policy::Action;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum CaseStatus {
    /// Somebody works on it.
    Open,
    /// It rests.
    Suspended,
    /// It is over.
    Closed,
}

/// What can be done to a case.
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
pub enum CaseStep {
    /// Let it rest.
    Suspend,
    /// Take it up again.
    Resume,
    /// End it.
    Close,
    /// Open it again.
    Reopen,
    /// Give it to a counsellor.
    Assign,
    /// Say who works on it.
    ChangeTeam,
    /// Write down that somebody tried to reach the person.
    AttemptContact,
    /// Write a note.
    WriteNote,
    /// Hand it over, or take it over.
    HandOver,
    /// Refer the person to another office or service.
    Refer,
    /// Agree with the person on what is to be done.
    DrawUpAgreement,
}

impl CaseStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: CaseStep) -> Result<Self, Refusal> {
        use CaseStatus::{Closed, Open, Suspended};
        use CaseStep::{
            Assign, AttemptContact, ChangeTeam, Close, DrawUpAgreement, HandOver, Refer, Reopen,
            Resume, Suspend, WriteNote,
        };
        match (self, step) {
            (Suspended, Resume)
            | (Closed, Reopen)
            | (
                Open,
                Assign | ChangeTeam | AttemptContact | WriteNote | HandOver | Refer
                | DrawUpAgreement,
            ) => Ok(Open),
            (Open, Suspend)
            | (
                Suspended,
                Assign | ChangeTeam | AttemptContact | WriteNote | HandOver | Refer
                | DrawUpAgreement,
            ) => Ok(Suspended),
            // What comes in after the end is still written down.
            (Open | Suspended, Close) | (Closed, WriteNote) => Ok(Closed),
            (Open, Resume | Reopen)
            | (Suspended, Suspend | Reopen)
            | (
                Closed,
                Suspend | Resume | Close | Assign | ChangeTeam | AttemptContact | HandOver | Refer
                | DrawUpAgreement,
            ) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }
}

impl CaseStep {
    /// The right that the step asks for.
    pub fn action(self) -> Action {
        match self {
            Self::Suspend
            | Self::Resume
            | Self::Close
            | Self::Reopen
            | Self::AttemptContact
            | Self::DrawUpAgreement => Action::WorkCase,
            Self::Assign | Self::ChangeTeam => Action::AssignCase,
            Self::WriteNote => Action::WriteNotes,
            Self::HandOver => Action::HandOverCases,
            Self::Refer => Action::ReferCases,
        }
    }
}
