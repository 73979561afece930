//! What an auditor asks the record of facts about.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use crate::kernel::Fault;

/// A place in the chain of sealed facts; 0 stands before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position(i64);

impl Position {
    /// The greatest position that every reader of JSON keeps exactly.
    pub const MAX: i64 = 9_007_199_254_740_991;

    /// The position as a number.
    pub fn number(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Position {
    type Error = Fault;

    fn try_from(number: i64) -> Result<Self, Fault> {
        let is_position = (0..=Self::MAX).contains(&number);
        is_position
            .then_some(Self(number))
            .ok_or(Fault::new("out_of_range"))
    }
}

impl FromStr for Position {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let digits = text.bytes().all(|c| c.is_ascii_digit());
        let number = text.parse().ok().filter(|number| *number <= Self::MAX);
        number
            .filter(|_| digits)
            .map(Self)
            .ok_or(Fault::new("out_of_range"))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A place in the chain, with the beginning of the hash that seals it: it tells this chain from
/// one that went on differently from an earlier copy. Without the hash the place alone is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// Where.
    pub position: Position,
    seal: Option<[u8; 4]>,
}

impl Mark {
    /// The mark of a position that is sealed by this hash.
    pub fn sealed(position: Position, hash: &[u8]) -> Self {
        let seal = hash.first_chunk().copied();
        Self { position, seal }
    }

    /// Whether the position is sealed by this hash, as far as the mark tells.
    pub fn fits(self, hash: &[u8]) -> bool {
        self.seal.is_none_or(|seal| hash.starts_with(&seal))
    }

    /// Whether it tells a hash.
    pub fn is_sealed(self) -> bool {
        self.seal.is_some()
    }
}

impl From<Position> for Mark {
    fn from(position: Position) -> Self {
        let seal = None;
        Self { position, seal }
    }
}

impl FromStr for Mark {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let Some((position, seal)) = text.split_once('-') else {
            return text.parse::<Position>().map(Self::from);
        };
        let is_hex = seal.len() == 8
            && seal
                .bytes()
                .all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c));
        let seal = u32::from_str_radix(seal, 16).ok().filter(|_| is_hex);
        let seal = seal.ok_or(Fault::new("out_of_range"))?;
        Ok(Self {
            position: position.parse()?,
            seal: Some(seal.to_be_bytes()),
        })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.position.fmt(f)?;
        match self.seal {
            Some(seal) => write!(f, "-{:08x}", u32::from_be_bytes(seal)),
            None => Ok(()),
        }
    }
}

/// The hash that seals a position: SHA-256 over the fact and over the hash before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealHash([u8; 32]);

impl SealHash {
    /// The hash as its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<&[u8]> for SealHash {
    type Error = Fault;

    fn try_from(bytes: &[u8]) -> Result<Self, Fault> {
        let hash = bytes.try_into().map(Self);
        hash.map_err(|_| Fault::new("invalid_hash"))
    }
}

impl FromStr for SealHash {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let fault = || Fault::new("invalid_hash");
        if text.len() != 64 || !text.bytes().all(|c| c.is_ascii_hexdigit()) {
            return Err(fault());
        }
        let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..64).step_by(2).map(byte).collect();
        bytes.ok_or_else(fault)?.as_slice().try_into()
    }
}

impl fmt::Display for SealHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut hex = String::with_capacity(64);
        for byte in self.0 {
            write!(hex, "{byte:02x}")?;
        }
        f.write_str(&hex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_as_it_is_read() {
        let text = "00ff".repeat(16);
        let hash: SealHash = text.parse().unwrap();
        assert_eq!(hash.to_string(), text);
        assert_eq!(hash.bytes()[..2], [0, 255]);
    }

    #[test]
    fn what_is_no_hash_and_no_position_is_refused() {
        for text in ["", "00ff", &"0g".repeat(32), &"+f".repeat(32)] {
            assert!(text.parse::<SealHash>().is_err(), "{text}");
        }
        for text in ["", "-1", "+1", "1.0", "9007199254740992", "x"] {
            assert!(text.parse::<Position>().is_err(), "{text}");
        }
        assert_eq!("0".parse(), Ok(Position::default()));
    }

    #[test]
    fn a_mark_tells_one_chain_from_another_that_went_on_differently() {
        let at: Position = "7".parse().unwrap();
        let mark = Mark::sealed(at, &[0, 1, 0xab, 0xcd, 9]);
        assert_eq!(mark.to_string(), "7-0001abcd");
        assert_eq!("7-0001abcd".parse(), Ok(mark));
        assert!(mark.fits(&[0, 1, 0xab, 0xcd, 8]) && !mark.fits(&[0, 1, 0xab, 0xce, 9]));
        let bare: Mark = "7".parse().unwrap();
        assert_eq!(bare, Mark::from(at));
        assert!(bare.fits(&[1]));
        for text in [
            "7-",
            "7-1",
            "-0001abcd",
            "7-0001ABCD",
            "7-0001abcd0",
            "7-+001abcd",
        ] {
            assert!(text.parse::<Mark>().is_err(), "{text}");
        }
    }
}
