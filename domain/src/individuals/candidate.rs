//! People as whoever searches sees them.

use std::fmt;

use strum::{Display, EnumString, VariantNames};

use crate::actor::OfficeId;
use crate::event::IndividualId;
use crate::kernel::{Fault, PersonName, unknown_code};

/// As much of a person as a search shows: enough to choose the right one.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    /// Who.
    pub id: IndividualId,
    /// Family names.
    pub family_name: PersonName,
    /// Given names.
    pub given_name: PersonName,
    /// Year of birth.
    pub birth_year: i32,
    /// The office that registered the person.
    pub office: OfficeId,
}

/// Why two records may be of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Likeness {
    /// The same code, letters that replace digits undone.
    SameCode,
    /// The same names and day of birth.
    SameNames,
    /// The same day of birth and the same names, family and given name changed over.
    TransposedNames,
}

/// Somebody who may be the person that is about to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub card: Card,
    /// Why; at least one reason.
    pub reasons: Vec<Likeness>,
}

/// A card names a person: only the identifier shows up in a debug print.
impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card({}, ***)", self.id)
    }
}
