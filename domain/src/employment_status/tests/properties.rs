//! What holds of all facts, whatever they are.

use proptest::prelude::*;

use super::*;

/// A day of ten years, as a number.
fn nth(n: u32) -> Day {
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
    fn any_work()(
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
    fn any_facts()(
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
fn settled(mut facts: EmploymentFacts, income: i64, with: &str) -> EmploymentFacts {
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
fn filled(mut facts: EmploymentFacts, with: &[Filling]) -> EmploymentFacts {
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

fn stays<T: PartialEq>(open: &Known<T>, told: &Known<T>) -> bool {
    open.value().is_none() || open == told
}

/// What the missing facts of a work turn out to be.
#[derive(Debug, Clone)]
struct Filling {
    kind: WorkKind,
    income: i64,
    employer: &'static str,
    late: Option<u32>,
    schooled: bool,
    claimed_before: u32,
}

prop_compose! {
    fn any_filling()(
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

fn at(facts: &EmploymentFacts, reference: Day) -> Outcome {
    outcome(&EmploymentFacts {
        reference,
        ..facts.clone()
    })
}

/// The facts, for a story that fails: they print nothing by themselves.
fn shown(facts: &EmploymentFacts) -> String {
    let facts = (
        &facts.reference,
        &facts.declarations,
        &facts.losses,
        (&facts.support, &facts.schooling, &facts.birth_date),
        &facts.work,
    );
    format!("{facts:#?}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_states_follow_each_other_without_gap_or_overlap(facts in any_facts()) {
        let outcome = outcome(&facts);
        let periods = &outcome.periods;
        prop_assert_eq!(periods[0].from, None);
        prop_assert_eq!(periods.last().unwrap().to, None);
        for pair in periods.windows(2) {
            let next = pair[0].to.unwrap().add_days(1).unwrap();
            prop_assert_eq!(pair[1].from, Some(next));
        }
        let now: Vec<_> = periods.iter().filter(|period| period.contains(facts.reference)).collect();
        prop_assert_eq!(now.len(), 1);
        prop_assert_eq!(&now[0].state, &outcome.state);
        for period in periods {
            prop_assert!(period.state.value().is_some() || !period.state.missing().is_empty(), "{}", shown(&facts));
        }
    }

    #[test]
    fn the_order_of_the_facts_makes_no_difference(facts in any_facts(), turn in 0_usize..6) {
        let mut other = facts.clone();
        if let Some(work) = &mut other.work {
            let by = turn.min(work.periods.len());
            work.periods.rotate_left(by);
        }
        if let Some(declarations) = &mut other.declarations {
            declarations.reverse();
        }
        other.losses.reverse();
        other.support.iter_mut().for_each(|all| all.reverse());
        prop_assert_eq!(outcome(&facts), outcome(&other));
    }

    #[test]
    fn what_is_told_twice_is_told_once(facts in any_facts()) {
        let mut twice = facts.clone();
        let again = facts.declarations.clone().unwrap_or_default();
        twice.declarations.iter_mut().for_each(|all| all.extend(again.iter().copied()));
        twice.losses.extend(facts.losses.iter().copied());
        prop_assert_eq!(outcome(&facts), outcome(&twice));
        prop_assert_eq!(outcome(&facts), outcome(&facts));
    }

    #[test]
    fn the_days_grow_by_one_a_day_and_never_while_suspended(facts in any_facts()) {
        let today = at(&facts, facts.reference);
        let tomorrow = at(&facts, facts.reference.add_days(1).unwrap());
        let state = tomorrow.state.value().copied();
        if let (Some(before), Some(after)) = (today.seniority.days.value(), tomorrow.seniority.days.value()) {
            match state {
                Some(State::Suspended) => prop_assert!(after <= before),
                Some(State::Active | State::Conserved) => prop_assert!(*after == before + 1 || *after == 1),
                Some(State::Lost | State::NotRegistered) => prop_assert_eq!(*after, 0),
                None => prop_assert!(*after <= before + 1),
            }
        }
    }

    #[test]
    fn the_days_are_those_of_the_states(facts in any_facts()) {
        let facts = settled(facts, 4_000, "c");
        let outcome = outcome(&facts);
        let counted = outcome.seniority.counted_from.value().copied().flatten();
        let mut days = 0;
        let mut suspended = 0;
        let mut day = counted.unwrap_or(facts.reference);
        while counted.is_some() && day <= facts.reference {
            let period = outcome.periods.iter().find(|period| period.contains(day)).unwrap();
            match period.state {
                Known::Known(State::Active | State::Conserved) => days += 1,
                Known::Known(State::Suspended) => suspended += 1,
                _ => prop_assert!(false, "{day} is in no registration"),
            }
            day = day.add_days(1).unwrap();
        }
        prop_assert_eq!(outcome.seniority.days, Known::Known(days));
        prop_assert_eq!(outcome.seniority.suspended_days, Known::Known(suspended));
    }

    #[test]
    fn a_threshold_is_reached_on_its_day_and_not_before(facts in any_facts()) {
        // The day is told as if every plan came true.
        let mut facts = facts;
        let periods = facts.work.iter_mut().flat_map(|work| &mut work.periods);
        periods.for_each(|work| work.end_seen_on = None);
        let outcome = outcome(&facts);
        if let Some(Some(on)) = outcome.seniority.six_months_on.value() {
            let before = at(&facts, on.subtract_days(1).unwrap()).seniority.days;
            let there = at(&facts, *on).seniority.days;
            prop_assert_eq!(there.value(), Some(&181));
            prop_assert_ne!(before.value(), Some(&181));
        }
    }

    #[test]
    fn one_contract_split_in_two_of_the_same_employer_counts_the_same(
        facts in any_facts(), from in 0_u32..2_000, first in 1_u32..200, second in 1_u32..200,
        yearly in prop::sample::select(vec![4_000_i64, 20_000]),
    ) {
        // Nobody else's income stands beside it: a sum would be tested again at the second start.
        let mut facts = facts;
        let asked_on = facts.reference;
        facts.work = Some(WorkHistory { complete_since: None, periods: Vec::new() });
        let contract = |from: u32, to: u32| work(
            WorkKind::EmployeeFixed, &nth(from).to_string(), &nth(to).to_string(), "x", Some(yearly),
        );
        let (middle, last) = (from + first, from + first + second);
        let plain = facts.clone();
        let whole = facts.clone().working(contract(from, last));
        let split = facts.working(contract(from, middle)).working(contract(middle + 1, last));
        let (whole, split) = (outcome(&whole), outcome(&split));
        prop_assert_eq!(told(&whole), told(&split), "{}", shown(&plain));
        prop_assert_eq!(whole.seniority.days, split.seniority.days);
        prop_assert_eq!(whole.seniority.long_term_on, split.seniority.long_term_on);
        // Before its start nobody knows that a second contract will follow.
        if asked_on < nth(from) || asked_on > nth(middle) {
            prop_assert_eq!(whole.unpaid.days, split.unpaid.days);
        }
    }

    #[test]
    fn an_activity_that_is_no_employment_changes_nothing(
        facts in any_facts(), from in 0_u32..2_000, length in 0_u32..400,
        kind in prop::sample::select(vec![
            WorkKind::Traineeship, WorkKind::Cantiere, WorkKind::Puc, WorkKind::Lsu, WorkKind::CivilService,
        ]),
    ) {
        let (start, end) = (nth(from).to_string(), nth(from + length).to_string());
        let more = facts.clone().working(work(kind, &start, &end, "a", None));
        let (plain, more) = (outcome(&facts), outcome(&more));
        prop_assert_eq!(plain.periods, more.periods);
        prop_assert_eq!(plain.seniority, more.seniority);
        prop_assert_eq!(plain.unpaid.days, more.unpaid.days);
        prop_assert_eq!(plain.findings, more.findings);
    }

    #[test]
    fn what_is_known_stays_so_whatever_the_missing_facts_turn_out_to_be(
        facts in any_facts(),
        income in prop::sample::select(vec![0_i64, 4_000, 8_400, 30_000]),
        employer in prop::sample::select(vec!["a", "b", "c"]),
    ) {
        let open = outcome(&facts);
        let told = outcome(&settled(facts.clone(), income, employer));
        for period in &open.periods {
            for day in [period.from, period.to].into_iter().flatten() {
                let later = told.periods.iter().find(|period| period.contains(day)).unwrap();
                if let Some(state) = period.state.value() {
                    prop_assert_eq!(later.state.value(), Some(state), "{} {}", day, shown(&facts));
                }
            }
        }
        if let Some(days) = open.seniority.days.value() {
            prop_assert_eq!(told.seniority.days.value(), Some(days));
        }
        prop_assert!(told.seniority.days.value().copied().unwrap_or(0) >= open.seniority.least_days);
        for (open, told) in open.groups.iter().zip(&told.groups) {
            if matches!(open.answer, Answer::Yes | Answer::No) {
                prop_assert_eq!(open.answer, told.answer, "{}", open.group);
            }
        }
    }

    #[test]
    fn what_is_told_stays_so_whatever_each_missing_fact_turns_out_to_be(
        facts in any_facts(), with in prop::collection::vec(any_filling(), 6),
    ) {
        let (open, told) = (outcome(&facts), outcome(&filled(facts.clone(), &with)));
        let (open, told) = ((&open, &open.seniority), (&told, &told.seniority));
        let shown = || format!("{with:?} {}", shown(&facts));
        prop_assert!(stays(&open.0.state, &told.0.state), "state {}", shown());
        prop_assert!(stays(&open.1.counted_from, &told.1.counted_from), "from {}", shown());
        prop_assert!(stays(&open.1.days, &told.1.days), "days {}", shown());
        prop_assert!(stays(&open.1.suspended_days, &told.1.suspended_days), "suspended {}", shown());
        prop_assert!(open.1.least_days <= told.1.days.value().copied().unwrap_or(0), "least {}", shown());
        prop_assert!(stays(&open.0.unpaid.last_paid_on, &told.0.unpaid.last_paid_on), "paid {}", shown());
        for (open, told) in open.0.groups.iter().zip(&told.0.groups) {
            if matches!(open.answer, Answer::Yes | Answer::No) {
                prop_assert_eq!(open.answer, told.answer, "{} {}", open.group, shown());
            }
        }
    }

    #[test]
    fn what_comes_later_never_changes_the_state_of_today(
        facts in any_facts(), later in any_work(), ahead in 1_u32..400, length in 0_u32..400,
    ) {
        let facts = settled(facts, 4_000, "c");
        let from = facts.reference.add_days(ahead).unwrap();
        let later = WorkPeriod {
            period: Period::new(from, from.add_days(length).ok()).unwrap(),
            ..later
        };
        let more = facts.clone().working(later);
        prop_assert_eq!(outcome(&facts).state, outcome(&more).state, "{}", shown(&more));
        prop_assert_eq!(outcome(&facts).seniority.days, outcome(&more).seniority.days);
    }
}
