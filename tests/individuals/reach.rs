//! Who reaches whose record, and that whoever read it is recorded.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::actor::Role;
use persistence::schema::{accesses, case_team, cases};
use persistence::sql_types::{Instant, Uid};
use serde_json::json;
use uuid::Uuid;

use crate::support::app::morning;
use crate::support::people::{Somebody, contacts, register, residence, section};
use crate::support::seed::roles_of_people;
use crate::support::{Answer, Client, Member, Place, TestApp};

const SECTIONS: [&str; 4] = ["identity", "identifiers", "residence", "contacts"];

fn lucia() -> Somebody {
    Somebody::new("Verdi", "Lucia", "1990-01-01")
}

fn home(role: Role, number: u8) -> Member {
    Member::new(Place::Home, role, number)
}

/// A person with all sections, registered in the first office.
fn person(app: &TestApp) -> String {
    let mut body = lucia().with_code(lucia().tax_code());
    body["residence"] = residence();
    body["contacts"] = contacts();
    register(&app.as_(Role::DeskOperator), &body)
}

/// Every way to read a person or to write to one.
fn every_request(client: &Client, person: &str) -> Vec<Answer> {
    let mut all = vec![
        client.get(person),
        client.get(&format!("{person}/timeline")),
        client.with("If-None-Match", "*").get(person),
        client.with("Access-Purpose", "supervision").get(person),
    ];
    let body = section(&contacts()).to_string();
    for name in SECTIONS {
        let path = format!("{person}/{name}");
        all.push(client.get(&path));
        all.push(client.get(&format!("{path}/history")));
        all.push(client.get(&format!("{path}/history?limit=1")));
    }
    let path = format!("{person}/contacts");
    for (label, value) in [("If-Match", "\"1-0\""), ("If-None-Match", "*")] {
        let sent = Some(body.clone().into_bytes());
        all.push(client.with(label, value).send("PUT", &path, sent));
    }
    all
}

/// Whoever may not reach somebody learns exactly as much as of nobody.
#[track_caller]
fn sees_nothing(client: &Client, person: &str, status: u16) -> usize {
    let nobody = format!("/individuals/{}", Uuid::new_v4());
    let theirs = every_request(client, person);
    for (theirs, unknown) in theirs.iter().zip(every_request(client, &nobody)) {
        let known = if theirs.status == 400 { 400 } else { status };
        assert_eq!(theirs.status, known, "{}", theirs.text());
        assert_eq!(theirs.but_for_ids(), unknown.but_for_ids());
    }
    theirs.len()
}

#[track_caller]
fn sees_everything(client: &Client, person: &str) {
    let view = client.get(person).ok(200);
    assert_eq!(view["family_name"], "Verdi");
    client.get(&format!("{person}/timeline")).ok(200);
    for name in SECTIONS {
        client.get(&format!("{person}/{name}")).ok(200);
        client.get(&format!("{person}/{name}/history")).ok(200);
    }
    let path = format!("{person}/contacts");
    let tag = client.tag(&path);
    client.put_if(&path, &tag, &section(&contacts())).ok(200);
}

/// Opens a case of the person, in the office and caseload of this member.
fn open_case(app: &TestApp, person: &str, counsellor: Member, team: &[Member]) -> Uuid {
    let org = Uid::from(counsellor.place.organisation());
    let id = Uuid::new_v4();
    let person: Uuid = person.rsplit_once('/').unwrap().1.parse().unwrap();
    let mut conn = app.database.connection();
    diesel::insert_into(cases::table)
        .values((
            cases::organisation_id.eq(org),
            cases::id.eq(Uid(id)),
            cases::individual_id.eq(Uid(person)),
            cases::office_id.eq(Uid::from(counsellor.office())),
            cases::counsellor_id.eq(Some(Uid::from(counsellor.id()))),
            cases::status.eq("open"),
            cases::reason.eq("story"),
            cases::opened_on.eq(morning().date_naive()),
            cases::status_since.eq(morning().date_naive()),
            cases::version.eq(1_i64),
            cases::created_at.eq(Instant(morning())),
        ))
        .execute(&mut conn)
        .unwrap();
    for member in team {
        diesel::insert_into(case_team::table)
            .values((
                case_team::organisation_id.eq(org),
                case_team::case_id.eq(Uid(id)),
                case_team::staff_id.eq(Uid::from(member.id())),
            ))
            .execute(&mut conn)
            .unwrap();
    }
    id
}

