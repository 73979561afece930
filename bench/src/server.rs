//! The product as a process of its own, with the settings of an installation but for the limits of
//! each consumer: here a few ask for a whole office.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use api::identity::keys::SigningKeys;
use api::identity::token::Algorithm;

use crate::Failure;

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_mins(2);
/// A secret of nobody's data.
const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef";

/// A program, and the database that it serves.
#[derive(Debug)]
pub(crate) struct Installation {
    program: PathBuf,
    folder: PathBuf,
    database: String,
    started: AtomicU32,
}

/// A running server, which is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    /// Where it listens.
    pub(crate) address: String,
    /// How long it took until it listened.
    pub(crate) started_in: Duration,
}

impl Installation {
    /// Keeps keys and logs in `folder`.
    pub(crate) fn new(program: &Path, folder: &Path, database: String) -> Result<Self, Failure> {
        fs::create_dir_all(folder)?;
        let key = folder.join("signing-key.pem");
        if !key.exists() {
            SigningKeys::generate_file(&key, Algorithm::Es256)?;
        }
        Ok(Self {
            program: program.to_owned(),
            folder: folder.to_owned(),
            database,
            started: AtomicU32::new(0),
        })
    }

    /// Starts a server and waits until it listens.
    pub(crate) fn serve(&self) -> Result<Process, Failure> {
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        let log = self.folder.join(format!("server-{number}.log"));
        let mut command = Command::new(&self.program);
        command
            .arg("serve")
            .env_clear()
            .env("PERCORSO_DATA", &self.folder)
            .env("PERCORSO_DATABASE", &self.database)
            .env("PERCORSO_SECRET", SECRET)
            .env("PERCORSO_LISTEN", "127.0.0.1:0")
            .env("PERCORSO_PUBLIC_URL", "http://bench.example")
            .env("PERCORSO_READS_A_MINUTE", "10000000")
            .env("PERCORSO_WRITES_A_MINUTE", "10000000")
            .env("PERCORSO_COSTLY_A_MINUTE", "10000000")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?);
        start(command, &log)
    }
}

/// Starts a command that writes into this log, and waits until it says where it listens.
pub(crate) fn start(mut command: Command, log: &Path) -> Result<Process, Failure> {
    let begun = Instant::now();
    let child = command.spawn()?;
    let mut process = Process {
        child,
        address: String::new(),
        started_in: Duration::ZERO,
    };
    while begun.elapsed() < PATIENCE {
        if let Some(address) = listening(log)? {
            process.started_in = begun.elapsed();
            process.address = address;
            return Ok(process);
        }
        if process.child.try_wait()?.is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let said = fs::read_to_string(log)?;
    Err(format!("the server did not start:\n{said}").into())
}

/// The address that a log tells.
fn listening(log: &Path) -> Result<Option<String>, Failure> {
    let mut said = String::new();
    File::open(log)?.read_to_string(&mut said)?;
    let lines = said
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut told = lines.filter(|line| line["event"] == "listening");
    Ok(told.find_map(|line| line["address"].as_str().map(ToOwned::to_owned)))
}

impl Process {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
