//! Booking, and what stands against it.

use super::*;
use crate::appointments::samples::closed;
use crate::availabilities::{Availability, Plan};
use crate::kernel::Period;
use crate::rooms::{Room, RoomKind, RoomTerms};
use crate::services::{BookedBy, Service, ServiceMode};

fn with_service(change: impl FnOnce(&mut Service)) -> NewAppointment {
    let mut service = service();
    change(&mut service);
    NewAppointment {
        service: Named::Known(service),
        ..new(MONDAY)
    }
}

fn with_plan(starts: &str, change: impl FnOnce(&mut Plan)) -> NewAppointment {
    let mut asked = new(starts);
    let Named::Known(plan) = &mut asked.time.counsellor else {
        unreachable!("the sample has a counsellor");
    };
    change(plan);
    asked
}

fn room(n: u128, kind: RoomKind, closed_on: Option<&str>) -> Named<Room> {
    Named::Known(Room {
        id: id(n),
        office: id(7),
        kind,
        parent: None,
        terms: RoomTerms {
            label: "Sala 2".parse().unwrap(),
            places: 1,
            features: Vec::new(),
            closed_on: closed_on.map(day),
        },
        version: Version::FIRST,
    })
}

#[test]
fn an_hour_is_booked_with_the_room_of_the_hours() {
    let appointment = booked();
    assert_eq!(appointment.status(), AppointmentStatus::Booked);
    assert_eq!(appointment.place.room, Some(id(20)));
    assert_eq!(appointment.place.mode, AppointmentMode::InPerson);
    assert_eq!(appointment.span.ends(), at("2026-03-09T10:00:00Z"));
    assert_eq!(appointment.pending(at(NOW)), Some(id(30)));
    assert_eq!(
        (appointment.uid, appointment.sequence),
        (id::<()>(9).uuid(), 0)
    );
    assert!(appointment.occupies());
    let mut elsewhere = new(MONDAY);
    elsewhere.time.room = Some(room(21, RoomKind::Room, None));
    let appointment = book(&desk(), elsewhere).unwrap();
    assert_eq!(appointment.place.room, Some(id(21)));
    let free = with_service(|service| service.terms.once_pending = false);
    assert_eq!(book(&desk(), free).unwrap().pending(at(NOW)), None);
}

#[test]
fn an_appointment_is_to_come_until_it_is_over() {
    let appointment = booked();
    for (now, is_to_come) in [
        ("2026-03-09T09:00:00Z", true),
        ("2026-03-09T09:59:59Z", true),
        ("2026-03-09T10:00:00Z", false),
        ("2026-03-10T09:00:00Z", false),
    ] {
        assert_eq!(appointment.pending(at(now)).is_some(), is_to_come, "{now}");
    }
}

#[test]
fn what_does_not_fit_is_told_at_once() {
    let mut wrong = new("2026-03-09T09:01:00Z");
    wrong.person = Named::Unknown;
    wrong.case = Some(Named::Unknown);
    wrong.time.office = id(8);
    wrong.time.room = Some(Named::Unknown);
    wrong.time.counsellor = Named::Unknown;
    assert_eq!(
        told(book(&desk(), wrong)),
        "invalid: /individual_id unknown_reference, /case_id unknown_reference, \
         /office_id unknown_reference, /counsellor_id unknown_reference, \
         /starts_at off_the_grid, /room_id unknown_reference"
    );
    let nobody = staff(5, &[Role::Administrator], &[7]);
    let refused = book(&nobody, new(MONDAY)).unwrap_err();
    assert_eq!(refused, Refusal::NotPermitted {});
}

#[test]
fn a_service_is_booked_as_it_is_held() {
    let blocked = with_service(|service| service.terms.blocked = true);
    assert_eq!(
        told(book(&desk(), blocked)),
        "invalid: /service_id service_blocked"
    );
    let groups = with_service(|service| service.terms.mode = ServiceMode::Group);
    assert_eq!(
        told(book(&desk(), groups)),
        "invalid: /service_id service_for_groups"
    );
    let mut afar = with_service(|service| service.terms.mode = ServiceMode::Phone);
    afar.time.mode = Some(AppointmentMode::InPerson);
    assert_eq!(told(book(&desk(), afar)), "invalid: /mode mode_not_offered");
    let mut afar = new(MONDAY);
    afar.time.mode = Some(AppointmentMode::Online);
    assert_eq!(told(book(&desk(), afar.clone())), "outside_hours");
    afar.time.room = Some(room(21, RoomKind::Room, None));
    assert_eq!(
        told(book(&desk(), afar)),
        "invalid: /room_id not_applicable"
    );
    let mut online = with_plan(MONDAY, |plan| plan.hours[0].terms.remote = true);
    online.time.mode = Some(AppointmentMode::Online);
    assert_eq!(book(&desk(), online).unwrap().place.room, None);
}

