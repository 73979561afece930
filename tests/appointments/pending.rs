//! Of some services nobody has a second appointment before the first one is over.

use super::leaving::merge;
use super::*;

/// An office with such a service.
fn once() -> (Office, Value) {
    let office = Office::open();
    let coordinator = office.app.member(coordinator(0));
    let once = coordinator.post("/services", &interview("once", true));
    let once = json!({ "service_id": once.ok(201)["id"] });
    (office, once)
}

/// Books it for that service: the path.
#[track_caller]
fn booked(office: &Office, once: &Value, person: &str, starts: &str) -> String {
    let asked = with(&office.hour(person, starts), once);
    let booked = office.desk().post("/appointments", &asked).ok(201);
    format!("/appointments/{}", booked["id"].as_str().unwrap())
}

#[test]
fn who_was_there_books_the_next_one_before_anybody_says_what_came_of_it() {
    let (office, once) = once();
    let person = office.person(1);
    let first = booked(&office, &once, &person, MONDAY);
    let next = with(&office.hour(&person, "2026-03-16T09:00:00Z"), &once);
    // While it lasts, it is the one to come.
    at(&office.app, "2026-03-09T09:55:00Z");
    office
        .desk()
        .post("/appointments", &next)
        .refused(409, "appointment_pending");
    at(&office.app, "2026-03-09T10:00:00Z");
    office.desk().post("/appointments", &next).ok(201);
    assert_eq!(office.desk().get(&first).ok(200)["status"], "booked");
}

#[test]
fn a_wrong_outcome_is_reopened_while_the_next_one_is_to_come() {
    let (office, once) = once();
    let person = office.person(1);
    let first = booked(&office, &once, &person, MONDAY);
    at(&office.app, "2026-03-09T11:00:00Z");
    let missed = json!({ "result": { "kind": "no_show", "reason": "no_notice" } });
    step(&office.me(), &first, "outcome", &missed).ok(200);
    let second = booked(&office, &once, &person, "2026-03-16T09:00:00Z");
    let because = json!({ "because": "Era in sala d'attesa." });
    let reopened = step(&office.me(), &first, "reopening", &because).ok(200);
    assert_eq!(reopened["status"], "booked");
    // The one that is reopened stands in nobody's way, and the other one still does.
    let third = with(&office.hour(&person, "2026-03-16T10:00:00Z"), &once);
    let desk = office.desk();
    desk.post("/appointments", &third)
        .refused(409, "appointment_pending");
    let off = json!({ "by": "person", "reason": "cannot_come" });
    step(&desk, &second, "cancellation", &off).ok(200);
    desk.post("/appointments", &third).ok(201);
}

#[test]
fn an_hour_is_given_back_and_moved_once_the_other_one_is_over() {
    let (office, once) = once();
    let person = office.person(1);
    let desk = office.desk();
    let first = booked(&office, &once, &person, "2026-03-16T09:00:00Z");
    let off = json!({ "by": "us", "reason": "counsellor_away" });
    step(&desk, &first, "cancellation", &off).ok(200);
    booked(&office, &once, &person, MONDAY);
    let back = |client: &Client| step(client, &first, "restoration", &json!({}));
    back(&desk).refused(409, "appointment_pending");
    at(&office.app, "2026-03-09T10:00:00Z");
    // Nobody has said yet what came of the one that is over.
    let desk = office.desk();
    back(&desk).ok(200);
    let to = json!({
        "office_id": Place::Home.office(0), "counsellor_id": counsellor(0).id(),
        "starts_at": "2026-03-23T09:00:00Z", "reason": "cannot_come",
    });
    step(&desk, &first, "move", &to).ok(201);
}

#[test]
fn what_is_over_of_two_records_does_not_keep_them_apart() {
    let (office, once) = once();
    let (kept, other) = (office.person(1), office.person(2));
    booked(&office, &once, &kept, MONDAY);
    let theirs = booked(&office, &once, &other, "2026-03-16T09:00:00Z");
    let refused = merge(&office.app.member(coordinator(0)), &kept, &other);
    assert_eq!(rules(&refused), ["merge.pending_twice"]);
    at(&office.app, "2026-03-09T10:00:00Z");
    let client = office.app.member(coordinator(0));
    merge(&client, &kept, &other).ok(201);
    let whose = client.get(&theirs).ok(200)["person"]["individual_id"].clone();
    assert_eq!(whose, json!(kept));
    let asked = with(&office.hour(&kept, "2026-03-23T09:00:00Z"), &once);
    let again = office.desk().post("/appointments", &asked);
    again.refused(409, "appointment_pending");
}
