//! What the claims of a provider's token mean here.

use std::collections::BTreeSet;

use chrono::DateTime;
use persistence::outside_identities::Presented;
use serde_json::{Map, Value};

use super::settings::{Grants, Provider, Requirement};
use crate::identity::token::OutsideClaims;

/// Claims that only identity tokens carry (OpenID Connect Core §3.3.2.11, FAPI): a provider that
/// gives all its tokens one `typ` must not let an identity token pass for an access token.
const OF_IDENTITY_TOKENS: [&str; 3] = ["at_hash", "c_hash", "s_hash"];

/// A claim by its name, or deeper inside by a JSON pointer such as `/realm_access/roles`.
fn claim<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    match name.strip_prefix('/') {
        None => claims.get(name),
        Some(path) => {
            let (first, rest) = match path.split_once('/') {
                Some((first, rest)) => (first, Some(rest)),
                None => (path, None),
            };
            let value = claims.get(&first.replace("~1", "/").replace("~0", "~"))?;
            rest.map_or(Some(value), |rest| value.pointer(&format!("/{rest}")))
        }
    }
}

/// What the values of a claim grant: a text, or a list of texts. What grants nothing is passed over.
fn grants<T: Copy + Ord>(claims: &Map<String, Value>, rule: &Grants<T>) -> BTreeSet<T> {
    let one = |value: &Value| rule.grants.get(value.as_str()?).copied();
    match claim(claims, &rule.claim) {
        Some(Value::Array(values)) => values.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => BTreeSet::new(),
    }
}

impl Provider {
    /// Whom a verified token presents, if it is an access token as this provider makes them.
    pub fn presents(&self, claims: &OutsideClaims) -> Option<Presented> {
        let extra = &claims.extra;
        if OF_IDENTITY_TOKENS
            .iter()
            .any(|one| extra.contains_key(*one))
        {
            return None;
        }
        let carries = |required: &Requirement| {
            claim(extra, &required.claim).and_then(Value::as_str) == Some(&required.value)
        };
        if !self.require.iter().all(carries) {
            return None;
        }
        let subject = match self.subject_claim.as_str() {
            "sub" => claims.subject.as_str(),
            name => claim(extra, name)?.as_str()?,
        };
        let email = self.email.as_ref().and_then(|(address, verified)| {
            // Only the word `true` verifies, not the text.
            let verified = claim(extra, verified) == Some(&Value::Bool(true));
            let address = claim(extra, address)?.as_str()?;
            verified.then(|| address.parse().ok()).flatten()
        });
        let parsed: domain::kernel::Text<255> = subject.parse().ok()?;
        // A name is compared to the letter: one that is tidied while it is read is somebody else's.
        if parsed.as_str() != subject {
            return None;
        }
        Some(Presented {
            issuer: self.issuer.clone(),
            subject: parsed,
            issued_at: claims.issued.and_then(|at| DateTime::from_timestamp(at, 0)),
            email,
            roles: self.roles.as_ref().map(|rule| grants(extra, rule)),
            offices: self.offices.as_ref().map(|rule| grants(extra, rule)),
            rights: self.rights,
        })
    }
}
