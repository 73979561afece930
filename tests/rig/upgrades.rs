//! The schema changes while people work: with the program of before, with very many rows, and with a
//! command that is killed.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use domain::actor::Role;
use persistence::backend::Address;
use persistence::migrations::{migrate, revert_last};
use serde_json::{Value, json};
use uuid::Uuid;

use super::office::{Office, serving};
use super::rows::{are_alike, hashes};
use crate::migrations::schema;
use crate::support::effort::{effort, figure, left_out};
use crate::support::people::{Somebody, contacts_of, register, residence, section};
use crate::support::process::{Process, by, percorso, run};
use crate::support::{Client, Database, Member, Place, seed};

/// Names the program of before, which `cargo xtask upgrades` builds.
const BEFORE: &str = "PERCORSO_TEST_PREVIOUS_PROGRAM";

#[test]
fn a_migration_that_is_killed_is_whole_or_not_begun() {
    let fresh = Database::empty();
    let begun = Instant::now();
    assert!(run(&fresh, &["migrate"]).status.success());
    let whole = begun.elapsed();
    let expected = schema(&fresh);
    let mut stopped = 0;
    for _ in 0..effort(4, 20) {
        let database = Database::empty();
        let mut command = percorso(&database, &["migrate"]);
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        sleep(whole * u32::from(Uuid::new_v4().as_bytes()[0]) / 256);
        child.kill().unwrap();
        stopped += usize::from(!child.wait().unwrap().success());
        let again = run(&database, &["migrate"]);
        assert!(again.status.success(), "{again:?}");
        assert_eq!(schema(&database), expected);
    }
    assert!(stopped > 0, "none was killed");
    figure(
        "R-11",
        "migrations killed on their way, all whole after",
        stopped,
    );
}

/// Fills the tables that are largest in an office, with as many rows as it says.
fn fill(database: &Database, rows: u32) {
    let here = Member::new(Place::Home, Role::Counsellor, 0);
    let (id, office, organisation) = (
        "id",
        here.office().to_string(),
        here.place.organisation().to_string(),
    );
    let (numbers, literal, new): (_, fn(&str) -> String, _) = match database.address {
        Address::Postgres(_) => (
            format!("generate_series(1, {rows}) n"),
            |uuid| format!("'{uuid}'::uuid"),
            "gen_random_uuid()",
        ),
        Address::Sqlite(_) => (
            format!(
                "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) \
                 SELECT n FROM s)"
            ),
            |uuid| format!("x'{}'", uuid.replace('-', "")),
            "randomblob(16)",
        ),
    };
    let instant = match database.address {
        Address::Postgres(_) => "now()",
        Address::Sqlite(_) => "1780000000000000",
    };
    let (office, organisation) = (literal(&office), literal(&organisation));
    database.execute(&format!(
        "INSERT INTO individuals (organisation_id, {id}, office_id, family_name, given_name, \
         birth_date, family_norm, given_norm, registered_at, absorbed, versions_gone) \
         SELECT {organisation}, {new}, {office}, 'Prova', 'Persona', '1980-05-10', \
         'prova' || n, 'persona', {instant}, 0, 0 FROM {numbers}"
    ));
    database.execute(&format!(
        "INSERT INTO cases (organisation_id, {id}, individual_id, office_id, status, status_since, \
         reason, opened_on, version, created_at) SELECT organisation_id, {new}, id, office_id, \
         'open', '2026-03-01', 'Cerca lavoro.', '2026-03-01', 1, {instant} FROM individuals"
    ));
}

/// Writes now and then to a row that is there, as somebody of the office does, until it is told to
/// stop; says how long it had to wait at the most.
fn waited(database: &Database, stop: &Arc<AtomicBool>) -> std::thread::JoinHandle<Duration> {
    let (url, stop) = (database.url(), Arc::clone(stop));
    spawn(move || {
        let database = Database::at(&url);
        let mut longest = Duration::ZERO;
        while !stop.load(Ordering::Acquire) {
            let begun = Instant::now();
            database.execute(
                "UPDATE cases SET version = version WHERE id = (SELECT id FROM cases LIMIT 1)",
            );
            longest = longest.max(begun.elapsed());
            sleep(Duration::from_millis(5));
        }
        longest
    })
}

#[test]
fn the_last_migration_goes_down_and_up_under_many_rows_and_nobody_waits_for_long() {
    let database = Database::seeded();
    let rows = effort(2_000, 1_000_000);
    fill(&database, rows);
    let (before, tables) = (hashes(&database), schema(&database));
    revert_last(&database.address).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let waiting = waited(&database, &stop);
    sleep(Duration::from_millis(100));
    let begun = Instant::now();
    migrate(&database.address).unwrap();
    let took = begun.elapsed();
    stop.store(true, Ordering::Release);
    let longest = waiting.join().unwrap();
    assert_eq!(schema(&database), tables);
    let mut after = hashes(&database);
    // The one tells when each migration ran; the other one, how far the record was by then.
    for list in ["__diesel_schema_migrations", "message_cursors"] {
        after.insert(list.to_owned(), before[list].clone());
    }
    are_alike(&after, &before);
    figure("R-11", "rows of people and of cases, each", rows);
    figure("R-11", "the last migration, ms", took.as_millis());
    figure(
        "R-11",
        "longest wait of a write meanwhile, ms",
        longest.as_millis(),
    );
    assert!(longest < Duration::from_secs(effort(10, 2)), "{longest:?}");
}

