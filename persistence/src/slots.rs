//! Free slots, found among the hours and the appointments of those who receive people at an office.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::appointments::{Appointment, AppointmentId, AppointmentMode, AppointmentState};
use domain::availabilities::{OnTheDay, Plan};
use domain::individuals::contacts::LanguageCode;
use domain::kernel::{Day, Span};
use domain::policy::Action;
use domain::rooms::{Room, RoomFeature, RoomId};
use domain::rulebook::Moment;
use domain::services::Service;
use domain::slots::{Candidate, Moving, OfDay, Search, Slot, Taken, Wanted, bookable, week_of};

use crate::appointments::Row;
use crate::availabilities;
use crate::cached::filled;
use crate::columns::listed;
use crate::error::Error;
use crate::groups;
use crate::keyset::{Page, Paged};
use crate::names::{self, StaffName};
use crate::reach;
use crate::rooms as stored_rooms;
use crate::schema::{
    appointments, availabilities as hours, availability_exceptions as exceptions, rooms,
};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// What somebody looks for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// For which service.
    pub service: Service,
    /// At which office.
    pub office: OfficeId,
    /// How both meet.
    pub mode: AppointmentMode,
    /// In which language besides that of the office.
    pub language: Option<LanguageCode>,
    /// What the room must have.
    pub needs: BTreeSet<RoomFeature>,
    /// With whom.
    pub counsellor: Option<StaffId>,
    /// Which appointment is to be moved there, if it is one; it was loaded within reach.
    pub moving: Option<Appointment>,
}

/// The place of a slot in the list: when it begins, with whom.
pub type Key = (DateTime<Utc>, StaffId);

/// The place of this slot in the list.
pub fn key(slot: &Slot) -> Key {
    (slot.span.starts(), slot.counsellor)
}

/// A slot with those whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The slot.
    pub slot: Slot,
    /// Who receives people then.
    pub counsellor: Option<StaffName>,
}

/// A page of the free slots from `from` to `to`, by the hour at which they begin. It is looked for in
/// the first week, and then in twice as many at a time until the page is full: mostly one reading
/// is enough, and four go through two months.
pub fn list(
    tx: &mut Tx<'_>,
    wish: &Wish,
    (from, to): (Day, Day),
    page: &Page<Key>,
) -> Result<Paged<Item>, Error> {
    reach::of(tx, Action::FindSlots)?;
    let mut found = Vec::new();
    let zone = tx.actor().zone;
    let after = page.after.map(|(at, _)| Day::at(at, zone));
    let after = after.transpose().map_err(|_| Error::Corrupt("instant"))?;
    let from = after.map_or(from, |after| from.max(after));
    let of = (&wish.service, wish.moving.as_ref());
    let mut days = bookable(of, (from, to), tx.day()?);
    let mut further = 0;
    while let Some((first, last)) = days {
        let sunday = week_of(first).and_then(|week| week.to()).unwrap_or(first);
        let until = sunday.add_days(further).map_or(last, |day| day.min(last));
        let slots = search(tx, wish, (first, until), |search, moment| {
            search.slots((first, until), moment)
        })?;
        let slots = slots.into_iter();
        found.extend(slots.filter(|slot| page.after.is_none_or(|after| key(slot) > after)));
        if found.len() > usize::from(page.limit) || until == last {
            break;
        }
        days = until.add_days(1).ok().map(|next| (next, last));
        further = 2 * further + 7;
    }
    let Paged { items, more } = page.cut(found);
    let staff: Vec<StaffId> = items.iter().map(|slot| slot.counsellor).collect();
    let staff = names::of_staff(tx, &staff)?;
    let items = items.into_iter().map(|slot| Item {
        counsellor: staff.get(&slot.counsellor).cloned(),
        slot,
    });
    Ok(Paged {
        items: items.collect(),
        more,
    })
}

