//! Types of appointments and slots.

use std::borrow::Cow;

use domain::appointments::{
    AbsenceReason, AppointmentId, AppointmentMode, AppointmentOutcome, AppointmentStatus,
    AppointmentText, ChangeReason, Side,
};
use domain::kernel::Instant;
use utoipa::openapi::schema::{KnownFormat, Object};

use crate::http::field::{Field, Wire, coded, formatted};

/// An appointment.
pub type AppointmentIdField = Field<AppointmentId>;
/// What came of an appointment.
pub type AppointmentOutcomeField = Field<AppointmentOutcome>;
/// What somebody writes about an appointment.
pub type AppointmentTextField = Field<AppointmentText>;

/// Why somebody did not come.
pub type AppointmentAbsenceField = Field<AbsenceReason>;
impl Wire for AbsenceReason {
    fn name() -> Cow<'static, str> {
        "AppointmentAbsence".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why somebody did not come: the vocabulary `appointment-absences`.")
    }
}

/// Why an appointment is called off or moved.
pub type AppointmentChangeField = Field<ChangeReason>;
impl Wire for ChangeReason {
    fn name() -> Cow<'static, str> {
        "AppointmentChange".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why it is called off or moved: the vocabulary `appointment-changes`.")
    }
}

/// How both meet.
pub type AppointmentModeField = Field<AppointmentMode>;
impl Wire for AppointmentMode {
    fn name() -> Cow<'static, str> {
        "AppointmentMode".into()
    }
    fn shape() -> Object {
        coded::<Self>("How both meet: the vocabulary `appointment-modes`.")
    }
}

/// On whose side a reason lies.
pub type AppointmentSideField = Field<Side>;
impl Wire for Side {
    fn name() -> Cow<'static, str> {
        "AppointmentSide".into()
    }
    fn shape() -> Object {
        coded::<Self>("On whose side the reason lies: on that of the `person`, or on ours (`us`).")
    }
}

/// Where an appointment stands.
pub type AppointmentStatusField = Field<AppointmentStatus>;
impl Wire for AppointmentStatus {
    fn name() -> Cow<'static, str> {
        "AppointmentStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Where an appointment stands. One that is `booked` and over waits for somebody who says what came of it.",
        )
    }
}

/// An instant.
pub type InstantField = Field<Instant>;
impl Wire for Instant {
    fn name() -> Cow<'static, str> {
        "Instant".into()
    }
    fn shape() -> Object {
        let description = "An instant with its offset from UTC.";
        formatted(description, KnownFormat::DateTime, "2026-03-02T09:30:00Z")
    }
}
