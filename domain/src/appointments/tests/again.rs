//! Another hour, the hour after all, and what was said by mistake.

use super::steps::{AFTER, BEFORE, BEGUN, cancelled, concluded, excused, state};
use super::*;
use crate::appointments::samples::closed;
use crate::availabilities::Plan;
use crate::rooms::{Room, RoomKind, RoomTerms};
use crate::services::{Service, ServiceMode};

/// Who receives people on Mondays from nine to one.
fn mondays() -> Plan {
    plan(3, vec![hours(3, Weekday::Mon, "09:00", "13:00")])
}

/// All as it was at the booking.
pub(super) fn around() -> Restoration {
    Restoration {
        service: service(),
        plan: mondays(),
        room: None,
        used: Used::default(),
        whom: Whom::default(),
        acknowledged: Vec::new(),
    }
}

fn dead() -> Whom {
    Whom {
        is_dead: true,
        ..Whom::default()
    }
}

fn objected() -> Whom {
    Whom {
        objected_on: Some(day("2026-03-06")),
        ..Whom::default()
    }
}

fn ended() -> Case {
    Case {
        state: CaseState::Closed {
            outcome: crate::cases::CaseOutcome::Moved {},
        },
        ..case()
    }
}

fn shifted(
    old: Appointment,
    (to, service): (NewTime, &Service),
    of: (Whom, Option<&Case>),
    now: &str,
) -> Result<Moved, Refusal> {
    let why = (ChangeReason::CannotCome, None);
    let moved = when(now, |moment| {
        old.shift(&desk(), (to, service), of, why, moment)
    });
    moved.map(|changed| changed.into_parts().0)
}

fn moved(now: &str, starts: &str) -> Result<Moved, Refusal> {
    let of = (Whom::default(), None);
    shifted(booked(), (time(10, starts), &service()), of, now)
}

#[test]
fn a_move_chains_and_may_overlap_itself() {
    let Moved { old, new } = moved(BEFORE, "2026-03-09T09:15:00Z").unwrap();
    assert_eq!(old.appointment.status(), AppointmentStatus::Moved);
    assert!(!old.appointment.occupies() && new.occupies());
    assert_eq!(new.previous, Some(id(9)));
    assert_eq!((new.uid, new.sequence), (id::<()>(9).uuid(), 1));
    assert!(old.appointment.sequence < new.sequence);
    assert_eq!((new.individual, &new.note), (id(40), &booked().note));
    assert!(new.span.overlaps(&booked().span));
    // A day before at the latest, to another hour, and none that has begun.
    let late = moved("2026-03-08T09:00:01Z", "2026-03-09T10:00:00Z");
    assert_eq!(told(late), "late_move");
    let same = moved(BEFORE, MONDAY);
    assert_eq!(told(same), "invalid: /starts_at same_hour");
    assert_eq!(told(moved(BEGUN, "2026-03-16T09:00:00Z")), "move: begun");
}

#[test]
fn a_move_keeps_what_was_promised() {
    let mut asked = new(MONDAY);
    asked.time.mode = Some(AppointmentMode::Phone);
    asked.time.acknowledged = vec!["appointment.outside_hours".to_owned()];
    let by_phone = book(&desk(), asked).unwrap();
    // The service is longer by now, held otherwise, and asks for something else.
    let mut other = service();
    other.terms.figures.minutes = 90;
    other.terms.once_pending = false;
    other.terms.blocked = true;
    other.terms.mode = ServiceMode::Group;
    other.terms.figures.move_until_hours = 336;
    let to = |mode| NewTime {
        mode,
        acknowledged: vec!["appointment.outside_hours".to_owned()],
        ..time(10, "2026-03-16T09:00:00Z")
    };
    let go = |old: &Appointment, mode| {
        let of = (Whom::default(), None);
        shifted(old.clone(), (to(mode), &other), of, BEFORE)
    };
    let new = go(&by_phone, None).unwrap().new;
    assert_eq!(new.place.mode, AppointmentMode::Phone);
    assert_eq!(new.place.room, None);
    assert_eq!(new.span.ends(), at("2026-03-16T10:00:00Z"));
    assert!(new.is_once);
    let in_person = go(&booked(), None).unwrap().new;
    assert_eq!(in_person.place.mode, AppointmentMode::InPerson);
    assert_eq!(in_person.place.room, Some(id(20)));
    // What nobody promised is as the service is held by now.
    let otherwise = go(&by_phone, Some(AppointmentMode::Online));
    assert_eq!(told(otherwise), "invalid: /mode mode_not_offered");
}

