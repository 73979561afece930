//! What an answer rests on: facts that were used, facts that are missing, dated numbers.

use domain::employment_status::{Missing, Used};
use domain::kernel::Day;
use domain::rulebook::Parameter;
use serde::Serialize;
use utoipa::ToSchema;

use super::said;
use crate::http::Field;
use crate::http::wire::{
    ConfidenceField, DayField, EvidenceSourceField, FactNameField, MissingFactField,
};
use crate::texts::Language;

/// A fact that was used.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsedFactView {
    /// Which.
    fact: FactNameField,
    /// Its day, or its first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<DayField>,
    /// Where it is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<EvidenceSourceField>,
}

/// A fact that is missing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MissingFactView {
    /// Which.
    fact: MissingFactField,
    /// The first day of what it is about (a work, a benefit), the end of the permit, or the day of
    /// the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<DayField>,
    /// The dated number that has no value on that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 100,
        pattern = "^[a-z0-9_.]{1,100}$",
        example = "unemployment.income_limit_employee"
    )]
    parameter: Option<&'static str>,
    /// In words.
    #[schema(max_length = 300, example = "The yearly income expected of a work.")]
    detail: String,
}

/// A dated number with its source.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RuleParameterView {
    /// What it is.
    #[schema(
        max_length = 100,
        pattern = "^[a-z0-9_.]{1,100}$",
        example = "unemployment.suspension_max_days"
    )]
    key: String,
    /// Its value on the day of the fact.
    #[schema(max_length = 50, example = "180")]
    value: String,
    /// What the value counts.
    #[schema(max_length = 30, pattern = "^[a-z_]{1,30}$", example = "days")]
    unit: String,
    /// Where it holds.
    #[schema(max_length = 80, example = "IT")]
    scope: String,
    /// Its first day; left out: since always.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<DayField>,
    /// Its last day; left out: still.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<DayField>,
    /// Where the value comes from.
    #[schema(max_length = 500, example = "D.Lgs. 150/2015 art.19 c.3")]
    source: String,
    /// How far the source was checked.
    confidence: ConfidenceField,
}

/// The facts that were used, in their order.
pub(super) fn used(facts: &[Used]) -> Vec<UsedFactView> {
    let view = |fact: &Used| UsedFactView {
        fact: Field::of(fact.fact),
        on: fact.on.map(Field::of),
        source: fact.source.map(Field::of),
    };
    facts.iter().map(view).collect()
}

/// The facts that are missing, in the words of the reader.
pub(super) fn missing(language: Language, facts: &[Missing]) -> Vec<MissingFactView> {
    let view = |missing: &Missing| MissingFactView {
        fact: Field::of(missing.fact),
        on: missing.on.map(Field::of),
        parameter: missing.parameter,
        detail: said(language, &format!("missing-{}", missing.fact), &[]),
    };
    facts.iter().map(view).collect()
}

/// The dated numbers that were used.
pub(super) fn parameters(used: &[Parameter]) -> Vec<RuleParameterView> {
    let day = |date: Option<chrono::NaiveDate>| date.and_then(|date| Day::new(date).ok());
    let view = |parameter: &Parameter| RuleParameterView {
        key: parameter.key.to_string(),
        value: parameter.value.to_string(),
        unit: parameter.unit.to_string(),
        scope: parameter.scope.to_string(),
        valid_from: day(parameter.valid_from).map(Field::of),
        valid_to: day(parameter.valid_to).map(Field::of),
        source: parameter.source.to_string(),
        confidence: Field::of(parameter.confidence),
    };
    used.iter().map(view).collect()
}
