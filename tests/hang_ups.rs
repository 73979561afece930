//! Whoever hangs up, at whatever point, finds an effect once or not at all.

use std::net::Shutdown;
use std::thread::{scope, sleep};
use std::time::Duration;

use domain::actor::Role;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::support::effort::figure;
use crate::support::people::Somebody;
use crate::support::raw::Raw;
use crate::support::{BASE, TestApp, within};

/// How many requests are cut off.
const REQUESTS: usize = 500;
/// How many clients hang up at once.
const CLIENTS: usize = 5;

fn key(number: usize) -> String {
    format!("0123456789-{number:05}")
}

/// A registration as it goes over the wire.
fn request(token: &str, number: usize) -> Vec<u8> {
    let body = Somebody::numbered(number).registration().to_string();
    let head = format!(
        "POST {BASE}/individuals HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Idempotency-Key: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        key(number),
        body.len()
    );
    (head + &body).into_bytes()
}

/// Sends the request or a part of it and hangs up.
fn cut_off(app: &TestApp, token: &str, number: usize) {
    let mut dice = ChaCha8Rng::seed_from_u64(number as u64);
    let whole = request(token, number);
    let mut raw = Raw::connect(app.address);
    // One in three breaks off while it still sends, the others while they wait.
    let sent = if number.is_multiple_of(3) {
        dice.next_u32() as usize % whole.len()
    } else {
        whole.len()
    };
    raw.send(&whole[..sent]);
    sleep(Duration::from_micros(dice.next_u64() % 6_000));
    match number % 4 {
        // Half closed, as by a client that stops sending and still reads.
        0 => raw.close(Shutdown::Write),
        1 => raw.close(Shutdown::Both),
        _ => {}
    }
}

#[test]
fn whoever_hangs_up_finds_the_effect_once_or_not_at_all() {
    let app = TestApp::start();
    let token = app.token(Role::DeskOperator);
    scope(|scope| {
        for client in 0..CLIENTS {
            let (app, token) = (&app, &token);
            scope.spawn(move || {
                for number in (client..REQUESTS).step_by(CLIENTS) {
                    cut_off(app, token, number);
                }
            });
        }
    });
    // On a busy machine the first of them is still to be read.
    let done = || app.database.count("individuals") > 0;
    assert!(within(5_000, done), "no request was answered to nobody");
    let desk = app.as_(Role::DeskOperator);
    for number in 0..REQUESTS {
        let body = Somebody::numbered(number).registration();
        // Who comes while the first still runs is told to come back.
        let mut last = 0;
        let settled = within(5_000, || {
            let keyed = desk.with("Idempotency-Key", key(number));
            let sent = Some(body.to_string().into_bytes());
            // While those who hung up still hold their places, a connection may be refused.
            let again = keyed.attempt("POST", "/individuals", sent);
            let Ok(again) = again else {
                return false;
            };
            last = again.status;
            assert!(matches!(last, 201 | 409 | 503), "{}", again.text());
            last == 201
        });
        assert!(settled, "{number}: {last}");
    }
    let all = i64::try_from(REQUESTS).unwrap();
    for once in [
        "individuals",
        "events WHERE kind = 'individual_registered'",
        "idempotency_keys WHERE status = 201",
        "individual_sections WHERE section = 'identity'",
    ] {
        assert_eq!(app.database.count(once), all, "{once}");
    }
    figure("R-2", "clients that hung up: one effect each", REQUESTS);
    let twice = "(SELECT family_name FROM individuals GROUP BY family_name HAVING count(*) > 1) x";
    assert_eq!(app.database.count(twice), 0);
}
