//! What is written is read back by another library.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Europe::Rome;
use domain::appointments::{Appointment, AppointmentState, ChangeReason, Place, Side};
use domain::kernel::{Id, Span, Version};
use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime, Event, EventLike};
use persistence::appointments::Label;
use uuid::Uuid;

use super::*;

fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn entry(number: u128, starts: &str) -> Entry {
    let (starts, booked_at) = (instant(starts), instant("2030-01-07T08:00:00Z"));
    let appointment = Appointment {
        id: id(number),
        individual: id(1_000),
        case: None,
        service: id(2_000),
        is_once: false,
        place: Place {
            office: id(3_000),
            counsellor: id(4_000),
            room: None,
            mode: AppointmentMode::InPerson,
        },
        span: Span::new(starts, starts + TimeDelta::minutes(60)).unwrap(),
        state: AppointmentState::Booked,
        state_at: booked_at,
        note: None,
        remark: None,
        records: 0,
        booked_by: id(4_000),
        is_room_named: false,
        move_until_hours: 24,
        booked_at,
        previous: None,
        uid: Uuid::from_u128(number),
        sequence: 0,
        version: Version::FIRST,
    };
    Entry {
        appointment,
        service: Some(Label {
            it: "Orientamento, di base; primo".to_owned(),
            en: "Basic orientation".to_owned(),
        }),
        room: Some("Sala 1".to_owned()),
        office: Some(("Sportello lavoro".to_owned(), Some("Via Roma 1".to_owned()))),
    }
}

fn file(entries: &[Entry]) -> String {
    let reader = Reader {
        language: Language::Italian,
        zone: Rome,
        links: Links::new("https://percorso.example/rest"),
    };
    written(entries, &reader)
}

fn events(entries: &[Entry]) -> Vec<Event> {
    let calendar: Calendar = file(entries).parse().unwrap();
    calendar.events().cloned().collect()
}

/// When it begins, as the other library understands it.
fn begins(event: &Event) -> DateTime<Utc> {
    match event.get_start().unwrap() {
        DatePerhapsTime::DateTime(at) => at.try_into_utc().unwrap(),
        DatePerhapsTime::Date(_) => panic!("a day"),
    }
}

#[test]
fn an_entry_is_read_back_as_it_was_written_and_names_nobody() {
    let events = events(&[entry(7, "2030-01-17T09:00:00Z")]);
    let event = &events[0];
    assert_eq!(
        event.get_uid(),
        Some(Uuid::from_u128(7).to_string().as_str())
    );
    assert_eq!(event.get_sequence(), Some(0));
    assert_eq!(event.get_timestamp(), Some(instant("2030-01-07T08:00:00Z")));
    assert_eq!(event.get_created(), event.get_timestamp());
    assert_eq!(event.get_last_modified(), event.get_timestamp());
    assert!(event.get_summary().unwrap().contains("Orientamento"));
    assert!(event.get_location().unwrap().contains("Via Roma 1"));
    assert_eq!(event.property_value("STATUS"), Some("CONFIRMED"));
    assert_eq!(begins(event), instant("2030-01-17T09:00:00Z"));
    assert!(event.property_value("ATTENDEE").is_none());
}

#[test]
fn what_was_called_off_is_cancelled_under_the_same_name_with_the_next_number() {
    let mut cancelled = entry(7, "2030-01-17T09:00:00Z");
    cancelled.appointment.sequence = 1;
    cancelled.appointment.state = AppointmentState::Cancelled {
        by: Side::Us,
        reason: ChangeReason::OfficeClosed,
    };
    let events = events(&[cancelled]);
    assert_eq!(events[0].property_value("STATUS"), Some("CANCELLED"));
    assert_eq!(events[0].get_sequence(), Some(1));
    assert_eq!(
        events[0].get_uid(),
        Some(Uuid::from_u128(7).to_string().as_str())
    );
}

#[test]
fn appointments_of_each_week_keep_their_hour_when_the_clocks_change() {
    // Ten in the morning on Thursdays, before and after the last Sundays of March and of October.
    let starts = [
        "2030-03-28T09:00:00Z",
        "2030-04-04T08:00:00Z",
        "2030-10-24T08:00:00Z",
        "2030-10-31T09:00:00Z",
    ];
    let entries: Vec<Entry> = (1..).zip(starts).map(|(n, at)| entry(n, at)).collect();
    let text = file(&entries);
    assert!(
        text.contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Rome\r\n"),
        "{text}"
    );
    for (event, at) in events(&entries).iter().zip(starts) {
        let Some(DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid })) =
            event.get_start()
        else {
            panic!("no zone");
        };
        assert_eq!((date_time.hour(), tzid.as_str()), (10, "Europe/Rome"));
        assert_eq!(begins(event), instant(at));
    }
}

#[test]
fn an_hour_that_comes_twice_or_not_at_all_is_the_one_that_was_meant() {
    // On 31 March 2030 the clocks go from two to three, on 27 October from three to two.
    let starts = [
        "2030-03-31T00:30:00Z",
        "2030-03-31T01:00:00Z",
        "2030-10-26T23:30:00Z",
        "2030-10-27T00:30:00Z",
        "2030-10-27T01:30:00Z",
    ];
    let entries: Vec<Entry> = (1..).zip(starts).map(|(n, at)| entry(n, at)).collect();
    let text = file(&entries);
    // The second half past two has no local name of its own.
    assert!(
        text.contains("DTSTART;TZID=Europe/Rome:20301027T023000\r\n"),
        "{text}"
    );
    assert!(text.contains("DTSTART:20301027T013000Z\r\n"), "{text}");
    for line in [
        "DTSTART;TZID=Europe/Rome:20300331T013000",
        "DTSTART;TZID=Europe/Rome:20300331T030000",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn a_calendar_is_the_same_bytes_each_time_and_an_empty_one_is_a_calendar() {
    let entries = [entry(7, "2030-01-17T09:00:00Z")];
    assert_eq!(file(&entries), file(&entries));
    assert!(events(&[]).is_empty());
    let long = file(&entries).lines().map(str::len).max();
    assert!(long <= Some(76));
}
