//! Two processes at once.

use super::*;
use crate::hand_overs::{at_once, statuses};

/// The office, and a second process beside it.
fn two() -> (Office, TestApp) {
    let office = Office::open();
    let second = office.app.beside(|_| {});
    at(&second, "2026-03-02T08:00:00Z");
    (office, second)
}

/// Whoever came second is told so.
#[track_caller]
fn refused_with(answers: &[Answer; 2], code: &str) {
    let refused = answers.iter().find(|answer| answer.status == 409);
    refused.unwrap().refused(409, code);
}

#[test]
fn of_two_who_book_one_hour_of_a_counsellor_one_gets_it() {
    for _ in 0..8 {
        let (office, second) = two();
        let bodies = [1, 2].map(|number| office.hour(&office.person(number), MONDAY));
        let (mine, theirs) = (office.desk(), second.member(coordinator(0)));
        let path = "/appointments".to_owned();
        let answers = at_once([(&mine, &path, &bodies[0]), (&theirs, &path, &bodies[1])]);
        assert_eq!(statuses(&answers), [201, 409]);
        refused_with(&answers, "slot_taken");
        assert_eq!(office.app.database.count("appointments"), 1);
        assert_eq!(office.taken(), 36);
    }
}

#[test]
fn of_two_who_book_one_person_with_two_counsellors_one_gets_them() {
    for _ in 0..8 {
        let (office, second) = two();
        set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
        let person = office.person(1);
        let one = office.hour(&person, MONDAY);
        let other = json!({ "counsellor_id": counsellor(1).id(),
            "starts_at": "2026-03-09T09:30:00Z" });
        let other = with(&one, &other);
        let (mine, theirs) = (office.desk(), second.member(coordinator(0)));
        let path = "/appointments".to_owned();
        let answers = at_once([(&mine, &path, &one), (&theirs, &path, &other)]);
        assert_eq!(statuses(&answers), [201, 409]);
        refused_with(&answers, "slot_taken");
        assert_eq!(office.app.database.count("appointments"), 1);
    }
}

/// A service of which there are sixty minutes, and a booking of an hour takes sixty.
fn capped(office: &Office, cap: &str) -> Value {
    let coordinator = office.app.member(coordinator(0));
    let capped = with(&interview(cap, false), &json!({ cap: 60 }));
    json!({ "service_id": coordinator.post("/services", &capped).ok(201)["id"] })
}

#[test]
fn of_two_who_book_the_last_minutes_of_a_service_one_is_warned() {
    for cap in ["person_cap_minutes", "cap_minutes"] {
        for _ in 0..4 {
            let (office, second) = two();
            set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
            let service = capped(&office, cap);
            let (one, other) = (office.person(1), office.person(2));
            // What one person has is counted of the person; what there is, of everybody.
            let other = if cap == "cap_minutes" {
                other
            } else {
                one.clone()
            };
            let elsewhere = json!({ "counsellor_id": counsellor(1).id(),
                "starts_at": "2026-03-09T11:00:00Z" });
            let bodies = [
                with(&office.hour(&one, MONDAY), &service),
                with(&with(&office.hour(&other, MONDAY), &service), &elsewhere),
            ];
            let (mine, theirs) = (office.desk(), second.member(coordinator(0)));
            let path = "/appointments".to_owned();
            let answers = at_once([(&mine, &path, &bodies[0]), (&theirs, &path, &bodies[1])]);
            assert_eq!(statuses(&answers), [201, 422], "{cap}");
            let refused = answers.iter().find(|answer| answer.status == 422).unwrap();
            let rule = cap.trim_end_matches("_minutes");
            assert_eq!(rules(refused), [format!("appointment.{rule}")]);
        }
    }
}

#[test]
fn of_two_who_book_the_one_to_come_one_gets_it() {
    for _ in 0..4 {
        let (office, second) = two();
        set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
        let coordinator_of = office.app.member(coordinator(0));
        let once = coordinator_of.post("/services", &interview("once", true));
        let once = json!({ "service_id": once.ok(201)["id"] });
        let person = office.person(1);
        let elsewhere = json!({ "counsellor_id": counsellor(1).id(),
            "starts_at": "2026-03-09T11:00:00Z" });
        let first = with(&office.hour(&person, MONDAY), &once);
        let bodies = [first.clone(), with(&first, &elsewhere)];
        let (mine, theirs) = (office.desk(), second.member(coordinator(0)));
        let path = "/appointments".to_owned();
        let answers = at_once([(&mine, &path, &bodies[0]), (&theirs, &path, &bodies[1])]);
        assert_eq!(statuses(&answers), [201, 409]);
        refused_with(&answers, "appointment_pending");
    }
}

#[test]
fn of_two_who_want_a_room_one_gets_it() {
    for _ in 0..4 {
        let (office, second) = two();
        set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
        let theirs = json!({ "counsellor_id": counsellor(1).id(), "room_id": office.room });
        let bodies = [
            office.hour(&office.person(1), MONDAY),
            with(&office.hour(&office.person(2), MONDAY), &theirs),
        ];
        let (mine, theirs) = (office.desk(), second.member(coordinator(0)));
        let path = "/appointments".to_owned();
        let answers = at_once([(&mine, &path, &bodies[0]), (&theirs, &path, &bodies[1])]);
        assert_eq!(statuses(&answers), [201, 409]);
        refused_with(&answers, "slot_taken");
        assert_eq!(office.taken(), 36);
    }
}

#[test]
fn of_who_takes_an_hour_back_and_who_books_it_one_gets_it() {
    for _ in 0..4 {
        let (office, second) = two();
        let first = office.booked(&office.person(1), MONDAY);
        let desk = office.desk();
        let off = json!({ "by": "us", "reason": "booked_in_error" });
        step(&desk, &first, "cancellation", &off).ok(200);
        let back = desk.with("If-Match", desk.tag(&first));
        let theirs = second.member(coordinator(0));
        let bodies = [json!({}), office.hour(&office.person(2), MONDAY)];
        let paths = [format!("{first}/restoration"), "/appointments".to_owned()];
        let answers = at_once([
            (&back, &paths[0], &bodies[0]),
            (&theirs, &paths[1], &bodies[1]),
        ]);
        let statuses = statuses(&answers);
        assert!([[200, 409], [201, 409]].contains(&statuses), "{statuses:?}");
        refused_with(&answers, "slot_taken");
        assert_eq!(office.taken(), 36);
    }
}

#[test]
fn a_chain_does_not_fork() {
    for _ in 0..8 {
        let (office, second) = two();
        let old = office.booked(&office.person(1), MONDAY);
        let to = |starts: &str| {
            json!({
                "office_id": Place::Home.office(0), "counsellor_id": counsellor(0).id(),
                "starts_at": starts, "reason": "other",
            })
        };
        let bodies = [to("2026-03-16T09:00:00Z"), to("2026-03-23T09:00:00Z")];
        let (desk, other) = (office.desk(), second.member(coordinator(0)));
        let mine = desk.with("If-Match", desk.tag(&old));
        let theirs = other.with("If-Match", other.tag(&old));
        let path = format!("{old}/move");
        let answers = at_once([(&mine, &path, &bodies[0]), (&theirs, &path, &bodies[1])]);
        assert_eq!(statuses(&answers), [201, 412]);
        let next = "appointments WHERE previous_id IS NOT NULL";
        assert_eq!(office.app.database.count(next), 1);
        assert_eq!(office.taken(), 36);
    }
}
