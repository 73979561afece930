//! From the draft to the signature, and to another one.

use super::*;
use crate::support::{Member, Place};
use domain::actor::Role;

#[test]
fn an_agreement_goes_from_draft_to_signature_to_review() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = drawn_up(&me, &case);
    let proposed = step(&me, &agreement, "proposal", &json!({})).ok(200);
    assert_eq!(
        (&proposed["status"], &proposed["proposed_on"]),
        (&json!("proposed"), &json!("2026-03-10"))
    );
    let signed = step(&me, &agreement, "signature", &json!({})).ok(200);
    assert_eq!(signed["status"], "signed");
    assert_eq!(signed["next_review_on"], "2026-06-08");
    let reviewed = step(&me, &agreement, "reviews", &on_course()).ok(200);
    assert_eq!(
        (&reviewed["status"], &reviewed["review_count"]),
        (&json!("reviewed"), &json!(1))
    );
    let ended = json!({ "reason": "achieved" });
    let closed = step(&me, &agreement, "closure", &ended).ok(200);
    assert_eq!(
        (&closed["status"], &closed["closed_on"]),
        (&json!("closed"), &json!("2026-03-10"))
    );
    assert!(closed["next_review_on"].is_null());
    let kinds = "events WHERE kind LIKE 'agreement_%'";
    assert_eq!(app.database.count(kinds), 5);
    let listed = me.get(&format!("{case}/agreements")).ok(200);
    assert_eq!(listed["items"][0]["status"], "closed");
    // The case goes on, and can have another one.
    drawn_up(&me, &case);
}

#[test]
fn a_step_that_the_status_does_not_allow_is_refused_and_changes_nothing() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = drawn_up(&me, &case(&app, 1));
    let before = me.get(&agreement).ok(200);
    for (name, body) in [("signature", json!({})), ("reviews", on_course())] {
        step(&me, &agreement, name, &body).refused(409, "wrong_status");
    }
    me.step_now(&agreement, "amendment")
        .refused(409, "wrong_status");
    let by_itself = json!({ "reason": "case_closed" });
    let refused = step(&me, &agreement, "closure", &by_itself);
    assert_eq!(refused.faults(), ["/reason not_by_hand"]);
    let stale = me.with("If-Match", "\"9-0\"");
    stale
        .post(&format!("{agreement}/proposal"), &json!({}))
        .refused(412, "stale");
    assert_eq!(me.get(&agreement).ok(200), before);
}

#[test]
fn nobody_signs_with_an_officer_who_is_gone() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let mut with_other = terms();
    with_other["officer_id"] = json!(counsellor(1).id());
    let drawn_up = me.post(&format!("{case}/agreements"), &with_other).ok(201);
    let agreement = format!("/agreements/{}", drawn_up["id"].as_str().unwrap());
    step(&me, &agreement, "proposal", &json!({})).ok(200);
    let account = format!("/staff/{}", counsellor(1).id());
    app.as_(Role::Administrator)
        .step_now(&account, "disablement")
        .ok(200);
    let refused = step(&me, &agreement, "signature", &json!({}));
    assert_eq!(refused.faults(), ["/officer_id unsuitable_colleague"]);
    me.step_now(&agreement, "recall").ok(200);
    me.put_now(&agreement, &terms()).ok(200);
    step(&me, &agreement, "proposal", &json!({})).ok(200);
    step(&me, &agreement, "signature", &json!({})).ok(200);
}

