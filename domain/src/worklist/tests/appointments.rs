//! What is due because of appointments.

use super::*;
use crate::appointments::samples::{at, hours, plan, service};
use crate::appointments::{Appointment, AppointmentState, NewAppointment, NewTime, Person, Used};
use crate::follow_ups::Whom;
use crate::kernel::Named;
use crate::rulebook::Moment;

/// An hour of counsellor 3 at office 7 from this instant on.
fn booked(starts: &str) -> Appointment {
    let own = shipped();
    let moment = Moment {
        now: at("2026-03-05T09:00:00Z"),
        today: day("2026-03-05"),
        book: &own.0,
        chain: &own.1,
    };
    let days = (0_u8..7).map(|n| chrono::Weekday::try_from(n).unwrap());
    let all_day = days.flat_map(|day| {
        let halves = [("00:00", "12:00"), ("12:00", "24:00")];
        halves.map(|(from, to)| hours(3, day, from, to))
    });
    let new = NewAppointment {
        person: Named::Known(Person {
            id: id(40),
            whom: Whom::default(),
        }),
        case: None,
        service: Named::Known(service()),
        time: NewTime {
            id: id(9),
            office: id(7),
            counsellor: Named::Known(plan(3, all_day.collect())),
            room: None,
            mode: None,
            starts: at(starts),
            used: Used::default(),
            acknowledged: Vec::new(),
        },
        note: None,
    };
    let desk = staff(5, &[Role::DeskOperator], &[7]);
    let booked = Appointment::book(&desk, new, &moment);
    booked.unwrap().into_parts().0
}

#[test]
fn an_appointment_waits_for_its_counsellor_from_the_day_after_on() {
    let (shipped, mut appointment) = (shipped(), booked("2026-03-09T09:00:00Z"));
    let planner = planner(&shipped, "2026-03-05");
    let due = planner.of_appointment(&appointment, None);
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].reason, Reason::AppointmentToClose);
    assert_eq!(due[0].owner.staff(), Some(id(3)));
    assert_eq!(due[0].owner.office(), id(7));
    assert_eq!(
        (due[0].on, due[0].about),
        (day("2026-03-10"), day("2026-03-09"))
    );
    assert_eq!(due[0].in_time_until(), day("2026-03-10"));
    appointment.state = AppointmentState::Held {
        minutes: 60,
        outcome: None,
    };
    assert!(planner.of_appointment(&appointment, None).is_empty());
}

#[test]
fn who_handed_the_case_over_is_asked_only_of_what_was_still_to_come() {
    let (shipped, appointment) = (shipped(), booked("2026-03-09T09:00:00Z"));
    for (from, handed, is_left) in [
        (3, "2026-03-09T10:00:00Z", true),
        (3, "2026-03-09T09:59:59Z", false),
        (4, "2026-03-09T10:00:00Z", false),
    ] {
        let left = appointment.was_left_by(Some(id(from)), at(handed));
        assert_eq!(left, is_left, "{from} {handed}");
    }
    let planner = planner(&shipped, "2026-03-10");
    for counsellor in [Some(id(4)), None] {
        let heir = Keeper {
            office: id(8),
            counsellor,
        };
        let due = planner.of_appointment(&appointment, Some(heir));
        assert_eq!(due[0].owner, Owner::or_coordinator(id(8), counsellor));
        assert_eq!(due[0].on, day("2026-03-10"));
    }
}

#[test]
fn the_day_of_an_appointment_is_the_one_on_which_it_begins_there() {
    let shipped = shipped();
    let planner = planner(&shipped, "2026-03-05");
    for (starts, about) in [
        ("2026-03-09T22:55:00Z", "2026-03-09"),
        ("2026-03-09T23:00:00Z", "2026-03-10"),
    ] {
        let mut appointment = booked("2026-03-09T09:00:00Z");
        let starts = at(starts);
        let ends = starts + chrono::TimeDelta::hours(1);
        appointment.span = crate::kernel::Span::new(starts, ends).unwrap();
        let due = planner.of_appointment(&appointment, None);
        assert_eq!(due[0].about, day(about));
    }
}
