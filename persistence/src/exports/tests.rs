//! Records come along an index, on both engines, among many rows; two processes take one export.

use std::str::FromStr;

use diesel::connection::SimpleConnection;
use domain::exports::{ExportColumn, ExportFilter, ExportFormat, ExportKind, Order};
use strum::IntoEnumIterator;
use uuid::Uuid;

use super::records;
use crate::rig::Rig;
use crate::rig::plans::{Plan, statements};

/// How many contacts there are, and how many of them a piece may touch.
const ROWS: i64 = 20_000;
const TOUCHED: f64 = 2_600.0;

fn fill(rig: &Rig) {
    rig.write(move |tx| {
        let is_sqlite = matches!(tx.conn(), crate::backend::Conn::Sqlite(_));
        let uid = |id: Uuid| {
            if is_sqlite {
                format!("x'{}'", id.simple())
            } else {
                format!("'{id}'::uuid")
            }
        };
        let (mint, now) = if is_sqlite {
            ("randomblob(16)", "0")
        } else {
            ("gen_random_uuid()", "now()")
        };
        let (org, office) = (uid(tx.organisation().uuid()), uid(Uuid::from_u128(7)));
        let day = if is_sqlite { "" } else { "date " };
        let analyse = if is_sqlite {
            ""
        } else {
            "ANALYZE desk_contacts;"
        };
        tx.conn().batch_execute(&format!(
            "INSERT INTO offices (organisation_id, id, label, kind, version, created_at) \
             VALUES ({org}, {office}, 'Sede', 'service', 1, {now}); \
             INSERT INTO desk_contacts (organisation_id, id, office_id, held_on, topic, age_band, \
             channel, minutes, recorded_at) WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL \
             SELECT n + 1 FROM counted WHERE n < {ROWS}) SELECT {org}, {mint}, {office}, \
             {day}'2026-03-01', 'work', '25-29', 'desk', 10, {now} FROM counted; {analyse}"
        ))?;
        Ok(())
    })
    .unwrap();
}

fn order(kind: ExportKind) -> Order {
    Order {
        kind,
        format: ExportFormat::Json,
        marked: false,
        filter: ExportFilter::default(),
        offices: Vec::new(),
        columns: ExportColumn::of(kind).to_vec(),
        purpose: FromStr::from_str("reporting").unwrap(),
        note: FromStr::from_str("Prova").ok(),
    }
}

#[test]
fn records_come_along_an_index_among_many_rows() {
    for rig in Rig::on_each_engine() {
        fill(&rig);
        let middle = Some(Uuid::from_u128(u128::MAX / 2));
        for kind in ExportKind::iter() {
            let work = |tx: &mut crate::Tx<'_>| records::page(tx, &order(kind), middle, 200);
            let all = rig.read(|tx| Ok(statements(tx, work))).unwrap();
            for statement in all.iter().filter(|sql| sql.contains("LIMIT")) {
                let plan = rig.read(|tx| Ok(Plan::of(tx, statement))).unwrap();
                let told = plan.to_string();
                assert!(
                    !told.contains("TEMP B-TREE") && !told.contains("SCAN "),
                    "{told}"
                );
                assert!(plan.touched() <= TOUCHED, "{told}");
            }
        }
    }
}

#[test]
fn a_piece_of_many_records_takes_as_many_statements_as_one_of_few() {
    for rig in Rig::on_each_engine() {
        fill(&rig);
        let cost = |limit: i64| {
            let before = rig.store.statements();
            let order = order(ExportKind::DeskContacts);
            let page = rig
                .read(|tx| records::page(tx, &order, None, limit))
                .unwrap();
            assert_eq!(page.records.len(), usize::try_from(limit).unwrap());
            assert!(page.records.is_sorted_by_key(|record| record.id));
            assert_eq!(page.last_row, page.records.last().map(|record| record.id));
            rig.store.statements() - before
        };
        assert_eq!(cost(200), cost(2));
    }
}

#[test]
fn where_nothing_fits_a_piece_looks_at_few_rows_and_goes_on_behind_them() {
    for rig in Rig::on_each_engine() {
        fill(&rig);
        let mut order = order(ExportKind::DeskContacts);
        order.filter.from = "2030-01-01".parse().ok();
        let work = |tx: &mut crate::Tx<'_>| records::page(tx, &order, None, 200);
        let all = rig.read(|tx| Ok(statements(tx, work))).unwrap();
        for statement in all.iter().filter(|sql| sql.contains("LIMIT")) {
            let plan = rig.read(|tx| Ok(Plan::of(tx, statement))).unwrap();
            assert!(plan.touched() <= TOUCHED, "{plan}");
        }
        let (mut after, mut steps) = (None, 0);
        loop {
            let page = rig
                .read(|tx| records::page(tx, &order, after, 200))
                .unwrap();
            assert!(page.records.is_empty());
            steps += 1;
            if page.is_last {
                break;
            }
            assert!(page.last_row > after, "it moves on");
            after = page.last_row;
        }
        assert_eq!(steps, ROWS / 2_000 + 1);
    }
}
