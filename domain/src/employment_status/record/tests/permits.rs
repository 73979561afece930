//! What permits and citizenships of the record do to the status.

use super::*;

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
