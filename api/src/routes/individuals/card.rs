//! What a search shows of a person.

use domain::individuals::{Card, Likeness, score};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::http::wire::{IdField, LikenessField, PersonNameField};
use crate::http::{Field, Links, SelfLink};
use crate::texts::{Language, text};

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
    /// How likely it is the same person: the points of the reasons together, 100 at the most;
    /// only where registering was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100, example = 80)]
    score: Option<u8>,
    /// Why the person may be the one who is registered; only where registering was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(min_items = 0, max_items = 6, required = false)]
    reasons: Vec<ReasonView>,
    /// Where the person is; only in searches.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<SelfLink>,
}

/// A reason why two records may be of one person, and what it counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonView {
    /// The reason.
    reason: LikenessField,
    /// What it adds to the score.
    #[schema(minimum = 1, maximum = 100, example = 80)]
    points: u8,
    /// In a sentence, in the reader's language.
    #[schema(max_length = 300, example = "Stessi nomi e stessa data di nascita.")]
    detail: String,
}

impl ReasonView {
    fn of(reason: Likeness, language: Language) -> Self {
        let key = format!("likeness-{reason}");
        Self {
            reason: Field::of(reason),
            points: reason.points(),
            detail: text(language, &key, None, &[]).unwrap_or_else(|| reason.to_string()),
        }
    }
}

impl CandidateCard {
    /// Somebody who may be the person about to be registered, with score and reasons.
    pub fn may_be(card: Card, reasons: &[Likeness], language: Language) -> Self {
        let told = reasons.iter().map(|why| ReasonView::of(*why, language));
        Self {
            score: Some(score(reasons)),
            reasons: told.collect(),
            ..Self::from(card)
        }
    }

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
            score: None,
            reasons: Vec::new(),
            links: None,
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
            "score": 80,
            "reasons": [{
                "reason": "same_names",
                "points": 80,
                "detail": "Stessi nomi e stessa data di nascita.",
            }],
        }],
    })
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn every_reason_has_its_words_in_both_languages() {
        for reason in Likeness::iter() {
            for language in [Language::Italian, Language::English] {
                let key = format!("likeness-{reason}");
                assert!(text(language, &key, None, &[]).is_some(), "{key}");
            }
        }
    }
}
