//! The States of the world and what the tax code treats as one, by Belfiore code (Z and three
//! digits), dissolved ones included.

use chrono::NaiveDate;

use super::{Concept, PlaceVerdict, Vocabulary, catalogue};

/// The vocabulary itself. Its further columns are `istat`, `iso2` and `other_names`.
pub fn list() -> &'static Vocabulary {
    catalogue::states()
}

/// What a Belfiore code names on that day. Offices give the code of a dissolved State and that of
/// its successor alike, so a date outside validity is worth a warning, never a refusal.
pub fn at(code: &str, day: NaiveDate) -> PlaceVerdict {
    list().at(code, day)
}

/// Every State that is or was called so; see [`Vocabulary::by_name`].
pub fn by_name(name: &str, day: NaiveDate) -> Vec<&'static Concept> {
    list().by_name(name, day)
}
