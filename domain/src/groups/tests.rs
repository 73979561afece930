//! Places, sessions and attendance on both sides of each bound.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::appointments::AbsenceReason;
use crate::appointments::samples::at;
use crate::kernel::{Calendar, ClockSpan, ClockTime, Faults, PatronDay, Span};
use crate::samples::{day, id};

fn places(places: u16) -> Places {
    let mut faults = Faults::none();
    let of = Places::of(places, &mut faults);
    faults.refuse().unwrap();
    of
}

/// The faults, or nothing.
fn told(check: impl FnOnce(&mut Faults)) -> String {
    let mut faults = Faults::none();
    check(&mut faults);
    faults
        .refuse()
        .map_or_else(|refused| refused.to_string(), |()| String::new())
}

#[test]
fn two_hundred_on_twelve_places_are_twelve_and_an_ordered_queue() {
    let mut group = places(12);
    let mut waiting = Vec::new();
    for _ in 0..200 {
        let (ticket, admission) = group.admit(waiting.len(), None);
        if admission == Admission::Waiting {
            waiting.push(ticket);
        }
    }
    assert_eq!((group.enrolled(), group.free()), (12, 0));
    assert_eq!(waiting, (13..=200).collect::<Vec<_>>());
}

#[test]
fn whoever_leaves_makes_room_for_the_first_who_can_come() {
    let mut group = places(1);
    group.admit(0, None);
    group.admit(0, None);
    group.admit(1, None);
    group.leave();
    let queue = [Turn::IsTaken, Turn::Comes, Turn::Comes];
    assert_eq!(group.promote(queue), [1]);
    assert_eq!(group.free(), 0);
    assert_eq!(group.promote(queue), Vec::<usize>::new());
}

#[test]
fn a_place_beyond_those_that_there_are_is_for_one_person() {
    let mut group = places(1);
    group.admit(0, None);
    let (_, beyond) = group.admit(3, Some(()));
    assert_eq!(beyond, Admission::Overbooked);
    assert_eq!((group.enrolled(), group.free()), (2, 0));
    group.leave();
    assert!(group.promote([Turn::Comes]).is_empty());
    group.leave();
    assert_eq!(group.promote([Turn::Comes, Turn::Comes]), [0]);
}

#[test]
fn nobody_passes_by_who_waits() {
    let mut group = Places::stored(2, 1, 4);
    assert_eq!(group.admit(1, None), (5, Admission::Waiting));
    assert_eq!(group.admit(0, None), (6, Admission::Enrolled));
}

#[test]
fn places_are_changed_to_no_fewer_than_people_who_have_one() {
    let change = |enrolled, to| {
        let mut group = Places::stored(12, enrolled, 40);
        told(|faults| group.change(to, faults))
    };
    assert_eq!(change(12, 12), "");
    assert_eq!(change(12, 13), "");
    assert_eq!(change(12, 11), "invalid: /places fewer_than_enrolled");
    assert_eq!(change(5, 5), "");
    // Beyond those that there are more are in than places already.
    assert_eq!(change(14, 13), "");
    for wrong in [0, 501] {
        assert_eq!(change(0, wrong), "invalid: /places out_of_range");
    }
    assert_eq!(change(0, 500), "");
}

proptest! {
    #[test]
    fn whatever_people_do_no_place_is_given_twice_and_nobody_waits_beside_a_free_one(
        size in 1_u16..6, deeds in prop::collection::vec(0_u8..4, 0..60),
    ) {
        let mut group = places(size);
        let (mut inside, mut waiting) = (Vec::new(), Vec::new());
        let mut beyond = 0_u16;
        for deed in deeds {
            match deed {
                0 | 1 => {
                    let (ticket, admission) = group.admit(waiting.len(), None);
                    match admission {
                        Admission::Waiting => waiting.push(ticket),
                        _ => inside.push(ticket),
                    }
                }
                2 => {
                    let (ticket, admission) = group.admit(waiting.len(), Some(()));
                    beyond += u16::from(admission == Admission::Overbooked);
                    inside.push(ticket);
                }
                _ => {
                    if inside.pop().is_some() {
                        group.leave();
                        let queue = waiting.iter().map(|_| Turn::Comes);
                        let promoted = group.promote(queue.collect::<Vec<_>>());
                        prop_assert!(promoted.len() <= 1);
                        for n in promoted {
                            inside.push(waiting.remove(n));
                        }
                    }
                }
            }
            prop_assert_eq!(usize::from(group.enrolled()), inside.len());
            prop_assert!(group.enrolled() <= size + beyond);
            prop_assert!(group.free() == 0 || waiting.is_empty());
            prop_assert!(waiting.is_sorted());
        }
    }
}

