//! Of two who read the same version and both write, one wins and the other is told.

use std::sync::Barrier;
use std::thread::scope;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::effort::{effort, figure};
use crate::support::people::section;
use crate::support::world::World;
use crate::support::{Answer, Client, Member, Place, TestApp};

/// Pairs on each of ten things.
fn pairs() -> u32 {
    effort(100, 300)
}

/// Something that two want to change.
#[derive(Debug, Clone)]
struct Thing {
    /// Where it is read.
    path: String,
    how: How,
    /// Tells it from the same of somebody else.
    number: u8,
}

#[derive(Debug, Clone, Copy)]
enum How {
    Contacts,
    Residence,
    Amendment,
    Rights,
    Rest,
}

impl Thing {
    /// Writes what only this writer would.
    fn write(&self, client: &Client, tag: &str, pair: u32, writer: usize) -> Answer {
        let mark = format!("{pair:03}{writer}");
        let path = &self.path;
        match self.how {
            How::Contacts => {
                let body = json!({ "phones": [format!("+39011{}{mark}00", self.number)] });
                client.put_if(path, tag, &section(&body))
            }
            How::Residence => {
                let home = json!({ "street": format!("Via {mark}"), "place_code": "L219" });
                client.put_if(path, tag, &section(&json!({ "residence": home })))
            }
            How::Amendment => client
                .with("If-Match", tag)
                .post(&format!("{path}/amendments"), &json!({ "text": mark })),
            How::Rights => {
                let role = ["auditor", "desk_operator"][writer];
                let office = Place::Home.office(u8::try_from(pair % 3).unwrap());
                client.put_if(
                    path,
                    tag,
                    &json!({ "roles": [role], "office_ids": [office] }),
                )
            }
            How::Rest => {
                let (step, body) = if pair.is_multiple_of(2) {
                    (
                        "suspensions",
                        json!({ "reason": "away", "until": "2026-06-30" }),
                    )
                } else {
                    ("resumption", json!({}))
                };
                client
                    .with("If-Match", tag)
                    .post(&format!("{path}/{step}"), &body)
            }
        }
    }
}

/// Ten things of two people and of the staff, and who may change them.
fn things(app: &TestApp) -> Vec<(Thing, Member)> {
    let mut all = Vec::new();
    for number in [0, 2] {
        let owner = Member::new(Place::Home, Role::Counsellor, number);
        let world = World::of(app, owner);
        let person = format!("/individuals/{}", world.id("individual_id"));
        let case = format!("/cases/{}", world.id("case_id"));
        let note = format!("{case}/notes/{}", world.id("note_id"));
        for (path, how) in [
            (format!("{person}/contacts"), How::Contacts),
            (format!("{person}/residence"), How::Residence),
            (note, How::Amendment),
            (case, How::Rest),
        ] {
            all.push((Thing { path, how, number }, owner));
        }
        let other = Member::new(Place::Home, Role::Auditor, number);
        let path = format!("/staff/{}", other.id());
        let administrator = Member::administrator(number);
        all.push((
            Thing {
                path,
                how: How::Rights,
                number,
            },
            administrator,
        ));
    }
    all
}

/// Two read, and when both have read both write; gives what the winner was told.
fn pair(thing: &Thing, clients: &[Client; 2], number: u32) -> Value {
    let both = Barrier::new(2);
    let answers: Vec<Answer> = scope(|scope| {
        let writers = [0, 1].map(|writer| {
            let both = &both;
            scope.spawn(move || {
                let tag = clients[writer].get(&thing.path).header("etag").to_owned();
                both.wait();
                thing.write(&clients[writer], &tag, number, writer)
            })
        });
        writers.into_iter().map(|w| w.join().unwrap()).collect()
    });
    let won = answers.iter().position(|a| a.status < 300);
    let won = won.unwrap_or_else(|| panic!("{thing:?}: nobody won: {}", answers[0].text()));
    let lost = &answers[1 - won];
    let stale = lost.refused(412, "stale");
    let view = answers[won].json();
    // Also when both decide at the same instant the loser is told of which version.
    assert_eq!(
        stale["current_version"], view["version"],
        "{thing:?}: {stale}"
    );
    view
}

#[test]
fn of_each_of_a_thousand_pairs_one_writes_and_the_other_is_told() {
    let app = TestApp::start();
    let pairs = pairs();
    // On PostgreSQL the two are clients of two servers.
    let second = app.store.writes_block().then(|| app.beside(|_| {}));
    let things = things(&app);
    let run = |(thing, member): &(Thing, Member)| {
        let other = second.as_ref().unwrap_or(&app);
        let clients = [app.member(*member), other.member(*member)];
        let first = clients[0].get(&thing.path).ok(200)["version"]
            .as_u64()
            .unwrap();
        let mut last = Value::Null;
        for number in 0..pairs {
            last = pair(thing, &clients, number);
        }
        // Each winner built on the one before: no write is lost, none came in between.
        let now = clients[0].get(&thing.path).ok(200);
        assert_eq!(
            now["version"].as_u64(),
            Some(first + u64::from(pairs)),
            "{thing:?}"
        );
        assert_eq!(now["version"], last["version"], "{thing:?}");
    };
    scope(|scope| {
        let runs: Vec<_> = things.iter().map(|t| scope.spawn(move || run(t))).collect();
        for run in runs {
            run.join().unwrap();
        }
    });
    let kept = |section: &str| {
        let versions = "individual_section_versions WHERE section = ";
        app.database.count(&format!("{versions}'{section}'"))
    };
    figure("R-3", "pairs: one wrote, the other was told", pairs * 10);
    // Two people with versions of their own, eight others with the first.
    assert_eq!(kept("contacts"), 2 * (1 + i64::from(pairs)) + 8);
    assert_eq!(kept("residence"), 2 * (1 + i64::from(pairs)) + 8);
    assert_eq!(
        app.database.count("note_versions"),
        2 * (1 + i64::from(pairs))
    );
}

#[test]
fn only_the_strong_tag_of_what_was_read_lets_a_change_in() {
    let app = TestApp::start();
    for (thing, member) in things(&app) {
        let client = app.member(member);
        let tag = client.get(&thing.path).header("etag").to_owned();
        let before = client.get(&thing.path).ok(200)["version"].clone();
        for refused in [
            format!("W/{tag}"),
            "\"999-0\"".to_owned(),
            "\"999-0\", \"998-0\"".to_owned(),
            format!("W/{tag}, \"999-0\""),
            tag.trim_matches('"').to_owned(),
            "\"\"".to_owned(),
            "\"-1\"".to_owned(),
            "\"18446744073709551617-0\"".to_owned(),
            "\"one\"".to_owned(),
        ] {
            let answer = thing.write(&client, &refused, 0, 0);
            assert_eq!(answer.status, 412, "{refused} {thing:?}: {}", answer.text());
        }
        for missing in ["*", "", " "] {
            let answer = thing.write(&client, missing, 0, 0);
            assert_eq!(
                answer.status,
                428,
                "'{missing}' {thing:?}: {}",
                answer.text()
            );
        }
        assert_eq!(client.get(&thing.path).ok(200)["version"], before);
        // One of several that the client has read will do.
        let several = format!("\"999-0\", {tag}");
        assert!(
            thing.write(&client, &several, 0, 0).status < 300,
            "{thing:?}"
        );
    }
}
