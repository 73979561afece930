//! What is in a database, as one figure for each table.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;
use persistence::backend::Conn;
use sha2::{Digest, Sha256};

use crate::support::Database;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines(conn: &mut Conn, sql: impl Into<String>) -> Vec<String> {
    let found: Vec<Line> = diesel::sql_query(sql.into()).load(conn).unwrap();
    found.into_iter().map(|found| found.line).collect()
}

/// The digest over all rows of each table, whatever order the engine keeps them in.
pub(super) fn hashes(database: &Database) -> BTreeMap<String, String> {
    let mut conn = database.connection();
    let tables = match conn {
        Conn::Pg(_) => "SELECT tablename AS line FROM pg_tables WHERE schemaname = 'public'",
        // What SQLite keeps for itself is no data.
        Conn::Sqlite(_) => {
            "SELECT name AS line FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        }
    };
    let tables = lines(&mut conn, tables);
    assert!(tables.len() > 40, "{tables:?}");
    let of = |table: String| {
        let rows = match conn {
            Conn::Pg(_) => format!("SELECT t::text AS line FROM \"{table}\" t"),
            Conn::Sqlite(_) => {
                let columns = format!("SELECT name AS line FROM pragma_table_info('{table}')");
                let columns = lines(&mut conn, columns);
                let quoted: Vec<_> = columns.iter().map(|c| format!("quote(\"{c}\")")).collect();
                format!(
                    "SELECT {} AS line FROM \"{table}\"",
                    quoted.join(" || ',' || ")
                )
            }
        };
        let mut rows = lines(&mut conn, rows);
        rows.sort_unstable();
        let mut sha = Sha256::new();
        for row in &rows {
            sha.update(row);
            sha.update("\n");
        }
        let digest = sha.finalize();
        (table, format!("{} rows {digest:x}", rows.len()))
    };
    tables.into_iter().map(of).collect()
}

/// That two databases hold the same; names the tables that differ.
#[track_caller]
pub(super) fn are_alike(left: &BTreeMap<String, String>, right: &BTreeMap<String, String>) {
    let differing = left
        .iter()
        .filter(|(table, rows)| right.get(*table) != Some(*rows));
    let differing: Vec<_> = differing
        .map(|(table, rows)| format!("{table}: {rows} and {:?}", right.get(table)))
        .collect();
    assert!(
        differing.is_empty() && left.len() == right.len(),
        "{differing:#?}"
    );
}
