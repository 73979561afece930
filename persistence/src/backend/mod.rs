//! The two engines behind one connection type, chosen by the scheme of the address.

#![expect(
    missing_docs,
    reason = "the derived multi-connection brings items without docs"
)]

mod address;

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

pub use address::Address;

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
