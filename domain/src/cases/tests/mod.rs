//! Stories about cases.

mod opening;

use strum::IntoEnumIterator;

use super::*;
use crate::actor::Role;
use crate::individuals::KnownPerson;
use crate::kernel::{Id, Named, Refusal};
use crate::rulebook::{Parameter, Rulebook, Severity};
use crate::samples::{day, id, staff};
use crate::vocabulary::codes;

fn today() -> Day {
    day("2026-05-20")
}

fn counsellor() -> Actor {
    staff(4, &[Role::Counsellor], &[7])
}

fn coordinator() -> Actor {
    staff(6, &[Role::Coordinator], &[7])
}

fn colleague(n: u128, roles: &[Role], offices: &[u128]) -> Colleague {
    Colleague {
        staff: id(n),
        roles: roles.to_vec(),
        offices: offices.iter().copied().map(id).collect(),
        disabled: false,
    }
}

fn lucia() -> KnownPerson {
    KnownPerson {
        id: id(3),
        birth_date: day("1990-01-01"),
    }
}

fn opening(counsellor: Option<Colleague>) -> Opening {
    Opening {
        id: id(1),
        individual: Named::Known(lucia()),
        office: id(7),
        counsellor: counsellor.map(Named::Known),
        intake: None,
        reason: "Cerca lavoro.".parse().unwrap(),
        on: Some(day("2026-01-10")),
    }
}

/// A case of counsellor 4 at office 7, open since 10 January 2026.
fn case() -> Case {
    let mine = colleague(4, &[Role::Counsellor], &[7]);
    Case::open(&counsellor(), opening(Some(mine)), today())
        .unwrap()
        .into_parts()
        .0
}

fn in_status(status: CaseStatus) -> Case {
    let mut case = case();
    case.state = match status {
        CaseStatus::Open => CaseState::Open {},
        CaseStatus::Suspended => CaseState::Suspended {
            reason: SuspensionReason::Away,
            until: None,
        },
        CaseStatus::Closed => CaseState::Closed {
            outcome: CaseOutcome::Moved {},
        },
    };
    case
}

fn closure(outcome: CaseOutcome, on: &str) -> Closure {
    Closure {
        outcome,
        on: Some(day(on)),
        acknowledged: Vec::new(),
    }
}

#[test]
fn the_outcomes_are_those_of_the_vocabulary() {
    assert_eq!(CaseOutcomeCode::VARIANTS, codes("case-outcomes"));
}

#[test]
fn every_outcome_is_read_back_and_only_employment_names_work() {
    for code in CaseOutcomeCode::iter() {
        let work = Some(WorkKind::Agency);
        let (right, wrong) = match code {
            CaseOutcomeCode::Employed => (work, None),
            _ => (None, work),
        };
        let outcome = CaseOutcome::of(code, right).unwrap();
        assert_eq!(CaseOutcomeCode::from(outcome), code);
        assert_eq!(outcome.work_kind(), right);
        assert!(CaseOutcome::of(code, wrong).is_err(), "{code}");
    }
}

