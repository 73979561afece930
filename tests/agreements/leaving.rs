//! What becomes of an agreement with its case and its person.

use super::*;
use crate::erasures::{approved, carry_out};
use crate::hand_overs::{for_good, proposed};
use crate::support::people::{Somebody, register};
use domain::actor::Role;

#[test]
fn the_end_of_a_case_is_that_of_its_agreement_and_nothing_begins_anew_with_it() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = signed(&me, &case);
    let ended = json!({ "outcome": { "kind": "withdrawn" }, "on": "2026-03-09" });
    step(&me, &case, "closure", &ended).ok(200);
    // The case had ended the day before, but nothing ends before its last step.
    let closed = me.get(&agreement).ok(200);
    assert_eq!(
        (
            &closed["status"],
            &closed["close_reason"],
            &closed["closed_on"]
        ),
        (
            &json!("closed"),
            &json!("case_closed"),
            &json!("2026-03-10")
        )
    );
    // Nothing is done to it while its case is closed.
    let may = closed["allowed_actions"].as_array().unwrap().iter();
    let may = may.filter(|action| action["findings"].as_array().is_none_or(Vec::is_empty));
    assert_eq!(may.count(), 0);
    assert!(due(&me).is_empty());
    me.post(&format!("{case}/agreements"), &terms())
        .refused(409, "wrong_status");
    step(&me, &case, "reopening", &json!({ "reason": "returned" })).ok(200);
    assert_eq!(me.get(&agreement).ok(200)["status"], "closed");
    drawn_up(&me, &case);
}

#[test]
fn an_agreement_goes_with_its_case_when_that_is_handed_over() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = signed(&me, &case);
    let hand_over = proposed(&me, &case, &for_good(counsellor(1)));
    let other = app.member(counsellor(1));
    step(&other, &hand_over, "acceptance", &json!({})).ok(200);
    me.get(&agreement).refused(404, "not_found");
    assert!(due(&me).is_empty());
    assert_eq!(due(&other), ["agreement_review_due 2026-06-08"]);
    // Whoever answered for it is named until it is signed anew.
    let told = other.get(&agreement).ok(200);
    assert_eq!(told["officer"]["staff_id"], json!(counsellor(0).id()));
    step(&other, &agreement, "reviews", &on_course()).ok(200);
}

#[test]
fn an_agreement_follows_its_person_through_a_merge_and_leaves_with_them() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = signed(&me, &case);
    step(&me, &agreement, "reviews", &on_course()).ok(200);
    let pact = json!({ "pact_id": "2026/1234" });
    me.put_now_at(&agreement, "pact", &pact).ok(200);
    let done = json!({ "status": "done" });
    me.put_now_at(&agreement, &first_action(&me, &agreement), &done)
        .ok(200);
    let person = me.get(&case).ok(200)["individual_id"].clone();
    let absorbed = format!("/individuals/{}", person.as_str().unwrap());
    let desk = app.as_(Role::DeskOperator);
    let kept = register(&desk, &Somebody::numbered(2).registration());
    let coordinator = app.member(coordinator(0));
    let body = json!({
        "absorbed_id": person, "absorbed_version": coordinator.get(&absorbed).ok(200)["version"],
        "reason": "Registrata due volte.",
    });
    let merging = coordinator.with("If-Match", coordinator.tag(&kept));
    merging.post(&format!("{kept}/merges"), &body).ok(201);
    let copy = coordinator.get(&format!("{kept}/data-export")).ok(200);
    let chapter = |name: &str| {
        let chapters = copy["chapters"].as_array().unwrap().iter();
        let mut of = chapters.filter(|chapter| chapter["chapter"] == name);
        of.next().unwrap()["items"].clone()
    };
    assert_eq!(chapter("agreements")[0]["id"], json!(id(&agreement)));
    let signed = &chapter("agreement_editions")[0];
    assert_eq!(signed["commitments"][0]["commitment"], "workshop");
    assert_eq!(chapter("agreements")[0]["pact_reference"], "2026/1234");
    let outcome = &chapter("agreement_action_outcomes")[0];
    let done = &chapter("agreements")[0]["goals"][0]["actions"][0];
    assert_eq!(outcome["action_id"], done["action_id"]);
    assert_eq!(outcome["action_status"], "done");
    assert_eq!(signed["goals"][0]["actions"][0]["doer"], "person");
    let remark = &chapter("agreement_reviews")[0]["remark"];
    assert_eq!(remark, "Due colloqui fatti.");
    let gone = json!({ "ground": "court_order", "reference": "Tribunale di Prova, n. 12/2026" });
    let database = &app.database;
    assert_eq!(database.count("agreement_editions"), 1);
    approved(&app, &kept, &gone);
    carry_out(&app);
    for table in [
        "agreements",
        "agreement_action_outcomes",
        "agreement_editions",
        "agreement_reviews",
    ] {
        assert_eq!(database.count(table), 0, "{table}");
    }
    let facts = "events WHERE kind = 'agreement_signed'";
    assert_eq!(database.count(facts), 1);
}

