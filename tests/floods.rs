//! Floods cost the server little and stop nobody's health check.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::Duration;

use domain::actor::Role;
use serde_json::json;

use crate::support::memory::kib;
use crate::support::process::{Process, percorso};
use crate::support::{Answer, Client, Database, Member, Place};

/// How many sign in at once.
const SIGN_INS: usize = 200;
/// How much memory a flood of sign-ins may cost, in KiB.
const BEARABLE_KIB: u64 = 64 * 1024;
/// What a computation of a hash takes.
const HASH_KIB: u64 = 19_456;
/// How much memory a flood of bodies may cost, in KiB.
const BODIES_KIB: u64 = 32 * 1024;

/// The most that it has held, and what it holds now.
fn peak(process: &Process) -> u64 {
    kib(process.id(), "VmHWM:").unwrap()
}

fn resident(process: &Process) -> u64 {
    kib(process.id(), "VmRSS:").unwrap()
}

/// A server behind a proxy, as on the Internet: each client has an address of his own.
fn behind_a_proxy(database: &Database) -> Process {
    let mut command: Command = percorso(database, &["serve"]);
    for (setting, value) in [
        ("PERCORSO_TRUSTED_PROXIES", "127.0.0.1"),
        ("PERCORSO_COSTLY_A_MINUTE", "1000000"),
        ("PERCORSO_WRITES_A_MINUTE", "1000000"),
    ] {
        command.env(setting, value);
    }
    Process::start(command)
}

/// A sign-in with an account that nobody has, which costs one hash at the current price.
fn sign_in(client: &Client, number: usize) -> Answer {
    let body = json!({
        "email": format!("persona.{number}@castelverde.example"),
        "password": "quattro barche lente sul lago",
    });
    client
        .with("X-Forwarded-For", format!("198.51.100.{}", number % 250))
        .send("POST", "/sessions", Some(body.to_string().into()))
}

/// Asks for the health until told to stop; gives how often it was well.
fn watch(process: &Process, over: &AtomicBool) -> usize {
    let mut well = 0;
    while !over.load(Ordering::Relaxed) {
        let health = process.operator("/health/ready");
        assert_eq!(health.status, 200, "{}", health.text());
        process.stranger().get("/status").ok(200);
        well += 1;
        sleep(Duration::from_millis(20));
    }
    well
}

#[test]
fn two_hundred_sign_ins_at_once_cost_as_much_memory_as_there_are_cores() {
    let database = Database::seeded();
    let process = behind_a_proxy(&database);
    for number in 0..4 {
        sign_in(&process.stranger(), number).refused(401, "sign_in_failed");
    }
    let before = resident(&process);
    let over = AtomicBool::new(false);
    let (answers, well) = scope(|scope| {
        let health = scope.spawn(|| watch(&process, &over));
        let flood: Vec<_> = (0..SIGN_INS)
            .map(|number| {
                let client = process.stranger();
                scope.spawn(move || sign_in(&client, 10 + number))
            })
            .collect();
        let answers: Vec<Answer> = flood.into_iter().map(|a| a.join().unwrap()).collect();
        over.store(true, Ordering::Relaxed);
        (answers, health.join().unwrap())
    });
    for answer in &answers {
        match answer.status {
            401 => drop(answer.refused(401, "sign_in_failed")),
            429 | 503 => assert_ne!(answer.header("retry-after"), "", "{}", answer.text()),
            other => panic!("{other}: {}", answer.text()),
        }
    }
    assert!(answers.iter().any(|answer| answer.status == 401));
    assert!(well > 0, "nobody looked after the health");
    let cores = std::thread::available_parallelism().unwrap().get() as u64;
    let bearable = BEARABLE_KIB.max(BEARABLE_KIB - 2 * HASH_KIB + cores * HASH_KIB);
    let grown = peak(&process).saturating_sub(before);
    assert!(
        grown <= bearable,
        "{grown} KiB more, {bearable} are bearable"
    );
    sign_in(&process.stranger(), 1).refused(401, "sign_in_failed");
}

/// Bodies that would cost much if they were read before they are judged.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let keys: Vec<String> = (0..20_000).map(|n| format!(r#""{n}":1"#)).collect();
    let json = "application/json";
    vec![
        (json, "[".repeat(100_000).into()),
        (json, r#"{"a":"#.repeat(40_000).into()),
        (json, format!("{{{}}}", keys.join(",")).into()),
        (json, "9".repeat(250_000).into()),
        (json, vec![b' '; 4 << 20]),
        ("text/plain", vec![b'x'; 4 << 20]),
    ]
}

#[test]
fn four_hundred_bombs_cost_no_memory_worth_mentioning() {
    let database = Database::seeded();
    let process = behind_a_proxy(&database);
    let desk = process.member(Member::new(Place::Home, Role::DeskOperator, 0));
    let post = |client: &Client, kind: &str, body: &[u8]| {
        let client = client
            .with("Content-Type", kind)
            .with("Idempotency-Key", uuid::Uuid::new_v4().to_string());
        // Whoever is sent away while he still sends may hear nothing.
        let answer = client.attempt("POST", "/individuals", Some(body.to_vec()));
        if let Ok(answer) = answer {
            assert!((400..500).contains(&answer.status), "{}", answer.text());
        }
    };
    let bombs = bombs();
    let flood = |each: usize| {
        scope(|scope| {
            for turn in 0..10 {
                let (desk, bombs, post) = (&desk, &bombs, &post);
                scope.spawn(move || {
                    for number in 0..each {
                        let (kind, body) = &bombs[(turn + number) % bombs.len()];
                        post(desk, kind, body);
                    }
                });
            }
        });
    };
    // What ten busy connections need anyway is not the price of a bomb.
    flood(bombs.len());
    let before = resident(&process);
    flood(40);
    let grown = peak(&process).saturating_sub(before);
    assert!(grown <= BODIES_KIB, "{grown} KiB more");
    assert_eq!(database.count("individuals"), 0);
}