/// The main flow of an office, as the program of before knows it.
fn main_flow(client: impl Fn(Role) -> Client, number: usize) {
    let (desk, owner) = (client(Role::DeskOperator), client(Role::Counsellor));
    let me = Member::new(Place::Home, Role::Counsellor, 0);
    let person = register(&desk, &Somebody::numbered(number).registration());
    let id = person.rsplit_once('/').unwrap().1;
    for (name, content) in [
        ("residence", residence()),
        ("contacts", contacts_of(number - 900_000)),
    ] {
        let put = desk.put_first(&format!("{person}/{name}"), &section(&content));
        put.ok(201);
    }
    let found = json!({ "term": Somebody::numbered(number).family, "limit": 5 });
    desk.post("/individual-searches", &found).ok(200);
    let contact = json!({
        "office_id": me.office(), "individual_id": id, "topic": "cv", "age_band": "25-29",
        "channel": "desk", "minutes": 15,
    });
    desk.post("/desk-contacts", &contact).ok(201);
    let case = json!({
        "individual_id": id, "office_id": me.office(), "counsellor_id": me.id(),
        "opened_on": "2026-03-01", "reason": "Cerca lavoro.",
    });
    let case = owner.post("/cases", &case).ok(201);
    let case = format!("/cases/{}", case["id"].as_str().unwrap());
    let note = json!({ "visibility": "organisation", "text": "Primo colloquio." });
    owner.post(&format!("{case}/notes"), &note).ok(201);
    let attempt = json!({ "channel": "phone", "outcome": "reached" });
    let attempts = format!("{case}/contact-attempts");
    owner.post(&attempts, &attempt).ok(201);
    let step = |name: &str, body: Value| {
        let tagged = owner.with("If-Match", owner.tag(&case));
        tagged.post(&format!("{case}/{name}"), &body).ok(200);
    };
    step(
        "suspensions",
        json!({ "reason": "away", "on": "2026-03-01", "until": "2026-03-20" }),
    );
    step(
        "closure",
        json!({ "outcome": { "kind": "moved" }, "on": "2026-03-02" }),
    );
    for path in [
        case.clone(),
        format!("{case}/notes"),
        format!("{person}/timeline"),
        format!("{person}/contacts/history"),
        "/cases?limit=5".to_owned(),
        "/worklist?limit=5".to_owned(),
        "/follow-ups?limit=5".to_owned(),
    ] {
        owner.get(&path).ok(200);
    }
}

#[test]
fn the_program_of_before_works_on_while_the_schema_becomes_that_of_this_one() {
    let Ok(program) = std::env::var(BEFORE) else {
        return left_out("cargo xtask upgrades builds the program of before and runs this");
    };
    let database = Database::empty();
    let migrated = by(&program, &percorso(&database, &["migrate"]))
        .output()
        .unwrap();
    assert!(migrated.status.success(), "{migrated:?}");
    seed::insert(&mut database.connection());
    let (old, pending) = (schema(&database), "migrations are pending");
    let refused = run(&database, &["serve"]);
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains(pending),
        "{refused:?}"
    );
    let process = Process::start(by(&program, &serving(&database)));
    let member = |role| process.member(Member::new(Place::Home, role, 0));
    main_flow(member, 900_001);
    let office = Office::open(&process, 0);
    sleep(Duration::from_millis(500));
    let begun = Instant::now();
    assert!(run(&database, &["migrate"]).status.success());
    let took = begun.elapsed();
    assert_ne!(schema(&database), old);
    let after = Instant::now();
    for number in 0..effort(3, 30) {
        main_flow(member, 900_002 + number);
    }
    let told = office.close();
    assert!(told.first_after(after) > after);
    told.nobody_is_there_twice(&database);
    let failed = process
        .log()
        .iter()
        .filter(|line| line.contains("\"status\":5"))
        .count();
    assert_eq!(failed, 0);
    figure(
        "R-11",
        "writes of the program of before through the migration",
        told.count(),
    );
    figure("R-11", "the migration under it, ms", took.as_millis());
    // The present one beside it, on the same data.
    let present = Process::start(serving(&database));
    main_flow(
        |role| present.member(Member::new(Place::Home, role, 0)),
        990_000,
    );
    main_flow(member, 990_001);
}
