//! An office at work: people who register others and write down how they are reached, whatever
//! happens to the server meanwhile, and who remember what they were told.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use domain::actor::Role;
use persistence::schema::individuals;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kills::phones;
use crate::support::people::{Somebody, section};
use crate::support::process::{Process, percorso};
use crate::support::{Answer, Client, Database, Member, Place};

/// How many work at once.
const DESKS: u8 = 4;

/// A server that turns nobody away for asking often.
pub(super) fn serving(database: &Database) -> Command {
    let mut command = percorso(database, &["serve"]);
    for limit in ["WRITES", "READS", "COSTLY"] {
        command.env(format!("PERCORSO_{limit}_A_MINUTE"), "100000000");
    }
    command
}

/// People at their desks.
#[derive(Debug)]
pub(super) struct Office {
    closing: Arc<AtomicBool>,
    desks: Vec<JoinHandle<Told>>,
}

/// What was acknowledged, and when.
#[derive(Debug, Default)]
pub(super) struct Told {
    families: Vec<(String, Instant)>,
    phones: Vec<(String, Instant)>,
}

impl Office {
    /// Opens at this server. Whoever is registered is told by a number from `first` on.
    pub(super) fn open(process: &Process, first: usize) -> Self {
        let closing = Arc::new(AtomicBool::new(false));
        let desks = (0..DESKS).map(|desk| {
            let member = Member::new(Place::Home, Role::DeskOperator, desk % 3);
            let client = process.member(member);
            let closing = Arc::clone(&closing);
            spawn(move || work(&client, &closing, first + 1_000_000 * usize::from(desk)))
        });
        Self {
            desks: desks.collect(),
            closing,
        }
    }

    /// Closes, and tells what was acknowledged.
    pub(super) fn close(self) -> Told {
        self.closing.store(true, Ordering::Release);
        let mut all = Told::default();
        for desk in self.desks {
            let told = desk.join().unwrap();
            all.families.extend(told.families);
            all.phones.extend(told.phones);
        }
        all
    }
}

impl Told {
    /// How many writes were acknowledged.
    pub(super) fn count(&self) -> usize {
        self.families.len() + self.phones.len()
    }

    /// When the first write was acknowledged that was not before this instant.
    pub(super) fn first_after(&self, instant: Instant) -> Instant {
        let all = self.families.iter().chain(&self.phones);
        let later = all.map(|(_, at)| *at).filter(|at| *at >= instant);
        later.min().expect("nothing was acknowledged any more")
    }

    /// What was acknowledged before this instant and is not in the database.
    pub(super) fn lost(&self, database: &Database, before: Instant) -> Vec<String> {
        let there: BTreeSet<String> = individuals::table
            .select(individuals::family_name)
            .load(&mut database.connection())
            .unwrap()
            .into_iter()
            .chain(phones(database))
            .collect();
        let all = self.families.iter().chain(&self.phones);
        let due = all.filter(|(_, at)| *at < before);
        due.map(|(what, _)| what.clone())
            .filter(|what| !there.contains(what))
            .collect()
    }

    /// That nobody of those who were acknowledged is there twice, although many asked again.
    pub(super) fn nobody_is_there_twice(&self, database: &Database) {
        let twice = "(SELECT 1 FROM individuals GROUP BY family_name HAVING count(*) > 1) x";
        assert_eq!(database.count(twice), 0);
        assert_eq!(self.lost(database, Instant::now()), [""; 0]);
    }
}

/// Works until the office closes.
fn work(client: &Client, closing: &AtomicBool, first: usize) -> Told {
    let mut told = Told::default();
    for number in first.. {
        if closing.load(Ordering::Acquire) {
            break;
        }
        let body = Somebody::numbered(number).registration();
        let Some(answer) = insist(client, closing, &body) else {
            break;
        };
        let family = body["identity"]["family_name"].as_str().unwrap();
        told.families.push((family.to_owned(), Instant::now()));
        let phone = format!("+39011{number:08}");
        let contacts = section(&json!({ "phones": [&phone] })).to_string();
        let id = answer.json()["id"].as_str().unwrap().to_owned();
        let written = client.with("If-None-Match", "*").attempt(
            "PUT",
            &format!("/individuals/{id}/contacts"),
            Some(contacts.into()),
        );
        // Whoever is not answered may have been heard: nobody counts on it.
        if written.is_ok_and(|answer| answer.status == 201) {
            told.phones.push((phone, Instant::now()));
        }
    }
    told
}

/// Registers somebody, under the same key until it is acknowledged; nothing when the office closes.
fn insist(client: &Client, closing: &AtomicBool, body: &Value) -> Option<Answer> {
    let client = client.with("Idempotency-Key", Uuid::new_v4().to_string());
    loop {
        let sent = client.attempt("POST", "/individuals", Some(body.to_string().into()));
        match sent {
            Ok(answer) if answer.status == 201 => return Some(answer),
            Ok(answer) if ![409, 503].contains(&answer.status) => {
                panic!("{}: {}", answer.status, answer.text())
            }
            _ => {}
        }
        if closing.load(Ordering::Acquire) {
            return None;
        }
        sleep(Duration::from_millis(20));
    }
}
