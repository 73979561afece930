//! People: the record and its sections, registration, and what rules say about both.
//!
//! A section is one file: its content, and its [`Section`] with the rules of its own. A new one is
//! a copy of [`residence`], one variant of [`SectionName`] and one line here.

pub mod availability;
mod candidate;
pub mod classified;
pub mod contacts;
mod contradiction;
pub mod education;
pub mod employment_status;
pub mod household;
pub mod identifiers;
pub mod identity;
pub(crate) mod items;
mod known;
mod place;
mod provenance;
mod registration;
pub mod residence;
pub mod rules;
mod search;
mod section;
#[cfg(test)]
mod tests;
pub mod work_history;

pub use availability::Availability;
pub use candidate::{Candidate, Card, Likeness};
pub use contacts::Contacts;
pub use contradiction::{Contradiction, Statements, contradictions};
pub use education::Education;
pub use employment_status::EmploymentStatus;
pub use household::Household;
pub use identifiers::{Identifier, IdentifierCode, IdentifierKind, Identifiers, LocalId};
pub use identity::Identity;
pub use known::{KnownPerson, can_have_happened};
pub use place::{PlaceCode, PostalCode};
pub use provenance::{EvidenceSource, Provenance, Sourced, Verification};
pub use registration::{Newcomer, Registration};
pub use residence::{Address, Residence};
pub use search::{Born, Reading, Search, SearchTerm};
pub use section::{
    Context, FoundBy, Lookalikes, Proposal, Recorded, Replacement, Section, SectionName, replace,
};
pub use work_history::Jobs;
