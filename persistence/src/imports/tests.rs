//! The lists of imports go along an index, on both engines, among many rows.

use diesel::connection::SimpleConnection;
use domain::imports::{ImportId, RowOutcome};
use domain::kernel::{Id, fold};
use uuid::Uuid;

use super::{mappings, rows};
use crate::keyset::Page;
use crate::rig::Rig;
use crate::rig::plans::{Plan, statements};
use crate::{Error, Tx};

/// How many rows the import has, and how many of them a page may touch.
const ROWS: i64 = 20_000;
const TOUCHED: f64 = 100.0;

/// An import of many rows; on the last ones somebody has to decide. Many mappings besides.
fn filled(rig: &Rig) -> ImportId {
    let id: ImportId = rig.store.mint();
    rig.write(move |tx| {
        let is_sqlite = matches!(tx.conn(), crate::backend::Conn::Sqlite(_));
        for statement in filling(tx.organisation().uuid(), id, is_sqlite) {
            tx.conn().batch_execute(&statement)?;
        }
        Ok(())
    })
    .unwrap();
    id
}

fn filling(organisation: Uuid, import: ImportId, is_sqlite: bool) -> Vec<String> {
    let (mint, now) = if is_sqlite {
        ("randomblob(16)", "0")
    } else {
        ("gen_random_uuid()", "now()")
    };
    let uid = |id: Uuid| {
        if is_sqlite {
            format!("x'{}'", id.simple())
        } else {
            format!("'{id}'::uuid")
        }
    };
    let (org, import, office) = (
        uid(organisation),
        uid(import.uuid()),
        uid(Uuid::from_u128(7)),
    );
    let counted = format!(
        "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
         WHERE n < {ROWS})"
    );
    let mut statements = vec![
        format!(
            "INSERT INTO offices (organisation_id, id, label, kind, version, created_at) \
             VALUES ({org}, {office}, 'Sede', 'service', 1, {now})"
        ),
        format!(
            "INSERT INTO imports (organisation_id, id, office_id, request, status, length, line, \
             hundredths, is_read, created_rows, unchanged_rows, refused_rows, candidate_rows, \
             skipped_rows, created_at, version) VALUES ({org}, {import}, {office}, '{{}}', \
             'done', 1, 1, 100, {true}, 0, 0, 0, 0, 0, {now}, 1)",
            true = if is_sqlite { "1" } else { "true" },
        ),
        format!(
            "INSERT INTO import_rows (organisation_id, import_id, line, outcome, told) {counted} \
             SELECT {org}, {import}, n, CASE WHEN n > {ROWS} - 40 THEN 'candidates' \
             ELSE 'created' END, '{{}}' FROM counted"
        ),
        format!(
            "INSERT INTO import_mappings (organisation_id, id, label, label_norm, layout, \
             version, created_at) {counted} SELECT {org}, {mint}, 'Fonte ' || n, 'fonte ' || n, \
             '{{\"columns\":[],\"date_order\":\"day_first\",\"encoding\":\"detected\"}}', 1, \
             {now} FROM counted WHERE n <= 5000"
        ),
    ];
    if !is_sqlite {
        // The worker of the server does so by itself, in time.
        statements.push("ANALYZE imports, import_rows, import_mappings".to_owned());
    }
    statements
}

fn page<K>(after: Option<K>) -> Page<K> {
    Page { limit: 25, after }
}

/// The one statement of `work` with a limit goes along this index, and takes few rows.
#[track_caller]
fn goes_along<T>(rig: &Rig, index: &str, work: impl Fn(&mut Tx<'_>) -> Result<T, Error>) {
    let plan = rig.read(|tx| {
        let all = statements(tx, &work);
        let mut of_lists = all.iter().filter(|sql| sql.contains("LIMIT"));
        let plan = Plan::of(tx, of_lists.next().unwrap());
        assert!(of_lists.next().is_none());
        Ok(plan)
    });
    let plan = plan.unwrap();
    let told = plan.to_string();
    match &plan {
        Plan::Sqlite(steps) => assert!(steps.len() == 1 && told.contains(index), "{told}"),
        Plan::Pg(_) => assert!(plan.touched() < TOUCHED, "{told}"),
    }
}

#[test]
fn the_rows_of_an_import_are_listed_along_an_index() {
    for rig in Rig::on_each_engine() {
        let id = filled(&rig);
        for after in [None, Some(9_000)] {
            goes_along(
                &rig,
                "(organisation_id=? AND import_id=? AND line>?)",
                |tx| rows::list(tx, id, None, &page(after)),
            );
            goes_along(&rig, "import_rows_by_outcome", |tx| {
                let waiting = Some(RowOutcome::Candidates);
                let page = rows::list(tx, id, waiting, &page(after))?;
                assert!(page.more && page.items.len() == 25);
                Ok(())
            });
        }
        goes_along(&rig, "import_rows_by_outcome", |tx| {
            rows::decided(tx, id, 100)
        });
    }
}

#[test]
fn mappings_are_listed_along_an_index() {
    for rig in Rig::on_each_engine() {
        filled(&rig);
        let key = (fold("Fonte 3000"), Id::new(Uuid::nil()));
        for after in [None, Some(key)] {
            goes_along(&rig, "import_mappings_by_label", |tx| {
                mappings::list(tx, &page(after.clone()))
            });
        }
    }
}
