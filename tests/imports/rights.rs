//! For whom an import acts: with the rights of the moment, and in whose name.

use domain::actor::Role;
use serde_json::json;

use super::decisions::doubtful;
use super::jobs::{counts, id};
use super::{importer, sent, text, work};
use crate::support::{Member, Place, TestApp};

fn coordinator(number: u8) -> Member {
    Member::new(Place::Home, Role::Coordinator, number)
}

/// The account of a coordinator of the first office, as a column has it.
fn column(app: &TestApp, number: u8) -> String {
    let staff = coordinator(number).id();
    match app.store.engine() {
        "postgresql" => format!("'{staff}'"),
        _ => format!("x'{}'", staff.to_string().replace('-', "")),
    }
}

/// Takes all roles from a coordinator.
pub(super) fn withdraw(app: &TestApp, number: u8) {
    let column = column(app, number);
    app.database.execute(&format!(
        "DELETE FROM staff_roles WHERE staff_id = {column}"
    ));
}

/// How many people this coordinator registered.
fn registered_by(app: &TestApp, number: u8) -> i64 {
    let column = column(app, number);
    app.database.count(&format!(
        "events WHERE kind = 'individual_registered' AND actor_id = {column}"
    ))
}

#[test]
fn rights_that_are_withdrawn_while_an_import_runs_end_it_with_the_present_batch() {
    let app = TestApp::start();
    let path = sent(&app.member(coordinator(0)), "", text(500));
    let organisation = Place::Home.organisation();
    importer(&app)
        .run(organisation, id(&path), &mut |_| withdraw(&app, 0))
        .unwrap();
    let view = app.member(coordinator(1)).get(&path).ok(200);
    assert_eq!(view["status"], "failed");
    assert_eq!(view["failure"]["code"], "import_not_permitted");
    assert_eq!(counts(&view), [200, 200, 0, 0, 0, 0]);
    assert_eq!(app.database.count("individuals"), 200);
}

#[test]
fn a_decision_is_applied_in_the_name_of_who_decided_whatever_became_of_the_starter() {
    let doubtful = doubtful();
    let app = &doubtful.app;
    let before = registered_by(app, 0);
    withdraw(app, 0);
    let colleague = app.member(coordinator(1));
    let known = &doubtful.known[1];
    let body = json!({ "decisions": [
        { "row": 3, "decision": { "kind": "new_person", "confirmed_distinct_from": [known] } },
    ] });
    let path = format!("{}/decisions", doubtful.path);
    colleague.post(&path, &body).ok(202);
    work(app);
    let view = colleague.get(&doubtful.path).ok(200);
    assert_eq!(view["status"], "done");
    assert_eq!(counts(&view), [4, 2, 0, 0, 2, 0]);
    assert_eq!(registered_by(app, 0), before);
    assert_eq!(registered_by(app, 1), 1);
}

#[test]
fn decisions_of_somebody_who_may_no_longer_import_wait_again_and_others_are_applied() {
    let doubtful = doubtful();
    let app = &doubtful.app;
    let known = &doubtful.known;
    let path = format!("{}/decisions", doubtful.path);
    let colleague = app.member(coordinator(1));
    let theirs = json!({ "decisions": [
        { "row": 2, "decision": { "kind": "new_person", "confirmed_distinct_from": [known[0]] } },
    ] });
    colleague.post(&path, &theirs).ok(202);
    let same = json!({ "kind": "same_as", "individual_id": known[1] });
    let ours = json!({ "decisions": [{ "row": 3, "decision": same }] });
    doubtful.client.post(&path, &ours).ok(202);
    withdraw(app, 1);
    work(app);
    let outcomes = ["candidates", "unchanged", "candidates", "created"];
    assert_eq!(doubtful.outcomes(), outcomes);
    let row = &doubtful.rows()[0];
    assert!(row.get("decision").is_none());
    assert_eq!(row["remarks"][1]["code"], "import_decider_not_permitted");
    assert_eq!(row["candidates"][0]["individual_id"], known[0].as_str());
    let returned = "events WHERE kind = 'import_rows_returned'";
    assert_eq!(app.database.count(returned), 1);
    // Somebody else decides on it, as on any other.
    doubtful.client.post(&path, &theirs).ok(202);
    work(app);
    let view = doubtful.client.get(&doubtful.path).ok(200);
    assert_eq!(view["status"], "done");
    assert_eq!(counts(&view), [4, 2, 1, 0, 1, 0]);
    assert_eq!(doubtful.rows()[0]["remarks"], json!([]));
    assert_eq!(registered_by(app, 1), 0);
}
