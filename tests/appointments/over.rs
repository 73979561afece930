//! Who closes over people who are booked is told how many they are.

use super::*;

#[test]
fn closing_over_booked_hours_asks_for_somebody_who_sees_how_many() {
    let office = Office::open();
    let booked = office.booked(&office.person(1), MONDAY);
    let keeper = office.app.member(coordinator(0));
    let absence = json!({ "day": "2026-03-09", "from": "09:00", "to": "11:00",
        "change": { "kind": "absent", "reason": "training" } });
    let absences = format!(
        "/counsellors/{}/availability-exceptions",
        counsellor(0).id()
    );
    let closure = json!({ "office_id": Place::Home.office(0), "from": "2026-03-09",
        "to": "2026-03-09", "label": "Ponte" });
    let acknowledged = json!({ "acknowledged": ["availability.booked"] });
    for (path, body) in [(absences.as_str(), &absence), ("/closures", &closure)] {
        assert_eq!(rules(&keeper.post(path, body)), ["availability.booked"]);
        keeper.post(path, &with(body, &acknowledged)).ok(201);
    }
    let room = format!("/rooms/{}", office.room);
    let shut = json!({ "label": "Sala 1", "places": 4, "closed_on": "2026-03-09" });
    let refused = keeper.put_now(&room, &shut);
    assert_eq!(rules(&refused), ["availability.booked"]);
    // Who they are, the list says.
    let those = format!(
        "/appointments?room={}&status=booked&from=2026-03-09",
        office.room
    );
    let those = keeper.get(&those).ok(200)["items"].clone();
    assert_eq!(those.as_array().unwrap().len(), 1);
    assert_eq!(those[0]["id"], json!(id(&booked)));
    keeper.put_now(&room, &with(&shut, &acknowledged)).ok(200);
    assert_eq!(office.desk().get(&booked).ok(200)["status"], "booked");
    // What each of them saw stands in the log.
    for kind in ["availability_exception_set", "closure_set", "room_replaced"] {
        let told =
            format!("events WHERE kind = '{kind}' AND payload LIKE '%[\"availability.booked\"]%'");
        assert_eq!(office.app.database.count(&told), 1, "{kind}");
    }
}

#[test]
fn what_is_closed_beside_booked_hours_asks_nobody() {
    let office = Office::open();
    office.booked(&office.person(1), MONDAY);
    let keeper = office.app.member(coordinator(0));
    let absence = json!({ "day": "2026-03-09", "from": "11:00", "to": "13:00",
        "change": { "kind": "absent", "reason": "training" } });
    let path = format!(
        "/counsellors/{}/availability-exceptions",
        counsellor(0).id()
    );
    keeper.post(&path, &absence).ok(201);
}

/// The weekly hours of the first counsellor: the path.
fn weekly(client: &Client) -> String {
    let all = format!("/counsellors/{}/availabilities", counsellor(0).id());
    let hours = client.get(&all).ok(200)["items"][0]["id"].clone();
    format!("{all}/{}", hours.as_str().unwrap())
}

fn monday(times: (&str, &str), rest: &Value) -> Value {
    let hours = json!({
        "office_id": Place::Home.office(0), "weekday": 1, "from": times.0, "to": times.1,
        "valid_from": TODAY,
    });
    with(&hours, rest)
}

#[test]
fn hours_in_which_people_are_booked_end_once_somebody_sees_how_many() {
    let office = Office::open();
    let booked = office.booked(&office.person(1), "2026-03-16T09:00:00Z");
    let keeper = office.app.member(coordinator(0));
    let hours = weekly(&keeper);
    let acknowledged = json!({ "acknowledged": ["availability.booked"] });
    // Shorter by hours in which nobody is booked: nobody is asked.
    keeper
        .put_now(&hours, &monday(("09:00", "11:00"), &json!({})))
        .ok(200);
    let shorter = monday(("09:00", "10:30"), &json!({}));
    let refused = keeper.put_now(&hours, &shorter);
    assert_eq!(rules(&refused), ["availability.booked"]);
    let ended = monday(("09:00", "11:00"), &json!({ "valid_to": "2026-03-15" }));
    let refused = keeper.put_now(&hours, &ended);
    assert_eq!(rules(&refused), ["availability.booked"]);
    keeper.put_now(&hours, &with(&ended, &acknowledged)).ok(200);
    keeper
        .put_now(&hours, &monday(("09:00", "11:00"), &json!({})))
        .ok(200);
    let gone = |query: &str| {
        let client = keeper.with("If-Match", keeper.tag(&hours));
        client.send("DELETE", &format!("{hours}{query}"), None)
    };
    assert_eq!(rules(&gone("")), ["availability.booked"]);
    gone("?acknowledged=nonsense").refused(400, "bad_parameter");
    gone("?acknowledged=availability.booked").ok(204);
    assert_eq!(office.desk().get(&booked).ok(200)["status"], "booked");
    let told = "events WHERE kind = 'availability_removed' AND payload LIKE \
        '%[\"availability.booked\"]%'";
    assert_eq!(office.app.database.count(told), 1);
}

#[test]
fn who_is_booked_in_added_hours_is_told_of_when_they_are_taken_back() {
    let office = Office::open();
    let keeper = office.app.member(coordinator(0));
    let added = json!({ "day": "2026-03-10", "from": "09:00", "to": "12:00",
        "change": { "kind": "extra", "office_id": Place::Home.office(0) } });
    let all = format!(
        "/counsellors/{}/availability-exceptions",
        counsellor(0).id()
    );
    let added = keeper.post(&all, &added).ok(201)["id"].clone();
    let added = format!("{all}/{}", added.as_str().unwrap());
    office.booked(&office.person(1), "2026-03-10T09:00:00Z");
    let gone = |query: &str| {
        let client = keeper.with("If-Match", keeper.tag(&added));
        client.send("DELETE", &format!("{added}{query}"), None)
    };
    assert_eq!(rules(&gone("")), ["availability.booked"]);
    gone("?acknowledged=availability.booked").ok(204);
}

#[test]
fn an_account_with_people_booked_is_disabled_once_somebody_sees_how_many() {
    let office = Office::open();
    office.booked(&office.person(1), MONDAY);
    let administrator = office.app.as_(Role::Administrator);
    let account = format!("/staff/{}", counsellor(0).id());
    let elsewhere = json!({ "roles": ["counsellor"], "office_ids": [Place::Home.office(1)] });
    let refused = administrator.put_now(&account, &elsewhere);
    assert_eq!(rules(&refused), ["availability.booked"]);
    let refused = administrator.step_now(&account, "disablement");
    assert_eq!(rules(&refused), ["availability.booked"]);
    let seen = "disablement?acknowledged=availability.booked";
    administrator.step_now(&account, seen).ok(200);
    let told = "events WHERE kind = 'staff_disabled' AND payload LIKE \
        '%[\"availability.booked\"]%'";
    assert_eq!(office.app.database.count(told), 1);
    administrator.step_now(&account, "enablement").ok(200);
}
