//! Where people were born.

use super::super::{PlaceVerdict, birthplace, municipalities, states};
use super::day;

/// How a verdict reads in a table: what holds, what is outside in brackets.
fn told(verdict: PlaceVerdict) -> String {
    match verdict {
        PlaceVerdict::Valid(concept) => concept.label_it.to_owned(),
        PlaceVerdict::OutsideValidity(concept) => format!("({})", concept.label_it),
        PlaceVerdict::Unknown => "?".to_owned(),
    }
}

#[test]
fn a_birthplace_is_judged_on_the_day_of_the_birth() {
    for (code, born, expected) in [
        ("L219", "1980-01-01", "Torino"),
        ("L219", "1880-01-01", "(Torino)"),
        ("A001", "1924-11-13", "Abano"),
        ("A001", "1924-11-14", "Abano Terme"),
        // Almè was part of Almenno from 1927 to 1948.
        ("A214", "1930-06-01", "(Almè)"),
        ("A214", "1950-06-01", "Almè"),
        ("A003", "1928-12-05", "Abbadia Alpina"),
        ("A003", "1928-12-06", "(Abbadia Alpina)"),
        // Filago was called Marne between two mergers.
        ("D588", "1950-06-01", "Marne"),
        ("M999", "1980-01-01", "?"),
        ("Z330", "1995-07-14", "Marocco"),
        ("Z118", "1985-03-03", "Jugoslavia"),
        ("Z118", "2003-02-04", "Jugoslavia"),
        ("Z118", "2003-02-05", "(Jugoslavia)"),
        ("Z157", "2001-01-01", "(Serbia e Montenegro)"),
        ("Z105", "1993-01-02", "(Cecoslovacchia)"),
        (
            "Z135",
            "1980-01-01",
            "Unione delle Repubbliche Socialiste Sovietiche",
        ),
        ("Z999", "1980-01-01", "?"),
        ("", "1980-01-01", "?"),
        ("l219", "1980-01-01", "?"),
    ] {
        assert_eq!(told(birthplace(code, day(born))), expected, "{code} {born}");
    }
}

#[test]
fn a_municipality_is_found_however_an_office_writes_its_name() {
    for name in ["Agliè", "AGLIE'", "aglie", "Aglie\u{300}"] {
        let found = municipalities::by_name(name, day("1990-01-01"));
        assert_eq!(
            found.iter().map(|c| c.code).collect::<Vec<_>>(),
            ["A074"],
            "{name}"
        );
    }
    let reggio = municipalities::by_name("REGGIO NELL'EMILIA", day("1990-01-01"));
    assert_eq!(reggio[0].code, "H223");
}

#[test]
fn an_abbreviated_name_is_not_guessed() {
    assert!(municipalities::by_name("S. Giovanni in Fiore", day("1990-01-01")).is_empty());
    assert!(!municipalities::by_name("San Giovanni in Fiore", day("1990-01-01")).is_empty());
}

#[test]
fn a_ceased_municipality_and_the_other_name_of_one_are_found() {
    let abbadia = municipalities::by_name("ABBADIA ALPINA", day("1990-01-01"));
    assert!(!abbadia[0].is_valid_on(day("1990-01-01")));
    assert_eq!(
        municipalities::by_name("Tscherms", day("1990-01-01"))[0].label_it,
        "Cermes"
    );
    assert_eq!(
        municipalities::by_name("Marne", day("1900-01-01"))[0].code,
        "D588"
    );
    assert_eq!(states::by_name("URSS", day("1980-01-01"))[0].code, "Z135");
    assert_eq!(
        states::by_name("Morocco", day("1980-01-01"))[0].code,
        "Z330"
    );
}

#[test]
fn of_several_places_of_one_name_those_of_the_day_come_first_each_once() {
    // Castro is in Bergamo and in Lecce; other Castros ceased.
    let on = day("1990-01-01");
    let found = municipalities::by_name("Castro", on);
    let valid: Vec<_> = found
        .iter()
        .map(|concept| concept.is_valid_on(on))
        .collect();
    assert!(
        valid.iter().filter(|valid| **valid).count() >= 2,
        "{found:?}"
    );
    assert!(valid.is_sorted_by(|a, b| a >= b), "{valid:?}");
    let mut codes: Vec<_> = found.iter().map(|concept| concept.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), found.len());
}

#[test]
fn an_istat_code_names_the_municipality_of_its_day() {
    assert_eq!(
        told(municipalities::by_istat("001272", day("2020-01-01"))),
        "Torino"
    );
    assert_eq!(
        told(municipalities::by_istat("005005", day("2020-01-01"))),
        "Asti"
    );
    assert_eq!(
        told(municipalities::by_istat("999999", day("2020-01-01"))),
        "?"
    );
}

#[test]
fn the_further_columns_of_a_place_are_told_by_name() {
    let torino = birthplace("L219", day("1980-01-01")).concept().unwrap();
    assert_eq!(torino.extra("istat"), Some("001272"));
    assert_eq!(torino.extra("province"), Some("TO"));
    assert_eq!(torino.extra("region"), Some("01"));
    assert_eq!(torino.extra("other_names"), None);
    assert_eq!(torino.extra("mayor"), None);
    assert_eq!(torino.extras().count(), 3);
}
