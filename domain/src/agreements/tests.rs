//! Stories about agreements.

use chrono::TimeZone;
use strum::IntoEnumIterator;

use super::*;
use crate::actor::{Actor, Role};
use crate::cases::{Case, CaseOutcome, CaseState, Colleague};
use crate::kernel::{Named, Refusal};
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

/// A running case of counsellor 4 at office 7.
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

fn closed() -> Case {
    Case {
        state: CaseState::Closed {
            outcome: CaseOutcome::Moved {},
        },
        since: day("2026-11-18"),
        ..case()
    }
}

fn officer(n: u128, offices: &[u128]) -> Named<Colleague> {
    Named::Known(Colleague {
        staff: id(n),
        roles: vec![Role::Counsellor],
        offices: offices.iter().copied().map(id).collect(),
        disabled: false,
    })
}

fn action(n: u128, of: Option<u128>) -> NewAction {
    NewAction {
        of: of.map(id),
        id: id(n),
        text: "Aggiornare il curriculum.".parse().unwrap(),
        by: Doer::Person,
        due_on: Some(day("2026-12-15")),
    }
}

fn terms(actions: Vec<NewAction>) -> NewTerms {
    NewTerms {
        officer: officer(4, &[7]),
        pact: Some("2026/1234".parse().unwrap()),
        profile: "Esperienza nella ristorazione.".parse().unwrap(),
        search: "Tre candidature alla settimana.".parse().unwrap(),
        contact_every_days: 30,
        proof: "search_diary".parse().unwrap(),
        goals: vec![NewGoal {
            text: "Lavorare in cucina.".parse().unwrap(),
            actions,
        }],
    }
}

fn draft() -> Agreement {
    let new = terms(vec![action(20, None), action(21, None)]);
    let drawn_up = Agreement::draw_up(&counsellor(), &case(), id(9), new, now());
    drawn_up.unwrap().into_parts().0
}

fn proposed(on: &str) -> Agreement {
    let proposed = draft().propose(&counsellor(), &case(), day(on));
    proposed.unwrap().into_parts().0
}

