//! Two at once.

use super::*;
use crate::hand_overs::{at_once, statuses};

#[test]
fn of_two_referrals_of_one_case_to_one_office_at_once_one_stands() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let path = format!("{}/referrals", case(&app, number));
        let (mine, theirs) = (app.member(counsellor(0)), second.member(coordinator(0)));
        let body = to_office(1);
        let answers = at_once([(&mine, &path, &body), (&theirs, &path, &body)]);
        assert_eq!(statuses(&answers), [201, 409]);
        assert_eq!(app.database.count("referrals"), 1);
    }
}

#[test]
fn a_referral_is_accepted_or_waited_for_longer_and_never_both() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let case = case(&app, number);
        let mine = app.member(counsellor(0));
        let referral = sent(&mine, &case, &to_office(1));
        let desk = second.member(desk_there());
        let desk = desk.with("If-Match", desk.tag(&referral));
        let tagged = mine.with("If-Match", mine.tag(&referral));
        let (taking, leaving) = (
            format!("{referral}/acceptance"),
            format!("{referral}/extension"),
        );
        let until = json!({ "answer_by": "2026-04-01" });
        let answers = at_once([(&desk, &taking, &json!({})), (&tagged, &leaving, &until)]);
        assert_eq!(statuses(&answers), [200, 412]);
        let facts = "events WHERE kind IN ('referral_accepted', 'referral_extended')";
        assert_eq!(app.database.count(facts), 1);
    }
}

#[test]
fn of_two_who_hear_one_person_for_a_referral_at_once_one_does() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let referral = accepted(&app, &case(&app, number));
        let (one, other) = (app.member(desk_there()), second.member(counsellor(2)));
        let body = interview(&one, &referral);
        let answers = at_once([(&one, "/intakes", &body), (&other, "/intakes", &body)]);
        assert_eq!(statuses(&answers), [201, 422]);
        assert_eq!(app.database.count("intakes"), 1);
    }
}
