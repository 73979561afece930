//! Everything is planned anew when the numbers change, on the day on which they do, and after an
//! upgrade.

use domain::kernel::Day;
use domain::rulebook::{Confidence, Parameter};
use persistence::{Caller, parameters};

use super::*;

/// Lets the organisation count otherwise from a day on.
fn decide(app: &TestApp, key: &str, value: &str, from: &str) {
    let organisation = Place::Home.organisation();
    let source = "Determina 12/2026";
    let own = Parameter::own(key, organisation.uuid(), value, source, Confidence::Sure).unwrap();
    let from: Day = from.parse().unwrap();
    let store = app.database.open(app.clock.clone());
    store
        .write(Caller::system(organisation, "story"), move |tx| {
            let mut known = parameters::list(tx)?;
            known.retain(|known| known.key == own.key);
            let changed = own.clone().succeed(&known, from, tx.actor())?;
            parameters::set(tx, changed)
        })
        .unwrap();
    store.close();
}

#[test]
fn who_changes_a_number_changes_every_day_that_rests_on_it() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    for number in 0..3 {
        case(&app, number, "2026-03-01");
    }
    worked(&app, 1, || is_planned(&app));
    decide(&app, "case.contact_days", "30", "2026-03-20");
    let sooner = || told(&me, "") == ["no_contact 2026-03-31"; 3];
    assert!(!sooner());
    worked(&app, 2, sooner);
}

#[test]
fn a_number_that_comes_into_force_later_is_right_on_that_day_and_not_before() {
    let app = TestApp::start();
    case(&app, 1, "2026-01-10");
    decide(&app, "case.contact_days", "90", "2026-03-12");
    let me = app.member(counsellor(0));
    worked(&app, 1, || is_planned(&app));
    // Two months are over, and three are asked for from the day after tomorrow on.
    assert_eq!(told(&me, ""), ["no_contact 2026-03-11"]);
    app.clock.advance(TimeDelta::days(2));
    let me = app.member(counsellor(0));
    worked(&app, 2, || told(&me, "") == ["no_contact 2026-04-10"]);
}

#[test]
fn whoever_saves_something_after_the_change_counts_by_the_new_number() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    // This process has read the parameters, and its clock stands: it would keep them.
    let case = case(&app, 1, "2026-03-01");
    decide(&app, "case.contact_days", "30", "2026-01-01");
    worked(&app, 1, || told(&me, "") == ["no_contact 2026-03-31"]);
    let reached = json!({ "channel": "phone", "outcome": "reached", "on": "2026-03-05" });
    me.post(&format!("{case}/contact-attempts"), &reached)
        .ok(201);
    assert_eq!(told(&me, ""), ["no_contact 2026-04-04"]);
}

#[test]
fn follow_ups_move_with_the_number_of_months_unless_somebody_has_begun() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let untouched = case(&app, 1, "2026-03-01");
    let begun = case(&app, 2, "2026-03-01");
    for case in [&untouched, &begun] {
        step(&me, case, "closure", &ends("training", "2026-03-02"));
    }
    let page = me.get(&format!("/follow-ups?case={}", id(&begun))).ok(200);
    let path = format!("/follow-ups/{}", page["items"][0]["id"].as_str().unwrap());
    let tried = json!({ "channel": "phone", "outcome": "message_left" });
    step(&me, &path, "attempts", &tried);
    worked(&app, 1, || is_planned(&app));
    decide(&app, "follow_up.first_months", "3", "2020-01-01");
    let first = || {
        let of = |case: &str| {
            let page = me.get(&format!("/follow-ups?case={}", id(case))).ok(200);
            page["items"][0]["planned_for"].as_str().unwrap().to_owned()
        };
        [of(&untouched), of(&begun)]
    };
    worked(&app, 1, || first() == ["2026-06-02", "2026-09-02"]);
    assert!(told(&me, "").contains(&"follow_up_due 2026-06-02".to_owned()));
}

