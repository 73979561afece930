//! What is due, as tables of days.

mod appointments;
mod cases;
mod emergencies;

use chrono::TimeZone;
use serde_json::json;

use super::*;
use crate::actor::Role;
use crate::cases::{Case, CaseState, SuspensionReason};
use crate::follow_ups::{FollowUp, FollowUpStatus, FollowUpTurn};
use crate::hand_overs::{HandOver, HandOverStatus, Keeper, Term};
use crate::intakes::{Intake, IntakeStatus, Outcome};
use crate::kernel::Version;
use crate::rulebook::{Chain, Confidence, Parameter, Rulebook};
use crate::samples::{day, id, staff};

/// The shipped book, with own values of a key from days on.
fn book(key: &str, values: &[(&str, &str)]) -> (Rulebook, Chain) {
    let organisation = uuid::Uuid::from_u128(1);
    let own = values.iter().enumerate().map(|(n, (from, value))| {
        let own = Parameter::own(key, organisation, value, "act 7/2026", Confidence::Sure);
        let next = values.get(n + 1).map(|(next, _)| day(next).date());
        let last = next.and_then(|next| next.pred_opt());
        own.and_then(|own| own.between(Some(day(from).date()), last))
            .unwrap()
    });
    let chain = Chain::italy().of_organisation(organisation);
    (Rulebook::with_own(own.collect()).unwrap(), chain)
}

fn planner<'a>(of: &'a (Rulebook, Chain), today: &str) -> Planner<'a> {
    Planner {
        book: &of.0,
        chain: &of.1,
        today: day(today),
        zone: chrono_tz::Tz::Europe__Rome,
    }
}

fn shipped() -> (Rulebook, Chain) {
    book("case.contact_days", &[])
}

