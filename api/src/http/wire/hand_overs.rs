//! Types of hand-overs.

use std::borrow::Cow;

use domain::hand_overs::{
    Blockage, HandOverId, HandOverNote, HandOverReason, HandOverRefusalReason, HandOverStatus,
};
use persistence::hand_overs::Direction;
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// Why a case cannot go back.
pub type BlockageField = Field<Blockage>;
impl Wire for Blockage {
    fn name() -> Cow<'static, str> {
        "HandOverBlockage".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Why a case cannot go back: whoever handed it over can answer for no case of that office any more; the person has another open case there.",
        )
    }
}

/// Which way.
pub type DirectionField = Field<Direction>;
impl Wire for Direction {
    fn name() -> Cow<'static, str> {
        "HandOverDirection".into()
    }
    fn shape() -> Object {
        coded::<Self>("Which way: to the reader or the reader's offices, or from there.")
    }
}

/// A hand-over.
pub type HandOverIdField = Field<HandOverId>;
/// What is said about a hand-over.
pub type HandOverNoteField = Field<HandOverNote>;
/// Why a case is handed over.
pub type HandOverReasonField = Field<HandOverReason>;
/// Why somebody does not take a case over.
pub type HandOverRefusalReasonField = Field<HandOverRefusalReason>;

/// Where a hand-over stands.
pub type HandOverStatusField = Field<HandOverStatus>;
impl Wire for HandOverStatus {
    fn name() -> Cow<'static, str> {
        "HandOverStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where a hand-over stands.")
    }
}
