//! The list of services goes along an index, on both engines, among many more than anybody has;
//! the start set is added once, whoever asks at the same time.

use std::thread::scope;

use diesel::connection::SimpleConnection;

use super::*;
use crate::rig::Rig;
use crate::rig::plans::{Plan, statements};

/// How many services there are, and how many of them a page may touch.
const SERVICES: i64 = 5_000;
const TOUCHED: f64 = 100.0;

fn fill(rig: &Rig) {
    rig.write(|tx| {
        let organisation = tx.organisation().uuid();
        let is_sqlite = matches!(tx.conn(), crate::backend::Conn::Sqlite(_));
        let (org, mint, now, no) = if is_sqlite {
            let org = format!("x'{}'", organisation.simple());
            (org, "randomblob(16)", "0", "0")
        } else {
            let org = format!("'{organisation}'::uuid");
            (org, "gen_random_uuid()", "now()", "false")
        };
        tx.conn().batch_execute(&format!(
            "INSERT INTO services (organisation_id, id, code, label_it, label_en, mode, minutes, \
             min_size, max_size, margin_days, ahead_days, move_until_hours, booked_by, channels, \
             once_pending, is_search_path, blocked, version, created_at) \
             WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
             WHERE n < {SERVICES}) SELECT {org}, {mint}, 'service_' || n, 'Servizio', 'Service', \
             CASE WHEN n % 2 = 0 THEN 'group' ELSE 'online' END, 60, 2, 12, 1, 60, 24, 'staff', \
             '', {no}, {no}, {no}, 1, {now} FROM counted"
        ))?;
        if !is_sqlite {
            // The worker of the server does so by itself, in time.
            tx.conn().batch_execute("ANALYZE services")?;
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn services_are_listed_along_an_index() {
    for rig in Rig::on_each_engine() {
        fill(&rig);
        let groups = Filter {
            mode: Some(ServiceMode::Group),
            blocked: Some(false),
            ..Filter::default()
        };
        for filter in [Filter::default(), groups] {
            for after in [None, Some("service_3000".to_owned())] {
                let page = Page { limit: 25, after };
                let plan = rig.read(|tx| {
                    let all = statements(tx, |tx| {
                        let listed = list(tx, &filter, &page)?;
                        assert!(listed.more && listed.items.len() == 25);
                        Ok(())
                    });
                    assert_eq!(all.len(), 1);
                    Ok(Plan::of(tx, &all[0]))
                });
                let plan = plan.unwrap();
                let told = plan.to_string();
                match &plan {
                    Plan::Sqlite(steps) => {
                        assert_eq!(steps.len(), 1, "{told}");
                        assert!(told.contains("services_by_code"), "{told}");
                    }
                    Plan::Pg(_) => assert!(plan.touched() < TOUCHED, "{told}"),
                }
            }
        }
    }
}

#[test]
fn the_start_set_is_added_once_whoever_asks_at_the_same_time() {
    for rig in Rig::on_each_engine() {
        let second = rig.second();
        let all = start_set().unwrap().len();
        let added: Vec<usize> = scope(|scope| {
            let mine = scope.spawn(|| rig.store.write(rig.caller(), complete));
            let theirs = scope.spawn(|| second.write(rig.caller(), complete));
            let both = [mine, theirs].map(|one| one.join().unwrap().unwrap());
            for one in &both {
                assert_eq!(one.added.len() + one.present.len(), all);
            }
            both.map(|one| one.added.len()).into()
        });
        let mut sorted = added.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, all]);
        let listed = rig.read(|tx| {
            let page = Page {
                limit: 100,
                after: None,
            };
            list(tx, &Filter::default(), &page)
        });
        assert_eq!(listed.unwrap().items.len(), all);
    }
}
