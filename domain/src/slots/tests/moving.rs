//! Another hour for an appointment that was promised.

use super::*;
use crate::appointments::AppointmentState;
use crate::rooms::{RoomKind, RoomTerms};

/// An hour from ten on that Monday with counsellor 3, in the room of the hours.
fn promised() -> Appointment {
    let starts = at("2026-03-09T09:00:00Z");
    Appointment {
        id: id(9),
        individual: id(40),
        case: None,
        service: id(30),
        is_once: true,
        move_until_hours: 24,
        place: Place {
            office: id(7),
            counsellor: id(3),
            room: Some(id(20)),
            mode: AppointmentMode::InPerson,
        },
        is_room_named: false,
        span: Span::new(starts, starts + TimeDelta::hours(1)).unwrap(),
        state: AppointmentState::Booked,
        state_at: at(NOW),
        note: None,
        remark: None,
        records: 0,
        booked_by: id(5),
        booked_at: at(NOW),
        previous: None,
        uid: id::<()>(9).uuid(),
        sequence: 0,
        version: crate::kernel::Version::FIRST,
    }
}

fn room(closed_on: Option<&str>) -> Room {
    Room {
        id: id(21),
        office: id(7),
        kind: RoomKind::Room,
        parent: None,
        terms: RoomTerms {
            label: "Sala 2".parse().unwrap(),
            places: 1,
            features: Vec::new(),
            closed_on: closed_on.map(day),
        },
        version: crate::kernel::Version::FIRST,
    }
}

#[test]
fn another_hour_is_as_long_as_it_was_promised_and_found_though_the_service_is_blocked() {
    let mut service = service();
    service.terms.figures.minutes = 120;
    service.terms.blocked = true;
    let old = promised();
    let mut one = search(&service, vec![candidate(3, "09:00", "12:00")]);
    assert_eq!(shown(&one, MONDAY), "");
    one.wanted.moving = Some(Moving {
        appointment: &old,
        room: None,
    });
    // Its own hour is no other one, and those that overlap it are.
    let others = "09:00 09:15 09:30 09:45 10:15 10:30 10:45 11:00";
    assert_eq!(shown(&one, MONDAY), others);
    let days = when(NOW, |moment| {
        one.days((day(MONDAY), day("2026-03-10")), moment)
    });
    assert_eq!(days[0].free, 8);
    assert_eq!(days[1].why, [WhyFull::NoHours]);
    // With somebody else the same hour is another one.
    let other = search(&service, vec![candidate(4, "09:00", "12:00")]);
    let other = Search {
        wanted: one.wanted.clone(),
        ..other
    };
    assert!(shown(&other, MONDAY).contains("10:00"));
}

#[test]
fn a_room_that_goes_along_is_free_and_open_at_the_other_hour() {
    let service = service();
    let old = promised();
    let mut one = search(&service, vec![candidate(3, "09:00", "11:00")]);
    let span = taken("2026-03-09T08:00:00Z", 60).span;
    one.rooms = BTreeMap::from([(id(21), vec![span])]);
    let open = room(Some("2026-03-16"));
    one.wanted.moving = Some(Moving {
        appointment: &old,
        room: Some(&open),
    });
    let slots = found(&one, NOW, MONDAY, "2026-03-16");
    let rooms: Vec<_> = slots.iter().map(|slot| slot.room).collect();
    // Ten is another hour in another room; the Monday after the room is closed.
    assert_eq!(rooms, [Some(id(21))]);
    one.wanted.needs = BTreeSet::from([RoomFeature::Quiet]);
    assert!(found(&one, NOW, MONDAY, MONDAY).is_empty());
    one.features = BTreeMap::from([(id(21), one.wanted.needs.clone())]);
    assert_eq!(found(&one, NOW, MONDAY, MONDAY).len(), 1);
}
