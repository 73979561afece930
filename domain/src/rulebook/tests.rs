//! Stories about dated numbers.

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A chain in the west of Turin.
fn piedmont() -> Chain {
    Chain::italy().in_region("01").in_zone("zona_ovest_to")
}

fn resolved(key: &str, chain: &Chain, on: &str) -> Result<Value, Unresolved> {
    let book = Rulebook::shipped();
    book.resolve(key, chain, day(on))
        .map(|parameter| parameter.value.clone())
}

#[test]
fn every_line_of_the_file_is_a_parameter() {
    let lines = include_str!("../../data/parameters.csv").lines().count();
    assert_eq!(Rulebook::parameters().len(), lines - 1);
    assert!(Rulebook::parameters().len() >= 130);
}

/// One change on a line: the key, the first day of the new amount, the amounts before and after,
/// in cents.
const CHANGES: &str = "
unemployment.income_limit_employee      2022-01-01   814500   817400
unemployment.income_limit_employee      2024-01-01   817400   850000
unemployment.income_limit_selfemployed  2022-01-01   480000   550000
sfl.allowance_month                     2025-01-01    35000    50000
sfl.isee_limit                          2025-01-01   600000  1014000
cantiere.daily_allowance_20h            2025-01-01     2048     2354
cantiere.daily_allowance_25h            2025-01-01     2560     2942
cantiere.daily_allowance_30h            2025-01-01     3072     3531
pratico.isee_max                        2026-01-01  2500000  2000000
l68.esonero_contribution_day            2022-01-01     3064     3921
l68.uncovered_fine_day                  2022-01-01    15320    19605";

#[test]
fn a_changed_number_is_told_by_the_date_of_the_fact() {
    let book = Rulebook::shipped();
    for line in CHANGES.lines().skip(1) {
        let cells: Vec<_> = line.split_whitespace().collect();
        let [key, first, old, new] = cells[..] else {
            panic!("{line}")
        };
        let cents = |on| {
            book.resolve(key, &piedmont(), on)
                .and_then(Parameter::cents)
        };
        assert_eq!(
            cents(day(first).pred_opt().unwrap()),
            Ok(old.parse().unwrap()),
            "{line}"
        );
        assert_eq!(cents(day(first)), Ok(new.parse().unwrap()), "{line}");
    }
}

#[test]
fn no_change_without_a_gap_is_missing_from_the_table() {
    let all = Rulebook::parameters();
    for (old, new) in all.iter().zip(&all[1..]) {
        let next = old.valid_to.and_then(|last| last.succ_opt());
        if old.key == new.key && old.scope == new.scope && new.valid_from == next {
            let first = next.unwrap().to_string();
            let told = |line: &str| line.starts_with(&*old.key) && line.contains(&first);
            assert!(CHANGES.lines().any(told), "{} {first}", old.key);
        }
    }
}

/// The chain at whose narrow end a shipped parameter stands.
fn chain_of(parameter: &Parameter) -> Chain {
    match &parameter.scope {
        Scope::Region(code) => Chain::italy().in_region(code.clone()),
        Scope::Zone(code) => Chain::italy().in_zone(code.clone()),
        Scope::Italy | Scope::EuropeanUnion | Scope::Organisation(_) => Chain::italy(),
    }
}

#[test]
fn every_dated_parameter_holds_on_its_first_and_last_day_and_never_outside() {
    let book = Rulebook::shipped();
    for parameter in Rulebook::parameters() {
        let on = |day| {
            book.resolve(&parameter.key, &chain_of(parameter), day)
                .ok()
                .cloned()
        };
        for day in [parameter.valid_from, parameter.valid_to]
            .into_iter()
            .flatten()
        {
            assert_eq!(on(day).as_ref(), Some(parameter), "{} {day}", parameter.key);
        }
        let before = parameter.valid_from.and_then(|first| first.pred_opt());
        let after = parameter.valid_to.and_then(|last| last.succ_opt());
        for day in [before, after].into_iter().flatten() {
            assert_ne!(on(day).as_ref(), Some(parameter), "{} {day}", parameter.key);
        }
    }
}

#[test]
fn the_narrowest_scope_that_has_a_value_on_the_day_wins() {
    for (chain, on, months) in [
        (Chain::italy(), "2018-06-01", 12),
        (Chain::italy().in_region("03"), "2018-06-01", 12),
        (piedmont(), "2018-06-01", 6),
        // The region had not yet decided: the national number holds.
        (piedmont(), "2017-12-31", 12),
    ] {
        let found = resolved("tirocinio.max_months", &chain, on);
        assert_eq!(found, Ok(Value::Count(months)), "{chain:?} {on}");
    }
    let union = resolved("eu.disadvantaged_valid_to", &piedmont(), "2020-01-01");
    assert_eq!(union, Ok(Value::Date(day("2026-12-31"))));
}