fn with_moment<T>(own: &(Rulebook, Chain), deed: impl FnOnce(&Moment<'_>) -> T) -> T {
    deed(&Moment {
        now: now(),
        today: today(),
        book: &own.0,
        chain: &own.1,
    })
}

fn shipped() -> (Rulebook, Chain) {
    (Rulebook::shipped(), Chain::italy())
}

fn signature(on: Option<&str>, next: Option<&str>) -> Signature {
    Signature {
        on: on.map(day),
        next_review_on: next.map(day),
        acknowledged: Vec::new(),
    }
}

fn signed(own: &(Rulebook, Chain), signature: &Signature) -> Result<Agreement, Refusal> {
    let agreement = proposed("2026-11-10");
    let signed = with_moment(own, |moment| {
        agreement.sign(&counsellor(), &case(), signature, moment)
    })?;
    Ok(signed.into_parts().0.agreement)
}

fn looked(on: Option<&str>, next: Option<&str>) -> Looked {
    Looked {
        on: on.map(day),
        outcome: "on_course".parse().unwrap(),
        remark: None,
        next_review_on: next.map(day),
        acknowledged: Vec::new(),
    }
}

fn reviewed(agreement: Agreement, looked: Looked) -> Result<Reviewed, Refusal> {
    let reviewed = with_moment(&shipped(), |moment| {
        agreement.review(&counsellor(), &case(), looked, moment)
    })?;
    Ok(reviewed.into_parts().0)
}

/// The pointers and codes of what was refused.
fn faults(refused: Refusal) -> Vec<(String, &'static str)> {
    let Refusal::Invalid { faults } = refused else {
        panic!("refused for another reason");
    };
    { faults.iter() }
        .map(|fault| (fault.pointer.clone(), fault.fault.code))
        .collect()
}

#[test]
fn each_step_leads_where_the_table_says() {
    let table = [
        "revise:draft propose:proposed amend:- sign:- review:- follow:- close:closed",
        "revise:- propose:- amend:draft sign:signed review:- follow:- close:closed",
        "revise:- propose:- amend:draft sign:- review:reviewed follow:signed close:closed",
        "revise:- propose:- amend:draft sign:- review:reviewed follow:reviewed close:closed",
        "revise:- propose:- amend:- sign:- review:- follow:- close:-",
    ];
    for (status, expected) in AgreementStatus::iter().zip(table) {
        let found: Vec<String> = AgreementStep::iter()
            .map(|step| match status.after(step) {
                Ok(next) => format!("{step}:{next}"),
                Err(_) => format!("{step}:-"),
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{status}");
    }
}

#[test]
fn it_is_drawn_up_by_whoever_works_on_a_running_case() {
    let draw_up = |actor: &Actor, case: &Case| {
        let new = terms(vec![action(20, None)]);
        Agreement::draw_up(actor, case, id(9), new, now()).map(|_| ())
    };
    assert_eq!(draw_up(&counsellor(), &case()), Ok(()));
    let stranger = staff(5, &[Role::Counsellor], &[8]);
    let refused = draw_up(&stranger, &case()).unwrap_err();
    assert_eq!(refused, Refusal::NotPermitted {});
    let refused = draw_up(&counsellor(), &closed()).unwrap_err();
    assert!(matches!(refused, Refusal::WrongStatus { .. }));
}

#[test]
fn whoever_answers_for_it_works_at_the_office_and_everything_wrong_is_told_at_once() {
    let mut new = terms(vec![action(20, Some(77))]);
    new.officer = officer(5, &[8]);
    new.contact_every_days = 0;
    let refused = Agreement::draw_up(&counsellor(), &case(), id(9), new, now());
    let expected = [
        ("/officer_id".to_owned(), "unsuitable_colleague"),
        ("/contact_every_days".to_owned(), "out_of_range"),
        (
            "/goals/0/actions/0/action_id".to_owned(),
            "unknown_reference",
        ),
    ];
    assert_eq!(faults(refused.unwrap_err()), expected);
}

#[test]
fn contacts_lie_between_a_day_and_a_year_apart() {
    for (days, fits) in [(0, false), (1, true), (365, true), (366, false)] {
        let mut new = terms(vec![action(20, None)]);
        new.contact_every_days = days;
        let drawn_up = Agreement::draw_up(&counsellor(), &case(), id(9), new, now());
        assert_eq!(drawn_up.is_ok(), fits, "{days}");
    }
}

#[test]
fn what_was_agreed_keeps_what_became_of_it_when_it_is_written_otherwise() {
    let mut agreement = signed(&shipped(), &signature(None, None)).unwrap();
    let update = ActionUpdate {
        id: id(21),
        status: ActionStatus::Done,
        on: Some(day("2026-11-19")),
    };
    let followed = agreement.follow(&counsellor(), &case(), update, today());
    agreement = followed.unwrap().into_parts().0;
    let amended = agreement.amend(&counsellor(), &case());
    agreement = amended.unwrap().into_parts().0;
    // The second comes first, the first is left out, and a third is new.
    let new = terms(vec![action(30, Some(21)), action(31, None)]);
    let revised = agreement.clone().revise(&counsellor(), &case(), new);
    let revised = revised.unwrap().into_parts().0;
    let told: Vec<(ActionId, ActionStatus, Option<Day>)> = revised
        .terms
        .actions()
        .map(|action| (action.id, action.status, action.ended_on))
        .collect();
    let done_on = Some(day("2026-11-19"));
    let expected = [
        (id(21), ActionStatus::Done, done_on),
        (id(31), ActionStatus::Open, None),
    ];
    assert_eq!(told, expected);
    let twice = terms(vec![action(30, Some(21)), action(31, Some(21))]);
    let refused = agreement.revise(&counsellor(), &case(), twice);
    let expected = [(
        "/goals/0/actions/1/action_id".to_owned(),
        "duplicate_member",
    )];
    assert_eq!(faults(refused.unwrap_err()), expected);
}

#[test]
fn it_is_signed_between_the_proposal_and_today() {
    let table = [
        ("2026-11-09", Err("before_the_last_step")),
        ("2026-11-10", Ok("2027-02-08")),
        ("2026-11-20", Ok("2027-02-18")),
        ("2026-11-21", Err("in_the_future")),
    ];
    for (on, expected) in table {
        let signed = signed(&shipped(), &signature(Some(on), None));
        let told = signed
            .map(|signed| signed.next_review_on.unwrap().to_string())
            .map_err(|refused| faults(refused)[0].1);
        assert_eq!(told.as_deref().map_err(|code| *code), expected, "{on}");
    }
}

#[test]
fn both_look_at_it_when_they_said_and_later_than_practice_has_it_if_somebody_acknowledges_it() {
    let own = own_number(REVIEW_DAYS, "30");
    let table = [
        ("2026-11-15", Err("invalid")),
        ("2026-11-16", Ok("2026-11-16")),
        ("2026-12-15", Ok("2026-12-15")),
        ("2026-12-16", Err("rules")),
    ];
    for (next, expected) in table {
        let mut said = signature(Some("2026-11-15"), Some(next));
        let told = signed(&own, &said).map(|signed| signed.next_review_on.unwrap().to_string());
        let told = told.map_err(|refused| refused.code());
        assert_eq!(told.as_deref().map_err(|code| *code), expected, "{next}");
        said.acknowledged = vec![LATE_REVIEW.id.to_owned()];
        let fits = signed(&own, &said).is_ok();
        assert_eq!(fits, expected != Err("invalid"), "{next}");
    }
}

#[test]
fn a_review_follows_the_one_before_and_another_signature_begins_another_edition() {
    let agreement = signed(&shipped(), &signature(Some("2026-11-12"), None)).unwrap();
    let early = reviewed(agreement.clone(), looked(Some("2026-11-11"), None));
    let expected = [("/on".to_owned(), "before_the_last_step")];
    assert_eq!(faults(early.unwrap_err()), expected);
    let first = reviewed(agreement, looked(Some("2026-11-12"), Some("2026-11-13"))).unwrap();
    assert_eq!((first.review.number, first.review.edition), (1, 1));
    let second = reviewed(first.agreement, looked(None, None)).unwrap();
    assert_eq!((second.review.number, second.review.edition), (2, 1));
    let agreement = second.agreement;
    assert_eq!(agreement.reviewed_on, Some(today()));
    let amended = agreement.amend(&counsellor(), &case()).unwrap();
    let amended = amended.into_parts().0;
    // What was signed holds until it is signed anew, and so does the day of the next review.
    assert_eq!(amended.next_review_on, Some(day("2027-02-18")));
    let proposed = amended.propose(&counsellor(), &case(), today()).unwrap();
    let signed = with_moment(&shipped(), |moment| {
        let again = signature(None, None);
        proposed
            .into_parts()
            .0
            .sign(&counsellor(), &case(), &again, moment)
    });
    let signed = signed.unwrap().into_parts().0;
    assert_eq!((signed.edition.number, signed.agreement.edition), (2, 2));
}

#[test]
fn what_is_to_be_done_has_a_day_on_which_it_ended_unless_it_is_open() {
    let agreement = || signed(&shipped(), &signature(None, None)).unwrap();
    let follow = |status, on: Option<&str>| {
        let update = ActionUpdate {
            id: id(20),
            status,
            on: on.map(day),
        };
        let followed = agreement().follow(&counsellor(), &case(), update, today())?;
        let ended_on = followed
            .into_parts()
            .0
            .terms
            .actions()
            .next()
            .unwrap()
            .ended_on;
        Ok::<_, Refusal>(ended_on)
    };
    assert_eq!(follow(ActionStatus::Done, None), Ok(Some(today())));
    assert_eq!(follow(ActionStatus::Open, None), Ok(None));
    let ended_on = follow(ActionStatus::Dropped, Some("2026-11-01"));
    assert_eq!(ended_on, Ok(Some(day("2026-11-01"))));
    for (status, on, code) in [
        (ActionStatus::Open, "2026-11-01", "not_applicable"),
        (ActionStatus::Done, "2026-11-21", "in_the_future"),
    ] {
        let refused = follow(status, Some(on)).unwrap_err();
        assert_eq!(faults(refused), [("/on".to_owned(), code)]);
    }
}

#[test]
fn an_agreement_ends_with_its_case_and_nobody_says_so_by_hand() {
    let by_hand = AgreementCloseReason::CaseClosed;
    let refused = draft().close(&counsellor(), &case(), by_hand, today());
    assert_eq!(faults(refused.unwrap_err())[0].1, "not_by_hand");
    let ended = draft().lapse(&closed()).unwrap().into_parts().0;
    assert_eq!(ended.status, AgreementStatus::Closed);
    assert_eq!(ended.closed_on, Some(day("2026-11-18")));
    assert_eq!(ended.close_reason, Some(AgreementCloseReason::CaseClosed));
    assert!(!ended.is_running() && ended.lapse(&closed()).is_err());
}

#[test]
fn nothing_is_left_to_be_done_by_whoever_does_not_work_on_the_case() {
    let may = |actor: &Actor, case: &Case| {
        let steps = draft().allowed_steps(actor, case);
        let allowed = steps.iter().filter(|step| step.findings.is_empty());
        allowed
            .map(|step| step.step.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(may(&counsellor(), &case()), ["revise", "propose", "close"]);
    let stranger = staff(5, &[Role::Counsellor], &[8]);
    assert!(may(&stranger, &case()).is_empty());
    assert!(may(&counsellor(), &closed()).is_empty());
}

#[test]
fn what_was_agreed_is_read_back_as_it_was_written() {
    let terms = draft().terms;
    let text = serde_json::to_string(&terms).unwrap();
    assert_eq!(serde_json::from_str::<Terms>(&text).unwrap(), terms);
}
