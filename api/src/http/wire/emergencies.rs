//! How the types of access records and emergency accesses travel.

use std::borrow::Cow;

use domain::access_records::Part;
use domain::emergency_accesses::{
    EmergencyId, EmergencyPurpose, EmergencyReason, EmergencyStatus, EndedHow,
};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// An emergency access.
pub type EmergencyIdField = Field<EmergencyId>;
/// Why a record is opened, in the own words.
pub type EmergencyReasonField = Field<EmergencyReason>;

/// On what ground a record is opened.
pub type EmergencyPurposeField = Field<EmergencyPurpose>;
impl Wire for EmergencyPurpose {
    fn name() -> Cow<'static, str> {
        "EmergencyPurpose".into()
    }
    fn shape() -> Object {
        coded::<Self>("On what ground a record is opened: the vocabulary `emergency-purposes`.")
    }
}

/// Where an emergency access stands.
pub type EmergencyStatusField = Field<EmergencyStatus>;
impl Wire for EmergencyStatus {
    fn name() -> Cow<'static, str> {
        "EmergencyStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where an emergency access stands.")
    }
}

/// How an emergency access ended.
pub type EndedHowField = Field<EndedHow>;
impl Wire for EndedHow {
    fn name() -> Cow<'static, str> {
        "EmergencyEnd".into()
    }
    fn shape() -> Object {
        coded::<Self>("How an emergency access ended.")
    }
}

/// A part of what is held of a person.
pub type RecordPartField = Field<Part>;
impl Wire for Part {
    fn name() -> Cow<'static, str> {
        "RecordPart".into()
    }
    fn shape() -> Object {
        coded::<Self>("A part of what is held of a person.")
    }
}
