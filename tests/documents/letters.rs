//! A letter to somebody who is expected.

use super::*;
use crate::appointments::{MONDAY, Office, at};
use crate::hand_overs::{coordinator, counsellor};
use domain::actor::Role;

#[test]
fn a_letter_says_when_and_where_and_nothing_that_the_staff_wrote() {
    let office = Office::open();
    let desk = office.desk();
    let appointment = office.booked(&office.person(1), MONDAY);
    let below = format!("{appointment}/letters");
    let letter = ordered(&desk, &below, &json!({}));
    let english = ordered(&desk, &below, &json!({ "language": "en" }));
    work(&office.app);
    let told = said(&file(&desk, &letter));
    for words in [
        "Appuntamento",
        "lunedì 9 marzo 2026, dalle 10:00 alle 11:00",
        "Colloquio",
        "Sala 1",
        "Se non può venire",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("curriculum"), "{told}");
    let told = said(&file(&desk, &english));
    assert!(
        told.contains("Monday 9 March 2026, from 10:00 to 11:00"),
        "{told}"
    );
    assert!(told.contains("Interview"), "{told}");
}

#[test]
fn nobody_is_told_to_come_who_need_not() {
    let office = Office::open();
    let desk = office.desk();
    let person = office.person(1);
    let off = office.booked(&person, MONDAY);
    let why = json!({ "by": "person", "reason": "cannot_come" });
    step(&desk, &off, "cancellation", &why).ok(200);
    let below = format!("{off}/letters");
    let refused = desk.post(&below, &json!({})).refused(409, "wrong_status");
    assert!(
        refused["detail"]
            .as_str()
            .unwrap()
            .contains("cancelled_by_person")
    );
    let next = office.booked(&person, "2026-03-16T09:00:00Z");
    at(&office.app, "2026-03-16T09:00:00Z");
    let below = format!("{next}/letters");
    desk.post(&below, &json!({})).refused(409, "wrong_status");
    assert_eq!(office.app.database.count("documents"), 0);
}

#[test]
fn a_letter_is_for_those_who_read_who_comes_when() {
    let office = Office::open();
    let app = &office.app;
    let appointment = office.booked(&office.person(1), MONDAY);
    let below = format!("{appointment}/letters");
    let letter = ordered(&office.desk(), &below, &json!({}));
    work(app);
    for reader in [app.member(counsellor(0)), app.member(coordinator(0))] {
        file(&reader, &letter);
    }
    let bytes = format!("{letter}/file");
    for other in [app.member(counsellor(2)), app.member(coordinator(2))] {
        for path in [&below, &letter, &bytes] {
            other.get(path).refused(404, "not_found");
        }
    }
    for role in [Role::Administrator, Role::Auditor, Role::MachineClient] {
        app.as_(role).get(&bytes).refused(403, "forbidden");
    }
}
