//! What belongs to others cannot be told from what does not exist.
//!
//! For every operation of the document, every role, every relation to the owner and every id in
//! the path: the answer to somebody else's id is the answer to an id of nothing, byte for byte.

use std::collections::BTreeSet;
use std::thread::scope;

use domain::actor::Role;
use domain::policy::{Action, Reach};
use serde_json::{Value, json};
use strum::IntoEnumIterator;

use crate::support::contract::{Contract, Operation, leaves};
use crate::support::world::{World, nowhere};
use crate::support::{Answer, Client, Member, Place, TestApp};

/// The tables that would show an effect.
const TABLES: [&str; 37] = [
    "individuals",
    "individual_section_versions",
    "intakes",
    "cases",
    "hand_overs",
    "referrals",
    "agreements",
    "agreement_action_outcomes",
    "agreement_editions",
    "agreement_reviews",
    "appointments",
    "appointment_versions",
    "group_activities",
    "group_sessions",
    "enrolments",
    "attendances",
    "attendance_versions",
    "occupancy",
    "documents",
    "follow_ups",
    "follow_up_attempts",
    "case_team",
    "contact_attempts",
    "note_versions",
    "desk_contacts",
    "services",
    "rooms",
    "closures",
    "availabilities",
    "availability_exceptions",
    "calendar_addresses",
    "import_mappings",
    "imports",
    "emergency_accesses",
    "exports",
    // That a file was handed out is a fact of whoever may fetch it.
    "events WHERE kind <> 'export_downloaded'",
    "idempotency_keys",
];

fn counsellor(place: Place, number: u8) -> Member {
    Member::new(place, Role::Counsellor, number)
}

/// Everybody: each role three times in each organisation.
fn everybody() -> Vec<Member> {
    let mut all = Vec::new();
    for place in [Place::Home, Place::Away] {
        for role in Role::iter() {
            all.extend((0..3).map(|number| Member::new(place, role, number)));
        }
    }
    all
}

/// Whether this is out of the reach of this member: a case of the first counsellor in the first
/// office at home, the person whom it is about, or what belongs to either. How files of a source are
/// read is known to all offices. Whoever coordinates the other one, and its officer, have referred
/// somebody to the first.
fn is_outside(member: Member, operation: &Operation, action: Action) -> bool {
    let referring = [Role::Coordinator, Role::TargetedPlacementOfficer];
    let has_referred =
        referring.contains(&member.role) && operation.path.starts_with("/referrals/");
    let at_the_office = match operation.path.split('/').nth(1) {
        Some("import-mappings") => true,
        Some("exports") => member.number == 0,
        _ => member.number < 2 || has_referred,
    };
    member.place == Place::Away
        || match member.role.reach(action) {
            Reach::Never => true,
            Reach::OwnCaseload => member != counsellor(Place::Home, 0) && !has_referred,
            Reach::OwnOffice => !at_the_office,
            Reach::Organisation => false,
        }
}

/// The path, with ids of `world` where `chosen` says so and of `other` elsewhere.
fn mixed(operation: &Operation, chosen: u32, one: &World, other: Option<&World>) -> String {
    let mut position = 0;
    operation.at(|name| {
        let ours = chosen & (1 << position) != 0;
        position += 1;
        match (ours, other) {
            (true, _) => one.id(name).to_owned(),
            (false, Some(other)) => other.id(name).to_owned(),
            (false, None) => nowhere(),
        }
    })
}

/// The same path with nothing in the chosen places.
fn emptied(operation: &Operation, chosen: u32, other: &World) -> String {
    let mut position = 0;
    operation.at(|name| {
        let gone = chosen & (1 << position) != 0;
        position += 1;
        if gone {
            nowhere()
        } else {
            other.id(name).to_owned()
        }
    })
}

