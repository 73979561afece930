//! Codes of a second factor: those that a device makes (RFC 6238), and those for recovery.

use std::fmt;

use aws_lc_rs::rand;
use chrono::{DateTime, Utc};
use domain::kernel::Fault;
use domain::second_factor::RECOVERY_CODES;
use sha2::{Digest as _, Sha256};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

/// Bytes of a secret: as many as SHA-1 gives (RFC 4226 §4, R6).
const SECRET: usize = 20;
/// Who asks for the code, as the device shows it.
const ISSUER: &str = "Percorso";
/// The digits of a code, the seconds of a step, and how many steps early or late a clock may be.
/// These and SHA-1 are what every device understands.
const DIGITS: u8 = 6;
const STEP: u64 = 30;
const SKEW: u16 = 1;
/// Characters of a recovery code: 100 random bits.
const RECOVERY: usize = 20;
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The secret that a device and the program share.
pub struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    /// A secret that nobody has seen; `no_randomness` when the system has none to give.
    pub fn generate() -> Result<Self, Fault> {
        let mut bytes = Zeroizing::new(vec![0; SECRET]);
        rand::fill(&mut bytes).map_err(|_| Fault::new("no_randomness"))?;
        Ok(Self(bytes))
    }

    /// The secret of these bytes.
    pub fn of(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// Its bytes, to be sealed.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    fn totp(&self, account: &str) -> Result<Totp, Fault> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_skew(SKEW)
            .with_step_duration(STEP)
            .with_secret(Secret::from(self.0.to_vec()))
            .with_issuer(Some(ISSUER))
            .with_account_name(account)
            .build()
            .map_err(|_| Fault::new("no_key"))
    }

    /// As somebody types it into a device, and as a device reads it from a picture.
    pub fn shown(&self, account: &str) -> Result<(String, String), Fault> {
        let totp = self.totp(account)?;
        let uri = totp.to_url().map_err(|_| Fault::new("no_key"))?;
        Ok((totp.secret().to_base32(), uri))
    }

    /// The step whose code this is, if it is the present one or its neighbour.
    pub fn step_of(&self, code: &str, now: DateTime<Utc>) -> Option<i64> {
        let seconds = u64::try_from(now.timestamp()).ok()?;
        let step = self.totp("").ok()?.check(code, seconds)?;
        i64::try_from(step).ok()
    }

    /// The code of the step in which `at` lies, as the owner's device shows it.
    pub fn code_at(&self, at: DateTime<Utc>) -> Result<String, Fault> {
        let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
        Ok(self.totp("")?.generate(seconds).to_string())
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A code as somebody typed it.
#[derive(Clone)]
pub enum Code {
    /// Six digits of a device.
    Device(Zeroizing<String>),
    /// A recovery code, as its digest.
    Recovery([u8; 32]),
}

impl Code {
    /// Takes six digits for a device's code and everything else for a recovery code, whatever
    /// hyphens, blanks and capitals somebody puts in.
    pub fn typed(text: &str) -> Self {
        let text: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|c| !c.is_whitespace() && *c != '-')
                .map(|c| c.to_ascii_lowercase())
                .collect(),
        );
        if text.len() == usize::from(DIGITS) && text.bytes().all(|c| c.is_ascii_digit()) {
            Self::Device(text)
        } else {
            Self::Recovery(Sha256::digest(text.as_bytes()).into())
        }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// New recovery codes as their owner writes them down, each with the digest that is kept. No salt:
/// 100 random bits cannot be guessed from a digest.
pub fn recovery_codes() -> Result<Vec<(String, [u8; 32])>, Fault> {
    let one = |_| {
        let mut bytes = Zeroizing::new([0; RECOVERY]);
        rand::fill(bytes.as_mut_slice()).map_err(|_| Fault::new("no_randomness"))?;
        let characters: Vec<char> = bytes
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
            .collect();
        let groups = characters.chunks(5).map(|group| group.iter().collect());
        let code = groups.collect::<Vec<String>>().join("-");
        let Code::Recovery(digest) = Code::typed(&code) else {
            return Err(Fault::new("no_randomness"));
        };
        Ok((code, digest))
    };
    (0..RECOVERY_CODES).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn rfc() -> TotpSecret {
        TotpSecret::of(Zeroizing::new(b"12345678901234567890".to_vec()))
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of its eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(rfc().code_at(at(seconds)).unwrap(), code);
            assert_eq!(rfc().step_of(code, at(seconds)), Some(seconds / 30));
        }
    }

    #[test]
    fn a_clock_may_be_one_step_early_or_late_and_no_more() {
        let now = 1_111_111_110; // the first second of a step
        let step = now / 30;
        for (typed_at, found) in [
            (now - 31, None),
            (now - 30, Some(step - 1)),
            (now, Some(step)),
            (now + 30, Some(step + 1)),
            (now + 59, Some(step + 1)),
            (now + 60, None),
        ] {
            let code = rfc().code_at(at(typed_at)).unwrap();
            assert_eq!(rfc().step_of(&code, at(now)), found, "{}", typed_at - now);
        }
        for wrong in ["", "000000", "28708", "2870822", "28708a"] {
            assert_eq!(rfc().step_of(wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn a_device_gets_what_it_needs_to_know() {
        let (secret, uri) = rfc().shown("irene@comune.example").unwrap();
        assert_eq!(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(
            uri.starts_with("otpauth://totp/Percorso:irene%40comune.example?"),
            "{uri}"
        );
        assert!(uri.contains(&format!("secret={secret}")), "{uri}");
        assert!(uri.contains("issuer=Percorso"), "{uri}");
        assert_eq!(TotpSecret::generate().unwrap().expose().len(), 20);
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let codes = recovery_codes().unwrap();
        assert_eq!(codes.len(), 10);
        for (code, digest) in &codes {
            assert_eq!(code.len(), 23, "{code}");
            for typed in [code.clone(), code.to_uppercase(), code.replace('-', " ")] {
                assert!(matches!(Code::typed(&typed), Code::Recovery(d) if d == *digest));
            }
        }
        assert!(matches!(Code::typed(" 287 082"), Code::Device(code) if *code == "287082"));
        assert_eq!(
            format!("{:?} {:?}", Code::typed("287082"), rfc()),
            "*** ***"
        );
    }
}
