//! Comparing a tax code with what is declared, field by field.

use std::fmt;

use chrono::NaiveDate;

use super::super::Day;
use super::encode::{family_triplet, given_triplet, latin_letters, letters_written_out};
use super::verdict::{
    Agreement, CheckCode, CheckedField, Decoded, FieldVerdict, PlaceVerdict, TaxCodeCheck, Verdict,
};
use super::{BirthDate, Sex, TaxCode};

/// What is known of the person; what is not declared is not compared.
#[derive(Clone, Copy, Default)]
pub struct Declared<'a> {
    /// The family names of birth, as on the document.
    pub family_name: Option<&'a str>,
    /// The given names, as on the document.
    pub given_name: Option<&'a str>,
    /// The sex.
    pub sex: Option<Sex>,
    /// The day of birth.
    pub birth_date: Option<Day>,
    /// The code of the municipality or State of birth.
    pub birthplace_code: Option<&'a str>,
    /// Other codes of the same place: the municipality or State that it belonged to before, or
    /// belongs to now. A code of theirs agrees in part.
    pub birthplace_history: &'a [&'a str],
}

/// The verdicts on a tax code of which `declared` is known. `reference` is the day on which the
/// age is plausible or not; `places` tells of a code of a place whether it is valid on a day.
pub fn check(
    text: &str,
    declared: &Declared<'_>,
    reference: Day,
    places: impl Fn(&str, NaiveDate) -> PlaceVerdict,
) -> TaxCodeCheck {
    let code = match TaxCode::inspect(text) {
        Ok(code) => code,
        Err(reason) => return refused(reason),
    };
    let birth_date = birth_date(&code, declared, reference);
    let fields = vec![
        family_name(&code, declared),
        given_name(&code, declared),
        sex(&code, declared),
        compare_birth_date(&code, declared, reference, &birth_date),
        birthplace(&code, declared, &birth_date, places),
    ];
    TaxCodeCheck {
        verdict: overall(&fields),
        fields,
        decoded: Some(Decoded::new(&code, birth_date)),
    }
}

fn refused(code: CheckCode) -> TaxCodeCheck {
    let field = field(CheckedField::TaxCode, Agreement::Invalid, code);
    TaxCodeCheck {
        verdict: Verdict::Invalid,
        fields: vec![field],
        decoded: None,
    }
}

fn overall(fields: &[FieldVerdict]) -> Verdict {
    let verdict_of = |field: &FieldVerdict| match field.verdict {
        Agreement::Match => Verdict::Exact,
        Agreement::Partial
        | Agreement::Ambiguous
        | Agreement::OutsideValidity
        | Agreement::NotComparable
        | Agreement::NotDeclared => Verdict::Compatible,
        Agreement::Mismatch | Agreement::UnknownPlace => Verdict::Conflict,
        Agreement::Invalid => Verdict::Invalid,
    };
    let verdicts: Vec<Verdict> = fields.iter().map(verdict_of).collect();
    let worst_first = [Verdict::Invalid, Verdict::Conflict, Verdict::Compatible];
    worst_first
        .into_iter()
        .find(|verdict| verdicts.contains(verdict))
        .unwrap_or(Verdict::Exact)
}

const fn field(field: CheckedField, verdict: Agreement, code: CheckCode) -> FieldVerdict {
    FieldVerdict {
        field,
        verdict,
        code,
    }
}

fn family_name(code: &TaxCode, declared: &Declared<'_>) -> FieldVerdict {
    let (verdict, why) = match declared.family_name {
        None => (Agreement::NotDeclared, CheckCode::NotDeclared),
        Some(name) => compare_name(name, family_triplet, code.parts().family_name),
    };
    field(CheckedField::FamilyName, verdict, why)
}

/// Of several given names the code has all, joined; some documents give only the first.
fn given_name(code: &TaxCode, declared: &Declared<'_>) -> FieldVerdict {
    let in_code = code.parts().given_name;
    let (verdict, why) = match declared.given_name {
        None => (Agreement::NotDeclared, CheckCode::NotDeclared),
        Some(names) => match compare_name(names, given_triplet, in_code) {
            (Agreement::Mismatch, _) if first_name_fits(names, in_code) => {
                (Agreement::Partial, CheckCode::FirstGivenName)
            }
            compared => compared,
        },
    };
    field(CheckedField::GivenName, verdict, why)
}

fn first_name_fits(names: &str, in_code: &str) -> bool {
    names.split_whitespace().next().is_some_and(|first| {
        matches!(
            compare_name(first, given_triplet, in_code),
            (Agreement::Match, _)
        )
    })
}