#[test]
fn a_number_without_a_value_on_the_day_is_not_guessed() {
    let key = "cantiere.daily_allowance_25h";
    for on in ["2017-12-31", "2019-06-01", "2023-06-01"] {
        let none = Unresolved::NoValueOn {
            key: key.to_owned(),
            day: day(on),
        };
        assert_eq!(resolved(key, &piedmont(), on), Err(none));
    }
    assert!(resolved(key, &Chain::italy(), "2025-06-01").is_err());
}

#[test]
fn an_unknown_key_is_a_mistake_of_its_own() {
    for key in ["case.no_such_key", "", "case", "zzz"] {
        let unknown = Unresolved::UnknownKey(key.to_owned());
        assert_eq!(resolved(key, &piedmont(), "2026-01-01"), Err(unknown));
    }
}

#[test]
fn values_are_exact_and_read_by_their_kind_only() {
    let book = Rulebook::shipped();
    let get = |key| book.resolve(key, &piedmont(), day("2025-06-01")).unwrap();
    assert_eq!(get("case.no_contact_days").count(), Ok(180));
    assert_eq!(get("case.no_contact_min_attempts").count(), Ok(2));
    assert_eq!(get("retention.access_log_months").count(), Ok(24));
    assert_eq!(get("l68.band_a_percent").share(), Ok((7, 100)));
    assert_eq!(get("l68.self_certified_inail_rate").share(), Ok((60, 1000)));
    assert_eq!(get("l68.prospetto_late_fine").cents(), Ok(70_243));
    assert_eq!(
        get("l68.prospetto_deadline").value,
        Value::MonthDay { month: 1, day: 31 }
    );
    assert_eq!(get("l68.rounding").value, Value::Code("half_down".into()));
    let wrong = Unresolved::WrongKind("l68.band_a_percent".to_owned());
    assert_eq!(get("l68.band_a_percent").count(), Err(wrong));
}

#[test]
fn a_value_that_is_not_of_its_unit_is_refused() {
    for (unit, text) in [
        (Unit::Days, "-1"),
        (Unit::Days, "1.5"),
        (Unit::Days, ""),
        (Unit::Days, "99999999999999999999"),
        (Unit::Eur, "1,50"),
        (Unit::Eur, "1.5"),
        (Unit::Eur, "92233720368547759.00"),
        (Unit::Percent, "7%"),
        (Unit::Date, "2025-02-29"),
        (Unit::MonthDay, "02-30"),
        (Unit::Code, ""),
    ] {
        let fault = Value::parse(unit, text).unwrap_err();
        assert_eq!(fault.code, "invalid_value", "{unit} {text}");
    }
}

const TURIN: Uuid = Uuid::from_u128(1);
const ASTI: Uuid = Uuid::from_u128(2);

fn own(value: &str) -> Parameter {
    let source = "Resolution 12 of 2026";
    Parameter::own(
        "case.no_contact_days",
        TURIN,
        value,
        source,
        Confidence::Sure,
    )
    .unwrap()
}

#[test]
fn an_organisations_own_value_wins_for_it_alone_and_from_its_first_day_on() {
    let from_march = own("90").between(Some(day("2026-03-01")), None).unwrap();
    let book = Rulebook::with_own(vec![from_march]).unwrap();
    for (organisation, on, days) in [
        (TURIN, "2026-02-28", 180),
        (TURIN, "2026-03-01", 90),
        (ASTI, "2026-03-01", 180),
    ] {
        let chain = piedmont().of_organisation(organisation);
        let found = book
            .resolve("case.no_contact_days", &chain, day(on))
            .unwrap();
        assert_eq!(found.count(), Ok(days), "{organisation} {on}");
    }
}

#[test]
fn an_organisations_own_value_must_be_of_a_known_key_and_its_unit_and_leave_no_doubt() {
    let make = |key, value| Parameter::own(key, TURIN, value, "x", Confidence::Sure);
    assert_eq!(
        make("case.no_such", "1").unwrap_err().code,
        "unknown_parameter"
    );
    assert_eq!(
        make("case.no_contact_days", "soon").unwrap_err().code,
        "invalid_value"
    );
    let backwards = own("9").between(Some(day("2026-02-02")), Some(day("2026-02-01")));
    assert_eq!(backwards.unwrap_err().code, "end_before_start");

    let until = |last| own("90").between(None, Some(day(last))).unwrap();
    let since = |first| own("60").between(Some(day(first)), None).unwrap();
    let book = Rulebook::with_own(vec![until("2026-03-31"), since("2026-03-31")]);
    assert_eq!(book.unwrap_err().code, "overlapping_validity");
    assert!(Rulebook::with_own(vec![until("2026-03-30"), since("2026-03-31")]).is_ok());
}

