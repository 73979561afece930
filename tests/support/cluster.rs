//! A PostgreSQL cluster of a story's own, which it may stop, kill and start again.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use uuid::Uuid;

use super::{Database, within};

/// Waits for the end of its standard input, that is of the stories, however they end; then stops the
/// server and removes the data.
const KEEPER: &str = r#"trap '' INT TERM HUP QUIT
cat >/dev/null
"$1/pg_ctl" stop -D "$2/data" -m immediate -w
rm -rf "$2""#;

/// Somebody else may take the free port between our look and the server's start.
const ATTEMPTS: u32 = 3;

/// A server of PostgreSQL with its data, gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    user: Option<(u32, u32)>,
    password: String,
    settings: Vec<String>,
    port: u16,
    keeper: Child,
    server: Mutex<Option<Child>>,
}

/// The folder with the programs of the newest PostgreSQL that is installed here.
pub(crate) fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort();
    if let Some((_, folder)) = found.pop() {
        return folder;
    }
    let told = Command::new("pg_config").arg("--bindir").output();
    let told = told.expect("install PostgreSQL: this story starts a cluster of its own");
    String::from_utf8(told.stdout).unwrap().trim().into()
}

/// What `id` answers.
fn number(arguments: &[&str]) -> Option<u32> {
    let told = Command::new("id").args(arguments).output().unwrap();
    String::from_utf8(told.stdout).unwrap().trim().parse().ok()
}

/// Whom the server runs as where the stories run as root, which it refuses.
fn user() -> Option<(u32, u32)> {
    let of = |name| Some((number(&["-u", name])?, number(&["-g", name])?));
    (number(&["-u"]) == Some(0)).then(|| of("postgres").or_else(|| of("nobody")).unwrap())
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// The processes whose parent is this one.
pub(crate) fn children(parent: u32) -> Vec<u32> {
    let all = fs::read_dir("/proc").unwrap().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id| parent_of(*id) == Some(parent)).collect()
}

