//! Whom we believe, with which keys.

use std::collections::BTreeMap;
use std::fmt;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use domain::kernel::Fault;
use jsonwebtoken::DecodingKey;
use strum::EnumString;

/// A signature algorithm that we use. Asymmetric ones only: with a shared secret whoever verifies
/// could also sign.
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
}

impl Algorithm {
    /// The name in the header of a token.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }
}

/// Whether an issuer is this server, whose claims we know by heart, or somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Tokens that we issued: every claim of [`super::AccessClaims`] is required.
    Own,
    /// Tokens of a provider that the organisation brings; `nbf` and `iat` may be missing there.
    Outside,
}

/// Somebody whose tokens we believe, and on which conditions.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// The exact `iss`.
    pub id: String,
    /// Ours or somebody else's.
    pub origin: Origin,
    /// The names under which tokens may be meant for us. A token that names anybody else too is
    /// refused: that other could replay it here (RFC 8725 §3.9, RFC 9068 §3 and §5).
    pub audiences: Vec<String>,
    /// The exact `typ` of access tokens; other providers may need `JWT` here.
    pub allowed_typ: Vec<String>,
    /// The public keys by key id.
    pub keys: BTreeMap<String, VerifyingKey>,
}

impl Issuer {
    /// An issuer of access tokens of type `at+jwt` (RFC 9068) for one audience.
    pub fn new(
        id: impl Into<String>,
        origin: Origin,
        audience: impl Into<String>,
        keys: BTreeMap<String, VerifyingKey>,
    ) -> Self {
        Self {
            id: id.into(),
            origin,
            audiences: vec![audience.into()],
            allowed_typ: vec!["at+jwt".to_owned()],
            keys,
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        let filled = |texts: &[String]| !texts.is_empty() && texts.iter().all(|t| !t.is_empty());
        !self.id.is_empty()
            && filled(&self.audiences)
            && filled(&self.allowed_typ)
            && self.keys.keys().all(|kid| is_key_id(kid))
    }
}

/// Whether a text may be a key id at all: short, and without characters that mean something to a
/// file system, a database or a browser.
pub(super) fn is_key_id(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.=:".contains(&byte))
}

/// A public key together with the only algorithm that it is for.
#[derive(Clone)]
pub struct VerifyingKey {
    algorithm: Algorithm,
    key: DecodingKey,
}

impl VerifyingKey {
    /// An RSA key from modulus and exponent, big-endian without leading zeros.
    ///
    /// `weak_key` below 2048 bits, above 8192, for an even modulus or an exponent that is even or
    /// below 65537 (FIPS 186-5 §5.1).
    pub fn rs256(modulus: &[u8], exponent: &[u8]) -> Result<Self, Fault> {
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
        if !odd(modulus) || !odd(exponent) {
            return Err(Fault::new("weak_key"));
        }
        let key = DecodingKey::from_rsa_raw_components(modulus, exponent);
        Ok(Self {
            algorithm: Algorithm::Rs256,
            key,
        })
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

    /// The algorithm that the key is pinned to.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether the signature (base64url) is of this key over these bytes.
    pub(super) fn holds(&self, signed: &str, signature: &str) -> bool {
        let algorithm = match self.algorithm {
            Algorithm::Rs256 => jsonwebtoken::Algorithm::RS256,
            Algorithm::Es256 => jsonwebtoken::Algorithm::ES256,
        };
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
