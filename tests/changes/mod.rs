//! What happened, as programs of other services follow it.

mod ways;

use std::collections::BTreeSet;
use std::thread::scope;
use std::time::{Duration, Instant};

use domain::actor::Role;
use domain::policy::Scope;
use serde_json::{Value, json};

use crate::support::app::machine_claims;
use crate::support::process::Process;
use crate::support::world::World;
use crate::support::{Client, Database, Member, Place, TestApp, keys, within};

const PROGRAM: Member = Member {
    place: Place::Home,
    role: Role::MachineClient,
    number: 0,
};

/// One of everything at the first office, all of it sealed.
fn world() -> TestApp {
    known_world().0
}

fn known_world() -> (TestApp, World) {
    let app = TestApp::start();
    let world = World::of(&app, Member::new(Place::Home, Role::Counsellor, 0));
    api::worker::seal_all(&app.store).unwrap();
    (app, world)
}

/// A program that has these scopes besides that of the feed.
fn with_scopes(app: &TestApp, scopes: &[Scope]) -> Client {
    program(app, 0, scopes)
}

/// The same, of another number: from 2 on at the second office.
fn program(app: &TestApp, number: u8, scopes: &[Scope]) -> Client {
    let member = Member { number, ..PROGRAM };
    let mut claims = machine_claims(member, app.clock.now());
    let all = scopes.iter().chain([&Scope::FollowChanges]).copied();
    claims.scope = all.collect::<domain::policy::Scopes>().to_string();
    app.stranger().bearing(keys().issue(&claims).unwrap())
}

/// Everything that a follower is told from the beginning, read in pieces of `limit`.
fn followed(client: &Client, limit: u16) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let page = client.get(&format!("/changes?after={after}&limit={limit}"));
        let page = page.ok(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= usize::from(limit));
        all.extend(items.iter().cloned());
        let next = page["next_after"].as_str().unwrap();
        let last = &page["last_position"];
        assert!(
            place(next) > place(&after) || place(next) == *last,
            "{page}"
        );
        if place(next) == *last {
            return all;
        }
        after = next.to_owned();
    }
}

/// The position of a mark.
fn place(mark: &str) -> i64 {
    let (position, _) = mark.split_once('-').unwrap_or((mark, ""));
    position.parse().unwrap()
}

fn kinds(all: &[Value]) -> BTreeSet<&str> {
    all.iter()
        .map(|item| item["kind"].as_str().unwrap())
        .collect()
}

fn contact() -> Value {
    json!({
        "office_id": Place::Home.office(0), "topic": "work", "age_band": "25-29",
        "channel": "desk", "minutes": 10
    })
}

#[test]
fn a_program_is_told_what_happened_in_order_and_each_thing_once() {
    let app = world();
    let program = app.member(PROGRAM);
    let whole = followed(&program, 500);
    let positions: Vec<i64> = whole
        .iter()
        .map(|i| i["position"].as_i64().unwrap())
        .collect();
    assert!(positions.is_sorted_by(|a, b| a < b), "{positions:?}");
    assert!(positions.len() > 10);
    assert_eq!(followed(&program, 3), whole, "however long the pieces are");
    for kind in [
        "individual_registered",
        "section_replaced",
        "case_opened",
        "intake_taken",
    ] {
        assert!(kinds(&whole).contains(kind), "{kind}");
    }
    let section = whole
        .iter()
        .find(|i| i["kind"] == "section_replaced")
        .unwrap();
    assert_eq!(section["subject"], "individual");
    assert_eq!(section["id"], section["individual_id"]);
    assert!(section["section"].is_string() && section["version"].is_i64());
    app.as_(Role::DeskOperator)
        .post("/desk-contacts", &contact())
        .ok(201);
    let last = whole.last().unwrap()["position"].as_i64().unwrap();
    let page = program.get(&format!("/changes?after={last}")).ok(200);
    assert!(
        page["items"].as_array().unwrap().is_empty(),
        "not sealed yet"
    );
    api::worker::seal_all(&app.store).unwrap();
    let next = page["_links"]["next"].as_str().unwrap();
    let page = program.get(next.split("/v1").nth(1).unwrap()).ok(200);
    assert_eq!(page["items"][0]["kind"], "desk_contact_recorded");
    let text = json!(whole).to_string();
    for private in ["Verdi", "Lucia", "@", "payload", "Cerca lavoro"] {
        assert!(!text.contains(private), "{private}");
    }
}

