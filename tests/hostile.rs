//! Whatever stands in a member or a parameter of any operation: it is understood or refused.

use std::fmt::Write as _;

use domain::actor::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::contract::{Contract, Operation, leaves};
use crate::support::world::World;
use crate::support::{Answer, Client, Member, Place, TestApp};

/// What no member takes, as it is written in JSON.
const NEVER: [&str; 9] = [
    "null",
    "[[]]",
    "{\"\":1}",
    "1e400",
    "-1e400",
    "NaN",
    "01",
    "\"\\u0000\"",
    "\"\\ud800\"",
];

/// What some members take and others do not.
const HOSTILE: [&str; 22] = [
    "0",
    "-1",
    "1.5",
    "2147483648",
    "-2147483649",
    "9223372036854775808",
    "-9223372036854775809",
    "true",
    "\"\"",
    "\" \"",
    "\"9999-12-31\"",
    "\"0000-00-00\"",
    "\"2025-02-29\"",
    "\"+262143-01-01\"",
    "\"1900-01-01\"",
    "\"2100-12-31\"",
    "\"00000000-0000-0000-0000-000000000000\"",
    "\"' OR 1=1; DROP TABLE cases; --\"",
    "\"%_\\\\\"",
    "\"\\u202e\\u200b\\u2066\"",
    "\"../../../../etc/passwd\"",
    "\"{{7*7}}${jndi:ldap://x}<script>\"",
];

/// What only the server sets, or what other tables and answers have.
const SERVERS: [&str; 24] = [
    "id",
    "version",
    "status",
    "since",
    "organisation_id",
    "organisationId",
    "created_at",
    "createdAt",
    "recorded_by",
    "author_id",
    "taken_by",
    "role",
    "epoch",
    "disabled",
    "password_hash",
    "verified",
    "is_admin",
    "_links",
    "allowed_actions",
    "family_norm",
    "key",
    "case_id",
    "__proto__",
    "",
];

fn counsellor() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

fn send(client: &Client, operation: &Operation, path: &str, body: String) -> Answer {
    client
        .with("If-Match", "\"1-0\"")
        .with("Idempotency-Key", Uuid::new_v4().to_string())
        .send(&operation.method, path, Some(body.into_bytes()))
}

/// The body with this JSON in the place of a leaf.
fn with(body: &Value, place: &str, json: &str) -> String {
    let mut body = body.clone();
    *body.pointer_mut(place).unwrap() = json!("HERE");
    body.to_string().replace("\"HERE\"", json)
}

/// Every operation that takes a body, with a body that it takes, and who sends it where.
fn writes(app: &TestApp, world: &World) -> Vec<(Operation, String, Value, Client)> {
    let all = Contract::new().operations().into_iter();
    all.filter_map(|operation| {
        let body = world.body(&operation)?;
        let path = operation.at(|name| world.id(name).to_owned());
        let client = app.member(world.insider(operation.action));
        Some((operation, path, body, client))
    })
    .collect()
}

#[test]
fn no_value_of_any_member_makes_the_server_fail() {
    let app = TestApp::start();
    let world = World::of(&app, counsellor());
    let mut cells = 0;
    for (operation, path, body, client) in writes(&app, &world) {
        let long = format!("\"{}\"", "a\\u0301".repeat(20_000));
        let changes_account = operation.path == "/staff/{staff_id}";
        for place in leaves(&body) {
            // Who acknowledges what there is not changes the account, whose tokens then end.
            if changes_account && place.starts_with("/acknowledged") {
                continue;
            }
            let ask = |json: &str| {
                let answer = send(&client, &operation, &path, with(&body, &place, json));
                let what = format!("{path}{place} {json:.40}: {}", answer.text());
                assert!(answer.status < 500, "{what}");
                (answer, what)
            };
            for json in NEVER {
                let (answer, what) = ask(json);
                assert_eq!(answer.status, 400, "{what}");
            }
            for json in HOSTILE {
                ask(json);
            }
            let (answer, what) = ask(&long);
            assert!((400..500).contains(&answer.status), "{what:.300}");
            cells += NEVER.len() + HOSTILE.len() + 1;
        }
    }
    assert!(cells > 2_000, "{cells}");
}

