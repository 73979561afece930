//! Whose work it is, and who is told of it.

use super::*;

#[test]
fn the_desk_hears_of_interviews_and_who_sees_no_people_of_nothing() {
    let app = TestApp::start();
    case(&app, 1, "2026-03-01");
    free_case(&app, 2);
    let desk = app.as_(Role::DeskOperator);
    let intake = heard(&app, &desk, 3);
    for query in ["", "?whose=all", "?whose=unowned"] {
        assert_eq!(told(&desk, query), ["intake_undecided 2026-03-17"]);
    }
    let waits = json!({ "outcome": { "kind": "waiting", "until": "2026-03-20" } });
    step(&desk, &intake, "conclusion", &waits);
    assert_eq!(told(&desk, ""), ["intake_waiting 2026-03-20"]);
    let done = json!({ "outcome": { "kind": "information_only" } });
    step(&desk, &intake, "conclusion", &done);
    assert_eq!(told(&desk, ""), [""; 0]);
    for role in [Role::Administrator, Role::Auditor, Role::MachineClient] {
        app.as_(role).get("/worklist").refused(403, "forbidden");
    }
}

#[test]
fn work_of_others_is_seen_by_their_coordinator_and_by_nobody_else() {
    let app = TestApp::start();
    case(&app, 1, "2026-03-01");
    let theirs = format!("?counsellor={}", counsellor(0).id());
    let office = format!("?whose=all&office={}", Place::Home.office(0));
    let seen = ["no_contact 2026-04-30"];
    assert_eq!(told(&app.member(coordinator(0)), &theirs), seen);
    assert_eq!(told(&app.member(coordinator(0)), &office), seen);
    assert_eq!(told(&app.member(coordinator(0)), ""), [""; 0]);
    assert_eq!(told(&app.member(counsellor(0)), &theirs), seen);
    let strangers = [
        counsellor(1),
        counsellor(2),
        coordinator(2),
        Member::new(Place::Away, Role::Coordinator, 0),
        Member::new(Place::Away, Role::Counsellor, 0),
    ];
    for stranger in strangers {
        for query in ["", &theirs, &office, "?whose=team", "?whose=unowned"] {
            assert_eq!(told(&app.member(stranger), query), [""; 0], "{stranger:?}");
        }
    }
}

#[test]
fn a_team_sees_the_work_of_its_cases_when_it_asks_for_it() {
    let app = TestApp::start();
    let case = case(&app, 1, "2026-03-01");
    let chief = app.member(coordinator(0));
    let team = json!({ "members": [counsellor(2).id()] });
    chief
        .with("If-Match", chief.tag(&case))
        .send(
            "PUT",
            &format!("{case}/team"),
            Some(team.to_string().into()),
        )
        .ok(200);
    let colleague = app.member(counsellor(2));
    assert_eq!(told(&colleague, ""), [""; 0]);
    assert_eq!(told(&colleague, "?whose=team"), ["no_contact 2026-04-30"]);
    assert_eq!(told(&colleague, "?whose=all"), ["no_contact 2026-04-30"]);
}

#[test]
fn what_somebody_left_behind_is_for_whoever_may_take_it() {
    let app = TestApp::start();
    let closed = case(&app, 1, "2026-03-01");
    step(
        &app.member(counsellor(0)),
        &closed,
        "closure",
        &ends("moved", "2026-03-02"),
    );
    let case = case(&app, 2, "2026-03-01");
    let colleague = app.member(counsellor(1));
    assert_eq!(told(&colleague, ""), [""; 0]);
    let account = format!("/staff/{}", counsellor(0).id());
    app.as_(Role::Administrator)
        .step_now(&account, "disablement")
        .ok(200);
    // Since that day nobody follows the case: the desk hears of it now, and not in two months.
    let left = ["case_unassigned 2026-03-10", "no_contact 2026-04-30"];
    assert_eq!(told(&colleague, ""), left);
    app.clock.advance(TimeDelta::days(2));
    worked(&app, 1, || is_planned(&app));
    let colleague = app.member(counsellor(1));
    assert_eq!(told(&colleague, ""), left);
    colleague.get(&case).ok(200);
    // How it went after a case is asked by its office, once whoever followed it is gone.
    let chief = app.member(coordinator(0));
    let all = [
        "case_unassigned 2026-03-10",
        "no_contact 2026-04-30",
        "follow_up_due 2026-09-02",
        "follow_up_due 2027-03-02",
    ];
    assert_eq!(told(&chief, "?whose=unowned"), all);
    let mine = json!({ "counsellor_id": counsellor(1).id() });
    colleague
        .with("If-Match", colleague.tag(&case))
        .post(&format!("{case}/assignment"), &mine)
        .ok(200);
    assert_eq!(told(&colleague, "?whose=mine"), ["no_contact 2026-04-30"]);
    assert_eq!(told(&chief, "?whose=unowned"), all[2..]);
}

