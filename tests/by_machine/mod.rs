//! Requests that a machine makes up from the document, sent to the running server under the rights
//! of each role. `cargo xtask conformance` brings the machine, which is Schemathesis.

mod asked;
mod settings;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use domain::actor::Role;
use strum::IntoEnumIterator;

use crate::support::effort::figure;
use crate::support::process::{Process, percorso};
use crate::support::world::World;
use crate::support::{BASE, Database, Member, Place};

use asked::{Asked, Reached, reached};
use settings::{settings, users};

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

/// Where a trial keeps its settings and what came of it.
fn folder(trial: &Trial) -> PathBuf {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let folder = target.join(format!("conformance/{}-{}", trial.role, trial.seed));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What came of a trial.
struct Outcome {
    /// Whether the server still answers.
    is_alive: bool,
    /// Whether the program found nothing.
    is_clean: bool,
    /// The last line that it wrote.
    told: String,
    reached: Reached,
}

impl Outcome {
    /// What speaks against the product, or against the trial: one that ran out of time before it
    /// asked for everything is no proof.
    fn faults(&self) -> Vec<String> {
        let gone = (!self.is_alive).then(|| "the server is gone".to_owned());
        let found = (!self.is_clean).then(|| "the program found faults".to_owned());
        let missed = self.reached.missed.iter();
        let let_in = self.reached.let_in.iter();
        gone.into_iter()
            .chain(found)
            .chain(missed.map(|label| format!("not reached: {label}")))
            .chain(let_in.map(|label| format!("not for this role: {label}")))
            .collect()
    }
}

/// Ends the session of the trial, which would go on as that of a stranger: this comes last.
const SIGNS_OUT: &str = "DELETE /sessions/current";
/// How many seconds that may take.
const AT_LAST: &str = "10";

fn try_it(trial: &Trial, program: &str, seconds: &str) -> Outcome {
    let database = Database::seeded();
    let mut process = serve(&database);
    let counsellor = Member::new(Place::Home, Role::Counsellor, 0);
    let world = World::made_by(&database, |member| process.member(member), counsellor);
    let folder = folder(trial);
    std::fs::write(folder.join("schemathesis.toml"), settings(&world)).unwrap();
    std::fs::write(folder.join("users.yaml"), users(trial.role).to_string()).unwrap();
    let url = format!("http://{}{BASE}", process.address);
    let mut asked = Asked::new();
    let mut part = |called: &str, which: [&str; 2], seconds: &str| {
        let mut command = Command::new(program);
        command.current_dir(&folder).args(arguments(trial, &url));
        command.args(which).args(["--max-time", seconds]);
        let told = folder.join(format!("{called}.txt"));
        let is_clean = run(&mut command, &told);
        asked::take(&folder, &mut asked);
        (is_clean, last_line(&told))
    };
    let (first, told) = part("told", ["--exclude-name", SIGNS_OUT], seconds);
    let (last, told_last) = part("told-last", ["--include-name", SIGNS_OUT], AT_LAST);
    let log = process.log().join("\n");
    std::fs::write(folder.join("server.jsonl"), log).unwrap();
    Outcome {
        is_alive: process.is_running(),
        is_clean: first && last,
        told: if last { told } else { told_last },
        reached: reached(&asked, trial.role),
    }
}

fn arguments(trial: &Trial, url: &str) -> Vec<String> {
    let seed = trial.seed.to_string();
    // One worker: threads that describe strategies at once make Python 3.11 stumble.
    let words = "--config-file schemathesis.toml run --checks all --mode all \
                 --phases examples,coverage,fuzzing,stateful --max-examples 25 --workers 1 \
                 --continue-on-failure --generation-database none --request-timeout 10 \
                 --report junit --report-dir report --no-color --seed";
    let words = words.split(' ').map(ToOwned::to_owned);
    let rest = [&seed, "--url", url, &format!("{url}/openapi.json")].map(ToOwned::to_owned);
    words.chain(rest).collect()
}

/// Whether the program found nothing; what it writes is kept.
fn run(command: &mut Command, told: &Path) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(told).unwrap());
    command.status().unwrap().success()
}

/// What the program said at the end.
fn last_line(told: &Path) -> String {
    let told = std::fs::read_to_string(told).unwrap();
    let mut lines = told.lines().map(|line| line.trim_matches(['=', ' ']));
    lines
        .rfind(|line| !line.is_empty())
        .unwrap_or_default()
        .to_owned()
}

#[test]
#[ignore = "cargo xtask conformance brings the program that makes up the requests"]
fn whatever_a_machine_makes_up_from_the_document_is_answered_as_the_document_says() {
    let program = std::env::var(PROGRAM).expect("start it as `cargo xtask conformance`");
    let seconds = std::env::var(SECONDS).unwrap();
    let mut failed = Vec::new();
    for trial in trials() {
        let what = format!("{} from seed {}", trial.role, trial.seed);
        let outcome = try_it(&trial, &program, &seconds);
        let Reached {
            may,
            done,
            requests,
            ..
        } = outcome.reached;
        let told = format!(
            "{}; {requests} requests, {done} of {may} operations did what was asked",
            outcome.told
        );
        eprintln!("{what}: {told}");
        figure("P15", &what, &told);
        let only_missing = &outcome.reached.only_missing;
        if !only_missing.is_empty() {
            eprintln!("{what}: never found what was asked for: {only_missing:#?}");
        }
        let faults = outcome.faults();
        failed.extend(faults.into_iter().map(|fault| format!("{what}: {fault}")));
    }
    assert!(failed.is_empty(), "see target/conformance: {failed:#?}");
}
