//! What stories stand on: a database, a server, clients.

pub(crate) mod app;
pub(crate) mod client;
pub(crate) mod cluster;
pub(crate) mod contract;
pub(crate) mod database;
pub(crate) mod effort;
pub(crate) mod mail;
pub(crate) mod maker;
pub(crate) mod memory;
pub(crate) mod outside;
pub(crate) mod people;
pub(crate) mod process;
pub(crate) mod provider;
pub(crate) mod raw;
pub(crate) mod seed;
pub(crate) mod toys;
pub(crate) mod world;

use api::identity::password::Parameters;

pub(crate) use app::{TestApp, keys};
pub(crate) use client::{Answer, BASE, Client};
pub(crate) use database::Database;
pub(crate) use seed::{Member, Place};

/// Hashing that costs nothing worth mentioning.
pub(crate) const CHEAP: Parameters = Parameters {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};

/// What a process does in time: `true` from `probe` within so many milliseconds.
pub(crate) fn within(millis: u64, mut probe: impl FnMut() -> bool) -> bool {
    let begun = std::time::Instant::now();
    loop {
        if probe() {
            return true;
        }
        if begun.elapsed().as_millis() > u128::from(millis) {
            return false;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}
