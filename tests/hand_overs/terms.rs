//! What is handed over for a time goes back.

use std::thread::scope;

use chrono::TimeDelta;

use super::*;
use crate::support::within;

/// Lets some processes with a worker look at the data as they are now, until `is_so`.
pub(crate) fn worked(app: &TestApp, processes: usize, is_so: impl Fn() -> bool) {
    let started: Vec<TestApp> = scope(|scope| {
        let one = || {
            app.beside(|options| {
                options.clock = app.clock.clone();
                options.worker = true;
            })
        };
        let all: Vec<_> = (0..processes).map(|_| scope.spawn(one)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(within(20_000, is_so));
    for mut app in started {
        app.drain().join().unwrap();
    }
}

fn disable(app: &TestApp, who: Member) {
    let account = format!("/staff/{}", who.id());
    let administrator = app.as_(Role::Administrator);
    administrator.step_now(&account, "disablement").ok(200);
}

#[test]
fn a_case_goes_back_by_itself_after_the_last_day_and_not_on_it() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let hand_over = taken(&app, &case, &until(counsellor(1), "2026-03-12"));
    let holder = app.member(counsellor(1));
    let file = holder.get(&format!("{case}/file")).ok(200);
    let open = &file["owner"]["hand_over"];
    assert_eq!(
        (&open["status"], &open["until"]),
        (&json!("running"), &json!("2026-03-12"))
    );
    assert_eq!(open["from"]["staff_id"], json!(counsellor(0).id()));
    // Nine in the morning of the last day, and ten minutes before its midnight in Rome.
    for hours in [48, 13] {
        app.clock.advance(TimeDelta::hours(hours));
        app.clock
            .advance(TimeDelta::minutes(if hours == 13 { 50 } else { 0 }));
        let seen = || owner(&app, &case) == json!(counsellor(1).id());
        worked(&app, 1, seen);
        assert!(seen());
    }
    app.clock.advance(TimeDelta::minutes(10));
    let back = || owner(&app, &case) == json!(counsellor(0).id());
    worked(&app, 2, back);
    let mine = app.member(counsellor(0));
    assert_eq!(told(&mine, &case)[0], "case_returned");
    assert_eq!(app.database.count("events WHERE kind = 'case_returned'"), 1);
    assert_eq!(mine.get(&hand_over).ok(200)["status"], "returned");
    app.member(counsellor(1))
        .get(&case)
        .refused(404, "not_found");
}

#[test]
fn a_hand_over_for_a_time_ends_early_or_becomes_one_for_good() {
    let app = TestApp::start();
    let (mine, holder) = (app.member(counsellor(0)), app.member(counsellor(1)));
    let first = case(&app, 1);
    let hand_over = taken(&app, &first, &until(counsellor(1), "2026-03-31"));
    let returned = holder.step_now(&hand_over, "return").ok(200);
    assert_eq!(returned["status"], "returned");
    assert_eq!(owner(&app, &first), json!(counsellor(0).id()));
    let second = case(&app, 2);
    let hand_over = taken(&app, &second, &until(counsellor(1), "2026-03-31"));
    holder
        .step_now(&hand_over, "permanence")
        .refused(403, "forbidden");
    let kept = mine.step_now(&hand_over, "permanence").ok(200);
    assert_eq!(kept["status"], "accepted");
    assert_eq!(kept["term"], json!({ "kind": "permanent" }));
    mine.step_now(&hand_over, "return")
        .refused(409, "wrong_status");
    assert_eq!(owner(&app, &second), json!(counsellor(1).id()));
}

#[test]
fn a_case_whose_counsellor_is_gone_stays_where_it_is_and_the_coordinator_is_told() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let hand_over = taken(&app, &case, &until(counsellor(1), "2026-03-12"));
    disable(&app, counsellor(0));
    app.clock.advance(TimeDelta::days(3));
    let stuck = || {
        let coordinator = app.member(coordinator(0));
        let listed = coordinator.get("/hand-overs?status=stuck").ok(200);
        listed["items"][0]["id"] == json!(id(&hand_over))
    };
    worked(&app, 2, stuck);
    assert_eq!(owner(&app, &case), json!(counsellor(1).id()));
    let coordinator = app.member(coordinator(0));
    let file = coordinator.get(&format!("{case}/file")).ok(200);
    assert_eq!(file["warnings"][0]["rule"], "case.return_blocked");
    assert_eq!(told(&coordinator, &case)[0], "case_return_blocked");
    coordinator
        .step_now(&hand_over, "return")
        .refused(409, "return_blocked");
    coordinator.step_now(&hand_over, "permanence").ok(200);
    assert_eq!(owner(&app, &case), json!(counsellor(1).id()));
}

#[test]
fn a_case_does_not_go_back_beside_another_one_of_the_same_person() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let body = json!({
        "office_id": Place::Home.office(1), "counsellor_id": counsellor(2).id(),
        "term": { "kind": "temporary", "until": "2026-03-31" }, "reason": "absence",
    });
    let hand_over = proposed(&app.member(counsellor(0)), &case, &body);
    let holder = app.member(counsellor(2));
    step(&holder, &hand_over, "acceptance", &json!({})).ok(200);
    let person = holder.get(&case).ok(200)["individual_id"].clone();
    let body = json!({ "individual_id": person, "office_id": Place::Home.office(0),
        "reason": "Si è ripresentata." });
    let other = app.member(coordinator(0)).post("/cases", &body).ok(201);
    let blocked = holder.step_now(&hand_over, "return");
    blocked.refused(409, "return_blocked");
    let other = format!("/cases/{}", other["id"].as_str().unwrap());
    let coordinator = app.member(coordinator(0));
    coordinator
        .with("If-Match", coordinator.tag(&other))
        .post(
            &format!("{other}/closure"),
            &json!({ "outcome": { "kind": "opened_in_error" } }),
        )
        .ok(200);
    holder.step_now(&hand_over, "return").ok(200);
    assert_eq!(app.member(counsellor(0)).get(&case).status, 200);
}

