//! What binds goes on while it is written otherwise.

use super::*;

fn amended() -> Agreement {
    let amended = signed().amend(&counsellor(), &case());
    amended.unwrap().into_parts().0
}

fn revised(agreement: Agreement, actions: Vec<NewAction>) -> Result<Agreement, Refusal> {
    let revised = agreement.revise(&counsellor(), &case(), terms(actions))?;
    Ok(revised.into_parts().0)
}

fn followed(agreement: Agreement, n: u128, status: ActionStatus) -> Agreement {
    let update = ActionUpdate {
        id: id(n),
        status,
        on: None,
    };
    let followed = agreement.follow(&counsellor(), &case(), update, today());
    followed.unwrap().into_parts().0.agreement
}

fn proposed_anew(agreement: Agreement) -> Agreement {
    let proposed = agreement.propose(&counsellor(), &case(), proposal(None), today());
    proposed.unwrap().into_parts().0
}

#[test]
fn what_was_signed_binds_until_something_else_is() {
    let before = signed();
    let written = revised(amended(), vec![action(20, Some(20)), action(30, None)]).unwrap();
    assert_eq!(
        (written.status, &written.terms),
        (before.status, &before.terms)
    );
    let looked_at = reviewed(written, looked(None, None)).unwrap().agreement;
    assert_eq!(looked_at.status, AgreementStatus::Reviewed);
    let proposed = proposed_anew(looked_at);
    assert_eq!(proposed.status, AgreementStatus::Reviewed);
    let wanted = proposed.amendment.clone().unwrap().terms;
    let signed = with_moment(&shipped(), |moment| {
        proposed.sign(&counsellor(), &case(), signature(None, None), moment)
    });
    let Signed { agreement, edition } = signed.unwrap().into_parts().0;
    assert_eq!((edition.number, &edition.terms), (2, &wanted));
    assert_eq!((&agreement.terms, &agreement.amendment), (&wanted, &None));
    assert_eq!(agreement.status, AgreementStatus::Signed);
}

#[test]
fn what_is_written_otherwise_is_taken_back_to_the_desk_and_then_given_up() {
    let take_back = |agreement: Agreement| {
        let taken = agreement.take_back(&counsellor(), &case());
        taken.map(|taken| taken.into_parts().0)
    };
    let desk = take_back(proposed_anew(amended())).unwrap();
    assert_eq!(desk.amendment.as_ref().unwrap().proposed_on, None);
    let given_up = take_back(desk).unwrap();
    assert_eq!(given_up, signed());
    let refused = take_back(given_up).unwrap_err();
    assert_eq!(refused.code(), "wrong_status");
    let first = take_back(proposed("2026-11-10")).unwrap();
    assert_eq!(first, draft());
}

#[test]
fn nothing_is_signed_that_was_not_proposed_and_nothing_is_written_twice() {
    let sign = |agreement: Agreement| {
        with_moment(&shipped(), |moment| {
            let signature = signature(None, None);
            { agreement.sign(&counsellor(), &case(), signature, moment) }.map(|_| ())
        })
    };
    for unproposed in [signed(), amended()] {
        assert_eq!(sign(unproposed).unwrap_err().code(), "wrong_status");
    }
    let again = amended().amend(&counsellor(), &case()).unwrap_err();
    assert_eq!(again.code(), "wrong_status");
    let refused = revised(signed(), vec![action(30, None)]).unwrap_err();
    assert_eq!(refused.code(), "wrong_status");
}

#[test]
fn what_is_no_longer_open_is_neither_left_out_nor_worded_otherwise() {
    let done = followed(amended(), 21, ActionStatus::Done);
    let left_out = revised(done.clone(), vec![action(20, Some(20))]).unwrap_err();
    assert_eq!(faults(left_out), [("/goals".to_owned(), "no_longer_open")]);
    let mut other = action(21, Some(21));
    other.by = Doer::Officer;
    let reworded = revised(done.clone(), vec![other]).unwrap_err();
    let expected = [("/goals/0/actions/0".to_owned(), "no_longer_open")];
    assert_eq!(faults(reworded), expected);
    // The second comes first, the first is left out, and a third is new.
    let kept = revised(done.clone(), vec![action(30, Some(21)), action(31, None)]).unwrap();
    let kept = kept.amendment.unwrap().terms;
    let told: Vec<_> = { kept.actions() }
        .map(|action| (action.id, action.status, action.ended_on))
        .collect();
    let expected = [
        (id(21), ActionStatus::Done, Some(today())),
        (id(31), ActionStatus::Open, None),
    ];
    assert_eq!(told, expected);
    let twice = vec![action(30, Some(21)), action(31, Some(21))];
    let expected = [(
        "/goals/0/actions/1/action_id".to_owned(),
        "duplicate_member",
    )];
    assert_eq!(faults(revised(done, twice).unwrap_err()), expected);
}

#[test]
fn whoever_answers_is_judged_when_it_is_proposed_and_when_it_is_signed() {
    let expected = [("/officer_id".to_owned(), "unsuitable_colleague")];
    let mut gone = proposal(None);
    gone.officer = officer(4, &[8]);
    let refused = draft().propose(&counsellor(), &case(), gone, today());
    assert_eq!(faults(refused.unwrap_err()), expected);
    let mut gone = signature(None, None);
    gone.officer = officer(4, &[8]);
    assert_eq!(faults(signed_by(&shipped(), gone).unwrap_err()), expected);
}

