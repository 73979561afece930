//! What goes in and out of emergency accesses.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::emergency_accesses::{EmergencyPurpose, EmergencyReason, EmergencyStatus, ReviewNote};
use domain::kernel::Id;
use persistence::emergency_accesses::Known;
use persistence::names::{PersonCard, StaffName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::address;
use crate::http::wire::{
    DayField, EmergencyIdField, EmergencyPurposeField, EmergencyReasonField, EmergencyStatusField,
    EndedHowField, IndividualIdField, PersonNameField, StaffIdField,
};
use crate::http::{AllowedAction, Field, Links, Problem, SelfLink};
use crate::texts::Language;

/// Why a record out of reach is opened.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "purpose": "person_present",
    "reason": "La persona è allo sportello per firmare e chi la segue è assente.",
}))]
pub(super) struct EmergencyAccessRequest {
    /// On what ground.
    #[validate(nested)]
    purpose: EmergencyPurposeField,
    /// Why, in a sentence: at least 20 characters (a parameter). The person reads it, and so do
    /// coordinators.
    #[validate(nested)]
    reason: EmergencyReasonField,
}

impl EmergencyAccessRequest {
    pub(super) fn grounds(self) -> Result<(EmergencyPurpose, EmergencyReason), Problem> {
        Ok((self.purpose.parsed()?, self.reason.parsed()?))
    }
}

/// What a coordinator found.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EmergencyReviewRequest {
    /// What was found; may be left out.
    #[serde(default)]
    #[validate(nested)]
    note: Option<EmergencyReasonField>,
}

impl EmergencyReviewRequest {
    pub(super) fn note(self) -> Result<Option<ReviewNote>, Problem> {
        self.note.map(Field::parsed).transpose()
    }
}

/// Which emergency accesses.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EmergencyFilter {
    #[validate(nested)]
    status: Option<EmergencyStatusField>,
}

impl EmergencyFilter {
    pub(super) fn status(&self) -> Option<EmergencyStatus> {
        Field::given(self.status.as_ref())
    }
}

/// A colleague, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmergencyColleague {
    /// Who.
    id: StaffIdField,
    /// Given name.
    given_name: PersonNameField,
    /// Family name.
    family_name: PersonNameField,
}

/// Whose record was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmergencyPerson {
    /// Who.
    id: IndividualIdField,
    /// Given name.
    given_name: PersonNameField,
    /// Family name.
    family_name: PersonNameField,
    /// The day of birth.
    birth_date: DayField,
}

/// What a coordinator said of an emergency access.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmergencyReview {
    /// When.
    at: DateTime<Utc>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<EmergencyColleague>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<EmergencyReasonField>,
}

/// A record out of reach that somebody opened for a few hours.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmergencyAccessView {
    /// Its identifier.
    id: EmergencyIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: EmergencyStatusField,
    /// Who opened the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<EmergencyColleague>,
    /// Whose record.
    #[serde(skip_serializing_if = "Option::is_none")]
    individual: Option<EmergencyPerson>,
    /// On what ground.
    purpose: EmergencyPurposeField,
    /// Why.
    reason: EmergencyReasonField,
    /// Since when.
    begun_at: DateTime<Utc>,
    /// When it ends by itself.
    ends_at: DateTime<Utc>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_how: Option<EndedHowField>,
    /// What a coordinator said.
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<EmergencyReview>,
    /// What the caller may do with it now; left out in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 0, max_items = 2)]
    allowed_actions: Option<Vec<AllowedAction>>,
    #[serde(rename = "_links")]
    links: SelfLink,
}

fn colleague(name: StaffName) -> EmergencyColleague {
    EmergencyColleague {
        id: Field::of(name.id),
        given_name: Field::of(name.given_name),
        family_name: Field::of(name.family_name),
    }
}

fn person(card: PersonCard) -> EmergencyPerson {
    EmergencyPerson {
        id: Field::of(Id::new(card.id.uuid())),
        given_name: Field::of(card.given_name),
        family_name: Field::of(card.family_name),
        birth_date: Field::of(card.birth_date),
    }
}

impl EmergencyAccessView {
    /// As a list shows it.
    pub(super) fn row(known: Known, now: DateTime<Utc>, links: &Links) -> Self {
        let (status, ended) = (known.access.status(now), known.access.ended_by(now));
        let access = known.access;
        Self {
            links: links.of(address(access.id)),
            id: Field::of(access.id),
            version: access.version.0,
            status: Field::of(status),
            by: known.staff.map(colleague),
            individual: known.person.map(person),
            purpose: Field::of(access.purpose),
            reason: Field::of(access.reason),
            begun_at: access.begun_at,
            ends_at: access.ends_at,
            ended_at: ended.map(|ended| ended.at),
            ended_how: ended.map(|ended| Field::of(ended.how)),
            review: access.review.map(|review| EmergencyReview {
                at: review.at,
                by: known.reviewer.map(colleague),
                note: review.note.map(Field::of),
            }),
            allowed_actions: None,
        }
    }

    /// As it is shown by itself.
    pub(super) fn of(
        known: Known,
        (reader, now): (&Actor, DateTime<Utc>),
        language: Language,
        links: &Links,
    ) -> Self {
        let allowed = known.access.allowed(reader, now);
        Self {
            allowed_actions: Some(AllowedAction::all(language, &allowed)),
            ..Self::row(known, now, links)
        }
    }
}
