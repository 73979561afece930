//! Appointments as calendar files, and the secret address of a calendar. What the server writes is
//! read back by another library.

use domain::actor::Role;
use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime, Event, EventLike};

use super::*;
use crate::support::Database;
use crate::support::process::{Process, percorso};

/// The events of a calendar that is served.
#[track_caller]
fn events(answer: &Answer) -> Vec<Event> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    let calendar: Calendar = answer.text().parse().unwrap();
    calendar.events().cloned().collect()
}

/// The name, the number and how it stands.
fn entry(event: &Event) -> (String, Option<u32>, String) {
    let status = event.property_value("STATUS").unwrap();
    (
        event.get_uid().unwrap().to_owned(),
        event.get_sequence(),
        status.to_owned(),
    )
}

fn place(member: Member) -> String {
    format!("/counsellors/{}/calendar-address", member.id())
}

/// The path of the address that a colleague is given, with its secret.
#[track_caller]
fn issued(client: &Client, member: Member) -> String {
    let told = client.step(&place(member)).ok(201);
    let address = told["address"].as_str().unwrap();
    address.split_once("/v1").unwrap().1.to_owned()
}

#[test]
fn an_appointment_is_a_file_that_names_nobody() {
    let office = Office::open();
    let path = office.booked(&office.person(1), MONDAY);
    let file = office.desk().get(&format!("{path}/calendar"));
    let events = events(&file);
    assert_eq!(
        entry(&events[0]),
        (id(&path).to_owned(), Some(0), "CONFIRMED".to_owned())
    );
    assert_eq!(events[0].get_summary(), Some("Colloquio"));
    assert!(events[0].get_location().unwrap().starts_with("Sala 1"));
    assert_eq!(events[0].get_timestamp(), events[0].get_created());
    assert!(events[0].get_url().unwrap().ends_with(&path));
    let Some(DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid })) =
        events[0].get_start()
    else {
        panic!("{}", file.text());
    };
    assert_eq!(
        (date_time.to_string(), tzid.as_str()),
        ("2026-03-09 10:00:00".to_owned(), "Europe/Rome")
    );
    let name = Somebody::numbered(1).registration()["identity"]["family_name"].clone();
    assert!(name.as_str().is_none_or(|name| !file.text().contains(name)));
    let again = office.desk().with("If-None-Match", file.header("etag"));
    assert_eq!(again.get(&format!("{path}/calendar")).status, 304);
    let head = office
        .desk()
        .send("HEAD", &format!("{path}/calendar"), None);
    assert_eq!(
        (head.status, head.header("etag")),
        (200, file.header("etag"))
    );
    office
        .app
        .member(Member::new(Place::Away, Role::Counsellor, 0))
        .get(&format!("{path}/calendar"))
        .refused(404, "not_found");
}

#[test]
fn a_move_and_a_cancellation_change_one_entry_with_growing_numbers() {
    let office = Office::open();
    let (desk, old) = (office.desk(), office.booked(&office.person(1), MONDAY));
    let uid = id(&old).to_owned();
    let to = json!({
        "office_id": Place::Home.office(0), "counsellor_id": counsellor(0).id(),
        "starts_at": "2026-03-16T09:00:00Z", "reason": "cannot_come",
    });
    let new = step(&desk, &old, "move", &to).ok(201);
    let new = format!("/appointments/{}", new["id"].as_str().unwrap());
    for path in [&old, &new] {
        let events = events(&desk.get(&format!("{path}/calendar")));
        assert_eq!(
            entry(&events[0]),
            (uid.clone(), Some(1), "CONFIRMED".to_owned())
        );
    }
    let off = json!({ "by": "us", "reason": "office_closed" });
    step(&desk, &new, "cancellation", &off).ok(200);
    for path in [&old, &new] {
        let events = events(&desk.get(&format!("{path}/calendar")));
        assert_eq!(
            entry(&events[0]),
            (uid.clone(), Some(2), "CANCELLED".to_owned())
        );
    }
}

