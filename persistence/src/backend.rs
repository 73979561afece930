//! The two engines behind one connection type, chosen by the scheme of the address.

#![expect(
    missing_docs,
    reason = "the derived multi-connection brings items without docs"
)]

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::TransactionManager;
use diesel::connection::{AnsiTransactionManager, InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, Pool};
use diesel::sql_types::Text;
use diesel::{PgConnection, SqliteConnection};

use crate::error::OpenError;
use crate::line::minded;

/// A connection to either engine. Queries are written once for both; see `on_each!` for the rest.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL, in production.
    Pg(PgConnection),
    /// SQLite, out of the box.
    Sqlite(SqliteConnection),
}

/// Runs the same diesel code on the concrete connection, for what only the concrete engines can
/// say: `ON CONFLICT`, row locks, multi-row inserts. Every use says why it needs it.
#[macro_export]
macro_rules! on_each {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::backend::Conn::Pg($c) => $body,
            $crate::backend::Conn::Sqlite($c) => $body,
        }
    };
}

/// Where the data live.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A PostgreSQL connection URL; it may hold a password.
    Postgres(String),
    /// The path of an SQLite file.
    Sqlite(String),
}

/// What a connection is for; it decides the session settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Reads in one consistent snapshot.
    Read,
    /// Writes.
    Write,
    /// Reads in one consistent snapshot, without limits in time.
    Inspect,
    /// Changes of the schema: no time limits.
    Migrate,
}

impl std::fmt::Debug for Address {
    /// Never shows the password that the address may hold.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Postgres(_) => "postgres://***",
            Self::Sqlite(_) => "sqlite",
        })
    }
}

impl Address {
    /// Reads an address. `postgres://…` and `postgresql://…` mean PostgreSQL, `sqlite:PATH` a file.
    ///
    /// Without TLS in this build, a PostgreSQL address must be loopback or a socket: personal
    /// data never travel in clear.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() {
                Err(OpenError::Address)
            } else {
                Ok(Self::Sqlite(path.into()))
            };
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(OpenError::Address);
        }
        let local = hosts(text).iter().all(|host| is_local(host)) && !is_redirected(text);
        let sealed = cfg!(feature = "postgres-tls") && is_sealed(text);
        if !local && !sealed {
            return Err(OpenError::ClearText);
        }
        Ok(Self::Postgres(text.into()))
    }

    /// The engine's name, for logs and answers.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Postgres(_) => "postgresql",
            Self::Sqlite(_) => "sqlite",
        }
    }
}

/// All hosts that a connection URL names, in its authority and in its query.
fn hosts(url: &str) -> Vec<String> {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (before_query, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = before_query.split('/').next().unwrap_or("");
    let places = authority.rsplit('@').next().unwrap_or("");
    let in_query = query
        .split('&')
        .filter_map(|pair| {
            pair.strip_prefix("host=")
                .or_else(|| pair.strip_prefix("hostaddr="))
        })
        .flat_map(|list| list.split(','));
    let in_authority = places
        .split(',')
        .map(|place| match place.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or(""),
            None => place.split(':').next().unwrap_or(""),
        });
    in_authority
        .chain(in_query)
        .map(|host| host.replace("%2F", "/").replace("%2f", "/"))
        .collect()
}

/// The parameters of a connection URL.
fn query(url: &str) -> Vec<(&str, &str)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .collect()
}

/// Whether libpq would look elsewhere for the host: a service file, a keyword in disguise, or the
/// environment where the address names no host.
fn is_redirected(url: &str) -> bool {
    let elsewhere = query(url)
        .iter()
        .any(|(key, _)| *key == "service" || key.contains('%'));
    let variables = ["PGHOST", "PGHOSTADDR", "PGSERVICE"];
    let from_environment = variables
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    elsewhere || (from_environment && hosts(url).iter().any(String::is_empty))
}

/// Whether libpq will speak TLS to the server of that name and to no other: it takes the last of
/// several modes, and keywords in disguise.
fn is_sealed(url: &str) -> bool {
    let parameters = query(url);
    let mut modes = parameters.iter().filter(|(key, _)| *key == "sslmode");
    let disguised = parameters.iter().any(|(key, _)| key.contains('%'));
    let sealed = modes.next().is_some_and(|(_, mode)| *mode == "verify-full");
    sealed && modes.next().is_none() && !disguised
}

