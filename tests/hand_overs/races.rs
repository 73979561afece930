//! Two at once.

use std::thread::scope;

use super::*;

/// What two clients of two servers hear who ask at once.
pub(crate) fn at_once(asked: [(&Client, &str, &Value); 2]) -> [Answer; 2] {
    scope(|scope| {
        asked
            .map(|(client, path, body)| scope.spawn(move || client.post(path, body)))
            .map(|one| one.join().unwrap())
    })
}

pub(crate) fn statuses(answers: &[Answer; 2]) -> [u16; 2] {
    let mut statuses = [answers[0].status, answers[1].status];
    statuses.sort_unstable();
    statuses
}

#[test]
fn of_two_proposals_of_one_case_at_once_one_stands() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let case = case(&app, number);
        let path = format!("{case}/hand-overs");
        let (mine, theirs) = (app.member(counsellor(0)), second.member(coordinator(0)));
        let bodies = [for_good(counsellor(1)), to_office(1)];
        let answers = at_once([(&mine, &path, &bodies[0]), (&theirs, &path, &bodies[1])]);
        assert_eq!(statuses(&answers), [201, 409]);
        assert_eq!(app.database.count("hand_overs"), 1);
    }
}

#[test]
fn of_two_who_take_a_case_over_at_once_one_follows_it() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let case = case(&app, number);
        let hand_over = proposed(&app.member(counsellor(0)), &case, &for_good(counsellor(1)));
        let path = format!("{hand_over}/acceptance");
        let (asked, theirs) = (app.member(counsellor(1)), second.member(coordinator(0)));
        let asked = asked.with("If-Match", asked.tag(&hand_over));
        let theirs = theirs.with("If-Match", theirs.tag(&hand_over));
        let answers = at_once([(&asked, &path, &json!({})), (&theirs, &path, &json!({}))]);
        assert_eq!(statuses(&answers), [200, 412]);
        assert_eq!(owner(&app, &case), json!(counsellor(1).id()));
        assert_eq!(
            app.database.count("events WHERE kind = 'case_handed_over'"),
            1
        );
    }
}

#[test]
fn a_case_is_taken_over_or_closed_and_never_both() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let case = case(&app, number);
        let mine = app.member(counsellor(0));
        let hand_over = proposed(&mine, &case, &for_good(counsellor(1)));
        let asked = second.member(counsellor(1));
        let asked = asked.with("If-Match", asked.tag(&hand_over));
        let mine = mine.with("If-Match", mine.tag(&case));
        let ended = json!({ "outcome": { "kind": "moved" } });
        let (taking, closing) = (format!("{hand_over}/acceptance"), format!("{case}/closure"));
        let [taken, closed] = at_once([(&asked, &taking, &json!({})), (&mine, &closing, &ended)]);
        assert_ne!(
            taken.status == 200,
            closed.status == 200,
            "{}",
            taken.text()
        );
        let status = app.member(coordinator(0)).get(&case).ok(200)["status"].clone();
        assert_eq!(status == "closed", closed.status == 200);
        assert_eq!(
            app.database.count("hand_overs WHERE status = 'proposed'"),
            0
        );
    }
}

#[test]
fn a_desk_is_taken_over_once() {
    let app = TestApp::start();
    let second = app.beside(|_| {});
    for number in 0..5 {
        case(&app, number);
    }
    let body = |to: Member| {
        json!({
            "counsellor_id": counsellor(0).id(), "office_id": Place::Home.office(0),
            "distribution": { "kind": "even", "counsellor_ids": [to.id()] },
            "term": { "kind": "permanent" }, "reason": "absence",
        })
    };
    let bodies = [
        body(counsellor(1)),
        body(Member::new(Place::Home, Role::TargetedPlacementOfficer, 0)),
    ];
    let (one, other) = (app.member(coordinator(0)), second.member(coordinator(1)));
    let path = "/hand-over-batches";
    let answers = at_once([(&one, path, &bodies[0]), (&other, path, &bodies[1])]);
    assert_eq!(statuses(&answers), [200, 422]);
    assert_eq!(app.database.count("hand_overs"), 5);
}