#[test]
fn each_scope_tells_of_its_own_things_and_none_of_what_stays_in_the_house() {
    let app = world();
    let told = |scopes: &[Scope]| followed(&with_scopes(&app, scopes), 500);
    assert!(told(&[]).is_empty());
    let subjects = |scope| {
        let all = told(&[scope]);
        let subjects = all
            .iter()
            .map(|item| item["subject"].as_str().unwrap().to_owned());
        subjects.collect::<BTreeSet<_>>()
    };
    let set = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(subjects(Scope::ReadIntakes), set(&["intake"]));
    assert_eq!(subjects(Scope::ReadDeskContacts), set(&["desk_contact"]));
    assert!(subjects(Scope::ReadIndividuals).is_subset(&set(&["individual", "merge"])));
    let of_cases = [
        "case",
        "contact_attempt",
        "follow_up",
        "hand_over",
        "referral",
    ];
    assert!(subjects(Scope::ReadCases).is_subset(&set(&of_cases)));
    assert!(subjects(Scope::Calculators).is_empty());
    let whole = followed(&app.member(PROGRAM), 500);
    assert!(whole.iter().all(|item| item["section"] != "household"));
    assert!(app.database.count("events WHERE kind = 'note_written'") > 0);
    let private = [
        "note_written",
        "session_opened",
        "import_queued",
        "machine_client_proposed",
    ];
    assert!(kinds(&whole).is_disjoint(&private.into()));
    let of_household = "events WHERE payload LIKE '%\"section\":\"household\"%'";
    assert_eq!(app.database.count(of_household), 1);
}

#[test]
fn a_program_of_another_office_is_told_of_its_own_people_and_yet_passes_on() {
    let (app, world) = known_world();
    let scopes = [Scope::ReadCases, Scope::ReadIndividuals, Scope::ReadIntakes];
    let there = program(&app, 2, &scopes);
    let page = there.get("/changes").ok(200);
    // That office followed somebody, whom it referred to the first one.
    let told = page["items"].as_array().unwrap();
    let referred = |item: &Value| item["individual_id"] == world.id("referred");
    assert!(!told.is_empty() && told.iter().all(referred));
    let next = place(page["next_after"].as_str().unwrap());
    assert_eq!(page["last_position"], next);
    assert!(next > 10);
    let away = app.member(Member::new(Place::Away, Role::MachineClient, 0));
    assert_eq!(away.get("/changes").ok(200)["last_position"], 0);
}

#[test]
fn a_position_that_no_fact_has_and_numbers_out_of_range_are_refused() {
    let app = world();
    let program = app.member(PROGRAM);
    program
        .get("/changes?after=100000")
        .refused(410, "position_unknown");
    // A position that was sealed otherwise is of another life of the record.
    let mark = program.get("/changes?limit=1").ok(200)["next_after"].clone();
    let (position, seal) = mark.as_str().unwrap().split_once('-').unwrap();
    let other = if seal == "00000000" {
        "11111111"
    } else {
        "00000000"
    };
    for (mark, status) in [
        (position.to_owned(), 200),
        (format!("{position}-{seal}"), 200),
        (format!("{position}-{other}"), 410),
    ] {
        let page = program.get(&format!("/changes?after={mark}"));
        assert_eq!(page.status, status, "{mark}");
    }
    for query in [
        "after=-1",
        "after=x",
        "after=1-x",
        "limit=0",
        "limit=501",
        "wait=26",
        "more=1",
    ] {
        let refused = program.get(&format!("/changes?{query}"));
        refused.refused(400, "bad_parameter");
    }
    for role in [Role::Coordinator, Role::Administrator, Role::Auditor] {
        app.as_(role).get("/changes").refused(403, "forbidden");
    }
}

#[test]
fn what_a_program_is_told_is_recorded_as_one_read_and_an_empty_answer_is_none() {
    let app = world();
    let program = app.member(PROGRAM);
    let page = program.get("/changes?limit=500").ok(200);
    let last = page["last_position"].as_i64().unwrap();
    program.get(&format!("/changes?after={last}")).ok(200);
    app.store.flush_accesses().unwrap();
    let reads = "accesses WHERE resource = 'changes' AND individual_id IS NULL";
    assert_eq!(app.database.count(reads), 1);
}

