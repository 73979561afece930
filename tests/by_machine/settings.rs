//! What Schemathesis is told beside the document.

use std::fmt::Write as _;
use std::path::Path;

use domain::actor::Role;
use persistence::Clock;
use serde_json::{Value, json};

use crate::support::app::token;
use crate::support::contract::{Contract, Operation};
use crate::support::world::World;
use crate::support::{Member, Place};

/// Values that exist, so that requests are about something: the names of parameters, and what they
/// may be.
fn dictionaries(world: &World) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = world
        .ids()
        .map(|(name, id)| (format!("path.{name}"), vec![id.to_owned()]))
        .collect();
    let id = |name: &str| vec![world.id(name).to_owned()];
    let people = [
        "individual_id",
        "newcomer",
        "twin",
        "other_twin",
        "colleague_s",
    ];
    let people: Vec<String> = people.into_iter().flat_map(id).collect();
    let offices: Vec<String> = (0..2)
        .map(|number| Place::Home.office(number).to_string())
        .collect();
    let tags = ["\"1-0\"", "\"2-0\""].map(ToOwned::to_owned).to_vec();
    all.retain(|(name, _)| name != "path.individual_id");
    all.push(("path.individual_id".to_owned(), people.clone()));
    for name in ["query.individual", "body.individual_id", "body.absorbed_id"] {
        all.push((name.to_owned(), people.clone()));
    }
    for name in ["query.office", "query.office_id", "body.office_id"] {
        all.push((name.to_owned(), offices.clone()));
    }
    for name in ["query.case", "body.case_id"] {
        all.push((name.to_owned(), id("case_id")));
    }
    for name in [
        "query.counsellor",
        "body.counsellor_id",
        "body.to_counsellor_id",
    ] {
        all.push((name.to_owned(), id("staff_id")));
    }
    all.push(("header.If-Match".to_owned(), tags));
    all
}

/// The settings of the program, which are TOML; strings and lists are written as in JSON.
pub(super) fn settings(world: &World) -> String {
    let mut dictionary = String::new();
    let mut parameters = String::from("\n[parameters]\n");
    for (number, (name, values)) in dictionaries(world).into_iter().enumerate() {
        let values = json!(values);
        writeln!(
            dictionary,
            "[dictionaries.known{number}]\nvalues = {values}"
        )
        .unwrap();
        let bound = format!("{{ dictionary = \"known{number}\", probability = 0.8 }}");
        writeln!(parameters, "{} = {bound}", json!(name)).unwrap();
    }
    let hooks = json!(Path::new(env!("CARGO_MANIFEST_DIR")).join("by_machine/hooks.py"));
    let checks = format!(
        "positive_data_acceptance.expected-statuses = {UNDERSTOOD}\n\
         negative_data_rejection.expected-statuses = {REFUSED}\n"
    );
    let guessing = guessing();
    format!("hooks = {hooks}\n{dictionary}{SETTINGS}{checks}{guessing}{parameters}")
}

/// What may be said to a request that is well formed, as it may be refused for what is there
/// already, or by a rule: all these are in the document.
const UNDERSTOOD: &str = r#"["2xx", 304, 401, 403, 404, 409, 410, 412, 413, 415, 416, 422, 428]"#;
/// What may be said to one that is not.
const REFUSED: &str = "[400, 401, 403, 404, 405, 406, 409, 411, 412, 413, 414, 415, 416, 422, 428]";

/// Where one proves to know a secret of one's own.
const OWN_SECRETS: [&str; 3] = [
    "/me/password",
    "/me/second-factor",
    "/me/second-factor/confirmation",
];

/// What every trial has.
const SETTINGS: &str = r#"
[auth.wfc]
path = "users.yaml"
user = "own"
peers = ["own", "stranger"]

[checks]
missing_required_header.expected-statuses = [400, 401, 403, 404, 406, 415, 422, 428]
"#;

/// Who signs in, and somebody of another organisation, who must never see what the first one made.
pub(super) fn users(role: Role) -> Value {
    let bearing = |name: &str, place| {
        let token = token(Member::new(place, role, 0), &Clock::System);
        let header = json!({ "name": "Authorization", "value": format!("Bearer {token}") });
        json!({ "name": name, "fixedHeaders": [header] })
    };
    json!({ "auth": [bearing("own", Place::Home), bearing("stranger", Place::Away)] })
}

/// Operations that a secret is guessed at: whoever goes on guessing is told to wait, whatever else
/// may be said of the request.
fn guessing() -> String {
    let all = Contract::new().operations().into_iter();
    let guessed = |operation: &Operation| {
        let is_public = operation.action.is_none() && operation.method != "GET";
        is_public || OWN_SECRETS.contains(&operation.path.as_str())
    };
    let names: Vec<String> = all
        .filter(guessed)
        .map(|operation| operation.label())
        .collect();
    let with_waiting = |statuses: &str| statuses.replacen('[', "[429, ", 1);
    format!(
        "\n[[operations]]\ninclude-name = {}\n\
         checks.positive_data_acceptance.expected-statuses = {}\n\
         checks.negative_data_rejection.expected-statuses = {}\n",
        json!(names),
        with_waiting(UNDERSTOOD),
        with_waiting(REFUSED)
    )
}
