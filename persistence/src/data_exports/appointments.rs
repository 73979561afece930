//! When the person was expected, and what was said of it.

use domain::appointments::{Appointment, AppointmentState};
use domain::kernel::Day;

use super::*;
use crate::appointments::{Row, VersionRow};
use crate::schema::{appointment_versions, appointments, rooms, services};

impl Made {
    /// With how an appointment stands, and why.
    fn stands(self, state: &AppointmentState) -> Self {
        let made = self.text("status", state.status().to_string());
        match state {
            AppointmentState::Booked => made,
            AppointmentState::Held { minutes, outcome } => made
                .number("minutes_held", (*minutes).into())
                .text("appointment_outcome", outcome.map(|code| code.to_string())),
            AppointmentState::NoShow { reason } => made.text("absence_reason", reason.to_string()),
            AppointmentState::Excused { reason, told_on } => made
                .text("absence_reason", reason.to_string())
                .day("told_on", told_on.map(Day::date)),
            AppointmentState::Cancelled { reason, .. } | AppointmentState::Moved { reason } => {
                made.text("change_reason", reason.to_string())
            }
        }
    }
}

fn item(one: &Appointment, service: String, room: Option<String>, names: &Names) -> Item {
    let (place, span) = (one.place, one.span);
    Made::default()
        .id("id", Uid::from(one.id))
        .id("case_id", one.case.map(Uid::from))
        .text("office", names.office(place.office.into()))
        .text("service", service)
        .text("counsellor", names.staff(Some(place.counsellor.into())))
        .text("room", room)
        .text("appointment_mode", place.mode.to_string())
        .instant("starts_at", Instant::from(span.starts()))
        .instant("ends_at", Instant::from(span.ends()))
        .stands(&one.state)
        .instant("status_at", Instant::from(one.state_at))
        .text("note", one.note.as_ref().map(ToString::to_string))
        .text("remark", one.remark.as_ref().map(ToString::to_string))
        .text("booked_by", names.staff(Some(one.booked_by.into())))
        .instant("booked_at", Instant::from(one.booked_at))
        .id("previous_id", one.previous.map(Uid::from))
        .0
}

pub(super) fn appointments(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<Chapter, Error> {
    let rows: Vec<(Row, String, Option<String>)> = appointments::table
        .inner_join(
            services::table.on(services::organisation_id
                .eq(appointments::organisation_id)
                .and(services::id.eq(appointments::service_id))),
        )
        .left_join(
            rooms::table.on(rooms::organisation_id
                .eq(appointments::organisation_id)
                .and(rooms::id.nullable().eq(appointments::room_id))),
        )
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::individual_id.eq_any(records))
        .order((appointments::starts_at, appointments::id))
        .select((
            Row::as_select(),
            services::label_it,
            rooms::label.nullable(),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let items = rows.into_iter().map(|(row, service, room)| {
        let appointment = row.appointment()?;
        Ok(item(&appointment, service, room, names))
    });
    let items: Result<Vec<Item>, Error> = items.collect();
    Ok(Chapter::of("appointments", items?))
}

pub(super) fn versions(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    let rows: Vec<(Uid, VersionRow)> = appointment_versions::table
        .inner_join(
            appointments::table.on(appointments::organisation_id
                .eq(appointment_versions::organisation_id)
                .and(appointments::id.eq(appointment_versions::appointment_id))),
        )
        .filter(appointment_versions::organisation_id.eq(tx.org()))
        .filter(appointments::individual_id.eq_any(records))
        .order((appointments::id, appointment_versions::number))
        .select((appointments::id, VersionRow::as_select()))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let items = rows.into_iter().map(|(id, row)| {
        let record = row.record()?;
        Ok(Made::default()
            .id("appointment_id", id)
            .number("number", record.number)
            .stands(&record.state)
            .text("remark", record.remark.map(|remark| remark.to_string()))
            .instant("recorded_at", Instant::from(record.at))
            .text("recorded_by", names.staff(Some(record.by.into())))
            .0)
    });
    let items: Result<Vec<Item>, Error> = items.collect();
    Ok(Chapter::of("appointment_versions", items?))
}
