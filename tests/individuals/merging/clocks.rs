//! What came after a merge is told by what the database counted, whatever the clocks of two servers
//! say.

use chrono::TimeDelta;
use persistence::Clock;

use super::undoing::shown;
use super::*;
use crate::support::app::morning;

/// A server whose clock is not right, on the same data.
fn beside(app: &TestApp, seconds: i64) -> TestApp {
    let clock = Clock::held(morning() + TimeDelta::seconds(seconds));
    app.beside(|options| options.clock = clock)
}

#[test]
fn a_merge_of_a_server_that_is_behind_is_still_the_later_one() {
    let app = TestApp::start();
    let first = twice(&app);
    let third = Somebody::new("Neri", "Maria", "1980-02-03");
    let third = register(&first.coordinator, &third.registration());
    let behind = beside(&app, -2);
    for (kept, other) in [(&third, &first.kept), (&first.kept, &third)] {
        let one = first.merge(&json!([])).ok(201);
        let second = Twice {
            coordinator: behind.member(home(Role::Coordinator)),
            kept: kept.clone(),
            other: other.clone(),
        };
        let two = second.merge(&json!([])).ok(201);
        assert!(two["id"].as_str() < one["id"].as_str());
        let refused = first.undo(&one).refused(422, "rules");
        assert_eq!(refused["findings"][0]["rule"], "merge.later_merge");
        second.undo(&two).ok(200);
        first.undo(&one).ok(200);
    }
}

#[test]
fn what_stays_is_what_was_made_since_the_merge_and_nothing_from_before() {
    let app = TestApp::start();
    let twice = twice(&app);
    let (ahead, behind) = (beside(&app, 2), beside(&app, -2));
    let edit = |server: &TestApp, path: &str, content: &Value| {
        let mut body = section(content);
        body["acknowledged"] = json!(["individual.tax_code_conflict"]);
        let client = server.member(home(Role::Coordinator));
        client.put_now(path, &body).ok(200);
    };
    let serve = |server: &TestApp, path: &str| {
        let client = server.member(home(Role::Coordinator));
        client.post("/desk-contacts", &contact(path)).ok(201);
    };
    serve(&ahead, &twice.kept);
    serve(&ahead, &twice.other);
    edit(
        &ahead,
        &format!("{}/identity", twice.kept),
        &rossi().identity(),
    );
    let merged = twice.merge(&json!([])).ok(201);
    assert_eq!(merged["findings"], json!([]));
    serve(&behind, &twice.other);
    edit(
        &behind,
        &format!("{}/contacts", twice.other),
        &contacts_of(7),
    );
    assert_eq!(shown(&twice, &merged), ["contacts", "desk_contact"]);
}

#[test]
fn a_merge_from_before_anything_was_counted_is_judged_by_its_identifier() {
    let app = TestApp::start();
    let first = twice(&app);
    let client = &first.coordinator;
    client.post("/desk-contacts", &contact(&first.kept)).ok(201);
    let one = first.merge(&json!([])).ok(201);
    app.database.execute(
        "UPDATE merges SET ordinal = 0; DELETE FROM merge_counts; DELETE FROM merge_written",
    );
    client
        .post("/desk-contacts", &contact(&first.other))
        .ok(201);
    let path = format!("{}/contacts", first.other);
    client.put_now(&path, &section(&contacts_of(7))).ok(200);
    assert_eq!(shown(&first, &one), ["contacts", "desk_contact"]);
    let third = Somebody::new("Neri", "Maria", "1980-02-03");
    let third = register(client, &third.registration());
    let second = Twice {
        coordinator: client.clone(),
        kept: third,
        other: first.kept.clone(),
    };
    let two = second.merge(&json!([])).ok(201);
    first.undo(&one).refused(422, "rules");
    second.undo(&two).ok(200);
    first.undo(&one).ok(200);
}
