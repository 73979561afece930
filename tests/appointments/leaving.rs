//! What becomes of an appointment with its person.

use super::*;
use crate::disposals::{long_gone, proposed};
use crate::erasures::{approved, carry_out};

pub(crate) fn merge(client: &Client, kept: &str, other: &str) -> Answer {
    let (kept, absorbed) = (
        format!("/individuals/{kept}"),
        format!("/individuals/{other}"),
    );
    let body = json!({
        "absorbed_id": other, "absorbed_version": client.get(&absorbed).ok(200)["version"],
        "reason": "Registrata due volte.",
    });
    let merging = client.with("If-Match", client.tag(&kept));
    merging.post(&format!("{kept}/merges"), &body)
}

#[test]
fn two_records_with_bookings_at_one_hour_are_not_merged() {
    let office = Office::open();
    set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
    let (kept, other) = (office.person(1), office.person(2));
    let first = office.booked(&kept, MONDAY);
    let elsewhere = json!({ "counsellor_id": counsellor(1).id() });
    let asked = with(&office.hour(&other, MONDAY), &elsewhere);
    office.desk().post("/appointments", &asked).ok(201);
    let client = office.app.member(coordinator(0));
    let refused = merge(&client, &kept, &other);
    assert_eq!(rules(&refused), ["merge.overlapping_bookings"]);
    let off = json!({ "by": "us", "reason": "booked_in_error" });
    step(&office.desk(), &first, "cancellation", &off).ok(200);
    merge(&client, &kept, &other).ok(201);
}

#[test]
fn an_appointment_follows_its_person_through_a_merge_and_back() {
    let office = Office::open();
    let (kept, other) = (office.person(1), office.person(2));
    let appointment = office.booked(&other, MONDAY);
    let client = office.app.member(coordinator(0));
    let merged = merge(&client, &kept, &other).ok(201);
    let whose = || client.get(&appointment).ok(200)["person"]["individual_id"].clone();
    assert_eq!(whose(), json!(kept));
    // Whosever appointment it is, the pieces are taken of that record, and of no other.
    let pieces = || {
        let of_person = "occupancy WHERE resource_kind = 'person'";
        let own = "AND resource_id = (SELECT individual_id FROM appointments)";
        let count = |from: &str| office.app.database.count(from);
        (count(of_person), count(&format!("{of_person} {own}")))
    };
    assert_eq!(pieces(), (12, 12));
    // The hour is the survivor's: nobody books them twice.
    set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
    let elsewhere = json!({ "counsellor_id": counsellor(1).id() });
    let twice = with(&office.hour(&kept, MONDAY), &elsewhere);
    let desk = office.desk();
    desk.post("/appointments", &twice)
        .refused(409, "slot_taken");
    let merge = format!("/merges/{}", merged["id"].as_str().unwrap());
    client.step_now(&merge, "undo").ok(200);
    assert_eq!(whose(), json!(other));
    assert_eq!(pieces(), (12, 12));
    desk.post("/appointments", &twice).ok(201);
}

#[test]
fn what_was_moved_meanwhile_goes_back_with_the_one_whose_place_it_took() {
    let office = Office::open();
    let (kept, other) = (office.person(1), office.person(2));
    let first = office.booked(&other, MONDAY);
    let client = office.app.member(coordinator(0));
    let merged = merge(&client, &kept, &other).ok(201);
    let merge = format!("/merges/{}", merged["id"].as_str().unwrap());
    let desk = office.desk();
    let mut next = first;
    for starts in ["2026-03-16T09:00:00Z", "2026-03-23T09:00:00Z"] {
        let to = json!({
            "office_id": Place::Home.office(0), "counsellor_id": counsellor(0).id(),
            "starts_at": starts, "reason": "cannot_come",
        });
        let moved = step(&desk, &next, "move", &to).ok(201);
        next = format!("/appointments/{}", moved["id"].as_str().unwrap());
    }
    let own = office.booked(&kept, MONDAY);
    // One stays, made since: the one that took nobody's place.
    let undone = client.step_now(&merge, "undo").ok(200);
    let stays: Vec<&str> = { undone["findings"].as_array().unwrap().iter() }
        .map(|finding| finding["detail"].as_str().unwrap())
        .collect();
    assert_eq!(stays.len(), 1, "{stays:?}");
    assert!(stays[0].contains("appointment (1)"), "{stays:?}");
    let whose = |path: &str| client.get(path).ok(200)["person"]["individual_id"].clone();
    assert_eq!(whose(&next), json!(other));
    assert_eq!(whose(&own), json!(kept));
    let of_other = "appointments WHERE individual_id = (SELECT individual_id FROM \
        appointments WHERE sequence = 2) AND sequence < 2 AND status = 'moved'";
    assert_eq!(office.app.database.count(of_other), 2);
    // The hour is taken of whom it belongs to, and the survivor is free then.
    set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
    let elsewhere = json!({ "counsellor_id": counsellor(1).id() });
    let twice = |person: &str| with(&office.hour(person, "2026-03-23T09:00:00Z"), &elsewhere);
    desk.post("/appointments", &twice(&other))
        .refused(409, "slot_taken");
    desk.post("/appointments", &twice(&kept)).ok(201);
}

