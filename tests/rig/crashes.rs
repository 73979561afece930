//! PostgreSQL is killed, with or without the server, while people work.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use crate::durability::wait_for_the_server;
use crate::kills::{
    Ledger, a_moment, nothing_acknowledged_is_lost, nothing_is_there_in_part, retries, serve,
    writers,
};
use crate::support::cluster::Cluster;
use crate::support::database::server;
use crate::support::effort::{effort, figure, left_out};
use crate::support::process::{Process, run};
use crate::support::{Database, within};

/// The cluster that these stories kill one after the other; it is gone with them.
pub(super) fn cluster() -> MutexGuard<'static, Cluster> {
    static ONE: LazyLock<Mutex<Cluster>> = LazyLock::new(|| Mutex::new(Cluster::start()));
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    /// PostgreSQL with all its children; the server lives on.
    Database,
    /// Both at once.
    Both,
}

/// Lets people work for a moment of chance, kills, starts what is dead, and asks again.
fn round(
    cluster: &Cluster,
    database: &Database,
    victim: Victim,
    numbers: &Arc<AtomicUsize>,
) -> Vec<Ledger> {
    let mut process = serve(database);
    let writers = writers(&process, numbers);
    // However slow the machine, they are in the midst of it.
    let begun = numbers.load(Ordering::Relaxed);
    assert!(within(20_000, || numbers.load(Ordering::Relaxed) > begun + 24));
    a_moment();
    if victim == Victim::Both {
        process.signal("KILL");
    }
    cluster.kill();
    let ledgers: Vec<Ledger> = writers.into_iter().map(|w| w.join().unwrap()).collect();
    cluster.start_again();
    if victim == Victim::Both {
        process = serve(database);
    }
    is_well(&process);
    nothing_is_there_in_part(database);
    retries(database, &process, &ledgers);
    nothing_is_there_in_part(database);
    process.kill();
    wait_for_the_server(database);
    ledgers
}

/// The same process finds its database again.
fn is_well(process: &Process) {
    let ready = || process.operator("/health/ready").status == 200;
    assert!(within(5_000, ready), "not ready again");
}

/// Every index agrees with its table, as far as PostgreSQL can tell.
fn indexes_are_sound(database: &Database) {
    database.execute("CREATE EXTENSION IF NOT EXISTS amcheck");
    let ordered = "pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
                   JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace \
                   WHERE a.amname = 'btree' AND n.nspname = 'public'";
    assert!(database.count(ordered) > 50);
    // It raises an error at the first that does not.
    database.execute(&format!(
        "SELECT bt_index_check(i.indexrelid, true) FROM {ordered}"
    ));
}

fn whoever_is_killed(victim: Victim, called: &str) {
    if server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let cluster = cluster();
    let database = cluster.database();
    let numbers = Arc::new(AtomicUsize::new(0));
    let rounds = effort(1, 25);
    let mut all = Vec::new();
    for _ in 0..rounds {
        all.extend(round(&cluster, &database, victim, &numbers));
    }
    indexes_are_sound(&database);
    let acknowledged = nothing_acknowledged_is_lost(&database, &all, 16 * rounds);
    figure("R-1", &format!("kill -9 of {called}: kills"), rounds);
    let there = format!("kill -9 of {called}: acknowledged writes, all there");
    figure("R-1", &there, acknowledged);
}

#[test]
fn what_was_acknowledged_before_postgresql_died_is_there_in_the_same_process() {
    whoever_is_killed(Victim::Database, "PostgreSQL");
}

#[test]
fn what_was_acknowledged_before_server_and_postgresql_died_is_there() {
    whoever_is_killed(Victim::Both, "server and PostgreSQL");
}

#[test]
fn a_postgresql_that_may_forget_what_it_confirmed_is_not_served_from() {
    if server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let cluster = cluster();
    let database = cluster.database();
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        let set = |value: &str| {
            database.execute(&format!("ALTER SYSTEM SET {setting} = {value}"));
            database.execute("SELECT pg_reload_conf()");
            let shown = format!("pg_settings WHERE name = '{setting}' AND setting = '{value}'");
            assert!(within(5_000, || database.count(&shown) == 1), "{setting}");
        };
        set("off");
        let refused = run(&database, &["serve"]);
        assert!(!refused.status.success(), "{setting}");
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains(setting), "{said}");
        set("on");
    }
    figure(
        "R-1",
        "settings of PostgreSQL that keep the server from starting",
        3,
    );
}