#[test]
fn a_case_that_is_closed_or_given_away_while_it_is_held_does_not_go_back() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let hand_over = taken(&app, &case, &until(counsellor(1), "2026-03-12"));
    let mine = app.member(counsellor(0));
    let coordinator = app.member(coordinator(0));
    mine.post(&format!("{case}/hand-overs"), &for_good(counsellor(1)))
        .refused(404, "not_found");
    app.member(counsellor(1))
        .post(&format!("{case}/hand-overs"), &to_office(1))
        .refused(409, "hand_over_open");
    // Whoever borrowed it fell ill: it is lent on, and comes back all the same.
    let give = |to: Member| {
        let given = json!({ "counsellor_id": to.id() });
        step(&coordinator, &case, "assignment", &given).ok(200);
        mine.get(&hand_over).ok(200)
    };
    let colleague = Member::new(Place::Home, Role::TargetedPlacementOfficer, 0);
    let lent_on = give(colleague);
    assert_eq!(lent_on["status"], "running");
    assert_eq!(lent_on["taken_by"]["staff_id"], json!(colleague.id()));
    let ended = json!({ "outcome": { "kind": "moved" } });
    step(&coordinator, &case, "closure", &ended).ok(200);
    assert_eq!(mine.get(&hand_over).ok(200)["status"], "lapsed");
}

#[test]
fn a_lent_case_that_is_given_to_whoever_lent_it_is_back() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let hand_over = taken(&app, &case, &until(counsellor(1), "2026-03-31"));
    let given = json!({ "counsellor_id": counsellor(0).id() });
    step(&app.member(coordinator(0)), &case, "assignment", &given).ok(200);
    let mine = app.member(counsellor(0));
    assert_eq!(mine.get(&hand_over).ok(200)["status"], "returned");
    assert_eq!(told(&mine, &case)[..2], ["case_returned", "case_assigned"]);
}

#[test]
fn what_nobody_took_over_by_its_last_day_is_offered_no_longer() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let body = until(counsellor(1), "2026-03-12");
    let hand_over = proposed(&app.member(counsellor(0)), &case, &body);
    app.clock.advance(TimeDelta::days(3));
    let (mine, asked) = (app.member(counsellor(0)), app.member(counsellor(1)));
    step(&asked, &hand_over, "acceptance", &json!({})).refused(409, "wrong_status");
    let is_lapsed = || mine.get(&hand_over).ok(200)["status"] == "lapsed";
    worked(&app, 2, is_lapsed);
    assert_eq!(owner(&app, &case), json!(counsellor(0).id()));
    let items = asked.get("/worklist?kind=hand_over").ok(200);
    assert_eq!(items["items"], json!([]));
    proposed(&mine, &case, &until(counsellor(1), "2026-03-31"));
}
