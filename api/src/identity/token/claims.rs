//! What a token says, once its signature holds.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::LEEWAY;
use super::fault::{Reason, TokenFault};
use super::issuer::{Issuer, Origin};

/// The claims of our own access tokens; times in seconds since 1970, as RFC 7519 has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// The issuer: this installation.
    pub iss: String,
    /// The user.
    pub sub: Uuid,
    /// The audience: this API.
    pub aud: String,
    /// The end of validity.
    pub exp: i64,
    /// When it was issued.
    pub iat: i64,
    /// The start of validity.
    pub nbf: i64,
    /// The token itself.
    pub jti: Uuid,
    /// The session: the family of refresh tokens that it came from.
    pub sid: Uuid,
    /// The user's epoch when it was issued; a later one in the database ends this token.
    pub epoch: i64,
    /// The user's organisation.
    pub org: Uuid,
}

/// The claims of our own access tokens for machine clients (RFC 9068 §2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachineClaims {
    /// The issuer: this installation.
    pub iss: String,
    /// The client.
    pub sub: Uuid,
    /// The client again.
    pub client_id: Uuid,
    /// The audience: this API.
    pub aud: String,
    /// The end of validity.
    pub exp: i64,
    /// When it was issued.
    pub iat: i64,
    /// The start of validity.
    pub nbf: i64,
    /// The token itself.
    pub jti: Uuid,
    /// The client's epoch when it was issued.
    pub epoch: i64,
    /// The client's organisation.
    pub org: Uuid,
    /// What it permits, with a blank between the scopes.
    pub scope: String,
}

/// The claims of somebody else's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideClaims {
    /// The exact `iss`.
    pub issuer: String,
    /// The `sub`: unique for its issuer only.
    pub subject: String,
    /// The end of validity, in seconds since 1970.
    pub expires: i64,
    /// When it was issued, if it says so.
    pub issued: Option<i64>,
    /// All other claims as they came, for instance the one that names roles.
    pub extra: Map<String, Value>,
}

/// The claims of a token that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claims {
    /// We issued it to a member of the staff.
    Own(AccessClaims),
    /// We issued it to a machine client.
    Machine(MachineClaims),
    /// A provider that the organisation brings issued it.
    Outside(OutsideClaims),
}

/// The claims, if they are meant for us and hold at `now`.
pub(super) fn check(
    members: Map<String, Value>,
    issuer: &Issuer,
    now: DateTime<Utc>,
) -> Result<Claims, TokenFault> {
    audience(&members, issuer)?;
    let expires = times(&members, now.timestamp())?;
    let subject = subject(&members)?;
    match issuer.origin {
        // Each kind of ours has members that the other one lacks.
        Origin::Own if members.contains_key("client_id") => {
            match serde_json::from_value::<MachineClaims>(Value::Object(members)) {
                Ok(claims) if claims.sub == claims.client_id => Ok(Claims::Machine(claims)),
                _ => Err(TokenFault::new(Reason::Claims)),
            }
        }
        Origin::Own => serde_json::from_value(Value::Object(members))
            .map(Claims::Own)
            .map_err(|_| TokenFault::new(Reason::Claims)),
        Origin::Outside => {
            let mut extra = members;
            let dated = extra.get("iat").and_then(Value::as_i64);
            for registered in ["iss", "sub", "aud", "exp", "nbf", "iat"] {
                extra.remove(registered);
            }
            let issuer = issuer.id.clone();
            Ok(Claims::Outside(OutsideClaims {
                issuer,
                subject,
                expires,
                issued: dated,
                extra,
            }))
        }
    }
}

/// A string or a filled array of strings, of which **every** one must be a name of ours.
fn audience(members: &Map<String, Value>, issuer: &Issuer) -> Result<(), TokenFault> {
    let ours = |value: &Value| {
        value
            .as_str()
            .is_some_and(|name| issuer.audiences.iter().any(|ours| ours == name))
    };
    let accepted = match members.get("aud") {
        Some(Value::Array(names)) => !names.is_empty() && names.iter().all(ours),
        Some(value) => ours(value),
        None => false,
    };
    if accepted {
        Ok(())
    } else {
        Err(TokenFault::new(Reason::Audience))
    }
}

/// Compares `exp`, `nbf` and `iat` with `now` and gives the first of them.
fn times(members: &Map<String, Value>, now: i64) -> Result<i64, TokenFault> {
    // `as_i64` knows integers only: 1e300, 1.5 and "1" are no times.
    let time = |name: &str| match members.get(name) {
        Some(value) => value
            .as_i64()
            .map(Some)
            .ok_or(TokenFault::new(Reason::Claims)),
        None => Ok(None),
    };
    let expires = time("exp")?.ok_or(TokenFault::new(Reason::Claims))?;
    if now >= expires.saturating_add(LEEWAY) {
        return Err(TokenFault::new(Reason::Expired));
    }
    let latest = now.saturating_add(LEEWAY);
    for start in [time("nbf")?, time("iat")?].into_iter().flatten() {
        if start > latest {
            return Err(TokenFault::new(Reason::Early));
        }
    }
    Ok(expires)
}

/// At most 255 characters without control characters (OpenID Connect Core §2).
fn subject(members: &Map<String, Value>) -> Result<String, TokenFault> {
    match members.get("sub").and_then(Value::as_str) {
        Some(name) if !name.is_empty() && name.len() <= 255 && !name.contains(char::is_control) => {
            Ok(name.to_owned())
        }
        _ => Err(TokenFault::new(Reason::Subject)),
    }
}