#[test]
fn somebody_else_answers_for_what_was_signed_without_another_signature() {
    let name = |agreement: Agreement, officer| {
        let named = agreement.name_officer(&counsellor(), &case(), officer);
        named.map(|named| named.into_parts().0)
    };
    let named = name(amended(), officer(5, &[7])).unwrap();
    assert_eq!((named.officer, named.edition), (id(5), 1));
    assert_eq!(named.amendment.unwrap().officer, id(5));
    // The person has it to read with the name that stands in it.
    let named = name(proposed_anew(amended()), officer(5, &[7])).unwrap();
    let read = named.amendment.unwrap().officer;
    assert_eq!((named.officer, read), (id(5), id(4)));
    let refused = name(signed(), officer(5, &[8])).unwrap_err();
    let expected = [("/officer_id".to_owned(), "unsuitable_colleague")];
    assert_eq!(faults(refused), expected);
    let refused = name(draft(), officer(5, &[7])).unwrap_err();
    assert_eq!(refused.code(), "wrong_status");
}

#[test]
fn what_is_written_otherwise_is_read_back_as_it_was_written() {
    let amendment = proposed_anew(amended()).amendment.unwrap();
    let text = serde_json::to_string(&amendment).unwrap();
    assert_eq!(serde_json::from_str::<Amendment>(&text).unwrap(), amendment);
}

/// What is there already, in other words.
fn reworded(n: u128, of: u128) -> NewAction {
    NewAction {
        text: "Scrivere una lettera.".parse().unwrap(),
        ..action(n, Some(of))
    }
}

#[test]
fn what_becomes_of_something_is_never_said_of_other_words() {
    // In a draft that nobody signed, it is the same thing in better words.
    let first = revised(draft(), vec![reworded(40, 20)]).unwrap();
    assert_eq!(first.terms.actions().next().unwrap().id, id(20));
    // What binds is another thing, also where it ends after the rest was proposed.
    for (actions, ids) in [
        (
            vec![reworded(40, 20), action(21, Some(21))],
            vec![id(40), id(21)],
        ),
        (vec![action(21, Some(21))], vec![id(21)]),
    ] {
        let proposed = proposed_anew(revised(amended(), actions).unwrap());
        let done = followed(proposed, 20, ActionStatus::Done);
        assert_eq!(done.outcomes, 1);
        let signed = with_moment(&shipped(), |moment| {
            done.sign(&counsellor(), &case(), signature(None, None), moment)
        });
        let terms = signed.unwrap().into_parts().0.edition.terms;
        let told: Vec<ActionId> = terms.actions().map(|action| action.id).collect();
        assert_eq!(told, ids);
        assert!(terms.actions().all(|one| one.status == ActionStatus::Open));
    }
    // Worded twice, it is still the same other thing.
    let once = revised(amended(), vec![reworded(40, 20)]).unwrap();
    let twice = revised(once, vec![action(41, Some(40))]).unwrap();
    let terms = twice.amendment.unwrap().terms;
    assert_eq!(terms.actions().next().unwrap().id, id(40));
}

#[test]
fn a_signature_is_written_down_also_after_a_later_look() {
    let agreement = proposed_anew(
        signed_by(&shipped(), signature(Some("2026-11-12"), None))
            .unwrap()
            .amend(&counsellor(), &case())
            .unwrap()
            .into_parts()
            .0,
    );
    let mut earlier = agreement;
    earlier.amendment.as_mut().unwrap().proposed_on = Some(day("2026-11-13"));
    let looked_at = reviewed(earlier, looked(Some("2026-11-18"), None)).unwrap();
    let sign = |next: Option<&str>| {
        let signature = signature(Some("2026-11-14"), next);
        let agreement = looked_at.agreement.clone();
        with_moment(&shipped(), |moment| {
            { agreement.sign(&counsellor(), &case(), signature, moment) }
                .map(|signed| signed.into_parts().0.agreement.signed_on)
        })
    };
    assert_eq!(sign(None).unwrap(), Some(day("2026-11-14")));
    // Both meet next after they met last.
    let refused = sign(Some("2026-11-18")).unwrap_err();
    assert_eq!(faults(refused)[0].1, "not_in_order");
}

#[test]
fn what_ends_while_it_is_worded_otherwise_keeps_its_words() {
    let other = reworded(40, 20);
    let written = revised(amended(), vec![other.clone(), action(21, Some(21))]).unwrap();
    let done = followed(written, 20, ActionStatus::Done);
    let refused = done
        .clone()
        .propose(&counsellor(), &case(), proposal(None), today());
    let expected = [("/goals".to_owned(), "no_longer_open")];
    assert_eq!(faults(refused.unwrap_err()), expected);
    let again = revised(done.clone(), vec![other]).unwrap_err();
    let expected = [("/goals/0/actions/0".to_owned(), "no_longer_open")];
    assert_eq!(faults(again), expected);
    let kept = revised(done, vec![action(20, Some(20)), action(21, Some(21))]).unwrap();
    let kept = proposed_anew(kept).amendment.unwrap().terms;
    assert_eq!(kept.actions().next().unwrap().status, ActionStatus::Done);
}
