//! What SQLite goes by when it plans: how it was built, and what it is told of the tables.
//! PostgreSQL counts by itself.
//!
//! Nearly every index begins with the organisation. Untold, SQLite takes one value of a first column
//! for ten rows, and so reads all cases of an organisation where it should look fifty up. So it is
//! told how many rows to expect behind an organisation, an office, a status or a colleague. The
//! figures are fixed, so that ten people and a million are served by the same plans. `ANALYZE` would
//! count instead, and read every index whole while nobody can write.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::backend::Conn;
use crate::error::OpenError;

/// How many rows SQLite assumes in a table of which it knows nothing.
const ROWS: i64 = 1 << 20;
/// How many rows SQLite assumes for a value of which it knows nothing, and how few it assumes at the
/// least, each further column of an index taking one away.
const UNTOLD: i64 = 9;
const LEAST: i64 = 5;

/// Among how many values of a column the rows behind the columns before it are shared out; nothing
/// where one value has few rows: a person, a thing, a day, a name.
fn values(column: &str) -> Option<i64> {
    Some(match column {
        "organisation_id" => 1,
        "status" | "kind" | "circle" | "topic" | "section" | "outcome" | "turn" => 4,
        "office_id" | "to_office_id" | "from_office_id" => 8,
        "service_id" => 16,
        "staff_id" | "counsellor_id" | "to_counsellor_id" | "from_counsellor_id" | "actor_id"
        | "taken_by" | "proposed_by" | "requested_by" | "client_id" => 40,
        "import_id" | "export_id" | "merge_id" | "disposal_id" => 1_000,
        _ => return None,
    })
}

/// Only `ANALYZE` makes the table of the figures; this one knows nothing of people.
const MAKE: &str = "ANALYZE __diesel_schema_migrations; DELETE FROM sqlite_stat1";

/// The indexes that hold the organisation: nearly all of them.
const INDEXES: &str = "SELECT * FROM (SELECT m.name AS of_table, l.name AS name, \
     l.\"unique\" AS is_unique, \
     (SELECT group_concat(i.name) FROM pragma_index_info(l.name) i) AS columns \
     FROM sqlite_schema m, pragma_index_list(m.name) l WHERE m.type = 'table') \
     WHERE ',' || columns || ',' LIKE '%,organisation_id,%' ORDER BY 1, 2";

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
    /// With commas between them.
    #[diesel(sql_type = Text)]
    columns: String,
}

/// What stands about an index, as `ANALYZE` writes it: how many rows there are, and how many of them
/// have the same first column, the same first two, and so on.
#[derive(Debug, PartialEq, QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    of_index: String,
    #[diesel(sql_type = Text)]
    figures: String,
}

impl Told {
    fn of(index: Index) -> Self {
        let mut rows = ROWS;
        let mut figures = vec![rows];
        for column in index.columns.split(',') {
            rows = match values(column) {
                Some(values) => (rows / values).max(UNTOLD.min(rows)),
                None if rows > UNTOLD => UNTOLD,
                None => (rows - 1).max(LEAST),
            };
            figures.push(rows);
        }
        if index.is_unique
            && let Some(last) = figures.last_mut()
        {
            *last = 1;
        }
        let figures: Vec<String> = figures.iter().map(ToString::to_string).collect();
        Self {
            of_table: index.of_table,
            of_index: index.name,
            figures: figures.join(" "),
        }
    }
}

/// Tells SQLite what it should go by, where that does not stand there yet.
pub(crate) fn tell(conn: &mut Conn) -> Result<(), OpenError> {
    let Conn::Sqlite(c) = conn else { return Ok(()) };
    tell_sqlite(c).map_err(OpenError::Settings)
}

