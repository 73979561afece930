//! What is told of agreements.

use chrono::{DateTime, Utc};
use domain::agreements::{
    ActionOutcome, ActionStatus, AgreedAction, Agreement, AgreementId, Amendment, Edition, Goal,
    Review, Terms,
};
use persistence::agreements::Item;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::views::AllowedAction;
use crate::http::wire::{
    AgreedActionIdField, AgreedActionStatusField, AgreementCloseReasonField, AgreementIdField,
    AgreementStatusField, AgreementTextField, CaseIdField, CommitmentField, DayField, DoerField,
    GoalTextField, ProofModeField, ReviewOutcomeField, StaffIdField, Text100Field,
};
use crate::http::{Field, Links, SelfLink};
use crate::routes::cases::views::ColleagueView;

/// Something that was agreed to be done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgreedActionView {
    /// It.
    id: AgreedActionIdField,
    /// What.
    text: GoalTextField,
    /// Who does it.
    by: DoerField,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<DayField>,
    /// What became of it.
    status: AgreedActionStatusField,
    /// Since when nothing is to be done for it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_on: Option<DayField>,
}

/// Something to be reached.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GoalView {
    /// What.
    text: GoalTextField,
    /// What is done for it, in this order.
    #[schema(min_items = 1, max_items = 20)]
    actions: Vec<AgreedActionView>,
}

/// What was agreed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TermsView {
    /// Where the person stands on the way to work.
    profile: AgreementTextField,
    /// Which acts of search the person does, and when.
    search_acts: AgreementTextField,
    /// How many days lie between two contacts, as a rule.
    #[schema(minimum = 1, maximum = 365, example = 30)]
    contact_every_days: u16,
    /// How active search is shown.
    #[schema(min_items = 1, max_items = 5)]
    proof_modes: Vec<ProofModeField>,
    /// To what else the person commits.
    #[schema(min_items = 0, max_items = 10)]
    commitments: Vec<CommitmentField>,
    /// What is to be reached, in this order.
    #[schema(min_items = 1, max_items = 10)]
    goals: Vec<GoalView>,
}

/// What is to bind instead of what was signed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AmendmentView {
    /// Who is to answer for it.
    officer_id: StaffIdField,
    /// What is to be agreed.
    terms: TermsView,
    /// When the person was given it to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    proposed_on: Option<DayField>,
}

/// An agreement.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgreementView {
    /// The agreement.
    id: AgreementIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: AgreementStatusField,
    /// In which case.
    case_id: CaseIdField,
    /// How often it was signed; what was signed each time is in its editions.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1)]
    edition: i64,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    officer: Option<ColleagueView>,
    /// What the employment centre calls its own pact with the person, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pact_id: Option<Text100Field>,
    /// What binds, or the first draft.
    terms: TermsView,
    /// What is to bind instead, as far as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    amendment: Option<AmendmentView>,
    /// Who drew it up.
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn_up_by: Option<ColleagueView>,
    /// When.
    drawn_up_at: DateTime<Utc>,
    /// When the person was given it to read, for the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    proposed_on: Option<DayField>,
    /// When the person signed it, for the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_on: Option<DayField>,
    /// When both looked at how it goes, for the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    reviewed_on: Option<DayField>,
    /// How often they did.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1)]
    review_count: i64,
    /// When they look at it next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_review_on: Option<DayField>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_on: Option<DayField>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    close_reason: Option<AgreementCloseReasonField>,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// An agreement as lists show it, without what was agreed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgreementRow {
    /// The agreement.
    id: AgreementIdField,
    /// Where it stands.
    status: AgreementStatusField,
    /// How often it was signed.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1)]
    edition: i64,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    officer: Option<ColleagueView>,
    /// When it was drawn up.
    drawn_up_at: DateTime<Utc>,
    /// When the person signed it, for the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_on: Option<DayField>,
    /// When they look at it next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_review_on: Option<DayField>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_on: Option<DayField>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    close_reason: Option<AgreementCloseReasonField>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// An agreement as it was signed once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgreementEditionView {
    /// Which one, counted from 1.
    #[schema(minimum = 1, maximum = 1_000_000, example = 1)]
    number: i64,
    /// When the person signed it.
    signed_on: DayField,
    /// Who answered for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    officer: Option<ColleagueView>,
    /// What was agreed.
    terms: TermsView,
    /// When both wanted to look at it.
    next_review_on: DayField,
    /// Who wrote it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_by: Option<ColleagueView>,
}

/// How an agreement went until some day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgreementReviewView {
    /// Which one, counted from 1.
    #[schema(minimum = 1, maximum = 1_000_000, example = 1)]
    number: i64,
    /// Of which edition.
    #[schema(minimum = 1, maximum = 1_000_000, example = 1)]
    edition: i64,
    /// On which day both looked at it.
    held_on: DayField,
    /// What they found.
    outcome: ReviewOutcomeField,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<AgreementTextField>,
    /// When they look at it next.
    next_review_on: DayField,
    /// Who wrote it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_by: Option<ColleagueView>,
}

