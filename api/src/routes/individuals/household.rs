//! Section *household*: as much of it as a measure asks for.

use domain::individuals::Household;
use domain::individuals::household::Isee;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::Content;
use crate::http::wire::{DayField, HouseholdPurposeField};
use crate::http::{Field, Money, Problem};

/// The indicator of the economic situation (D.P.C.M. 159/2013).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IseeContent {
    /// How much.
    #[validate(nested)]
    value: Money,
    /// The last day on which the certificate holds.
    #[validate(nested)]
    expires_on: DayField,
}

impl IseeContent {
    fn of(value: Isee) -> Self {
        Self {
            value: Money::of(value.value),
            expires_on: Field::of(value.expires_on),
        }
    }

    fn parsed(self) -> Result<Isee, Problem> {
        Ok(Isee {
            value: self.value.parsed()?,
            expires_on: self.expires_on.parsed()?,
        })
    }
}

/// As much of a household as a measure asks for.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "needed_for": ["work_site"], "members": 3, "dependent_minors": 1,
    "other_dependants": 1, "single_adult": true,
    "isee": { "value": { "amount": "5300.00", "currency": "EUR" }, "expires_on": "2026-12-31" },
}))]
pub struct HouseholdContent {
    /// The measures that ask for it: the vocabulary `household-purposes`, with their legal
    /// sources.
    #[validate(nested)]
    #[schema(min_items = 1, max_items = 10)]
    needed_for: Vec<HouseholdPurposeField>,
    /// How many people, the person included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 30))]
    #[schema(minimum = 1, maximum = 30, example = 3)]
    members: Option<u8>,
    /// How many minors depend on the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 30))]
    #[schema(minimum = 0, maximum = 30, example = 1)]
    dependent_minors: Option<u8>,
    /// How many others depend on the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 30))]
    #[schema(minimum = 0, maximum = 30, example = 0)]
    other_dependants: Option<u8>,
    /// Whether the person is the only adult.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    single_adult: Option<bool>,
    /// The indicator of the economic situation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    isee: Option<IseeContent>,
}

impl Content for HouseholdContent {
    type Section = Household;
    const NAME: &'static str = "Household";
    const TITLE: &'static str = "household of a person";
    const READERS: &'static str = "Who works at the desk does not read it.";

    fn of(content: Household) -> Self {
        Self {
            needed_for: content.needed_for.into_iter().map(Field::of).collect(),
            members: content.members,
            dependent_minors: content.dependent_minors,
            other_dependants: content.other_dependants,
            single_adult: content.single_adult,
            isee: content.isee.map(IseeContent::of),
        }
    }

    fn parsed(self) -> Result<Household, Problem> {
        Ok(Household {
            needed_for: Field::all(self.needed_for)?,
            members: self.members,
            dependent_minors: self.dependent_minors,
            other_dependants: self.other_dependants,
            single_adult: self.single_adult,
            isee: self.isee.map(IseeContent::parsed).transpose()?,
        })
    }
}
