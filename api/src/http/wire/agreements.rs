//! Types of agreements.

use std::borrow::Cow;

use domain::agreements::{
    ActionId, ActionStatus, AgreementCloseReason, AgreementId, AgreementStatus, AgreementText,
    Commitment, Doer, GoalText, ProofMode, ReviewOutcome,
};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// Something that was agreed to be done.
pub type AgreedActionIdField = Field<ActionId>;
/// An agreement.
pub type AgreementIdField = Field<AgreementId>;
/// Where the person stands, or what is done and when.
pub type AgreementTextField = Field<AgreementText>;
/// What is to be reached, or to be done for it.
pub type GoalTextField = Field<GoalText>;
/// To what the person commits.
pub type CommitmentField = Field<Commitment>;
/// How active search is shown.
pub type ProofModeField = Field<ProofMode>;
/// What a review finds.
pub type ReviewOutcomeField = Field<ReviewOutcome>;

/// What became of something that was agreed.
pub type AgreedActionStatusField = Field<ActionStatus>;
impl Wire for ActionStatus {
    fn name() -> Cow<'static, str> {
        "AgreedActionStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("What became of it: the vocabulary `agreement-action-statuses`.")
    }
}

/// Why an agreement ended.
pub type AgreementCloseReasonField = Field<AgreementCloseReason>;
impl Wire for AgreementCloseReason {
    fn name() -> Cow<'static, str> {
        "AgreementCloseReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why an agreement ended: the vocabulary `agreement-close-reasons`.")
    }
}

/// Where an agreement stands.
pub type AgreementStatusField = Field<AgreementStatus>;
impl Wire for AgreementStatus {
    fn name() -> Cow<'static, str> {
        "AgreementStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Where an agreement stands. What was signed keeps its status while it is written otherwise.",
        )
    }
}

/// Who does what was agreed.
pub type DoerField = Field<Doer>;
impl Wire for Doer {
    fn name() -> Cow<'static, str> {
        "Doer".into()
    }
    fn shape() -> Object {
        coded::<Self>("Who does it: the vocabulary `agreement-doers`.")
    }
}
