//! Whose data are needed is neither erased nor disposed of.

use std::thread::scope;

use super::*;

fn place(by: &Client, person: &str) -> Answer {
    let terms = json!({ "reason": "litigation", "note": format!("Causa di {CANARY}.") });
    by.post(&format!("{person}/holds"), &terms)
}

/// The path of a hold that must be taken.
#[track_caller]
fn placed(by: &Client, person: &str) -> String {
    let made = place(by, person).ok(201);
    format!("/holds/{}", made["id"].as_str().unwrap())
}

fn release(by: &Client, hold: &str) -> Answer {
    let because = json!({ "because": "Sentenza passata in giudicato." });
    by.with("If-Match", by.tag(hold))
        .post(&format!("{hold}/release"), &because)
}

#[track_caller]
fn is_held(answer: &Answer) {
    let refused = answer.refused(422, "rules");
    assert_eq!(refused["findings"][0]["rule"], "erasure.held");
}

#[test]
fn as_long_as_a_hold_stands_no_order_erases_and_afterwards_nothing_of_it_is_left() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let person = newcomer(&app, 1);
    let request = asked(&client, &person, &order());
    let hold = placed(&client, &person);
    is_held(&app.member(coordinator(1)).step_now(&request, "approval"));
    client.step_now(&request, "withdrawal").ok(200);
    is_held(&ask(&client, &person, &order()));
    let listed = client.get(&format!("{person}/holds")).ok(200);
    assert_eq!(listed["items"][0]["status"], "standing");
    release(&client, &hold).ok(200);
    release(&client, &hold).refused(409, "wrong_status");
    let request = approved(&app, &person, &order());
    carry_out(&app);
    assert_eq!(status(&app, &request), "done");
    client.get(&hold).refused(404, "not_found");
    assert_eq!(told(&app.database), BTreeSet::new());
}

#[test]
fn a_hold_that_comes_after_the_approval_lets_the_request_fall_out() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let person = newcomer(&app, 1);
    let request = approved(&app, &person, &mistake());
    placed(&client, &person);
    carry_out(&app);
    assert_eq!(status(&app, &request), "fell_out");
    client.get(&person).ok(200);
}

#[test]
fn a_hold_of_either_record_holds_both_after_a_merge() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let (kept, other) = (newcomer(&app, 1), newcomer(&app, 2));
    let hold = placed(&client, &other);
    let body = json!({
        "absorbed_id": id(&other), "absorbed_version": client.get(&other).ok(200)["version"],
        "reason": "Registrata due volte.",
    });
    let merged = client
        .with("If-Match", client.tag(&kept))
        .post(&format!("{kept}/merges"), &body);
    merged.ok(201);
    is_held(&ask(&client, &kept, &mistake()));
    let listed = client.get(&format!("{kept}/holds")).ok(200);
    assert_eq!(listed["items"][0]["id"], id(&hold));
}

#[test]
fn a_hold_names_the_version_that_was_read_and_is_no_affair_of_other_offices() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let person = newcomer(&app, 1);
    let hold = placed(&client, &person);
    let path = format!("{hold}/release");
    let because = json!({ "because": "Finita." });
    client
        .post(&path, &because)
        .refused(428, "precondition_required");
    let stale = client.with("If-Match", "\"9-0\"").post(&path, &because);
    stale.refused(412, "stale");
    let elsewhere = app.member(coordinator(2));
    place(&elsewhere, &person).refused(404, "not_found");
    elsewhere.get(&hold).refused(404, "not_found");
    let silent = client.post(&format!("{person}/holds"), &json!({ "reason": "other" }));
    silent.refused(422, "invalid");
    assert_eq!(silent.faults(), ["/note other_without_note"]);
}

#[test]
fn of_a_hold_and_the_erasure_of_its_person_one_comes_first() {
    let app = TestApp::start();
    for number in 0..8 {
        let person = newcomer(&app, number);
        let request = approved(&app, &person, &mistake());
        let client = app.member(coordinator(0));
        let held = scope(|scope| {
            let holding = scope.spawn(|| place(&client, &person));
            let erasing = scope.spawn(|| carry_out(&app));
            erasing.join().unwrap();
            holding.join().unwrap()
        });
        carry_out(&app);
        let came = status(&app, &request);
        if held.status == 201 {
            assert_eq!(came, "fell_out");
        } else {
            held.refused(404, "not_found");
            assert_eq!(came, "done");
        }
    }
}
