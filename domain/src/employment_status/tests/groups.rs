//! Stories about target groups, on both sides of each threshold.

use super::*;

fn found(facts: &EmploymentFacts, group: Group) -> GroupAnswer {
    let mut groups = outcome(facts).groups.into_iter();
    groups.find(|answer| answer.group == group).unwrap()
}

fn answer(facts: &EmploymentFacts, group: Group) -> Answer {
    found(facts, group).answer
}

fn ground(facts: &EmploymentFacts, ground: Ground) -> Answer {
    let grounds = found(facts, Group::Disadv).grounds;
    grounds
        .iter()
        .find(|answer| answer.ground == ground)
        .unwrap()
        .answer
}

/// Somebody without a job since the last day of 2025, born on that day.
fn out_of_work(reference: &str, born: &str) -> EmploymentFacts {
    let mut facts = declared(reference, &["2026-01-01"]).working(work(
        WorkKind::EmployeeOpen,
        "2015-01-01",
        "2025-12-31",
        "z",
        Some(20_000),
    ));
    facts.birth_date = Some(day(born));
    facts.schooling = Schooling {
        isced_level: Some(3),
        full_time_ended_on: Some(day("2005-06-30")),
        in_education: Some(false),
        in_training: Some(false),
        ..Schooling::UNKNOWN
    };
    facts.gender_gap = Some(GenderGap::None);
    facts.resides_in_aided_area = Some(false);
    facts
}

#[test]
fn every_group_is_answered_once() {
    use strum::IntoEnumIterator;
    let groups = outcome(&out_of_work("2026-06-01", "1985-06-15")).groups;
    let told: Vec<Group> = groups.iter().map(|answer| answer.group).collect();
    assert_eq!(told, Group::iter().collect::<Vec<_>>());
    for answer in groups {
        let open = answer.answer == Answer::Unknown;
        assert_eq!(open, !answer.missing.is_empty(), "{}", answer.group);
        let not_computed = answer.answer == Answer::NotComputed;
        assert_eq!(
            not_computed,
            answer.not_computed.is_some(),
            "{}",
            answer.group
        );
    }
}

#[test]
fn days_of_unemployment_are_counted_to_the_threshold() {
    for (group, reference, expected) in [
        (Group::U6, "2026-06-29", Answer::No),
        (Group::U6, "2026-06-30", Answer::Yes),
        (Group::Ltu12, "2026-12-31", Answer::No),
        (Group::Ltu12, "2027-01-01", Answer::Yes),
    ] {
        let facts = out_of_work(reference, "1985-06-15");
        assert_eq!(answer(&facts, group), expected, "{group} {reference}");
    }
    let mut silent = out_of_work("2027-06-01", "1985-06-15");
    silent.declarations = None;
    let unknown = found(&silent, Group::Ltu12);
    assert_eq!(missing_facts(&unknown.missing), [MissingFact::Declarations]);
}

#[test]
fn an_unknown_income_does_not_matter_once_enough_days_are_certain() {
    let with = |reference| {
        out_of_work(reference, "1985-06-15").working(work(
            WorkKind::EmployeeFixed,
            "2026-03-01",
            "2026-03-31",
            "a",
            None,
        ))
    };
    assert_eq!(answer(&with("2026-06-29"), Group::U6), Answer::No);
    assert_eq!(answer(&with("2026-06-30"), Group::U6), Answer::Unknown);
    assert_eq!(answer(&with("2026-07-30"), Group::U6), Answer::Unknown);
    assert_eq!(answer(&with("2026-07-31"), Group::U6), Answer::Yes);
}

#[test]
fn each_age_band_ends_the_day_before_a_birthday() {
    for (group, on, expected) in [
        (Group::YouthEu, "2021-06-14", Answer::No),
        (Group::YouthEu, "2021-06-15", Answer::Yes),
        (Group::YouthEu, "2031-06-14", Answer::Yes),
        (Group::YouthEu, "2031-06-15", Answer::No),
        (Group::YouthGol, "2036-06-14", Answer::Yes),
        (Group::YouthGol, "2036-06-15", Answer::No),
        (Group::YouthIncentive, "2041-06-14", Answer::Yes),
        (Group::YouthIncentive, "2041-06-15", Answer::No),
    ] {
        let mut facts = EmploymentFacts::on(day(on));
        facts.birth_date = Some(day("2006-06-15"));
        assert_eq!(answer(&facts, group), expected, "{group} {on}");
        facts.birth_date = None;
        assert_eq!(answer(&facts, group), Answer::Unknown, "{group} {on}");
    }
}

