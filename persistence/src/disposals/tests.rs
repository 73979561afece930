use diesel::connection::SimpleConnection;
use domain::disposals::{DisposalStatus, ItemStatus};
use domain::kernel::Id;
use domain::offices::{Office, OfficeKind};
use uuid::Uuid;

use super::*;
use crate::rig::Rig;
use crate::rig::plans::{Plan, statements};

/// How many lists and items there are, and how many of them a page may touch.
const ROWS: i64 = 20_000;
const TOUCHED: f64 = 500.0;

#[test]
fn every_page_of_lists_and_of_their_people_goes_along_an_index() {
    for rig in Rig::on_each_engine() {
        let disposal = fill(&rig);
        for after in [None, Some(Uuid::max())] {
            let page = Page {
                limit: 25,
                after: after.map(Id::new),
            };
            for status in [None, Some(DisposalStatus::Proposed)] {
                along_an_index(&rig, |tx| list(tx, status, &page).map(drop));
            }
            let page = Page {
                limit: 25,
                after: after.map(|_| Id::new(Uuid::nil())),
            };
            for status in [None, Some(ItemStatus::Erased)] {
                along_an_index(&rig, |tx| items(tx, disposal, status, &page).map(drop));
            }
        }
        along_an_index(&rig, |tx| waiting(tx).map(drop));
    }
}

fn along_an_index(rig: &Rig, asked: impl Fn(&mut Tx<'_>) -> Result<(), Error>) {
    let plans = rig.read(|tx| {
        let asked = statements(tx, |tx| asked(tx));
        Ok(asked
            .iter()
            .map(|sql| Plan::of(tx, sql))
            .collect::<Vec<_>>())
    });
    for plan in plans.unwrap() {
        let told = plan.to_string();
        assert!(!told.contains("SCAN disposal"), "{told}");
        assert!(plan.touched() < TOUCHED, "{told}");
    }
}

/// Many lists, most of them done, and one with many people, most of whom are erased.
fn fill(rig: &Rig) -> DisposalId {
    let (office, disposal) = (Id::new(Uuid::new_v4()), Id::new(Uuid::new_v4()));
    let organisation = rig.organisation;
    rig.write(move |tx| {
        let new = Office {
            id: office,
            label: "Sportello".parse().unwrap(),
            kind: OfficeKind::EmploymentDesk,
            address: None,
            phone: None,
            email: None,
            version: Version::FIRST,
        };
        let changed = Office::create(new, tx.actor())?;
        crate::offices::insert(tx, changed)?;
        let is_sqlite = matches!(tx.conn(), Conn::Sqlite(_));
        let uid = |id: Uuid| {
            if is_sqlite {
                format!("x'{}'", id.simple())
            } else {
                format!("'{id}'::uuid")
            }
        };
        let (mint, now, day, yes) = if is_sqlite {
            ("randomblob(16)", "0", "'2020-01-01'", "1")
        } else {
            ("gen_random_uuid()", "now()", "DATE '2020-01-01'", "true")
        };
        let (org, list) = (uid(organisation.uuid()), uid(disposal.uuid()));
        let place = uid(office.uuid());
        let counted = format!(
            "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
             WHERE n < {ROWS}) SELECT {org}"
        );
        let columns = "organisation_id, id, class, as_of, status, is_whole, items, erased, \
             fell_out, proposed_at, version";
        tx.conn().batch_execute(&format!(
            "INSERT INTO disposals ({columns}) VALUES ({org}, {list}, 'case_file', {day}, \
             'approved', {yes}, 500, 0, 0, {now}, 1); \
             INSERT INTO disposals ({columns}) {counted}, {mint}, 'case_file', {day}, \
             CASE WHEN n % 200 = 0 THEN 'proposed' ELSE 'done' END, {yes}, 500, 0, 0, {now}, 1 \
             FROM counted; \
             INSERT INTO disposal_items (organisation_id, id, disposal_id, individual_id, \
             office_id, trigger_kind, trigger_on, due_on, status) {counted}, {mint}, {list}, \
             {mint}, {place}, 'case_closed', {day}, {day}, \
             CASE WHEN n % 200 = 0 THEN 'waiting' ELSE 'erased' END FROM counted;"
        ))?;
        Ok(())
    })
    .unwrap();
    rig.write(|tx| {
        Ok(tx
            .conn()
            .batch_execute("ANALYZE disposals; ANALYZE disposal_items")?)
    })
    .unwrap();
    disposal
}
