//! Code lists: the words that forms and exchanges agree on, with labels in Italian and English.
//!
//! The files live in `domain/data`, are checked when the crate is built (`domain/build.rs`) and
//! are embedded; origin and licence of each are in `domain/data/SOURCES.md`. A list is read once,
//! at the first question.

mod catalogue;
mod cells;
#[cfg(test)]
#[path = "../../build/check.rs"]
mod check;
mod concept;
mod list;
pub mod municipalities;
mod page;
#[cfg(test)]
#[path = "../../build/parameters.rs"]
mod parameters;
pub mod states;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub(crate) use cells::Cells;
pub use concept::Concept;
pub use list::{PlaceVerdict, Vocabulary};
pub use page::{Filter, Page, Position, concepts};

/// Every vocabulary, in the order of the catalogue.
pub fn all() -> &'static [Vocabulary] {
    &catalogue::VOCABULARIES
}

/// The vocabulary of that name.
pub fn get(id: &str) -> Option<&'static Vocabulary> {
    all().iter().find(|vocabulary| vocabulary.id == id)
}

/// The codes of a vocabulary, each once, in its order; none for an unknown name. Tests compare
/// them with the variants of the enumeration that a rule decides on.
pub fn codes(id: &str) -> Vec<&'static str> {
    let concepts = get(id).map_or_else(Default::default, |list| list.concepts.as_slice());
    let mut codes: Vec<_> = concepts.iter().map(|concept| concept.code).collect();
    codes.dedup();
    codes
}

/// The municipality or the State that a Belfiore code names on the day of a birth. A State's code
/// begins with Z, a municipality's never does.
pub fn birthplace(code: &str, born: NaiveDate) -> PlaceVerdict {
    if code.starts_with('Z') {
        states::at(code, born)
    } else {
        municipalities::at(code, born)
    }
}
