//! A claim for income support is a declaration too.

use super::*;

/// The same with NASpI from that day on.
fn supported(mut facts: EmploymentFacts, from: &str) -> EmploymentFacts {
    facts.support.get_or_insert_default().push(Support {
        from: day(from),
        to: None,
        source: None,
    });
    facts
}

#[test]
fn a_claim_for_income_support_is_a_declaration_of_a_day_that_nobody_told() {
    let lost = || {
        declared("2026-11-22", &[]).working(work(
            WorkKind::EmployeeOpen,
            "2020-01-01",
            "2026-01-10",
            "a",
            Some(20_000),
        ))
    };
    let found = outcome(&supported(lost(), "2026-01-20"));
    let claim = Missing::at(MissingFact::Declarations, day("2026-01-20"));
    assert_eq!(found.state.missing(), [claim]);
    assert_eq!(found.seniority.days.missing(), [claim]);
    assert_eq!(found.seniority.least_days, 0);
    // It was not made before the job was lost.
    assert_eq!(
        told(&found),
        ["not_registered ..2026-01-10", "unknown 2026-01-11.."]
    );
    // Without work that is told, it may have been made at the first day of the term.
    let open = outcome(&supported(declared("2026-11-22", &[]), "2026-01-20"));
    assert_eq!(
        told(&open),
        ["not_registered ..2025-11-12", "unknown 2025-11-13.."]
    );
    // A later loss settles what follows.
    let pension = supported(lost(), "2026-01-20").losing(LossCause::Pension, "2026-06-01");
    assert_eq!(state_on(&pension, "2026-06-01"), StateAnswer::Lost);
}

#[test]
fn a_claim_that_a_declaration_tells_changes_nothing() {
    let job = || {
        work(
            WorkKind::EmployeeOpen,
            "2020-01-01",
            "2026-01-10",
            "a",
            Some(20_000),
        )
    };
    for declared_on in ["2026-01-11", "2026-01-19", "2026-01-20"] {
        let plain = declared("2026-11-22", &[declared_on]).working(job());
        let mut same = outcome(&supported(plain.clone(), "2026-01-20"));
        let plain = outcome(&plain);
        same.groups.clone_from(&plain.groups);
        assert_eq!(same, plain, "{declared_on}");
    }
    // A status that holds already goes on.
    let before = declared("2026-11-22", &["2025-01-10"]);
    let found = outcome(&supported(before, "2026-01-20"));
    assert_eq!(StateAnswer::from(&found.state), StateAnswer::Active);
    // Where another fact decides whether the declaration counts, only that one is missing.
    let mut unsure = declared("2026-11-22", &["2026-01-11"]).working(job());
    unsure.permits = None;
    let found = outcome(&supported(unsure, "2026-01-20"));
    assert_eq!(missing_facts(found.state.missing()), [MissingFact::Permit]);
    // One that does not count tells nothing.
    let early = declared("2026-11-22", &["2026-01-09"]).working(job());
    assert_eq!(
        state_on(&supported(early, "2026-01-20"), "2026-11-22"),
        StateAnswer::Unknown
    );
    // A status that was lost does not.
    let lost = declared("2026-11-22", &["2019-12-01"]).working(job());
    assert_eq!(state_on(&lost, "2026-11-22"), StateAnswer::Lost);
    let lost = supported(lost, "2026-01-20");
    assert_eq!(state_on(&lost, "2026-11-22"), StateAnswer::Unknown);
    // A declaration given later is told, and so is the state; the days are not.
    let later = declared("2026-11-22", &["2026-02-02"]).working(job());
    let found = outcome(&supported(later, "2026-01-20"));
    assert_eq!(StateAnswer::from(&found.state), StateAnswer::Active);
    assert_eq!(
        missing_facts(found.seniority.days.missing()),
        [MissingFact::Declarations]
    );
    assert_eq!(found.seniority.least_days, 294);
}

#[test]
fn after_a_loss_for_conditionality_a_claim_counts_once_the_term_has_passed() {
    let facts =
        declared("2026-11-22", &["2026-01-10"]).losing(LossCause::Conditionality, "2026-03-10");
    let found = outcome(&supported(facts, "2026-05-20"));
    assert_eq!(
        told(&found).last().unwrap(),
        "unknown 2026-05-11..",
        "{:?}",
        told(&found)
    );
}
