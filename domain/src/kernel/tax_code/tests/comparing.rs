use chrono::NaiveDate;

use super::*;

const MARIO: &str = "RSSMRA80A01L219M";

fn mario() -> Declared<'static> {
    Declared {
        family_name: Some("Rossi"),
        given_name: Some("Mario"),
        sex: Some(Sex::Male),
        birth_date: Some(day("1980-01-01")),
        birthplace_code: Some("L219"),
        ..Declared::default()
    }
}

/// Of these places Torino alone is always valid; Jugoslavia ended, and nothing else is known.
fn places(code: &str, on: NaiveDate) -> PlaceVerdict {
    match code {
        "L219" | "Z112" => PlaceVerdict::Valid,
        "Z118" if on <= day("1992-04-27").date() => PlaceVerdict::Valid,
        "Z118" => PlaceVerdict::OutsideValidity,
        _ => PlaceVerdict::Unknown,
    }
}

fn checked(text: &str, declared: Declared<'_>) -> TaxCodeCheck {
    check(text, &declared, day("2026-11-05"), places)
}

/// The verdict and code of one field.
fn of(outcome: &TaxCodeCheck, field: CheckedField) -> (Agreement, CheckCode) {
    let found = outcome
        .fields
        .iter()
        .find(|verdict| verdict.field == field)
        .unwrap();
    (found.verdict, found.code)
}

#[test]
fn a_code_that_agrees_in_everything_is_exact() {
    for text in [MARIO, "RSSMRAULALMLNMVM"] {
        let outcome = checked(text, mario());
        assert_eq!(outcome.verdict, Verdict::Exact, "{text}");
        assert_eq!(outcome.fields.len(), 5);
        let decoded = outcome.decoded.unwrap();
        assert_eq!(decoded.tax_code.as_str(), MARIO);
        assert_eq!(decoded.is_omocodia, text != MARIO);
        assert_eq!(decoded.birth_date, BirthDate::Known(day("1980-01-01")));
    }
}

#[test]
fn an_invalid_code_has_one_verdict_that_says_why() {
    let outcome = checked("RSSMRA80B30L219P", mario());
    assert_eq!(outcome.verdict, Verdict::Invalid);
    assert_eq!(outcome.decoded, None);
    assert_eq!(outcome.fields.len(), 1);
    assert_eq!(
        of(&outcome, CheckedField::TaxCode),
        (Agreement::Invalid, CheckCode::TaxCodeDay)
    );
}

#[test]
fn each_field_contradicts_on_its_own() {
    let another_day = Some(day("1980-01-02"));
    let table = [
        (
            CheckedField::FamilyName,
            Declared {
                family_name: Some("Bianchi"),
                ..mario()
            },
        ),
        (
            CheckedField::GivenName,
            Declared {
                given_name: Some("Luigi"),
                ..mario()
            },
        ),
        (
            CheckedField::Sex,
            Declared {
                sex: Some(Sex::Female),
                ..mario()
            },
        ),
        (
            CheckedField::BirthDate,
            Declared {
                birth_date: another_day,
                ..mario()
            },
        ),
        (
            CheckedField::BirthplaceCode,
            Declared {
                birthplace_code: Some("F205"),
                ..mario()
            },
        ),
    ];
    for (field, declared) in table {
        let outcome = checked(MARIO, declared);
        assert_eq!(outcome.verdict, Verdict::Conflict, "{field}");
        assert_eq!(
            of(&outcome, field),
            (Agreement::Mismatch, CheckCode::Different)
        );
        let others = outcome
            .fields
            .iter()
            .filter(|f| f.verdict == Agreement::Match);
        assert_eq!(others.count(), 4, "{field}");
    }
}

#[test]
fn names_that_share_their_letters_in_the_code_agree() {
    let outcome = checked(
        MARIO,
        Declared {
            family_name: Some("Russo"),
            ..mario()
        },
    );
    assert_eq!(outcome.verdict, Verdict::Exact);
}