#[test]
fn whoever_waits_is_told_as_soon_as_something_happens_and_keeps_nobody_else_waiting() {
    let app = TestApp::with(|options| options.worker = true);
    let desk = app.as_(Role::DeskOperator);
    scope(|threads| {
        // More than there are connections to the database.
        let waiting: Vec<_> = (0..8)
            .map(|which| {
                let number = which % 2;
                let program = app.member(Member { number, ..PROGRAM });
                threads.spawn(move || program.get("/changes?wait=25").ok(200))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300));
        desk.post("/desk-contacts", &contact()).ok(201);
        let happened = Instant::now();
        for page in waiting {
            let page = page.join().unwrap();
            assert_eq!(page["items"][0]["kind"], "desk_contact_recorded");
        }
        assert!(happened.elapsed() < Duration::from_secs(20));
    });
    let begun = Instant::now();
    let last = app.member(PROGRAM).get("/changes").ok(200)["last_position"].clone();
    let path = format!("/changes?after={last}&wait=1");
    assert_eq!(app.member(PROGRAM).get(&path).ok(200)["items"], json!([]));
    assert!(begun.elapsed() >= Duration::from_secs(1), "it waited");
}

#[test]
fn whoever_is_disabled_while_waiting_is_told_nothing_any_more() {
    let app = TestApp::with(|options| options.worker = true);
    let path = format!("/machine-clients/{}", PROGRAM.client());
    scope(|threads| {
        let program = app.member(PROGRAM);
        let waiting = threads.spawn(move || program.get("/changes?wait=25"));
        std::thread::sleep(Duration::from_millis(300));
        app.member(Member::administrator(0))
            .step_now(&path, "disablement")
            .ok(200);
        waiting.join().unwrap().refused(401, "unauthenticated");
    });
}

/// Counts a contact; an overloaded machine is asked again under the same key.
fn written(desk: &Client) -> Value {
    let key = uuid::Uuid::new_v4().to_string();
    loop {
        let made = desk.post_as(&key, "/desk-contacts", &contact());
        if made.status != 503 {
            return made.ok(201);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_follower_misses_nothing_while_two_processes_write() {
    const WRITES: usize = 1_000;
    const WRITERS: usize = 4;
    let database = Database::seeded();
    let serve = || {
        let mut command = crate::support::process::percorso(&database, &["serve"]);
        command
            .env("PERCORSO_READS_A_MINUTE", "1000000")
            .env("PERCORSO_WRITES_A_MINUTE", "1000000");
        Process::start(command)
    };
    let both = [serve(), serve()];
    let mut seen: Vec<(i64, String)> = Vec::new();
    let made = scope(|threads| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|number| {
                let desk = both[number % 2].member(Member::new(Place::Home, Role::DeskOperator, 0));
                threads.spawn(move || {
                    let made = (0..WRITES / WRITERS).map(|_| {
                        let made = written(&desk);
                        made["id"].as_str().unwrap().to_owned()
                    });
                    made.collect::<BTreeSet<String>>()
                })
            })
            .collect();
        // Of two processes one seals: the follower asks the one and the other in turn.
        let mut after = "0".to_owned();
        let done = within(240_000, || {
            for process in &both {
                let page = process
                    .member(PROGRAM)
                    .get(&format!("/changes?after={after}&limit=100&wait=1"))
                    .ok(200);
                for item in page["items"].as_array().unwrap() {
                    let id = item["id"].as_str().unwrap().to_owned();
                    seen.push((item["position"].as_i64().unwrap(), id));
                }
                after = page["next_after"].as_str().unwrap().to_owned();
            }
            seen.len() >= WRITES
        });
        assert!(done, "{} of {WRITES}", seen.len());
        writers
            .into_iter()
            .flat_map(|w| w.join().unwrap())
            .collect::<BTreeSet<_>>()
    });
    assert!(
        seen.is_sorted_by(|(a, _), (b, _)| a < b),
        "in order, each once"
    );
    assert_eq!(seen.len(), WRITES);
    let seen: BTreeSet<String> = seen.into_iter().map(|(_, id)| id).collect();
    assert_eq!(seen, made);
}
