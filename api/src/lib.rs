//! What is said: the HTTP interface and the `percorso` command.
//!
//! A handler reads *get, decide, save, view* inside one doorway, which owns connection,
//! transaction, events and idempotency key.

pub mod app;
pub mod audit_heads;
pub mod backups;
mod behalf;
pub mod calendar;
pub mod cells;
pub mod config;
pub mod demo;
pub mod documents;
pub mod erasures;
pub mod export;
mod hex;
pub mod http;
pub mod identity;
pub mod import;
pub mod mail;
pub mod messages;
pub mod metrics;
pub mod news;
pub mod openapi;
pub mod readiness;
pub mod routes;
pub mod server;
pub mod texts;
pub mod worker;
