use serde_json::{Value, json};

use super::*;
use crate::individuals::Citizenships;
use crate::rulebook::{Chain, Rulebook};
use crate::samples::day;
use crate::vocabulary::codes;

fn permits(items: Value) -> ResidencePermits {
    serde_json::from_value(json!({ "items": items })).unwrap()
}

fn citizen_of(codes: &[&str]) -> Citizenships {
    let items: Vec<Value> = codes.iter().map(|code| json!({ "code": code })).collect();
    serde_json::from_value(json!({ "items": items })).unwrap()
}

fn permit(members: Value) -> Value {
    let mut permit = json!({ "kind": "residence_permit", "unlimited": false });
    let members: serde_json::Map<String, Value> = serde_json::from_value(members).unwrap();
    for (member, value) in members {
        permit[member] = value;
    }
    permit
}

fn standing(permits: Option<&ResidencePermits>, codes: Option<&[&str]>, on: &str) -> Standing {
    let citizenships = codes.map(citizen_of);
    let (book, chain) = (Rulebook::shipped(), Chain::italy());
    ResidencePermits::standing(permits, citizenships.as_ref(), day(on), &book, &chain)
}

fn state(items: Value, on: &str) -> PermitState {
    standing(Some(&permits(items)), Some(&["201"]), on).state
}

fn rules(items: Value, on: &str) -> Vec<&'static str> {
    let found = standing(Some(&permits(items)), Some(&["201"]), on).findings;
    found.iter().map(|finding| finding.rule).collect()
}

#[test]
fn the_codes_are_those_of_the_vocabularies() {
    assert_eq!(PermitKind::VARIANTS, codes("permit-kinds"));
    assert_eq!(PermitReason::VARIANTS, codes("permit-reasons"));
}

#[test]
fn who_moves_freely_needs_no_permit_on_the_days_on_which_that_holds() {
    for (codes, on, expected) in [
        (&["100"][..], "2026-05-01", PermitState::NotNeeded),
        (&["235"], "2026-05-01", PermitState::NotNeeded),
        (&["241"], "2026-05-01", PermitState::NotNeeded),
        (&["201", "100"], "2026-05-01", PermitState::NotNeeded),
        (&["219"], "2020-01-31", PermitState::NotNeeded),
        (&["219"], "2020-02-01", PermitState::Missing),
        (&["201"], "2026-05-01", PermitState::Missing),
        (&["999"], "2026-05-01", PermitState::Missing),
    ] {
        assert_eq!(
            standing(None, Some(codes), on).state,
            expected,
            "{codes:?} {on}"
        );
    }
    assert_eq!(
        standing(None, None, "2026-05-01").state,
        PermitState::Unknown
    );
}

#[test]
fn a_permit_is_valid_then_expiring_then_expired() {
    let items = json!([permit(
        json!({ "issued_on": "2024-06-01", "expires_on": "2026-06-30" })
    )]);
    for (on, expected) in [
        ("2026-04-30", PermitState::Valid),
        ("2026-05-01", PermitState::Expiring),
        ("2026-06-30", PermitState::Expiring),
        ("2026-07-01", PermitState::Expired),
        ("2024-05-31", PermitState::Missing),
    ] {
        assert_eq!(state(items.clone(), on), expected, "{on}");
    }
    let endless = json!([permit(json!({ "unlimited": true }))]);
    assert_eq!(state(endless, "2099-01-01"), PermitState::Valid);
}

#[test]
fn a_renewal_is_asked_for_in_time_until_sixty_days_after_the_expiry() {
    let asked = |on: &str| {
        json!([permit(json!({
            "expires_on": "2026-03-01",
            "request": { "requested_on": on, "receipt_number": "R 1" },
        }))])
    };
    for (on, expected) in [
        ("2026-01-01", PermitState::RenewalUnderWayTimely),
        ("2026-04-30", PermitState::RenewalUnderWayTimely),
        ("2026-05-01", PermitState::RenewalUnderWayLate),
    ] {
        assert_eq!(state(asked(on), "2026-06-01"), expected, "{on}");
    }
    // Before it was asked for the permit had expired.
    assert_eq!(
        state(asked("2026-04-30"), "2026-04-29"),
        PermitState::Expired
    );
    let open = permits(json!([permit(json!({ "expires_on": "2026-03-01" }))]));
    let open = standing(Some(&open), Some(&["201"]), "2026-03-15");
    assert_eq!(open.renewal_by, Some(day("2026-04-30")));
}

#[test]
fn of_several_permits_the_one_that_stands_best_counts() {
    let old = permit(json!({ "expires_on": "2026-01-31" }));
    let new = permit(json!({ "expires_on": "2028-01-31" }));
    let asked = permit(json!({ "request": { "requested_on": "2026-02-20" } }));
    assert_eq!(state(json!([old, new]), "2026-06-01"), PermitState::Valid);
    let waiting = json!([old, asked]);
    assert_eq!(
        state(waiting, "2026-06-01"),
        PermitState::AwaitingFirstIssue
    );
}

#[test]
fn a_request_that_a_later_permit_answered_is_not_under_way_any_more() {
    let asked = permit(json!({
        "expires_on": "2022-12-01", "request": { "requested_on": "2022-11-20" },
    }));
    let issued = permit(json!({ "issued_on": "2023-01-01", "expires_on": "2025-01-01" }));
    let undated = permit(json!({ "expires_on": "2025-01-01" }));
    for (later, on, expected) in [
        (&issued, "2022-12-31", PermitState::RenewalUnderWayTimely),
        (&issued, "2023-01-01", PermitState::Valid),
        (&issued, "2026-11-22", PermitState::Expired),
        (&undated, "2026-11-22", PermitState::Expired),
    ] {
        assert_eq!(state(json!([later, asked]), on), expected, "{on}");
    }
    let first = permit(json!({ "request": { "requested_on": "2022-11-20" } }));
    assert_eq!(
        state(json!([first, issued]), "2026-11-22"),
        PermitState::Expired
    );
    // What was asked for after the issue of the later one is still open.
    let anew = permit(json!({ "request": { "requested_on": "2024-12-20" } }));
    assert_eq!(
        state(json!([anew, issued]), "2026-11-22"),
        PermitState::AwaitingFirstIssue
    );
}

#[test]
fn what_a_state_means_is_told_with_its_source() {
    let work = |members: Value| {
        let mut permit = permit(members);
        permit["reason"] = json!("employed_work");
        json!([permit])
    };
    assert_eq!(
        rules(work(json!({ "expires_on": "2026-06-30" })), "2026-06-01"),
        ["permit.expiring", "permit.job_loss"]
    );
    let asked = json!({ "requested_on": "2026-06-01" });
    let renewal = json!({ "expires_on": "2026-06-30", "request": asked });
    assert_eq!(
        rules(work(renewal), "2026-08-01"),
        [
            "permit.renewal_timely",
            "permit.receipt_missing",
            "permit.job_loss"
        ]
    );
    assert_eq!(
        rules(work(json!({ "unlimited": true })), "2026-08-01"),
        [""; 0]
    );
    let late = standing(
        Some(&permits(work(json!({ "expires_on": "2026-06-30" })))),
        Some(&["201"]),
        "2026-07-01",
    );
    assert_eq!(late.findings[0].rule, "permit.expired");
    assert!(
        late.findings[0]
            .facts
            .contains(&("renewal_by", "2026-08-29".to_owned()))
    );
}
