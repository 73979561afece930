//! What goes in and out of follow-ups.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::follow_ups::{FollowUpAttempt, FollowUpId, FollowUpOutcome};
use persistence::follow_ups::Item;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::body::bounded;
use crate::http::views::AllowedAction;
use crate::http::wire::{
    AttemptOutcomeField, CancellationReasonField, CaseIdField, ChannelField, DayField,
    FollowUpAttemptIdField, FollowUpEmploymentField, FollowUpIdField, FollowUpStatusField,
    FollowUpTurnField, OfficeIdField, StaffIdField, WorkKindField,
};
use crate::http::{Field, Links, Problem, SelfLink};
use crate::routes::cases::views::{ColleagueView, PersonView};
use crate::texts::Language;

/// How somebody stands months after the end of a case.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum FollowUpOutcomeBody {
    /// The person works.
    Employed {
        /// In what kind of work.
        work_kind: WorkKindField,
    },
    /// The person learns.
    InTraining {},
    /// The person looks for work.
    Unemployed {},
    /// The person neither works nor looks for work.
    Inactive {},
    /// The person does not want to say.
    Refused {},
    /// Nobody could reach the person.
    Unreachable {},
}

impl Validate for FollowUpOutcomeBody {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        if let Self::Employed { work_kind } = self {
            errors.merge_self("work_kind", work_kind.validate());
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

impl FollowUpOutcomeBody {
    pub(super) fn outcome(self) -> Result<FollowUpOutcome, Problem> {
        Ok(match self {
            Self::Employed { work_kind } => FollowUpOutcome::Employed {
                work_kind: work_kind.parsed()?,
            },
            Self::InTraining {} => FollowUpOutcome::InTraining {},
            Self::Unemployed {} => FollowUpOutcome::Unemployed {},
            Self::Inactive {} => FollowUpOutcome::Inactive {},
            Self::Refused {} => FollowUpOutcome::Refused {},
            Self::Unreachable {} => FollowUpOutcome::Unreachable {},
        })
    }

    fn of(outcome: FollowUpOutcome) -> Self {
        match outcome {
            FollowUpOutcome::Employed { work_kind } => Self::Employed {
                work_kind: work_kind.into(),
            },
            FollowUpOutcome::InTraining {} => Self::InTraining {},
            FollowUpOutcome::Unemployed {} => Self::Unemployed {},
            FollowUpOutcome::Inactive {} => Self::Inactive {},
            FollowUpOutcome::Refused {} => Self::Refused {},
            FollowUpOutcome::Unreachable {} => Self::Unreachable {},
        }
    }
}

/// Somebody tried to reach the person.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FollowUpAttemptRequest {
    /// On which day; today when it is left out.
    #[validate(nested)]
    pub(super) on: Option<DayField>,
    /// By which channel.
    #[validate(nested)]
    pub(super) channel: ChannelField,
    /// With which outcome.
    #[validate(nested)]
    pub(super) outcome: AttemptOutcomeField,
}

/// How the person stands.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FollowUpOutcomeRequest {
    /// How.
    #[validate(nested)]
    pub(super) outcome: FollowUpOutcomeBody,
    /// Of which day that tells; today when it is left out.
    #[validate(nested)]
    pub(super) on: Option<DayField>,
    /// Rules whose warning is acknowledged: `follow_up.early`, `follow_up.few_attempts`,
    /// `follow_up.reached`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["follow_up.early", "follow_up.few_attempts"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    pub(super) acknowledged: Vec<String>,
}

/// Why nobody asks after all.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "planned_in_error" }))]
pub(super) struct FollowUpCancellationRequest {
    /// Why: anything but `case_reopened`, which the product alone says.
    #[validate(nested)]
    pub(super) reason: CancellationReasonField,
}

/// An attempt to reach the person.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FollowUpAttemptView {
    /// The attempt.
    id: FollowUpAttemptIdField,
    /// On which day.
    on: DayField,
    /// By which channel.
    channel: ChannelField,
    /// With which outcome.
    outcome: AttemptOutcomeField,
    /// Who tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<StaffIdField>,
}

