//! Requests that a machine makes up from the document, sent to the running server under the rights
//! of each role. `cargo xtask conformance` brings the machine, which is Schemathesis.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use domain::actor::Role;
use persistence::Clock;
use serde_json::{Value, json};
use strum::IntoEnumIterator;

use crate::support::app::token;
use crate::support::effort::figure;
use crate::support::process::{Process, percorso};
use crate::support::world::World;
use crate::support::{BASE, Database, Member, Place};

/// The program, and how long it may try each role.
const PROGRAM: &str = "PERCORSO_SCHEMATHESIS";
const SECONDS: &str = "PERCORSO_CONFORMANCE_SECONDS";
/// Roles that are tried, by their codes; all of them when it is not set.
const ROLES: &str = "PERCORSO_CONFORMANCE_ROLES";

/// The same every time: what was found once is found again.
const SEEDS: [u32; 3] = [20_260_718, 20_261_122, 19_990_312];

/// Who tries what, beginning from which number.
struct Trial {
    role: Role,
    seed: u32,
}

/// One seed for each role, three for the counsellor, whose work the product is.
fn trials() -> Vec<Trial> {
    let wanted = std::env::var(ROLES).unwrap_or_default();
    let is_wanted =
        |role: &Role| wanted.is_empty() || wanted.split(',').any(|code| code == role.to_string());
    let seeds = |role| match role {
        Role::Counsellor => &SEEDS[..],
        _ => &SEEDS[..1],
    };
    Role::iter()
        .filter(is_wanted)
        .flat_map(|role| seeds(role).iter().map(move |&seed| Trial { role, seed }))
        .collect()
}

fn serve(database: &Database) -> Process {
    let mut command = percorso(database, &["serve"]);
    for limit in ["READS", "WRITES", "COSTLY"] {
        command.env(format!("PERCORSO_{limit}_A_MINUTE"), "1000000");
    }
    Process::start(command)
}

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
    let tags = ["\"1-0\"", "\"2-0\"", "*"].map(ToOwned::to_owned).to_vec();
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
fn settings(world: &World) -> String {
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
    format!("{dictionary}{SETTINGS}{parameters}")
}

/// What every trial has. A request that is well formed may be refused for what is there already, or
/// by a rule: all these are in the document.
const SETTINGS: &str = r#"
[auth.wfc]
path = "users.yaml"
user = "own"
peers = ["own", "stranger"]

[checks]
positive_data_acceptance.expected-statuses = ["2xx", 304, 401, 403, 404, 409, 410, 412, 413, 415, 416, 422, 428]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 411, 412, 413, 414, 415, 416, 422, 428]
missing_required_header.expected-statuses = [400, 401, 403, 404, 406, 415, 422, 428]
"#;

/// Who signs in, and somebody of another organisation, who must never see what the first one made.
fn users(role: Role) -> Value {
    let bearing = |name: &str, place| {
        let token = token(Member::new(place, role, 0), &Clock::System);
        let header = json!({ "name": "Authorization", "value": format!("Bearer {token}") });
        json!({ "name": name, "fixedHeaders": [header] })
    };
    json!({ "auth": [bearing("own", Place::Home), bearing("stranger", Place::Away)] })
}

/// Where a trial keeps its settings and what came of it.
fn folder(trial: &Trial) -> PathBuf {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let folder = target.join(format!("conformance/{}-{}", trial.role, trial.seed));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Whether the program found nothing, and the last line that it wrote.
fn try_it(trial: &Trial, program: &str, seconds: &str) -> (bool, String) {
    let database = Database::seeded();
    let process = serve(&database);
    let counsellor = Member::new(Place::Home, Role::Counsellor, 0);
    let world = World::made_by(&database, |member| process.member(member), counsellor);
    let folder = folder(trial);
    std::fs::write(folder.join("schemathesis.toml"), settings(&world)).unwrap();
    std::fs::write(folder.join("users.yaml"), users(trial.role).to_string()).unwrap();
    let told = folder.join("told.txt");
    let url = format!("http://{}{BASE}", process.address);
    let status = Command::new(program)
        .current_dir(&folder)
        .args(["--config-file", "schemathesis.toml", "run"])
        .arg(format!("{url}/openapi.json"))
        .args(["--url", &url, "--checks", "all", "--mode", "all"])
        .args(["--phases", "examples,coverage,fuzzing,stateful"])
        .args([
            "--max-examples",
            "25",
            "--workers",
            "2",
            "--continue-on-failure",
        ])
        .args(["--generation-database", "none", "--request-timeout", "10"])
        .args(["--max-time", seconds, "--seed", &trial.seed.to_string()])
        .args(["--report", "junit", "--report-dir", "report", "--no-color"])
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&told).unwrap())
        .status()
        .unwrap();
    let told = std::fs::read_to_string(told).unwrap();
    let last = told
        .lines()
        .rev()
        .find(|line| !line.trim_matches('=').trim().is_empty());
    (status.success(), last.unwrap_or_default().to_owned())
}

#[test]
#[ignore = "cargo xtask conformance brings the program that makes up the requests"]
fn whatever_a_machine_makes_up_from_the_document_is_answered_as_the_document_says() {
    let program = std::env::var(PROGRAM).expect("start it as `cargo xtask conformance`");
    let seconds = std::env::var(SECONDS).unwrap();
    let mut failed = Vec::new();
    for trial in trials() {
        let (is_clean, told) = try_it(&trial, &program, &seconds);
        let what = format!("{} from seed {}", trial.role, trial.seed);
        eprintln!("{what}: {told}");
        figure("P15", &what, &told);
        if !is_clean {
            failed.push(what);
        }
    }
    assert!(failed.is_empty(), "see target/conformance: {failed:?}");
}
