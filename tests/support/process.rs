//! The `percorso` command as a process of its own, which stories may kill.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use persistence::Clock;
use serde_json::Value;

use super::app::{PUBLIC, SECRET, key_file, token};
use super::client::agent;
use super::{Client, Database, Member, within};

/// A running `percorso serve`.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    /// Where it serves metrics and health.
    pub(crate) operator: SocketAddr,
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
}

/// The program beside the stories, or the one that `PERCORSO_TEST_PROGRAM` names: what is measured
/// is measured with an optimised one.
fn program() -> PathBuf {
    if let Some(program) = std::env::var_os("PERCORSO_TEST_PROGRAM") {
        return program.into();
    }
    let here = std::env::current_exe().unwrap();
    let program = here.parent().unwrap().parent().unwrap().join("percorso");
    assert!(
        program.exists(),
        "build it first: cargo build --bin percorso"
    );
    program
}

/// The command on a database, with nothing else in its environment.
pub(crate) fn percorso(database: &Database, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command
        .args(arguments)
        .env_clear()
        .envs(std::env::var_os("LD_LIBRARY_PATH").map(|path| ("LD_LIBRARY_PATH", path)))
        .env("PERCORSO_DATABASE", database.url())
        .env("PERCORSO_ERASURE_LEDGER", database.ledger())
        .env("PERCORSO_SECRET", SECRET)
        .env("PERCORSO_SIGNING_KEY", key_file())
        .env("PERCORSO_PUBLIC_URL", PUBLIC)
        .env("PERCORSO_LISTEN", "127.0.0.1:0")
        .env("PERCORSO_METRICS_LISTEN", "127.0.0.1:0")
        .env("PERCORSO_CONNECTIONS", "4")
        .env("PERCORSO_DRAIN_SECONDS", "1")
        .stdin(Stdio::null());
    command
}

/// The same command of another build of the program.
pub(crate) fn by(program: &str, command: &Command) -> Command {
    let mut other = Command::new(program);
    other.args(command.get_args()).env_clear();
    let environment = command.get_envs();
    other.envs(environment.filter_map(|(name, value)| Some((name, value?))));
    other.stdin(Stdio::null());
    other
}

/// Runs a command to its end.
pub(crate) fn run(database: &Database, arguments: &[&str]) -> Output {
    percorso(database, arguments).output().unwrap()
}

impl Process {
    /// Serves this database.
    pub(crate) fn serve(database: &Database) -> Self {
        Self::start(percorso(database, &["serve"]))
    }

    /// Starts this command and waits until it listens.
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdout(Stdio::piped());
        Self::start_telling(command)
    }

    /// The same, with the standard output where the command has it.
    pub(crate) fn start_telling(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (tell, told) = channel();
        let stderr = child.stderr.take().unwrap();
        let kept = Arc::clone(&log);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = tell.send(line.clone());
                kept.lock().unwrap().push(line);
            }
        });
        let operator = wait_for(&told, "listening_for_operator");
        let address = wait_for(&told, "listening");
        Self {
            address,
            operator,
            child,
            log,
            reader: Some(reader),
        }
    }

    /// Somebody who has not signed in.
    pub(crate) fn stranger(&self) -> Client {
        Client::stranger(&agent(), self.address)
    }

    /// A member of the staff, signed in.
    pub(crate) fn member(&self, member: Member) -> Client {
        self.stranger().bearing(token(member, &Clock::System))
    }

    /// Asks on the operator's address; `path` begins with a slash.
    pub(crate) fn operator(&self, path: &str) -> super::Answer {
        Client::stranger(&agent(), self.operator).get(&format!("/{path}"))
    }

    /// Its number in the system.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, such as `TERM` or `KILL`.
    pub(crate) fn signal(&self, signal: &str) {
        let status = Command::new("kill")
            .args([format!("-{signal}"), self.child.id().to_string()])
            .status();
        assert!(status.unwrap().success());
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// How it ended, within so many milliseconds.
    pub(crate) fn ended(&mut self, millis: u64) -> ExitStatus {
        let mut ended = None;
        let child = &mut self.child;
        let in_time = within(millis, || {
            ended = child.try_wait().unwrap();
            ended.is_some()
        });
        assert!(in_time, "the process still runs after {millis} ms");
        ended.unwrap()
    }

    /// Ends it without warning.
    pub(crate) fn kill(mut self) {
        self.signal("KILL");
        self.ended(5_000);
    }

    /// Everything that it wrote so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// Everything that it wrote, to its end.
    pub(crate) fn whole_log(&mut self) -> Vec<String> {
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.log()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address in the log line of this event.
fn wait_for(lines: &Receiver<String>, event: &str) -> SocketAddr {
    let mut seen = Vec::new();
    loop {
        let line = lines
            .recv_timeout(Duration::from_mins(2))
            .unwrap_or_else(|_| panic!("no {event} in {seen:#?}"));
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        if said["event"] == event {
            return said["address"].as_str().unwrap().parse().unwrap();
        }
        seen.push(line);
    }
}
