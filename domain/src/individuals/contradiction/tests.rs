//! Stories about sources that disagree.

use super::*;
use crate::individuals::{
    Citizenships, Contacts, Education, EmploymentStatus, EvidenceSource, Identity, Jobs, Languages,
    ResidencePermits,
};
use crate::kernel::Id;
use crate::samples::day;
use chrono::DateTime;
use serde_json::{Value, json};

fn said<S: Section>(
    version: i64,
    (source, on, verification): (EvidenceSource, &str, Verification),
    content: Value,
) -> Recorded<S> {
    Recorded {
        individual: Id::new(uuid::Uuid::nil()),
        content: serde_json::from_value(content).unwrap(),
        provenance: Provenance {
            source,
            observed_on: day(on),
            verification,
        },
        version: Version(version),
        recorded_at: DateTime::UNIX_EPOCH,
        recorded_by: None,
    }
}

fn born(on: &str) -> Value {
    json!({ "family_name": "Verdi", "given_name": "Lucia", "sex": "F", "birth_date": on })
}

fn likes(channel: &str) -> Value {
    json!({ "phones": [], "emails": [], "preferred_channel": channel })
}

fn pointers<S: Section>(present: &Recorded<S>, other: Recorded<S>) -> Vec<String> {
    let found = contradictions(present, &[other]);
    found.into_iter().map(|found| found.pointer).collect()
}

const SELF: EvidenceSource = EvidenceSource::SelfDeclared;
const PAPER: EvidenceSource = EvidenceSource::Document;

#[test]
fn a_fact_that_does_not_change_is_contradicted_by_whatever_was_said_before() {
    let present: Recorded<Identity> = said(
        2,
        (SELF, "2026-05-01", Verification::None),
        born("1990-01-01"),
    );
    let before = (PAPER, "2020-05-01", Verification::None);
    let same = said(1, before, born("1990-01-01"));
    assert_eq!(pointers(&present, same), [""; 0]);
    let other = said(1, before, born("1991-01-01"));
    assert_eq!(pointers(&present, other), ["/birth_date"]);
}

#[test]
fn what_changes_is_contradicted_by_the_same_day_and_later_ones_only() {
    let present: Recorded<Contacts> =
        said(2, (SELF, "2026-05-02", Verification::None), likes("desk"));
    for (on, contradicts) in [
        ("2026-05-01", false),
        ("2026-05-02", true),
        ("2026-05-03", true),
    ] {
        let other = said(1, (PAPER, on, Verification::None), likes("online"));
        assert_eq!(!pointers(&present, other).is_empty(), contradicts, "{on}");
    }
}

#[test]
fn a_verified_statement_stands_against_an_unverified_one_and_never_the_other_way_round() {
    let (old, new) = ("2020-01-01", "2026-05-02");
    let present: Recorded<Contacts> = said(2, (SELF, new, Verification::None), likes("desk"));
    let verified = said(1, (PAPER, old, Verification::Verified), likes("online"));
    assert_eq!(pointers(&present, verified.clone()), ["/preferred_channel"]);
    assert_eq!(pointers(&verified, present), [""; 0]);
}

fn left_out_of<S: Section>(verified: Value, now: Value) -> Vec<String> {
    let before = (PAPER, "2024-06-01", Verification::Verified);
    let present: Recorded<S> = said(2, (SELF, "2026-05-02", Verification::None), now);
    pointers(&present, said(1, before, verified))
}

#[test]
fn what_was_verified_contradicts_a_list_that_leaves_it_out() {
    let none = || json!({ "items": [] });
    let citizen = |code: &str| json!({ "items": [{ "code": code }] });
    let found = left_out_of::<Citizenships>(citizen("201"), citizen("100"));
    assert_eq!(found, ["/items"]);
    let both = json!({ "items": [{ "code": "100" }, { "code": "201" }] });
    assert_eq!(left_out_of::<Citizenships>(citizen("201"), both), [""; 0]);
    let job = |from: &str| json!({ "kind": "employee_fixed", "from": from });
    let two = json!({ "items": [job("2020-01-01"), job("2021-01-01")] });
    assert_eq!(left_out_of::<Jobs>(two.clone(), none()), ["/items"]);
    assert_eq!(left_out_of::<Jobs>(none(), two), [""; 0]);
    let studied = json!({ "items": [{ "level": "6", "state": "completed" }] });
    assert_eq!(left_out_of::<Education>(studied, none()), ["/items"]);
    let permit = json!({ "items": [{ "kind": "visa", "expires_on": "2026-01-01" }] });
    assert_eq!(left_out_of::<ResidencePermits>(permit, none()), ["/items"]);
    // Other lists may say less than others do.
    let speaks = json!({ "items": [{ "language": "it", "mother_tongue": true }] });
    assert_eq!(left_out_of::<Languages>(speaks, none()), [""; 0]);
}

