//! Every route and every role: the table, and what really happens.

use std::fmt::Write as _;

use api::app::all_routes;
use api::http::Access;
use domain::actor::Role;
use domain::kernel::Id;
use domain::policy::Reach;
use serde_json::Value;
use strum::IntoEnumIterator;
use uuid::Uuid;

use crate::support::app::claims;
use crate::support::{Answer, Client, Member, Place, TestApp, keys, seed};

/// Which facts a case file tells of agreements, and whether it shows the one that runs, is decided by
/// the right alone: whoever reads the file reaches its case.
#[test]
fn agreements_are_read_where_cases_are_or_nowhere() {
    use domain::policy::Action::{ReadAgreements, ReadCase};
    for role in Role::iter() {
        let agreed = role.reach(ReadAgreements);
        assert!(
            [Reach::Never, role.reach(ReadCase)].contains(&agreed),
            "{role}"
        );
    }
}

/// Where the table is kept; `PERCORSO_REGENERATE=1` writes it again.
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/policy.golden");

fn table() -> String {
    let mut roles: Vec<Role> = Role::iter().collect();
    roles.sort();
    let mut lines: Vec<String> = all_routes()
        .all
        .iter()
        .map(|route| {
            let mut line = format!("{} {} {}", route.method, route.path, route.access.label());
            if let Access::To(action) = route.access {
                for role in &roles {
                    let reach = role.reach(action);
                    if reach != Reach::Never {
                        write!(line, "\n    {role}: {reach}").unwrap();
                    }
                }
            }
            line
        })
        .collect();
    lines.sort();
    lines.join("\n") + "\n"
}

#[test]
fn the_table_of_rights_is_the_one_that_was_agreed() {
    let table = table();
    if std::env::var_os("PERCORSO_REGENERATE").is_some() {
        std::fs::write(GOLDEN, &table).unwrap();
    }
    let agreed = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    let missing = |whole: &str, part: &str| -> Vec<String> {
        part.lines()
            .filter(|line| !whole.lines().any(|known| known == *line))
            .map(str::to_owned)
            .collect()
    };
    assert!(
        table == agreed,
        "rights changed (PERCORSO_REGENERATE=1 agrees):\nnew: {:#?}\ngone: {:#?}",
        missing(&agreed, &table),
        missing(&table, &agreed)
    );
}

/// Every operation of the document, with its action.
fn operations(document: &Value) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if method == "parameters" {
                continue;
            }
            let action = operation["x-action"].as_str();
            let action = action.unwrap_or_else(|| panic!("{method} {path} has no x-action"));
            all.push((method.to_uppercase(), path.clone(), action.to_owned()));
        }
    }
    all.sort();
    all
}

#[test]
fn the_document_names_the_action_of_every_route_and_no_other() {
    let document = api::openapi::document(all_routes().operations(), "0");
    let mut mounted: Vec<_> = all_routes()
        .all
        .iter()
        .map(|route| {
            let method = route.method.to_string();
            (method, route.path.clone(), route.access.label())
        })
        .collect();
    mounted.sort();
    assert_eq!(operations(&document), mounted);
    let app = TestApp::start();
    let served = app.stranger().get("/openapi.json").ok(200);
    assert_eq!(operations(&served), mounted);
}

/// The path with something that does not exist in each of its places.
pub(crate) fn nowhere(path: &str) -> String {
    let mut concrete = String::new();
    for piece in path.split('/').skip(1) {
        concrete.push('/');
        if piece.starts_with('{') {
            concrete.push_str("01900000-0000-7000-8000-0000000000ff");
        } else {
            concrete.push_str(piece);
        }
    }
    concrete
}

/// Somebody of this role with a session that nothing else uses: a route may end it.
fn fresh(app: &TestApp, role: Role) -> Client {
    let member = Member::new(Place::Home, role, 0);
    if role == Role::MachineClient {
        return app.member(member);
    }
    let session = Id::new(Uuid::new_v4());
    seed::open_session(&mut app.database.connection(), member, session).unwrap();
    let mut claims = claims(member, app.clock.now());
    claims.sid = session.uuid();
    app.stranger().bearing(keys().issue(&claims).unwrap())
}

pub(crate) fn ask(client: &Client, method: &str, path: &str) -> Answer {
    let body = matches!(method, "POST" | "PUT").then(|| b"{ broken".to_vec());
    client
        .with("Idempotency-Key", Uuid::new_v4().to_string())
        .send(method, path, body)
}

#[test]
fn every_route_lets_in_exactly_the_roles_of_the_table() {
    let app = TestApp::start();
    let mut cells = 0;
    for route in all_routes().all {
        let (method, path) = (route.method.as_str(), nowhere(&route.path));
        let stranger = ask(&app.stranger(), method, &path);
        match route.access {
            Access::Public => {
                let turned_away = matches!(stranger.status, 403 | 500..);
                assert!(!turned_away, "{route:?}: {}", stranger.text());
            }
            Access::To(_) => {
                stranger.refused(401, "unauthenticated");
            }
        }
        for role in Role::iter() {
            cells += 1;
            let answer = ask(&fresh(&app, role), method, &path);
            let what = format!("{route:?} as {role}: {} {}", answer.status, answer.text());
            assert!(answer.status < 500, "{what}");
            match route.access {
                Access::To(action) if role.reach(action) == Reach::Never => {
                    assert_eq!(answer.status, 403, "{what}");
                    answer.refused(403, "forbidden");
                }
                _ => assert!(!matches!(answer.status, 401 | 403), "{what}"),
            }
        }
    }
    assert_eq!(cells, all_routes().all.len() * Role::iter().count());
}
