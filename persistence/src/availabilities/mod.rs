//! When colleagues receive people: the weekly hours, the days on which they are otherwise, and what
//! follows from both.

mod exceptions;
mod row;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::availabilities::{Around, Availability, AvailabilityId, OnTheDay, Plan, keeps};
use domain::cases::Colleague;
use domain::closures::TakenBack;
use domain::kernel::{Calendar, Changed, Day, Named, Version};
use domain::policy::Action;
use domain::services::ServiceId;

use self::row::Row;
use crate::cached::{self, filled};
use crate::cases;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::schema::{
    availabilities as hours, availability_services as for_services, staff_calendars,
};
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::{closures, on_each, organisations, reach, rooms};

pub use exceptions::{
    ExceptionKey, exception, exceptions, insert_exception, key_of_exception, of_day,
    remove_exception,
};

/// The place of hours in the list of a colleague: the day of the week, the minute, themselves.
pub type Key = (u32, u32, AvailabilityId);

/// The place of these hours in the list.
pub fn key(hours: &Availability) -> Key {
    (
        hours.weekday.number_from_monday(),
        hours.times.from().minute(),
        hours.id,
    )
}

/// A colleague of the organisation, whoever that is.
pub fn colleague(tx: &mut Tx<'_>, staff: StaffId) -> Result<Colleague, Error> {
    match cases::colleague(tx, staff)? {
        Named::Known(colleague) => Ok(colleague),
        Named::Unknown => Err(Error::NotFound),
    }
}

/// The same for whoever keeps the hours of this colleague.
pub fn kept(tx: &mut Tx<'_>, staff: StaffId) -> Result<Colleague, Error> {
    reach::of(tx, Action::ManageAvailability)?;
    let colleague = colleague(tx, staff)?;
    if keeps(tx.actor(), &colleague) {
        Ok(colleague)
    } else {
        Err(Error::NotFound)
    }
}

/// The same, with the calendar held until the end of the transaction: what is read of it from here on
/// is what is written about. On PostgreSQL whoever comes second waits, and begins anew with what
/// the first one wrote.
pub fn held(tx: &mut Tx<'_>, staff: StaffId) -> Result<Colleague, Error> {
    let colleague = kept(tx, staff)?;
    hold(tx, staff)?;
    Ok(colleague)
}

/// What a decision of today about the hours of a colleague goes by.
pub fn around<'a>(tx: &'a Tx<'_>, colleague: &'a Colleague) -> Result<Around<'a>, Error> {
    Ok(Around {
        actor: tx.actor(),
        colleague,
        today: tx.day()?,
    })
}

fn hold(tx: &mut Tx<'_>, staff: StaffId) -> Result<(), Error> {
    let key = staff_calendars::table.find((tx.org(), Uid::from(staff)));
    let held = diesel::update(key)
        .set(staff_calendars::version.eq(staff_calendars::version + 1))
        .returning(staff_calendars::version);
    if cached::changed::<_, i64>(held, tx.conn())?.is_some() {
        return Ok(());
    }
    let first = (
        staff_calendars::organisation_id.eq(tx.org()),
        staff_calendars::staff_id.eq(Uid::from(staff)),
        staff_calendars::version.eq(1_i64),
    );
    let conn = tx.conn();
    // ON CONFLICT exists on the concrete engines only.
    let made = on_each!(conn, |c| diesel::insert_into(staff_calendars::table)
        .values(first)
        .on_conflict_do_nothing()
        .execute(c))?;
    if made == 1 {
        Ok(())
    } else {
        Err(Error::Overtaken)
    }
}

/// Weekly hours of a colleague.
pub fn get(tx: &mut Tx<'_>, staff: StaffId, id: AvailabilityId) -> Result<Availability, Error> {
    let row: Row = hours::table
        .find((tx.org(), Uid::from(id)))
        .filter(hours::staff_id.eq(Uid::from(staff)))
        .select(Row::as_select())
        .first(tx.conn())?;
    let mut found = with_services(tx, vec![row])?;
    found.pop().ok_or(Error::NotFound)
}

/// The same for whoever keeps them: the own ones, or those at an office within reach.
pub fn get_kept(
    tx: &mut Tx<'_>,
    colleague: &Colleague,
    id: AvailabilityId,
) -> Result<Availability, Error> {
    let found = get(tx, colleague.staff, id)?;
    let actor = tx.actor();
    let is_own = actor.staff() == Some(colleague.staff);
    if is_own || actor.reaches_office(Action::ManageAvailability, found.terms.office) {
        Ok(found)
    } else {
        Err(Error::NotFound)
    }
}

