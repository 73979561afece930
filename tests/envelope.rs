//! What every answer carries, whatever it answers.

use domain::actor::Role;
use serde_json::json;

use crate::support::TestApp;

#[test]
fn a_stranger_learns_whether_the_service_is_well() {
    let app = TestApp::start();
    let answer = app.stranger().get("/status");
    assert_eq!(answer.ok(200)["title"], "OK");
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

#[test]
fn a_toy_is_made_read_and_replaced() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let made = counsellor.post("/toys", &json!({ "label": "Trottola" }));
    let toy = made.ok(201);
    let path = format!("/toys/{}", toy["id"].as_str().unwrap());
    assert!(made.header("location").ends_with(&path));
    let read = counsellor.get(&path);
    assert_eq!(read.ok(200), toy);
    let replaced = counsellor.put_if(&path, read.header("etag"), &json!({ "label": "Aquilone" }));
    assert_eq!(replaced.ok(200)["label"], "Aquilone");
    counsellor
        .put_if(&path, read.header("etag"), &json!({ "label": "Palla" }))
        .refused(412, "stale");
}
