//! Every source goes along an index of the person, on both engines.

use diesel::connection::SimpleConnection;

use super::*;
use crate::backend::Conn;
use crate::rig::Rig;
use crate::rig::plans::{Plan, statements};

/// How many deeds there are, and how many of them one person's page may touch.
const DEEDS: i64 = 20_000;
const TOUCHED: f64 = 1_500.0;

const SOURCES: [&str; 6] = [
    "events",
    "accesses",
    "imports",
    "import_rows",
    "exports",
    "export_subjects",
];

/// Deeds of twenty people, a thousand of each.
fn fill(tx: &mut Tx<'_>, person: Uid) -> Result<(), Error> {
    let org = tx.org();
    let is_sqlite = matches!(tx.conn(), Conn::Sqlite(_));
    let uid = |id: Uid| {
        if is_sqlite {
            format!("x'{}'", id.0.simple())
        } else {
            format!("'{}'::uuid", id.0)
        }
    };
    let (mint, now) = if is_sqlite {
        ("randomblob(16)", "0")
    } else {
        ("gen_random_uuid()", "now()")
    };
    let (org, person) = (uid(org), uid(person));
    let others = (0..19).map(|n| format!("WHEN {n} THEN {}", uid(Uid(Uuid::from_u128(n)))));
    let others: Vec<String> = others.collect();
    let whose = format!("CASE n % 20 {} ELSE {person} END", others.join(" "));
    let counted = format!(
        "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
         WHERE n < {DEEDS}) SELECT"
    );
    let resumed = r#"{"kind":"case_resumed","on":"2026-03-02"}"#;
    tx.conn().batch_execute(&format!(
        "INSERT INTO accesses (organisation_id, id, at, actor_kind, request_id, action, resource, \
         individual_id) {counted} {org}, {mint}, {now}, 'system', 'r', 'read_case', 'case_file', \
         {whose} FROM counted; \
         INSERT INTO events (organisation_id, id, at, actor_kind, request_id, kind, subject, \
         subject_id, individual_id, payload) {counted} {org}, {mint}, {now}, 'system', 'r', \
         'case_resumed', 'case', {person}, {whose}, '{resumed}' FROM counted;"
    ))?;
    if !is_sqlite {
        tx.conn().batch_execute("ANALYZE accesses, events")?;
    }
    Ok(())
}

/// Whether SQLite reads a source otherwise than by the person, or by what the person's rows name.
fn strays(step: &str) -> bool {
    let scans = SOURCES
        .iter()
        .any(|table| step.starts_with(&format!("SCAN {table}")));
    let searched = |table: &str| step.starts_with(&format!("SEARCH {table} "));
    let of_person = ["events", "accesses", "import_rows", "export_subjects"]
        .into_iter()
        .any(searched);
    scans || (of_person && !step.contains("individual_id="))
}

#[test]
fn every_source_goes_along_an_index_of_the_person() {
    for rig in Rig::on_each_engine() {
        let person = Uid(Uuid::new_v4());
        rig.write(move |tx| fill(tx, person)).unwrap();
        let page = Page {
            limit: 25,
            after: None,
        };
        let told = rig.read(|tx| {
            let asked = statements(tx, |tx| lines(tx, vec![person], Filter::default(), &page));
            // A page of each source; of the organisation there is one row.
            let is_source = |sql: &&String| sql.contains("LIMIT") && sql.contains("ORDER BY");
            let sources: Vec<&String> = asked.iter().filter(is_source).collect();
            assert_eq!(sources.len(), 5, "{asked:#?}");
            let plans = sources.into_iter().map(|sql| (sql, Plan::of(tx, sql)));
            let faulty = plans.filter(|(_, plan)| match plan {
                Plan::Sqlite(steps) => steps.iter().any(|step| strays(step)),
                Plan::Pg(_) => plan.touched() > TOUCHED,
            });
            Ok(faulty
                .map(|(sql, plan)| format!("{sql}\n{plan}"))
                .collect::<Vec<_>>())
        });
        let told = told.unwrap();
        assert!(told.is_empty(), "{}", told.join("\n\n"));
    }
}
