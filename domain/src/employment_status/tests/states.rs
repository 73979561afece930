//! Stories about states and days.

use super::*;

#[test]
fn a_suspension_ends_with_the_180th_day_and_the_status_is_lost_on_the_next() {
    let facts = declared("2026-12-31", &["2026-01-10"]).working(work(
        WorkKind::EmployeeOpen,
        "2026-03-01",
        "",
        "a",
        Some(20_000),
    ));
    let outcome = outcome(&facts);
    assert_eq!(
        told(&outcome),
        [
            "not_registered ..2026-01-09",
            "active 2026-01-10..2026-02-28",
            "suspended 2026-03-01..2026-08-27",
            "lost 2026-08-28..",
        ]
    );
    let lost = &outcome.periods[3].reasons[0];
    assert_eq!(lost.rule.id, "status.suspension_over");
    assert_eq!(lost.used[0].on, Some(day("2026-03-01")));
    assert_eq!(lost.parameters[0].key, "unemployment.suspension_max_days");
    assert_eq!(outcome.seniority.days, Known::Known(0));
}

#[test]
fn a_contract_that_ends_on_the_180th_day_gives_the_status_back() {
    for (end, state) in [
        ("2026-08-26", StateAnswer::Active),
        ("2026-08-27", StateAnswer::Active),
        ("2026-08-28", StateAnswer::Lost),
    ] {
        let facts = declared("2026-12-31", &["2026-01-10"]).working(job("2026-03-01", end));
        assert_eq!(state_on(&facts, "2026-12-31"), state, "{end}");
    }
}

#[test]
fn suspended_days_do_not_count_and_both_ends_of_the_job_are_suspended() {
    let with = declared("2026-12-31", &["2026-01-10"]).working(job("2026-03-01", "2026-05-31"));
    let with = outcome(&with).seniority;
    assert_eq!(with.days, Known::Known(264));
    assert_eq!(with.suspended_days, Known::Known(92));
    assert_eq!(with.long_term_on, Known::Known(Some(day("2027-04-12"))));
    let without = outcome(&declared("2026-12-31", &["2026-01-10"])).seniority;
    assert_eq!(without.days, Known::Known(356));
    assert_eq!(without.long_term_on, Known::Known(Some(day("2027-01-10"))));
    assert_eq!(without.six_months_on, Known::Known(Some(day("2026-07-09"))));
}

#[test]
fn work_is_within_its_limit_up_to_the_last_cent() {
    use WorkKind as K;
    for (kind, from, yearly, state) in [
        (
            K::EmployeeFixed,
            "2024-01-01",
            8_500,
            StateAnswer::Conserved,
        ),
        (
            K::EmployeeFixed,
            "2024-01-01",
            8_501,
            StateAnswer::Suspended,
        ),
        (
            K::EmployeeFixed,
            "2023-12-31",
            8_174,
            StateAnswer::Conserved,
        ),
        (
            K::EmployeeFixed,
            "2023-12-31",
            8_175,
            StateAnswer::Suspended,
        ),
        (
            K::EmployeeFixed,
            "2021-12-31",
            8_146,
            StateAnswer::Suspended,
        ),
        (K::Intermittent, "2026-02-01", 8_501, StateAnswer::Suspended),
        (K::Agency, "2026-02-01", 8_501, StateAnswer::Suspended),
        (K::SelfEmployed, "2026-02-01", 5_500, StateAnswer::Conserved),
        (K::SelfEmployed, "2026-02-01", 5_501, StateAnswer::Lost),
        (K::SelfEmployed, "2021-12-31", 4_801, StateAnswer::Lost),
        (K::Cococo, "2026-02-01", 8_500, StateAnswer::Conserved),
        (K::Cococo, "2026-02-01", 8_501, StateAnswer::Lost),
        (K::Occasional, "2026-02-01", 99_999, StateAnswer::Active),
        (K::Traineeship, "2026-02-01", 99_999, StateAnswer::Active),
        (K::Cantiere, "2026-02-01", 99_999, StateAnswer::Active),
        (K::Lsu, "2026-02-01", 99_999, StateAnswer::Active),
        (K::Puc, "2026-02-01", 99_999, StateAnswer::Active),
        (K::CivilService, "2026-02-01", 99_999, StateAnswer::Active),
        // Since 2021 the implementer hires the worker; before, it was an internship.
        (K::Ppu, "2020-12-31", 99_999, StateAnswer::Active),
        (K::Ppu, "2021-01-01", 99_999, StateAnswer::Suspended),
    ] {
        let facts =
            declared(from, &["2020-01-10"]).working(work(kind, from, "", "a", Some(yearly)));
        assert_eq!(state_on(&facts, from), state, "{kind} {from} {yearly}");
    }
}

