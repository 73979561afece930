//! Section *service needs*: what the service sees to when it meets the person, never why.

use domain::individuals::{ServiceNeed, ServiceNeeds, Sourced};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{Content, ProvenanceContent, each};
use crate::http::wire::{LanguageCodeField, ServiceNeedKindField};
use crate::http::{Field, Problem};

/// Something that the service sees to.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceNeedContent {
    /// What.
    #[validate(nested)]
    kind: ServiceNeedKindField,
    /// Which language the interpreter speaks; of an interpreter only, and always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    language: Option<LanguageCodeField>,
    /// Where it comes from, when it is not the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    provenance: Option<ProvenanceContent>,
}

/// What the service sees to when it meets a person. Never why: the record holds no data about health.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "items": [{ "kind": "interpreter", "language": "sq" }, { "kind": "large_print" }],
}))]
pub struct ServiceNeedsContent {
    /// Each need once; an interpreter for each language once.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 30)]
    items: Vec<ServiceNeedContent>,
}

impl ServiceNeedContent {
    fn of(sourced: Sourced<ServiceNeed>) -> Self {
        let item = sourced.item;
        Self {
            kind: Field::of(item.kind),
            language: item.language.map(Field::of),
            provenance: sourced.provenance.map(ProvenanceContent::of),
        }
    }
    fn parsed(self) -> Result<Sourced<ServiceNeed>, Problem> {
        Ok(Sourced {
            item: ServiceNeed {
                kind: self.kind.parsed()?,
                language: self.language.map(Field::parsed).transpose()?,
            },
            provenance: self.provenance.map(ProvenanceContent::parsed).transpose()?,
        })
    }
}

impl Content for ServiceNeedsContent {
    type Section = ServiceNeeds;
    const NAME: &'static str = "ServiceNeeds";
    const TITLE: &'static str = "service needs of a person";

    fn of(section: ServiceNeeds) -> Self {
        Self {
            items: section
                .items
                .into_iter()
                .map(ServiceNeedContent::of)
                .collect(),
        }
    }

    fn parsed(self) -> Result<ServiceNeeds, Problem> {
        Ok(ServiceNeeds {
            items: each(self.items, ServiceNeedContent::parsed)?,
        })
    }
}
