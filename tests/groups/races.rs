//! Many at once, from two processes.

use std::thread::scope;

use super::*;
use crate::support::TestApp;

/// The office, and a second process beside it.
fn two() -> (Office, TestApp) {
    let office = Office::open();
    let second = office.app.beside(|_| {});
    at(&second, "2026-03-02T08:00:00Z");
    (office, second)
}

fn count(office: &Office, of: &str) -> i64 {
    office.app.database.count(of)
}

#[test]
fn two_hundred_who_want_twelve_places_make_twelve_and_a_queue_in_order() {
    const PEOPLE: usize = 200;
    const THREADS: usize = 8;
    let (office, second) = two();
    let group = workshop(&office, 12);
    session(&office.me(), &group, &hours(TUESDAY, 9));
    let people: Vec<String> = (1..=PEOPLE).map(|n| office.person(n)).collect();
    let clients = [office.desk(), second.as_(Role::DeskOperator)];
    scope(|scope| {
        for (n, people) in people.chunks(PEOPLE / THREADS).enumerate() {
            let (client, group) = (&clients[n % 2], &group);
            scope.spawn(move || {
                for person in people {
                    enrol(client, group, person).ok(201);
                }
            });
        }
    });
    assert_eq!(count(&office, "enrolments WHERE status = 'enrolled'"), 12);
    assert_eq!(count(&office, "enrolments WHERE status = 'waiting'"), 188);
    assert_eq!(
        count(
            &office,
            "enrolments WHERE status = 'enrolled' AND ticket <= 12"
        ),
        12
    );
    let told = office.desk().get(&group).ok(200);
    assert_eq!(
        (&told["places"], &told["enrolled"]),
        (&json!(12), &json!(12))
    );
    assert_eq!(count(&office, "occupancy"), 24 * 13);
}

#[test]
fn each_who_leaves_makes_room_for_exactly_one() {
    const PLACES: u16 = 8;
    let (office, second) = two();
    let group = workshop(&office, PLACES);
    session(&office.me(), &group, &hours(TUESDAY, 9));
    let desk = office.desk();
    let all = (1..=24).map(|n| enrolled(&desk, &group, &office.person(n)));
    let all: Vec<String> = all.collect();
    let clients = [office.desk(), second.as_(Role::DeskOperator)];
    scope(|scope| {
        for (n, enrolment) in all.iter().take(PLACES.into()).enumerate() {
            let client = &clients[n % 2];
            scope.spawn(move || withdraw(client, enrolment));
        }
    });
    assert_eq!(count(&office, "enrolments WHERE status = 'enrolled'"), 8);
    let next = "enrolments WHERE status = 'enrolled' AND ticket BETWEEN 9 AND 16";
    assert_eq!(count(&office, next), 8);
    assert_eq!(
        count(&office, "events WHERE kind = 'enrolment_promoted'"),
        8
    );
    assert_eq!(count(&office, "occupancy"), 24 * 9);
}

#[test]
fn of_two_who_enrol_one_person_at_once_one_does() {
    for n in 1..=8 {
        let (office, second) = two();
        let group = workshop(&office, 12);
        let person = office.person(n);
        let clients = [office.desk(), second.as_(Role::DeskOperator)];
        let answers = scope(|scope| {
            let both = clients.each_ref().map(|client| {
                let (group, person) = (&group, &person);
                scope.spawn(move || enrol(client, group, person))
            });
            both.map(|one| one.join().unwrap())
        });
        let mut statuses = answers.each_ref().map(|answer| answer.status);
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        assert_eq!(count(&office, "enrolments"), 1);
        assert_eq!(office.desk().get(&group).ok(200)["enrolled"], 1);
    }
}

#[test]
fn who_leaves_and_who_comes_at_once_leave_no_place_empty_and_give_none_twice() {
    for n in 0..4 {
        let (office, second) = two();
        let group = workshop(&office, 2);
        session(&office.me(), &group, &hours(TUESDAY, 9));
        let desk = office.desk();
        let all = (1..=3).map(|k| enrolled(&desk, &group, &office.person(10 * n + k)));
        let all: Vec<String> = all.collect();
        let newcomer = office.person(10 * n + 4);
        let theirs = second.as_(Role::DeskOperator);
        scope(|scope| {
            let (group, newcomer, all) = (&group, &newcomer, &all);
            let desk = &desk;
            scope.spawn(move || withdraw(desk, &all[0]));
            scope.spawn(move || enrol(&theirs, group, newcomer).ok(201));
        });
        assert_eq!(count(&office, "enrolments WHERE status = 'enrolled'"), 2);
        assert_eq!(status(&desk, &all[2]), "enrolled");
        assert_eq!(count(&office, "occupancy"), 24 * 3);
    }
}
