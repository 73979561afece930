//! Stories about hand-overs.

use chrono::DateTime;
use strum::IntoEnumIterator;

use super::*;
use crate::actor::Role;
use crate::cases::{CaseState, CaseStatus};
use crate::kernel::Refusal;
use crate::samples::{day, id, staff};

fn case() -> Case {
    Case {
        id: id(1),
        individual: id(2),
        office: id(3),
        counsellor: Some(id(4)),
        counsellor_left: false,
        intake: None,
        reason: "Cerca lavoro.".parse().unwrap(),
        opened_on: day("2026-01-10"),
        state: CaseState::Open {},
        since: day("2026-01-10"),
        last_contact_on: None,
        team: Vec::new(),
        version: Version::FIRST,
    }
}

fn colleague(n: u128, office: u128) -> Colleague {
    Colleague {
        staff: id(n),
        roles: vec![Role::Counsellor],
        offices: vec![id(office)],
        disabled: false,
    }
}

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

fn proposal(term: Term) -> HandOver {
    let new = NewHandOver {
        id: id(9),
        office: None,
        counsellor: Some(Named::Known(colleague(5, 3))),
        term,
        reason: "absence".parse().unwrap(),
        note: None,
    };
    let giver = staff(4, &[Role::Counsellor], &[3]);
    let changed = HandOver::propose(&giver, &case(), new, now(), day("2026-03-10"));
    changed.unwrap().into_parts().0
}

fn until(text: &str) -> Term {
    Term::Temporary { until: day(text) }
}

fn running() -> Moved {
    let taker = staff(5, &[Role::Counsellor], &[3]);
    let by = Some(Named::Known(colleague(5, 3)));
    let accepted = proposal(until("2026-03-12")).accept(&taker, case(), by, now());
    accepted.unwrap().into_parts().0
}

fn home() -> Home {
    Home {
        counsellor: Named::Known(colleague(4, 3)),
        other_case: None,
    }
}

#[test]
fn every_hand_over_of_which_something_can_come_is_open_and_no_other() {
    for term in TermKind::iter() {
        for status in HandOverStatus::iter() {
            let goes_on = HandOverStep::iter().any(|step| status.after(step, term).is_ok());
            let is_reached = term == TermKind::Temporary
                || !matches!(status, HandOverStatus::Running | HandOverStatus::Stuck);
            assert_eq!(goes_on, status.is_open() && is_reached, "{term} {status}");
        }
    }
}

#[test]
fn the_case_has_an_owner_at_every_step() {
    assert_eq!(case().counsellor, Some(id(4)));
    let moved = running();
    assert_eq!(moved.case.counsellor, Some(id(5)));
    let Ended::Back(back) = moved.hand_over.end(moved.case, &home(), now()).unwrap() else {
        panic!("the way back is free");
    };
    assert_eq!(back.state().case.counsellor, Some(id(4)));
    assert_eq!(back.state().hand_over.status, HandOverStatus::Returned);
}

#[test]
fn the_last_day_belongs_to_the_term() {
    let one = running().hand_over;
    for (today, is_over) in [
        ("2026-03-11", false),
        ("2026-03-12", false),
        ("2026-03-13", true),
    ] {
        assert_eq!(one.is_over(day(today)), is_over, "{today}");
    }
    assert!(!proposal(until("2026-03-12")).is_over(day("2026-03-13")));
}

#[test]
fn what_stands_in_the_way_back_leaves_the_case_where_it_is() {
    let elsewhere = colleague(4, 7);
    let disabled = Colleague {
        disabled: true,
        ..colleague(4, 3)
    };
    let without_role = Colleague {
        roles: vec![Role::DeskOperator],
        ..colleague(4, 3)
    };
    let table = [
        (Named::Unknown, None, Blockage::CounsellorGone),
        (Named::Known(elsewhere), None, Blockage::CounsellorGone),
        (Named::Known(disabled), None, Blockage::CounsellorGone),
        (Named::Known(without_role), None, Blockage::CounsellorGone),
        (
            Named::Known(colleague(4, 3)),
            Some(id(8)),
            Blockage::OpenCaseThere,
        ),
    ];
    for (counsellor, other_case, why) in table {
        let home = Home {
            counsellor,
            other_case,
        };
        let Moved { hand_over, case } = running();
        let holder = staff(5, &[Role::Counsellor], &[3]);
        let refused = hand_over
            .clone()
            .give_back(&holder, case.clone(), &home, now());
        let why_not = why.to_string();
        assert_eq!(
            refused.unwrap_err(),
            Refusal::ReturnBlocked { why: why_not }
        );
        let Ended::Stuck(stuck) = hand_over.end(case, &home, now()).unwrap() else {
            panic!("{why}");
        };
        assert_eq!(stuck.state().status, HandOverStatus::Stuck);
        assert_eq!(stuck.state().blocked, Some(why));
        assert_eq!(stuck.state().warnings().len(), 1);
    }
}

#[test]
fn what_is_due_is_an_answer_then_a_return_then_a_decision() {
    let asked = proposal(until("2026-03-12"));
    assert_eq!(asked.due(), Some(Due::Answer { by: asked.to }));
    let held = running().hand_over;
    let back = Due::ComesBack {
        to: held.from,
        until: day("2026-03-12"),
    };
    assert_eq!(held.due(), Some(back));
    let gone = Home {
        counsellor: Named::Unknown,
        ..home()
    };
    let Ended::Stuck(stuck) = held.end(case(), &gone, now()).unwrap() else {
        panic!("nobody is there");
    };
    let decide = Due::Decide {
        at: id(3),
        since: day("2026-03-12"),
    };
    assert_eq!(stuck.state().due(), Some(decide));
    assert_eq!(
        stuck.into_parts().0.lapse(now()).unwrap().state().due(),
        None
    );
}

#[test]
fn a_closed_case_is_not_handed_over() {
    let closed = Case {
        state: CaseState::Closed {
            outcome: crate::cases::CaseOutcome::Moved {},
        },
        ..case()
    };
    assert_eq!(closed.status(), CaseStatus::Closed);
    let giver = staff(4, &[Role::Counsellor], &[3]);
    let refused = closed.may_be_handed_over_by(&giver).unwrap_err();
    assert_eq!(refused.code(), "wrong_status");
}
