//! Values that must not be seen, and the opaque tokens that are only stored as digests.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::{constant_time, digest, hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::kernel::Fault;
use zeroize::Zeroizing;

/// What a secret must have at least, in bytes.
const MINIMUM: usize = 32;
/// What a secret must have at least in different bytes: `aaaa…` is long, not strong.
const DIFFERENT: usize = 8;

/// A configured secret of at least 32 bytes, wiped from memory when dropped and never printed.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A secret from bytes; `weak_secret` when they are too few or too much alike.
    pub fn new(bytes: Vec<u8>) -> Result<Self, Fault> {
        let bytes = Zeroizing::new(bytes);
        let mut seen = [false; 256];
        for byte in bytes.iter() {
            seen[usize::from(*byte)] = true;
        }
        let different = seen.iter().filter(|seen| **seen).count();
        if bytes.len() < MINIMUM || different < DIFFERENT {
            return Err(Fault::new("weak_secret").with("min", MINIMUM));
        }
        Ok(Self(bytes))
    }

    /// The bytes, for the one place that needs them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The key of a digest for one purpose.
    pub fn key_for(&self, purpose: &str) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.derive(purpose).as_slice())
    }
}

impl Secret {
    /// A key of 32 bytes for one purpose: what is made for another never fits.
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let whole = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(hmac::sign(&whole, purpose.as_bytes()).as_ref());
        key
    }
}

impl FromStr for Secret {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::new(text.as_bytes().to_vec())
    }
}

impl PartialEq for Secret {
    /// Takes the same time wherever the two differ.
    fn eq(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}
impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// An opaque refresh token: 256 random bits, written as 43 characters of base64url.
pub struct RefreshToken(Zeroizing<[u8; 32]>);

impl RefreshToken {
    /// A token that nobody has seen; `no_randomness` when the system has none to give.
    pub fn generate() -> Result<Self, Fault> {
        let mut bytes = Zeroizing::new([0; 32]);
        rand::fill(bytes.as_mut_slice()).map_err(|_| Fault::new("no_randomness"))?;
        Ok(Self(bytes))
    }

    /// The token that follows this one. It is always the same, so that whoever repeats a refresh
    /// gets the same answer; without the key nobody can tell it.
    #[must_use]
    pub fn successor(&self, key: &hmac::Key) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(hmac::sign(key, self.0.as_slice()).as_ref());
        Self(bytes)
    }

    /// The text that the client gets, once.
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.as_slice()))
    }

    /// What is stored in its place. No salt: 256 random bits cannot be guessed from a digest.
    pub fn digest(&self) -> TokenDigest {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest::digest(&digest::SHA256, self.0.as_slice()).as_ref());
        TokenDigest(bytes)
    }
}

impl FromStr for RefreshToken {
    type Err = Fault;

    /// Takes the one spelling that `expose` gives.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let refused = || Fault::new("invalid_refresh_token");
        if text.len() != 43 {
            return Err(refused());
        }
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?);
        let bytes = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| refused())?;
        Ok(Self(Zeroizing::new(bytes)))
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
impl fmt::Display for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The SHA-256 of a refresh token, as the database keeps it.
#[derive(Clone, Copy)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// A digest as read from storage.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes to store and to look up.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for TokenDigest {
    /// Takes the same time wherever the two differ.
    fn eq(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}
impl Eq for TokenDigest {}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_or_monotonous_secret_is_refused() {
        for weak in [
            "",
            "short",
            &"k".repeat(64),
            &"abc".repeat(20),
            "0123456789abcdef0123456789abcde",
        ] {
            assert_eq!(
                weak.parse::<Secret>().unwrap_err().code,
                "weak_secret",
                "{weak}"
            );
        }
        assert!("0123456789abcdef0123456789abcdef".parse::<Secret>().is_ok());
    }

    #[test]
    fn nothing_secret_is_printed() {
        let secret: Secret = "a very long secret that nobody reads".parse().unwrap();
        let token = RefreshToken::generate().unwrap();
        let printed = format!("{secret} {secret:?} {token} {token:?} {:?}", token.digest());
        assert_eq!(printed, "*** *** *** *** ***");
    }

    #[test]
    fn a_refresh_token_is_found_again_by_its_digest() {
        let token = RefreshToken::generate().unwrap();
        let presented: RefreshToken = token.expose().parse().unwrap();
        assert_eq!(token.expose().len(), 43);
        assert_eq!(
            presented.digest(),
            TokenDigest::new(*token.digest().as_bytes())
        );
        assert_ne!(RefreshToken::generate().unwrap().digest(), token.digest());
    }

    #[test]
    fn a_refresh_token_has_one_successor_under_one_key() {
        let secret: Secret = "a very long secret that nobody reads".parse().unwrap();
        let token = RefreshToken::generate().unwrap();
        let next = |purpose| token.successor(&secret.key_for(purpose)).digest();
        assert_eq!(next("refresh"), next("refresh"));
        assert_ne!(next("refresh"), next("attempts"));
        assert_ne!(next("refresh"), token.digest());
    }

    #[test]
    fn a_refresh_token_has_one_spelling() {
        let text = "A".repeat(42);
        assert!(format!("{text}A").parse::<RefreshToken>().is_ok());
        // The last character carries four bits: `B` would set a bit that nobody reads.
        for other in [
            format!("{text}B"),
            format!("{text}="),
            format!("{text}A="),
            text.clone(),
        ] {
            assert!(other.parse::<RefreshToken>().is_err(), "{other}");
        }
    }
}
