//! How often somebody may ask.

use diesel::connection::SimpleConnection;
use domain::actor::Role;
use serde_json::json;

use crate::support::effort::left_out;
use crate::support::{TestApp, within};

#[test]
fn who_asks_too_often_is_told_when_to_come_back() {
    let app = TestApp::with(|options| {
        options.toys = true;
        options.settings.reads_a_minute = 5;
        options.settings.writes_a_minute = 3;
    });
    let counsellor = app.as_(Role::Counsellor);
    let mut left = Vec::new();
    for _ in 0..5 {
        let answer = counsellor.get("/toys");
        answer.ok(200);
        assert_eq!(answer.header("x-ratelimit-limit"), "5");
        left.push(answer.header("x-ratelimit-remaining").to_owned());
    }
    assert_eq!(left, ["4", "3", "2", "1", "0"]);
    let refused = counsellor.get("/toys");
    refused.refused(429, "too_many_requests");
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=12).contains(&wait), "{wait}");
    assert_eq!(refused.header("x-ratelimit-remaining"), "0");
    // Writing and other people are counted apart.
    counsellor
        .post("/toys", &json!({ "label": "Palla" }))
        .ok(201);
    app.as_(Role::Coordinator).get("/toys").ok(200);
}

#[test]
fn what_is_refused_is_counted_too() {
    let app = TestApp::with(|options| {
        options.toys = true;
        options.settings.writes_a_minute = 4;
    });
    let auditor = app.as_(Role::Auditor);
    let statuses: Vec<u16> = (0..6)
        .map(|_| auditor.post("/toys", &json!({})).status)
        .collect();
    assert_eq!(statuses, [403, 403, 403, 403, 429, 429]);
}

#[test]
fn a_stranger_cannot_escape_his_limit_by_inventing_addresses() {
    let few = |trusted: bool| {
        TestApp::with(|options| {
            options.settings.reads_a_minute = 3;
            if trusted {
                options.settings.trusted_proxies = vec![[127, 0, 0, 1].into()];
            }
        })
    };
    let statuses = |app: &TestApp| -> Vec<u16> {
        (0..5)
            .map(|number| {
                let address = format!("203.0.113.{number}");
                let client = app.stranger().with("X-Forwarded-For", address);
                client.get("/status").status
            })
            .collect()
    };
    assert_eq!(statuses(&few(false)), [200, 200, 200, 429, 429]);
    assert_eq!(statuses(&few(true)), [200; 5]);
}

#[test]
fn who_finds_no_connection_is_turned_away_in_time_and_soon_served_again() {
    if crate::support::database::server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let app = TestApp::with(|options| {
        options.toys = true;
        options.settings.connections = 1;
    });
    let counsellor = app.as_(Role::Counsellor);
    let made = counsellor.post("/toys", &json!({ "label": "Palla" }));
    let path = format!("/toys/{}", made.ok(201)["id"].as_str().unwrap());
    let mut holder = app.database.connection();
    let hold = "BEGIN; UPDATE offices SET label = 'held' WHERE kind = 'toy'";
    holder.batch_execute(hold).unwrap();
    let waits = {
        let (client, path) = (counsellor.clone(), path.clone());
        std::thread::spawn(move || client.put_if(&path, "\"1-x\"", &json!({ "label": "Cubo" })))
    };
    let blocked = || app.database.count("pg_locks WHERE NOT granted") > 0;
    assert!(within(2_000, blocked));
    // The one connection waits for the lock; everybody else waits for the connection.
    let turned_away: Vec<_> = (0..20)
        .map(|_| {
            let client = counsellor.clone();
            std::thread::spawn(move || client.post("/toys", &json!({ "label": "Trottola" })))
        })
        .collect();
    let refused = turned_away.into_iter().map(|client| client.join().unwrap());
    let refused: Vec<_> = refused.filter(|answer| answer.status == 503).collect();
    assert!(refused.len() >= 19, "{}", refused.len());
    for answer in &refused {
        answer.refused(503, "overloaded");
        assert_ne!(answer.header("retry-after"), "");
    }
    assert_eq!(waits.join().unwrap().status, 503);
    drop(holder);
    counsellor
        .put_if(&path, "\"1-x\"", &json!({ "label": "Cubo" }))
        .ok(200);
}
