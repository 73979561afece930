//! What binds while it is written otherwise, and what an end is worth.

use super::*;

#[test]
fn what_was_signed_is_looked_at_and_followed_while_it_is_written_otherwise() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    me.step_now(&agreement, "amendment").ok(200);
    step(&me, &agreement, "proposal", &json!({})).ok(200);
    let reviewed = step(&me, &agreement, "reviews", &on_course()).ok(200);
    assert_eq!(reviewed["status"], "reviewed");
    assert_eq!(reviewed["amendment"]["proposed_on"], "2026-03-10");
    let done = json!({ "status": "done" });
    let path = first_action(&me, &agreement);
    let view = me.put_now_at(&agreement, &path, &done).ok(200);
    for terms in [&view["terms"], &view["amendment"]["terms"]] {
        assert_eq!(terms["goals"][0]["actions"][0]["status"], "done");
    }
    let said = me.get(&format!("{agreement}/outcomes")).ok(200);
    let id = path.rsplit('/').next().unwrap();
    let told = (&said["items"][0]["action_id"], &said["items"][0]["status"]);
    assert_eq!(told, (&json!(id), &json!("done")));
    me.step_now(&agreement, "recall").ok(200);
    let mut without = terms();
    without["goals"][0]["actions"]
        .as_array_mut()
        .unwrap()
        .remove(0);
    let refused = me.put_now(&agreement, &without);
    assert_eq!(refused.faults(), ["/goals no_longer_open"]);
    let given_up = me.step_now(&agreement, "recall").ok(200);
    assert!(given_up.get("amendment").is_none());
    let given_up = "events WHERE kind = 'agreement_amendment_dropped'";
    assert_eq!(app.database.count(given_up), 1);
    me.step_now(&agreement, "recall")
        .refused(409, "wrong_status");
}

#[test]
fn what_is_to_be_done_waits_in_the_worklist_until_it_is() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    let review = "agreement_review_due 2026-06-08";
    assert_eq!(all_due(&me), ["agreed_action_due 2026-04-01", review]);
    let path = first_action(&me, &agreement);
    let done = json!({ "status": "done" });
    me.put_now_at(&agreement, &path, &done).ok(200);
    assert_eq!(all_due(&me), [review]);
}

#[test]
fn whoever_signs_was_reached() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = drawn_up(&me, &case);
    step(&me, &agreement, "proposal", &json!({ "on": "2026-03-09" })).ok(200);
    assert!(me.get(&case).ok(200)["last_contact_on"].is_null());
    step(&me, &agreement, "signature", &json!({ "on": "2026-03-09" })).ok(200);
    assert_eq!(me.get(&case).ok(200)["last_contact_on"], "2026-03-09");
    step(&me, &agreement, "reviews", &on_course()).ok(200);
    assert_eq!(me.get(&case).ok(200)["last_contact_on"], "2026-03-10");
}

#[test]
fn an_end_is_taken_back_unless_another_one_runs() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = signed(&me, &case);
    let ended = json!({ "reason": "revoked" });
    step(&me, &agreement, "closure", &ended).ok(200);
    let open = me.step_now(&agreement, "reopening").ok(200);
    assert_eq!(
        (&open["status"], &open["next_review_on"]),
        (&json!("signed"), &json!("2026-06-08"))
    );
    assert!(open.get("closed_on").is_none());
    step(&me, &agreement, "closure", &ended).ok(200);
    drawn_up(&me, &case);
    me.step_now(&agreement, "reopening")
        .refused(409, "agreement_running");
    let view = me.get(&agreement).ok(200);
    let mut offered = view["allowed_actions"].as_array().unwrap().iter();
    let reopen = offered.find(|action| action["action"] == "reopen").unwrap();
    assert_eq!(reopen["findings"][0]["rule"], "step.agreement_running");
}

#[test]
fn somebody_else_answers_for_it_without_another_edition() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    let other = json!({ "officer_id": counsellor(1).id() });
    let view = me.put_now_at(&agreement, "officer", &other).ok(200);
    assert_eq!(view["officer"]["staff_id"], json!(counsellor(1).id()));
    assert_eq!(view["edition"], 1);
    assert_eq!(app.database.count("agreement_editions"), 1);
}

#[test]
fn only_what_was_signed_is_achieved() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = drawn_up(&me, &case(&app, 1));
    let ended = json!({ "reason": "achieved", "on": "2026-03-11" });
    let refused = step(&me, &agreement, "closure", &ended);
    let expected = ["/reason not_applicable", "/on in_the_future"];
    assert_eq!(refused.faults(), expected);
}
