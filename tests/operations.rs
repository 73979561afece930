//! The process: how it starts, what it tells its operator, how it stops.

use std::time::{Duration, Instant};

use domain::actor::Role;
use persistence::migrations;

use crate::support::process::{Process, percorso, run};
use crate::support::raw::Raw;
use crate::support::{Database, Member, Place, TestApp, within};

#[test]
fn it_does_not_serve_data_that_are_not_migrated() {
    let database = Database::empty();
    let refused = run(&database, &["serve"]);
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("percorso migrate"), "{said}");
    for line in ["Applied 0001", "up to date"] {
        let done = run(&database, &["migrate"]);
        assert!(done.status.success(), "{done:?}");
        let said = String::from_utf8(done.stdout).unwrap();
        assert!(said.contains(line), "{said}");
    }
    Process::serve(&database).stranger().get("/status").ok(200);
}

#[test]
fn it_refuses_a_missing_or_weak_secret_and_never_prints_it() {
    let database = Database::seeded();
    for secret in [
        None,
        Some(""),
        Some("tooshort-sesame"),
        Some("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ] {
        let mut command = percorso(&database, &["serve"]);
        command.env_remove("PERCORSO_SECRET");
        if let Some(secret) = secret {
            command.env("PERCORSO_SECRET", secret);
        }
        let refused = command.output().unwrap();
        assert!(!refused.status.success(), "{secret:?}");
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("PERCORSO_SECRET"), "{said}");
        assert!(!said.contains("sesame"), "{said}");
    }
}

#[test]
fn only_serving_needs_the_secret() {
    let database = Database::empty();
    let folder = tempfile::tempdir().unwrap();
    let create = [
        "organisation",
        "create",
        "--legal-name=Comune di Castelverde",
        "--region=01",
        "--patron=06-24",
    ];
    for arguments in [
        &["migrate"][..],
        &create,
        &["organisation", "list"],
        &["office", "create", "--label=Sportello lavoro"],
        &["office", "list"],
        &["user", "list"],
        &["audit", "verify"],
    ] {
        let mut command = percorso(&database, arguments);
        command.env("PERCORSO_DATA", folder.path());
        let done = command.env_remove("PERCORSO_SECRET").output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {done:?}");
    }
}

#[test]
fn what_an_organisation_sets_for_itself_holds_there_from_its_day_on() {
    let app = TestApp::start();
    let contact = |place: Place, minutes: u32| {
        let member = Member::new(place, Role::DeskOperator, 0);
        let body = serde_json::json!({
            "office_id": member.office().to_string(), "topic": "work", "age_band": "30-34",
            "channel": "desk", "minutes": minutes });
        app.member(member).post("/desk-contacts", &body).status
    };
    assert_eq!(
        [contact(Place::Home, 300), contact(Place::Away, 300)],
        [422; 2]
    );
    let organisation = format!("--organisation={}", Place::Home.organisation());
    let set = |value: &str, from: &str| {
        let day = format!("--from={from}");
        let set = [
            "organisation",
            "parameter",
            "set",
            "desk.max_minutes",
            value,
        ];
        let rest = [day.as_str(), "--source=Delibera 12/2020", &organisation];
        run(&app.database, &[&set[..], &rest].concat())
    };
    assert!(set("360", "2020-01-01").status.success());
    assert!(set("400", "2099-01-01").status.success());
    for (value, from) in [("500", "2020-01-01"), ("many", "2099-02-01")] {
        assert!(!set(value, from).status.success(), "{value}");
    }
    app.clock.advance(chrono::TimeDelta::seconds(5));
    assert_eq!(contact(Place::Home, 300), 201);
    assert_eq!(contact(Place::Home, 380), 422);
    assert_eq!(contact(Place::Away, 300), 422);
    let listed = run(
        &app.database,
        &["organisation", "parameter", "list", &organisation],
    );
    let listed = String::from_utf8(listed.stdout).unwrap();
    let first = "desk.max_minutes\t2020-01-01\t2098-12-31\t360\tminutes\tsure\tDelibera 12/2020";
    assert_eq!(listed.lines().next(), Some(first));
    assert_eq!(app.database.count("events WHERE kind = 'parameter_set'"), 2);
}

#[test]
fn a_misspelt_setting_is_refused_by_its_name() {
    let database = Database::seeded();
    let mut command = percorso(&database, &["serve"]);
    let refused = command.env("PERCORSO_LISTENN", "x").output().unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("listenn"), "{said}");
}