#[test]
fn a_room_is_one_of_the_office_that_is_open_then() {
    let told_of = |room| {
        let mut asked = new(MONDAY);
        asked.time.room = Some(room);
        told(book(&desk(), asked))
    };
    let elsewhere = "invalid: /room_id room_elsewhere";
    assert_eq!(told_of(room(21, RoomKind::Workstation, None)), elsewhere);
    let shut = "invalid: /room_id room_closed";
    assert_eq!(told_of(room(21, RoomKind::Room, Some("2026-03-09"))), shut);
    assert_eq!(told_of(room(21, RoomKind::Room, Some("2026-03-10"))), "");
}

#[test]
fn a_case_is_a_running_one_of_the_person() {
    let told_of = |case: Case| {
        let case = Some(Named::Known(case));
        told(book(
            &desk(),
            NewAppointment {
                case,
                ..new(MONDAY)
            },
        ))
    };
    assert_eq!(told_of(case()), "");
    let other = Case {
        individual: id(41),
        ..case()
    };
    let another = "invalid: /case_id case_of_another_person";
    assert_eq!(told_of(other), another);
    let closed = Case {
        state: CaseState::Closed {
            outcome: crate::cases::CaseOutcome::Moved {},
        },
        ..case()
    };
    assert_eq!(told_of(closed), "invalid: /case_id case_closed");
}

#[test]
fn every_finding_of_a_refused_booking_is_told_at_once() {
    let mut asked = with_plan("2026-03-05T15:00:00Z", |_| {});
    let mut dear = service();
    dear.terms.booked_by = BookedBy::Counsellor;
    dear.terms.figures.cap_minutes = Some(600);
    dear.terms.figures.person_cap_minutes = Some(120);
    asked.service = Named::Known(dear);
    asked.time.used = Used {
        all: 541,
        person: 61,
    };
    asked.person = Named::Known(Person {
        whom: Whom {
            objected_on: Some(day("2026-02-01")),
            ..Whom::default()
        },
        ..whom()
    });
    let all = "booked_by margin cap person_cap outside_hours no_contact";
    assert_eq!(told(book(&desk(), asked.clone())), all);
    // Nobody acknowledges what the organisation gave to others to book.
    let every = all.split(' ').map(|rule| format!("appointment.{rule}"));
    asked.time.acknowledged = every.collect();
    assert_eq!(told(book(&desk(), asked.clone())), all);
    let booked = book(&counsellor(), asked);
    assert_eq!(told(booked), "");
}

/// The same with hours on every day of the week.
fn on_any_day(starts: &str) -> NewAppointment {
    with_plan(starts, |plan| {
        let days = (0_u8..7).map(|n| Weekday::try_from(n).unwrap());
        plan.hours = days.map(|day| hours(3, day, "09:00", "18:00")).collect();
    })
}

#[test]
fn days_ahead_are_those_of_the_service() {
    for (starts, rules) in [
        ("2026-03-05T08:55:00Z", "begun"),
        ("2026-03-05T09:00:00Z", "margin"),
        ("2026-03-06T09:00:00Z", ""),
        ("2026-05-04T09:00:00Z", ""),
        ("2026-05-05T09:00:00Z", "ahead"),
    ] {
        assert_eq!(told(book(&desk(), on_any_day(starts))), rules, "{starts}");
    }
    let mut acknowledged = on_any_day("2026-03-05T09:00:00Z");
    acknowledged.time.acknowledged = vec!["appointment.margin".to_owned()];
    let told = when(NOW, |moment| {
        Appointment::book(&desk(), acknowledged, moment)
    });
    let (_, events) = told.unwrap().into_parts();
    let Fact::AppointmentBooked { acknowledged, .. } = &events[0].fact else {
        panic!("another fact");
    };
    assert_eq!(acknowledged, &["appointment.margin"]);
}

