//! What goes in and out of hand-overs.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::hand_overs::{Declined, HandOverId, Keeper, Term};
use domain::kernel::Day;
use persistence::hand_overs::Item;
use persistence::names::StaffName;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::views::AllowedAction;
use crate::http::wire::{
    BlockageField, CaseIdField, DayField, HandOverIdField, HandOverNoteField, HandOverReasonField,
    HandOverRefusalReasonField, HandOverStatusField, OfficeIdField, StaffIdField,
};
use crate::http::{Field, Links, Problem, SelfLink};
use crate::routes::cases::views::{ColleagueView, PersonView};
use crate::texts::Language;

/// For how long a case is handed over.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum HandOverTerm {
    /// For good.
    Permanent {},
    /// Until the end of a day; then the case goes back by itself.
    Temporary {
        /// Its last day, where the organisation is.
        until: DayField,
    },
}

impl Validate for HandOverTerm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        if let Self::Temporary { until } = self {
            errors.merge_self("until", until.validate());
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

impl HandOverTerm {
    pub(super) fn term(self) -> Result<Term, Problem> {
        Ok(match self {
            Self::Permanent {} => Term::Permanent {},
            Self::Temporary { until } => Term::Temporary {
                until: until.parsed()?,
            },
        })
    }

    fn of(term: Term) -> Self {
        match term {
            Term::Permanent {} => Self::Permanent {},
            Term::Temporary { until } => Self::Temporary {
                until: until.into(),
            },
        }
    }
}

/// Who is to take a case over, for how long and why.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOverRequest {
    /// The office that is to own it; the present one when it is left out.
    #[validate(nested)]
    pub(super) office_id: Option<OfficeIdField>,
    /// Who is to follow it there; whom the coordinator of that office says when it is left out.
    #[validate(nested)]
    pub(super) counsellor_id: Option<StaffIdField>,
    /// For how long.
    #[validate(nested)]
    pub(super) term: HandOverTerm,
    /// Why.
    #[validate(nested)]
    pub(super) reason: HandOverReasonField,
    /// What whoever takes it over has to know; it is read before the case is taken over.
    #[validate(nested)]
    pub(super) note: Option<HandOverNoteField>,
}

/// Who follows the case from now on.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOverAcceptanceRequest {
    /// Who; whoever was asked when it is left out. Only the coordinator of the office names
    /// somebody else.
    #[validate(nested)]
    pub(super) counsellor_id: Option<StaffIdField>,
}

/// Why a case is not taken over.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOverRefusalRequest {
    /// Why.
    #[validate(nested)]
    pub(super) reason: HandOverRefusalReasonField,
    /// The same in words.
    #[validate(nested)]
    pub(super) note: Option<HandOverNoteField>,
}

/// Why a case was not taken over.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct HandOverRefusalView {
    /// Why.
    reason: HandOverRefusalReasonField,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<HandOverNoteField>,
}

/// Who keeps a case: an office, and somebody there.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct HandOverKeeper {
    /// The office.
    office_id: OfficeIdField,
    /// Who answers for the case there.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor: Option<ColleagueView>,
}

/// A hand-over. Whoever is asked reads of the person what a card shows, and what is said here; the
/// case itself once it is theirs.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandOverView {
    /// The hand-over.
    id: HandOverIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: HandOverStatusField,
    /// Which case.
    case_id: CaseIdField,
    /// Who is followed.
    person: PersonView,
    /// Who kept the case when it was proposed: there it goes back to.
    from: HandOverKeeper,
    /// Who is to take it over.
    to: HandOverKeeper,
    /// Who took it over.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_by: Option<ColleagueView>,
    /// For how long.
    term: HandOverTerm,
    /// Why.
    reason: HandOverReasonField,
    /// What whoever takes it over has to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<HandOverNoteField>,
    /// Why not, once somebody refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<HandOverRefusalView>,
    /// When whoever proposed it took note of that, or it was no news any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal_seen_at: Option<DateTime<Utc>>,
    /// Why the case could not go back, while it could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked: Option<BlockageField>,
    /// Who proposed it.
    proposed_by: ColleagueView,
    /// When.
    proposed_at: DateTime<Utc>,
    /// When it was answered or taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<DateTime<Utc>>,
    /// When nothing more could come of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A hand-over, as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandOverRow {
    /// The hand-over.
    id: HandOverIdField,
    /// Where it stands.
    status: HandOverStatusField,
    /// Which case.
    case_id: CaseIdField,
    /// Who is followed.
    person: PersonView,
    /// Who kept the case when it was proposed.
    from: HandOverKeeper,
    /// Who is to take it over.
    to: HandOverKeeper,
    /// Who took it over.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_by: Option<ColleagueView>,
    /// For how long.
    term: HandOverTerm,
    /// Why.
    reason: HandOverReasonField,
    /// When it was proposed.
    proposed_at: DateTime<Utc>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

pub(super) fn address(id: HandOverId) -> String {
    format!("/hand-overs/{id}")
}

impl HandOverRefusalView {
    fn of(declined: &Declined) -> Self {
        Self {
            reason: declined.reason.into(),
            note: declined.note.clone().map(Field::of),
        }
    }
}

impl HandOverKeeper {
    fn of(keeper: Keeper, counsellor: Option<StaffName>) -> Self {
        Self {
            office_id: keeper.office.into(),
            counsellor: counsellor.map(ColleagueView::of),
        }
    }
}

impl HandOverView {
    pub(super) fn of(
        item: Item,
        actor: &Actor,
        today: Day,
        language: Language,
        links: &Links,
    ) -> Self {
        let one = item.hand_over;
        Self {
            id: one.id.into(),
            version: one.version.0,
            status: one.status.into(),
            case_id: one.case.into(),
            person: PersonView::of(item.person),
            from: HandOverKeeper::of(one.from, item.from),
            to: HandOverKeeper::of(one.to, item.to),
            taken_by: item.taken_by.map(ColleagueView::of),
            term: HandOverTerm::of(one.term),
            reason: one.reason.into(),
            refusal: one.declined.as_ref().map(HandOverRefusalView::of),
            refusal_seen_at: one.refusal_seen_at,
            blocked: one.blocked.map(Field::of),
            proposed_by: ColleagueView::of(item.proposed_by),
            proposed_at: one.proposed_at,
            answered_at: one.answered_at,
            ended_at: one.ended_at,
            allowed_actions: AllowedAction::all(language, &one.allowed_steps(actor, today)),
            links: links.of(address(one.id)),
            note: one.note.map(Field::of),
        }
    }
}

impl HandOverRow {
    pub(super) fn of(item: Item, links: &Links) -> Self {
        let one = item.hand_over;
        Self {
            id: one.id.into(),
            status: one.status.into(),
            case_id: one.case.into(),
            person: PersonView::of(item.person),
            from: HandOverKeeper::of(one.from, item.from),
            to: HandOverKeeper::of(one.to, item.to),
            taken_by: item.taken_by.map(ColleagueView::of),
            term: HandOverTerm::of(one.term),
            reason: one.reason.into(),
            proposed_at: one.proposed_at,
            links: links.of(address(one.id)),
        }
    }
}
