//! One verifier for the tokens of all issuers: our own and, by configuration, those of others.
//!
//! The order is: size, shape, header, issuer, key, signature, claims. Nothing of a token is
//! believed before its signature holds, but for the names under which its key is looked up.
//! The defaults of `jsonwebtoken` are permissive (RFC 8725 lists what that leads to), so that
//! it only checks the signature here; header, claims and times are read by us.

mod claims;
mod fault;
mod issuer;
mod key;
mod strict;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::kernel::Fault;
use serde_json::{Map, Value};

pub use claims::{AccessClaims, Claims, MachineClaims, OutsideClaims};
pub use fault::{Reason, TokenFault};
pub(crate) use issuer::is_key_id;
pub use issuer::{Issuer, Origin};
pub use key::{Algorithm, VerifyingKey};

/// The longest token that is looked at, in bytes.
pub const LONGEST: usize = 8 * 1024;
/// How far clocks may disagree, in seconds; everywhere the same.
pub const LEEWAY: i64 = 5;

/// Header members that make a verifier fetch or believe a key, change what is signed, or demand
/// an extension: we know none of them, so that a token with one is refused (RFC 7515 §4.1.11).
const REFUSED_MEMBERS: [&str; 7] = ["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip"];

/// Says who stands behind a bearer token, or refuses it.
#[derive(Debug)]
pub struct Verifier {
    issuers: BTreeMap<String, Issuer>,
}

impl Verifier {
    /// A verifier that believes these issuers and nobody else.
    ///
    /// Refuses two issuers of one name (`issuer_twice`) and an issuer without name, audience,
    /// type or with an unusable key id (`issuer_incomplete`): each would be a silent hole.
    pub fn new(issuers: Vec<Issuer>) -> Result<Self, Fault> {
        let mut known = BTreeMap::new();
        for issuer in issuers {
            if !issuer.is_complete() {
                return Err(Fault::new("issuer_incomplete").with("issuer", &issuer.id));
            }
            let id = issuer.id.clone();
            if known.insert(id.clone(), issuer).is_some() {
                return Err(Fault::new("issuer_twice").with("issuer", id));
            }
        }
        Ok(Self { issuers: known })
    }

    /// The claims of a token that is signed by a known issuer, meant for us, and valid at `now`.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, TokenFault> {
        if token.len() > LONGEST {
            return Err(TokenFault::new(Reason::TooLong));
        }
        let parts = strict::Parts::split(token)?;
        let header = strict::object(&parts.header).ok_or(TokenFault::new(Reason::Header))?;
        let members = strict::object(&parts.claims).ok_or(TokenFault::new(Reason::Claims))?;
        let issuer = self.issuer(&members)?;
        let key = key_for(&header, issuer)?;
        if !key.holds(parts.signed, parts.signature) {
            return Err(TokenFault::new(Reason::Signature));
        }
        claims::check(members, issuer, now)
    }

    /// The outside issuer that a token names, if we believe that one. Nothing is verified: it only
    /// says whose keys to look for when the named key is unknown.
    pub fn outside_issuer(&self, token: &str) -> Option<&str> {
        let issuer = self.issuers.get(&claimed_issuer(token)?)?;
        (issuer.origin == Origin::Outside).then_some(issuer.id.as_str())
    }

    fn issuer(&self, members: &Map<String, Value>) -> Result<&Issuer, TokenFault> {
        members
            .get("iss")
            .and_then(Value::as_str)
            .and_then(|id| self.issuers.get(id))
            .ok_or(TokenFault::new(Reason::Issuer))
    }
}

/// What a token claims in `iss`, before anything of it is verified.
pub(super) fn claimed_issuer(token: &str) -> Option<String> {
    if token.len() > LONGEST {
        return None;
    }
    let parts = strict::Parts::split(token).ok()?;
    let claims = strict::object(&parts.claims)?;
    claims.get("iss")?.as_str().map(str::to_owned)
}

/// The key that the header names, if the header says nothing else than it should.
fn key_for<'a>(
    header: &Map<String, Value>,
    issuer: &'a Issuer,
) -> Result<&'a VerifyingKey, TokenFault> {
    if REFUSED_MEMBERS
        .iter()
        .any(|member| header.contains_key(*member))
    {
        return Err(TokenFault::new(Reason::Header));
    }
    let text = |member: &str| header.get(member).and_then(Value::as_str);
    // An identity token or a refresh token of the same issuer is no access token (RFC 9068 §4).
    let typ = text("typ").ok_or(TokenFault::new(Reason::Type))?;
    if !issuer.allowed_typ.iter().any(|allowed| allowed == typ) {
        return Err(TokenFault::new(Reason::Type));
    }
    let key = text("kid")
        .filter(|kid| issuer::is_key_id(kid))
        .and_then(|kid| issuer.keys.get(kid))
        .ok_or(TokenFault::new(Reason::Key))?;
    // The key says which algorithm it is for; the token may only agree (RFC 8725 §3.1).
    if text("alg") != Some(key.algorithm().name()) {
        return Err(TokenFault::new(Reason::Algorithm));
    }
    Ok(key)
}