#[test]
fn facts_tell_the_hour_as_the_clock_of_the_organisation_shows_it() {
    for (starts, told) in [
        // Before the clock is changed, and after it.
        ("2026-03-27T09:00:00Z", "2026-03-27T10:00:00+01:00"),
        ("2026-03-30T08:00:00Z", "2026-03-30T10:00:00+02:00"),
    ] {
        let booked = when(NOW, |moment| {
            Appointment::book(&desk(), on_any_day(starts), moment)
        });
        let (_, events) = booked.unwrap().into_parts();
        let Fact::AppointmentBooked { starts_at, .. } = &events[0].fact else {
            panic!("another fact");
        };
        assert_eq!(starts_at, told);
    }
}

#[test]
fn an_hour_is_one_of_the_counsellor_on_a_day_on_which_the_office_is_open() {
    for (starts, rules) in [
        // From nine to one on Mondays.
        ("2026-03-09T07:55:00Z", "outside_hours"),
        ("2026-03-09T08:00:00Z", ""),
        ("2026-03-09T11:00:00Z", ""),
        ("2026-03-09T11:05:00Z", "outside_hours"),
        ("2026-03-10T09:00:00Z", "outside_hours"),
        // Easter Monday; the Monday after the clock was changed.
        ("2026-04-06T08:00:00Z", "holiday"),
        ("2026-03-30T07:00:00Z", ""),
        ("2026-03-30T06:55:00Z", "outside_hours"),
    ] {
        assert_eq!(told(book(&desk(), new(starts))), rules, "{starts}");
    }
    let shut = |on| with_plan(MONDAY, |plan| plan.closures = vec![closed(on)]);
    assert_eq!(told(book(&desk(), shut("2026-03-09"))), "closed");
    assert_eq!(told(book(&desk(), shut("2026-03-10"))), "");
    let others = with_plan(MONDAY, |plan| plan.hours[0].terms.services = vec![id(31)]);
    assert_eq!(told(book(&desk(), others)), "outside_hours");
    let elsewhere = with_plan(MONDAY, |plan| plan.hours[0].terms.office = id(8));
    assert_eq!(told(book(&desk(), elsewhere)), "outside_hours");
}

#[test]
fn a_holiday_that_is_to_be_confirmed_warns() {
    let ask = |now: &str| {
        let mut asked = on_any_day("2027-10-04T09:00:00Z");
        asked.time.acknowledged = vec!["appointment.holiday".to_owned()];
        when(now, |moment| Appointment::book(&desk(), asked, moment))
    };
    assert_eq!(told(ask("2027-09-30T09:00:00Z")), "");
    let mut christmas = on_any_day("2026-12-25T09:00:00Z");
    christmas.time.acknowledged = vec!["appointment.holiday".to_owned()];
    let refused = when("2026-12-01T09:00:00Z", |moment| {
        Appointment::book(&desk(), christmas, moment)
    });
    assert_eq!(told(refused), "holiday");
}

#[test]
fn caps_are_reached_and_not_passed() {
    for (all, person, rules) in [
        (540, 60, ""),
        (541, 60, "cap"),
        (540, 61, "person_cap"),
        (u32::MAX, 0, "cap"),
    ] {
        let mut asked = with_service(|service| {
            service.terms.figures.cap_minutes = Some(600);
            service.terms.figures.person_cap_minutes = Some(120);
        });
        asked.time.used = Used { all, person };
        assert_eq!(told(book(&desk(), asked)), rules, "{all} {person}");
    }
}

#[test]
fn a_service_is_booked_by_those_whom_the_organisation_names() {
    let coordinator = staff(2, &[Role::Coordinator], &[7]);
    for (by, desk_may, counsellor_may, coordinator_may) in [
        (BookedBy::Staff, true, true, true),
        (BookedBy::Desk, true, false, true),
        (BookedBy::Counsellor, false, true, true),
    ] {
        for (actor, may) in [
            (desk(), desk_may),
            (counsellor(), counsellor_may),
            (coordinator.clone(), coordinator_may),
        ] {
            let asked = with_service(|service| service.terms.booked_by = by);
            let rules = if may { "" } else { "booked_by" };
            assert_eq!(told(book(&actor, asked)), rules, "{by}");
        }
    }
}

