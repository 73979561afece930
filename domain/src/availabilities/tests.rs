use super::*;
use crate::actor::Role;
use crate::kernel::{Calendar, PatronDay};
use crate::rooms::{RoomKind, RoomTerms};
use crate::samples::{day, id, staff};
use crate::vocabulary::codes;

pub(super) const MONDAY: &str = "2026-03-02";

pub(super) fn colleague() -> Colleague {
    Colleague {
        staff: id(3),
        roles: vec![Role::Counsellor],
        offices: vec![id(7), id(8)],
        disabled: false,
    }
}

pub(super) fn time(text: &str) -> ClockTime {
    text.parse().unwrap()
}

pub(super) fn new(weekday: Weekday, from: &str, to: &str) -> NewHours {
    NewHours {
        office: id(7),
        room: None,
        weekday,
        from: time(from),
        to: time(to),
        valid_from: day(MONDAY),
        valid_to: None,
        services: Vec::new(),
        languages: Vec::new(),
        remote: false,
    }
}

pub(super) fn room(office: u128, closed_on: Option<&str>) -> Room {
    Room {
        id: id(20),
        office: id(office),
        kind: RoomKind::Room,
        parent: None,
        terms: RoomTerms {
            label: "Sala 1".parse().unwrap(),
            places: 4,
            features: Vec::new(),
            closed_on: closed_on.map(day),
        },
        version: Version::FIRST,
    }
}

fn as_told<T>(outcome: Result<T, Refusal>) -> String {
    outcome.err().map_or("done".to_owned(), |r| r.to_string())
}

/// Sets hours with these others, on a day.
pub(super) fn set(
    new: NewHours,
    others: &[Availability],
    today: &str,
) -> Result<Availability, Refusal> {
    let (actor, colleague) = (staff(3, &[Role::Counsellor], &[7, 8]), colleague());
    let around = Around {
        actor: &actor,
        colleague: &colleague,
        today: day(today),
    };
    let number = 100 + u128::try_from(others.len()).unwrap();
    Availability::set(id(number), new, others, around).map(|changed| changed.into_parts().0)
}

pub(super) fn hours(weekday: Weekday, from: &str, to: &str) -> Availability {
    set(new(weekday, from, to), &[], MONDAY).unwrap()
}

#[test]
fn hours_of_a_colleague_never_lie_at_the_same_time_of_a_day() {
    let monday = hours(Weekday::Mon, "09:00", "13:00");
    let told = |new: NewHours| as_told(set(new, std::slice::from_ref(&monday), MONDAY));
    assert_eq!(told(new(Weekday::Mon, "13:00", "17:00")), "done");
    assert_eq!(told(new(Weekday::Tue, "09:00", "13:00")), "done");
    let overlapping = "invalid: /from overlapping_hours";
    assert_eq!(told(new(Weekday::Mon, "12:55", "17:00")), overlapping);
    let elsewhere = NewHours {
        office: id(8),
        ..new(Weekday::Mon, "09:00", "10:00")
    };
    assert_eq!(told(elsewhere), overlapping);
}

#[test]
fn hours_of_other_weeks_are_in_nobodys_way() {
    let march = NewHours {
        valid_to: Some(day("2026-03-29")),
        ..new(Weekday::Mon, "09:00", "13:00")
    };
    let march = set(march, &[], MONDAY).unwrap();
    let told = |from: &str| {
        let later = NewHours {
            valid_from: day(from),
            ..new(Weekday::Mon, "09:00", "13:00")
        };
        as_told(set(later, std::slice::from_ref(&march), MONDAY))
    };
    assert_eq!(told("2026-03-23"), "invalid: /from overlapping_hours");
    // The periods still have days in common, and no Monday among them.
    assert_eq!(told("2026-03-24"), "done");
    assert_eq!(told("2026-03-30"), "done");
}

