//! Somebody proposes, and somebody answers.

use super::*;

#[test]
fn a_case_goes_to_a_colleague_who_accepts_and_is_never_without_an_owner() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let (mine, other) = (app.member(counsellor(0)), app.member(counsellor(1)));
    let hand_over = proposed(&mine, &case, &for_good(counsellor(1)));
    assert_eq!(owner(&app, &case), json!(counsellor(0).id()));
    let file = mine.get(&format!("{case}/file")).ok(200);
    let open = &file["owner"]["hand_over"];
    assert_eq!(open["hand_over_id"], json!(id(&hand_over)));
    assert_eq!(open["to"]["staff_id"], json!(counsellor(1).id()));
    let accepted = step(&other, &hand_over, "acceptance", &json!({})).ok(200);
    assert_eq!(accepted["status"], "accepted");
    assert_eq!(accepted["taken_by"]["staff_id"], json!(counsellor(1).id()));
    assert_eq!(owner(&app, &case), json!(counsellor(1).id()));
    mine.get(&case).refused(404, "not_found");
    let facts = told(&other, &case);
    assert_eq!(facts[..2], ["case_handed_over", "hand_over_proposed"]);
    let file = other.get(&format!("{case}/file")).ok(200);
    assert_eq!(file["owner"]["hand_over"], Value::Null);
}

#[test]
fn an_office_is_asked_and_its_coordinator_says_who_follows() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let hand_over = proposed(&app.member(counsellor(0)), &case, &to_office(1));
    let there = app.member(coordinator(2));
    let refused = step(&there, &hand_over, "acceptance", &json!({}));
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/counsellor_id missing_member"]);
    let wrong = json!({ "counsellor_id": counsellor(0).id() });
    let refused = step(&there, &hand_over, "acceptance", &wrong);
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/counsellor_id unsuitable_colleague"]);
    let named = json!({ "counsellor_id": counsellor(2).id() });
    step(&there, &hand_over, "acceptance", &named).ok(200);
    let moved = app.member(counsellor(2)).get(&case).ok(200);
    assert_eq!(moved["office_id"], json!(Place::Home.office(1)));
    app.member(coordinator(0))
        .get(&case)
        .refused(404, "not_found");
}

#[test]
fn the_team_goes_on_and_whoever_hands_over_stays_only_as_a_member_of_it() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let coordinator = app.member(coordinator(0));
    let team = json!({ "members": [counsellor(0).id(), counsellor(2).id()] });
    coordinator.put_now_at(&case, "team", &team).ok(200);
    taken(&app, &case, &for_good(counsellor(1)));
    let seen = app.member(counsellor(0)).get(&case).ok(200);
    assert_eq!(seen["counsellor_id"], json!(counsellor(1).id()));
    assert_eq!(seen["team"], team["members"]);
}

#[test]
fn whoever_was_asked_says_no_and_the_case_can_be_proposed_to_somebody_else() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mine = app.member(counsellor(0));
    let hand_over = proposed(&mine, &case, &for_good(counsellor(1)));
    mine.post(&format!("{case}/hand-overs"), &to_office(1))
        .refused(409, "hand_over_open");
    let no = json!({ "reason": "workload", "note": "Ho già 90 casi." });
    let refused = step(&app.member(counsellor(1)), &hand_over, "refusal", &no).ok(200);
    assert_eq!(refused["refusal"], no);
    assert_eq!(owner(&app, &case), json!(counsellor(0).id()));
    let again = proposed(&mine, &case, &to_office(1));
    mine.step_now(&again, "withdrawal").ok(200);
    mine.step_now(&again, "withdrawal")
        .refused(409, "wrong_status");
    let facts = told(&mine, &case);
    let last = [
        "hand_over_withdrawn",
        "hand_over_proposed",
        "hand_over_refused",
    ];
    assert_eq!(facts[..3], last);
}

#[test]
fn every_fault_of_a_proposal_is_told_at_once() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mine = app.member(counsellor(0));
    let nobody = "01970000-0000-7000-8000-00000000ffff";
    let table = [
        (
            json!({ "office_id": nobody, "counsellor_id": nobody,
                "term": { "kind": "temporary", "until": "2026-03-09" }, "reason": "absence" }),
            vec![
                "/office_id unknown_reference",
                "/counsellor_id unknown_reference",
                "/term/until in_the_past",
            ],
        ),
        (
            json!({ "counsellor_id": counsellor(2).id(), "term": { "kind": "permanent" },
                "reason": "sailing" }),
            vec!["/reason unknown_code"],
        ),
        (
            for_good(counsellor(2)),
            vec!["/counsellor_id unsuitable_colleague"],
        ),
        (
            for_good(counsellor(0)),
            vec!["/counsellor_id already_there"],
        ),
        (to_office(0), vec!["/counsellor_id already_there"]),
    ];
    for (body, faults) in table {
        let refused = mine.post(&format!("{case}/hand-overs"), &body);
        refused.refused(422, "invalid");
        assert_eq!(refused.faults(), faults, "{body}");
    }
    assert_eq!(app.database.count("hand_overs"), 0);
}

