//! How the types of rooms, closures and hours travel.

use std::borrow::Cow;

use domain::availabilities::{AvailabilityId, ExceptionId, ExceptionReasonCode};
use domain::closures::ClosureId;
use domain::kernel::{ClockTime, Holiday};
use domain::rooms::{RoomFeature, RoomId, RoomKind};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded, text};

/// Weekly hours.
pub type AvailabilityIdField = Field<AvailabilityId>;
/// An exception from weekly hours.
pub type AvailabilityExceptionIdField = Field<ExceptionId>;
/// Why a colleague is not there.
pub type AbsenceReasonField = Field<ExceptionReasonCode>;
/// A closure.
pub type ClosureIdField = Field<ClosureId>;
/// A room.
pub type RoomIdField = Field<RoomId>;

/// A time of day.
pub type ClockTimeField = Field<ClockTime>;
impl Wire for ClockTime {
    fn name() -> Cow<'static, str> {
        "ClockTime".into()
    }
    fn shape() -> Object {
        text(
            "A time of day as the clock of the organisation shows it, on the grid of five minutes; \
             `24:00` is the end of the day.",
            5,
            "^(([01][0-9]|2[0-3]):[0-5][05]|24:00)$",
            "09:30",
        )
    }
}

/// Why a day is a holiday.
pub type HolidayField = Field<Holiday>;
impl Wire for Holiday {
    fn name() -> Cow<'static, str> {
        "Holiday".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why a day is a holiday: Sunday, a holiday of the State or of the patron.")
    }
}

/// What a room has that somebody may need.
pub type RoomFeatureField = Field<RoomFeature>;
impl Wire for RoomFeature {
    fn name() -> Cow<'static, str> {
        "RoomFeature".into()
    }
    fn shape() -> Object {
        coded::<Self>("What a room has that somebody may need: the vocabulary `room-features`.")
    }
}

/// What kind of place a room is.
pub type RoomKindField = Field<RoomKind>;
impl Wire for RoomKind {
    fn name() -> Cow<'static, str> {
        "RoomKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("A room, or a workstation at which one person works.")
    }
}
