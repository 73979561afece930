//! Who sees who comes, and what was written about it.

use super::*;

#[test]
fn the_note_is_for_who_holds_the_appointment() {
    let office = Office::open();
    let appointment = office.booked(&office.person(1), MONDAY);
    for (member, is_told) in [
        (counsellor(0), true),
        (coordinator(0), true),
        (counsellor(1), false),
    ] {
        let told = office.app.member(member).get(&appointment).ok(200);
        assert_eq!(told.get("note").is_some(), is_told, "{member:?}");
    }
    let records = format!("{appointment}/records");
    office
        .app
        .member(counsellor(1))
        .get(&records)
        .refused(404, "not_found");
    office.desk().get(&records).refused(403, "forbidden");
}

/// A case of the first office, and an hour of it: the paths.
pub(super) fn of_a_case(office: &Office) -> (String, String) {
    let case = crate::hand_overs::case(&office.app, 1);
    let me = office.me();
    let whose = me.get(&case).ok(200)["individual_id"].clone();
    let in_the_case = json!({ "case_id": id(&case) });
    let asked = with(&office.hour(whose.as_str().unwrap(), MONDAY), &in_the_case);
    let booked = me.post("/appointments", &asked).ok(201);
    let booked = booked["id"].as_str().unwrap();
    (case, format!("/appointments/{booked}"))
}

#[test]
fn who_takes_a_case_over_at_another_office_reads_and_closes_its_appointments() {
    let office = Office::open();
    let (case, appointment) = of_a_case(&office);
    let next = Member::new(Place::Home, Role::Counsellor, 2);
    office
        .app
        .member(next)
        .get(&appointment)
        .refused(404, "not_found");
    let moved = crate::hand_overs::to_office(1);
    let hand_over = crate::hand_overs::proposed(&office.me(), &case, &moved);
    let taken = json!({ "counsellor_id": next.id() });
    step(
        &office.app.member(coordinator(2)),
        &hand_over,
        "acceptance",
        &taken,
    )
    .ok(200);
    let theirs = office.app.member(next);
    assert_eq!(
        theirs.get(&appointment).ok(200)["note"],
        "Porta il curriculum."
    );
    let of_case = theirs
        .get(&format!("/appointments?case={}", id(&case)))
        .ok(200);
    assert_eq!(of_case["items"].as_array().unwrap().len(), 1);
    at(&office.app, "2026-03-09T11:00:00Z");
    let held = json!({ "result": { "kind": "held", "minutes": 50 } });
    let theirs = office.app.member(next);
    step(&theirs, &appointment, "outcome", &held).ok(200);
    // Who coordinates the office of the case reads it by now, and its desk does not.
    office.app.member(coordinator(2)).get(&appointment).ok(200);
    let desk = office
        .app
        .member(Member::new(Place::Home, Role::DeskOperator, 2));
    desk.get(&appointment).refused(404, "not_found");
}

#[test]
fn an_answer_is_given_again_to_whoever_still_reaches_what_it_tells_of() {
    let office = Office::open();
    let (case, appointment) = of_a_case(&office);
    let whose = office.me().get(&case).ok(200)["individual_id"].clone();
    set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
    // The colleague receives the person besides, at another hour and in no case.
    let besides =
        json!({ "counsellor_id": counsellor(1).id(), "starts_at": "2026-03-16T09:00:00Z" });
    let besides = with(&office.hour(whose.as_str().unwrap(), MONDAY), &besides);
    office.desk().post("/appointments", &besides).ok(201);
    let team = |members: Value| {
        let coordinator = office.app.member(coordinator(0));
        let team = json!({ "members": members });
        coordinator.put_now_at(&case, "team", &team).ok(200);
    };
    team(json!([counsellor(1).id()]));
    at(&office.app, "2026-03-09T11:00:00Z");
    let colleague = office.app.member(counsellor(1));
    let held = json!({ "result": { "kind": "held", "minutes": 50 }, "remark": "Riservato." });
    let path = format!("{appointment}/outcome");
    let tag = colleague.tag(&appointment);
    let key = "0123456789abcdef-0123456789abcdef";
    let say = || {
        colleague
            .with("If-Match", tag.clone())
            .post_as(key, &path, &held)
    };
    say().ok(200);
    assert_eq!(say().header("idempotency-replayed"), "true");
    team(json!([]));
    say().refused(404, "not_found");
}

