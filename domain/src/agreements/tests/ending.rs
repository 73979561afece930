//! How an agreement ends, and how its end is taken back.

use super::*;

fn ending(reason: AgreementCloseReason, on: Option<&str>) -> Ending {
    Ending {
        reason,
        on: on.map(day),
    }
}

fn ended(agreement: Agreement, ending: Ending) -> Result<Agreement, Refusal> {
    let ended = agreement.close(&counsellor(), &case(), ending, today())?;
    Ok(ended.into_parts().0)
}

#[test]
fn a_review_follows_the_one_before() {
    let agreement = signed_by(&shipped(), signature(Some("2026-11-12"), None)).unwrap();
    let early = reviewed(agreement.clone(), looked(Some("2026-11-11"), None));
    let expected = [("/on".to_owned(), "before_the_last_step")];
    assert_eq!(faults(early.unwrap_err()), expected);
    let first = reviewed(agreement, looked(Some("2026-11-12"), Some("2026-11-13"))).unwrap();
    assert_eq!((first.review.number, first.review.edition), (1, 1));
    let second = reviewed(first.agreement, looked(None, None)).unwrap();
    assert_eq!((second.review.number, second.review.edition), (2, 1));
    assert_eq!(second.agreement.reviewed_on, Some(today()));
}

#[test]
fn only_what_was_signed_is_achieved_or_not_kept_or_revoked() {
    use AgreementCloseReason as R;
    for (reason, draft_fits, signed_fits) in [
        (R::Achieved, false, true),
        (R::NotKept, false, true),
        (R::Revoked, false, true),
        (R::PersonWithdrew, true, true),
        (R::DrawnUpInError, true, true),
        (R::CaseClosed, false, false),
    ] {
        let fits = |agreement| ended(agreement, ending(reason, None)).is_ok();
        assert_eq!(fits(draft()), draft_fits, "{reason}");
        assert_eq!(fits(signed()), signed_fits, "{reason}");
    }
}

#[test]
fn it_ends_between_its_last_step_and_today() {
    let reason = AgreementCloseReason::PersonWithdrew;
    for (on, expected) in [
        ("2026-11-09", Some("before_the_last_step")),
        ("2026-11-10", None),
        ("2026-11-20", None),
        ("2026-11-21", Some("in_the_future")),
    ] {
        let told = ended(proposed("2026-11-10"), ending(reason, Some(on)));
        let code = told.err().map(|refused| faults(refused)[0].1);
        assert_eq!(code, expected, "{on}");
    }
}

#[test]
fn it_is_proposed_between_the_opening_of_the_case_and_today() {
    for (on, expected) in [
        ("2026-01-09", Some("before_the_last_step")),
        ("2026-01-10", None),
        ("2026-11-21", Some("in_the_future")),
    ] {
        let told = draft().propose(&counsellor(), &case(), proposal(Some(on)), today());
        let code = told.err().map(|refused| faults(refused)[0].1);
        assert_eq!(code, expected, "{on}");
    }
}

#[test]
fn it_ends_with_its_case_but_never_before_its_own_last_step() {
    let by_hand = ended(draft(), ending(AgreementCloseReason::CaseClosed, None));
    assert_eq!(faults(by_hand.unwrap_err())[0].1, "not_by_hand");
    for (agreement, on) in [(draft(), "2026-11-18"), (signed(), "2026-11-20")] {
        let before = agreement.status;
        let lapsed = agreement.lapse(&closed(), today()).unwrap().into_parts().0;
        assert_eq!(lapsed.status, AgreementStatus::Closed);
        let expected = End {
            on: day(on),
            said_on: today(),
            reason: AgreementCloseReason::CaseClosed,
            status_before: before,
        };
        assert_eq!(lapsed.end, Some(expected));
        assert_eq!(lapsed.looked_at_next(), None);
        assert!(lapsed.lapse(&closed(), today()).is_err());
    }
}

#[test]
fn its_end_is_taken_back_within_the_days_of_practice_and_it_stands_as_before() {
    let own = own_number(REOPEN_DAYS, "5");
    for (ended_on, said_on, fits) in [
        ("2026-11-14", "2026-11-14", false),
        ("2026-11-14", "2026-11-15", true),
        ("2026-11-15", "2026-11-15", true),
    ] {
        let agreement = signed_by(&shipped(), signature(Some("2026-11-12"), None)).unwrap();
        let reason = AgreementCloseReason::Revoked;
        let mut ended = ended(agreement.clone(), ending(reason, Some(ended_on))).unwrap();
        ended.end.as_mut().unwrap().said_on = day(said_on);
        let offered = with_moment(&own, |now| {
            let steps = ended.allowed_steps((&counsellor(), &case()), None, now);
            let mut steps = { steps.iter() }.filter(|step| step.findings.is_empty());
            steps.any(|step| step.step == AgreementStep::Reopen)
        });
        assert_eq!(offered, fits, "{ended_on}");
        let reopened = with_moment(&own, |moment| ended.reopen(&counsellor(), &case(), moment));
        match reopened {
            Ok(reopened) => assert_eq!((reopened.into_parts().0, fits), (agreement, true)),
            Err(refused) => assert_eq!((refused.code(), fits), ("wrong_status", false)),
        }
    }
    let refused = with_moment(&own, |moment| {
        { signed().reopen(&counsellor(), &case(), moment) }.map(|_| ())
    });
    assert_eq!(refused.unwrap_err().code(), "wrong_status");
}