#[test]
fn metrics_and_health_are_for_the_operator_only() {
    let database = Database::seeded();
    let process = Process::serve(&database);
    process.stranger().get("/status").ok(200);
    process
        .stranger()
        .get("/toys/1?secret=canary")
        .refused(404, "not_found");
    let figures = process.operator("/metrics");
    assert_eq!(figures.status, 200);
    let text = figures.text();
    let served = text
        .lines()
        .find(|line| line.starts_with("percorso_answers_total") && line.contains("/status"));
    let served = served.unwrap_or_else(|| panic!("{text}"));
    assert!(
        served.contains("method=\"GET\"") && served.contains("status=\"200\""),
        "{served}"
    );
    assert!(text.contains("percorso_statements_total"), "{text}");
    assert!(!text.contains("canary"));
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(process.operator(path).status, 200, "{path}");
    }
    process.operator("/nothing").refused(404, "not_found");
    process
        .stranger()
        .get("//metrics")
        .refused(404, "not_found");
}

#[test]
fn told_to_stop_it_answers_what_runs_and_ends_well() {
    let database = Database::seeded();
    let mut process = Process::serve(&database);
    let ready = || process.stranger().get("//health/ready").status;
    assert_eq!(ready(), 200);
    // A request whose head is not complete yet is in flight.
    let mut raw = Raw::connect(process.address);
    raw.send("GET /rest/employment/v1/status HTTP/1.1\r\nHost: x\r\n");
    process.signal("TERM");
    assert!(within(800, || ready() == 503));
    let told = process.operator("/health/ready");
    told.refused(503, "unavailable");
    assert_eq!(told.header("retry-after"), "2");
    assert_eq!(process.operator("/health/live").status, 200);
    // Not ready, but still serving until the balancer has noticed.
    process.stranger().get("/status").ok(200);
    raw.send("\r\n");
    let heard = raw.hear(Duration::from_secs(5));
    assert_eq!(heard.status, 200, "{}", heard.text);
    let status = process.ended(10_000);
    assert!(status.success(), "{status}");
    let log = process.whole_log();
    assert!(
        log.iter().any(|line| line.contains("\"stopped\"")),
        "{log:#?}"
    );
}

#[test]
fn a_request_that_runs_is_answered_before_the_end() {
    let mut app = TestApp::with_toys();
    let client = app.as_(Role::Counsellor);
    let slow = std::thread::spawn(move || client.get("/slow-toys"));
    std::thread::sleep(Duration::from_millis(300));
    let ending = app.drain();
    assert_eq!(slow.join().unwrap().ok(200), "slow");
    ending.join().unwrap();
}

#[test]
fn told_twice_it_ends_at_once() {
    let database = Database::seeded();
    let mut command = percorso(&database, &["serve"]);
    command.env("PERCORSO_DRAIN_SECONDS", "30");
    let mut process = Process::start(command);
    process.signal("TERM");
    std::thread::sleep(Duration::from_millis(200));
    let begun = Instant::now();
    process.signal("TERM");
    assert_eq!(process.ended(3_000).code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn nothing_that_a_stranger_types_gets_into_the_log() {
    let database = Database::seeded();
    let mut process = Process::serve(&database);
    let canary = "Canarino7Giallo";
    let stranger = process.stranger();
    let member = process.member(Member::new(Place::Home, Role::Counsellor, 0));
    let coded = canary.as_bytes().to_vec();
    for client in [&stranger, &member, &stranger.bearing(canary)] {
        client.get(&format!("/{canary}"));
        client.get(&format!("/status?{canary}={canary}"));
        client.get(&format!("//{canary}/{canary}?q={canary}"));
        client.send(canary, "/status", None);
        client.send("POST", "/sessions", Some(coded.clone()));
        client.post(
            "/sessions",
            &serde_json::json!({ canary: canary, "email": canary }),
        );
        for header in [
            "User-Agent",
            "Referer",
            "Accept-Language",
            "Cookie",
            "X-Forwarded-For",
            "traceparent",
            "Idempotency-Key",
            "If-Match",
            "Access-Purpose",
            "Content-Type",
            "Origin",
        ] {
            client.with(header, canary).get("/status");
            client
                .with(header, canary)
                .post("/sessions", &serde_json::json!({}));
        }
    }
    let figures = process.operator("/metrics").text();
    assert!(!figures.contains(canary), "{figures}");
    process.signal("TERM");
    process.ended(10_000);
    let log = process.whole_log();
    assert!(log.len() > 50);
    for line in &log {
        assert!(!line.contains(canary), "{line}");
        let said: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(said["timestamp"].is_string() && said["level"].is_string());
    }
}

#[test]
fn a_killed_process_starts_again_on_the_same_data() {
    let database = Database::seeded();
    for _ in 0..3 {
        let process = Process::serve(&database);
        process.stranger().get("/status").ok(200);
        process.kill();
    }
    Process::serve(&database).stranger().get("/status").ok(200);
}

#[test]
fn two_processes_that_migrate_at_once_do_it_once() {
    let database = Database::empty();
    let mut runs: Vec<_> = (0..2)
        .map(|_| {
            let mut command = percorso(&database, &["migrate"]);
            command
                .stdout(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for run in &mut runs {
        assert!(run.wait().unwrap().success());
    }
    assert_eq!(migrations::migrate(&database.address).unwrap(), [""; 0]);
}
