//! How each engine serves a statement.

use std::fmt;
use std::sync::{Arc, Mutex};

use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::backend::Conn;
use crate::{Error, Tx};

/// What the engine says about a statement, line by line.
#[derive(Debug)]
pub(crate) enum Plan {
    Sqlite(Vec<String>),
    /// With the figures of having run it.
    Pg(Vec<String>),
}

impl Plan {
    /// The plan of a statement as [`statements`] shows it.
    pub(crate) fn of(tx: &mut Tx<'_>, statement: &str) -> Self {
        let (sql, binds) = statement.split_once("-- binds:").unwrap();
        match tx.conn() {
            Conn::Sqlite(c) => {
                let explain = format!("EXPLAIN QUERY PLAN {sql}");
                let steps: Vec<SqliteStep> = diesel::sql_query(explain).load(c).unwrap();
                Self::Sqlite(steps.into_iter().map(|step| step.detail).collect())
            }
            Conn::Pg(c) => {
                // As the manual advises: on disks without moving parts an index costs little more.
                let prepare = "SET LOCAL random_page_cost = 1.1; PREPARE judged AS";
                c.batch_execute(&format!("{prepare} {sql}")).unwrap();
                let explain = format!(
                    "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE judged ({})",
                    literals(binds)
                );
                let lines: Vec<PgLine> = diesel::sql_query(explain).load(c).unwrap();
                c.batch_execute("DEALLOCATE judged").unwrap();
                Self::Pg(lines.into_iter().map(|line| line.line).collect())
            }
        }
    }

    /// The plan of each statement that `work` runs.
    pub(crate) fn of_all<T>(
        tx: &mut Tx<'_>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>,
    ) -> Vec<Self> {
        let all = statements(tx, work);
        all.iter().map(|sql| Self::of(tx, sql)).collect()
    }

    /// The most rows that PostgreSQL took into its hand on one line of the plan.
    pub(crate) fn touched(&self) -> f64 {
        match self {
            Self::Sqlite(_) => 0.0,
            Self::Pg(lines) => lines.iter().map(|line| touched(line)).fold(0.0, f64::max),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Sqlite(lines) | Self::Pg(lines)) = self;
        f.write_str(&lines.join("\n"))
    }
}

/// The statements that `work` runs, as diesel shows them: the text and what is bound to it.
pub(crate) fn statements<T>(
    tx: &mut Tx<'_>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>,
) -> Vec<String> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    tx.conn()
        .set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                kept.lock().unwrap().push(query.to_string());
            }
        });
    work(tx).map(|_| ()).unwrap();
    tx.conn()
        .set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let seen = seen.lock().unwrap();
    assert!(!seen.is_empty());
    seen.clone()
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PgLine {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

/// What is bound, as literals without a type. A list is bound as one array.
fn literals(binds: &str) -> String {
    let binds = binds.trim();
    let inner = binds.strip_prefix('[').and_then(|b| b.strip_suffix(']'));
    let mut literals = String::from("'");
    let mut is_list = false;
    let inner = inner
        .unwrap_or(binds)
        .replace("Uid(", "")
        .replace("Instant(", "")
        .replace("Some(", "")
        .replace(", ", ",");
    for letter in inner.chars() {
        match letter {
            '[' | ']' => {
                is_list = letter == '[';
                literals.push(if is_list { '{' } else { '}' });
            }
            ',' if !is_list => literals.push_str("', '"),
            ')' | '"' => {}
            other => literals.push(other),
        }
    }
    literals + "'"
}

/// How many rows PostgreSQL took into its hand on this line of a plan.
fn touched(line: &str) -> f64 {
    let number = |after: &str| -> Option<f64> {
        let (_, rest) = line.split_once(after)?;
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        rest[..end.unwrap_or(rest.len())].parse().ok()
    };
    let loops = number("loops=").unwrap_or(1.0);
    let removed = number("Rows Removed by Filter: ").unwrap_or(0.0);
    number("actual rows=").unwrap_or(0.0) * loops + removed
}
