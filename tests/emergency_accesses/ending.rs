//! How it ends, and what coordinators make of it.

use std::thread::scope;

use api::worker::lapse_emergencies;
use chrono::TimeDelta;

use super::*;
use crate::erasures::literal;
use crate::support::client::fresh_key;
use crate::support::people::{Somebody, register};

const LASTS: TimeDelta = TimeDelta::hours(3);

#[test]
fn it_ends_by_itself_though_no_worker_runs() {
    let desk = desk();
    let path = desk.open();
    desk.app.clock.advance(LASTS - TimeDelta::seconds(1));
    desk.each_answers(200);
    desk.app.clock.advance(TimeDelta::seconds(1));
    desk.each_answers(404);
    let ended = desk.outsider().get(&path).ok(200);
    assert_eq!(ended["status"], "ended");
    assert_eq!(ended["ended_how"], "time");
    assert_eq!(ended["ended_at"], ended["ends_at"]);
    // And another one may begin, though nobody has written down the end of the first.
    desk.open();
    desk.each_answers(200);
}

#[test]
fn its_end_is_written_down_once_by_two_workers() {
    let desk = desk();
    desk.open();
    desk.app.clock.advance(LASTS);
    let ends = "events WHERE kind = 'emergency_access_ended'";
    assert_eq!(desk.app.database.count(ends), 0);
    let second = desk.app.beside(|_| {});
    scope(|scope| {
        for app in [&desk.app, &second] {
            scope.spawn(|| lapse_emergencies(&app.store).unwrap());
        }
    });
    // That of the world and this one.
    assert_eq!(desk.app.database.count(ends), 2);
    lapse_emergencies(&desk.app.store).unwrap();
    assert_eq!(desk.app.database.count(ends), 2);
}

#[test]
fn whoever_opens_another_record_ends_nothing_of_others_and_her_answer_is_kept_with_that_record() {
    let desk = desk();
    let first = desk.open();
    desk.app.clock.advance(LASTS);
    let here = desk.app.member(home(Role::Coordinator, 0));
    let another = register(&here, &Somebody::numbered(950).registration());
    let colleague = desk.app.member(home(Role::Coordinator, 2));
    let (key, path) = (fresh_key(), format!("{another}/emergency-accesses"));
    let opened = colleague.post_as(&key, &path, &grounds()).ok(201);
    let ends = "events WHERE kind = 'emergency_access_ended'";
    assert_eq!(desk.app.database.count(ends), 0);
    let about = literal(&desk.app.database, &another);
    let kept = format!("idempotency_keys WHERE key = '{key}' AND individual_id = {about}");
    assert_eq!(desk.app.database.count(&kept), 1);
    assert_eq!(colleague.post_as(&key, &path, &grounds()).ok(201), opened);
    // Nor is the end told in the name of whoever looks at it before it was written down.
    let note = json!({ "note": "Accesso motivato." });
    desk.coordinator()
        .with("If-Match", desk.coordinator().tag(&first))
        .post(&format!("{first}/review"), &note)
        .ok(200);
    assert_eq!(desk.app.database.count(ends), 0);
    lapse_emergencies(&desk.app.store).unwrap();
    // That of the world and the first one.
    assert_eq!(desk.app.database.count(ends), 2);
    let own = format!("{ends} AND actor_kind = 'system' AND actor_id IS NULL");
    assert_eq!(desk.app.database.count(&own), 2);
}

#[test]
fn its_owner_or_a_coordinator_ends_it_early() {
    let desk = desk();
    let stale = desk.open();
    let unconditional = desk.outsider().step(&format!("{stale}/end"));
    unconditional.refused(428, "precondition-required");
    let moved = desk.outsider().with("If-Match", "\"9-0\"");
    moved.step(&format!("{stale}/end")).refused(412, "stale");
    let ended = desk.outsider().step_now(&stale, "end").ok(200);
    assert_eq!(ended["ended_how"], "owner");
    desk.each_answers(404);
    desk.outsider()
        .step_now(&stale, "end")
        .refused(409, "wrong-status");
    let path = desk.open();
    let ended = desk.coordinator().step_now(&path, "end").ok(200);
    assert_eq!(ended["ended_how"], "coordinator");
    desk.each_answers(404);
}

#[test]
fn coordinators_of_the_person_and_of_the_colleague_see_it_and_nobody_else() {
    let desk = desk();
    let path = desk.open();
    let of_colleague = desk.app.member(home(Role::Coordinator, 2));
    for sees in [&desk.coordinator(), &of_colleague, &desk.outsider()] {
        sees.get(&path).ok(200);
        let list = sees.get("/emergency-accesses?status=running").ok(200);
        let ids = list["items"].as_array().unwrap().iter();
        let own = ids.filter(|item| path.ends_with(item["id"].as_str().unwrap()));
        assert_eq!(own.count(), 1, "{list}");
    }
    let elsewhere = desk
        .app
        .member(Member::new(Place::Away, Role::Coordinator, 0));
    for blind in [&elsewhere, &desk.app.member(home(Role::Counsellor, 1))] {
        blind.get(&path).refused(404, "not-found");
        let list = blind.get("/emergency-accesses").ok(200);
        assert_eq!(list["items"], json!([]));
    }
}

#[test]
fn a_coordinator_says_that_it_was_looked_at() {
    let desk = desk();
    let path = desk.open();
    let note = json!({ "note": "Accesso motivato." });
    let review = |who: &Client| {
        who.with("If-Match", who.tag(&path))
            .post(&format!("{path}/review"), &note)
    };
    review(&desk.coordinator()).refused(409, "wrong-status");
    desk.app.clock.advance(LASTS);
    review(&desk.outsider()).refused(403, "forbidden");
    let waiting = desk.coordinator().get("/emergency-accesses?status=ended");
    assert_eq!(waiting.ok(200)["items"].as_array().unwrap().len(), 2);
    let reviewed = review(&desk.coordinator()).ok(200);
    assert_eq!(reviewed["status"], "reviewed");
    assert_eq!(reviewed["review"]["note"], "Accesso motivato.");
    let by = &reviewed["review"]["by"]["id"];
    assert_eq!(*by, json!(home(Role::Coordinator, 0).id()));
    review(&desk.coordinator()).refused(409, "wrong-status");
}

#[test]
fn nobody_reviews_himself() {
    let desk = desk();
    let coordinator = desk.app.member(home(Role::Coordinator, 2));
    let opened = desk.ask(&coordinator).ok(201);
    let path = format!("/emergency-accesses/{}", opened["id"].as_str().unwrap());
    coordinator.step_now(&path, "end").ok(200);
    let shown = coordinator.get(&path).ok(200);
    let review = &shown["allowed_actions"][1];
    assert_eq!(review["allowed"], false);
    assert_eq!(review["findings"][0]["rule"], "step.own_emergency");
    let refused = coordinator
        .with("If-Match", coordinator.tag(&path))
        .post(&format!("{path}/review"), &json!({}));
    refused.refused(409, "own-emergency");
}

#[test]
fn the_list_goes_on_page_by_page() {
    let desk = desk();
    for _ in 0..3 {
        let path = desk.open();
        desk.outsider().step_now(&path, "end").ok(200);
    }
    let mut ids = Vec::new();
    let mut next = "/emergency-accesses?limit=1".to_owned();
    loop {
        let page = desk.outsider().get(&next).ok(200);
        ids.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].to_string()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        next = format!("/emergency-accesses?limit=1&cursor={cursor}");
    }
    assert_eq!(ids.len(), 3);
    let mut sorted = ids.clone();
    sorted.sort();
    sorted.reverse();
    assert_eq!(ids, sorted);
}
