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
        note: "Relazione alla Regione".parse().ok(),
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
    let running = export.start(now).unwrap().into_parts().0;
    let refused = running
        .clone()
        .download(0, None, &actor(Role::Coordinator), now);
    assert!(matches!(refused, Err(Refusal::WrongStatus { .. })));
    let whole = Whole {
        sha256: [0; 32],
        kept_until: now + TimeDelta::hours(1),
    };
    let done = running.finish(whole, now).unwrap().into_parts().0;
    let owner = actor(Role::Coordinator);
    assert!(done.clone().download(3, None, &owner, now).is_ok());
    let late = done.clone().download(3, None, &owner, whole.kept_until);
    assert!(
        matches!(late, Err(Refusal::FileGone {})),
        "no process need have removed it"
    );
    let mut colleague = owner.clone();
    colleague.kind = ActorKind::Staff(Id::new(Uuid::from_u128(8)), Id::new(Uuid::nil()));
    assert!(done.clone().download(3, None, &colleague, now).is_err());
    let mut moved = owner.clone();
    moved.offices = vec![Id::new(Uuid::from_u128(2))];
    assert!(
        done.clone().download(3, None, &moved, now).is_err(),
        "of an office that is the reader's no more"
    );
    assert!(
        done.clone()
            .download(3, None, &actor(Role::Counsellor), now)
            .is_err()
    );
    let gone = done.expire().unwrap().into_parts().0;
    let refused = gone.download(3, None, &owner, now);
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

/// An export whose file is whole and kept for an hour.
fn whole() -> Export {
    let now = DateTime::UNIX_EPOCH;
    let export = queue(order(ExportKind::Cases), Role::Coordinator).unwrap();
    let running = export.start(now).unwrap().into_parts().0;
    let whole = Whole {
        sha256: [0; 32],
        kept_until: now + TimeDelta::hours(1),
    };
    running.finish(whole, now).unwrap().into_parts().0
}

#[test]
fn what_somebody_wrote_about_an_export_goes_with_its_file() {
    let now = DateTime::UNIX_EPOCH;
    assert!(whole().order.note.is_some());
    let cancelled = whole().cancel(&actor(Role::Coordinator), now).unwrap();
    assert_eq!(cancelled.state().order.note, None);
    assert_eq!(whole().expire().unwrap().state().order.note, None);
    let stored = serde_json::to_string(&whole().order).unwrap();
    assert!(!stored.contains("Regione"), "kept apart: {stored}");
}

#[test]
fn a_file_of_a_person_who_is_erased_is_withdrawn_and_gone() {
    let id = whole().id;
    let withdrawn = withdraw(id, ExportStatus::Done).unwrap();
    assert_eq!(*withdrawn.state(), (id, ExportStatus::Withdrawn));
    assert!(withdraw(id, ExportStatus::Expired).is_err());
    let mut gone = whole();
    gone.status = ExportStatus::Withdrawn;
    let refused = gone.download(3, None, &actor(Role::Coordinator), DateTime::UNIX_EPOCH);
    assert!(matches!(refused, Err(Refusal::FileGone {})));
}

#[test]
fn nobody_is_told_that_a_file_can_be_had_whose_time_is_up() {
    let owner = actor(Role::Coordinator);
    let at = |hours| {
        let now = DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        let allowed = whole().allowed(&owner, now);
        allowed
            .iter()
            .map(|step| step.findings.is_empty())
            .collect::<Vec<_>>()
    };
    assert_eq!(at(0), [true, true]);
    assert_eq!(at(1), [true, false]);
}

#[test]
fn a_transfer_that_goes_on_in_the_same_session_is_not_handed_out_anew() {
    let (now, owner) = (DateTime::UNIX_EPOCH, actor(Role::Coordinator));
    let part = |first| Some(Part { first, last: 99 });
    let unseen = whole();
    assert!(!unseen.goes_on_from(part(1), &owner), "nobody began");
    let handed = unseen.download(3, part(1), &owner, now).unwrap();
    let handed = handed.into_parts().0;
    assert!(handed.goes_on_from(part(50), &owner));
    assert!(!handed.goes_on_from(part(0), &owner), "from the beginning");
    assert!(!handed.goes_on_from(None, &owner));
    let mut later = owner;
    later.kind = ActorKind::Staff(Id::new(Uuid::from_u128(7)), Id::new(Uuid::from_u128(1)));
    assert!(!handed.goes_on_from(part(50), &later), "signed in anew");
}

#[test]
fn an_export_that_no_process_brings_to_its_end_fails() {
    let now = DateTime::UNIX_EPOCH;
    let mut export = queue(order(ExportKind::Cases), Role::Coordinator).unwrap();
    for _ in 0..=RESUMED_AT_MOST {
        export = export.start(now).unwrap().into_parts().0;
        assert_eq!(export.status, ExportStatus::Running);
    }
    let given_up = export.start(now).unwrap().into_parts().0;
    assert_eq!(given_up.status, ExportStatus::Failed);
}

#[test]
fn nobody_has_more_exports_than_the_rulebook_lets_somebody_have() {
    let (book, chain) = (Rulebook::shipped(), actor(Role::Coordinator).chain());
    let today: Day = "2026-03-10".parse().unwrap();
    let refuse = |at_work, kept| Holding { at_work, kept }.refuse(&book, &chain, today);
    assert!(refuse(2, 17).is_ok());
    let (at_work, kept) = (3, 20);
    let too_many = Err(Refusal::TooManyExports { at_work, kept });
    assert_eq!(refuse(3, 0), too_many);
    assert_eq!(refuse(0, 20), too_many);
    assert_eq!(refuse(2, 18), too_many);
}
