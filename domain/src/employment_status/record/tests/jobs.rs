//! What the work of the record does to the status: employers, and ends that were planned.

use super::*;

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
