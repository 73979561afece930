use proptest::prelude::*;

use super::super::Day;
use super::*;

mod comparing;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn code(text: &str) -> TaxCode {
    text.parse().unwrap()
}

fn fault(text: &str) -> &'static str {
    text.parse::<TaxCode>().unwrap_err().code
}

#[test]
fn a_code_is_kept_as_issued_but_for_blanks_and_case() {
    let kept = code(" rss mra 80a01 l21vb\t");
    assert_eq!(kept.as_str(), "RSSMRA80A01L21VB");
    assert!(kept.is_omocodia());
    assert_eq!(kept.decoded().as_str(), "RSSMRA80A01L219M");
    assert!(!code("RSSMRA80A01L219M").is_omocodia());
}

#[test]
fn the_parts_of_a_code_are_read_through_omocodia() {
    for text in ["BNCGLI92P63L219J", "BNCGLIVNPSPLNMVG"] {
        let read = code(text);
        let parts = read.parts();
        assert_eq!((parts.family_name, parts.given_name), ("BNC", "GLI"));
        assert_eq!((parts.year, parts.month, parts.day), (92, 9, 23));
        assert_eq!((parts.sex, parts.birthplace_code), (Sex::Female, "L219"));
    }
}

#[test]
fn each_way_of_being_wrong_has_its_code() {
    let table = [
        ("", "tax_code_length"),
        ("RSSMRA80A01L21", "tax_code_length"),
        ("RSSMRA80A01L219MM", "tax_code_length"),
        ("R5SMRA80A01L219M", "tax_code_structure"),
        ("RSSMRA8AA01L219M", "tax_code_structure"),
        ("RSSMRA80101L219M", "tax_code_structure"),
        ("RSSMRA80A01L2195", "tax_code_structure"),
        ("RSSMRA80A01L21-M", "tax_code_structure"),
        ("RSSMRÀ80A01L219M", "tax_code_structure"),
        ("ſSSMRA80A01L219M", "tax_code_structure"),
        ("RSSMRA80I01L219A", "tax_code_month"),
        ("RSSMRA80A01L219X", "tax_code_check_letter"),
    ];
    for (text, code) in table {
        assert_eq!(fault(text), code, "{text}");
    }
}

/// A code with this year, month letter and day, and the check letter that fits.
fn dated(year: &str, month: char, day: &str) -> String {
    let body = format!("RSSMRA{year}{month}{day}L219");
    with_check_letter(body.as_bytes().try_into().unwrap())
}

#[test]
fn a_day_that_no_century_has_is_refused_with_a_right_check_letter() {
    let impossible = [
        ("80", 'A', "00"),
        ("80", 'A', "32"),
        ("80", 'A', "40"),
        ("80", 'A', "72"),
        ("80", 'A', "99"),
        ("80", 'B', "30"),
        ("80", 'B', "70"),
        ("81", 'B', "29"),
        ("81", 'B', "69"),
        ("80", 'D', "31"),
        ("80", 'S', "71"),
    ];
    for (year, month, day) in impossible {
        assert_eq!(
            fault(&dated(year, month, day)),
            "tax_code_day",
            "{year}{month}{day}"
        );
    }
    let possible = [
        ("80", 'A', "31"),
        ("80", 'A', "41"),
        ("80", 'T', "71"),
        ("80", 'B', "29"),
        ("80", 'B', "69"),
        ("80", 'S', "70"),
    ];
    for (year, month, day) in possible {
        assert!(
            dated(year, month, day).parse::<TaxCode>().is_ok(),
            "{year}{month}{day}"
        );
    }
}

#[test]
fn the_leap_day_of_the_year_00_belongs_to_2000_alone() {
    let leap = code(&dated("00", 'B', "29"));
    assert_eq!(leap.birth_date_candidates(), [day("2000-02-29")]);
    assert_eq!(
        leap.birth_date(day("2026-11-05")),
        BirthDate::Known(day("2000-02-29"))
    );
}

#[test]
fn the_age_tells_the_century_or_somebody_has_to_ask() {
    let today = day("2026-11-05");
    let born = |year| code(&dated(year, 'A', "01")).birth_date(today);
    // 118 or 18: eighteen.
    assert_eq!(born("08"), BirthDate::Known(day("2008-01-01")));
    // 106 or 6: neither comes to us.
    let ask = BirthDate::Ambiguous(vec![day("1920-01-01"), day("2020-01-01")]);
    assert_eq!(born("20"), ask);
    assert_eq!(born("80"), BirthDate::Known(day("1980-01-01")));
    // 99 and not yet born.
    assert_eq!(born("27"), BirthDate::Known(day("1927-01-01")));
    // 101 or 14, and then 99 and 14 at once.
    assert_eq!(born("12"), BirthDate::Known(day("2012-01-01")));
    let both = code(&dated("00", 'A', "01")).birth_date(day("1999-12-31"));
    assert_eq!(both, BirthDate::Known(day("1900-01-01")));
    let future = code(&dated("80", 'A', "01")).birth_date(day("1950-01-01"));
    assert_eq!(future, BirthDate::Ambiguous(Vec::new()));
}

