//! The second factor: enrolled, asked for, replaced, removed.

mod codes;
mod enrolling;
mod installation;

use api::identity::second_factor::TotpSecret;
use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::seed::PASSWORD;
use crate::support::{Answer, Client, Member, Place, TestApp};

const WRONG: &str = "quattro barche lente sul lago";

fn administrator() -> Member {
    Member::administrator(0)
}

fn counsellor() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

fn sign_in(app: &TestApp, member: Member, code: Option<&str>) -> Answer {
    let mut body = json!({ "email": member.email(), "password": PASSWORD });
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    app.stranger().post("/sessions", &body)
}

fn refreshed(app: &TestApp, tokens: &Value) -> Value {
    app.stranger()
        .refresh(tokens["refresh_token"].clone())
        .ok(200)
}

/// A device that holds the secret of this base32 text.
pub(crate) struct Device(TotpSecret);

impl Device {
    fn of(offer: &Value) -> Self {
        let text = offer["secret"].as_str().unwrap();
        let mut bits = 0_u64;
        let (mut count, mut bytes) = (0, Vec::new());
        for c in text.bytes() {
            let value = match c {
                b'A'..=b'Z' => c - b'A',
                _ => c - b'2' + 26,
            };
            bits = (bits << 5) | u64::from(value);
            count += 5;
            if count >= 8 {
                count -= 8;
                bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
            }
        }
        Self(TotpSecret::of(bytes.into()))
    }

    fn shows(&self, at: DateTime<Utc>) -> String {
        self.0.code_at(at).unwrap()
    }
}

/// Enrols a factor in a session: the device, the recovery codes, and the tokens of now.
fn enrol(app: &TestApp, tokens: &Value) -> (Device, Vec<String>, Value) {
    let (device, codes) = enrol_as(app, &app.stranger().holding(tokens));
    (device, codes, refreshed(app, tokens))
}

/// Enrols a factor in a session: the device and the recovery codes.
pub(crate) fn enrol_as(app: &TestApp, client: &Client) -> (Device, Vec<String>) {
    let offer = client.post("/me/second-factor", &json!({})).ok(200);
    let uri = offer["otpauth_uri"].as_str().unwrap();
    assert!(uri.contains(offer["secret"].as_str().unwrap()), "{uri}");
    let device = Device::of(&offer);
    let code = device.shows(app.clock.now());
    let body = json!({ "code": code });
    let told = client.post("/me/second-factor/confirmation", &body).ok(200);
    let codes = told["recovery_codes"].as_array().unwrap();
    let codes = codes
        .iter()
        .map(|c| c.as_str().unwrap().to_owned())
        .collect();
    (device, codes)
}

fn enrolled(app: &TestApp, member: Member) -> (Device, Vec<String>, Value) {
    let tokens = sign_in(app, member, None).ok(200);
    let enrolled = enrol(app, &tokens);
    app.clock.advance(TimeDelta::seconds(30));
    enrolled
}
