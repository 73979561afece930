//! Colleagues and offices: who sees them, and who changes whose rights.

use std::collections::BTreeSet;
use std::thread::spawn;

use domain::actor::Role;
use serde_json::{Value, json};
use strum::IntoEnumIterator;
use uuid::Uuid;

use crate::support::seed::{OFFICES, roles_of_people};
use crate::support::{Client, Member, Place, TestApp};

/// Every page of a list, as one.
fn all(client: &Client, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut path = path.to_owned();
    loop {
        let page = client.get(&path).ok(200);
        let found = page["items"].as_array().unwrap();
        assert!(found.len() <= 100);
        items.extend(found.iter().cloned());
        let Some(next) = page["_links"]["next"].as_str() else {
            assert!(page.get("next_cursor").is_none());
            return items;
        };
        let (_, rest) = next.split_once(crate::support::BASE).unwrap();
        rest.clone_into(&mut path);
    }
}

fn ids(items: &[Value]) -> BTreeSet<&str> {
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect()
}

fn path(member: Member) -> String {
    format!("/staff/{}", member.id())
}

#[test]
fn colleagues_are_listed_once_each_in_the_order_of_their_names() {
    let app = TestApp::start();
    let reader = app.as_(Role::DeskOperator);
    let count = roles_of_people().count() * 3;
    let whole = all(&reader, "/staff?limit=100");
    assert_eq!(whole.len(), count);
    for limit in [1, 4, 20, 21, 22] {
        assert_eq!(all(&reader, &format!("/staff?limit={limit}")), whole);
    }
    assert_eq!(ids(&whole).len(), count);
    let families: Vec<&str> = whole
        .iter()
        .map(|m| m["family_name"].as_str().unwrap())
        .collect();
    assert!(families.is_sorted());
    for member in &whole {
        let email = member["email"].as_str().unwrap();
        assert!(email.ends_with("@castelverde.example"), "{email}");
        assert!(member.get("password_hash").is_none());
    }
}

#[test]
fn a_list_of_colleagues_costs_as_much_however_many_there_are() {
    let app = TestApp::start();
    let reader = app.as_(Role::DeskOperator);
    let cost = |path| app.cost(|| reader.get(path).ok(200));
    assert_eq!(cost("/staff?limit=1"), cost("/staff?limit=100"));
    assert_eq!(cost("/offices?limit=1"), cost("/offices"));
}

#[test]
fn a_list_of_colleagues_is_filtered_as_asked() {
    let app = TestApp::start();
    let reader = app.as_(Role::Counsellor);
    let office = Place::Home.office(1);
    let gone = Member::new(Place::Home, Role::Coordinator, 2);
    let sql = format!(
        "UPDATE staff SET disabled = true WHERE email = '{}'",
        gone.email()
    );
    app.database.execute(&sql);
    for (query, count) in [
        ("role=coordinator".to_owned(), 3),
        (format!("office_id={office}"), roles_of_people().count()),
        (format!("office_id={office}&role=coordinator"), 1),
        ("status=disabled".to_owned(), 1),
        (
            format!("status=disabled&office_id={office}&role=coordinator"),
            1,
        ),
        ("status=disabled&role=counsellor".to_owned(), 0),
        (format!("office_id={}", Place::Away.office(0)), 0),
        (format!("office_id={}", Uuid::nil()), 0),
    ] {
        let found = all(&reader, &format!("/staff?limit=2&{query}"));
        assert_eq!(found.len(), count, "{query}");
    }
    for (query, fault) in [
        ("role=emperor", "role unknown_code"),
        ("role=", "role unknown_code"),
        ("status=gone", "status unknown_code"),
        ("office_id=1", "office_id invalid_id"),
        ("email=x", "email unknown_member"),
        ("sort=email", "sort unknown_member"),
        ("organisation_id=x", "organisation_id unknown_member"),
    ] {
        let answer = reader.get(&format!("/staff?{query}"));
        answer.refused(400, "bad_parameter");
        assert_eq!(answer.faults(), [fault], "{query}");
    }
}

