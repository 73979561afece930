//! Appointments and what was said of them as rows.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::appointments::{
    Appointment, AppointmentState, AppointmentStatus, Place, Record, Recorded, Side,
};
use domain::kernel::{Day, Span, Version};

use crate::columns::{maybe_day, maybe_parsed, parsed};
use crate::error::Error;
use crate::schema::{appointment_versions, appointments};
use crate::sql_types::{Instant, Uid};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = appointments, treat_none_as_default_value = false)]
pub(crate) struct Row {
    organisation_id: Uid,
    pub(super) id: Uid,
    pub(super) individual_id: Uid,
    case_id: Option<Uid>,
    office_id: Uid,
    service_id: Uid,
    counsellor_id: Uid,
    room_id: Option<Uid>,
    room_named: bool,
    mode: String,
    pub(super) starts_at: Instant,
    ends_at: Instant,
    minutes: i32,
    note: Option<String>,
    booked_by: Uid,
    booked_at: Instant,
    previous_id: Option<Uid>,
    uid: Uid,
    once_pending: bool,
    move_until_hours: i32,
    #[diesel(embed)]
    changes: Changes,
}

/// What a step may change.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = appointments, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct Changes {
    status: String,
    status_at: Instant,
    reason: Option<String>,
    told_on: Option<NaiveDate>,
    minutes_held: Option<i32>,
    outcome: Option<String>,
    remark: Option<String>,
    records: i64,
    sequence: i64,
    pending_key: Option<Uid>,
    version: i64,
}

/// How an appointment stands, in columns.
struct Columns {
    status: String,
    reason: Option<String>,
    told_on: Option<NaiveDate>,
    minutes_held: Option<i32>,
    outcome: Option<String>,
}

impl Columns {
    fn of(state: &AppointmentState) -> Self {
        let mut columns = Self {
            status: state.status().to_string(),
            reason: None,
            told_on: None,
            minutes_held: None,
            outcome: None,
        };
        match state {
            AppointmentState::Booked => {}
            AppointmentState::Held { minutes, outcome } => {
                columns.minutes_held = Some((*minutes).into());
                columns.outcome = outcome.map(|outcome| outcome.to_string());
            }
            AppointmentState::NoShow { reason } => columns.reason = Some(reason.to_string()),
            AppointmentState::Excused { reason, told_on } => {
                columns.reason = Some(reason.to_string());
                columns.told_on = told_on.map(Day::date);
            }
            AppointmentState::Cancelled { reason, .. } | AppointmentState::Moved { reason } => {
                columns.reason = Some(reason.to_string());
            }
        }
        columns
    }

    fn state(&self) -> Result<AppointmentState, Error> {
        let corrupt = || Error::Corrupt("appointment state");
        let reason = || self.reason.as_deref().ok_or_else(corrupt);
        Ok(match parsed(&self.status, "appointment status")? {
            AppointmentStatus::Booked => AppointmentState::Booked,
            AppointmentStatus::Held => AppointmentState::Held {
                minutes: { self.minutes_held }
                    .and_then(|minutes| u16::try_from(minutes).ok())
                    .ok_or_else(corrupt)?,
                outcome: maybe_parsed(self.outcome.as_deref(), "appointment outcome")?,
            },
            AppointmentStatus::NoShow => AppointmentState::NoShow {
                reason: parsed(reason()?, "absence reason")?,
            },
            AppointmentStatus::Excused => AppointmentState::Excused {
                reason: parsed(reason()?, "absence reason")?,
                told_on: maybe_day(self.told_on)?,
            },
            AppointmentStatus::CancelledByPerson => AppointmentState::Cancelled {
                by: Side::Person,
                reason: parsed(reason()?, "change reason")?,
            },
            AppointmentStatus::CancelledByUs => AppointmentState::Cancelled {
                by: Side::Us,
                reason: parsed(reason()?, "change reason")?,
            },
            AppointmentStatus::Moved => AppointmentState::Moved {
                reason: parsed(reason()?, "change reason")?,
            },
        })
    }
}

impl Changes {
    /// What is stored of it at this instant.
    pub(super) fn of(appointment: &Appointment, now: DateTime<Utc>) -> Self {
        let columns = Columns::of(&appointment.state);
        Self {
            status: columns.status,
            status_at: appointment.state_at.into(),
            reason: columns.reason,
            told_on: columns.told_on,
            minutes_held: columns.minutes_held,
            outcome: columns.outcome,
            remark: appointment.remark.as_ref().map(ToString::to_string),
            records: appointment.records,
            sequence: appointment.sequence,
            pending_key: appointment.pending(now).map(Uid::from),
            version: appointment.version.0,
        }
    }

