//! Section *education*: levels and titles, each with a source of its own.

use std::fmt;

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::classified::{Country, IscedLevel, RegionalLevel};
use super::contradiction::{self, Item};
use super::items::source_of;
use super::{Context, Provenance, Section, SectionName, Sourced};
use crate::kernel::{Day, Fault, Faults, Text, as_text, unknown_code};

/// How far a course of study came; codes of the vocabulary `qualification-states`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum QualificationState {
    /// It was finished.
    Completed,
    /// It goes on.
    InProgress,
    /// It was given up.
    Interrupted,
}

/// Whether Italy recognises what was finished abroad; codes of the vocabulary `recognitions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Recognition {
    /// It does.
    Recognised,
    /// It does not.
    NotRecognised,
    /// It was asked.
    UnderWay,
    /// Nobody has to ask.
    NotNeeded,
}

/// A course of study and what came of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// Its level by ISCED 2011.
    #[serde(with = "as_text")]
    pub level: IscedLevel,
    /// Its level by the codes of the Region.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub regional_level: Option<RegionalLevel>,
    /// What it is called.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub title: Option<Text<200>>,
    /// What it is about.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub field: Option<Text<200>>,
    /// How far it came.
    #[serde(with = "as_text")]
    pub state: QualificationState,
    /// The year in which it was finished or given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// Where; none when nobody knows.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub country: Option<Country>,
    /// Whether Italy recognises it.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub recognition: Option<Recognition>,
    /// Who taught it.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub institution: Option<Text<200>>,
}

/// School, degrees and whether any of it goes on.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Education {
    /// Courses of study, the highest first.
    pub items: Vec<Sourced<Qualification>>,
    /// The day on which full-time education ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_time_ended_on: Option<Day>,
    /// Whether the person is in education; none when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_education: Option<bool>,
    /// Whether the person is in training; none when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_training: Option<bool>,
}

impl Qualification {
    /// Its level as a number.
    pub fn isced(&self) -> Option<u8> {
        self.level.as_str().parse().ok()
    }

    /// Whether the two levels say the same; the Region puts two levels under some of its codes.
    fn levels_agree(&self) -> bool {
        let Some(regional) = self.regional_level else {
            return true;
        };
        let number = |column| -> Option<u8> { regional.concept().extra(column)?.parse().ok() };
        let least = number("isced");
        let most = number("isced_to").or(least);
        let level = self.isced();
        least <= level && level <= most
    }

    fn check(&self, born: Option<Day>, today: Day, faults: &mut Faults) {
        if !self.levels_agree() {
            faults.tell("/regional_level", "other_level");
        }
        if let Some(year) = self.year {
            let year = i32::from(year);
            if self.state == QualificationState::InProgress {
                faults.tell("/year", "year_of_what_goes_on");
            } else if year > today.date().year() {
                faults.tell("/year", "in_the_future");
            } else if born.is_some_and(|born| year < born.date().year()) {
                faults.tell("/year", "before_birth");
            }
        }
        if self.recognition.is_some() && self.country.is_none_or(|country| country.is_italy()) {
            faults.tell("/recognition", "recognition_without_country");
        }
    }
}

impl Education {
    /// How many courses of study a person may have.
    pub const MOST: usize = 30;

    /// The highest level that was finished; none when no item tells one.
    pub fn highest(&self) -> Option<u8> {
        let items = self.items.iter().map(|sourced| &sourced.item);
        items
            .filter(|item| item.state == QualificationState::Completed)
            .filter_map(Qualification::isced)
            .max()
    }
}

impl Education {
    /// The highest level that was finished by that day; none where that is not told. What was seen
    /// on that day or before was finished, and what was finished in an earlier year; of the rest
    /// only the lower levels do not matter.
    pub(crate) fn highest_on(&self, day: Day, section: Provenance) -> Option<u8> {
        let completed = self.items.iter();
        let completed = completed.filter(|item| item.item.state == QualificationState::Completed);
        let (mut sure, mut unsure) = (None, None);
        for sourced in completed {
            let level = sourced.item.isced();
            let year = sourced.item.year.map(i32::from);
            let seen = source_of(sourced, section).observed_on <= day;
            if seen || year.is_some_and(|year| year < day.date().year()) {
                sure = sure.max(level);
            } else if year.is_none_or(|year| year == day.date().year()) {
                unsure = unsure.max(level);
            }
        }
        sure.filter(|_| unsure <= sure)
    }
}

impl Section for Education {
    const NAME: SectionName = SectionName::Education;
    const LASTING_ITEMS: bool = true;

    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        let (born, today) = (self.birth_date(context), context.today);
        if self.items.len() > Self::MOST {
            faults.tell("/items", "too_many");
        }
        super::items::each(
            "/items",
            &self.items,
            (born, today),
            faults,
            |item, faults| {
                item.check(born, today, faults);
            },
        );
        if let Some(ended) = self.full_time_ended_on {
            if ended > today {
                faults.tell("/full_time_ended_on", "in_the_future");
            } else if born.is_some_and(|born| ended < born) {
                faults.tell("/full_time_ended_on", "before_birth");
            }
        }
    }

    /// A course of study is known again by its level.
    fn items(&self) -> Vec<Item> {
        contradiction::items("/items", &self.items, |item| item.level.to_string())
    }
}

/// Schooling leads to a person: it never shows up in a debug print.
impl fmt::Debug for Qualification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Qualification(***)")
    }
}

/// Schooling leads to a person: it never shows up in a debug print.
impl fmt::Debug for Education {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Education(***)")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::vocabulary::{codes, get};

    #[test]
    fn the_codes_are_those_of_the_vocabularies() {
        assert_eq!(QualificationState::VARIANTS, codes("qualification-states"));
        assert_eq!(Recognition::VARIANTS, codes("recognitions"));
    }

    fn item(level: &str, regional: &str, state: &str) -> Qualification {
        let item = json!({ "level": level, "regional_level": regional, "state": state });
        serde_json::from_value(item).unwrap()
    }

    #[test]
    fn every_code_of_the_region_is_of_the_levels_that_it_names_and_of_no_other() {
        for concept in get("education-levels").unwrap().concepts.iter() {
            let least = concept.extra("isced").unwrap();
            let most = concept.extra("isced_to").unwrap_or(least);
            for level in codes("isced-levels") {
                let within = (least..=most).contains(&level);
                let agree = item(level, concept.code, "completed").levels_agree();
                assert_eq!(agree, within, "{} {level}", concept.code);
            }
        }
    }

    #[test]
    fn the_highest_level_is_one_that_was_finished() {
        let plain = |item| Sourced {
            item,
            provenance: None,
        };
        let mut education = Education::default();
        assert_eq!(education.highest(), None);
        education.items = vec![
            plain(item("7", "Z9", "in_progress")),
            plain(item("2", "Z3", "completed")),
            plain(item("3", "Z5", "completed")),
        ];
        assert_eq!(education.highest(), Some(3));
        assert_eq!(format!("{education:?}"), "Education(***)");
    }
}
