//! Section *citizenship*: of which States the person is a citizen, or of none.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};

use super::contradiction::{self, Item};
use super::section::{at_most, in_order};
use super::{Context, Section, SectionName, Sourced};
use crate::kernel::{Day, Fault, Faults, as_text, unknown_code};
use crate::vocabulary::{self, PlaceVerdict};

/// A citizenship by its ISTAT code, one of the vocabulary `citizenships`; `999` is statelessness.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CitizenshipCode(&'static str);

/// What a citizenship means for the right to stay and to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum CitizenshipGroup {
    /// Italian.
    Italian,
    /// Of another State of the Union.
    Eu,
    /// Of Switzerland, Iceland, Liechtenstein or Norway.
    Efta,
    /// Of any other State.
    NonEu,
    /// Of none.
    Stateless,
}

impl CitizenshipGroup {
    /// Whether people stay and work without a permit (D.Lgs. 30/2007).
    pub const fn moves_freely(self) -> bool {
        match self {
            Self::Italian | Self::Eu | Self::Efta => true,
            Self::NonEu | Self::Stateless => false,
        }
    }
}

impl CitizenshipCode {
    /// As it is written.
    pub const fn as_str(&self) -> &'static str {
        self.0
    }

    /// What it means on that day.
    pub fn group(&self, day: Day) -> CitizenshipGroup {
        let verdict = vocabulary::get("citizenships")
            .map_or(PlaceVerdict::Unknown, |list| list.at(self.0, day.date()));
        let group = verdict.concept().and_then(|concept| concept.extra("group"));
        // The build refuses a citizenship without a group.
        group
            .and_then(|group| group.parse().ok())
            .unwrap_or(CitizenshipGroup::NonEu)
    }
}

impl FromStr for CitizenshipCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let list = vocabulary::get("citizenships");
        list.and_then(|list| list.history(text).next())
            .map(|concept| Self(concept.code))
            .ok_or_else(|| unknown_code(text))
    }
}

impl fmt::Display for CitizenshipCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A citizenship, or statelessness, and since when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citizenship {
    /// Of which State.
    #[serde(with = "as_text")]
    pub code: CitizenshipCode,
    /// The first day, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Day>,
    /// The last day, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Day>,
}

/// Of which States the person is, or was, a citizen.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Citizenships {
    /// Each of them, the one that counts most first.
    pub items: Vec<Sourced<Citizenship>>,
}

impl Citizenship {
    fn holds(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let begins_by = |one: &Self, two: &Self| match (one.valid_from, two.valid_to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        begins_by(self, other) && begins_by(other, self)
    }

    /// From when to when it lets people stay and work without a permit; what a State was to the
    /// Union changes.
    pub(crate) fn free_spans(&self) -> Vec<(Option<Day>, Option<Day>)> {
        let list = vocabulary::get("citizenships").into_iter();
        let all: Vec<_> = list.flat_map(|list| list.history(self.code.0)).collect();
        let latest = all.len().saturating_sub(1);
        let spans = all.iter().enumerate().filter_map(|(at, concept)| {
            let group: CitizenshipGroup = concept.extra("group")?.parse().ok()?;
            let day = |date: Option<NaiveDate>| date.and_then(|date| Day::try_from(date).ok());
            // Before its first concept and after its last one a code means what it meant there.
            let begins = day(concept.valid_from).filter(|_| at > 0);
            let ends = day(concept.valid_to).filter(|_| at < latest);
            let from = self.valid_from.max(begins);
            let to = match (self.valid_to, ends) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            let is_empty = from.zip(to).is_some_and(|(from, to)| to < from);
            (group.moves_freely() && !is_empty).then_some((from, to))
        });
        spans.collect()
    }

    fn is_none_at_all(&self) -> bool {
        self.code.0 == STATELESS
    }
}

/// The code of statelessness (ISTAT).
const STATELESS: &str = "999";

impl Citizenships {
    /// How many a person may have had.
    pub const MOST: usize = 10;

    /// One citizenship, held since nobody knows when.
    pub fn of(code: CitizenshipCode) -> Self {
        Self {
            items: vec![Sourced::plain(Citizenship {
                code,
                valid_from: None,
                valid_to: None,
            })],
        }
    }

    /// What the citizenships that hold on that day mean, the best first; none when nothing is
    /// known of that day.
    pub fn group(&self, day: Day) -> Option<CitizenshipGroup> {
        let holding = self.items.iter().map(|sourced| &sourced.item);
        let mut groups: Vec<_> = holding
            .filter(|citizenship| citizenship.holds(day))
            .map(|citizenship| citizenship.code.group(day))
            .collect();
        groups.sort_by_key(|group| *group as u8);
        groups.into_iter().next()
    }
}

impl Section for Citizenships {
    const NAME: SectionName = SectionName::Citizenship;
    const LASTING_ITEMS: bool = true;

    /// Nobody is stateless and a citizen at once, nor a citizen of one State twice.
    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        if self.items.is_empty() {
            faults.tell("/items", "missing_member");
        }
        at_most(Self::MOST, "/items", &self.items, faults);
        for (at, sourced) in self.items.iter().enumerate() {
            let one = &sourced.item;
            faults.below(&format!("/items/{at}"), |faults| {
                sourced.check(context, faults);
                context.lived("/valid_from", one.valid_from, faults);
                context.lived("/valid_to", one.valid_to, faults);
                in_order("/valid_to", (one.valid_from, one.valid_to), faults);
                let mut before = self.items[..at].iter().map(|sourced| &sourced.item);
                if let Some(other) = before.find(|other| other.overlaps(one)) {
                    if other.code == one.code {
                        faults.tell("/code", "duplicate_member");
                    } else if other.is_none_at_all() || one.is_none_at_all() {
                        faults.tell("/code", "stateless_and_citizen");
                    }
                }
            });
        }
    }

    fn items(&self) -> Vec<Item> {
        contradiction::items("/items", &self.items, |item| item.code.to_string())
    }
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for CitizenshipCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CitizenshipCode(***)")
    }
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for Citizenship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Citizenship(***)")
    }
}

/// They tell of a person: they never show up in a debug print.
impl fmt::Debug for Citizenships {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Citizenships(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::day;

    #[test]
    fn every_citizenship_of_the_vocabulary_has_a_group_that_is_known() {
        for concept in vocabulary::get("citizenships").unwrap().concepts.iter() {
            let group = concept.extra("group").unwrap();
            assert!(
                group.parse::<CitizenshipGroup>().is_ok(),
                "{}",
                concept.code
            );
        }
    }

    #[test]
    fn the_best_of_the_citizenships_that_hold_on_the_day_counts() {
        let both: Citizenships = serde_json::from_value(serde_json::json!({ "items": [
            { "code": "201" }, { "code": "100", "valid_from": "2026-05-02" },
        ] }))
        .unwrap();
        assert_eq!(both.group(day("2026-05-01")), Some(CitizenshipGroup::NonEu));
        assert_eq!(
            both.group(day("2026-05-02")),
            Some(CitizenshipGroup::Italian)
        );
        let spans = |n: usize| both.items[n].item.free_spans();
        assert_eq!(spans(0), []);
        assert_eq!(spans(1), [(Some(day("2026-05-02")), None)]);
        let left: Citizenship =
            serde_json::from_value(serde_json::json!({ "code": "219" })).unwrap();
        assert_eq!(left.free_spans(), [(None, Some(day("2020-01-31")))]);
        assert_eq!(Citizenships::default().group(day("2026-05-02")), None);
    }
}
