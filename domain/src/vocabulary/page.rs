//! A vocabulary a page at a time.

use chrono::NaiveDate;

use super::{Concept, Vocabulary};
use crate::kernel::fold;

/// Which concepts a reader wants; all of them by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The beginning of a name, however it is written.
    pub q: Option<String>,
    /// The day on which the code holds.
    pub valid_on: Option<NaiveDate>,
}

/// The place of a concept in an edition of its vocabulary, for cursors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(pub u32);

/// Some concepts, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'a> {
    /// The concepts, in the order of the vocabulary.
    pub concepts: Vec<&'a Concept>,
    /// The position of the last of them when there are more behind it.
    pub next: Option<Position>,
}

/// At most `limit` concepts that pass the filter and stand behind `after`.
pub fn concepts<'a>(
    vocabulary: &'a Vocabulary,
    filter: &Filter,
    after: Option<Position>,
    limit: usize,
) -> Page<'a> {
    let start = after.map_or(0, |Position(last)| last.saturating_add(1));
    let end = u32::try_from(vocabulary.concepts.len()).unwrap_or(u32::MAX);
    let keep = |at: &u32| {
        let day = filter.valid_on;
        vocabulary
            .concepts
            .get(*at as usize)
            .is_some_and(|concept| day.is_none_or(|day| concept.is_valid_on(day)))
    };
    let wanted = limit.saturating_add(1);
    let mut found: Vec<u32> = match filter.q.as_deref().map(fold) {
        Some(prefix) if !prefix.is_empty() => {
            let named = vocabulary.beginning_with(&prefix).into_iter();
            named
                .filter(|at| *at >= start)
                .filter(keep)
                .take(wanted)
                .collect()
        }
        _ => (start..end).filter(keep).take(wanted).collect(),
    };
    let more = found.len() > limit;
    found.truncate(limit);
    Page {
        next: found.last().filter(|_| more).map(|at| Position(*at)),
        concepts: found
            .iter()
            .map(|at| &vocabulary.concepts[*at as usize])
            .collect(),
    }
}
