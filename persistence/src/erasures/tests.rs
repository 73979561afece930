use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::catalogue::{CATALOGUE, Fate};
use super::places::PLACES;
use crate::backend::Conn;
use crate::rig::Rig;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const POSTGRES: &str = "SELECT table_name || '.' || column_name AS line \
     FROM information_schema.columns WHERE table_schema = 'public'";
const SQLITE: &str = "SELECT m.name || '.' || c.name AS line FROM sqlite_schema m, \
     pragma_table_info(m.name) c WHERE m.type = 'table'";

/// Every column that there is, as `table.column`.
fn there(rig: &Rig) -> BTreeSet<String> {
    let lines: Vec<Line> = rig
        .read(|tx| {
            let sql = match tx.conn() {
                Conn::Pg(_) => POSTGRES,
                Conn::Sqlite(_) => SQLITE,
            };
            Ok(diesel::sql_query(sql).load(tx.conn())?)
        })
        .unwrap();
    let lines = lines.into_iter().map(|found| found.line);
    lines
        .filter(|line| !line.starts_with("__diesel") && !line.starts_with("sqlite_"))
        .collect()
}

#[test]
fn an_erasure_has_judged_every_column_of_every_table() {
    for rig in Rig::on_each_engine() {
        let there = there(&rig);
        let mut judged = BTreeSet::new();
        for (table, fate) in CATALOGUE {
            let name = |column: &&str| format!("{table}.{column}");
            match fate {
                Fate::Deleted => judged.extend(
                    there
                        .iter()
                        .filter(|column| column.starts_with(&format!("{table}.")))
                        .cloned(),
                ),
                Fate::Emptied { emptied, kept, why } => {
                    assert!(!why.is_empty());
                    judged.extend(emptied.iter().chain(*kept).map(name));
                }
                Fate::Kept { columns, why } => {
                    assert!(!why.is_empty());
                    judged.extend(columns.iter().map(name));
                }
            }
        }
        let forgotten: Vec<_> = there.difference(&judged).collect();
        assert!(forgotten.is_empty(), "nobody judged {forgotten:#?}");
        let gone: Vec<_> = judged.difference(&there).collect();
        assert!(gone.is_empty(), "there is no {gone:#?}");
    }
}

#[test]
fn what_is_not_kept_is_cleared_and_nothing_else() {
    let cleared: BTreeSet<&str> = PLACES.iter().map(|(table, _)| *table).collect();
    let told = CATALOGUE
        .iter()
        .filter(|(_, fate)| !matches!(fate, Fate::Kept { .. }));
    assert_eq!(cleared, told.map(|(table, _)| *table).collect());
    assert_eq!(cleared.len(), PLACES.len());
}
