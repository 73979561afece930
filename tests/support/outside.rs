//! A provider of the organisation whose keys lie in a file.

use api::config::Settings;
use api::identity::keys::SigningKeys;
use api::identity::token::Algorithm;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::app::morning;
use super::maker::Maker;
use super::{Member, Place};

/// The provider of the stories.
pub(crate) const ISSUER: &str = "https://login.castelverde.example/realms/staff";

/// A provider with its keys.
pub(crate) struct Outside {
    folder: TempDir,
}

impl Outside {
    pub(crate) fn new() -> Self {
        let outside = Self {
            folder: TempDir::new().unwrap(),
        };
        outside.make_key("first");
        outside.publish(&["first"]);
        outside
    }

    fn pem(&self, key: &str) -> std::path::PathBuf {
        self.folder.path().join(format!("{key}.pem"))
    }

    /// Makes a key that nobody knows yet.
    pub(crate) fn make_key(&self, key: &str) {
        SigningKeys::generate_file(&self.pem(key), Algorithm::Es256).unwrap();
    }

    /// Makes these the keys of the provider.
    pub(crate) fn publish(&self, keys: &[&str]) {
        let keys: Vec<Value> = keys
            .iter()
            .map(|key| {
                let keys = SigningKeys::load(&self.pem(key), &[]).unwrap();
                serde_json::to_value(keys.public().jwk()).unwrap()
            })
            .collect();
        let set = json!({ "keys": keys }).to_string();
        std::fs::write(self.folder.path().join("jwks.json"), set).unwrap();
    }

    /// Makes the file of keys unreadable.
    pub(crate) fn publish_nonsense(&self) {
        std::fs::write(self.folder.path().join("jwks.json"), "<html>").unwrap();
    }

    /// What an operator would write about it, with what the story adds.
    pub(crate) fn settings(&self, more: &Value) -> Settings {
        let mut provider = json!({
            "issuer": ISSUER,
            "organisation": Place::Home.organisation(),
            "audiences": ["percorso"],
            "token_types": ["JWT"],
            "algorithms": ["ES256"],
            "keys_file": self.folder.path().join("jwks.json"),
            "email_claim": "email",
            "require": [{ "claim": "typ", "value": "Bearer" }],
        });
        for (member, value) in more.as_object().unwrap() {
            provider[member] = value.clone();
        }
        Settings {
            providers: vec![serde_json::from_value(provider).unwrap()],
            provider_refresh_seconds: 1,
            ..super::app::Options::default().settings
        }
    }

    /// Makes tokens for this member, signed with this key.
    pub(crate) fn tokens(&self, member: Member, key: &str) -> Maker {
        let now = morning().timestamp();
        let claims = json!({
            "iss": ISSUER,
            "sub": format!("f:{}", member.id()),
            "aud": "percorso",
            "iat": now,
            "exp": now + 300,
            "typ": "Bearer",
            "email": member.email(),
            "email_verified": true,
            "roles": [member.role.to_string()],
        });
        Maker::new(self.pem(key), "JWT", claims)
    }
}
