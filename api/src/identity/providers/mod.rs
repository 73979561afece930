//! The organisations' own providers: whose tokens are believed beside ours, and with which keys.
//!
//! Verifying stays a pure question to an unchanging verifier. When the keys of a provider change,
//! another verifier takes its place.

mod claims;
mod fetch;
mod settings;
mod source;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use actix_web::web;
use chrono::{DateTime, TimeDelta, Utc};
use domain::kernel::Fault;

pub use settings::{OfficeGrant, Provider, ProviderSettings, Requirement, RoleGrant};

use super::jwk::key_set;
use super::token::{Issuer, Origin, Verifier, VerifyingKey};

/// How often a token with an unknown key makes us ask its provider, at most.
const PATIENCE: TimeDelta = TimeDelta::minutes(1);

/// Everybody whose tokens are believed.
#[derive(Debug)]
pub struct Providers {
    own: Issuer,
    all: BTreeMap<String, Arc<Held>>,
    verifier: RwLock<Arc<Verifier>>,
}

/// A provider with the keys that it had when it was last asked.
#[derive(Debug)]
struct Held {
    provider: Provider,
    kept: Mutex<Kept>,
    /// One question at a time.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Kept {
    keys: BTreeMap<String, VerifyingKey>,
    /// When the provider last gave its keys.
    given: Option<DateTime<Utc>>,
    /// When it was last asked because of an unknown key.
    sought: Option<DateTime<Utc>>,
}

impl Held {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn issuer(&self) -> Issuer {
        Issuer {
            id: self.provider.issuer.to_string(),
            origin: Origin::Outside,
            audiences: self.provider.audiences.clone(),
            allowed_typ: self.provider.token_types.clone(),
            keys: self.kept().keys.clone(),
        }
    }

    /// Asks the provider for its keys.
    fn ask(&self) -> Result<(BTreeMap<String, VerifyingKey>, usize), Fault> {
        let json = self.provider.source.read()?;
        key_set(&json, &self.provider.algorithms)
    }

    /// Keeps what the provider answered. Keys that it dropped are gone; while it does not answer,
    /// the last ones are believed, but not for ever.
    fn keep(
        &self,
        answer: Result<(BTreeMap<String, VerifyingKey>, usize), Fault>,
        now: DateTime<Utc>,
    ) {
        let issuer = self.provider.issuer.as_str();
        let mut kept = self.kept();
        match answer {
            Ok((keys, unused)) => {
                if !keys.keys().eq(kept.keys.keys()) {
                    let held = keys.len();
                    tracing::info!(event = "provider_keys", issuer, held, unused);
                }
                kept.keys = keys;
                kept.given = Some(now);
            }
            Err(fault) => {
                tracing::warn!(
                    event = "provider_keys_not_read",
                    issuer,
                    reason = fault.code
                );
                let alive = kept
                    .given
                    .is_some_and(|given| now - given < self.provider.keys_max_age);
                if !alive && !kept.keys.is_empty() {
                    tracing::error!(event = "provider_keys_too_old", issuer);
                    kept.keys.clear();
                }
            }
        }
    }
}

impl Providers {
    /// Ourselves and these providers. A file of keys must be readable now; a server may still be
    /// starting, so that it is asked later.
    pub fn new(
        own: Issuer,
        settings: Vec<ProviderSettings>,
        now: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        let mut all = BTreeMap::new();
        for settings in settings {
            let provider = settings.provider()?;
            let held = Held {
                provider,
                kept: Mutex::default(),
                asking: tokio::sync::Mutex::default(),
            };
            if held.provider.source.is_local() {
                held.keep(Ok(held.ask()?), now);
            }
            let id = held.provider.issuer.to_string();
            if all.insert(id.clone(), Arc::new(held)).is_some() {
                return Err(Fault::new("issuer_twice").with("issuer", id));
            }
        }
        let providers = Self {
            verifier: RwLock::new(Arc::new(Verifier::new(vec![own.clone()])?)),
            own,
            all,
        };
        providers.renew()?;
        Ok(providers)
    }

    /// What verifies tokens now.
    pub fn verifier(&self) -> Arc<Verifier> {
        let verifier = self.verifier.read();
        Arc::clone(&verifier.unwrap_or_else(PoisonError::into_inner))
    }

    /// The provider with this name.
    pub fn get(&self, issuer: &str) -> Option<&Provider> {
        self.all.get(issuer).map(|held| &held.provider)
    }

    /// Whether there is a provider with this name for this organisation.
    pub fn knows(&self, issuer: &str, organisation: domain::actor::OrganisationId) -> bool {
        self.get(issuer)
            .is_some_and(|provider| provider.organisation == organisation)
    }

    fn renew(&self) -> Result<(), Fault> {
        let outside = self.all.values().map(|held| held.issuer());
        let verifier = Verifier::new(std::iter::once(self.own.clone()).chain(outside).collect())?;
        *self
            .verifier
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(verifier);
        Ok(())
    }

    /// Asks a provider whose token names a key that we do not have; at most once a minute, so
    /// that nobody makes us hammer it. Whoever comes meanwhile waits for the same answer.
    pub async fn seek(&self, issuer: &str, now: DateTime<Utc>) {
        let Some(held) = self.all.get(issuer) else {
            return;
        };
        let turn = held.asking.lock().await;
        {
            let mut kept = held.kept();
            if kept.sought.is_some_and(|at| now - at < PATIENCE) {
                return;
            }
            kept.sought = Some(now);
        }
        self.refresh(held, now).await;
        drop(turn);
    }

    /// Asks every provider, so that a key that it dropped is soon refused.
    pub async fn keep_fresh(&self, now: DateTime<Utc>) {
        for held in self.all.values() {
            let turn = held.asking.lock().await;
            self.refresh(held, now).await;
            drop(turn);
        }
    }

    /// Whether there is anybody to ask.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    async fn refresh(&self, held: &Arc<Held>, now: DateTime<Utc>) {
        let asked = Arc::clone(held);
        let Ok(answer) = web::block(move || asked.ask()).await else {
            return;
        };
        held.keep(answer, now);
        if self.renew().is_err() {
            tracing::error!(event = "provider_keys_unusable");
        }
    }
}
