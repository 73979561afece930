//! The lists go along an index, and lead to what the domain says is reached.

mod reach;

use chrono::{DateTime, Utc};
use domain::actor::{Actor, ActorKind, Role};
use domain::appointments::AppointmentStatus;
use domain::kernel::Id;
use uuid::Uuid;

use super::*;
use crate::Caller;
use crate::rig::Rig;
use crate::rig::plans::{Plan, statements};

fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Counsellor 4 of two offices.
fn counsellor(rig: &Rig) -> Caller {
    let system = Actor::system(rig.organisation);
    Caller {
        actor: Actor {
            kind: ActorKind::Staff(id(4), id(4)),
            roles: vec![Role::Counsellor],
            offices: vec![id(7), id(8)],
            ..system
        },
        ..rig.caller()
    }
}

fn with(change: impl FnOnce(&mut Filter)) -> Filter {
    let mut filter = Filter::default();
    change(&mut filter);
    filter
}

/// Every way into the list, each with the index that serves it.
fn ways() -> [(Filter, &'static [&'static str]); 9] {
    let none = Filter::default();
    [
        (none, &["by_office", "by_counsellor"]),
        (
            Filter {
                office: Some(id(7)),
                status: Some(AppointmentStatus::Booked),
                ..none
            },
            &["by_status", "by_counsellor"],
        ),
        (
            Filter {
                from: Some(at("2026-03-02T00:00:00Z")),
                before: Some(at("2026-03-09T00:00:00Z")),
                ..none
            },
            &["by_office", "by_counsellor"],
        ),
        (
            with(|filter| filter.counsellor = Some(id(5))),
            &["by_counsellor"],
        ),
        (
            with(|filter| filter.individual = Some(id(40))),
            &["by_individual"],
        ),
        (with(|filter| filter.case = Some(id(1))), &["by_case"]),
        (
            Filter {
                room: Some(id(20)),
                status: Some(AppointmentStatus::Booked),
                ..none
            },
            &["by_room"],
        ),
        (
            Filter {
                service: Some(id(30)),
                ..none
            },
            &["by_office_service", "by_counsellor"],
        ),
        (
            Filter {
                service: Some(id(30)),
                status: Some(AppointmentStatus::Booked),
                ..none
            },
            &["by_office_service", "by_counsellor"],
        ),
    ]
}

#[test]
fn every_list_goes_along_an_index_in_its_order() {
    let rig = Rig::new();
    let caller = counsellor(&rig);
    for after in [None, Some((at("2026-03-02T09:00:00Z"), id(9)))] {
        for (filter, indexes) in ways() {
            let page = Page { limit: 25, after };
            let plans = rig.store.read(&caller, |tx| {
                let all = statements(tx, |tx| list(tx, &filter, &page));
                let lists = all.iter().filter(|sql| sql.contains("LIMIT"));
                Ok(lists.map(|sql| Plan::of(tx, sql)).collect::<Vec<_>>())
            });
            let told: Vec<String> = { plans.unwrap().into_iter() }
                .map(|plan| plan.to_string())
                .filter(|plan| plan.contains(" appointments "))
                .collect();
            assert!(!told.is_empty(), "{filter:?}");
            for plan in told {
                let goes = |index: &&str| plan.contains(&format!("appointments_{index} "));
                assert!(indexes.iter().any(goes), "{filter:?}: {plan}");
                assert!(!plan.contains("SCAN appointments"), "{plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{plan}");
            }
        }
    }
}