#[test]
fn what_a_source_has_verified_contradicts_its_own_later_list_that_leaves_it_out() {
    let job = |from: &str| json!({ "kind": "employee_fixed", "from": from });
    let (one, other) = (job("2020-01-01"), job("2021-01-01"));
    let list = |items: &[&Value]| json!({ "items": items });
    let (plain, verified) = (Verification::None, Verification::Verified);
    let told = |history: &[(Verification, Value)]| {
        let versions = (1_i64..).zip(history).map(|(version, (sure, content))| {
            let on = "2026-05-02";
            said::<Jobs>(version, (PAPER, on, *sure), content.clone())
        });
        let mut versions: Vec<_> = versions.collect();
        let present = versions.pop().unwrap();
        let found = contradictions(&present, &versions).into_iter();
        let found = found.map(|found| (found.pointer, found.version.0));
        found.collect::<Vec<_>>()
    };
    let at = |version| ("/items".to_owned(), version);
    let both = list(&[&one, &other]);
    assert_eq!(
        told(&[(verified, both.clone()), (plain, list(&[&one]))]),
        [at(1)]
    );
    assert_eq!(told(&[(verified, both.clone()), (plain, both.clone())]), []);
    assert_eq!(told(&[(plain, both.clone()), (plain, list(&[&one]))]), []);
    assert_eq!(
        told(&[(verified, both.clone()), (verified, list(&[&one]))]),
        []
    );
    // What was verified as a whole since has settled it, and an item is told once.
    let since = [
        (verified, both),
        (verified, list(&[&one])),
        (plain, list(&[])),
    ];
    assert_eq!(told(&since), [at(2)]);
    // An item may have been verified by itself.
    let mut seen = other.clone();
    seen["provenance"] = json!({ "source": "cpi_certificate", "observed_on": "2026-05-01",
        "verification": "verified" });
    let own = list(&[&one, &seen]);
    let history = [(plain, own.clone()), (plain, own), (plain, list(&[&one]))];
    assert_eq!(told(&history), [at(2)]);
}

#[test]
fn a_list_that_is_not_told_leaves_nothing_out() {
    let verified = json!({ "declarations": [{ "declared_on": "2024-06-01" }],
        "benefits": [{ "kind": "naspi", "from": "2024-06-08" }] });
    let found = |now| left_out_of::<EmploymentStatus>(verified.clone(), now);
    assert_eq!(found(json!({ "declarations": [] })), ["/declarations"]);
    assert_eq!(
        found(json!({ "declarations": [], "benefits": [] })),
        ["/benefits", "/declarations"]
    );
}

#[test]
fn only_what_was_verified_contradicts_a_list_and_only_one_that_was_not() {
    let declared = || json!({ "declarations": [{ "declared_on": "2024-06-01" }] });
    let none = || json!({ "declarations": [] });
    let found = |before, now| {
        let present: Recorded<EmploymentStatus> = said(2, (SELF, "2026-05-02", now), none());
        pointers(&present, said(1, (PAPER, "2024-06-01", before), declared()))
    };
    let (verified, plain) = (Verification::Verified, Verification::None);
    assert_eq!(found(verified, plain), ["/declarations"]);
    assert_eq!(found(plain, plain), [""; 0]);
    assert_eq!(found(verified, verified), [""; 0]);
    // Two of one key are known by it all the same.
    let visa = || json!({ "kind": "visa", "expires_on": "2026-01-01" });
    let one = json!({ "items": [visa()] });
    let two = json!({ "items": [visa(), visa()] });
    assert_eq!(left_out_of::<ResidencePermits>(one, two), [""; 0]);
}

#[test]
fn nobody_is_contradicted_by_the_own_source_nor_by_what_a_check_has_refuted() {
    let present: Recorded<Identity> = said(
        2,
        (SELF, "2026-05-01", Verification::None),
        born("1990-01-01"),
    );
    let own = said(
        1,
        (SELF, "2026-05-01", Verification::None),
        born("1991-01-01"),
    );
    let refuted = (PAPER, "2026-05-01", Verification::Contradicted);
    assert_eq!(pointers(&present, own), [""; 0]);
    assert_eq!(
        pointers(&present, said(1, refuted, born("1991-01-01"))),
        [""; 0]
    );
}
