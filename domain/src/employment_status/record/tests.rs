//! Stories about records: what is asked of which section.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;
use crate::employment_status::{Known, Missing, MissingFact, State, StateAnswer};
use crate::individuals::{EvidenceSource, Section, Verification};
use crate::kernel::{Id, Version};
use crate::samples::day;

fn seen<S: Section + DeserializeOwned>(on: &str, content: Value) -> Recorded<S> {
    Recorded {
        individual: Id::new(uuid::Uuid::nil()),
        content: serde_json::from_value(content).unwrap(),
        provenance: Provenance {
            source: EvidenceSource::Document,
            observed_on: day(on),
            verification: Verification::Verified,
        },
        version: Version(1),
        recorded_at: chrono::DateTime::UNIX_EPOCH,
        recorded_by: None,
    }
}

/// Somebody who declared availability on 1 June 2024 and never worked.
fn declared(state: Option<&str>) -> StatusRecord {
    let lucia = json!({ "family_name": "Verdi", "given_name": "Lucia", "sex": "F",
        "birth_date": "1990-01-01" });
    let mut declaration = json!({ "declared_on": "2024-06-01" });
    if let Some(state) = state {
        declaration["state"] = json!(state);
    }
    StatusRecord {
        identity: Some(seen("2026-11-20", lucia)),
        education: None,
        work: Some(seen(
            "2026-11-20",
            json!({ "complete_since": "1990-01-01", "items": [] }),
        )),
        status: Some(seen("2026-11-20", json!({ "declarations": [declaration] }))),
        citizenships: None,
        permits: None,
        guardians: None,
    }
}

fn asked(record: &StatusRecord, on: &str) -> Outcome {
    record.outcome(day(on), &Rulebook::shipped(), &Chain::italy())
}

fn state(record: &StatusRecord) -> StateAnswer {
    StateAnswer::from(&asked(record, "2026-11-22").state)
}

fn rules(outcome: &Outcome) -> Vec<&'static str> {
    outcome.findings.iter().map(|found| found.rule).collect()
}

fn citizen_of(code: &str, since: Option<&str>) -> Recorded<Citizenships> {
    let mut citizenship = json!({ "code": code });
    if let Some(since) = since {
        citizenship["valid_from"] = json!(since);
    }
    seen("2026-11-20", json!({ "items": [citizenship] }))
}

fn holding(on: &str, items: Value) -> StatusRecord {
    StatusRecord {
        citizenships: Some(citizen_of("201", None)),
        permits: Some(seen(on, json!({ "items": items }))),
        ..declared(None)
    }
}

fn permit(from: &str, to: &str) -> Value {
    json!({ "kind": "residence_permit", "issued_on": from, "expires_on": to })
}

#[test]
fn a_permit_that_was_not_renewed_ends_the_status_once_that_was_seen() {
    let old = permit("2023-01-02", "2025-01-01");
    assert_eq!(
        state(&holding("2026-11-20", json!([old]))),
        StateAnswer::Lost
    );
    // Who saw it before the term had passed cannot tell.
    let early = holding("2024-12-01", json!([old]));
    let found = asked(&early, "2026-11-22");
    let renewal = Missing::at(MissingFact::PermitRenewal, day("2025-01-01"));
    assert_eq!(found.state.missing(), [renewal]);
    assert_eq!(found.seniority.least_days, 0);
    let mut asked_for = old.clone();
    asked_for["request"] = json!({ "requested_on": "2025-02-01" });
    assert_eq!(
        state(&holding("2026-11-20", json!([asked_for]))),
        StateAnswer::Active
    );
    let endless = json!({ "kind": "eu_long_term", "unlimited": true });
    for (items, expected) in [
        (
            json!([permit("2025-01-02", "2027-01-01"), old]),
            StateAnswer::Active,
        ),
        // It was renewed, and nobody says when that was asked for.
        (
            json!([permit("2025-02-15", "2027-01-01"), old]),
            StateAnswer::Unknown,
        ),
        (json!([endless, old]), StateAnswer::Active),
        (
            json!([{ "kind": "residence_permit", "request": { "requested_on": "2024-12-20" } }, old]),
            StateAnswer::Active,
        ),
    ] {
        let record = holding("2026-11-20", items.clone());
        assert_eq!(state(&record), expected, "{items}");
    }
}

