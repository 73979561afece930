//! Stories about records: what is asked of which section.

mod jobs;
mod permits;

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