/// A case of counsellor 4 at office 7, open since 10 January 2026.
fn case() -> Case {
    Case {
        id: id(1),
        individual: id(3),
        office: id(7),
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

fn told(due: &[Due]) -> Vec<(String, String)> {
    due.iter()
        .map(|due| (due.reason.to_string(), due.on.to_string()))
        .collect()
}

fn one(reason: &str, on: &str) -> Vec<(String, String)> {
    vec![(reason.to_owned(), on.to_owned())]
}

fn of_case(case: &Case, papers: &Papers) -> Vec<(String, String)> {
    told(&planner(&shipped(), "2026-02-01").of_case(case, papers, None, None))
}

#[test]
fn who_is_followed_hears_from_the_service_sixty_days_after_the_last_contact() {
    let mut case = case();
    assert_eq!(
        of_case(&case, &Papers::default()),
        one("no_contact", "2026-03-11")
    );
    case.last_contact_on = Some(day("2026-01-31"));
    assert_eq!(
        of_case(&case, &Papers::default()),
        one("no_contact", "2026-04-01")
    );
}

#[test]
fn a_case_that_rests_until_a_day_wants_nothing_before_it_is_over() {
    let mut case = case();
    let rests = |until| CaseState::Suspended {
        reason: SuspensionReason::TemporaryWork,
        until,
    };
    case.state = rests(Some(day("2026-06-30")));
    let over = one("suspension_over", "2026-07-01");
    assert_eq!(of_case(&case, &Papers::default()), over);
    case.state = rests(None);
    assert_eq!(
        of_case(&case, &Papers::default()),
        one("no_contact", "2026-03-11")
    );
}

#[test]
fn a_case_that_nobody_follows_is_everybodys_of_the_office() {
    let case = Case {
        counsellor: None,
        ..case()
    };
    let due = planner(&shipped(), "2026-02-01").of_case(&case, &Papers::default(), None, None);
    let reasons: Vec<Reason> = due.iter().map(|due| due.reason).collect();
    assert_eq!(reasons, [Reason::NoContact, Reason::CaseUnassigned]);
    assert!(due.iter().all(|due| due.owner.circle() == Circle::Office));
}

#[test]
fn an_older_release_leaves_alone_what_a_newer_one_has_planned() {
    let basis = planner(&shipped(), "2026-02-01").basis();
    assert!(!Planner::is_behind(&basis));
    assert!(Planner::is_behind("1000000 case.contact_days=60"));
    assert!(!Planner::is_behind("0 case.contact_days=60") && !Planner::is_behind(""));
}

/// A permit until a day, perhaps asked to be renewed, and a licence until the end of May.
fn papers(until: &str, asked: Option<&str>) -> Papers {
    let mut permit = json!({ "kind": "residence_permit", "expires_on": until });
    if let Some(asked) = asked {
        permit["request"] = json!({ "requested_on": asked });
    }
    let items = json!({ "items": [permit] });
    let looks = json!({ "licences": [{ "category": "B", "expires_on": "2026-05-31" }] });
    Papers {
        permits: Some(serde_json::from_value(items).unwrap()),
        citizenships: None,
        availability: Some(serde_json::from_value(looks).unwrap()),
    }
}

#[test]
fn what_runs_out_is_seen_to_sixty_days_before() {
    let case = Case {
        last_contact_on: Some(day("2026-01-31")),
        ..case()
    };
    let reasons = |papers: &Papers| -> Vec<(String, String)> {
        let mut due = of_case(&case, papers);
        due.retain(|(reason, _)| reason != "no_contact");
        due
    };
    let licence = ("licence_expires".to_owned(), "2026-04-01".to_owned());
    let permit = ("permit_expires".to_owned(), "2026-01-30".to_owned());
    let both = [permit, licence.clone()];
    assert_eq!(reasons(&papers("2026-03-31", None)), both);
    assert_eq!(
        reasons(&papers("2026-03-31", Some("2026-02-01"))),
        [licence]
    );
}

#[test]
fn a_number_that_holds_from_a_later_day_on_is_right_on_that_day() {
    // From 10 March on after 30 days: silent since 10 January, so at once on that day.
    let shorter = book(
        "case.contact_days",
        &[("2020-01-01", "60"), ("2026-03-10", "30")],
    );
    // From 1 March on after 90 days only.
    let longer = book(
        "case.contact_days",
        &[("2020-01-01", "60"), ("2026-03-01", "90")],
    );
    let table = [
        (&shorter, "2026-02-01", "2026-03-10"),
        (&shorter, "2026-03-10", "2026-02-09"),
        (&longer, "2026-02-01", "2026-04-10"),
        (&longer, "2026-03-01", "2026-04-10"),
    ];
    for (book, today, on) in table {
        let due = planner(book, today).of_case(&case(), &Papers::default(), None, None);
        assert_eq!(told(&due), one("no_contact", on), "{today}");
    }
}

#[test]
fn everything_is_planned_anew_when_a_number_changes_and_on_the_day_it_holds() {
    let old = shipped();
    let new = book("case.contact_days", &[("2026-03-10", "30")]);
    let basis = |book: &(Rulebook, Chain), today: &str| planner(book, today).basis();
    assert_ne!(basis(&old, "2026-02-01"), basis(&new, "2026-02-01"));
    assert_eq!(basis(&new, "2026-02-01"), basis(&new, "2026-03-09"));
    assert_ne!(basis(&new, "2026-03-09"), basis(&new, "2026-03-10"));
    let other = book("desk.max_minutes", &[("2026-03-10", "30")]);
    assert_eq!(basis(&old, "2026-02-01"), basis(&other, "2026-02-01"));
}

fn intake(status: IntakeStatus, outcome: Option<Outcome>) -> Intake {
    let interview = crate::intakes::Interview {
        arrival: "self".parse().unwrap(),
        referral: None,
        urgency: "ordinary".parse().unwrap(),
        needs: Vec::new(),
        expectations: None,
        notice: crate::intakes::NoticeShown {
            version: "1.0".parse().unwrap(),
            language: "it".parse().unwrap(),
            on: day("2026-01-10"),
        },
    };
    Intake {
        id: id(5),
        individual: id(3),
        office: id(7),
        on: day("2026-01-10"),
        taken_by: Some(id(4)),
        interview,
        status,
        decided_on: outcome.as_ref().map(|_| day("2026-01-20")),
        outcome,
        version: Version::FIRST,
    }
}

#[test]
fn a_first_interview_is_decided_in_a_week_and_nobody_waits_for_ever() {
    let waiting = |until: Option<&str>| Outcome::Waiting {
        until: until.map(day),
    };
    let table = [
        (
            intake(IntakeStatus::Open, None),
            one("intake_undecided", "2026-01-17"),
        ),
        (
            intake(IntakeStatus::Waiting, Some(waiting(Some("2026-03-02")))),
            one("intake_waiting", "2026-03-02"),
        ),
        (
            intake(IntakeStatus::Waiting, Some(waiting(None))),
            one("intake_waiting", "2026-02-19"),
        ),
        (intake(IntakeStatus::Concluded, None), vec![]),
    ];
    for (intake, expected) in table {
        let due = planner(&shipped(), "2026-01-15").of_intake(&intake);
        assert_eq!(told(&due), expected);
        assert!(due.iter().all(|due| due.owner.circle() == Circle::Office));
    }
}

fn hand_over(status: HandOverStatus, to: Option<u128>) -> HandOver {
    HandOver {
        id: id(6),
        case: id(1),
        individual: id(3),
        from: Keeper {
            office: id(7),
            counsellor: Some(id(4)),
        },
        to: Keeper {
            office: id(8),
            counsellor: to.map(id),
        },
        taken_by: None,
        term: Term::Temporary {
            until: day("2026-03-31"),
        },
        reason: "absence".parse().unwrap(),
        note: None,
        status,
        declined: None,
        refusal_seen_at: None,
        blocked: None,
        proposed_by: id(4),
        // Still 10 January in Italy's winter, a day later in Italy than by universal time.
        proposed_at: chrono::Utc.with_ymd_and_hms(2026, 1, 9, 23, 30, 0).unwrap(),
        answered_at: None,
        ended_at: None,
        version: Version::FIRST,
    }
}

#[test]
fn a_hand_over_asks_whoever_is_asked_or_gets_it_back_or_decides() {
    let table = [
        (
            HandOverStatus::Proposed,
            Some(5),
            "hand_over_to_answer",
            "2026-01-13",
            Circle::Somebody,
        ),
        (
            HandOverStatus::Proposed,
            None,
            "hand_over_to_answer",
            "2026-01-13",
            Circle::Coordinator,
        ),
        (
            HandOverStatus::Running,
            Some(5),
            "case_comes_back",
            "2026-03-24",
            Circle::Somebody,
        ),
        (
            HandOverStatus::Stuck,
            Some(5),
            "return_blocked",
            "2026-04-01",
            Circle::Coordinator,
        ),
    ];
    for (status, to, reason, on, circle) in table {
        let due = planner(&shipped(), "2026-01-15").of_hand_over(&hand_over(status, to));
        assert_eq!(told(&due), one(reason, on));
        assert_eq!(due[0].owner.circle(), circle, "{reason}");
    }
    let back =
        planner(&shipped(), "2026-01-15").of_hand_over(&hand_over(HandOverStatus::Running, None));
    assert_eq!(back[0].owner.staff(), Some(id(4)));
    let ended =
        planner(&shipped(), "2026-01-15").of_hand_over(&hand_over(HandOverStatus::Returned, None));
    assert_eq!(ended, []);
}

#[test]
fn a_follow_up_is_due_on_its_day_and_a_week_after_each_attempt() {
    let mut follow_up = FollowUp {
        id: id(9),
        case: id(1),
        individual: id(3),
        office: id(7),
        counsellor: Some(id(4)),
        team: Vec::new(),
        turn: FollowUpTurn::First,
        closed_on: day("2026-01-10"),
        planned_for: day("2026-07-10"),
        status: FollowUpStatus::Planned,
        attempts: 0,
        last_attempt_on: None,
        outcome: None,
        outcome_on: None,
        cancelled: None,
        ended_at: None,
        version: Version::FIRST,
    };
    let due =
        |follow_up: &FollowUp| told(&planner(&shipped(), "2026-02-01").of_follow_up(follow_up));
    assert_eq!(due(&follow_up), one("follow_up_due", "2026-07-10"));
    follow_up.last_attempt_on = Some(day("2026-07-12"));
    assert_eq!(due(&follow_up), one("follow_up_due", "2026-07-19"));
    follow_up.status = FollowUpStatus::Unreachable;
    assert_eq!(due(&follow_up), []);
}

#[test]
fn the_desk_is_told_of_interviews_and_of_what_it_answers_and_programs_of_nothing() {
    let reasons = |actor: &Actor, is_own: bool| -> Vec<Reason> {
        let is_for = |reason: &Reason| {
            if is_own {
                reason.is_for_owner(actor)
            } else {
                reason.is_for(actor)
            }
        };
        Reason::iter().filter(is_for).collect()
    };
    let desk = staff(8, &[Role::DeskOperator], &[7]);
    let interviews = [Reason::IntakeUndecided, Reason::IntakeWaiting];
    let [undecided, waiting] = interviews;
    let answers = [
        undecided,
        waiting,
        Reason::ReferralToAnswer,
        Reason::ReferralToReceive,
    ];
    assert_eq!(reasons(&desk, false), answers);
    // Whoever followed people once keeps none of their referrals.
    assert_eq!(reasons(&desk, true), interviews);
    let counsellor = staff(4, &[Role::Counsellor], &[7]);
    // All but what was done under emergency accesses, which coordinators look at.
    assert_eq!(reasons(&counsellor, true).len(), Reason::iter().count() - 1);
    let administrator = staff(9, &[Role::Administrator], &[7]);
    assert_eq!(reasons(&administrator, false), []);
}
