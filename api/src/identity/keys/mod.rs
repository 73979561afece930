//! Our own signing keys: one that signs, and earlier ones that only verify until they are drained.

mod file;
mod public;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::json;
use thiserror::Error;
use zeroize::Zeroizing;

use super::token::{Algorithm, Issuer, Origin};
pub use public::{Jwk, Jwks, PublicKey};

/// Why a key cannot be used. It names the file, never what is in it.
#[derive(Debug, Error)]
pub enum KeyFault {
    /// The file cannot be read or written.
    #[error("key file {path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file may be read by every user of the machine.
    #[error("key file {0} can be read or written by everybody: restrict it to its owner")]
    Exposed(PathBuf),
    /// The text is no PEM block of a key that we know: PKCS#8 private or SPKI public, RSA or P-256.
    #[error("not a PKCS#8 (or, for an earlier key, SPKI) PEM of an RSA or P-256 key")]
    Unreadable,
    /// RSA below 2048 bits, or with parameters that no sound generator gives.
    #[error("the key is too weak: RSA needs at least 2048 bits")]
    Weak,
    /// An algorithm that we only verify.
    #[error("our own keys are for RS256 or ES256")]
    NotOurs,
    /// The cryptographic library could not generate or sign.
    #[error("the cryptographic library failed")]
    Library,
}

/// A private key and its public half.
struct PrivateKey {
    pair: Pair,
    public: PublicKey,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

impl PrivateKey {
    /// A key from PKCS#8 DER, of whichever of our kinds it is.
    fn from_pkcs8(der: &[u8]) -> Result<Self, KeyFault> {
        if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der) {
            let public = PublicKey::es256(pair.public_key().as_ref())?;
            return Ok(Self {
                pair: Pair::Ec(pair),
                public,
            });
        }
        match RsaKeyPair::from_pkcs8(der) {
            Ok(pair) => {
                let parts = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                let public = PublicKey::rs256(parts.n, parts.e)?;
                Ok(Self {
                    pair: Pair::Rsa(pair),
                    public,
                })
            }
            // The library refuses a short key by itself; the operator should hear which it was.
            Err(rejected) if rejected.to_string() == "TooSmall" => Err(KeyFault::Weak),
            Err(_) => Err(KeyFault::Unreadable),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| KeyFault::Library)?;
                Ok(signature)
            }
            Pair::Ec(pair) => {
                let signature = pair.sign(&random, message).map_err(|_| KeyFault::Library)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

/// The PKCS#8 DER of a new key of the system's randomness.
fn generate_pkcs8(algorithm: Algorithm) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
    let der = match algorithm {
        Algorithm::Rs256 => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyFault::Library)?;
            pair.as_der()
                .map_err(|_| KeyFault::Library)?
                .as_ref()
                .to_vec()
        }
        Algorithm::Es256 => {
            let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
                .map_err(|_| KeyFault::Library)?;
            pair.to_pkcs8v1()
                .map_err(|_| KeyFault::Library)?
                .as_ref()
                .to_vec()
        }
        Algorithm::Ps256 | Algorithm::EdDsa => return Err(KeyFault::NotOurs),
    };
    Ok(Zeroizing::new(der))
}

/// The keys of this installation.
///
/// Rotation: generate a new file, name it as the signing key and the old one (or only its public
/// half) as a previous key, restart; drop the previous key once its last token has expired.
pub struct SigningKeys {
    signing: PrivateKey,
    previous: Vec<PublicKey>,
}

impl SigningKeys {
    /// A new signing key that lives as long as the process.
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyFault> {
        let signing = PrivateKey::from_pkcs8(&generate_pkcs8(algorithm)?)?;
        Ok(Self {
            signing,
            previous: Vec::new(),
        })
    }

    /// Writes a new private key (PKCS#8 PEM, mode 0600) to a file that must not exist yet, and
    /// gives its public half.
    pub fn generate_file(path: &Path, algorithm: Algorithm) -> Result<PublicKey, KeyFault> {
        let der = generate_pkcs8(algorithm)?;
        let public = PrivateKey::from_pkcs8(&der)?.public;
        file::write_private(path, &der)?;
        Ok(public)
    }

    /// The keys of these files: a private one to sign with, and earlier ones, private or public.
    pub fn load(signing: &Path, previous: &[PathBuf]) -> Result<Self, KeyFault> {
        let signing = match file::read(signing)? {
            file::Content::Private(der) => PrivateKey::from_pkcs8(&der)?,
            file::Content::Public(_) => return Err(KeyFault::Unreadable),
        };
        let previous = previous
            .iter()
            .map(|path| match file::read(path)? {
                file::Content::Private(der) => Ok(PrivateKey::from_pkcs8(&der)?.public),
                file::Content::Public(der) => PublicKey::from_spki(&der),
            })
            .collect::<Result<_, KeyFault>>()?;
        Ok(Self { signing, previous })
    }

    /// The same signing key, with these earlier ones believed beside it.
    #[must_use]
    pub fn with_previous(mut self, previous: Vec<PublicKey>) -> Self {
        self.previous = previous;
        self
    }

    /// The public half of the signing key.
    pub const fn public(&self) -> &PublicKey {
        &self.signing.public
    }

    /// A signed access token (type `at+jwt`, RFC 9068) with these claims.
    pub fn issue(&self, claims: &impl Serialize) -> Result<String, KeyFault> {
        self.signed("at+jwt", claims)
    }

    /// A signed client assertion (RFC 7523) with these claims, for whoever tries a registration.
    pub fn assert(&self, claims: &impl Serialize) -> Result<String, KeyFault> {
        self.signed("client-authentication+jwt", claims)
    }

    fn signed(&self, typ: &str, claims: &impl Serialize) -> Result<String, KeyFault> {
        let public = self.public();
        let header = json!({
            "alg": public.algorithm().name(),
            "kid": public.kid(),
            "typ": typ,
        });
        let claims = serde_json::to_vec(claims).map_err(|_| KeyFault::Library)?;
        self.compact(header.to_string().as_bytes(), &claims)
    }

    /// The compact serialisation (RFC 7515 §3.1) of any header and claims, signed.
    pub(super) fn compact(&self, header: &[u8], claims: &[u8]) -> Result<String, KeyFault> {
        let mut token = URL_SAFE_NO_PAD.encode(header);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let signature = self.signing.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The public keys of this installation, the signing one first, for whoever verifies.
    pub fn jwks(&self) -> Jwks {
        Jwks {
            keys: self.all().map(PublicKey::jwk).collect(),
        }
    }

    /// This installation as an issuer, for the verifier.
    pub fn issuer(&self, id: &str, audience: &str) -> Issuer {
        let keys = self
            .all()
            .map(|key| (key.kid().to_owned(), key.verifying_key().clone()))
            .collect();
        Issuer::new(id, Origin::Own, audience, keys)
    }

    fn all(&self) -> impl Iterator<Item = &PublicKey> {
        std::iter::once(&self.signing.public).chain(&self.previous)
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeys")
            .field("signing", &self.signing.public.kid())
            .field(
                "previous",
                &self.previous.iter().map(PublicKey::kid).collect::<Vec<_>>(),
            )
            .finish()
    }
}