/// A page of the weekly hours of a colleague, through the week.
pub fn list(
    tx: &mut Tx<'_>,
    staff: StaffId,
    page: &Page<Key>,
) -> Result<Paged<Availability>, Error> {
    let mut query = hours::table
        .filter(hours::organisation_id.eq(tx.org()))
        .filter(hours::staff_id.eq(Uid::from(staff)))
        .order((hours::weekday, hours::from_minute, hours::id))
        .limit(page.probe())
        .select(Row::as_select())
        .into_boxed();
    if let Some((weekday, minute, id)) = page.after {
        let (weekday, minute) = (row::number(weekday)?, row::number(minute)?);
        let later = hours::from_minute.gt(minute);
        let then = hours::from_minute
            .eq(minute)
            .and(hours::id.gt(Uid::from(id)));
        let same_day = hours::weekday.eq(weekday).and(later.or(then));
        query = query
            .filter(hours::weekday.ge(weekday))
            .filter(hours::weekday.gt(weekday).or(same_day));
    }
    let found: Vec<Row> = query.load(tx.conn())?;
    let page = page.cut(found);
    Ok(Paged {
        items: with_services(tx, page.items)?,
        more: page.more,
    })
}

/// All weekly hours of a colleague that a decision about others goes by: those that are not over
/// by yesterday.
pub fn of_colleague(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Availability>, Error> {
    let yesterday = tx.day()?.subtract_days(1);
    let yesterday = yesterday.map_err(|_| Error::Corrupt("clock"))?;
    not_over(tx, &[staff], yesterday)
}

fn not_over(tx: &mut Tx<'_>, staff: &[StaffId], by: Day) -> Result<Vec<Availability>, Error> {
    let goes_on = { hours::valid_to.is_null() }.or(hours::valid_to.ge(NaiveDate::from(by)));
    let found: Vec<Row> = hours::table
        .filter(hours::organisation_id.eq(tx.org()))
        .filter(hours::staff_id.eq_any(filled(staff.iter().copied().map(Uid::from))))
        .filter(goes_on)
        .order((hours::weekday, hours::from_minute, hours::id))
        .select(Row::as_select())
        .load(tx.conn())?;
    with_services(tx, found)
}

/// The rows as hours, each with its services, in one statement more.
fn with_services(tx: &mut Tx<'_>, rows: Vec<Row>) -> Result<Vec<Availability>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let pairs: Vec<(Uid, Uid)> = for_services::table
        .filter(for_services::organisation_id.eq(tx.org()))
        .filter(for_services::availability_id.eq_any(filled(rows.iter().map(|row| row.id))))
        .order((for_services::availability_id, for_services::service_id))
        .select((for_services::availability_id, for_services::service_id))
        .load(tx.conn())?;
    let mut by_hours: BTreeMap<Uid, Vec<ServiceId>> = BTreeMap::new();
    for (id, service) in pairs {
        by_hours.entry(id).or_default().push(service.into());
    }
    let hours = rows.into_iter().map(|row| {
        let services = by_hours.remove(&row.id).unwrap_or_default();
        row.hours(services)
    });
    hours.collect()
}

/// Stores new weekly hours. The calendar of the colleague is held.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Availability>) -> Result<Availability, Error> {
    let new = tx.record(changed);
    diesel::insert_into(hours::table)
        .values(&Row::of(&new, tx.org())?)
        .execute(tx.conn())?;
    insert_services(tx, &new)?;
    Ok(new)
}

/// Replaces weekly hours; stale when they are no longer those that were read.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Availability>) -> Result<Availability, Error> {
    let new = tx.record(changed);
    let row = Row::of(&new, tx.org())?;
    let key = hours::table.find((tx.org(), row.id));
    let update = diesel::update(key.filter(hours::version.eq(row.version)))
        .set((
            hours::office_id.eq(row.office_id),
            hours::room_id.eq(row.room_id),
            hours::weekday.eq(row.weekday),
            hours::from_minute.eq(row.from_minute),
            hours::to_minute.eq(row.to_minute),
            hours::valid_from.eq(row.valid_from),
            hours::valid_to.eq(row.valid_to),
            hours::languages.eq(row.languages),
            hours::remote.eq(row.remote),
            hours::version.eq(new.version.next().0),
        ))
        .returning(hours::version);
    let version = Version(cached::still(update, tx.conn())?);
    remove_services(tx, new.id)?;
    insert_services(tx, &new)?;
    Ok(Availability { version, ..new })
}