#[test]
fn all_that_does_not_fit_is_told_at_once() {
    let wrong = NewHours {
        office: id(9),
        room: Some(Named::Unknown),
        valid_from: day("2026-03-01"),
        valid_to: Some(day("2026-02-28")),
        services: vec![Named::Known(id(30)), Named::Unknown, Named::Known(id(30))],
        languages: vec!["fr".parse().unwrap(), "fr".parse().unwrap()],
        ..new(Weekday::Mon, "13:00", "09:00")
    };
    assert_eq!(
        as_told(set(wrong, &[], MONDAY)),
        "invalid: /office_id unknown_reference, /room_id unknown_reference, \
         /to ends_before_it_begins, /valid_from in_the_past, \
         /valid_to period_ends_before_it_starts, /service_ids/2 duplicate_member, \
         /service_ids/1 unknown_reference, /languages/1 duplicate_member"
    );
}

#[test]
fn a_room_is_one_of_the_office_that_is_open_then() {
    let told = |room| {
        let there = NewHours {
            room: Some(Named::Known(room)),
            ..new(Weekday::Mon, "09:00", "13:00")
        };
        as_told(set(there, &[], MONDAY))
    };
    assert_eq!(told(room(7, None)), "done");
    assert_eq!(told(room(7, Some("2026-03-03"))), "done");
    assert_eq!(told(room(8, None)), "invalid: /room_id room_elsewhere");
    let workstation = Room {
        kind: RoomKind::Workstation,
        ..room(7, None)
    };
    assert_eq!(told(workstation), "invalid: /room_id room_elsewhere");
    assert_eq!(told(room(7, Some(MONDAY))), "invalid: /room_id room_closed");
}

#[test]
fn everybody_keeps_the_own_hours_and_who_coordinates_those_of_the_office() {
    let whose = colleague();
    let of = |number, role, offices: &[u128]| keeps(&staff(number, &[role], offices), &whose);
    assert!(of(3, Role::Counsellor, &[7]));
    assert!(!of(4, Role::Counsellor, &[7]));
    assert!(!of(4, Role::TargetedPlacementOfficer, &[7]));
    assert!(of(4, Role::Coordinator, &[8]) && !of(4, Role::Coordinator, &[9]));
    for role in [Role::DeskOperator, Role::Administrator, Role::Auditor] {
        assert!(!of(3, role, &[7]), "{role}");
    }
}

#[test]
fn whoever_receives_nobody_has_no_hours() {
    let actor = staff(4, &[Role::Coordinator], &[7]);
    for (roles, disabled) in [(Role::DeskOperator, false), (Role::Counsellor, true)] {
        let colleague = Colleague {
            roles: vec![roles],
            disabled,
            ..colleague()
        };
        let around = Around {
            actor: &actor,
            colleague: &colleague,
            today: day(MONDAY),
        };
        let set = Availability::set(id(1), new(Weekday::Mon, "09:00", "13:00"), &[], around);
        assert_eq!(as_told(set), "invalid: /office_id receives_nobody");
    }
}

