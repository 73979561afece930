//! PostgreSQL comes back at any moment: a base backup, the write-ahead log since, and a time.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::Text;
use persistence::backend::{Manager, Use};
use tempfile::TempDir;
use uuid::Uuid;

use super::office::{Office, Told, serving};
use super::rows::{are_alike, hashes};
use crate::durability::the_chain_verifies;
use crate::support::cluster::Cluster;
use crate::support::database::server;
use crate::support::effort::{effort, figure, left_out};
use crate::support::process::Process;
use crate::support::{Database, within};

/// A moment at which nobody wrote, as the server's clock tells it.
struct Moment {
    time: String,
    rows: BTreeMap<String, String>,
    instant: Instant,
}

/// A server that is gone, and what was kept of it elsewhere.
struct Gone {
    cluster: Cluster,
    database: Database,
    /// Where the base backup and the write-ahead log are.
    store: TempDir,
    moments: Vec<Moment>,
    told: Vec<Told>,
}

/// A folder that the server's user may write into.
fn shared() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let log = folder.path().join("log");
    fs::create_dir(&log).unwrap();
    fs::set_permissions(&log, fs::Permissions::from_mode(0o777)).unwrap();
    folder
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn ask(database: &Database, sql: &str) -> String {
    let query = diesel::sql_query(format!("SELECT ({sql})::text AS line"));
    let found: Line = query.get_result(&mut database.connection()).unwrap();
    found.line
}

/// Waits until nothing changes any more, and keeps what there is.
fn moment(database: &Database) -> Moment {
    let mut rows = hashes(database);
    let still = || {
        sleep(Duration::from_millis(700));
        let before = std::mem::replace(&mut rows, hashes(database));
        before == rows
    };
    assert!(within(30_000, still), "somebody writes all the time");
    Moment {
        time: ask(database, "clock_timestamp()"),
        rows,
        instant: Instant::now(),
    }
}

/// A base backup as the operator makes one, checked by its own manifest.
fn base_backup(of: &Cluster, by: &Cluster, into: &Path) {
    by.base_backup(of, into, &["-X", "none"]);
    assert!(verified(by, into));
}

fn verified(by: &Cluster, folder: &Path) -> bool {
    let mut verify = by.program("pg_verifybackup");
    verify.args(["-n", "-q"]).arg(folder);
    verify.status().unwrap().success()
}

/// How a segment is kept, as the operator is told to write it.
fn keeping(log: &str) -> String {
    format!(
        "if test -f {log}/%f; then cmp -s %p {log}/%f; else cp %p {log}/%f.part \
         && sync {log}/%f.part && mv {log}/%f.part {log}/%f && sync {log}; fi"
    )
}

#[test]
fn a_segment_that_was_kept_already_is_no_failure_and_another_one_is() {
    let store = shared();
    let log = store.path().join("log").display().to_string();
    let segment = store.path().join("0001").display().to_string();
    let keep = || {
        let asked = keeping(&log).replace("%p", &segment).replace("%f", "0001");
        let mut shell = Command::new("sh");
        shell.args(["-c", &asked]).status().unwrap().success()
    };
    fs::write(&segment, "one").unwrap();
    assert!(keep());
    // PostgreSQL died before it knew that the segment was kept, and asks again.
    assert!(keep());
    fs::write(&segment, "two").unwrap();
    assert!(!keep());
    let kept = store.path().join("log/0001");
    assert_eq!(fs::read_to_string(kept).unwrap(), "one");
    let told = include_str!("../../docs/operations.md");
    assert!(told.contains(&format!("archive_command = '{}'", keeping("/srv/log"))));
}

