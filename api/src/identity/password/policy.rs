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
/// Letters and digits that nobody takes for one another.
const READABLE: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// How many of its characters are judged: the estimate takes more than linear time, and what is
/// strong at its beginning is strong.
const JUDGED: usize = 72;
/// A password that was checked against the policy; not printed, wiped when dropped.
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// The password that the owner of this e-mail address chose, if nobody would guess it.
    ///
    /// Refuses with `password_too_short`, `password_too_long` or `password_guessable`: what is
    /// common, repeated, a walk over the keyboard, a date, or made of the address or of the name of
    /// the product (OWASP ASVS 5.0, 6.2.4 and 6.2.11).
    pub fn chosen(typed: &str, email: &str) -> Result<Self, Fault> {
        let text =
            normalise(typed).ok_or_else(|| Fault::new("password_too_long").with("max", LONGEST))?;
        if text.chars().count() < SHORTEST {
            return Err(Fault::new("password_too_short").with("min", SHORTEST));
        }
        if is_guessable(&text, email) {
            return Err(Fault::new("password_guessable"));
        }
        Ok(Self(text))
    }

    /// A password for somebody else, to be used once: 120 random bits in a form that can be read
    /// out. `no_randomness` when the system has none to give.
    pub fn single_use() -> Result<Self, Fault> {
        let mut bytes = Zeroizing::new([0; 24]);
        aws_lc_rs::rand::fill(bytes.as_mut_slice()).map_err(|_| Fault::new("no_randomness"))?;
        let mut text = Zeroizing::new(String::with_capacity(30));
        for (index, byte) in bytes.iter().enumerate() {
            if index > 0 && index % 6 == 0 {
                text.push('-');
            }
            text.push(char::from(READABLE[usize::from(byte % 32)]));
        }
        Ok(Self(text))
    }

    /// The password itself, for the terminal of whoever had it made.
    pub fn expose(&self) -> &str {
        &self.0
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

/// Whether an attacker who knows the habits of people, the address and the product would find the
/// password in less than 10^8 guesses (a score below 3 of 4).
fn is_guessable(text: &str, email: &str) -> bool {
    // Compatibility forms make a password no less common.
    let judged: Zeroizing<String> = Zeroizing::new(text.nfkc().take(JUDGED).collect());
    // A long piece of the address is many words to the estimate, and one to whoever knows it.
    if email.contains(judged.to_lowercase().as_str()) {
        return true;
    }
    let local = email.split('@').next().unwrap_or_default();
    let mut known = vec![PRODUCT, email, local];
    known.extend(email.split(['@', '.', '-', '_', '+']));
    zxcvbn::zxcvbn(&judged, &known).score() < zxcvbn::Score::Three
}
