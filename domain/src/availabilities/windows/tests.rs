//! Windows as tables of days.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;
use proptest::prelude::*;

use super::*;
use crate::actor::OfficeId;
use crate::availabilities::NewHours;
use crate::availabilities::tests::{
    MONDAY, absent, calendar, colleague, except, exception, extra, hours, new, room, set,
};
use crate::kernel::{ClockTime, Named, Period, Version};
use crate::samples::{day, id};

fn plan(hours: Vec<Availability>) -> Plan {
    Plan {
        colleague: colleague(),
        hours,
        exceptions: Vec::new(),
        closures: Vec::new(),
        closed_rooms: BTreeMap::new(),
        calendar: calendar(),
        zone: Tz::Europe__Rome,
    }
}

/// The windows of a day as the clock shows them, or why there are none.
fn shown(plan: &Plan, on: &str) -> String {
    let windows = plan.windows(day(on), day(on), None);
    let local = |at: DateTime<Utc>| at.with_timezone(&plan.zone).format("%H:%M").to_string();
    let each = windows.windows.iter();
    let each: Vec<String> = each
        .map(|w| format!("{}-{}", local(w.starts), local(w.ends)))
        .collect();
    match windows.without.first() {
        Some(without) if each.is_empty() => format!("{:?}", without.why),
        _ => each.join(" "),
    }
}

fn closure(office: Option<u128>, from: &str, to: &str) -> Closure {
    Closure {
        id: id(50),
        office: office.map(id),
        from: day(from),
        to: day(to),
        label: "Ferie".parse().unwrap(),
        version: Version::FIRST,
    }
}

#[test]
fn windows_are_weekly_hours_less_exceptions_closures_and_holidays() {
    let mut plan = plan(vec![
        hours(Weekday::Mon, "09:00", "13:00"),
        hours(Weekday::Wed, "14:00", "18:00"),
        hours(Weekday::Sat, "09:00", "12:00"),
        hours(Weekday::Sun, "09:00", "12:00"),
    ]);
    let on_day = |on, times, change| except(exception(on, times, change), &[]);
    plan.exceptions = vec![
        on_day("2026-03-09", ("10:00", "11:00"), absent()).unwrap(),
        on_day("2026-03-16", ("09:00", "13:00"), absent()).unwrap(),
        on_day("2026-03-17", ("15:00", "16:00"), extra(8)).unwrap(),
    ];
    plan.closures = vec![
        closure(Some(8), "2026-03-23", "2026-03-23"),
        closure(Some(7), "2026-03-30", "2026-03-31"),
    ];
    for (on, what) in [
        (MONDAY, "09:00-13:00"),
        ("2026-03-03", "[NoHours]"),
        // A Saturday is no holiday, a Sunday is one.
        ("2026-03-07", "09:00-12:00"),
        ("2026-03-08", "[Holiday(Sunday)]"),
        ("2026-03-09", "09:00-10:00 11:00-13:00"),
        ("2026-03-16", "[Absence]"),
        ("2026-03-17", "15:00-16:00"),
        ("2026-03-23", "09:00-13:00"),
        ("2026-04-06", "[Holiday(EasterMonday)]"),
        ("2026-06-24", "[Holiday(LocalPatron)]"),
        ("2026-07-01", "14:00-18:00"),
    ] {
        assert_eq!(shown(&plan, on), what, "{on}");
    }
    assert!(shown(&plan, "2026-03-30").starts_with("[Closure("));
    plan.closures = vec![closure(None, "2026-03-17", "2026-03-17")];
    assert!(shown(&plan, "2026-03-17").starts_with("[Closure("));
}

#[test]
fn hours_are_open_from_their_first_day_to_their_last() {
    let march = NewHours {
        valid_from: day("2026-03-09"),
        valid_to: Some(day("2026-03-16")),
        ..new(Weekday::Mon, "09:00", "13:00")
    };
    let plan = plan(vec![set(march, &[], MONDAY).unwrap()]);
    for (on, what) in [
        (MONDAY, "[NoHours]"),
        ("2026-03-09", "09:00-13:00"),
        ("2026-03-16", "09:00-13:00"),
        ("2026-03-23", "[NoHours]"),
    ] {
        assert_eq!(shown(&plan, on), what, "{on}");
    }
}