#[test]
fn a_citizenship_takes_the_place_of_a_permit_on_its_own_days() {
    let old = permit("2023-01-02", "2025-01-01");
    let with = |citizenships| StatusRecord {
        citizenships,
        ..holding("2026-11-20", json!([old]))
    };
    for (code, since, expected) in [
        ("100", None, StateAnswer::Active),
        ("235", None, StateAnswer::Active),
        ("100", Some("2025-01-02"), StateAnswer::Active),
        ("100", Some("2026-01-01"), StateAnswer::Lost),
        ("201", None, StateAnswer::Lost),
    ] {
        let found = state(&with(Some(citizen_of(code, since))));
        assert_eq!(found, expected, "{code} {since:?}");
    }
    let unsure = asked(&with(None), "2026-11-22");
    assert_eq!(
        unsure.state.missing(),
        [Missing::of(MissingFact::Citizenship)]
    );
}

#[test]
fn who_needs_a_permit_of_which_nobody_knows_has_no_status_that_is_known() {
    let nobody_asked = asked(&declared(None), "2026-11-22");
    assert_eq!(StateAnswer::from(&nobody_asked.state), StateAnswer::Active);
    assert_eq!(rules(&nobody_asked), ["status.permit_unchecked"]);
    let mut foreign = declared(None);
    foreign.citizenships = Some(citizen_of("201", None));
    let found = asked(&foreign, "2026-11-22");
    assert_eq!(found.state.missing(), [Missing::of(MissingFact::Permit)]);
    foreign.citizenships = Some(citizen_of("100", None));
    assert_eq!(rules(&asked(&foreign, "2026-11-22")), [""; 0]);
}

#[test]
fn schooling_says_nothing_of_the_days_before_it_was_seen() {
    let degree = json!({ "level": "6", "state": "completed", "year": 2024 });
    let school = json!({ "level": "3", "state": "completed", "year": 2008 });
    let told = json!({ "items": [degree, school], "in_education": false, "in_training": false });
    let mut record = declared(None);
    record.education = Some(seen("2026-11-22", told));
    for (on, level, learns) in [
        ("2022-01-01", Some(3), None),
        ("2024-07-01", None, None),
        ("2026-11-21", Some(6), None),
        ("2026-11-22", Some(6), Some(false)),
    ] {
        let schooling = record.facts(day(on)).schooling;
        assert_eq!(schooling.isced_level, level, "{on}");
        assert_eq!(schooling.in_education, learns, "{on}");
        assert_eq!(schooling.in_training, learns, "{on}");
    }
}

#[test]
fn what_the_employment_centre_says_is_compared_with_what_follows_from_the_facts() {
    let italian = |state, seen_on: &str| {
        let mut record = declared(state);
        record.citizenships = Some(citizen_of("100", None));
        if let Some(status) = &mut record.status {
            status.provenance.observed_on = day(seen_on);
        }
        record
    };
    for (said, differs) in [
        (None, false),
        (Some("entered"), false),
        (Some("confirmed"), false),
        (Some("suspended"), true),
        (Some("conserved"), true),
    ] {
        let found = asked(&italian(said, "2026-11-20"), "2026-11-22");
        let told = rules(&found).contains(&"status.mirror_differs");
        assert_eq!(told, differs, "{said:?}");
    }
    let differing = asked(&italian(Some("suspended"), "2026-11-20"), "2026-11-22");
    let facts = &differing.findings[0].facts;
    for fact in [("certified", "suspended"), ("computed", "active")] {
        assert!(facts.contains(&(fact.0, fact.1.to_owned())), "{fact:?}");
    }
    // It says nothing of the days before it was seen.
    let before = asked(&italian(Some("suspended"), "2026-11-20"), "2026-11-19");
    assert_eq!(rules(&before), [""; 0]);
}

