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
    assert_eq!(referrals(&there), ["referral_to_receive 2026-03-25"]);
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
    assert!(referrals(&colleague).is_empty() && referrals(&there).is_empty());
}

#[test]
fn whoever_follows_a_case_learns_that_its_referral_was_refused() {
    let app = TestApp::start();
    let case = case(&app, 1, "2026-03-01");
    let (me, there) = (
        app.member(counsellor(0)),
        app.member(member(Role::DeskOperator, 2)),
    );
    let asked = json!({
        "to": { "kind": "office", "office_id": Place::Home.office(1) },
        "reason": "orientation", "request": "Un colloquio di orientamento.",
    });
    let sent = me.post(&format!("{case}/referrals"), &asked).ok(201);
    let referral = format!("/referrals/{}", sent["id"].as_str().unwrap());
    let no = json!({ "reason": "no_places", "note": "Siamo pieni." });
    step(&there, &referral, "refusal", &no);
    // The office has nothing to do with it any more, and reads no more of it than that.
    let left = there.get(&referral).ok(200);
    assert_eq!(
        (&left["request"], &left["answer"]["note"]),
        (&Value::Null, &Value::Null)
    );
    let given = json!({ "counsellor_id": counsellor(1).id() });
    step(&app.member(coordinator(0)), &case, "assignment", &given);
    assert!(told(&me, "?kind=referral").is_empty());
    let colleague = app.member(counsellor(1));
    let news = told(&colleague, "?kind=referral");
    assert_eq!(news, ["referral_refused 2026-03-10"]);
    let read = colleague.get(&referral).ok(200);
    assert_eq!(read["answer"]["note"], no["note"]);
    let seen = colleague.step_now(&referral, "acknowledgement").ok(200);
    assert_eq!(seen["status"], "refused");
    assert!(told(&colleague, "?kind=referral").is_empty());
}

#[test]
fn the_end_of_a_case_ends_what_others_were_asked_to_do_for_it() {
    let app = TestApp::start();
    let there = app.member(member(Role::DeskOperator, 2));
    let me = app.member(counsellor(0));
    let case = case(&app, 1, "2026-03-01");
    let ask = |office: u8| {
        let asked = json!({
            "to": { "kind": "office", "office_id": Place::Home.office(office) },
            "reason": "orientation", "request": "Un colloquio di orientamento.",
        });
        let sent = me.post(&format!("{case}/referrals"), &asked).ok(201);
        format!("/referrals/{}", sent["id"].as_str().unwrap())
    };
    let taken = ask(1);
    step(&there, &taken, "acceptance", &json!({}));
    let waiting = ask(1);
    let known = [
        "referral_to_answer 2026-03-25",
        "referral_to_receive 2026-03-25",
    ];
    let mut now = told(&there, "?kind=referral");
    now.sort_unstable();
    assert_eq!(now, known);
    step(&me, &case, "closure", &ends("moved", "2026-03-10"));
    assert_eq!(there.get(&waiting).ok(200)["status"], "withdrawn");
    // What was accepted goes on, and the office sees that nobody follows the person there.
    let open = there.get(&taken).ok(200);
    assert_eq!(
        (&open["status"], &open["case_closed"]),
        (&json!("accepted"), &json!(true))
    );
    assert_eq!(told(&there, "?kind=referral"), [known[1]]);
    step(&me, &case, "reopening", &json!({ "reason": "returned" }));
    step(&me, &case, "closure", &ends("deceased", "2026-03-10"));
    assert_eq!(there.get(&taken).ok(200)["status"], "withdrawn");
    assert!(told(&there, "?kind=referral").is_empty());
    assert!(told(&me, "?kind=referral").is_empty());
}

#[test]
fn a_referral_that_nobody_answered_is_decided_about_by_whoever_asked() {
    let app = TestApp::start();
    let case = case(&app, 1, "2026-03-01");
    let me = app.member(counsellor(0));
    let asked = json!({
        "to": { "kind": "service", "service": "school", "service_name": "Scuola serale" },
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