/// Each of these days: whether somebody can be booked, or why not.
pub fn days(tx: &mut Tx<'_>, wish: &Wish, days: (Day, Day)) -> Result<Vec<OfDay>, Error> {
    reach::of(tx, Action::FindSlots)?;
    search(tx, wish, days, |search, moment| search.days(days, moment))
}

/// Does something with all that a search of these days goes by: whole weeks of it, because a week is
/// what somebody's load is counted by.
fn search<T>(
    tx: &mut Tx<'_>,
    wish: &Wish,
    (from, to): (Day, Day),
    deed: impl FnOnce(&Search<'_>, &Moment<'_>) -> T,
) -> Result<T, Error> {
    let first = week_of(from).map_or(from, |week| week.from());
    let last = week_of(to).and_then(|week| week.to()).unwrap_or(to);
    let staff = receiving(tx, wish, (first, last))?;
    let plans = availabilities::plans(tx, &staff, first, last)?;
    let along = along(tx, wish)?;
    let mut rooms = rooms_of(&plans);
    rooms.extend(along.as_ref().map(|room| room.id));
    let features = features(tx, &rooms)?;
    // A night before and after: days are counted there, and instants in UTC.
    let begin = first.date().and_time(chrono::NaiveTime::MIN).and_utc() - TimeDelta::days(1);
    let end = last.date().and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::days(2);
    let not = wish.moving.as_ref().map(|moving| moving.id);
    let mut taken = taken(tx, &staff, (begin, end), not)?;
    let rooms = taken_rooms(tx, &rooms, (begin, end), not)?;
    let candidates = plans.into_iter().map(|plan| Candidate {
        taken: taken.remove(&plan.colleague.staff).unwrap_or_default(),
        plan,
    });
    let search = Search {
        wanted: Wanted {
            service: &wish.service,
            office: wish.office,
            mode: wish.mode,
            language: wish.language.clone(),
            needs: wish.needs.clone(),
            moving: wish.moving.as_ref().map(|appointment| Moving {
                appointment,
                room: along.as_ref(),
            }),
        },
        candidates: candidates.collect(),
        rooms,
        features,
        zone: tx.actor().zone,
    };
    tx.decide(|_, moment| deed(&search, moment))
}

/// The room that goes along with an appointment that is to be moved.
fn along(tx: &mut Tx<'_>, wish: &Wish) -> Result<Option<Room>, Error> {
    let moving = wish.moving.as_ref();
    let room = moving.and_then(|moving| moving.room_along(wish.office, Some(wish.mode)));
    room.map(|room| stored_rooms::get(tx, room)).transpose()
}

/// Who receives people at the office in these weeks.
fn receiving(tx: &mut Tx<'_>, wish: &Wish, (from, to): (Day, Day)) -> Result<Vec<StaffId>, Error> {
    let (from, to) = (NaiveDate::from(from), NaiveDate::from(to));
    let office = Uid::from(wish.office);
    let goes_on = { hours::valid_to.is_null() }.or(hours::valid_to.ge(from));
    let weekly: Vec<Uid> = hours::table
        .filter(hours::organisation_id.eq(tx.org()))
        .filter(hours::office_id.eq(office))
        .filter(hours::valid_from.le(to))
        .filter(goes_on)
        .select(hours::staff_id)
        .distinct()
        .load(tx.conn())?;
    let besides: Vec<Uid> = exceptions::table
        .filter(exceptions::organisation_id.eq(tx.org()))
        .filter(exceptions::office_id.eq(Some(office)))
        .filter(exceptions::day.between(from, to))
        .select(exceptions::staff_id)
        .distinct()
        .load(tx.conn())?;
    let all: BTreeSet<Uid> = weekly.into_iter().chain(besides).collect();
    let all = all.into_iter().map(StaffId::from);
    Ok(all
        .filter(|staff| wish.counsellor.is_none_or(|only| only == *staff))
        .collect())
}

