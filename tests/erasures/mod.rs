//! Somebody is erased before the time: two people decide, nothing is left, and nothing comes back.

mod asking;
mod changing;
mod holding;
mod leaving;
mod parting;
mod racing;
mod restoring;
mod telling;

pub(crate) use racing::serve;
pub(crate) use restoring::{copy, restore};

use std::collections::BTreeSet;

use api::erasures::{Ledger, round};
use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::actor::Role;
use persistence::backend::{Address, Conn};
use serde_json::{Value, json};

use crate::support::app::SECRET;
use crate::support::people::{Somebody, register};
use crate::support::{Answer, Client, Database, Member, Place, TestApp, within};

fn coordinator(number: u8) -> Member {
    Member::new(Place::Home, Role::Coordinator, number)
}

fn id(path: &str) -> &str {
    path.rsplit_once('/').unwrap().1
}

fn mistake() -> Value {
    json!({ "ground": "registered_by_mistake" })
}

fn order() -> Value {
    json!({ "ground": "court_order", "reference": "Tribunale di Prova, n. 12/2026" })
}

fn ask(by: &Client, person: &str, terms: &Value) -> Answer {
    by.post(&format!("{person}/erasure-requests"), terms)
}

/// The path of a request that must be taken.
#[track_caller]
fn asked(by: &Client, person: &str, terms: &Value) -> String {
    let made = ask(by, person, terms).ok(201);
    format!("/erasure-requests/{}", made["id"].as_str().unwrap())
}

/// The path of a request that two coordinators agreed with.
#[track_caller]
pub(crate) fn approved(app: &TestApp, person: &str, terms: &Value) -> String {
    let request = asked(&app.member(coordinator(0)), person, terms);
    let second = app.member(coordinator(1));
    second.step_now(&request, "approval").ok(200);
    request
}

pub(crate) fn ledger(database: &Database) -> Ledger {
    Ledger::new(database.ledger(), &SECRET.parse().unwrap(), None)
}

/// What the worker of a process does, until nothing waits: whoever reads at that moment keeps the log
/// of the database from being emptied, and the next round does it.
pub(crate) fn carry_out(app: &TestApp) {
    let done = within(20_000, || {
        round(&app.store, &ledger(&app.database)).unwrap();
        crate::exports::clear(app);
        [
            "erasure_requests WHERE status IN ('approved', 'erased')",
            "disposals WHERE status = 'approved'",
            "erasures WHERE finished_at IS NULL",
        ]
        .iter()
        .all(|waiting| app.database.count(waiting) == 0)
    });
    assert!(done, "an erasure waits for ever");
}

fn newcomer(app: &TestApp, number: usize) -> String {
    let somebody = Somebody::numbered(number);
    register(&app.member(coordinator(0)), &somebody.registration())
}

fn status(app: &TestApp, request: &str) -> String {
    let view = app.member(coordinator(0)).get(request).ok(200);
    view["status"].as_str().unwrap().to_owned()
}

/// Makes one of two records: the path of the merge.
#[track_caller]
fn merged(by: &Client, kept: &str, other: &str) -> String {
    merged_with(by, kept, other, &json!([]))
}

/// The same, taking over these sections.
#[track_caller]
fn merged_with(by: &Client, kept: &str, other: &str, sections: &Value) -> String {
    let body = json!({
        "absorbed_id": id(other), "absorbed_version": by.get(other).ok(200)["version"],
        "reason": "Registrata due volte.", "sections": sections,
    });
    let made = by
        .with("If-Match", by.tag(kept))
        .post(&format!("{kept}/merges"), &body)
        .ok(201);
    format!("/merges/{}", made["id"].as_str().unwrap())
}

/// An identifier as the engine writes it.
pub(crate) fn literal(database: &Database, path: &str) -> String {
    let uuid: uuid::Uuid = id(path).parse().unwrap();
    match database.address {
        Address::Sqlite(_) => format!("x'{}'", uuid.simple()),
        Address::Postgres(_) => format!("'{uuid}'"),
    }
}

/// A word that stands nowhere but where these stories put it.
const CANARY: &str = "canarinoblunotte";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// The tables and columns in which the word stands.
fn told(database: &Database) -> BTreeSet<String> {
    let mut conn = database.connection();
    let (columns, holds): (&str, fn(&str) -> String) = match conn {
        Conn::Pg(_) => (
            "SELECT table_name || '.' || column_name AS line FROM information_schema.columns \
             WHERE table_schema = 'public'",
            |column| format!("position('{CANARY}' in lower({column}::text)) > 0"),
        ),
        Conn::Sqlite(_) => (
            "SELECT m.name || '.' || c.name AS line FROM sqlite_schema m, \
             pragma_table_info(m.name) c WHERE m.type = 'table'",
            |column| format!("instr(lower(CAST({column} AS text)), '{CANARY}') > 0"),
        ),
    };
    let columns: Vec<Line> = diesel::sql_query(columns).load(&mut conn).unwrap();
    let columns = columns.into_iter().map(|found| found.line);
    columns
        .filter(|name| {
            let (table, column) = name.split_once('.').unwrap();
            let held = holds(&format!("\"{column}\""));
            database.count(&format!("\"{table}\" WHERE {held}")) > 0
        })
        .collect()
}

/// How often the word stands in the files of the database; nothing on PostgreSQL, which cleans its
/// files in its own time.
fn in_files(database: &Database) -> usize {
    let Address::Sqlite(path) = &database.address else {
        return 0;
    };
    let files = ["", "-wal", "-journal"].map(|end| format!("{path}{end}"));
    let bytes = files
        .iter()
        .map(|file| std::fs::read(file).unwrap_or_default());
    bytes
        .map(|bytes| {
            let bytes = bytes.to_ascii_lowercase();
            let words = bytes.windows(CANARY.len());
            words.filter(|word| *word == CANARY.as_bytes()).count()
        })
        .sum()
}
