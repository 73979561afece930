//! What names a person or opens a door is never found in a log or a figure.

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::people::{Somebody, codes, provenance, section};
use crate::support::process::{Process, percorso};
use crate::support::seed::PASSWORD;
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
    let tag = client.get(&contacts).header("etag").to_owned();
    let body = section(&json!({ "phones": [PHONE], "emails": [EMAIL] }));
    client.put_if(&contacts, &tag, &body).ok(200);
    client.put_if(&contacts, &tag, &body).refused(412, "stale");
    client.get(&format!("/individuals/{FAMILY}"));
    client.get(&format!("/individuals?{FAMILY}={GIVEN}"));
    let account = client.get("/me").header("etag").to_owned();
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
