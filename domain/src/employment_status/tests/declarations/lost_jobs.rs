//! For how long a lost job keeps the registration beyond the end of a permit.

use super::*;

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
