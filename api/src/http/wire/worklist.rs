//! Types of the worklist and of follow-ups.

use std::borrow::Cow;

use domain::follow_ups::{
    CancellationReason, Employment, FollowUpAttemptId, FollowUpId, FollowUpStatus, FollowUpTurn,
};
use domain::worklist::{Kind, Reason};
use persistence::worklist::Whose;
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// Why nobody asks after all.
pub type CancellationReasonField = Field<CancellationReason>;
impl Wire for CancellationReason {
    fn name() -> Cow<'static, str> {
        "FollowUpCancellationReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why nobody asks after all; vocabulary `follow-up-cancellation-reasons`.")
    }
}

/// What is known of somebody's employment.
pub type FollowUpEmploymentField = Field<Employment>;
impl Wire for Employment {
    fn name() -> Cow<'static, str> {
        "FollowUpEmployment".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "What the outcome tells of employment. `unknown` is never counted as `not_employed`.",
        )
    }
}

/// An attempt to reach somebody for a follow-up.
pub type FollowUpAttemptIdField = Field<FollowUpAttemptId>;
/// A follow-up.
pub type FollowUpIdField = Field<FollowUpId>;

/// Where a follow-up stands.
pub type FollowUpStatusField = Field<FollowUpStatus>;
impl Wire for FollowUpStatus {
    fn name() -> Cow<'static, str> {
        "FollowUpStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where a follow-up stands.")
    }
}

/// Which of the follow-ups after the end of a case.
pub type FollowUpTurnField = Field<FollowUpTurn>;
impl Wire for FollowUpTurn {
    fn name() -> Cow<'static, str> {
        "FollowUpTurn".into()
    }
    fn shape() -> Object {
        coded::<Self>("The first follow-up after the end of a case, or the second one.")
    }
}

/// Of which kind work is.
pub type WorkItemKindField = Field<Kind>;
impl Wire for Kind {
    fn name() -> Cow<'static, str> {
        "WorklistKind".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Of which kind: first interviews, hand-overs, cases, what runs out of a record, and follow-ups.",
        )
    }
}

/// Why something is to be done.
pub type WorkReasonField = Field<Reason>;
impl Wire for Reason {
    fn name() -> Cow<'static, str> {
        "WorklistReasonCode".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why something is to be done.")
    }
}

/// Whose work.
pub type WhoseField = Field<Whose>;
impl Wire for Whose {
    fn name() -> Cow<'static, str> {
        "WorklistWhose".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Whose: the reader's own; that of cases in whose team the reader is; nobody's at the reader's offices; all within reach.",
        )
    }
}
