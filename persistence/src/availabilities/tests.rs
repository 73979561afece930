//! The lists go along an index, on both engines, among many more rows than anybody has.

use diesel::connection::SimpleConnection;
use domain::kernel::Id;

use super::*;
use crate::backend::Conn;
use crate::rig::Rig;
use crate::rig::plans::{Plan, statements};

/// How many rows there are of each kind, and how many of them a page may touch.
const ROWS: i64 = 5_000;
const TOUCHED: f64 = 400.0;

/// What an engine calls an organisation, an identifier, a new one, and the first day.
struct Words {
    org: String,
    mint: &'static str,
    now: &'static str,
    no: &'static str,
    is_sqlite: bool,
}

impl Words {
    fn of(tx: &mut Tx<'_>) -> Self {
        let organisation = tx.organisation().uuid();
        if matches!(tx.conn(), Conn::Sqlite(_)) {
            Self {
                org: format!("x'{}'", organisation.simple()),
                mint: "randomblob(16)",
                now: "0",
                no: "0",
                is_sqlite: true,
            }
        } else {
            Self {
                org: format!("'{organisation}'::uuid"),
                mint: "gen_random_uuid()",
                now: "now()",
                no: "false",
                is_sqlite: false,
            }
        }
    }

    fn day(&self) -> &'static str {
        if self.is_sqlite {
            "date('2026-01-01', '+' || n || ' days')"
        } else {
            "date '2026-01-01' + CAST(n AS integer)"
        }
    }
}

/// Fifty colleagues with a hundred hours and exceptions each, rooms of one office, and closures.
fn fill(rig: &Rig) {
    rig.write(|tx| {
        let words = Words::of(tx);
        let (org, mint, now, no, day) = (&words.org, words.mint, words.now, words.no, words.day());
        let counted = format!(
            "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
             WHERE n < {ROWS})"
        );
        let office = format!("(SELECT id FROM offices WHERE organisation_id = {org} LIMIT 1)");
        let numbered = format!(
            "(SELECT s.staff_id FROM (SELECT staff_id, row_number() OVER (ORDER BY staff_id) AS r \
             FROM staff_calendars WHERE organisation_id = {org}) s WHERE s.r = n % 50 + 1)"
        );
        let text = if words.is_sqlite { "" } else { "::text" };
        let accounts = format!(
            "INSERT INTO staff (organisation_id, id, email, given_name, family_name, family_norm, \
             password_state, epoch, disabled, version, created_at) {counted} \
             SELECT {org}, {mint}, 'c' || n{text} || '@castelverde.example', 'Nome', 'Cognome', \
             'cognome', 'set', 1, {no}, 1, {now} FROM counted WHERE n <= 50"
        );
        let calendars = format!(
            "INSERT INTO staff_calendars (organisation_id, staff_id, version) \
             SELECT organisation_id, id, 1 FROM staff WHERE organisation_id = {org} \
             AND email LIKE 'c%@castelverde.example'"
        );
        let rooms = format!(
            "INSERT INTO rooms (organisation_id, id, office_id, kind, label, places, features, \
             version, created_at) {counted} SELECT {org}, {mint}, {office}, 'room', 'Sala', 4, '', \
             1, {now} FROM counted"
        );
        let closures = format!(
            "INSERT INTO closures (organisation_id, id, from_on, to_on, label, version, created_at) \
             {counted} SELECT {org}, {mint}, {day}, {day}, 'Ferie', 1, {now} FROM counted"
        );
        let hours = format!(
            "INSERT INTO availabilities (organisation_id, id, staff_id, office_id, weekday, \
             from_minute, to_minute, valid_from, valid_to, languages, remote, version) {counted} \
             SELECT {org}, {mint}, {numbered}, {office}, n % 7 + 1, 540, 600, {day}, {day}, '', \
             {no}, 1 FROM counted"
        );
        let exceptions = format!(
            "INSERT INTO availability_exceptions (organisation_id, id, staff_id, day, from_minute, \
             to_minute, kind, reason, languages, remote, version) {counted} \
             SELECT {org}, {mint}, {numbered}, {day}, 540, 600, 'absent', 'training', '', {no}, 1 \
             FROM counted"
        );
        for statement in [accounts, calendars, rooms, closures, hours, exceptions] {
            tx.conn().batch_execute(&statement)?;
        }
        if !words.is_sqlite {
            // The worker of the server does so by itself, in time.
            for table in ["rooms", "closures", "availabilities", "availability_exceptions"] {
                tx.conn().batch_execute(&format!("ANALYZE {table}"))?;
            }
        }
        Ok(())
    })
    .unwrap();
}

/// Asserts that each statement goes along an index, and that the first one goes along this one.
fn judge(rig: &Rig, index: &str, work: impl Fn(&mut Tx<'_>) -> Result<(), Error>) {
    let plans = rig.read(|tx| {
        let all = statements(tx, &work);
        Ok(all.iter().map(|sql| Plan::of(tx, sql)).collect::<Vec<_>>())
    });
    let plans = plans.unwrap();
    assert!(plans.iter().any(|plan| match plan {
        Plan::Sqlite(_) => plan.to_string().contains(index),
        Plan::Pg(_) => true,
    }));
    for plan in plans {
        let told = plan.to_string();
        match &plan {
            Plan::Sqlite(steps) => {
                let walks = |step: &String| step.contains("SCAN") || step.contains("TEMP B-TREE");
                assert!(!steps.iter().any(walks), "{told}");
            }
            Plan::Pg(_) => assert!(plan.touched() < TOUCHED, "{told}"),
        }
    }
}

fn page<K>(after: Option<K>) -> Page<K> {
    Page { limit: 25, after }
}

#[test]
fn rooms_closures_hours_and_exceptions_are_listed_along_an_index() {
    for rig in Rig::on_each_engine() {
        let office = rig.office();
        fill(&rig);
        let staff: StaffId = rig
            .read(|tx| {
                let calendars = staff_calendars::table.select(staff_calendars::staff_id);
                let staff: Uid = calendars.first(tx.conn())?;
                Ok(staff.into())
            })
            .unwrap();
        let day: Day = "2030-01-01".parse().unwrap();
        let middle = uuid::Uuid::from_u128(u128::MAX / 2);
        judge(&rig, "rooms_by_office", |tx| {
            let after = Some(Id::new(middle));
            let paged = rooms::list(tx, Some(office), &page(after))?;
            assert!(paged.more);
            Ok(())
        });
        judge(&rig, "rooms", |tx| {
            rooms::list(tx, None, &page(None)).map(drop)
        });
        judge(&rig, "closures_by_end", |tx| {
            let paged = closures::list(tx, Some(day), &page(None))?;
            assert!(paged.more);
            closures::list(tx, None, &page(Some((day, Id::new(middle))))).map(drop)
        });
        judge(&rig, "availabilities_by_staff", |tx| {
            let paged = list(tx, staff, &page(None))?;
            assert!(paged.more);
            list(tx, staff, &page(Some((3, 540, Id::new(middle))))).map(drop)
        });
        judge(&rig, "availability_exceptions_by_day", |tx| {
            let paged = exceptions(tx, staff, Some(day), &page(None))?;
            assert!(paged.more);
            of_day(tx, staff, day).map(drop)
        });
    }
}
