//! When a group meets, and what stands against it.

use super::*;

#[test]
fn a_group_is_planned_opened_and_meets() {
    let office = Office::open();
    let group = workshop(&office, 12);
    let me = office.me();
    let path = session(&me, &group, &hours(TUESDAY, 9));
    let told = me.get(&path).ok(200);
    assert_eq!(told["status"], "planned");
    assert_eq!(told["title"], "Il curriculum");
    assert_eq!(told["place"], "Biblioteca civica");
    let listed = office
        .desk()
        .get("/group-sessions?from=2026-03-10&to=2026-03-10")
        .ok(200);
    assert_eq!(listed["items"][0]["id"], told["id"]);
    assert_eq!(
        office.desk().get("/groups?status=open").ok(200)["items"][0]["places"],
        12
    );
    for elsewhere in ["from=2026-03-11", "to=2026-03-09", "status=held"] {
        let listed = me.get(&format!("/group-sessions?{elsewhere}")).ok(200);
        assert_eq!(listed["items"], json!([]), "{elsewhere}");
    }
}

#[test]
fn what_does_not_fit_is_told_at_once_and_nothing_changes() {
    let office = Office::open();
    let me = office.me();
    let nobody = "0190c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f";
    let body = json!({
        "office_id": Place::Home.office(0), "kind": "workshop", "title": "Il curriculum",
        "facilitator_id": nobody, "service_id": office.service, "places": 0, "threshold": 101,
    });
    let answer = me.post("/groups", &body);
    answer.refused(422, "invalid");
    let expected = [
        "/places out_of_range",
        "/facilitator_id unknown_reference",
        "/service_id service_not_for_groups",
        "/threshold out_of_range",
    ];
    assert_eq!(answer.faults(), expected);
    assert_eq!(office.app.database.count("group_activities"), 0);
    let group = workshop(&office, 4);
    let path = format!("{group}/sessions");
    for (members, faults) in [
        (
            json!({ "starts_at": "2026-03-10T09:01:00Z" }),
            vec!["/starts_at off_the_grid"],
        ),
        (
            json!({ "mode": "online" }),
            vec!["/place not_applicable", "/link missing_member"],
        ),
        (
            json!({ "link": "https://incontri.example.org/a" }),
            vec!["/link not_applicable"],
        ),
        (
            json!({ "room_id": nobody }),
            vec!["/room_id unknown_reference"],
        ),
        (
            json!({ "facilitator_id": nobody }),
            vec!["/facilitator_id unknown_reference"],
        ),
    ] {
        let answer = me.post(&path, &with(&hours(TUESDAY, 9), &members));
        answer.refused(422, "invalid");
        assert_eq!(answer.faults(), faults, "{members}");
    }
    assert_eq!(office.app.database.count("group_sessions"), 0);
    assert_eq!(office.app.database.count("occupancy"), 0);
}

#[test]
fn whoever_leads_it_is_at_one_place_at_a_time() {
    let office = Office::open();
    let me = office.me();
    let (one, other) = (workshop(&office, 4), workshop(&office, 4));
    session(&me, &one, &hours(TUESDAY, 9));
    let overlapping = hours(TUESDAY, 10);
    let refused = me.post(&format!("{other}/sessions"), &overlapping);
    refused.refused(409, "slot_taken");
    let answer = me.post(&format!("{one}/sessions"), &overlapping);
    answer.refused(422, "invalid");
    assert_eq!(answer.faults(), ["/starts_at overlaps_another_session"]);
    // The hour that touches it is free.
    session(&me, &other, &hours(TUESDAY, 11));
    // Nobody is received for an interview meanwhile, either.
    let monday = hours("2026-03-09", 9);
    session(&me, &one, &monday);
    let booked = json!({
        "individual_id": office.person(1), "service_id": office.service,
        "office_id": Place::Home.office(0), "counsellor_id": counsellor(0).id(),
        "starts_at": "2026-03-09T09:00:00Z",
    });
    office
        .desk()
        .post("/appointments", &booked)
        .refused(409, "slot_taken");
}

#[test]
fn a_series_keeps_the_hour_on_the_wall_and_makes_up_for_holidays() {
    let office = Office::open();
    let group = workshop(&office, 4);
    let series = json!({
        "first": "2026-03-23", "from": "10:00", "to": "12:00", "every_weeks": 1, "count": 4,
        "without": ["2026-03-30"], "mode": "in_person", "place": "Biblioteca civica",
    });
    let planned = office
        .me()
        .post(&format!("{group}/session-series"), &series)
        .ok(200);
    let starts: Vec<&str> = { planned["sessions"].as_array().unwrap().iter() }
        .map(|one| one["starts_at"].as_str().unwrap())
        .collect();
    // The clock changes on 29 March; 6 April is the Monday after Easter.
    let expected = [
        "2026-03-23T09:00:00Z",
        "2026-04-13T08:00:00Z",
        "2026-04-20T08:00:00Z",
        "2026-04-27T08:00:00Z",
    ];
    assert_eq!(starts, expected);
    let left_out = json!([
        { "day": "2026-03-30", "is_holiday": false },
        { "day": "2026-04-06", "is_holiday": true },
    ]);
    assert_eq!(planned["left_out"], left_out);
    // Two hours of whoever leads them, in pieces of five minutes.
    assert_eq!(office.app.database.count("occupancy"), 4 * 24);
    let again = office
        .me()
        .post(&format!("{group}/session-series"), &series);
    again.refused(422, "invalid");
    assert_eq!(office.app.database.count("group_sessions"), 4);
}

