//! Weekly hours are set, replaced knowingly and taken back; what was open stays.

use super::*;

#[test]
fn hours_are_kept_with_everything_that_was_said_of_them() {
    let app = start();
    let client = app.member(counsellor(0));
    let chief = app.member(coordinator(0));
    let room = json!({
        "office_id": Place::Home.office(0), "kind": "room", "label": "Sala 1", "places": 4,
    });
    let room = chief.post("/rooms", &room).ok(201)["id"].clone();
    chief.step("/service-catalogue").ok(200);
    let services = chief.get("/services?limit=2").ok(200);
    let services: Vec<Value> = { services["items"].as_array().unwrap().iter() }
        .map(|service| service["id"].clone())
        .collect();
    let said = json!({
        "room_id": room, "valid_to": "2026-06-30", "service_ids": services,
        "languages": ["ar", "fr"], "remote": true,
    });
    let said = with(&hours(1, "09:00", "13:00"), &said);
    let path = made(&client, &hours_of(counsellor(0)), &said);
    let shown = client.get(&path).ok(200);
    let sorted = |value: &Value| {
        let mut all: Vec<String> = { value.as_array().unwrap().iter() }
            .map(ToString::to_string)
            .collect();
        all.sort();
        all
    };
    for (member, value) in said.as_object().unwrap() {
        if member == "service_ids" {
            assert_eq!(sorted(&shown[member]), sorted(value));
        } else {
            assert_eq!(&shown[member], value, "{member}");
        }
    }
    assert_eq!(shown["staff_id"], json!(counsellor(0).id()));
    // With nothing that may be left out.
    let path = made(
        &client,
        &hours_of(counsellor(0)),
        &hours(2, "00:00", "12:00"),
    );
    let shown = client.get(&path).ok(200);
    assert_eq!(shown["service_ids"], json!([]));
    assert_eq!(shown["languages"], json!([]));
    assert_eq!(shown["remote"], false);
    for member in ["room_id", "valid_to"] {
        assert_eq!(shown.get(member), None, "{member}");
    }
}

#[test]
fn hours_of_a_counsellor_never_overlap() {
    let app = start();
    let (client, chief) = (app.member(counsellor(0)), app.member(coordinator(0)));
    let path = hours_of(counsellor(0));
    made(&client, &path, &hours(1, "09:00", "13:00"));
    for (from, to) in [("12:55", "14:00"), ("08:00", "09:05"), ("10:00", "11:00")] {
        let refused = chief.post(&path, &hours(1, from, to));
        refused.refused(422, "invalid");
        assert_eq!(refused.faults(), ["/from overlapping_hours"]);
    }
    let afternoon = made(&client, &path, &hours(1, "13:00", "17:00"));
    let refused = client.put_now(&afternoon, &hours(1, "12:00", "17:00"));
    assert_eq!(refused.faults(), ["/from overlapping_hours"]);
    assert_eq!(app.database.count("availabilities"), 2);
    // The same hours of a colleague are in nobody's way.
    made(
        &app.member(counsellor(1)),
        &hours_of(counsellor(1)),
        &hours(1, "09:00", "13:00"),
    );
}