fn meeting(mode: SessionMode) -> Meeting {
    let span = Span::new(at("2026-03-09T09:00:00Z"), at("2026-03-09T11:00:00Z")).unwrap();
    Meeting {
        span,
        mode,
        room: None,
        place: None,
        link: None,
    }
}

fn here() -> Meeting {
    meeting(SessionMode::InPerson)
}

fn there(link: Option<&str>) -> Meeting {
    Meeting {
        link: link.map(|link| link.parse().unwrap()),
        ..meeting(SessionMode::Online)
    }
}

fn at_library(meeting: Meeting) -> Meeting {
    Meeting {
        place: Some("Biblioteca".parse().unwrap()),
        ..meeting
    }
}

fn in_room(meeting: Meeting) -> Meeting {
    Meeting {
        room: Some(id(20)),
        ..meeting
    }
}

#[test]
fn everybody_is_told_where_a_group_meets_and_nobody_twice() {
    let link = Some("https://x.example");
    let linked = Meeting {
        link: there(link).link,
        ..at_library(here())
    };
    for (meeting, faults) in [
        (in_room(here()), ""),
        (at_library(here()), ""),
        (here(), "invalid: /place missing_member"),
        (
            at_library(in_room(here())),
            "invalid: /place not_applicable",
        ),
        (linked, "invalid: /link not_applicable"),
        (there(link), ""),
        (there(Some("http://x.example")), "invalid: /link not_https"),
        (there(None), "invalid: /link missing_member"),
        (
            at_library(in_room(there(link))),
            "invalid: /room_id not_applicable, /place not_applicable",
        ),
    ] {
        assert_eq!(told(|all| meeting.check(all)), faults);
    }
    assert_eq!(here().minutes(), 120);
}

#[test]
fn minutes_are_credited_in_whole_pieces_and_never_more_than_there_were() {
    for (minutes, rounding, counted) in [
        (0, 15, 0),
        (14, 15, 0),
        (15, 15, 15),
        (29, 15, 15),
        (120, 15, 120),
        (119, 15, 105),
        (119, 1, 119),
        (119, 0, 119),
    ] {
        assert_eq!(credited(minutes, rounding), counted, "{minutes} {rounding}");
    }
}

#[test]
fn the_attendance_of_a_session_names_each_of_the_enrolled_once() {
    let enrolled: BTreeSet<EnrolmentId> = [1, 2, 3].map(id).into();
    let present = |n, minutes| Mark {
        enrolment: id(n),
        presence: Presence::Present { minutes },
    };
    let absent = |n| Mark {
        enrolment: id(n),
        presence: Presence::Absent {
            reason: AbsenceReason::NoNotice,
        },
    };
    let faults = |given: &[Mark]| told(|all| drop(marks(given, &enrolled, (120, 15), all)));
    assert_eq!(faults(&[present(1, 120), present(2, 1), absent(3)]), "");
    for (given, said) in [
        (
            vec![present(1, 120), absent(3)],
            "/attendance somebody_left_out",
        ),
        (
            vec![present(1, 121), present(2, 120), absent(3)],
            "/attendance/0/minutes out_of_range",
        ),
        (
            vec![present(1, 120), present(2, 0), absent(3)],
            "/attendance/1/minutes out_of_range",
        ),
        (
            vec![present(1, 120), present(2, 120), absent(3), absent(3)],
            "/attendance/3/enrolment_id duplicate_member",
        ),
        (
            vec![present(1, 120), present(2, 120), absent(3), absent(4)],
            "/attendance/3/enrolment_id unknown_reference",
        ),
    ] {
        assert_eq!(faults(&given), format!("invalid: {said}"));
    }
    let mut all = Faults::none();
    let attended = marks(
        &[present(1, 119), present(2, 30), absent(3)],
        &enrolled,
        (120, 15),
        &mut all,
    );
    let counted: Vec<i64> = attended.iter().map(|one| one.credited).collect();
    assert_eq!(counted, [105, 30, 0]);
}