/// What became of something that was agreed, as somebody said once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgreedActionOutcomeView {
    /// Which one, counted from 1.
    #[schema(minimum = 1, maximum = 1_000_000, example = 1)]
    number: i64,
    /// Of what.
    action_id: AgreedActionIdField,
    /// What became of it.
    status: AgreedActionStatusField,
    /// Since when nothing is to be done for it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_on: Option<DayField>,
    /// Who wrote it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_by: Option<ColleagueView>,
}

pub(super) fn address(id: AgreementId) -> String {
    format!("/agreements/{id}")
}

impl AgreedActionView {
    fn of(action: AgreedAction) -> Self {
        Self {
            id: action.id.into(),
            text: action.text.into(),
            by: action.by.into(),
            due_on: action.due_on.map(Field::of),
            status: Field::<ActionStatus>::of(action.status),
            ended_on: action.ended_on.map(Field::of),
        }
    }
}

impl GoalView {
    fn of(goal: Goal) -> Self {
        let actions = goal.actions.into_iter().map(AgreedActionView::of);
        Self {
            text: goal.text.into(),
            actions: actions.collect(),
        }
    }
}

impl TermsView {
    fn of(terms: Terms) -> Self {
        Self {
            profile: terms.profile.into(),
            search_acts: terms.search.into(),
            contact_every_days: terms.contact_every_days,
            proof_modes: terms.proofs.into_iter().map(Field::of).collect(),
            commitments: terms.commitments.into_iter().map(Field::of).collect(),
            goals: terms.goals.into_iter().map(GoalView::of).collect(),
        }
    }
}

impl AmendmentView {
    fn of(amendment: Amendment) -> Self {
        Self {
            officer_id: amendment.officer.into(),
            terms: TermsView::of(amendment.terms),
            proposed_on: amendment.proposed_on.map(Field::of),
        }
    }
}

impl AgreementView {
    pub(super) fn of(
        item: Item<Agreement>,
        allowed_actions: Vec<AllowedAction>,
        links: &Links,
    ) -> Self {
        let one = item.of;
        let next_review_on = one.looked_at_next();
        Self {
            id: one.id.into(),
            version: one.version.0,
            status: one.status.into(),
            case_id: one.case.into(),
            edition: one.edition,
            officer: item.officer.map(ColleagueView::of),
            allowed_actions,
            pact_id: one.pact.map(Field::of),
            terms: TermsView::of(one.terms),
            amendment: one.amendment.map(AmendmentView::of),
            drawn_up_by: item.by.map(ColleagueView::of),
            drawn_up_at: one.drawn_up_at,
            proposed_on: one.proposed_on.map(Field::of),
            signed_on: one.signed_on.map(Field::of),
            reviewed_on: one.reviewed_on.map(Field::of),
            review_count: one.reviews,
            next_review_on: next_review_on.map(Field::of),
            closed_on: one.end.map(|end| Field::of(end.on)),
            close_reason: one.end.map(|end| Field::of(end.reason)),
            links: links.of(address(one.id)),
        }
    }
}

impl AgreementRow {
    pub(super) fn of(item: Item<Agreement>, links: &Links) -> Self {
        let one = item.of;
        Self {
            id: one.id.into(),
            status: one.status.into(),
            edition: one.edition,
            officer: item.officer.map(ColleagueView::of),
            drawn_up_at: one.drawn_up_at,
            signed_on: one.signed_on.map(Field::of),
            next_review_on: one.looked_at_next().map(Field::of),
            closed_on: one.end.map(|end| Field::of(end.on)),
            close_reason: one.end.map(|end| Field::of(end.reason)),
            links: links.of(address(one.id)),
        }
    }
}

impl AgreementEditionView {
    pub(super) fn of(item: Item<Edition>) -> Self {
        let one = item.of;
        Self {
            number: one.number,
            signed_on: one.signed_on.into(),
            officer: item.officer.map(ColleagueView::of),
            terms: TermsView::of(one.terms),
            next_review_on: one.next_on.into(),
            recorded_by: item.by.map(ColleagueView::of),
        }
    }
}

impl AgreedActionOutcomeView {
    pub(super) fn of(item: Item<ActionOutcome>) -> Self {
        let one = item.of;
        Self {
            number: one.number,
            action_id: one.action.into(),
            status: Field::<ActionStatus>::of(one.status),
            ended_on: one.ended_on.map(Field::of),
            recorded_by: item.by.map(ColleagueView::of),
        }
    }
}

impl AgreementReviewView {
    pub(super) fn of(item: Item<Review>) -> Self {
        let one = item.of;
        Self {
            number: one.number,
            edition: one.edition,
            held_on: one.held_on.into(),
            outcome: one.outcome.into(),
            remark: one.remark.map(Field::of),
            next_review_on: one.next_on.into(),
            recorded_by: item.by.map(ColleagueView::of),
        }
    }
}