/// Takes weekly hours back; stale when they are no longer those that were read.
pub fn take_back(tx: &mut Tx<'_>, taken: TakenBack<Availability>) -> Result<(), Error> {
    match taken {
        TakenBack::Ended(changed) => save(tx, changed).map(drop),
        TakenBack::Removed(changed) => {
            let gone = tx.record(changed);
            remove_services(tx, gone.id)?;
            let key = hours::table.find((tx.org(), Uid::from(gone.id)));
            let delete = diesel::delete(key.filter(hours::version.eq(gone.version.0)))
                .returning(hours::version);
            cached::still::<_, i64>(delete, tx.conn()).map(drop)
        }
    }
}

fn insert_services(tx: &mut Tx<'_>, of: &Availability) -> Result<(), Error> {
    let rows = of.terms.services.iter().map(|service| {
        (
            for_services::organisation_id.eq(tx.org()),
            for_services::availability_id.eq(Uid::from(of.id)),
            for_services::service_id.eq(Uid::from(*service)),
        )
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    let conn = tx.conn();
    // Multi-row inserts exist on the concrete engines only.
    on_each!(conn, |c| diesel::insert_into(for_services::table)
        .values(rows)
        .execute(c))?;
    Ok(())
}

fn remove_services(tx: &mut Tx<'_>, id: AvailabilityId) -> Result<(), Error> {
    let of = for_services::table
        .filter(for_services::organisation_id.eq(tx.org()))
        .filter(for_services::availability_id.eq(Uid::from(id)));
    diesel::delete(of).execute(tx.conn())?;
    Ok(())
}

/// All that decides when a colleague can be booked from `from` to `to`.
pub fn plan(tx: &mut Tx<'_>, staff: StaffId, from: Day, to: Day) -> Result<Plan, Error> {
    let mut plans = plans(tx, &[staff], from, to)?;
    plans.pop().ok_or(Error::NotFound)
}

/// The same for several colleagues, in as many statements as for one. Who is not of the organisation
/// is left out.
pub(crate) fn plans(
    tx: &mut Tx<'_>,
    staff: &[StaffId],
    from: Day,
    to: Day,
) -> Result<Vec<Plan>, Error> {
    let colleagues = cases::colleagues(tx, staff)?.into_iter();
    let colleagues = colleagues.filter_map(|colleague| match colleague {
        Named::Known(colleague) => Some(colleague),
        Named::Unknown => None,
    });
    let colleagues: Vec<Colleague> = colleagues.collect();
    let organisation = organisations::get(tx)?;
    let hours = not_over(tx, staff, from)?;
    let exceptions = exceptions::between(tx, staff, from, to)?;
    let offices: BTreeSet<_> = { colleagues.iter() }
        .flat_map(|colleague| colleague.offices.iter().copied())
        .collect();
    let offices: Vec<_> = offices.into_iter().collect();
    let closures = closures::within(tx, &offices, from, to)?;
    let of_exceptions = exceptions.iter().filter_map(|one| match &one.change {
        OnTheDay::Absent(_) => None,
        OnTheDay::Extra(extra) => extra.room,
    });
    let of_hours = hours.iter().filter_map(|one| one.terms.room);
    let rooms: BTreeSet<_> = of_hours.chain(of_exceptions).collect();
    let closed_rooms = rooms::closed(tx, rooms)?;
    let plan = |colleague: Colleague| {
        let own = |staff: &StaffId| *staff == colleague.staff;
        let hours = hours.iter().filter(|one| own(&one.staff));
        let exceptions = exceptions.iter().filter(|one| own(&one.staff));
        Plan {
            hours: hours.cloned().collect(),
            exceptions: exceptions.cloned().collect(),
            closures: closures.clone(),
            closed_rooms: closed_rooms.clone(),
            calendar: Calendar::with_patron(organisation.patron),
            zone: organisation.zone,
            colleague,
        }
    };
    Ok(colleagues.into_iter().map(plan).collect())
}
