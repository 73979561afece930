//! Section *identity*: who the person is, as on the document.

use domain::individuals::Identity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::Content;
use crate::http::wire::{DayField, PersonNameField, PlaceCodeField, SexField};
use crate::http::{Field, Problem};

/// Who a person is, as on the document.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "family_name": "Verdi", "given_name": "Lucia", "sex": "F",
    "birth_date": "1990-01-01", "birthplace_code": "L219"
}))]
pub struct IdentityContent {
    /// All family names; of a married woman those of birth.
    #[validate(nested)]
    family_name: PersonNameField,
    /// All given names.
    #[validate(nested)]
    given_name: PersonNameField,
    /// The sex that the document states.
    #[validate(nested)]
    sex: SexField,
    /// The day of birth.
    #[validate(nested)]
    birth_date: DayField,
    /// The municipality or State of birth, as it was at that date; left out when not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    birthplace_code: Option<PlaceCodeField>,
}

impl Content for IdentityContent {
    type Section = Identity;
    const NAME: &'static str = "Identity";
    const TITLE: &'static str = "identity of a person";
    const IS_SEARCHED: bool = true;

    fn of(identity: Identity) -> Self {
        Self {
            family_name: Field::of(identity.family_name),
            given_name: Field::of(identity.given_name),
            sex: Field::of(identity.sex),
            birth_date: Field::of(identity.birth_date),
            birthplace_code: identity.birthplace_code.map(Field::of),
        }
    }

    fn parsed(self) -> Result<Identity, Problem> {
        Ok(Identity {
            family_name: self.family_name.parsed()?,
            given_name: self.given_name.parsed()?,
            sex: self.sex.parsed()?,
            birth_date: self.birth_date.parsed()?,
            birthplace_code: self.birthplace_code.map(Field::parsed).transpose()?,
        })
    }
}
