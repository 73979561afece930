//! Another hour, no hour, and the hour after all.

use super::*;

fn to(starts: &str) -> Value {
    json!({
        "office_id": Place::Home.office(0), "counsellor_id": counsellor(0).id(),
        "starts_at": starts, "reason": "cannot_come",
    })
}

#[test]
fn a_move_chains_and_frees_the_old_hour() {
    let office = Office::open();
    let desk = office.desk();
    let old = office.booked(&office.person(1), MONDAY);
    let new = step(&desk, &old, "move", &to("2026-03-16T09:00:00Z")).ok(201);
    assert_eq!(new["previous_id"], json!(id(&old)));
    assert_eq!(
        (&new["uid"], &new["sequence"]),
        (&json!(id(&old)), &json!(1))
    );
    assert_eq!(desk.get(&old).ok(200)["status"], "moved");
    assert_eq!(office.taken(), 36);
    office.booked(&office.person(2), MONDAY);
    step(&desk, &old, "move", &to("2026-03-23T09:00:00Z")).refused(409, "wrong_status");
}

#[test]
fn a_move_by_a_quarter_of_an_hour_overlaps_itself() {
    let office = Office::open();
    let desk = office.desk();
    let old = office.booked(&office.person(1), MONDAY);
    let new = step(&desk, &old, "move", &to("2026-03-09T09:15:00Z")).ok(201);
    assert_eq!(new["starts_at"], "2026-03-09T09:15:00Z");
    assert_eq!(office.taken(), 36);
    let new = format!("/appointments/{}", new["id"].as_str().unwrap());
    step(&desk, &new, "move", &to("2026-03-09T09:15:00Z")).refused(422, "invalid");
}

#[test]
fn a_move_to_an_hour_that_is_taken_changes_nothing() {
    let office = Office::open();
    let desk = office.desk();
    let old = office.booked(&office.person(1), MONDAY);
    office.booked(&office.person(2), "2026-03-09T11:00:00Z");
    step(&desk, &old, "move", &to("2026-03-09T10:30:00Z")).refused(409, "slot_taken");
    assert_eq!(desk.get(&old).ok(200)["status"], "booked");
    assert_eq!(office.taken(), 72);
    assert_eq!(office.app.database.count("appointment_versions"), 0);
}

#[test]
fn a_cancelled_hour_is_restored_only_while_it_is_free() {
    let office = Office::open();
    let desk = office.desk();
    let first = office.booked(&office.person(1), MONDAY);
    let off = json!({ "by": "us", "reason": "counsellor_away" });
    step(&desk, &first, "cancellation", &off).ok(200);
    assert_eq!(office.taken(), 0);
    let back = |client: &Client| step(client, &first, "restoration", &json!({}));
    let second = office.booked(&office.person(2), MONDAY);
    back(&desk).refused(409, "slot_taken");
    let off = json!({ "by": "person", "reason": "found_work" });
    step(&desk, &second, "cancellation", &off).ok(200);
    let restored = back(&desk).ok(200);
    assert_eq!(
        (&restored["status"], &restored["sequence"]),
        (&json!("booked"), &json!(2))
    );
    assert_eq!(office.taken(), 36);
}

#[test]
fn a_notice_of_absence_before_the_hour_frees_it() {
    let office = Office::open();
    let desk = office.desk();
    let first = office.booked(&office.person(1), MONDAY);
    let notice = json!({ "reason": "job_interview" });
    let told = step(&desk, &first, "absence-notice", &notice).ok(200);
    assert_eq!(told["status"], "excused");
    // Why somebody does not come is for whoever receives them.
    assert!(told["state"].get("absence_reason").is_none());
    let state = &office.me().get(&first).ok(200)["state"];
    assert_eq!(state["absence_reason"], "job_interview");
    assert_eq!(state["told_on"], TODAY);
    assert_eq!(office.taken(), 0);
    office.booked(&office.person(2), MONDAY);
}

#[test]
fn a_move_keeps_how_both_meet_and_goes_through_though_the_service_is_blocked() {
    let office = Office::open();
    let by_phone = json!({ "mode": "phone", "acknowledged": ["appointment.outside_hours"] });
    let asked = with(&office.hour(&office.person(1), MONDAY), &by_phone);
    let desk = office.desk();
    let old = desk.post("/appointments", &asked).ok(201);
    let old = format!("/appointments/{}", old["id"].as_str().unwrap());
    let mut blocked = interview("interview", true);
    blocked["minutes"] = json!(90);
    blocked["blocked"] = json!(true);
    let service = format!("/services/{}", office.service);
    let coordinator = office.app.member(coordinator(0));
    coordinator.put_now(&service, &blocked).ok(200);
    let acknowledged = json!({ "acknowledged": ["appointment.outside_hours"] });
    let to = with(&to("2026-03-16T09:00:00Z"), &acknowledged);
    let new = step(&desk, &old, "move", &to).ok(201);
    assert_eq!(new["mode"], "phone");
    assert_eq!(new["ends_at"], "2026-03-16T10:00:00Z");
    assert!(new.get("room").is_none());
}

