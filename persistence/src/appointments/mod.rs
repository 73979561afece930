//! Appointments. Whoever books for a person holds the person alone, then the appointment with those
//! of the person that are over by now, then the service where its minutes are counted, then what it
//! takes: in this order everywhere.

mod asking;
mod calendar;
mod closing;
mod heirs;
mod list;
mod people;
mod reaching;
mod row;
#[cfg(test)]
mod tests;

use diesel::prelude::*;
use domain::appointments::{Appointment, AppointmentId, Moved, Record, Recorded, Resource};
use domain::cases::Case;
use domain::kernel::{Changed, Refusal};
use domain::policy::Action;

use crate::cached;
use crate::cases as stored_cases;
use crate::error::Error;
use crate::individuals;
use crate::keyset::{Page, Paged};
use crate::names::{self, StaffName};
use crate::occupancy::{self, Holder, Taken};
use crate::reach::{self, Condition};
use crate::schema::{appointment_versions, appointments};
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::worklist;

pub use asking::{Asked, asked, case_named, person, restoration, time, whom};
pub use calendar::{Entry, entry, of_calendar};
pub use closing::{Closing, booked_in, booked_on, booked_over, booked_with};
pub(crate) use heirs::{follow_case, heirs};
pub use list::{Filter, Item, Key, Label, item, key, list};
use people::hold;
pub(crate) use people::{expected, later_in_chains, pending, release_over, repoint};
use reaching::within;
pub(crate) use reaching::{open_after, open_ids_after, recheck, wants_work};
use row::Changes;
pub(crate) use row::{Row, VersionRow};

/// What takes pieces of time.
const HOLDER: &str = "appointment";

/// The appointment, if the actor's right to `action` reaches it.
pub fn get(tx: &mut Tx<'_>, id: AppointmentId, action: Action) -> Result<Appointment, Error> {
    reach::of(tx, action)?;
    let within = within(tx.actor(), action);
    one(tx, id, within)
}

/// The appointment itself, if it is there, for whoever does something for its sake.
pub(crate) fn stored(tx: &mut Tx<'_>, id: AppointmentId) -> Result<Option<Appointment>, Error> {
    let row: Option<Row> = appointments::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(|row| row.appointment()).transpose()
}

fn one(
    tx: &mut Tx<'_>,
    id: AppointmentId,
    within: Condition<appointments::table>,
) -> Result<Appointment, Error> {
    let row: Row = appointments::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .into_boxed()
        .filter(within)
        .first(tx.conn())?;
    row.appointment()
}

/// The same, with the person and the appointment held until the end of the transaction: nobody
/// merges the record meanwhile, or takes another step.
pub fn lock(tx: &mut Tx<'_>, id: AppointmentId, action: Action) -> Result<Appointment, Error> {
    let seen = get(tx, id, action)?;
    let person = names::person_of_record(tx, seen.individual)?;
    individuals::hold_alone(tx, &[person.id.into()])?;
    if seen.is_once {
        // It may be the one to come after this step: what is over of the same person is let go of
        // here, because whoever plans appointments holds many of them.
        release_over(tx, &[person.id.into()], &[id.into()])?;
    } else {
        hold(tx, [Uid::from(id)])?;
    }
    let appointment = get(tx, id, action)?;
    if appointment.individual == person.id {
        Ok(appointment)
    } else {
        Err(Error::Overtaken)
    }
}

/// The case of an appointment that the actor reaches, if it has one; the case itself may be out of
/// reach.
pub fn case_of(tx: &mut Tx<'_>, appointment: &Appointment) -> Result<Option<Case>, Error> {
    let case = appointment.case;
    case.map(|case| stored_cases::of_record(tx, case))
        .transpose()
}

/// A page of what was said of an appointment, the first time first. It was loaded within reach.
pub fn records(
    tx: &mut Tx<'_>,
    appointment: &Appointment,
    page: &Page<i64>,
) -> Result<Paged<(Record, Option<StaffName>)>, Error> {
    let rows: Vec<VersionRow> = appointment_versions::table
        .filter(appointment_versions::organisation_id.eq(tx.org()))
        .filter(appointment_versions::appointment_id.eq(Uid::from(appointment.id)))
        .filter(appointment_versions::number.gt(page.after.unwrap_or(0)))
        .order(appointment_versions::number)
        .limit(page.probe())
        .select(VersionRow::as_select())
        .load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let items: Result<Vec<Record>, Error> = items.iter().map(VersionRow::record).collect();
    let items = items?;
    let by: Vec<_> = items.iter().map(|record| record.by).collect();
    let names = names::of_staff(tx, &by)?;
    let items = items.into_iter();
    let items = items.map(|record| {
        let by = names.get(&record.by).cloned();
        (record, by)
    });
    Ok(Paged {
        items: items.collect(),
        more,
    })
}

