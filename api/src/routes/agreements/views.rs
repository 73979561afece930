//! What goes in and out of agreements.

use chrono::{DateTime, Utc};
use domain::actor::{Actor, StaffId};
use domain::agreements::{
    ActionId, ActionStatus, AgreedAction, Agreement, AgreementId, AgreementText, Doer, Edition,
    Goal, GoalText, NewAction, NewGoal, NewTerms, PactReference, ProofMode, Review, Terms,
};
use domain::cases::Case;
use domain::kernel::Day;
use persistence::agreements::Item;
use persistence::{Error, Tx, cases};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::views::AllowedAction;
use crate::http::wire::{
    AgreedActionIdField, AgreedActionStatusField, AgreementCloseReasonField, AgreementIdField,
    AgreementStatusField, AgreementTextField, CaseIdField, DayField, DoerField, GoalTextField,
    PactReferenceField, ProofModeField, ReviewOutcomeField, StaffIdField,
};
use crate::http::{Field, Links, Problem, SelfLink, Several};
use crate::routes::cases::views::ColleagueView;
use crate::texts::Language;

/// Something to be done.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgreedActionRequest {
    /// Which of those that are there it is: it keeps what became of it. A new one when it is left
    /// out.
    #[validate(nested)]
    action_id: Option<AgreedActionIdField>,
    /// What.
    #[schema(example = "Aggiornare il curriculum.")]
    #[validate(nested)]
    text: GoalTextField,
    /// Who does it.
    #[validate(nested)]
    by: DoerField,
    /// Until when.
    #[validate(nested)]
    due_on: Option<DayField>,
}

/// Something to be reached.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GoalRequest {
    /// What.
    #[schema(example = "Lavorare in una cucina.")]
    #[validate(nested)]
    text: GoalTextField,
    /// What is done for it, in this order.
    #[schema(value_type = Vec<AgreedActionRequest>, min_items = 1, max_items = 20)]
    #[validate(nested)]
    actions: Several<AgreedActionRequest, 1, 20>,
}

/// What is to be agreed.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "officer_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "pact_reference": "2026/1234",
    "profile": "Esperienza nella ristorazione, cerca a tempo pieno.",
    "search_acts": "Tre candidature alla settimana, entro il venerdì.",
    "contact_every_days": 30,
    "proof_mode": "search_diary",
    "goals": [{
        "text": "Lavorare in una cucina.",
        "actions": [
            { "text": "Aggiornare il curriculum.", "by": "person", "due_on": "2026-12-15" },
            { "text": "Segnalare i corsi di cucina.", "by": "officer" },
        ],
    }],
}))]
pub(super) struct AgreementRequest {
    /// Who answers for it: a colleague who can follow cases of the office.
    #[validate(nested)]
    officer_id: StaffIdField,
    /// What the employment centre calls its own pact with the person, where that is known.
    #[validate(nested)]
    pact_reference: Option<PactReferenceField>,
    /// Where the person stands on the way to work. Nothing about health, convictions or beliefs
    /// belongs here (Reg. (EU) 2016/679, art. 9 and 10).
    #[validate(nested)]
    profile: AgreementTextField,
    /// Which acts of search the person does, and when.
    #[validate(nested)]
    search_acts: AgreementTextField,
    /// How many days lie between two contacts, as a rule.
    #[schema(minimum = 1, maximum = 365, example = 30)]
    contact_every_days: u16,
    /// How active search is shown.
    #[schema(example = "search_diary")]
    #[validate(nested)]
    proof_mode: ProofModeField,
    /// What is to be reached, in this order.
    #[schema(value_type = Vec<GoalRequest>, min_items = 1, max_items = 10)]
    #[validate(nested)]
    goals: Several<GoalRequest, 1, 10>,
}

/// What was sent, read: before it is known whom it names.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    officer: StaffId,
    pact: Option<PactReference>,
    profile: AgreementText,
    search: AgreementText,
    contact_every_days: u16,
    proof: ProofMode,
    goals: Vec<(GoalText, Vec<AskedAction>)>,
}

