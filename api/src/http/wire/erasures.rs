//! How the types of erasures and holds travel.

use std::borrow::Cow;

use domain::erasures::{ErasureGround, ErasureId, ErasureStatus};
use domain::holds::{HoldId, HoldReason, HoldStatus};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// A request to erase somebody.
pub type ErasureIdField = Field<ErasureId>;

/// Why somebody is erased before the time.
pub type ErasureGroundField = Field<ErasureGround>;
impl Wire for ErasureGround {
    fn name() -> Cow<'static, str> {
        "ErasureGround".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why somebody is erased before the time: the vocabulary `erasure-grounds`.")
    }
}

/// Where a request to erase somebody stands.
pub type ErasureStatusField = Field<ErasureStatus>;
impl Wire for ErasureStatus {
    fn name() -> Cow<'static, str> {
        "ErasureStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "`waiting`: for a second person; `approved`: about to be carried out; `erased`: the \
             data are gone; `done`: the ledger tells it too; `fell_out`: something came in between, \
             nothing was erased; `withdrawn`: taken back.",
        )
    }
}

/// A hold.
pub type HoldIdField = Field<HoldId>;

/// For what somebody's data are kept.
pub type HoldReasonField = Field<HoldReason>;
impl Wire for HoldReason {
    fn name() -> Cow<'static, str> {
        "HoldReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("For what somebody's data are kept: the vocabulary `hold-reasons`.")
    }
}

/// Where a hold stands.
pub type HoldStatusField = Field<HoldStatus>;
impl Wire for HoldStatus {
    fn name() -> Cow<'static, str> {
        "HoldStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("`standing`: it keeps the data; `released`: it keeps nothing any more.")
    }
}
