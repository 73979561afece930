//! Stories about the running product. They run on SQLite, or on the PostgreSQL server that
//! `PERCORSO_TEST_DATABASE_URL` names.

#[cfg(test)]
mod support;

#[cfg(test)]
mod access_records;
#[cfg(test)]
mod accesses;
#[cfg(test)]
mod account_links;
#[cfg(test)]
mod agreements;
#[cfg(test)]
mod app_role;
#[cfg(test)]
mod appointments;
#[cfg(test)]
mod assurance;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod availabilities;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod by_machine;
#[cfg(test)]
mod canaries;
#[cfg(test)]
mod casework;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod data_exports;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod disposals;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod emergency_accesses;
#[cfg(test)]
mod envelope;
#[cfg(test)]
mod erasures;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod fail_closed;
#[cfg(test)]
mod floods;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod hand_overs;
#[cfg(test)]
mod hang_ups;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod individuals;
#[cfg(test)]
mod kills;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod machine_clients;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod others;
#[cfg(test)]
mod outside;
#[cfg(test)]
mod outside_rights;
#[cfg(test)]
mod pairs;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod prepared;
#[cfg(test)]
mod real_provider;
#[cfg(test)]
mod referrals;
#[cfg(test)]
mod rig;
#[cfg(test)]
mod second_factor;
#[cfg(test)]
mod services;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod staff;
#[cfg(test)]
mod status_calculations;
#[cfg(test)]
mod store;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod tour;
#[cfg(test)]
mod transport;
#[cfg(test)]
mod two_people;
#[cfg(test)]
mod vocabularies;
#[cfg(test)]
mod worklist;
