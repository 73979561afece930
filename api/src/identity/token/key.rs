//! Public keys, each pinned to one algorithm, and none that is known to be weak.

use std::fmt;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey};
use domain::kernel::Fault;
use jsonwebtoken::DecodingKey;
use strum::EnumString;

/// A signature algorithm that we verify. Asymmetric ones only: with a shared secret whoever
/// verifies could also sign. Our own keys are for the first two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString)]
#[strum(
    parse_err_ty = Fault,
    parse_err_fn = domain::kernel::unknown_code
)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256 and a key of at least 2048 bits.
    #[strum(serialize = "RS256")]
    Rs256,
    /// ECDSA with the curve P-256 and SHA-256.
    #[strum(serialize = "ES256")]
    Es256,
    /// RSASSA-PSS with SHA-256 and a key of at least 2048 bits.
    #[strum(serialize = "PS256")]
    Ps256,
    /// Ed25519 (RFC 8037).
    #[strum(serialize = "EdDSA")]
    EdDsa,
}

impl Algorithm {
    /// The name in the header of a token.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::Ps256 => "PS256",
            Self::EdDsa => "EdDSA",
        }
    }

    const fn of_library(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::Rs256 => jsonwebtoken::Algorithm::RS256,
            Self::Es256 => jsonwebtoken::Algorithm::ES256,
            Self::Ps256 => jsonwebtoken::Algorithm::PS256,
            Self::EdDsa => jsonwebtoken::Algorithm::EdDSA,
        }
    }
}

/// A public key together with the only algorithm that it is for.
#[derive(Clone)]
pub struct VerifyingKey {
    algorithm: Algorithm,
    key: DecodingKey,
}

impl VerifyingKey {
    /// An RSA key for PKCS #1 signatures from modulus and exponent, big-endian without leading
    /// zeros; `weak_key` as `rsa` says.
    pub fn rs256(modulus: &[u8], exponent: &[u8]) -> Result<Self, Fault> {
        Self::rsa(Algorithm::Rs256, modulus, exponent)
    }

    /// An RSA key for PSS signatures.
    pub fn ps256(modulus: &[u8], exponent: &[u8]) -> Result<Self, Fault> {
        Self::rsa(Algorithm::Ps256, modulus, exponent)
    }

    /// `weak_key` below 2048 bits, above 8192, for an even modulus, an exponent that is even or
    /// below 65537 (FIPS 186-5 §5.1), or a modulus with the fingerprint of CVE-2017-15361.
    fn rsa(algorithm: Algorithm, modulus: &[u8], exponent: &[u8]) -> Result<Self, Fault> {
        let bits = match modulus.first() {
            Some(first) => modulus.len() * 8 - first.leading_zeros() as usize,
            None => 0,
        };
        let odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
        let exponent_ok = exponent.first().is_some_and(|first| *first != 0)
            && (exponent.len() > 3 || exponent >= [1, 0, 1].as_slice() && exponent.len() == 3);
        let canonical = modulus.first().is_some_and(|first| *first != 0);
        if !(2048..=8192).contains(&bits) || !canonical || !exponent_ok {
            return Err(Fault::new("weak_key"));
        }
        if !odd(modulus) || !odd(exponent) || is_of_powers(modulus) {
            return Err(Fault::new("weak_key"));
        }
        let key = DecodingKey::from_rsa_raw_components(modulus, exponent);
        Ok(Self { algorithm, key })
    }

    /// A P-256 key from its uncompressed point (65 bytes); `invalid_key` if it is not on the curve.
    pub fn es256(point: &[u8]) -> Result<Self, Fault> {
        let on_curve = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).is_ok();
        if point.len() != 65 || !on_curve {
            return Err(Fault::new("invalid_key"));
        }
        Ok(Self {
            algorithm: Algorithm::Es256,
            key: DecodingKey::from_ec_der(point),
        })
    }

    /// An Ed25519 key from its 32 bytes; `invalid_key` if they are no point of the curve.
    pub fn eddsa(point: &[u8]) -> Result<Self, Fault> {
        if point.len() != 32 || ParsedPublicKey::new(&ED25519, point).is_err() {
            return Err(Fault::new("invalid_key"));
        }
        Ok(Self {
            algorithm: Algorithm::EdDsa,
            key: DecodingKey::from_ed_der(point),
        })
    }

    /// The algorithm that the key is pinned to.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether the signature (base64url) is of this key over these bytes.
    pub(super) fn holds(&self, signed: &str, signature: &str) -> bool {
        let algorithm = self.algorithm.of_library();
        jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &self.key, algorithm)
            .unwrap_or(false)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// The small primes with which the weak generator of CVE-2017-15361 (ROCA) made its primes.
const SMALL_PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether the modulus is a power of 65537 modulo each small prime: the mark of a generator whose
/// keys can be factored. A sound key has it once in 100 million.
fn is_of_powers(modulus: &[u8]) -> bool {
    SMALL_PRIMES.iter().all(|prime| {
        let rest = modulus
            .iter()
            .fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime);
        let mut power = 1;
        (0..*prime).any(|_| {
            power = power * (65_537 % prime) % prime;
            power == rest
        })
    })
}
