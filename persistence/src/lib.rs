//! What is remembered: the only crate that knows the database.
//!
//! Every read and write runs through a [`Store`], in a [`Tx`] that carries the actor, the
//! organisation and one `now`. A repository is a module of plain functions on `&mut Tx`.

pub mod access_cuts;
pub mod access_records;
pub mod accesses;
pub mod account_links;
pub mod agreements;
pub mod app_role;
pub mod appointments;
pub mod audit;
pub mod availabilities;
pub mod backend;
pub mod backups;
pub mod cached;
pub mod calendars;
pub mod case_files;
pub mod cases;
pub mod changes;
pub mod clock;
pub mod closures;
mod columns;
pub mod contact_attempts;
pub mod data_exports;
pub mod desk_contacts;
pub mod disposals;
pub mod documents;
pub mod emergency_accesses;
pub mod erasures;
pub mod error;
pub mod events;
pub mod exports;
pub mod follow_ups;
pub mod groups;
pub mod hand_overs;
pub mod holds;
pub mod idempotency;
pub mod imports;
pub mod individuals;
pub mod intakes;
pub mod keyset;
pub mod lease;
mod line;
pub mod machine_clients;
pub mod messages;
pub mod migrations;
pub mod names;
pub mod notes;
mod occupancy;
pub mod offices;
pub mod organisations;
pub mod outbox;
pub mod outside_identities;
pub mod parameters;
mod planner;
pub(crate) mod reach;
pub mod referrals;
mod refused;
#[cfg(test)]
mod rig;
pub mod rooms;
#[cfg_attr(
    not(test),
    expect(
        clippy::wildcard_imports,
        reason = "each table takes its column types from two places; not seen in tests"
    )
)]
pub mod schema;
pub mod second_factors;
pub mod services;
pub mod sessions;
pub mod sign_in_attempts;
pub mod slots;
pub mod sql_types;
pub mod staff;
mod store;
mod task;
pub mod timeline;
mod turn;
mod tx;
pub mod worklist;
mod writer;

pub use clock::{Clock, Minter};
pub use error::{Error, OpenError};
pub use idempotency::{Answer, Claim};
pub use keyset::{Page, Paged};
pub use store::{Settings, Store};
pub use turn::Turn;
pub use tx::{Caller, Env, Tx};
