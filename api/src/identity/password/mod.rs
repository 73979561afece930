//! Passwords of staff: how they are chosen, hashed and compared.

mod hasher;
mod policy;
#[cfg(test)]
mod tests;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

pub use hasher::{HashFault, Hasher, Parameters};
pub use policy::NewPassword;

/// The longest password, in characters.
const LONGEST: usize = 128;
/// The longest text that is normalised at all, in bytes: 128 characters of 4 bytes, each of them
/// typed in up to 4 pieces.
const LONGEST_TYPED: usize = LONGEST * 4 * 4;

/// The text that is hashed, if it is not too long: NFC, because the same key press gives one code
/// point on one system and two on another, and nothing else changed (RFC 8265 §4.2.2, OWASP ASVS
/// 5.0 6.2.8). NFKC would make different passwords equal.
fn normalise(typed: &str) -> Option<Zeroizing<String>> {
    if typed.len() > LONGEST_TYPED {
        return None;
    }
    let text = Zeroizing::new(typed.nfc().collect::<String>());
    (text.chars().count() <= LONGEST).then_some(text)
}
