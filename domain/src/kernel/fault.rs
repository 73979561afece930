//! Why a text is not a value.

use std::fmt;

/// The reason why a text could not become a value: a stable code for machines, and its facts.
///
/// It is the `FromStr::Err` of every type of this crate, so that the door can gather the faults
/// of a whole request. It never holds the refused text: that may be personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable, snake_case; each code has its text in Italian and English in `api/texts`.
    pub code: &'static str,
    /// What the text may quote, such as `("max", "80")`.
    pub facts: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault without facts.
    pub fn new(code: &'static str) -> Self {
        Self {
            code,
            facts: Vec::new(),
        }
    }

    /// The same fault with one more fact.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.facts.push((key, value.to_string()));
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl std::error::Error for Fault {}

/// The fault of a code that its enumeration does not know; for strum's `parse_err_fn`.
pub fn unknown_code(_: &str) -> Fault {
    Fault::new("unknown_code")
}
