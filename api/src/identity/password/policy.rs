//! Which passwords may be chosen.

use std::fmt;

use domain::kernel::Fault;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::{LONGEST, normalise};

/// The shortest password, in characters (code points after normalisation, as NIST SP 800-63B
/// counts them). There are no rules of composition: they make passwords worse.
const SHORTEST: usize = 12;
/// The name of the product, which comes to everybody's mind first.
const PRODUCT: &str = "percorso";
/// Common passwords, one a line, lower case; sources and licences in `SOURCES.md` beside it.
const COMMON: &str = include_str!("common.txt");
/// A local part this short is found in any text by chance.
const SHORTEST_NAME: usize = 3;
/// A unit this short makes no password however often it is repeated.
const TRIVIAL_UNIT: usize = 4;

/// A password that was checked against the policy; not printed, wiped when dropped.
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// The password that the owner of this e-mail address chose, if nobody would guess it.
    ///
    /// Refuses with `password_too_short`, `password_too_long`, `password_contains_email`,
    /// `password_contains_product` or `password_common`.
    pub fn chosen(typed: &str, email: &str) -> Result<Self, Fault> {
        let text =
            normalise(typed).ok_or_else(|| Fault::new("password_too_long").with("max", LONGEST))?;
        if text.chars().count() < SHORTEST {
            return Err(Fault::new("password_too_short").with("min", SHORTEST));
        }
        let folded = fold(&text);
        let name = fold(email.split('@').next().unwrap_or_default());
        if name.chars().count() >= SHORTEST_NAME && folded.contains(name.as_str()) {
            return Err(Fault::new("password_contains_email"));
        }
        if folded.contains(PRODUCT) {
            return Err(Fault::new("password_contains_product"));
        }
        if is_common(&folded) {
            return Err(Fault::new("password_common"));
        }
        Ok(Self(text))
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The text to compare with lists: compatibility forms and case do not make it less common.
fn fold(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.nfkc().flat_map(char::to_lowercase).collect())
}

/// Whether the password, what it repeats, or what it wraps in digits and signs, is in the list.
fn is_common(folded: &str) -> bool {
    let core = folded.trim_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    let units: Vec<&str> = [folded, core].into_iter().filter_map(unit).collect();
    if units
        .iter()
        .any(|unit| unit.chars().count() <= TRIVIAL_UNIT)
    {
        return true;
    }
    COMMON
        .lines()
        .any(|line| line == folded || line == core || units.contains(&line))
}

/// The shortest beginning that gives the whole when repeated (the last time maybe cut), if it is
/// repeated at all: `123456` of `123456123456`, `1234567890` of `123456789012`.
fn unit(text: &str) -> Option<&str> {
    let repeats = |unit: &&str| {
        let mut rest = text;
        while let Some(after) = rest.strip_prefix(*unit) {
            rest = after;
        }
        unit.starts_with(rest)
    };
    text.char_indices()
        .skip(1)
        .map(|(end, _)| &text[..end])
        .find(repeats)
}
