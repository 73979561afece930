//! A fresh database for each story, on the engine that the environment names.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use persistence::backend::{Address, Conn, Manager, Use};
use persistence::{Clock, Minter, Settings, Store, migrations};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::seed;

/// Names the server on which stories may create and drop databases; without it they use SQLite.
pub(super) const SERVER: &str = "PERCORSO_TEST_DATABASE_URL";

/// A database that is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) address: Address,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(TempDir),
    Server {
        url: String,
        label: String,
    },
    /// Somebody else drops it; only the ledger is here.
    Elsewhere(TempDir),
}

/// The address of the PostgreSQL server, if there is one.
pub(crate) fn server() -> Option<String> {
    std::env::var(SERVER).ok().filter(|url| !url.is_empty())
}

impl Database {
    /// Migrated, with two organisations in it.
    pub(crate) fn seeded() -> Self {
        if let Some(url) = server() {
            let template = postgres_template(&url);
            return Self::on_server(url, &format!("TEMPLATE {template}"));
        }
        Self::seeded_sqlite(TempDir::new().unwrap())
    }

    /// The same on SQLite, in this folder.
    pub(crate) fn seeded_sqlite(folder: TempDir) -> Self {
        let database = Self::sqlite_in(folder);
        fs::write(database.path(), &*SQLITE_TEMPLATE).unwrap();
        database
    }

    /// The same on a server of the story's own.
    pub(crate) fn seeded_at(url: &str) -> Self {
        let database = Self::on_server(url.to_owned(), "");
        fill(&database.address);
        database
    }

    /// The same data, reached at another port.
    pub(crate) fn at_port(&self, port: u16) -> String {
        let url = self.url();
        let (before, after) = url.rsplit_once('@').unwrap();
        let (_, path) = after.split_once('/').unwrap();
        format!("{before}@127.0.0.1:{port}/{path}")
    }

    /// Without a table, on the engine of this run.
    pub(crate) fn empty() -> Self {
        server().map_or_else(Self::sqlite, |url| Self::on_server(url, ""))
    }

    /// Without a table, on SQLite.
    pub(crate) fn sqlite() -> Self {
        Self::sqlite_in(TempDir::new().unwrap())
    }

    fn sqlite_in(folder: TempDir) -> Self {
        let path = folder.path().join("percorso.sqlite");
        Self {
            address: Address::Sqlite(path.display().to_string()),
            place: Place::Folder(folder),
        }
    }

    /// Data that somebody else keeps, at this address.
    pub(crate) fn at(address: &str) -> Self {
        Self {
            address: Address::parse(address).unwrap(),
            place: Place::Elsewhere(TempDir::new().unwrap()),
        }
    }

    /// The same at an address that only the program under test can use.
    pub(crate) fn unread(url: &str) -> Self {
        Self {
            address: Address::Postgres(url.to_owned()),
            place: Place::Elsewhere(TempDir::new().unwrap()),
        }
    }

    fn on_server(url: String, option: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let label = format!("percorso_story_{}_{count}", std::process::id());
        let mut conn = open(&Address::Postgres(url.clone()));
        conn.batch_execute(&format!("DROP DATABASE IF EXISTS {label} WITH (FORCE)"))
            .unwrap();
        conn.batch_execute(&format!("CREATE DATABASE {label} {option}"))
            .unwrap();
        Self {
            address: Address::Postgres(named(&url, &label)),
            place: Place::Server { url, label },
        }
    }

    /// The file, on SQLite.
    pub(crate) fn path(&self) -> &Path {
        match &self.address {
            Address::Sqlite(path) => Path::new(path),
            Address::Postgres(_) => panic!("PostgreSQL keeps no file of ours"),
        }
    }

    /// Where the erasures of this database are told.
    pub(crate) fn ledger(&self) -> PathBuf {
        match &self.place {
            Place::Folder(folder) | Place::Elsewhere(folder) => {
                folder.path().join("erasures.jsonl")
            }
            Place::Server { label, .. } => std::env::temp_dir().join(format!("{label}.jsonl")),
        }
    }

    /// As the configuration takes it.
    pub(crate) fn url(&self) -> String {
        match &self.address {
            Address::Sqlite(path) => format!("sqlite:{path}"),
            Address::Postgres(url) => url.clone(),
        }
    }