#[test]
fn who_comes_back_follows_the_cases_again_and_an_office_that_is_left_hears_of_its_cases() {
    let app = TestApp::start();
    case(&app, 1, "2026-03-01");
    let (chief, admin) = (app.member(coordinator(0)), app.as_(Role::Administrator));
    let account = format!("/staff/{}", counsellor(0).id());
    let free = || told(&chief, "?whose=unowned&kind=case");
    admin.step_now(&account, "disablement").ok(200);
    let left = ["case_unassigned 2026-03-10", "no_contact 2026-04-30"];
    assert_eq!(free(), left);
    admin.step_now(&account, "enablement").ok(200);
    assert_eq!(free(), [""; 0]);
}

#[test]
fn a_colleagues_work_is_asked_for_alone() {
    let app = TestApp::start();
    let path = format!("/worklist?counsellor={}&whose=team", counsellor(0).id());
    let refused = app.member(coordinator(0)).get(&path);
    assert_eq!(
        refused.refused(400, "bad_parameter")["errors"][0]["code"],
        "one_of_both"
    );
}

#[test]
fn a_hand_over_is_answered_announced_and_decided_by_whom_it_concerns() {
    let app = TestApp::start();
    let case = case(&app, 1, "2026-03-01");
    let (mine, asked) = (app.member(counsellor(0)), app.member(counsellor(1)));
    let body = json!({ "counsellor_id": counsellor(1).id(), "reason": "absence",
        "term": { "kind": "temporary", "until": "2026-03-31" } });
    let proposed = mine.post(&format!("{case}/hand-overs"), &body).ok(201);
    let hand_over = format!("/hand-overs/{}", proposed["id"].as_str().unwrap());
    assert_eq!(told(&asked, ""), ["hand_over_to_answer 2026-03-13"]);
    assert_eq!(told(&mine, ""), ["no_contact 2026-04-30"]);
    step(&asked, &hand_over, "acceptance", &json!({}));
    assert_eq!(told(&asked, ""), ["no_contact 2026-04-30"]);
    assert_eq!(told(&mine, ""), ["case_comes_back 2026-03-24"]);
    let account = format!("/staff/{}", counsellor(0).id());
    app.as_(Role::Administrator)
        .step_now(&account, "disablement")
        .ok(200);
    app.clock.advance(TimeDelta::days(22));
    let chief = app.member(coordinator(0));
    let stuck = || told(&chief, "?kind=hand_over") == ["return_blocked 2026-04-01"];
    worked(&app, 1, stuck);
    assert_eq!(told(&app.member(counsellor(1)), "?kind=hand_over"), [""; 0]);
    chief.step_now(&hand_over, "permanence").ok(200);
    assert_eq!(told(&chief, "?kind=hand_over"), [""; 0]);
}

#[test]
fn a_desk_that_is_taken_over_takes_its_work_along() {
    let app = TestApp::start();
    for number in 0..3 {
        case(&app, number, "2026-03-01");
    }
    let body = json!({
        "counsellor_id": counsellor(0).id(), "office_id": Place::Home.office(0),
        "distribution": { "kind": "even", "counsellor_ids": [counsellor(1).id()] },
        "term": { "kind": "temporary", "until": "2026-03-31" }, "reason": "absence",
    });
    let chief = app.member(coordinator(0));
    chief.post("/hand-over-batches", &body).ok(200);
    assert_eq!(
        told(&app.member(counsellor(1)), ""),
        ["no_contact 2026-04-30"; 3]
    );
    assert_eq!(
        told(&app.member(counsellor(0)), ""),
        ["case_comes_back 2026-03-24"; 3]
    );
    let drifted = "due_items d JOIN cases c ON c.organisation_id = d.organisation_id \
         AND c.id = d.subject_id WHERE c.counsellor_id <> d.counsellor_id \
         OR c.office_id <> d.office_id";
    assert_eq!(app.database.count(drifted), 0);
}
