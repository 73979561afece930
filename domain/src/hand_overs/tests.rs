//! Stories about hand-overs.

use chrono::DateTime;
use strum::IntoEnumIterator;

use super::*;
use crate::actor::Role;
use crate::cases::{CaseState, CaseStatus};
use crate::follow_ups::{FollowUp, FollowUpStatus, FollowUpTurn};
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
    let accepted =
        proposal(until("2026-03-12")).accept(&taker, case(), by, now(), day("2026-03-12"));
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
            // To read a refusal changes nothing of it.
            let mut steps = HandOverStep::iter().filter(|step| *step != HandOverStep::Acknowledge);
            let goes_on = steps.any(|step| status.after(step, term).is_ok());
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
    assert!(proposal(until("2026-03-12")).is_over(day("2026-03-13")));
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

#[test]
fn after_its_last_day_nobody_takes_over_what_was_proposed_for_a_time() {
    let taker = staff(5, &[Role::Counsellor], &[3]);
    let by = || Some(Named::Known(colleague(5, 3)));
    let asked = proposal(until("2026-03-12"));
    let (last, late) = (day("2026-03-12"), day("2026-03-13"));
    assert!(
        asked
            .clone()
            .accept(&taker, case(), by(), now(), last)
            .is_ok()
    );
    let refused = asked.clone().accept(&taker, case(), by(), now(), late);
    assert_eq!(refused.unwrap_err().code(), "wrong_status");
    let allowed = |today| asked.allowed_steps(&taker, today)[0].findings.is_empty();
    assert!(allowed(last) && !allowed(late));
    let Ended::Lapsed(gone) = asked.end(case(), &home(), now()).unwrap() else {
        panic!("nobody had taken it over");
    };
    assert_eq!(gone.state().status, HandOverStatus::Lapsed);
}

#[test]
fn a_case_that_is_given_to_somebody_else_while_it_is_lent_is_lent_on() {
    let at = |n| Keeper {
        office: id(3),
        counsellor: Some(id(n)),
    };
    let lent = || running().hand_over;
    let on = lent().reassigned(at(6), now()).unwrap().unwrap();
    assert_eq!(on.state().status, HandOverStatus::Running);
    assert_eq!(on.state().taken_by, Some(id(6)));
    assert_eq!(lent().reassigned(at(5), now()), Ok(None));
    let home = lent().reassigned(at(4), now()).unwrap().unwrap();
    assert_eq!(home.state().status, HandOverStatus::Returned);
    let asked = proposal(Term::Permanent {});
    let gone = asked.reassigned(at(5), now()).unwrap().unwrap();
    assert_eq!(gone.state().status, HandOverStatus::Lapsed);
}

#[test]
fn the_office_that_was_lent_a_case_keeps_it_only_if_it_cannot_go_back() {
    let lend = |one: HandOver| HandOver {
        to: Keeper {
            office: id(7),
            ..one.to
        },
        ..one
    };
    let there = staff(8, &[Role::Coordinator], &[7]);
    let refused = lend(running().hand_over).make_permanent(&there, now());
    assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {});
    let here = staff(9, &[Role::Coordinator], &[3]);
    assert!(
        lend(running().hand_over)
            .make_permanent(&here, now())
            .is_ok()
    );
    let gone = Home {
        counsellor: Named::Unknown,
        ..home()
    };
    let Ended::Stuck(stuck) = running().hand_over.end(case(), &gone, now()).unwrap() else {
        panic!("nobody is there");
    };
    let stuck = lend(stuck.into_parts().0);
    assert!(stuck.make_permanent(&there, now()).is_ok());
}

