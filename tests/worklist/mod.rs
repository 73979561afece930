//! What is to be done, by whom and until when; and how people stand months after a case.

mod follow_ups;
mod planning;
mod races;
mod referred;
mod whose;

use std::thread::scope;

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::people::{Somebody, first, register};
use crate::support::{Client, Member, Place, TestApp, within};

fn member(role: Role, number: u8) -> Member {
    Member::new(Place::Home, role, number)
}

fn counsellor(number: u8) -> Member {
    member(Role::Counsellor, number)
}

fn coordinator(number: u8) -> Member {
    member(Role::Coordinator, number)
}

fn id(path: &str) -> &str {
    path.rsplit_once('/').unwrap().1
}

/// Somebody new at the first office: the path of the person.
fn person(app: &TestApp, number: usize) -> String {
    let desk = app.as_(Role::DeskOperator);
    register(&desk, &Somebody::numbered(number).registration())
}

/// A case at the first office, followed by its first counsellor: its path.
fn case_of(app: &TestApp, person: &str, opened_on: &str) -> String {
    let body = json!({
        "individual_id": id(person), "office_id": Place::Home.office(0),
        "counsellor_id": counsellor(0).id(), "reason": "Cerca lavoro.", "opened_on": opened_on,
    });
    let opened = app.member(counsellor(0)).post("/cases", &body).ok(201);
    format!("/cases/{}", opened["id"].as_str().unwrap())
}

fn case(app: &TestApp, number: usize, opened_on: &str) -> String {
    case_of(app, &person(app, number), opened_on)
}

/// Takes a step of what is there now.
#[track_caller]
fn step(client: &Client, path: &str, step: &str, body: &Value) -> Value {
    client
        .with("If-Match", client.tag(path))
        .post(&format!("{path}/{step}"), body)
        .ok(200)
}

fn ends(kind: &str, on: &str) -> Value {
    json!({ "outcome": { "kind": kind }, "on": on })
}

fn listed(client: &Client, query: &str) -> Vec<Value> {
    let page = client.get(&format!("/worklist{query}")).ok(200);
    page["items"].as_array().unwrap().clone()
}

/// Why and when, of everything in the list.
fn told(client: &Client, query: &str) -> Vec<String> {
    let items = listed(client, query).into_iter();
    items
        .map(|item| {
            let (code, on) = (&item["reason"]["code"], &item["due_on"]);
            format!("{} {}", code.as_str().unwrap(), on.as_str().unwrap())
        })
        .collect()
}

