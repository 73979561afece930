//! Every table that refers to a person is known to merges.

use std::collections::BTreeSet;

use diesel::prelude::*;
use persistence::backend::Conn;
use persistence::individuals::merges::Kind;
use strum::IntoEnumIterator;

use super::undoing::{Line, TABLES};
use crate::support::Database;

/// What a merge points at the survivor.
fn moved(kind: Kind) -> &'static str {
    match kind {
        Kind::Case => "cases.individual_id",
        Kind::Intake => "intakes.individual_id",
        Kind::DeskContact => "desk_contacts.individual_id",
        Kind::Appointment => "appointments.individual_id",
        Kind::Enrolment => "enrolments.individual_id",
        // Without a foreign key: a merge changes it, and guards it by its own.
        Kind::Individual => "individuals.survivor_id",
    }
}

/// What stays with the record that it was written about, each with its reason.
const STAYING: [(&str, &str); 9] = [
    (
        "individual_sections.individual_id",
        "taken over one by one, with what stood before",
    ),
    (
        "individual_section_versions.individual_id",
        "history is never rewritten",
    ),
    (
        "individual_keys.individual_id",
        "the person is found by the keys of either record",
    ),
    (
        "holds.individual_id",
        "a hold of either record holds the person: all records are asked",
    ),
    (
        "emergency_accesses.individual_id",
        "it opens the record that it was written about, for hours, and is told of with accesses",
    ),
    (
        "message_pauses.individual_id",
        "what was said of either record holds for the person: all records are asked",
    ),
    ("merges.survivor_id", "the merge itself"),
    ("merges.absorbed_id", "the merge itself"),
    (
        "import_rows.individual_id",
        "the report of an import tells what it did then",
    ),
];

/// The columns that name a person by a foreign key.
pub(crate) fn references(database: &Database) -> BTreeSet<String> {
    let mut conn = database.connection();
    let sql = match conn {
        Conn::Pg(_) => {
            "SELECT c.conrelid::regclass || '.' || a.attname AS line FROM pg_constraint c, \
             unnest(c.conkey) AS k (attnum), pg_attribute a WHERE c.contype = 'f' AND c.confrelid \
             = 'individuals'::regclass AND a.attrelid = c.conrelid AND a.attnum = k.attnum \
             AND a.attname <> 'organisation_id'"
        }
        Conn::Sqlite(_) => {
            "SELECT m.name || '.' || f.\"from\" AS line FROM sqlite_schema m, \
             pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.\"table\" = \
             'individuals' AND f.\"from\" <> 'organisation_id'"
        }
    };
    let lines: Vec<Line> = diesel::sql_query(sql).load(&mut conn).unwrap();
    lines.into_iter().map(|found| found.line).collect()
}

/// Those of which nobody has said what a merge does with them.
fn forgotten(database: &Database) -> Vec<String> {
    let mut known: BTreeSet<&str> = Kind::iter().map(moved).collect();
    known.extend(STAYING.iter().map(|(column, _)| *column));
    let found = references(database).into_iter();
    found
        .filter(|column| !known.contains(column.as_str()))
        .collect()
}

#[test]
fn every_reference_to_a_person_is_moved_by_a_merge_or_stays_for_a_reason() {
    let database = Database::seeded();
    assert_eq!(forgotten(&database), [""; 0]);
    let found = references(&database);
    for (column, why) in STAYING {
        assert!(found.contains(column), "{column} is not there: {why}");
    }
    for kind in Kind::iter() {
        let column = moved(kind);
        assert!(
            kind == Kind::Individual || found.contains(column),
            "{column}"
        );
        // The story of undoing looks at every row of what moves.
        let table = column.split('.').next().unwrap();
        assert!(TABLES.contains(&table), "{table}");
    }
}

#[test]
fn a_table_that_nobody_told_of_is_found() {
    let database = Database::seeded();
    database.execute(
        "CREATE TABLE bookings (organisation_id uuid NOT NULL, id uuid NOT NULL, \
         person_id uuid NOT NULL, PRIMARY KEY (organisation_id, id), \
         FOREIGN KEY (organisation_id, person_id) REFERENCES individuals (organisation_id, id))",
    );
    assert_eq!(forgotten(&database), ["bookings.person_id"]);
}
