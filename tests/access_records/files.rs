//! Files that tell of somebody: asked for, and fetched hours later.

use chrono::TimeDelta;

use super::*;

/// A file was asked for and written; its path.
fn written() -> (TestApp, World) {
    let app = TestApp::start();
    let world = World::of(&app, home(Role::Counsellor, 0));
    crate::exports::work(&app);
    app.store.flush_accesses().unwrap();
    (app, world)
}

fn coordinator(app: &TestApp) -> Client {
    app.member(home(Role::Coordinator, 0))
        .with("Accept-Language", "en")
}

fn fetch(app: &TestApp, world: &World) {
    let file = format!("/exports/{}/file", world.id("export_id"));
    assert_eq!(coordinator(app).get(&file).status, 200);
}

fn exports(all: &[Value]) -> Vec<&Value> {
    let is_file = |line: &&Value| line["kind"] == "export" || line["kind"] == "export_request";
    all.iter().filter(is_file).collect()
}

#[test]
fn a_file_is_told_when_it_was_asked_for_and_when_it_was_fetched() {
    let (app, world) = written();
    let path = path(&world, "individual_id");
    let before = lines(&coordinator(&app), &path, 100);
    let [asked] = exports(&before)[..] else {
        panic!("{before:#?}")
    };
    assert_eq!(asked["kind"], "export_request");
    assert_eq!(asked["purpose"], "reporting");
    assert!(asked["text"].as_str().unwrap().contains("asked for a file"));
    app.clock.advance(TimeDelta::hours(3));
    let person = format!("/individuals/{}", world.id("individual_id"));
    coordinator(&app).get(&person).ok(200);
    app.clock.advance(TimeDelta::hours(3));
    fetch(&app, &world);
    app.store.flush_accesses().unwrap();
    let after = lines(&coordinator(&app), &path, 100);
    let [fetched, still] = exports(&after)[..] else {
        panic!("{after:#?}")
    };
    // What was told of the morning is told of it still.
    assert_eq!(still, asked);
    assert_eq!(fetched["kind"], "export");
    assert_eq!(fetched["at"], "2026-03-10T15:00:00Z");
    assert_eq!(fetched["by"]["kind"], "staff");
    assert_eq!(fetched["purpose"], "reporting");
    assert!(fetched["text"].as_str().unwrap().contains("fetched a file"));
    assert_eq!(after.iter().position(|line| line == fetched), Some(0));
    let day = format!("{path}?from=2026-03-10&to=2026-03-10");
    let of_the_day = coordinator(&app).get(&day).ok(200);
    assert_eq!(of_the_day["items"][0]["kind"], "export");
}

#[test]
fn pages_tell_a_fetched_file_once_whatever_their_size() {
    let (app, world) = written();
    let path = path(&world, "individual_id");
    app.clock.advance(TimeDelta::hours(3));
    fetch(&app, &world);
    // Whatever else is told of that instant stands around it.
    let note = serde_json::json!({ "visibility": "organisation", "text": "Dopo il file." });
    let notes = format!("/cases/{}/notes", world.id("case_id"));
    app.member(world.counsellor).post(&notes, &note).ok(201);
    app.store.flush_accesses().unwrap();
    let id = |line: &Value| line["id"].clone();
    let changes = |all: &[Value]| -> Vec<Value> {
        let changes = all.iter().filter(|line| line["kind"] != "read");
        changes.map(id).collect()
    };
    let whole = lines(&coordinator(&app), &path, 100);
    assert_eq!(exports(&whole).len(), 2, "{whole:#?}");
    for limit in [1, 2, 3, 7] {
        let pages = lines(&coordinator(&app), &path, limit);
        assert_eq!(changes(&pages), changes(&whole), "{limit}");
    }
}