fn is_local(host: &str) -> bool {
    host.is_empty()
        || host.starts_with('/')
        || host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

thread_local! {
    /// Whether a statement of the transaction that runs on this thread failed.
    static FAILED: Cell<bool> = const { Cell::new(false) };
}

/// Begins to watch for failed statements on this thread.
pub(crate) fn watch_failures() {
    FAILED.set(false);
}

/// Whether a statement failed on this thread since `watch_failures`. PostgreSQL turns the commit
/// of such a transaction into a silent rollback, so nobody may go on as if nothing had happened.
pub(crate) fn has_failed() -> bool {
    FAILED.get()
}

/// Opens connections for one pool. The derived `establish` would try engine after engine, hide
/// PostgreSQL's reason and create a file on a typing error; this one follows the scheme.
#[derive(Debug, Clone)]
pub struct Manager {
    address: Address,
    purpose: Use,
    statements: Arc<AtomicU64>,
}

impl Manager {
    /// A manager whose connections count their statements in `statements`.
    pub fn new(address: Address, purpose: Use, statements: Arc<AtomicU64>) -> Self {
        Self {
            address,
            purpose,
            statements,
        }
    }

    /// Opens one connection with the session settings of its purpose.
    pub fn open(&self) -> Result<Conn, OpenError> {
        let mut conn = match &self.address {
            Address::Postgres(url) => {
                Conn::Pg(PgConnection::establish(&minded(url)).map_err(OpenError::Connect)?)
            }
            Address::Sqlite(path) => {
                Conn::Sqlite(SqliteConnection::establish(path).map_err(OpenError::Connect)?)
            }
        };
        conn.batch_execute(&self.settings())
            .map_err(OpenError::Settings)?;
        let statements = Arc::clone(&self.statements);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::StartQuery { .. } => {
                statements.fetch_add(1, Ordering::Relaxed);
            }
            InstrumentationEvent::FinishQuery { error: Some(_), .. } => FAILED.set(true),
            _ => {}
        });
        Ok(conn)
    }

    fn settings(&self) -> String {
        let common = match self.address {
            Address::Postgres(_) => {
                "SET TIME ZONE 'UTC'; SET client_min_messages = 'warning'; \
                 SET idle_in_transaction_session_timeout = '60s'; "
            }
            Address::Sqlite(_) => {
                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; \
                 PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; \
                 PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000; "
            }
        };
        let own = match (&self.address, self.purpose) {
            (Address::Postgres(_), Use::Read) => {
                "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, \
                 READ ONLY; SET statement_timeout = '10s';"
            }
            (Address::Postgres(_), Use::Inspect) => {
                "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, \
                 READ ONLY;"
            }
            (Address::Postgres(_), Use::Write) => {
                "SET lock_timeout = '2s'; SET statement_timeout = '10s';"
            }
            // There are many that read: what they keep of the file adds up, and the system has it
            // in its cache anyway.
            (Address::Sqlite(_), Use::Read | Use::Inspect) => {
                "PRAGMA cache_size = -2000; PRAGMA query_only = ON;"
            }
            (Address::Sqlite(_), Use::Write | Use::Migrate) => "PRAGMA cache_size = -16000;",
            (Address::Postgres(_), Use::Migrate) => "",
        };
        format!("{common}{own}")
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = OpenError;

    fn connect(&self) -> Result<Conn, OpenError> {
        self.open()
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), OpenError> {
        conn.batch_execute("SELECT 1").map_err(OpenError::Settings)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        // A panic may have left a transaction open: such a connection is not used again.
        std::thread::panicking() || depth(conn) != Some(0)
    }
}

/// How deep the connection stands in transactions; nothing when it cannot be told.
pub fn depth(conn: &mut Conn) -> Option<u32> {
    let status = on_each!(conn, |c| {
        AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth()
    });
    status
        .ok()
        .map(|depth| depth.map_or(0, std::num::NonZeroU32::get))
}

/// A pool of connections to either engine.
pub type ConnPool = Pool<Manager>;

/// How long a pool may take to open its connections. Of several hosts the first may be silent: then
/// each connection first waits for it, and only three are opened at a time.
const FILLED: Duration = Duration::from_secs(30);

