//! PostgreSQL on another machine: the way there is sealed, and the server at its end is the right one.
//!
//! They need the program of another build, which `cargo xtask tls` makes and names.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use domain::actor::Role;
use tempfile::TempDir;

use crate::support::cluster::Cluster;
use crate::support::effort::left_out;
use crate::support::people::Somebody;
use crate::support::process::{Process, by, percorso};
use crate::support::{Database, Member, Place, within};

/// Names the program that was built with the system's libpq.
const PROGRAM: &str = "PERCORSO_TEST_TLS_PROGRAM";
/// How the database's machine is called.
const HOST: &str = "banca-dati.percorso.example";

/// Somebody who vouches for servers.
struct Authority {
    folder: TempDir,
}

impl Authority {
    fn new(name: &str) -> Self {
        let authority = Self {
            folder: TempDir::new().unwrap(),
        };
        authority.openssl(&format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
             -keyout ca.key -out ca.pem -subj /CN={name}"
        ));
        authority
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn openssl(&self, arguments: &str) {
        let mut openssl = Command::new("openssl");
        openssl
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        assert!(openssl.status().unwrap().success(), "openssl {arguments}");
    }

    /// A key and a certificate for this host, good for so many days; fewer than one, and it is over.
    fn vouch(&self, host: &str, days: i32) {
        fs::write(self.file("names"), format!("subjectAltName=DNS:{host}\n")).unwrap();
        self.openssl(
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key \
             -out server.csr -subj /CN=server",
        );
        self.openssl(&format!(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days {days} \
             -extfile names -out server.pem"
        ));
    }
}

/// A server that takes sealed connections only.
struct Sealed {
    cluster: Cluster,
    authority: Authority,
    database: Database,
}

impl Sealed {
    fn start() -> Self {
        let authority = Authority::new("Prova");
        authority.vouch(HOST, 2);
        let cluster = Cluster::start();
        let database = cluster.database();
        let sealed = Self {
            cluster,
            authority,
            database,
        };
        sealed.install();
        let rules = "hostssl all all 127.0.0.1/32 scram-sha-256\n\
                     hostnossl all all 127.0.0.1/32 reject\n";
        fs::write(sealed.cluster.data().join("pg_hba.conf"), rules).unwrap();
        sealed.database.execute("ALTER SYSTEM SET ssl = 'on'");
        sealed.reload();
        sealed
    }

    /// Puts key and certificate where the server looks for them.
    fn install(&self) {
        for (from, to) in [("server.key", "server.key"), ("server.pem", "server.crt")] {
            let to = self.cluster.data().join(to);
            fs::copy(self.authority.file(from), &to).unwrap();
            fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).unwrap();
            self.cluster.hand_over(&to);
        }
    }

    fn reload(&self) {
        let mut reload = self.cluster.program("pg_ctl");
        reload.args(["reload", "-D"]).arg(self.cluster.data());
        assert!(reload.status().unwrap().success());
    }

    /// The address of the database as that of a server of this name.
    fn at(&self, host: &str, options: &str) -> Database {
        let url = self.database.url();
        let url = url.replace("@127.0.0.1:", &format!("@{host}:"));
        // The stories' own libpq knows no TLS: only the program under test reads this address.
        Database::unread(&format!("{url}?hostaddr=127.0.0.1{options}"))
    }

    fn verified(&self, host: &str, authority: &Path) -> Database {
        let root = authority.display();
        self.at(host, &format!("&sslmode=verify-full&sslrootcert={root}"))
    }
}

/// The command of the program with TLS on this database.
fn sealed(program: &str, database: &Database, arguments: &[&str]) -> Command {
    by(program, &percorso(database, arguments))
}

#[track_caller]
fn refused(output: &Output, reason: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{said}");
    assert!(said.contains(reason), "{said}");
}

#[test]
fn only_the_right_server_is_spoken_to_and_only_sealed() {
    let Ok(program) = std::env::var(PROGRAM) else {
        return left_out("cargo xtask tls builds the program with TLS and runs this");
    };
    let server = Sealed::start();
    let right = server.authority.file("ca.pem");
    let database = server.verified(HOST, &right);
    let process = Process::start(sealed(&program, &database, &["serve"]));
    let desk = process.member(Member::new(Place::Home, Role::DeskOperator, 0));
    let registered = desk.post("/individuals", &Somebody::numbered(1).registration());
    registered.ok(201);
    let listed = sealed(&program, &database, &["audit", "verify"])
        .output()
        .unwrap();
    assert!(listed.status.success(), "{listed:?}");
    let list = |database: &Database| {
        sealed(&program, database, &["organisation", "list"])
            .output()
            .unwrap()
    };
    assert!(list(&database).status.success());
    // Another authority, another name, and none at all.
    let other = Authority::new("Altra");
    let unknown = server.verified(HOST, &other.file("ca.pem"));
    refused(&list(&unknown), "certificate verify failed");
    let misnamed = server.verified("altra.percorso.example", &right);
    refused(&list(&misnamed), "does not match host name");
    let missing = server.verified(HOST, &other.file("none.pem"));
    refused(&list(&missing), "does not exist");
    // Weaker ways are refused before anything is sent.
    for options in [
        "",
        "&sslmode=require",
        "&sslmode=verify-ca",
        "&sslmode=disable",
    ] {
        let database = server.at(HOST, options);
        refused(&list(&database), "personal data never travel in clear");
    }
    // A certificate whose time is over, also for whoever was let in before.
    server.authority.vouch(HOST, -1);
    server.install();
    server.reload();
    let expired = within(10_000, || !list(&database).status.success());
    assert!(expired, "an expired certificate is taken");
    refused(&list(&database), "certificate verify failed");
    server.authority.vouch(HOST, 2);
    server.install();
    server.reload();
    assert!(within(10_000, || list(&database).status.success()));
    process.stranger().get("/status").ok(200);
    // A build without TLS has no way at all.
    let default = percorso(&database, &["organisation", "list"]);
    refused(
        &{ default }.output().unwrap(),
        "personal data never travel in clear",
    );
}
