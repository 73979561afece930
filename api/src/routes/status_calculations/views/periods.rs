//! The states one after the other, and why each begins.

use domain::employment_status::{Outcome, Reason, StateAnswer, StatePeriod};
use domain::kernel::Day;
use serde::Serialize;
use utoipa::ToSchema;

use super::facts::{MissingFactView, RuleParameterView, UsedFactView, missing, parameters, used};
use super::rule;
use crate::http::Field;
use crate::http::wire::{ConfidenceField, DayField, StateAnswerField};
use crate::texts::Language;

/// Days in one state.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatePeriodView {
    /// The state.
    state: StateAnswerField,
    /// The first day; left out: since always.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<DayField>,
    /// The last day; left out: no known fact ends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<DayField>,
    /// Whether it lies after the reference date: it comes true if nothing changes.
    #[schema(example = false)]
    is_forecast: bool,
    /// What happened on the first day, in order.
    #[schema(min_items = 0, max_items = 20)]
    reasons: Vec<StateReasonView>,
    /// What is missing where the state is unknown.
    #[schema(min_items = 0, max_items = 300)]
    missing: Vec<MissingFactView>,
}

/// Why a state begins.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StateReasonView {
    /// The rule.
    #[schema(
        max_length = 80,
        pattern = "^[a-z][a-z0-9_.]{0,79}$",
        example = "status.suspended"
    )]
    rule: &'static str,
    /// In a sentence, in the reader's language.
    #[schema(
        max_length = 1000,
        example = "A contract over the limit of income began."
    )]
    detail: String,
    /// Law and article.
    #[schema(
        max_length = 300,
        example = "D.Lgs. 150/2015 art. 19 c. 3; ANPAL circ. 1/2019"
    )]
    source: &'static str,
    /// How sure the rule and its numbers are.
    confidence: ConfidenceField,
    /// The facts that it used.
    #[schema(min_items = 0, max_items = 300)]
    facts_used: Vec<UsedFactView>,
    /// The dated numbers that it used.
    #[schema(min_items = 0, max_items = 50)]
    parameters: Vec<RuleParameterView>,
}

impl StatePeriodView {
    /// As it is answered.
    pub(super) fn of(period: &StatePeriod, outcome: &Outcome, language: Language) -> Self {
        let reasons = period.reasons.iter();
        let reasons = reasons.map(|reason| StateReasonView::of(reason, period.from, language));
        Self {
            state: Field::of(StateAnswer::from(&period.state)),
            from: period.from.map(Field::of),
            to: period.to.map(Field::of),
            is_forecast: outcome.is_forecast(period),
            reasons: reasons.collect(),
            missing: missing(language, period.state.missing()),
        }
    }
}

impl StateReasonView {
    /// As it is answered.
    pub(super) fn of(reason: &Reason, on: Option<Day>, language: Language) -> Self {
        let on: Vec<_> = on
            .map(|on| ("on".to_owned(), on.to_string()))
            .into_iter()
            .collect();
        Self {
            rule: reason.rule.id,
            detail: rule(language, reason.rule.id, &on),
            source: reason.rule.source,
            confidence: Field::of(reason.confidence()),
            facts_used: used(&reason.used),
            parameters: parameters(&reason.parameters),
        }
    }
}
