//! Clients that stall, hoard or lie about where they are.

use std::net::SocketAddr;
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use domain::actor::Role;

use crate::support::TestApp;
use crate::support::raw::{Heard, Raw, exchange};

/// What somebody hears who sends `first` and then `drops` pieces, one every `pause`.
fn stall(
    address: SocketAddr,
    first: String,
    piece: &'static str,
    pause: Duration,
) -> std::thread::JoinHandle<(Heard, Duration)> {
    spawn(move || {
        let begun = Instant::now();
        let mut raw = Raw::connect(address);
        raw.send(first);
        loop {
            let heard = raw.hear(pause);
            if heard.status != 0 || begun.elapsed() > Duration::from_secs(25) {
                return (heard, begun.elapsed());
            }
            if !raw.send(piece) {
                return (heard, begun.elapsed());
            }
        }
    })
}

#[test]
fn who_stalls_is_sent_away_in_time() {
    let app = TestApp::with_toys();
    let token = app.token(Role::Counsellor);
    let post = format!(
        "POST /rest/employment/v1/toys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Idempotency-Key: 0123456789abcdef\r\nContent-Type: application/json\r\n\
         Content-Length: 100000\r\n\r\n"
    );
    let never = Duration::from_secs(20);
    let address = app.address;
    let silent = stall(address, String::new(), "", never);
    let half_a_head = stall(address, "GET /rest/empl".into(), "", never);
    let slow_head = stall(
        address,
        "GET /rest/employment/v1/status HTTP/1.1\r\n".into(),
        "X-A: 1\r\n",
        Duration::from_millis(900),
    );
    let half_a_body = stall(address, format!("{post}{{\"label\""), "", never);
    let slow_body = stall(
        address,
        format!("{post}{{\"label\":\"Palla\""),
        "          ",
        Duration::from_millis(400),
    );
    for (what, client) in [
        ("silent", silent),
        ("half", half_a_head),
        ("slow", slow_head),
    ] {
        let (heard, after) = client.join().unwrap();
        assert!(matches!(heard.status, 0 | 408), "{what}: {}", heard.text);
        assert!(after < Duration::from_secs(7), "{what}: {after:?}");
    }
    for (what, client) in [("half a body", half_a_body), ("slow body", slow_body)] {
        let (heard, after) = client.join().unwrap();
        assert_eq!(heard.status, 408, "{what}: {}", heard.text);
        assert!(heard.text.contains("request-timeout"), "{what}");
        assert!(after < Duration::from_secs(15), "{what}: {after:?}");
    }
}

#[test]
fn a_slow_reader_of_many_connections_does_not_stop_the_others() {
    let app = TestApp::start();
    let held: Vec<Raw> = (0..200)
        .map(|_| {
            let mut raw = Raw::connect(app.address);
            raw.send("GET /rest/employment/v1/status HTTP/1.1\r\n");
            raw
        })
        .collect();
    let begun = Instant::now();
    app.stranger().get("/status").ok(200);
    assert!(begun.elapsed() < Duration::from_millis(500));
    drop(held);
}

#[test]
fn one_address_holds_256_connections_and_a_trusted_proxy_more() {
    let line = "GET /rest/employment/v1/status HTTP/1.1\r\nHost: x\r\n\r\n";
    let app = TestApp::start();
    let held: Vec<Raw> = (0..256).map(|_| Raw::connect(app.address)).collect();
    sleep(Duration::from_millis(200));
    // The next connection is closed at once: a silent one would hold a place of somebody else.
    let crowded = exchange(app.address, line);
    assert_eq!(crowded.text, "");
    drop(held);
    sleep(Duration::from_millis(200));
    assert_eq!(exchange(app.address, line).status, 200);
    let proxied = TestApp::with(|options| {
        options.settings.trusted_proxies = vec![[127, 0, 0, 1].into()];
    });
    let held: Vec<Raw> = (0..300).map(|_| Raw::connect(proxied.address)).collect();
    sleep(Duration::from_millis(200));
    assert_eq!(exchange(proxied.address, line).status, 200);
    drop(held);
}

#[test]
fn an_address_is_believed_only_of_a_trusted_proxy() {
    let trusting = TestApp::with(|options| {
        options.toys = true;
        options.settings.trusted_proxies = vec![[127, 0, 0, 1].into(), [10, 0, 0, 7].into()];
    });
    let plain = TestApp::with_toys();
    let seen = |app: &TestApp, lines: &[&str]| {
        let client = lines.iter().fold(app.stranger(), |client, line| {
            client.with("X-Forwarded-For", *line)
        });
        let answer = client.get("/toy-addresses").ok(200);
        answer["address"].as_str().unwrap().to_owned()
    };
    assert_eq!(seen(&plain, &["203.0.113.9"]), "127.0.0.1");
    for (lines, address) in [
        (&[][..], "127.0.0.1"),
        (&["203.0.113.9"], "203.0.113.9"),
        (&["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        (&["198.51.100.1, 203.0.113.9, 10.0.0.7"], "203.0.113.9"),
        // A proxy that adds a line of its own.
        (&["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        // A hop that is no address hides everything left of it.
        (&["198.51.100.1, unknown"], "127.0.0.1"),
        (&["::ffff:203.0.113.9"], "203.0.113.9"),
        (&["2001:db8::1"], "2001:db8::1"),
        (&[""], "127.0.0.1"),
    ] {
        assert_eq!(seen(&trusting, lines), address, "{lines:?}");
    }
}
