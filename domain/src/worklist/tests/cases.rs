//! What is due because of cases: whom nobody follows, and what runs out.

use super::*;
use crate::agreements::{ActionStatus, Agreement, AgreementStatus};

#[test]
fn whose_counsellor_is_gone_somebody_else_is_to_follow_and_since_when_is_remembered() {
    let mut case = Case {
        counsellor_left: true,
        ..case()
    };
    let told = |case: &Case, unfollowed: Option<&str>| {
        let planner = |book| {
            planner(book, "2026-02-01").of_case(case, &Papers::default(), unfollowed.map(day), None)
        };
        let mut due = planner(&shipped());
        due.retain(|due| due.reason == Reason::CaseUnassigned);
        due.pop()
            .map(|due| (due.about.to_string(), due.owner.circle()))
    };
    let since = |on: &str| Some((on.to_owned(), Circle::Office));
    assert_eq!(told(&case, None), since("2026-02-01"));
    assert_eq!(told(&case, Some("2026-01-20")), since("2026-01-20"));
    // It is still with whoever left, for whoever sees their work.
    let due = planner(&shipped(), "2026-02-01").of_case(&case, &Papers::default(), None, None);
    assert_eq!(due[0].owner.staff(), Some(id(4)));
    case.counsellor_left = false;
    assert_eq!(told(&case, Some("2026-01-20")), None);
}

#[test]
fn that_a_case_rests_does_not_move_the_day_since_when_nobody_follows_it() {
    let case = Case {
        counsellor: None,
        state: CaseState::Suspended {
            reason: SuspensionReason::TemporaryWork,
            until: None,
        },
        since: day("2026-01-25"),
        ..case()
    };
    let due = planner(&shipped(), "2026-02-01").of_case(&case, &Papers::default(), None, None);
    assert_eq!(due[1].about, day("2026-01-10"));
}

#[test]
fn the_licence_that_ends_next_is_told_and_an_old_one_only_where_none_holds() {
    type Licence = (&'static str, Option<&'static str>);
    let table: [(&[Licence], Option<&str>); 5] = [
        (
            &[("A", Some("2015-03-01")), ("B", Some("2026-05-31"))],
            Some("2026-05-31"),
        ),
        (
            &[("C", Some("2026-03-31")), ("B", Some("2026-05-31"))],
            Some("2026-03-31"),
        ),
        (
            &[("A", Some("2015-03-01")), ("B", Some("2026-01-31"))],
            Some("2026-01-31"),
        ),
        (&[("A", Some("2015-03-01")), ("B", None)], None),
        (&[("B", Some("2026-02-01"))], Some("2026-02-01")),
    ];
    for (licences, expected) in table {
        let licences = licences.iter().map(|(category, end)| match end {
            Some(end) => json!({ "category": category, "expires_on": end }),
            None => json!({ "category": category }),
        });
        let looks = json!({ "licences": licences.collect::<Vec<_>>() });
        let looks: crate::individuals::Availability = serde_json::from_value(looks).unwrap();
        assert_eq!(looks.licence_to_renew(day("2026-02-01")), expected.map(day));
    }
}

#[test]
fn what_runs_out_or_comes_back_is_late_once_it_has() {
    let case = case();
    let due =
        planner(&shipped(), "2026-04-10").of_case(&case, &papers("2026-05-10", None), None, None);
    let late: Vec<(Reason, String)> = due
        .iter()
        .map(|due| (due.reason, due.in_time_until().to_string()))
        .collect();
    let expected = [
        (Reason::NoContact, "2026-03-11"),
        (Reason::PermitExpires, "2026-05-10"),
        (Reason::LicenceExpires, "2026-05-31"),
    ];
    assert_eq!(late, expected.map(|(reason, on)| (reason, on.to_owned())));
}

/// An agreement that was signed on the day on which the case was opened.
fn agreed(contact_every_days: u16, due_on: Option<&str>) -> Agreement {
    let mut agreement = crate::agreements::samples::signed();
    agreement.next_review_on = Some(day("2026-06-08"));
    agreement.terms.contact_every_days = contact_every_days;
    for (n, action) in agreement.terms.goals[0].actions.iter_mut().enumerate() {
        action.due_on = due_on.filter(|_| n == 0).map(day);
    }
    agreement
}

