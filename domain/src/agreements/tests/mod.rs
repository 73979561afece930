//! Stories about agreements.

mod amending;
mod ending;

use strum::IntoEnumIterator;

use super::samples::*;
use super::*;
use crate::actor::{Actor, Role};
use crate::cases::Case;
use crate::kernel::Refusal;
use crate::samples::{day, id, own_number, staff};

#[test]
fn each_step_leads_where_the_table_says() {
    let table = [
        "revise:draft propose:proposed take_back:- amend:- sign:- review:- follow:- \
         name_officer:- name_pact:draft close:closed reopen:-",
        "revise:- propose:- take_back:draft amend:- sign:signed review:- follow:- \
         name_officer:- name_pact:proposed close:closed reopen:-",
        "revise:signed propose:signed take_back:signed amend:signed sign:signed review:reviewed \
         follow:signed name_officer:signed name_pact:signed close:closed reopen:-",
        "revise:reviewed propose:reviewed take_back:reviewed amend:reviewed sign:signed \
         review:reviewed follow:reviewed name_officer:reviewed name_pact:reviewed close:closed \
         reopen:-",
        "revise:- propose:- take_back:- amend:- sign:- review:- follow:- name_officer:- \
         name_pact:- close:- reopen:proposed",
    ];
    for (status, expected) in AgreementStatus::iter().zip(table) {
        let before = Some(AgreementStatus::Proposed);
        let found: Vec<String> = AgreementStep::iter()
            .map(|step| match status.after(step, before) {
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
        Agreement::draw_up(actor, case, id(9), (new, None), now()).map(|_| ())
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
    let refused = Agreement::draw_up(&counsellor(), &case(), id(9), (new, None), now());
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
        let drawn_up = Agreement::draw_up(&counsellor(), &case(), id(9), (new, None), now());
        assert_eq!(drawn_up.is_ok(), fits, "{days}");
    }
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
        let signed = signed_by(&shipped(), signature(Some(on), None));
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
        let told =
            signed_by(&own, said.clone()).map(|signed| signed.next_review_on.unwrap().to_string());
        let told = told.map_err(|refused| refused.code());
        assert_eq!(told.as_deref().map_err(|code| *code), expected, "{next}");
        said.met.acknowledged = vec![LATE_REVIEW.id.to_owned()];
        let fits = signed_by(&own, said.clone()).is_ok();
        assert_eq!(fits, expected != Err("invalid"), "{next}");
    }
}

#[test]
fn what_is_to_be_done_has_a_day_on_which_it_ended_unless_it_is_open() {
    let follow = |status, on: Option<&str>| {
        let update = ActionUpdate {
            id: id(20),
            status,
            on: on.map(day),
        };
        let followed = signed().follow(&counsellor(), &case(), update, today())?;
        let Followed { agreement, outcome } = followed.into_parts().0;
        let ended_on = agreement.terms.actions().next().unwrap().ended_on;
        assert_eq!((outcome.status, outcome.ended_on), (status, ended_on));
        Ok::<_, Refusal>(ended_on)
    };
    assert_eq!(follow(ActionStatus::Done, None), Ok(Some(today())));
    assert_eq!(follow(ActionStatus::Open, None), Ok(None));
    let ended_on = follow(ActionStatus::Dropped, Some("2026-11-01"));
    assert_eq!(ended_on, Ok(Some(day("2026-11-01"))));
    for (status, on, code) in [
        (ActionStatus::Open, "2026-11-01", "not_applicable"),
        (ActionStatus::Done, "2026-11-21", "in_the_future"),
        (ActionStatus::Done, "2026-01-09", "before_the_last_step"),
    ] {
        let refused = follow(status, Some(on)).unwrap_err();
        assert_eq!(faults(refused), [("/on".to_owned(), code)]);
    }
}

#[test]
fn nothing_is_left_to_be_done_by_whoever_does_not_work_on_the_case() {
    let may = |actor: &Actor, case: &Case| {
        let steps = with_moment(&shipped(), |now| {
            draft().allowed_steps((actor, case), None, now)
        });
        let allowed = steps.iter().filter(|step| step.findings.is_empty());
        allowed
            .map(|step| step.step.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        may(&counsellor(), &case()),
        ["revise", "propose", "name_pact", "close"]
    );
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
