//! The fault rig: the product while disks, networks, servers and clocks fail.
//! Each story runs shortly in a check, and at length with `cargo xtask rig`.

mod backups;
mod clocks;
mod crashes;
mod disks;
mod limited;
mod office;
mod outages;
mod overload;
mod panics;
mod parity;
mod point_in_time;
mod pools;
mod retries;
mod rows;
mod standby;
mod stops;
mod syncs;
mod tls;
mod upgrades;

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use domain::actor::Role;
use persistence::schema::individuals;
use serde_json::Value;
use uuid::Uuid;

use crate::support::people::Somebody;
use crate::support::process::percorso;
use crate::support::{Answer, Client, Database, Member, Place};

/// A server that turns nobody away for asking often.
fn generous(database: &Database) -> Command {
    let mut command = percorso(database, &["serve"]);
    command
        .env("PERCORSO_WRITES_A_MINUTE", "100000000")
        .env("PERCORSO_READS_A_MINUTE", "100000000")
        .env("PERCORSO_COSTLY_A_MINUTE", "100000000");
    command
}

/// Who registers people.
fn desk(number: u8) -> Member {
    Member::new(Place::Home, Role::DeskOperator, number % 3)
}

/// A registration and its key, and what became of it.
#[derive(Debug, Clone)]
struct Registration {
    key: String,
    body: Value,
}

impl Registration {
    /// One of many, under a key of its own.
    fn numbered(number: usize) -> Self {
        Self {
            key: Uuid::new_v4().to_string(),
            body: Somebody::numbered(number).registration(),
        }
    }

    fn family(&self) -> &str {
        self.body["identity"]["family_name"].as_str().unwrap()
    }

    /// Sends it to a server that may not answer.
    fn send(&self, client: &Client) -> Result<Answer, ureq::Error> {
        client.with("Idempotency-Key", &self.key).attempt(
            "POST",
            "/individuals",
            Some(self.body.to_string().into()),
        )
    }

    /// How often it had its effect.
    fn effects(&self, database: &Database) -> usize {
        Effects::of(database).times(self)
    }
}

/// Who is registered, and how often.
struct Effects(BTreeMap<String, usize>);

impl Effects {
    fn of(database: &Database) -> Self {
        let families: Vec<String> = individuals::table
            .select(individuals::family_name)
            .load(&mut database.connection())
            .unwrap();
        let mut times = BTreeMap::new();
        for family in families {
            *times.entry(family).or_default() += 1;
        }
        Self(times)
    }

    fn times(&self, post: &Registration) -> usize {
        self.0.get(post.family()).copied().unwrap_or_default()
    }
}

/// An answer and how long it took.
#[derive(Debug)]
struct Timed {
    answer: Answer,
    took: Duration,
}

/// Waits for an answer with the clock in hand.
fn timed(ask: impl FnOnce() -> Answer) -> Timed {
    let begun = Instant::now();
    let answer = ask();
    let took = begun.elapsed();
    Timed { answer, took }
}

/// What `share` of all stay below, such as 0.99.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a list that fits into memory"
)]
fn percentile(all: impl IntoIterator<Item = Duration>, share: f64) -> Duration {
    let mut all: Vec<Duration> = all.into_iter().collect();
    all.sort_unstable();
    let place = (all.len() as f64 * share).ceil() as usize;
    all[place.clamp(1, all.len()) - 1]
}

/// As a table shows it.
fn millis(took: Duration) -> String {
    format!("{} ms", took.as_millis())
}

/// That the answer turns the client away, in words, and tells when to come back.
#[track_caller]
fn comes_later(answer: &Answer) {
    assert!(
        [429, 503].contains(&answer.status),
        "{}: {}",
        answer.status,
        answer.text()
    );
    answer.refused(answer.status, &answer.kind());
    let after = answer.header("retry-after");
    assert!(after.parse::<u32>().is_ok(), "'{after}'");
}
