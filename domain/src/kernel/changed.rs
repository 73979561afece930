//! A decided change that was not saved yet.

use serde::{Deserialize, Serialize};

use crate::event::Event;

/// How often a thing was saved; 1 after the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version(pub i64);

impl Version {
    /// The version of a thing that was saved once.
    pub const FIRST: Self = Self(1);

    /// The version after one more save.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A new state together with the facts that record it. Repositories save nothing else, and
/// without an event nobody makes one, so a change that is not recorded does not compile.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a decided change does nothing until a repository saves it"]
pub struct Changed<T> {
    state: T,
    /// At least one: nobody but `new` makes a change, and nobody takes an event away.
    events: Vec<Event>,
}

impl<T> Changed<T> {
    /// A change that one event tells.
    pub fn new(state: T, event: Event) -> Self {
        Self {
            state,
            events: vec![event],
        }
    }

    /// The same change with one more event.
    pub fn and(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// The same change of something that holds this.
    pub fn map<U>(self, into: impl FnOnce(T) -> U) -> Changed<U> {
        Changed {
            state: into(self.state),
            events: self.events,
        }
    }

    /// The same change, which tells that these rules were acknowledged for it.
    pub(crate) fn acknowledging(mut self, rules: &[String]) -> Self {
        for event in &mut self.events {
            event.fact.acknowledge(rules);
        }
        self
    }

    /// The state to store. Its version is still the one that was loaded.
    pub fn state(&self) -> &T {
        &self.state
    }

    /// What happened, in order; at least one.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The state to store, and what happened: for whoever records both.
    pub fn into_parts(self) -> (T, Vec<Event>) {
        (self.state, self.events)
    }
}
