//! The demonstration: the same for the same day, with every situation in it.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicU32;

use api::demo::{self, office};
use api::import::job::Importer;
use chrono::{DateTime, TimeZone, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use domain::kernel::Id;
use persistence::backend::Address;
use persistence::{Caller, Clock, Minter, Settings, Store, events};

use serde_json::json;

use super::support::app::SECRET;
use super::support::maker::Maker;
use super::support::process::{Process, percorso};
use super::support::{Answer, Database, within};

/// The password of everybody in the demonstration.
pub(crate) const PASSWORD: &str = "tre barche lente sul lago";

const TABLES: [&str; 42] = [
    "organisations",
    "offices",
    "services",
    "rooms",
    "closures",
    "availabilities",
    "availability_exceptions",
    "staff",
    "staff_roles",
    "staff_offices",
    "individuals",
    "individual_sections",
    "individual_section_versions",
    "individual_keys",
    "desk_contacts",
    "intakes",
    "cases",
    "case_team",
    "hand_overs",
    "referrals",
    "agreements",
    "agreement_action_outcomes",
    "agreement_editions",
    "agreement_reviews",
    "appointments",
    "appointment_versions",
    "group_activities",
    "group_sessions",
    "enrolments",
    "attendances",
    "attendance_versions",
    "occupancy",
    "document_numbers",
    "documents",
    "document_files",
    "follow_ups",
    "follow_up_attempts",
    "due_items",
    "contact_attempts",
    "notes",
    "note_versions",
    "events",
];

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).unwrap()
}

/// A store with the demonstration of that moment.
fn filled() -> Database {
    let database = Database::empty();
    persistence::migrations::migrate(&database.address).unwrap();
    let store = Store::open(Settings {
        address: database.address.clone(),
        connections: 2,
        clock: Clock::held(now()),
        minter: Minter::Counting(AtomicU32::new(1)),
    })
    .unwrap();
    demo::fill(&store, now()).unwrap();
    assert_eq!(store.clock().now(), now());
    store.close();
    database
}