#[test]
fn everything_that_is_wrong_with_hours_is_told_at_once() {
    let app = start();
    let client = app.member(counsellor(0));
    let path = hours_of(counsellor(0));
    let wrong = json!({
        "office_id": Place::Home.office(1), "room_id": Place::Home.office(0), "to": "08:00",
        "valid_from": "2026-03-01", "valid_to": "2026-02-01",
        "service_ids": [Place::Home.office(0)], "languages": ["fr", "fr"],
    });
    let refused = client.post(&path, &with(&hours(1, "09:00", "13:00"), &wrong));
    refused.refused(422, "invalid");
    let mut told = refused.faults();
    told.sort();
    let expected = [
        "/languages/1 duplicate_member",
        "/office_id unknown_reference",
        "/room_id unknown_reference",
        "/service_ids/0 unknown_reference",
        "/to ends_before_it_begins",
        "/valid_from in_the_past",
        "/valid_to period_ends_before_it_starts",
    ];
    assert_eq!(told, expected);
    let misread = json!({
        "weekday": 8, "from": "9:00", "to": "13:01", "languages": ["xx"],
    });
    let refused = client.post(&path, &with(&hours(1, "09:00", "13:00"), &misread));
    refused.refused(422, "invalid");
    let mut told = refused.faults();
    told.sort();
    let expected = [
        "/from invalid_time",
        "/languages/0 unknown_code",
        "/to off_the_grid",
        "/weekday range",
    ];
    assert_eq!(told, expected);
    let long = client.post(&path, &hours(1, "08:00", "20:05"));
    assert_eq!(long.faults(), ["/to too_many_hours"]);
    assert_eq!(app.database.count("availabilities"), 0);
    assert_eq!(app.database.count("staff_calendars"), 0);
}

#[test]
fn hours_that_applied_are_ended_and_never_rewritten() {
    let app = start();
    let client = app.member(counsellor(0));
    let path = made(
        &client,
        &hours_of(counsellor(0)),
        &hours(1, "09:00", "13:00"),
    );
    client.put_now(&path, &hours(1, "09:00", "12:00")).ok(200);
    on(&app, "2026-03-10");
    let client = app.member(counsellor(0));
    let refused = client.put_now(&path, &hours(2, "09:00", "13:00"));
    refused.refused(422, "invalid");
    assert_eq!(
        refused.faults(),
        ["/weekday applied_already", "/to applied_already"]
    );
    let until = with(
        &hours(1, "09:00", "12:00"),
        &json!({ "valid_to": "2026-05-31" }),
    );
    let ended = client.put_now(&path, &until).ok(200);
    assert_eq!(ended["valid_to"], "2026-05-31");
    delete(&client, &path).ok(204);
    assert_eq!(client.get(&path).ok(200)["valid_to"], "2026-03-09");
    delete(&client, &path).refused(409, "wrong_status");
    let shown = windows(&client, counsellor(0), "2026-03-02", "2026-03-16");
    assert_eq!(
        times(&shown),
        [
            "2026-03-02T08:00:00Z/2026-03-02T11:00:00Z",
            "2026-03-09T08:00:00Z/2026-03-09T11:00:00Z"
        ]
    );
    let told = |kind: &str| app.database.count(&format!("events WHERE kind = '{kind}'"));
    assert_eq!(told("availability_set"), 1);
    assert_eq!(told("availability_replaced"), 1);
    assert_eq!(told("availability_end_set"), 2);
}

#[test]
fn hours_that_lie_ahead_are_removed_with_what_they_name() {
    let app = start();
    let client = app.member(counsellor(0));
    let chief = app.member(coordinator(0));
    chief.step("/service-catalogue").ok(200);
    let service = chief.get("/services?limit=1").ok(200)["items"][0]["id"].clone();
    let ahead = json!({ "valid_from": "2026-04-01", "service_ids": [service] });
    let ahead = with(&hours(1, "09:00", "13:00"), &ahead);
    let path = made(&client, &hours_of(counsellor(0)), &ahead);
    delete(&client, &path).ok(204);
    client.get(&path).refused(404, "not_found");
    assert_eq!(app.database.count("availability_services"), 0);
}

#[test]
fn who_did_not_see_the_last_change_changes_nothing() {
    let app = start();
    let client = app.member(counsellor(0));
    let path = made(
        &client,
        &hours_of(counsellor(0)),
        &hours(1, "09:00", "13:00"),
    );
    let tag = client.tag(&path);
    let other = hours(1, "09:00", "12:00");
    client.put_now(&path, &hours(1, "09:00", "11:00")).ok(200);
    client.put_if(&path, &tag, &other).refused(412, "stale");
    let stale = client.with("If-Match", tag);
    stale.send("DELETE", &path, None).refused(412, "stale");
    assert_eq!(client.get(&path).ok(200)["to"], "11:00");
}
