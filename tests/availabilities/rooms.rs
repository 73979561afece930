//! Rooms and closures.

use super::*;

fn room(kind: &str, places: u16) -> Value {
    json!({
        "office_id": Place::Home.office(0), "kind": kind, "label": "Sala colloqui",
        "places": places, "features": ["private", "step_free"],
    })
}

#[test]
fn a_room_is_written_down_said_otherwise_and_closed() {
    let app = start();
    let client = app.member(coordinator(0));
    let path = made(&client, "/rooms", &room("room", 4));
    let shown = client.get(&path).ok(200);
    assert_eq!(shown["features"], json!(["step_free", "private"]));
    let id = shown["id"].clone();
    let desk = with(&room("workstation", 1), &json!({ "parent_id": id }));
    let desk = client.get(&made(&client, "/rooms", &desk)).ok(200);
    assert_eq!(desk["parent_id"], id);
    let tag = client.tag(&path);
    let otherwise = json!({ "label": "Sala 2", "places": 6, "closed_on": "2026-03-16" });
    let shown = client.put_if(&path, &tag, &otherwise).ok(200);
    assert_eq!(
        (&shown["places"], &shown["version"]),
        (&json!(6), &json!(2))
    );
    client.put_if(&path, &tag, &otherwise).refused(412, "stale");
    // Weekly hours stay, without the room.
    let there = with(&hours(1, "09:00", "13:00"), &json!({ "room_id": id }));
    let owner = app.member(counsellor(0));
    made(&owner, &hours_of(counsellor(0)), &there);
    let shown = windows(&owner, counsellor(0), TODAY, "2026-03-16");
    let rooms: Vec<bool> = { shown["items"].as_array().unwrap().iter() }
        .map(|item| item.get("room_id").is_some())
        .collect();
    assert_eq!(rooms, [true, true, false]);
}

#[test]
fn everything_that_is_wrong_with_a_room_is_told_at_once() {
    let app = start();
    let client = app.member(coordinator(0));
    let wrong = json!({
        "office_id": Place::Away.office(0), "places": 2, "parent_id": Place::Home.office(0),
        "features": ["quiet", "quiet"],
    });
    let refused = client.post("/rooms", &with(&room("workstation", 1), &wrong));
    refused.refused(422, "invalid");
    assert_eq!(
        refused.faults(),
        [
            "/office_id unknown_reference",
            "/places workstation_is_for_one",
            "/features/1 duplicate_member",
            "/parent_id unknown_reference"
        ]
    );
    for places in [0, 501] {
        let refused = client.post("/rooms", &room("room", places));
        assert_eq!(refused.faults(), ["/places out_of_range"]);
    }
    assert_eq!(app.database.count("rooms"), 0);
}

#[test]
fn rooms_and_closures_are_kept_by_coordinators_and_administrators_and_read_by_all() {
    let app = start();
    let keeper = app.member(Member::administrator(0));
    let room_path = made(&keeper, "/rooms", &room("room", 4));
    let closure = json!({ "from": "2026-08-10", "to": "2026-08-14", "label": "Ferie" });
    let closure_path = made(&keeper, "/closures", &closure);
    for role in [Role::Counsellor, Role::DeskOperator, Role::Auditor] {
        let other = app.member(Member::new(Place::Home, role, 2));
        other.get(&room_path).ok(200);
        other.get(&closure_path).ok(200);
        other
            .post("/rooms", &room("room", 4))
            .refused(403, "forbidden");
        other.post("/closures", &closure).refused(403, "forbidden");
    }
    let away = app.member(Member::new(Place::Away, Role::Coordinator, 0));
    let tagged = away.with("If-Match", keeper.tag(&closure_path));
    away.get(&room_path).refused(404, "not_found");
    away.get(&closure_path).refused(404, "not_found");
    tagged
        .send("DELETE", &closure_path, None)
        .refused(404, "not_found");
    for list in ["/rooms", "/closures"] {
        assert_eq!(away.get(list).ok(200)["items"], json!([]));
    }
    let elsewhere = format!("/rooms?office={}", Place::Home.office(1));
    assert_eq!(keeper.get(&elsewhere).ok(200)["items"], json!([]));
}

#[test]
fn a_closure_that_lies_ahead_goes_and_one_that_began_ends() {
    let app = start();
    let client = app.member(coordinator(0));
    let closure = |from: &str, to: &str| json!({ "office_id": Place::Home.office(0), "from": from, "to": to, "label": "Ferie" });
    let refused = client.post("/closures", &closure("2026-03-01", "2026-02-01"));
    refused.refused(422, "invalid");
    assert_eq!(
        refused.faults(),
        ["/from in_the_past", "/to period_ends_before_it_starts"]
    );
    let ahead = made(&client, "/closures", &closure("2026-08-10", "2026-08-14"));
    let running = made(&client, "/closures", &closure(TODAY, "2026-03-31"));
    delete(&client, &ahead).ok(204);
    client.get(&ahead).refused(404, "not_found");
    on(&app, "2026-03-10");
    let client = app.member(coordinator(0));
    let stale = client.with("If-Match", "\"9-0\"");
    stale.send("DELETE", &running, None).refused(412, "stale");
    delete(&client, &running).ok(204);
    assert_eq!(client.get(&running).ok(200)["to"], "2026-03-09");
    delete(&client, &running).refused(409, "wrong_status");
    let listed = |query: &str| client.get(&format!("/closures{query}")).ok(200)["items"].clone();
    assert_eq!(listed("?from=2026-03-09").as_array().unwrap().len(), 1);
    assert_eq!(listed("?from=2026-03-10"), json!([]));
}