#[test]
fn what_is_not_declared_leaves_the_outcome_open() {
    let outcome = checked(MARIO, Declared::default());
    assert_eq!(outcome.verdict, Verdict::Compatible);
    assert!(
        outcome
            .fields
            .iter()
            .all(|field| field.verdict == Agreement::NotDeclared)
    );
    assert_eq!(
        outcome.decoded.unwrap().birth_date.known(),
        Some(day("1980-01-01"))
    );
}

#[test]
fn umlauts_agree_plain_and_written_out() {
    let born = day("1970-10-10");
    let declared = Declared {
        family_name: Some("Hü"),
        given_name: Some("Jo\u{308}"),
        sex: Some(Sex::Male),
        birth_date: Some(born),
        birthplace_code: Some("z112"),
        ..Declared::default()
    };
    for (family, given, why) in [
        ("Hu", "Jo", CheckCode::AsDeclared),
        ("Hue", "Joe", CheckCode::WrittenOut),
    ] {
        let issued = TaxCode::encode(family, given, Sex::Male, born, "Z112").unwrap();
        let outcome = checked(issued.as_str(), declared);
        assert_eq!(outcome.verdict, Verdict::Exact, "{family}");
        assert_eq!(
            of(&outcome, CheckedField::FamilyName),
            (Agreement::Match, why)
        );
        assert_eq!(
            of(&outcome, CheckedField::GivenName),
            (Agreement::Match, why)
        );
    }
}

#[test]
fn a_code_with_the_first_given_name_alone_is_compatible() {
    let outcome = checked(
        MARIO,
        Declared {
            given_name: Some("Mario Luigi"),
            ..mario()
        },
    );
    assert_eq!(outcome.verdict, Verdict::Compatible);
    let expected = (Agreement::Partial, CheckCode::FirstGivenName);
    assert_eq!(of(&outcome, CheckedField::GivenName), expected);
    let second = checked(
        MARIO,
        Declared {
            given_name: Some("Luigi Mario"),
            ..mario()
        },
    );
    assert_eq!(second.verdict, Verdict::Conflict);
}

#[test]
fn a_name_without_latin_letters_cannot_be_compared() {
    let outcome = checked(
        MARIO,
        Declared {
            family_name: Some("王"),
            ..mario()
        },
    );
    assert_eq!(outcome.verdict, Verdict::Compatible);
    let expected = (Agreement::NotComparable, CheckCode::NameNotLatin);
    assert_eq!(of(&outcome, CheckedField::FamilyName), expected);
}

#[test]
fn the_declared_day_settles_the_century() {
    let anna = "FRRNNA08C44L219G";
    let declared = |born| Declared {
        birth_date: born,
        ..Declared::default()
    };
    for born in ["1908-03-04", "2008-03-04"] {
        let outcome = checked(anna, declared(Some(day(born))));
        let expected = (Agreement::Match, CheckCode::AsDeclared);
        assert_eq!(of(&outcome, CheckedField::BirthDate), expected, "{born}");
        assert_eq!(outcome.decoded.unwrap().birth_date.known(), Some(day(born)));
    }
    let child = TaxCode::encode("Rossi", "Mario", Sex::Male, day("2020-01-01"), "L219").unwrap();
    let outcome = checked(child.as_str(), declared(None));
    let expected = (Agreement::Ambiguous, CheckCode::CenturyAmbiguous);
    assert_eq!(of(&outcome, CheckedField::BirthDate), expected);
    assert_eq!(outcome.verdict, Verdict::Compatible);
    let outcome = checked(MARIO, declared(Some(day("2080-01-01"))));
    let expected = (Agreement::Mismatch, CheckCode::BirthInFuture);
    assert_eq!(of(&outcome, CheckedField::BirthDate), expected);
}

