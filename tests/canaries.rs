//! What names a person or opens a door is never found in a log or a figure.

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::contract::{Contract, Operation, leaves};
use crate::support::people::{Somebody, codes, provenance, section};
use crate::support::process::{Process, percorso};
use crate::support::seed::PASSWORD;
use crate::support::world::World;
use crate::support::{Answer, Client, Database, Member, Place};

const FAMILY: &str = "Canarinoverde";
const GIVEN: &str = "Piumabianca";
const STREET: &str = "Via del Canarino Segreto";
const PHONE: &str = "+390119876543";
const EMAIL: &str = "piuma.canarina@posta.example";
const WRONG: &str = "canarino sbagliato sul ramo";
const NEXT: &str = "canarino nuovo sul ramo alto";

fn me() -> Member {
    Member::new(Place::Home, Role::DeskOperator, 0)
}

fn bird() -> Somebody {
    Somebody::new(FAMILY, GIVEN, "1987-11-23")
}

fn send(client: &Client, path: &str, body: &Value) -> Answer {
    client.send("POST", path, Some(body.to_string().into()))
}

/// Signs in and gives every token that is ever seen; the last access token is the one to use.
fn sign_in(stranger: &Client) -> Vec<String> {
    let open = |password: &str| {
        send(
            stranger,
            "/sessions",
            &json!({ "email": me().email(), "password": password }),
        )
    };
    open(WRONG).refused(401, "sign_in_failed");
    send(
        stranger,
        "/sessions",
        &json!({ "email": EMAIL, "password": WRONG }),
    );
    let text = |view: &Value, member: &str| view[member].as_str().unwrap().to_owned();
    let first = open(PASSWORD).ok(200);
    let used = json!({ "refresh_token": first["refresh_token"] });
    let second = send(stranger, "/session-refreshes", &used).ok(200);
    send(
        stranger,
        "/session-refreshes",
        &json!({ "refresh_token": WRONG }),
    );
    [&first, &second]
        .iter()
        .flat_map(|view| [text(view, "refresh_token"), text(view, "access_token")])
        .collect()
}

fn registration() -> Value {
    let mut body = bird().with_code(bird().tax_code());
    body["residence"] = json!({ "residence": { "street": STREET, "place_code": "L219" } });
    body["contacts"] = json!({ "phones": [PHONE], "emails": [EMAIL] });
    body
}

/// Everything that somebody at a desk may do with a person, well and badly.
fn work(client: &Client) {
    let made = client.post("/individuals", &registration());
    let path = format!("/individuals/{}", made.ok(201)["id"].as_str().unwrap());
    client
        .post("/individuals", &registration())
        .refused(409, "possible_duplicate");
    let mut bad = registration();
    bad["identity"]["birth_date"] = json!(STREET);
    bad["contacts"]["phones"] = json!([FAMILY]);
    bad["identifiers"] = codes(&[("tax_code", GIVEN)]);
    client.post("/individuals", &bad).refused(422, "invalid");
    let odd = json!({ FAMILY: GIVEN, "provenance": provenance() });
    client
        .post("/individuals", &odd)
        .refused(400, "malformed_request");
    for body in [
        json!({ "term": format!("{FAMILY} {GIVEN}") }),
        json!({ "term": GIVEN, "limit": 1, "cursor": FAMILY }),
        json!({ "tax_code": bird().tax_code().as_str() }),
        json!({ "tax_code": EMAIL }),
    ] {
        send(client, "/individual-searches", &body);
    }
    let check = json!({ "tax_code": bird().tax_code().as_str(), "family_name": FAMILY });
    send(client, "/tax-code-checks", &check).ok(200);
    for name in [
        "",
        "/identity",
        "/identifiers",
        "/residence",
        "/contacts",
        "/timeline",
    ] {
        client.get(&format!("{path}{name}")).ok(200);
    }
    let contacts = format!("{path}/contacts");
    let tag = client.tag(&contacts);
    let body = section(&json!({ "phones": [PHONE], "emails": [EMAIL] }));
    client.put_if(&contacts, &tag, &body).ok(200);
    client.put_if(&contacts, &tag, &body).refused(412, "stale");
    client.get(&format!("/individuals/{FAMILY}"));
    client.get(&format!("/individuals?{FAMILY}={GIVEN}"));
    let account = client.tag("/me");
    for (old, new) in [(WRONG, NEXT), (PASSWORD, WRONG), (PASSWORD, "canarino")] {
        let body = json!({ "password": old, "new_password": new });
        client.put_if("/me/password", &account, &body);
    }
}

