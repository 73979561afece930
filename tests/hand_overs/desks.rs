//! The desk of somebody who fell ill is taken over in one morning.

use super::*;

fn even(among: &[Member]) -> Value {
    let among: Vec<_> = among.iter().map(|member| member.id()).collect();
    json!({
        "counsellor_id": counsellor(0).id(), "office_id": Place::Home.office(0),
        "distribution": { "kind": "even", "counsellor_ids": among },
        "term": { "kind": "permanent" }, "reason": "absence",
    })
}

fn colleague() -> Member {
    Member::new(Place::Home, Role::TargetedPlacementOfficer, 0)
}

#[test]
fn all_cases_are_shared_out_evenly_in_one_request() {
    let app = TestApp::start();
    let cases: Vec<String> = (0..5).map(|number| case(&app, number)).collect();
    let coordinator = app.member(coordinator(0));
    let body = even(&[counsellor(1), colleague()]);
    let preview = coordinator.post("/hand-over-batch-previews", &body).ok(200);
    assert_eq!(app.database.count("hand_overs"), 0);
    let done = coordinator.post("/hand-over-batches", &body).ok(200);
    assert_eq!(preview, done);
    assert_eq!(done["moves"].as_array().unwrap().len(), 5);
    assert_eq!(done["remaining_cases"], 0);
    let owners: Vec<Value> = cases.iter().map(|case| owner(&app, case)).collect();
    let of = |member: Member| {
        owners
            .iter()
            .filter(|who| **who == json!(member.id()))
            .count()
    };
    assert_eq!((of(counsellor(1)), of(colleague())), (3, 2));
    let facts = app.database.count("events WHERE kind = 'case_handed_over'");
    assert_eq!(facts, 5);
    let listed = coordinator.get("/hand-overs?status=accepted").ok(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 5);
    let refused = coordinator.post("/hand-over-batches", &body);
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/counsellor_id no_cases"]);
}

#[test]
fn what_does_not_fit_is_told_by_its_place_and_nothing_is_done() {
    let app = TestApp::start();
    let [mine, other] = [case(&app, 1), case(&app, 2)];
    let coordinator = app.member(coordinator(0));
    let given = json!({ "counsellor_id": counsellor(1).id() });
    coordinator
        .with("If-Match", coordinator.tag(&other))
        .post(&format!("{other}/assignment"), &given)
        .ok(200);
    let mut body = even(&[]);
    body["distribution"] = json!({ "kind": "listed", "parts": [
        { "counsellor_id": counsellor(1).id(), "case_ids": [id(&mine), id(&other), id(&mine)] },
        { "counsellor_id": counsellor(2).id(), "case_ids": [id(&mine)] },
        { "counsellor_id": counsellor(0).id(), "case_ids": [id(&other)] },
    ] });
    let refused = coordinator.post("/hand-over-batches", &body);
    refused.refused(422, "invalid");
    let faults = [
        "/distribution/parts/0/case_ids/1 unknown_reference",
        "/distribution/parts/0/case_ids/2 duplicate_member",
        "/distribution/parts/1/counsellor_id unsuitable_colleague",
        "/distribution/parts/1/case_ids/0 duplicate_member",
        "/distribution/parts/2/counsellor_id already_there",
        "/distribution/parts/2/case_ids/0 unknown_reference",
    ];
    assert_eq!(refused.faults(), faults);
    assert_eq!(owner(&app, &mine), json!(counsellor(0).id()));
    let listed = json!({ "kind": "listed", "parts": [
        { "counsellor_id": counsellor(1).id(), "case_ids": [id(&mine)] },
    ] });
    body["distribution"] = listed;
    let third = case(&app, 3);
    let done = coordinator.post("/hand-over-batches", &body).ok(200);
    assert_eq!(done["remaining_cases"], 1);
    assert_eq!(owner(&app, &mine), json!(counsellor(1).id()));
    assert_eq!(owner(&app, &third), json!(counsellor(0).id()));
}

#[test]
fn only_a_coordinator_of_the_office_takes_a_desk_over() {
    let app = TestApp::start();
    case(&app, 1);
    let body = even(&[counsellor(1)]);
    app.member(counsellor(1))
        .post("/hand-over-batches", &body)
        .refused(403, "forbidden");
    let elsewhere = app.member(coordinator(2)).post("/hand-over-batches", &body);
    elsewhere.refused(422, "invalid");
    assert_eq!(elsewhere.faults(), ["/office_id unknown_reference"]);
}

