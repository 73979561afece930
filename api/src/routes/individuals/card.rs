//! What a search shows of a person.

use domain::individuals::{Candidate, Card};
use serde::Serialize;
use serde_json::{Value, json};
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

/// A refusal with the cards of people who look alike, as the document of the API shows it.
pub(super) fn possible_duplicate() -> Value {
    json!({
        "type": "https://percorso.example/rest/employment/v1/problems/possible-duplicate",
        "title": "Possibile doppione",
        "status": 409,
        "detail": "Esistono persone che potrebbero essere la stessa: si scelga una di loro, o si confermi in confirmed_distinct_from che è un'altra persona.",
        "instance": "urn:request:0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e10",
        "candidates": [{
            "id": "0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e11",
            "family_name": "Verdi",
            "given_name": "Lucia",
            "birth_year": 1990,
            "office_id": "0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e12",
            "reasons": ["same_names"],
        }],
    })
}
