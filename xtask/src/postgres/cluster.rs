//! A throw-away cluster: made, started, stopped and removed.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{OpenOptionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::binaries::Binaries;
use crate::command::run;
use crate::failure::Failure;
use crate::system::{User, is_root};

/// Waits for the end of its standard input, that is of this process, however it ends; then stops
/// the server and removes the data. Signals of the terminal reach the whole group: it ignores them.
/// The data are thrown away, so the server need not write anything down before it stops.
const KEEPER: &str = r#"trap '' INT TERM HUP QUIT
cat >/dev/null
"$1" stop -D "$2/data" -m immediate -w
rm -rf "$2""#;

/// Somebody else may take the free port between our look and the server's start.
const ATTEMPTS: u32 = 3;

/// A running server on a port of the loopback interface, which is gone when this is dropped.
pub(crate) struct Cluster {
    address: String,
    keeper: Child,
}

impl Cluster {
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Makes and starts a cluster with the settings of a fresh installation (so `fsync` is on).
    pub(super) fn start(binaries: &Binaries) -> Result<Self, Failure> {
        // The server refuses to run as root.
        let user = if is_root()? {
            Some(User::unprivileged()?)
        } else {
            None
        };
        let home = Home::make(user)?;
        let keeper = home
            .command("sh")
            .args([OsStr::new("-c"), OsStr::new(KEEPER), OsStr::new("keeper")])
            .args([binaries.program("pg_ctl"), home.folder.clone()])
            .stdin(Stdio::piped())
            .spawn()
            .map_err(Failure::of("starting the cluster's keeper"))?;
        // From here on, leaving by `?` drops the cluster, which makes the keeper clean up.
        let mut cluster = Self {
            address: String::new(),
            keeper,
        };
        let password = random_password()?;
        home.create(binaries, &password)?;
        let port = home.listen(binaries)?;
        cluster.address = format!("postgres://percorso:{password}@127.0.0.1:{port}/postgres");
        Ok(cluster)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("the throw-away PostgreSQL may still be running: {error}");
        }
    }
}

/// The folder of the cluster, and who owns it.
struct Home {
    folder: PathBuf,
    user: Option<User>,
}

impl Home {
    fn make(user: Option<User>) -> Result<Self, Failure> {
        let folder = tempfile::Builder::new()
            .prefix("percorso-postgres-")
            .tempdir()
            .map_err(Failure::of("making a folder for PostgreSQL"))?;
        let home = Self {
            folder: folder.path().to_owned(),
            user,
        };
        home.hand_over(&home.folder)?;
        // From now on it is the keeper who removes it.
        let _ = folder.keep();
        Ok(home)
    }

    fn hand_over(&self, path: &Path) -> Result<(), Failure> {
        self.user.map_or(Ok(()), |user| {
            chown(path, Some(user.uid), Some(user.gid))
                .map_err(Failure::of("handing a file over to the server's user"))
        })
    }

    /// `program` as the server's user, silent, in a folder which that user may read.
    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.folder)
            .env("HOME", &self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some(user) = self.user {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    fn create(&self, binaries: &Binaries, password: &str) -> Result<(), Failure> {
        let file = self.folder.join("password");
        File::options()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&file)
            .and_then(|mut file| file.write_all(password.as_bytes()))
            .map_err(Failure::of("writing the cluster's password"))?;
        self.hand_over(&file)?;
        run(self
            .command(binaries.program("initdb"))
            .args(["--username=percorso", "--auth=scram-sha-256"])
            .args(["--encoding=UTF8", "--locale=C"])
            .arg("--pwfile")
            .arg(&file)
            .arg("-D")
            .arg(self.folder.join("data"))
            .stderr(Stdio::inherit()))?;
        fs::remove_file(&file).map_err(Failure::of("removing the password file"))
    }

    /// Starts the server on a free port and waits until it takes connections.
    fn listen(&self, binaries: &Binaries) -> Result<u16, Failure> {
        let log = self.folder.join("log");
        for _ in 0..ATTEMPTS {
            let port = free_port()?;
            let options = format!(
                "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' \
                 -c max_connections=200"
            );
            let started = run(self
                .command(binaries.program("pg_ctl"))
                .args(["start", "-w", "-t", "60", "-o", &options, "-D"])
                .arg(self.folder.join("data"))
                .arg("-l")
                .arg(&log));
            if started.is_ok() {
                return Ok(port);
            }
        }
        let log = fs::read_to_string(&log).unwrap_or_default();
        Err(Failure::new(format!(
            "PostgreSQL did not start; its log says:\n{log}"
        )))
    }
}

fn free_port() -> Result<u16, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Failure::of("looking for a free port"))
}

/// Other users of this machine reach the loopback interface too.
fn random_password() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .map_err(Failure::of("reading random bytes"))?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
