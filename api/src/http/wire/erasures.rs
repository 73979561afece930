//! How the types of erasures travel.

use std::borrow::Cow;

use domain::erasures::{ErasureGround, ErasureId, ErasureStatus};
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