#[test]
fn who_read_an_agreement_is_told_to_the_person() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = signed(&me, &case);
    let read = "accesses WHERE resource = 'agreement'";
    app.store.flush_accesses().unwrap();
    let before = app.database.count(read);
    app.member(coordinator(0))
        .get(&format!("{agreement}/editions"))
        .ok(200);
    app.store.flush_accesses().unwrap();
    assert!(app.database.count(read) > before);
}

#[test]
fn whoever_reads_no_agreement_is_told_of_none_by_the_timeline() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = signed(&me, &case);
    let person = me.get(&case).ok(200)["individual_id"].clone();
    let timeline = format!("/individuals/{}/timeline", person.as_str().unwrap());
    let file = format!("{case}/file");
    let told = |client: &Client, path: &str| {
        let told = client.get(path).ok(200).to_string();
        (told.contains("case_opened"), told.contains("agreement_"))
    };
    let program = app.as_(Role::MachineClient);
    for path in [&timeline, &file] {
        assert_eq!(told(&me, path), (true, true), "{path}");
        assert_eq!(told(&program, path), (true, false), "{path}");
    }
    assert_eq!(me.get(&file).ok(200)["agreement"]["status"], "signed");
    assert!(program.get(&file).ok(200).get("agreement").is_none());
    for role in [Role::DeskOperator, Role::Administrator, Role::MachineClient] {
        let status = app.as_(role).get(&agreement).status;
        assert!([403, 404].contains(&status), "{role}: {status}");
    }
}

#[test]
fn the_file_of_a_case_shows_what_runs_and_offers_no_second_one() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let file = format!("{case}/file");
    let offered = |file: &Value| {
        let actions = file["allowed_actions"].as_array().unwrap().iter();
        let mut draw_up = actions.filter(|action| action["action"] == "draw_up_agreement");
        let finding = &draw_up.next().unwrap()["findings"][0]["rule"];
        finding.as_str().map(str::to_owned)
    };
    let before = me.get(&file).ok(200);
    assert!(before.get("agreement").is_none());
    assert_eq!(offered(&before), None);
    let agreement = signed(&me, &case);
    me.step_now(&agreement, "amendment").ok(200);
    let during = me.get(&file).ok(200);
    let expected = json!({
        "agreement_id": id(&agreement), "status": "signed",
        "officer": during["agreement"]["officer"], "signed_on": "2026-03-10",
        "next_review_on": "2026-06-08", "due_on": "2026-04-01", "is_amended": true,
    });
    assert_eq!(during["agreement"], expected);
    let officer = &expected["officer"]["staff_id"];
    assert_eq!(*officer, json!(counsellor(0).id()));
    assert_eq!(offered(&during).as_deref(), Some("step.agreement_running"));
    let ended = json!({ "reason": "revoked" });
    step(&me, &agreement, "closure", &ended).ok(200);
    let after = me.get(&file).ok(200);
    assert!(after.get("agreement").is_none());
    assert_eq!(offered(&after), None);
}