#[test]
fn windows_that_touch_are_one_if_they_are_alike() {
    let afternoon = |remote| {
        let hours = NewHours {
            remote,
            ..new(Weekday::Mon, "13:00", "17:00")
        };
        set(hours, &[], MONDAY).unwrap()
    };
    let morning = hours(Weekday::Mon, "09:00", "13:00");
    let alike = plan(vec![afternoon(false), morning.clone()]);
    assert_eq!(shown(&alike, MONDAY), "09:00-17:00");
    let other = plan(vec![afternoon(true), morning]);
    assert_eq!(shown(&other, MONDAY), "09:00-13:00 13:00-17:00");
}

#[test]
fn hours_elsewhere_take_the_place_of_those_of_the_week() {
    let mut plan = plan(vec![hours(Weekday::Mon, "09:00", "13:00")]);
    let elsewhere = exception(MONDAY, ("10:00", "11:00"), extra(8));
    plan.exceptions = vec![except(elsewhere, &[]).unwrap()];
    let windows = plan.windows(day(MONDAY), day(MONDAY), None).windows;
    let offices: Vec<OfficeId> = windows.iter().map(|w| w.terms.office).collect();
    assert_eq!(offices, [id(7), id(8), id(7)]);
}

#[test]
fn a_service_is_booked_in_its_hours_and_in_those_for_all() {
    let for_one = NewHours {
        services: vec![Named::Known(id(30))],
        ..new(Weekday::Mon, "09:00", "11:00")
    };
    let all = hours(Weekday::Mon, "14:00", "15:00");
    let plan = plan(vec![set(for_one, &[], MONDAY).unwrap(), all]);
    let found = |service| {
        let windows = plan.windows(day(MONDAY), day(MONDAY), service);
        windows.windows.len()
    };
    assert_eq!(found(None), 2);
    assert_eq!(found(Some(id(30))), 2);
    assert_eq!(found(Some(id(31))), 1);
}

#[test]
fn whoever_left_the_office_is_booked_there_no_more_and_a_closed_room_falls_out() {
    let there = NewHours {
        room: Some(Named::Known(room(7, Some("2026-03-09")))),
        ..new(Weekday::Mon, "09:00", "13:00")
    };
    let mut plan = plan(vec![set(there, &[], MONDAY).unwrap()]);
    plan.closed_rooms = [(id(20), day("2026-03-09"))].into();
    let room_on = |on: &str| plan.windows(day(on), day(on), None).windows[0].terms.room;
    assert_eq!(room_on(MONDAY), Some(id(20)));
    assert_eq!(room_on("2026-03-09"), None);
    plan.colleague.offices = vec![id(8)];
    assert_eq!(shown(&plan, MONDAY), "[NoHours]");
    plan.colleague.offices = vec![id(7)];
    plan.colleague.disabled = true;
    assert_eq!(shown(&plan, MONDAY), "[NoHours]");
}

#[test]
fn windows_follow_the_clock_across_both_changes_of_it() {
    let mut weekly = hours(Weekday::Mon, "09:00", "13:00");
    weekly.valid = Period::since(day("2026-01-01"));
    let plan = plan(vec![weekly]);
    for (on, starts) in [
        ("2026-03-23", "2026-03-23T08:00:00Z"),
        ("2026-03-30", "2026-03-30T07:00:00Z"),
        ("2026-10-19", "2026-10-19T07:00:00Z"),
        ("2026-10-26", "2026-10-26T08:00:00Z"),
        ("2027-03-22", "2027-03-22T08:00:00Z"),
        ("2027-04-05", "2027-04-05T07:00:00Z"),
        ("2027-10-25", "2027-10-25T07:00:00Z"),
        ("2027-11-08", "2027-11-08T08:00:00Z"),
    ] {
        if plan.calendar.holiday(day(on)).is_some() {
            continue;
        }
        let windows = plan.windows(day(on), day(on), None).windows;
        assert_eq!(windows[0].starts, starts.parse::<DateTime<Utc>>().unwrap());
        assert_eq!(
            windows[0].ends - windows[0].starts,
            chrono::TimeDelta::hours(4)
        );
    }
}

