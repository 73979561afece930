//! What PostgreSQL does for itself, and SQLite when it is told to.

use std::sync::Arc;

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{Integer, Text};

use super::Store;
use crate::backend::{Address, Conn, Manager, Use};
use crate::error::{Error, OpenError};
use crate::writer::transact;

/// Names the statements that count what has tables or indexes that were never counted, or ten times
/// as many rows as when they were (SQLite, `PRAGMA optimize`: all tables, saying instead of doing).
const UNCOUNTED: &str = "SELECT optimize AS statement FROM pragma_optimize(0x10003)";
/// So many entries are looked at for each index, which takes milliseconds.
const LIMIT: &str = "PRAGMA analysis_limit = 2000";
/// Other connections read the statistics together with the schema, when that has changed.
const TELL: &str = "CREATE TABLE counted (n integer); DROP TABLE counted";

#[derive(diesel::QueryableByName)]
struct Uncounted {
    #[diesel(sql_type = Text)]
    statement: String,
}

#[derive(diesel::QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

#[derive(diesel::QueryableByName)]
struct Built {
    #[diesel(sql_type = Text)]
    compile_options: String,
}

/// Says so where SQLite was built otherwise than `.cargo/config.toml` asks for: statements would be
/// prepared again and again, and statistics might hold samples of rows, which outlive whoever is
/// erased.
pub(super) fn look_at_build(conn: &mut Conn) -> Result<(), OpenError> {
    let Conn::Sqlite(c) = conn else { return Ok(()) };
    let built: Vec<Built> = diesel::sql_query("PRAGMA compile_options")
        .load(c)
        .map_err(OpenError::Settings)?;
    let has = |option: &str| built.iter().any(|one| one.compile_options == option);
    if !has("ENABLE_QPSG") || has("ENABLE_STAT4") {
        tracing::warn!(event = "sqlite_built_otherwise");
    }
    Ok(())
}

impl Store {
    /// Lets the engine learn how many rows stand behind each index. Without it SQLite takes an
    /// organisation for ten rows, and would rather read all of its cases than look up fifty.
    pub fn count_rows(&self) -> Result<(), Error> {
        let Some(mut conn) = self.aside()? else {
            return Ok(());
        };
        conn.batch_execute(LIMIT)?;
        let uncounted: Vec<Uncounted> = diesel::sql_query(UNCOUNTED).load(&mut conn)?;
        if uncounted.is_empty() {
            return Ok(());
        }
        transact(&mut conn, |conn| {
            for Uncounted { statement } in &uncounted {
                conn.batch_execute(statement)?;
            }
            Ok(conn.batch_execute(TELL)?)
        })
    }

    /// Brings everything that was written into the file of the database and empties the log beside
    /// it, so that what was erased stands in neither. Says whether it could: somebody who reads for
    /// long keeps the log.
    pub fn empty_log(&self) -> Result<bool, Error> {
        let Some(mut conn) = self.aside()? else {
            return Ok(true);
        };
        let done: Checkpoint =
            diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(&mut conn)?;
        Ok(done.busy == 0)
    }

    /// A connection beside the writer's; none to PostgreSQL, which does all this in its own time.
    fn aside(&self) -> Result<Option<Conn>, Error> {
        if !matches!(self.shared.address, Address::Sqlite(_)) {
            return Ok(None);
        }
        let statements = Arc::clone(&self.shared.statements);
        let manager = Manager::new(self.shared.address.clone(), Use::Write, statements);
        manager.open().map(Some).map_err(|_| Error::Unavailable)
    }
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::BigInt;

    use super::*;
    use crate::Tx;
    use crate::rig::Rig;

    #[derive(diesel::QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    #[derive(diesel::QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }

    fn number(tx: &mut Tx<'_>, sql: &str) -> i64 {
        let found: Number = diesel::sql_query(sql).get_result(tx.conn()).unwrap();
        found.n
    }

    /// So many closed cases of one person more.
    fn cases(rig: &Rig, more: u32) {
        let cases = format!(
            "INSERT OR IGNORE INTO offices (organisation_id, id, label, kind, version, created_at) \
             SELECT id, x'01', 'Sportello', 'employment_desk', 1, 0 FROM organisations; \
             INSERT OR IGNORE INTO individuals (organisation_id, id, office_id, family_name, \
             given_name, birth_date, family_norm, given_norm, registered_at) \
             SELECT id, x'02', x'01', 'F', 'G', '1990-01-01', 'f', 'g', 0 FROM organisations; \
             INSERT INTO cases (organisation_id, id, individual_id, office_id, status, \
             status_since, reason, opened_on, outcome, version, created_at) \
             WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
             WHERE n < {more}) SELECT o.id, randomblob(16), x'02', x'01', 'closed', '2025-01-01', \
             'Cerca lavoro.', '2025-01-01', 'moved', 1, 0 FROM counted, organisations o"
        );
        rig.write(move |tx| Ok(tx.conn().batch_execute(&cases)?))
            .unwrap();
        rig.store.count_rows().unwrap();
    }

    #[test]
    fn sqlite_looks_fifty_cases_up_instead_of_reading_all_of_an_organisation() {
        let rig = Rig::new();
        let way = || {
            let ids = vec!["?"; 64].join(", ");
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT id, individual_id FROM cases \
                 WHERE organisation_id = ? AND id IN ({ids})"
            );
            let asked = |tx: &mut Tx<'_>| {
                // What is only explained looks at no schema anew.
                number(tx, "SELECT count(*) AS n FROM cases");
                Ok(diesel::sql_query(&sql).load(tx.conn())?)
            };
            let steps: Vec<Step> = rig.read(asked).unwrap();
            steps
                .into_iter()
                .map(|step| step.detail)
                .collect::<String>()
        };
        cases(&rig, 9);
        assert!(way().ends_with("(organisation_id=?)"), "{}", way());
        cases(&rig, 500);
        assert!(way().ends_with("(organisation_id=? AND id=?)"), "{}", way());
    }

    #[test]
    fn rows_are_counted_anew_when_they_became_ten_times_as_many_and_no_row_is_kept() {
        let rig = Rig::new();
        let known = || {
            let sql =
                "SELECT max(CAST(stat AS integer)) AS n FROM sqlite_stat1 WHERE tbl = 'cases'";
            rig.read(|tx| Ok(number(tx, sql))).unwrap()
        };
        cases(&rig, 30);
        let few = known();
        assert!(few < 60, "{few}");
        cases(&rig, 900);
        let many = known();
        assert!(many > 500, "{many}");
        let samples = "SELECT count(*) AS n FROM sqlite_schema WHERE name IN \
                       ('sqlite_stat3', 'sqlite_stat4')";
        assert_eq!(rig.read(|tx| Ok(number(tx, samples))).unwrap(), 0);
    }
}
