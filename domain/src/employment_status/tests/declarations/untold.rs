//! What stays open as long as nobody tells of it.

use super::*;

#[test]
fn an_unknown_income_leaves_open_only_what_depends_on_it() {
    let fixed = |to| work(WorkKind::EmployeeFixed, "2026-03-01", to, "a", None);
    let short = declared("2026-12-31", &["2026-01-10"]).working(fixed("2026-05-31"));
    let outcome = outcome(&short);
    // Suspended or conserved, the short contract gives the status back either way.
    assert_eq!(outcome.state, Known::Known(State::Active));
    assert_eq!(state_on(&short, "2026-04-15"), StateAnswer::Unknown);
    let income = Missing::at(MissingFact::ExpectedIncome, day("2026-03-01"));
    assert_eq!(outcome.seniority.days.missing(), [income]);
    assert_eq!(outcome.seniority.least_days, 264);
    let long = declared("2026-12-31", &["2026-01-10"]).working(fixed("2026-10-31"));
    assert_eq!(state_on(&long, "2026-12-31"), StateAnswer::Unknown);
    let over = long.losing(LossCause::Revocation, "2026-12-01");
    assert_eq!(state_on(&over, "2026-12-31"), StateAnswer::Lost);
}

#[test]
fn what_nobody_told_of_leaves_the_status_open() {
    let mut untold = declared("2026-12-31", &["2026-01-10"]);
    untold.work = None;
    let missing = outcome(&untold).state;
    assert_eq!(missing_facts(missing.missing()), [MissingFact::WorkHistory]);
    for (since, state) in [
        ("2026-01-10", StateAnswer::Active),
        ("2026-01-11", StateAnswer::Unknown),
    ] {
        let mut partly = declared("2026-12-31", &["2026-01-10"]);
        partly.work = Some(WorkHistory {
            complete_since: Some(day(since)),
            periods: Vec::new(),
        });
        assert_eq!(state_on(&partly, "2026-12-31"), state, "{since}");
    }
    let silent = outcome(&EmploymentFacts::on(day("2026-12-31")));
    assert_eq!(
        missing_facts(silent.state.missing()),
        [MissingFact::Declarations]
    );
    assert_eq!(silent.seniority.days.value(), None);
    let never = declared("2026-12-31", &[]);
    assert_eq!(state_on(&never, "2026-12-31"), StateAnswer::NotRegistered);
    let odd = declared("2026-12-31", &["2026-01-10"]).working(work(
        WorkKind::Other,
        "2026-03-01",
        "",
        "a",
        Some(1),
    ));
    assert_eq!(
        missing_facts(outcome(&odd).state.missing()),
        [MissingFact::WorkKind]
    );
}

#[test]
fn a_limit_that_is_not_known_on_a_day_is_not_guessed() {
    for (from, known) in [("2019-03-29", false), ("2019-03-30", true)] {
        let facts = declared("2019-12-31", &["2019-01-10"]).working(work(
            WorkKind::EmployeeOpen,
            from,
            "",
            "a",
            Some(1_000),
        ));
        let outcome = outcome(&facts);
        assert_eq!(outcome.state.value().is_some(), known, "{from}");
        let key = "unemployment.income_limit_employee";
        let is_it = |finding: &Finding| finding.facts.contains(&("key", key.to_owned()));
        assert_eq!(outcome.findings.iter().any(is_it), !known, "{from}");
        if !known {
            assert_eq!(outcome.state.missing(), [Missing::number(key, day(from))]);
        }
    }
}