#[test]
fn elsewhere_a_project_of_public_utility_is_no_employment() {
    let facts = declared("2026-03-01", &["2026-01-10"]).working(work(
        WorkKind::Ppu,
        "2026-02-01",
        "",
        "a",
        Some(20_000),
    ));
    let outcome = facts.outcome(&Rulebook::shipped(), &Chain::italy().in_region("03"));
    assert_eq!(outcome.state, Known::Known(State::Active));
}

#[test]
fn each_employer_has_180_days_and_one_employer_has_them_once() {
    let two = |employers: [&str; 2], second: &str| {
        let kind = WorkKind::EmployeeFixed;
        declared("2026-12-31", &["2026-01-10"])
            .working(work(
                kind,
                "2026-02-01",
                "2026-05-31",
                employers[0],
                Some(20_000),
            ))
            .working(work(kind, second, "2026-09-28", employers[1], Some(20_000)))
    };
    for (employers, second, answer) in [
        (["a", "b"], "2026-06-01", StateAnswer::Active),
        (["a", "a"], "2026-06-01", StateAnswer::Lost),
        (["a", "a"], "2026-06-02", StateAnswer::Active),
        (["a", ""], "2026-06-01", StateAnswer::Unknown),
        (["a", ""], "2026-06-02", StateAnswer::Active),
    ] {
        let facts = two(employers, second);
        assert_eq!(
            state_on(&facts, "2026-12-31"),
            answer,
            "{employers:?} {second}"
        );
    }
    let unknown = outcome(&two(["a", ""], "2026-06-01"));
    let missing = Missing::at(MissingFact::Employer, day("2026-06-01"));
    assert_eq!(unknown.state.missing(), [missing]);
}

#[test]
fn one_job_within_the_limit_and_another_pass_it_together() {
    use WorkKind as K;
    let two = |kinds: [K; 2], yearly: [i64; 2]| {
        let facts = declared("2026-05-01", &["2026-01-10"])
            .working(work(kinds[0], "2026-02-01", "", "a", Some(yearly[0])))
            .working(work(
                kinds[1],
                "2026-04-01",
                "2026-06-30",
                "b",
                Some(yearly[1]),
            ));
        outcome(&facts)
    };
    for (kinds, yearly, state) in [
        (
            [K::EmployeeOpen, K::EmployeeFixed],
            [4_000, 4_500],
            State::Conserved,
        ),
        (
            [K::EmployeeOpen, K::EmployeeFixed],
            [4_000, 4_501],
            State::Suspended,
        ),
        (
            [K::EmployeeOpen, K::SelfEmployed],
            [4_000, 4_500],
            State::Conserved,
        ),
        (
            [K::EmployeeOpen, K::SelfEmployed],
            [4_000, 4_501],
            State::Suspended,
        ),
        (
            [K::SelfEmployed, K::SelfEmployed],
            [3_000, 2_501],
            State::Lost,
        ),
        ([K::Cococo, K::SelfEmployed], [4_000, 4_501], State::Lost),
    ] {
        let outcome = two(kinds, yearly);
        assert_eq!(outcome.state, Known::Known(state), "{kinds:?} {yearly:?}");
    }
    // It is a practice to be confirmed, so it is said.
    let sum = two([K::EmployeeOpen, K::EmployeeFixed], [4_000, 4_501]);
    assert!(rules(&sum.findings).contains(&"status.suspended_by_sum"));
    // What ends leaves the other within its limit.
    assert!(
        told(&sum).contains(&"conserved 2026-07-01..".to_owned()),
        "{:?}",
        told(&sum)
    );
}

