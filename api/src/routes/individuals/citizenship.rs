//! Section *citizenship*: of which States the person is a citizen, or of none.

use domain::individuals::{Citizenship, Citizenships, Sourced};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{Content, ProvenanceContent, each};
use crate::http::wire::{CitizenshipCodeField, DayField};
use crate::http::{Field, Problem};

/// A citizenship, or statelessness, and since when.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CitizenshipItemContent {
    /// Of which State.
    #[validate(nested)]
    code: CitizenshipCodeField,
    /// The first day, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    valid_from: Option<DayField>,
    /// The last day, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    valid_to: Option<DayField>,
    /// Where it comes from, when it is not the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    provenance: Option<ProvenanceContent>,
}

/// Of which States a person is, or was, a citizen.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "items": [{ "code": "201" }, { "code": "100", "valid_from": "2024-05-02" }],
}))]
pub struct CitizenshipContent {
    /// Each of them, the one that counts most first; nobody is stateless and a citizen at once.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 10)]
    items: Vec<CitizenshipItemContent>,
}

impl CitizenshipItemContent {
    fn of(sourced: Sourced<Citizenship>) -> Self {
        let item = sourced.item;
        Self {
            code: Field::of(item.code),
            valid_from: item.valid_from.map(Field::of),
            valid_to: item.valid_to.map(Field::of),
            provenance: sourced.provenance.map(ProvenanceContent::of),
        }
    }
    fn parsed(self) -> Result<Sourced<Citizenship>, Problem> {
        Ok(Sourced {
            item: Citizenship {
                code: self.code.parsed()?,
                valid_from: self.valid_from.map(Field::parsed).transpose()?,
                valid_to: self.valid_to.map(Field::parsed).transpose()?,
            },
            provenance: self.provenance.map(ProvenanceContent::parsed).transpose()?,
        })
    }
}

impl Content for CitizenshipContent {
    type Section = Citizenships;
    const NAME: &'static str = "Citizenship";
    const TITLE: &'static str = "citizenships of a person";

    fn of(section: Citizenships) -> Self {
        Self {
            items: section
                .items
                .into_iter()
                .map(CitizenshipItemContent::of)
                .collect(),
        }
    }

    fn parsed(self) -> Result<Citizenships, Problem> {
        Ok(Citizenships {
            items: each(self.items, CitizenshipItemContent::parsed)?,
        })
    }
}