#[test]
fn a_room_that_somebody_named_goes_along_as_long_as_both_still_meet_there() {
    let mut asked = new(MONDAY);
    let quiet = Room {
        id: id(21),
        ..room_until("2100-12-31")
    };
    asked.time.room = Some(Named::Known(quiet));
    let named = book(&desk(), asked.clone()).unwrap();
    assert!(named.is_room_named);
    for (office, mode, along) in [
        (7, None, Some(id(21))),
        (7, Some(AppointmentMode::InPerson), Some(id(21))),
        (7, Some(AppointmentMode::Phone), None),
        (8, None, None),
    ] {
        assert_eq!(named.room_along(id(office), mode), along, "{office}");
    }
    // Whoever names the room of the hours, or none, wants none for itself.
    asked.time.room = Some(Named::Known(room_until("2100-12-31")));
    for of_the_hours in [booked(), book(&desk(), asked).unwrap()] {
        assert_eq!(of_the_hours.place.room, Some(id(20)));
        assert_eq!(of_the_hours.room_along(id(7), None), None);
    }
}

#[test]
fn the_minutes_that_were_promised_count_against_the_caps() {
    let mut short = service();
    short.terms.figures.minutes = 30;
    short.terms.figures.person_cap_minutes = Some(120);
    for (person, rules) in [(60, ""), (61, "person_cap")] {
        let to = NewTime {
            used: Used { all: 0, person },
            ..time(10, "2026-03-16T09:00:00Z")
        };
        let of = (Whom::default(), None);
        let moved = shifted(booked(), (to, &short), of, BEFORE);
        assert_eq!(told(moved), rules, "{person}");
    }
}

#[test]
fn person_and_case_are_judged_again_at_a_move() {
    let (running, ended) = (case(), ended());
    for (whom, case, rules) in [
        (Whom::default(), Some(&running), ""),
        (dead(), None, "deceased"),
        (objected(), Some(&running), "no_contact"),
        (Whom::default(), Some(&ended), "case_closed"),
        (dead(), Some(&ended), "deceased case_closed"),
    ] {
        let to = (time(10, "2026-03-16T09:00:00Z"), &service());
        assert_eq!(told(shifted(booked(), to, (whom, case), BEFORE)), rules);
    }
}

#[test]
fn what_was_called_off_is_taken_back_before_it_begins() {
    let off = cancelled(BEFORE, Side::Person, ChangeReason::Other).unwrap();
    let back = |now| {
        let again = off.clone();
        state(when(now, |moment| {
            again.restore(&desk(), None, around(), moment)
        }))
    };
    let restored = back(BEFORE).unwrap();
    assert_eq!(restored.status(), AppointmentStatus::Booked);
    assert_eq!((restored.sequence, restored.records), (2, 2));
    assert_eq!(restored.pending(at(BEFORE)), Some(id(30)));
    assert_eq!(told(back(BEGUN)), "restore: begun");
}