#[test]
fn both_ends_of_the_plausible_ages_count() {
    let born = |text: &str, on: &str| code(text).birth_date(day(on)).known();
    let twelve = dated("12", 'H', "15");
    assert_eq!(born(&twelve, "2026-06-14"), None);
    assert_eq!(born(&twelve, "2026-06-15"), Some(day("2012-06-15")));
    let twenty_six = dated("26", 'H', "15");
    assert_eq!(born(&twenty_six, "2026-06-14"), Some(day("1926-06-15")));
    assert_eq!(born(&twenty_six, "2026-06-15"), None);
}

#[test]
fn what_cannot_be_encoded_is_refused() {
    let born = day("1980-01-01");
    let encode = |family: &str, place: &str| {
        TaxCode::encode(family, "Mario", Sex::Male, born, place).map_err(|fault| fault.code)
    };
    assert_eq!(encode("王", "L219"), Err("name_not_latin"));
    for place in ["", "L21", "L2190", "1219", "LL19", "Ł219"] {
        assert_eq!(
            encode("Rossi", place),
            Err("birthplace_code_structure"),
            "{place}"
        );
    }
    assert_eq!(
        encode("Rossi", "l219").unwrap().as_str(),
        "RSSMRA80A01L219M"
    );
}

#[test]
fn there_are_eight_steps_and_128_subsets_of_omocodia() {
    let base = code("RSSMRA80A01L219M");
    assert_eq!(base.omocodia_variant(0).unwrap(), base);
    assert_eq!(
        base.omocodia_variant(7).unwrap().as_str(),
        "RSSMRAULALMLNMVM"
    );
    for count in [8, 9, u32::MAX] {
        assert!(base.omocodia_variant(count).is_none(), "{count}");
    }
    let mut all: Vec<String> = (0..=u8::MAX)
        .filter_map(|set| base.omocodia_subset(set))
        .map(|c| c.to_string())
        .collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 128);
}

#[test]
fn nothing_of_a_person_shows_up_in_a_debug_print() {
    let code = code("RSSMRA80A01L219M");
    let born = code.birth_date(day("2026-11-05"));
    let print = format!("{code:?} {:?} {:?} {born:?}", code.decoded(), code.parts());
    for part in ["RSS", "MRA", "80", "L219"] {
        assert!(!print.contains(part), "{print}");
    }
}

#[test]
fn the_sex_is_coded_as_the_national_vocabulary_does() {
    assert_eq!("F".parse::<Sex>().unwrap(), Sex::Female);
    assert_eq!(Sex::Male.to_string(), "M");
    assert_eq!("X".parse::<Sex>().unwrap_err().code, "unknown_code");
}

/// A fictional person: names, sex, days since 1900-01-01, place.
fn anybody() -> impl Strategy<Value = (String, String, Sex, Day, String)> {
    let sex = prop_oneof![Just(Sex::Female), Just(Sex::Male)];
    let born = (0_u32..73_000).prop_map(|days| day("1900-01-01").add_days(days).unwrap());
    (
        "[A-Za-zàèüß' -]{0,12}[a-z]",
        "[A-Za-zàèüß' -]{0,12}[a-z]",
        sex,
        born,
        "[A-MZ][0-9]{3}",
    )
}

proptest! {
    #[test]
    fn every_omocodia_of_anybody_decodes_to_the_same_parts((family, given, sex, born, place) in anybody()) {
        let base = TaxCode::encode(&family, &given, sex, born, &place).unwrap();
        for subset in 0..128 {
            let variant = base.omocodia_subset(subset).unwrap();
            let read = code(variant.as_str());
            prop_assert_eq!(&read, &variant);
            prop_assert_eq!(read.decoded().as_str(), base.as_str());
            prop_assert!(read.parts() == base.parts());
            prop_assert_eq!(read.is_omocodia(), subset != 0);
        }
        let parts = base.parts();
        prop_assert_eq!(parts.sex, sex);
        prop_assert_eq!(parts.birthplace_code, place);
        prop_assert!(base.birth_date_candidates().contains(&born));
    }

    #[test]
    fn every_other_check_letter_is_refused((family, given, sex, born, place) in anybody(), subset in 0_u8..128) {
        let base = TaxCode::encode(&family, &given, sex, born, &place).unwrap();
        let right = base.omocodia_subset(subset).unwrap().to_string();
        for letter in 'A'..='Z' {
            let text = format!("{}{letter}", &right[..15]);
            if text == right {
                continue;
            }
            prop_assert_eq!(fault(&text), "tax_code_check_letter");
        }
    }

    #[test]
    fn any_text_is_read_or_refused_without_panic(text in any::<String>()) {
        let _ = text.parse::<TaxCode>();
        let _ = TaxCode::encode(&text, &text, Sex::Male, day("1980-01-01"), &text);
    }

    #[test]
    fn what_looks_like_a_code_is_read_as_it_stands_or_refused(
        text in "[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}"
    ) {
        let text = with_check_letter(text.as_bytes().try_into().unwrap());
        match text.parse::<TaxCode>() {
            Ok(read) => prop_assert_eq!(read.as_str(), text),
            Err(fault) => prop_assert!(matches!(fault.code, "tax_code_month" | "tax_code_day")),
        }
    }
}
