//! Stories about declarations of availability, and about what makes one count.

mod age;
mod claims;
mod lost_jobs;
mod permits;
mod untold;

use super::*;

#[test]
fn after_a_loss_for_conditionality_two_months_must_pass() {
    for (cause, again, state, finding) in [
        (
            LossCause::Conditionality,
            "2026-05-10",
            StateAnswer::Lost,
            Some("status.too_soon"),
        ),
        (
            LossCause::Conditionality,
            "2026-05-11",
            StateAnswer::Active,
            None,
        ),
        (
            LossCause::Revocation,
            "2026-03-10",
            StateAnswer::Active,
            None,
        ),
        (
            LossCause::Death,
            "2026-09-01",
            StateAnswer::Lost,
            Some("status.declared_after_death"),
        ),
    ] {
        let facts = declared("2026-12-31", &["2026-01-10", again]).losing(cause, "2026-03-10");
        let outcome = outcome(&facts);
        assert_eq!(StateAnswer::from(&outcome.state), state, "{cause} {again}");
        assert_eq!(
            rules(&outcome.findings).first().copied(),
            finding,
            "{cause} {again}"
        );
    }
    // The last day of a month that has no such day ends the term.
    for (again, state) in [
        ("2027-02-28", StateAnswer::Lost),
        ("2027-03-01", StateAnswer::Active),
    ] {
        let facts = declared("2027-12-31", &["2026-01-10", again])
            .losing(LossCause::Conditionality, "2026-12-31");
        assert_eq!(state_on(&facts, "2027-06-01"), state, "{again}");
    }
}

#[test]
fn a_new_declaration_counts_anew_and_a_second_one_changes_nothing() {
    let again = declared("2026-12-31", &["2026-01-10", "2026-09-01"])
        .losing(LossCause::Revocation, "2026-06-01");
    assert_eq!(outcome(&again).seniority.days, Known::Known(122));
    let twice = outcome(&declared("2026-12-31", &["2026-01-10", "2026-09-01"]));
    assert_eq!(twice.seniority.days, Known::Known(356));
    assert_eq!(rules(&twice.findings), ["status.declared_again"]);
}

#[test]
fn a_declaration_while_working_counts_within_the_limit_or_after_the_notice() {
    let employed = |yearly, notice: Option<&str>| {
        let mut period = work(
            WorkKind::EmployeeOpen,
            "2020-01-01",
            "2026-04-30",
            "a",
            Some(yearly),
        );
        period.dismissal_notice_on = notice.map(day);
        declared("2026-12-31", &["2026-03-15"]).working(period)
    };
    assert_eq!(
        state_on(&employed(8_000, None), "2026-03-15"),
        StateAnswer::Conserved
    );
    let refused = outcome(&employed(20_000, None));
    assert_eq!(refused.state, Known::Known(State::NotRegistered));
    assert_eq!(rules(&refused.findings), ["status.working_over_limit"]);
    let noticed = outcome(&employed(20_000, Some("2026-03-15")));
    assert_eq!(
        told(&noticed),
        ["not_registered ..2026-04-30", "active 2026-05-01.."]
    );
    let late = outcome(&employed(20_000, Some("2026-03-16")));
    assert_eq!(late.state, Known::Known(State::NotRegistered));
}

/// A permit; an empty day means none.
fn permit(from: &str, to: &str, renewal: Option<Renewal>) -> Permit {
    Permit {
        valid_from: from.parse().ok(),
        expires_on: to.parse().ok(),
        renewal,
        for_employment: Some(false),
        source: None,
    }
}
