//! Section *residence*: where the person is resident and where the person lives.

use domain::individuals::{Address, Residence};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::Content;
use crate::http::wire::{DayField, PlaceCodeField, PostalCodeField, Text20Field, Text200Field};
use crate::http::{Field, Problem};

/// An address, in Italy or abroad.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressContent {
    /// The street or square with its kind; left out for people without a fixed abode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    street: Option<Text200Field>,
    /// The number of the house, with what follows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    civic_number: Option<Text20Field>,
    /// The postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    postal_code: Option<PostalCodeField>,
    /// The municipality, or the State for an address abroad.
    #[validate(nested)]
    place_code: PlaceCodeField,
    /// The first day, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    valid_from: Option<DayField>,
    /// The last day, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    valid_to: Option<DayField>,
}

/// Where a person lives; at least one of both addresses.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResidenceContent {
    /// The residence of the population register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    residence: Option<AddressContent>,
    /// The domicile, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    domicile: Option<AddressContent>,
}

impl AddressContent {
    fn of(address: Address) -> Self {
        Self {
            street: address.street.map(Field::of),
            civic_number: address.civic_number.map(Field::of),
            postal_code: address.postal_code.map(Field::of),
            place_code: Field::of(address.place_code),
            valid_from: address.valid_from.map(Field::of),
            valid_to: address.valid_to.map(Field::of),
        }
    }

    fn parsed(self) -> Result<Address, Problem> {
        Ok(Address {
            street: self.street.map(Field::parsed).transpose()?,
            civic_number: self.civic_number.map(Field::parsed).transpose()?,
            postal_code: self.postal_code.map(Field::parsed).transpose()?,
            place_code: self.place_code.parsed()?,
            valid_from: self.valid_from.map(Field::parsed).transpose()?,
            valid_to: self.valid_to.map(Field::parsed).transpose()?,
        })
    }
}

impl Content for ResidenceContent {
    type Section = Residence;
    const NAME: &'static str = "Residence";
    const TITLE: &'static str = "residence of a person";

    fn of(residence: Residence) -> Self {
        Self {
            residence: residence.residence.map(AddressContent::of),
            domicile: residence.domicile.map(AddressContent::of),
        }
    }

    fn parsed(self) -> Result<Residence, Problem> {
        Ok(Residence {
            residence: self.residence.map(AddressContent::parsed).transpose()?,
            domicile: self.domicile.map(AddressContent::parsed).transpose()?,
        })
    }
}
