use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::erasures::ErasureStatus;
use domain::kernel::Id;
use uuid::Uuid;

use super::catalogue::{CATALOGUE, Fate};
use super::places::PLACES;
use crate::backend::Conn;
use crate::keyset::Page;
use crate::rig::Rig;
use crate::rig::plans::Plan;

use super::list;

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
            let names = |columns: &str| -> Vec<String> {
                let columns = columns.split_whitespace();
                columns.map(|column| format!("{table}.{column}")).collect()
            };
            match fate {
                Fate::Deleted => judged.extend(
                    there
                        .iter()
                        .filter(|column| column.starts_with(&format!("{table}.")))
                        .cloned(),
                ),
                Fate::Emptied { emptied, kept, why } => {
                    assert!(!why.is_empty());
                    judged.extend(names(emptied));
                    judged.extend(names(kept));
                }
                Fate::Kept { columns, why } => {
                    assert!(!why.is_empty());
                    judged.extend(names(columns));
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

/// How many requests there are, and how many of them a list may touch for a page.
const ROWS: i64 = 20_000;
const TOUCHED: f64 = 500.0;

#[test]
fn every_list_of_requests_goes_along_an_index() {
    for rig in Rig::on_each_engine() {
        fill(&rig);
        for status in [
            None,
            Some(ErasureStatus::Waiting),
            Some(ErasureStatus::Done),
        ] {
            for after in [None, Some(Id::new(Uuid::max()))] {
                let page = Page { limit: 25, after };
                let plans = rig.read(|tx| Ok(Plan::of_all(tx, |tx| list(tx, status, &page))));
                for plan in plans.unwrap() {
                    let told = plan.to_string();
                    assert!(!told.contains("SCAN erasure_requests"), "{told}");
                    assert!(!told.contains("TEMP B-TREE"), "{told}");
                    assert!(plan.touched() < TOUCHED, "{told}");
                }
            }
        }
    }
}

/// Many requests of one organisation: most are done, a few wait.
fn fill(rig: &Rig) {
    let (office, organisation) = (rig.office(), rig.organisation);
    rig.write(move |tx| {
        let (mint, now, org, place) = match tx.conn() {
            Conn::Sqlite(_) => (
                "randomblob(16)",
                "0",
                format!("x'{}'", organisation.uuid().simple()),
                format!("x'{}'", office.uuid().simple()),
            ),
            Conn::Pg(_) => (
                "gen_random_uuid()",
                "now()",
                format!("'{organisation}'::uuid"),
                format!("'{office}'::uuid"),
            ),
        };
        tx.conn().batch_execute(&format!(
            "INSERT INTO erasure_requests (organisation_id, id, individual_id, records, office_id, \
             ground, status, requested_at, version) WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL \
             SELECT n + 1 FROM counted WHERE n < {ROWS}) SELECT {org}, {mint}, {mint}, '', {place}, \
             'court_order', CASE WHEN n % 200 = 0 THEN 'waiting' ELSE 'done' END, {now}, 1 \
             FROM counted"
        ))?;
        Ok(())
    })
    .unwrap();
    rig.write(|tx| Ok(tx.conn().batch_execute("ANALYZE erasure_requests")?))
        .unwrap();
}
