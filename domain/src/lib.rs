//! What is true: types, rules and vocabularies of the municipal employment service.
//!
//! Nothing here knows HTTP, SQL, a clock or a random number.

pub mod actor;
pub mod event;
pub mod imports;
pub mod individuals;
pub mod kernel;
pub mod offices;
pub mod organisations;
pub mod policy;
pub mod privacy;
pub mod rulebook;
pub mod sessions;
pub mod staff;
pub mod vocabulary;
