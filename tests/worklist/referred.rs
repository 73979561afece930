//! Referrals on the worklists of those who answer and of those who asked.

use super::*;

#[test]
fn a_referral_waits_where_it_is_to_be_answered_and_then_with_whoever_follows_the_case() {
    let app = TestApp::start();
    let case = case(&app, 1, "2026-03-01");
    let (me, there) = (
        app.member(counsellor(0)),
        app.member(member(Role::DeskOperator, 2)),
    );
    let asked = json!({
        "to": { "kind": "office", "office_id": Place::Home.office(1) },
        "reason": "orientation", "request": "Un colloquio di orientamento.",
        "answer_by": "2026-03-20",
    });
    me.post(&format!("{case}/referrals"), &asked).ok(201);
    let referrals = |client: &Client| told(client, "?kind=referral");
    assert_eq!(referrals(&there), ["referral_to_answer 2026-03-20"]);
    assert!(referrals(&me).is_empty());
    let item = listed(&there, "?kind=referral").remove(0);
    let open = item["_links"]["open"].as_str().unwrap();
    let (_, referral) = open.split_once("/rest/employment/v1").unwrap();
    step(&there, referral, "acceptance", &json!({}));
    assert!(referrals(&there).is_empty());
    let to_conclude = ["referral_to_conclude 2026-05-09"];
    assert_eq!(referrals(&me), to_conclude);
    let colleague = app.member(counsellor(1));
    assert!(referrals(&colleague).is_empty());
    let given = json!({ "counsellor_id": counsellor(1).id() });
    step(&app.member(coordinator(0)), &case, "assignment", &given);
    assert_eq!(referrals(&colleague), to_conclude);
    assert!(referrals(&me).is_empty());
    let given_there = json!({ "outcome": "service_given" });
    step(&colleague, referral, "conclusion", &given_there);
    assert!(referrals(&colleague).is_empty());
}

#[test]
fn a_referral_that_nobody_answered_is_decided_about_by_whoever_asked() {
    let app = TestApp::start();
    let case = case(&app, 1, "2026-03-01");
    let me = app.member(counsellor(0));
    let asked = json!({
        "to": { "kind": "service", "service": "school", "name": "Scuola serale" },
        "reason": "training", "request": "Un corso serale.", "answer_by": "2026-03-12",
    });
    me.post(&format!("{case}/referrals"), &asked).ok(201);
    assert_eq!(
        told(&me, "?kind=referral"),
        ["referral_to_answer 2026-03-12"]
    );
    app.clock.advance(TimeDelta::days(3));
    let me = app.member(counsellor(0));
    let is_written = || app.database.count("referrals WHERE status = 'expired'") == 1;
    worked(&app, 1, is_written);
    assert_eq!(
        told(&me, "?kind=referral"),
        ["referral_unanswered 2026-03-13"]
    );
}
