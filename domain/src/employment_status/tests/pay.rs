//! Stories about time without regular pay.

use super::*;

fn unpaid(facts: &EmploymentFacts) -> UnpaidTime {
    outcome(facts).unpaid
}

#[test]
fn a_contract_is_regular_from_six_months_on_and_own_work_from_its_threshold_on() {
    use WorkKind as K;
    for (kind, to, yearly, days) in [
        (K::EmployeeFixed, "2026-03-31", Some(1_000), Some(30)),
        (K::EmployeeFixed, "2026-03-30", Some(90_000), None),
        (K::EmployeeOpen, "2026-03-31", None, Some(30)),
        (K::Ppu, "2026-03-31", Some(1_000), Some(30)),
        (K::Cococo, "2026-03-30", Some(8_501), Some(31)),
        (K::Cococo, "2026-03-30", Some(8_500), None),
        (K::SelfEmployed, "2026-03-30", Some(5_501), Some(31)),
        (K::SelfEmployed, "2026-03-30", Some(5_500), None),
        (K::Traineeship, "2026-03-31", Some(90_000), None),
        (K::Occasional, "2026-03-31", Some(90_000), None),
    ] {
        let facts = declared("2026-04-30", &[]).working(work(kind, "2025-10-01", to, "a", yearly));
        assert_eq!(
            unpaid(&facts).days,
            Known::Known(days),
            "{kind} {to} {yearly:?}"
        );
    }
}

#[test]
fn a_contract_that_runs_is_as_long_as_it_is_planned() {
    use WorkKind as K;
    for (kind, to, days) in [
        (K::EmployeeOpen, "", Known::Known(Some(0))),
        (K::Apprenticeship, "", Known::Known(Some(0))),
        (K::EmployeeFixed, "2026-08-31", Known::Known(Some(0))),
        (K::EmployeeFixed, "2026-08-30", Known::Known(None)),
    ] {
        let facts = declared("2026-04-30", &[]).working(work(kind, "2026-03-01", to, "a", None));
        assert_eq!(unpaid(&facts).days, days, "{kind} {to}");
    }
    let open = declared("2026-04-30", &[]).working(work(K::Agency, "2026-03-01", "", "a", None));
    assert_eq!(
        missing_facts(unpaid(&open).days.missing()),
        [MissingFact::PlannedEnd]
    );
    let long = declared("2026-08-31", &[]).working(work(K::Agency, "2026-03-01", "", "a", None));
    assert_eq!(unpaid(&long).days, Known::Known(Some(0)));
}

#[test]
fn contracts_of_one_employer_without_a_gap_are_one() {
    let two = |employers: [&str; 2], from| {
        let kind = WorkKind::EmployeeFixed;
        let facts = declared("2026-07-01", &[])
            .working(work(kind, "2026-01-01", "2026-03-31", employers[0], None))
            .working(work(kind, from, "2026-06-30", employers[1], None));
        unpaid(&facts).days
    };
    assert_eq!(two(["a", "a"], "2026-04-01"), Known::Known(Some(1)));
    assert_eq!(two(["a", "a"], "2026-04-02"), Known::Known(None));
    assert_eq!(two(["a", "b"], "2026-04-01"), Known::Known(None));
    let unnamed = two(["a", ""], "2026-04-01");
    assert!(
        missing_facts(unnamed.missing())
            .iter()
            .all(|fact| *fact == MissingFact::Employer)
    );
    assert!(!unnamed.missing().is_empty());
}

#[test]
fn a_history_known_in_part_gives_at_least_so_many_days() {
    let mut facts = declared("2026-04-30", &[]);
    facts.work = Some(WorkHistory {
        complete_since: Some(day("2026-01-01")),
        periods: Vec::new(),
    });
    let found = unpaid(&facts);
    assert_eq!(found.least_days, Some(120));
    assert_eq!(
        missing_facts(found.days.missing()),
        [MissingFact::WorkHistory]
    );
    // What is older than the last paid day makes no difference.
    let paid = facts.working(work(
        WorkKind::EmployeeFixed,
        "2025-06-01",
        "2026-01-31",
        "a",
        None,
    ));
    assert_eq!(unpaid(&paid).days, Known::Known(Some(89)));
    let never = declared("2026-04-30", &[]);
    assert_eq!(unpaid(&never).last_paid_on, Known::Known(None));
}

#[test]
fn the_two_counts_are_not_the_same() {
    // A contract of four months suspends the status and is no regular pay.
    let facts = declared("2026-12-31", &["2026-01-10"])
        .working(job("2026-03-01", "2026-06-30"))
        .working(work(
            WorkKind::EmployeeOpen,
            "2020-01-01",
            "2025-12-31",
            "z",
            Some(20_000),
        ));
    let outcome = outcome(&facts);
    assert_eq!(outcome.seniority.days, Known::Known(356 - 122));
    assert_eq!(outcome.unpaid.days, Known::Known(Some(365)));
}

#[test]
fn what_was_earned_before_an_expected_income_fell_was_regularly_paid() {
    let own = |later: i64| {
        let mut own = work(
            WorkKind::SelfEmployed,
            "2020-01-01",
            "2026-05-31",
            "",
            Some(20_000),
        );
        own.forecasts.push(Forecast {
            from: day("2026-05-01"),
            yearly: Cents::new(later * 100),
        });
        own
    };
    let fallen = outcome(&declared("2026-06-30", &[]).working(own(3_000)));
    let last = Known::Known(Some(day("2026-04-30")));
    assert_eq!(fallen.unpaid.last_paid_on, last);
    assert_eq!(fallen.unpaid.days, Known::Known(Some(61)));
    for group in [Group::Women24, Group::VeryDisadv] {
        let found = fallen.groups.iter().find(|answer| answer.group == group);
        assert_eq!(found.unwrap().answer, Answer::No, "{group}");
    }
    let kept = unpaid(&declared("2026-06-30", &[]).working(own(30_000)));
    assert_eq!(kept.last_paid_on, Known::Known(Some(day("2026-05-31"))));
    // An income of which nobody told at first may have been enough.
    let mut late = own(3_000);
    late.forecasts.remove(0);
    let late = unpaid(&declared("2026-06-30", &[]).working(late));
    assert_eq!(
        missing_facts(late.last_paid_on.missing()),
        [MissingFact::ExpectedIncome]
    );
    assert_eq!(late.least_days, Some(61));
}

#[test]
fn work_of_an_unclear_kind_may_belong_to_the_contract_that_follows_it() {
    let two = |kind| {
        declared("2026-08-01", &[])
            .working(work(kind, "2024-01-01", "2024-05-31", "a", Some(20_000)))
            .working(work(
                WorkKind::EmployeeFixed,
                "2024-06-01",
                "2024-09-30",
                "a",
                Some(20_000),
            ))
    };
    let last = unpaid(&two(WorkKind::EmployeeFixed)).last_paid_on;
    assert_eq!(last, Known::Known(Some(day("2024-09-30"))));
    let open = outcome(&two(WorkKind::Other));
    let kind = Missing::at(MissingFact::WorkKind, day("2024-01-01"));
    assert_eq!(open.unpaid.last_paid_on.missing(), [kind]);
    assert_eq!(open.unpaid.least_days, Some(670));
    // Only the first of them ended more than 24 months ago.
    let mut severely = open.groups.iter();
    let severely = severely.find(|answer| answer.group == Group::VeryDisadv);
    assert_eq!(severely.unwrap().answer, Answer::Unknown);
}
