//! Cases: who is followed, by whom, from when to when, and with what outcome.

mod codes;
mod colleague;
mod contact;
mod rules;
mod status;
mod steps;
#[cfg(test)]
mod tests;

use strum::{Display, EnumDiscriminants, EnumIter, EnumString, VariantNames};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::intakes::IntakeId;
use crate::kernel::{Changed, Day, Fault, Text, Version, unknown_code};
use crate::policy::{Action, Reach};

pub use codes::{AttemptOutcome, ReopeningReason, SuspensionReason, WorkKind};
pub use colleague::{Colleague, FOLLOWING};
pub use contact::{ContactAttempt, ContactAttemptId, NewAttempt};
pub use rules::{RULES, Silence};
pub use status::{CaseStatus, CaseStep};
pub use steps::{Closure, Opening, Suspension};

/// Why the service follows the person, in words.
pub type CaseReason = Text<2000>;

/// How a case ends; the code is that of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CaseOutcomeCode),
    derive(Display, EnumString, EnumIter, VariantNames, Hash),
    strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code),
    doc = "The code of an outcome, without what belongs to it."
)]
pub enum CaseOutcome {
    /// The person works.
    Employed {
        /// In what kind of work.
        work_kind: WorkKind,
    },
    /// The person entered training.
    Training {},
    /// Another service follows the person.
    OtherService {},
    /// The person retired.
    Pension {},
    /// The person moved away.
    Moved {},
    /// The person no longer wants to be followed.
    Withdrawn {},
    /// There was nothing to open.
    OpenedInError {},
    /// Nobody could reach the person.
    NoContact {},
    /// The person died.
    Deceased {},
}

impl CaseOutcome {
    /// The work that was found, if that is how the case ended.
    pub fn work_kind(self) -> Option<WorkKind> {
        match self {
            Self::Employed { work_kind } => Some(work_kind),
            Self::Training {}
            | Self::OtherService {}
            | Self::Pension {}
            | Self::Moved {}
            | Self::Withdrawn {}
            | Self::OpenedInError {}
            | Self::NoContact {}
            | Self::Deceased {} => None,
        }
    }

    /// Whether somebody asks months later how it went: after every end but those of a case that
    /// never was, and of a life.
    pub const fn is_followed_up(self) -> bool {
        match self {
            Self::Employed { .. }
            | Self::Training {}
            | Self::OtherService {}
            | Self::Pension {}
            | Self::Moved {}
            | Self::Withdrawn {}
            | Self::NoContact {} => true,
            Self::OpenedInError {} | Self::Deceased {} => false,
        }
    }

    /// The outcome with this code; work belongs to `employed`, and only there.
    pub fn of(code: CaseOutcomeCode, work_kind: Option<WorkKind>) -> Result<Self, Fault> {
        use CaseOutcomeCode as C;
        let outcome = match (code, work_kind) {
            (C::Employed, Some(work_kind)) => return Ok(Self::Employed { work_kind }),
            (C::Training, None) => Self::Training {},
            (C::OtherService, None) => Self::OtherService {},
            (C::Pension, None) => Self::Pension {},
            (C::Moved, None) => Self::Moved {},
            (C::Withdrawn, None) => Self::Withdrawn {},
            (C::OpenedInError, None) => Self::OpenedInError {},
            (C::NoContact, None) => Self::NoContact {},
            (C::Deceased, None) => Self::Deceased {},
            (_, _) => return Err(Fault::new("unknown_code")),
        };
        Ok(outcome)
    }
}

/// How a case stands, with what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// Somebody works on it.
    Open {},
    /// It rests.
    Suspended {
        /// Why.
        reason: SuspensionReason,
        /// Until when, as planned.
        until: Option<Day>,
    },
    /// It is over.
    Closed {
        /// How it ended.
        outcome: CaseOutcome,
    },
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The case.
    pub id: CaseId,
    /// Who is followed.
    pub individual: IndividualId,
    /// The office that owns it.
    pub office: OfficeId,
    /// Who answers for it.
    pub counsellor: Option<StaffId>,
    /// Whether the counsellor can do so no longer: the account is disabled, follows nobody any
    /// more, or has left the office.
    pub counsellor_left: bool,
    /// The first interview that led to it.
    pub intake: Option<IntakeId>,
    /// Why the service follows the person.
    pub reason: CaseReason,
    /// Since when.
    pub opened_on: Day,
    /// How it stands.
    pub state: CaseState,
    /// Since when it stands so.
    pub since: Day,
    /// When the person was last reached.
    pub last_contact_on: Option<Day>,
    /// Who works on it beside the counsellor, in the order of their identifiers.
    pub team: Vec<StaffId>,
    /// How often it was saved.
    pub version: Version,
}

impl Case {
    /// Where it stands.
    pub fn status(&self) -> CaseStatus {
        match self.state {
            CaseState::Open {} => CaseStatus::Open,
            CaseState::Suspended { .. } => CaseStatus::Suspended,
            CaseState::Closed { .. } => CaseStatus::Closed,
        }
    }

    /// Whether nobody follows it: it has no counsellor, or goes on without the one who left. A
    /// closed case keeps the name of who followed it.
    pub fn is_free(&self) -> bool {
        self.counsellor.is_none() || (self.counsellor_left && self.status() != CaseStatus::Closed)
    }

    /// Whether somebody belongs to it: the counsellor and the team.
    pub fn has_member(&self, actor: &Actor) -> bool {
        actor
            .staff()
            .is_some_and(|me| self.counsellor == Some(me) || self.team.contains(&me))
    }

    /// Whether the actor's right to `action` covers this case.
    pub fn is_within(&self, actor: &Actor, action: Action) -> bool {
        match actor.reach(action) {
            Reach::Never => false,
            Reach::OwnCaseload => self.has_member(actor),
            Reach::OwnOffice => {
                actor.works_in(self.office) || (action.holds_caseload() && self.has_member(actor))
            }
            Reach::Organisation => true,
        }
    }

    fn about(&self) -> About {
        About::thing("case", self.id)
            .of(self.individual)
            .case(self.id)
            .at(self.office)
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = self.about();
        Changed::new(self, about.says(fact))
    }
}
