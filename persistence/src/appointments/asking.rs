//! What an hour that somebody asks for names, looked up.

use chrono::{DateTime, Utc};
use diesel::dsl::sum;
use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::appointments::{
    Appointment, AppointmentId, AppointmentMode, AppointmentStatus, CAP_DAYS, NewTime, Person,
    Restoration, Used,
};
use domain::availabilities::Plan;
use domain::cases::Case;
use domain::event::{CaseId, IndividualId};
use domain::follow_ups::Whom;
use domain::kernel::{Day, Named};
use domain::policy::Action;
use domain::rooms::RoomId;
use domain::services::{Service, ServiceId};

use crate::error::Error;
use crate::reach::Condition;
use crate::schema::appointments;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::{availabilities, cases, follow_ups, individuals, names, rooms, services};

/// An hour, as a request names it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// At which office.
    pub office: OfficeId,
    /// With whom.
    pub counsellor: StaffId,
    /// In which room.
    pub room: Option<RoomId>,
    /// How both meet.
    pub mode: Option<AppointmentMode>,
    /// When it begins.
    pub starts: DateTime<Utc>,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// Whom somebody wants to meet, held until the end of the transaction: what is counted of the person
/// is still so when the hour is booked.
pub fn person(tx: &mut Tx<'_>, id: IndividualId) -> Result<Named<Person>, Error> {
    let Named::Known(known) = names::person(tx, id)? else {
        return Ok(Named::Unknown);
    };
    individuals::hold_alone(tx, &[known.id.into()])?;
    let whom = follow_ups::whom_of(tx, known.id)?;
    Ok(Named::Known(Person { id: known.id, whom }))
}

/// The service and the case that a request names; the case only if the actor reads it.
pub fn asked(
    tx: &mut Tx<'_>,
    service: ServiceId,
    case: Option<CaseId>,
) -> Result<(Named<Service>, Option<Named<Case>>), Error> {
    let service = match services::get(tx, service) {
        Ok(service) => Named::Known(service),
        Err(Error::NotFound) => Named::Unknown,
        Err(other) => return Err(other),
    };
    Ok((service, case_named(tx, case)?))
}

/// The case that a request names, only if the actor reads it.
pub fn case_named(tx: &mut Tx<'_>, case: Option<CaseId>) -> Result<Option<Named<Case>>, Error> {
    let Some(case) = case else {
        return Ok(None);
    };
    let may = tx.actor().may(Action::ReadCase).is_ok();
    let case = if may {
        match cases::get(tx, case, Action::ReadCase) {
            Ok(case) => Named::Known(case),
            Err(Error::NotFound) => Named::Unknown,
            Err(other) => return Err(other),
        }
    } else {
        Named::Unknown
    };
    Ok(Some(case))
}

/// The hour with all that it names, for this person and service. What of the service is booked and
/// held counts, but for the appointment whose place it takes; of that one a room may go along.
pub fn time(
    tx: &mut Tx<'_>,
    asked: Asked,
    (person, service): (Option<IndividualId>, Option<&Service>),
    instead_of: Option<&Appointment>,
) -> Result<NewTime, Error> {
    let used = match (person, service) {
        (Some(person), Some(service)) => used(tx, person, service, instead_of.map(|old| old.id))?,
        _ => Used::default(),
    };
    let along = instead_of.and_then(|old| old.room_along(asked.office, asked.mode));
    let room = asked.room.or(along);
    let room = room.map(|room| rooms::named(tx, room)).transpose()?;
    Ok(NewTime {
        id: tx.new_id(),
        office: asked.office,
        counsellor: plan(tx, asked.counsellor, asked.starts)?,
        room,
        mode: asked.mode,
        starts: asked.starts,
        used,
        acknowledged: asked.acknowledged,
    })
}

/// What of the person of an appointment decides whether anybody asks. The person is held.
pub fn whom(tx: &mut Tx<'_>, appointment: &Appointment) -> Result<Whom, Error> {
    follow_ups::whom_of(tx, appointment.individual)
}