/// Lets some processes with a worker look at the data as they are now, until `is_so`.
fn worked(app: &TestApp, processes: usize, is_so: impl Fn() -> bool) {
    let started: Vec<TestApp> = scope(|scope| {
        let one = || {
            app.beside(|options| {
                options.clock = app.clock.clone();
                options.worker = true;
            })
        };
        let all: Vec<_> = (0..processes).map(|_| scope.spawn(one)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(within(20_000, is_so));
    for mut app in started {
        app.drain().join().unwrap();
    }
}

/// Whether everything is planned, by the numbers of now.
fn is_planned(app: &TestApp) -> bool {
    let once = "plannings WHERE passes = 1";
    let twice = "plannings WHERE passes = 2";
    app.database.count(once) + app.database.count(twice) == 2
}

/// A first interview of somebody new, on which nothing is decided: its path.
fn heard(app: &TestApp, client: &Client, number: usize) -> String {
    let body = json!({
        "individual_id": id(&person(app, number)), "office_id": Place::Home.office(0),
        "interview": { "arrival": "self", "urgency": "ordinary", "needs": ["job"],
            "privacy_notice": { "version": "1.0", "language": "it", "on": "2026-03-10" } },
    });
    let taken = client.post("/intakes", &body).ok(201);
    format!("/intakes/{}", taken["id"].as_str().unwrap())
}

/// A case that nobody follows: its path.
fn free_case(app: &TestApp, number: usize) -> String {
    let body = json!({
        "individual_id": id(&person(app, number)), "office_id": Place::Home.office(0),
        "reason": "Cerca lavoro.", "opened_on": "2026-03-09",
    });
    let opened = app.member(coordinator(0)).post("/cases", &body).ok(201);
    format!("/cases/{}", opened["id"].as_str().unwrap())
}

#[test]
fn a_counsellor_sees_what_to_do_first_and_where_to_go_on() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let silent = case(&app, 1, "2025-12-01");
    case(&app, 2, "2026-03-01");
    let intake = heard(&app, &me, 3);
    let free = free_case(&app, 4);
    let proposal = json!({ "counsellor_id": counsellor(0).id(), "reason": "workload",
        "term": { "kind": "permanent" } });
    let proposed = app
        .member(coordinator(0))
        .post(&format!("{free}/hand-overs"), &proposal)
        .ok(201);
    let hand_over = format!("/hand-overs/{}", proposed["id"].as_str().unwrap());
    let expected = [
        ("no_contact 2026-01-30", Some(&silent)),
        ("case_unassigned 2026-03-09", Some(&free)),
        ("hand_over_to_answer 2026-03-13", Some(&hand_over)),
        ("intake_undecided 2026-03-17", Some(&intake)),
        ("no_contact 2026-04-30", None),
        ("no_contact 2026-05-08", Some(&free)),
    ];
    assert_eq!(told(&me, ""), expected.map(|(item, _)| item));
    for (item, (_, path)) in listed(&me, "").iter().zip(expected) {
        let open = item["_links"]["open"].as_str().unwrap();
        let (_, open) = open.split_once("/rest/employment/v1").unwrap();
        assert!(path.is_none_or(|path| path == open), "{open}");
        me.get(open).ok(200);
    }
    let until = told(&me, "?due_until=2026-03-31&kind=intake");
    assert_eq!(until, ["intake_undecided 2026-03-17"]);
}

#[test]
fn each_item_says_why_in_the_language_of_the_reader_and_goes_when_it_is_done() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let silent = case(&app, 1, "2025-12-01");
    free_case(&app, 2);
    let items = listed(&me.with("Accept-Language", "en"), "");
    let first = &items[0];
    assert_eq!(
        (&first["kind"], &first["overdue"]),
        (&json!("case"), &json!(true))
    );
    let english = "Nobody has reached the person since 2025-12-01.";
    assert_eq!(first["reason"]["text"], english);
    let italian = "Nessuno ha raggiunto la persona dal 2025-12-01.";
    assert_eq!(listed(&me, "")[0]["reason"]["text"], italian);
    let family = &Somebody::numbered(1).identity()["family_name"];
    assert_eq!(&first["person"]["family_name"], family);
    assert_eq!(first["counsellor"]["staff_id"], json!(counsellor(0).id()));
    assert_eq!(items[1]["counsellor"], Value::Null);
    let reached = json!({ "channel": "phone", "outcome": "reached" });
    me.post(&format!("{silent}/contact-attempts"), &reached)
        .ok(201);
    assert_eq!(told(&me, "?whose=mine"), ["no_contact 2026-05-09"]);
}

#[test]
fn what_runs_out_of_a_record_comes_up_until_somebody_has_asked_for_another() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let somebody = person(&app, 1);
    case_of(&app, &somebody, "2026-03-01");
    let mut permit = json!({ "items": [{
        "kind": "residence_permit", "reason": "employed_work", "number": "I12345678",
        "issued_on": "2024-05-01", "expires_on": "2026-04-30",
    }] });
    let path = format!("{somebody}/residence-permit");
    first(&me, &path, &permit).ok(201);
    let looks = json!({ "licences": [{ "category": "B", "expires_on": "2026-07-31" }] });
    first(&me, &format!("{somebody}/availability"), &looks).ok(201);
    let expiring = ["permit_expires 2026-03-01", "licence_expires 2026-06-01"];
    assert_eq!(told(&me, "?kind=expiry"), expiring);
    // The one is due, and in time still; the other is not even due.
    let permit_now = &listed(&me, "?kind=expiry")[0];
    let until = (&permit_now["in_time_until"], &permit_now["overdue"]);
    assert_eq!(until, (&json!("2026-04-30"), &json!(false)));
    permit["items"][0]["request"] = json!({ "requested_on": "2026-03-09" });
    me.put_now(&path, &crate::support::people::section(&permit))
        .ok(200);
    assert_eq!(told(&me, "?kind=expiry"), expiring[1..]);
}

