//! Facts of which what was missing is told in the end.

use super::*;

/// The same facts with each claim that nothing tells made so many days before its support.
fn claimed(facts: &mut EmploymentFacts, before: u32) {
    let (book, chain) = (Rulebook::shipped(), piedmont());
    let law = law::Law {
        book: &book,
        chain: &chain,
    };
    let run = |assume| walk::walk(facts, law, assume, &[]);
    let runs = (&run(Assume::Best), &run(Assume::Worst));
    let gaps = claims::untold(facts, law, runs);
    let gaps: Vec<Option<Day>> = gaps.iter().map(|claim| claim.gap().missing.on).collect();
    let untold = |support: &&Support| gaps.contains(&Some(support.from));
    let support = facts.support.replace(Vec::new()).unwrap_or_default();
    let claims = support.iter().filter(untold).map(|support| Declaration {
        on: support.from.subtract_days(before).unwrap(),
        source: None,
    });
    facts.declarations.get_or_insert_default().extend(claims);
}

/// The same facts with ten years of school done before all of them or after; where it is told that
/// they were on a day, or were not, that stays so.
fn schooled(facts: &mut EmploymentFacts, fulfilled: bool) {
    let told = facts.schooling.duty.map(|duty| duty.fulfilled);
    let fulfilled = told.unwrap_or(fulfilled);
    facts.schooling.duty = Some(SchoolingDuty {
        fulfilled,
        seen_on: day(if fulfilled {
            "2019-01-01"
        } else {
            "2035-01-01"
        }),
        source: None,
    });
}

/// Names whose codes are told: each its own, and `x` that of `named`.
fn told_by_code(period: &mut WorkPeriod, named: &str) {
    if let Some(EmployerKey::Name(name)) = &period.employer {
        let code = if name == "x" { named } else { "code of y" };
        period.employer = employer(code);
    }
}

/// A planned end that turned out so many days later than planned; none goes on.
fn ended_late(period: &mut WorkPeriod, reference: Day, late: Option<u32>) {
    if let Some(end) = period.unsure_end(reference) {
        let to = late.and_then(|days| end.add_days(days).ok());
        period.period = Period::new(period.period.from(), to).unwrap();
        period.end_seen_on = None;
    }
}

/// The same facts with nothing left unknown.
pub(super) fn settled(mut facts: EmploymentFacts, income: i64, with: &str) -> EmploymentFacts {
    let reference = facts.reference;
    schooled(&mut facts, true);
    claimed(&mut facts, 0);
    for period in facts.work.iter_mut().flat_map(|work| &mut work.periods) {
        let from = period.period.from();
        ended_late(period, reference, Some(0));
        if !period
            .forecasts
            .iter()
            .any(|forecast| forecast.from <= from)
        {
            let yearly = Cents::new(income * 100);
            period.forecasts.insert(0, Forecast { from, yearly });
        }
        if period.kind == WorkKind::Other {
            period.kind = WorkKind::EmployeeFixed;
        }
        told_by_code(period, with);
        if period.employer.is_none() {
            period.employer = employer(with);
        }
    }
    facts
}

/// The same facts with each missing one filled in by itself.
pub(super) fn filled(mut facts: EmploymentFacts, with: &[Filling]) -> EmploymentFacts {
    let reference = facts.reference;
    let is_schooled = with.first().is_some_and(|filling| filling.schooled);
    schooled(&mut facts, is_schooled);
    claimed(
        &mut facts,
        with.first().map_or(0, |filling| filling.claimed_before),
    );
    let periods = facts.work.iter_mut().flat_map(|work| &mut work.periods);
    let named = with.first().map_or("a", |filling| filling.employer);
    for (period, filling) in periods.zip(with.iter().cycle()) {
        let from = period.period.from();
        ended_late(period, reference, filling.late);
        if period.kind == WorkKind::Other {
            period.kind = filling.kind;
        }
        let mut told = period.forecasts.iter();
        if !told.any(|forecast| forecast.from <= from) {
            let yearly = Cents::new(filling.income * 100);
            period.forecasts.insert(0, Forecast { from, yearly });
        }
        told_by_code(period, named);
        if period.employer.is_none() {
            period.employer = employer(filling.employer);
        }
    }
    facts
}

/// What the missing facts of a work turn out to be.
#[derive(Debug, Clone)]
pub(super) struct Filling {
    kind: WorkKind,
    income: i64,
    employer: &'static str,
    late: Option<u32>,
    schooled: bool,
    claimed_before: u32,
}

prop_compose! {
    pub(super) fn any_filling()(
        kind in prop::sample::select(vec![
            WorkKind::EmployeeFixed,
            WorkKind::EmployeeOpen,
            WorkKind::SelfEmployed,
            WorkKind::Traineeship,
        ]),
        income in prop::sample::select(vec![0_i64, 4_000, 8_400, 30_000]),
        employer in prop::sample::select(vec!["a", "b", "c"]),
        schooled in any::<bool>(),
        claimed_before in 0_u32..=68,
        late in prop::option::weighted(0.7, prop::sample::select(vec![0_u32, 1, 40, 200, 400])),
    ) -> Filling {
        Filling { kind, income, employer, late, schooled, claimed_before }
    }
}
