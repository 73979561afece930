use super::*;
use crate::actor::Role;
use crate::retention::Trigger;
use crate::samples::{day, id, staff};

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

fn coordinator(number: u128) -> Actor {
    staff(number, &[Role::Coordinator], &[7])
}

fn new() -> NewDisposal {
    NewDisposal {
        id: id(1),
        class: RetentionClass::CaseFile,
        as_of: day("2026-01-01"),
    }
}

const TODAY: &str = "2026-11-22";

fn proposed(items: i64) -> Disposal {
    let made = Disposal::of(new(), items, true, &coordinator(3), day(TODAY), now());
    made.unwrap().into_parts().0
}

fn authorised() -> Authorised {
    Authorised {
        reference: "Prot. 44/2026".parse().unwrap(),
        on: day("2026-10-01"),
    }
}

fn approve(disposal: Disposal, by: &Actor) -> Result<Changed<Disposal>, Refusal> {
    disposal.approve(authorised(), 0, by, day(TODAY), now())
}

fn approved(items: i64) -> Disposal {
    let approved = approve(proposed(items), &coordinator(4));
    approved.unwrap().into_parts().0
}

fn due(due_on: &str) -> Due {
    Due {
        trigger: Trigger::CaseClosed,
        trigger_on: day("2015-01-01"),
        due_on: day(due_on),
    }
}

fn item() -> DisposalItem {
    DisposalItem {
        id: id(11),
        disposal: id(1),
        individual: id(2),
        records: vec![id(2)],
        office: id(7),
        due: due("2025-01-01"),
        status: ItemStatus::Waiting,
        kept: None,
        ended_at: None,
    }
}

#[test]
fn nobody_approves_the_own_list_and_only_coordinators_have_a_part_in_it() {
    let refused = approve(proposed(1), &coordinator(3));
    assert_eq!(refused.unwrap_err(), Refusal::OwnProposal {});
    assert!(approve(proposed(1), &coordinator(4)).is_ok());
    for role in [Role::Counsellor, Role::Administrator, Role::Auditor] {
        let other = staff(5, &[role], &[7]);
        let refused = approve(proposed(1), &other);
        assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {}, "{role}");
        let refused = new().check(&other, day(TODAY));
        assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {}, "{role}");
        let refused = proposed(1).withdraw(&other, now());
        assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {}, "{role}");
    }
}

#[test]
fn a_list_has_somebody_and_looks_at_no_day_to_come() {
    let by = coordinator(3);
    let empty = Disposal::of(new(), 0, true, &by, day(TODAY), now());
    assert_eq!(empty.unwrap_err().code(), "rules");
    let early = new().check(&by, day("2025-12-31"));
    let refusal = Refusal::invalid("/as_of", "in_the_future");
    assert_eq!(early.unwrap_err(), refusal);
    let mut later = authorised();
    later.on = day("2026-11-23");
    let by = coordinator(4);
    let refused = proposed(1).approve(later, 0, &by, day(TODAY), now());
    let refusal = Refusal::invalid("/authorised_on", "in_the_future");
    assert_eq!(refused.unwrap_err(), refusal);
    let mut earlier = authorised();
    earlier.on = day("1969-12-31");
    let refused = proposed(1).approve(earlier, 0, &by, day(TODAY), now());
    let refusal = Refusal::invalid("/authorised_on", "before_the_list");
    assert_eq!(refused.unwrap_err(), refusal);
}

#[test]
fn a_list_is_about_the_records_of_its_day_and_no_others() {
    assert!(item().is_of(&[id(2)]));
    for others in [vec![], vec![id(3)], vec![id(2), id(3)]] {
        assert!(!item().is_of(&others), "{others:?}");
    }
}

#[test]
fn of_each_person_it_is_counted_what_became_of_the_data() {
    let list = approved(2);
    let erased = list.carry_out(item(), Ok(due("2026-01-01")), &[id(2)], now());
    let ((list, gone), events) = erased.unwrap().into_parts();
    assert_eq!((gone.status, gone.kept), (ItemStatus::Erased, None));
    let told = Fact::IndividualErased {
        ground: GROUND.to_owned(),
        records: vec![id(2)],
        again: false,
    };
    assert_eq!(events[0].fact, told);
    assert!(!list.is_through());
    let again = list
        .clone()
        .carry_out(gone, Ok(due("2026-01-01")), &[], now());
    assert_eq!(again.unwrap_err().code(), "wrong_status");
    let later = list.carry_out(item(), Ok(due("2026-01-02")), &[id(2)], now());
    let (list, kept) = later.unwrap().into_parts().0;
    assert_eq!(
        (kept.status, kept.kept),
        (ItemStatus::FellOut, Some(Kept::NotDue))
    );
    assert!(list.is_through());
    let done = list.finish(now()).unwrap().into_parts();
    assert_eq!(done.0.status, DisposalStatus::Done);
    let told = Fact::DisposalDone {
        erased: 1,
        fell_out: 1,
    };
    assert_eq!(done.1[0].fact, told);
}

#[test]
fn nothing_is_erased_of_a_list_that_nobody_approved_or_that_was_taken_back() {
    let look = || Ok(due("2026-01-01"));
    let early = proposed(1).carry_out(item(), look(), &[id(2)], now());
    assert_eq!(early.unwrap_err().code(), "wrong_status");
    let back = approved(1).withdraw(&coordinator(3), now());
    let back = back.unwrap().into_parts().0;
    let late = back.carry_out(item(), look(), &[id(2)], now());
    assert_eq!(late.unwrap_err().code(), "wrong_status");
}
