//! Imports of the real server: killed, taken over, and measured.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "figures for people"
)]

use std::process::Stdio;
use std::time::{Duration, Instant};

use domain::actor::Role;

use super::fictional::{mixed, mixed_file};
use super::{sent, text};
use crate::support::memory::{BOUND, peak};
use crate::support::process::{Process, percorso};
use crate::support::{Client, Database, Member, Place, within};

fn serve(database: &Database) -> Process {
    let mut command = percorso(database, &["serve"]);
    command
        .env("PERCORSO_READS_A_MINUTE", "1000000")
        .env("PERCORSO_LOG", "warn,api=info");
    Process::start(command)
}

fn coordinator(process: &Process) -> Client {
    process.member(Member::new(Place::Home, Role::Coordinator, 0))
}

fn read(client: &Client, path: &str) -> i64 {
    let view = client.get(path).ok(200);
    view["counts"]["read"].as_i64().unwrap()
}

fn is_done(client: &Client, path: &str) -> bool {
    let view = client.get(path).ok(200);
    assert!(view["status"] != "failed", "{view}");
    view["status"] == "done"
}

#[test]
fn an_import_whose_process_was_killed_goes_on_in_another_without_loss_or_double() {
    let database = Database::seeded();
    let first = serve(&database);
    let client = coordinator(&first);
    let path = sent(&client, "", text(3_000));
    assert!(within(60_000, || read(&client, &path) >= 600));
    first.kill();
    let before = database.count("individuals");
    assert!((600..3_000).contains(&before), "{before}");
    assert_eq!(
        database.count("import_rows"),
        before,
        "rows and people are kept together"
    );
    // Two at once: one of them goes on with it when the lease of the dead one has expired.
    let (second, third) = (serve(&database), serve(&database));
    let client = coordinator(&second);
    assert!(within(120_000, || is_done(&client, &path)));
    assert_eq!(
        coordinator(&third).get(&path).ok(200)["counts"]["created"],
        3_000
    );
    assert_eq!(database.count("individuals"), 3_000);
    assert_eq!(
        database.count("import_rows WHERE outcome = 'created'"),
        3_000
    );
    assert_eq!(
        database.count("events WHERE kind = 'individual_registered'"),
        3_000
    );
    assert_eq!(database.count("events WHERE kind = 'import_resumed'"), 1);
    assert_eq!(database.count("events WHERE kind = 'import_finished'"), 1);
    assert_eq!(database.count("import_pieces"), 0);
    let rest = (3_000 - before + 199) / 200;
    let batches = database.count("events WHERE kind = 'individuals_imported'");
    assert_eq!(batches, before / 200 + rest);
}

/// Says what was measured, and asserts the bound.
#[track_caller]
fn judge(what: &str, people: usize, begun: Instant, peak: u64) {
    let rate = people as f64 / begun.elapsed().as_secs_f64();
    eprintln!("{what}, {people} rows: {rate:.0} rows/s, peak {peak} MiB");
    assert!(peak < BOUND, "{what}: {peak} MiB");
}

/// The seconds that a process spent on a processor; others that run beside it do not count.
fn spent(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // Behind the name, which may hold blanks, user and system time are the 12th and 13th figure.
    let (_, figures) = stat.rsplit_once(") ").unwrap();
    let figures = figures.split(' ').skip(11).take(2);
    let ticks: f64 = figures.map(|ticks| ticks.parse::<f64>().unwrap()).sum();
    ticks / 100.0
}

fn serving(people: usize, more: &str) {
    let database = Database::seeded();
    let process = serve(&database);
    let client = coordinator(&process);
    let file = mixed(people);
    let begun = Instant::now();
    let path = sent(&client, more, file);
    let mut steps = Vec::new();
    // Signed in anew each time: an access token does not live as long as a large import.
    while !is_done(&coordinator(&process), &path) {
        steps.push((read(&coordinator(&process), &path), spent(process.id())));
        std::thread::sleep(Duration::from_millis(500));
    }
    let done = coordinator(&process).get(&path).ok(200);
    let count = |member: &str| done["counts"][member].as_i64().unwrap();
    let (created, candidates) = (count("created"), count("candidates"));
    let people_in = i64::try_from(people).unwrap();
    // Whose two names are one word is the same with the names changed over.
    let told = created + candidates + count("unchanged");
    assert_eq!(told, people_in, "{done}");
    assert!(candidates >= people_in / 10, "{done}");
    let cost = |from: usize, to: usize| {
        let at = |many: usize| steps.iter().find(|(rows, _)| *rows >= many as i64);
        let ((first, since), (last, until)) = (at(from)?, at(to)?);
        Some((until - since) * 1e6 / (last - first) as f64)
    };
    let sixth = people / 6;
    let costs = (0..5).map_while(|part| cost(part * sixth + 1, (part + 1) * sixth));
    let costs: Vec<_> = costs.map(|cost| format!("{cost:.0}")).collect();
    let costs = costs.join(", ");
    eprintln!("processor time of a row in µs, by sixths of the file but the last: {costs}");
    let peak = peak(process.id()).unwrap();
    judge(&format!("POST /imports{more}"), people, begun, peak);
}

fn commanding(people: usize, more: &[&str]) {
    let database = Database::seeded();
    let folder = tempfile::tempdir().unwrap();
    let path = mixed_file(folder.path(), people).display().to_string();
    let user = Member::new(Place::Home, Role::Coordinator, 0).email();
    let mut arguments = vec!["import", "individuals", &path, "--user", &user];
    arguments.extend(more);
    let begun = Instant::now();
    let mut command = percorso(&database, &arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut most = 0;
    let status = loop {
        most = peak(child.id()).unwrap_or(most).max(most);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success());
    judge(&format!("percorso import {more:?}"), people, begun, most);
}

#[test]
fn an_import_of_five_thousand_rows_stays_below_a_hundred_and_fifty_mib() {
    serving(5_000, "");
}

#[test]
fn a_dry_run_of_twenty_thousand_rows_stays_below_a_hundred_and_fifty_mib() {
    commanding(20_000, &["--dry-run"]);
}

#[test]
#[ignore = "takes minutes; docs/performance.md says how to measure"]
fn a_hundred_thousand_rows_by_command_stay_below_a_hundred_and_fifty_mib() {
    commanding(100_000, &["--dry-run"]);
    commanding(100_000, &[]);
}

#[test]
#[ignore = "takes minutes; docs/performance.md says how to measure"]
fn a_hundred_thousand_rows_by_request_stay_below_a_hundred_and_fifty_mib() {
    serving(100_000, "&dry_run=true");
    serving(100_000, "");
}