#[test]
fn a_signed_agreement_changes_only_by_another_signature() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    me.put_now(&agreement, &terms())
        .refused(409, "wrong_status");
    let was = me.get(&agreement).ok(200);
    let [kept, reworded] = [0, 1].map(|n| &was["terms"]["goals"][0]["actions"][n]["id"]);
    let amended = me.step_now(&agreement, "amendment").ok(200);
    assert_eq!(
        (
            &amended["status"],
            &amended["edition"],
            &amended["signed_on"]
        ),
        (&json!("signed"), &json!(1), &json!("2026-03-10"))
    );
    let mut other = terms();
    other["proof_modes"] = json!(["declaration"]);
    other["goals"][0]["actions"] = json!([
        { "action_id": kept, "text": "Aggiornare il curriculum.", "by": "person" },
        { "action_id": reworded, "text": "Segnalare i corsi di cucina.", "by": "officer" },
    ]);
    let written = me.put_now(&agreement, &other).ok(200);
    assert_eq!(&written["terms"], &was["terms"]);
    step(&me, &agreement, "proposal", &json!({})).ok(200);
    let again = step(&me, &agreement, "signature", &json!({})).ok(200);
    assert_eq!(again["edition"], 2);
    // Other words are another thing to do: what becomes of it is not said of what was signed before.
    let actions = &again["terms"]["goals"][0]["actions"];
    assert_eq!(&actions[0]["id"], kept);
    assert_ne!(&actions[1]["id"], reworded);
    let editions = me.get(&format!("{agreement}/editions")).ok(200);
    let told = |n: usize| &editions["items"][n]["terms"];
    assert_eq!(told(0), &was["terms"]);
    assert_eq!(told(1), &again["terms"]);
    assert_eq!(told(1)["proof_modes"], json!(["declaration"]));
}

#[test]
fn everything_that_does_not_fit_is_told_at_once_and_nothing_is_kept() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let path = format!("{}/agreements", case(&app, 1));
    let mut wrong = terms();
    wrong["officer_id"] = json!(Member::new(Place::Home, Role::DeskOperator, 0).id());
    wrong["contact_every_days"] = json!(366);
    wrong["goals"][0]["actions"][1]["action_id"] = json!(counsellor(0).id());
    let refused = me.post(&path, &wrong);
    let expected = [
        "/officer_id unsuitable_colleague",
        "/contact_every_days out_of_range",
        "/goals/0/actions/1/action_id unknown_reference",
    ];
    assert_eq!(refused.faults(), expected);
    let mut empty = terms();
    empty["goals"] = json!([]);
    me.post(&path, &empty).refused(422, "invalid");
    assert_eq!(app.database.count("agreements"), 0);
}

#[test]
fn what_became_of_each_thing_is_written_down_and_is_no_other_agreement() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    let view = me.get(&agreement).ok(200);
    let action = &view["terms"]["goals"][0]["actions"][0]["id"];
    let path = format!("actions/{}", action.as_str().unwrap());
    let done = json!({ "status": "done", "on": "2026-03-09" });
    let view = me.put_now_at(&agreement, &path, &done).ok(200);
    let told = &view["terms"]["goals"][0]["actions"][0];
    assert_eq!(
        (&told["status"], &told["ended_on"]),
        (&json!("done"), &json!("2026-03-09"))
    );
    assert_eq!(view["edition"], 1);
    let editions = me.get(&format!("{agreement}/editions")).ok(200);
    let signed = &editions["items"][0]["terms"]["goals"][0]["actions"][0];
    assert_eq!(signed["status"], "open");
    let nothing = format!("actions/{}", counsellor(0).id());
    me.put_now_at(&agreement, &nothing, &done)
        .refused(404, "not_found");
    let open = json!({ "status": "open", "on": "2026-03-09" });
    let refused = me.put_now_at(&agreement, &path, &open);
    assert_eq!(refused.faults(), ["/on not_applicable"]);
    // Each word about it stays.
    let open = json!({ "status": "open" });
    me.put_now_at(&agreement, &path, &open).ok(200);
    let outcomes = "agreement_action_outcomes";
    assert_eq!(app.database.count(outcomes), 2);
    assert_eq!(
        app.database
            .count(&format!("{outcomes} WHERE number = 2 AND status = 'open'")),
        1
    );
}

#[test]
fn whoever_does_not_work_on_the_case_finds_no_agreement() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = signed(&me, &case);
    for stranger in [counsellor(1), counsellor(2), coordinator(2)] {
        let stranger = app.member(stranger);
        stranger.get(&agreement).refused(404, "not_found");
        for part in ["editions", "reviews"] {
            stranger
                .get(&format!("{agreement}/{part}"))
                .refused(404, "not_found");
        }
        let step = stranger.with("If-Match", "\"3-0\"");
        step.step(&format!("{agreement}/amendment"))
            .refused(404, "not_found");
        stranger
            .post(&format!("{case}/agreements"), &terms())
            .refused(404, "not_found");
    }
    // Whoever coordinates the office reads it and works on it.
    let coordinator = app.member(coordinator(0));
    coordinator.step_now(&agreement, "amendment").ok(200);
}