#[test]
fn whoever_refused_has_no_part_in_it_any_more_and_whoever_proposed_it_learns_it() {
    let taker = staff(5, &[Role::Counsellor], &[3]);
    let giver = staff(4, &[Role::Counsellor], &[3]);
    let asked = proposal(Term::Permanent {});
    assert!(asked.concerns(&taker) && asked.concerns(&giver));
    let no = Declined {
        reason: "workload".parse().unwrap(),
        note: None,
    };
    let refused = asked.refuse(&taker, no, now()).unwrap().into_parts().0;
    assert!(!refused.concerns(&taker) && refused.concerns(&giver));
    let read = Due::Read {
        by: id(4),
        at: id(3),
        since: now(),
    };
    assert_eq!(refused.due(), Some(read));
    assert!(refused.clone().acknowledge(&taker, now()).is_err());
    let seen = refused.acknowledge(&giver, now()).unwrap().into_parts().0;
    assert_eq!((seen.status, seen.due()), (HandOverStatus::Refused, None));
    let again = seen.acknowledge(&giver, now()).unwrap_err();
    assert_eq!(again.code(), "wrong_status");
}

fn follow_up(n: u128, planned_for: &str) -> FollowUp {
    FollowUp {
        id: id(n),
        case: id(60),
        individual: id(61),
        office: id(3),
        counsellor: Some(id(4)),
        team: Vec::new(),
        turn: FollowUpTurn::First,
        closed_on: day("2025-09-10"),
        planned_for: day(planned_for),
        status: FollowUpStatus::Planned,
        attempts: 0,
        last_attempt_on: None,
        outcome: None,
        outcome_on: None,
        cancelled: None,
        ended_at: None,
        version: Version::FIRST,
    }
}

fn desk() -> Desk {
    Desk {
        office: id(3),
        counsellor: Named::Known(colleague(4, 3)),
        cases: Vec::new(),
        open: Vec::new(),
        follow_ups: Vec::new(),
    }
}

fn taken_over(desk: Desk, term: Term, to: u128) -> Result<TakenOver, Refusal> {
    let take_over = TakeOver {
        distribution: Distribution::Even {
            among: vec![Named::Known(colleague(to, 3))],
        },
        term,
        reason: "absence".parse().unwrap(),
        note: None,
    };
    let chief = staff(9, &[Role::Coordinator], &[3]);
    let (now, today) = (now(), day("2026-03-10"));
    let decided = take_over.decide(&chief, desk, || id(70), now, today)?;
    assert_eq!(decided.events()[0].fact.kind(), "desk_taken_over");
    Ok(decided.into_parts().0)
}

#[test]
fn a_desk_without_cases_is_taken_over_for_what_else_lies_on_it() {
    let near = || vec![follow_up(21, "2026-03-12"), follow_up(22, "2026-06-01")];
    let full = || Desk {
        follow_ups: near(),
        ..desk()
    };
    let given = |term| -> Vec<_> {
        let taken = taken_over(full(), term, 5).unwrap();
        let given = taken.follow_ups.iter();
        given.map(|one| (one.id, one.counsellor)).collect()
    };
    let all = [(id(21), Some(id(5))), (id(22), Some(id(5)))];
    assert_eq!(given(Term::Permanent {}), all);
    assert_eq!(given(until("2026-03-31")), all[..1]);
    let asked = HandOver {
        to: Keeper {
            office: id(3),
            counsellor: Some(id(4)),
        },
        ..proposal(Term::Permanent {})
    };
    let asked = Desk {
        open: vec![asked],
        ..desk()
    };
    let taken = taken_over(asked, Term::Permanent {}, 5).unwrap();
    assert_eq!(taken.passed_on[0].to.counsellor, None);
    let refused = taken_over(desk(), Term::Permanent {}, 5).unwrap_err();
    assert_eq!(refused.to_string(), "invalid: /counsellor_id no_cases");
}

#[test]
fn a_borrowed_case_that_falls_to_its_lender_is_back() {
    let Moved { hand_over, case } = running();
    let borrowed = Desk {
        counsellor: Named::Known(colleague(5, 3)),
        cases: vec![case],
        open: vec![hand_over],
        ..desk()
    };
    let home = taken_over(borrowed.clone(), Term::Permanent {}, 4).unwrap();
    assert_eq!(home.returned[0].status, HandOverStatus::Returned);
    assert_eq!(home.cases[0].counsellor, Some(id(4)));
    assert!(home.passed_on.is_empty() && home.new.is_empty());
    let on = taken_over(borrowed, Term::Permanent {}, 6).unwrap();
    assert_eq!(on.passed_on[0].taken_by, Some(id(6)));
}
