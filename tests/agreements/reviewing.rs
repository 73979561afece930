//! Both look at how it goes, on the day that they said.

use super::*;

#[test]
fn a_review_that_is_due_waits_in_the_worklist_of_whoever_follows_the_case() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = drawn_up(&me, &case);
    step(&me, &agreement, "proposal", &json!({})).ok(200);
    assert!(due(&me).is_empty());
    let early = json!({ "next_review_on": "2026-04-10" });
    step(&me, &agreement, "signature", &early).ok(200);
    assert_eq!(due(&me), ["agreement_review_due 2026-04-10"]);
    let listed = me.get("/worklist?kind=agreement").ok(200);
    let links = listed["items"][0]["_links"].to_string();
    assert!(links.contains(&format!("{case}/agreements")), "{links}");
    // Somebody else follows the case: the review is theirs.
    let to = json!({ "counsellor_id": counsellor(1).id() });
    let coordinator = app.member(coordinator(0));
    step(&coordinator, &case, "assignment", &to).ok(200);
    assert!(due(&me).is_empty());
    let other = app.member(counsellor(1));
    assert_eq!(due(&other), ["agreement_review_due 2026-04-10"]);
    step(&other, &agreement, "reviews", &on_course()).ok(200);
    assert_eq!(due(&other), ["agreement_review_due 2026-06-08"]);
    let ended = json!({ "reason": "revoked" });
    step(&other, &agreement, "closure", &ended).ok(200);
    assert!(due(&other).is_empty());
}

#[test]
fn nobody_is_reminded_of_a_review_while_the_case_rests() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    signed(&me, &case);
    let rests = json!({ "reason": "temporary_work", "until": "2026-07-01" });
    step(&me, &case, "suspensions", &rests).ok(200);
    assert_eq!(due(&me), ["agreement_review_due 2026-07-02"]);
    step(&me, &case, "resumption", &json!({})).ok(200);
    assert_eq!(due(&me), ["agreement_review_due 2026-06-08"]);
}

#[test]
fn it_is_reviewed_again_and_again_and_each_review_stays() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    step(&me, &agreement, "reviews", &on_course()).ok(200);
    let mut later = on_course();
    later["outcome"] = json!("stalled");
    later["next_review_on"] = json!("2026-03-20");
    step(&me, &agreement, "reviews", &later).ok(200);
    let listed = me.get(&format!("{agreement}/reviews")).ok(200);
    let told: Vec<(i64, &str)> = { listed["items"].as_array().unwrap().iter() }
        .map(|item| {
            let (number, outcome) = (&item["number"], &item["outcome"]);
            (number.as_i64().unwrap(), outcome.as_str().unwrap())
        })
        .collect();
    assert_eq!(told, [(1, "on_course"), (2, "stalled")]);
    let mut early = on_course();
    early["on"] = json!("2026-03-09");
    let refused = step(&me, &agreement, "reviews", &early);
    assert_eq!(refused.faults(), ["/on before_the_last_step"]);
    assert_eq!(app.database.count("agreement_reviews"), 2);
}

#[test]
fn a_review_later_than_practice_has_it_wants_somebody_who_acknowledges_it() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = drawn_up(&me, &case(&app, 1));
    step(&me, &agreement, "proposal", &json!({})).ok(200);
    let mut late = json!({ "next_review_on": "2026-06-09" });
    let refused = step(&me, &agreement, "signature", &late).refused(422, "rules");
    assert_eq!(refused["findings"][0]["rule"], "agreement.late_review");
    assert_eq!(app.database.count("agreement_editions"), 0);
    late["acknowledged"] = json!(["agreement.late_review"]);
    let signed = step(&me, &agreement, "signature", &late).ok(200);
    assert_eq!(signed["next_review_on"], "2026-06-09");
    let told = "events WHERE kind = 'agreement_signed' AND CAST(payload AS text) LIKE \
        '%agreement.late_review%'";
    assert_eq!(app.database.count(told), 1);
}

#[test]
fn what_was_signed_is_reviewed_on_its_day_also_while_it_is_written_otherwise() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    me.step_now(&agreement, "amendment").ok(200);
    assert_eq!(due(&me), ["agreement_review_due 2026-06-08"]);
}