fn search(client: &Client, body: &serde_json::Value) -> Answer {
    client.send(
        "POST",
        "/individual-searches",
        Some(body.to_string().into()),
    )
}

#[test]
fn without_a_case_a_person_belongs_to_the_desk_that_registered_her() {
    let app = TestApp::start();
    let person = person(&app);
    let mut cells = 0;
    for role in [
        Role::DeskOperator,
        Role::Counsellor,
        Role::TargetedPlacementOfficer,
        Role::Coordinator,
    ] {
        sees_everything(&app.member(home(role, 0)), &person);
        sees_everything(&app.member(home(role, 1)), &person);
        cells += sees_nothing(&app.member(home(role, 2)), &person, 404);
    }
    for role in [Role::Administrator, Role::Auditor] {
        for number in 0..3 {
            cells += sees_nothing(&app.member(home(role, number)), &person, 403);
        }
    }
    assert!(cells >= 180, "{cells}");
}

#[test]
fn with_an_open_case_a_person_belongs_to_whoever_follows_it() {
    let app = TestApp::start();
    let person = person(&app);
    let counsellor = home(Role::Counsellor, 0);
    let colleague = home(Role::TargetedPlacementOfficer, 2);
    let case = open_case(&app, &person, counsellor, &[colleague]);
    for member in [
        counsellor,
        colleague,
        home(Role::Coordinator, 0),
        home(Role::Coordinator, 1),
    ] {
        sees_everything(&app.member(member), &person);
    }
    for member in [
        home(Role::DeskOperator, 0),
        home(Role::DeskOperator, 2),
        home(Role::Counsellor, 1),
        home(Role::Counsellor, 2),
        home(Role::TargetedPlacementOfficer, 0),
        home(Role::Coordinator, 2),
    ] {
        sees_nothing(&app.member(member), &person, 404);
    }
    // The overview names only the cases that the reader may read.
    let view = app.member(counsellor).get(&person).ok(200);
    assert_eq!(view["open_case_ids"], json!([case]));
    // When it is closed, she is the desk's again.
    app.database
        .execute("UPDATE cases SET status = 'closed', outcome = 'withdrawn'");
    sees_everything(&app.as_(Role::DeskOperator), &person);
    sees_nothing(&app.member(colleague), &person, 404);
    let view = app.member(counsellor).get(&person).ok(200);
    assert_eq!(view["open_case_ids"], json!([]));
}

#[test]
fn nobody_reaches_a_person_of_another_organisation() {
    let app = TestApp::start();
    let person = person(&app);
    for role in roles_of_people() {
        let client = app.member(Member::new(Place::Away, role, 0));
        let never =
            role.reach(domain::policy::Action::ReadIndividual) == domain::policy::Reach::Never;
        sees_nothing(&client, &person, if never { 403 } else { 404 });
        for body in [
            json!({ "term": "verdi" }),
            json!({ "tax_code": lucia().tax_code().as_str() }),
        ] {
            let found = search(&client, &body);
            if never {
                found.refused(403, "forbidden");
            } else {
                assert_eq!(found.ok(200)["items"], json!([]));
            }
        }
    }
}

#[test]
fn a_search_shows_everybody_of_the_organisation_but_only_as_cards() {
    let app = TestApp::start();
    let person = person(&app);
    open_case(&app, &person, home(Role::Counsellor, 0), &[]);
    for role in [
        Role::DeskOperator,
        Role::Counsellor,
        Role::TargetedPlacementOfficer,
        Role::Coordinator,
    ] {
        let client = app.member(home(role, 2));
        let found = search(&client, &json!({ "term": "verdi lucia" })).ok(200);
        let card = found["items"][0].as_object().unwrap();
        let members: Vec<&String> = card.keys().collect();
        assert_eq!(
            members,
            [
                "_links",
                "birth_year",
                "family_name",
                "given_name",
                "id",
                "office_id"
            ]
        );
        assert_eq!(card["birth_year"], 1990);
        // The card leads to a record that stays closed.
        sees_nothing(&client, &person, 404);
    }
    for role in [Role::Administrator, Role::Auditor, Role::MachineClient] {
        search(&app.as_(role), &json!({ "term": "verdi" })).refused(403, "forbidden");
    }
}

