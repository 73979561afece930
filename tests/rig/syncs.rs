//! What is acknowledged has reached the disk: a kill cannot show it, because the system keeps what a
//! process has written. So syncs are counted, and made to fail.

use std::fs;
use std::path::Path;
use std::process::Command;

use diesel::RunQueryDsl;

use super::crashes::cluster;
use super::{Effects, Registration, desk, generous};
use crate::durability::the_chain_verifies;
use crate::support::cluster::children;
use crate::support::database::server;
use crate::support::effort::{effort, figure, left_out};
use crate::support::process::Process;
use crate::support::{Database, within};

/// The server under strace with these arguments.
fn traced(database: &Database, arguments: &[&str], into: &Path) -> Process {
    let inner = generous(database);
    let mut strace = Command::new("strace");
    strace
        .args(["-f", "-qq", "-o"])
        .arg(into)
        .args(arguments)
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear();
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            strace.env(name, value);
        }
    }
    Process::start(strace)
}

/// Tells the server, not who traces it.
fn signal_the_traced(process: &Process, signal: &str) {
    for child in children(process.id()) {
        let mut kill = Command::new("kill");
        kill.args([format!("-{signal}"), child.to_string()]);
        assert!(kill.status().unwrap().success());
    }
}

/// The calls of a summary of strace that bring something to the disk.
fn counted(summary: &str) -> u64 {
    let rows = summary.lines().map(str::split_whitespace);
    rows.filter_map(|row| {
        let row: Vec<&str> = row.collect();
        let name = row.last()?;
        if *name != "fsync" && *name != "fdatasync" {
            return None;
        }
        row.get(3)?.parse::<u64>().ok()
    })
    .sum()
}

#[test]
fn every_acknowledged_write_of_one_client_costs_a_sync_at_least() {
    let many: usize = effort(60, 200);
    if server().is_some() {
        return on_postgresql(many);
    }
    let database = Database::seeded();
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("summary");
    let trace = ["-c", "-e", "trace=fsync,fdatasync"];
    let mut process = traced(&database, &trace, &summary);
    register(&process, many);
    signal_the_traced(&process, "TERM");
    process.ended(20_000);
    let syncs = counted(&fs::read_to_string(summary).unwrap());
    told(many, syncs);
}

/// One client, one after the other.
fn register(process: &Process, many: usize) {
    let client = process.member(desk(0));
    for number in 0..many {
        let answer = Registration::numbered(number).send(&client).unwrap();
        answer.ok(201);
    }
}

#[derive(diesel::QueryableByName)]
struct Syncs {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    syncs: i64,
}

/// PostgreSQL counts itself.
fn on_postgresql(many: usize) {
    let cluster = cluster();
    let database = cluster.database();
    let process = Process::start(generous(&database));
    let syncs = || {
        let query = diesel::sql_query("SELECT wal_sync AS syncs FROM pg_stat_wal");
        let row: Syncs = query.get_result(&mut database.connection()).unwrap();
        u64::try_from(row.syncs).unwrap()
    };
    let before = syncs();
    register(&process, many);
    // Each process tells what it did now and then, and at its end.
    process.kill();
    let enough = || syncs() - before >= many as u64;
    within(5_000, enough);
    told(many, syncs() - before);
}

fn told(many: usize, syncs: u64) {
    assert!(syncs >= many as u64, "{syncs} syncs for {many} writes");
    figure("R-1", "writes of one client", many);
    figure("R-1", "syncs meanwhile", syncs);
}

#[test]
fn a_disk_that_does_not_take_a_write_is_never_told_as_success() {
    if server().is_some() {
        return left_out("PostgreSQL stops itself when a sync fails: other stories kill it");
    }
    let (mut acknowledged, mut refused) = (Vec::new(), 0);
    let database = Database::seeded();
    let rounds = effort(2, 20);
    for round in 0..rounds {
        let inject = format!(
            "inject=fsync,fdatasync:error=EIO:when={}+",
            20 + 7 * round % 35
        );
        let trace = ["-e", "trace=fsync,fdatasync", "-e", &inject];
        let process = traced(&database, &trace, Path::new("/dev/null"));
        let client = process.member(desk(0));
        let mut failed = Vec::new();
        for number in 0..60 {
            let post = Registration::numbered(100 * round + number);
            let answer = post.send(&client).unwrap();
            match answer.status {
                201 => {
                    assert!(failed.is_empty(), "a write after the disk was gone");
                    acknowledged.push(post);
                }
                503 => failed.push(post),
                other => panic!("{other}: {}", answer.text()),
            }
        }
        assert!(failed.len() > 3, "the disk never failed");
        refused += failed.len();
        signal_the_traced(&process, "KILL");
        drop(process);
        ask_again(&database, &failed);
        acknowledged.extend(failed);
    }
    let effects = Effects::of(&database);
    assert!(acknowledged.iter().all(|post| effects.times(post) == 1));
    assert_eq!(
        database.count("pragma_integrity_check WHERE integrity_check <> 'ok'"),
        0
    );
    the_chain_verifies(&database);
    figure("R-1", "failing syncs: disks that failed", rounds);
    figure(
        "R-1",
        "failing syncs: writes refused, none acknowledged",
        refused,
    );
}

/// On a sound disk each of them happens, once.
fn ask_again(database: &Database, failed: &[Registration]) {
    let process = Process::start(generous(database));
    let client = process.member(desk(0));
    for post in failed {
        assert!(post.effects(database) <= 1);
        post.send(&client).unwrap().ok(201);
    }
    process.kill();
}
