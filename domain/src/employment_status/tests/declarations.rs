//! Stories about declarations, permits, and what nobody told of.

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

#[test]
fn a_permit_ends_the_status_unless_its_renewal_was_asked_for_in_time() {
    let holding = |renewal, reference| {
        let mut facts = declared(reference, &["2026-01-10"]);
        facts.permits = Some(vec![permit("", "2026-03-31", renewal)]);
        facts
    };
    let unasked = |seen_on| {
        Some(Renewal::NotRequested {
            seen_on: day(seen_on),
        })
    };
    let asked = |on| Some(Renewal::Requested { on: day(on) });
    for (renewal, reference, state) in [
        (None, "2026-03-31", StateAnswer::Active),
        (None, "2026-04-01", StateAnswer::Unknown),
        (asked("2026-02-01"), "2026-12-31", StateAnswer::Active),
        (asked("2026-05-30"), "2026-12-31", StateAnswer::Active),
        (asked("2026-05-31"), "2026-12-31", StateAnswer::Lost),
        // As long as it can still be asked for nobody knows.
        (unasked("2026-05-30"), "2026-05-30", StateAnswer::Unknown),
        (unasked("2026-05-30"), "2026-12-31", StateAnswer::Unknown),
        (unasked("2026-05-31"), "2026-05-31", StateAnswer::Lost),
    ] {
        let facts = holding(renewal, reference);
        assert_eq!(
            state_on(&facts, reference),
            state,
            "{renewal:?} {reference}"
        );
    }
    let followed = |from, to| {
        let mut facts = holding(None, "2026-12-31");
        let next = permit(from, to, None);
        facts.permits.iter_mut().for_each(|all| all.push(next));
        state_on(&facts, "2026-12-31")
    };
    assert_eq!(followed("2026-04-01", "2028-03-31"), StateAnswer::Active);
    assert_eq!(followed("2026-04-01", ""), StateAnswer::Active);
    assert_eq!(followed("2026-04-02", "2028-03-31"), StateAnswer::Unknown);
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

#[test]
fn a_declaration_counts_while_there_is_a_permit_and_not_between_two() {
    let unasked = Some(Renewal::NotRequested {
        seen_on: day("2026-12-31"),
    });
    let asked = Some(Renewal::Requested {
        on: day("2025-02-20"),
    });
    let holding = |renewal, on: &str, later: &[Permit]| {
        let mut facts = declared("2026-12-31", &[on]);
        let first = permit("", "2025-03-01", renewal);
        facts.permits = Some([&[first], later].concat());
        facts
    };
    let second = permit("2025-06-01", "2025-12-31", unasked);
    let third = permit("2026-03-01", "", None);
    for (renewal, on, later, state) in [
        (unasked, "2026-01-10", &[][..], StateAnswer::NotRegistered),
        (unasked, "2025-03-02", &[], StateAnswer::NotRegistered),
        (unasked, "2025-03-01", &[], StateAnswer::Lost),
        (None, "2026-01-10", &[], StateAnswer::Unknown),
        (asked, "2026-01-10", &[], StateAnswer::Active),
        // The request was answered by the second permit, which has expired as well.
        (asked, "2026-01-10", &[second], StateAnswer::NotRegistered),
        (
            unasked,
            "2026-02-28",
            &[second, third],
            StateAnswer::NotRegistered,
        ),
        (unasked, "2026-03-01", &[second, third], StateAnswer::Active),
    ] {
        let outcome = outcome(&holding(renewal, on, later));
        let found = StateAnswer::from(&outcome.state);
        assert_eq!(found, state, "{renewal:?} {on} {later:?}");
        let refused = rules(&outcome.findings).contains(&"status.declared_without_permit");
        assert_eq!(refused, state == StateAnswer::NotRegistered, "{on}");
    }
    // Whoever may be a citizen may need none, and somebody needs one of whom none is known.
    let mut unsure = holding(unasked, "2026-01-10", &[]);
    unsure.may_need_no_permit = true;
    assert_eq!(
        missing_facts(outcome(&unsure).state.missing()),
        [MissingFact::Citizenship]
    );
    unsure.permits = None;
    assert_eq!(
        missing_facts(outcome(&unsure).state.missing()),
        [MissingFact::Permit]
    );
    assert_eq!(outcome(&unsure).seniority.least_days, 0);
}

#[test]
fn a_declaration_in_the_notice_period_takes_a_permit_when_it_begins_to_count() {
    let mut job = job("2020-01-01", "2026-04-30");
    job.dismissal_notice_on = Some(day("2026-03-01"));
    let mut facts = declared("2026-12-31", &["2026-03-15"]).working(job);
    let unasked = Some(Renewal::NotRequested {
        seen_on: day("2026-12-31"),
    });
    for (end, state) in [
        ("2026-04-30", StateAnswer::NotRegistered),
        ("2026-12-31", StateAnswer::Active),
    ] {
        facts.permits = Some(vec![permit("", end, unasked)]);
        assert_eq!(state_on(&facts, "2026-12-31"), state, "{end}");
    }
}

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

/// The same with NASpI from that day on.
fn supported(mut facts: EmploymentFacts, from: &str) -> EmploymentFacts {
    facts.support.get_or_insert_default().push(Support {
        from: day(from),
        to: None,
        source: None,
    });
    facts
}

#[test]
fn a_claim_for_income_support_is_a_declaration_of_a_day_that_nobody_told() {
    let lost = || {
        declared("2026-11-22", &[]).working(work(
            WorkKind::EmployeeOpen,
            "2020-01-01",
            "2026-01-10",
            "a",
            Some(20_000),
        ))
    };
    let found = outcome(&supported(lost(), "2026-01-20"));
    let claim = Missing::at(MissingFact::Declarations, day("2026-01-20"));
    assert_eq!(found.state.missing(), [claim]);
    assert_eq!(found.seniority.days.missing(), [claim]);
    assert_eq!(found.seniority.least_days, 0);
    // It was not made before the job was lost.
    assert_eq!(
        told(&found),
        ["not_registered ..2026-01-10", "unknown 2026-01-11.."]
    );
    // Without work that is told, it may have been made at the first day of the term.
    let open = outcome(&supported(declared("2026-11-22", &[]), "2026-01-20"));
    assert_eq!(
        told(&open),
        ["not_registered ..2025-11-12", "unknown 2025-11-13.."]
    );
    // A later loss settles what follows.
    let pension = supported(lost(), "2026-01-20").losing(LossCause::Pension, "2026-06-01");
    assert_eq!(state_on(&pension, "2026-06-01"), StateAnswer::Lost);
}

#[test]
fn a_claim_that_a_declaration_tells_changes_nothing() {
    let job = || {
        work(
            WorkKind::EmployeeOpen,
            "2020-01-01",
            "2026-01-10",
            "a",
            Some(20_000),
        )
    };
    for declared_on in ["2026-01-11", "2026-01-19", "2026-01-20"] {
        let plain = declared("2026-11-22", &[declared_on]).working(job());
        let mut same = outcome(&supported(plain.clone(), "2026-01-20"));
        let plain = outcome(&plain);
        same.groups.clone_from(&plain.groups);
        assert_eq!(same, plain, "{declared_on}");
    }
    // A status that holds already goes on.
    let before = declared("2026-11-22", &["2025-01-10"]);
    let found = outcome(&supported(before, "2026-01-20"));
    assert_eq!(StateAnswer::from(&found.state), StateAnswer::Active);
    // Where another fact decides whether the declaration counts, only that one is missing.
    let mut unsure = declared("2026-11-22", &["2026-01-11"]).working(job());
    unsure.permits = None;
    let found = outcome(&supported(unsure, "2026-01-20"));
    assert_eq!(missing_facts(found.state.missing()), [MissingFact::Permit]);
    // One that does not count tells nothing.
    let early = declared("2026-11-22", &["2026-01-09"]).working(job());
    assert_eq!(
        state_on(&supported(early, "2026-01-20"), "2026-11-22"),
        StateAnswer::Unknown
    );
    // A status that was lost does not.
    let lost = declared("2026-11-22", &["2019-12-01"]).working(job());
    assert_eq!(state_on(&lost, "2026-11-22"), StateAnswer::Lost);
    let lost = supported(lost, "2026-01-20");
    assert_eq!(state_on(&lost, "2026-11-22"), StateAnswer::Unknown);
    // A declaration given later is told, and so is the state; the days are not.
    let later = declared("2026-11-22", &["2026-02-02"]).working(job());
    let found = outcome(&supported(later, "2026-01-20"));
    assert_eq!(StateAnswer::from(&found.state), StateAnswer::Active);
    assert_eq!(
        missing_facts(found.seniority.days.missing()),
        [MissingFact::Declarations]
    );
    assert_eq!(found.seniority.least_days, 294);
}

#[test]
fn after_a_loss_for_conditionality_a_claim_counts_once_the_term_has_passed() {
    let facts =
        declared("2026-11-22", &["2026-01-10"]).losing(LossCause::Conditionality, "2026-03-10");
    let found = outcome(&supported(facts, "2026-05-20"));
    assert_eq!(
        told(&found).last().unwrap(),
        "unknown 2026-05-11..",
        "{:?}",
        told(&found)
    );
}

/// Somebody with a permit for employed work up to 30 June 2026, who lost the job on that day and
/// declared availability two days later; the permit was seen without a renewal in October.
fn dismissed(lost_on: &str) -> EmploymentFacts {
    let seen_on = day("2026-10-01");
    let declared_on = day(lost_on).add_days(2).unwrap().to_string();
    let job = work(
        WorkKind::EmployeeOpen,
        "2020-01-01",
        lost_on,
        "a",
        Some(20_000),
    );
    EmploymentFacts {
        permits: Some(vec![Permit {
            for_employment: Some(true),
            ..permit(
                "2024-07-01",
                "2026-06-30",
                Some(Renewal::NotRequested { seen_on }),
            )
        }]),
        support: Some(Vec::new()),
        ..declared("2026-11-22", &[&declared_on]).working(job)
    }
}

fn until(facts: &EmploymentFacts) -> String {
    told(&outcome(facts)).pop().unwrap()
}

#[test]
fn who_loses_the_job_stays_registered_for_the_rest_of_the_permit_and_at_least_a_year() {
    let dated = |lost_on: &str, expires_on: &str, supported: Option<&str>| {
        let mut facts = dismissed(lost_on);
        for permit in facts.permits.iter_mut().flatten() {
            permit.expires_on = Some(day(expires_on));
            permit.renewal = Some(Renewal::NotRequested {
                seen_on: day("2031-01-01"),
            });
        }
        let from = day(lost_on).add_days(8).unwrap();
        let support = supported.map(|to| Support {
            from,
            to: Some(day(to)),
            source: None,
        });
        facts.support = Some(support.into_iter().collect());
        until(&facts)
    };
    assert_eq!(until(&dismissed("2026-04-30")), "lost 2027-05-01..");
    assert_eq!(dated("2026-01-15", "2026-03-31", None), "lost 2027-01-16..");
    assert_eq!(dated("2026-01-15", "2028-03-31", None), "lost 2028-04-01..");
    let supported = dated("2026-01-15", "2026-03-31", Some("2027-12-31"));
    assert_eq!(supported, "lost 2028-01-01..");
    // A loss long before gives nothing any more, and neither does one of which nobody knows.
    assert_eq!(until(&dismissed("2024-04-30")), "lost 2026-07-01..");
    let mut never = dismissed("2026-04-30");
    never.work = Some(WorkHistory {
        complete_since: None,
        periods: Vec::new(),
    });
    assert_eq!(until(&never), "lost 2026-07-01..");
}

#[test]
fn what_would_tell_how_long_the_registration_lasts_is_named() {
    let mut facts = dismissed("2026-04-30");
    let with = |facts: &EmploymentFacts, for_employment| EmploymentFacts {
        permits: facts.permits.clone().map(|permits| {
            let of = |permit| Permit {
                for_employment,
                ..permit
            };
            permits.into_iter().map(of).collect()
        }),
        ..facts.clone()
    };
    assert_eq!(until(&with(&facts, Some(false))), "lost 2026-07-01..");
    let unsure = outcome(&with(&facts, None));
    let reason = Missing::at(MissingFact::PermitReason, day("2026-06-30"));
    assert_eq!(unsure.state.missing(), [reason]);
    assert_eq!(
        told(&unsure)[2..],
        ["unknown 2026-07-01..2027-04-30", "lost 2027-05-01.."]
    );
    facts.support = None;
    let unsure = told(&outcome(&facts));
    assert_eq!(
        unsure[2..],
        ["unknown 2027-05-01..2028-07-07", "lost 2028-07-08.."]
    );
    let mut asked = facts.clone();
    asked.reference = day("2027-05-01");
    let missing = outcome(&asked).state;
    assert_eq!(missing.missing(), [Missing::of(MissingFact::IncomeSupport)]);
    // Who drew what for how long is not asked where there is no such permit.
    assert_eq!(until(&with(&facts, Some(false))), "lost 2026-07-01..");
    // Of work that nobody told of, any may have been lost.
    let mut untold = dismissed("2026-04-30");
    untold.work = Some(WorkHistory {
        complete_since: Some(day("2026-05-01")),
        periods: Vec::new(),
    });
    let found = outcome(&untold);
    assert!(missing_facts(found.state.missing()).contains(&MissingFact::WorkHistory));
}

#[test]
fn a_declaration_counts_as_long_as_the_lost_job_keeps_the_registration() {
    for (declared_on, state) in [
        ("2027-04-30", StateAnswer::Active),
        ("2027-05-01", StateAnswer::NotRegistered),
    ] {
        let mut facts = dismissed("2026-04-30");
        facts.declarations = declared("2027-12-31", &[declared_on]).declarations;
        assert_eq!(state_on(&facts, declared_on), state, "{declared_on}");
    }
    // Another permit takes over meanwhile.
    let mut facts = dismissed("2026-04-30");
    let next = permit("2026-09-01", "2028-12-31", None);
    facts
        .permits
        .iter_mut()
        .for_each(|permits| permits.push(next));
    assert_eq!(state_on(&facts, "2028-06-01"), StateAnswer::Active);
}
