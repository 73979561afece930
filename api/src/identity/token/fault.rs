//! Why a token was refused: one word for the client, more for our own metrics.

use std::fmt;

use strum::IntoStaticStr;

/// The refusal of a token. Outside it says the same whatever the reason was, because an exact
/// answer would tell an attacker which of the checks a forgery already passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenFault {
    reason: Reason,
}

impl TokenFault {
    /// What the client is told, as a stable code.
    pub const CODE: &str = "invalid_token";

    pub(in crate::identity) const fn new(reason: Reason) -> Self {
        Self { reason }
    }

    /// The check that refused the token; for metrics, never for an answer.
    pub const fn reason(self) -> Reason {
        self.reason
    }
}

impl fmt::Display for TokenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::CODE)
    }
}

impl std::error::Error for TokenFault {}

/// The check that a refused token failed first; `<&str>::from` gives the label of the metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Reason {
    /// More than 8 KiB.
    TooLong,
    /// Not three parts of strict, unpadded base64url.
    Shape,
    /// The header is no JSON object, repeats a member or carries one that we refuse.
    Header,
    /// Another type than this issuer's access tokens have.
    Type,
    /// No such key of this issuer.
    Key,
    /// Another algorithm than the one the key is for.
    Algorithm,
    /// The signature does not hold.
    Signature,
    /// The claims are no JSON object, repeat a member, or one of them is missing or of a wrong type.
    Claims,
    /// An issuer that we do not know.
    Issuer,
    /// Meant for somebody else, or for somebody else too.
    Audience,
    /// Not valid any more.
    Expired,
    /// Not valid yet, or issued in the future.
    Early,
    /// Nobody is named.
    Subject,
}