#[test]
fn a_calendar_is_followed_at_its_address_until_it_is_replaced_or_revoked() {
    let office = Office::open();
    let (me, stranger) = (office.me(), office.app.stranger());
    office.booked(&office.person(1), MONDAY);
    office.booked(&office.person(2), "2026-03-16T09:00:00Z");
    me.get(&place(counsellor(0))).refused(404, "not_found");
    let first = issued(&me, counsellor(0));
    let file = stranger.get(&first);
    assert_eq!(events(&file).len(), 2);
    let same = stranger
        .with("If-None-Match", file.header("etag"))
        .get(&first);
    assert_eq!(same.status, 304);
    let shown = me.get(&place(counsellor(0))).ok(200);
    assert!(
        shown["used_at"].is_string() && shown.get("address").is_none(),
        "{shown}"
    );
    let second = issued(&me, counsellor(0));
    stranger.get(&first).refused(404, "not_found");
    assert_eq!(events(&stranger.get(&second)).len(), 2);
    let tag = me.tag(&place(counsellor(0)));
    let coordinator = office.app.member(coordinator(0)).with("If-Match", tag);
    let coordinator = coordinator.with("Idempotency-Key", "0123456789abcdef");
    coordinator
        .send("DELETE", &place(counsellor(0)), None)
        .ok(204);
    stranger.get(&second).refused(404, "not_found");
    me.get(&place(counsellor(0))).refused(404, "not_found");
    let third = issued(&me, counsellor(0));
    assert_eq!(me.get(&place(counsellor(0))).ok(200)["version"], 4);
    assert_eq!(events(&stranger.get(&third)).len(), 2);
}

#[test]
fn what_moves_to_another_week_stays_one_entry_and_what_is_called_off_is_cancelled() {
    let office = Office::open();
    let (desk, path) = (office.desk(), office.booked(&office.person(1), MONDAY));
    let address = issued(&office.me(), counsellor(0));
    let to = json!({
        "office_id": Place::Home.office(0), "counsellor_id": counsellor(0).id(),
        "starts_at": "2026-03-16T09:00:00Z", "reason": "cannot_come",
    });
    let new = step(&desk, &path, "move", &to).ok(201);
    let told = events(&office.app.stranger().get(&address));
    assert_eq!(told.len(), 1);
    assert_eq!(
        entry(&told[0]),
        (id(&path).to_owned(), Some(1), "CONFIRMED".to_owned())
    );
    let new = format!("/appointments/{}", new["id"].as_str().unwrap());
    let off = json!({ "by": "us", "reason": "office_closed" });
    step(&desk, &new, "cancellation", &off).ok(200);
    let told = events(&office.app.stranger().get(&address));
    assert_eq!(
        entry(&told[0]),
        (id(&path).to_owned(), Some(2), "CANCELLED".to_owned())
    );
}

#[test]
fn nobody_gets_the_address_of_somebody_else_or_finds_a_calendar_by_guessing() {
    let office = Office::open();
    let stranger = office.app.stranger();
    office
        .app
        .member(coordinator(0))
        .step(&place(counsellor(0)))
        .refused(404, "not_found");
    office
        .desk()
        .step(&place(counsellor(0)))
        .refused(403, "forbidden");
    let address = issued(&office.me(), counsellor(0));
    let secret = address.split_once("key=").unwrap().1;
    let of = |member: Member, key: &str| format!("/counsellors/{}/calendar?key={key}", member.id());
    stranger
        .get(&of(counsellor(1), secret))
        .refused(404, "not_found");
    let away = Member::new(Place::Away, Role::Counsellor, 0);
    stranger.get(&of(away, secret)).refused(404, "not_found");
    stranger
        .get(&of(counsellor(0), &"A".repeat(43)))
        .refused(404, "not_found");
    stranger
        .get(&of(counsellor(0), "short"))
        .refused(404, "not_found");
    let bare = format!("/counsellors/{}/calendar", counsellor(0).id());
    assert_eq!(stranger.get(&bare).status, 400);
    office
        .app
        .member(away)
        .get(&place(counsellor(0)))
        .refused(404, "not_found");
}

#[test]
fn the_address_of_a_disabled_colleague_does_not_come_back_with_the_account() {
    let office = Office::open();
    let address = issued(&office.me(), counsellor(0));
    let administrator = office.app.as_(Role::Administrator);
    let path = format!("/staff/{}", counsellor(0).id());
    administrator.step_now(&path, "disablement").ok(200);
    office
        .app
        .stranger()
        .get(&address)
        .refused(404, "not_found");
    administrator.step_now(&path, "enablement").ok(200);
    office
        .app
        .stranger()
        .get(&address)
        .refused(404, "not_found");
}

#[test]
fn no_secret_of_a_calendar_gets_into_the_log() {
    let database = Database::seeded();
    let mut process = Process::start(percorso(&database, &["serve"]));
    let address = issued(&process.member(counsellor(0)), counsellor(0));
    events(&process.stranger().get(&address));
    let secret = address.split_once("key=").unwrap().1.to_owned();
    process.signal("TERM");
    process.ended(10_000);
    let log = process.whole_log();
    assert!(log.iter().any(|line| line.contains("/calendar")));
    assert!(log.iter().all(|line| !line.contains(&secret)));
}
