//! Lists of appointments: who comes when.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::actor::{Actor, OfficeId, StaffId};
use domain::appointments::{Appointment, AppointmentId, AppointmentStatus};
use domain::event::{CaseId, IndividualId};
use domain::policy::{Action, Reach};
use domain::rooms::RoomId;
use domain::services::ServiceId;

use super::Row;
use super::reaching::{at, in_room, of_counsellor, within};
use crate::cached::filled;
use crate::error::Error;
use crate::individuals;
use crate::keyset::{Page, Paged};
use crate::names::{self, PersonCard, StaffName};
use crate::reach::{self, Condition};
use crate::schema::{appointments, services};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// Which appointments; all within reach when nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// At this office.
    pub office: Option<OfficeId>,
    /// Of this colleague.
    pub counsellor: Option<StaffId>,
    /// Of this person.
    pub individual: Option<IndividualId>,
    /// Of this case.
    pub case: Option<CaseId>,
    /// For this service.
    pub service: Option<ServiceId>,
    /// In this room.
    pub room: Option<RoomId>,
    /// That stand so.
    pub status: Option<AppointmentStatus>,
    /// That begin at this instant or later.
    pub from: Option<DateTime<Utc>>,
    /// That begin before this instant.
    pub before: Option<DateTime<Utc>>,
}

/// The place of an appointment in a list: when it begins, itself.
pub type Key = (DateTime<Utc>, AppointmentId);

/// The place of this appointment in a list.
pub fn key(appointment: &Appointment) -> Key {
    (appointment.span.starts(), appointment.id)
}

/// What people call something, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// In Italian.
    pub it: String,
    /// In English.
    pub en: String,
}

/// An appointment with those whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The appointment.
    pub appointment: Appointment,
    /// Who is expected.
    pub person: PersonCard,
    /// Who receives the person.
    pub counsellor: Option<StaffName>,
    /// Who booked it.
    pub booked_by: Option<StaffName>,
    /// What the service is called.
    pub service: Option<Label>,
    /// What the room is called.
    pub room: Option<String>,
    /// Whether the actor reads what was written about it.
    pub is_told: bool,
}

/// A page of the appointments within reach, by the hour at which they begin.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page<Key>) -> Result<Paged<Item>, Error> {
    reach::of(tx, Action::ReadAppointments)?;
    let individual = individuals::answering(tx, filter.individual)?;
    let filter = Filter {
        individual,
        ..*filter
    };
    let mut rows = Vec::new();
    // One query for each way: one for the actor and one for each office; never one for each row.
    for way in ways(tx.actor(), &filter) {
        rows.extend(of_way(tx, way, &filter, page)?);
    }
    let page = page.merge(rows, |row: &Row| Reverse((row.starts_at.0, row.id)));
    let appointments: Result<Vec<_>, Error> = page.items.iter().map(Row::appointment).collect();
    Ok(Paged {
        items: named(tx, appointments?)?,
        more: page.more,
    })
}

/// The ways into what the filter means, each of which an index serves. A person, a case, a colleague
/// or a room leads to few, of which those within reach are kept. Those of the actor's cases that
/// lie elsewhere are found by their case: no index has a whole caseload in the order of its hours.
fn ways(actor: &Actor, filter: &Filter) -> Vec<Condition<appointments::table>> {
    let reached = || within(actor, Action::ReadAppointments);
    if actor.reach(Action::ReadAppointments) == Reach::Organisation {
        // No role reaches so far: the product itself does.
        return vec![reached()];
    }
    if let Some(person) = filter.individual {
        let of_person = appointments::individual_id.eq(Uid::from(person));
        return vec![Box::new(of_person.and(reached()))];
    }
    if let Some(case) = filter.case {
        let of_case = appointments::case_id.assume_not_null().eq(Uid::from(case));
        let of_case = appointments::case_id.is_not_null().and(of_case);
        return vec![Box::new(of_case.and(reached()))];
    }
    if let Some(who) = filter.counsellor {
        return vec![Box::new(of_counsellor(who.into()).and(reached()))];
    }
    if let Some(room) = filter.room {
        return vec![Box::new(in_room(room).and(reached()))];
    }
    let offices = actor.offices.iter().copied();
    let here = offices.filter(|office| filter.office.is_none_or(|asked| asked == *office));
    let mut ways: Vec<Condition<appointments::table>> = here.map(at).collect();
    ways.push(of_counsellor(reach::me(actor)));
    ways
}