#[test]
fn no_log_and_no_figure_tells_of_whom_and_with_which_password() {
    let database = Database::seeded();
    let mut command = percorso(&database, &["serve"]);
    command.env("PERCORSO_LOG", "debug");
    let mut process = Process::start(command);
    let stranger = process.stranger();
    let mut secrets = sign_in(&stranger);
    let client = stranger.bearing(secrets.last().unwrap());
    work(&client);
    assert_eq!(database.count("individuals"), 1);
    let figures = process.operator("/metrics").text();
    process.signal("TERM");
    process.ended(10_000);
    let log = process.whole_log();
    assert!(log.len() > 20, "{log:#?}");
    let texts = [FAMILY, GIVEN, STREET, PHONE, EMAIL, WRONG, NEXT, PASSWORD];
    secrets.extend(texts.map(str::to_owned));
    secrets.extend([
        "119876543".to_owned(),
        "1987-11-23".to_owned(),
        me().email(),
        bird().tax_code().to_string(),
    ]);
    for secret in secrets {
        let secret = secret.to_lowercase();
        for line in &log {
            assert!(!line.to_lowercase().contains(&secret), "{secret}: {line}");
        }
        assert!(!figures.to_lowercase().contains(&secret), "{secret}");
    }
}

/// A word that stands nowhere but where a story puts it.
const CANARY: &str = "canarinoblunotte";

/// A server that says as much as it can.
fn talkative(database: &Database) -> Process {
    let mut command = percorso(database, &["serve"]);
    command
        .env("PERCORSO_LOG", "debug")
        .env("PERCORSO_READS_A_MINUTE", "1000000")
        .env("PERCORSO_WRITES_A_MINUTE", "1000000")
        .env("PERCORSO_COSTLY_A_MINUTE", "1000000");
    Process::start(command)
}

/// No problem repeats what somebody typed, be it his own.
#[track_caller]
fn repeats_nothing(operation: &Operation, answer: &Answer) {
    let told = answer.text().to_lowercase();
    // A member that nobody knows is pointed at by its name.
    let told = told.replace(&format!(r#""pointer":"{CANARY}""#), "");
    // The candidates for the same person are told, with their names.
    let is_candidate = told.contains("possible-duplicate");
    let what = format!("{} {}: {told}", operation.method, operation.path);
    assert!(answer.status < 500, "{what}");
    assert!(
        answer.status < 400 || is_candidate || !told.contains(CANARY),
        "{what}"
    );
}

/// Plants the canary in one place of the operation after the other.
fn plant(client: &Client, world: &World, operation: &Operation) -> usize {
    let path = operation.at(|name| world.id(name).to_owned());
    let body = world.body(operation);
    let sent = |client: &Client, path: &str, body: Option<&Value>| {
        let body = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
        let body = (operation.method != "GET").then_some(body);
        repeats_nothing(operation, &client.send(&operation.method, path, body));
    };
    let keyed = || {
        let key = uuid::Uuid::new_v4().to_string();
        client.with("Idempotency-Key", key)
    };
    let tagged = || keyed().with("If-Match", "\"1-0\"");
    let places = body.as_ref().map_or_else(Vec::new, leaves);
    for place in &places {
        let mut body = body.clone().unwrap();
        *body.pointer_mut(place).unwrap() = json!(CANARY);
        sent(&tagged(), &path, Some(&body));
    }
    sent(
        &tagged(),
        &operation.at(|_| CANARY.to_owned()),
        body.as_ref(),
    );
    for query in operation.queries.iter().map(String::as_str).chain([CANARY]) {
        sent(
            &tagged(),
            &format!("{path}?{query}={CANARY}"),
            body.as_ref(),
        );
    }
    for header in [
        "Accept-Language",
        "Access-Purpose",
        "traceparent",
        "User-Agent",
        "Referer",
    ] {
        sent(&tagged().with(header, CANARY), &path, body.as_ref());
    }
    sent(
        &keyed().with("If-Match", format!("\"{CANARY}\"")),
        &path,
        body.as_ref(),
    );
    sent(
        &client.with("Idempotency-Key", CANARY),
        &path,
        body.as_ref(),
    );
    sent(&tagged().bearing(CANARY), &path, body.as_ref());
    places.len() + operation.queries.len() + 9
}

#[test]
fn whatever_somebody_types_anywhere_is_in_no_log_no_figure_and_no_problem() {
    let database = Database::seeded();
    let mut process = talkative(&database);
    let counsellor = Member::new(Place::Home, Role::Counsellor, 0);
    let world = World::made_by(&database, |member| process.member(member), counsellor);
    let mut planted = 0;
    for operation in Contract::new().operations() {
        // It would end the session with which all others are sent.
        if operation.path != "/sessions/current" {
            let client = process.member(world.insider(operation.action));
            planted += plant(&client, &world, &operation);
        }
    }
    assert!(planted > 600, "{planted}");
    let kept = format!("note_versions WHERE lower(body) LIKE '%{CANARY}%'");
    assert!(database.count(&kept) > 0, "nothing was planted");
    let told = format!("events WHERE lower(payload) LIKE '%{CANARY}%'");
    assert_eq!(database.count(&told), 0, "facts carry no text of anybody");
    let figures = process.operator("/metrics").text().to_lowercase();
    assert!(!figures.contains(CANARY));
    process.signal("TERM");
    process.ended(10_000);
    let log = process.whole_log();
    assert!(log.len() > planted, "{}", log.len());
    for line in &log {
        let said: Result<Value, _> = serde_json::from_str(line);
        assert!(said.is_ok(), "no JSON: {line}");
        assert!(!line.to_lowercase().contains(CANARY), "{line}");
    }
}