#[test]
fn what_rests_is_quiet_until_the_day_and_what_is_closed_asks_for_nothing_but_how_it_went() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1, "2025-12-01");
    let rests = json!({ "reason": "temporary_work", "until": "2026-06-30" });
    step(&me, &case, "suspensions", &rests);
    assert_eq!(told(&me, ""), ["suspension_over 2026-07-01"]);
    step(&me, &case, "closure", &ends("training", "2026-03-10"));
    assert_eq!(
        told(&me, ""),
        ["follow_up_due 2026-09-10", "follow_up_due 2027-03-10"]
    );
    step(&me, &case, "reopening", &json!({ "reason": "new_need" }));
    assert_eq!(told(&me, ""), ["no_contact 2026-05-09"]);
}

#[test]
fn one_record_of_two_keeps_the_work_of_both_and_two_of_one_have_their_own_again() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let chief = app.member(coordinator(0));
    let (kept, other) = (person(&app, 1), person(&app, 2));
    case_of(&app, &other, "2026-03-01");
    let permit = json!({ "items": [{ "kind": "residence_permit", "number": "I12345678",
        "expires_on": "2026-04-30" }] });
    first(&chief, &format!("{kept}/residence-permit"), &permit).ok(201);
    assert_eq!(told(&me, ""), ["no_contact 2026-04-30"]);
    let version = |path: &str| chief.get(path).ok(200)["version"].clone();
    let body = json!({ "absorbed_id": id(&other), "absorbed_version": version(&other),
        "reason": "Registrata due volte." });
    let merged = chief
        .with("If-Match", chief.tag(&kept))
        .post(&format!("{kept}/merges"), &body)
        .ok(201);
    let both = ["permit_expires 2026-03-01", "no_contact 2026-04-30"];
    assert_eq!(told(&me, ""), both);
    assert_eq!(listed(&me, "")[0]["person"]["individual_id"], id(&kept));
    let merge = format!("/merges/{}", merged["id"].as_str().unwrap());
    chief.step_now(&merge, "undo").ok(200);
    assert_eq!(told(&me, ""), both[1..]);
    assert_eq!(listed(&me, "")[0]["person"]["individual_id"], id(&other));
}

#[test]
fn every_page_follows_the_last_one_and_costs_the_same_however_much_there_is() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let cost = |limit: u8| {
        let path = format!("/worklist?limit={limit}");
        me.get(&path).ok(200);
        app.cost(|| me.get(&path).ok(200))
    };
    case(&app, 1, "2026-03-01");
    let few = cost(100);
    for number in 2..10 {
        case(&app, number, &format!("2026-02-{:02}", number % 3 + 1));
    }
    assert_eq!(cost(100), few);
    let all = told(&me, "?limit=100");
    let mut pages = Vec::new();
    let mut query = "?limit=2".to_owned();
    loop {
        let page = me.get(&format!("/worklist{query}")).ok(200);
        pages.extend(told(&me, &query));
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        query = format!("?limit=2&cursor={cursor}");
    }
    assert_eq!((all.len(), &pages), (9, &all));
    let mut sorted = all.clone();
    sorted.sort_by_key(|item| item.rsplit_once(' ').unwrap().1.to_owned());
    assert_eq!(sorted, all);
}
