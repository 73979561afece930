//! Types of records that are of one person.

use std::borrow::Cow;

use domain::individuals::Likeness;
use domain::individuals::merging::{MergeId, MergeReason, MergeStatus, Side};
use persistence::individuals::merges::Kind;
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// Why two records may be of one person.
pub type LikenessField = Field<Likeness>;
impl Wire for Likeness {
    fn name() -> Cow<'static, str> {
        "Likeness".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why two records may be of one person.")
    }
}

/// Two records of one person that became one.
pub type MergeIdField = Field<MergeId>;

/// Why two records were merged.
pub type MergeReasonField = Field<MergeReason>;

/// Where a merge stands.
pub type MergeStatusField = Field<MergeStatus>;
impl Wire for MergeStatus {
    fn name() -> Cow<'static, str> {
        "MergeStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where a merge stands.")
    }
}

/// What moves with a merge.
pub type MoveKindField = Field<Kind>;
impl Wire for Kind {
    fn name() -> Cow<'static, str> {
        "MoveKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("What moves with a merge.")
    }
}

/// One of two records.
pub type SideField = Field<Side>;
impl Wire for Side {
    fn name() -> Cow<'static, str> {
        "MergeSide".into()
    }
    fn shape() -> Object {
        coded::<Self>("Which of two records that are merged.")
    }
}
