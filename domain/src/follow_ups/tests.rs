//! Stories about follow-ups.

use chrono::TimeZone;

use super::*;
use crate::actor::Role;
use crate::cases::{Case, CaseOutcome, CaseState, WorkKind};
use crate::kernel::Refusal;
use crate::rulebook::{Chain, Rulebook};
use crate::samples::{day, id, own_number, staff};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap()
}

fn today() -> Day {
    day("2026-11-20")
}

fn counsellor() -> Actor {
    staff(4, &[Role::Counsellor], &[7])
}

/// A case of counsellor 4 at office 7 that ended like this on 15 May 2026.
fn closed(outcome: CaseOutcome) -> Case {
    Case {
        id: id(1),
        individual: id(3),
        office: id(7),
        counsellor: Some(id(4)),
        counsellor_left: false,
        intake: None,
        reason: "Cerca lavoro.".parse().unwrap(),
        opened_on: day("2026-01-10"),
        state: CaseState::Closed { outcome },
        since: day("2026-05-15"),
        last_contact_on: None,
        team: Vec::new(),
        version: Version::FIRST,
    }
}

fn book() -> (Rulebook, Chain) {
    (Rulebook::shipped(), Chain::italy())
}

fn plan(book: &(Rulebook, Chain)) -> Plan<'_> {
    Plan {
        book: &book.0,
        chain: &book.1,
    }
}

fn planned() -> FollowUp {
    let changed = FollowUp::plan(
        id(9),
        &closed(CaseOutcome::Training {}),
        FollowUpTurn::First,
        Whom::default(),
        plan(&book()),
    );
    changed.unwrap().into_parts().0
}

fn attempt(on: &str) -> NewFollowUpAttempt {
    NewFollowUpAttempt {
        id: id(20),
        on: Some(day(on)),
        channel: Channel::Phone,
        outcome: AttemptOutcome::NotReached,
    }
}

fn tried(times: usize) -> FollowUp {
    (0..times).fold(planned(), |follow_up, _| {
        let changed = follow_up.attempt(&counsellor(), attempt("2026-11-16"), today());
        changed.unwrap().into_parts().0.follow_up
    })
}

/// Attempts of these days, of which the last one may have reached the person.
fn attempts(on: &[&str], last: AttemptOutcome) -> Vec<FollowUpAttempt> {
    let count = on.len();
    let days = on.iter().enumerate();
    let all = days.map(|(n, on)| FollowUpAttempt {
        id: id(20),
        follow_up: id(9),
        on: day(on),
        channel: Channel::Phone,
        outcome: if n + 1 == count {
            last
        } else {
            AttemptOutcome::NotReached
        },
        by: Some(id(4)),
    });
    all.collect()
}

fn answer(outcome: FollowUpOutcome) -> Answer {
    Answer {
        outcome,
        on: None,
        acknowledged: Vec::new(),
    }
}

fn conclude(follow_up: FollowUp, answer: &Answer) -> Result<FollowUp, Refusal> {
    conclude_tried(follow_up, answer, &[])
}

fn conclude_tried(
    follow_up: FollowUp,
    answer: &Answer,
    tried: &[FollowUpAttempt],
) -> Result<FollowUp, Refusal> {
    let (actor, book) = (counsellor(), book());
    let changed = follow_up.conclude(&actor, answer, tried, plan(&book), now(), today())?;
    Ok(changed.into_parts().0)
}

fn rules(refused: Refusal) -> Vec<&'static str> {
    let Refusal::Rules { findings } = refused else {
        panic!("refused for another reason");
    };
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn the_end_of_a_case_is_followed_up_after_six_months_and_after_twelve() {
    let case = closed(CaseOutcome::NoContact {});
    let days: Vec<String> = [FollowUpTurn::First, FollowUpTurn::Second]
        .into_iter()
        .map(|turn| FollowUp::plan(id(9), &case, turn, Whom::default(), plan(&book())).unwrap())
        .map(|changed| changed.state().planned_for.to_string())
        .collect();
    assert_eq!(days, ["2026-11-15", "2027-05-15"]);
}

