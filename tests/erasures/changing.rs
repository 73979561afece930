//! Two people decide about one record: whoever is somebody else by then is not erased.

use super::*;

/// Two people, each with a case that has ended.
fn two(app: &TestApp) -> (String, String) {
    let client = app.member(coordinator(0));
    let person = |number: usize| {
        let person = newcomer(app, number);
        let case = asking::open_case(app, &person).ok(201);
        let case = format!("/cases/{}", case["id"].as_str().unwrap());
        let ended = json!({ "outcome": { "kind": "moved" }, "on": "2026-03-10" });
        client
            .with("If-Match", client.tag(&case))
            .post(&format!("{case}/closure"), &ended)
            .ok(200);
        person
    };
    (person(1), person(2))
}

/// That an approved request falls out, and that nobody is erased.
#[track_caller]
fn falls_out(app: &TestApp, request: &str) {
    carry_out(app);
    assert_eq!(status(app, request), "fell_out");
    let because = "events WHERE kind = 'erasure_fell_out' \
                   AND payload LIKE '%erasure.record_changed%'";
    assert_eq!(app.database.count(because), 1);
    for (from, many) in [("individuals", 2), ("cases", 2), ("erasures", 0)] {
        assert_eq!(app.database.count(from), many, "{from}");
    }
}

#[test]
fn who_is_merged_into_the_person_meanwhile_is_not_erased_with_her() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let (asked, other) = two(&app);
    let request = approved(&app, &asked, &mistake());
    merged(&client, &asked, &other);
    falls_out(&app, &request);
}

#[test]
fn nor_is_the_one_into_whom_the_person_is_merged() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let (asked, other) = two(&app);
    let request = approved(&app, &asked, &order());
    merged(&client, &other, &asked);
    falls_out(&app, &request);
}

#[test]
fn a_merge_that_is_undone_meanwhile_lets_the_request_fall_out_too() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let (asked, other) = two(&app);
    let merge = merged(&client, &asked, &other);
    let request = approved(&app, &asked, &order());
    client.step_now(&merge, "undo").ok(200);
    falls_out(&app, &request);
    client.get(&other).ok(200);
}

#[test]
fn whoever_agrees_is_told_that_the_record_changed() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let (person, other) = two(&app);
    let request = asked(&client, &person, &mistake());
    merged(&client, &person, &other);
    let second = app.member(coordinator(1));
    let refused = second.step_now(&request, "approval").refused(422, "rules");
    assert_eq!(refused["findings"][0]["rule"], "erasure.record_changed");
    // Whoever means both asks again.
    client.step_now(&request, "withdrawal").ok(200);
    let again = approved(&app, &person, &mistake());
    carry_out(&app);
    assert_eq!(status(&app, &again), "done");
    assert_eq!(app.database.count("individuals"), 0);
}

#[test]
fn a_merge_that_came_and_went_meanwhile_leaves_the_other_one_whole() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let (asked, other) = two(&app);
    let request = approved(&app, &asked, &mistake());
    let merge = merged(&client, &asked, &other);
    client.step_now(&merge, "undo").ok(200);
    carry_out(&app);
    assert_eq!(status(&app, &request), "done");
    client.get(&asked).refused(404, "not_found");
    client.get(&other).ok(200);
    let own = literal(&app.database, &other);
    let cases = format!("cases WHERE individual_id = {own}");
    assert_eq!(app.database.count(&cases), 1);
}
