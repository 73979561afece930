//! From a person to a tax code.

use chrono::Datelike;
use unicode_normalization::UnicodeNormalization;

use super::super::{Day, Fault, fold};
use super::{FEMALE_OFFSET, MONTHS, NUMERIC, OMOCODIA, Sex, TaxCode, with_check_letter};

impl TaxCode {
    /// The code that follows from what a document says, before any omocodia. `place` is the code
    /// of the municipality or State at the time of birth (a letter and three digits).
    pub fn encode(
        family_name: &str,
        given_name: &str,
        sex: Sex,
        birth_date: Day,
        place: &str,
    ) -> Result<Self, Fault> {
        let not_latin = || Fault::new("name_not_latin");
        let date = birth_date.date();
        let month = usize::try_from(date.month0())
            .ok()
            .and_then(|month| MONTHS.get(month));
        let offset = match sex {
            Sex::Female => u32::from(FEMALE_OFFSET),
            Sex::Male => 0,
        };
        let text = format!(
            "{}{}{:02}{}{:02}{}",
            family_triplet(&latin_letters(family_name)).ok_or_else(not_latin)?,
            given_triplet(&latin_letters(given_name)).ok_or_else(not_latin)?,
            date.year().rem_euclid(100),
            month.map(|letter| char::from(*letter)).unwrap_or_default(),
            date.day() + offset,
            place_code(place)?,
        );
        let body = text
            .as_bytes()
            .try_into()
            .map_err(|_| Fault::new("tax_code_length"))?;
        with_check_letter(body).parse()
    }

    /// The code with the `count` rightmost digits replaced by letters, as the Revenue Agency does
    /// it when two people would share a code; none for more than the seven digits.
    pub fn omocodia_variant(&self, count: u32) -> Option<Self> {
        let beyond = 1_u8.checked_shl(count)?;
        self.omocodia_subset(beyond - 1)
    }

    /// The code with any of the seven digits replaced by letters: bit 0 of `digits` stands for
    /// the rightmost one. None when a higher bit than the seventh is set.
    pub fn omocodia_subset(&self, digits: u8) -> Option<Self> {
        if digits >= 1 << NUMERIC.len() {
            return None;
        }
        let mut body: [u8; 15] = self.decoded.0.as_bytes().get(..15)?.try_into().ok()?;
        for (bit, position) in NUMERIC.iter().rev().enumerate() {
            if digits & (1 << bit) != 0 {
                body[*position] = OMOCODIA[usize::from(body[*position] - b'0')];
            }
        }
        Some(Self {
            issued: with_check_letter(&body),
            ..self.clone()
        })
    }
}

/// The code of a place in upper case: a letter and three digits.
fn place_code(place: &str) -> Result<String, Fault> {
    let is_code = match place.as_bytes() {
        [letter, digits @ ..] if digits.len() == 3 => {
            letter.is_ascii_alphabetic() && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    if is_code {
        Ok(place.to_ascii_uppercase())
    } else {
        Err(Fault::new("birthplace_code_structure"))
    }
}

/// The letters A–Z of a name, marks and everything else dropped, all its words joined.
pub(super) fn latin_letters(name: &str) -> String {
    let key = fold(name);
    key.chars()
        .filter(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The letters A–Z of a name whose umlauts and rings are written out (`Müller` as `MUELLER`): the
/// Revenue Agency follows the spelling of the document, so both forms are met.
pub(super) fn letters_written_out(name: &str) -> String {
    let mut written = String::with_capacity(name.len() + 4);
    for letter in name.nfc().flat_map(char::to_lowercase) {
        match letter {
            'ä' => written.push_str("ae"),
            'ö' | 'ø' => written.push_str("oe"),
            'ü' => written.push_str("ue"),
            'å' => written.push_str("aa"),
            other => written.push(other),
        }
    }
    latin_letters(&written)
}

/// Three letters of a family name: consonants first, then vowels, then `X`; none of no letters.
pub(super) fn family_triplet(letters: &str) -> Option<String> {
    let (consonants, vowels) = split(letters);
    triplet(consonants, vowels)
}

/// Three letters of a given name: like those of a family name, but of four consonants or more the
/// second is left out.
pub(super) fn given_triplet(letters: &str) -> Option<String> {
    let (mut consonants, vowels) = split(letters);
    if consonants.len() >= 4 {
        consonants.remove(1);
    }
    triplet(consonants, vowels)
}

fn split(letters: &str) -> (Vec<char>, Vec<char>) {
    letters
        .chars()
        .partition(|letter| !matches!(letter, 'A' | 'E' | 'I' | 'O' | 'U'))
}

fn triplet(consonants: Vec<char>, vowels: Vec<char>) -> Option<String> {
    if consonants.is_empty() && vowels.is_empty() {
        return None;
    }
    Some(
        consonants
            .into_iter()
            .chain(vowels)
            .chain(['X', 'X'])
            .take(3)
            .collect(),
    )
}
