//! Months after the end of a case somebody asks how it went.

use super::*;

/// A case that ended seven months ago, and its first follow-up.
fn ended(app: &TestApp, number: usize) -> (String, String) {
    let case = case(app, number, "2025-07-01");
    let me = app.member(counsellor(0));
    step(&me, &case, "closure", &ends("training", "2025-08-10"));
    (case.clone(), planned(app, &case)[0].clone())
}

/// The follow-ups after a case, the nearest first.
fn planned(app: &TestApp, case: &str) -> Vec<String> {
    let me = app.member(counsellor(0));
    let page = me.get(&format!("/follow-ups?case={}", id(case))).ok(200);
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| format!("/follow-ups/{}", item["id"].as_str().unwrap()))
        .collect()
}

fn not_reached(on: &str) -> Value {
    json!({ "channel": "phone", "outcome": "not_reached", "on": on })
}

fn stands(kind: &str) -> Value {
    json!({ "outcome": { "kind": kind } })
}

#[test]
fn who_does_not_answer_three_times_is_unreachable_and_not_without_work() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let (_, path) = ended(&app, 1);
    assert_eq!(
        told(&me, "?due_until=2026-03-10"),
        ["follow_up_due 2026-02-10"]
    );
    let few = me.with("If-Match", me.tag(&path));
    let refused = few.post(&format!("{path}/outcome"), &stands("unreachable"));
    let problem = refused.refused(422, "rules");
    assert_eq!(problem["findings"][0]["rule"], "follow_up.few_attempts");
    for (on, again) in [
        ("2026-02-11", "2026-02-18"),
        ("2026-02-20", "2026-02-27"),
        ("2026-03-09", "2026-03-16"),
    ] {
        let tried = step(&me, &path, "attempts", &not_reached(on));
        assert_eq!(tried["status"], "planned");
        assert!(told(&me, "").contains(&format!("follow_up_due {again}")));
    }
    let gone = step(&me, &path, "outcome", &stands("unreachable"));
    assert_eq!(
        (&gone["status"], &gone["attempt_count"]),
        (&json!("unreachable"), &json!(3))
    );
    assert_eq!(gone["employment"], "unknown");
    assert_eq!(gone["attempts"][0]["on"], "2026-03-09");
    let counted = "follow_ups WHERE outcome IN ('unemployed', 'inactive', 'in_training')";
    assert_eq!(app.database.count(counted), 0);
    assert_eq!(told(&me, ""), ["follow_up_due 2026-08-10"]);
    // The person calls back after all.
    let works = json!({ "outcome": { "kind": "employed", "work_kind": "employee_fixed" } });
    let done = step(&me, &path, "outcome", &works);
    assert_eq!(
        (&done["status"], &done["employment"]),
        (&json!("done"), &json!("employed"))
    );
    let again = me.with("If-Match", me.tag(&path));
    again
        .post(&format!("{path}/outcome"), &works)
        .refused(409, "wrong_status");
}

#[test]
fn each_fact_is_told_in_the_file_of_the_case() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let (case, path) = ended(&app, 1);
    step(&me, &path, "attempts", &not_reached("2026-03-09"));
    step(&me, &path, "outcome", &stands("refused"));
    let file = me.get(&format!("{case}/file")).ok(200);
    let events = file["events"].as_array().unwrap().iter();
    let kinds: Vec<&str> = events
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    let newest = [
        "follow_up_concluded",
        "follow_up_attempted",
        "follow_up_planned",
        "follow_up_planned",
        "case_closed",
    ];
    assert_eq!(kinds[..5], newest);
    assert_eq!(
        file["events"][0]["detail"],
        "Contatto di verifica concluso."
    );
}

#[test]
fn a_case_that_goes_on_takes_its_follow_ups_back_and_a_death_those_of_all_cases() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let (case, path) = ended(&app, 1);
    step(&me, &case, "reopening", &json!({ "reason": "returned" }));
    let gone = me.get(&path).ok(200);
    assert_eq!(gone["cancellation_reason"], "case_reopened");
    step(&me, &case, "closure", &ends("moved", "2026-03-10"));
    let again = planned(&app, &case);
    assert_eq!(again.len(), 4);
    let somebody = me.get(&case).ok(200)["individual_id"].clone();
    let other = case_of(
        &app,
        &format!("/individuals/{}", somebody.as_str().unwrap()),
        "2026-03-10",
    );
    step(&me, &other, "closure", &ends("deceased", "2026-03-10"));
    assert_eq!(planned(&app, &other), [""; 0]);
    let waiting = "follow_ups WHERE status = 'planned'";
    assert_eq!(app.database.count(waiting), 0);
    let dead = "follow_ups WHERE cancellation_reason = 'deceased'";
    assert_eq!(app.database.count(dead), 2);
    assert_eq!(told(&me, ""), [""; 0]);
}

/// The cases of one person, each of which ended seven months ago: their paths, and the person's.
fn two_ended(app: &TestApp) -> ([String; 2], String) {
    let me = app.member(counsellor(0));
    let somebody = person(app, 1);
    let ended = ["2025-07-01", "2025-07-20"].map(|opened| {
        let case = case_of(app, &somebody, opened);
        step(&me, &case, "closure", &ends("training", "2025-08-10"));
        case
    });
    (ended, somebody)
}

