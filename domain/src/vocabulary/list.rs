//! A code list, with the indexes that make it quick to search.

use std::sync::{LazyLock, OnceLock};

use chrono::NaiveDate;

use super::{Concept, cells::Cells};
use crate::kernel::fold;

/// The columns that every file begins with.
const COMMON_COLUMNS: usize = 5;

/// The concepts of a list, read from its file at the first question: the files are large, and most
/// runs ask few of them.
pub type Concepts = LazyLock<Vec<Concept>, Box<dyn FnOnce() -> Vec<Concept> + Send>>;

/// A code list: what it is called, where it comes from, and its concepts in the order of the file.
#[derive(Debug)]
pub struct Vocabulary {
    /// Its name in addresses, in kebab-case.
    pub id: &'static str,
    /// Its Italian label.
    pub label_it: &'static str,
    /// Its English label.
    pub label_en: &'static str,
    /// Who made the content.
    pub source: &'static str,
    /// The licence of the content, as an SPDX expression.
    pub licence: &'static str,
    /// Which state of the content this is; changes whenever the content does.
    pub edition: &'static str,
    /// The concepts, in the order in which people should read them.
    pub concepts: Concepts,
    by_code: OnceLock<Vec<u32>>,
    names: OnceLock<Vec<(Box<str>, u32)>>,
}

/// What a vocabulary says about a code, or about a name of it, on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceVerdict {
    /// It holds on that day.
    Valid(&'static Concept),
    /// It exists, but holds on other days only; the nearest of its concepts.
    OutsideValidity(&'static Concept),
    /// It never existed.
    Unknown,
}

impl PlaceVerdict {
    /// The concept that was found, whether it holds on the day or not.
    pub fn concept(self) -> Option<&'static Concept> {
        match self {
            Self::Valid(concept) | Self::OutsideValidity(concept) => Some(concept),
            Self::Unknown => None,
        }
    }

    /// The verdict on what may be several rows of one thing.
    pub(super) fn among(rows: impl Iterator<Item = &'static Concept>, day: NaiveDate) -> Self {
        match rows.min_by_key(|concept| concept.days_from(day)) {
            Some(concept) if concept.is_valid_on(day) => Self::Valid(concept),
            Some(concept) => Self::OutsideValidity(concept),
            None => Self::Unknown,
        }
    }
}

/// What a code list is, before its file is read.
pub(super) struct Card {
    pub(super) id: &'static str,
    pub(super) label_it: &'static str,
    pub(super) label_en: &'static str,
    pub(super) origin: &'static Origin,
    pub(super) file: &'static str,
}

/// Where the content of one or more code lists comes from.
pub(super) struct Origin {
    pub(super) source: &'static str,
    pub(super) licence: &'static str,
    pub(super) edition: &'static str,
}

impl Vocabulary {
    pub(super) fn read(card: &Card) -> Self {
        let file = card.file;
        Self {
            id: card.id,
            label_it: card.label_it,
            label_en: card.label_en,
            source: card.origin.source,
            licence: card.origin.licence,
            edition: card.origin.edition,
            concepts: LazyLock::new(Box::new(move || concepts(file))),
            by_code: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    /// What became of a code: every concept that carries it, oldest first.
    pub fn history(&self, code: &str) -> impl Iterator<Item = &Concept> {
        let by_code = self.by_code.get_or_init(|| {
            let mut all: Vec<u32> = (0..).take(self.concepts.len()).collect();
            all.sort_by_key(|at| order(&self.concepts[*at as usize]));
            all
        });
        let start = by_code.partition_point(|at| self.concepts[*at as usize].code < code);
        by_code[start..]
            .iter()
            .map(|at| &self.concepts[*at as usize])
            .take_while(move |concept| concept.code == code)
    }

    /// Whether the code exists, on whatever day.
    pub fn contains(&self, code: &str) -> bool {
        self.history(code).next().is_some()
    }

    /// What the vocabulary says about a code on that day.
    pub fn at(&'static self, code: &str, day: NaiveDate) -> PlaceVerdict {
        PlaceVerdict::among(self.history(code), day)
    }

    /// Everything that is or was called so, one concept for each code, those that hold on that
    /// day first, then by code. The name may be written with or without accents, in capitals,
    /// with apostrophes for accents; abbreviations ("S." for "San") are not resolved.
    pub fn by_name(&self, name: &str, day: NaiveDate) -> Vec<&Concept> {
        let key = fold(name);
        let mut found: Vec<_> = self
            .named(&key)
            .take_while(|(folded, _)| **folded == *key)
            .map(|(_, at)| &self.concepts[*at as usize])
            .collect();
        found.sort_by_key(|concept| (concept.code, concept.days_from(day)));
        found.dedup_by_key(|concept| concept.code);
        found.sort_by_key(|concept| !concept.is_valid_on(day));
        found
    }

    /// The positions of what has a name that begins so, ascending; `prefix` is folded.
    pub(super) fn beginning_with(&self, prefix: &str) -> Vec<u32> {
        let mut found: Vec<u32> = self
            .named(prefix)
            .take_while(|(folded, _)| folded.starts_with(prefix))
            .map(|(_, at)| *at)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The folded names from `key` on. They are made at the first search: most of a run's
    /// questions are about codes.
    fn named(&self, key: &str) -> impl Iterator<Item = &(Box<str>, u32)> {
        let names = self.names.get_or_init(|| {
            let positions = (0..).zip(self.concepts.iter());
            let mut names: Vec<(Box<str>, u32)> = positions
                .flat_map(|(at, concept)| concept.names().map(move |name| (fold(name).into(), at)))
                .collect();
            names.sort_unstable();
            names.dedup();
            names
        });
        names[names.partition_point(|(folded, _)| **folded < *key)..].iter()
    }
}

fn concepts(file: &'static str) -> Vec<Concept> {
    let (header, lines) = file.split_once('\n').unwrap_or_default();
    let mut header = Cells::of(header);
    header.by_ref().take(COMMON_COLUMNS).for_each(drop);
    let columns = header.rest();
    lines
        .lines()
        .map(|line| Concept::parse(columns, line))
        .collect()
}

fn order(concept: &Concept) -> (&'static str, Option<NaiveDate>) {
    (concept.code, concept.valid_from)
}