#[test]
fn an_upgraded_database_is_planned_by_the_worker_once_however_many_there_are() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    case(&app, 1, "2026-03-01");
    let closed = case(&app, 2, "2025-06-01");
    step(&me, &closed, "closure", &ends("moved", "2025-07-20"));
    heard(&app, &me, 3);
    let body = json!({ "counsellor_id": counsellor(1).id(), "reason": "absence",
        "term": { "kind": "permanent" } });
    let other = case(&app, 4, "2026-03-05");
    me.post(&format!("{other}/hand-overs"), &body).ok(201);
    let asked = app.member(counsellor(1));
    let before = (told(&me, ""), told(&asked, ""));
    // As a database is that an earlier release has left.
    for table in ["due_items", "follow_ups", "plannings"] {
        app.database.execute(&format!("DELETE FROM {table}"));
    }
    assert_eq!(told(&me, ""), [""; 0]);
    worked(&app, 3, || is_planned(&app));
    // Nobody could have asked in January: what lies behind is not planned any more.
    let mut after = before;
    after.0.retain(|item| item != "follow_up_due 2026-01-20");
    assert_eq!((told(&me, ""), told(&asked, "")), after);
    assert_eq!(app.database.count("follow_ups"), 1);
    let planned = "events WHERE kind = 'follow_up_planned' AND actor_kind = 'system'";
    assert_eq!(app.database.count(planned), 1);
    // The second pass finds nothing to do, and nothing twice.
    app.clock.advance(TimeDelta::minutes(3));
    let twice = || app.database.count("plannings WHERE passes = 2") == 2;
    worked(&app, 2, twice);
    assert_eq!((told(&me, ""), told(&asked, "")), after);
    assert_eq!(app.database.count("follow_ups"), 1);
}

#[test]
fn what_is_left_of_things_that_are_over_or_gone_is_taken_away_and_hides_nothing() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    case(&app, 1, "2026-03-01");
    heard(&app, &me, 2);
    // As an earlier release ends things, which knows nothing of a worklist.
    app.database
        .execute("UPDATE cases SET status = 'closed', outcome = 'moved'");
    app.database
        .execute("UPDATE due_items SET subject_id = office_id WHERE case_id IS NULL");
    assert_eq!(told(&me, ""), ["no_contact 2026-04-30"]);
    worked(&app, 1, || is_planned(&app));
    assert_eq!(
        told(&me, ""),
        [
            "intake_undecided 2026-03-17",
            "follow_up_due 2026-09-01",
            "follow_up_due 2027-03-01"
        ]
    );
    assert_eq!(app.database.count("due_items"), 3);
}

#[test]
fn what_cannot_be_read_keeps_nothing_else_from_being_planned() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    for number in 0..3 {
        heard(&app, &me, number);
    }
    app.database.execute("DELETE FROM due_items");
    let broken = "(SELECT id FROM intakes ORDER BY id LIMIT 1)";
    app.database.execute(&format!(
        "UPDATE intakes SET urgency = 'nobody_knows' WHERE id = {broken}"
    ));
    worked(&app, 1, || is_planned(&app));
    assert_eq!(told(&me, ""), ["intake_undecided 2026-03-17"; 2]);
}

#[test]
fn a_clock_that_was_wrong_once_does_not_stop_the_days_for_years() {
    let app = TestApp::start();
    case(&app, 1, "2026-03-01");
    worked(&app, 1, || is_planned(&app));
    app.database
        .execute("UPDATE plannings SET as_of = '2030-01-01', passes = 2");
    let today = || app.database.count("plannings WHERE as_of = '2026-03-10'") == 2;
    worked(&app, 1, today);
}

#[test]
fn a_refusal_that_nobody_has_read_outlives_the_planning_of_everything() {
    let app = TestApp::start();
    let case = case(&app, 1, "2026-03-01");
    let (me, other) = (app.member(counsellor(0)), app.member(counsellor(1)));
    let proposal = json!({ "counsellor_id": counsellor(1).id(), "reason": "workload",
        "term": { "kind": "permanent" } });
    let proposed = me.post(&format!("{case}/hand-overs"), &proposal).ok(201);
    let hand_over = format!("/hand-overs/{}", proposed["id"].as_str().unwrap());
    step(
        &other,
        &hand_over,
        "refusal",
        &json!({ "reason": "workload" }),
    );
    let asked = json!({
        "to": { "kind": "service", "service": "school", "service_name": "Scuola serale" },
        "reason": "training", "request": "Un corso serale.",
    });
    let sent = me.post(&format!("{case}/referrals"), &asked).ok(201);
    let referral = format!("/referrals/{}", sent["id"].as_str().unwrap());
    step(&me, &referral, "refusal", &json!({ "reason": "no_places" }));
    let news = [
        "hand_over_refused 2026-03-10",
        "referral_refused 2026-03-10",
    ];
    let mut told_first = told(&me, "?due_until=2026-03-10");
    told_first.sort_unstable();
    assert_eq!(told_first, news);
    worked(&app, 1, || is_planned(&app));
    // What the planning finds it plans again, and takes away nothing of it.
    app.database.execute("DELETE FROM due_items");
    app.clock.advance(TimeDelta::days(1));
    let me = app.member(counsellor(0));
    let stands = || {
        let mut now = told(&me, "?due_until=2026-03-10");
        now.sort_unstable();
        now == news
    };
    worked(&app, 1, || is_planned(&app) && stands());
    assert!(stands());
}
