//! Who came, for how long, and what was corrected later.

use super::*;

/// A group of three after its session has begun: the office, the session, the enrolments.
fn begun() -> (Office, String, Vec<String>) {
    let office = Office::open();
    let group = workshop(&office, 4);
    let path = session(&office.me(), &group, &hours(TUESDAY, 9));
    let desk = office.desk();
    let all = (1..=3).map(|n| enrolled(&desk, &group, &office.person(n)));
    let all: Vec<String> = all.collect();
    at(&office.app, "2026-03-10T10:30:00Z");
    (office, path, all)
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

fn present(enrolment: &str, minutes: u16) -> Value {
    let presence = json!({ "kind": "present", "minutes": minutes });
    json!({ "enrolment_id": id(enrolment), "presence": presence })
}

fn absent(enrolment: &str) -> Value {
    let presence = json!({ "kind": "absent", "reason": "no_notice" });
    json!({ "enrolment_id": id(enrolment), "presence": presence })
}

#[test]
fn a_whole_session_is_told_in_one_call_and_minutes_are_rounded_down() {
    let (office, path, all) = begun();
    let me = office.me();
    let said = json!({ "attendance": [
        present(&all[0], 120), present(&all[1], 59), absent(&all[2]),
    ] });
    let held = step(&me, &path, "attendance", &said).ok(200);
    assert_eq!(held["status"], "held");
    let told = me.get(&format!("{path}/attendance")).ok(200);
    let minutes = told["items"].as_array().unwrap().iter();
    let minutes: Vec<_> = minutes
        .map(|one| (one["minutes"].clone(), one["credited_minutes"].clone()))
        .collect();
    let expected = [(120, 120), (59, 45), (0, 0)].map(|(a, b)| (json!(a), json!(b)));
    assert_eq!(minutes, expected);
    assert_eq!(told["items"][2]["absence_reason"], "no_notice");
    let of = |n: usize| me.get(&all[n]).ok(200);
    assert_eq!(
        of(1)["attended"],
        json!({ "credited_minutes": 45, "whole_minutes": 120 })
    );
    assert_eq!(of(0)["reaches_threshold"], true);
    assert_eq!(of(1)["reaches_threshold"], false);
    step(&me, &path, "attendance", &said).refused(409, "wrong_status");
    let off = json!({ "reason": "place_away" });
    step(&me, &path, "cancellation", &off).refused(409, "wrong_status");
}

#[test]
fn everybody_is_named_once_and_nobody_else() {
    let (office, path, all) = begun();
    let me = office.me();
    let nobody = "/enrolments/0190c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f";
    let said = json!({ "attendance": [
        present(&all[0], 121), present(&all[0], 60), present(nobody, 60), present(&all[1], 0),
    ] });
    let refused = step(&me, &path, "attendance", &said);
    refused.refused(422, "invalid");
    let expected = [
        "/attendance/0/minutes out_of_range",
        "/attendance/1/enrolment_id duplicate_member",
        "/attendance/2/enrolment_id unknown_reference",
        "/attendance/3/minutes out_of_range",
        "/attendance somebody_left_out",
    ];
    assert_eq!(refused.faults(), expected);
    assert_eq!(office.app.database.count("attendances"), 0);
    assert_eq!(status(&me, &path), "planned");
}

#[test]
fn nobody_says_who_came_before_it_begins_and_others_never() {
    let office = Office::open();
    let group = workshop(&office, 4);
    let path = session(&office.me(), &group, &hours(TUESDAY, 9));
    let said = json!({ "attendance": [] });
    step(&office.me(), &path, "attendance", &said).refused(409, "wrong_status");
    at(&office.app, "2026-03-10T10:30:00Z");
    let colleague = office.app.member(counsellor(1));
    step(&colleague, &path, "attendance", &said).refused(404, "not_found");
    let coordinators = office.app.member(coordinator(0));
    step(&coordinators, &path, "attendance", &said).ok(200);
    colleague
        .get(&format!("{path}/attendance"))
        .refused(404, "not_found");
}

#[test]
fn a_correction_is_seen_as_one_and_asks_once_it_is_late() {
    let (office, path, all) = begun();
    let me = office.me();
    let amended = |minutes: u16, acknowledged: &[&str]| {
        json!({
            "enrolment_id": id(&all[2]), "because": "È arrivata in ritardo.",
            "presence": { "kind": "present", "minutes": minutes }, "acknowledged": acknowledged,
        })
    };
    let early = step(&me, &path, "attendance-amendments", &amended(90, &[]));
    early.refused(409, "wrong_status");
    let said = json!({ "attendance": all.iter().map(|one| absent(one)).collect::<Vec<_>>() });
    step(&me, &path, "attendance", &said).ok(200);
    step(&me, &path, "attendance-amendments", &amended(121, &[])).refused(422, "invalid");
    step(&me, &path, "attendance-amendments", &amended(100, &[])).ok(200);
    assert_eq!(me.get(&all[2]).ok(200)["attended"]["credited_minutes"], 90);
    at(&office.app, "2026-04-20T08:00:00Z");
    let me = office.me();
    let late = step(&me, &path, "attendance-amendments", &amended(60, &[]));
    let found = late.refused(422, "rules");
    assert_eq!(found["findings"][0]["rule"], "group.late_amendment");
    let known = amended(60, &["group.late_amendment"]);
    step(&me, &path, "attendance-amendments", &known).ok(200);
    let told = me.get(&format!("{path}/attendance-records")).ok(200);
    let records = told["items"].as_array().unwrap().iter();
    let of = records.filter(|one| one["enrolment_id"] == id(&all[2]));
    let of: Vec<_> = of.map(|one| one["credited_minutes"].clone()).collect();
    assert_eq!(of, [0, 90, 60]);
    let stranger = json!({
        "enrolment_id": "0190c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f", "because": "Altra persona.",
        "presence": { "kind": "present", "minutes": 60 },
    });
    let refused = step(&me, &path, "attendance-amendments", &stranger);
    assert_eq!(refused.faults(), ["/enrolment_id unknown_reference"]);
}

#[test]
fn who_left_during_the_session_was_there_and_who_came_later_was_not() {
    let (office, path, all) = begun();
    withdraw(&office.desk(), &all[2]);
    at(&office.app, "2026-03-10T11:05:00Z");
    let me = office.me();
    let said = json!({ "attendance": all.iter().map(|one| present(one, 60)).collect::<Vec<_>>() });
    step(&me, &path, "attendance", &said).ok(200);
    assert_eq!(office.app.database.count("attendances"), 3);
}
