//! The codes of a case.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, unknown_code};

/// Why a case rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum SuspensionReason {
    TemporaryWork,
    InTraining,
    InMeasure,
    FamilyReasons,
    Away,
    WaitingForDocuments,
    TemporaryUnavailability,
    Other,
}

/// Why a closed case is opened again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum ReopeningReason {
    Returned,
    WorkEnded,
    NewNeed,
    ClosedInError,
    Other,
}

/// What kind of work the person found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum WorkKind {
    EmployeeOpen,
    EmployeeFixed,
    Apprenticeship,
    Agency,
    Intermittent,
    Cococo,
    SelfEmployed,
    Occasional,
    Traineeship,
    Cantiere,
    Ppu,
    Puc,
    Lsu,
    CivilService,
    Other,
}

impl WorkKind {
    /// Whether it is work for pay under a contract, or on the own account. Internships, work sites,
    /// socially useful work, projects for the community and civil service are measures (art. 1
    /// c. 34 L. 92/2012; art. 26 D.Lgs. 150/2015; D.Lgs. 40/2017), a public-utility project is a
    /// job.
    pub const fn is_employment(self) -> bool {
        match self {
            Self::EmployeeOpen
            | Self::EmployeeFixed
            | Self::Apprenticeship
            | Self::Agency
            | Self::Intermittent
            | Self::Cococo
            | Self::SelfEmployed
            | Self::Occasional
            | Self::Ppu
            | Self::Other => true,
            Self::Traineeship | Self::Cantiere | Self::Puc | Self::Lsu | Self::CivilService => {
                false
            }
        }
    }
}

/// What came of an attempt to reach the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum AttemptOutcome {
    Reached,
    NotReached,
    MessageLeft,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabularies() {
        assert_eq!(SuspensionReason::VARIANTS, codes("suspension-reasons"));
        assert_eq!(ReopeningReason::VARIANTS, codes("reopening-reasons"));
        assert_eq!(WorkKind::VARIANTS, codes("work-kinds"));
        assert_eq!(AttemptOutcome::VARIANTS, codes("attempt-outcomes"));
    }
}