#[test]
fn a_scope_reads_as_it_is_written() {
    for text in ["IT", "EU", "region:01", "zone:zona_ovest_to"] {
        assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
    }
    let organisation = format!("organisation:{TURIN}");
    assert_eq!(
        organisation.parse::<Scope>(),
        Ok(Scope::Organisation(TURIN))
    );
    for text in [
        "",
        "it",
        "PIEMONTE",
        "region:1",
        "zone:",
        "zone:A",
        "organisation:1",
    ] {
        assert_eq!(
            text.parse::<Scope>().unwrap_err().code,
            "invalid_scope",
            "{text}"
        );
    }
}

fn rule(severity: Severity, confidence: Confidence) -> Rule {
    Rule {
        id: "case.example",
        severity,
        confidence,
        source: "L. 1/2000 art. 1",
    }
}

#[test]
fn a_finding_blocks_only_when_the_rule_and_all_its_parameters_are_sure() {
    let book = Rulebook::shipped();
    let get = |key| book.resolve(key, &piedmont(), day("2026-01-01")).unwrap();
    let (sure, check) = (get("co.event_days"), get("case.no_contact_days"));
    for (severity, confidence, parameters, expected) in [
        (Severity::Block, Confidence::Sure, vec![], Severity::Block),
        (
            Severity::Block,
            Confidence::Sure,
            vec![sure],
            Severity::Block,
        ),
        (
            Severity::Block,
            Confidence::Sure,
            vec![sure, check],
            Severity::Warn,
        ),
        (
            Severity::Block,
            Confidence::Check,
            vec![sure],
            Severity::Warn,
        ),
        (Severity::Warn, Confidence::Sure, vec![sure], Severity::Warn),
    ] {
        let finding = rule(severity, confidence).finding(&parameters);
        assert_eq!(
            finding.severity(),
            expected,
            "{severity} {confidence} {parameters:?}"
        );
    }
}

#[test]
fn a_finding_carries_what_its_text_may_quote() {
    let book = Rulebook::shipped();
    let days = book
        .resolve("case.no_contact_days", &piedmont(), day("2026-01-01"))
        .unwrap();
    let found = rule(Severity::Warn, Confidence::Check)
        .finding(&[days])
        .with("passed", 12);
    assert_eq!(found.facts, [("passed", "12".to_owned())]);
    assert_eq!(found.parameters, std::slice::from_ref(days));
    assert_eq!(
        (found.rule, found.source),
        ("case.example", "L. 1/2000 art. 1")
    );
}

#[test]
fn a_warning_can_be_acknowledged_by_name_and_a_refusal_cannot() {
    let warning = rule(Severity::Warn, Confidence::Sure).finding(&[]);
    let block = Rule {
        id: "case.block",
        ..rule(Severity::Block, Confidence::Sure)
    }
    .finding(&[]);
    let findings = [warning.clone(), block.clone()];
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();

    assert_eq!(unacknowledged(&findings, &[]), [&warning, &block]);
    assert_eq!(
        unacknowledged(&findings, &names(&["case.example"])),
        [&block]
    );
    assert_eq!(
        unacknowledged(&findings, &names(&["case.block"])),
        [&warning, &block]
    );
    assert_eq!(
        unacknowledged(&findings, &names(&["case.exam"])),
        [&warning, &block]
    );
}

#[test]
fn the_values_of_its_region_hold_for_an_organisation_and_for_no_other() {
    let (key, day) = (
        "cantiere.daily_allowance_20h",
        "2025-06-01".parse().unwrap(),
    );
    let ours = Uuid::from_u128(1);
    let book = Rulebook::shipped().at_home(ours, "01".to_owned());
    let asked = |id| Chain::italy().of_organisation(id);
    let found = book.resolve(key, &asked(ours), day).unwrap();
    assert_eq!(found.scope, Scope::Region("01".into()));
    let elsewhere = asked(Uuid::from_u128(2));
    assert!(book.resolve(key, &elsewhere, day).is_err());
    assert!(Rulebook::shipped().resolve(key, &asked(ours), day).is_err());
    // A fact that says where it lies is believed.
    let away = asked(ours).in_region("03");
    assert!(book.resolve(key, &away, day).is_err());
}