/// Lucia, who works without a day between two contracts of 20,000 euro a year.
fn employed(employers: [Value; 2]) -> StatusRecord {
    let spans = [("2026-01-01", "2026-04-30"), ("2026-05-01", "2026-08-31")];
    let jobs = spans.iter().zip(employers).map(|((from, to), employer)| {
        json!({ "kind": "employee_fixed", "employer": employer, "from": from, "to": to,
            "forecasts": [{ "from": from, "yearly": "20000.00" }] })
    });
    let items: Vec<Value> = jobs.collect();
    StatusRecord {
        work: Some(seen(
            "2026-11-20",
            json!({ "complete_since": "1990-01-01", "items": items }),
        )),
        ..declared(None)
    }
}

#[test]
fn an_employer_without_code_is_told_apart_by_the_whole_name() {
    let named = |name: &str| json!({ "legal_name": name });
    let coded = |name: &str, code: &str| json!({ "legal_name": name, "code": code });
    let (rossi, other) = ("12345678903", "07643520567");
    let coop = |town: &str| {
        named(&format!(
            "Cooperativa Sociale Onlus Lavoro e Solidarietà {town}"
        ))
    };
    for (employers, expected) in [
        (
            [named("Rossi Srl"), named("ROSSI S.r.l.")],
            StateAnswer::Lost,
        ),
        (
            [coded("Rossi Srl", rossi), named("Rossi S.R.L.")],
            StateAnswer::Lost,
        ),
        (
            [named("Rossi Srl"), coded("Rossi Srl", rossi)],
            StateAnswer::Lost,
        ),
        (
            [coded("Rossi Srl", rossi), coded("Bar Sport", rossi)],
            StateAnswer::Lost,
        ),
        ([coop("Torino"), coop("Pinerolo")], StateAnswer::Active),
        (
            [coded("Rossi Srl", rossi), coded("Rossi Srl", other)],
            StateAnswer::Active,
        ),
        // Who has the code may well go by the other name too.
        (
            [coded("Rossi Srl", rossi), named("Bar Sport")],
            StateAnswer::Unknown,
        ),
        (
            [named("Rossi Srl"), coded("Bar Sport", rossi)],
            StateAnswer::Unknown,
        ),
    ] {
        let record = employed(employers.clone());
        assert_eq!(state(&record), expected, "{employers:?}");
    }
    let unsure = employed([coded("Rossi Srl", rossi), named("Bar Sport")]);
    let found = asked(&unsure, "2026-11-22");
    let employer = Missing::at(MissingFact::Employer, day("2026-05-01"));
    assert_eq!(found.state.missing(), [employer]);
    assert!(found.unpaid.last_paid_on.missing().contains(&employer));
    let lost = asked(
        &employed([named("Rossi Srl"), named("Rossi Srl")]),
        "2026-06-30",
    );
    assert_eq!(lost.state, Known::Known(State::Lost));
}

#[test]
fn a_name_that_several_employers_share_tells_nobody_apart() {
    let coded = |code: &str| json!({ "legal_name": "Rossi Srl", "code": code });
    let mut record = employed([coded("12345678903"), json!({ "legal_name": "Rossi Srl" })]);
    if let Some(work) = &mut record.work {
        let earlier = json!({ "kind": "employee_fixed", "employer": coded("07643520567"),
            "from": "2010-01-01", "to": "2010-01-31" });
        work.content
            .items
            .push(serde_json::from_value(earlier).unwrap());
    }
    assert_eq!(state(&record), StateAnswer::Unknown);
}

#[test]
fn a_planned_end_counts_from_the_day_on_which_it_was_seen_to_have_come() {
    let job = |end: Value| {
        let mut job = json!({ "kind": "employee_fixed", "from": "2026-02-01",
            "forecasts": [{ "from": "2026-02-01", "yearly": "20000.00" }] });
        for (member, value) in end.as_object().unwrap() {
            job[member] = value.clone();
        }
        json!({ "complete_since": "1990-01-01", "items": [job] })
    };
    let (planned, ended) = (
        json!({ "planned_to": "2026-04-30" }),
        json!({ "planned_to": "2026-04-30", "to": "2026-04-15" }),
    );
    for (seen_on, end, expected) in [
        ("2026-02-01", &planned, StateAnswer::Unknown),
        ("2026-04-30", &planned, StateAnswer::Unknown),
        ("2026-05-01", &planned, StateAnswer::Active),
        ("2026-04-20", &ended, StateAnswer::Active),
    ] {
        let record = StatusRecord {
            work: Some(seen(seen_on, job(end.clone()))),
            ..declared(None)
        };
        assert_eq!(state(&record), expected, "{seen_on} {end}");
    }
}