    /// A connection beside the product's, without its limits.
    pub(crate) fn connection(&self) -> Conn {
        open(&self.address)
    }

    /// Runs SQL as somebody would who holds the database in his hands.
    pub(crate) fn execute(&self, sql: &str) {
        self.connection().batch_execute(sql).unwrap();
    }

    /// The first column of a query that counts.
    pub(crate) fn count(&self, from: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = BigInt)]
            count: i64,
        }
        let sql = format!("SELECT count(*) AS count FROM {from}");
        let query = diesel::sql_query(sql);
        let row: Count = query.get_result(&mut self.connection()).unwrap();
        row.count
    }

    /// The data, opened as the product opens them.
    pub(crate) fn open(&self, clock: Clock) -> Store {
        self.open_with(clock, 4, Minter::default())
    }

    /// The same with so many connections, and identifiers of one's own.
    pub(crate) fn open_with(&self, clock: Clock, connections: u32, minter: Minter) -> Store {
        Store::open(Settings {
            address: self.address.clone(),
            connections,
            clock,
            minter,
        })
        .unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Place::Server { url, label } = &self.place {
            let _ = fs::remove_file(self.ledger());
            let drop = format!("DROP DATABASE IF EXISTS {label} WITH (FORCE)");
            if let Ok(mut conn) = manager(&Address::Postgres(url.clone())).open() {
                let _ = conn.batch_execute(&drop);
            }
        } else if let Place::Folder(folder) = &self.place {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}

fn manager(address: &Address) -> Manager {
    Manager::new(address.clone(), Use::Migrate, std::sync::Arc::default())
}

fn open(address: &Address) -> Conn {
    manager(address).open().unwrap()
}

/// The same server, another database.
fn named(url: &str, label: &str) -> String {
    let (before, query) = url
        .split_once('?')
        .map_or((url, None), |(a, b)| (a, Some(b)));
    let (scheme, rest) = before.split_once("://").unwrap();
    let authority = rest.split('/').next().unwrap();
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    format!("{scheme}://{authority}/{label}{query}")
}

/// Names the content of a template, so that a later run with the same migrations finds it ready.
fn fingerprint() -> String {
    let mut sha = Sha256::new();
    sha.update(include_str!("seed.rs"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .flat_map(|step| fs::read_dir(step.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        sha.update(file.to_str().unwrap());
        sha.update(fs::read(&file).unwrap());
    }
    let digest = sha.finalize();
    format!(
        "{:016x}",
        u64::from_be_bytes(digest[..8].try_into().unwrap())
    )
}

fn fill(address: &Address) {
    migrations::migrate(address).unwrap();
    seed::insert(&mut open(address));
}

static SQLITE_TEMPLATE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let database = Database::sqlite();
    fill(&database.address);
    // The last connection to close brings everything from the log into the file.
    fs::read(database.path()).unwrap()
});

/// The label of the template database, made when there is none. It stays for the next run.
fn postgres_template(url: &str) -> &'static str {
    static LABEL: LazyLock<String> =
        LazyLock::new(|| format!("percorso_template_{}", fingerprint()));
    static MADE: std::sync::Once = std::sync::Once::new();
    MADE.call_once(|| {
        let mut conn = open(&Address::Postgres(url.to_owned()));
        // Two runs at once make it once.
        conn.batch_execute("SELECT pg_advisory_lock(4906172840)")
            .unwrap();
        let label = &*LABEL;
        let there: i64 = diesel::sql_query(format!(
            "SELECT count(*) AS count FROM pg_database WHERE datname = '{label}'"
        ))
        .get_result::<Found>(&mut conn)
        .unwrap()
        .count;
        if there == 0 {
            let making = format!("{label}_making");
            conn.batch_execute(&format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)"))
                .unwrap();
            conn.batch_execute(&format!("CREATE DATABASE {making}"))
                .unwrap();
            fill(&Address::Postgres(named(url, &making)));
            conn.batch_execute(&format!("ALTER DATABASE {making} RENAME TO {label}"))
                .unwrap();
        }
    });
    &LABEL
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    count: i64,
}