#[test]
fn a_case_that_nobody_follows_has_nobody_to_go_back_to() {
    let app = TestApp::start();
    let coordinator = app.member(coordinator(0));
    let person = register(&coordinator, &Somebody::numbered(1).registration());
    let body = json!({ "individual_id": id(&person), "office_id": Place::Home.office(0),
        "reason": "Cerca lavoro." });
    let opened = coordinator.post("/cases", &body).ok(201);
    let path = format!("/cases/{}/hand-overs", opened["id"].as_str().unwrap());
    let refused = coordinator.post(&path, &until(counsellor(1), "2026-04-01"));
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/term/kind nobody_to_return_to"]);
    coordinator.post(&path, &for_good(counsellor(1))).ok(201);
}

#[test]
fn a_case_that_is_assigned_or_closed_meanwhile_goes_no_other_way() {
    let app = TestApp::start();
    let coordinator = app.member(coordinator(0));
    let asked = app.member(counsellor(1));
    let given = json!({ "counsellor_id": counsellor(1).id() });
    let ended = json!({ "outcome": { "kind": "moved" } });
    for (number, (way, body)) in [("assignment", given), ("closure", ended)]
        .iter()
        .enumerate()
    {
        let case = case(&app, number);
        let hand_over = proposed(&app.member(counsellor(0)), &case, &for_good(counsellor(1)));
        let read = coordinator.tag(&hand_over);
        coordinator
            .with("If-Match", coordinator.tag(&case))
            .post(&format!("{case}/{way}"), body)
            .ok(200);
        asked.get(&hand_over).refused(404, "not_found");
        let lapsed = coordinator.get(&hand_over).ok(200);
        assert_eq!(lapsed["status"], "lapsed", "{way}");
        coordinator
            .with("If-Match", read)
            .post(&format!("{hand_over}/acceptance"), &json!({}))
            .refused(412, "stale");
        step(&coordinator, &hand_over, "acceptance", &json!({})).refused(409, "wrong_status");
    }
}

#[test]
fn a_step_names_the_version_that_it_was_decided_on() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let hand_over = proposed(&app.member(counsellor(0)), &case, &for_good(counsellor(1)));
    let asked = app.member(counsellor(1));
    let path = format!("{hand_over}/acceptance");
    asked
        .post(&path, &json!({}))
        .refused(428, "precondition_required");
    asked
        .with("If-Match", "\"7-0\"")
        .post(&path, &json!({}))
        .refused(412, "stale");
}

#[test]
fn a_repeated_answer_is_given_again_although_the_case_is_out_of_reach() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let hand_over = proposed(&app.member(counsellor(0)), &case, &for_good(counsellor(1)));
    let asked = app.member(counsellor(1));
    let (path, body) = (
        format!("{hand_over}/refusal"),
        json!({ "reason": "absence" }),
    );
    let asked = asked.with("If-Match", asked.tag(&hand_over));
    let first = asked.post_as("refusal-of-a-hand-over", &path, &body);
    let again = asked.post_as("refusal-of-a-hand-over", &path, &body);
    assert_eq!(first.ok(200), again.ok(200));
    assert_eq!(again.header("Idempotency-Replayed"), "true");
    assert_eq!(
        app.database
            .count("events WHERE kind = 'hand_over_refused'"),
        1
    );
}

#[test]
fn whoever_proposed_learns_of_a_refusal_until_they_take_note_of_it_or_go_on() {
    let app = TestApp::start();
    let (mine, asked) = (app.member(counsellor(0)), app.member(counsellor(1)));
    let no = json!({ "reason": "workload" });
    let refused = |case: &str| {
        let hand_over = proposed(&mine, case, &for_good(counsellor(1)));
        step(&asked, &hand_over, "refusal", &no).ok(200);
        asked.get(&hand_over).refused(404, "not_found");
        hand_over
    };
    let news = || {
        let page = mine.get("/worklist?kind=hand_over").ok(200);
        let items = page["items"].as_array().unwrap().iter();
        let codes = items.map(|item| item["reason"]["code"].as_str().unwrap().to_owned());
        codes.collect::<Vec<_>>()
    };
    let (first, second) = (case(&app, 1), case(&app, 2));
    let read = refused(&first);
    assert_eq!(news(), ["hand_over_refused"]);
    let seen = mine.step_now(&read, "acknowledgement").ok(200);
    assert_eq!(seen["status"], "refused");
    assert!(news().is_empty());
    mine.step_now(&read, "acknowledgement")
        .refused(409, "wrong_status");
    // Whoever asks somebody else knows that the first one does not.
    let gone = refused(&second);
    assert_eq!(news(), ["hand_over_refused"]);
    proposed(&mine, &second, &to_office(1));
    assert!(news().is_empty());
    assert!(mine.get(&gone).ok(200)["refusal_seen_at"].is_string());
}