fn compare_name(
    name: &str,
    triplet: fn(&str) -> Option<String>,
    in_code: &str,
) -> (Agreement, CheckCode) {
    match triplet(&latin_letters(name)) {
        None => (Agreement::NotComparable, CheckCode::NameNotLatin),
        Some(plain) if plain == in_code => (Agreement::Match, CheckCode::AsDeclared),
        Some(_) if triplet(&letters_written_out(name)).as_deref() == Some(in_code) => {
            (Agreement::Match, CheckCode::WrittenOut)
        }
        Some(_) => (Agreement::Mismatch, CheckCode::Different),
    }
}

fn sex(code: &TaxCode, declared: &Declared<'_>) -> FieldVerdict {
    let (verdict, why) = match declared.sex {
        None => (Agreement::NotDeclared, CheckCode::NotDeclared),
        Some(sex) if sex == code.parts().sex => (Agreement::Match, CheckCode::AsDeclared),
        Some(_) => (Agreement::Mismatch, CheckCode::Different),
    };
    field(CheckedField::Sex, verdict, why)
}

/// The declared day where the code has it, else what the code alone tells.
fn birth_date(code: &TaxCode, declared: &Declared<'_>, reference: Day) -> BirthDate {
    match declared.birth_date {
        Some(day) if day <= reference && code.birth_date_candidates().contains(&day) => {
            BirthDate::Known(day)
        }
        _ => code.birth_date(reference),
    }
}

fn compare_birth_date(
    code: &TaxCode,
    declared: &Declared<'_>,
    reference: Day,
    from_code: &BirthDate,
) -> FieldVerdict {
    let (verdict, why) = match (declared.birth_date, from_code) {
        (None, BirthDate::Known(_)) => (Agreement::NotDeclared, CheckCode::NotDeclared),
        (None, BirthDate::Ambiguous(_)) => (Agreement::Ambiguous, CheckCode::CenturyAmbiguous),
        (Some(day), _) if day > reference => (Agreement::Mismatch, CheckCode::BirthInFuture),
        (Some(day), _) if code.birth_date_candidates().contains(&day) => {
            (Agreement::Match, CheckCode::AsDeclared)
        }
        (Some(_), _) => (Agreement::Mismatch, CheckCode::Different),
    };
    field(CheckedField::BirthDate, verdict, why)
}

/// A code that no list has is an error, one that the place had at another time only a warning:
/// the lists of ceased municipalities and dissolved States have gaps in their dates.
fn birthplace(
    code: &TaxCode,
    declared: &Declared<'_>,
    birth_date: &BirthDate,
    places: impl Fn(&str, NaiveDate) -> PlaceVerdict,
) -> FieldVerdict {
    let in_code = code.parts().birthplace_code;
    let of_history = || {
        declared
            .birthplace_history
            .iter()
            .any(|other| is_same(other, in_code))
    };
    let (verdict, why) = match (in_list(code, birth_date, places), declared.birthplace_code) {
        (PlaceVerdict::Unknown, _) => (Agreement::UnknownPlace, CheckCode::PlaceUnknown),
        (PlaceVerdict::OutsideValidity, None) => {
            (Agreement::OutsideValidity, CheckCode::PlaceOutsideValidity)
        }
        (PlaceVerdict::Valid, None) => (Agreement::NotDeclared, CheckCode::NotDeclared),
        (in_list, Some(place)) => match (is_same(place, in_code), in_list) {
            (true, PlaceVerdict::Valid) => (Agreement::Match, CheckCode::AsDeclared),
            (true, _) => (Agreement::OutsideValidity, CheckCode::PlaceOutsideValidity),
            (false, _) if of_history() => (Agreement::Partial, CheckCode::FormerPlace),
            (false, _) => (Agreement::Mismatch, CheckCode::Different),
        },
    };
    field(CheckedField::BirthplaceCode, verdict, why)
}

fn is_same(declared: &str, in_code: &str) -> bool {
    declared.trim().eq_ignore_ascii_case(in_code)
}

/// The best that the lists say for any possible day of birth. Where all of them are in the future
/// they are asked for all the same: an unknown code is unknown on every day.
fn in_list(
    code: &TaxCode,
    birth_date: &BirthDate,
    places: impl Fn(&str, NaiveDate) -> PlaceVerdict,
) -> PlaceVerdict {
    let all = code.birth_date_candidates();
    let days = match birth_date.candidates() {
        [] => &all[..],
        possible => possible,
    };
    let place = code.parts().birthplace_code;
    let verdicts = days.iter().map(|day| places(place, day.date()));
    verdicts.max().unwrap_or(PlaceVerdict::Unknown)
}

/// What is declared of a person never shows up in a debug print.
impl fmt::Debug for Declared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Declared(***)")
    }
}