/// People work, a base backup is made, people go on; then the server is gone for good.
fn gone() -> Gone {
    let store = shared();
    let log = store.path().join("log").display().to_string();
    let keep = format!("archive_command={}", keeping(&log));
    let cluster = Cluster::with(&["archive_mode=on", &keep]);
    let database = cluster.database();
    let process = Process::start(serving(&database));
    let base = store.path().join("base");
    let (mut moments, mut told) = (Vec::new(), Vec::new());
    for round in 0..4 {
        let office = Office::open(&process, 10_000 * round);
        sleep(Duration::from_millis(400));
        if round == 0 {
            base_backup(&cluster, &cluster, &base);
        }
        told.push(office.close());
        moments.push(moment(&database));
        // The rest of the segment is of later moments only.
        database.execute("SELECT pg_switch_wal()");
    }
    // Recovery must see a later commit, or it cannot know that it has reached the last moment.
    database.execute("CREATE TABLE after_all ()");
    let last = ask(&database, "pg_walfile_name(pg_switch_wal())");
    let kept = store.path().join("log").join(last);
    assert!(within(30_000, || kept.exists()), "{}", cluster.log());
    process.kill();
    cluster.kill();
    Gone {
        cluster,
        database,
        store,
        moments,
        told,
    }
}

impl Gone {
    fn log(&self) -> PathBuf {
        self.store.path().join("log")
    }

    /// A server on the base backup that follows the log up to this time.
    fn recovering(&self, time: &str) -> Cluster {
        let log = self.log().display().to_string();
        let restore = format!("restore_command=cp {log}/%f %p");
        let target = format!("recovery_target_time={time}");
        // It answers nobody before it has reached the time.
        let quiet = ["hot_standby=off", "recovery_target_action=promote"];
        let settings = [restore.as_str(), target.as_str(), quiet[0], quiet[1]];
        Cluster::copied(&self.cluster, &settings, |copy, data| {
            let mut fill = Command::new("cp");
            fill.arg("-a").arg(self.store.path().join("base")).arg(data);
            assert!(fill.status().unwrap().success());
            fs::write(data.join("recovery.signal"), "").unwrap();
            copy.hand_over(&data.join("recovery.signal"));
        })
    }

    /// The same database on another server.
    fn on(&self, server: &Cluster) -> Database {
        let database = Database::at(&self.database.at_port(server.port()));
        let manager = Manager::new(database.address.clone(), Use::Migrate, Arc::default());
        // The server is up while it still follows the log.
        let reached = within(60_000, || manager.open().is_ok());
        assert!(reached, "{}", server.log());
        database
    }
}

#[test]
fn it_comes_back_at_a_moment_of_choice_row_by_row() {
    if server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let (mut times, mut writes) = (Vec::new(), 0);
    for _ in 0..effort(1, 5) {
        let gone = gone();
        let chosen = usize::from(Uuid::new_v4().as_bytes()[0]) % gone.moments.len();
        let moment = &gone.moments[chosen];
        let begun = Instant::now();
        let mut server = gone.recovering(&moment.time);
        server.listen();
        let restored = gone.on(&server);
        times.push(begun.elapsed().as_millis());
        are_alike(&hashes(&restored), &moment.rows);
        for told in &gone.told {
            assert_eq!(told.lost(&restored, moment.instant), [""; 0]);
        }
        writes += gone.told[..=chosen].iter().map(Told::count).sum::<usize>();
        Process::serve(&restored).stranger().get("/status").ok(200);
        the_chain_verifies(&restored);
    }
    times.sort_unstable();
    figure(
        "R-12",
        "recovery to a moment, median, ms",
        times[times.len() / 2],
    );
    figure("R-12", "acknowledged before the moments, all there", writes);
}

#[test]
fn a_log_with_a_gap_and_a_base_that_was_altered_are_found() {
    if server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let gone = gone();
    let base = gone.store.path().join("base");
    let last = &gone.moments.last().unwrap().time;
    let mut segments: Vec<PathBuf> = fs::read_dir(gone.log())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().len() == 24)
        .collect();
    segments.sort();
    assert!(segments.len() > 3, "{segments:?}");
    // One that is missing, and one that is of another server or was written over.
    let gap = &segments[segments.len() - 2];
    let kept = fs::read(gap).unwrap();
    for wrong in [None, Some(vec![7; kept.len()])] {
        match wrong {
            None => fs::remove_file(gap).unwrap(),
            Some(bytes) => fs::write(gap, bytes).unwrap(),
        }
        let mut server = gone.recovering(last);
        server.refuses("recovery ended before configured recovery target was reached");
    }
    fs::write(gap, kept).unwrap();
    let control = base.join("global/pg_control");
    let mut bytes = fs::read(&control).unwrap();
    bytes[100] ^= 1;
    fs::write(&control, bytes).unwrap();
    assert!(!verified(&gone.cluster, &base));
}
