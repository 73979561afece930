//! Tokens and assertions made by hand, right in everything but what a story changes.

use std::path::PathBuf;

use api::identity::keys::SigningKeys;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::crypto::sign;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

/// Makes tokens of one kind.
pub(crate) struct Maker {
    pub(crate) key: PathBuf,
    pub(crate) header: Value,
    pub(crate) claims: Value,
}

fn merged(mut whole: Value, changes: &Value) -> String {
    for (member, value) in changes.as_object().unwrap() {
        if value.is_null() {
            whole.as_object_mut().unwrap().remove(member);
        } else {
            whole[member] = value.clone();
        }
    }
    whole.to_string()
}

impl Maker {
    /// A maker with this key (P-256) and this `typ`.
    pub(crate) fn new(key: PathBuf, typ: &str, claims: Value) -> Self {
        let kid = SigningKeys::load(&key, &[]).unwrap();
        let header = json!({ "alg": "ES256", "kid": kid.public().kid(), "typ": typ });
        Self {
            key,
            header,
            claims,
        }
    }

    /// A token with any header and claims, rightly signed.
    fn signed(&self, header: &str, claims: &str) -> String {
        let pem = std::fs::read(&self.key).unwrap();
        let key = EncodingKey::from_ec_pem(&pem).unwrap();
        let message = [header, claims]
            .map(|part| URL_SAFE_NO_PAD.encode(part))
            .join(".");
        let signature = sign(message.as_bytes(), &key, Algorithm::ES256).unwrap();
        format!("{message}.{signature}")
    }

    /// The right token with members of its header or claims replaced; null takes one away.
    pub(crate) fn with(&self, of_header: Value, of_claims: Value) -> String {
        self.signed(
            &merged(self.header.clone(), &of_header),
            &merged(self.claims.clone(), &of_claims),
        )
    }

    /// The right token with other claims.
    pub(crate) fn claiming(&self, claims: Value) -> String {
        self.with(json!({}), claims)
    }

    /// Each with one thing wrong in its header, for makers of any kind.
    pub(crate) fn header_mutants(&self) -> Vec<String> {
        let mut all = Vec::new();
        for alg in [
            "none", "NONE", "nOnE", "HS256", "RS256", "PS256", "ES384", "EdDSA", "es256", "",
        ] {
            all.push(self.with(json!({ "alg": alg }), json!({})));
        }
        for kid in [
            "../../dev/null",
            "x' OR '1'='1",
            "https://evil.example/key",
            "unknown",
            "",
        ] {
            all.push(self.with(json!({ "kid": kid }), json!({})));
        }
        for typ in ["JWT", "at+jwt", "id+jwt", "refresh+jwt", "AT+JWT", ""] {
            if self.header["typ"] != typ {
                all.push(self.with(json!({ "typ": typ }), json!({})));
            }
        }
        for (member, value) in [
            ("jku", json!("https://evil.example/jwks.json")),
            ("jwk", json!({ "kty": "oct", "k": "AAAA" })),
            ("x5u", json!("https://evil.example/cert.pem")),
            ("x5c", json!(["MIIB"])),
            ("crit", json!(["exp"])),
            ("b64", json!(false)),
            ("zip", json!("DEF")),
            ("alg", Value::Null),
            ("kid", Value::Null),
            ("typ", Value::Null),
        ] {
            all.push(self.with(json!({ member: value }), json!({})));
        }
        all
    }

    /// Each with one wrong claim, for makers of any kind; `now` in seconds since 1970.
    pub(crate) fn claim_mutants(&self, now: i64) -> Vec<String> {
        let null = || Value::Null;
        let audience = self.claims["aud"].clone();
        let mut all = Vec::new();
        for (member, values) in [
            (
                "exp",
                vec![
                    null(),
                    json!("9999999999"),
                    json!(1e300),
                    json!(-1),
                    json!(now - 6),
                ],
            ),
            ("nbf", vec![json!(now + 7), json!("0"), json!([now])]),
            ("iat", vec![json!(now + 7), json!("0")]),
            (
                "aud",
                vec![
                    null(),
                    json!("other"),
                    json!([audience, "other"]),
                    json!([]),
                    json!(""),
                ],
            ),
            (
                "iss",
                vec![
                    null(),
                    json!("https://evil.example"),
                    json!("https://PERCORSO.example"),
                ],
            ),
            (
                "sub",
                vec![null(), json!(7), json!(""), json!("nobody"), json!(["x"])],
            ),
        ] {
            for value in values {
                all.push(self.claiming(json!({ member: value })));
            }
        }
        all
    }

    /// Each of a wrong shape.
    pub(crate) fn shape_mutants(&self) -> Vec<String> {
        let good = self.claiming(json!({}));
        let (message, seal) = good.rsplit_once('.').unwrap();
        let other = self.claiming(json!({ "jti": uuid::Uuid::new_v4() }));
        let (_, foreign) = other.rsplit_once('.').unwrap();
        let unsigned = json!({ "alg": "none", "typ": self.header["typ"] }).to_string();
        let body = message.split_once('.').unwrap().1;
        vec![
            "x".to_owned(),
            "..".to_owned(),
            message.to_owned(),
            format!("{message}."),
            format!("{good}="),
            format!("{good}.{seal}"),
            format!("{message}.{foreign}"),
            format!("{message}.{}", seal.to_lowercase()),
            format!("{}.{body}.", URL_SAFE_NO_PAD.encode(unsigned)),
            "A".repeat(9_000),
            format!("{good}{}", "A".repeat(9_000)),
        ]
    }

    /// All of them: more than sixty.
    pub(crate) fn mutants(&self, now: i64) -> Vec<String> {
        let all = [
            self.header_mutants(),
            self.claim_mutants(now),
            self.shape_mutants(),
        ]
        .concat();
        assert!(all.len() > 60, "{}", all.len());
        all
    }
}
