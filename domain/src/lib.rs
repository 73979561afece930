//! What is true: types, rules and vocabularies of the municipal employment service.
//!
//! Nothing here knows HTTP, SQL, a clock or a random number.

pub mod access_records;
pub mod account_links;
pub mod actor;
pub mod agreements;
pub mod appointments;
pub mod assessments;
pub mod audit;
pub mod availabilities;
pub mod calendars;
pub mod case_files;
pub mod cases;
pub mod changes;
pub mod closures;
pub mod clubs;
pub mod desk_contacts;
pub mod disposals;
pub mod documents;
pub mod emergency_accesses;
pub mod employment_status;
pub mod erasures;
pub mod event;
pub mod exports;
pub mod follow_ups;
pub mod groups;
pub mod hand_overs;
pub mod holds;
pub mod imports;
pub mod individuals;
pub mod intakes;
pub mod kernel;
pub mod machine_clients;
pub mod messages;
pub mod notes;
pub mod offices;
pub mod organisations;
pub mod outside_identities;
pub mod policy;
pub mod privacy;
pub mod referrals;
pub mod retention;
pub mod rooms;
pub mod rulebook;
#[cfg(test)]
mod samples;
pub mod second_factor;
pub mod services;
pub mod sessions;
pub mod slots;
pub mod staff;
pub mod steps;
pub mod vocabulary;
pub mod worklist;
