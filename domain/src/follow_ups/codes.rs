//! The codes of a follow-up.

use strum::{Display, EnumDiscriminants, EnumIter, EnumString, VariantNames};

use crate::cases::WorkKind;
use crate::kernel::{Fault, unknown_code};

/// Which of the follow-ups after the end of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum FollowUpTurn {
    /// After half a year, where nothing else was decided.
    First,
    /// After a year, where nothing else was decided.
    Second,
}

impl FollowUpTurn {
    /// The parameter that tells how many months after the end of the case it is.
    pub(super) const fn months(self) -> &'static str {
        match self {
            Self::First => "follow_up.first_months",
            Self::Second => "follow_up.second_months",
        }
    }
}

/// How somebody stands months after the end of a case; the code is that of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(FollowUpOutcomeCode),
    derive(Display, EnumString, EnumIter, VariantNames, Hash),
    strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code),
    doc = "The code of an outcome, without what belongs to it."
)]
pub enum FollowUpOutcome {
    /// The person works.
    Employed {
        /// In what kind of work.
        work_kind: WorkKind,
    },
    /// The person learns.
    InTraining {},
    /// The person looks for work.
    Unemployed {},
    /// The person neither works nor looks for work.
    Inactive {},
    /// The person does not want to say.
    Refused {},
    /// Nobody could reach the person.
    Unreachable {},
}

/// What an outcome tells of employment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Employment {
    /// The person is employed, or works on the own account.
    Employed,
    /// The person is not.
    NotEmployed,
    /// Nobody knows. It is never counted as one of the others, above or below the line.
    Unknown,
}

impl FollowUpOutcome {
    /// The outcome with this code; work belongs to `employed`, and only there.
    pub fn of(code: FollowUpOutcomeCode, work_kind: Option<WorkKind>) -> Result<Self, Fault> {
        use FollowUpOutcomeCode as C;
        let outcome = match (code, work_kind) {
            (C::Employed, Some(work_kind)) => return Ok(Self::Employed { work_kind }),
            (C::InTraining, None) => Self::InTraining {},
            (C::Unemployed, None) => Self::Unemployed {},
            (C::Inactive, None) => Self::Inactive {},
            (C::Refused, None) => Self::Refused {},
            (C::Unreachable, None) => Self::Unreachable {},
            (_, _) => return Err(Fault::new("unknown_code")),
        };
        Ok(outcome)
    }

    /// The work, if there is some.
    pub const fn work_kind(self) -> Option<WorkKind> {
        match self {
            Self::Employed { work_kind } => Some(work_kind),
            Self::InTraining {}
            | Self::Unemployed {}
            | Self::Inactive {}
            | Self::Refused {}
            | Self::Unreachable {} => None,
        }
    }

    /// What it tells of employment. An internship, a work site or civil service is a measure and no
    /// employment, though the person is not idle.
    pub const fn employment(self) -> Employment {
        match self {
            Self::Employed { work_kind } if work_kind.is_employment() => Employment::Employed,
            Self::Employed { .. }
            | Self::InTraining {}
            | Self::Unemployed {}
            | Self::Inactive {} => Employment::NotEmployed,
            Self::Refused {} | Self::Unreachable {} => Employment::Unknown,
        }
    }
}

/// Why nobody asks after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum CancellationReason {
    CaseReopened,
    Deceased,
    Objection,
    PlannedInError,
}

impl CancellationReason {
    /// Whether somebody says so; what is left the product alone knows.
    pub const fn is_said(self) -> bool {
        match self {
            Self::Deceased | Self::Objection | Self::PlannedInError => true,
            Self::CaseReopened => false,
        }
    }

    /// Whether it is a reason to ask this person nothing more, after whatever case.
    pub const fn is_of_person(self) -> bool {
        match self {
            Self::Deceased | Self::Objection => true,
            Self::CaseReopened | Self::PlannedInError => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabularies() {
        assert_eq!(FollowUpOutcomeCode::VARIANTS, codes("follow-up-outcomes"));
        let reasons = codes("follow-up-cancellation-reasons");
        assert_eq!(CancellationReason::VARIANTS, reasons);
    }
}