fn ask(client: &Client, operation: &Operation, path: &str, body: Option<&Value>) -> Answer {
    if operation.path == "/counsellors/{staff_id}/windows" {
        return client.get(&format!("{path}?from=2026-03-01&to=2026-03-31"));
    }
    if operation.method == "GET" {
        return client.get(path);
    }
    let body = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
    client
        .with("If-Match", "\"1-0\"")
        .with("Idempotency-Key", uuid::Uuid::new_v4().to_string())
        .send(&operation.method, path, Some(body))
}

/// Asks for what is not his in every place of the path; gives the number of cells.
fn learns_nothing(client: &Client, operation: &Operation, theirs: &World, own: &World) -> usize {
    let body = own.body(operation);
    let places = u32::try_from(operation.places().len()).unwrap();
    let mut cells = 0;
    for chosen in 1..2_u32.pow(places) {
        let path = mixed(operation, chosen, theirs, Some(own));
        let answer = ask(client, operation, &path, body.as_ref());
        let what = format!("{} {path}: {}", operation.method, answer.text());
        assert!(matches!(answer.status, 403 | 404), "{what}");
        let nothing = emptied(operation, chosen, own);
        let nothing = ask(client, operation, &nothing, body.as_ref());
        assert_eq!(answer.but_for_ids(), nothing.but_for_ids(), "{what}");
        cells += 1;
    }
    cells
}

/// The operations on one thing of an organisation, with their action.
fn on_one_thing(contract: &Contract) -> Vec<(Operation, Action)> {
    let all = contract.operations().into_iter();
    all.filter(|operation| !operation.places().is_empty())
        // They are named by what they are for, in each organisation by the same words.
        .filter(|operation| !operation.path.starts_with("/message-texts/"))
        .filter_map(|operation| operation.action.map(|action| (operation, action)))
        .collect()
}

fn counts(app: &TestApp) -> Vec<i64> {
    TABLES.iter().map(|t| app.database.count(t)).collect()
}

#[test]
fn nobody_learns_anything_of_what_is_out_of_reach() {
    let app = TestApp::start();
    let theirs = World::of(&app, counsellor(Place::Home, 0));
    let colleagues = World::of(&app, counsellor(Place::Home, 2));
    let strangers = World::of(&app, counsellor(Place::Away, 0));
    crate::exports::work(&app);
    crate::documents::work(&app);
    let operations = on_one_thing(&Contract::new());
    let before = counts(&app);
    let one = |member: Member| {
        let client = app.member(member);
        let own = match member.place {
            Place::Home => &colleagues,
            Place::Away => &strangers,
        };
        let mut cells = 0;
        for (operation, action) in &operations {
            if is_outside(member, operation, *action) {
                cells += learns_nothing(&client, operation, &theirs, own);
            } else if operation.method == "GET" {
                // Whoever is inside sees it: else all this would be easy.
                let path = mixed(operation, u32::MAX, &theirs, None);
                let answer = ask(&client, operation, &path, None);
                assert_eq!(answer.status, 200, "{member:?} {path}");
            }
        }
        cells
    };
    let everybody = everybody();
    let cells: usize = scope(|scope| {
        let half = everybody.len() / 2;
        let halves = everybody
            .chunks(half)
            .map(|members| scope.spawn(move || members.iter().map(|m| one(*m)).sum::<usize>()));
        let halves: Vec<_> = halves.collect();
        halves.into_iter().map(|half| half.join().unwrap()).sum()
    });
    assert!(cells >= 1_500, "only {cells} cells");
    assert_eq!(
        counts(&app),
        before,
        "an effect of somebody without a right"
    );
}