fn of_way(
    tx: &mut Tx<'_>,
    way: Condition<appointments::table>,
    filter: &Filter,
    page: &Page<Key>,
) -> Result<Vec<Row>, Error> {
    let mut query = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed()
        .filter(way);
    if let Some(office) = filter.office {
        query = query.filter(appointments::office_id.eq(Uid::from(office)));
    }
    if let Some(who) = filter.counsellor {
        query = query.filter(appointments::counsellor_id.eq(Uid::from(who)));
    }
    if let Some(case) = filter.case {
        query = query.filter(appointments::case_id.eq(Some(Uid::from(case))));
    }
    if let Some(service) = filter.service {
        query = query.filter(appointments::service_id.eq(Uid::from(service)));
    }
    if let Some(room) = filter.room {
        query = query.filter(in_room(room));
    }
    if let Some(status) = filter.status {
        query = query.filter(appointments::status.eq(status.to_string()));
    }
    if let Some(from) = filter.from {
        query = query.filter(appointments::starts_at.ge(Instant::from(from)));
    }
    if let Some(before) = filter.before {
        query = query.filter(appointments::starts_at.lt(Instant::from(before)));
    }
    if let Some((starts, id)) = page.after {
        let starts = Instant::from(starts);
        let same = appointments::starts_at
            .eq(starts)
            .and(appointments::id.gt(Uid::from(id)));
        query = query
            .filter(appointments::starts_at.ge(starts))
            .filter(appointments::starts_at.gt(starts).or(same));
    }
    Ok(query
        .order((appointments::starts_at, appointments::id))
        .limit(page.probe())
        .load(tx.conn())?)
}

/// The same for one of them.
pub fn item(tx: &mut Tx<'_>, appointment: Appointment) -> Result<Item, Error> {
    let mut items = named(tx, vec![appointment])?;
    items.pop().ok_or(Error::NotFound)
}

/// The same appointments with all that they name, in a few statements.
fn named(tx: &mut Tx<'_>, all: Vec<Appointment>) -> Result<Vec<Item>, Error> {
    let people: Vec<IndividualId> = all.iter().map(|one| one.individual).collect();
    let of_each = |one: &Appointment| [one.place.counsellor, one.booked_by];
    let staff: Vec<StaffId> = all.iter().flat_map(of_each).collect();
    let people = names::of_people(tx, &people)?;
    let staff = names::of_staff(tx, &staff)?;
    let services = labels(tx, &all)?;
    let rooms = room_labels(tx, &all)?;
    let told = told(tx, &all)?;
    let items = all.into_iter().map(|appointment| {
        let person = people.get(&appointment.individual).cloned();
        Ok(Item {
            person: person.ok_or(Error::Corrupt("appointment without person"))?,
            counsellor: staff.get(&appointment.place.counsellor).cloned(),
            booked_by: staff.get(&appointment.booked_by).cloned(),
            service: services.get(&appointment.service).cloned(),
            room: { appointment.place.room }.and_then(|room| rooms.get(&room).cloned()),
            is_told: told.contains(&Uid::from(appointment.id)),
            appointment,
        })
    });
    items.collect()
}

pub(super) fn labels(
    tx: &mut Tx<'_>,
    all: &[Appointment],
) -> Result<BTreeMap<ServiceId, Label>, Error> {
    let ids: BTreeSet<Uid> = all.iter().map(|one| one.service.into()).collect();
    let rows: Vec<(Uid, String, String)> = services::table
        .filter(services::organisation_id.eq(tx.org()))
        .filter(services::id.eq_any(filled(ids)))
        .select((services::id, services::label_it, services::label_en))
        .load(tx.conn())?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(id, it, en)| (id.into(), Label { it, en }))
        .collect())
}

pub(super) fn room_labels(
    tx: &mut Tx<'_>,
    all: &[Appointment],
) -> Result<BTreeMap<RoomId, String>, Error> {
    crate::rooms::labels(tx, all.iter().filter_map(|one| one.place.room))
}

/// Those of them of which the actor reads what was written.
fn told(tx: &mut Tx<'_>, all: &[Appointment]) -> Result<BTreeSet<Uid>, Error> {
    if all.is_empty() {
        return Ok(BTreeSet::new());
    }
    let held = within(tx.actor(), Action::HoldAppointments);
    let ids: Vec<Uid> = all.iter().map(|one| one.id.into()).collect();
    let told: Vec<Uid> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::id.eq_any(filled(ids)))
        .select(appointments::id)
        .into_boxed()
        .filter(held)
        .load(tx.conn())?;
    Ok(told.into_iter().collect())
}