#[test]
fn a_further_contract_never_turns_a_loss_into_a_suspension() {
    use WorkKind as K;
    for (kind, yearly) in [
        (K::Cococo, [3_000, 5_600]),
        (K::SelfEmployed, [3_000, 2_501]),
    ] {
        let facts = declared("2026-05-01", &["2026-01-10"])
            .working(work(kind, "2026-02-01", "", "a", Some(yearly[0])))
            .working(work(kind, "2026-04-01", "", "b", Some(yearly[1])));
        assert_eq!(outcome(&facts).state, Known::Known(State::Lost), "{kind}");
        for income in [None, Some(0), Some(1_000)] {
            let further = work(K::EmployeeFixed, "2026-04-01", "", "c", income);
            let unclear = work(K::Other, "2026-04-01", "", "c", income);
            for third in [further, unclear] {
                let state = outcome(&facts.clone().working(third)).state;
                assert_eq!(state, Known::Known(State::Lost), "{kind} {income:?}");
            }
        }
    }
}

#[test]
fn a_forecast_that_passes_the_limit_suspends_from_its_day_on() {
    let mut small = work(WorkKind::EmployeeOpen, "2026-02-01", "", "a", Some(6_000));
    small.forecasts.push(Forecast {
        from: day("2026-05-01"),
        yearly: Cents::new(900_000),
    });
    let facts = declared("2026-12-31", &["2026-01-10"]).working(small);
    assert_eq!(
        told(&outcome(&facts)),
        [
            "not_registered ..2026-01-09",
            "active 2026-01-10..2026-01-31",
            "conserved 2026-02-01..2026-04-30",
            "suspended 2026-05-01..2026-10-27",
            "lost 2026-10-28..",
        ]
    );
}

#[test]
fn a_forecast_that_falls_does_not_turn_a_suspension_into_conservation() {
    let mut large = work(WorkKind::EmployeeOpen, "2026-02-01", "", "a", Some(20_000));
    large.forecasts.push(Forecast {
        from: day("2026-03-01"),
        yearly: Cents::new(100_000),
    });
    let facts = declared("2026-12-31", &["2026-01-10"]).working(large);
    assert_eq!(state_on(&facts, "2026-07-30"), StateAnswer::Suspended);
    assert_eq!(state_on(&facts, "2026-07-31"), StateAnswer::Lost);
}

#[test]
fn each_cause_ends_the_status_and_conserved_days_count_until_then() {
    use LossCause as C;
    for (cause, rule) in [
        (C::Revocation, "status.revoked"),
        (C::Conditionality, "status.conditionality"),
        (C::Pension, "status.pension"),
        (C::Death, "status.death"),
    ] {
        let facts = declared("2026-03-10", &["2026-01-10"])
            .working(work(
                WorkKind::EmployeeOpen,
                "2026-02-01",
                "",
                "a",
                Some(6_000),
            ))
            .losing(cause, "2026-03-11");
        let before = outcome(&facts);
        assert_eq!(before.state, Known::Known(State::Conserved));
        assert_eq!(before.seniority.days, Known::Known(60));
        assert_eq!(before.seniority.long_term_on, Known::Known(None));
        assert_eq!(state_on(&facts, "2026-03-11"), StateAnswer::Lost);
        assert_eq!(before.periods.last().unwrap().reasons[0].rule.id, rule);
    }
}

