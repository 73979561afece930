//! Economic activities in three editions of one classification, and how two of them correspond.

use std::sync::LazyLock;

use strum::{Display, EnumIter, EnumString, VariantNames};

use super::cells::Cells;
use super::{Vocabulary, get};
use crate::kernel::{Fault, unknown_code};

/// An edition of ATECO.
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
#[strum(parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Edition {
    /// ATECO 2007; exports of other systems still name it.
    #[strum(serialize = "2007")]
    Of2007,
    /// Its update of 2022.
    #[strum(serialize = "2022")]
    Of2022,
    /// ATECO 2025, in force since 1 January 2025.
    #[strum(serialize = "2025")]
    Of2025,
}

impl Edition {
    /// The name of its code list.
    pub const fn list(self) -> &'static str {
        match self {
            Self::Of2007 => "ateco-2007",
            Self::Of2022 => "ateco-2022",
            Self::Of2025 => "ateco-2025",
        }
    }

    /// Its code list.
    pub fn vocabulary(self) -> Option<&'static Vocabulary> {
        get(self.list())
    }
}

/// How much of a code lies in the code of the other edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Coverage {
    /// All of it.
    Whole,
    /// A part of it; another part lies elsewhere.
    Part,
}

/// A code of the other edition that has something in common with the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correspondence {
    /// The code of the other edition.
    pub code: &'static str,
    /// How much of the code that was asked for lies in it.
    pub asked: Coverage,
    /// How much of it lies in the code that was asked for.
    pub found: Coverage,
}

/// Two codes, and how much of each lies in the other.
#[derive(Debug, Clone, Copy)]
struct Pair {
    newer: (&'static str, Coverage),
    older: (&'static str, Coverage),
}

/// In the order of the older codes; the file is in that of the newer ones.
static BY_OLDER: LazyLock<Vec<Pair>> = LazyLock::new(|| {
    let mut pairs = BY_NEWER.clone();
    pairs.sort_by_key(|pair| (pair.older.0, pair.newer.0));
    pairs
});

static BY_NEWER: LazyLock<Vec<Pair>> = LazyLock::new(|| {
    let file = include_str!("../../data/ateco_2025_2022.csv");
    file.lines().skip(1).filter_map(pair).collect()
});

/// The build has refused lines that are none.
fn pair(line: &'static str) -> Option<Pair> {
    let mut cells = Cells::of(line);
    let (newer, older) = (cells.next()?, cells.next()?);
    let coverage = |cell: &str| cell.parse().ok();
    Some(Pair {
        newer: (newer, coverage(cells.next()?)?),
        older: (older, coverage(cells.next()?)?),
    })
}

/// What corresponds to a code of one edition in another, by the table of ISTAT, in the order of
/// the codes. Editions other than 2022 and 2025 have no table: nothing is told of them.
pub fn corresponding(code: &str, from: Edition, to: Edition) -> Vec<Correspondence> {
    type Side = fn(&Pair) -> (&'static str, Coverage);
    let newer: Side = |pair| pair.newer;
    let older: Side = |pair| pair.older;
    let (pairs, ours, theirs) = match (from, to) {
        (Edition::Of2025, Edition::Of2022) => (&*BY_NEWER, newer, older),
        (Edition::Of2022, Edition::Of2025) => (&*BY_OLDER, older, newer),
        _ => return Vec::new(),
    };
    let start = pairs.partition_point(|pair| ours(pair).0 < code);
    pairs[start..]
        .iter()
        .take_while(|pair| ours(pair).0 == code)
        .map(|pair| Correspondence {
            code: theirs(pair).0,
            asked: ours(pair).1,
            found: theirs(pair).1,
        })
        .collect()
}

/// The code of the other edition that stands for this one; none when only a part of it lies there,
/// or when it lies in several: then somebody has to choose.
pub fn converted(code: &str, from: Edition, to: Edition) -> Option<&'static str> {
    match corresponding(code, from, to)[..] {
        [only] if only.asked == Coverage::Whole => Some(only.code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn every_edition_has_its_list_and_every_pair_its_codes() {
        for edition in Edition::iter() {
            let list = edition.vocabulary().unwrap();
            for concept in list.concepts.iter() {
                let level = concept.extra("level").unwrap();
                let parent = concept.extra("parent");
                assert_eq!(parent.is_none(), level == "section", "{}", concept.code);
                assert!(parent.is_none_or(|parent| list.contains(parent)));
            }
        }
        let has = |edition: Edition, code: &str| edition.vocabulary().unwrap().contains(code);
        assert!(BY_NEWER.len() > 6000);
        for pair in BY_NEWER.iter() {
            assert!(has(Edition::Of2025, pair.newer.0) && has(Edition::Of2022, pair.older.0));
        }
    }

    #[test]
    fn a_code_is_converted_only_when_it_lies_whole_in_one_other() {
        let (new, old) = (Edition::Of2025, Edition::Of2022);
        // Four categories of 2022 became one: each lies whole in it, it in none of them.
        assert_eq!(converted("01.11.1", old, new), Some("01.11.0"));
        let found = corresponding("01.11.0", new, old);
        let codes: Vec<_> = found.iter().map(|found| found.code).collect();
        assert_eq!(codes, ["01.11.1", "01.11.2", "01.11.3", "01.11.4"]);
        assert!(found.iter().all(|found| found.asked == Coverage::Part));
        assert!(found.iter().all(|found| found.found == Coverage::Whole));
        assert_eq!(converted("01.11.0", new, old), None);
        assert_eq!(converted("01.11", new, old), Some("01.11"));
        assert_eq!(converted("99.99.99", new, old), None);
        assert_eq!(converted("01.11", Edition::Of2007, new), None);
    }

    #[test]
    fn nothing_is_ever_converted_in_part_nor_to_one_of_several() {
        for (from, to) in [
            (Edition::Of2025, Edition::Of2022),
            (Edition::Of2022, Edition::Of2025),
        ] {
            let codes = from.vocabulary().unwrap().concepts.iter();
            for code in codes.map(|concept| concept.code) {
                let found = corresponding(code, from, to);
                let sure = found.len() == 1 && found[0].asked == Coverage::Whole;
                assert_eq!(converted(code, from, to).is_some(), sure, "{code}");
            }
        }
    }
}
