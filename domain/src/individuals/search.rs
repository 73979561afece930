//! Finding somebody.

use std::fmt;
use std::str::FromStr;

use unicode_script::{Script, UnicodeScript};

use super::IdentifierCode;
use crate::kernel::{Day, Fault, fold};

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Whoever has or had this code, letters that replace digits undone.
    Code(IdentifierCode),
    /// Whoever is called so.
    Names {
        /// The beginning of names.
        term: SearchTerm,
        /// When the person was born, where that is known.
        born: Option<Born>,
    },
}

/// What is known of a day of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Born {
    /// The day.
    On(Day),
    /// The year.
    In(i32),
}

/// The beginning of names in either order: 2 to 100 characters, of which at least one is a
/// letter or digit; one character where it can be a whole name. Accents, capitals, apostrophes and
/// hyphens make no difference.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchTerm {
    words: Vec<String>,
}

/// One way to read a term: as what beginning of the family name, of the given name, or of both.
#[derive(Clone, PartialEq, Eq)]
pub struct Reading {
    /// The key with which the family name begins.
    pub family: Option<String>,
    /// The key with which the given name begins.
    pub given: Option<String>,
}

/// After how many words at the most one name ends and the other begins.
const MOST_WORDS: usize = 4;

impl SearchTerm {
    /// The shortest and the longest term, in characters. A single one is a term only where it can be
    /// a whole name.
    pub const LENGTH: std::ops::RangeInclusive<usize> = 2..=100;

    /// Every way to read the term, the most telling first; at most ten.
    pub fn readings(&self) -> Vec<Reading> {
        let both = |first: &[String], second: &[String]| {
            let (first, second) = (Some(first.concat()), Some(second.concat()));
            let swapped = Reading {
                family: second.clone(),
                given: first.clone(),
            };
            let straight = Reading {
                family: first,
                given: second,
            };
            [straight, swapped]
        };
        let cuts = 1..self.words.len().min(MOST_WORDS + 1);
        let mut readings: Vec<Reading> = cuts
            .flat_map(|at| both(&self.words[..at], &self.words[at..]))
            .collect();
        let all = self.words.concat();
        readings.push(Reading {
            family: Some(all.clone()),
            given: None,
        });
        readings.push(Reading {
            family: None,
            given: Some(all),
        });
        readings
    }
}

impl FromStr for SearchTerm {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let length = text.trim().chars().count();
        if length < *Self::LENGTH.start() && !text.trim().chars().any(can_be_a_name) {
            return Err(Fault::new("too_short").with("min", Self::LENGTH.start()));
        }
        if length > *Self::LENGTH.end() {
            return Err(Fault::new("too_long").with("max", Self::LENGTH.end()));
        }
        let words: Vec<String> = text
            .split_whitespace()
            .map(fold)
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            return Err(Fault::new("not_a_name"));
        }
        Ok(Self { words })
    }
}

/// Whether one character can be a whole name: a Chinese character, a Korean syllable. A Latin
/// letter would find a tenth of the register.
fn can_be_a_name(c: char) -> bool {
    matches!(c.script(), Script::Han | Script::Hangul)
}

impl fmt::Display for SearchTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words.join(" "))
    }
}

/// A term names a person: it never shows up in a debug print.
impl fmt::Debug for SearchTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SearchTerm(***)")
    }
}

/// A reading names a person: it never shows up in a debug print.
impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each reading as `family+given`; what is not asked for is a star.
    fn readings(term: &str) -> Vec<String> {
        let term: SearchTerm = term.parse().unwrap();
        let readings = term.readings().into_iter();
        let star = |key: Option<String>| key.unwrap_or_else(|| "*".to_owned());
        readings
            .map(|reading| format!("{}+{}", star(reading.family), star(reading.given)))
            .collect()
    }

    #[test]
    fn a_word_begins_either_name() {
        assert_eq!(readings("Nicolò"), ["nicolo+*", "*+nicolo"]);
    }

    #[test]
    fn two_words_are_both_names_in_either_order_or_one_long_name() {
        assert_eq!(
            readings("De' Rossi"),
            ["de+rossi", "rossi+de", "derossi+*", "*+derossi"]
        );
    }

    #[test]
    fn however_many_words_there_are_ten_readings_at_most() {
        assert_eq!(readings("a b c d e f g h i").len(), 10);
    }

    #[test]
    fn one_character_is_enough_where_it_is_a_name() {
        assert_eq!(readings("王"), ["王+*", "*+王"]);
        assert_eq!(readings(" 이 ").len(), 2);
    }

    #[test]
    fn a_term_without_letters_finds_nobody() {
        let code = |text: &str| text.parse::<SearchTerm>().unwrap_err().code;
        assert_eq!(code("a"), "too_short");
        assert_eq!(code("\u{e9}"), "too_short");
        assert_eq!(code("\u{439}"), "too_short");
        assert_eq!(code("--"), "not_a_name");
        assert_eq!(code(&"a".repeat(101)), "too_long");
    }
}
