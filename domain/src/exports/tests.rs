use strum::IntoEnumIterator;
use uuid::Uuid;

use super::*;
use crate::actor::{ActorKind, Role};

fn actor(role: Role) -> Actor {
    let mut actor = Actor::anonymous(Id::new(Uuid::nil()));
    actor.kind = ActorKind::Staff(Id::new(Uuid::from_u128(7)), Id::new(Uuid::nil()));
    actor.roles = vec![role];
    actor.offices = vec![Id::new(Uuid::from_u128(1))];
    actor
}

fn order(kind: ExportKind) -> Order {
    Order {
        kind,
        format: ExportFormat::Csv,
        marked: true,
        filter: ExportFilter::default(),
        offices: Vec::new(),
        columns: Vec::new(),
        purpose: "reporting".parse().unwrap(),
        note: "Relazione alla Regione".parse().unwrap(),
    }
}

fn queue(order: Order, role: Role) -> Result<Export, Refusal> {
    let now = DateTime::UNIX_EPOCH;
    let queued = Export::queue(Id::new(Uuid::from_u128(9)), order, &actor(role), now)?;
    Ok(queued.into_parts().0)
}

#[test]
fn nobody_but_a_coordinator_takes_anything_out() {
    for role in Role::iter() {
        for kind in ExportKind::iter() {
            let may = queue(order(kind), role).is_ok();
            assert_eq!(may, role == Role::Coordinator, "{role} {kind}");
            let columns = ExportColumn::open_to(&actor(role), kind);
            assert_eq!(!columns.is_empty(), role == Role::Coordinator);
        }
    }
}

#[test]
fn every_column_is_of_some_kind_and_no_kind_has_one_twice() {
    for column in ExportColumn::iter() {
        assert!(column.kinds().next().is_some(), "{column}");
    }
    for kind in ExportKind::iter() {
        let mut all = ExportColumn::of(kind).to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), ExportColumn::of(kind).len(), "{kind}");
    }
}

#[test]
fn all_that_does_not_fit_an_order_is_told_at_once() {
    let mut wrong = order(ExportKind::DeskContacts);
    wrong.columns = vec![
        ExportColumn::Minutes,
        ExportColumn::TaxCode,
        ExportColumn::Minutes,
    ];
    wrong.filter = ExportFilter {
        office: Some(Id::new(Uuid::from_u128(2))),
        status: Some("open".to_owned()),
        from: "2026-03-02".parse().ok(),
        to: "2026-03-01".parse().ok(),
    };
    let Err(Refusal::Invalid { faults }) = queue(wrong, Role::Coordinator) else {
        panic!("it was let in");
    };
    let told: Vec<String> = faults
        .iter()
        .map(|told| format!("{} {}", told.pointer, told.fault.code))
        .collect();
    let wanted = [
        "/columns/1 unknown_code",
        "/columns/2 duplicate_column",
        "/filter/office_id unknown_reference",
        "/filter/status unknown_code",
        "/filter/to ends_before_it_begins",
    ];
    assert_eq!(told, wanted);
}

#[test]
fn a_file_is_handed_to_whoever_asked_for_it_until_its_time_is_up() {
    let now = DateTime::UNIX_EPOCH;
    let export = queue(order(ExportKind::Cases), Role::Coordinator).unwrap();
    let running = export.start().unwrap().into_parts().0;
    let refused = running.clone().download(0, &actor(Role::Coordinator), now);
    assert!(matches!(refused, Err(Refusal::WrongStatus { .. })));
    let whole = Whole {
        sha256: [0; 32],
        kept_until: now + TimeDelta::hours(1),
    };
    let done = running.finish(whole, now).unwrap().into_parts().0;
    let owner = actor(Role::Coordinator);
    assert!(done.clone().download(3, &owner, now).is_ok());
    let late = done.clone().download(3, &owner, whole.kept_until);
    assert!(
        matches!(late, Err(Refusal::FileGone {})),
        "no process need have removed it"
    );
    let mut colleague = owner.clone();
    colleague.kind = ActorKind::Staff(Id::new(Uuid::from_u128(8)), Id::new(Uuid::nil()));
    assert!(done.clone().download(3, &colleague, now).is_err());
    let mut moved = owner.clone();
    moved.offices = vec![Id::new(Uuid::from_u128(2))];
    assert!(
        done.clone().download(3, &moved, now).is_err(),
        "of an office that is the reader's no more"
    );
    assert!(
        done.clone()
            .download(3, &actor(Role::Counsellor), now)
            .is_err()
    );
    let gone = done.expire().unwrap().into_parts().0;
    let refused = gone.download(3, &owner, now);
    assert!(matches!(refused, Err(Refusal::FileGone {})));
}

#[test]
fn an_export_is_written_with_the_offices_of_when_it_was_asked_for() {
    let export = queue(order(ExportKind::Cases), Role::Coordinator).unwrap();
    let asked = actor(Role::Coordinator);
    let mut wider = asked.clone();
    wider.offices.push(Id::new(Uuid::from_u128(2)));
    assert_eq!(export.goes_on(wider).unwrap().offices, asked.offices);
    for lost in [actor(Role::Counsellor), {
        let mut elsewhere = asked.clone();
        elsewhere.offices = vec![Id::new(Uuid::from_u128(2))];
        elsewhere
    }] {
        let refused = export.goes_on(lost).unwrap_err();
        assert_eq!(refused, Refusal::NotPermitted {});
    }
}
