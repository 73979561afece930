//! What a permit does to a declaration and to a status.

use super::*;

#[test]
fn a_permit_ends_the_status_unless_its_renewal_was_asked_for_in_time() {
    let holding = |renewal, reference| {
        let mut facts = declared(reference, &["2026-01-10"]);
        facts.permits = Some(vec![permit("", "2026-03-31", renewal)]);
        facts
    };
    let unasked = |seen_on| {
        Some(Renewal::NotRequested {
            seen_on: day(seen_on),
        })
    };
    let asked = |on| Some(Renewal::Requested { on: day(on) });
    for (renewal, reference, state) in [
        (None, "2026-03-31", StateAnswer::Active),
        (None, "2026-04-01", StateAnswer::Unknown),
        (asked("2026-02-01"), "2026-12-31", StateAnswer::Active),
        (asked("2026-05-30"), "2026-12-31", StateAnswer::Active),
        (asked("2026-05-31"), "2026-12-31", StateAnswer::Lost),
        // As long as it can still be asked for nobody knows.
        (unasked("2026-05-30"), "2026-05-30", StateAnswer::Unknown),
        (unasked("2026-05-30"), "2026-12-31", StateAnswer::Unknown),
        (unasked("2026-05-31"), "2026-05-31", StateAnswer::Lost),
    ] {
        let facts = holding(renewal, reference);
        assert_eq!(
            state_on(&facts, reference),
            state,
            "{renewal:?} {reference}"
        );
    }
    let followed = |from, to| {
        let mut facts = holding(None, "2026-12-31");
        let next = permit(from, to, None);
        facts.permits.iter_mut().for_each(|all| all.push(next));
        state_on(&facts, "2026-12-31")
    };
    assert_eq!(followed("2026-04-01", "2028-03-31"), StateAnswer::Active);
    assert_eq!(followed("2026-04-01", ""), StateAnswer::Active);
    assert_eq!(followed("2026-04-02", "2028-03-31"), StateAnswer::Unknown);
}

#[test]
fn a_declaration_counts_while_there_is_a_permit_and_not_between_two() {
    let unasked = Some(Renewal::NotRequested {
        seen_on: day("2026-12-31"),
    });
    let asked = Some(Renewal::Requested {
        on: day("2025-02-20"),
    });
    let holding = |renewal, on: &str, later: &[Permit]| {
        let mut facts = declared("2026-12-31", &[on]);
        let first = permit("", "2025-03-01", renewal);
        facts.permits = Some([&[first], later].concat());
        facts
    };
    let second = permit("2025-06-01", "2025-12-31", unasked);
    let third = permit("2026-03-01", "", None);
    for (renewal, on, later, state) in [
        (unasked, "2026-01-10", &[][..], StateAnswer::NotRegistered),
        (unasked, "2025-03-02", &[], StateAnswer::NotRegistered),
        (unasked, "2025-03-01", &[], StateAnswer::Lost),
        (None, "2026-01-10", &[], StateAnswer::Unknown),
        (asked, "2026-01-10", &[], StateAnswer::Active),
        // The request was answered by the second permit, which has expired as well.
        (asked, "2026-01-10", &[second], StateAnswer::NotRegistered),
        (
            unasked,
            "2026-02-28",
            &[second, third],
            StateAnswer::NotRegistered,
        ),
        (unasked, "2026-03-01", &[second, third], StateAnswer::Active),
    ] {
        let outcome = outcome(&holding(renewal, on, later));
        let found = StateAnswer::from(&outcome.state);
        assert_eq!(found, state, "{renewal:?} {on} {later:?}");
        let refused = rules(&outcome.findings).contains(&"status.declared_without_permit");
        assert_eq!(refused, state == StateAnswer::NotRegistered, "{on}");
    }
    // Whoever may be a citizen may need none, and somebody needs one of whom none is known.
    let mut unsure = holding(unasked, "2026-01-10", &[]);
    unsure.may_need_no_permit = true;
    assert_eq!(
        missing_facts(outcome(&unsure).state.missing()),
        [MissingFact::Citizenship]
    );
    unsure.permits = None;
    assert_eq!(
        missing_facts(outcome(&unsure).state.missing()),
        [MissingFact::Permit]
    );
    assert_eq!(outcome(&unsure).seniority.least_days, 0);
}

#[test]
fn a_declaration_in_the_notice_period_takes_a_permit_when_it_begins_to_count() {
    let mut job = job("2020-01-01", "2026-04-30");
    job.dismissal_notice_on = Some(day("2026-03-01"));
    let mut facts = declared("2026-12-31", &["2026-03-15"]).working(job);
    let unasked = Some(Renewal::NotRequested {
        seen_on: day("2026-12-31"),
    });
    for (end, state) in [
        ("2026-04-30", StateAnswer::NotRegistered),
        ("2026-12-31", StateAnswer::Active),
    ] {
        facts.permits = Some(vec![permit("", end, unasked)]);
        assert_eq!(state_on(&facts, "2026-12-31"), state, "{end}");
    }
}
