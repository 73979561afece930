//! The real server is killed while people work: what it acknowledged is there, whole.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

use diesel::prelude::*;
use domain::actor::Role;
use persistence::schema::{individual_section_versions as versions, individuals};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::durability::{the_chain_verifies, wait_for_the_server};
use crate::support::effort::{effort, figure};
use crate::support::people::{Somebody, section};
use crate::support::process::{Process, percorso};
use crate::support::{Answer, Client, Database, Member, Place, within};

/// How many write at once.
const WRITERS: u8 = 8;

pub(crate) fn serve(database: &Database) -> Process {
    let mut command = percorso(database, &["serve"]);
    command
        .env("PERCORSO_WRITES_A_MINUTE", "1000000")
        .env("PERCORSO_READS_A_MINUTE", "1000000")
        .env("PERCORSO_COSTLY_A_MINUTE", "1000000");
    Process::start(command)
}

fn writer(number: u8) -> Member {
    let role = if number < 4 {
        Role::DeskOperator
    } else {
        Role::Counsellor
    };
    Member::new(Place::Home, role, number % 3)
}

/// A registration, and who sent it under which key.
#[derive(Debug, Clone)]
struct Post {
    writer: u8,
    key: String,
    body: Value,
}

/// What one writer knows at the end of a round.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    registered: Vec<(Post, Answer)>,
    /// Telephone numbers of replaced contacts.
    replaced: Vec<String>,
    uncertain_post: Option<Post>,
    uncertain_phone: Option<String>,
}

impl Ledger {
    /// Registers somebody and writes down how she is reached, twice; `None` when the server died, or
    /// its database did and nobody knows the outcome.
    fn work(&mut self, client: &Client, writer: u8, number: usize) -> Option<()> {
        let post = Post {
            writer,
            key: Uuid::new_v4().to_string(),
            body: Somebody::numbered(number).registration(),
        };
        self.uncertain_post = Some(post.clone());
        let answer = client
            .with("Idempotency-Key", &post.key)
            .attempt("POST", "/individuals", Some(post.body.to_string().into()))
            .ok()
            .filter(|answer| answer.status != 503)?;
        self.uncertain_post = None;
        let id = answer.ok(201)["id"].as_str().unwrap().to_owned();
        self.registered.push((post, answer));
        let path = format!("/individuals/{id}/contacts");
        let mut condition = ("If-None-Match", "*".to_owned());
        for time in 1..=2 {
            let phone = format!("+3901{time}{number:07}");
            let body = section(&json!({ "phones": [&phone] })).to_string();
            self.uncertain_phone = Some(phone.clone());
            let answer = client
                .with(condition.0, &condition.1)
                .attempt("PUT", &path, Some(body.into()))
                .ok()
                .filter(|answer| answer.status != 503)?;
            self.uncertain_phone = None;
            assert!(answer.status < 300, "{}", answer.text());
            self.replaced.push(phone);
            condition = ("If-Match", answer.header("etag").to_owned());
        }
        Some(())
    }
}

/// Eight who work until the server is gone.
pub(crate) fn writers(process: &Process, numbers: &Arc<AtomicUsize>) -> Vec<JoinHandle<Ledger>> {
    (0..WRITERS)
        .map(|writer| {
            let client = process.member(self::writer(writer));
            let numbers = Arc::clone(numbers);
            spawn(move || {
                let mut ledger = Ledger::default();
                loop {
                    let number = numbers.fetch_add(1, Ordering::Relaxed);
                    if ledger.work(&client, writer, number).is_none() {
                        return ledger;
                    }
                }
            })
        })
        .collect()
}

/// Lets a moment of chance pass.
pub(crate) fn a_moment() {
    let chance = u64::from(Uuid::new_v4().as_bytes()[0]);
    sleep(Duration::from_millis(250 + 3 * chance));
}

