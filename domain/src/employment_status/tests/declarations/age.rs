//! Who is old enough to declare availability, and has been to school for long enough.

use super::*;

#[test]
fn nobody_declares_availability_before_sixteen() {
    for (on, state) in [
        ("2026-06-14", StateAnswer::NotRegistered),
        ("2026-06-15", StateAnswer::Active),
    ] {
        let mut facts = schooled(declared("2026-12-31", &[on]), Some(true), "2026-06-01");
        facts.birth_date = Some(day("2010-06-15"));
        let outcome = outcome(&facts);
        assert_eq!(StateAnswer::from(&outcome.state), state, "{on}");
        let refused = rules(&outcome.findings).contains(&"status.too_young");
        assert_eq!(refused, state == StateAnswer::NotRegistered);
    }
}

/// The same with what is known of ten years of school.
fn schooled(mut facts: EmploymentFacts, fulfilled: Option<bool>, seen_on: &str) -> EmploymentFacts {
    facts.schooling.duty = fulfilled.map(|fulfilled| SchoolingDuty {
        fulfilled,
        seen_on: day(seen_on),
        source: None,
    });
    facts
}

#[test]
fn a_minor_declares_availability_once_ten_years_of_school_are_done() {
    let minor = |on, fulfilled, seen_on| {
        let mut facts = declared("2026-12-31", &[on]);
        facts.birth_date = Some(day("2008-06-15"));
        outcome(&schooled(facts, fulfilled, seen_on))
    };
    // What is done stays done, and what is not was not before; of other days nobody knows.
    for (on, fulfilled, seen_on, state) in [
        ("2026-02-01", None, "2026-02-01", StateAnswer::Unknown),
        ("2026-02-01", Some(true), "2026-02-01", StateAnswer::Active),
        ("2026-02-01", Some(true), "2026-02-02", StateAnswer::Unknown),
        (
            "2026-02-01",
            Some(false),
            "2026-01-31",
            StateAnswer::Unknown,
        ),
        (
            "2026-02-01",
            Some(false),
            "2026-02-01",
            StateAnswer::NotRegistered,
        ),
        (
            "2026-06-14",
            Some(false),
            "2026-12-01",
            StateAnswer::NotRegistered,
        ),
        ("2026-06-15", Some(false), "2026-12-01", StateAnswer::Active),
    ] {
        let found = minor(on, fulfilled, seen_on);
        let told = StateAnswer::from(&found.state);
        assert_eq!(told, state, "{on} {fulfilled:?} {seen_on}");
        let refused = rules(&found.findings).contains(&"status.schooling_duty");
        assert_eq!(refused, state == StateAnswer::NotRegistered, "{on}");
        let missing = missing_facts(found.state.missing());
        let duty: &[_] = match state {
            StateAnswer::Unknown => &[MissingFact::SchoolingDuty],
            _ => &[],
        };
        assert_eq!(missing, duty, "{on} {fulfilled:?}");
    }
    let found = minor("2026-02-01", Some(true), "2026-01-01");
    let used: Vec<_> = found.periods[1].reasons[0].used.iter().collect();
    let duty = Used::at(FactName::SchoolingDuty, day("2026-01-01"), None);
    assert!(used.contains(&&duty));
}

#[test]
fn without_the_day_of_birth_the_age_is_known_where_other_facts_are_old_enough() {
    let mut ageless = declared("2026-12-31", &["2026-06-01"]);
    ageless.birth_date = None;
    let open = outcome(&ageless);
    assert_eq!(
        missing_facts(open.state.missing()),
        [MissingFact::BirthDate, MissingFact::SchoolingDuty]
    );
    assert_eq!(open.seniority.least_days, 0);
    assert_eq!(open.seniority.days.value(), None);
    assert_eq!(rules(&open.findings), ["status.age_unchecked"]);
    let group = |group| open.groups.iter().find(|found| found.group == group);
    assert_eq!(group(Group::U6).unwrap().answer, Answer::Unknown);
    // Who worked, left school or declared something sixteen years before was born before that;
    // whoever may be under age needs ten years of school besides.
    for (since, fulfilled, known) in [
        ("2010-06-02", Some(true), false),
        ("2010-06-01", Some(true), true),
        ("2008-06-02", None, false),
        ("2008-06-01", None, true),
    ] {
        let worked = ageless.clone().working(job(since, "2010-12-31"));
        let worked = schooled(worked, fulfilled, "2010-01-01");
        let found = outcome(&worked);
        assert_eq!(found.state.value().is_some(), known, "{since}");
        let told = rules(&found.findings).contains(&"status.age_unchecked");
        assert_eq!(told, !known, "{since}");
    }
}
