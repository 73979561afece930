//! A retry has one effect.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread::{sleep, spawn};
use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;
use domain::actor::Role;
use domain::event::{About, Fact};
use domain::kernel::{Changed, Id};
use domain::policy::Action;
use persistence::schema::{cases, individuals};
use persistence::sql_types::{Instant, Uid};
use persistence::{Answer, Caller, Claim, Clock, Error, Store, Tx, idempotency};
use serde_json::json;
use uuid::Uuid;

use crate::store::caller;
use crate::support::effort::left_out;
use crate::support::raw::Raw;
use crate::support::toys::insert;
use crate::support::{Database, Member, Place, TestApp, within};

const KEY: &str = "0123456789abcdef-0123456789abcdef";

fn toys(app: &TestApp) -> i64 {
    app.database.count("offices WHERE kind = 'toy'")
}

#[test]
fn a_repeated_request_gets_the_same_answer_and_has_one_effect() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let body = json!({ "label": "Palla" });
    let first = counsellor.post_as(KEY, "/toys", &body);
    first.ok(201);
    assert_eq!(first.header("idempotency-replayed"), "");
    for _ in 0..100 {
        let again = counsellor.post_as(KEY, "/toys", &body);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(
            (again.status, &again.body, again.header("etag")),
            (first.status, &first.body, first.header("etag"))
        );
        assert_eq!(again.header("location"), first.header("location"));
    }
    assert_eq!(toys(&app), 1);
    assert_eq!(app.database.count("events"), 1);
}

#[test]
fn fifty_identical_requests_at_once_have_one_effect() {
    let app = TestApp::with_toys();
    let clients: Vec<_> = (0..50)
        .map(|_| {
            let client = app.as_(Role::Counsellor);
            spawn(move || client.post_as(KEY, "/toys", &json!({ "label": "Palla" })))
        })
        .collect();
    let answers: Vec<_> = clients.into_iter().map(|c| c.join().unwrap()).collect();
    let mut made = Vec::new();
    for answer in &answers {
        match answer.status {
            201 => made.push(answer.body.clone()),
            409 | 503 => assert_ne!(answer.header("retry-after"), ""),
            other => panic!("{other}: {}", answer.text()),
        }
    }
    assert!(made.len() > 1);
    made.dedup();
    assert_eq!(made.len(), 1, "two different answers to one request");
    assert_eq!(toys(&app), 1);
    let replayed = |a: &&crate::support::Answer| a.header("idempotency-replayed") == "true";
    let first = answers.iter().filter(|a| a.status == 201).count();
    assert_eq!(answers.iter().filter(replayed).count(), first - 1);
}

#[test]
fn a_key_is_good_for_one_request_only() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    counsellor
        .post_as(KEY, "/toys", &json!({ "label": "Palla" }))
        .ok(201);
    counsellor
        .post_as(KEY, "/toys", &json!({ "label": "Aquilone" }))
        .refused(422, "key_reused");
    counsellor
        .post_as(KEY, "/broken-toys", &json!({ "label": "Palla" }))
        .refused(422, "key_reused");
    assert_eq!(toys(&app), 1);
}

#[test]
fn everybody_has_keys_of_his_own() {
    let app = TestApp::with_toys();
    let body = json!({ "label": "Palla" });
    let people = [
        Member::new(Place::Home, Role::Counsellor, 0),
        Member::new(Place::Home, Role::Counsellor, 1),
        Member::new(Place::Home, Role::Coordinator, 0),
        Member::new(Place::Away, Role::Counsellor, 0),
    ];
    let mut ids: Vec<String> = people
        .iter()
        .map(|member| {
            let answer = app.member(*member).post_as(KEY, "/toys", &body);
            assert_eq!(answer.header("idempotency-replayed"), "");
            answer.ok(201)["id"].as_str().unwrap().to_owned()
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), people.len());
}