/// Lets people work for a moment of chance and kills the server.
fn round(database: &Database, numbers: &Arc<AtomicUsize>) -> Vec<Ledger> {
    let process = serve(database);
    let writers = writers(&process, numbers);
    a_moment();
    process.kill();
    let ledgers = writers.into_iter().map(|w| w.join().unwrap()).collect();
    wait_for_the_server(database);
    ledgers
}

/// How many people of this registration there are.
fn present(database: &Database, post: &Post) -> i64 {
    let family = post.body["identity"]["family_name"].as_str().unwrap();
    individuals::table
        .filter(individuals::family_name.eq(family))
        .count()
        .get_result(&mut database.connection())
        .unwrap()
}

/// Every number that was ever written down as somebody's.
pub(crate) fn phones(database: &Database) -> BTreeSet<String> {
    let contents: Vec<String> = versions::table
        .filter(versions::section.eq("contacts"))
        .select(versions::content)
        .load(&mut database.connection())
        .unwrap();
    let contents = contents.iter();
    contents
        .map(|content| {
            let content: Value = serde_json::from_str(content).unwrap();
            content["phones"][0].as_str().unwrap().to_owned()
        })
        .collect()
}

/// A thing, its versions, its facts and the answer to its request are there together or not at all.
pub(crate) fn nothing_is_there_in_part(database: &Database) {
    let people = database.count("individuals");
    for same in [
        "events WHERE kind = 'individual_registered'",
        "idempotency_keys WHERE status = 201",
        "idempotency_keys",
        "individual_sections WHERE section = 'identity'",
    ] {
        assert_eq!(database.count(same), people, "{same}");
    }
    let replaced = database.count("events WHERE kind = 'section_replaced'");
    let kept = database.count("individual_section_versions WHERE section = 'contacts'");
    assert_eq!(kept, replaced);
    assert_eq!(database.count("events"), people + replaced);
    let adrift = "individual_sections s WHERE NOT EXISTS (SELECT 1 FROM \
                  individual_section_versions v WHERE v.organisation_id = s.organisation_id \
                  AND v.individual_id = s.individual_id AND v.section = s.section \
                  AND v.version = s.version AND v.content = s.content) OR s.version <> \
                  (SELECT count(*) FROM individual_section_versions v WHERE \
                  v.organisation_id = s.organisation_id AND v.individual_id = s.individual_id \
                  AND v.section = s.section)";
    assert_eq!(database.count(adrift), 0);
}

/// The answer under a key that was used. A server whose database was gone finds out connection by
/// connection, and says so meanwhile.
fn asked_again(client: &Client, post: &Post) -> Answer {
    let ask = || client.post_as(&post.key, "/individuals", &post.body);
    let mut answer = ask();
    within(10_000, || {
        if answer.status == 503 {
            answer = ask();
        }
        answer.status != 503
    });
    answer.ok(201);
    answer
}

/// Who got no answer asks again with the same key and gets the one that was decided.
pub(crate) fn retries(database: &Database, process: &Process, ledgers: &[Ledger]) -> usize {
    let mut committed = 0;
    for ledger in ledgers {
        if let Some(post) = &ledger.uncertain_post {
            let before = present(database, post);
            assert!(before <= 1);
            let client = process.member(writer(post.writer));
            let answer = asked_again(&client, post);
            let replayed = answer.header("idempotency-replayed") == "true";
            assert_eq!(replayed, before == 1, "{}", answer.text());
            assert_eq!(present(database, post), 1);
            committed += usize::from(replayed);
        }
        if let Some((post, first)) = ledger.registered.last() {
            let client = process.member(writer(post.writer));
            let again = asked_again(&client, post);
            assert_eq!((again.status, &again.body), (first.status, &first.body));
            assert_eq!(again.header("idempotency-replayed"), "true");
        }
    }
    committed
}