/// A follow-up.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FollowUpView {
    /// The follow-up.
    id: FollowUpIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: FollowUpStatusField,
    /// The first or the second one.
    turn: FollowUpTurnField,
    /// After which case.
    case_id: CaseIdField,
    /// Who is asked.
    person: PersonView,
    /// The office that owns the case.
    office_id: OfficeIdField,
    /// Who follows it, or did to the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor: Option<ColleagueView>,
    /// When the case ended.
    closed_on: DayField,
    /// The day about which the person is asked.
    planned_for: DayField,
    /// How often somebody tried to reach the person.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1)]
    attempt_count: i64,
    /// The last hundred of these attempts, the newest first.
    #[schema(min_items = 0, max_items = 100)]
    attempts: Vec<FollowUpAttemptView>,
    /// How the person stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<FollowUpOutcomeBody>,
    /// The day of which that tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome_on: Option<DayField>,
    /// What that tells of employment.
    #[serde(skip_serializing_if = "Option::is_none")]
    employment: Option<FollowUpEmploymentField>,
    /// Why nobody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation_reason: Option<CancellationReasonField>,
    /// When nothing more was to come of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A follow-up, as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FollowUpRow {
    /// The follow-up.
    id: FollowUpIdField,
    /// Where it stands.
    status: FollowUpStatusField,
    /// The first or the second one.
    turn: FollowUpTurnField,
    /// After which case.
    case_id: CaseIdField,
    /// Who is asked.
    person: PersonView,
    /// The office that owns the case.
    office_id: OfficeIdField,
    /// Who follows it, or did to the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor: Option<ColleagueView>,
    /// When the case ended.
    closed_on: DayField,
    /// The day about which the person is asked.
    planned_for: DayField,
    /// How often somebody tried to reach the person.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1)]
    attempt_count: i64,
    /// How the person stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<FollowUpOutcomeBody>,
    /// What that tells of employment.
    #[serde(skip_serializing_if = "Option::is_none")]
    employment: Option<FollowUpEmploymentField>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

fn address(id: FollowUpId) -> String {
    format!("/follow-ups/{id}")
}

impl FollowUpAttemptView {
    fn of(attempt: &FollowUpAttempt) -> Self {
        Self {
            id: attempt.id.into(),
            on: attempt.on.into(),
            channel: attempt.channel.into(),
            outcome: attempt.outcome.into(),
            by: attempt.by.map(Field::of),
        }
    }
}

impl FollowUpView {
    pub(super) fn of(
        item: Item,
        attempts: &[FollowUpAttempt],
        reader: (&Actor, Language),
        links: &Links,
    ) -> Self {
        let one = item.follow_up;
        let (actor, language) = reader;
        Self {
            id: one.id.into(),
            version: one.version.0,
            status: one.status.into(),
            turn: one.turn.into(),
            case_id: one.case.into(),
            person: PersonView::of(item.person),
            office_id: one.office.into(),
            counsellor: item.counsellor.map(ColleagueView::of),
            closed_on: one.closed_on.into(),
            planned_for: one.planned_for.into(),
            attempt_count: one.attempts,
            attempts: attempts.iter().map(FollowUpAttemptView::of).collect(),
            outcome: one.outcome.map(FollowUpOutcomeBody::of),
            outcome_on: one.outcome_on.map(Field::of),
            employment: one.outcome.map(|outcome| outcome.employment().into()),
            cancellation_reason: one.cancelled.map(Field::of),
            ended_at: one.ended_at,
            allowed_actions: AllowedAction::all(language, &one.allowed_steps(actor)),
            links: links.of(address(one.id)),
        }
    }
}

impl FollowUpRow {
    pub(super) fn of(item: Item, links: &Links) -> Self {
        let one = item.follow_up;
        Self {
            id: one.id.into(),
            status: one.status.into(),
            turn: one.turn.into(),
            case_id: one.case.into(),
            person: PersonView::of(item.person),
            office_id: one.office.into(),
            counsellor: item.counsellor.map(ColleagueView::of),
            closed_on: one.closed_on.into(),
            planned_for: one.planned_for.into(),
            attempt_count: one.attempts,
            outcome: one.outcome.map(FollowUpOutcomeBody::of),
            employment: one.outcome.map(|outcome| outcome.employment().into()),
            links: links.of(address(one.id)),
        }
    }
}
