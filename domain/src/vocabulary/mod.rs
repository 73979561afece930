//! Code lists: the words that forms and exchanges agree on, with labels in Italian and English.
//!
//! The files live in `domain/data`, are checked when the crate is built (`domain/build.rs`) and
//! are embedded; origin and licence of each are in `domain/data/SOURCES.md`. A list is read once,
//! at the first question.

pub mod ateco;
mod catalogue;
mod cells;
#[cfg(test)]
#[path = "../../build/check.rs"]
mod check;
mod code;
mod concept;
#[cfg(test)]
#[path = "../../build/correspondence.rs"]
mod correspondence;
mod list;
pub mod municipalities;
mod origins;
mod page;
#[cfg(test)]
#[path = "../../build/parameters.rs"]
mod parameters;
pub mod states;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub(crate) use cells::Cells;
pub use code::{Code, CodeList};
pub use concept::Concept;
pub use list::{Concepts, PlaceVerdict, Vocabulary};
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
    let concepts = get(id).into_iter().flat_map(|list| list.concepts.iter());
    let mut codes: Vec<_> = concepts.map(|concept| concept.code).collect();
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
