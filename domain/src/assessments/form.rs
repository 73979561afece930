//! What an interview asks: sections, each with questions, in this order.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::kernel::{Fault, Faults, Text, as_text};

/// The most sections of a form.
pub const MAX_SECTIONS: usize = 20;
/// The most questions of a section.
pub const MAX_QUESTIONS: usize = 40;
/// The most options of a question.
pub const MAX_OPTIONS: usize = 30;
/// The most points of one answer, or of one step of a scale.
const MAX_POINTS: u16 = 1000;
/// The most that a question weighs.
const MAX_WEIGHT: u16 = 100;
/// The most steps of a scale.
const MAX_STEPS: i64 = 100;
/// The farthest bound of a number.
const FARTHEST: i64 = 1_000_000;

/// What people call a form, a section, a question or an option.
pub type FormLabel = Text<300>;

/// What programs call a form, a section of it, a question or an option.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormCode(String);

impl FormCode {
    /// The longest code, in characters.
    pub const MAX: usize = 40;

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FormCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
        let fits = (2..=Self::MAX).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(is_plain);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Fault::new("invalid_form_code"))
        }
    }
}

impl fmt::Display for FormCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an interview asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormContent {
    /// What people call it, in Italian.
    #[serde(with = "as_text")]
    pub label_it: FormLabel,
    /// What people call it, in English.
    #[serde(with = "as_text")]
    pub label_en: FormLabel,
    /// Its parts, in this order.
    pub sections: Vec<Section>,
}

/// A part of an interview, with a score of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What programs call it.
    #[serde(with = "as_text")]
    pub code: FormCode,
    /// What people call it, in Italian.
    #[serde(with = "as_text")]
    pub label_it: FormLabel,
    /// What people call it, in English.
    #[serde(with = "as_text")]
    pub label_en: FormLabel,
    /// What it asks, in this order.
    pub questions: Vec<Question>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What programs call it: once in the whole form, so that an answer names it by that alone.
    #[serde(with = "as_text")]
    pub code: FormCode,
    /// Its words, in Italian.
    #[serde(with = "as_text")]
    pub label_it: FormLabel,
    /// Its words, in English.
    #[serde(with = "as_text")]
    pub label_en: FormLabel,
    /// What answers it.
    pub kind: QuestionKind,
    /// Whether no interview is complete without an answer.
    pub is_required: bool,
    /// By how much its points are multiplied.
    pub weight: u16,
}

/// What answers a question, and how many points that gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QuestionKind {
    /// One of some options.
    Choice {
        /// They, in this order.
        options: Vec<AnswerOption>,
    },
    /// A step of a scale. The lowest gives nothing.
    Scale {
        /// The lowest step.
        lowest: i64,
        /// The highest step.
        highest: i64,
        /// What each step above the lowest gives.
        points_per_step: u16,
    },
    /// A number, which gives no points.
    Number {
        /// The lowest.
        lowest: i64,
        /// The highest.
        highest: i64,
    },
    /// Yes or no.
    YesNo {
        /// What yes gives.
        yes_points: u16,
        /// What no gives.
        no_points: u16,
    },
    /// Words, which give no points.
    Text {},
}

/// One of some answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerOption {
    /// What programs call it.
    #[serde(with = "as_text")]
    pub code: FormCode,
    /// What people call it, in Italian.
    #[serde(with = "as_text")]
    pub label_it: FormLabel,
    /// What people call it, in English.
    #[serde(with = "as_text")]
    pub label_en: FormLabel,
    /// What it gives.
    pub points: u16,
}

impl FormContent {
    /// Tells of whatever does not fit, all of it.
    pub fn check(&self, faults: &mut Faults) {
        counted("/sections", self.sections.len(), 1..=MAX_SECTIONS, faults);
        let (mut sections, mut questions) = (BTreeSet::new(), BTreeSet::new());
        // Past the bound nothing more is looked at: whoever sends too much hears that alone.
        for (n, section) in self.sections.iter().enumerate().take(MAX_SECTIONS) {
            let pointer = format!("/sections/{n}");
            once(&mut sections, &section.code, &pointer, faults);
            let of = format!("{pointer}/questions");
            counted(&of, section.questions.len(), 1..=MAX_QUESTIONS, faults);
            for (m, question) in section.questions.iter().enumerate().take(MAX_QUESTIONS) {
                let pointer = format!("{of}/{m}");
                once(&mut questions, &question.code, &pointer, faults);
                faults.below(&pointer, |faults| question.check(faults));
            }
        }
    }

    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        { self.sections.iter() }.flat_map(|section| &section.questions)
    }
}

impl Question {
    fn check(&self, faults: &mut Faults) {
        if self.weight > MAX_WEIGHT {
            faults.tell("/weight", "out_of_range");
        }
        self.kind.check(faults);
    }
}

impl QuestionKind {
    fn check(&self, faults: &mut Faults) {
        match self {
            Self::Choice { options } => {
                counted("/options", options.len(), 2..=MAX_OPTIONS, faults);
                let mut codes = BTreeSet::new();
                for (n, option) in options.iter().enumerate().take(MAX_OPTIONS) {
                    let pointer = format!("/options/{n}");
                    once(&mut codes, &option.code, &pointer, faults);
                    bounded(&format!("{pointer}/points"), option.points, faults);
                }
            }
            Self::Scale {
                lowest,
                highest,
                points_per_step,
            } => {
                spans(*lowest, *highest, Some(MAX_STEPS), faults);
                bounded("/points_per_step", *points_per_step, faults);
            }
            Self::Number { lowest, highest } => spans(*lowest, *highest, None, faults),
            Self::YesNo {
                yes_points,
                no_points,
            } => {
                bounded("/yes_points", *yes_points, faults);
                bounded("/no_points", *no_points, faults);
            }
            Self::Text {} => {}
        }
    }
}

/// Tells of a list that is too short or too long.
fn counted(
    pointer: &str,
    count: usize,
    bounds: std::ops::RangeInclusive<usize>,
    faults: &mut Faults,
) {
    if !bounds.contains(&count) {
        faults.tell(pointer, "out_of_range");
    }
}

/// Tells of a code that is there already.
fn once<'a>(
    codes: &mut BTreeSet<&'a FormCode>,
    code: &'a FormCode,
    pointer: &str,
    faults: &mut Faults,
) {
    if !codes.insert(code) {
        faults.tell(format!("{pointer}/code"), "duplicate_member");
    }
}

fn bounded(pointer: &str, points: u16, faults: &mut Faults) {
    if points > MAX_POINTS {
        faults.tell(pointer, "out_of_range");
    }
}

/// Tells of bounds that are out of the way, or leave nothing to choose between.
fn spans(lowest: i64, highest: i64, most: Option<i64>, faults: &mut Faults) {
    let within = -FARTHEST..=FARTHEST;
    let mut fits = true;
    for (pointer, bound) in [("/lowest", lowest), ("/highest", highest)] {
        if !within.contains(&bound) {
            faults.tell(pointer, "out_of_range");
            fits = false;
        }
    }
    if fits && (highest <= lowest || most.is_some_and(|most| highest - lowest > most)) {
        faults.tell("/highest", "out_of_range");
    }
}
