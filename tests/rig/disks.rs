//! The disk is full, and has room again.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::{Effects, Registration, comes_later, desk, generous, millis};
use crate::durability::the_chain_verifies;
use crate::support::cluster::Cluster;
use crate::support::database::server;
use crate::support::effort::{effort, figure, left_out};
use crate::support::process::Process;
use crate::support::{Client, Database, within};

/// What everybody may read without leaving a trace that would need room.
const READ: [&str; 3] = ["/status", "/vocabularies", "/offices"];

/// Writes until there is no room and goes on for a while; gives what was acknowledged and what not.
fn fill(client: &Client, from: usize) -> (Vec<Registration>, Vec<Registration>) {
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for number in from..from + 4_000 {
        let post = Registration::numbered(number);
        let answer = post.send(client).unwrap();
        if answer.status == 201 {
            done.push(post);
            continue;
        }
        comes_later(&answer);
        // PostgreSQL stops itself when its log finds no room.
        if server().is_none() {
            answer.refused(503, "unavailable");
            for path in READ {
                client.get(path).ok(200);
            }
        }
        refused.push(post);
        if refused.len() == 10 {
            break;
        }
    }
    assert!(!refused.is_empty(), "there was always room");
    (done, refused)
}

/// How soon everything works again, without a new start.
fn recovers(client: &Client, refused: &[Registration]) -> Duration {
    let begun = Instant::now();
    let well = || {
        refused
            .iter()
            .all(|post| post.send(client).unwrap().status == 201)
    };
    assert!(within(10_000, well), "still refused");
    begun.elapsed()
}

fn nothing_is_lost(database: &Database, all: &[Registration]) {
    let effects = Effects::of(database);
    for post in all {
        assert_eq!(effects.times(post), 1, "{post:?}");
    }
    if database.url().starts_with("sqlite") {
        let bad = "pragma_integrity_check WHERE integrity_check <> 'ok'";
        assert_eq!(database.count(bad), 0);
    }
    the_chain_verifies(database);
}

/// A server whose files may not grow beyond so many KiB.
fn bounded(database: &Database, kib: u64) -> Process {
    let inner = generous(database);
    // Who writes beyond the limit gets an error instead of a signal that ends the process.
    let limit = format!("trap '' XFSZ; ulimit -S -f {}; exec \"$0\" \"$@\"", 2 * kib);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &limit])
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear();
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    Process::start(shell)
}

fn unbound(process: &Process) {
    let mut prlimit = Command::new("prlimit");
    prlimit.args(["--fsize=unlimited", "--pid", &process.id().to_string()]);
    assert!(prlimit.status().unwrap().success());
}

#[test]
fn files_that_may_not_grow_stop_writes_alone_and_only_as_long_as_that_lasts() {
    if server().is_some() {
        return left_out("PostgreSQL is no file of ours to bound");
    }
    let database = Database::seeded();
    let size = std::fs::metadata(database.path()).unwrap().len() / 1024;
    let process = bounded(&database, size + 200);
    let client = process.member(desk(0));
    let (mut all, refused) = fill(&client, 0);
    // It answers, and whoever balances between servers hears that it takes no writes.
    let ready = || process.operator("/health/ready").status;
    assert!(within(2_000, || ready() == 503));
    unbound(&process);
    let took = recovers(&client, &refused);
    assert!(within(2_000, || ready() == 200));
    figure("R-8", "file limit: acknowledged before", all.len());
    figure("R-8", "file limit: well again after", millis(took));
    all.extend(refused);
    process.kill();
    nothing_is_lost(&database, &all);
}

/// A disk of its own, in memory.
struct Disk(PathBuf);

impl Disk {
    fn mounted(size: &str) -> Self {
        let folder = tempfile::tempdir().unwrap().keep();
        let mut mount = Command::new("mount");
        let how = format!("size={size},mode=0755");
        mount
            .args(["-t", "tmpfs", "-o", &how, "tmpfs"])
            .arg(&folder);
        assert!(
            mount.status().unwrap().success(),
            "the long form mounts a small disk: run it as root"
        );
        Self(folder)
    }

    /// Takes all the room there is, but for so many bytes.
    fn take(&self, but: u64) {
        let mut df = Command::new("df");
        df.args(["--output=avail", "-B1"]).arg(&self.0);
        let told = String::from_utf8(df.output().unwrap().stdout).unwrap();
        let free: u64 = told.lines().last().unwrap().trim().parse().unwrap();
        let size = free.saturating_sub(but).to_string();
        let mut fallocate = Command::new("fallocate");
        fallocate.args(["-l", &size]).arg(self.ballast());
        assert!(fallocate.status().unwrap().success());
    }

    fn give_back(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let mut umount = Command::new("umount");
        let _ = umount.arg("--lazy").arg(&self.0).status();
        let _ = std::fs::remove_dir(&self.0);
    }
}

#[test]
fn a_small_disk_with_an_embedded_database_stops_writes_alone() {
    if !effort(false, true) || server().is_some() {
        return left_out("small disks are mounted at length only, here for SQLite");
    }
    let disk = Disk::mounted("64m");
    let folder = tempfile::tempdir_in(&disk.0).unwrap();
    let database = Database::seeded_sqlite(folder);
    let process = Process::start(generous(&database));
    let client = process.member(desk(0));
    let mut all = Vec::new();
    let mut longest = Duration::ZERO;
    for round in 0..5 {
        disk.take(2 * 1024 * 1024);
        let (done, refused) = fill(&client, 10_000 * round);
        disk.give_back();
        longest = longest.max(recovers(&client, &refused));
        all.extend(done);
        all.extend(refused);
    }
    process.kill();
    nothing_is_lost(&database, &all);
    figure(
        "R-8",
        "disk of 64 MiB, 5 times full: writes, all there",
        all.len(),
    );
    let what = "disk of 64 MiB: well again after, at the most";
    figure("R-8", what, millis(longest));
}

/// A folder that everybody may enter.
fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o1777)).unwrap();
    chown(folder, Some(0), Some(0)).unwrap();
}

#[test]
fn a_small_disk_with_postgresql_loses_nothing() {
    if !effort(false, true) || server().is_none() {
        return left_out("small disks are mounted at length only, here for PostgreSQL");
    }
    let disk = Disk::mounted("256m");
    open_to_all(&disk.0);
    let settings = ["max_wal_size=48MB", "min_wal_size=32MB"];
    let cluster = Cluster::within(&disk.0, &settings);
    let database = cluster.database();
    let process = Process::start(generous(&database));
    let client = process.member(desk(0));
    let (mut all, mut stops, mut longest) = (Vec::new(), 0, Duration::ZERO);
    for round in 0..5 {
        disk.take(2 * 1024 * 1024);
        let (done, refused) = fill(&client, 10_000 * round);
        disk.give_back();
        // Without room for its log PostgreSQL stops itself; whoever watches over it starts it again.
        if !within(15_000, || process.operator("/health/ready").status == 200) {
            stops += 1;
            cluster.start_again();
        }
        longest = longest.max(recovers(&client, &refused));
        all.extend(done);
        all.extend(refused);
    }
    process.kill();
    crate::durability::wait_for_the_server(&database);
    nothing_is_lost(&database, &all);
    let what = |what: &str| format!("disk of 256 MiB, 5 times full: {what}");
    figure("R-8", &what("writes, all there"), all.len());
    figure(
        "R-8",
        &what("times that PostgreSQL had to be started"),
        stops,
    );
    figure(
        "R-8",
        &what("then well again after, at the most"),
        millis(longest),
    );
}