#[test]
fn an_erased_person_leaves_no_slot() {
    let office = Office::open();
    let person = office.person(1);
    let appointment = office.booked(&person, MONDAY);
    at(&office.app, "2026-03-09T11:00:00Z");
    let held = json!({ "result": { "kind": "held", "minutes": 50 }, "remark": "Riservato." });
    step(&office.me(), &appointment, "outcome", &held).ok(200);
    let client = office.app.member(coordinator(0));
    let copy = client
        .get(&format!("/individuals/{person}/data-export"))
        .ok(200);
    let chapters = copy["chapters"].as_array().unwrap();
    let items = |name: &str| {
        let chapter = chapters.iter().find(|one| one["chapter"] == name);
        chapter.unwrap()["items"].as_array().unwrap().clone()
    };
    let (booked, said) = (items("appointments"), items("appointment_versions"));
    assert_eq!((booked.len(), said.len()), (1, 1));
    assert!(
        booked[0].to_string().contains("Porta il curriculum."),
        "{booked:?}"
    );
    assert!(said[0].to_string().contains("Riservato."), "{said:?}");
    let gone = json!({ "ground": "court_order", "reference": "Tribunale di Prova, n. 12/2026" });
    approved(&office.app, &format!("/individuals/{person}"), &gone);
    carry_out(&office.app);
    for table in ["appointments", "appointment_versions", "occupancy"] {
        assert_eq!(office.app.database.count(table), 0, "{table}");
    }
    let facts = "events WHERE kind = 'appointment_held'";
    assert_eq!(office.app.database.count(facts), 1);
    office.booked(&office.person(2), "2026-03-16T09:00:00Z");
}

#[test]
fn an_hour_that_never_took_place_keeps_nobodys_file() {
    let office = Office::open();
    let client = office.app.member(coordinator(0));
    let people = [1, 2].map(|number| long_gone(&client, number));
    let ahead = json!({ "acknowledged": ["appointment.ahead", "appointment.outside_hours"] });
    let [stays, goes] = [0, 1].map(|n| {
        let starts = format!("2099-03-0{}T09:00:00Z", n + 2);
        let asked = with(&office.hour(id(&people[n]), &starts), &ahead);
        let booked = office.desk().post("/appointments", &asked).ok(201);
        format!("/appointments/{}", booked["id"].as_str().unwrap())
    });
    assert_eq!(client.get(&stays).ok(200)["status"], "booked");
    let off = json!({ "by": "us", "reason": "booked_in_error" });
    step(&office.desk(), &goes, "cancellation", &off).ok(200);
    let list = proposed(&client);
    let page = client.get(&format!("{list}/items")).ok(200);
    let named: Vec<&Value> = { page["items"].as_array().unwrap().iter() }
        .map(|item| &item["individual_id"])
        .collect();
    assert_eq!(named, [&json!(id(&people[1]))]);
}

#[test]
fn a_merge_with_many_appointments_takes_as_many_statements_as_one_with_few() {
    let office = Office::open();
    let client = office.app.member(coordinator(0));
    // The hours of three Mondays, one after another.
    let hours = ["08", "09", "10", "11"];
    let days = ["2026-03-09", "2026-03-16", "2026-03-23"];
    let mut hours = days
        .iter()
        .flat_map(|day| hours.map(|hour| format!("{day}T{hour}:00:00Z")));
    let mut merged = |number: usize, many: usize| {
        let (kept, other) = (office.person(number), office.person(number + 1));
        for starts in hours.by_ref().take(many) {
            office.booked(&other, &starts);
        }
        let (merged, cost) = office.app.statements(|| merge(&client, &kept, &other));
        merged.ok(201);
        cost
    };
    // The least of some, because now and then a token is looked up again.
    let few = merged(1, 1).min(merged(3, 1));
    let many = merged(5, 4).min(merged(7, 4));
    assert_eq!(few, many);
}