#[test]
fn somebody_born_on_29_february_leaves_a_band_on_the_first_of_march() {
    for (on, expected) in [("2025-02-28", Answer::Yes), ("2025-03-01", Answer::No)] {
        let mut facts = EmploymentFacts::on(day(on));
        facts.birth_date = Some(day("2000-02-29"));
        assert_eq!(answer(&facts, Group::YouthEu), expected, "{on}");
    }
}

#[test]
fn neet_is_who_neither_works_nor_learns() {
    let young = || out_of_work("2026-06-01", "2003-06-15");
    assert_eq!(answer(&young(), Group::Neet), Answer::Yes);
    let working = |kind| young().working(work(kind, "2026-05-01", "", "a", Some(100)));
    assert_eq!(
        answer(&working(WorkKind::EmployeeOpen), Group::Neet),
        Answer::No
    );
    assert_eq!(
        answer(&working(WorkKind::Occasional), Group::Neet),
        Answer::No
    );
    assert_eq!(
        answer(&working(WorkKind::Traineeship), Group::Neet),
        Answer::No
    );
    assert_eq!(answer(&working(WorkKind::Puc), Group::Neet), Answer::Yes);
    assert_eq!(
        answer(&working(WorkKind::Other), Group::Neet),
        Answer::Unknown
    );
    assert_eq!(
        answer(&out_of_work("2026-06-01", "1996-06-02"), Group::Neet),
        Answer::Yes
    );
    assert_eq!(
        answer(&out_of_work("2026-06-01", "1996-06-01"), Group::Neet),
        Answer::No
    );
    let mut learning = young();
    learning.schooling.in_education = None;
    assert_eq!(
        missing_facts(&found(&learning, Group::Neet).missing),
        [MissingFact::InEducation]
    );
    // One fact that speaks against it is enough.
    learning.schooling.in_training = Some(true);
    assert_eq!(answer(&learning, Group::Neet), Answer::No);
}

#[test]
fn fifty_is_counted_from_the_birthday_or_from_the_day_after() {
    for (reference, expected) in [("2027-03-09", Answer::No), ("2027-03-10", Answer::Yes)] {
        let facts = out_of_work(reference, "1977-03-10");
        assert_eq!(answer(&facts, Group::Over50), expected, "{reference}");
    }
    for (reference, union) in [("2026-03-10", Answer::No), ("2026-03-11", Answer::Yes)] {
        let facts = out_of_work(reference, "1976-03-10");
        assert_eq!(ground(&facts, Ground::D), union, "{reference}");
        assert_eq!(answer(&facts, Group::Over50), Answer::No);
    }
}

#[test]
fn a_woman_counts_after_24_months_or_after_six_where_the_law_favours_her() {
    let woman = |reference, gap, aided| {
        let mut facts = out_of_work(reference, "1985-06-15");
        facts.gender_gap = gap;
        facts.resides_in_aided_area = aided;
        facts
    };
    let neither = (Some(GenderGap::None), Some(false));
    for (reference, expected) in [("2027-12-31", Answer::No), ("2028-01-01", Answer::Yes)] {
        let facts = woman(reference, neither.0, neither.1);
        assert_eq!(answer(&facts, Group::Women24), expected, "{reference}");
    }
    for (reference, gap, aided, expected) in [
        ("2026-06-30", Some(GenderGap::Women), Some(true), Answer::No),
        ("2026-07-01", Some(GenderGap::Women), None, Answer::Yes),
        ("2026-07-01", None, Some(true), Answer::Yes),
        ("2026-07-01", Some(GenderGap::Men), Some(false), Answer::No),
        ("2026-07-01", None, Some(false), Answer::Unknown),
        ("2026-07-01", None, None, Answer::Unknown),
    ] {
        let facts = woman(reference, gap, aided);
        assert_eq!(
            answer(&facts, Group::Women6),
            expected,
            "{reference} {gap:?} {aided:?}"
        );
    }
    let mut man = woman("2030-01-01", None, None);
    man.sex = Some(Sex::Male);
    assert_eq!(answer(&man, Group::Women24), Answer::No);
    assert_eq!(answer(&man, Group::Women6), Answer::No);
}

