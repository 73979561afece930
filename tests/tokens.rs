//! Who is let in, and for how long.

use std::time::Duration;

use diesel::prelude::*;
use domain::actor::{Role, SessionId};
use domain::kernel::Id;
use persistence::schema::{sessions, staff, staff_roles};
use persistence::sql_types::{Instant, Uid};
use serde_json::{Value, json};

use crate::support::app::{claims, key_file, morning};
use crate::support::maker::Maker;
use crate::support::raw::exchange;
use crate::support::{Answer, Member, Place, TestApp, within};

fn me() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

/// Makes our own tokens.
fn ours() -> Maker {
    let claims = serde_json::to_value(claims(me(), morning())).unwrap();
    Maker::new(key_file(), "at+jwt", claims)
}

/// The right token with members of its header or claims replaced; null takes one away.
fn with(of_header: Value, of_claims: Value) -> String {
    ours().with(of_header, of_claims)
}

/// Wrong claims that only our own tokens have, or must have.
fn own_claim_mutants() -> Vec<String> {
    let away = Place::Away.organisation().to_string();
    let other = Member::new(Place::Home, Role::Coordinator, 0);
    let null = || Value::Null;
    let mut all = Vec::new();
    for (member, values) in [
        ("nbf", vec![null()]),
        ("iat", vec![null()]),
        ("sub", vec![json!(other.id())]),
        ("org", vec![null(), json!(away)]),
        (
            "sid",
            vec![null(), json!(other.session()), json!(uuid::Uuid::new_v4())],
        ),
        (
            "epoch",
            vec![null(), json!(0), json!(2), json!("1"), json!(1.5)],
        ),
        // A token of a person that says it is a program's.
        ("client_id", vec![json!(me().id())]),
    ] {
        for value in values {
            all.push(with(json!({}), json!({ member: value })));
        }
    }
    all
}

/// What a reader sees, but for the name of the request.
pub(crate) fn told(answer: &Answer) -> (u16, Value, String) {
    let mut problem = answer.refused(401, "unauthenticated");
    problem.as_object_mut().unwrap().remove("instance");
    (
        answer.status,
        problem,
        answer.header("www-authenticate").to_owned(),
    )
}

#[test]
fn whatever_is_wrong_with_a_token_the_answer_is_the_same() {
    let app = TestApp::with_toys();
    app.stranger()
        .bearing(with(json!({}), json!({})))
        .get("/toys")
        .ok(200);
    let nothing = told(&app.stranger().get("/toys"));
    assert_eq!(nothing.2, "Bearer");
    let all = [ours().mutants(morning().timestamp()), own_claim_mutants()].concat();
    for token in all {
        let answer = app.stranger().bearing(token.clone()).get("/toys");
        assert_eq!(answer.status, 401, "{token:.300}");
        assert_eq!(told(&answer), nothing, "{token:.300}");
    }
}

#[test]
fn only_one_bearer_token_opens_the_door() {
    let app = TestApp::with_toys();
    let good = with(json!({}), json!({}));
    let ask = |lines: &str| {
        let line = format!("GET /rest/employment/v1/toys HTTP/1.1\r\nHost: x\r\n{lines}\r\n\r\n");
        exchange(app.address, line).status
    };
    assert_eq!(ask(&format!("Authorization: Bearer {good}")), 200);
    assert_eq!(ask(&format!("authorization: bearer {good}")), 200);
    for lines in [
        format!("Authorization: Basic {good}"),
        format!("Authorization: {good}"),
        format!("Authorization: Bearer  {good}"),
        format!("Authorization: Bearer {good}, Bearer {good}"),
        format!("Authorization: Bearer {good}\r\nAuthorization: Bearer x"),
        format!("Authorization: Bearer x\r\nAuthorization: Bearer {good}"),
        format!("Cookie: access_token={good}"),
        format!("X-Authorization: Bearer {good}"),
    ] {
        assert_eq!(ask(&lines), 401, "{lines:.60}");
    }
    let in_query = app.stranger().get(&format!("/toys?access_token={good}"));
    assert_eq!(in_query.status, 401);
}

#[test]
fn a_token_ends_with_its_time() {
    let app = TestApp::with_toys();
    let client = app.as_(Role::Counsellor);
    client.get("/toys").ok(200);
    app.clock.advance(chrono::TimeDelta::seconds(600 + 5));
    assert!(within(1_000, || client.get("/toys").status == 401));
}

/// Changes something about me and measures how long two servers still let me in.
fn bites(change: impl FnOnce(&TestApp)) {
    let first = TestApp::with_toys();
    let second = first.beside(|options| options.toys = true);
    let colleague = Member::new(Place::Home, Role::Counsellor, 1);
    // The same token all the time: a server may have it at hand.
    let mine = [first.member(me()), second.member(me())];
    let theirs = [first.member(colleague), second.member(colleague)];
    for client in mine.iter().chain(&theirs) {
        client.get("/toys").ok(200);
    }
    change(&first);
    std::thread::sleep(Duration::from_secs(1));
    for client in &mine {
        let status = client.get("/toys").status;
        assert!(matches!(status, 401 | 403), "{status}");
    }
    for client in &theirs {
        client.get("/toys").ok(200);
    }
}

fn account() -> (Uid, Uid) {
    (Uid::from(Place::Home.organisation()), Uid::from(me().id()))
}

#[test]
fn a_new_epoch_bites_within_a_second_on_every_server() {
    bites(|app| {
        diesel::update(staff::table.find(account()))
            .set(staff::epoch.eq(2_i64))
            .execute(&mut app.database.connection())
            .unwrap();
    });
}

#[test]
fn a_disabled_account_is_shut_out_within_a_second_on_every_server() {
    bites(|app| {
        diesel::update(staff::table.find(account()))
            .set(staff::disabled.eq(true))
            .execute(&mut app.database.connection())
            .unwrap();
    });
}

#[test]
fn an_ended_session_is_shut_out_within_a_second_on_every_server() {
    bites(|app| {
        diesel::update(sessions::table.find((account().0, Uid::from(me().session()))))
            .set(sessions::ended_at.eq(Some(Instant(morning()))))
            .execute(&mut app.database.connection())
            .unwrap();
    });
}

#[test]
fn a_role_that_was_taken_away_is_gone_within_a_second_on_every_server() {
    bites(|app| {
        let (org, id) = account();
        diesel::delete(
            staff_roles::table
                .filter(staff_roles::organisation_id.eq(org))
                .filter(staff_roles::staff_id.eq(id)),
        )
        .execute(&mut app.database.connection())
        .unwrap();
    });
}

#[test]
fn a_session_of_somebody_else_is_none() {
    let app = TestApp::with_toys();
    let session: SessionId = Id::new(uuid::Uuid::new_v4());
    let colleague = Member::new(Place::Home, Role::Counsellor, 1);
    let mut conn = app.database.connection();
    crate::support::seed::open_session(&mut conn, colleague, session).unwrap();
    let token = with(json!({}), json!({ "sid": session }));
    let answer = app.stranger().bearing(token).get("/toys");
    assert_eq!(answer.status, 401);
}
