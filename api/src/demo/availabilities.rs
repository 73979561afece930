//! When and where the fictional colleagues receive people: a room or two at each desk, weekly hours
//! of everybody who follows people, a day on which they are otherwise, and a closure.

use chrono::Weekday;
use domain::actor::OfficeId;
use domain::availabilities::{Availability, Exception, NewChange, NewException, NewHours};
use domain::closures::{Closure, NewClosure};
use domain::kernel::{Calendar, Day, Named};
use domain::rooms::{NewRoom, Room, RoomFeature, RoomKind, RoomTerms};
use persistence::{Caller, Error, Store, Tx, availabilities, closures, organisations, rooms};
use strum::IntoEnumIterator;

use super::Failure;
use super::office::{Desk, Member, Opened};

/// Who receives people, at which desk, on which days, from when until when.
const HOURS: [(Member, Desk, &[Weekday], &str, &str); 4] = [
    (
        Member::Counsellor,
        Desk::Employment,
        &[Weekday::Mon, Weekday::Tue, Weekday::Thu, Weekday::Fri],
        "09:00",
        "12:30",
    ),
    (
        Member::Counsellor,
        Desk::Employment,
        &[Weekday::Tue, Weekday::Thu],
        "14:00",
        "17:00",
    ),
    (
        Member::YouthCounsellor,
        Desk::Informagiovani,
        &[Weekday::Mon, Weekday::Wed, Weekday::Fri],
        "14:00",
        "18:00",
    ),
    (
        Member::TargetedPlacementOfficer,
        Desk::TargetedPlacement,
        &[Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu],
        "08:30",
        "12:30",
    ),
];

/// When hours lie ahead of nobody: as many days from now the office closes for two.
const CLOSED_IN: u32 = 45;

fn caller(office: &Opened, member: Member) -> Caller {
    Caller {
        actor: office.actor(member),
        request_id: "demo-hours".to_owned(),
        purpose: None,
    }
}

/// A room with two workstations for whoever looks for work, at the employment desk only.
fn furnish(tx: &mut Tx<'_>, office: OfficeId, is_large: bool) -> Result<Room, Error> {
    let mut add = |kind, label: &str, places, features, parent| {
        let label = label.parse().map_err(|_| Error::Corrupt("room label"))?;
        let new = NewRoom {
            id: tx.new_id(),
            office: Named::Known(office),
            kind,
            parent,
            terms: RoomTerms {
                label,
                places,
                features,
                closed_on: None,
            },
        };
        let changed = Room::create(new, tx.actor())?;
        rooms::insert(tx, changed)
    };
    let features = vec![RoomFeature::StepFree, RoomFeature::Private];
    let met = add(RoomKind::Room, "Sala colloqui", 4, features, None)?;
    if is_large {
        let features = vec![RoomFeature::Computer, RoomFeature::Projector];
        let hall = add(RoomKind::Room, "Sala gruppi", 14, features, None)?;
        for label in ["Postazione 1", "Postazione 2"] {
            let parent = Some(Named::Known(hall.clone()));
            let features = vec![RoomFeature::Computer];
            add(RoomKind::Workstation, label, 1, features, parent)?;
        }
    }
    Ok(met)
}

/// Whoever coordinates the desks furnishes them and closes them for two days.
fn prepare(store: &Store, office: &Opened) -> Result<Vec<(Desk, Room)>, Failure> {
    let desks: Vec<(Desk, OfficeId)> = Desk::iter()
        .map(|desk| (desk, office.office(desk)))
        .collect();
    let label = "Chiusura per inventario".parse()?;
    let rooms = store.write(caller(office, Member::Coordinator), move |tx| {
        let late = || Error::Corrupt("clock");
        let from = tx.day()?.add_days(CLOSED_IN).map_err(|_| late())?;
        let new = NewClosure {
            id: tx.new_id(),
            office: None,
            from,
            to: from.add_days(1).map_err(|_| late())?,
            label: Clone::clone(&label),
        };
        let closure = Closure::set(new, tx.actor(), tx.day()?)?;
        closures::insert(tx, closure)?;
        let furnished = desks.iter().map(|(desk, office)| {
            let is_large = matches!(desk, Desk::Employment);
            Ok((*desk, furnish(tx, *office, is_large)?))
        });
        furnished.collect::<Result<Vec<_>, Error>>()
    })?;
    Ok(rooms)
}

/// Sets hours as whoever has them would.
fn set_hours(tx: &mut Tx<'_>, new: NewHours) -> Result<(), Error> {
    let staff = tx.actor().staff().ok_or(Error::NotFound)?;
    let colleague = availabilities::held(tx, staff)?;
    let others = availabilities::of_colleague(tx, staff)?;
    let around = availabilities::around(tx, &colleague)?;
    let changed = Availability::set(tx.new_id(), new, &others, around)?;
    availabilities::insert(tx, changed).map(drop)
}

/// The counsellor learns something on the next day that has hours.
fn be_absent(tx: &mut Tx<'_>, on: Day) -> Result<(), Error> {
    let staff = tx.actor().staff().ok_or(Error::NotFound)?;
    let colleague = availabilities::held(tx, staff)?;
    let corrupt = |_| Error::Corrupt("exception");
    let new = NewException {
        id: tx.new_id(),
        day: on,
        from: "09:00".parse().map_err(corrupt)?,
        to: "10:30".parse().map_err(corrupt)?,
        change: NewChange::Absent("training".parse().map_err(corrupt)?),
    };
    let calendar = Calendar::with_patron(organisations::get(tx)?.patron);
    let changed = Exception::set(new, &[], calendar, availabilities::around(tx, &colleague)?)?;
    availabilities::insert_exception(tx, changed).map(drop)
}

/// Rooms, a closure, and the hours of everybody who follows people.
pub(super) fn set(store: &Store, office: &Opened) -> Result<(), Failure> {
    let rooms = prepare(store, office)?;
    for (member, desk, days, from, to) in HOURS {
        let room = rooms.iter().find(|(of, _)| *of == desk);
        let room = room.map(|(_, room)| room.clone());
        let (office_id, (from, to)) = (office.office(desk), (from.parse()?, to.parse()?));
        store.write(caller(office, member), move |tx| {
            for weekday in days {
                let new = NewHours {
                    office: office_id,
                    room: room.clone().map(Named::Known),
                    weekday: *weekday,
                    from,
                    to,
                    valid_from: tx.day()?,
                    valid_to: None,
                    services: Vec::new(),
                    languages: Vec::new(),
                    remote: false,
                };
                set_hours(tx, new)?;
            }
            Ok(())
        })?;
    }
    store.write(caller(office, Member::Counsellor), |tx| {
        let next_week = tx.day()?.add_days(7);
        be_absent(tx, next_week.map_err(|_| Error::Corrupt("clock"))?)
    })?;
    Ok(())
}
