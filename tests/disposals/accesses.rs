//! The end of the record of accesses, and whose accesses stay.

use persistence::access_cuts;

use super::*;

/// Whether anything is told of who read this record.
fn is_told(client: &Client, person: &str) -> bool {
    let record = client.get(&format!("{person}/access-record")).ok(200);
    let items = record["items"].as_array().unwrap().iter();
    items
        .filter(|item| item["at"].as_str().unwrap() < "2026-04")
        .any(|item| !item["parts"].as_array().unwrap().is_empty())
}

#[test]
fn accesses_of_whom_a_hold_keeps_stay_whatever_was_merged_since() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    let [held, kept, other] =
        [1, 2, 3].map(|number| register(&first, &Somebody::numbered(number).registration()));
    let terms = json!({ "reason": "complaint" });
    first.post(&format!("{held}/holds"), &terms).ok(201);
    let merge = json!({
        "absorbed_id": id(&held), "absorbed_version": first.get(&held).ok(200)["version"],
        "reason": "Registrata due volte.",
    });
    first
        .with("If-Match", first.tag(&kept))
        .post(&format!("{kept}/merges"), &merge)
        .ok(201);
    for person in [&kept, &other] {
        first.get(person).ok(200);
    }
    app.store.flush_accesses().unwrap();
    keep_for(&app, "retention.access_log_months", "6");
    app.clock.advance(chrono::TimeDelta::days(245));
    let now = app.member(coordinator(0));
    assert!(is_told(&now, &kept) && is_told(&now, &other));
    app.store.flush_accesses().unwrap();
    let system = || Caller::system(Place::Home.organisation(), "story");
    let cut = |most| {
        app.store
            .write(system(), move |tx| access_cuts::cut(tx, most))
    };
    while cut(100).unwrap() {}
    assert!(is_told(&now, &kept));
    assert!(!is_told(&now, &other));
    assert_eq!(
        app.database.count("events WHERE kind = 'accesses_removed'"),
        1
    );
}
