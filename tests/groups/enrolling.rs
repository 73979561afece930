//! Places, the queue, and who leaves.

use super::*;

#[test]
fn who_comes_when_all_places_are_taken_waits_in_order() {
    let office = Office::open();
    let desk = office.desk();
    let group = workshop(&office, 2);
    session(&office.me(), &group, &hours(TUESDAY, 9));
    let all: Vec<String> = (1..=4)
        .map(|n| enrolled(&desk, &group, &office.person(n)))
        .collect();
    let told = |n: usize| desk.get(&all[n]).ok(200);
    let statuses = ["enrolled", "enrolled", "waiting", "waiting"];
    for (n, expected) in statuses.iter().enumerate() {
        assert_eq!(told(n)["status"], *expected);
    }
    assert_eq!(told(2)["waiting_before"], 0);
    assert_eq!(told(3)["waiting_before"], 1);
    // Who waits takes no time.
    assert_eq!(office.app.database.count("occupancy"), 24 * 3);
    let waiting = desk
        .get(&format!("{group}/enrolments?status=waiting"))
        .ok(200);
    let tickets = waiting["items"].as_array().unwrap().iter();
    assert_eq!(
        tickets.map(|one| one["ticket"].clone()).collect::<Vec<_>>(),
        [3, 4]
    );
    withdraw(&desk, &all[0]);
    assert_eq!(told(2)["status"], "enrolled");
    assert_eq!(told(3)["status"], "waiting");
    assert_eq!(office.app.database.count("occupancy"), 24 * 3);
    assert_eq!(
        office
            .app
            .database
            .count("events WHERE kind = 'enrolment_promoted'"),
        1
    );
    // Who waited and leaves makes room for nobody.
    withdraw(&desk, &all[3]);
    assert_eq!(desk.get(&group).ok(200)["enrolled"], 2);
    let why = json!({ "by": "person", "reason": "found_work" });
    step(&desk, &all[3], "withdrawal", &why).refused(409, "wrong_status");
}

#[test]
fn a_place_goes_to_the_first_who_can_come() {
    let office = Office::open();
    let desk = office.desk();
    let (group, other) = (workshop(&office, 1), workshop(&office, 4));
    session(&office.me(), &group, &hours(TUESDAY, 9));
    let elsewhere = json!({ "facilitator_id": coordinator(0).id() });
    session(&office.me(), &other, &with(&hours(TUESDAY, 10), &elsewhere));
    let people: Vec<String> = (1..=3).map(|n| office.person(n)).collect();
    let all: Vec<String> = people
        .iter()
        .map(|one| enrolled(&desk, &group, one))
        .collect();
    // The first of those who wait is in another group meanwhile.
    let instead = enrolled(&desk, &other, &people[1]);
    withdraw(&desk, &all[0]);
    assert_eq!(status(&desk, &all[1]), "waiting");
    assert_eq!(status(&desk, &all[2]), "enrolled");
    // Nobody passes by who could come by now.
    withdraw(&desk, &instead);
    withdraw(&desk, &all[2]);
    assert_eq!(status(&desk, &all[1]), "enrolled");
    enrol(&desk, &other, &people[1]).refused(409, "slot_taken");
}

#[test]
fn a_place_beyond_those_that_there_are_is_given_by_coordinators_for_one_person() {
    let office = Office::open();
    let (desk, coordinators) = (office.desk(), office.app.member(coordinator(0)));
    let group = workshop(&office, 1);
    let first = enrolled(&desk, &group, &office.person(1));
    let waiting = enrolled(&desk, &group, &office.person(2));
    let body = json!({
        "individual_id": office.person(3), "overbook": "Accompagna un'altra persona iscritta.",
    });
    let path = format!("{group}/enrolments");
    desk.post(&path, &body).refused(403, "forbidden");
    let beyond = coordinators.post(&path, &body).ok(201);
    assert_eq!(beyond["status"], "enrolled");
    assert_eq!(beyond["overbooked"], body["overbook"]);
    assert_eq!(coordinators.get(&group).ok(200)["enrolled"], 2);
    let beyond = format!("/enrolments/{}", beyond["id"].as_str().unwrap());
    withdraw(&coordinators, &beyond);
    assert_eq!(status(&desk, &waiting), "waiting");
    withdraw(&desk, &first);
    assert_eq!(status(&desk, &waiting), "enrolled");
}

#[test]
fn nobody_is_in_a_group_twice() {
    let office = Office::open();
    let desk = office.desk();
    let group = workshop(&office, 1);
    let (one, other) = (office.person(1), office.person(2));
    let first = enrolled(&desk, &group, &one);
    enrolled(&desk, &group, &other);
    for person in [&one, &other] {
        enrol(&desk, &group, person).refused(409, "enrolled_already");
    }
    withdraw(&desk, &first);
    // Who left comes again, behind those who waited.
    assert_eq!(enrol(&desk, &group, &one).ok(201)["status"], "waiting");
    let listed = desk.get(&format!("/individuals/{one}/enrolments")).ok(200);
    let statuses = listed["items"].as_array().unwrap().iter();
    let statuses: Vec<_> = statuses.map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["withdrawn", "waiting"]);
}

#[test]
fn more_places_go_to_those_who_wait_and_fewer_take_nobodys() {
    let office = Office::open();
    let desk = office.desk();
    let group = workshop(&office, 1);
    let all: Vec<String> = (1..=4)
        .map(|n| enrolled(&desk, &group, &office.person(n)))
        .collect();
    let body = |places: u16| {
        json!({
            "title": "Il curriculum", "facilitator_id": counsellor(0).id(), "places": places,
        })
    };
    let me = office.me();
    assert_eq!(me.put_now(&group, &body(3)).ok(200)["enrolled"], 3);
    let statuses: Vec<String> = all.iter().map(|one| status(&desk, one)).collect();
    assert_eq!(statuses, ["enrolled", "enrolled", "enrolled", "waiting"]);
    let refused = me.put_now(&group, &body(2));
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/places fewer_than_enrolled"]);
}

#[test]
fn a_group_that_is_not_open_or_is_over_lets_nobody_in() {
    let office = Office::open();
    let (desk, me) = (office.desk(), office.me());
    let group = workshop(&office, 1);
    session(&me, &group, &hours(TUESDAY, 9));
    let first = enrolled(&desk, &group, &office.person(1));
    let waiting = enrolled(&desk, &group, &office.person(2));
    me.step_now(&group, "closing").ok(200);
    let other = office.person(3);
    enrol(&desk, &group, &other).refused(409, "wrong_status");
    me.step_now(&group, "opening").ok(200);
    at(&office.app, "2026-03-10T12:00:00Z");
    let (desk, me) = (office.desk(), office.me());
    enrol(&desk, &group, &other).refused(409, "wrong_status");
    // When all is over nobody gets a place any more.
    withdraw(&desk, &first);
    assert_eq!(status(&me, &waiting), "waiting");
}