#[test]
fn whoever_asked_not_to_be_contacted_or_died_is_not_just_booked() {
    let told_of = |whom: Whom, case: Option<Case>| {
        let person = Named::Known(Person { id: id(40), whom });
        let case = case.map(Named::Known);
        let asked = NewAppointment {
            person,
            case,
            ..new(MONDAY)
        };
        told(book(&desk(), asked))
    };
    let objected = |on| Whom {
        objected_on: Some(day(on)),
        ..Whom::default()
    };
    assert_eq!(told_of(objected("2026-01-09"), None), "no_contact");
    // Whoever came for a case after that wants to be met in it.
    assert_eq!(told_of(objected("2026-01-09"), Some(case())), "");
    assert_eq!(told_of(objected("2026-01-10"), Some(case())), "no_contact");
    let dead = Whom {
        is_dead: true,
        ..Whom::default()
    };
    assert_eq!(told_of(dead, Some(case())), "deceased");
}

#[test]
fn nobody_closes_over_people_who_are_booked_without_seeing_how_many() {
    let acknowledged = ["availability.booked".to_owned()];
    let closing = || {
        let fact = Fact::ClosureSet {
            from: "2026-03-09".to_owned(),
            to: "2026-03-09".to_owned(),
            acknowledged: Vec::new(),
        };
        Changed::new((), About::thing("closure", id::<()>(50)).says(fact))
    };
    for (booked, rules) in [
        (0, ""),
        (1, "availability.booked"),
        (8, "availability.booked"),
    ] {
        assert_eq!(told(close_over(closing(), booked, &[])), rules, "{booked}");
        // What somebody saw belongs in the log.
        let closed = close_over(closing(), booked, &acknowledged).unwrap();
        let Fact::ClosureSet { acknowledged, .. } = &closed.events()[0].fact else {
            unreachable!("it is a closure");
        };
        assert_eq!(acknowledged.concat(), rules);
    }
}

#[test]
fn whoever_is_booked_in_hours_that_go_is_counted() {
    let before = plan(3, vec![hours(3, Weekday::Mon, "09:00", "13:00")]);
    let to_come = [booked()];
    for (from, to, left) in [
        ("09:00", "13:00", 0),
        ("10:00", "11:00", 0),
        ("10:00", "10:55", 1),
        ("10:05", "13:00", 1),
    ] {
        let after = plan(3, vec![hours(3, Weekday::Mon, from, to)]);
        assert_eq!(left_out(&before, &after, &to_come), left, "{from} {to}");
    }
    let mut ended = before.clone();
    let left = |last| {
        let valid = Period::new(day("2026-01-01"), Some(day(last))).unwrap();
        let shorter = Availability {
            valid,
            ..hours(3, Weekday::Mon, "09:00", "13:00")
        };
        ended.become_of(id(103), Some(shorter));
        left_out(&before, &ended, &to_come)
    };
    assert_eq!(["2026-03-09", "2026-03-08"].map(left), [0, 1]);
    let mut gone = before.clone();
    gone.become_of(id(103), None);
    assert_eq!(left_out(&before, &gone, &to_come), 1);
    // Hours of another service, elsewhere, or from afar alone do not do instead.
    let mut other = before.clone();
    other.hours[0].terms.office = id(8);
    assert_eq!(left_out(&before, &other, &to_come), 1);
    other.hours[0].terms.office = id(7);
    other.hours[0].terms.services = vec![id(31)];
    assert_eq!(left_out(&before, &other, &to_come), 1);
    // Who was booked outside of all hours loses none.
    assert_eq!(left_out(&gone, &ended, &to_come), 0);
}

#[test]
fn facts_of_before_tell_of_nothing_that_was_acknowledged() {
    for old in [
        r#"{"kind":"appointment_restored"}"#,
        r#"{"kind":"closure_set","from":"2026-03-09","to":"2026-03-09"}"#,
        r#"{"kind":"room_replaced","version":2}"#,
        r#"{"kind":"staff_disabled"}"#,
    ] {
        let fact: Fact = serde_json::from_str(old).unwrap();
        let written = serde_json::to_string(&fact).unwrap();
        assert!(written.contains(r#""acknowledged":[]"#), "{written}");
    }
}