fn parent_of(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name of the program may hold anything but ends with the last bracket.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// Whether this process is there and no zombie.
fn runs(id: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(')').map_or("", |(_, rest)| rest.trim());
    !state.is_empty() && !state.starts_with('Z')
}

impl Cluster {
    /// A running server with the settings of a fresh installation.
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// The same with settings of its own, as `name=value`.
    pub(crate) fn with(settings: &[&str]) -> Self {
        Self::within(&std::env::temp_dir(), settings)
    }

    /// The same with its data in a folder below this one.
    pub(crate) fn within(parent: &Path, settings: &[&str]) -> Self {
        let password = Uuid::new_v4().simple().to_string();
        let mut cluster = Self::made(parent, settings, password);
        let file = cluster.folder.join("password");
        fs::write(&file, &cluster.password).unwrap();
        cluster.hand_over(&file);
        let data = cluster.data();
        let mut initdb = cluster.program("initdb");
        initdb
            .args(["--username=percorso", "--auth=scram-sha-256", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C", "--pwfile"])
            .arg(&file)
            .arg("-D")
            .arg(&data);
        assert!(initdb.status().unwrap().success(), "no cluster in {data:?}");
        cluster.listen();
        cluster
    }

    /// A cluster on a copy of another one's data, such as a base backup, which `fill` puts into the
    /// folder that it is given; not started yet.
    pub(crate) fn copied(from: &Self, settings: &[&str], fill: impl FnOnce(&Self, &Path)) -> Self {
        let copy = Self::made(&std::env::temp_dir(), settings, from.password.clone());
        fill(&copy, &copy.data());
        copy
    }

    fn made(parent: &Path, settings: &[&str], password: String) -> Self {
        let named = format!("percorso-cluster-{}", Uuid::new_v4().simple());
        let folder = parent.join(named);
        fs::create_dir(&folder).unwrap();
        let programs = programs();
        let user = user();
        let mut keeper = Command::new("sh");
        keeper
            .args(["-c", KEEPER, "keeper"])
            .args([&programs, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some((uid, gid)) = user {
            chown(&folder, Some(uid), Some(gid)).unwrap();
            keeper.uid(uid).gid(gid).current_dir(&folder);
        }
        Self {
            keeper: keeper.spawn().unwrap(),
            settings: settings.iter().map(ToString::to_string).collect(),
            folder,
            programs,
            user,
            password,
            port: 0,
            server: Mutex::default(),
        }
    }

    /// Gives a file to whom the server runs as.
    pub(crate) fn hand_over(&self, path: &Path) {
        if let Some((uid, gid)) = self.user {
            chown(path, Some(uid), Some(gid)).unwrap();
        }
    }

    /// A program of PostgreSQL as the server's user, silent, with the password in its environment.
    pub(crate) fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command
            .current_dir(&self.folder)
            .env("HOME", &self.folder)
            .env("PGPASSWORD", &self.password)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// A base backup of a running cluster, made as an operator makes one.
    pub(crate) fn base_backup(&self, of: &Self, into: &Path, more: &[&str]) {
        let mut backup = self.program("pg_basebackup");
        backup
            .args(["-h", "127.0.0.1", "-U", "percorso", "-c", "fast"])
            .args(more)
            .args(["-p", &of.port().to_string(), "-D"])
            .arg(into);
        assert!(backup.status().unwrap().success());
    }

    /// Where its data are.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The address of a database in it, reached at this port.
    pub(crate) fn url_at(&self, port: u16, database: &str) -> String {
        let password = &self.password;
        format!("postgres://percorso:{password}@127.0.0.1:{port}/{database}")
    }

    /// The address of a server on which databases may be made.
    pub(crate) fn url(&self) -> String {
        self.url_at(self.port, "postgres")
    }

    /// A database in it, migrated, with two organisations.
    pub(crate) fn database(&self) -> Database {
        Database::seeded_at(&self.url())
    }

    /// Starts the server on a port of its own, for the first time.
    pub(crate) fn listen(&mut self) {
        for _ in 0..ATTEMPTS {
            self.port = free_port();
            if self.starts() {
                return;
            }
        }
        panic!("PostgreSQL did not start:\n{}", self.log());
    }

    /// Starts the server, which must give up and say why.
    pub(crate) fn refuses(&mut self, reason: &str) {
        self.port = free_port();
        self.starts();
        let refused = within(60_000, || self.log().contains(reason));
        assert!(refused, "not a word of '{reason}' in:\n{}", self.log());
    }

    /// Starts the server again where it was.
    pub(crate) fn start_again(&self) {
        assert!(self.starts(), "it did not start again:\n{}", self.log());
    }

    /// The server is a child of ours: where nobody else buries the dead, a killed one would seem to
    /// hold its data for ever.
    fn starts(&self) -> bool {
        let mut log = File::options();
        let log = log.create(true).append(true);
        let log = log.open(self.folder.join("log")).unwrap();
        let mut server = self.program("postgres");
        server.arg("-D").arg(self.data());
        server.stderr(log.try_clone().unwrap()).stdout(log);
        let (host, port) = ("listen_addresses=127.0.0.1", format!("port={}", self.port));
        for setting in [
            host,
            &port,
            "unix_socket_directories=",
            "max_connections=100",
        ] {
            server.args(["-c", setting]);
        }
        for setting in &self.settings {
            server.args(["-c", setting]);
        }
        if let Some(mut former) = self.server.lock().unwrap().take() {
            // Buried, if it is dead: else the new one would take it for a living one.
            former.try_wait().unwrap();
        }
        let mut child = server.spawn().unwrap();
        let mut answers = false;
        within(60_000, || {
            let mut asked = self.program("pg_isready");
            let port = self.port.to_string();
            asked.args(["-q", "-h", "127.0.0.1", "-p", &port, "-U", "percorso"]);
            let gone = child.try_wait().unwrap().is_some();
            answers = !gone && asked.status().unwrap().success();
            answers || gone
        });
        *self.server.lock().unwrap() = Some(child);
        answers
    }

    /// What the server wrote.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// The server and all its children.
    pub(crate) fn processes(&self) -> Vec<u32> {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).unwrap();
        let postmaster: u32 = file.lines().next().unwrap().trim().parse().unwrap();
        let mut all = vec![postmaster];
        all.extend(children(postmaster));
        all
    }

    /// Ends the server and all its children without warning, and waits until all are gone. The file
    /// with its number stays, as after a crash: removing it would let two servers write at once.
    pub(crate) fn kill(&self) {
        let mut all: BTreeSet<u32> = self.processes().into_iter().collect();
        kill(&all);
        // Whoever was born meanwhile has no parent any more, but works on the same data.
        all.extend(self.orphans());
        kill(&all);
        if let Some(mut server) = self.server.lock().unwrap().take() {
            server.wait().unwrap();
        }
        let gone = || self.orphans().is_empty() && !all.iter().any(|id| runs(*id));
        assert!(within(10_000, gone), "some of {all:?} still run");
    }

    /// Processes of the server's user in its data folder.
    fn orphans(&self) -> Vec<u32> {
        let data = self.data();
        let all = fs::read_dir("/proc").unwrap().flatten();
        let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        ids.filter(|id: &u32| {
            let there = fs::read_link(format!("/proc/{id}/cwd"));
            there.is_ok_and(|there| there == data) && runs(*id)
        })
        .collect()
    }
}

/// Sends `KILL` to all of them at once; some may be gone already.
fn kill(all: &BTreeSet<u32>) {
    let mut kill = Command::new("kill");
    kill.arg("-KILL").args(all.iter().map(ToString::to_string));
    kill.stdout(Stdio::null()).stderr(Stdio::null());
    kill.status().unwrap();
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
        if let Some(mut server) = self.server.lock().unwrap().take() {
            let _ = server.wait();
        }
    }
}