#[test]
fn what_else_hangs_on_the_desk_goes_on_or_is_told() {
    let app = TestApp::start();
    let (mine, other) = (app.member(counsellor(0)), app.member(counsellor(1)));
    let coordinator = app.member(coordinator(0));
    // One that they proposed, one that they hold for a time, one that others hold, one that they
    // are asked for, and somebody whom they heard.
    let given = case(&app, 1);
    let proposal = proposed(&mine, &given, &for_good(counsellor(1)));
    let lent = case(&app, 2);
    let lending = taken(&app, &lent, &until(counsellor(1), "2026-03-31"));
    let held = case(&app, 3);
    let handed = json!({ "counsellor_id": counsellor(1).id() });
    coordinator
        .with("If-Match", coordinator.tag(&held))
        .post(&format!("{held}/assignment"), &handed)
        .ok(200);
    let holding = proposed(&other, &held, &until(counsellor(0), "2026-03-31"));
    step(&mine, &holding, "acceptance", &json!({})).ok(200);
    let asked = case(&app, 4);
    coordinator
        .with("If-Match", coordinator.tag(&asked))
        .post(&format!("{asked}/assignment"), &handed)
        .ok(200);
    let question = proposed(&other, &asked, &for_good(counsellor(0)));
    let person = mine.get(&given).ok(200)["individual_id"].clone();
    let intake = json!({
        "individual_id": person, "office_id": Place::Home.office(0),
        "interview": {
            "arrival": "self", "urgency": "ordinary", "needs": ["job"],
            "privacy_notice": { "version": "1.0", "language": "it", "on": "2026-03-10" },
        },
    });
    let heard = mine.post("/intakes", &intake).ok(201);
    let done = coordinator
        .post("/hand-over-batches", &even(&[colleague()]))
        .ok(200);
    assert_eq!(done["lapsed_hand_over_ids"], json!([id(&proposal)]));
    assert_eq!(done["returning_hand_over_ids"], json!([id(&lending)]));
    assert_eq!(done["intake_ids"], json!([heard["id"]]));
    let passed = done["passed_on_hand_over_ids"].as_array().unwrap();
    assert!(passed.contains(&json!(id(&holding))) && passed.contains(&json!(id(&question))));
    assert_eq!(owner(&app, &held), json!(colleague().id()));
    let holding = other.get(&holding).ok(200);
    assert_eq!(holding["status"], "running");
    assert_eq!(holding["taken_by"]["staff_id"], json!(colleague().id()));
    let question = coordinator.get(&question).ok(200);
    assert_eq!(question["status"], "proposed");
    assert_eq!(question["to"]["counsellor"], Value::Null);
}

#[test]
fn a_desk_that_was_taken_over_for_a_time_goes_back_whole() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mut body = even(&[counsellor(1)]);
    body["term"] = json!({ "kind": "temporary", "until": "2026-03-31" });
    let coordinator = app.member(coordinator(0));
    coordinator.post("/hand-over-batches", &body).ok(200);
    let listed = coordinator.get("/hand-overs?status=running").ok(200);
    let hand_over = format!("/hand-overs/{}", listed["items"][0]["id"].as_str().unwrap());
    app.member(counsellor(0))
        .step_now(&hand_over, "return")
        .ok(200);
    assert_eq!(owner(&app, &case), json!(counsellor(0).id()));
}

#[test]
fn a_preview_costs_the_same_for_few_cases_and_for_many() {
    let app = TestApp::start();
    let coordinator = app.member(coordinator(0));
    let body = even(&[counsellor(1)]);
    let preview = |cases: std::ops::Range<usize>| {
        for number in cases {
            case(&app, number);
        }
        app.cost(|| coordinator.post("/hand-over-batch-previews", &body).ok(200))
    };
    assert_eq!(preview(0..2), preview(2..12));
}

/// What somebody has to do, as the coordinator sees it.
fn work_of(app: &TestApp, who: Member) -> Vec<String> {
    let path = format!("/worklist?counsellor={}", who.id());
    let page = app.member(coordinator(0)).get(&path).ok(200);
    let items = page["items"].as_array().unwrap().iter();
    let told = items.map(|item| {
        let (code, on) = (&item["reason"]["code"], &item["due_on"]);
        format!("{} {}", code.as_str().unwrap(), on.as_str().unwrap())
    });
    told.collect()
}

/// A case that ended: somebody asks how it went half a year later, and a year.
fn ended(app: &TestApp, number: usize) -> String {
    let case = case(app, number);
    let moved = json!({ "outcome": { "kind": "moved" } });
    let mine = app.member(counsellor(0));
    step(&mine, &case, "closure", &moved).ok(200);
    case
}

