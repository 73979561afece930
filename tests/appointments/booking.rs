//! Booking, and what stands against it.

use super::*;

#[test]
fn the_desk_books_an_hour_with_the_room_of_the_counsellor() {
    let office = Office::open();
    let person = office.person(1);
    let appointment = office.booked(&person, MONDAY);
    let told = office.me().get(&appointment).ok(200);
    assert_eq!(told["status"], "booked");
    assert_eq!(told["ends_at"], "2026-03-09T10:00:00Z");
    assert_eq!(told["room"]["room_id"], json!(office.room));
    assert_eq!(told["service"]["label"], "Colloquio");
    assert_eq!(told["note"], "Porta il curriculum.");
    assert_eq!(told["uid"], json!(id(&appointment)));
    // Twelve pieces of five minutes for each of the three.
    assert_eq!(office.taken(), 36);
}

#[test]
fn every_finding_of_a_refused_booking_is_told_at_once_and_nothing_changes() {
    let office = Office::open();
    let person = office.person(1);
    let desk = office.desk();
    let before = office.app.database.count("events");
    let asked = office.hour(&person, "2026-03-02T15:00:00Z");
    let answer = desk.post("/appointments", &asked);
    assert_eq!(
        rules(&answer),
        ["appointment.margin", "appointment.outside_hours"]
    );
    let half = with(&asked, &json!({ "acknowledged": ["appointment.margin"] }));
    assert_eq!(rules(&desk.post("/appointments", &half)).len(), 2);
    assert_eq!(office.taken(), 0);
    assert_eq!(office.app.database.count("appointments"), 0);
    assert_eq!(office.app.database.count("events"), before);
    let both = json!({ "acknowledged": ["appointment.margin", "appointment.outside_hours"] });
    desk.post("/appointments", &with(&asked, &both)).ok(201);
}

#[test]
fn what_does_not_fit_is_told_at_once_and_nothing_changes() {
    let office = Office::open();
    let nobody = "0190c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f";
    let asked = json!({
        "individual_id": nobody, "service_id": nobody, "office_id": Place::Home.office(0),
        "counsellor_id": nobody, "room_id": nobody, "case_id": nobody, "starts_at": MONDAY,
    });
    let answer = office.desk().post("/appointments", &asked);
    answer.refused(422, "invalid");
    assert_eq!(
        answer.faults(),
        [
            "/individual_id unknown_reference",
            "/case_id unknown_reference",
            "/service_id unknown_reference",
            "/counsellor_id unknown_reference",
            "/room_id unknown_reference",
        ]
    );
    let person = office.person(1);
    for (members, fault) in [
        (
            json!({ "starts_at": "2026-03-09T09:01:00Z" }),
            "/starts_at off_the_grid",
        ),
        (
            json!({ "starts_at": "2026-03-09T09:00:00" }),
            "/starts_at invalid_instant",
        ),
        (
            json!({ "office_id": Place::Home.office(1) }),
            "/office_id unknown_reference",
        ),
        (json!({ "mode": "hologram" }), "/mode unknown_code"),
    ] {
        let asked = with(&office.hour(&person, MONDAY), &members);
        let answer = office.desk().post("/appointments", &asked);
        answer.refused(422, "invalid");
        assert!(answer.faults().contains(&fault.to_owned()), "{fault}");
    }
    assert_eq!(office.taken(), 0);
}

#[test]
fn of_each_there_is_one_at_a_time() {
    let office = Office::open();
    let (one, other) = (office.person(1), office.person(2));
    office.booked(&one, MONDAY);
    let desk = office.desk();
    // The counsellor, by an overlap of five minutes.
    let late = office.hour(&other, "2026-03-09T09:55:00Z");
    desk.post("/appointments", &late).refused(409, "slot_taken");
    // The room, with another counsellor.
    set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
    let theirs = json!({ "counsellor_id": counsellor(1).id(), "room_id": office.room });
    let in_the_room = with(&office.hour(&other, MONDAY), &theirs);
    desk.post("/appointments", &in_the_room)
        .refused(409, "slot_taken");
    // The person, with another counsellor and in no room.
    let elsewhere = json!({ "counsellor_id": counsellor(1).id() });
    let twice = with(&office.hour(&one, MONDAY), &elsewhere);
    desk.post("/appointments", &twice)
        .refused(409, "slot_taken");
    assert_eq!(office.taken(), 36);
    let free = with(&office.hour(&other, MONDAY), &elsewhere);
    desk.post("/appointments", &free).ok(201);
    office.booked(&other, "2026-03-09T10:00:00Z");
}

#[test]
fn of_some_services_nobody_has_a_second_appointment_to_come() {
    let office = Office::open();
    let coordinator = office.app.member(coordinator(0));
    let once = coordinator
        .post("/services", &interview("once", true))
        .ok(201);
    let person = office.person(1);
    let once = json!({ "service_id": once["id"] });
    let desk = office.desk();
    let first = with(&office.hour(&person, MONDAY), &once);
    let first = desk.post("/appointments", &first).ok(201);
    let second = with(&office.hour(&person, "2026-03-09T10:00:00Z"), &once);
    desk.post("/appointments", &second)
        .refused(409, "appointment_pending");
    let first = format!("/appointments/{}", first["id"].as_str().unwrap());
    let off = json!({ "by": "person", "reason": "cannot_come" });
    step(&desk, &first, "cancellation", &off).ok(200);
    desk.post("/appointments", &second).ok(201);
    // The first one cannot come back while the second is to come.
    step(&desk, &first, "restoration", &json!({})).refused(409, "appointment_pending");
}

#[test]
fn a_holiday_is_booked_by_nobody() {
    let office = Office::open();
    let person = office.person(1);
    let mut asked = office.hour(&person, "2026-04-06T08:00:00Z");
    asked["acknowledged"] = json!(["appointment.holiday"]);
    let answer = office.desk().post("/appointments", &asked);
    assert_eq!(rules(&answer), ["appointment.holiday"]);
}
