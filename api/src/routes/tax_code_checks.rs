//! The check of a tax code against what is declared.

use actix_web::HttpResponse;
use domain::individuals::rules::place_verdict;
use domain::kernel::tax_code::{self, Declared, Decoded, FieldVerdict, TaxCodeCheck};
use domain::kernel::{Day, PersonName, Sex};
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::answer::{Plain, Reply, respond};
use crate::http::wire::{
    AgreementField, CheckCodeField, CheckedFieldField, DayField, PersonNameField, SexField,
    VerdictField,
};
use crate::http::{Access, Field, Problem, ProblemCode, Query, Routes, Valid};
use crate::texts::{Language, text};

/// A tax code, and what is known of the person.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "tax_code": "RSSMRA80A01L219M", "family_name": "Rossi", "given_name": "Mario", "sex": "M",
    "birth_date": "1980-01-01", "birthplace_code": "L219"
}))]
pub struct TaxCodeCheckRequest {
    /// What stands on the card; anything may be asked about.
    #[validate(length(max = 64))]
    #[schema(max_length = 64, example = "RSSMRA80A01L219M")]
    tax_code: String,
    /// The family names of birth.
    #[serde(default)]
    #[validate(nested)]
    family_name: Option<PersonNameField>,
    /// The given names.
    #[serde(default)]
    #[validate(nested)]
    given_name: Option<PersonNameField>,
    /// The sex.
    #[serde(default)]
    #[validate(nested)]
    sex: Option<SexField>,
    /// The day of birth.
    #[serde(default)]
    #[validate(nested)]
    birth_date: Option<DayField>,
    /// The Belfiore code of the municipality or State of birth.
    #[serde(default)]
    #[validate(length(min = 1, max = 10))]
    #[schema(
        min_length = 1,
        max_length = 10,
        pattern = "^[A-Za-z0-9 ]{1,10}$",
        example = "L219"
    )]
    birthplace_code: Option<String>,
    /// The day on which the age must make sense; today when nobody says.
    #[serde(default)]
    #[validate(nested)]
    reference_date: Option<DayField>,
}

/// What the comparison found.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaxCodeCheckView {
    /// The outcome of the whole. Only a national register gives certainty: `exact` says that
    /// nothing is wrong, not that the code was issued.
    verdict: VerdictField,
    /// The day that was used.
    reference_date: DayField,
    /// The verdict on each field; on the code alone when it is invalid.
    #[schema(min_items = 1, max_items = 6)]
    fields: Vec<CheckedFieldView>,
    /// What the code says; left out when it is invalid.
    #[serde(skip_serializing_if = "Option::is_none")]
    decoded: Option<DecodedTaxCodeView>,
}

/// The verdict on one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckedFieldView {
    /// The field.
    field: CheckedFieldField,
    /// How far it agrees.
    verdict: AgreementField,
    /// Why.
    code: CheckCodeField,
    /// Why, in words.
    #[schema(max_length = 300, example = "Corrisponde.")]
    detail: String,
}

/// What a tax code says.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecodedTaxCodeView {
    /// The code with its digits restored.
    #[schema(
        max_length = 16,
        pattern = "^[A-Z0-9]{16}$",
        example = "RSSMRA80A01L219M"
    )]
    tax_code: String,
    /// Whether letters replace some digits of the code as issued (*omocodia*).
    #[schema(example = false)]
    is_omocodia: bool,
    /// Three letters of the family name.
    #[schema(max_length = 3, pattern = "^[A-Z]{3}$", example = "RSS")]
    family_name: String,
    /// Three letters of the given name.
    #[schema(max_length = 3, pattern = "^[A-Z]{3}$", example = "MRA")]
    given_name: String,
    /// The sex.
    sex: SexField,
    /// The day of birth, where only one is possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<DayField>,
    /// The days of birth that are possible.
    #[schema(min_items = 0, max_items = 2)]
    birth_dates: Vec<DayField>,
    /// The Belfiore code of the place of birth.
    #[schema(max_length = 4, pattern = "^[A-Z][0-9]{3}$", example = "L219")]
    birthplace_code: String,
    /// The name of that place on the day of birth, in Italian; left out when no list has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, example = "Torino")]
    birthplace_label: Option<String>,
}

