//! Types of checks of tax codes.

use std::borrow::Cow;

use domain::kernel::tax_code::{Agreement, CheckCode, CheckedField, Verdict};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// How far a field agrees with a tax code.
pub type AgreementField = Field<Agreement>;
impl Wire for Agreement {
    fn name() -> Cow<'static, str> {
        "Agreement".into()
    }
    fn shape() -> Object {
        coded::<Self>("How far a field agrees with the tax code.")
    }
}

/// Why a field of a tax code has its verdict.
pub type CheckCodeField = Field<CheckCode>;
impl Wire for CheckCode {
    fn name() -> Cow<'static, str> {
        "CheckCode".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why a field has its verdict.")
    }
}

/// What is compared with a tax code.
pub type CheckedFieldField = Field<CheckedField>;
impl Wire for CheckedField {
    fn name() -> Cow<'static, str> {
        "CheckedField".into()
    }
    fn shape() -> Object {
        coded::<Self>("What was compared: the member that declares it, or the code itself.")
    }
}

/// The outcome of a check of a tax code.
pub type VerdictField = Field<Verdict>;
impl Wire for Verdict {
    fn name() -> Cow<'static, str> {
        "Verdict".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "`exact`: all fields declared and equal; `compatible`: nothing contradicts, something \
             is open; `conflict`: a field contradicts; `invalid`: no tax code.",
        )
    }
}