#[test]
fn a_cursor_is_good_for_its_reader_and_its_list() {
    let app = TestApp::start();
    let reader = app.as_(Role::Counsellor);
    let page = reader.get("/staff?limit=2&role=counsellor").ok(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let ask = |client: &Client, query: &str| {
        client.get(&format!("/staff?limit=2&{query}cursor={cursor}"))
    };
    ask(&reader, "role=counsellor&").ok(200);
    ask(&reader, "").refused(400, "bad_cursor");
    ask(&reader, "role=coordinator&").refused(400, "bad_cursor");
    ask(&app.as_(Role::Auditor), "role=counsellor&").refused(400, "bad_cursor");
    let elsewhere = format!("/offices?cursor={cursor}");
    reader.get(&elsewhere).refused(400, "bad_cursor");
    let mut bent = cursor.to_owned();
    bent.replace_range(..1, if bent.starts_with('A') { "B" } else { "A" });
    for bad in [bent.as_str(), "x", "' OR 1=1", "%00", ""] {
        let answer = reader.get(&format!(
            "/staff?limit=2&role=counsellor&cursor={}",
            bad.replace(' ', "+")
        ));
        assert_eq!(answer.status, 400, "{bad}");
    }
}

#[test]
fn a_list_shows_only_the_members_that_were_asked_for() {
    let app = TestApp::start();
    let reader = app.as_(Role::Counsellor);
    for path in ["/staff?fields=id,email", "/staff?fields=(id,email)"] {
        for item in all(&reader, path) {
            let members: Vec<&String> = item.as_object().unwrap().keys().collect();
            assert_eq!(members, ["email", "id"]);
        }
    }
    reader.get("/offices?fields=label").ok(200);
    for fields in ["password_hash", "id,epoch", "id;drop", ""] {
        let answer = reader.get(&format!("/staff?fields={fields}"));
        answer.refused(400, "bad_parameter");
    }
}

#[test]
fn offices_are_listed_and_shown() {
    let app = TestApp::start();
    let reader = app.as_(Role::Auditor);
    let offices = all(&reader, "/offices?limit=1");
    assert_eq!(offices.len(), usize::from(OFFICES));
    for office in &offices {
        let path = format!("/offices/{}", office["id"].as_str().unwrap());
        let one = reader.get(&path);
        assert_eq!(&one.ok(200), office);
        let same = reader.with("If-None-Match", one.header("etag")).get(&path);
        assert_eq!((same.status, same.body.len()), (304, 0));
        let weak = format!("W/{}", one.header("etag"));
        assert_eq!(reader.with("If-None-Match", weak).get(&path).status, 304);
    }
    let organisation = reader.get("/organisation").ok(200);
    assert_eq!(organisation["legal_name"], "Comune di Castelverde");
}

#[test]
fn nobody_reaches_another_organisation_nor_learns_that_it_is_there() {
    let app = TestApp::start();
    let change = json!({ "roles": ["auditor"], "office_ids": [] });
    let nobody = Uuid::new_v4();
    for role in Role::iter() {
        let client = app.as_(role).with("If-Match", "\"1-00000000\"");
        for there in Role::iter() {
            let away = Member::new(Place::Away, there, 0);
            for tail in ["", "/disablement", "/enablement"] {
                let ask = |id: &dyn std::fmt::Display| {
                    let path = format!("/staff/{id}{tail}");
                    match tail {
                        "" => vec![
                            client.get(&path),
                            client.send("PUT", &path, Some(change.to_string().into())),
                        ],
                        _ => vec![client.step(&path)],
                    }
                };
                for (theirs, unknown) in ask(&away.id()).iter().zip(ask(&nobody)) {
                    assert!(matches!(theirs.status, 403 | 404), "{role} {tail}");
                    assert_eq!(theirs.but_for_ids(), unknown.but_for_ids());
                }
            }
        }
        let office = |id: &dyn std::fmt::Display| client.get(&format!("/offices/{id}"));
        let theirs = office(&Place::Away.office(0));
        assert_eq!(theirs.but_for_ids(), office(&nobody).but_for_ids());
    }
    assert_eq!(app.database.count("staff WHERE version > 1"), 0);
    // Nor gives anybody an office of somebody else.
    let mine = Member::new(Place::Home, Role::Counsellor, 0);
    let client = app.as_(Role::Administrator);
    let (away, home) = (Place::Away.office(0).uuid(), Place::Home.office(1).uuid());
    for offices in [[nobody, home, away], [away, home, nobody]] {
        let change = json!({ "roles": ["counsellor"], "office_ids": offices });
        let answer = client.put_if(&path(mine), "\"1-0\"", &change);
        answer.refused(422, "invalid");
        assert_eq!(
            answer.faults(),
            [
                "/office_ids/0 unknown_reference",
                "/office_ids/2 unknown_reference"
            ]
        );
    }
}

#[test]
fn rights_change_only_from_the_version_that_was_read() {
    let app = TestApp::start();
    let client = app.as_(Role::Administrator);
    let path = path(Member::new(Place::Home, Role::Counsellor, 0));
    let change = json!({ "roles": ["counsellor", "coordinator"], "office_ids": [] });
    client
        .send("PUT", &path, Some(change.to_string().into()))
        .refused(428, "precondition_required");
    let read = client.get(&path);
    let first = client.put_if(&path, read.header("etag"), &change);
    assert_eq!(first.ok(200)["version"], 2);
    let late = client.put_if(&path, read.header("etag"), &change);
    assert_eq!(late.refused(412, "stale")["current_version"], 2);
    for (body, faults) in [
        (
            json!({ "roles": [], "office_ids": [] }),
            vec!["/roles length"],
        ),
        (
            json!({ "roles": ["king", "auditor", "queen"], "office_ids": ["x"] }),
            vec![
                "/office_ids/0 invalid_id",
                "/roles/0 unknown_code",
                "/roles/2 unknown_code",
            ],
        ),
    ] {
        let answer = client.put_if(&path, first.header("etag"), &body);
        answer.refused(422, "invalid");
        let mut found = answer.faults();
        found.sort();
        assert_eq!(found, faults);
    }
}

/// No member that the server sets, and no column of the table, is ever taken from a body.
#[test]
fn nobody_grants_himself_anything_through_a_member_that_is_not_asked_for() {
    let app = TestApp::start();
    let client = app.as_(Role::Administrator);
    let member = Member::new(Place::Home, Role::Counsellor, 0);
    let path = path(member);
    for name in [
        "id",
        "organisation_id",
        "organisationId",
        "email",
        "given_name",
        "family_name",
        "password_hash",
        "passwordHash",
        "password_state",
        "epoch",
        "disabled",
        "status",
        "version",
        "created_at",
        "_links",
        "allowed_actions",
        "role",
        "officeIds",
        "permissions",
    ] {
        let mut body = json!({ "roles": ["auditor"], "office_ids": [] });
        body[name] = json!("1");
        let answer = client.put_if(&path, "\"1-0\"", &body);
        answer.refused(400, "malformed_request");
        assert_eq!(answer.faults(), [format!("/{name} unknown_member")]);
    }
    let twice = r#"{"roles":["auditor"],"office_ids":[],"roles":["administrator"]}"#;
    let answer = client
        .with("If-Match", "\"1-0\"")
        .send("PUT", &path, Some(twice.into()));
    answer.refused(400, "malformed_request");
    assert_eq!(app.database.count("staff WHERE version > 1"), 0);
}

#[test]
fn nobody_changes_the_own_rights() {
    let app = TestApp::start();
    let client = app.as_(Role::Administrator);
    let own = path(Member::administrator(0));
    let view = client.get(&own);
    let steps = view.ok(200)["allowed_actions"].clone();
    for step in steps.as_array().unwrap() {
        assert_eq!(step["allowed"], false, "{step}");
    }
    let body = json!({ "roles": ["administrator", "coordinator"], "office_ids": [] });
    client
        .put_if(&own, view.header("etag"), &body)
        .refused(409, "own_account");
    client
        .with("If-Match", view.header("etag"))
        .step(&format!("{own}/disablement"))
        .refused(409, "own_account");
}

#[test]
fn of_two_administrators_who_disable_each_other_one_remains() {
    for _ in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let out = format!(
            "UPDATE staff SET disabled = true WHERE email = '{}'",
            Member::administrator(2).email()
        );
        app.database.execute(&out);
        let duel: Vec<_> = [(&app, 0, 1), (&second, 1, 0)]
            .into_iter()
            .map(|(server, who, whom)| {
                let client = server
                    .member(Member::administrator(who))
                    .with("If-Match", "\"1-0\"");
                let path = format!("{}/disablement", path(Member::administrator(whom)));
                spawn(move || client.step(&path))
            })
            .collect();
        let answers: Vec<_> = duel.into_iter().map(|d| d.join().unwrap()).collect();
        let won = answers.iter().filter(|answer| answer.status == 200).count();
        let told: Vec<String> = answers.iter().map(crate::support::Answer::text).collect();
        assert_eq!(won, 1, "{told:#?}");
        let left = "staff JOIN staff_roles ON staff_id = id WHERE role = 'administrator' \
                    AND NOT disabled AND email LIKE '%castelverde%'";
        assert_eq!(app.database.count(left), 1);
    }
}
