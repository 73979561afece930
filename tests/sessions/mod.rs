//! Signing in, going on, signing out, and the password.

mod ending;
mod passwords;
mod refreshing;
mod signing_in;

use domain::actor::Role;
use serde_json::Value;

use crate::support::app::Options;
use crate::support::seed::PASSWORD;
use crate::support::{Answer, Client, Member, Place, TestApp};

const WRONG: &str = "quattro barche lente sul lago";
const NEXT: &str = "cinque papaveri sotto la neve";

fn me() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

/// The tokens of a new session.
fn session(app: &TestApp, member: Member) -> Value {
    app.stranger().sign_in(&member.email(), PASSWORD).ok(200)
}

fn next(app: &TestApp, tokens: &Value) -> Answer {
    app.stranger().refresh(tokens["refresh_token"].clone())
}

fn computations<T>(app: &TestApp, work: impl FnOnce() -> T) -> (T, u64) {
    let before = app.hasher.computations();
    let out = work();
    (out, app.hasher.computations() - before)
}

fn behind_a_proxy(options: &mut Options) {
    options.settings.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
}

fn from(app: &TestApp, address: &str) -> Client {
    app.stranger().with("X-Forwarded-For", address)
}
