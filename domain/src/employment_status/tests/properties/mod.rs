//! What holds of all facts, whatever they are.

mod arbitrary;
mod filling;

use proptest::prelude::*;

use self::arbitrary::{any_facts, any_work, nth};
use self::filling::{any_filling, filled, settled};
use super::*;

fn stays<T: PartialEq>(open: &Known<T>, told: &Known<T>) -> bool {
    open.value().is_none() || open == told
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