#[test]
fn the_threshold_is_reached_on_the_minute_and_never_of_nothing() {
    let share = |credited, whole| Share { credited, whole };
    assert!(share(70, 100).reaches(70));
    assert!(!share(69, 100).reaches(70));
    assert!(!share(699, 1_000).reaches(70));
    assert!(!share(0, 0).reaches(0));
    assert!(share(0, 60).reaches(0));
    assert!(share(i64::MAX, i64::MAX).reaches(100));
}

#[test]
fn a_group_lets_people_in_while_it_is_open_and_ends_once() {
    use GroupStatus::{Cancelled, Closed, Open, Planned};
    use GroupStep::{Cancel, Close, Enrol};
    assert_eq!(Planned.after(GroupStep::Open).unwrap(), Open);
    assert_eq!(Open.after(Close).unwrap(), Closed);
    assert_eq!(Closed.after(GroupStep::Open).unwrap(), Open);
    for status in [Planned, Closed, Cancelled] {
        assert!(status.after(Enrol).is_err(), "{status}");
    }
    assert!(Cancelled.after(Cancel).is_err());
    assert!(SessionStatus::Held.after(SessionStep::Record).is_err());
    assert!(SessionStatus::Held.after(SessionStep::Amend).is_ok());
    assert!(SessionStatus::Planned.after(SessionStep::Amend).is_err());
    assert!(
        EnrolmentStatus::Withdrawn
            .after(EnrolmentStep::Promote)
            .is_err()
    );
}

fn weekly(first: &str, count: u32, without: &[&str]) -> Vec<Occurrence> {
    let time = |text: &str| text.parse::<ClockTime>().unwrap();
    let series = Series {
        first: day(first),
        times: ClockSpan::new(time("10:00"), time("12:00")).unwrap(),
        every_weeks: 1,
        count,
        without: without.iter().map(|text| day(text)).collect(),
    };
    let calendar = Calendar::with_patron(PatronDay::new(6, 24).unwrap());
    let mut faults = Faults::none();
    let days = series.days(&calendar, Tz::Europe__Rome, &mut faults);
    faults.refuse().unwrap();
    days
}

#[test]
fn a_weekly_series_keeps_the_hour_on_the_wall_across_both_changes_of_the_clock() {
    let starts = |occurrence: &Occurrence| match occurrence {
        Occurrence::Session(span) => span.starts().format("%m-%d %H:%M").to_string(),
        other => panic!("{other:?}"),
    };
    // The clock goes forward on 29 March 2026 and back on 25 October.
    let spring: Vec<String> = weekly("2026-03-26", 2, &[]).iter().map(starts).collect();
    assert_eq!(spring, ["03-26 09:00", "04-02 08:00"]);
    let autumn: Vec<String> = weekly("2026-10-22", 2, &[]).iter().map(starts).collect();
    assert_eq!(autumn, ["10-22 08:00", "10-29 09:00"]);
}

#[test]
fn holidays_and_days_that_are_left_out_are_told_and_made_up_for() {
    // 1 May 2026 is a Friday.
    let days = weekly("2026-04-24", 3, &["2026-05-08"]);
    let told: Vec<String> = days
        .iter()
        .map(|occurrence| match occurrence {
            Occurrence::Session(span) => span.starts().format("%m-%d").to_string(),
            Occurrence::Holiday(day) => format!("holiday {day}"),
            Occurrence::LeftOut(day) => format!("left out {day}"),
        })
        .collect();
    let expected = [
        "04-24",
        "holiday 2026-05-01",
        "left out 2026-05-08",
        "05-15",
        "05-22",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_series_has_bounds() {
    let time = |text: &str| text.parse::<ClockTime>().unwrap();
    let of = |every_weeks, count| {
        let series = Series {
            first: day("2026-03-02"),
            times: ClockSpan::new(time("10:00"), time("12:00")).unwrap(),
            every_weeks,
            count,
            without: Vec::new(),
        };
        let calendar = Calendar::with_patron(PatronDay::new(6, 24).unwrap());
        told(|faults| drop(series.days(&calendar, Tz::Europe__Rome, faults)))
    };
    for (every, count, said) in [
        (1, 104, ""),
        (8, 1, ""),
        (0, 1, "invalid: /every_weeks out_of_range"),
        (9, 1, "invalid: /every_weeks out_of_range"),
        (1, 0, "invalid: /count out_of_range"),
        (1, 105, "invalid: /count out_of_range"),
    ] {
        assert_eq!(of(every, count), said, "{every} {count}");
    }
}