fn waiting(app: &TestApp) -> i64 {
    app.database.count("follow_ups WHERE status = 'planned'")
}

#[test]
fn nobody_asks_after_a_case_that_ends_once_another_one_ended_with_a_death() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let somebody = person(&app, 1);
    let died = case_of(&app, &somebody, "2026-03-01");
    step(&me, &died, "closure", &ends("deceased", "2026-03-02"));
    let other = case_of(&app, &somebody, "2026-03-01");
    step(&me, &other, "closure", &ends("withdrawn", "2026-03-03"));
    assert_eq!(planned(&app, &other), [""; 0]);
    // An upgrade finds that out too.
    app.database.execute("DELETE FROM plannings");
    worked(&app, 1, || is_planned(&app));
    assert_eq!(app.database.count("follow_ups"), 0);
}

#[test]
fn who_did_not_die_after_all_is_asked_after_the_other_cases_again() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let ([first, _], somebody) = two_ended(&app);
    let wrong = case_of(&app, &somebody, "2026-03-01");
    step(&me, &wrong, "closure", &ends("deceased", "2026-03-02"));
    assert_eq!(waiting(&app), 0);
    step(
        &me,
        &wrong,
        "reopening",
        &json!({ "reason": "closed_in_error" }),
    );
    // What lies behind by now nobody could have asked; the second turn of both lies ahead.
    assert_eq!(waiting(&app), 2);
    let again = planned(&app, &first);
    assert_eq!(again.len(), 3);
    assert_eq!(
        told(&me, "?kind=follow_up"),
        ["follow_up_due 2026-08-10"; 2]
    );
}

#[test]
fn who_objects_or_died_is_asked_nothing_more_after_whatever_case() {
    for reason in ["objection", "deceased"] {
        let app = TestApp::start();
        let me = app.member(counsellor(0));
        let ([first, _], somebody) = two_ended(&app);
        let running = case_of(&app, &somebody, "2026-03-01");
        assert_eq!(waiting(&app), 4);
        let path = planned(&app, &first).remove(0);
        step(&me, &path, "cancellation", &json!({ "reason": reason }));
        assert_eq!(waiting(&app), 0);
        let taken_back = format!("follow_ups WHERE cancellation_reason = '{reason}'");
        assert_eq!(app.database.count(&taken_back), 4);
        if reason == "objection" {
            step(&me, &running, "closure", &ends("moved", "2026-03-10"));
            assert_eq!(waiting(&app), 0);
        }
    }
}

#[test]
fn a_merge_takes_back_what_is_asked_of_who_died_by_the_other_record_and_its_undo_brings_it_back() {
    let app = TestApp::start();
    let (me, chief) = (app.member(counsellor(0)), app.member(coordinator(0)));
    let (kept, other) = (person(&app, 1), person(&app, 2));
    let alive = case_of(&app, &kept, "2026-03-01");
    step(&me, &alive, "closure", &ends("training", "2026-03-09"));
    let died = case_of(&app, &other, "2026-03-01");
    step(&me, &died, "closure", &ends("deceased", "2026-03-09"));
    assert_eq!(waiting(&app), 2);
    let version = chief.get(&other).ok(200)["version"].clone();
    let body = json!({ "absorbed_id": id(&other), "absorbed_version": version,
        "reason": "Registrata due volte." });
    let merged = chief
        .with("If-Match", chief.tag(&kept))
        .post(&format!("{kept}/merges"), &body)
        .ok(201);
    assert_eq!(waiting(&app), 0);
    let merge = format!("/merges/{}", merged["id"].as_str().unwrap());
    chief.step_now(&merge, "undo").ok(200);
    assert_eq!(waiting(&app), 2);
    assert_eq!(told(&me, "?kind=follow_up").len(), 2);
}