#[test]
fn an_unknown_place_is_an_error_with_a_code_of_its_own() {
    let text = "RSSMRA80A01Z999Y";
    for place in [None, Some("L219"), Some("Z999")] {
        let outcome = checked(
            text,
            Declared {
                birthplace_code: place,
                ..mario()
            },
        );
        assert_eq!(outcome.verdict, Verdict::Conflict);
        let expected = (Agreement::UnknownPlace, CheckCode::PlaceUnknown);
        assert_eq!(of(&outcome, CheckedField::BirthplaceCode), expected);
    }
}

#[test]
fn a_place_that_had_the_code_at_another_time_is_a_warning() {
    let born = day("2001-05-05");
    let issued = TaxCode::encode("Rossi", "Mario", Sex::Male, born, "Z118").unwrap();
    for place in [None, Some("Z118")] {
        let declared = Declared {
            birth_date: Some(born),
            birthplace_code: place,
            ..mario()
        };
        let outcome = checked(issued.as_str(), declared);
        assert_eq!(outcome.verdict, Verdict::Compatible);
        let expected = (Agreement::OutsideValidity, CheckCode::PlaceOutsideValidity);
        assert_eq!(of(&outcome, CheckedField::BirthplaceCode), expected);
    }
}

#[test]
fn a_code_of_the_dissolved_state_agrees_in_part_with_its_successor() {
    let issued = TaxCode::encode("Rossi", "Mario", Sex::Male, day("1980-01-01"), "Z118").unwrap();
    let declared = Declared {
        birthplace_code: Some("Z149"),
        birthplace_history: &["Z118"],
        ..mario()
    };
    let outcome = checked(issued.as_str(), declared);
    assert_eq!(outcome.verdict, Verdict::Compatible);
    let expected = (Agreement::Partial, CheckCode::FormerPlace);
    assert_eq!(of(&outcome, CheckedField::BirthplaceCode), expected);
}

#[test]
fn an_undecided_century_asks_the_lists_for_both() {
    // Born in 1920 or 2020: the State existed in one of them.
    let issued = TaxCode::encode("Rossi", "Mario", Sex::Male, day("1920-01-01"), "Z118").unwrap();
    let outcome = checked(issued.as_str(), Declared::default());
    let expected = (Agreement::NotDeclared, CheckCode::NotDeclared);
    assert_eq!(of(&outcome, CheckedField::BirthplaceCode), expected);
}

#[test]
fn a_comparison_prints_nothing_of_the_person() {
    let print = format!("{:?} {:?}", checked(MARIO, mario()), mario());
    for part in ["RSS", "Rossi", "Mario", "1980", "L219"] {
        assert!(!print.contains(part), "{print}");
    }
}

#[test]
fn the_words_of_a_comparison_are_in_snake_case() {
    assert_eq!(CheckedField::BirthplaceCode.to_string(), "birthplace_code");
    assert_eq!(Agreement::OutsideValidity.to_string(), "outside_validity");
    assert_eq!("exact".parse::<Verdict>().unwrap(), Verdict::Exact);
    assert_eq!("Exact".parse::<Verdict>().unwrap_err().code, "unknown_code");
}

proptest! {
    #[test]
    fn anybody_agrees_with_the_own_code((family, given, sex, born, _) in anybody()) {
        let issued = TaxCode::encode(&family, &given, sex, born, "L219").unwrap();
        let declared = Declared {
            family_name: Some(&family),
            given_name: Some(&given),
            sex: Some(sex),
            birth_date: Some(born),
            birthplace_code: Some("L219"),
            ..Declared::default()
        };
        let outcome = check(issued.as_str(), &declared, day("2100-12-31"), places);
        prop_assert_eq!(outcome.verdict, Verdict::Exact);
    }

    #[test]
    fn any_declaration_is_judged_without_panic(name in any::<String>(), place in any::<String>(), offset in 0_u32..73_000) {
        let declared = Declared {
            family_name: Some(&name),
            given_name: Some(&name),
            birthplace_code: Some(&place),
            ..mario()
        };
        let reference = day("1900-01-01").add_days(offset).unwrap();
        let outcome = check(MARIO, &declared, reference, places);
        prop_assert_ne!(outcome.verdict, Verdict::Invalid);
    }
}