/// The rooms in which these colleagues receive people.
fn rooms_of(plans: &[Plan]) -> BTreeSet<RoomId> {
    let of_plan = |plan: &Plan| -> Vec<RoomId> {
        let weekly = plan.hours.iter().filter_map(|hours| hours.terms.room);
        let besides = plan.exceptions.iter().filter_map(|one| match &one.change {
            OnTheDay::Absent(_) => None,
            OnTheDay::Extra(extra) => extra.room,
        });
        weekly.chain(besides).collect()
    };
    plans.iter().flat_map(of_plan).collect()
}

fn features(
    tx: &mut Tx<'_>,
    ids: &BTreeSet<RoomId>,
) -> Result<BTreeMap<RoomId, BTreeSet<RoomFeature>>, Error> {
    let rows: Vec<(Uid, String)> = rooms::table
        .filter(rooms::organisation_id.eq(tx.org()))
        .filter(rooms::id.eq_any(filled(ids.iter().copied().map(Uid::from))))
        .select((rooms::id, rooms::features))
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(id, features)| Ok((id.into(), listed(&features, "room feature")?)))
        .collect()
}

/// What of these colleagues is taken between two instants, by any appointment but that one, or by a
/// group that they lead. It is read from these themselves: of what they take there is a row for every five minutes.
fn taken(
    tx: &mut Tx<'_>,
    staff: &[StaffId],
    (begin, end): (DateTime<Utc>, DateTime<Utc>),
    not: Option<AppointmentId>,
) -> Result<BTreeMap<StaffId, Vec<Taken>>, Error> {
    let rows: Vec<Row> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::counsellor_id.eq_any(filled(staff.iter().copied().map(Uid::from))))
        .filter(appointments::starts_at.ge(Instant::from(begin)))
        .filter(appointments::starts_at.lt(Instant::from(end)))
        .select(Row::as_select())
        .load(tx.conn())?;
    let mut taken: BTreeMap<StaffId, Vec<Taken>> = BTreeMap::new();
    for row in &rows {
        let appointment = row.appointment()?;
        if appointment.occupies() && not != Some(appointment.id) {
            let is_work = matches!(
                appointment.state,
                AppointmentState::Booked | AppointmentState::Held { .. }
            );
            let span = appointment.span;
            let of_staff = taken.entry(appointment.place.counsellor).or_default();
            of_staff.push(Taken { span, is_work });
        }
    }
    for (staff, span) in groups::led_by(tx, staff, (begin, end))? {
        let of_staff = taken.entry(staff).or_default();
        of_staff.push(Taken {
            span,
            is_work: true,
        });
    }
    Ok(taken)
}

/// When these rooms are taken between two instants, by any appointment but that one, or by a group.
fn taken_rooms(
    tx: &mut Tx<'_>,
    ids: &BTreeSet<RoomId>,
    (begin, end): (DateTime<Utc>, DateTime<Utc>),
    not: Option<AppointmentId>,
) -> Result<BTreeMap<RoomId, Vec<Span>>, Error> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let meets = groups::held_in(tx, ids.iter().copied(), (begin, end))?;
    let ids = ids.iter().map(|id| Some(Uid::from(*id)));
    let rows: Vec<Row> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::room_id.eq_any(filled(ids)))
        .filter(appointments::starts_at.ge(Instant::from(begin)))
        .filter(appointments::starts_at.lt(Instant::from(end)))
        .select(Row::as_select())
        .load(tx.conn())?;
    let mut taken: BTreeMap<RoomId, Vec<Span>> = BTreeMap::new();
    for row in &rows {
        let appointment = row.appointment()?;
        let counts = appointment.occupies() && not != Some(appointment.id);
        if let Some(room) = appointment.place.room.filter(|_| counts) {
            taken.entry(room).or_default().push(appointment.span);
        }
    }
    for (room, span) in meets {
        taken.entry(room).or_default().push(span);
    }
    Ok(taken)
}