/// Builds a pool of `size` connections, all of them opened before it returns.
pub fn pool(manager: Manager, size: u32) -> Result<ConnPool, OpenError> {
    let pool = Pool::builder()
        .max_size(size)
        .min_idle(Some(size))
        .test_on_check_out(false)
        // Half of it is also how long the pool pauses between two attempts in an outage.
        .connection_timeout(Duration::from_secs(5))
        .error_handler(Box::new(crate::error::PoolErrors))
        .build_unchecked(manager);
    let until = Instant::now() + FILLED;
    let all: Result<Vec<_>, _> = (0..size)
        .map(|_| pool.get_timeout(until.saturating_duration_since(Instant::now())))
        .collect();
    all.map_err(OpenError::Pool)?;
    Ok(pool)
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

/// A PostgreSQL server that does not sync could lose what was acknowledged, and one that speaks
/// another language cannot be understood.
pub(crate) fn refuse_unfit(conn: &mut Conn) -> Result<(), OpenError> {
    let Conn::Pg(c) = conn else { return Ok(()) };
    let mut value = |name: &str| {
        let sql = format!("SELECT current_setting('{name}') AS value");
        let setting: Setting = diesel::sql_query(sql)
            .get_result(c)
            .map_err(OpenError::Settings)?;
        Ok::<String, OpenError>(setting.value)
    };
    for name in ["fsync", "full_page_writes", "synchronous_commit"] {
        if value(name)? == "off" {
            return Err(OpenError::NotDurable(name.to_owned()));
        }
    }
    // Timeouts and deadlocks reach us as words only, and we know the English ones.
    let language = value("lc_messages")?;
    let known = ["", "C", "POSIX"].contains(&language.as_str())
        || language.starts_with("C.")
        || language.starts_with("en");
    if known {
        Ok(())
    } else {
        Err(OpenError::Language(language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postgresql_address_that_leaves_the_machine_is_refused() {
        for url in [
            "postgres://u:p@db.example/percorso",
            "postgres://u:p@127.0.0.1,10.0.0.2:5433/percorso",
            "postgres://localhost/percorso?host=db.example",
            "postgres://localhost/percorso?hostaddr=192.0.2.1",
            "postgres://localhost/percorso?service=elsewhere",
            "postgres://localhost/percorso?%68ost=db.example",
        ] {
            assert!(
                matches!(Address::parse(url), Err(OpenError::ClearText)),
                "{url}"
            );
        }
    }

    #[test]
    fn only_the_strictest_mode_counts_as_sealed_and_only_once() {
        let url = |options: &str| format!("postgres://u@db.example/percorso?{options}");
        assert!(is_sealed(&url("sslmode=verify-full&sslrootcert=/ca.pem")));
        for options in [
            "",
            "sslmode=require",
            "sslmode=verify-ca",
            "sslmode=verify-full&sslmode=disable",
            "sslmode=disable&sslmode=verify-full",
            "sslmode=verify-full&ssl%6Dode=disable",
            "sslmode=verify%2Dfull",
        ] {
            assert!(!is_sealed(&url(options)), "{options}");
        }
    }

    #[test]
    fn loopback_and_sockets_are_taken() {
        for url in [
            "postgres://u:p@127.0.0.1:5432/percorso",
            "postgresql://u@[::1]:5432,localhost/percorso",
            "postgres:///percorso?host=/run/postgresql",
            "postgres://%2Frun%2Fpostgresql/percorso",
        ] {
            assert!(Address::parse(url).is_ok(), "{url}");
        }
        assert_eq!(
            Address::parse("sqlite:a/b.sqlite").unwrap().engine(),
            "sqlite"
        );
    }

    #[test]
    fn a_typing_error_creates_nothing() {
        for text in ["percorso.sqlite", "sqlite:", "mysql://localhost", ""] {
            assert!(
                matches!(Address::parse(text), Err(OpenError::Address)),
                "{text}"
            );
        }
    }

    #[test]
    fn an_address_never_shows_its_password() {
        let address = Address::parse("postgres://u:sesame@localhost/p").unwrap();
        assert!(!format!("{address:?}").contains("sesame"));
    }
}