#[test]
fn an_appointment_of_another_office_or_organisation_does_not_exist() {
    let office = Office::open();
    let appointment = office.booked(&office.person(1), MONDAY);
    let away = Member::new(Place::Away, Role::Coordinator, 0);
    for member in [coordinator(2), away] {
        let client = office.app.member(member);
        client.get(&appointment).refused(404, "not_found");
        let all = client.get("/appointments").ok(200);
        assert_eq!(all["items"], json!([]));
    }
    for role in [Role::Administrator, Role::Auditor] {
        let client = office.app.as_(role);
        client.get(&appointment).refused(403, "forbidden");
    }
}

#[test]
fn the_free_hours_of_another_organisation_are_found_by_nobody() {
    let office = Office::open();
    let away = office
        .app
        .member(Member::new(Place::Away, Role::Coordinator, 0));
    let service = away
        .post("/services", &interview("interview", false))
        .ok(201)["id"]
        .clone();
    let service = service.as_str().unwrap();
    let free = |client: &Client, service: &str, place: Place, rest: &str| {
        client.get(&format!(
            "/free-slots?service={service}&office={}&from=2026-03-09&to=2026-03-09{rest}",
            place.office(0)
        ))
    };
    let told = free(&office.desk(), &office.service, Place::Home, "").ok(200);
    assert!(!told["items"].as_array().unwrap().is_empty());
    free(&away, &office.service, Place::Away, "").refused(404, "not_found");
    let counsellor = format!("&counsellor={}", counsellor(0).id());
    free(&away, service, Place::Home, "").refused(404, "not_found");
    let told = free(&away, service, Place::Away, &counsellor).ok(200);
    assert_eq!(told["items"], json!([]));
}

#[test]
fn lists_are_by_the_hour_and_go_by_each_way_in() {
    let office = Office::open();
    let (one, other) = (office.person(1), office.person(2));
    let late = office.booked(&one, "2026-03-16T09:00:00Z");
    let early = office.booked(&other, MONDAY);
    let off = json!({ "by": "person", "reason": "cannot_come" });
    let desk = office.desk();
    step(&desk, &early, "cancellation", &off).ok(200);
    let ids = |query: &str| -> Vec<String> {
        let page = desk.get(&format!("/appointments?{query}")).ok(200);
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|item| format!("/appointments/{}", item["id"].as_str().unwrap()))
            .collect()
    };
    let both = [early.clone(), late];
    assert_eq!(ids(""), both);
    assert_eq!(ids(&format!("office={}", Place::Home.office(0))), both);
    assert_eq!(ids(&format!("counsellor={}", counsellor(0).id())), both);
    assert_eq!(ids(&format!("service={}", office.service)), both);
    assert_eq!(ids(&format!("room={}", office.room)), both);
    for query in [
        &*format!("individual={one}"),
        "status=booked",
        "from=2026-03-10",
    ] {
        assert_eq!(ids(query), both[1..], "{query}");
    }
    assert_eq!(ids("to=2026-03-15"), [early]);
    assert!(ids(&format!("counsellor={}", counsellor(1).id())).is_empty());
}

#[test]
fn a_timeline_tells_of_the_appointments_of_the_own_office_and_never_how_long_they_were() {
    let office = Office::open();
    let person = office.person(1);
    let appointment = office.booked(&person, MONDAY);
    at(&office.app, "2026-03-09T11:00:00Z");
    let held = json!({ "result": { "kind": "held", "minutes": 47 } });
    step(&office.me(), &appointment, "outcome", &held).ok(200);
    // The other office expects the person, too.
    let there = Member::new(Place::Home, Role::Counsellor, 2);
    let asked = json!({
        "office_id": Place::Home.office(1), "counsellor_id": there.id(),
        "starts_at": "2026-03-16T09:00:00Z", "acknowledged": ["appointment.outside_hours"],
    });
    let asked = with(&office.hour(&person, MONDAY), &asked);
    office
        .app
        .member(there)
        .post("/appointments", &asked)
        .ok(201);
    let told = |path: &str| -> Vec<String> {
        let page = office.desk().get(path).ok(200);
        let items = page["items"].as_array().unwrap().iter();
        items
            .filter(|item| item["subject"] == "appointment")
            .map(|item| item["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let told = told(&format!("/individuals/{person}/timeline"));
    assert_eq!(
        told,
        [
            "Appuntamento svolto.",
            "Appuntamento prenotato per il 09/03/2026, 10:00."
        ]
    );
}
