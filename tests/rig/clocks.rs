//! Days of 23 and 25 hours, clocks that go back, machines that stand elsewhere.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::actor::Role;
use persistence::Clock;
use serde_json::{Value, json};

use super::{Registration, desk, generous};
use crate::durability::the_chain_verifies;
use crate::support::effort::figure;
use crate::support::process::Process;
use crate::support::seed::PASSWORD;
use crate::support::{Client, Database, TestApp};

/// Days of Rome with the instant at which they begin and how many hours they have.
const DAYS: [(&str, &str, i64); 7] = [
    ("2026-03-29", "2026-03-28T23:00:00Z", 23),
    ("2026-10-25", "2026-10-24T22:00:00Z", 25),
    ("2027-03-28", "2027-03-27T23:00:00Z", 23),
    ("2027-10-31", "2027-10-30T22:00:00Z", 25),
    ("2028-02-29", "2028-02-28T23:00:00Z", 24),
    ("2028-03-01", "2028-02-29T23:00:00Z", 24),
    ("2026-12-31", "2026-12-30T23:00:00Z", 24),
];

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

fn app_at(instant: DateTime<Utc>) -> TestApp {
    TestApp::with(|options| options.clock = Clock::held(instant))
}

/// The day that the product takes for today.
fn today(client: &Client) -> NaiveDate {
    let body = json!({ "tax_code": "VRDLCU90A41L219E" }).to_string();
    let view = client.send("POST", "/tax-code-checks", Some(body.into()));
    let day = view.ok(200)["reference_date"].clone();
    day.as_str().unwrap().parse().unwrap()
}

#[test]
fn a_day_has_as_many_hours_as_in_rome_and_what_happens_in_it_is_of_that_day() {
    for (day, begins, hours) in DAYS {
        let begins = at(begins);
        let (day, least): (NaiveDate, _) = (day.parse().unwrap(), TimeDelta::microseconds(1));
        let app = app_at(begins - least);
        let moments = [
            (least, day.pred_opt().unwrap()),
            (TimeDelta::hours(1), day),
            (TimeDelta::hours(hours - 1) - least, day),
            (least, day),
            (TimeDelta::zero(), day.succ_opt().unwrap()),
        ];
        for (number, (step, expected)) in moments.into_iter().enumerate() {
            let client = app.member(desk(0));
            assert_eq!(today(&client), expected, "{number}");
            let post = Registration::numbered(number);
            post.send(&client).unwrap().ok(201);
            app.clock.advance(step);
        }
        // Three of the five happened on that day, whatever its length.
        let auditor = app.as_(Role::Auditor);
        let asked = format!("/audit-events?from={day}&to={day}");
        let told = auditor.get(&asked).ok(200);
        assert_eq!(told["items"].as_array().unwrap().len(), 3, "{day}: {told}");
        for event in told["items"].as_array().unwrap() {
            assert!(event["at"].as_str().unwrap().ends_with('Z'), "{event}");
        }
    }
    figure("R-10", "days of 23, 24 and 25 hours", DAYS.len());
}

/// What a token says of itself.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[test]
fn a_token_lasts_as_long_in_the_hour_that_comes_twice_as_in_any_other() {
    let mut lives = Vec::new();
    for instant in [
        "2026-03-29T00:59:59Z",
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
        "2028-02-28T22:59:59Z",
        "2026-06-01T12:00:00Z",
    ] {
        let app = app_at(at(instant));
        let tokens = app.stranger().sign_in(&desk(0).email(), PASSWORD).ok(200);
        let said = claims(tokens["access_token"].as_str().unwrap());
        let time = |name: &str| said[name].as_i64().unwrap();
        assert_eq!(time("iat"), at(instant).timestamp());
        assert!(time("exp") > time("iat"));
        lives.push(time("exp") - time("iat"));
        let client = app.stranger().holding(&tokens);
        client.get("/offices").ok(200);
        app.clock
            .advance(TimeDelta::seconds(time("exp") - time("iat") + 6));
        // What was believed a moment ago is asked again after less than a second.
        let refused = || client.get("/offices").status == 401;
        assert!(crate::support::within(2_000, refused), "{instant}");
    }
    lives.dedup();
    assert_eq!(lives.len(), 1, "{lives:?}");
}

#[test]
fn a_clock_that_goes_back_an_hour_changes_nothing_that_was_done() {
    let app = app_at(at("2026-10-25T01:10:00Z"));
    let before = Registration::numbered(1);
    let first = before.send(&app.member(desk(0))).unwrap();
    let id = first.ok(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/individuals/{id}/contacts");
    let contacts = |client: &Client, tag: &str, phone: &str| {
        let body = crate::support::people::section(&json!({ "phones": [phone] }));
        match tag {
            "" => client.put_first(&path, &body),
            tag => client.put_if(&path, tag, &body),
        }
    };
    let written = contacts(&app.member(desk(0)), "", "011 5550001");
    let tag = written.header("etag").to_owned();
    assert!(written.status < 300);
    app.clock.advance(TimeDelta::hours(-1));
    let client = app.member(desk(0));
    // The answer of later is kept, the version of later counts, and new things happen.
    let again = before.send(&client).unwrap();
    assert_eq!(again.body, first.body);
    assert_eq!(again.header("idempotency-replayed"), "true");
    contacts(&client, "\"0-x\"", "011 5550002").refused(412, "stale");
    let changed = contacts(&client, &tag, "011 5550003").ok(200);
    assert_eq!(changed["version"], 2);
    let number = Registration::numbered(2);
    number.send(&client).unwrap().ok(201);
    let tokens = app.stranger().sign_in(&desk(1).email(), PASSWORD).ok(200);
    let said = claims(tokens["access_token"].as_str().unwrap());
    assert!(said["exp"].as_i64() > said["iat"].as_i64());
    app.stranger().holding(&tokens).get("/offices").ok(200);
    // The facts are sealed in the order in which they happened, whatever the clock said.
    the_chain_verifies(&app.database);
    let kinds = "events WHERE kind IN ('individual_registered', 'section_replaced')";
    assert_eq!(app.database.count(kinds), 4);
}

#[test]
fn a_machine_that_stands_elsewhere_counts_the_days_of_the_organisation() {
    let database = Database::seeded();
    let rome = || {
        let now = Clock::System.now();
        now.with_timezone(&Tz::Europe__Rome).date_naive()
    };
    // Of the last two one has another day than Rome at any time.
    let zones = [
        "UTC",
        "Europe/Rome",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
    ];
    for zone in zones {
        let mut command = generous(&database);
        command.env("TZ", zone);
        let process = Process::start(command);
        let before = rome();
        let client = process.member(desk(0));
        let said = today(&client);
        assert!([before, rome()].contains(&said), "{zone}: {said}");
        let post = Registration::numbered(zone.len());
        let at = post.send(&client).unwrap().ok(201)["registered_at"].clone();
        let at: DateTime<Utc> = at.as_str().unwrap().parse().unwrap();
        let apart = (Clock::System.now() - at).num_seconds().abs();
        assert!(apart < 60, "{zone}: {apart} s");
    }
    figure(
        "R-10",
        "time zones of the machine, the same days",
        zones.len(),
    );
}
