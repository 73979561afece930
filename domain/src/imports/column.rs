//! What a column of a file means.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, as_text, unknown_code};

/// A column that the import knows.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumString,
    EnumIter,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Column {
    /// The tax code, or the provisional numeric one.
    TaxCode,
    /// The family names.
    FamilyName,
    /// The given names.
    GivenName,
    /// The sex.
    Sex,
    /// The day of birth.
    BirthDate,
    /// The municipality or State of birth.
    Birthplace,
    /// The province of birth.
    BirthProvince,
    /// The State of birth, where it has a column of its own.
    BirthState,
    /// The citizenship.
    Citizenship,
    /// The street, often with the number of the house.
    Address,
    /// The number of the house.
    CivicNumber,
    /// The postal code.
    PostalCode,
    /// The municipality of residence.
    Municipality,
    /// The province of residence.
    Province,
    /// A telephone number.
    Phone,
    /// A mobile number.
    Mobile,
    /// An e-mail address.
    Email,
    /// A certified e-mail address.
    CertifiedEmail,
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        as_text::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        as_text::deserialize(deserializer)
    }
}