    fn columns(&self) -> Columns {
        Columns {
            status: self.status.clone(),
            reason: self.reason.clone(),
            told_on: self.told_on,
            minutes_held: self.minutes_held,
            outcome: self.outcome.clone(),
        }
    }
}

impl Row {
    pub(super) fn of(
        appointment: &Appointment,
        organisation_id: Uid,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let (place, span) = (appointment.place, appointment.span);
        let minutes = (span.ends() - span.starts()).num_minutes();
        Ok(Self {
            organisation_id,
            id: appointment.id.into(),
            individual_id: appointment.individual.into(),
            case_id: appointment.case.map(Uid::from),
            office_id: place.office.into(),
            service_id: appointment.service.into(),
            counsellor_id: place.counsellor.into(),
            room_id: place.room.map(Uid::from),
            room_named: appointment.is_room_named,
            mode: place.mode.to_string(),
            starts_at: span.starts().into(),
            ends_at: span.ends().into(),
            minutes: i32::try_from(minutes).map_err(|_| Error::Corrupt("minutes"))?,
            note: appointment.note.as_ref().map(ToString::to_string),
            booked_by: appointment.booked_by.into(),
            booked_at: appointment.booked_at.into(),
            previous_id: appointment.previous.map(Uid::from),
            uid: Uid(appointment.uid),
            once_pending: appointment.is_once,
            move_until_hours: appointment.move_until_hours.into(),
            changes: Changes::of(appointment, now),
        })
    }

    pub(crate) fn appointment(&self) -> Result<Appointment, Error> {
        let changes = &self.changes;
        let span = Span::new(self.starts_at.into(), self.ends_at.into());
        Ok(Appointment {
            id: self.id.into(),
            individual: self.individual_id.into(),
            case: self.case_id.map(Into::into),
            service: self.service_id.into(),
            is_once: self.once_pending,
            move_until_hours: u16::try_from(self.move_until_hours)
                .map_err(|_| Error::Corrupt("hours"))?,
            place: Place {
                office: self.office_id.into(),
                counsellor: self.counsellor_id.into(),
                room: self.room_id.map(Into::into),
                mode: parsed(&self.mode, "appointment mode")?,
            },
            is_room_named: self.room_named,
            span: span.map_err(|_| Error::Corrupt("span"))?,
            state: changes.columns().state()?,
            state_at: changes.status_at.into(),
            note: maybe_parsed(self.note.as_deref(), "appointment note")?,
            remark: maybe_parsed(changes.remark.as_deref(), "appointment remark")?,
            records: changes.records,
            booked_by: self.booked_by.into(),
            booked_at: self.booked_at.into(),
            previous: self.previous_id.map(Into::into),
            uid: self.uid.0,
            sequence: changes.sequence,
            version: Version(changes.version),
        })
    }
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = appointment_versions, treat_none_as_default_value = false)]
pub(crate) struct VersionRow {
    organisation_id: Uid,
    appointment_id: Uid,
    number: i64,
    status: String,
    reason: Option<String>,
    told_on: Option<NaiveDate>,
    minutes_held: Option<i32>,
    outcome: Option<String>,
    remark: Option<String>,
    recorded_at: Instant,
    recorded_by: Uid,
}

impl VersionRow {
    pub(super) fn of(recorded: &Recorded, organisation_id: Uid) -> Self {
        let record = &recorded.record;
        let columns = Columns::of(&record.state);
        Self {
            organisation_id,
            appointment_id: recorded.appointment.id.into(),
            number: record.number,
            status: columns.status,
            reason: columns.reason,
            told_on: columns.told_on,
            minutes_held: columns.minutes_held,
            outcome: columns.outcome,
            remark: record.remark.as_ref().map(ToString::to_string),
            recorded_at: record.at.into(),
            recorded_by: record.by.into(),
        }
    }

    pub(crate) fn record(&self) -> Result<Record, Error> {
        let columns = Columns {
            status: self.status.clone(),
            reason: self.reason.clone(),
            told_on: self.told_on,
            minutes_held: self.minutes_held,
            outcome: self.outcome.clone(),
        };
        Ok(Record {
            number: self.number,
            state: columns.state()?,
            remark: maybe_parsed(self.remark.as_deref(), "appointment remark")?,
            at: self.recorded_at.into(),
            by: self.recorded_by.into(),
        })
    }
}
