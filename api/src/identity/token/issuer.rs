//! Whom we believe, with which keys.

use std::collections::BTreeMap;

use super::key::VerifyingKey;

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
pub(crate) fn is_key_id(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.=:".contains(&byte))
}
