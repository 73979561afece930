//! What is told of who came to a session.

use chrono::{DateTime, Utc};
use domain::groups::{Attended, Presence};
use persistence::groups::{Said, Shared};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::wire::{AppointmentAbsenceField, EnrolmentIdField};
use crate::routes::cases::views::{ColleagueView, PersonView};

/// Whether somebody came.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::routes::groups) struct AttendanceView {
    /// Whose.
    enrolment_id: EnrolmentIdField,
    /// Who.
    person: PersonView,
    /// For how many minutes the person was there.
    #[schema(minimum = 0, maximum = 720, example = 115)]
    minutes: u16,
    /// How many of them are credited.
    #[schema(minimum = 0, maximum = 720, example = 105)]
    credited_minutes: i64,
    /// Why the person did not come.
    #[serde(skip_serializing_if = "Option::is_none")]
    absence_reason: Option<AppointmentAbsenceField>,
    /// How often somebody said so: more than once where it was corrected.
    #[schema(minimum = 1, maximum = 1_000_000, example = 1)]
    records: i64,
}

/// What somebody said of somebody's attendance once.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::routes::groups) struct AttendanceRecordView {
    /// Whose.
    enrolment_id: EnrolmentIdField,
    /// Which time it was, counted from 1.
    #[schema(minimum = 1, maximum = 1_000_000, example = 1)]
    number: i64,
    /// For how many minutes the person was there.
    #[schema(minimum = 0, maximum = 720, example = 115)]
    minutes: u16,
    /// How many of them are credited.
    #[schema(minimum = 0, maximum = 720, example = 105)]
    credited_minutes: i64,
    /// Why the person did not come.
    #[serde(skip_serializing_if = "Option::is_none")]
    absence_reason: Option<AppointmentAbsenceField>,
    /// Why it was said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 500,
        example = "È arrivata in ritardo: il foglio lo dice."
    )]
    because: Option<String>,
    /// When somebody said so.
    recorded_at: DateTime<Utc>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_by: Option<ColleagueView>,
}

/// For how many minutes somebody was there, or why not.
fn presence(attended: &Attended) -> (u16, Option<AppointmentAbsenceField>) {
    match attended.presence {
        Presence::Present { minutes } => (minutes, None),
        Presence::Absent { reason } => (0, Some(reason.into())),
    }
}

impl AttendanceView {
    pub(in crate::routes::groups) fn of(shared: Shared) -> Self {
        let (minutes, absence_reason) = presence(&shared.attended);
        Self {
            enrolment_id: shared.attended.enrolment.into(),
            person: PersonView::of(shared.person),
            minutes,
            credited_minutes: shared.attended.credited,
            absence_reason,
            records: shared.records,
        }
    }
}

impl AttendanceRecordView {
    pub(in crate::routes::groups) fn of(said: Said) -> Self {
        let (minutes, absence_reason) = presence(&said.attended);
        Self {
            enrolment_id: said.attended.enrolment.into(),
            number: said.number,
            minutes,
            credited_minutes: said.attended.credited,
            absence_reason,
            because: said.because,
            recorded_at: said.at,
            recorded_by: said.by.map(ColleagueView::of),
        }
    }
}
