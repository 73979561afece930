//! Answers that do not come by their day.

use chrono::TimeDelta;

use super::*;
use crate::hand_overs::worked;

#[test]
fn after_its_last_day_nobody_answers_whether_or_not_a_worker_came_by() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mut body = to_office(1);
    body["answer_by"] = json!("2026-03-12");
    let referral = sent(&app.member(counsellor(0)), &case, &body);
    app.clock.advance(TimeDelta::days(2));
    assert_eq!(status(&app.member(desk_there()), &referral), "sent");
    app.clock.advance(TimeDelta::days(1));
    let (mine, desk) = (app.member(counsellor(0)), app.member(desk_there()));
    assert_eq!(status(&desk, &referral), "expired");
    step(&desk, &referral, "acceptance", &json!({})).refused(409, "wrong_status");
    let one = vec![referral.clone()];
    assert_eq!(listed(&desk, "status=expired"), one);
    assert_eq!(listed(&mine, "overdue=true"), one);
    assert!(listed(&desk, "status=sent").is_empty());
    assert_eq!(app.database.count("referrals WHERE status = 'sent'"), 1);
    let file = mine.get(&format!("{case}/file")).ok(200);
    assert_eq!(file["warnings"][0]["rule"], "referral.unanswered");
}

#[test]
fn two_workers_write_it_down_once_and_whoever_asked_waits_longer() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let referral = sent(&app.member(counsellor(0)), &case, &to_office(1));
    app.clock.advance(TimeDelta::days(16));
    let written = || app.database.count("referrals WHERE status = 'expired'") == 1;
    worked(&app, 2, written);
    let expiries = "events WHERE kind = 'referral_expired'";
    assert_eq!(app.database.count(expiries), 1);
    let (mine, desk) = (app.member(counsellor(0)), app.member(desk_there()));
    assert_eq!(told(&mine, &case)[0], "referral_expired");
    let past = json!({ "answer_by": "2026-03-20" });
    let refused = step(&mine, &referral, "extension", &past);
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/answer_by in_the_past"]);
    let longer = json!({ "answer_by": "2026-04-15" });
    step(&mine, &referral, "extension", &longer).ok(200);
    assert_eq!(status(&desk, &referral), "sent");
    step(&desk, &referral, "acceptance", &json!({})).ok(200);
}

#[test]
fn an_office_that_did_not_answer_is_asked_again_before_a_worker_came_by() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let first = sent(&app.member(counsellor(0)), &case, &to_office(1));
    app.clock.advance(TimeDelta::days(16));
    let mine = app.member(counsellor(0));
    let second = sent(&mine, &case, &to_office(1));
    assert_eq!(
        told(&mine, &case)[..2],
        ["referral_sent", "referral_expired"]
    );
    assert_eq!(listed(&mine, "status=sent"), [second]);
    let longer = json!({ "answer_by": "2026-04-15" });
    step(&mine, &first, "extension", &longer).refused(409, "referral_open");
    mine.step_now(&first, "withdrawal").ok(200);
}

#[test]
fn what_came_of_it_is_missing_after_a_while() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let referral = accepted(&app, &case);
    assert!(listed(&app.member(counsellor(0)), "overdue=true").is_empty());
    app.clock.advance(TimeDelta::days(61));
    let mine = app.member(counsellor(0));
    assert_eq!(listed(&mine, "overdue=true"), [referral]);
    let file = mine.get(&format!("{case}/file")).ok(200);
    let warned = file["warnings"].as_array().unwrap().iter();
    let rules: Vec<&Value> = warned.map(|warning| &warning["rule"]).collect();
    assert!(rules.contains(&&json!("referral.outcome_missing")));
}