#[test]
fn what_failed_may_be_tried_again_under_the_same_key() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    counsellor
        .post_as(KEY, "/toys", &json!({ "label": "" }))
        .refused(422, "invalid");
    for _ in 0..2 {
        let broken = counsellor.post_as(KEY, "/broken-toys", &json!({}));
        assert_eq!(broken.status, 500);
    }
    counsellor
        .post_as(KEY, "/toys", &json!({ "label": "Palla" }))
        .ok(201);
    assert_eq!(app.database.count("idempotency_keys"), 1);
}

#[test]
fn a_post_needs_a_key_of_visible_characters() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let body = || Some(br#"{"label":"Palla"}"#.to_vec());
    counsellor
        .send("POST", "/toys", body())
        .refused(400, "missing_key");
    for key in [
        "short",
        &"x".repeat(129),
        "with a blank in it, see",
        "perché-così-è-la-vita",
    ] {
        let refused = counsellor
            .with("Idempotency-Key", key)
            .send("POST", "/toys", body());
        refused.refused(400, "bad_key");
    }
    for key in ["x".repeat(16), "~".repeat(128)] {
        counsellor
            .with("Idempotency-Key", key)
            .send("POST", "/toys", body())
            .ok(201);
    }
}

#[test]
fn a_client_that_hangs_up_finds_its_effect_once() {
    let app = TestApp::with_toys();
    let token = app.token(Role::Counsellor);
    let body = r#"{"label":"Palla"}"#;
    for number in 0..40 {
        let mut raw = Raw::connect(app.address);
        raw.send(format!(
            "POST /rest/employment/v1/toys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\
             \r\nIdempotency-Key: 0123456789-{number:05}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        sleep(Duration::from_micros(number * 150));
    }
    let counsellor = app.as_(Role::Counsellor);
    for number in 0..40 {
        let key = format!("0123456789-{number:05}");
        let settled = within(5_000, || {
            let again = counsellor.post_as(&key, "/toys", &json!({ "label": "Palla" }));
            again.status == 201
        });
        assert!(settled);
    }
    assert_eq!(toys(&app), 40);
}

#[test]
fn answers_are_forgotten_after_72_hours_and_not_before() {
    let app = TestApp::with_toys();
    let body = json!({ "label": "Palla" });
    let post = || app.as_(Role::Counsellor).post_as(KEY, "/toys", &body);
    let tidy = || {
        app.store
            .write(Caller::system(Id::new(Uuid::nil()), "tidy"), |tx| {
                idempotency::purge(tx, 500)
            })
    };
    let first = post().ok(201);
    app.clock.advance(TimeDelta::hours(72));
    assert_eq!(tidy().unwrap(), 0);
    assert_eq!(post().ok(201), first);
    app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(tidy().unwrap(), 1);
    assert_ne!(post().ok(201), first);
}

fn claim(action: Action) -> Claim {
    Claim {
        key: KEY.to_owned(),
        fingerprint: [7; 32],
        action,
    }
}

fn once(
    store: &Store,
    caller: Caller,
    claim: Claim,
    work: impl Fn(&mut Tx<'_>) -> Result<Answer, Error> + Send + 'static,
) -> Result<Answer, Error> {
    let (tell, told) = channel();
    store.submit_once(caller, Some(claim), work, move |outcome| {
        tell.send(outcome).unwrap();
    });
    told.recv().unwrap()
}

fn answer(body: &[u8]) -> Answer {
    Answer {
        status: 200,
        etag: None,
        location: None,
        body: body.to_vec(),
        replayed: false,
    }
}

#[test]
fn who_lost_the_case_does_not_get_the_old_answer_again() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    let first = Member::new(Place::Home, Role::Counsellor, 0);
    let second = Member::new(Place::Home, Role::Counsellor, 1);
    let case = case_of(&store, first);
    let work = move |tx: &mut Tx<'_>| {
        let about = About::thing("case", case).case(case);
        let fact = Fact::CaseResumed {
            on: "2026-03-02".to_owned(),
        };
        tx.record(Changed::new((), about.says(fact)));
        Ok(answer(b"secret"))
    };
    let send = || once(&store, caller(first), claim(Action::WorkCase), work);
    assert_eq!(send().unwrap().body, b"secret");
    assert!(send().unwrap().replayed);
    let org = Uid::from(Place::Home.organisation());
    diesel::update(cases::table.find((org, Uid::from(case))))
        .set(cases::counsellor_id.eq(Some(Uid::from(second.id()))))
        .execute(&mut database.connection())
        .unwrap();
    assert!(matches!(send(), Err(Error::NotFound)));
    let mut demoted = caller(first);
    demoted.actor.roles = vec![Role::Auditor];
    let refused = once(&store, demoted, claim(Action::WorkCase), work);
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    assert_eq!(database.count("events"), 1);
}

fn case_of(store: &Store, counsellor: Member) -> domain::event::CaseId {
    store
        .write(caller(counsellor), move |tx| {
            let individual: Id<()> = tx.new_id();
            let case: domain::event::CaseId = tx.new_id();
            let day = NaiveDate::from_ymd_opt(1990, 5, 17).unwrap();
            let office = Uid::from(counsellor.office());
            diesel::insert_into(individuals::table)
                .values((
                    individuals::organisation_id.eq(tx.org()),
                    individuals::id.eq(Uid::from(individual)),
                    individuals::office_id.eq(office),
                    individuals::family_name.eq("Prova"),
                    individuals::given_name.eq("Persona"),
                    individuals::birth_date.eq(day),
                    individuals::family_norm.eq("prova"),
                    individuals::given_norm.eq("persona"),
                    individuals::registered_at.eq(Instant(tx.now())),
                ))
                .execute(tx.conn())?;
            diesel::insert_into(cases::table)
                .values((
                    cases::organisation_id.eq(tx.org()),
                    cases::id.eq(Uid::from(case)),
                    cases::individual_id.eq(Uid::from(individual)),
                    cases::office_id.eq(office),
                    cases::counsellor_id.eq(Some(Uid::from(counsellor.id()))),
                    cases::status.eq("open"),
                    cases::reason.eq("work"),
                    cases::opened_on.eq(day),
                    cases::status_since.eq(day),
                    cases::version.eq(1_i64),
                    cases::created_at.eq(Instant(tx.now())),
                ))
                .execute(tx.conn())?;
            Ok(case)
        })
        .unwrap()
}

#[test]
fn who_comes_while_the_first_still_runs_waits_for_its_answer() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    let member = Member::new(Place::Home, Role::Counsellor, 0);
    let begun = Arc::new(AtomicBool::new(false));
    let slow = {
        let (store, begun) = (store.clone(), Arc::clone(&begun));
        spawn(move || {
            once(&store, caller(member), claim(Action::OpenCase), move |tx| {
                begun.store(true, Ordering::SeqCst);
                sleep(Duration::from_millis(400));
                insert(tx, "Palla")?;
                Ok(answer(b"first"))
            })
        })
    };
    assert!(within(2_000, || begun.load(Ordering::SeqCst)));
    let second = once(&store, caller(member), claim(Action::OpenCase), |tx| {
        insert(tx, "twice")?;
        Ok(answer(b"second"))
    });
    let second = second.unwrap();
    assert!(second.replayed);
    assert_eq!(second.body, b"first");
    slow.join().unwrap().unwrap();
    assert_eq!(database.count("offices WHERE label = 'twice'"), 0);
}

#[test]
fn a_first_request_that_runs_too_long_makes_the_second_come_back_later() {
    let database = Database::seeded();
    let store = database.open(Clock::System);
    if !store.writes_block() {
        return left_out("SQLite has one writer: there the second always waits in the queue");
    }
    let member = Member::new(Place::Home, Role::Counsellor, 0);
    let slow = {
        let store = store.clone();
        spawn(move || {
            once(&store, caller(member), claim(Action::OpenCase), |_| {
                sleep(Duration::from_millis(2_800));
                Ok(answer(b"first"))
            })
        })
    };
    sleep(Duration::from_millis(300));
    let second = once(&store, caller(member), claim(Action::OpenCase), |_| {
        Ok(answer(b"second"))
    });
    assert!(matches!(second, Err(Error::KeyRunning)), "{second:?}");
    assert_eq!(slow.join().unwrap().unwrap().body, b"first");
}
