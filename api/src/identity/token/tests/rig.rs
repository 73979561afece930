//! Two installations' worth of keys, and tokens written member by member.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::{AccessClaims, Algorithm, Issuer, Origin, Verifier};
use crate::identity::keys::SigningKeys;

pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const OWN: &str = "https://percorso.example";
pub(super) const API: &str = "https://percorso.example/rest/employment/v1";
pub(super) const PROVIDER: &str = "https://login.example";

/// Our RSA and elliptic keys, and those of the provider.
pub(super) struct Rig {
    pub(super) rsa: SigningKeys,
    pub(super) rsa_pem: String,
    pub(super) ec: SigningKeys,
    pub(super) provider: SigningKeys,
    pub(super) verifier: Verifier,
}

pub(super) static RIG: LazyLock<Rig> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("signing.pem");
    SigningKeys::generate_file(&file, Algorithm::Rs256).unwrap();
    let rsa = SigningKeys::load(&file, &[]).unwrap();
    let ec = SigningKeys::generate(Algorithm::Es256).unwrap();
    let provider = SigningKeys::generate(Algorithm::Es256).unwrap();
    let mut own = rsa.issuer(OWN, API);
    own.keys.extend(ec.issuer(OWN, API).keys);
    let verifier = Verifier::new(vec![own, outside(&provider)]).unwrap();
    Rig {
        rsa,
        rsa_pem: std::fs::read_to_string(&file).unwrap(),
        ec,
        provider,
        verifier,
    }
});

pub(super) fn outside(keys: &SigningKeys) -> Issuer {
    let key = (
        keys.public().kid().to_owned(),
        keys.public().verifying_key().clone(),
    );
    let mut issuer = Issuer::new(PROVIDER, Origin::Outside, API, BTreeMap::from([key]));
    issuer.allowed_typ = vec!["JWT".to_owned()];
    issuer
}

pub(super) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW, 0).unwrap()
}

pub(super) fn access() -> AccessClaims {
    AccessClaims {
        iss: OWN.to_owned(),
        sub: Uuid::from_u128(1),
        aud: API.to_owned(),
        exp: NOW + 600,
        iat: NOW,
        nbf: NOW,
        jti: Uuid::from_u128(2),
        sid: Uuid::from_u128(3),
        epoch: 7,
        org: Uuid::from_u128(4),
    }
}

/// A JSON object as text, so that it may be wrong in every way.
#[derive(Clone)]
pub(super) struct Members(Vec<(String, String)>);

impl Members {
    pub(super) fn header(keys: &SigningKeys) -> Self {
        Self(Vec::new())
            .plus("alg", &quoted(keys.public().algorithm().name()))
            .plus("kid", &quoted(keys.public().kid()))
            .plus("typ", r#""at+jwt""#)
    }

    pub(super) fn claims() -> Self {
        let serde_json::Value::Object(map) = serde_json::to_value(access()).unwrap() else {
            panic!("claims are an object")
        };
        Self(
            map.into_iter()
                .map(|(name, value)| (name, value.to_string()))
                .collect(),
        )
    }

    /// With one more member, even if there is one of that name.
    pub(super) fn plus(mut self, name: &str, raw: &str) -> Self {
        self.0.push((name.to_owned(), raw.to_owned()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self
    }

    pub(super) fn with(self, name: &str, raw: &str) -> Self {
        self.without(name).plus(name, raw)
    }

    pub(super) fn text(&self) -> String {
        let members: Vec<_> = self
            .0
            .iter()
            .map(|(name, raw)| format!("{}:{raw}", quoted(name)))
            .collect();
        format!("{{{}}}", members.join(","))
    }
}

pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A token with this header and these claims, rightly signed.
pub(super) fn signed(keys: &SigningKeys, header: &Members, claims: &Members) -> String {
    keys.compact(header.text().as_bytes(), claims.text().as_bytes())
        .unwrap()
}
