//! What rules say about a person's record. Only a national register gives certainty about who
//! somebody is, so all of them warn and none blocks.

use super::classified::ContractType;
use super::{Address, Candidate, Context, IdentifierCode, Identifiers, Identity, PlaceCode};
use crate::kernel::tax_code::{self, Agreement, Declared, PlaceVerdict};
use crate::kernel::{Day, TaxCode};
use crate::rulebook::{Finding, Rule};
use crate::vocabulary;

/// The tax code contradicts the identity.
pub const TAX_CODE_CONFLICT: Rule = Rule::warning(
    "individual.tax_code_conflict",
    "D.M. 23 December 1976 n. 13813; D.P.R. 605/1973",
);
/// The tax code agrees with the identity in part only.
pub const TAX_CODE_COMPATIBLE: Rule = Rule::warning(
    "individual.tax_code_compatible",
    "D.M. 23 December 1976 n. 13813; D.P.R. 605/1973",
);
/// The place of birth did not have its code on the day of birth.
pub const BIRTHPLACE_VALIDITY: Rule = Rule::warning(
    "individual.birthplace_validity",
    "D.M. 23 December 1976 n. 13813",
);
/// The person is younger than 14: from then on information services take consent.
pub const UNDER_FOURTEEN: Rule = Rule::warning(
    "individual.under_fourteen",
    "D.Lgs. 196/2003, art. 2-quinquies",
);
/// No known office issued the provisional code.
pub const PROVISIONAL_CODE_OFFICE: Rule =
    Rule::warning("individual.provisional_code_office", "D.P.R. 605/1973");
/// The place of an address does not exist any more, or not yet.
pub const ADDRESS_VALIDITY: Rule = Rule::warning("individual.address_validity", "D.P.R. 223/1989");
/// No notification could name the contract type when the work began.
pub const CONTRACT_TYPE_VALIDITY: Rule = Rule::warning(
    "individual.contract_type_validity",
    "D.M. 30 October 2007, mandatory notifications",
);

/// Another record has the very same code: an issued code is of one person, because of two people
/// with the same characters one gets letters for digits. Which record has it wrongly cannot be
/// known here, so whoever says that they are two people answers for the conflict by name.
pub const CODE_OF_ANOTHER: Rule = Rule::warning(
    "individual.code_of_another",
    "D.M. 23 December 1976 n. 13813; D.P.R. 605/1973",
);

/// Every rule of this file.
pub const ALL: [Rule; 8] = [
    CODE_OF_ANOTHER,
    TAX_CODE_CONFLICT,
    TAX_CODE_COMPATIBLE,
    BIRTHPLACE_VALIDITY,
    UNDER_FOURTEEN,
    PROVISIONAL_CODE_OFFICE,
    ADDRESS_VALIDITY,
    CONTRACT_TYPE_VALIDITY,
];

/// Whether the contract type existed when the work began.
pub(super) fn contract_type(code: ContractType, from: Day) -> Option<Finding> {
    let verdict = vocabulary::get("contract-types")?.at(code.as_str(), from.date());
    match verdict {
        vocabulary::PlaceVerdict::OutsideValidity(_) => {
            let finding = CONTRACT_TYPE_VALIDITY.finding(&[]);
            Some(finding.with("code", code).with("from", from))
        }
        vocabulary::PlaceVerdict::Valid(_) | vocabulary::PlaceVerdict::Unknown => None,
    }
}

/// What the code lists say of the code of a place on a day, in the words of the tax code.
pub fn place_verdict(code: &str, day: chrono::NaiveDate) -> PlaceVerdict {
    match vocabulary::birthplace(code, day) {
        vocabulary::PlaceVerdict::Valid(_) => PlaceVerdict::Valid,
        vocabulary::PlaceVerdict::OutsideValidity(_) => PlaceVerdict::OutsideValidity,
        vocabulary::PlaceVerdict::Unknown => PlaceVerdict::Unknown,
    }
}

/// Whether somebody who is said to be another person has one of the codes as it was issued.
pub(super) fn codes_of_others(others: &[Candidate]) -> Option<Finding> {
    let holders = others.iter().filter(|other| other.has_issued_code);
    let holders: Vec<String> = holders.map(|other| other.card.id.to_string()).collect();
    (!holders.is_empty()).then(|| {
        let finding = CODE_OF_ANOTHER.finding(&[]);
        finding.with("records", holders.join(", "))
    })
}

