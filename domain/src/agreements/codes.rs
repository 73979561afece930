//! The codes and texts of an agreement.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, Text, unknown_code};
use crate::vocabulary::{Code, CodeList};

/// How active search is shown.
#[derive(Debug)]
pub struct ProofModes;

impl CodeList for ProofModes {
    const LIST: &'static str = "agreement-proof-modes";
}

/// To what the person commits.
#[derive(Debug)]
pub struct Commitments;

impl CodeList for Commitments {
    const LIST: &'static str = "agreement-commitments";
}

/// What a review finds.
#[derive(Debug)]
pub struct ReviewOutcomes;

impl CodeList for ReviewOutcomes {
    const LIST: &'static str = "agreement-review-outcomes";
}

/// How active search is shown.
pub type ProofMode = Code<ProofModes>;
/// To what the person commits.
pub type Commitment = Code<Commitments>;
/// What a review finds.
pub type ReviewOutcome = Code<ReviewOutcomes>;
/// What the employment centre calls its pact with the person.
pub type PactReference = Text<100>;
/// Where the person stands on the way to work, or which acts of search are done, and when.
pub type AgreementText = Text<2000>;
/// What is to be reached, or to be done for it.
pub type GoalText = Text<500>;

/// Who does what was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum Doer {
    Person,
    Officer,
    OtherService,
}

/// What became of something that was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum ActionStatus {
    Open,
    Done,
    Dropped,
}

/// Why an agreement ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum AgreementCloseReason {
    Achieved,
    PersonWithdrew,
    NotKept,
    Revoked,
    DrawnUpInError,
    CaseClosed,
}

impl AgreementCloseReason {
    /// Whether somebody says so; what is left the product alone knows.
    pub const fn is_said(self) -> bool {
        match self {
            Self::Achieved
            | Self::PersonWithdrew
            | Self::NotKept
            | Self::Revoked
            | Self::DrawnUpInError => true,
            Self::CaseClosed => false,
        }
    }

    /// Whether only what was signed ends so.
    pub const fn is_of_signed(self) -> bool {
        match self {
            Self::Achieved | Self::NotKept | Self::Revoked => true,
            Self::PersonWithdrew | Self::DrawnUpInError | Self::CaseClosed => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabularies() {
        assert_eq!(Doer::VARIANTS, codes("agreement-doers"));
        let statuses = codes("agreement-action-statuses");
        assert_eq!(ActionStatus::VARIANTS, statuses);
        let reasons = codes("agreement-close-reasons");
        assert_eq!(AgreementCloseReason::VARIANTS, reasons);
    }
}