#[test]
fn an_import_of_the_demonstration_waits_for_decisions_and_registers_nobody() {
    let database = filled();
    let store = database.open(Clock::held(now()));
    let importer = Importer::new(&store, &SECRET.parse().unwrap());
    let people = database.count("individuals");
    let installation = Caller::system(Id::new(uuid::Uuid::nil()), "story");
    let organisations = store.read(&installation, events::organisations).unwrap();
    demo::import(&store, &importer, organisations[0], now()).unwrap();
    let whole = "imports WHERE status = 'done' AND created_rows = 0 AND unchanged_rows = 3 \
                 AND candidate_rows = 2 AND refused_rows = 2";
    assert_eq!(database.count(whole), 1);
    assert_eq!(database.count("individuals"), people);
    store.close();
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Group {
    #[diesel(sql_type = Text)]
    line: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn lines(database: &Database, sql: String) -> Vec<String> {
    let rows: Vec<Line> = diesel::sql_query(sql)
        .load(&mut database.connection())
        .unwrap();
    rows.into_iter().map(|row| row.line).collect()
}

/// All rows of a table as text, in an order of their own.
fn rows(database: &Database, table: &str) -> Vec<String> {
    let line = match database.address {
        Address::Postgres(_) => format!("CAST({table} AS text)"),
        Address::Sqlite(_) => {
            let columns = format!("SELECT name AS line FROM pragma_table_info('{table}')");
            let quoted = lines(database, columns);
            let quoted: Vec<_> = quoted.iter().map(|name| format!("quote({name})")).collect();
            quoted.join(" || ',' || ")
        }
    };
    lines(
        database,
        format!("SELECT {line} AS line FROM {table} ORDER BY 1"),
    )
}

fn groups(database: &Database, column: &str, from: &str) -> Vec<(String, i64)> {
    let sql = format!(
        "SELECT COALESCE({column}, '-') AS line, count(*) AS count FROM {from} GROUP BY 1 ORDER BY 1"
    );
    let rows: Vec<Group> = diesel::sql_query(sql)
        .load(&mut database.connection())
        .unwrap();
    rows.into_iter().map(|row| (row.line, row.count)).collect()
}

#[test]
fn the_same_day_gives_the_same_demonstration() {
    let (one, other) = (filled(), filled());
    for table in TABLES {
        let rows = [&one, &other].map(|database| rows(database, table));
        assert!(!rows[0].is_empty(), "{table} is empty");
        assert!(rows[0] == rows[1], "{table} differs");
    }
}

#[test]
fn whoever_follows_people_has_hours_and_a_room() {
    let database = filled();
    let count = |from: &str| database.count(from);
    assert_eq!(count("rooms WHERE kind = 'room'"), 4);
    assert_eq!(count("rooms WHERE parent_id IS NOT NULL"), 2);
    assert_eq!(count("closures"), 1);
    assert_eq!(
        count("(SELECT DISTINCT staff_id FROM availabilities) AS who"),
        3
    );
    assert_eq!(count("availabilities"), 13);
    assert_eq!(count("availability_exceptions"), 1);
}

#[test]
fn every_situation_occurs_in_the_demonstration() {
    let database = filled();
    let count = |from: &str| database.count(from);
    assert_eq!(count("individuals"), 503);
    assert_eq!(count("merges WHERE status = 'merged'"), 1);
    assert_eq!(count("erasure_requests WHERE status = 'waiting'"), 1);
    assert_eq!(count("holds WHERE status = 'standing'"), 1);
    assert_eq!(count("disposals WHERE status = 'proposed'"), 1);
    assert_eq!(count("disposal_items WHERE status = 'waiting'"), 1);
    assert_eq!(count("offices"), 3);
    assert_eq!(count("staff"), 9);
    assert_eq!(count("services"), 17);
    assert_eq!(groups(&database, "mode", "services").len(), 2);
    let blocked = "services WHERE blocked AND code = 'competence_validation'";
    assert_eq!(count(blocked), 1);
    assert_eq!(groups(&database, "role", "staff_roles").len(), 6);
    let kinds = groups(
        &database,
        "kind",
        "individual_keys WHERE kind NOT IN ('phone', 'email')",
    );
    let kinds: Vec<_> = kinds.iter().map(|(kind, n)| (kind.as_str(), *n)).collect();
    assert_eq!(
        kinds,
        [
            ("local_id", 10),
            ("provisional_code", 10),
            ("tax_code", 470)
        ]
    );
    let outcomes = groups(&database, "outcome", "cases WHERE status = 'closed'");
    assert_eq!(outcomes.len(), 9, "{outcomes:?}");
    assert_eq!(groups(&database, "status", "cases").len(), 3);
    assert_eq!(count("cases WHERE counsellor_id IS NULL"), 21);
    let left = "cases WHERE status <> 'closed' AND counsellor_id IS NOT NULL AND NOT EXISTS \
        (SELECT 1 FROM staff_offices AS at WHERE at.organisation_id = cases.organisation_id \
        AND at.staff_id = cases.counsellor_id AND at.office_id = cases.office_id)";
    assert_eq!(count(left), 1, "a case whose counsellor left the office");
    assert_eq!(count("events WHERE kind = 'case_reopened'"), 20);
    assert_eq!(groups(&database, "status", "intakes").len(), 3);
    assert_eq!(groups(&database, "outcome", "intakes").len(), 5);
    assert_eq!(groups(&database, "visibility", "notes").len(), 3);
    assert!(count("note_versions WHERE version > 1") > 20);
    assert_eq!(groups(&database, "outcome", "contact_attempts").len(), 3);
    assert_eq!(count("desk_contacts WHERE individual_id IS NULL"), 400);
    assert!(count("desk_contacts WHERE individual_id IS NOT NULL") >= 20);
    assert_eq!(groups(&database, "topic", "desk_contacts").len(), 20);
    assert!(count("individual_section_versions WHERE version > 1") > 50);
    assert!(count("case_team") > 20);
    assert_eq!(groups(&database, "status", "agreements").len(), 5);
    assert_eq!(count("agreement_editions WHERE number > 1"), 1);
    assert_eq!(count("agreement_reviews"), 1);
    assert_eq!(groups(&database, "status", "appointments").len(), 7);
    people_meet(&database);
    assert_eq!(groups(&database, "status", "follow_ups").len(), 4);
    let reasons = groups(&database, "reason", "due_items");
    assert!(reasons.len() >= 8, "{reasons:?}");
    let unplanned = "cases WHERE status <> 'closed' AND NOT EXISTS (SELECT 1 FROM due_items AS d \
        WHERE d.organisation_id = cases.organisation_id AND d.subject_id = cases.id)";
    assert_eq!(count(unplanned), 0);
    assert!(count("individual_sections WHERE section = 'residence'") < 500);
}

/// A workshop is full, some wait for a place, and one of two sessions was held.
fn people_meet(database: &Database) {
    assert_eq!(database.count("enrolments WHERE status = 'enrolled'"), 4);
    assert_eq!(database.count("enrolments WHERE status = 'waiting'"), 2);
    assert_eq!(groups(database, "status", "group_sessions").len(), 2);
}

/// `percorso demo` on a database that is not there yet, with its data folder beside it.
pub(crate) fn demo_command(database: &Database, folder: &Path) -> Command {
    let mut command = percorso(database, &["demo"]);
    command
        .env("PERCORSO_DATA", folder)
        .env("PERCORSO_SIGNING_KEY", folder.join("key.pem"))
        .env("PERCORSO_DEMO_PASSWORD", PASSWORD);
    command
}

fn sign_in(process: &Process, member: office::Member, password: &str) -> Answer {
    let email = member.email().unwrap().to_string();
    let body = json!({ "email": email, "password": password });
    process.stranger().post("/sessions", &body)
}

#[test]
fn everybody_of_the_demonstration_signs_in_at_each_start() {
    let database = Database::empty();
    let folder = tempfile::tempdir().unwrap();
    for start in 1..=2 {
        let process = Process::start(demo_command(&database, folder.path()));
        for member in office::Member::OF_EACH_ROLE {
            let session = sign_in(&process, member, PASSWORD).ok(200);
            let token = session["access_token"].as_str().unwrap();
            let me = process.stranger().bearing(token).get("/me").ok(200);
            assert_eq!(me["roles"], json!([member.role().to_string()]));
        }
        process.kill();
        assert_eq!(database.count("individuals"), 503, "start {start}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !left
            .iter()
            .any(|name| name.to_string_lossy().contains("unfinished")),
        "{left:?}"
    );
}

#[test]
fn a_new_password_is_made_and_printed_when_none_is_given() {
    let database = Database::empty();
    let folder = tempfile::tempdir().unwrap();
    let mut command = demo_command(&database, folder.path());
    command.env_remove("PERCORSO_DEMO_PASSWORD");
    let said = folder.path().join("said");
    command.stdout(std::fs::File::create(&said).unwrap());
    let process = Process::start_telling(command);
    let mut heard = String::new();
    assert!(within(5_000, || {
        heard = std::fs::read_to_string(&said).unwrap();
        heard.contains("a signed assertion")
    }));
    let said = heard;
    let password = said
        .lines()
        .find_map(|line| line.strip_prefix("Password:"))
        .unwrap()
        .trim();
    sign_in(&process, office::Member::Counsellor, password).ok(200);
    assert!(said.contains("/docs/"));
    assert!(said.contains("desk-operator@demo.example"));
    assert!(a_program_gets_in(&process, folder.path(), &said));
}

#[test]
fn whoever_is_greeted_is_served() {
    let database = Database::empty();
    let folder = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let mut command = demo_command(&database, folder.path());
    command.env("PERCORSO_LISTEN", address.to_string());
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let greeting = BufReader::new(child.stdout.take().unwrap()).lines().next();
    let served = TcpStream::connect(address);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(greeting.unwrap().unwrap().starts_with("Percorso"));
    assert!(served.is_ok(), "{served:?}");
}

/// Whether the program that the demonstration tells of reads a case with its key.
fn a_program_gets_in(process: &Process, folder: &Path, said: &str) -> bool {
    let line = said
        .lines()
        .find_map(|line| line.strip_prefix("Machine client: "));
    let (client, _) = line.unwrap().split_once(',').unwrap();
    let url = said
        .lines()
        .find_map(|line| line.strip_prefix("Address:"))
        .unwrap();
    let now = persistence::Clock::System.now().timestamp();
    let claims = json!({
        "iss": client, "sub": client, "aud": format!("{}/tokens", url.trim()),
        "jti": "first", "iat": now, "exp": now + 60,
    });
    let assertions = Maker::new(folder.join("machine-client-key.pem"), "JWT", claims);
    let form = format!(
        "grant_type=client_credentials&client_assertion_type=\
         urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={}",
        assertions.claiming(json!({}))
    );
    let given = process
        .stranger()
        .with("Content-Type", "application/x-www-form-urlencoded")
        .send("POST", "/tokens", Some(form.into()));
    let token = given.ok(200)["access_token"].as_str().unwrap().to_owned();
    let cases = process.stranger().bearing(token).get("/cases").ok(200);
    !cases["items"].as_array().unwrap().is_empty()
}

#[test]
fn the_demonstration_refuses_the_data_of_somebody_else() {
    let database = Database::seeded();
    let folder = tempfile::tempdir().unwrap();
    let output = demo_command(&database, folder.path()).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("not the demonstration's"), "{said}");
    assert_eq!(database.count("staff WHERE password_state = 'chosen'"), 36);
}
