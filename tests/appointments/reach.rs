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
