//! Whoever answers for a record is told that somebody opened it, and nothing stays open by mistake.

use super::*;
use crate::support::people::{Somebody, register};

/// What the worklist says of an emergency access.
fn to_review(client: &Client, path: &str) -> Vec<Value> {
    let page = client.get("/worklist?kind=emergency").ok(200);
    let items = page["items"].as_array().unwrap().iter();
    items
        .filter(|item| item["_links"].to_string().contains(path))
        .cloned()
        .collect()
}

#[test]
fn a_coordinator_is_told_of_what_was_opened_until_somebody_has_looked() {
    let desk = desk();
    let path = desk.open();
    let told = to_review(&desk.coordinator(), &path);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["reason"]["code"], "emergency_to_review");
    let whose = &told[0]["person"]["individual_id"];
    assert_eq!(whose, desk.world.id("individual_id"));
    assert_eq!(to_review(&desk.outsider(), &path), [] as [Value; 0]);
    let elsewhere = desk.app.member(home(Role::Coordinator, 2));
    assert_eq!(to_review(&elsewhere, &path), [] as [Value; 0]);
    desk.outsider().step_now(&path, "end").ok(200);
    assert_eq!(to_review(&desk.coordinator(), &path).len(), 1);
    let looked = json!({ "note": "Accesso motivato." });
    let coordinator = desk.coordinator();
    coordinator
        .with("If-Match", coordinator.tag(&path))
        .post(&format!("{path}/review"), &looked)
        .ok(200);
    assert_eq!(to_review(&desk.coordinator(), &path), [] as [Value; 0]);
}

#[test]
fn who_is_disabled_and_enabled_again_finds_nothing_open() {
    let desk = desk();
    let path = desk.open();
    desk.outsider().get(&desk.person()).ok(200);
    let administrator = desk.app.as_(Role::Administrator);
    let account = format!("/staff/{}", home(Role::Counsellor, 2).id());
    administrator.step_now(&account, "disablement").ok(200);
    administrator.step_now(&account, "enablement").ok(200);
    // A token of now, as after signing in anew.
    let email = home(Role::Counsellor, 2).email();
    let anew = format!("UPDATE staff SET epoch = 1 WHERE email = '{email}'");
    desk.app.database.execute(&anew);
    let session = "UPDATE sessions SET ended_at = NULL, end_reason = NULL";
    desk.app.database.execute(session);
    desk.app.clock.advance(chrono::TimeDelta::seconds(6));
    desk.outsider()
        .get(&desk.person())
        .refused(404, "not-found");
    let ended = desk.coordinator().get(&path).ok(200);
    assert_eq!(ended["status"], "ended");
}

#[test]
fn whoever_reads_the_record_may_need_the_file_of_another_office() {
    let desk = desk();
    let body = json!({
        "individual_id": desk.world.id("individual_id"), "office_id": Place::Home.office(1),
        "counsellor_id": home(Role::Counsellor, 2).id(), "reason": "Cerca lavoro.",
        "opened_on": "2026-03-02",
    });
    let other = desk.app.member(home(Role::Coordinator, 2));
    other.post("/cases", &body).ok(201);
    let file = format!("/cases/{}/file", desk.world.id("case_id"));
    desk.outsider().get(&desk.person()).ok(200);
    desk.outsider().get(&file).refused(404, "not-found");
    let opened = desk.open();
    desk.outsider().get(&file).ok(200);
    // Not the own coordinator: that of the office whose file was opened.
    assert_eq!(to_review(&desk.coordinator(), &opened).len(), 1);
    assert_eq!(to_review(&other, &opened), [] as [Value; 0]);
}

#[test]
fn a_merge_hides_no_emergency_access_from_whoever_follows_the_person_now() {
    let desk = desk();
    let there = desk.app.member(home(Role::Coordinator, 2));
    let [absorbed, kept] = [(&there, 40), (&desk.coordinator(), 41)]
        .map(|(client, number)| register(client, &Somebody::numbered(number).registration()));
    let opener = desk.app.member(desk.world.counsellor);
    let answer = opener.post(&format!("{absorbed}/emergency-accesses"), &grounds());
    let id = answer.ok(201)["id"].clone();
    let path = format!("/emergency-accesses/{}", id.as_str().unwrap());
    let case = json!({
        "individual_id": kept.rsplit('/').next().unwrap(), "office_id": Place::Home.office(0),
        "reason": "Seguita da altri.", "opened_on": "2026-03-01",
    });
    desk.coordinator().post("/cases", &case).ok(201);
    // Who opened it works elsewhere by now.
    let mine = "emergency_accesses WHERE purpose = 'colleague_absent'";
    desk.app.database.execute(&format!(
        "DELETE FROM staff_offices WHERE staff_id IN (SELECT staff_id FROM {mine})"
    ));
    desk.coordinator().get(&path).refused(404, "not-found");
    desk.app.database.execute(&format!(
        "UPDATE individuals SET survivor_id = (SELECT individual_id FROM cases \
         WHERE reason = 'Seguita da altri.') WHERE id IN (SELECT individual_id FROM {mine})"
    ));
    desk.coordinator().get(&path).ok(200);
}
