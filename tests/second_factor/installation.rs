//! What the secret and the kind of an installation do to second factors.

use chrono::TimeDelta;
use serde_json::json;

use super::{counsellor, enrolled, sign_in};
use crate::support::process::{Process, percorso};
use crate::support::{Database, TestApp};

#[test]
fn a_new_secret_of_the_installation_opens_what_the_former_one_sealed() {
    let app = TestApp::start();
    let (device, _, _) = enrolled(&app, counsellor());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("former");
    std::fs::write(&file, crate::support::app::SECRET).unwrap();
    let database = std::sync::Arc::clone(&app.database);
    let clock = app.clock.clone();
    let next = "the next secret of the stories, long enough";
    let with = |former: Option<&std::path::PathBuf>| {
        TestApp::on(std::sync::Arc::clone(&database), |options| {
            options.clock = clock.clone();
            options.secret = next.to_owned();
            options.settings.previous_secret_file = former.cloned();
        })
    };
    let code = |app: &TestApp| device.shows(app.clock.now());
    let forgot = with(None);
    sign_in(&forgot, counsellor(), Some(&code(&forgot))).refused(401, "second_factor_refused");
    drop(forgot);
    let knows = with(Some(&file));
    sign_in(&knows, counsellor(), Some(&code(&knows))).ok(200);
    drop(knows);
    // It was sealed anew: the former secret is not needed any more.
    let forgot = with(None);
    forgot.clock.advance(TimeDelta::seconds(30));
    sign_in(&forgot, counsellor(), Some(&code(&forgot))).ok(200);
}

#[test]
fn the_logins_of_the_demonstration_are_excepted_only_while_it_is_served_as_one() {
    let database = Database::empty();
    let folder = tempfile::tempdir().unwrap();
    let login = json!({
        "email": "administrator@demo.example", "password": crate::demo::PASSWORD,
    });
    let demo = Process::start(crate::demo::demo_command(&database, folder.path()));
    let tokens = demo.stranger().post("/sessions", &login).ok(200);
    let token = tokens["access_token"].as_str().unwrap();
    demo.stranger().bearing(token).get("/staff").ok(200);
    demo.kill();
    let mut serve = percorso(&database, &["serve"]);
    serve.env("PERCORSO_DATA", folder.path());
    let process = Process::start(serve);
    let refresh = json!({ "refresh_token": tokens["refresh_token"] });
    let tokens = process.stranger().post("/sessions", &login).ok(200);
    let client = process.stranger();
    client
        .bearing(tokens["access_token"].as_str().unwrap())
        .get("/staff")
        .refused(403, "second_factor_enrolment_required");
    // Nor does a session of the demonstration go on as it was.
    let goes_on = client.post("/session-refreshes", &refresh);
    if goes_on.status == 200 {
        let token = goes_on.json()["access_token"].as_str().unwrap().to_owned();
        client
            .bearing(token)
            .get("/staff")
            .refused(403, "second_factor_enrolment_required");
    }
}