impl TaxCodeCheckRequest {
    fn check(self, today: Day) -> Result<(TaxCodeCheck, Day), Problem> {
        let reference = self.reference_date.map(Field::parsed).transpose()?;
        let reference = reference.unwrap_or(today);
        let family_name: Option<PersonName> = self.family_name.map(Field::parsed).transpose()?;
        let given_name: Option<PersonName> = self.given_name.map(Field::parsed).transpose()?;
        let sex: Option<Sex> = self.sex.map(Field::parsed).transpose()?;
        let declared = Declared {
            family_name: family_name.as_ref().map(PersonName::as_str),
            given_name: given_name.as_ref().map(PersonName::as_str),
            sex,
            birth_date: self.birth_date.map(Field::parsed).transpose()?,
            birthplace_code: self.birthplace_code.as_deref(),
            birthplace_history: &[],
        };
        let check = tax_code::check(&self.tax_code, &declared, reference, place_verdict);
        Ok((check, reference))
    }
}

impl TaxCodeCheckView {
    fn of(check: TaxCodeCheck, reference: Day, language: Language) -> Self {
        let fields = check.fields.iter();
        Self {
            verdict: Field::of(check.verdict),
            reference_date: Field::of(reference),
            fields: fields
                .map(|field| CheckedFieldView::of(*field, language))
                .collect(),
            decoded: check
                .decoded
                .map(|decoded| DecodedTaxCodeView::of(decoded, reference)),
        }
    }
}

impl CheckedFieldView {
    fn of(field: FieldVerdict, language: Language) -> Self {
        let key = format!("check-{}", field.code);
        let detail = text(language, &key, None, &[]);
        Self {
            field: Field::of(field.field),
            verdict: Field::of(field.verdict),
            code: Field::of(field.code),
            detail: detail.unwrap_or_else(|| field.code.to_string()),
        }
    }
}

impl DecodedTaxCodeView {
    fn of(decoded: Decoded, reference: Day) -> Self {
        let days = decoded.birth_date.candidates();
        let born = days.first().copied().unwrap_or(reference);
        let place = domain::vocabulary::birthplace(&decoded.birthplace_code, born.date());
        Self {
            tax_code: decoded.tax_code.to_string(),
            is_omocodia: decoded.is_omocodia,
            family_name: decoded.family_name,
            given_name: decoded.given_name,
            sex: Field::of(decoded.sex),
            birth_date: decoded.birth_date.known().map(Field::of),
            birth_dates: days.iter().copied().map(Field::of).collect(),
            birthplace_code: decoded.birthplace_code,
            birthplace_label: place.concept().map(|place| place.label_it.to_owned()),
        }
    }
}

/// Checks a tax code.
///
/// Structure, check letter and place, and each declared field against what the code says, by
/// D.M. 23 December 1976 n. 13813. What is not declared is not compared. Nothing is stored, and
/// no `Idempotency-Key` is needed.
#[utoipa::path(post, path = "/tax-code-checks", tag = "calculators",
    operation_id = "check_tax_code", request_body = TaxCodeCheckRequest,
    responses((status = 200, body = TaxCodeCheckView)))]
async fn check(
    query: Query,
    Valid(body): Valid<TaxCodeCheckRequest>,
) -> Result<HttpResponse, Problem> {
    let today = query.today().try_into();
    let today = today.map_err(|_| Problem::of(ProblemCode::Internal))?;
    let (check, reference) = body.check(today)?;
    let view = TaxCodeCheckView::of(check, reference, query.language());
    respond(Plain(view).answer()?)
}

/// Mounts the route of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_check, Access::To(Action::Calculate), check);
}

#[cfg(test)]
mod tests {
    use domain::kernel::tax_code::CheckCode;
    use strum::VariantNames;

    use super::*;

    #[test]
    fn every_reason_has_its_words_in_both_languages() {
        for code in CheckCode::VARIANTS {
            for language in [Language::Italian, Language::English] {
                assert!(
                    text(language, &format!("check-{code}"), None, &[]).is_some(),
                    "{code}"
                );
            }
        }
    }
}
