use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::*;
use domain::rulebook::{Confidence, Parameter};

use crate::accesses::{Access, insert};
use crate::parameters;
use crate::rig::Rig;
use crate::schema::events;

/// The organisation answers for its term.
fn keep_for(rig: &Rig, key: &'static str, months: &str) {
    let (organisation, months) = (rig.organisation.uuid(), months.to_owned());
    rig.write(move |tx| {
        let own = Parameter::own(key, organisation, &months, "Piano 2024", Confidence::Sure);
        let changed = own.unwrap().succeed(&[], tx.day()?, tx.actor())?;
        parameters::set(tx, changed)
    })
    .unwrap();
}

/// Accesses of every day of this many days before now, the oldest first.
fn read_daily(rig: &Rig, days: i64) -> DateTime<Utc> {
    keep_for(rig, "retention.access_log_months", "24");
    read_daily_kept(rig, days)
}

/// The same, where nobody has answered for a term.
fn read_daily_kept(rig: &Rig, days: i64) -> DateTime<Utc> {
    let now = rig.read(|tx| Ok(tx.now())).unwrap();
    rig.write(move |tx| {
        let org = tx.org();
        let rows: Vec<Access> = (0..days)
            .rev()
            .map(|ago| {
                let at = now - TimeDelta::days(ago);
                Access {
                    organisation_id: org,
                    id: earliest(at),
                    at: Instant(at),
                    actor_kind: "system",
                    actor_id: None,
                    request_id: "test".to_owned(),
                    action: "read_case".to_owned(),
                    purpose: None,
                    resource: "case_file",
                    individual_id: None,
                    case_id: None,
                    section: None,
                }
            })
            .collect();
        insert(tx.conn(), &rows)
    })
    .unwrap();
    now
}

fn left(rig: &Rig) -> Vec<Instant> {
    rig.read(|tx| {
        Ok(accesses::table
            .filter(accesses::organisation_id.eq(tx.org()))
            .order(accesses::id)
            .select(accesses::at)
            .load(tx.conn())?)
    })
    .unwrap()
}

fn told(rig: &Rig) -> Vec<String> {
    rig.read(|tx| {
        Ok(events::table
            .filter(events::organisation_id.eq(tx.org()))
            .filter(events::kind.eq("accesses_removed"))
            .order(events::id)
            .select(events::payload)
            .load(tx.conn())?)
    })
    .unwrap()
}

/// The clock of these tests says 4 October 2024.
const DAYS: i64 = 800;

#[test]
fn accesses_leave_piece_by_piece_at_the_end_of_their_term_and_the_facts_tell_how_many() {
    for rig in Rig::on_each_engine() {
        let now = read_daily(&rig, DAYS);
        assert!(rig.write(|tx| cut(tx, 20)).unwrap());
        // Another process goes on with what this one left.
        let other = rig.second();
        while other.write(rig.caller(), |tx| cut(tx, 20)).unwrap() {}
        let kept = rig.read(|tx| {
            Ok(midnight(
                tx,
                chrono::NaiveDate::from_ymd_opt(2022, 10, 1).unwrap(),
            ))
        });
        let kept = kept.unwrap().unwrap();
        let left = left(&rig);
        assert!(left.iter().all(|at| kept <= at.0));
        let days = (now - kept).num_days() + 1;
        assert_eq!(i64::try_from(left.len()).unwrap(), days);
        let told = told(&rig);
        assert_eq!(told.len(), 1, "{told:?}");
        let count = format!("\"count\":{}", DAYS - days);
        assert!(told[0].contains(&count), "{told:?}");
        assert!(told[0].contains("2022-10-01"), "{told:?}");
        assert!(!rig.write(|tx| cut(tx, 20)).unwrap());
    }
}

#[test]
fn two_processes_cut_the_record_once() {
    for rig in Rig::on_each_engine() {
        read_daily(&rig, DAYS);
        let stores = [rig.second(), rig.second()];
        std::thread::scope(|scope| {
            for store in &stores {
                let caller = rig.caller();
                scope.spawn(move || {
                    loop {
                        match store.write(caller.clone(), |tx| cut(tx, 5)) {
                            Ok(true) | Err(Error::Taken) => {}
                            Ok(false) => break,
                            Err(error) => panic!("{error}"),
                        }
                    }
                });
            }
        });
        assert_eq!(told(&rig).len(), 1);
        let removed: Vec<i64> = rig
            .read(|tx| {
                Ok(cuts::table
                    .filter(cuts::organisation_id.eq(tx.org()))
                    .select(cuts::removed)
                    .load(tx.conn())?)
            })
            .unwrap();
        let left = i64::try_from(left(&rig).len()).unwrap();
        assert_eq!(removed, [DAYS - left]);
    }
}

#[test]
fn nothing_leaves_before_its_term() {
    for rig in Rig::on_each_engine() {
        read_daily(&rig, DAYS);
        while rig.write(|tx| cut(tx, 500)).unwrap() {}
        let before = left(&rig).len();
        let removal = rig.write(|tx| {
            let own = accesses::table.filter(accesses::organisation_id.eq(tx.org()));
            diesel::delete(own).execute(tx.conn())?;
            Ok(())
        });
        assert!(removal.is_err());
        assert_eq!(left(&rig).len(), before);
        // Such a cut would let all of it go.
        let late = DateTime::UNIX_EPOCH + TimeDelta::days(40_000);
        let early = rig.write(move |tx| begin(tx, Instant(late)).map(drop));
        assert!(early.is_err());
        let again = rig.write(|tx| {
            diesel::delete(cuts::table).execute(tx.conn())?;
            Ok(())
        });
        assert!(again.is_err());
    }
}

#[test]
fn nobody_removes_anything_by_a_term_that_is_to_be_confirmed() {
    for rig in Rig::on_each_engine() {
        read_daily_kept(&rig, DAYS);
        assert!(!rig.write(|tx| cut(tx, 500)).unwrap());
        assert_eq!(i64::try_from(left(&rig).len()).unwrap(), DAYS);
    }
}

#[test]
fn a_cut_that_was_left_open_is_told_though_the_term_is_longer_now() {
    for rig in Rig::on_each_engine() {
        read_daily(&rig, DAYS);
        assert!(rig.write(|tx| cut(tx, 20)).unwrap());
        let other = rig.second();
        keep_for(&rig, "retention.access_log_least_months", "36");
        rig.clock.advance(chrono::TimeDelta::seconds(6));
        assert!(other.write(rig.caller(), |tx| cut(tx, 20)).unwrap());
        assert!(!other.write(rig.caller(), |tx| cut(tx, 20)).unwrap());
        let told = told(&rig);
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("\"count\":20"), "{told:?}");
        assert_eq!(i64::try_from(left(&rig).len()).unwrap(), DAYS - 20);
    }
}