#[test]
fn each_ground_of_disadvantage_has_its_own_answer() {
    let middle = || out_of_work("2026-06-01", "1985-06-15");
    for letter in [Ground::A, Ground::B, Ground::C, Ground::D, Ground::F] {
        assert_eq!(ground(&middle(), letter), Answer::No, "{letter}");
    }
    assert_eq!(ground(&middle(), Ground::E), Answer::NotComputed);
    assert_eq!(ground(&middle(), Ground::G), Answer::NotComputed);
    // What is not asked here may still hold, so nobody is told "no".
    assert_eq!(answer(&middle(), Group::Disadv), Answer::Unknown);

    assert_eq!(
        ground(&out_of_work("2026-06-30", "1985-06-15"), Ground::A),
        Answer::No
    );
    let half_a_year = out_of_work("2026-07-01", "1985-06-15");
    assert_eq!(ground(&half_a_year, Ground::A), Answer::Yes);
    assert_eq!(answer(&half_a_year, Group::Disadv), Answer::Yes);

    let mut low = middle();
    low.schooling.isced_level = Some(2);
    assert_eq!(ground(&low, Ground::C), Answer::Yes);
    let mut rare = middle();
    for (gap, expected) in [
        (GenderGap::Women, Answer::Yes),
        (GenderGap::Men, Answer::No),
    ] {
        rare.gender_gap = Some(gap);
        assert_eq!(ground(&rare, Ground::F), expected, "{gap}");
    }
}

#[test]
fn whoever_left_school_within_two_years_counts_until_the_first_regular_job() {
    let fresh = |reference, ended| {
        let mut facts = declared(reference, &[]);
        facts.schooling.isced_level = Some(4);
        facts.schooling.full_time_ended_on = Some(day(ended));
        facts
    };
    assert_eq!(
        ground(&fresh("2026-06-30", "2024-06-30"), Ground::C),
        Answer::Yes
    );
    assert_eq!(
        ground(&fresh("2026-07-01", "2024-06-30"), Ground::C),
        Answer::No
    );
    let employed = |to| {
        let contract = work(WorkKind::EmployeeFixed, "2025-01-01", to, "a", None);
        fresh("2026-06-30", "2024-06-30").working(contract)
    };
    assert_eq!(ground(&employed("2025-06-30"), Ground::C), Answer::No);
    assert_eq!(ground(&employed("2025-06-29"), Ground::C), Answer::Yes);
}

#[test]
fn severe_disadvantage_takes_24_months_or_12_with_a_ground() {
    // Within twelve months no ground is enough.
    for born in ["1985-06-15", "1970-06-15"] {
        let facts = out_of_work("2026-12-31", born);
        assert_eq!(answer(&facts, Group::VeryDisadv), Answer::No, "{born}");
    }
    let since_2024 = |reference, born| {
        let mut facts = declared(reference, &[]).working(work(
            WorkKind::EmployeeOpen,
            "2015-01-01",
            "2024-06-30",
            "z",
            None,
        ));
        facts.birth_date = Some(day(born));
        facts.schooling = out_of_work(reference, born).schooling;
        facts.gender_gap = Some(GenderGap::None);
        facts
    };
    for (reference, born, expected) in [
        ("2025-06-30", "1970-06-15", Answer::No),
        ("2025-07-01", "1970-06-15", Answer::Yes),
        ("2025-07-01", "1985-06-15", Answer::Unknown),
        ("2026-06-30", "1985-06-15", Answer::Unknown),
        ("2026-07-01", "1985-06-15", Answer::Yes),
    ] {
        let facts = since_2024(reference, born);
        assert_eq!(
            answer(&facts, Group::VeryDisadv),
            expected,
            "{reference} {born}"
        );
    }
}

#[test]
fn after_the_last_day_of_the_regulation_nothing_is_guessed() {
    let facts = |reference| out_of_work(reference, "1970-06-15");
    assert_eq!(answer(&facts("2026-12-31"), Group::Disadv), Answer::Yes);
    for group in [Group::Disadv, Group::VeryDisadv] {
        let after = found(&facts("2027-01-01"), group);
        assert_eq!(after.answer, Answer::Unknown, "{group}");
        assert!(missing_facts(&after.missing).contains(&MissingFact::Parameter));
    }
    let findings = outcome(&facts("2027-01-01")).findings;
    assert!(rules(&findings).contains(&"status.no_parameter"));
    let before = outcome(&facts("2026-12-31")).findings;
    assert!(!rules(&before).contains(&"status.no_parameter"));
}

#[test]
fn sealed_groups_are_not_worked_out() {
    let facts = out_of_work("2026-06-01", "1985-06-15");
    for group in [Group::EuDisabled, Group::L381] {
        let sealed = found(&facts, group);
        assert_eq!(sealed.answer, Answer::NotComputed);
        assert_eq!(sealed.not_computed, Some(NotComputed::SealedGround));
    }
}