#[test]
fn an_hour_is_given_back_only_where_it_still_fits() {
    let off = cancelled(BEFORE, Side::Us, ChangeReason::Other).unwrap();
    let back = |case: Option<&Case>, change: &dyn Fn(&mut Restoration)| {
        let mut around = around();
        change(&mut around);
        let again = off.clone();
        told(when(BEFORE, |moment| {
            again.restore(&desk(), case, around, moment)
        }))
    };
    assert_eq!(back(Some(&case()), &|_| {}), "");
    assert_eq!(back(Some(&ended()), &|_| {}), "case_closed");
    assert_eq!(back(None, &|around| around.whom = dead()), "deceased");
    assert_eq!(back(None, &|around| around.whom = objected()), "no_contact");
    let shut = |around: &mut Restoration| around.plan.closures = vec![closed("2026-03-09")];
    assert_eq!(back(None, &shut), "closed");
    let nowhere = |around: &mut Restoration| around.plan.hours.clear();
    assert_eq!(back(None, &nowhere), "outside_hours");
    // With whoever receives nobody there any more nobody is expected, whatever is acknowledged.
    let nobody = "invalid: /counsellor_id receives_nobody";
    let left = |around: &mut Restoration| {
        around.plan.colleague.disabled = true;
        around.acknowledged = vec!["appointment.outside_hours".to_owned()];
    };
    assert_eq!(back(None, &left), nobody);
    let elsewhere = |around: &mut Restoration| around.plan.colleague.offices = vec![id(8)];
    assert_eq!(back(None, &elsewhere), nobody);
    let desk = |around: &mut Restoration| around.plan.colleague.roles = vec![Role::DeskOperator];
    assert_eq!(back(None, &desk), nobody);
    let acknowledged = |around: &mut Restoration| {
        around.plan.hours.clear();
        around.acknowledged = vec!["appointment.outside_hours".to_owned()];
    };
    assert_eq!(back(None, &acknowledged), "");
    for (person, rules) in [(60, ""), (61, "person_cap")] {
        let used = |around: &mut Restoration| {
            around.service.terms.figures.person_cap_minutes = Some(120);
            around.used.person = person;
        };
        assert_eq!(back(None, &used), rules);
    }
    for (on, rules) in [("2026-03-10", ""), ("2026-03-09", "room_closed")] {
        let room = |around: &mut Restoration| around.room = Some(room_until(on));
        assert_eq!(back(None, &room), rules);
    }
    // The days ahead are those of the booking: what was promised may begin in an hour.
    let soon = |around: &mut Restoration| around.service.terms.figures.margin_days = 10;
    assert_eq!(back(None, &soon), "");
}

/// The room of the hours, closed from this day on.
fn room_until(closed_on: &str) -> Room {
    Room {
        id: id(20),
        office: id(7),
        kind: RoomKind::Room,
        parent: None,
        terms: RoomTerms {
            label: "Sala 2".parse().unwrap(),
            places: 1,
            features: Vec::new(),
            closed_on: Some(day(closed_on)),
        },
        version: Version::FIRST,
    }
}

/// Takes back what was said of it.
fn reopened(appointment: &Appointment, actor: &Actor, now: &str) -> Result<Appointment, Refusal> {
    let reopening = Reopening {
        because: "Era un\u{2019}altra persona.".parse().unwrap(),
        acknowledged: Vec::new(),
    };
    state(when(now, |moment| {
        appointment.clone().reopen(actor, None, reopening, moment)
    }))
}

#[test]
fn who_was_called_off_and_came_is_closed_by_whoever_received_them() {
    for (side, reason) in [
        (Side::Person, ChangeReason::CannotCome),
        (Side::Us, ChangeReason::CounsellorAway),
    ] {
        let off = cancelled(BEFORE, side, reason).unwrap();
        let early = reopened(&off, &counsellor(), "2026-03-09T08:59:59Z");
        assert_eq!(told(early), "reopen: not_begun");
        let back = reopened(&off, &counsellor(), BEGUN).unwrap();
        assert_eq!(back.status(), AppointmentStatus::Booked);
        assert!(back.occupies());
        let refused = reopened(&off, &desk(), AFTER).unwrap_err();
        assert_eq!(refused, Refusal::NotPermitted {});
        // Ten days from the hour on, however long before it was called off.
        let until = reopened(&off, &counsellor(), "2026-03-19T22:59:59Z");
        assert_eq!(told(until), "");
        let late = reopened(&off, &counsellor(), "2026-03-19T23:00:00Z");
        assert_eq!(told(late), "late_reopening");
    }
    let late = cancelled(AFTER, Side::Us, ChangeReason::Other).unwrap();
    assert_eq!(told(reopened(&late, &counsellor(), AFTER)), "");
}

#[test]
fn an_absence_that_was_announced_by_mistake_is_taken_back_before_the_hour_by_whoever_books() {
    let excused = concluded(BEFORE, &desk(), excused(None)).unwrap();
    let back = |now| {
        let again = excused.clone();
        state(when(now, |moment| {
            again.restore(&desk(), None, around(), moment)
        }))
    };
    let restored = back(BEFORE).unwrap();
    assert_eq!(restored.status(), AppointmentStatus::Booked);
    assert!(restored.occupies());
    assert_eq!(restored.sequence, 2);
    assert_eq!(told(back(BEGUN)), "restore: begun");
    let early = reopened(&excused, &counsellor(), BEFORE);
    assert_eq!(told(early), "reopen: not_begun");
    assert_eq!(told(reopened(&excused, &counsellor(), AFTER)), "");
}