#[test]
fn what_a_killed_server_acknowledged_is_there_and_what_it_did_not_is_whole() {
    let database = Database::seeded();
    let numbers = Arc::new(AtomicUsize::new(0));
    let mut all: Vec<Ledger> = Vec::new();
    let (rounds, mut again) = (effort(5, 50), 0);
    for _ in 0..rounds {
        let ledgers = round(&database, &numbers);
        nothing_is_there_in_part(&database);
        let process = serve(&database);
        again += retries(&database, &process, &ledgers);
        nothing_is_there_in_part(&database);
        process.kill();
        wait_for_the_server(&database);
        all.extend(ledgers);
    }
    let acknowledged = nothing_acknowledged_is_lost(&database, &all, 40);
    figure("R-1", "kill -9 of the server: kills", rounds);
    figure(
        "R-1",
        "kill -9 of the server: acknowledged writes, all there",
        acknowledged,
    );
    figure("R-2", "no answer, but done: told by the key", again);
}

/// Everything acknowledged is there once, and nothing else but what nobody was told of; gives how
/// much was acknowledged.
pub(crate) fn nothing_acknowledged_is_lost(
    database: &Database,
    all: &[Ledger],
    least: usize,
) -> usize {
    let registered: Vec<&(Post, Answer)> = all.iter().flat_map(|l| &l.registered).collect();
    assert!(registered.len() > least, "only {} worked", registered.len());
    let families: Vec<String> = individuals::table
        .select(individuals::family_name)
        .load(&mut database.connection())
        .unwrap();
    let there: BTreeSet<&str> = families.iter().map(String::as_str).collect();
    assert_eq!(there.len(), families.len(), "somebody is there twice");
    for (post, _) in &registered {
        let family = post.body["identity"]["family_name"].as_str().unwrap();
        assert!(there.contains(family), "acknowledged and lost: {family}");
    }
    let uncertain = all.iter().filter(|l| l.uncertain_post.is_some()).count();
    let people = i64::try_from(registered.len() + uncertain).unwrap();
    assert_eq!(database.count("individuals"), people);
    let phones = phones(database);
    let acknowledged: BTreeSet<String> = all.iter().flat_map(|l| l.replaced.clone()).collect();
    assert!(acknowledged.is_subset(&phones), "acknowledged and lost");
    let extra = phones.difference(&acknowledged);
    let uncertain: BTreeSet<&String> = all.iter().flat_map(|l| &l.uncertain_phone).collect();
    assert!(extra.into_iter().all(|phone| uncertain.contains(phone)));
    the_chain_verifies(database);
    registered.len() + acknowledged.len()
}

#[test]
fn fifty_identical_requests_to_two_servers_have_one_effect_and_a_stale_writer_none() {
    let database = Database::seeded();
    let servers = [serve(&database), serve(&database)];
    let key = Uuid::new_v4().to_string();
    let body = Somebody::numbered(1).registration();
    let clients: Vec<_> = (0..50)
        .map(|number: usize| {
            let client = servers[number % 2].member(writer(0));
            let (key, body) = (key.clone(), body.clone());
            spawn(move || client.post_as(&key, "/individuals", &body))
        })
        .collect();
    let answers: Vec<Answer> = clients.into_iter().map(|c| c.join().unwrap()).collect();
    let mut bodies: Vec<String> = Vec::new();
    for answer in &answers {
        match answer.status {
            201 => bodies.push(answer.text()),
            409 | 503 => assert_ne!(answer.header("retry-after"), ""),
            other => panic!("{other}: {}", answer.text()),
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "one answer to one request");
    nothing_is_there_in_part(&database);
    assert_eq!(database.count("individuals"), 1);
    let view: Value = serde_json::from_str(&bodies[0]).unwrap();
    let path = format!("/individuals/{}/identity", view["id"].as_str().unwrap());
    let [one, two] = [0, 1].map(|server: usize| servers[server].member(writer(0)));
    let tag = one.tag(&path);
    let body = section(&Somebody::numbered(1).identity());
    one.put_if(&path, &tag, &body).ok(200);
    let stale = two.put_if(&path, &tag, &body).refused(412, "stale");
    assert_eq!(stale["current_version"], 2);
}
