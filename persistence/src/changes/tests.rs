//! A piece of what happened is found along an index, on both engines, among many facts.

use diesel::connection::SimpleConnection;
use domain::actor::OrganisationId;
use domain::audit::{Mark, Position};

use super::after;
use crate::rig::Rig;
use crate::rig::plans::{Plan, statements};

/// How many facts there are, and how many of them a step may touch: those of its window.
const FACTS: i64 = 50_000;
const TOUCHED: f64 = 1_100.0;

/// Many facts about people whom nobody registered, all of them sealed.
fn fill(rig: &Rig) {
    rig.write(move |tx| {
        let is_sqlite = matches!(tx.conn(), crate::backend::Conn::Sqlite(_));
        for statement in filling(tx.organisation(), is_sqlite) {
            tx.conn().batch_execute(&statement)?;
        }
        Ok(())
    })
    .unwrap();
}

fn filling(organisation: OrganisationId, is_sqlite: bool) -> Vec<String> {
    let (mint, now, none) = if is_sqlite {
        ("randomblob(16)", "0", "x''")
    } else {
        ("gen_random_uuid()", "now()", "''::bytea")
    };
    // Identifiers grow with time, as the minter makes them.
    let grown = if is_sqlite {
        "unhex('00000000000070008000' || printf('%012x', n))"
    } else {
        "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
    };
    let org = organisation.uuid();
    let org = if is_sqlite {
        format!("x'{}'", org.simple())
    } else {
        format!("'{org}'::uuid")
    };
    let counted = format!(
        "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
         WHERE n < {FACTS})"
    );
    let mut statements = vec![
        format!(
            "INSERT INTO events (organisation_id, id, at, actor_kind, request_id, kind, subject, \
             subject_id, individual_id, payload) {counted} SELECT {org}, {grown}, {now}, 'system', \
             'test', 'individual_registered', 'individual', {mint}, {mint}, \
             '{{\"kind\":\"individual_registered\",\"confirmed_distinct_from\":[],\
             \"acknowledged\":[]}}' FROM counted"
        ),
        format!(
            "INSERT INTO event_seals (organisation_id, position, event_id, previous, hash) \
             SELECT {org}, row_number() OVER (ORDER BY id) + 100, id, {none}, {none} FROM events \
             WHERE request_id = 'test' AND kind = 'individual_registered' \
             AND organisation_id = {org}"
        ),
    ];
    if !is_sqlite {
        // The worker of the server does so by itself, in time.
        statements.push("ANALYZE events, event_seals".to_owned());
    }
    statements
}

fn at(number: i64) -> Mark {
    Mark::from(Position::try_from(number).unwrap())
}

#[test]
fn a_piece_of_what_happened_is_found_along_an_index_among_many_facts() {
    for rig in Rig::on_each_engine() {
        fill(&rig);
        let from = at(FACTS / 2);
        let all = rig
            .read(|tx| Ok(statements(tx, |tx| after(tx, from, 100))))
            .unwrap();
        let asked = all.iter().filter(|sql| sql.contains("FROM"));
        for statement in asked {
            let plan = rig.read(|tx| Ok(Plan::of(tx, statement))).unwrap();
            let told = plan.to_string();
            // Offices are so few that PostgreSQL reads them whole.
            let whole = told.matches("Seq Scan").count();
            assert_eq!(whole, told.matches("Seq Scan on offices").count(), "{told}");
            assert!(!told.contains("SCAN "), "{told}");
            assert!(plan.touched() <= TOUCHED, "{told}");
        }
    }
}

#[test]
fn a_long_piece_takes_as_many_statements_as_a_short_one() {
    for rig in Rig::on_each_engine() {
        fill(&rig);
        let cost = |from: i64| {
            let before = rig.store.statements();
            let told = rig.read(|tx| after(tx, at(from), 500)).unwrap();
            assert_eq!(
                told.next_after.position.number(),
                (from + 1_000).min(FACTS + 100)
            );
            rig.store.statements() - before
        };
        // The seal of the last position is known already.
        assert_eq!(cost(FACTS + 98) + 1, cost(1_000));
    }
}

#[test]
fn whoever_was_away_for_long_catches_up_in_short_steps_also_over_what_nobody_is_told() {
    for rig in Rig::on_each_engine() {
        fill(&rig);
        let (mut mark, mut steps) = (Mark::default(), 0);
        loop {
            let told = rig.read(|tx| after(tx, mark, 500)).unwrap();
            let next = told.next_after;
            assert!(next.position > mark.position, "{mark}: it moves on");
            (mark, steps) = (next, steps + 1);
            if next.position == told.last {
                break;
            }
        }
        let end = mark.position.number();
        assert_eq!((end, steps), (FACTS + 100, (FACTS + 100) / 1_000 + 1));
    }
}

#[test]
fn who_asks_for_few_changes_is_not_read_a_thousand_facts() {
    for rig in Rig::on_each_engine() {
        fill(&rig);
        let told = rig.read(|tx| after(tx, at(1_000), 1)).unwrap();
        assert_eq!(told.next_after.position.number(), 1_020);
    }
}
