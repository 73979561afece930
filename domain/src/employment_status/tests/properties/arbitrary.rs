//! Facts of any kind, on days of ten years.

use super::*;

/// A day of ten years, as a number.
pub(super) fn nth(n: u32) -> Day {
    day("2020-01-01").add_days(n).unwrap()
}

fn any_kind() -> impl Strategy<Value = WorkKind> {
    use WorkKind as K;
    prop::sample::select(vec![
        K::EmployeeOpen,
        K::EmployeeFixed,
        K::Apprenticeship,
        K::Intermittent,
        K::Cococo,
        K::SelfEmployed,
        K::Occasional,
        K::Traineeship,
        K::Other,
    ])
}

fn any_income() -> impl Strategy<Value = Option<i64>> {
    prop::option::weighted(
        0.8,
        prop::sample::select(vec![0, 3_000, 5_600, 8_000, 20_000]),
    )
}

prop_compose! {
    pub(super) fn any_work()(
        kind in any_kind(),
        from in 0_u32..2_000,
        length in prop::option::weighted(0.9, 0_u32..400),
        employer in prop::sample::select(vec!["a", "b", "", "~x", "~y"]),
        yearly in any_income(),
        seen in prop::option::weighted(0.2, 0_u32..2_000),
        later in prop::option::weighted(0.2, (1_u32..300, prop::sample::select(vec![3_000_i64, 20_000]))),
    ) -> WorkPeriod {
        let start = nth(from);
        let end = length.map(|days| nth(from + days).to_string()).unwrap_or_default();
        let mut period = work(kind, &start.to_string(), &end, employer, yearly);
        period.end_seen_on = seen.map(nth);
        period.forecasts.extend(later.map(|(days, euro)| Forecast {
            from: nth(from + days),
            yearly: Cents::new(euro * 100),
        }));
        period
    }
}

fn any_losses() -> impl Strategy<Value = Vec<Loss>> {
    let cause = prop::sample::select(vec![
        LossCause::Revocation,
        LossCause::Conditionality,
        LossCause::Pension,
    ]);
    let loss = (cause, 0_u32..2_500).prop_map(|(cause, on)| Loss {
        cause,
        on: nth(on),
        source: None,
    });
    prop::collection::vec(loss, 0..2)
}

prop_compose! {
    pub(super) fn any_facts()(
        reference in 0_u32..2_500,
        declared_on in prop::collection::vec(0_u32..2_000, 1..4),
        periods in prop::collection::vec(any_work(), 0..6),
        losses in any_losses(),
        born in prop::sample::select(vec!["1985-06-15", "2003-09-01", "2006-03-01"]),
        support_from in prop::option::of(prop::collection::vec(0_u32..2_000, 0..3)),
        duty in prop::option::of((any::<bool>(), 0_u32..2_000)),
    ) -> EmploymentFacts {
        let days: Vec<String> = declared_on.iter().map(|n| nth(*n).to_string()).collect();
        let days: Vec<&str> = days.iter().map(String::as_str).collect();
        let mut facts = declared(&nth(reference).to_string(), &days);
        facts.work = Some(WorkHistory { complete_since: None, periods });
        facts.losses = losses;
        facts.birth_date = Some(day(born));
        let support = |from: u32| Support { from: nth(from), to: None, source: None };
        facts.support = support_from.map(|all| all.into_iter().map(support).collect());
        facts.schooling.duty = duty.map(|(fulfilled, on)| SchoolingDuty {
            fulfilled,
            seen_on: nth(on),
            source: None,
        });
        facts
    }
}