#[test]
fn nobody_asks_after_a_death_or_after_a_case_that_never_was() {
    let table = [
        (CaseOutcome::Deceased {}, false),
        (CaseOutcome::OpenedInError {}, false),
        (CaseOutcome::Withdrawn {}, true),
        (CaseOutcome::Moved {}, true),
    ];
    for (outcome, asked) in table {
        let case = closed(outcome);
        let planned = FollowUp::plan(
            id(9),
            &case,
            FollowUpTurn::First,
            Whom::default(),
            plan(&book()),
        );
        assert_eq!(planned.is_some(), asked, "{outcome:?}");
    }
    let mut running = closed(CaseOutcome::Moved {});
    running.state = CaseState::Open {};
    let planned = FollowUp::plan(
        id(9),
        &running,
        FollowUpTurn::First,
        Whom::default(),
        plan(&book()),
    );
    assert_eq!(planned, None);
}

#[test]
fn nobody_is_asked_who_is_dead_by_another_case_or_objected_before_this_one_began() {
    let objected = |on| Whom {
        objected_on: Some(day(on)),
        ..Whom::default()
    };
    let dead = Whom {
        is_dead: true,
        ..Whom::default()
    };
    let table = [
        (Whom::default(), true),
        (dead, false),
        (objected("2026-01-09"), true),
        (objected("2026-01-10"), false),
        (objected("2026-05-15"), false),
    ];
    let case = closed(CaseOutcome::Withdrawn {});
    for (whom, asked) in table {
        let planned = FollowUp::plan(id(9), &case, FollowUpTurn::Second, whom, plan(&book()));
        assert_eq!(planned.is_some(), asked, "{whom:?}");
    }
}

#[test]
fn nobody_says_by_hand_that_the_case_goes_on() {
    let refused = planned().cancel(&counsellor(), CancellationReason::CaseReopened, now());
    let expected = Refusal::invalid("/reason", "not_by_hand");
    assert_eq!(refused.unwrap_err(), expected);
}

#[test]
fn what_may_lie_ahead_ended_at_most_a_year_ago() {
    let book = book();
    assert_eq!(
        plan(&book).earliest_end(day("2026-11-20")),
        day("2025-11-20")
    );
}

#[test]
fn an_organisation_asks_when_it_decided_to_and_what_has_begun_keeps_its_day() {
    let own = own_number("follow_up.first_months", "3");
    let moved = planned().replanned(plan(&own));
    assert_eq!(moved.planned_for, day("2026-08-15"));
    assert_eq!(tried(1).replanned(plan(&own)), tried(1));
}

#[test]
fn who_is_reached_answers_and_that_is_the_end_of_it() {
    let outcome = FollowUpOutcome::Employed {
        work_kind: WorkKind::EmployeeFixed,
    };
    let done = conclude(tried(1), &answer(outcome)).unwrap();
    assert_eq!(done.status, FollowUpStatus::Done);
    assert_eq!(done.outcome_on, Some(today()));
    let again = conclude(done, &answer(outcome)).unwrap_err();
    assert!(matches!(again, Refusal::WrongStatus { .. }), "{again:?}");
}