#[test]
fn in_the_hour_that_comes_twice_nobody_is_in_two_windows() {
    let mut night = [
        hours(Weekday::Sun, "01:00", "02:30"),
        hours(Weekday::Sun, "02:30", "04:00"),
    ];
    night[1].terms.remote = true;
    let mut plan = plan(night.to_vec());
    plan.calendar = Calendar::national();
    // Sundays are holidays: the pieces themselves are looked at.
    let pieces = plan.pieces(day("2026-10-25"), None, &mut Vec::new());
    let windows = plan.instants(day("2026-10-25"), pieces);
    let hours: Vec<i64> = windows
        .iter()
        .map(|w| (w.ends - w.starts).num_minutes())
        .collect();
    assert_eq!(hours, [150, 90]);
    assert_eq!(windows[0].ends, windows[1].starts);
    let pieces = plan.pieces(day("2026-03-29"), None, &mut Vec::new());
    let windows = plan.instants(day("2026-03-29"), pieces);
    let hours: Vec<i64> = windows
        .iter()
        .map(|w| (w.ends - w.starts).num_minutes())
        .collect();
    assert_eq!(hours, [60, 60]);
}

proptest! {
    #[test]
    fn no_two_windows_have_time_in_common_and_each_day_is_told_once(
        starts in proptest::collection::vec((0_u32..7, 0_u32..200, 1_u32..80), 1..6),
        absences in proptest::collection::vec((0_u32..61, 0_u32..200, 1_u32..80), 0..6),
        first in 0_u32..1_700,
    ) {
        let from = day("2026-01-01").add_days(first).unwrap();
        let to = from.add_days(61).unwrap();
        let span = |start: u32, long: u32| {
            let at = |minute: u32| ClockTime::of_minute(minute * 5).unwrap();
            ClockSpan::new(at(start), at(start + long)).unwrap()
        };
        let mut plan = plan(Vec::new());
        for (weekday, start, long) in starts {
            let mut one = hours(Weekday::try_from(u8::try_from(weekday).unwrap()).unwrap(), "09:00", "10:00");
            one.times = span(start, long);
            one.valid = Period::since(day("2026-01-01"));
            let mut taken = plan.hours.iter();
            if !taken.any(|h| h.weekday == one.weekday && h.times.overlaps(&one.times)) {
                plan.hours.push(one);
            }
        }
        for (ahead, start, long) in absences {
            let mut one = except(exception("2030-12-27", ("09:00", "10:00"), absent()), &[]).unwrap();
            one.day = from.add_days(ahead).unwrap();
            one.times = span(start, long);
            plan.exceptions.push(one);
        }
        let all = plan.windows(from, to, None);
        for pair in all.windows.windows(2) {
            prop_assert!(pair[0].ends <= pair[1].starts);
            let touch = pair[0].ends == pair[1].starts && pair[0].terms == pair[1].terms;
            let midnight = pair[0].ends.with_timezone(&plan.zone).format("%H:%M").to_string();
            prop_assert!(!touch || midnight == "00:00");
        }
        let with: BTreeSet<_> = { all.windows.iter() }
            .map(|w| w.starts.with_timezone(&plan.zone).date_naive())
            .collect();
        prop_assert_eq!(with.len() + all.without.len(), 62);
        for without in &all.without {
            prop_assert!(!with.contains(&without.day.date()) && !without.why.is_empty());
        }
        for window in &all.windows {
            prop_assert!(window.starts < window.ends);
        }
    }
}