#[test]
fn who_lost_the_person_does_not_get_an_old_answer_again() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let key = "registration-0123456789";
    let made = desk.post_as(key, "/individuals", &lucia().registration());
    made.ok(201);
    let again = || desk.post_as(key, "/individuals", &lucia().registration());
    assert_eq!(again().header("idempotency-replayed"), "true");
    let moved = home(Role::DeskOperator, 0);
    let sql = match app.store.engine() {
        "sqlite" => format!(
            "DELETE FROM staff_offices WHERE staff_id = x'{}'",
            moved.id().uuid().simple()
        ),
        _ => format!(
            "DELETE FROM staff_offices WHERE staff_id = '{}'",
            moved.id()
        ),
    };
    app.database.execute(&sql);
    assert!(crate::support::within(2_000, || again().status == 404));
    let auditor = home(Role::Auditor, 0);
    sees_nothing(
        &app.member(auditor),
        &crate::support::people::path(&made),
        403,
    );
}

/// Action, resource, purpose, whether of somebody, kind of actor.
type Recorded = (String, String, Option<String>, bool, String);

fn recorded(app: &TestApp) -> BTreeMap<String, Recorded> {
    app.store.flush_accesses().unwrap();
    let rows: Vec<(String, Recorded)> = accesses::table
        .select((
            accesses::request_id,
            (
                accesses::action,
                accesses::resource,
                accesses::purpose,
                accesses::individual_id.is_not_null(),
                accesses::actor_kind,
            ),
        ))
        .load(&mut app.database.connection())
        .unwrap();
    rows.into_iter().collect()
}

#[test]
fn every_read_of_a_person_is_recorded_once_with_its_purpose() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let before = recorded(&app).len();
    let purpose = "data_subject_request";
    let mut asked = Vec::new();
    let mut ask = |resource: &str, path: String| {
        let request = format!("lettura-{:04}", asked.len());
        let client = desk
            .with("Access-Purpose", purpose)
            .with("Request-Id", &request);
        let read = client.get(&path);
        read.ok(200);
        asked.push((request, resource.to_owned()));
        read.header("etag").to_owned()
    };
    let tag = ask("individual", person.clone());
    ask("timeline", format!("{person}/timeline"));
    ask("individual_facts", format!("{person}/facts"));
    for name in SECTIONS {
        ask("individual_section", format!("{person}/{name}"));
        ask("section_history", format!("{person}/{name}/history"));
    }
    // Who is told that nothing changed has read it too.
    let request = "lettura-0304";
    let client = desk.with("Access-Purpose", purpose);
    let same = client
        .with("Request-Id", request)
        .with("If-None-Match", tag)
        .get(&person);
    assert_eq!(same.status, 304);
    asked.push((request.to_owned(), "individual".to_owned()));
    let rows = recorded(&app);
    assert_eq!(rows.len(), before + asked.len());
    for (request, resource) in &asked {
        let expected = (
            "read_individual".to_owned(),
            resource.clone(),
            Some(purpose.to_owned()),
            true,
            "staff".to_owned(),
        );
        assert_eq!(rows[request], expected);
    }
    // Of a search it is recorded that it was, not whom it found.
    let searching = desk.with("Request-Id", "ricerca-0001");
    search(&searching, &json!({ "term": "verdi" })).ok(200);
    let (action, resource, purpose, whose, _) = recorded(&app)["ricerca-0001"].clone();
    assert_eq!(
        (action.as_str(), resource.as_str()),
        ("search_individuals", "individual_search")
    );
    assert_eq!((purpose.as_deref(), whose), (Some("case_work"), false));
    // Nothing was read where nothing was found.
    let count = recorded(&app).len();
    sees_nothing(&app.member(home(Role::DeskOperator, 2)), &person, 404);
    assert_eq!(recorded(&app).len(), count);
}
