//! Stories about first interviews.

use strum::IntoEnumIterator;

use super::*;
use crate::actor::Role;
use crate::samples::{day, id, staff};
use crate::vocabulary::codes;

fn interview() -> Interview {
    Interview {
        arrival: Arrival::SocialServices,
        referral: None,
        urgency: Urgency::Ordinary,
        needs: vec![Need::Job, Need::Cv, Need::Job],
        expectations: None,
        notice: NoticeShown {
            version: "1.0".parse().unwrap(),
            language: NoticeLanguage::It,
            on: day("2026-05-20"),
        },
    }
}

fn lucia() -> KnownPerson {
    KnownPerson {
        id: id(3),
        birth_date: day("1990-01-01"),
    }
}

fn new() -> NewIntake {
    NewIntake {
        id: id(1),
        individual: Named::Known(lucia()),
        office: id(7),
        on: None,
        interview: interview(),
        referral: None,
    }
}

fn today() -> Day {
    day("2026-05-20")
}

fn operator() -> Actor {
    staff(2, &[Role::DeskOperator], &[7])
}

fn taken() -> Intake {
    Intake::take(&operator(), new(), today())
        .unwrap()
        .into_parts()
        .0
}

#[test]
fn the_outcomes_are_those_of_the_vocabulary() {
    assert_eq!(OutcomeCode::VARIANTS, codes("intake-outcomes"));
}

#[test]
fn steps_are_named_as_they_are_coded() {
    for step in IntakeStep::iter() {
        assert_eq!(step.into_str(), step.to_string());
    }
}

#[test]
fn every_step_from_every_status_is_as_in_this_table() {
    for (status, expected) in [
        (
            IntakeStatus::Open,
            "revise:open wait:waiting conclude:concluded open_case:concluded",
        ),
        (
            IntakeStatus::Waiting,
            "revise:waiting wait:waiting conclude:concluded open_case:concluded",
        ),
        (
            IntakeStatus::Concluded,
            "revise:- wait:- conclude:- open_case:-",
        ),
    ] {
        let found: Vec<String> = IntakeStep::iter()
            .map(|step| match status.after(step) {
                Ok(next) => format!("{step}:{next}"),
                Err(_) => format!("{step}:-"),
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{status}");
    }
}

#[test]
fn a_need_is_told_once() {
    assert_eq!(taken().interview.needs, [Need::Job, Need::Cv]);
}

#[test]
fn nobody_was_heard_tomorrow() {
    let mut late = new();
    late.on = Some(day("2026-05-21"));
    assert!(Intake::take(&operator(), late, today()).is_err());
    let mut late = new();
    late.interview.notice.on = day("2026-05-21");
    let revised = taken().revise(&operator(), late.interview.clone(), &lucia(), today());
    let taken = Intake::take(&operator(), late, today());
    for (refused, pointer) in [
        (taken, "/interview/privacy_notice/on"),
        (revised, "/privacy_notice/on"),
    ] {
        let expected = Refusal::invalid(pointer, "in_the_future");
        assert_eq!(refused.unwrap_err(), expected);
    }
}

#[test]
fn every_fault_of_an_interview_is_told_at_once() {
    let mut early = new();
    early.on = Some(day("1989-12-31"));
    early.interview.notice.on = day("1989-12-30");
    let told = |new| {
        let refused = Intake::take(&operator(), new, today());
        refused.unwrap_err().to_string()
    };
    assert_eq!(
        told(early.clone()),
        "invalid: /on before_birth, /interview/privacy_notice/on before_birth"
    );
    let nobody = NewIntake {
        individual: Named::Unknown,
        office: id(8),
        on: Some(day("2026-05-21")),
        ..new()
    };
    assert_eq!(
        told(nobody),
        "invalid: /office_id unknown_reference, /individual_id unknown_reference, \
         /on in_the_future"
    );
    let revised = taken().revise(&operator(), early.interview, &lucia(), today());
    assert_eq!(
        revised.unwrap_err().to_string(),
        "invalid: /privacy_notice/on before_birth"
    );
}

#[test]
fn the_notice_is_shown_by_the_day_of_the_interview_or_today_to_make_up_for_it() {
    let taken = |shown: &str| {
        let mut late = new();
        late.on = Some(day("2026-05-10"));
        late.interview.notice.on = day(shown);
        Intake::take(&operator(), late, today()).err()
    };
    for shown in ["2026-05-01", "2026-05-10", "2026-05-20"] {
        assert_eq!(taken(shown), None, "{shown}");
    }
    let expected = Refusal::invalid("/interview/privacy_notice/on", "after_the_interview");
    assert_eq!(taken("2026-05-11"), Some(expected));
}

#[test]
fn a_notice_that_was_made_up_for_stands_when_the_rest_is_corrected_later() {
    let mut late = new();
    late.on = Some(day("2026-05-10"));
    let taken = Intake::take(&operator(), late, today())
        .unwrap()
        .into_parts()
        .0;
    let revised = taken.revise(&operator(), interview(), &lucia(), day("2026-05-21"));
    assert!(revised.is_ok());
}

#[test]
fn waiting_ends_today_at_the_earliest() {
    let wait = |until: &str| {
        let until = Some(day(until));
        taken().conclude(&operator(), Outcome::Waiting { until }, today())
    };
    assert_eq!(
        wait("2026-05-20").unwrap().state().status,
        IntakeStatus::Waiting
    );
    assert_eq!(wait("2026-05-19").unwrap_err().code(), "invalid");
}

#[test]
fn after_waiting_everything_can_follow_and_after_the_end_nothing() {
    let until = None;
    let waiting = taken()
        .conclude(&operator(), Outcome::Waiting { until }, today())
        .unwrap()
        .into_parts()
        .0;
    let ended = waiting
        .conclude(&operator(), Outcome::InformationOnly {}, today())
        .unwrap();
    assert_eq!(ended.events()[0].fact.kind(), "intake_concluded");
    let again = ended
        .state()
        .clone()
        .revise(&operator(), interview(), &lucia(), today());
    assert_eq!(again.unwrap_err().code(), "wrong_status");
}

#[test]
fn who_may_open_no_case_is_told_so_beforehand() {
    let allowed = |actor: &Actor| -> Vec<IntakeStep> {
        let steps = taken().allowed_steps(actor).into_iter();
        steps
            .filter(|allowed| allowed.findings.is_empty())
            .map(|allowed| allowed.step)
            .collect()
    };
    let desk = [IntakeStep::Revise, IntakeStep::Wait, IntakeStep::Conclude];
    assert_eq!(allowed(&operator()), desk);
    let counsellor = staff(4, &[Role::Counsellor], &[7]);
    assert!(allowed(&counsellor).contains(&IntakeStep::OpenCase));
}

#[test]
fn the_desk_hears_people_but_opens_no_case() {
    let reason = || "Cerca lavoro.".parse().unwrap();
    let by_desk = taken().open_case(&operator(), id(5), lucia(), None, reason(), today());
    assert_eq!(by_desk.unwrap_err().code(), "not_permitted");
    let counsellor = staff(4, &[Role::Counsellor], &[7]);
    let case = taken().open_case(&counsellor, id(5), lucia(), None, reason(), today());
    assert_eq!(case.unwrap().state().intake, Some(id(1)));
}

#[test]
fn a_colleague_of_another_office_decides_nothing() {
    let stranger = staff(4, &[Role::DeskOperator], &[8]);
    let refused = taken().conclude(&stranger, Outcome::InformationOnly {}, today());
    assert_eq!(refused.unwrap_err().code(), "not_permitted");
}
