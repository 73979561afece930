//! The two counts of days: of unemployment, and without regularly paid work.

use domain::employment_status::{Known, Seniority, UnpaidTime};
use domain::kernel::Day;
use serde::Serialize;
use utoipa::ToSchema;

use super::facts::{MissingFactView, RuleParameterView, UsedFactView, missing, parameters, used};
use super::rule;
use crate::http::Field;
use crate::http::wire::DayField;
use crate::texts::Language;

/// The days of unemployment on the reference date.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SeniorityView {
    /// The rule, in words.
    #[schema(
        max_length = 1000,
        example = "Days since the declaration, suspended ones left out."
    )]
    detail: String,
    /// Since when they are counted; left out without the status.
    #[serde(skip_serializing_if = "Option::is_none")]
    counted_from: Option<DayField>,
    /// The days; left out where facts are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 264)]
    days: Option<u32>,
    /// The days at least, whatever is missing.
    #[schema(minimum = 0, maximum = 100_000, example = 264)]
    least_days: u32,
    /// The suspended days, which do not count; left out where facts are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 92)]
    suspended_days: Option<u32>,
    /// When six months are passed.
    six_months: ThresholdView,
    /// When long-term unemployment begins.
    long_term: ThresholdView,
    /// What is missing where the days are.
    #[schema(min_items = 0, max_items = 300)]
    missing: Vec<MissingFactView>,
    /// The dated numbers of the thresholds.
    #[schema(min_items = 0, max_items = 10)]
    parameters: Vec<RuleParameterView>,
}

/// The first day beyond a threshold, if nothing changes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ThresholdView {
    /// The day; left out where it never comes, or where facts are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<DayField>,
    /// What is missing.
    #[schema(min_items = 0, max_items = 300)]
    missing: Vec<MissingFactView>,
}

/// The time without regularly paid work.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnpaidTimeView {
    /// The rule, in words.
    #[schema(max_length = 1000, example = "Days without regularly paid work.")]
    detail: String,
    /// Whether there never was any; left out where facts are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = false)]
    never_paid: Option<bool>,
    /// The last regularly paid day.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_paid_on: Option<DayField>,
    /// The days since then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 365)]
    days: Option<u32>,
    /// The days at least, whatever is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 365)]
    least_days: Option<u32>,
    /// What is missing.
    #[schema(min_items = 0, max_items = 300)]
    missing: Vec<MissingFactView>,
    /// The facts that it used.
    #[schema(min_items = 0, max_items = 300)]
    facts_used: Vec<UsedFactView>,
    /// The dated numbers that it used.
    #[schema(min_items = 0, max_items = 50)]
    parameters: Vec<RuleParameterView>,
}

impl SeniorityView {
    /// As it is answered.
    pub(super) fn of(seniority: &Seniority, language: Language) -> Self {
        let counted_from = seniority.counted_from.value().copied().flatten();
        Self {
            detail: rule(language, "status.seniority", &[]),
            counted_from: counted_from.map(Field::of),
            days: seniority.days.value().copied(),
            least_days: seniority.least_days,
            suspended_days: seniority.suspended_days.value().copied(),
            six_months: ThresholdView::of(&seniority.six_months_on, language),
            long_term: ThresholdView::of(&seniority.long_term_on, language),
            missing: missing(language, seniority.days.missing()),
            parameters: parameters(&seniority.parameters),
        }
    }
}

impl ThresholdView {
    /// As it is answered.
    pub(super) fn of(day: &Known<Option<Day>>, language: Language) -> Self {
        Self {
            on: day.value().copied().flatten().map(Field::of),
            missing: missing(language, day.missing()),
        }
    }
}

impl UnpaidTimeView {
    /// As it is answered.
    pub(super) fn of(unpaid: &UnpaidTime, language: Language) -> Self {
        let last = unpaid.last_paid_on.value().copied();
        Self {
            detail: rule(language, "status.regular_pay", &[]),
            never_paid: last.map(|last| last.is_none()),
            last_paid_on: last.flatten().map(Field::of),
            days: unpaid.days.value().copied().flatten(),
            least_days: unpaid.least_days,
            missing: missing(language, unpaid.last_paid_on.missing()),
            facts_used: used(&unpaid.used),
            parameters: parameters(&unpaid.parameters),
        }
    }
}
