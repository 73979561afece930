//! The municipalities of Italy since 1861, by Belfiore code.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::{Concept, PlaceVerdict, Vocabulary, catalogue};

static BY_ISTAT: LazyLock<Vec<(&str, &Concept)>> = LazyLock::new(|| {
    let concepts = list().concepts.iter();
    let mut codes: Vec<_> = concepts
        .filter_map(|c| Some((c.extra("istat")?, c)))
        .collect();
    codes.sort_by_key(|(istat, _)| *istat);
    codes
});

/// The vocabulary itself. Its further columns are `istat`, `province` (the letters of the plate),
/// `region` (ISTAT) and `other_names`.
pub fn list() -> &'static Vocabulary {
    catalogue::municipalities()
}

/// What a Belfiore code names on that day. Whoever was born where a municipality had ceased has a
/// date outside validity: worth a warning, never a refusal.
pub fn at(code: &str, day: NaiveDate) -> PlaceVerdict {
    list().at(code, day)
}

/// Every municipality that is or was called so; see [`Vocabulary::by_name`].
pub fn by_name(name: &str, day: NaiveDate) -> Vec<&'static Concept> {
    list().by_name(name, day)
}

/// What a six-digit ISTAT code names on that day. The codes of ceased provinces are those of the
/// edition, so old exports may carry codes that are unknown here.
pub fn by_istat(istat: &str, day: NaiveDate) -> PlaceVerdict {
    let start = BY_ISTAT.partition_point(|(code, _)| *code < istat);
    let rows = BY_ISTAT[start..]
        .iter()
        .take_while(|(code, _)| *code == istat);
    PlaceVerdict::among(rows.map(|(_, concept)| *concept), day)
}
