//! Appointments as calendars show them: without the person.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::appointments::{Appointment, AppointmentStatus};

use super::Row;
use super::list::{Label, labels, room_labels};
use super::reaching::within;
use crate::cached::filled;
use crate::error::Error;
use crate::schema::{appointments, offices};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// The most entries of a calendar: what is called off takes no time, and nothing else bounds it.
const MOST: i64 = 5_000;

/// What calendars show of an appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The appointment.
    pub appointment: Appointment,
    /// What the service is called.
    pub service: Option<Label>,
    /// What the room is called.
    pub room: Option<String>,
    /// What the office is called, and where it is.
    pub office: Option<(String, Option<String>)>,
}

/// The entries of a colleague between two instants. Of a chain only the last one is there, as long
/// as it is with the same colleague: what moved to another one leaves the calendar.
pub fn of_calendar(
    tx: &mut Tx<'_>,
    counsellor: StaffId,
    (from, before): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Entry>, Error> {
    let rows: Vec<Row> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::counsellor_id.eq(Uid::from(counsellor)))
        .filter(appointments::starts_at.ge(Instant::from(from)))
        .filter(appointments::starts_at.lt(Instant::from(before)))
        .filter(appointments::status.ne(AppointmentStatus::Moved.to_string()))
        .order((appointments::starts_at, appointments::id))
        .limit(MOST)
        .select(Row::as_select())
        .load(tx.conn())?;
    let all: Result<Vec<_>, Error> = rows.iter().map(Row::appointment).collect();
    entries(tx, all?)
}

/// The entry to which an appointment belongs, as it stands now: that of the last one of its chain.
/// Where that one is out of the actor's reach it is gone from here: the one that was asked for stays
/// `moved`, with the number that its entry has since.
pub fn entry(tx: &mut Tx<'_>, asked: Appointment) -> Result<Entry, Error> {
    let within = within(tx.actor(), domain::policy::Action::ReadAppointments);
    let last: Option<Row> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::uid.eq(Uid(asked.uid)))
        .order((appointments::sequence.desc(), appointments::id.desc()))
        .select(Row::as_select())
        .into_boxed()
        .filter(within)
        .filter(appointments::status.ne(AppointmentStatus::Moved.to_string()))
        .first(tx.conn())
        .optional()?;
    let appointment = match last {
        Some(row) => row.appointment()?,
        None => Appointment {
            sequence: asked.sequence + 1,
            ..asked
        },
    };
    let mut entries = entries(tx, vec![appointment])?;
    entries.pop().ok_or(Error::NotFound)
}

fn entries(tx: &mut Tx<'_>, all: Vec<Appointment>) -> Result<Vec<Entry>, Error> {
    let services = labels(tx, &all)?;
    let rooms = room_labels(tx, &all)?;
    let offices = places(tx, &all)?;
    let entries = all.into_iter().map(|appointment| Entry {
        service: services.get(&appointment.service).cloned(),
        room: { appointment.place.room }.and_then(|room| rooms.get(&room).cloned()),
        office: offices.get(&appointment.place.office).cloned(),
        appointment,
    });
    Ok(entries.collect())
}

type Places = BTreeMap<OfficeId, (String, Option<String>)>;

fn places(tx: &mut Tx<'_>, all: &[Appointment]) -> Result<Places, Error> {
    let ids: std::collections::BTreeSet<Uid> =
        all.iter().map(|one| one.place.office.into()).collect();
    let rows: Vec<(Uid, String, Option<String>)> = offices::table
        .filter(offices::organisation_id.eq(tx.org()))
        .filter(offices::id.eq_any(filled(ids)))
        .select((offices::id, offices::label, offices::address))
        .load(tx.conn())?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(id, label, address)| (id.into(), (label, address)))
        .collect())
}
