//! What proves that it is the program, once.

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::json;
use uuid::Uuid;

use super::{Program, ask, enabled, fresh};
use crate::support::app::morning;
use crate::support::{Answer, Member, Place, TestApp, within};

#[test]
fn whatever_is_wrong_with_an_assertion_the_answer_is_the_same() {
    let (app, program) = (TestApp::start(), Program::new());
    let id = enabled(&app, &program);
    let now = morning().timestamp();
    let assertions = program.assertions(&id, "first", now);
    let mut all = assertions.mutants(now);
    for claims in [
        json!({ "jti": null }),
        json!({ "jti": "" }),
        json!({ "jti": 7 }),
        json!({ "exp": now + 306 }),
        json!({ "iss": id.to_uppercase() }),
        json!({ "iss": Uuid::new_v4() }),
        json!({ "sub": Member::new(Place::Home, Role::MachineClient, 0).id() }),
        // Meant for the API, not for this operation: a resource could replay it.
        json!({ "aud": "percorso" }),
    ] {
        all.push(assertions.claiming(claims));
    }
    all.push(program.assertions(&id, "second", now).claiming(json!({})));
    let told = |answer: &Answer| {
        let mut problem = answer.refused(401, "client_refused");
        assert_eq!(problem["error"], "invalid_client");
        problem.as_object_mut().unwrap().remove("instance");
        problem
    };
    let nothing = told(&ask(&app, "x", ""));
    for (number, assertion) in all.iter().enumerate() {
        if number % 8 == 0 {
            // Nobody tries more than ten in 15 minutes; here the minutes pass.
            app.database.execute("DELETE FROM sign_in_attempts");
        }
        assert_eq!(told(&ask(&app, assertion, "")), nothing, "{assertion:.300}");
    }
    app.database.execute("DELETE FROM sign_in_attempts");
    ask(&app, &assertions.claiming(json!({})), "").ok(200);
}

#[test]
fn an_assertion_is_good_once_also_when_twenty_use_it_at_once() {
    let (app, program) = (TestApp::start(), Program::new());
    let id = enabled(&app, &program);
    let assertions = program.assertions(&id, "first", morning().timestamp());
    let assertion = assertions.claiming(json!({}));
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..9)
            .map(|_| scope.spawn(|| ask(&app, &assertion, "").status))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let given = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(given, 1, "{statuses:?}");
    // A second server, and a second assertion with the same name.
    let beside = app.beside(|_| {});
    let again = assertions.claiming(json!({ "exp": morning().timestamp() + 60 }));
    ask(&beside, &again, "").refused(401, "client_refused");
}

#[test]
fn the_eleventh_wrong_assertion_waits() {
    let (app, program) = (TestApp::start(), Program::new());
    let id = enabled(&app, &program);
    let stolen = program.assertions(&id, "second", morning().timestamp());
    for _ in 0..10 {
        ask(&app, &fresh(&stolen), "").refused(401, "client_refused");
    }
    let waits = ask(&app, &fresh(&stolen), "");
    waits.refused(429, "too_many_attempts");
    assert_ne!(waits.header("retry-after"), "");
}

#[test]
fn used_assertions_are_forgotten_when_nobody_would_take_them_any_more() {
    let (program, app) = (
        Program::new(),
        TestApp::with(|options| options.worker = true),
    );
    let id = enabled(&app, &program);
    let assertions = program.assertions(&id, "first", morning().timestamp());
    ask(&app, &fresh(&assertions), "").ok(200);
    assert_eq!(app.database.count("spent_assertions"), 1);
    app.clock.advance(TimeDelta::minutes(10));
    let beside = app.beside(|options| {
        options.clock = app.clock.clone();
        options.worker = true;
    });
    assert!(within(20_000, || beside.database.count("spent_assertions") == 0));
}