#[test]
fn follow_ups_are_with_whoever_follows_the_case_now_and_with_nobody_who_did() {
    let app = TestApp::start();
    let (case, path) = ended(&app, 1);
    let (me, next) = (app.member(counsellor(0)), app.member(counsellor(1)));
    let said = json!({ "outcome": { "kind": "inactive" } });
    step(&me, &path, "outcome", &said);
    next.get(&path).refused(404, "not_found");
    step(&me, &case, "reopening", &json!({ "reason": "returned" }));
    let given = json!({ "counsellor_id": counsellor(1).id() });
    step(&app.member(coordinator(0)), &case, "assignment", &given);
    assert_eq!(next.get(&path).ok(200)["outcome"]["kind"], "inactive");
    let listed = next.get("/follow-ups").ok(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    me.get(&path).refused(404, "not_found");
    assert_eq!(me.get("/follow-ups").ok(200)["items"], json!([]));
    // Whoever works on the case beside the counsellor sees them too.
    let chief = app.member(coordinator(0));
    let team = json!({ "members": [counsellor(0).id()] }).to_string();
    chief
        .with("If-Match", chief.tag(&case))
        .send("PUT", &format!("{case}/team"), Some(team.into()))
        .ok(200);
    me.get(&path).ok(200);
    assert_eq!(
        me.get("/follow-ups").ok(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn what_nobody_followed_is_found_and_no_program_is_told_how_people_stand() {
    let app = TestApp::start();
    ended(&app, 1);
    let case = free_case(&app, 2);
    let chief = app.member(coordinator(0));
    step(&chief, &case, "closure", &ends("moved", "2026-03-10"));
    let page = chief.get("/follow-ups?counsellor=none").ok(200);
    let cases = page["items"].as_array().unwrap().iter();
    let cases: Vec<&str> = cases
        .map(|item| item["case_id"].as_str().unwrap())
        .collect();
    assert_eq!(cases, [id(&case); 2]);
    app.as_(Role::MachineClient)
        .get("/follow-ups")
        .refused(403, "forbidden");
}

#[test]
fn somebody_decides_not_to_ask() {
    let app = TestApp::start();
    let (_, path) = ended(&app, 1);
    let me = app.member(counsellor(0));
    let by_itself = json!({ "reason": "case_reopened" });
    let refused = me
        .with("If-Match", me.tag(&path))
        .post(&format!("{path}/cancellation"), &by_itself);
    assert_eq!(refused.faults(), ["/reason not_by_hand"]);
    let gone = step(
        &me,
        &path,
        "cancellation",
        &json!({ "reason": "planned_in_error" }),
    );
    assert_eq!(
        (&gone["status"], &gone["employment"]),
        (&json!("cancelled"), &Value::Null)
    );
    assert_eq!(waiting(&app), 1);
    me.with("If-Match", me.tag(&path))
        .post(&format!("{path}/attempts"), &not_reached("2026-03-09"))
        .refused(409, "wrong_status");
}

#[test]
fn every_fault_of_an_answer_is_told_at_once() {
    let app = TestApp::start();
    let (_, path) = ended(&app, 1);
    let me = app.member(counsellor(0));
    let wrong =
        json!({ "outcome": { "kind": "employed", "work_kind": "idle" }, "on": "2026-02-30" });
    let me = me.with("If-Match", me.tag(&path));
    let refused = me.post(&format!("{path}/outcome"), &wrong);
    assert_eq!(
        refused.faults(),
        ["/on invalid_date", "/outcome/work_kind unknown_code"]
    );
    let to_come = json!({ "outcome": { "kind": "inactive" }, "on": "2026-03-11" });
    let refused = me.post(&format!("{path}/outcome"), &to_come);
    assert_eq!(refused.faults(), ["/on in_the_future"]);
    let early = json!({ "outcome": { "kind": "inactive" }, "on": "2025-09-01" });
    let refused = me
        .post(&format!("{path}/outcome"), &early)
        .refused(422, "rules");
    assert_eq!(refused["findings"][0]["rule"], "follow_up.early");
}

#[test]
fn a_step_names_the_version_and_is_taken_once() {
    let app = TestApp::start();
    let (_, path) = ended(&app, 1);
    let me = app.member(counsellor(0));
    let attempts = format!("{path}/attempts");
    let body = not_reached("2026-03-09");
    me.post(&attempts, &body)
        .refused(428, "precondition_required");
    let sent = me.with("If-Match", me.tag(&path));
    let first = sent.post_as("0123456789abcdef", &attempts, &body);
    let replayed = sent.post_as("0123456789abcdef", &attempts, &body);
    assert_eq!(first.ok(200), replayed.ok(200));
    assert_eq!(replayed.header("idempotency-replayed"), "true");
    sent.post(&attempts, &body).refused(412, "stale");
    assert_eq!(app.database.count("follow_up_attempts"), 1);
}

#[test]
fn follow_ups_are_listed_by_their_day_to_whoever_asks_them() {
    let app = TestApp::start();
    for number in 0..3 {
        ended(&app, number);
    }
    let me = app.member(counsellor(0));
    let days = |client: &Client, query: &str| -> Vec<String> {
        let page = client.get(&format!("/follow-ups{query}")).ok(200);
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|item| item["planned_for"].as_str().unwrap().to_owned())
            .collect()
    };
    let [soon, late] = ["2026-02-10", "2026-08-10"];
    assert_eq!(days(&me, ""), [soon, soon, soon, late, late, late]);
    assert_eq!(
        days(&me, "?planned_until=2026-03-10&status=planned"),
        [soon; 3]
    );
    let chief = app.member(coordinator(0));
    let of = format!(
        "?counsellor={}&office={}",
        counsellor(0).id(),
        Place::Home.office(0)
    );
    assert_eq!(days(&chief, &of).len(), 6);
    let page = me.get("/follow-ups?limit=4").ok(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(days(&me, &format!("?limit=4&cursor={cursor}")), [late; 2]);
    for stranger in [
        counsellor(1),
        coordinator(2),
        Member::new(Place::Away, Role::Coordinator, 0),
    ] {
        assert_eq!(days(&app.member(stranger), ""), [""; 0]);
    }
}
