//! Which hours are still free.

use super::*;

fn free(client: &Client, office: &Office, rest: &str) -> Value {
    let path = format!(
        "/free-slots?service={}&office={}&{rest}",
        office.service,
        Place::Home.office(0)
    );
    client.get(&path).ok(200)
}

fn starts(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| item["starts_at"].as_str().unwrap())
        .collect()
}

#[test]
fn slots_are_the_hours_less_what_is_booked() {
    let office = Office::open();
    let desk = office.desk();
    let monday = "from=2026-03-09&to=2026-03-09&limit=50";
    assert_eq!(starts(&free(&desk, &office, monday)).len(), 13);
    let person = office.person(1);
    let appointment = office.booked(&person, MONDAY);
    // Nine to one in Rome; ten to eleven is taken.
    let left = free(&desk, &office, monday);
    assert_eq!(
        starts(&left),
        [
            "2026-03-09T08:00:00Z",
            "2026-03-09T10:00:00Z",
            "2026-03-09T10:15:00Z",
            "2026-03-09T10:30:00Z",
            "2026-03-09T10:45:00Z",
            "2026-03-09T11:00:00Z",
        ]
    );
    let off = json!({ "by": "person", "reason": "cannot_come" });
    step(&desk, &appointment, "cancellation", &off).ok(200);
    assert_eq!(starts(&free(&desk, &office, monday)).len(), 13);
}

#[test]
fn pages_go_on_from_week_to_week() {
    let office = Office::open();
    let desk = office.desk();
    let mut all = Vec::new();
    let mut next = format!(
        "/free-slots?service={}&office={}&from=2026-03-03&to=2026-05-03&limit=20",
        office.service,
        Place::Home.office(0)
    );
    loop {
        let page = desk.get(&next).ok(200);
        all.extend(starts(&page).into_iter().map(str::to_owned));
        let Some(link) = page["_links"]["next"].as_str() else {
            break;
        };
        next = link.split("/v1").nth(1).unwrap().to_owned();
    }
    // Eight Mondays, Easter Monday aside, on both sides of the change of the clock.
    assert_eq!(all.len(), 7 * 13);
    assert!(all.is_sorted() && all.contains(&"2026-03-30T07:00:00Z".to_owned()));
    assert!(!all.iter().any(|at| at.starts_with("2026-04-06")));
}

#[test]
fn the_least_loaded_counsellor_is_named() {
    let office = Office::open();
    set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
    office.booked(&office.person(1), "2026-03-09T11:00:00Z");
    let page = free(
        &office.desk(),
        &office,
        "from=2026-03-09&to=2026-03-09&limit=2",
    );
    let marked: Vec<(&Value, &Value)> = { page["items"].as_array().unwrap().iter() }
        .map(|item| (&item["counsellor"]["staff_id"], &item["is_least_loaded"]))
        .collect();
    assert_eq!(marked.len(), 2);
    for (who, is_least) in marked {
        assert_eq!(*is_least, json!(*who == json!(counsellor(1).id())));
    }
}

#[test]
fn a_month_shows_days_with_and_without_room() {
    let office = Office::open();
    let path = format!(
        "/free-slots/days?service={}&office={}&from=2026-04-01&to=2026-04-30",
        office.service,
        Place::Home.office(0)
    );
    let days = office.desk().get(&path).ok(200);
    let day = |number: usize| &days["items"][number - 1];
    assert_eq!(days["items"].as_array().unwrap().len(), 30);
    assert_eq!(day(6)["why"][0]["kind"], "holiday");
    assert_eq!(day(7)["why"][0]["kind"], "no_hours");
    assert_eq!(day(13)["free"], 13);
    assert_eq!(day(13)["first_at"], "2026-04-13T07:00:00Z");
    let mut blocked = interview("interview", true);
    blocked["blocked"] = json!(true);
    let coordinator = office.app.member(coordinator(0));
    let service = format!("/services/{}", office.service);
    coordinator.put_now(&service, &blocked).ok(200);
    let days = office.desk().get(&path).ok(200);
    for day in days["items"].as_array().unwrap() {
        assert_eq!(day["why"], json!([{ "kind": "blocked" }]));
    }
}

