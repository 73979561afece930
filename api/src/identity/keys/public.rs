//! Public keys: their name, their JWK, their use in the verifier.

use std::fmt;

use aws_lc_rs::digest;
use aws_lc_rs::signature::{RsaPublicKeyComponents, RsaSubjectPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::super::token::{Algorithm, VerifyingKey};
use super::KeyFault;

/// What stands before the point in the SPKI of an uncompressed P-256 key (RFC 5480 §2).
const P256_SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A public key of ours, named by its RFC 7638 thumbprint.
#[derive(Clone)]
pub struct PublicKey {
    kid: String,
    numbers: Numbers,
    verifying: VerifyingKey,
}

/// The members of a JWK that make the key, in the order of RFC 7638 §3.2, so that the same text
/// serves the thumbprint.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Numbers {
    Rsa {
        e: String,
        kty: &'static str,
        n: String,
    },
    Ec {
        crv: &'static str,
        kty: &'static str,
        x: String,
        y: String,
    },
}

/// A set of public keys (RFC 7517 §5), as `/.well-known/jwks.json` gives it.
#[derive(Clone, Serialize)]
pub struct Jwks {
    /// The keys, the one that signs now first.
    pub keys: Vec<Jwk>,
}

/// One public key as JSON (RFC 7517).
#[derive(Clone, Serialize)]
pub struct Jwk {
    #[serde(flatten)]
    numbers: Numbers,
    kid: String,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
}

impl PublicKey {
    /// An RSA key from modulus and exponent, big-endian without leading zeros.
    pub(super) fn rs256(n: Vec<u8>, e: Vec<u8>) -> Result<Self, KeyFault> {
        let verifying = VerifyingKey::rs256(&n, &e).map_err(|_| KeyFault::Weak)?;
        let (e, n) = (URL_SAFE_NO_PAD.encode(e), URL_SAFE_NO_PAD.encode(n));
        Self::named(Numbers::Rsa { e, kty: "RSA", n }, verifying)
    }

    /// A P-256 key from its uncompressed point.
    pub(super) fn es256(point: &[u8]) -> Result<Self, KeyFault> {
        let verifying = VerifyingKey::es256(point).map_err(|_| KeyFault::Unreadable)?;
        let (x, y) = point[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        Self::named(
            Numbers::Ec {
                crv: "P-256",
                kty: "EC",
                x,
                y,
            },
            verifying,
        )
    }

    /// A key of either kind from its SPKI DER.
    pub(super) fn from_spki(der: &[u8]) -> Result<Self, KeyFault> {
        if let Some(point) = der.strip_prefix(&P256_SPKI) {
            return Self::es256(point);
        }
        let key = RsaSubjectPublicKey::from_der(der).map_err(|_| KeyFault::Unreadable)?;
        let parts = RsaPublicKeyComponents::<Vec<u8>>::from(&key);
        Self::rs256(parts.n, parts.e)
    }

    fn named(numbers: Numbers, verifying: VerifyingKey) -> Result<Self, KeyFault> {
        let text = serde_json::to_vec(&numbers).map_err(|_| KeyFault::Library)?;
        let kid = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &text));
        Ok(Self {
            kid,
            numbers,
            verifying,
        })
    }

    /// The key id: the RFC 7638 thumbprint with SHA-256.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The algorithm that the key is for.
    pub const fn algorithm(&self) -> Algorithm {
        self.verifying.algorithm()
    }

    /// The key as the verifier takes it.
    pub const fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying
    }

    /// The key as JSON for others.
    pub fn jwk(&self) -> Jwk {
        Jwk {
            numbers: self.numbers.clone(),
            kid: self.kid.clone(),
            alg: self.algorithm().name(),
            usage: "sig",
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.kid).finish()
    }
}
