use diesel::connection::SimpleConnection;
use domain::disposals::{DisposalStatus, ItemStatus};
use domain::kernel::{Day, Id};
use uuid::Uuid;

use super::finding::{After, Candidate, with_case, without_case};
use super::*;
use crate::rig::Rig;
use crate::rig::plans::Plan;
use crate::schema::offices;

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
    let plans = rig.read(|tx| Ok(Plan::of_all(tx, &asked)));
    for plan in plans.unwrap() {
        let told = plan.to_string();
        assert!(!told.contains("SCAN disposal"), "{told}");
        assert!(plan.touched() < TOUCHED, "{told}");
    }
}

/// Many lists, most of them done, and one with many people, most of whom are erased.
fn fill(rig: &Rig) -> DisposalId {
    let (office, disposal) = (rig.office(), Id::new(Uuid::new_v4()));
    let organisation = rig.organisation;
    rig.write(move |tx| {
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
             records, office_id, trigger_kind, trigger_on, due_on, status) {counted}, {mint}, {list}, \
             {mint}, '', {place}, 'case_closed', {day}, {day}, \
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

/// How many people there are, and how many of them whose term may be over.
const PEOPLE: i64 = 20_000;
const OLD: i64 = 200;

#[test]
fn whoever_may_be_due_is_found_along_an_index_among_many_people() {
    for rig in Rig::on_each_engine() {
        fill(&rig);
        let offices = [people(&rig)];
        let last: Day = "2015-01-01".parse().unwrap();
        for after in [After::nobody(), some(&rig, &offices, last)] {
            found_along_an_index(&rig, |tx| with_case(tx, &offices, last, after));
            found_along_an_index(&rig, |tx| without_case(tx, &offices, last, after));
        }
    }
}

/// Behind somebody in the middle of those who may be due.
fn some(rig: &Rig, offices: &[Uid], last: Day) -> After {
    let found = rig.read(|tx| with_case(tx, offices, last, After::nobody()));
    let found = found.unwrap();
    assert_eq!(found.len(), usize::try_from(OLD / 2).unwrap());
    let found = rig.read(|tx| without_case(tx, offices, last, After::nobody()));
    assert_eq!(found.unwrap().len(), usize::try_from(OLD / 2).unwrap());
    let found = rig.read(|tx| with_case(tx, offices, last, After::nobody()));
    found.unwrap()[20].0
}

fn found_along_an_index(rig: &Rig, find: impl Fn(&mut Tx<'_>) -> Result<Vec<Candidate>, Error>) {
    let plans = rig.read(|tx| Ok(Plan::of_all(tx, &find)));
    for plan in plans.unwrap() {
        let told = plan.to_string();
        assert!(!told.contains("SCAN "), "{told}");
        // Nobody wrote an interview here: an empty table is read as it is.
        let whole = told.matches("Seq Scan").count();
        assert_eq!(whole, told.matches("Seq Scan on intakes").count(), "{told}");
        assert!(plan.touched() < TOUCHED, "{told}");
    }
}

/// Many people at the only office: of some the only case ended long ago, some never had one, some
/// are followed since long, and most came lately. The office.
fn people(rig: &Rig) -> Uid {
    let organisation = rig.organisation;
    rig.write(move |tx| {
        let is_sqlite = matches!(tx.conn(), Conn::Sqlite(_));
        let (half, all) = (OLD / 2, OLD + OLD / 2);
        let since = format!("CASE WHEN n <= {all} THEN 1262304000000 ELSE 1704067200000 END + n");
        let (org, person, case, now) = if is_sqlite {
            (
                format!("x'{}'", organisation.uuid().simple()),
                format!("unhex(printf('%012x%020x', {since}, n))"),
                "randomblob(16)",
                "0",
            )
        } else {
            (
                format!("'{organisation}'::uuid"),
                format!("(lpad(to_hex({since}), 12, '0') || lpad(to_hex(n), 20, '0'))::uuid"),
                "gen_random_uuid()",
                "now()",
            )
        };
        let day = |day: &str| {
            let typed = if is_sqlite { "" } else { "date " };
            format!("{typed}'{day}'")
        };
        let (long_ago, lately) = (day("2010-01-01"), day("2024-01-01"));
        let counted = format!(
            "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
             WHERE n < {PEOPLE}) SELECT {org}"
        );
        tx.conn().batch_execute(&format!(
            "INSERT INTO individuals (organisation_id, id, office_id, family_name, given_name, \
             birth_date, family_norm, given_norm, registered_at) {counted}, {person}, \
             (SELECT id FROM offices WHERE organisation_id = {org}), 'Prova', 'Persona', {long_ago}, 'prova', 'persona', {now} \
             FROM counted; \
             INSERT INTO cases (organisation_id, id, individual_id, office_id, status, \
             status_since, reason, opened_on, version, created_at) {counted}, {case}, {person}, \
             (SELECT id FROM offices WHERE organisation_id = {org}), CASE WHEN n > {OLD} AND n <= {all} THEN 'open' \
             ELSE 'closed' END, CASE WHEN n <= {half} THEN {long_ago} ELSE {lately} END, \
             'prova', {long_ago}, 1, {now} FROM counted WHERE n <= {half} OR n > {OLD}; \
             INSERT INTO desk_contacts (organisation_id, id, office_id, held_on, topic, age_band, \
             channel, minutes, recorded_at, individual_id) {counted}, {case}, \
             (SELECT id FROM offices WHERE organisation_id = {org}), {lately}, 'work', '25-29', \
             'desk', 10, {now}, {person} FROM counted WHERE n > {all}"
        ))?;
        Ok(())
    })
    .unwrap();
    rig.write(|tx| {
        Ok(tx
            .conn()
            .batch_execute("ANALYZE individuals; ANALYZE cases; ANALYZE desk_contacts")?)
    })
    .unwrap();
    rig.read(|tx| {
        let own = offices::table.filter(offices::organisation_id.eq(tx.org()));
        Ok(own.select(offices::id).first(tx.conn())?)
    })
    .unwrap()
}
