//! Two at once.

use super::*;
use crate::hand_overs::{at_once, statuses};

#[test]
fn of_two_agreements_drawn_up_at_once_for_one_case_one_stands() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let path = format!("{}/agreements", case(&app, number));
        let (mine, theirs) = (app.member(counsellor(0)), second.member(coordinator(0)));
        let body = terms();
        let answers = at_once([(&mine, &path, &body), (&theirs, &path, &body)]);
        assert_eq!(statuses(&answers), [201, 409]);
        assert_eq!(app.database.count("agreements"), 1);
        mine.post(&path, &body).refused(409, "agreement_running");
    }
}

#[test]
fn of_two_who_sign_or_look_at_it_at_once_one_does() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let agreement = signed(&app.member(counsellor(0)), &case(&app, number));
        let (mine, theirs) = (app.member(counsellor(0)), second.member(coordinator(0)));
        mine.step_now(&agreement, "amendment").ok(200);
        step(&mine, &agreement, "proposal", &json!({})).ok(200);
        let mine = mine.with("If-Match", mine.tag(&agreement));
        let theirs = theirs.with("If-Match", theirs.tag(&agreement));
        let (sign, review) = (
            format!("{agreement}/signature"),
            format!("{agreement}/reviews"),
        );
        let answers = at_once([(&mine, &sign, &json!({})), (&theirs, &review, &on_course())]);
        assert_eq!(statuses(&answers), [200, 412]);
        let left = (
            app.database.count("agreement_editions"),
            app.database.count("agreement_reviews"),
        );
        assert!([(2, 0), (1, 1)].contains(&left), "{left:?}");
    }
}

#[test]
fn an_agreement_is_signed_or_ended_with_its_case_and_none_outlives_it() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let case = case(&app, number);
        let (mine, theirs) = (app.member(counsellor(0)), second.member(coordinator(0)));
        let agreement = drawn_up(&mine, &case);
        step(&mine, &agreement, "proposal", &json!({})).ok(200);
        let signing = mine.with("If-Match", mine.tag(&agreement));
        let closing = theirs.with("If-Match", theirs.tag(&case));
        let (sign, close) = (format!("{agreement}/signature"), format!("{case}/closure"));
        let ended = json!({ "outcome": { "kind": "withdrawn" }, "on": "2026-03-10" });
        let answers = at_once([(&signing, &sign, &json!({})), (&closing, &close, &ended)]);
        assert_eq!(answers[1].status, 200, "{}", answers[1].text());
        assert!([200, 409, 412].contains(&answers[0].status));
        assert_eq!(app.database.count("agreements WHERE status <> 'closed'"), 0);
        let left = "due_items WHERE reason LIKE 'agree%'";
        assert_eq!(app.database.count(left), 0);
    }
}
