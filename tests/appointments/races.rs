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

#[test]
fn of_two_who_book_one_hour_of_a_counsellor_one_gets_it() {
    for _ in 0..8 {
        let (office, second) = two();
        let bodies = [1, 2].map(|number| office.hour(&office.person(number), MONDAY));
        let (mine, theirs) = (office.desk(), second.member(coordinator(0)));
        let path = "/appointments".to_owned();
        let answers = at_once([(&mine, &path, &bodies[0]), (&theirs, &path, &bodies[1])]);
        assert_eq!(statuses(&answers), [201, 409]);
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
        assert_eq!(office.app.database.count("appointments"), 1);
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
