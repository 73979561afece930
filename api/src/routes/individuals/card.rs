//! What a search shows of a person.

use domain::individuals::{Candidate, Card};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::wire::{IdField, LikenessField, PersonNameField};
use crate::http::{Field, Links, SelfLink};

/// As much of a person as a search shows: enough to choose the right one.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateCard {
    /// Who.
    id: IdField,
    /// Family names.
    family_name: PersonNameField,
    /// Given names.
    given_name: PersonNameField,
    /// Year of birth.
    #[schema(minimum = 1900, maximum = 2100, example = 1990)]
    birth_year: i32,
    /// The office that registered the person.
    office_id: IdField,
    /// Why the person may be the one who is registered; only where registering was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(min_items = 0, max_items = 3, required = false)]
    reasons: Vec<LikenessField>,
    /// Where the person is; only in searches.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<SelfLink>,
}

impl CandidateCard {
    /// What a search shows.
    pub fn of(card: Card, links: &Links) -> Self {
        let link = links.of(format!("/individuals/{}", card.id));
        Self {
            links: Some(link),
            ..Self::from(card)
        }
    }
}

impl From<Card> for CandidateCard {
    fn from(card: Card) -> Self {
        Self {
            id: Field::of(card.id),
            family_name: Field::of(card.family_name),
            given_name: Field::of(card.given_name),
            birth_year: card.birth_year,
            office_id: Field::of(domain::kernel::Id::new(card.office.uuid())),
            reasons: Vec::new(),
            links: None,
        }
    }
}

impl From<Candidate> for CandidateCard {
    fn from(candidate: Candidate) -> Self {
        Self {
            reasons: candidate.reasons.into_iter().map(Field::of).collect(),
            ..Self::from(candidate.card)
        }
    }
}
