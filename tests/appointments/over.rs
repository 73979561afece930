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