#[test]
fn every_step_from_every_status_is_as_in_this_table() {
    for (status, expected) in [
        (
            CaseStatus::Open,
            "suspend:suspended resume:- close:closed reopen:- assign:open change_team:open \
             attempt_contact:open write_note:open hand_over:open refer:open \
             draw_up_agreement:open",
        ),
        (
            CaseStatus::Suspended,
            "suspend:- resume:open close:closed reopen:- assign:suspended \
             change_team:suspended attempt_contact:suspended write_note:suspended \
             hand_over:suspended refer:suspended draw_up_agreement:suspended",
        ),
        (
            CaseStatus::Closed,
            "suspend:- resume:- close:- reopen:open assign:- change_team:- attempt_contact:- \
             write_note:closed hand_over:- refer:- draw_up_agreement:-",
        ),
    ] {
        let found: Vec<String> = CaseStep::iter()
            .map(|step| match status.after(step) {
                Ok(next) => format!("{step}:{next}"),
                Err(_) => format!("{step}:-"),
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{status}");
    }
}

#[test]
fn a_case_rests_from_its_last_step_on_and_until_then_or_later() {
    let suspend = |on: &str, until: &str| {
        let suspension = Suspension {
            reason: SuspensionReason::TemporaryWork,
            on: Some(day(on)),
            until: Some(day(until)),
        };
        case().suspend(&counsellor(), suspension, today())
    };
    assert!(suspend("2026-01-10", "2026-01-10").is_ok());
    for (on, until) in [
        ("2026-01-09", "2026-06-01"),
        ("2026-05-21", "2026-06-01"),
        ("2026-05-20", "2026-05-19"),
    ] {
        assert_eq!(suspend(on, until).unwrap_err().code(), "invalid", "{on}");
    }
    assert_eq!(
        suspend("2026-01-09", "2026-01-08").unwrap_err().to_string(),
        "invalid: /on before_the_last_step, /until ends_before_it_begins"
    );
}

#[test]
fn for_want_of_contact_a_case_ends_after_two_attempts_and_180_days() {
    // 10 January and 180 days make 9 July.
    for (on, attempts, ends) in [
        ("2026-07-09", 2, true),
        ("2026-07-08", 2, false),
        ("2026-07-09", 1, false),
    ] {
        let closure = closure(CaseOutcome::NoContact {}, on);
        let book = Rulebook::shipped();
        let silence = Silence { attempts };
        let ended = case().close(&counsellor(), closure.clone(), silence, &book, day(on));
        assert_eq!(ended.is_ok(), ends, "{on} {attempts}");
        let acknowledging = Closure {
            acknowledged: vec!["case.no_contact".to_owned()],
            ..closure
        };
        assert!(
            case()
                .close(&counsellor(), acknowledging, silence, &book, day(on))
                .is_ok()
        );
    }
}

#[test]
fn only_the_rules_that_were_passed_over_are_written_down() {
    let written = |outcome: CaseOutcome| {
        let closure = Closure {
            acknowledged: vec!["Anna Rossi".to_owned(), "case.no_contact".to_owned()],
            ..closure(outcome, "2026-05-20")
        };
        let (book, silence) = (Rulebook::shipped(), Silence { attempts: 0 });
        let closed = case().close(&counsellor(), closure, silence, &book, today());
        match &closed.unwrap().events()[0].fact {
            Fact::CaseClosed { acknowledged, .. } => acknowledged.clone(),
            other => vec![other.kind().to_owned()],
        }
    };
    assert_eq!(written(CaseOutcome::NoContact {}), ["case.no_contact"]);
    assert!(written(CaseOutcome::Moved {}).is_empty());
}

#[test]
fn the_days_without_contact_count_from_the_last_contact() {
    let mut case = case();
    case.last_contact_on = Some(day("2026-01-11"));
    let (book, chain) = (Rulebook::shipped(), counsellor().chain());
    let found = |on: &str| {
        case.no_contact_findings(&book, &chain, Silence { attempts: 2 }, day(on))
            .len()
    };
    assert_eq!((found("2026-07-09"), found("2026-07-10")), (1, 0));
}

#[test]
fn a_rule_of_practice_only_warns_even_with_a_sure_number() {
    let organisation = counsellor().organisation.uuid();
    let confidence = crate::rulebook::Confidence::Sure;
    let own = |key, value| Parameter::own(key, organisation, value, "delibera", confidence);
    let book = Rulebook::with_own(vec![
        own("case.no_contact_days", "90").unwrap(),
        own("case.no_contact_min_attempts", "3").unwrap(),
    ])
    .unwrap();
    let silence = Silence { attempts: 2 };
    let found = case().no_contact_findings(&book, &counsellor().chain(), silence, today());
    assert_eq!(found[0].severity(), Severity::Warn);
    assert_eq!(found[0].parameters.len(), 2);
}

#[test]
fn a_case_ends_on_the_day_of_its_last_step_at_the_earliest() {
    let mut suspended = in_status(CaseStatus::Suspended);
    suspended.since = day("2026-03-01");
    for (on, ends) in [("2026-03-01", true), ("2026-02-28", false)] {
        let (book, silence) = (Rulebook::shipped(), Silence { attempts: 0 });
        let closure = closure(CaseOutcome::Moved {}, on);
        let ended = suspended
            .clone()
            .close(&counsellor(), closure, silence, &book, today());
        assert_eq!(ended.is_ok(), ends, "{on}");
    }
}

#[test]
fn other_outcomes_ask_for_no_attempts() {
    let work_kind = WorkKind::EmployeeFixed;
    let closure = closure(CaseOutcome::Employed { work_kind }, "2026-05-18");
    let silence = Silence { attempts: 0 };
    let closed = case()
        .close(
            &counsellor(),
            closure,
            silence,
            &Rulebook::shipped(),
            today(),
        )
        .unwrap();
    assert_eq!(closed.state().since, day("2026-05-18"));
    let fact = Fact::CaseClosed {
        outcome: "employed".to_owned(),
        work_kind: Some("employee_fixed".to_owned()),
        on: "2026-05-18".to_owned(),
        acknowledged: Vec::new(),
    };
    assert_eq!(closed.events()[0].fact, fact);
}

#[test]
fn a_closed_case_opens_again_today() {
    let closed = in_status(CaseStatus::Closed);
    let open = closed.reopen(&counsellor(), ReopeningReason::Returned, today());
    let open = open.unwrap().into_parts().0;
    assert_eq!((open.status(), open.since), (CaseStatus::Open, today()));
    assert_eq!(open.opened_on, day("2026-01-10"));
}

#[test]
fn a_case_that_opens_again_is_silent_from_then_on() {
    let mut closed = in_status(CaseStatus::Closed);
    closed.last_contact_on = Some(day("2026-01-11"));
    let on = day("2026-12-01");
    let reopened = closed.reopen(&counsellor(), ReopeningReason::Returned, on);
    let reopened = reopened.unwrap().into_parts().0;
    assert_eq!(reopened.silent_since(), on);
    let (book, silence) = (Rulebook::shipped(), Silence { attempts: 2 });
    let closure = closure(CaseOutcome::NoContact {}, "2026-12-01");
    let again = reopened.close(&counsellor(), closure, silence, &book, on);
    assert_eq!(again.unwrap_err().code(), "rules");
}

#[test]
fn a_counsellor_takes_a_case_that_nobody_follows_and_no_other() {
    let me = colleague(5, &[Role::Counsellor], &[7]);
    let actor = staff(5, &[Role::Counsellor], &[7]);
    let taken = case().assign(&actor, Named::Known(me.clone()));
    assert_eq!(taken.unwrap_err(), Refusal::NotPermitted {});
    let mut free = case();
    free.counsellor = None;
    assert_eq!(
        free.clone()
            .assign(&actor, Named::Known(me.clone()))
            .unwrap()
            .into_parts()
            .0
            .counsellor,
        Some(id(5))
    );
    let mut left = case();
    left.counsellor_left = true;
    let taken = left.clone().assign(&actor, Named::Known(me.clone()));
    let (taken, _) = taken.unwrap().into_parts();
    assert!(!taken.counsellor_left);
    left.state = CaseState::Closed {
        outcome: CaseOutcome::Moved {},
    };
    assert!(!left.is_free());
    let for_another = colleague(4, &[Role::Counsellor], &[7]);
    assert!(free.assign(&actor, Named::Known(for_another)).is_err());
    assert!(case().assign(&coordinator(), Named::Known(me)).is_ok());
}

#[test]
fn a_team_reaches_across_offices_and_has_each_member_once() {
    let afar = colleague(9, &[Role::TargetedPlacementOfficer], &[8]);
    let near = colleague(5, &[Role::Counsellor], &[7]);
    let change = |members: Vec<Colleague>| {
        let members = members.into_iter().map(Named::Known);
        case().change_team(&coordinator(), members.collect())
    };
    let team = change(vec![afar.clone(), near, afar.clone()]);
    let expected: Vec<Id<_>> = vec![id(5), id(9)];
    assert_eq!(team.unwrap().state().team, expected);
    let desk = colleague(8, &[Role::DeskOperator], &[7]);
    let refused = change(vec![afar, desk]);
    let expected = Refusal::invalid("/members/1", "unsuitable_colleague");
    assert_eq!(refused.unwrap_err(), expected);
}

#[test]
fn what_may_be_done_is_what_the_steps_then_do() {
    for status in CaseStatus::iter() {
        for (actor, works) in [
            (counsellor(), true),
            (staff(5, &[Role::Counsellor], &[7]), false),
        ] {
            for allowed in in_status(status).allowed_steps(&actor) {
                let coordinates = matches!(allowed.step, CaseStep::Assign | CaseStep::ChangeTeam);
                let expected = works && !coordinates && status.after(allowed.step).is_ok();
                assert_eq!(
                    allowed.findings.is_empty(),
                    expected,
                    "{status} {allowed:?}"
                );
            }
        }
    }
}

#[test]
fn a_case_without_counsellor_or_contact_and_a_suspension_that_is_over_are_told() {
    let (book, chain) = (Rulebook::shipped(), counsellor().chain());
    let rules = |case: &Case, on: &str| -> Vec<&str> {
        case.warnings(&book, &chain, day(on))
            .iter()
            .map(|finding| finding.rule)
            .collect()
    };
    let mut case = case();
    assert!(rules(&case, "2026-07-08").is_empty());
    assert_eq!(rules(&case, "2026-07-09"), ["case.silent"]);
    case.counsellor_left = true;
    assert_eq!(rules(&case, "2026-05-20"), ["case.counsellor_not_active"]);
    case.counsellor = None;
    case.state = CaseState::Suspended {
        reason: SuspensionReason::Away,
        until: Some(day("2026-05-20")),
    };
    assert_eq!(rules(&case, "2026-05-20"), ["case.unassigned"]);
    assert_eq!(
        rules(&case, "2026-05-21"),
        ["case.unassigned", "case.suspension_over"]
    );
    case.state = CaseState::Closed {
        outcome: CaseOutcome::Moved {},
    };
    assert!(rules(&case, "2026-07-09").is_empty());
}
