//! Public keys as others give them (RFC 7517), taken only when each says which algorithm it is for.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::kernel::Fault;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::token::{Algorithm, VerifyingKey};

/// A public key as somebody gives it; members that we do not know say nothing to us.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct GivenKey {
    /// The family: `RSA`, `EC` or `OKP`.
    pub kty: String,
    /// Its name.
    pub kid: Option<String>,
    /// The algorithm that it is for.
    pub alg: Option<String>,
    /// What it is for: `sig`, if it says so.
    #[serde(rename = "use")]
    pub usage: Option<String>,
    /// The curve.
    pub crv: Option<String>,
    /// The modulus.
    pub n: Option<String>,
    /// The exponent.
    pub e: Option<String>,
    /// The first coordinate.
    pub x: Option<String>,
    /// The second coordinate.
    pub y: Option<String>,
    /// The private half, or a shared secret, which nobody should have sent.
    pub d: Option<Value>,
}

fn bytes(member: Option<&String>) -> Result<Vec<u8>, Fault> {
    member
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .ok_or(Fault::new("invalid_key"))
}

impl GivenKey {
    /// The key, pinned to its algorithm, which must be one of `allowed`. A key that names none
    /// gets the only allowed one that fits its family.
    ///
    /// `private_key` when the private half came along, `unknown_algorithm`, `invalid_key`,
    /// `weak_key` as for `VerifyingKey`.
    pub fn verifying(&self, allowed: &[Algorithm]) -> Result<VerifyingKey, Fault> {
        if self.d.is_some() {
            return Err(Fault::new("private_key"));
        }
        if self.usage.as_ref().is_some_and(|usage| usage != "sig") {
            return Err(Fault::new("unknown_algorithm"));
        }
        match self.algorithm(allowed)? {
            Algorithm::Rs256 => {
                VerifyingKey::rs256(&bytes(self.n.as_ref())?, &bytes(self.e.as_ref())?)
            }
            Algorithm::Ps256 => {
                VerifyingKey::ps256(&bytes(self.n.as_ref())?, &bytes(self.e.as_ref())?)
            }
            Algorithm::Es256 => {
                let (x, y) = (bytes(self.x.as_ref())?, bytes(self.y.as_ref())?);
                if x.len() != 32 {
                    return Err(Fault::new("invalid_key"));
                }
                VerifyingKey::es256(&[&[4], x.as_slice(), y.as_slice()].concat())
            }
            Algorithm::EdDsa => VerifyingKey::eddsa(&bytes(self.x.as_ref())?),
        }
    }

    fn algorithm(&self, allowed: &[Algorithm]) -> Result<Algorithm, Fault> {
        let mut fitting = allowed.iter().copied().filter(|one| self.fits(*one));
        let found = match &self.alg {
            Some(name) => fitting.find(|one| one.name() == name),
            // Of two that fit nobody can tell which one the key is for.
            None => fitting.next().filter(|_| fitting.next().is_none()),
        };
        found.ok_or(Fault::new("unknown_algorithm"))
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => self.kty == "RSA",
            Algorithm::Es256 => self.kty == "EC" && self.crv.as_deref() == Some("P-256"),
            Algorithm::EdDsa => self.kty == "OKP" && self.crv.as_deref() == Some("Ed25519"),
        }
    }

    /// The thumbprint of RFC 7638 with SHA-256: the same for the same key, however it was written.
    pub fn thumbprint(&self) -> Result<String, Fault> {
        let text = |member: &Option<String>| member.clone().ok_or(Fault::new("invalid_key"));
        let members = match self.kty.as_str() {
            "RSA" => BTreeMap::from([("e", text(&self.e)?), ("n", text(&self.n)?)]),
            "EC" => BTreeMap::from([
                ("crv", text(&self.crv)?),
                ("x", text(&self.x)?),
                ("y", text(&self.y)?),
            ]),
            "OKP" => BTreeMap::from([("crv", text(&self.crv)?), ("x", text(&self.x)?)]),
            _ => return Err(Fault::new("unknown_algorithm")),
        };
        let mut members = members;
        members.insert("kty", self.kty.clone());
        let json = serde_json::to_vec(&members).map_err(|_| Fault::new("invalid_key"))?;
        Ok(URL_SAFE_NO_PAD.encode(Sha256::digest(json)))
    }
}

/// The usable keys of a set by their names, and how many could not be used: of another kind or
/// use, weak, without a name. Nothing but a set of keys is taken.
///
/// Of two keys with one name neither is used: nobody can tell which one a token means.
pub fn key_set(
    json: &[u8],
    allowed: &[Algorithm],
) -> Result<(BTreeMap<String, VerifyingKey>, usize), Fault> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set = serde_json::from_slice(json).map_err(|_| Fault::new("no_key_set"))?;
    let mut found: BTreeMap<String, Option<VerifyingKey>> = BTreeMap::new();
    let all = set.keys.len();
    for value in set.keys {
        let Ok(given) = serde_json::from_value::<GivenKey>(value) else {
            continue;
        };
        let (Some(kid), Ok(key)) = (given.kid.clone(), given.verifying(allowed)) else {
            continue;
        };
        found
            .entry(kid)
            .and_modify(|known| *known = None)
            .or_insert(Some(key));
    }
    let keys: BTreeMap<_, _> = found
        .into_iter()
        .filter(|(kid, _)| super::token::is_key_id(kid))
        .filter_map(|(kid, key)| Some((kid, key?)))
        .collect();
    let unused = all - keys.len();
    Ok((keys, unused))
}

#[cfg(test)]
mod tests;