#[test]
fn a_minor_needs_ten_years_of_school_of_which_the_guardian_section_tells() {
    let mut minor = declared(None);
    if let Some(identity) = &mut minor.identity {
        identity.content.birth_date = day("2007-01-01");
    }
    for (told, expected) in [
        (None, StateAnswer::Unknown),
        (Some(json!({})), StateAnswer::Unknown),
        (
            Some(json!({ "schooling_duty_fulfilled": true })),
            StateAnswer::Active,
        ),
        (
            Some(json!({ "schooling_duty_fulfilled": false })),
            StateAnswer::NotRegistered,
        ),
    ] {
        minor.guardians = told.clone().map(|told| seen("2024-06-01", told));
        assert_eq!(state(&minor), expected, "{told:?}");
    }
    // Whoever is of full age may work whatever the school.
    let mut adult = declared(None);
    adult.guardians = Some(seen(
        "2024-06-01",
        json!({ "schooling_duty_fulfilled": false }),
    ));
    assert_eq!(state(&adult), StateAnswer::Active);
}

#[test]
fn a_benefit_that_is_claimed_by_declaring_tells_that_somebody_declared() {
    for (kind, expected) in [
        ("naspi", StateAnswer::Unknown),
        ("dis_coll", StateAnswer::Unknown),
        ("sfl", StateAnswer::NotRegistered),
        ("adi", StateAnswer::NotRegistered),
        ("other", StateAnswer::NotRegistered),
    ] {
        let drawn = json!({ "declarations": [],
            "benefits": [{ "kind": kind, "from": "2026-01-20" }] });
        let record = StatusRecord {
            status: Some(seen("2026-11-20", drawn)),
            ..declared(None)
        };
        let found = asked(&record, "2026-11-22");
        assert_eq!(StateAnswer::from(&found.state), expected, "{kind}");
        let claim = Missing::at(MissingFact::Declarations, day("2026-01-20"));
        let missing: &[_] = if expected == StateAnswer::Unknown {
            &[claim]
        } else {
            &[]
        };
        assert_eq!(found.state.missing(), missing, "{kind}");
    }
}

#[test]
fn who_lost_a_job_stays_registered_beyond_a_permit_for_employed_work() {
    let job = json!({ "kind": "employee_open", "from": "2020-01-01", "to": "2026-04-30" });
    let holder = |reason: Option<&str>, benefits: Value| {
        let mut old = permit("2024-07-01", "2026-06-30");
        if let Some(reason) = reason {
            old["reason"] = json!(reason);
        }
        let told = json!({ "declarations": [{ "declared_on": "2026-05-02" }],
            "benefits": benefits });
        StatusRecord {
            work: Some(seen(
                "2026-10-01",
                json!({ "complete_since": "1990-01-01", "items": [job] }),
            )),
            status: Some(seen("2026-10-01", told)),
            ..holding("2026-10-01", json!([old]))
        }
    };
    for (reason, expected) in [
        (Some("employed_work"), StateAnswer::Active),
        (Some("highly_qualified_work"), StateAnswer::Active),
        (Some("seasonal_work"), StateAnswer::Lost),
        (Some("family"), StateAnswer::Lost),
        (Some("other"), StateAnswer::Unknown),
        (None, StateAnswer::Unknown),
    ] {
        assert_eq!(state(&holder(reason, json!([]))), expected, "{reason:?}");
    }
    let on = |record: &StatusRecord, day: &str| StateAnswer::from(&asked(record, day).state);
    let year = holder(Some("employed_work"), json!([]));
    assert_eq!(on(&year, "2027-04-30"), StateAnswer::Active);
    assert_eq!(on(&year, "2027-05-01"), StateAnswer::Lost);
    let drawn = json!([{ "kind": "naspi", "from": "2026-05-08", "to": "2027-10-31" }]);
    let supported = holder(Some("employed_work"), drawn);
    assert_eq!(on(&supported, "2027-10-31"), StateAnswer::Active);
    assert_eq!(on(&supported, "2027-11-01"), StateAnswer::Lost);
}