/// What an agreement adds to a case.
fn of_agreement(case: &Case, agreement: &Agreement) -> Vec<Due> {
    let own = shipped();
    let planner = planner(&own, "2026-02-01");
    let due = planner.of_case(case, &Papers::default(), None, Some(agreement));
    let is_own = |due: &Due| due.reason.kind() == Kind::Agreement;
    due.into_iter().filter(is_own).collect()
}

#[test]
fn a_review_is_due_on_the_day_that_was_said_to_whoever_follows_the_case_until_it_ends() {
    let (on, agreement) = (day("2026-06-08"), agreed(365, None));
    let due = of_agreement(&case(), &agreement);
    assert_eq!(told(&due), one("agreement_review_due", "2026-06-08"));
    assert_eq!((due[0].about, due[0].owner.staff()), (on, Some(id(4))));
    let mut nobodys = case();
    nobodys.counsellor = None;
    let circle = of_agreement(&nobodys, &agreement)[0].owner.circle();
    assert_eq!(circle, Circle::Coordinator);
    let mut ended = case();
    ended.state = CaseState::Closed {
        outcome: crate::cases::CaseOutcome::Moved {},
    };
    assert_eq!(of_agreement(&ended, &agreement), []);
}

#[test]
fn a_review_waits_for_the_end_of_a_rest() {
    let mut rests = case();
    for (until, expected) in [
        (Some("2026-06-07"), "2026-06-08"),
        (Some("2026-06-08"), "2026-06-09"),
        (None, "2026-06-08"),
    ] {
        rests.state = CaseState::Suspended {
            reason: SuspensionReason::Away,
            until: until.map(day),
        };
        let due = of_agreement(&rests, &agreed(365, None));
        assert_eq!(told(&due), one("agreement_review_due", expected));
        assert_eq!(due[0].about, day("2026-06-08"));
    }
}

#[test]
fn what_is_to_be_done_waits_for_the_end_of_a_rest() {
    let mut rests = case();
    for (until, expected) in [("2026-02-28", "2026-03-01"), ("2026-03-01", "2026-03-02")] {
        rests.state = CaseState::Suspended {
            reason: SuspensionReason::Away,
            until: Some(day(until)),
        };
        let due = of_agreement(&rests, &agreed(365, Some("2026-03-01")));
        let action = { due.iter() }.find(|due| due.reason == Reason::AgreedActionDue);
        assert_eq!(action.unwrap().on, day(expected));
    }
}

#[test]
fn what_is_to_be_done_is_due_on_its_day_as_long_as_it_is_open() {
    let mut agreement = agreed(365, Some("2026-03-01"));
    let due = |agreement: &Agreement| {
        let mut all = told(&of_agreement(&case(), agreement));
        all.retain(|(reason, _)| reason == "agreed_action_due");
        all
    };
    assert_eq!(due(&agreement), one("agreed_action_due", "2026-03-01"));
    agreement.terms.goals[0].actions[0].status = ActionStatus::Done;
    assert_eq!(due(&agreement), []);
    agreement.terms.goals[0].actions[0].status = ActionStatus::Open;
    agreement.status = AgreementStatus::Closed;
    assert_eq!(due(&agreement), []);
}

#[test]
fn whoever_agreed_to_meet_more_often_is_missed_sooner_and_nobody_later() {
    let own = shipped();
    let planner = planner(&own, "2026-02-01");
    let missed = |agreement: Option<&Agreement>| {
        let due = planner.of_case(&case(), &Papers::default(), None, agreement);
        let missed = due.iter().find(|due| due.reason == Reason::NoContact);
        missed.unwrap().on
    };
    let usual = missed(None);
    let since = case().silent_since();
    assert_eq!(missed(Some(&agreed(7, None))), since.add_days(7).unwrap());
    assert_eq!(missed(Some(&agreed(365, None))), usual);
    let mut draft = agreed(7, None);
    draft.status = AgreementStatus::Draft;
    assert_eq!(missed(Some(&draft)), usual);
}

#[test]
fn a_closed_case_asks_for_nothing() {
    let mut case = case();
    case.state = CaseState::Closed {
        outcome: crate::cases::CaseOutcome::Training {},
    };
    assert_eq!(of_case(&case, &papers("2026-03-01", None)), []);
}
