//! Whom an actor reaches of those who are expected.

use diesel::prelude::*;
use domain::actor::{Actor, OfficeId};
use domain::appointments::{Appointment, AppointmentStatus};
use domain::event::{CaseId, IndividualId};
use domain::policy::{Action, Reach};
use domain::rooms::RoomId;

use super::Row;
use crate::backend::Conn;
use crate::error::Error;
use crate::reach::{self, Condition};
use crate::schema::{appointments, case_team, cases};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// The appointments that the actor's right to `action` reaches, as `domain::appointments` judges it.
pub(super) fn within(actor: &Actor, action: Action) -> Condition<appointments::table> {
    match action {
        Action::HoldAppointments => held(actor),
        // Whoever says what came of an appointment reads it for that. Whose right has gone with
        // another role says and reads nothing by it, whatever team still names them.
        Action::ReadAppointments if actor.reach(Action::HoldAppointments) != Reach::Never => {
            Box::new(worked(actor, action).or(held(actor)))
        }
        _ => worked(actor, action),
    }
}

/// The own ones, and those of an own office: `Appointment::is_within`.
fn worked(actor: &Actor, action: Action) -> Condition<appointments::table> {
    match actor.reach(action) {
        Reach::Never => Box::new(appointments::id.ne(appointments::id)),
        Reach::OwnCaseload | Reach::OwnOffice => Box::new(mine(actor).or(here(actor))),
        Reach::Organisation => Box::new(appointments::id.eq(appointments::id)),
    }
}

/// Those of which the actor says what came: `Appointment::is_held_by`.
fn held(actor: &Actor) -> Condition<appointments::table> {
    match actor.reach(Action::HoldAppointments) {
        Reach::Never => Box::new(appointments::id.ne(appointments::id)),
        Reach::OwnCaseload => Box::new(mine(actor).or(of_cases(actor))),
        Reach::OwnOffice => Box::new(mine(actor).or(of_cases(actor)).or(here(actor))),
        Reach::Organisation => Box::new(appointments::id.eq(appointments::id)),
    }
}

fn mine(actor: &Actor) -> Condition<appointments::table> {
    of_counsellor(reach::me(actor))
}

fn here(actor: &Actor) -> Condition<appointments::table> {
    let here = actor.offices.iter().copied().map(Uid::from);
    Box::new(appointments::office_id.eq_any(here.collect::<Vec<_>>()))
}

/// Those that somebody holds.
pub(super) fn of_counsellor(who: Uid) -> Condition<appointments::table> {
    Box::new(appointments::counsellor_id.eq(who))
}

/// Those at an office.
pub(super) fn at(office: OfficeId) -> Condition<appointments::table> {
    Box::new(appointments::office_id.eq(Uid::from(office)))
}

/// Those in a room.
pub(super) fn in_room(room: RoomId) -> Condition<appointments::table> {
    let here = appointments::room_id.assume_not_null().eq(Uid::from(room));
    Box::new(appointments::room_id.is_not_null().and(here))
}

/// Those of cases that the actor works on, or whose office the actor coordinates.
fn of_cases(actor: &Actor) -> Condition<appointments::table> {
    let (org, me) = (Uid::from(actor.organisation), reach::me(actor));
    let followed = cases::table
        .filter(cases::organisation_id.eq(org))
        .filter(cases::counsellor_id.eq(me))
        .select(cases::id);
    let shared = case_team::table
        .filter(case_team::organisation_id.eq(org))
        .filter(case_team::staff_id.eq(me))
        .select(case_team::case_id);
    let case = appointments::case_id.assume_not_null();
    let own = case.eq_any(followed).or(case.eq_any(shared));
    let is_of_one = appointments::case_id.is_not_null();
    if actor.reach(Action::HoldAppointments) != Reach::OwnOffice {
        return Box::new(is_of_one.and(own));
    }
    let offices = actor.offices.iter().copied().map(Uid::from);
    let coordinated = cases::table
        .filter(cases::organisation_id.eq(org))
        .filter(cases::office_id.eq_any(offices.collect::<Vec<_>>()))
        .select(cases::id);
    Box::new(is_of_one.and(own.or(case.eq_any(coordinated))))
}

/// What a replayed answer asks: whether the actor still reaches such an appointment of the person, at
/// the office and in the case of which the answer tells.
pub(crate) fn recheck(
    tx: &mut Tx<'_>,
    action: Action,
    individual: IndividualId,
    (office, case): (Option<OfficeId>, Option<CaseId>),
) -> Result<(), Error> {
    let person = crate::individuals::survivor(tx, individual)?.ok_or(Error::NotFound)?;
    let within = within(tx.actor(), action);
    let mut such = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::individual_id.eq(Uid::from(person)))
        .select(appointments::id)
        .into_boxed()
        .filter(within);
    such = match case {
        Some(case) => such.filter(appointments::case_id.eq(Some(Uid::from(case)))),
        None => such.filter(appointments::case_id.is_null()),
    };
    if let Some(office) = office {
        such = such.filter(appointments::office_id.eq(Uid::from(office)));
    }
    let found: Option<Uid> = such.first(tx.conn()).optional()?;
    found.map(drop).ok_or(Error::NotFound)
}

/// Those because of which somebody has something to do.
pub(crate) fn wants_work() -> Condition<appointments::table> {
    Box::new(appointments::status.eq(AppointmentStatus::Booked.to_string()))
}

/// The next ones that want work behind one of them.
pub(crate) fn open_ids_after(
    tx: &mut Tx<'_>,
    after: Option<Uid>,
    limit: i64,
) -> Result<Vec<Uid>, Error> {
    let behind = after.unwrap_or(Uid(uuid::Uuid::nil()));
    Ok(appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::id.gt(behind))
        .order(appointments::id)
        .limit(limit)
        .select(appointments::id)
        .into_boxed()
        .filter(wants_work())
        .load(tx.conn())?)
}

/// The same, held until the end of the transaction.
pub(crate) fn open_after(
    tx: &mut Tx<'_>,
    after: Option<Uid>,
    limit: i64,
) -> Result<Vec<Appointment>, Error> {
    let ids = open_ids_after(tx, after, limit)?;
    let these = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::id.eq_any(ids))
        .order(appointments::id);
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        let held = these.clone().select(appointments::id).for_no_key_update();
        held.load::<Uid>(c)?;
    }
    let rows: Vec<Row> = these.select(Row::as_select()).load(tx.conn())?;
    rows.iter().map(Row::appointment).collect()
}
