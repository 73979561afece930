//! A file of people, as offices have it, is loaded: by command or by request.

mod alike;
mod command;
mod decisions;
mod fictional;
mod files;
mod jobs;
mod mappings;
mod processes;
mod rights;
mod sections;

use std::fmt::Write as _;

use api::import::job::Importer;
use uuid::Uuid;

use super::support::app::SECRET;
use super::support::{Answer, Client, Place, TestApp};
use fictional::{file, text};

/// Works on what waits, as the worker of a process would.
fn importer(app: &TestApp) -> Importer {
    Importer::new(&app.store, &SECRET.parse().unwrap())
}

pub(crate) fn work(app: &TestApp) {
    importer(app).round().unwrap();
}

/// Where a file is sent to, for the first office.
fn path_with(more: &str) -> String {
    let office = Place::Home.office(0);
    format!("/imports?office_id={office}&reason=takeover{more}")
}

/// Sends a file; under a fresh key unless the client says another.
fn send(client: &Client, more: &str, file: impl Into<Vec<u8>>) -> Answer {
    client
        .with("Content-Type", "text/csv")
        .with("Idempotency-Key", Uuid::new_v4().to_string())
        .send("POST", &path_with(more), Some(file.into()))
}

/// Sends a file that must be taken, and gives the path of its import.
#[track_caller]
fn sent(client: &Client, more: &str, file: impl Into<Vec<u8>>) -> String {
    let answer = send(client, more, file);
    let id = answer.ok(202)["id"].as_str().unwrap().to_owned();
    assert!(
        answer
            .header("location")
            .ends_with(&format!("/imports/{id}"))
    );
    format!("/imports/{id}")
}

/// Rows of two columns below their headings, and a day of birth.
fn rows(people: &[(&str, &str, &str)]) -> String {
    let mut text = "Cognome;Nome;Data di nascita;Sesso\n".to_owned();
    for (family, given, born) in people {
        writeln!(text, "{family};{given};{born};F").unwrap();
    }
    text
}