#[test]
fn a_desk_is_taken_over_in_one_morning_and_nothing_of_it_is_lost() {
    let app = TestApp::start();
    let (mine, coordinator) = (app.member(counsellor(0)), app.member(coordinator(0)));
    ended(&app, 1);
    let resting = case(&app, 2);
    let away = json!({ "reason": "away", "until": "2026-03-20" });
    step(&mine, &resting, "suspensions", &away).ok(200);
    let asked = json!({
        "to": { "kind": "service", "service": "school", "service_name": "Scuola serale" },
        "reason": "training", "request": "Un corso serale.", "answer_by": "2026-03-25",
    });
    mine.post(&format!("{resting}/referrals"), &asked).ok(201);
    let shared = case(&app, 3);
    let given = json!({ "counsellor_id": counsellor(1).id() });
    step(&coordinator, &shared, "assignment", &given).ok(200);
    let team = json!({ "members": [counsellor(0).id()] });
    coordinator.put_now_at(&shared, "team", &team).ok(200);
    let all = [
        "suspension_over 2026-03-21",
        "referral_to_answer 2026-03-25",
        "follow_up_due 2026-09-10",
        "follow_up_due 2027-03-10",
    ];
    assert_eq!(work_of(&app, counsellor(0)), all);
    let body = even(&[colleague()]);
    let preview = coordinator.post("/hand-over-batch-previews", &body).ok(200);
    let done = coordinator.post("/hand-over-batches", &body).ok(200);
    assert_eq!(preview, done);
    assert_eq!(done["follow_ups"].as_array().unwrap().len(), 2);
    assert_eq!(done["remaining_follow_up_ids"], json!([]));
    assert_eq!(done["team_case_ids"], json!([id(&shared)]));
    assert!(work_of(&app, counsellor(0)).is_empty());
    assert_eq!(work_of(&app, colleague()), all);
    let taker = app.member(colleague());
    assert_eq!(taker.get(&resting).ok(200)["status"], "suspended");
    let follow_up = done["follow_ups"][0]["follow_up_id"].as_str().unwrap();
    let tried = json!({ "channel": "phone", "outcome": "not_reached" });
    let follow_up = format!("/follow-ups/{follow_up}");
    step(&taker, &follow_up, "attempts", &tried).ok(200);
    let facts = app.database.count("events WHERE kind = 'follow_up_given'");
    assert_eq!(facts, 2);
}

#[test]
fn a_desk_without_cases_is_taken_over_for_what_else_lies_on_it() {
    let app = TestApp::start();
    ended(&app, 1);
    let coordinator = app.member(coordinator(0));
    // For a time nobody asks anybody else what is to be asked later than that.
    let mut body = even(&[colleague()]);
    body["term"] = json!({ "kind": "temporary", "until": "2026-03-31" });
    let refused = coordinator.post("/hand-over-batches", &body);
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/distribution no_cases"]);
    let listed = coordinator.get("/follow-ups?status=planned").ok(200);
    let planned: Vec<&Value> = listed["items"].as_array().unwrap().iter().collect();
    body["distribution"] = json!({ "kind": "listed", "parts": [
        { "counsellor_id": colleague().id(), "follow_up_ids": [planned[1]["id"], "01970000-0000-7000-8000-00000000ffff"] },
    ] });
    coordinator
        .post("/hand-over-batches", &body)
        .refused(422, "invalid");
    body["distribution"]["parts"][0]["follow_up_ids"] = json!([planned[1]["id"]]);
    let done = coordinator.post("/hand-over-batches", &body).ok(200);
    assert_eq!(done["remaining_follow_up_ids"], json!([planned[0]["id"]]));
    assert_eq!(work_of(&app, colleague()), ["follow_up_due 2027-03-10"]);
    let done = coordinator
        .post("/hand-over-batches", &even(&[counsellor(1)]))
        .ok(200);
    assert_eq!(done["moves"], json!([]));
    assert_eq!(work_of(&app, counsellor(1)), ["follow_up_due 2026-09-10"]);
}

#[test]
fn a_desk_that_was_taken_over_is_told_again_whatever_was_on_it_first() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let there = app.member(counsellor(2));
    let away = proposed(&app.member(counsellor(0)), &case, &to_office(1));
    let named = json!({ "counsellor_id": counsellor(2).id() });
    step(&app.member(coordinator(2)), &away, "acceptance", &named).ok(200);
    let mut back = to_office(0);
    back["counsellor_id"] = json!(counsellor(0).id());
    proposed(&there, &case, &back);
    let (coordinator, body) = (app.member(coordinator(0)), even(&[colleague()]));
    let first = coordinator.post_as("a-desk-taken-over", "/hand-over-batches", &body);
    assert_eq!(
        first.ok(200)["passed_on_hand_over_ids"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let again = coordinator.post_as("a-desk-taken-over", "/hand-over-batches", &body);
    assert_eq!(first.ok(200), again.ok(200));
    assert_eq!(again.header("Idempotency-Replayed"), "true");
    let listed = coordinator.get("/hand-overs?counsellor=none").ok(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}
