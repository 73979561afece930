//! Text that people typed.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Fault;

/// One to `MAX` characters of text, NFC, trimmed, without control characters other than line
/// breaks and tabs, and without the invisible characters that reorder or hide text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text<const MAX: usize>(String);

/// A given or family name as it stands on the document: one line of 1 to 100 characters, with at
/// least one letter. Apostrophes, hyphens, accents and any script are kept.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonName(String);

/// Characters that change how text reads without being seen: bidirectional controls, zero-width
/// characters but for the joiners that some scripts need, byte order marks.
fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}' | '\u{200E}'
        | '\u{200F}' | '\u{061C}' | '\u{00AD}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

/// Controls, and the two separators that break a line without being a line break.
fn is_unreadable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a text is normalised and hides nothing: whatever was tidied once, and is read back.
fn is_plain(text: &str) -> bool {
    text.is_ascii()
        || (is_nfc_quick(text.chars()) == IsNormalized::Yes && !text.chars().any(is_deceptive))
}

fn tidy(text: &str, max: usize, line_breaks: bool) -> Result<String, Fault> {
    let kept = if is_plain(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|c| !is_deceptive(*c)).nfc().collect())
    };
    let kept = kept.trim();
    if kept
        .chars()
        .any(|c| is_unreadable(c) && !(line_breaks && matches!(c, '\n' | '\r' | '\t')))
    {
        return Err(Fault::new("control_character"));
    }
    if kept.is_empty() {
        return Err(Fault::new("blank"));
    }
    if kept.chars().count() > max {
        return Err(Fault::new("too_long").with("max", max));
    }
    Ok(kept.to_owned())
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        tidy(text, MAX, true).map(Self)
    }
}

impl<const MAX: usize> Text<MAX> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Free text may tell anything about a person, so it never shows up in a debug print.
impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text(***)")
    }
}

impl PersonName {
    /// The longest name that is kept, in characters.
    pub const MAX: usize = 100;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let name = tidy(text, Self::MAX, false)?;
        if !name.chars().any(char::is_alphabetic) {
            return Err(Fault::new("not_a_name"));
        }
        Ok(Self(name))
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name is personal data: it never shows up in a debug print.
impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonName(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_normalised_and_bounded() {
        let text: Text<5> = " e\u{0301}a\u{202E}b ".parse().unwrap();
        assert_eq!(text.as_str(), "éab");
        assert_eq!("abcdef".parse::<Text<5>>().unwrap_err().code, "too_long");
        assert_eq!("\u{200B} ".parse::<Text<5>>().unwrap_err().code, "blank");
        assert_eq!(
            "a\u{0}b".parse::<Text<5>>().unwrap_err().code,
            "control_character"
        );
    }

    #[test]
    fn names_keep_what_the_document_says() {
        for name in ["D'Angelo", "Nicolò", "Hüseyin", "Nguyễn", "O", "王"] {
            assert_eq!(name.parse::<PersonName>().unwrap().as_str(), name);
        }
        assert_eq!("123".parse::<PersonName>().unwrap_err().code, "not_a_name");
        for name in ["a\nb", "a\u{2028}b", "a\u{2029}b"] {
            assert_eq!(
                name.parse::<PersonName>().unwrap_err().code,
                "control_character"
            );
        }
    }

    #[test]
    fn a_name_never_shows_up_in_a_debug_print() {
        assert!(!format!("{:?}", "Rossi".parse::<PersonName>().unwrap()).contains("Rossi"));
    }
}