/// The places of all objects of a body.
fn objects(value: &Value, place: &str, all: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            all.push(place.to_owned());
            for (member, value) in members {
                objects(value, &format!("{place}/{member}"), all);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                objects(value, &format!("{place}/{index}"), all);
            }
        }
        _ => {}
    }
}

#[test]
fn no_object_of_any_body_takes_a_member_that_the_server_sets() {
    let app = TestApp::start();
    let world = World::of(&app, counsellor());
    let events = app.database.count("events");
    let mut cells = 0;
    for (operation, path, body, client) in writes(&app, &world) {
        let mut places = Vec::new();
        objects(&body, "", &mut places);
        for place in places {
            for member in SERVERS {
                let mut more = body.clone();
                let object = more.pointer_mut(&place).unwrap().as_object_mut().unwrap();
                if object.insert(member.to_owned(), json!("1")).is_some() {
                    continue;
                }
                let answer = send(&client, &operation, &path, more.to_string());
                let what = format!("{path}{place} {member}: {}", answer.text());
                assert_eq!(answer.status, 400, "{what}");
                answer.refused(400, "malformed_request");
                cells += 1;
            }
        }
    }
    assert!(cells > 800, "{cells}");
    assert_eq!(app.database.count("events"), events);
}

#[test]
fn no_member_of_any_body_is_given_twice() {
    let app = TestApp::start();
    let world = World::of(&app, counsellor());
    let events = app.database.count("events");
    for (operation, path, body, client) in writes(&app, &world) {
        for (member, value) in body.as_object().unwrap() {
            let text = body.to_string();
            let twice = format!("{{\"{member}\":{value},{}", &text[1..]);
            let answer = send(&client, &operation, &path, twice);
            answer.refused(400, "malformed_request");
        }
    }
    assert_eq!(app.database.count("events"), events);
}

/// What somebody writes who hopes that it is pasted into SQL, a pattern or a path.
const INJECTED: [&str; 24] = [
    "'",
    "\"",
    "\\",
    "%",
    "_",
    "%%",
    "--",
    "/*",
    ";",
    "' OR '1'='1",
    "1 OR 1=1",
    "1; DROP TABLE cases",
    "') OR ('1'='1",
    "' UNION SELECT password_hash FROM staff --",
    "open' --",
    "me",
    "none",
    "NULL",
    "\u{0}",
    "$1",
    "*",
    "(id,status,password_hash)",
    "2026-02-30",
    "-1",
];

/// As it stands in an address.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        write!(all, "%{byte:02X}").unwrap();
        all
    })
}

/// How many rows an answer has; one that is no list has one.
fn rows(answer: &Answer) -> usize {
    answer.json()["items"].as_array().map_or(1, Vec::len)
}

#[test]
fn no_parameter_of_any_list_widens_it_or_makes_the_server_fail() {
    let app = TestApp::start();
    let world = World::of(&app, counsellor());
    World::of(&app, Member::new(Place::Home, Role::Counsellor, 2));
    let cases = app.database.count("cases");
    let mut cells = 0;
    let all = Contract::new().operations().into_iter();
    for operation in all.filter(|operation| operation.method == "GET") {
        let path = operation.at(|name| world.id(name).to_owned());
        let client = app.member(world.insider(operation.action));
        let days = if path.ends_with("-counts") {
            "from=2026-03-01&to=2026-03-31&"
        } else {
            ""
        };
        let (whole, plain) = app.statements(|| client.get(&format!("{path}?{days}")));
        for query in &operation.queries {
            for text in INJECTED {
                let asked = format!("{path}?{days}{query}={}", encoded(text));
                let (answer, statements) = app.statements(|| client.get(&asked));
                let what = format!("{path}?{query}={text}: {}", answer.text());
                // A calendar under a wrong key is one that is not there.
                let is_wrong_key = query == "key" && answer.status == 404;
                assert!(is_wrong_key || matches!(answer.status, 200 | 400), "{what}");
                if answer.status == 200 {
                    // Whom nobody follows is a list of its own, and has a word of its own.
                    let is_word = query == "counsellor" && text == "none";
                    assert!(is_word || rows(&answer) <= rows(&whole), "{what}");
                }
                // No more than now and then a look at the token.
                assert!(statements <= plain + 8, "{what}: {statements}, {plain}");
                cells += 1;
            }
        }
    }
    assert!(cells > 500, "{cells}");
    assert!(app.database.count("cases") == cases, "a case is gone");
}
