//! Types of citizenship and of the right to stay.

use std::borrow::Cow;

use domain::individuals::{CitizenshipCode, PermitKind, PermitReason, PermitState};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded, text};

/// A citizenship.
pub type CitizenshipCodeField = Field<CitizenshipCode>;
impl Wire for CitizenshipCode {
    fn name() -> Cow<'static, str> {
        "CitizenshipCode".into()
    }
    fn shape() -> Object {
        text(
            "A citizenship by its ISTAT code, or 999 for statelessness; vocabulary `citizenships`.",
            3,
            "^[0-9]{3}$",
            "201",
        )
    }
}

/// What lets somebody stay in Italy.
pub type PermitKindField = Field<PermitKind>;
impl Wire for PermitKind {
    fn name() -> Cow<'static, str> {
        "PermitKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("What lets somebody stay in Italy; vocabulary `permit-kinds`.")
    }
}

/// Why somebody may stay in Italy.
pub type PermitReasonField = Field<PermitReason>;
impl Wire for PermitReason {
    fn name() -> Cow<'static, str> {
        "PermitReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why somebody may stay in Italy; vocabulary `permit-reasons`.")
    }
}

/// Where somebody's right to stay stands.
pub type PermitStateField = Field<PermitState>;
impl Wire for PermitState {
    fn name() -> Cow<'static, str> {
        "PermitState".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Where the right to stay stands. `renewal_under_way_timely`: asked for in time, so that \
             the person may work and register meanwhile; `missing`: needed, and none is known; \
             `unknown`: the citizenship is not known.",
        )
    }
}
