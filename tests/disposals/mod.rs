//! People whose term is over: one makes a list, another agrees, and everybody is looked at again.

mod accesses;
mod deciding;
mod restoring;
mod running;

use chrono::{DateTime, Utc};
use domain::actor::Role;
use domain::kernel::Changed;
use domain::rulebook::{Confidence, Parameter};
use persistence::{Caller, parameters};
use serde_json::{Value, json};

use crate::support::people::{Somebody, register};
use crate::support::{Answer, Client, Member, Place, TestApp};

fn coordinator(number: u8) -> Member {
    Member::new(Place::Home, Role::Coordinator, number)
}

fn id(path: &str) -> &str {
    path.rsplit_once('/').unwrap().1
}

fn case_of(person: &str, opened_on: &str) -> Value {
    json!({
        "individual_id": id(person), "office_id": Place::Home.office(0),
        "reason": "Cerca lavoro.", "opened_on": opened_on,
    })
}

/// Somebody whose only case ended more than ten years ago.
fn long_gone(client: &Client, number: usize) -> String {
    long_gone_with_case(client, number).0
}

/// The same, with the path of the case.
fn long_gone_with_case(client: &Client, number: usize) -> (String, String) {
    let mut registration = Somebody::numbered(number).registration();
    registration["provenance"]["observed_on"] = json!("2010-03-01");
    let person = register(client, &registration);
    let case = followed_once(client, &person);
    (person, case)
}

/// Enters the file of a case that ended more than ten years ago, and gives its path.
fn followed_once(client: &Client, person: &str) -> String {
    let case = client
        .post("/cases", &case_of(person, "2010-03-01"))
        .ok(201);
    let case = format!("/cases/{}", case["id"].as_str().unwrap());
    let ended = json!({ "outcome": { "kind": "moved" }, "on": "2012-05-31" });
    client
        .with("If-Match", client.tag(&case))
        .post(&format!("{case}/closure"), &ended)
        .ok(200);
    case
}

fn terms() -> Value {
    json!({ "class": "case_file", "as_of": "2026-03-01" })
}

/// The path of a list that must be taken.
#[track_caller]
fn proposed(by: &Client) -> String {
    let made = by.post("/disposals", &terms()).ok(201);
    format!("/disposals/{}", made["id"].as_str().unwrap())
}

fn approve(by: &Client, list: &str) -> Answer {
    let made = by.get(list).ok(200)["proposed_at"].clone();
    let made = made.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let on = made
        .with_timezone(&chrono_tz::Tz::Europe__Rome)
        .date_naive();
    let authorised = json!({ "authorisation": "Prot. 44/2026", "authorised_on": on });
    by.with("If-Match", by.tag(list))
        .post(&format!("{list}/approval"), &authorised)
}

/// What became of each person of a list, and why.
fn outcomes(by: &Client, list: &str) -> Vec<(String, String, Value)> {
    let page = by.get(&format!("{list}/items?limit=100")).ok(200);
    let items = page["items"].as_array().unwrap().iter();
    let mut outcomes: Vec<_> = items
        .map(|item| {
            let word = |name: &str| item[name].as_str().unwrap().to_owned();
            (
                word("individual_id"),
                word("status"),
                item["kept_because"].clone(),
            )
        })
        .collect();
    outcomes.sort_by(|one, other| one.0.cmp(&other.0));
    outcomes
}

/// What became of this one.
fn outcome(by: &Client, list: &str, person: &str) -> (String, Value) {
    let found = outcomes(by, list)
        .into_iter()
        .find(|found| found.0 == id(person));
    let (_, status, because) = found.unwrap();
    (status, because)
}

/// The organisation sets a term of its own from today on.
fn keep_for(app: &TestApp, key: &'static str, term: &str) {
    let caller = Caller::system(Place::Home.organisation(), "story");
    let (term, organisation) = (term.to_owned(), Place::Home.organisation());
    app.store
        .write(caller, move |tx| {
            let confidence = Confidence::Sure;
            let own = Parameter::own(key, organisation.uuid(), &term, "Piano 2026", confidence);
            let own = own.unwrap();
            let changed: Changed<_> = own.succeed(&[], tx.day()?, tx.actor())?;
            parameters::set(tx, changed)
        })
        .unwrap();
    // A process goes on for some seconds with what it read.
    app.clock.advance(chrono::TimeDelta::seconds(6));
}
