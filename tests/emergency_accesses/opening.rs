//! What it opens, to whom, and what is recorded of it.

use std::thread::scope;

use super::*;

#[test]
fn it_opens_one_record_and_nothing_else() {
    let desk = desk();
    desk.each_answers(404);
    desk.open();
    desk.each_answers(200);
    // Another person of the same office stays out of reach, and lists show no more than before.
    let newcomer = format!("/individuals/{}", desk.world.id("newcomer"));
    desk.outsider().get(&newcomer).refused(404, "not-found");
    assert_eq!(desk.outsider().get("/cases").ok(200)["items"], json!([]));
}

#[test]
fn it_opens_reads_only() {
    let desk = desk();
    desk.open();
    let contacts = format!("{}/contacts", desk.person());
    let tag = desk.outsider().tag(&contacts);
    let body = desk.coordinator().get(&contacts).ok(200);
    let body = json!({ "content": body["content"], "provenance": body["provenance"] });
    let put = desk.outsider().put_if(&contacts, &tag, &body);
    put.refused(404, "not-found");
    let case = format!("/cases/{}", desk.world.id("case_id"));
    let note = json!({ "visibility": "organisation", "text": "Passata allo sportello." });
    let note = desk.outsider().post(&format!("{case}/notes"), &note);
    note.refused(404, "not-found");
    let told = desk
        .outsider()
        .get(&format!("{}/access-record", desk.person()));
    told.refused(403, "forbidden");
}

#[test]
fn notes_of_a_team_or_of_another_office_stay_closed() {
    let desk = desk();
    let owner = desk.app.member(desk.world.counsellor);
    let notes = format!("/cases/{}/notes", desk.world.id("case_id"));
    for visibility in ["team", "office"] {
        let note = json!({ "visibility": visibility, "text": "Solo per noi." });
        owner.post(&notes, &note).ok(201);
    }
    desk.open();
    let read = desk.outsider().get(&notes).ok(200);
    let items = read["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{read}");
    assert_eq!(items[0]["visibility"], "organisation");
}

#[test]
fn what_is_read_under_it_is_recorded_with_its_purpose() {
    let desk = desk();
    desk.open();
    desk.app.store.flush_accesses().unwrap();
    let before = desk.app.database.count("accesses");
    desk.each_answers(200);
    desk.app.store.flush_accesses().unwrap();
    let read = desk.app.database.count("accesses") - before;
    assert_eq!(usize::try_from(read).unwrap(), desk.opened().len());
    let marked = desk
        .app
        .database
        .count("accesses WHERE purpose = 'emergency'");
    assert_eq!(marked, read);
    // Nobody says so of himself.
    let claimed = desk.coordinator().with("Access-Purpose", "emergency");
    claimed.get(&desk.person()).refused(400, "bad_parameter");
}

#[test]
fn what_is_in_reach_by_now_is_not_read_under_it() {
    let desk = desk();
    desk.open();
    // The case comes to whoever opened the record.
    desk.app.database.execute(
        "UPDATE cases SET counsellor_id = (SELECT e.staff_id FROM emergency_accesses e \
         WHERE e.individual_id = cases.individual_id), office_id = (SELECT s.office_id FROM \
         staff_offices s, emergency_accesses e WHERE s.staff_id = e.staff_id \
         AND e.individual_id = cases.individual_id) WHERE individual_id IN \
         (SELECT individual_id FROM emergency_accesses)",
    );
    desk.each_answers(200);
    desk.app.store.flush_accesses().unwrap();
    let marked = "accesses WHERE purpose = 'emergency'";
    assert_eq!(desk.app.database.count(marked), 0);
}

#[test]
fn the_person_is_told_of_it_first() {
    let desk = desk();
    desk.open();
    desk.outsider().get(&desk.person()).ok(200);
    desk.app.store.flush_accesses().unwrap();
    let record = format!("{}/access-record", desk.person());
    let told = desk
        .coordinator()
        .with("Accept-Language", "en")
        .get(&record)
        .ok(200);
    let emergency = &told["emergency_accesses"][0];
    assert_eq!(emergency["status"], "running", "{told}");
    assert_eq!(emergency["reason"], grounds()["reason"]);
    assert_eq!(
        emergency["purpose_label"],
        "Whoever follows the case is away"
    );
    let line = &told["items"][0];
    assert_eq!(line["emergency"], true, "{line}");
    let text = line["text"].as_str().unwrap();
    assert!(text.contains("read under an emergency access"), "{text}");
    assert_eq!(told["items"][1]["fact"], "emergency_access_begun");
    assert_eq!(told["items"][1]["emergency"], true);
}

#[test]
fn whoever_is_elsewhere_or_has_no_such_role_opens_nothing() {
    let desk = desk();
    let stranger = desk
        .app
        .member(Member::new(Place::Away, Role::Counsellor, 0));
    desk.ask(&stranger).refused(404, "not-found");
    for role in [
        Role::DeskOperator,
        Role::Administrator,
        Role::Auditor,
        Role::MachineClient,
    ] {
        let asked = desk.ask(&desk.app.member(home(role, 2)));
        asked.refused(403, "forbidden");
    }
    let nobody = format!(
        "/individuals/{}/emergency-accesses",
        crate::support::world::nowhere()
    );
    desk.outsider()
        .post(&nobody, &grounds())
        .refused(404, "not-found");
}

#[test]
fn all_faults_are_told_at_once_and_a_reason_is_a_sentence() {
    let desk = desk();
    let path = format!("{}/emergency-accesses", desk.person());
    let wrong = json!({ "purpose": "curiosity", "reason": "" });
    let refused = desk.outsider().post(&path, &wrong);
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/purpose unknown_code", "/reason blank"]);
    let short = json!({ "purpose": "other", "reason": "Urgente" });
    let refused = desk.outsider().post(&path, &short);
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/reason too_short"]);
}

#[test]
fn whoever_reads_the_record_anyway_needs_none() {
    let desk = desk();
    let owner = desk.app.member(desk.world.counsellor);
    desk.ask(&owner).refused(409, "emergency-not-needed");
}

#[test]
fn a_second_one_is_refused_while_one_runs_and_a_retry_answers_the_first() {
    let desk = desk();
    let path = format!("{}/emergency-accesses", desk.person());
    let key = uuid::Uuid::new_v4().to_string();
    let first = desk.outsider().post_as(&key, &path, &grounds());
    first.ok(201);
    let again = desk.outsider().post_as(&key, &path, &grounds());
    assert_eq!(again.ok(201), first.ok(201));
    assert_eq!(again.header("idempotency-replayed"), "true");
    desk.ask(&desk.outsider()).refused(409, "emergency-running");
}

#[test]
fn of_two_at_once_one_opens_the_record() {
    let desk = desk();
    for _ in 0..10 {
        let statuses: Vec<u16> = scope(|scope| {
            let asked: Vec<_> = (0..2)
                .map(|_| scope.spawn(|| desk.ask(&desk.outsider())))
                .collect();
            let answers = asked.into_iter().map(|one| one.join().unwrap());
            answers.map(|answer| answer.status).collect()
        });
        let mut sorted = statuses.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [201, 409], "{statuses:?}");
        let running = "emergency_accesses WHERE ended_at IS NULL AND purpose = 'colleague_absent'";
        assert_eq!(desk.app.database.count(running), 1);
        let list = desk
            .outsider()
            .get("/emergency-accesses?status=running")
            .ok(200);
        let id = list["items"][0]["id"].as_str().unwrap();
        let path = format!("/emergency-accesses/{id}");
        desk.outsider().step_now(&path, "end").ok(200);
    }
}