/// All by which it is judged whether an appointment that is held is given its hour back.
pub fn restoration(
    tx: &mut Tx<'_>,
    appointment: &Appointment,
    acknowledged: Vec<String>,
) -> Result<Restoration, Error> {
    let (place, starts) = (appointment.place, appointment.span.starts());
    let service = services::get(tx, appointment.service)?;
    let Named::Known(plan) = plan(tx, place.counsellor, starts)? else {
        return Err(Error::Corrupt("appointment without counsellor"));
    };
    let room = place.room.map(|room| rooms::named(tx, room)).transpose()?;
    let room = room.and_then(|room| match room {
        Named::Known(room) => Some(room),
        Named::Unknown => None,
    });
    Ok(Restoration {
        used: used(tx, appointment.individual, &service, Some(appointment.id))?,
        whom: whom(tx, appointment)?,
        service,
        plan,
        room,
        acknowledged,
    })
}

/// When the counsellor receives people on the day of an instant.
fn plan(tx: &mut Tx<'_>, staff: StaffId, at: DateTime<Utc>) -> Result<Named<Plan>, Error> {
    let day = Day::at(at, tx.actor().zone);
    // Of a day that nobody can name nothing is planned; the hour is refused for itself.
    let day = day.or_else(|_| tx.day())?;
    match availabilities::plan(tx, staff, day, day) {
        Ok(plan) => Ok(Named::Known(plan)),
        Err(Error::NotFound) => Ok(Named::Unknown),
        Err(other) => Err(other),
    }
}

/// How many minutes of a service are booked and held, within the days that count; nothing is counted
/// that nobody limits. What is counted of the person whoever books holds already; what is counted of
/// all, the service is held for.
fn used(
    tx: &mut Tx<'_>,
    person: IndividualId,
    service: &Service,
    instead_of: Option<AppointmentId>,
) -> Result<Used, Error> {
    let figures = service.terms.figures;
    let mut used = Used::default();
    if figures.cap_minutes.is_some() {
        services::hold_alone(tx, service.id)?;
        let all = Box::new(appointments::id.eq(appointments::id));
        used.all = minutes(tx, service.id, instead_of, all)?;
    }
    if figures.person_cap_minutes.is_some() {
        let of_person = appointments::individual_id.eq(Uid::from(person));
        used.person = minutes(tx, service.id, instead_of, Box::new(of_person))?;
    }
    Ok(used)
}

fn minutes(
    tx: &mut Tx<'_>,
    service: ServiceId,
    instead_of: Option<AppointmentId>,
    whose: Condition<appointments::table>,
) -> Result<u32, Error> {
    let (book, chain, today) = (tx.rulebook()?, tx.actor().chain(), tx.day()?);
    let days = book.count(CAP_DAYS, &chain, today).map(|(days, _)| days);
    let Some(days) = days.and_then(chrono::TimeDelta::try_days) else {
        return Ok(0);
    };
    let since = Instant(tx.now().checked_sub_signed(days).unwrap_or_default());
    let (booked, held) = (AppointmentStatus::Booked, AppointmentStatus::Held);
    let not_this = instead_of.map_or(Uid(uuid::Uuid::nil()), Uid::from);
    // What is booked counts as long as it is meant to last; what was held, as long as it did.
    let rows: Vec<(String, Option<i64>, Option<i64>)> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::service_id.eq(Uid::from(service)))
        .filter(appointments::starts_at.ge(since))
        .filter(appointments::status.eq_any([booked, held].map(|status| status.to_string())))
        .filter(appointments::id.ne(not_this))
        .filter(whose)
        .group_by(appointments::status)
        .select((
            appointments::status,
            sum(appointments::minutes),
            sum(appointments::minutes_held),
        ))
        .load(tx.conn())?;
    let minutes = rows.into_iter().map(|(status, meant, lasted)| {
        let is_held = status == held.to_string();
        let minutes = if is_held { lasted } else { meant };
        minutes.unwrap_or(0)
    });
    Ok(u32::try_from(minutes.sum::<i64>()).unwrap_or(u32::MAX))
}
