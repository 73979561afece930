//! Programs of other services: proposed by one, approved by another, let in for a while.

mod approving;
mod assertions;
mod scopes;

use api::identity::keys::SigningKeys;
use api::identity::token::Algorithm;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::app::PUBLIC;
use crate::support::maker::Maker;
use crate::support::{Answer, BASE, Client, Member, Place, TestApp};

/// A program's own keys, which nobody else has.
struct Program {
    folder: TempDir,
}

impl Program {
    fn new() -> Self {
        let program = Self {
            folder: TempDir::new().unwrap(),
        };
        for key in ["first", "second"] {
            let path = program.pem(key);
            SigningKeys::generate_file(&path, Algorithm::Es256).unwrap();
        }
        program
    }

    fn pem(&self, key: &str) -> std::path::PathBuf {
        self.folder.path().join(format!("{key}.pem"))
    }

    /// The public half, as it is registered.
    fn jwk(&self, key: &str) -> Value {
        let keys = SigningKeys::load(&self.pem(key), &[]).unwrap();
        serde_json::to_value(keys.public().jwk()).unwrap()
    }

    /// What is proposed for it: cases of the first office.
    fn terms(&self) -> Value {
        json!({
            "label": "Centro per l'impiego di Castelverde",
            "purpose": "Convenzione sui servizi per il lavoro",
            "scopes": ["cases.read", "individuals.read"],
            "office_ids": [Place::Home.office(0)],
            "keys": [self.jwk("first")],
        })
    }

    /// Makes assertions of this client.
    fn assertions(&self, client: &str, key: &str, now: i64) -> Maker {
        let claims = json!({
            "iss": client,
            "sub": client,
            "aud": format!("{PUBLIC}{BASE}/tokens"),
            "iat": now,
            "exp": now + 120,
            "jti": "one",
        });
        Maker::new(self.pem(key), "JWT", claims)
    }
}

/// Asks for a token with this assertion.
fn ask(app: &TestApp, assertion: &str, more: &str) -> Answer {
    let form = format!(
        "grant_type=client_credentials&client_assertion_type=\
         urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion={assertion}{more}"
    );
    app.stranger()
        .with("Content-Type", "application/x-www-form-urlencoded")
        .send("POST", "/tokens", Some(form.into()))
}

fn fresh(assertions: &Maker) -> String {
    assertions.claiming(json!({ "jti": Uuid::new_v4() }))
}

/// Takes a step of a client under its present version.
fn step(by: &Client, id: &str, step: &str) -> Answer {
    by.step_now(&format!("/machine-clients/{id}"), step)
}

/// A client that one administrator proposed and another approved.
fn enabled(app: &TestApp, program: &Program) -> String {
    let proposed = app
        .member(Member::administrator(0))
        .post("/machine-clients", &program.terms());
    let id = proposed.ok(201)["id"].as_str().unwrap().to_owned();
    step(&app.member(Member::administrator(1)), &id, "approval").ok(200);
    id
}