#[test]
fn a_wrong_question_is_refused() {
    let office = Office::open();
    let desk = office.desk();
    let path = |rest: &str| {
        let here = Place::Home.office(0);
        format!(
            "/free-slots?service={}&office={here}&{rest}",
            office.service
        )
    };
    for rest in [
        "from=2026-03-09&to=2026-03-08",
        "from=2026-03-09&to=2026-05-10",
        "from=2026-03-09",
        "from=2026-03-09&to=2026-03-10&need=sauna",
    ] {
        desk.get(&path(rest)).refused(400, "bad_parameter");
    }
    let coordinator = office.app.member(coordinator(0));
    for (code, mode, rest, why) in [
        ("workshop", "group", "", "service_for_groups"),
        ("call", "phone", "&mode=in_person", "mode_not_offered"),
    ] {
        let mut other = interview(code, true);
        other["mode"] = json!(mode);
        other["max_size"] = json!(if mode == "group" { 12 } else { 1 });
        let other = coordinator.post("/services", &other).ok(201);
        for list in ["free-slots", "free-slots/days"] {
            let path = format!(
                "/{list}?service={}&office={}&from=2026-03-09&to=2026-03-09{rest}",
                other["id"].as_str().unwrap(),
                Place::Home.office(0)
            );
            let refused = desk.get(&path).refused(400, "bad_parameter");
            assert_eq!(refused["errors"][0]["code"], why);
        }
    }
    let nowhere = "0190c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f";
    let path = format!(
        "/free-slots?service={nowhere}&office={}&from=2026-03-09&to=2026-03-09",
        Place::Home.office(0)
    );
    desk.get(&path).refused(404, "not_found");
}

#[test]
fn another_hour_is_looked_for_as_it_was_promised() {
    let office = Office::open();
    let desk = office.desk();
    let appointment = office.booked(&office.person(1), MONDAY);
    let monday = "from=2026-03-09&to=2026-03-09&limit=50";
    let mut longer = interview("interview", true);
    longer["minutes"] = json!(120);
    longer["blocked"] = json!(true);
    let service = format!("/services/{}", office.service);
    let coordinator = office.app.member(coordinator(0));
    coordinator.put_now(&service, &longer).ok(200);
    assert!(starts(&free(&desk, &office, monday)).is_empty());
    // Thirteen quarters begin an hour of Monday morning; its own is no other one.
    let moving = format!("{monday}&moving={}", id(&appointment));
    let others = free(&desk, &office, &moving);
    assert_eq!(starts(&others).len(), 12);
    assert!(starts(&others).contains(&"2026-03-09T09:15:00Z"));
    assert!(!starts(&others).contains(&MONDAY));
    let days = format!(
        "/free-slots/days?service={}&office={}&from=2026-03-09&to=2026-03-10&moving={}",
        office.service,
        Place::Home.office(0),
        id(&appointment)
    );
    assert_eq!(desk.get(&days).ok(200)["items"][0]["free"], 12);
    let to = json!({
        "office_id": Place::Home.office(0), "counsellor_id": counsellor(0).id(),
        "starts_at": "2026-03-09T09:15:00Z", "reason": "cannot_come",
    });
    step(&desk, &appointment, "move", &to).ok(201);
}

#[test]
fn only_who_moves_an_appointment_looks_for_another_hour_of_it() {
    let office = Office::open();
    let appointment = office.booked(&office.person(1), MONDAY);
    let coordinator_of = office.app.member(coordinator(0));
    let other = coordinator_of.post("/services", &interview("other", false));
    let other = other.ok(201)["id"].clone();
    let path = |service: &str| {
        format!(
            "/free-slots?service={service}&office={}&from=2026-03-09&to=2026-03-09&moving={}",
            Place::Home.office(0),
            id(&appointment)
        )
    };
    let refused = office.desk().get(&path(other.as_str().unwrap()));
    let refused = refused.refused(400, "bad_parameter");
    assert_eq!(refused["errors"][0]["code"], "service_of_another");
    let elsewhere = office.app.member(coordinator(2));
    elsewhere
        .get(&path(&office.service))
        .refused(404, "not_found");
}

#[test]
fn the_free_hours_of_many_who_are_booked_cost_as_many_statements_as_of_one() {
    let office = Office::open();
    let desk = office.desk();
    let monday = "from=2026-03-09&to=2026-03-09&limit=50";
    let days = format!(
        "/free-slots/days?service={}&office={}&from=2026-03-09&to=2026-03-15",
        office.service,
        Place::Home.office(0)
    );
    let cost = || {
        let list = office.app.cost(|| free(&desk, &office, monday));
        (list, office.app.cost(|| desk.get(&days).ok(200)))
    };
    office.booked(&office.person(1), MONDAY);
    let few = cost();
    for (number, weekly) in [counsellor(1), coordinator(0)].into_iter().enumerate() {
        set_hours(&office.app, weekly, Some(&office.room), ("14:00", "18:00"));
        let theirs = json!({ "counsellor_id": weekly.id(),
            "starts_at": format!("2026-03-09T{}:00:00Z", 13 + number) });
        let asked = with(&office.hour(&office.person(2 + number), MONDAY), &theirs);
        desk.post("/appointments", &asked).ok(201);
    }
    assert_eq!(cost(), few);
}