fn tell_sqlite(conn: &mut SqliteConnection) -> QueryResult<()> {
    let indexes: Vec<Index> = diesel::sql_query(INDEXES).load(conn)?;
    let told: Vec<Told> = indexes.into_iter().map(Told::of).collect();
    if stands(conn)? == told {
        return Ok(());
    }
    conn.transaction(|conn| {
        conn.batch_execute(MAKE)?;
        for Told {
            of_table,
            of_index,
            figures,
        } in told
        {
            diesel::sql_query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)")
                .bind::<Text, _>(of_table)
                .bind::<Text, _>(of_index)
                .bind::<Text, _>(figures)
                .execute(conn)?;
        }
        Ok(())
    })
}

/// What stands there by now.
fn stands(conn: &mut SqliteConnection) -> QueryResult<Vec<Told>> {
    let there = "EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1')";
    if !diesel::select(sql::<Bool>(there)).get_result::<bool>(conn)? {
        return Ok(Vec::new());
    }
    let all = "SELECT tbl AS of_table, coalesce(idx, '') AS of_index, stat AS figures \
               FROM sqlite_stat1 ORDER BY 1, 2";
    diesel::sql_query(all).load(conn)
}

/// Says so where SQLite was built otherwise than `.cargo/config.toml` asks for: statements would be
/// prepared again and again, and who runs `ANALYZE` by hand would leave samples of rows, which
/// outlive whoever is erased.
pub(crate) fn look_at_build(conn: &mut Conn) -> Result<(), OpenError> {
    let Conn::Sqlite(c) = conn else { return Ok(()) };
    let as_asked = "sqlite_compileoption_used('ENABLE_QPSG') \
                    AND NOT sqlite_compileoption_used('ENABLE_STAT4')";
    let as_asked: bool = diesel::select(sql::<Bool>(as_asked))
        .get_result(c)
        .map_err(OpenError::Settings)?;
    if !as_asked {
        tracing::warn!(event = "sqlite_built_otherwise");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Tx;
    use crate::cached::Prepare;
    use crate::rig::Rig;
    use crate::rig::plans::Plan;
    use crate::schema::cases;
    use crate::sql_types::Uid;

    fn sqlite<'a>(tx: &'a mut Tx<'_>) -> &'a mut SqliteConnection {
        match tx.conn() {
            Conn::Sqlite(c) => c,
            Conn::Pg(_) => panic!("the rig is on SQLite"),
        }
    }

    #[test]
    fn every_index_that_holds_the_organisation_has_its_figures_once_and_for_all() {
        let rig = Rig::new();
        rig.write(|tx| {
            let conn = sqlite(tx);
            let before = stands(conn)?;
            let indexes: Vec<Index> = diesel::sql_query(INDEXES).load(conn)?;
            assert_eq!(before.len(), indexes.len());
            assert!(before.len() > 100, "{}", before.len());
            let figures = |of: &str| {
                let found = before.iter().find(|told| told.of_index == of);
                found.map(|told| told.figures.clone())
            };
            let key = figures("sqlite_autoindex_cases_1");
            assert_eq!(key.as_deref(), Some("1048576 1048576 1"));
            let due = figures("due_items_by_counsellor");
            assert_eq!(due.as_deref(), Some("1048576 1048576 26214 9 8 7"));
            conn.batch_execute("DELETE FROM sqlite_stat1 WHERE tbl = 'cases'")?;
            tell_sqlite(conn)?;
            assert_eq!(stands(conn)?, before);
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn sqlite_looks_fifty_cases_up_instead_of_reading_all_of_an_organisation() {
        let rig = Rig::new();
        let ids = vec![Uid(Uuid::nil()); 64];
        let plans = rig.read(|tx| {
            Ok(Plan::of_all(tx, |tx| {
                let found: Vec<(Uid, Uid)> = cases::table
                    .filter(cases::organisation_id.eq(tx.org()))
                    .filter(cases::id.eq_any(&ids))
                    .select((cases::id, cases::individual_id))
                    .prepared()
                    .load(tx.conn())?;
                Ok(found)
            }))
        });
        let [plan] = <[Plan; 1]>::try_from(plans.unwrap()).unwrap();
        let way = plan.to_string();
        assert!(way.ends_with("(organisation_id=? AND id=?)"), "{way}");
    }
}
