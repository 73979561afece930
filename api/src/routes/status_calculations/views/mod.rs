//! The answer, as it can be read out to somebody.

use domain::employment_status::{
    GroundAnswer, GroupAnswer, Known, Missing, NotComputed, Outcome, Reason, Seniority,
    StateAnswer, StatePeriod, UnpaidTime, Used,
};
use domain::kernel::Day;
use domain::rulebook::{Confidence, Parameter};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::Field;
use crate::http::views::FindingView;
use crate::http::wire::{
    AnswerField, ConfidenceField, DayField, EvidenceSourceField, FactNameField, GroundField,
    GroupField, MissingFactField, NotComputedField, StateAnswerField,
};
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
    /// The first day of the work that it is about, or the day of the number.
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

fn used(facts: &[Used]) -> Vec<UsedFactView> {
    let view = |fact: &Used| UsedFactView {
        fact: Field::of(fact.fact),
        on: fact.on.map(Field::of),
        source: fact.source.map(Field::of),
    };
    facts.iter().map(view).collect()
}

fn missing(language: Language, facts: &[Missing]) -> Vec<MissingFactView> {
    let view = |missing: &Missing| MissingFactView {
        fact: Field::of(missing.fact),
        on: missing.on.map(Field::of),
        parameter: missing.parameter,
        detail: said(language, &format!("missing-{}", missing.fact), &[]),
    };
    facts.iter().map(view).collect()
}

fn parameters(used: &[Parameter]) -> Vec<RuleParameterView> {
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

fn said(language: Language, key: &str, facts: &[(String, String)]) -> String {
    text(language, key, None, facts).unwrap_or_else(|| key.to_owned())
}

fn rule(language: Language, id: &str, facts: &[(String, String)]) -> String {
    said(language, &format!("rule-{}", id.replace('.', "-")), facts)
}

fn not_computed(language: Language, reason: Option<NotComputed>) -> Option<NotComputedView> {
    reason.map(|reason| NotComputedView {
        reason: Field::of(reason),
        detail: said(language, &format!("not-computed-{reason}"), &[]),
    })
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

impl StatePeriodView {
    fn of(period: &StatePeriod, outcome: &Outcome, language: Language) -> Self {
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
    fn of(reason: &Reason, on: Option<Day>, language: Language) -> Self {
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

impl ThresholdView {
    fn of(day: &Known<Option<Day>>, language: Language) -> Self {
        Self {
            on: day.value().copied().flatten().map(Field::of),
            missing: missing(language, day.missing()),
        }
    }
}

impl SeniorityView {
    fn of(seniority: &Seniority, language: Language) -> Self {
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

impl UnpaidTimeView {
    fn of(unpaid: &UnpaidTime, language: Language) -> Self {
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

impl TargetGroupView {
    fn of(answer: &GroupAnswer, language: Language) -> Self {
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
    fn of(answer: &GroundAnswer, language: Language) -> Self {
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
