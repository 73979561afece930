//! Target groups, and the grounds of those that have letters.

use domain::employment_status::{GroundAnswer, GroupAnswer, NotComputed};
use domain::rulebook::{Confidence, Parameter};
use serde::Serialize;
use utoipa::ToSchema;

use super::facts::{MissingFactView, RuleParameterView, UsedFactView, missing, parameters, used};
use super::{rule, said};
use crate::http::Field;
use crate::http::wire::{AnswerField, ConfidenceField, GroundField, GroupField, NotComputedField};
use crate::texts::Language;

/// Whether somebody belongs to a target group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TargetGroupView {
    /// The group.
    group: GroupField,
    /// Whether.
    answer: AnswerField,
    /// The rule that defines it.
    #[schema(
        max_length = 80,
        pattern = "^[a-z][a-z0-9_.]{0,79}$",
        example = "target.ltu12"
    )]
    rule: &'static str,
    /// The definition in a sentence.
    #[schema(max_length = 1000, example = "Unemployed for 366 days at least.")]
    detail: String,
    /// Law and article.
    #[schema(max_length = 300, example = "ANPAL circ. 1/2019")]
    source: &'static str,
    /// How sure the definition and its numbers are.
    confidence: ConfidenceField,
    /// Why it is not worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_computed: Option<NotComputedView>,
    /// The facts that were used.
    #[schema(min_items = 0, max_items = 300)]
    facts_used: Vec<UsedFactView>,
    /// The facts that would settle it.
    #[schema(min_items = 0, max_items = 300)]
    missing: Vec<MissingFactView>,
    /// The dated numbers that were used.
    #[schema(min_items = 0, max_items = 50)]
    parameters: Vec<RuleParameterView>,
    /// The grounds one by one, where the definition has letters.
    #[schema(min_items = 0, max_items = 7)]
    grounds: Vec<TargetGroundView>,
}

/// Whether a ground of disadvantage holds.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TargetGroundView {
    /// The letter.
    ground: GroundField,
    /// Whether.
    answer: AnswerField,
    /// Why it is not worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_computed: Option<NotComputedView>,
    /// The facts that were used.
    #[schema(min_items = 0, max_items = 300)]
    facts_used: Vec<UsedFactView>,
    /// The facts that would settle it.
    #[schema(min_items = 0, max_items = 300)]
    missing: Vec<MissingFactView>,
    /// The dated numbers that were used.
    #[schema(min_items = 0, max_items = 50)]
    parameters: Vec<RuleParameterView>,
}

/// Why something is not worked out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotComputedView {
    /// Why.
    reason: NotComputedField,
    /// In words.
    #[schema(max_length = 500, example = "It rests on sealed facts.")]
    detail: String,
}

impl TargetGroupView {
    /// As it is answered.
    pub(super) fn of(answer: &GroupAnswer, language: Language) -> Self {
        let grounds = answer.grounds.iter();
        let doubtful = |parameter: &Parameter| parameter.confidence == Confidence::Check;
        let confidence = if answer.parameters.iter().any(doubtful) {
            Confidence::Check
        } else {
            answer.rule.confidence
        };
        Self {
            group: Field::of(answer.group),
            answer: Field::of(answer.answer),
            rule: answer.rule.id,
            detail: rule(language, answer.rule.id, &[]),
            source: answer.rule.source,
            confidence: Field::of(confidence),
            not_computed: not_computed(language, answer.not_computed),
            facts_used: used(&answer.used),
            missing: missing(language, &answer.missing),
            parameters: parameters(&answer.parameters),
            grounds: grounds
                .map(|ground| TargetGroundView::of(ground, language))
                .collect(),
        }
    }
}

impl TargetGroundView {
    /// As it is answered.
    pub(super) fn of(answer: &GroundAnswer, language: Language) -> Self {
        Self {
            ground: Field::of(answer.ground),
            answer: Field::of(answer.answer),
            not_computed: not_computed(language, answer.not_computed),
            facts_used: used(&answer.used),
            missing: missing(language, &answer.missing),
            parameters: parameters(&answer.parameters),
        }
    }
}

fn not_computed(language: Language, reason: Option<NotComputed>) -> Option<NotComputedView> {
    reason.map(|reason| NotComputedView {
        reason: Field::of(reason),
        detail: said(language, &format!("not-computed-{reason}"), &[]),
    })
}
