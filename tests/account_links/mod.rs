//! Invitations and resets: owners choose their passwords by links that are good once.

mod giving;
mod mail;
mod running;
mod using;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::app::PUBLIC;
use crate::support::{Answer, Client, Member, Place, TestApp};

const NEXT: &str = "cinque papaveri sotto la neve";
const OTHER: &str = "sei aironi sopra la palude";

fn me() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

fn accept(client: &Client, kind: &str, token: &str, password: &str) -> Answer {
    let body = json!({ "token": token, "password": password });
    client.post(&format!("/{kind}/acceptance"), &body)
}

/// What a link carries behind `#token=`.
fn token(link: &str) -> String {
    let (page, token) = link.split_once("#token=").unwrap();
    assert!(page.starts_with(PUBLIC), "{page}");
    token.to_owned()
}

/// A new account; its path and its address.
fn created(admin: &Client) -> (String, &'static str) {
    let email = "noemi.ferri@castelverde.example";
    let account = json!({
        "email": "Noemi.Ferri@castelverde.example", "given_name": "Noemi",
        "family_name": "Ferri", "roles": ["counsellor"],
        "office_ids": [Place::Home.office(0)],
    });
    let answer = admin.post("/staff", &account);
    let view = answer.ok(201);
    assert_eq!(view["email"], email);
    let path = format!("/staff/{}", view["id"].as_str().unwrap());
    assert!(answer.header("location").ends_with(&path));
    (path, email)
}

fn printed(admin: &Client, path: &str, kind: &str) -> Value {
    let print = json!({ "delivery": "print" });
    admin.post(&format!("{path}/{kind}"), &print).ok(201)
}

fn reset_token(app: &TestApp) -> String {
    let path = format!("/staff/{}", me().id());
    let link = printed(&app.as_(Role::Administrator), &path, "password-resets");
    token(link["link"].as_str().unwrap())
}