/// Whether the tax codes that hold today fit the identity. Former codes do not count: a person
/// has a new one after a change of sex or a mended mistake.
pub(super) fn tax_codes(
    identity: &Identity,
    identifiers: &Identifiers,
    today: Day,
) -> Option<Finding> {
    let found = identifiers.tax_codes(today);
    let mut found: Vec<Finding> = found
        .filter_map(|code| tax_code(identity, code, today))
        .collect();
    // The worse one tells enough.
    found.sort_by_key(|finding| finding.rule != TAX_CODE_CONFLICT.id);
    found.into_iter().next()
}

fn tax_code(identity: &Identity, code: &TaxCode, today: Day) -> Option<Finding> {
    let declared = Declared {
        family_name: Some(identity.family_name.as_str()),
        given_name: Some(identity.given_name.as_str()),
        sex: Some(identity.sex),
        birth_date: Some(identity.birth_date),
        birthplace_code: identity.birthplace_code.as_ref().map(PlaceCode::as_str),
        birthplace_history: &[],
    };
    let check = tax_code::check(code.as_str(), &declared, today, place_verdict);
    let fields = |wanted: &[Agreement]| -> Vec<String> {
        let fields = check.fields.iter();
        fields
            .filter(|field| wanted.contains(&field.verdict))
            .map(|field| field.field.to_string())
            .collect()
    };
    let contradicting = fields(&[Agreement::Mismatch, Agreement::UnknownPlace]);
    if !contradicting.is_empty() {
        let fields = contradicting.join(", ");
        return Some(TAX_CODE_CONFLICT.finding(&[]).with("fields", fields));
    }
    let partial = fields(&[Agreement::Partial, Agreement::NotComparable]);
    if partial.is_empty() {
        return None;
    }
    let fields = partial.join(", ");
    Some(TAX_CODE_COMPATIBLE.finding(&[]).with("fields", fields))
}

/// Whether the place of birth had its code on the day of birth. The lists of ceased
/// municipalities and dissolved States have gaps in their dates.
pub(super) fn birthplace(identity: &Identity) -> Vec<Finding> {
    let place = identity.birthplace_code.as_ref();
    let verdict = place.map(|code| code.on(identity.birth_date.date()));
    match verdict {
        Some(vocabulary::PlaceVerdict::OutsideValidity(_) | vocabulary::PlaceVerdict::Unknown) => {
            let code = place.map(ToString::to_string).unwrap_or_default();
            vec![BIRTHPLACE_VALIDITY.finding(&[]).with("code", code)]
        }
        Some(vocabulary::PlaceVerdict::Valid(_)) | None => Vec::new(),
    }
}

pub(super) fn age(identity: &Identity, context: &Context<'_>) -> Option<Finding> {
    let key = "privacy.online_consent_min_age";
    let (years, parameter) = context.book.count(key, context.chain, context.today)?;
    let age = context.years_since(identity.birth_date)?;
    (i64::from(age) < years).then(|| {
        let finding = UNDER_FOURTEEN.finding(&[parameter]).with("age", age);
        finding.with("years", years)
    })
}

pub(super) fn offices_of_codes(identifiers: &Identifiers) -> Vec<Finding> {
    let is_odd = identifiers.items.iter().any(|item| match &item.code {
        IdentifierCode::ProvisionalCode(code) => !code.has_known_office(),
        IdentifierCode::TaxCode(_) | IdentifierCode::LocalId(_) => false,
    });
    if is_odd {
        vec![PROVISIONAL_CODE_OFFICE.finding(&[])]
    } else {
        Vec::new()
    }
}

pub(super) fn place_of_address(address: &Address, today: Day) -> Option<Finding> {
    let day = address.valid_to.unwrap_or(today).min(today);
    match address.place_code.on(day.date()) {
        vocabulary::PlaceVerdict::Valid(_) => None,
        vocabulary::PlaceVerdict::OutsideValidity(_) | vocabulary::PlaceVerdict::Unknown => {
            let code = address.place_code.to_string();
            Some(ADDRESS_VALIDITY.finding(&[]).with("code", code))
        }
    }
}