/// Bodies that name something of another organisation where something of the own should stand.
fn smuggled(body: &Value, theirs: &World) -> Vec<(Value, Value)> {
    let ids = leaves(body).into_iter().filter(|place| {
        let value = body.pointer(place).unwrap().as_str();
        let is_id = value.is_some_and(|text| uuid::Uuid::parse_str(text).is_ok());
        // These are only compared with the candidates that were shown.
        is_id && !place.starts_with("/confirmed_distinct_from")
    });
    ids.map(|place| {
        let mut names = place.rsplit('/');
        let name = names.find(|name| name.parse::<usize>().is_err());
        let name = match name.unwrap() {
            "counsellor_id" | "counsellor_ids" | "members" | "officer_id" => "staff_id",
            "office_ids" => "office_id",
            "service_ids" => "service_id",
            "parent_id" => "room_id",
            "absorbed_id" | "other_id" => "newcomer",
            name => name,
        };
        let with = |id: String| {
            let mut body = body.clone();
            *body.pointer_mut(&place).unwrap() = json!(id);
            body
        };
        (with(theirs.id(name).to_owned()), with(nowhere()))
    })
    .collect()
}

#[test]
fn an_id_of_another_organisation_in_a_body_is_an_id_of_nothing() {
    let app = TestApp::start();
    let theirs = World::of(&app, counsellor(Place::Home, 0));
    let own = World::of(&app, counsellor(Place::Away, 0));
    let mut asked = BTreeSet::new();
    for operation in Contract::new().operations() {
        let Some(body) = own.body(&operation) else {
            continue;
        };
        let path = operation.at(|name| own.id(name).to_owned());
        for role in [Role::Counsellor, Role::Coordinator, Role::Administrator] {
            let client = app.member(own.colleague(role));
            for (smuggled, nothing) in smuggled(&body, &theirs) {
                let answer = ask(&client, &operation, &path, Some(&smuggled));
                let what = format!("{} {path} {smuggled}: {}", operation.method, answer.text());
                assert!((400..500).contains(&answer.status), "{what}");
                let nothing = ask(&client, &operation, &path, Some(&nothing));
                assert_eq!(answer.but_for_ids(), nothing.but_for_ids(), "{what}");
                if matches!(answer.status, 404 | 422) {
                    asked.insert(operation.path.clone());
                }
            }
        }
    }
    assert!(asked.len() >= 4, "{asked:?}");
}

/// What a filter may name, as the world calls it.
fn filters(operation: &Operation) -> Vec<(String, &'static str)> {
    // Free hours are asked for by several things at once: they have a story of their own.
    if operation.method != "GET" || operation.path.starts_with("/free-slots") {
        return Vec::new();
    }
    let names = operation.queries.iter().filter_map(|query| {
        let name = match query.as_str() {
            "office" | "office_id" => "office_id",
            "individual" => "individual_id",
            "counsellor" => "staff_id",
            _ => return None,
        };
        let days = "from=2026-03-01&to=2026-03-31";
        let more = if operation.path.ends_with("-counts") {
            days
        } else {
            ""
        };
        Some((format!("{}?{more}&{query}=", operation.path), name))
    });
    names.collect()
}

#[test]
fn a_filter_by_what_belongs_to_others_finds_as_much_as_one_by_nothing() {
    let app = TestApp::start();
    let theirs = World::of(&app, counsellor(Place::Home, 0));
    let own = World::of(&app, counsellor(Place::Away, 0));
    // The record of who read what has something to find, too.
    let reader = app.member(own.counsellor);
    let person = own.id("individual_id");
    reader.get(&format!("/individuals/{person}")).ok(200);
    app.store.flush_accesses().unwrap();
    let mut cells = 0;
    for operation in Contract::new().operations() {
        let client = app.member(own.insider(operation.action));
        for (filter, name) in filters(&operation) {
            let by = |id: &str| {
                let answer = client.get(&format!("{filter}{id}"));
                let (status, _, body) = answer.but_for_ids();
                (status, body.replace(id, "…"))
            };
            let mine = by(own.id(name));
            let found = by(theirs.id(name));
            assert_eq!(found, by(&nowhere()), "{filter}");
            assert_eq!(mine.0, 200, "{filter}: {}", mine.1);
            assert_ne!(found, mine, "{filter} filters nothing");
            cells += 1;
        }
    }
    assert!(cells >= 6, "{cells}");
}
