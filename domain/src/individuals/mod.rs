//! People: the record and its sections, registration, and what rules say about both.
//!
//! A section is one file: its content, and its [`Section`] with the rules of its own. A new one is
//! a copy of [`residence`], one variant of [`SectionName`] and one line here.

mod candidate;
pub mod contacts;
pub mod identifiers;
pub mod identity;
mod known;
pub mod merging;
mod place;
mod provenance;
mod registration;
pub mod residence;
pub mod rules;
mod search;
mod section;
#[cfg(test)]
mod tests;

pub use candidate::{Candidate, Card, Likeness, score};
pub use contacts::Contacts;
pub use identifiers::{Identifier, IdentifierCode, IdentifierKind, Identifiers, LocalId};
pub use identity::Identity;
pub use known::{KnownPerson, can_have_happened};
pub use place::{PlaceCode, PostalCode};
pub use provenance::{EvidenceSource, Provenance, Verification};
pub use registration::{Newcomer, Registration};
pub use residence::{Address, Residence};
pub use search::{Born, Reading, Search, SearchTerm};
pub use section::{
    Context, FoundBy, Lookalikes, Proposal, Recorded, Replacement, Section, SectionName, replace,
};