#[test]
fn suspended_days_are_told_only_where_nothing_is_missing_about_them() {
    let two = |first, second| {
        let kind = WorkKind::EmployeeFixed;
        declared("2026-02-07", &["2025-06-10", "2026-01-07"])
            .working(work(kind, "2025-06-10", "2025-12-05", "a", first))
            .working(work(kind, "2026-01-05", "2026-01-06", "b", second))
    };
    let filled = outcome(&two(Some(8_500), Some(20_000))).seniority;
    assert_eq!(filled.suspended_days, Known::Known(2));
    let open = outcome(&two(None, None)).seniority;
    assert_eq!(
        missing_facts(open.suspended_days.missing()),
        [MissingFact::ExpectedIncome, MissingFact::ExpectedIncome]
    );
    // What ended before the declaration does not matter.
    let mut later = two(None, None);
    later.declarations = declared("2026-02-07", &["2026-01-07"]).declarations;
    assert_eq!(outcome(&later).seniority.suspended_days, Known::Known(0));
}

#[test]
fn a_planned_end_that_has_passed_unseen_is_no_end() {
    let seasonal = job("2026-02-01", "2026-04-30");
    let asked = |work: WorkPeriod, on: &str| {
        let facts = declared(on, &["2026-01-10"]).working(work);
        outcome(&facts)
    };
    // It is what is planned up to its day, and what happened once it was seen afterwards.
    for (seen_on, on, expected) in [
        ("2026-02-01", "2026-04-30", StateAnswer::Suspended),
        ("2026-02-01", "2026-05-01", StateAnswer::Unknown),
        ("2026-04-30", "2026-11-22", StateAnswer::Unknown),
        ("2026-05-01", "2026-11-22", StateAnswer::Active),
    ] {
        let found = asked(planned(seasonal.clone(), seen_on), on);
        assert_eq!(StateAnswer::from(&found.state), expected, "{seen_on} {on}");
    }
    let found = asked(planned(seasonal.clone(), "2026-02-01"), "2026-11-22");
    let end = Missing::at(MissingFact::WorkEnd, day("2026-02-01"));
    assert_eq!(found.state.missing(), [end]);
    assert_eq!(found.seniority.days.missing(), [end]);
    assert_eq!(found.seniority.suspended_days.missing(), [end]);
    assert_eq!(found.seniority.least_days, 0);
    assert_eq!(found.unpaid.last_paid_on.missing(), [end]);
    assert_eq!(
        told(&found),
        [
            "not_registered ..2026-01-09",
            "active 2026-01-10..2026-01-31",
            "suspended 2026-02-01..2026-04-30",
            "unknown 2026-05-01..",
        ]
    );
    // What it brings, or that it is no employment, leaves nothing open.
    let internship = work(WorkKind::Traineeship, "2026-02-01", "2026-04-30", "", None);
    let found = asked(planned(internship, "2026-02-01"), "2026-11-22");
    assert_eq!(StateAnswer::from(&found.state), StateAnswer::Active);
    let small = work(
        WorkKind::SelfEmployed,
        "2026-02-01",
        "2026-04-30",
        "",
        Some(3_000),
    );
    let found = asked(planned(small, "2026-02-01"), "2026-11-22");
    assert_eq!(found.state.missing(), [end]);
    assert_eq!(found.seniority.days, Known::Known(317));
    assert_eq!(found.unpaid.days, Known::Known(None));
}

#[test]
fn nobody_knows_whether_a_contract_followed_one_whose_end_was_planned() {
    let first = planned(
        work(
            WorkKind::EmployeeFixed,
            "2026-01-15",
            "2026-03-31",
            "a",
            Some(20_000),
        ),
        "2026-01-15",
    );
    let second = work(
        WorkKind::EmployeeFixed,
        "2026-05-01",
        "2026-08-31",
        "a",
        Some(20_000),
    );
    let facts = declared("2026-11-22", &["2026-01-10"])
        .working(first)
        .working(second);
    let found = outcome(&facts);
    let end = Missing::at(MissingFact::WorkEnd, day("2026-01-15"));
    assert_eq!(found.state.missing(), [end]);
    assert!(found.unpaid.last_paid_on.missing().contains(&end));
}
