//! The answer, as it can be read out to somebody.

mod counts;
mod facts;
mod groups;
mod periods;

use domain::employment_status::{Outcome, StateAnswer};
use serde::Serialize;
use utoipa::ToSchema;

use self::counts::{SeniorityView, UnpaidTimeView};
use self::facts::{MissingFactView, missing};
use self::groups::TargetGroupView;
use self::periods::StatePeriodView;
use crate::http::Field;
use crate::http::views::FindingView;
use crate::http::wire::{DayField, StateAnswerField};
use crate::texts::{Language, text};

/// What follows from the facts.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusCalculationView {
    /// The day of the question.
    reference_date: DayField,
    /// The state on that day.
    state: StateAnswerField,
    /// What is missing where the state is unknown.
    #[schema(min_items = 0, max_items = 300)]
    missing: Vec<MissingFactView>,
    /// All states without gaps: the first one since always, the last one without an end.
    #[schema(min_items = 1, max_items = 1000)]
    periods: Vec<StatePeriodView>,
    /// The days of unemployment since the declaration, which suspended days do not add to.
    seniority: SeniorityView,
    /// The days without regularly paid work, which is another count.
    without_regular_pay: UnpaidTimeView,
    /// Every target group.
    #[schema(min_items = 13, max_items = 50)]
    groups: Vec<TargetGroupView>,
    /// What deserves attention: refused declarations, rules and numbers to be confirmed.
    #[schema(min_items = 0, max_items = 1000)]
    findings: Vec<FindingView>,
}

impl StatusCalculationView {
    /// The answer in the reader's language.
    pub fn of(outcome: &Outcome, language: Language) -> Self {
        let periods = outcome.periods.iter();
        let periods = periods.map(|period| StatePeriodView::of(period, outcome, language));
        let groups = outcome.groups.iter();
        Self {
            reference_date: Field::of(outcome.reference),
            state: Field::of(StateAnswer::from(&outcome.state)),
            missing: missing(language, outcome.state.missing()),
            periods: periods.collect(),
            seniority: SeniorityView::of(&outcome.seniority, language),
            without_regular_pay: UnpaidTimeView::of(&outcome.unpaid, language),
            groups: groups
                .map(|answer| TargetGroupView::of(answer, language))
                .collect(),
            findings: FindingView::all(language, &outcome.findings),
        }
    }
}

fn said(language: Language, key: &str, facts: &[(String, String)]) -> String {
    text(language, key, None, facts).unwrap_or_else(|| key.to_owned())
}

fn rule(language: Language, id: &str, facts: &[(String, String)]) -> String {
    said(language, &format!("rule-{}", id.replace('.', "-")), facts)
}