/// Stores what was booked, with what it takes. The person is held. Where this one is the one to come,
/// what is over by now of the same person is let go of.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Appointment>) -> Result<Appointment, Error> {
    let appointment = tx.record(changed);
    if appointment.pending(tx.now()).is_some() {
        release_over(tx, &[appointment.individual.into()], &[])?;
    }
    add(tx, appointment)
}

fn add(tx: &mut Tx<'_>, appointment: Appointment) -> Result<Appointment, Error> {
    let row = Row::of(&appointment, tx.org(), tx.now())?;
    diesel::insert_into(appointments::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(pending_already)?;
    occupy(tx, &appointment)?;
    worklist::of_appointments(tx, std::slice::from_ref(&appointment))?;
    Ok(appointment)
}

/// Who comes to move the same one second finds it changed before; of what is left, a second one to
/// come is the only thing that a constraint refuses.
fn pending_already(error: diesel::result::Error) -> Error {
    Error::from(error).taken(Refusal::AppointmentPending {})
}

/// Saves a decided step with what was said; fails with `Error::Stale` when the stored version is no
/// longer the one that was loaded.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Recorded>) -> Result<Appointment, Error> {
    let recorded = tx.record(changed);
    store(tx, recorded)
}

/// Saves that it was moved, with the one that takes its place. The old one gives its time back
/// first: a move by a quarter of an hour overlaps itself.
pub fn save_moved(tx: &mut Tx<'_>, changed: Changed<Moved>) -> Result<Appointment, Error> {
    let Moved { old, new } = tx.record(changed);
    store(tx, old)?;
    add(tx, new)
}

fn store(tx: &mut Tx<'_>, recorded: Recorded) -> Result<Appointment, Error> {
    let row = VersionRow::of(&recorded, tx.org());
    diesel::insert_into(appointment_versions::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(|error| match Error::from(error) {
            // Somebody else has said something of it since it was read.
            Error::Taken => Error::Overtaken,
            other => other,
        })?;
    let mut appointment = recorded.appointment;
    let stored = appointments::table
        .find((tx.org(), Uid::from(appointment.id)))
        .filter(appointments::version.eq(appointment.version.0));
    appointment.version = appointment.version.next();
    let update = diesel::update(stored)
        .set(Changes::of(&appointment, tx.now()))
        .returning(appointments::version);
    cached::still::<_, i64>(update, tx.conn())
        .map_err(|error| error.taken(Refusal::AppointmentPending {}))?;
    occupy(tx, &appointment)?;
    worklist::of_appointments(tx, std::slice::from_ref(&appointment))?;
    Ok(appointment)
}

/// Takes what the appointment takes as it stands, or gives it back. What it has it keeps: of an hour
/// that is over another record of the person may have a part, once both are one. Whoever corrects
/// what was said of an hour that is over promises nobody anything: what was given to somebody else
/// meanwhile stays theirs, and keeps nobody from the correction.
fn occupy(tx: &mut Tx<'_>, appointment: &Appointment) -> Result<(), Error> {
    let id = Uid::from(appointment.id);
    if !appointment.occupies() {
        return occupancy::free(tx, id);
    }
    if occupancy::is_taken_by(tx, id)? {
        return Ok(());
    }
    let place = appointment.place;
    let counsellor = (Uid::from(place.counsellor), Resource::Counsellor);
    let person = (Uid::from(appointment.individual), Resource::Person);
    let room = place.room.map(|room| (Uid::from(room), Resource::Room));
    let taken = [counsellor, person].into_iter().chain(room);
    let taken = taken.map(|(id, resource)| Taken { id, resource }).collect();
    let is_corrected = appointment.records > 0 && appointment.span.ends() <= tx.now();
    if is_corrected {
        occupancy::take_free(tx, holder(id), taken, appointment.span)
    } else {
        occupancy::take(tx, holder(id), taken, appointment.span)
    }
}

const fn holder(id: Uid) -> Holder {
    Holder { kind: HOLDER, id }
}
