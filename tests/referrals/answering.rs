//! Somebody asks, and somebody answers.

use super::*;

#[test]
fn the_desk_of_another_office_accepts_and_somebody_says_what_came_of_it() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let (mine, desk) = (app.member(counsellor(0)), app.member(desk_there()));
    let referral = sent(&mine, &case, &to_office(1));
    let view = mine.get(&referral).ok(200);
    // Practice waits fifteen days.
    assert_eq!(view["answer_by"], "2026-03-25");
    let file = mine.get(&format!("{case}/file")).ok(200);
    assert_eq!(file["referrals"][0]["referral_id"], json!(id(&referral)));
    let arranged = json!({ "note": "Giovedì alle 10." });
    let view = step(&desk, &referral, "acceptance", &arranged).ok(200);
    assert_eq!(view["status"], "accepted");
    assert_eq!(view["answer"]["note"], arranged["note"]);
    assert_eq!(view["answer"]["by"]["staff_id"], json!(desk_there().id()));
    assert_eq!(view["answer"]["outcome_by"], "2026-05-09");
    let given = json!({ "outcome": "service_given", "note": "Tre incontri." });
    let view = step(&mine, &referral, "conclusion", &given).ok(200);
    assert_eq!(view["status"], "completed");
    assert_eq!(view["conclusion"], given);
    let facts = told(&mine, &case);
    let last = ["referral_completed", "referral_accepted", "referral_sent"];
    assert_eq!(facts[..3], last);
    let file = mine.get(&format!("{case}/file")).ok(200);
    assert_eq!(file["referrals"], json!([]));
    assert_eq!(
        file["owner"]["counsellor"]["staff_id"],
        json!(counsellor(0).id())
    );
}

#[test]
fn what_a_service_outside_answers_is_written_down_by_whoever_works_on_the_case() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mine = app.member(counsellor(0));
    let referral = sent(&mine, &case, &outside());
    assert_eq!(mine.get(&referral).ok(200)["to"], outside()["to"]);
    let no = json!({ "reason": "no_places", "note": "Il corso è pieno." });
    let view = step(&mine, &referral, "refusal", &no).ok(200);
    assert_eq!(view["status"], "refused");
    assert_eq!(view["answer"]["refusal_reason"], "no_places");
    step(&mine, &referral, "acceptance", &json!({})).refused(409, "wrong_status");
    let team = json!({ "members": [counsellor(1).id()] });
    app.member(coordinator(0))
        .put_now_at(&case, "team", &team)
        .ok(200);
    let again = sent(&mine, &case, &outside());
    let colleague = app.member(counsellor(1));
    step(&colleague, &again, "acceptance", &json!({})).ok(200);
    mine.step_now(&again, "withdrawal")
        .refused(409, "wrong_status");
}

#[test]
fn an_office_has_one_referral_of_a_case_to_answer_at_a_time() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mine = app.member(counsellor(0));
    let first = sent(&mine, &case, &to_office(1));
    let path = format!("{case}/referrals");
    mine.post(&path, &to_office(1))
        .refused(409, "referral_open");
    sent(&mine, &case, &to_office(2));
    sent(&mine, &case, &outside());
    sent(&mine, &case, &outside());
    mine.step_now(&first, "withdrawal").ok(200);
    sent(&mine, &case, &to_office(1));
}

#[test]
fn every_fault_of_a_referral_is_told_at_once() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mine = app.member(counsellor(0));
    let mut home = to_office(0);
    home["answer_by"] = json!("2026-03-09");
    let mut nowhere = to_office(1);
    nowhere["to"]["office_id"] = json!("01970000-0000-7000-8000-00000000ffff");
    let mut wrong = outside();
    wrong["to"]["service"] = json!("stars");
    wrong["reason"] = json!("sailing");
    let table = [
        (
            home,
            vec!["/to/office_id already_there", "/answer_by in_the_past"],
        ),
        (nowhere, vec!["/to/office_id unknown_reference"]),
        (
            wrong,
            vec!["/reason unknown_code", "/to/service unknown_code"],
        ),
    ];
    for (body, faults) in table {
        let refused = mine.post(&format!("{case}/referrals"), &body);
        refused.refused(422, "invalid");
        let mut told = refused.faults();
        told.sort();
        let mut faults = faults;
        faults.sort_unstable();
        assert_eq!(told, faults, "{body}");
    }
    assert_eq!(app.database.count("referrals"), 0);
}

#[test]
fn a_closed_case_refers_nobody_but_what_came_of_it_is_still_said() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mine = app.member(counsellor(0));
    let referral = accepted(&app, &case);
    let ended = json!({ "outcome": { "kind": "other_service" } });
    step(&mine, &case, "closure", &ended).ok(200);
    mine.post(&format!("{case}/referrals"), &outside())
        .refused(409, "wrong_status");
    let taken_on = json!({ "outcome": "taken_on" });
    step(&mine, &referral, "conclusion", &taken_on).ok(200);
}

#[test]
fn a_step_names_the_version_that_it_was_decided_on() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let referral = sent(&app.member(counsellor(0)), &case, &to_office(1));
    let desk = app.member(desk_there());
    let path = format!("{referral}/acceptance");
    desk.post(&path, &json!({}))
        .refused(428, "precondition_required");
    desk.with("If-Match", "\"7-0\"")
        .post(&path, &json!({}))
        .refused(412, "stale");
}

#[test]
fn a_repeated_answer_is_given_again_although_the_case_is_out_of_reach() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let referral = sent(&app.member(counsellor(0)), &case, &to_office(1));
    let desk = app.member(desk_there());
    let (path, body) = (
        format!("{referral}/refusal"),
        json!({ "reason": "wrong_service" }),
    );
    let desk = desk.with("If-Match", desk.tag(&referral));
    let first = desk.post_as("refusal-of-a-referral", &path, &body);
    let again = desk.post_as("refusal-of-a-referral", &path, &body);
    assert_eq!(first.ok(200), again.ok(200));
    assert_eq!(again.header("Idempotency-Replayed"), "true");
    let refusals = "events WHERE kind = 'referral_refused'";
    assert_eq!(app.database.count(refusals), 1);
}
