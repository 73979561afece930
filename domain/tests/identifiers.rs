//! The computed vectors of the project: every tax code, number and account of them, by its file.

use domain::kernel::tax_code::{Agreement, CheckCode, Declared, Verdict, check};
use domain::kernel::{
    Day, Iban, LegalPersonCode, PlaceVerdict, ProvisionalCode, TaxCode, VatNumber,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    tax_codes: Vec<Person>,
    omocodia: Vec<Omocodia>,
    refused_tax_codes: Vec<RefusedTaxCode>,
    numeric_codes: Vec<NumericCode>,
    ibans: Vec<Account>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    family_name: String,
    given_name: String,
    sex: String,
    birth_date: Day,
    birthplace_code: String,
    tax_code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Omocodia {
    base: String,
    replaced: u32,
    tax_code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusedTaxCode {
    tax_code: String,
    code: String,
}

/// A `code` refuses it everywhere, a `vat_number_code` only as a VAT number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NumericCode {
    value: String,
    code: Option<String>,
    vat_number_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    iban: String,
    code: Option<String>,
}

#[expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read fails every test, as it should"
)]
fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../data/vectors/identifiers.json")).unwrap()
}

/// The fault code of a text, none when it is accepted.
fn fault<T: std::str::FromStr<Err = domain::kernel::Fault>>(text: &str) -> Option<&'static str> {
    text.parse::<T>().err().map(|fault| fault.code)
}

#[test]
fn every_person_has_the_code_of_the_file_and_agrees_with_it() {
    let people = vectors().tax_codes;
    let today = Day::of(2026, 11, 5).unwrap();
    assert_eq!(people.len(), 17);
    for person in people {
        let sex = person.sex.parse().unwrap();
        let place = person.birthplace_code.as_str();
        let encoded = TaxCode::encode(
            &person.family_name,
            &person.given_name,
            sex,
            person.birth_date,
            place,
        );
        assert_eq!(encoded.unwrap().as_str(), person.tax_code);
        let declared = Declared {
            family_name: Some(&person.family_name),
            given_name: Some(&person.given_name),
            sex: Some(sex),
            birth_date: Some(person.birth_date),
            birthplace_code: Some(place),
            ..Declared::default()
        };
        let outcome = check(&person.tax_code, &declared, today, |_, _| {
            PlaceVerdict::Valid
        });
        assert_eq!(outcome.verdict, Verdict::Exact, "{}", person.tax_code);
    }
}

#[test]
fn every_omocodia_of_the_file_is_made_and_read() {
    let variants = vectors().omocodia;
    assert_eq!(variants.len(), 14);
    for Omocodia {
        base,
        replaced,
        tax_code,
    } in variants
    {
        let base: TaxCode = base.parse().unwrap();
        let made = base.omocodia_variant(replaced).unwrap();
        assert_eq!(made.as_str(), tax_code);
        assert_eq!(
            tax_code.parse::<TaxCode>().unwrap().decoded().as_str(),
            base.as_str()
        );
    }
}

#[test]
fn every_wrong_code_of_the_file_is_refused_for_its_own_reason() {
    let refused = vectors().refused_tax_codes;
    let today = Day::of(2026, 11, 5).unwrap();
    assert_eq!(refused.len(), 8);
    let places = |code: &str, _| match code {
        "L219" => PlaceVerdict::Valid,
        _ => PlaceVerdict::Unknown,
    };
    for RefusedTaxCode { tax_code, code } in refused {
        let outcome = check(&tax_code, &Declared::default(), today, places);
        let reason: CheckCode = code.parse().unwrap();
        assert!(
            outcome.fields.iter().any(|field| field.code == reason),
            "{tax_code} {code}"
        );
        if reason == CheckCode::PlaceUnknown {
            // The structure is right: the place alone is in no list.
            assert_eq!(fault::<TaxCode>(&tax_code), None);
            assert_eq!(outcome.verdict, Verdict::Conflict);
            assert!(
                outcome
                    .fields
                    .iter()
                    .any(|field| field.verdict == Agreement::UnknownPlace)
            );
        } else {
            assert_eq!(
                fault::<TaxCode>(&tax_code),
                Some(code.as_str()),
                "{tax_code}"
            );
            assert_eq!(outcome.verdict, Verdict::Invalid);
        }
    }
}

#[test]
fn every_numeric_code_of_the_file_is_judged_as_code_and_as_vat_number() {
    let codes = vectors().numeric_codes;
    assert_eq!(codes.len(), 7);
    for NumericCode {
        value,
        code,
        vat_number_code,
    } in codes
    {
        assert_eq!(fault::<ProvisionalCode>(&value), code.as_deref(), "{value}");
        assert_eq!(fault::<LegalPersonCode>(&value), code.as_deref(), "{value}");
        let as_vat_number = vat_number_code.or(code);
        assert_eq!(
            fault::<VatNumber>(&value),
            as_vat_number.as_deref(),
            "{value}"
        );
    }
}

#[test]
fn every_account_of_the_file_is_judged() {
    let accounts = vectors().ibans;
    assert_eq!(accounts.len(), 5);
    for Account { iban, code } in accounts {
        assert_eq!(fault::<Iban>(&iban), code.as_deref(), "{iban}");
    }
}