#[derive(Debug, Clone)]
struct AskedAction {
    of: Option<ActionId>,
    text: GoalText,
    by: Doer,
    due_on: Option<Day>,
}

impl AgreedActionRequest {
    fn asked(self) -> Result<AskedAction, Problem> {
        Ok(AskedAction {
            of: self.action_id.map(Field::parsed).transpose()?,
            text: self.text.parsed()?,
            by: self.by.parsed()?,
            due_on: self.due_on.map(Field::parsed).transpose()?,
        })
    }
}

impl AgreementRequest {
    pub(super) fn asked(self) -> Result<Asked, Problem> {
        let goals = self.goals.into_iter().map(|goal| {
            let actions = goal.actions.into_iter().map(AgreedActionRequest::asked);
            let actions: Result<Vec<_>, Problem> = actions.collect();
            Ok((goal.text.parsed()?, actions?))
        });
        let goals: Result<Vec<_>, Problem> = goals.collect();
        Ok(Asked {
            officer: self.officer_id.parsed()?,
            pact: self.pact_reference.map(Field::parsed).transpose()?,
            profile: self.profile.parsed()?,
            search: self.search_acts.parsed()?,
            contact_every_days: self.contact_every_days,
            proof: self.proof_mode.parsed()?,
            goals: goals?,
        })
    }
}

impl Asked {
    /// The same with whoever it names, and an identifier for what may be new in it.
    pub(super) fn looked_up(&self, tx: &mut Tx<'_>) -> Result<NewTerms, Error> {
        let goals = self.goals.iter().map(|(text, actions)| NewGoal {
            text: text.clone(),
            actions: { actions.iter() }
                .map(|action| NewAction {
                    of: action.of,
                    id: tx.new_id(),
                    text: action.text.clone(),
                    by: action.by,
                    due_on: action.due_on,
                })
                .collect(),
        });
        let goals = goals.collect();
        Ok(NewTerms {
            officer: cases::colleague(tx, self.officer)?,
            pact: self.pact.clone(),
            profile: self.profile.clone(),
            search: self.search.clone(),
            contact_every_days: self.contact_every_days,
            proof: self.proof.clone(),
            goals,
        })
    }
}

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
    /// What the employment centre calls its own pact with the person, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pact_reference: Option<PactReferenceField>,
    /// Where the person stands on the way to work.
    profile: AgreementTextField,
    /// Which acts of search the person does, and when.
    search_acts: AgreementTextField,
    /// How many days lie between two contacts, as a rule.
    #[schema(minimum = 1, maximum = 365, example = 30)]
    contact_every_days: u16,
    /// How active search is shown.
    proof_mode: ProofModeField,
    /// What is to be reached, in this order.
    #[schema(min_items = 1, max_items = 10)]
    goals: Vec<GoalView>,
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
    /// What was agreed, or is being written.
    terms: TermsView,
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
            pact_reference: terms.pact.map(Field::of),
            profile: terms.profile.into(),
            search_acts: terms.search.into(),
            contact_every_days: terms.contact_every_days,
            proof_mode: terms.proof.into(),
            goals: terms.goals.into_iter().map(GoalView::of).collect(),
        }
    }
}

impl AgreementView {
    pub(super) fn of(
        item: Item<Agreement>,
        case: &Case,
        (actor, language): (&Actor, Language),
        links: &Links,
    ) -> Self {
        let one = item.of;
        Self {
            id: one.id.into(),
            version: one.version.0,
            status: one.status.into(),
            case_id: one.case.into(),
            edition: one.edition,
            officer: item.officer.map(ColleagueView::of),
            allowed_actions: AllowedAction::all(language, &one.allowed_steps(actor, case)),
            terms: TermsView::of(one.terms),
            drawn_up_by: item.by.map(ColleagueView::of),
            drawn_up_at: one.drawn_up_at,
            proposed_on: one.proposed_on.map(Field::of),
            signed_on: one.signed_on.map(Field::of),
            reviewed_on: one.reviewed_on.map(Field::of),
            review_count: one.reviews,
            next_review_on: one.next_review_on.map(Field::of),
            closed_on: one.closed_on.map(Field::of),
            close_reason: one.close_reason.map(Field::of),
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
