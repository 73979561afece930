//! A mistake that is taken back in time is told to nobody.

use super::*;
use crate::appointments::at;

#[test]
fn what_is_called_off_and_restored_in_time_is_told_to_nobody() {
    let telling = Telling::open(&["email"], None);
    let appointment = telling.office.booked(&telling.person(1), MONDAY);
    telling.work_after(10);
    telling.call_off(&appointment, "us").ok(200);
    telling.work_after(5);
    step(&telling.desk(), &appointment, "restoration", &json!({})).ok(200);
    telling.work_after(30);
    assert_eq!(
        telling.told(&appointment),
        [
            "confirmation sent",
            "cancelled_by_us dropped undone",
            "confirmation dropped known_already"
        ]
    );
    assert_eq!(telling.mails.mails().len(), 1);
}

#[test]
fn what_is_booked_and_called_off_at_once_is_told_to_nobody() {
    let telling = Telling::open(&["email"], Some(24));
    let appointment = telling.office.booked(&telling.person(1), MONDAY);
    telling.call_off(&appointment, "person").ok(200);
    telling.work_after(30);
    at(telling.app(), "2026-03-08T10:00:00Z");
    telling.work();
    assert_eq!(
        telling.told(&appointment),
        [
            "confirmation dropped undone",
            "reminder dropped undone",
            "cancelled_by_person dropped known_already"
        ]
    );
    assert!(telling.mails.mails().is_empty());
}

#[test]
fn whoever_heard_that_it_was_called_off_hears_that_it_is_on_again() {
    let telling = Telling::open(&["email"], None);
    let appointment = telling.office.booked(&telling.person(1), MONDAY);
    telling.work_after(10);
    telling.call_off(&appointment, "us").ok(200);
    telling.work_after(10);
    step(&telling.desk(), &appointment, "restoration", &json!({})).ok(200);
    telling.work_after(10);
    assert_eq!(
        telling.told(&appointment),
        [
            "confirmation sent",
            "cancelled_by_us sent",
            "confirmation sent"
        ]
    );
    assert_eq!(telling.mails.mails().len(), 3);
}

#[test]
fn whoever_was_told_hears_of_a_move_and_others_hear_of_the_new_hour_alone() {
    let telling = Telling::open(&["email"], None);
    let to = json!({
        "office_id": crate::support::Place::Home.office(0),
        "counsellor_id": crate::hand_overs::counsellor(0).id(),
        "starts_at": "2026-03-16T09:00:00Z", "reason": "cannot_come",
    });
    let moved = |appointment: &str| {
        let moved = step(&telling.desk(), appointment, "move", &to).ok(201);
        format!("/appointments/{}", moved["id"].as_str().unwrap())
    };
    let told = telling.office.booked(&telling.person(1), MONDAY);
    telling.work_after(10);
    let next = moved(&told);
    telling.work_after(10);
    assert_eq!(telling.told(&told), ["confirmation sent"]);
    assert_eq!(telling.told(&next), ["move sent"]);
    let mail = telling.mails.mails().pop().unwrap();
    assert!(mail.contains("spostato al 16/03/2026 alle 10:00"), "{mail}");
    let other = Telling::open(&["email"], None);
    let untold = other.office.booked(&other.person(1), MONDAY);
    let next = step(&other.desk(), &untold, "move", &to).ok(201);
    let next = format!("/appointments/{}", next["id"].as_str().unwrap());
    other.work_after(10);
    assert_eq!(other.told(&untold), ["confirmation dropped undone"]);
    assert_eq!(other.told(&next), ["move sent"]);
    let mails = other.mails.mails();
    assert_eq!(mails.len(), 1, "{mails:#?}");
    assert!(
        mails[0].contains("La aspettiamo il 16/03/2026"),
        "{}",
        mails[0]
    );
}

#[test]
fn who_has_an_hour_back_is_reminded_of_it_once() {
    let telling = Telling::open(&["email"], Some(24));
    let appointment = telling.office.booked(&telling.person(1), MONDAY);
    telling.work_after(10);
    telling.call_off(&appointment, "us").ok(200);
    telling.work_after(5);
    step(&telling.desk(), &appointment, "restoration", &json!({})).ok(200);
    telling.work_after(30);
    at(telling.app(), "2026-03-08T10:00:00Z");
    telling.work();
    let told = telling.told(&appointment);
    let reminders = told.iter().filter(|one| one.starts_with("reminder"));
    assert_eq!(reminders.collect::<Vec<_>>(), ["reminder sent"]);
    assert_eq!(telling.mails.mails().len(), 2);
}