#[test]
fn a_move_takes_the_room_along_that_somebody_named() {
    let office = Office::open();
    let quiet = json!({
        "office_id": Place::Home.office(0), "kind": "room", "label": "Sala 2", "places": 2,
        "features": ["step_free", "quiet"],
    });
    let coordinator = office.app.member(coordinator(0));
    let quiet = coordinator.post("/rooms", &quiet).ok(201)["id"].clone();
    let named = with(
        &office.hour(&office.person(1), MONDAY),
        &json!({ "room_id": quiet }),
    );
    let desk = office.desk();
    let first = desk.post("/appointments", &named).ok(201);
    let moved = |old: &Value, starts: &str, rest: &Value| {
        let path = format!("/appointments/{}", old["id"].as_str().unwrap());
        step(&desk, &path, "move", &with(&to(starts), rest)).ok(201)
    };
    let second = moved(&first, "2026-03-16T09:00:00Z", &json!({}));
    assert_eq!(second["room"]["room_id"], quiet);
    let third = moved(&second, "2026-03-23T09:00:00Z", &json!({}));
    assert_eq!(third["room"]["room_id"], quiet);
    // Who names that of the hours wants none for itself any more.
    let fourth = moved(
        &third,
        "2026-03-30T08:00:00Z",
        &json!({ "room_id": office.room }),
    );
    let fifth = moved(&fourth, "2026-04-13T08:00:00Z", &json!({}));
    assert_eq!(fifth["room"]["room_id"], json!(office.room));
    // A room that is closed by then is told of, and not left in silence.
    let other = with(
        &office.hour(&office.person(2), MONDAY),
        &json!({ "room_id": quiet }),
    );
    let other = desk.post("/appointments", &other).ok(201);
    let closed = json!({
        "label": "Sala 2", "places": 2, "features": ["step_free", "quiet"],
        "closed_on": "2026-03-16",
    });
    let room = format!("/rooms/{}", quiet.as_str().unwrap());
    coordinator.put_now(&room, &closed).ok(200);
    let path = format!("/appointments/{}", other["id"].as_str().unwrap());
    let refused = step(&desk, &path, "move", &to("2026-03-16T09:00:00Z"));
    let refused = refused.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["pointer"], "/room_id");
    assert_eq!(refused["errors"][0]["code"], "room_closed");
}

#[test]
fn an_hour_is_given_back_only_where_somebody_sees_that_it_does_not_fit_any_more() {
    let office = Office::open();
    let desk = office.desk();
    let first = office.booked(&office.person(1), MONDAY);
    let off = json!({ "by": "us", "reason": "counsellor_away" });
    step(&desk, &first, "cancellation", &off).ok(200);
    let closure = json!({
        "office_id": Place::Home.office(0), "from": "2026-03-09", "to": "2026-03-09",
        "label": "Ponte",
    });
    let coordinator = office.app.member(coordinator(0));
    coordinator.post("/closures", &closure).ok(201);
    let back = step(&desk, &first, "restoration", &json!({}));
    assert_eq!(rules(&back), ["appointment.closed"]);
    assert_eq!(office.taken(), 0);
    let acknowledged = json!({ "acknowledged": ["appointment.closed"] });
    step(&desk, &first, "restoration", &acknowledged).ok(200);
    assert_eq!(office.taken(), 36);
}

#[test]
fn nobody_is_expected_again_by_whoever_receives_nobody_any_more() {
    let office = Office::open();
    let desk = office.desk();
    let first = office.booked(&office.person(1), MONDAY);
    let off = json!({ "by": "us", "reason": "counsellor_away" });
    step(&desk, &first, "cancellation", &off).ok(200);
    let account = format!("/staff/{}", counsellor(0).id());
    let administrator = office.app.as_(Role::Administrator);
    administrator.step_now(&account, "disablement").ok(200);
    let acknowledged = json!({ "acknowledged": ["appointment.outside_hours"] });
    let refused = step(&desk, &first, "restoration", &acknowledged);
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/counsellor_id receives_nobody"]);
    assert_eq!(office.taken(), 0);
    // Another colleague may still expect them.
    administrator.step_now(&account, "enablement").ok(200);
    step(&desk, &first, "restoration", &json!({})).ok(200);
}