/// What somebody may do to hours that began on that Monday, some days later.
fn later<T>(today: &str, work: impl FnOnce(Availability, Around<'_>) -> T) -> T {
    let (actor, colleague) = (staff(3, &[Role::Counsellor], &[7, 8]), colleague());
    let hours = hours(Weekday::Mon, "09:00", "13:00");
    let around = Around {
        actor: &actor,
        colleague: &colleague,
        today: day(today),
    };
    work(hours, around)
}

#[test]
fn what_was_open_stays_as_it_was() {
    let replaced = |today: &str, new: NewHours| {
        later(today, |old, around| {
            old.clone().replace(new, &[old], around)
        })
    };
    let other = || NewHours {
        remote: true,
        ..new(Weekday::Tue, "09:00", "12:00")
    };
    assert_eq!(as_told(replaced(MONDAY, other())), "done");
    assert_eq!(
        as_told(replaced("2026-03-03", other())),
        "invalid: /weekday applied_already, /to applied_already, /remote applied_already"
    );
    let until = |last: &str| NewHours {
        valid_to: Some(day(last)),
        ..new(Weekday::Mon, "09:00", "13:00")
    };
    assert_eq!(as_told(replaced("2026-03-10", until("2026-03-09"))), "done");
    assert_eq!(
        as_told(replaced("2026-03-10", until("2026-03-08"))),
        "invalid: /valid_to in_the_past"
    );
}

#[test]
fn hours_that_lie_ahead_go_and_those_that_began_end() {
    let back = |today: &str| match later(today, Availability::take_back) {
        Ok(TakenBack::Removed(_)) => "removed".to_owned(),
        Ok(TakenBack::Ended(ended)) => ended.state().valid.to_string(),
        Err(refusal) => refusal.code().to_owned(),
    };
    assert_eq!(back(MONDAY), "removed");
    assert_eq!(back("2026-03-03"), "2026-03-02/2026-03-02");
    assert_eq!(back("2026-03-10"), "2026-03-02/2026-03-09");
    let over = later("2026-03-10", |hours, around| {
        let valid = Period::new(day(MONDAY), Some(day("2026-03-09"))).unwrap();
        Availability { valid, ..hours }.take_back(around)
    });
    assert_eq!(over.unwrap_err().code(), "wrong_status");
}

#[test]
fn hours_that_are_over_do_not_begin_again() {
    let again = later("2026-03-20", |hours, around| {
        let valid = Period::new(day(MONDAY), Some(day("2026-03-09"))).unwrap();
        let over = Availability { valid, ..hours };
        over.clone()
            .replace(new(Weekday::Mon, "09:00", "13:00"), &[over], around)
    });
    assert_eq!(as_told(again), "invalid: /valid_to applied_already");
}

pub(super) fn calendar() -> Calendar {
    Calendar::with_patron(PatronDay::new(6, 24).unwrap())
}

pub(super) fn exception(on: &str, (from, to): (&str, &str), change: NewChange) -> NewException {
    NewException {
        id: id(40),
        day: day(on),
        from: time(from),
        to: time(to),
        change,
    }
}

pub(super) fn absent() -> NewChange {
    NewChange::Absent("training".parse().unwrap())
}

pub(super) fn extra(office: u128) -> NewChange {
    NewChange::Extra(NewExtra {
        office: id(office),
        room: None,
        languages: Vec::new(),
        remote: true,
    })
}

pub(super) fn except(new: NewException, others: &[Exception]) -> Result<Exception, Refusal> {
    let (actor, colleague) = (staff(3, &[Role::Counsellor], &[7, 8]), colleague());
    let around = Around {
        actor: &actor,
        colleague: &colleague,
        today: day(MONDAY),
    };
    Exception::set(new, others, calendar(), around).map(|changed| changed.into_parts().0)
}

#[test]
fn the_exceptions_of_a_day_never_lie_at_the_same_time() {
    let first = except(exception(MONDAY, ("09:00", "11:00"), absent()), &[]).unwrap();
    let told = |on, times| {
        let others = std::slice::from_ref(&first);
        as_told(except(exception(on, times, extra(8)), others))
    };
    assert_eq!(told(MONDAY, ("11:00", "12:00")), "done");
    assert_eq!(told("2026-03-03", ("09:00", "11:00")), "done");
    assert_eq!(
        told(MONDAY, ("10:55", "12:00")),
        "invalid: /from overlapping_exceptions"
    );
}

#[test]
fn nobody_adds_hours_on_a_holiday_or_takes_the_past_away() {
    let told = |on, change| as_told(except(exception(on, ("09:00", "11:00"), change), &[]));
    assert_eq!(told("2026-06-24", extra(7)), "invalid: /day is_a_holiday");
    assert_eq!(told("2026-06-24", absent()), "done");
    assert_eq!(told("2026-03-07", extra(7)), "done");
    assert_eq!(
        told("2026-03-01", extra(9)),
        "invalid: /day in_the_past, /day is_a_holiday, /change/office_id unknown_reference"
    );
    let set = except(exception(MONDAY, ("09:00", "11:00"), absent()), &[]).unwrap();
    let (actor, colleague) = (staff(3, &[Role::Counsellor], &[7]), colleague());
    let back = |today: &str| {
        let around = Around {
            actor: &actor,
            colleague: &colleague,
            today: day(today),
        };
        set.clone().take_back(around).map(drop)
    };
    assert_eq!(back(MONDAY), Ok(()));
    assert_eq!(back("2026-03-03").unwrap_err().code(), "wrong_status");
}

#[test]
fn no_reason_of_an_absence_tells_of_health_or_family() {
    let reasons = [
        "not_there",
        "training",
        "meeting",
        "duty_elsewhere",
        "other",
    ];
    assert_eq!(codes("absence-reasons"), reasons);
}
