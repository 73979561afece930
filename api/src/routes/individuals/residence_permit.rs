//! Section *residence permit*: on what ground somebody who is no citizen of the Union lives in
//! Italy.

use domain::individuals::{Permit, PermitRequest, ResidencePermits, Sourced};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{Content, ProvenanceContent, each};
use crate::http::wire::{DayField, PermitKindField, PermitReasonField, Text40Field};
use crate::http::{Field, Problem};

/// A request for a permit or for its renewal.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PermitRequestContent {
    /// On which day it was made.
    #[validate(nested)]
    requested_on: DayField,
    /// What the receipt says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    receipt_number: Option<Text40Field>,
}

/// A permit, issued or asked for.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PermitContent {
    /// What it is.
    #[validate(nested)]
    kind: PermitKindField,
    /// Why the person may stay; left out when the document does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    reason: Option<PermitReasonField>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    number: Option<Text40Field>,
    /// The day of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    issued_on: Option<DayField>,
    /// The last day on which it holds; left out of an unlimited one, and of one that was only asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    expires_on: Option<DayField>,
    /// Whether it holds without end.
    #[serde(default)]
    unlimited: bool,
    /// What is under way: the renewal of a permit that was issued, the first issue of one that was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    request: Option<PermitRequestContent>,
    /// Where it comes from, when it is not the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    provenance: Option<ProvenanceContent>,
}

/// The permits of a person, past ones included.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "items": [{
        "kind": "residence_permit", "reason": "employed_work", "number": "I10000001",
        "issued_on": "2024-04-01", "expires_on": "2026-03-31", "unlimited": false,
        "request": { "requested_on": "2026-02-01", "receipt_number": "0551" },
    }],
}))]
pub struct ResidencePermitContent {
    /// Each of them, the latest first.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 30)]
    items: Vec<PermitContent>,
}

impl PermitRequestContent {
    fn of(one: PermitRequest) -> Self {
        Self {
            requested_on: Field::of(one.requested_on),
            receipt_number: one.receipt_number.map(Field::of),
        }
    }
    fn parsed(self) -> Result<PermitRequest, Problem> {
        Ok(PermitRequest {
            requested_on: self.requested_on.parsed()?,
            receipt_number: self.receipt_number.map(Field::parsed).transpose()?,
        })
    }
}

impl PermitContent {
    fn of(sourced: Sourced<Permit>) -> Self {
        let item = sourced.item;
        Self {
            kind: Field::of(item.kind),
            reason: item.reason.map(Field::of),
            number: item.number.map(Field::of),
            issued_on: item.issued_on.map(Field::of),
            expires_on: item.expires_on.map(Field::of),
            unlimited: item.unlimited,
            request: item.request.map(PermitRequestContent::of),
            provenance: sourced.provenance.map(ProvenanceContent::of),
        }
    }
    fn parsed(self) -> Result<Sourced<Permit>, Problem> {
        Ok(Sourced {
            item: Permit {
                kind: self.kind.parsed()?,
                reason: self.reason.map(Field::parsed).transpose()?,
                number: self.number.map(Field::parsed).transpose()?,
                issued_on: self.issued_on.map(Field::parsed).transpose()?,
                expires_on: self.expires_on.map(Field::parsed).transpose()?,
                unlimited: self.unlimited,
                request: self.request.map(PermitRequestContent::parsed).transpose()?,
            },
            provenance: self.provenance.map(ProvenanceContent::parsed).transpose()?,
        })
    }
}

impl Content for ResidencePermitContent {
    type Section = ResidencePermits;
    const NAME: &'static str = "ResidencePermit";
    const TITLE: &'static str = "residence permits of a person";

    fn of(section: ResidencePermits) -> Self {
        Self {
            items: section.items.into_iter().map(PermitContent::of).collect(),
        }
    }

    fn parsed(self) -> Result<ResidencePermits, Problem> {
        Ok(ResidencePermits {
            items: each(self.items, PermitContent::parsed)?,
        })
    }
}
