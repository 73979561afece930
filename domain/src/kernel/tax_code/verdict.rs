//! The words in which the comparison of a tax code answers.

use std::fmt;

use super::super::Fault;
use super::{BirthDate, DecodedTaxCode, Sex, TaxCode};

/// What the code lists say of the code of a place on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceVerdict {
    /// No list has it.
    Unknown,
    /// A list has it, but not for that day.
    OutsideValidity,
    /// It was in use on that day.
    Valid,
}

/// The outcome of the whole comparison.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantNames,
)]
#[strum(
    serialize_all = "snake_case",
    parse_err_ty = Fault,
    parse_err_fn = crate::kernel::unknown_code
)]
pub enum Verdict {
    /// Every field was declared and matches.
    Exact,
    /// Nothing contradicts, but something is open: see the fields that do not match.
    Compatible,
    /// At least one field contradicts, or the place of birth is in no list.
    Conflict,
    /// It is no tax code.
    Invalid,
}

/// What was compared; the names are those of the members that declare it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantNames,
)]
#[strum(
    serialize_all = "snake_case",
    parse_err_ty = Fault,
    parse_err_fn = crate::kernel::unknown_code
)]
pub enum CheckedField {
    /// The code itself.
    TaxCode,
    /// The family name.
    FamilyName,
    /// The given name.
    GivenName,
    /// The sex.
    Sex,
    /// The day of birth.
    BirthDate,
    /// The place of birth.
    BirthplaceCode,
}

/// How far a field agrees with the code.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantNames,
)]
#[strum(
    serialize_all = "snake_case",
    parse_err_ty = Fault,
    parse_err_fn = crate::kernel::unknown_code
)]
pub enum Agreement {
    /// It agrees.
    Match,
    /// It agrees in part, or by another form that is met in practice.
    Partial,
    /// It contradicts.
    Mismatch,
    /// The code allows more than one value and none was declared.
    Ambiguous,
    /// The place had that code, but not on the day of birth.
    OutsideValidity,
    /// The code of the place is in no list.
    UnknownPlace,
    /// What was declared has no letters that a code could have.
    NotComparable,
    /// Nothing was declared.
    NotDeclared,
    /// The code itself is wrong.
    Invalid,
}

/// Why a field has its verdict; each code has its text.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantNames,
)]
#[strum(
    serialize_all = "snake_case",
    parse_err_ty = Fault,
    parse_err_fn = crate::kernel::unknown_code
)]
pub enum CheckCode {
    /// Not 16 characters.
    TaxCodeLength,
    /// A letter or digit where it cannot be.
    TaxCodeStructure,
    /// No month has this letter.
    TaxCodeMonth,
    /// No century has this day.
    TaxCodeDay,
    /// The check letter is another.
    TaxCodeCheckLetter,
    /// As declared.
    AsDeclared,
    /// As declared, with umlauts written out.
    WrittenOut,
    /// Only the first of several given names is in the code.
    FirstGivenName,
    /// Another than declared.
    Different,
    /// Nothing was declared.
    NotDeclared,
    /// The declared name has no Latin letters.
    NameNotLatin,
    /// The code fits two centuries, or none that is plausible.
    CenturyAmbiguous,
    /// The declared day of birth is still to come.
    BirthInFuture,
    /// A code that the declared place had at another time.
    FormerPlace,
    /// The place did not have this code on the day of birth.
    PlaceOutsideValidity,
    /// No list has the code of the place.
    PlaceUnknown,
}

/// The verdict on one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldVerdict {
    /// The field.
    pub field: CheckedField,
    /// How far it agrees.
    pub verdict: Agreement,
    /// Why.
    pub code: CheckCode,
}

/// What a tax code says, for people to look at.
#[derive(Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The code with its digits restored.
    pub tax_code: DecodedTaxCode,
    /// Whether letters replace some digits of the code as issued.
    pub is_omocodia: bool,
    /// Three letters of the family name.
    pub family_name: String,
    /// Three letters of the given name.
    pub given_name: String,
    /// The sex.
    pub sex: Sex,
    /// The day of birth; the declared one settles the century where it fits.
    pub birth_date: BirthDate,
    /// The code of the place of birth.
    pub birthplace_code: String,
}

/// The outcome of a comparison. Only the population register or the Revenue Agency gives
/// certainty: an exact match says that nothing is wrong, not that the code was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxCodeCheck {
    /// The outcome of the whole.
    pub verdict: Verdict,
    /// The verdict on each field; on the code alone when it is invalid.
    pub fields: Vec<FieldVerdict>,
    /// What the code says; none when it is invalid.
    pub decoded: Option<Decoded>,
}

impl Decoded {
    pub(super) fn new(code: &TaxCode, birth_date: BirthDate) -> Self {
        let parts = code.parts();
        Self {
            tax_code: code.decoded().clone(),
            is_omocodia: code.is_omocodia(),
            family_name: parts.family_name.to_owned(),
            given_name: parts.given_name.to_owned(),
            sex: parts.sex,
            birth_date,
            birthplace_code: parts.birthplace_code.to_owned(),
        }
    }
}

/// What a code says of a person never shows up in a debug print.
impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decoded(***)")
    }
}
