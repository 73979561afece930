//! The primary dies under load, the standby is promoted, and the server finds it by itself.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::office::{Office, serving};
use crate::durability::the_chain_verifies;
use crate::support::cluster::Cluster;
use crate::support::database::server;
use crate::support::effort::{effort, figure, left_out};
use crate::support::process::Process;
use crate::support::{Database, within};

/// A standby that follows this primary, and that every commit waits for from now on.
fn standby_of(primary: &Cluster, database: &Database) -> Cluster {
    let mut standby = Cluster::copied(primary, &[], |copy, data| {
        copy.base_backup(primary, data, &["-X", "stream", "-R"]);
    });
    standby.listen();
    // Only now: a standby that is not there yet would hold every commit back.
    database.execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
    database.execute("SELECT pg_reload_conf()");
    let follows = || database.count("pg_stat_replication WHERE sync_state = 'sync'") == 1;
    assert!(within(30_000, follows), "{}", standby.log());
    standby
}

fn promote(standby: &Cluster) {
    let mut promote = standby.program("pg_ctl");
    promote.args(["promote", "-w", "-D"]).arg(standby.data());
    assert!(promote.status().unwrap().success(), "{}", standby.log());
}

/// The address of the database on both servers: whichever takes writes.
fn on_both(database: &Database, primary: &Cluster, standby: &Cluster) -> String {
    let one = format!("@127.0.0.1:{}/", primary.port());
    let two = format!(
        "@127.0.0.1:{},127.0.0.1:{}/",
        primary.port(),
        standby.port()
    );
    let url = database.at_port(primary.port()).replace(&one, &two);
    format!("{url}?target_session_attrs=read-write")
}

#[test]
fn a_standby_takes_over_without_losing_what_was_acknowledged() {
    if server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let mut primary = Cluster::start();
    let seeded = primary.database();
    let (mut writes, mut gaps) = (0, Vec::new());
    for round in 0..effort(1, 10) {
        let here = Database::at(&seeded.at_port(primary.port()));
        let standby = standby_of(&primary, &here);
        let both = Database::at(&on_both(&seeded, &primary, &standby));
        let process = Process::start(serving(&both));
        let office = Office::open(&process, 100_000 * round);
        sleep(Duration::from_millis(effort(1_000, 3_000)));
        let killed = Instant::now();
        primary.kill();
        promote(&standby);
        let promoted = killed.elapsed();
        sleep(Duration::from_millis(effort(4_000, 8_000)));
        let told = office.close();
        let served = told.first_after(killed + promoted) - killed;
        gaps.push(served);
        writes += told.count();
        let there = Database::at(&seeded.at_port(standby.port()));
        told.nobody_is_there_twice(&there);
        // The same process all the time: it found the other server by itself.
        assert_eq!(process.operator("/health/ready").status, 200);
        process.kill();
        the_chain_verifies(&there);
        primary = standby;
    }
    figure(
        "R-1",
        "acknowledged writes through failovers, none lost",
        writes,
    );
    gaps.sort();
    let (middle, last) = (gaps[gaps.len() / 2], gaps[gaps.len() - 1]);
    figure("R-1", "failovers", gaps.len());
    figure(
        "R-1",
        "from the death to the next write, median, ms",
        middle.as_millis(),
    );
    figure(
        "R-1",
        "from the death to the next write, longest, ms",
        last.as_millis(),
    );
}
