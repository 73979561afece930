//! The public keys of a machine client, as they travel and as the verifier takes them.

use std::collections::{BTreeMap, BTreeSet};

use domain::kernel::{Fault, Faults};
use domain::machine_clients::ClientKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::identity::jwk::GivenKey;
use crate::identity::token::{Algorithm, VerifyingKey, is_key_id};

/// The algorithms with which a client may sign.
const ALGORITHMS: [Algorithm; 4] = [
    Algorithm::Es256,
    Algorithm::EdDsa,
    Algorithm::Ps256,
    Algorithm::Rs256,
];

/// A public key (RFC 7517). The private half stays with the client: a key that holds it is refused.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "2026-03", "use": "sig",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}))]
pub(super) struct PublicJwk {
    /// The family.
    #[schema(max_length = 3, pattern = "^(EC|OKP|RSA)$", example = "OKP")]
    kty: String,
    /// The algorithm that it is for.
    #[schema(
        max_length = 5,
        pattern = "^(ES256|EdDSA|PS256|RS256)$",
        example = "EdDSA"
    )]
    alg: String,
    /// Its name; the thumbprint of RFC 7638 when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 128,
        pattern = "^[A-Za-z0-9_.=:-]{1,128}$",
        example = "2026-03"
    )]
    kid: Option<String>,
    /// What it is for.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 3, pattern = "^sig$", example = "sig")]
    usage: Option<String>,
    /// The curve: `P-256` or `Ed25519`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 7, pattern = "^(Ed25519|P-256)$", example = "Ed25519")]
    crv: Option<String>,
    /// The first coordinate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    )]
    x: Option<String>,
    /// The second coordinate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    )]
    y: Option<String>,
    /// The modulus.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 1366,
        pattern = "^[A-Za-z0-9_-]{342,1366}$",
        example = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )]
    n: Option<String>,
    /// The exponent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 12, pattern = "^[A-Za-z0-9_-]{4,12}$", example = "AQAB")]
    e: Option<String>,
}

impl PublicJwk {
    /// The keys that can verify, each under a name of its own; of the others the faults.
    pub(super) fn client_keys(
        given: impl IntoIterator<Item = Self>,
        faults: &mut Faults,
    ) -> BTreeSet<ClientKey> {
        let mut keys: BTreeSet<ClientKey> = BTreeSet::new();
        for (at, jwk) in given.into_iter().enumerate() {
            let at = format!("/keys/{at}");
            let Some(key) = jwk.client_key(&at, faults) else {
                continue;
            };
            if keys.iter().any(|known| known.kid == key.kid) {
                faults.tell(at, "key_name");
            } else {
                keys.insert(key);
            }
        }
        keys
    }

    /// The key under its name, if it can verify at all.
    fn client_key(mut self, at: &str, faults: &mut Faults) -> Option<ClientKey> {
        let named_well = self.kid.as_deref().is_none_or(is_key_id);
        if !named_well {
            faults.tell(at, "key_name");
        }
        let given = self.given();
        let thumbprint = { given.verifying(&ALGORITHMS) }.and_then(|_| given.thumbprint());
        let thumbprint = faults.read(at, thumbprint).filter(|_| named_well)?;
        let kid = self.kid.get_or_insert_with(|| thumbprint.clone()).clone();
        let jwk = serde_json::to_string(&self).map_err(|_| Fault::new("invalid_key"));
        Some(ClientKey {
            kid,
            thumbprint,
            jwk: faults.read(at, jwk)?,
        })
    }

    /// As the verifier reads keys.
    fn given(&self) -> GivenKey {
        GivenKey {
            kty: self.kty.clone(),
            kid: self.kid.clone(),
            alg: Some(self.alg.clone()),
            usage: self.usage.clone(),
            crv: self.crv.clone(),
            n: self.n.clone(),
            e: self.e.clone(),
            x: self.x.clone(),
            y: self.y.clone(),
            d: None,
        }
    }
}

/// The keys of a client as the verifier takes them, by their names.
pub fn verifying_keys(keys: &BTreeSet<ClientKey>) -> BTreeMap<String, VerifyingKey> {
    keys.iter()
        .filter_map(|key| {
            let given: GivenKey = serde_json::from_str(&key.jwk).ok()?;
            Some((key.kid.clone(), given.verifying(&ALGORITHMS).ok()?))
        })
        .collect()
}
