//! People: the record and its sections, registration, and what rules say about both.
//!
//! A section is one file: its content, and its [`Section`] with the rules of its own. A new one is
//! a copy of [`residence`], one variant of [`SectionName`] and one line here.

mod attention;
pub mod availability;
mod candidate;
pub mod citizenship;
pub mod classified;
mod coherence;
pub mod contacts;
mod contradiction;
pub mod education;
pub mod employment_status;
mod facts;
pub mod guardian;
pub mod household;
pub mod identifiers;
pub mod identity;
pub(crate) mod items;
mod known;
pub mod languages;
pub mod merging;
mod place;
pub mod privacy_notice;
mod provenance;
mod registration;
pub mod residence;
pub mod residence_permit;
pub mod rules;
mod search;
mod section;
pub mod service_needs;
#[cfg(test)]
mod tests;
pub mod work_history;

pub use attention::{Missing, RULES, Record};
pub use availability::Availability;
pub use candidate::{Candidate, Card, FoldedNames, Likeness, MOST_SHARING, likeliest, score};
pub use citizenship::{Citizenship, CitizenshipCode, Citizenships};
pub use contacts::Contacts;
pub use contradiction::{Contradiction, Item, Statements, contradictions};
pub use education::Education;
pub use employment_status::EmploymentStatus;
pub use facts::{KnownFact, KnownSection, Reader, Said, known};
pub use guardian::{DocumentSeen, Guardians, Holder, HolderRole};
pub use household::Household;
pub use identifiers::{Identifier, IdentifierCode, IdentifierKind, Identifiers, LocalId};
pub use identity::Identity;
pub use known::{KnownPerson, can_have_happened};
pub use languages::{CefrLevel, LanguageSkill, Languages};
pub use place::{PlaceCode, PostalCode};
pub use privacy_notice::{NoticeWay, PrivacyNotice};
pub use provenance::{EvidenceSource, Provenance, Sourced, Verification};
pub use registration::{Newcomer, Registration};
pub use residence::{Address, Residence};
pub use residence_permit::{
    Permit, PermitKind, PermitReason, PermitRequest, PermitState, ResidencePermits, Standing,
};
pub use search::{Born, Reading, Search, SearchTerm};
pub use section::{
    Context, FoundBy, Lookalikes, Proposal, Recorded, Replacement, Section, SectionName, Slot,
    replace,
};
pub use service_needs::{ServiceNeed, ServiceNeedKind, ServiceNeeds};
pub use work_history::Jobs;
