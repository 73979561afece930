//! Client assertions (RFC 7523): how a machine client proves who it is when it asks for a token.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::token::{
    Claims, Issuer, LEEWAY, Origin, Reason, TokenFault, Verifier, VerifyingKey, claimed_issuer,
};

/// The value of `client_assertion_type` (RFC 7523 §2.2).
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long an assertion may hold at most.
pub const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// An assertion that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// Names the assertion among all of its client.
    pub digest: [u8; 32],
    /// From when on no verifier takes it any more.
    pub expires: DateTime<Utc>,
}

/// The client that an assertion says it is of. Nothing is verified yet.
pub fn claimed_client(assertion: &str) -> Option<Uuid> {
    // One spelling only, because the claim is compared to the letter later.
    let claimed = claimed_issuer(assertion)?;
    let client: Uuid = claimed.parse().ok()?;
    (client.to_string() == claimed).then_some(client)
}

/// Whether an assertion is this client's, meant for one of `audiences` only, and holds at `now`.
///
/// It names its key (`kid`) and its type (`JWT` or `client-authentication+jwt`), is issued by and
/// about the client, carries a `jti`, and holds for at most five minutes.
pub fn verify(
    assertion: &str,
    client: Uuid,
    keys: BTreeMap<String, VerifyingKey>,
    audiences: Vec<String>,
    now: DateTime<Utc>,
) -> Result<Proven, TokenFault> {
    let issuer = Issuer {
        id: client.to_string(),
        origin: Origin::Outside,
        audiences,
        allowed_typ: vec!["JWT".to_owned(), "client-authentication+jwt".to_owned()],
        keys,
    };
    let verifier = Verifier::new(vec![issuer]).map_err(|_| TokenFault::new(Reason::Issuer))?;
    let Claims::Outside(claims) = verifier.verify(assertion, now)? else {
        return Err(TokenFault::new(Reason::Issuer));
    };
    if claims.subject != claims.issuer {
        return Err(TokenFault::new(Reason::Subject));
    }
    let latest = now + LONGEST + TimeDelta::seconds(LEEWAY);
    let expires = DateTime::from_timestamp(claims.expires, 0)
        .filter(|expires| *expires <= latest)
        .ok_or(TokenFault::new(Reason::Claims))?;
    let jti = claims
        .extra
        .get("jti")
        .and_then(Value::as_str)
        .filter(|jti| (1..=255).contains(&jti.len()) && !jti.contains(char::is_control))
        .ok_or(TokenFault::new(Reason::Claims))?;
    Ok(Proven {
        digest: Sha256::digest(jti).into(),
        expires: expires + TimeDelta::seconds(LEEWAY),
    })
}
