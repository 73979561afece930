//! What becomes of an enrolment with its person.

use super::*;
use crate::appointments::merge;
use crate::erasures::{approved, carry_out};

#[test]
fn two_records_in_one_group_are_not_merged() {
    let office = Office::open();
    let desk = office.desk();
    let group = workshop(&office, 4);
    let (kept, other) = (office.person(1), office.person(2));
    enrolled(&desk, &group, &kept);
    let second = enrolled(&desk, &group, &other);
    let coordinators = office.app.member(coordinator(0));
    let refused = merge(&coordinators, &kept, &other).refused(422, "rules");
    assert_eq!(refused["findings"][0]["rule"], "merge.enrolled_twice");
    withdraw(&desk, &second);
    merge(&coordinators, &kept, &other).ok(201);
}

#[test]
fn an_enrolment_follows_its_person_through_a_merge_and_back() {
    let office = Office::open();
    let desk = office.desk();
    let group = workshop(&office, 4);
    session(&office.me(), &group, &hours(TUESDAY, 9));
    let (kept, other) = (office.person(1), office.person(2));
    let enrolment = enrolled(&desk, &group, &other);
    let coordinators = office.app.member(coordinator(0));
    let merged = merge(&coordinators, &kept, &other).ok(201);
    let whose = || desk.get(&enrolment).ok(200)["person"]["individual_id"].clone();
    let taken = || {
        let own = "occupancy WHERE resource_kind = 'person' AND resource_id = \
            (SELECT individual_id FROM enrolments)";
        assert_eq!(office.app.database.count(own), 24);
        assert_eq!(office.app.database.count("occupancy"), 48);
    };
    assert_eq!(whose(), json!(kept));
    taken();
    let path = format!("/merges/{}", merged["id"].as_str().unwrap());
    coordinators.step_now(&path, "undo").ok(200);
    assert_eq!(whose(), json!(other));
    taken();
}

#[test]
fn an_erased_person_leaves_the_place_to_whoever_comes_next() {
    let office = Office::open();
    let desk = office.desk();
    let group = workshop(&office, 1);
    session(&office.me(), &group, &hours(TUESDAY, 9));
    let (person, other) = (office.person(1), office.person(2));
    enrolled(&desk, &group, &person);
    at(&office.app, "2026-03-10T10:30:00Z");
    let me = office.me();
    let listed = me.get("/group-sessions").ok(200);
    let path = format!(
        "/group-sessions/{}",
        listed["items"][0]["id"].as_str().unwrap()
    );
    let enrolment = me.get(&format!("{group}/enrolments")).ok(200)["items"][0]["id"].clone();
    let said = json!({ "attendance": [{
        "enrolment_id": enrolment, "presence": { "kind": "present", "minutes": 120 },
    }] });
    step(&me, &path, "attendance", &said).ok(200);
    let export = format!("/individuals/{person}/data-export");
    let copy = office.app.member(coordinator(0)).get(&export).ok(200);
    let chapters = copy["chapters"].as_array().unwrap().iter();
    for name in ["enrolments", "attendances", "attendance_versions"] {
        let chapter = chapters.clone().find(|one| one["chapter"] == name).unwrap();
        assert_eq!(chapter["items"].as_array().unwrap().len(), 1, "{name}");
    }
    let gone = json!({ "ground": "court_order", "reference": "Tribunale di Prova, n. 12/2026" });
    approved(&office.app, &format!("/individuals/{person}"), &gone);
    carry_out(&office.app);
    for table in ["enrolments", "attendances", "attendance_versions"] {
        assert_eq!(office.app.database.count(table), 0, "{table}");
    }
    assert_eq!(office.desk().get(&group).ok(200)["enrolled"], 0);
    let next = hours("2026-03-17", 9);
    session(&office.me(), &group, &next);
    assert_eq!(
        enrol(&office.desk(), &group, &other).ok(201)["status"],
        "enrolled"
    );
}