#[test]
fn a_session_is_moved_and_called_off_with_what_it_takes() {
    let office = Office::open();
    let me = office.me();
    let group = workshop(&office, 4);
    let path = session(&me, &group, &hours(TUESDAY, 9));
    let person = office.person(1);
    enrolled(&office.desk(), &group, &person);
    assert_eq!(office.app.database.count("occupancy"), 48);
    let to = json!({ "to": hours(TUESDAY, 10), "reason": "place_away" });
    let moved = step(&me, &path, "move", &to).ok(200);
    assert_eq!(moved["sequence"], 1);
    assert_eq!(moved["starts_at"], "2026-03-10T10:00:00Z");
    assert_eq!(office.app.database.count("occupancy"), 48);
    let why = json!({ "reason": "cannot_come" });
    let refused = step(&me, &path, "cancellation", &why);
    assert_eq!(refused.faults(), ["/reason unsuitable_reason"]);
    let why = json!({ "reason": "counsellor_away" });
    let off = step(&me, &path, "cancellation", &why).ok(200);
    assert_eq!(
        (&off["status"], &off["sequence"]),
        (&json!("cancelled"), &json!(2))
    );
    assert_eq!(office.app.database.count("occupancy"), 0);
    step(&me, &path, "move", &to).refused(409, "wrong_status");
}

#[test]
fn those_who_have_something_else_are_counted_and_stay_expected_there() {
    let office = Office::open();
    let me = office.me();
    let group = workshop(&office, 4);
    let (one, other) = (office.person(1), office.person(2));
    office.booked(&one, "2026-03-09T09:00:00Z");
    for person in [&one, &other] {
        enrolled(&office.desk(), &group, person);
    }
    let coordinators = office.app.member(coordinator(0));
    let monday = with(
        &hours("2026-03-09", 8),
        &json!({ "facilitator_id": coordinator(0).id() }),
    );
    let refused = coordinators.post(&format!("{group}/sessions"), &monday);
    let found = refused.refused(422, "rules");
    assert_eq!(found["findings"][0]["rule"], "group.clash");
    let known = with(&monday, &json!({ "acknowledged": ["group.clash"] }));
    session(&me, &group, &known);
    // The interview takes an hour of three, the session two hours of who leads it and of whoever is
    // free; of the other one it takes the hour before the interview.
    assert_eq!(office.app.database.count("occupancy"), 36 + 24 + 24 + 12);
}

#[test]
fn a_group_that_is_called_off_gives_everything_back() {
    let office = Office::open();
    let me = office.me();
    let group = workshop(&office, 4);
    session(&me, &group, &hours(TUESDAY, 9));
    let enrolment = enrolled(&office.desk(), &group, &office.person(1));
    let off = step(
        &me,
        &group,
        "cancellation",
        &json!({ "reason": "place_away" }),
    )
    .ok(200);
    assert_eq!(off["status"], "cancelled");
    assert_eq!(office.app.database.count("occupancy"), 0);
    assert_eq!(
        office
            .app
            .database
            .count("group_sessions WHERE status = 'cancelled'"),
        1
    );
    enrol(&office.desk(), &group, &office.person(2)).refused(409, "wrong_status");
    let why = json!({ "by": "person", "reason": "found_work" });
    step(&office.desk(), &enrolment, "withdrawal", &why).refused(409, "wrong_status");
}

#[test]
fn other_offices_do_not_find_a_group_and_the_desk_does_not_plan_one() {
    let office = Office::open();
    let group = workshop(&office, 4);
    let path = session(&office.me(), &group, &hours(TUESDAY, 9));
    let enrolment = enrolled(&office.desk(), &group, &office.person(1));
    let other = other_office(&office);
    for path in [&group, &path, &enrolment] {
        other.get(path).refused(404, "not_found");
    }
    other
        .get(&format!("{path}/attendance"))
        .refused(404, "not_found");
    assert_eq!(other.get("/groups").ok(200)["items"], json!([]));
    enrol(&other, &group, &office.person(2)).refused(404, "not_found");
    office
        .desk()
        .step_now(&group, "closing")
        .refused(403, "forbidden");
    office
        .desk()
        .get(&format!("{path}/attendance"))
        .refused(403, "forbidden");
}

#[test]
fn an_hour_at_which_somebody_leads_a_group_is_offered_to_nobody() {
    let office = Office::open();
    let slots = format!(
        "/free-slots?service={}&office={}&from=2026-03-09&to=2026-03-09",
        office.service,
        Place::Home.office(0)
    );
    let starts = || {
        let found = office.desk().get(&slots).ok(200);
        let items = found["items"].as_array().unwrap().iter();
        let starts = items.map(|slot| slot["starts_at"].as_str().unwrap().to_owned());
        starts.collect::<Vec<String>>()
    };
    let free = starts();
    assert!(
        free.contains(&"2026-03-09T08:00:00Z".to_owned()),
        "{free:?}"
    );
    let path = session(&office.me(), &workshop(&office, 4), &hours("2026-03-09", 8));
    let left = starts();
    assert!(!left.is_empty());
    assert!(
        left.iter().all(|at| at.as_str() >= "2026-03-09T10:00:00Z"),
        "{left:?}"
    );
    step(
        &office.me(),
        &path,
        "cancellation",
        &json!({ "reason": "place_away" }),
    )
    .ok(200);
    assert_eq!(starts(), free);
}