#[test]
fn nobody_is_given_up_after_few_attempts_unless_somebody_says_so() {
    use AttemptOutcome::{MessageLeft, NotReached, Reached};
    let unreachable = answer(FollowUpOutcome::Unreachable {});
    let few = ["follow_up.few_attempts"];
    let table: [(&[&str], AttemptOutcome, &[&str]); 5] = [
        (&["2026-11-15", "2026-11-17"], NotReached, &few),
        // Three times on one morning are once; and too early is no attempt.
        (
            &["2026-11-16", "2026-11-16", "2026-11-16"],
            NotReached,
            &few,
        ),
        (
            &["2026-05-16", "2026-05-17", "2026-11-16"],
            NotReached,
            &few,
        ),
        (
            &["2026-11-15", "2026-11-17", "2026-11-19"],
            MessageLeft,
            &[],
        ),
        (
            &["2026-11-15", "2026-11-17", "2026-11-19"],
            Reached,
            &["follow_up.reached"],
        ),
    ];
    for (on, last, expected) in table {
        let given_up = conclude_tried(planned(), &unreachable, &attempts(on, last));
        let found = given_up.map_or_else(rules, |_| Vec::new());
        assert_eq!(found, expected, "{on:?} {last}");
    }
    let said = Answer {
        acknowledged: vec!["follow_up.few_attempts".to_owned()],
        ..unreachable
    };
    let gone = conclude(tried(2), &said).unwrap();
    assert_eq!(gone.status, FollowUpStatus::Unreachable);
    // Who calls back after all is heard.
    let heard = conclude(gone, &answer(FollowUpOutcome::Inactive {})).unwrap();
    assert_eq!(heard.status, FollowUpStatus::Done);
}

#[test]
fn to_ask_too_early_asks_for_an_acknowledgement() {
    let early = Answer {
        on: Some(day("2026-07-01")),
        ..answer(FollowUpOutcome::Unemployed {})
    };
    let refused = conclude(planned(), &early).unwrap_err();
    assert_eq!(rules(refused), ["follow_up.early"]);
}

#[test]
fn a_day_before_the_end_of_the_case_or_to_come_is_none() {
    for (on, code) in [
        ("2026-05-14", "before_the_last_step"),
        ("2026-11-21", "in_the_future"),
    ] {
        let refused = planned().attempt(&counsellor(), attempt(on), today());
        assert_eq!(refused.unwrap_err(), Refusal::invalid("/on", code));
    }
}

#[test]
fn who_is_unreachable_neither_works_nor_does_not() {
    use Employment::{Employed, NotEmployed, Unknown};
    let works = |work_kind| FollowUpOutcome::Employed { work_kind };
    let table = [
        (works(WorkKind::EmployeeOpen), Employed),
        (works(WorkKind::Ppu), Employed),
        (works(WorkKind::Traineeship), NotEmployed),
        (FollowUpOutcome::InTraining {}, NotEmployed),
        (FollowUpOutcome::Unemployed {}, NotEmployed),
        (FollowUpOutcome::Inactive {}, NotEmployed),
        (FollowUpOutcome::Refused {}, Unknown),
        (FollowUpOutcome::Unreachable {}, Unknown),
    ];
    for (outcome, employment) in table {
        assert_eq!(outcome.employment(), employment, "{outcome:?}");
    }
}

#[test]
fn whoever_follows_the_case_and_its_office_go_on_and_nobody_else() {
    let table = [
        (staff(11, &[Role::Counsellor], &[8]), true),
        (counsellor(), true),
        (staff(5, &[Role::Counsellor], &[7]), false),
        (staff(6, &[Role::Coordinator], &[7]), true),
        (staff(6, &[Role::Coordinator], &[8]), false),
        (staff(4, &[Role::Counsellor], &[8]), true),
        (staff(8, &[Role::DeskOperator], &[7]), false),
    ];
    for (actor, may) in table {
        let planned = FollowUp {
            team: vec![id(11)],
            ..planned()
        };
        let done = planned.cancel(&actor, CancellationReason::Objection, now());
        assert_eq!(done.is_ok(), may, "{actor:?}");
    }
}

#[test]
fn what_was_cancelled_stays_so() {
    let gone = planned().lapse(CancellationReason::CaseReopened, now());
    let gone = gone.unwrap().into_parts().0;
    assert_eq!(gone.cancelled, Some(CancellationReason::CaseReopened));
    let again = gone.attempt(&counsellor(), attempt("2026-11-16"), today());
    assert!(matches!(again.unwrap_err(), Refusal::WrongStatus { .. }));
}
