//! What can go wrong between a decision and its record.

use diesel::r2d2::HandleError;
use diesel::result::{DatabaseErrorKind, Error as Diesel};
use domain::kernel::{Refusal, Version};

/// Why a read or a write did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The domain says no.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// It does not exist, or not within the actor's reach: nobody outside can tell which.
    #[error("not found")]
    NotFound,
    /// The stored version is no longer the one that was loaded.
    #[error("stale")]
    Stale {
        /// The version that is stored now, where it was read.
        current: Option<Version>,
    },
    /// Somebody else wrote between the read and the write of one transaction. It is run again, and
    /// then knows which version stands; who still hears of it hears `Stale`.
    #[error("overtaken")]
    Overtaken,
    /// A uniqueness constraint holds this place for another row.
    #[error("taken")]
    Taken,
    /// The idempotency key was used for another request.
    #[error("key reused")]
    KeyReused,
    /// The first request with this idempotency key is still running.
    #[error("key running")]
    KeyRunning,
    /// The access token's account changed since it was issued.
    #[error("session ended")]
    SessionEnded,
    /// The queue in front of the database is full, or a statement took too long: nothing was done.
    #[error("overloaded")]
    Overloaded,
    /// The database could not be reached or did not confirm. Of a write, nobody knows the
    /// outcome: the same request with the same key finds out.
    #[error("unavailable")]
    Unavailable,
    /// The disk of the database has no room: nothing was done.
    #[error("full")]
    Full,
    /// Any other failure of the database: a defect of ours.
    #[error("database: {0}")]
    Database(Diesel),
    /// Stored data do not have the shape that the code expects: a defect of ours.
    #[error("stored data: {0}")]
    Corrupt(&'static str),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        match &error {
            Diesel::NotFound => Self::NotFound,
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Taken,
            Diesel::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
            | Diesel::BrokenTransactionManager => Self::Unavailable,
            Diesel::DatabaseError(_, details) if is_full(details.message()) => Self::Full,
            Diesel::DatabaseError(_, details) if is_outage(details.message()) => Self::Unavailable,
            Diesel::DatabaseError(_, details) if is_too_slow(details.message()) => Self::Overloaded,
            _ => Self::Database(error),
        }
    }
}

impl Error {
    /// Whether a constraint refused; the caller knows which and says it in its own words.
    #[must_use]
    pub fn taken(self, refusal: Refusal) -> Self {
        match self {
            Self::Taken => Self::Refused(refusal),
            other => other,
        }
    }

    /// The kind of failure, for logs: never a message, which may quote a value.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::NotFound => "not_found",
            Self::Stale { .. } | Self::Overtaken => "stale",
            Self::Taken => "taken",
            Self::KeyReused => "key_reused",
            Self::KeyRunning => "key_running",
            Self::SessionEnded => "session_ended",
            Self::Overloaded => "overloaded",
            Self::Unavailable => "unavailable",
            Self::Full => "full",
            Self::Database(error) => kind_of(error),
            Self::Corrupt(what) => what,
        }
    }

    /// Whether the engine asks to run the whole transaction again (40001, 40P01).
    pub(crate) fn is_repeatable(&self) -> bool {
        match self {
            Self::Database(Diesel::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => {
                true
            }
            Self::Database(Diesel::DatabaseError(_, details)) => {
                details.message() == "deadlock detected"
            }
            _ => false,
        }
    }

    /// Whether another run of the whole transaction may know more than this one.
    pub(crate) fn is_worth_another_run(&self) -> bool {
        matches!(self, Self::Overtaken) || self.is_repeatable() || self.names_what_is_gone()
    }

    /// Whether a row names another one that somebody erased meanwhile: another run finds out.
    fn names_what_is_gone(&self) -> bool {
        let Self::Database(Diesel::DatabaseError(kind, _)) = self else {
            return false;
        };
        matches!(kind, DatabaseErrorKind::ForeignKeyViolation)
    }

    /// As it is told to whoever asked for the write, when no other run follows.
    pub(crate) fn told(self) -> Self {
        match self {
            Self::Overtaken => Self::Stale { current: None },
            other => other,
        }
    }

    /// Whether a lock was not given in time.
    pub(crate) fn is_lock_timeout(&self) -> bool {
        matches!(self, Self::Database(Diesel::DatabaseError(_, details))
            if details.message().contains("lock timeout"))
    }
}

/// Messages of the engines that tell of an outage, not of a wrong statement. Both engines report
/// them without a code that diesel passes on.
fn is_outage(message: &str) -> bool {
    [
        "server closed the connection unexpectedly",
        "terminating connection",
        "the database system is",
        "could not receive data",
        "could not send data",
        "no connection to the server",
        "connection to server",
        "SSL connection has been closed",
        "idle-in-transaction timeout",
        "disk I/O error",
        "unable to open database file",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

/// Messages that tell of a disk without room.
fn is_full(message: &str) -> bool {
    [
        "database or disk is full",
        "could not extend file",
        "No space left on device",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

/// Messages that tell that the engine gave up in time: nothing was done.
fn is_too_slow(message: &str) -> bool {
    message.contains("statement timeout") || message.contains("database is locked")
}

/// Why the store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address has no known scheme.
    #[error("the database address must begin with postgres:// or sqlite:")]
    Address,
    /// A PostgreSQL address on another machine, without verified TLS.
    #[error(
        "personal data never travel in clear: a PostgreSQL address that is not loopback or a socket \
         needs a build with postgres-tls and sslmode=verify-full"
    )]
    ClearText,
    /// The engine refused the connection.
    #[error("cannot connect: {0}")]
    Connect(diesel::ConnectionError),
    /// The engine refused the session settings.
    #[error("cannot set up the session: {0}")]
    Settings(Diesel),
    /// The pool could not be filled.
    #[error("cannot fill the connection pool: {0}")]
    Pool(diesel::r2d2::PoolError),
    /// A setting of the server that would lose acknowledged writes.
    #[error("the PostgreSQL setting {0} is off: acknowledged writes could be lost; turn it on")]
    NotDurable(String),
    /// The server words its errors in a language that this program does not read.
    #[error(
        "PostgreSQL words its errors in {0} for this user; \
         let its administrator say: ALTER ROLE … SET lc_messages = 'C'"
    )]
    Language(String),
    /// There is no database file.
    #[error("there is no database at {0}: run `percorso migrate`")]
    Missing(String),
    /// The schema is not the one of this program.
    #[error("{0} migrations are pending: run `percorso migrate`")]
    Pending(usize),
    /// The schema was migrated by a newer program.
    #[error("the database was migrated by a newer program (unknown migration {0})")]
    Newer(String),
    /// Roles were asked of an engine that has none.
    #[error("only PostgreSQL has roles: --app-role needs a postgres:// address")]
    NoRoles,
    /// There is no such role.
    #[error("there is no role {0}: create it with `createuser --pwprompt {0}`")]
    UnknownRole(String),
    /// The role has other rights than the server needs, or a table lacks its wall.
    #[error(
        "the role {0} must not serve: {1}; run `percorso migrate --app-role {0}` as the owner of \
         the tables"
    )]
    Role(String, String),
    /// The catalogue could not be read or changed.
    #[error("the catalogue of the database refuses: {0}")]
    Catalogue(#[from] Diesel),
    /// A migration failed.
    #[error("migration failed: {0}")]
    Migration(String),
    /// A file could not be used.
    #[error("cannot use {0}: {1}")]
    File(String, std::io::Error),
    /// A copy does not hold together.
    #[error("the copy is not sound: {0}")]
    Unsound(String),
    /// Somebody works with the database.
    #[error("{0} is in use: stop every server and command that works on it")]
    InUse(String),
    /// The database that is there cannot be read, so nobody can tell who works with it.
    #[error(
        "{0} cannot be read ({1}): stop every server that works on it, and move it away together \
         with the files beside it (-wal, -shm)"
    )]
    Unreadable(String, String),
}

/// Logs what a pool could not do, without the address.
#[derive(Debug)]
pub(crate) struct PoolErrors;

impl HandleError<OpenError> for PoolErrors {
    fn handle_error(&self, error: OpenError) {
        tracing::warn!(event = "pool_connection_failed", reason = kind(&error));
    }
}

pub(crate) fn kind(error: &OpenError) -> &'static str {
    match error {
        OpenError::Connect(_) => "connect",
        OpenError::Settings(_) => "settings",
        _ => "other",
    }
}

/// The kind of a database error, for logs: never its message, which may quote a value.
fn kind_of(error: &Diesel) -> &'static str {
    match error {
        Diesel::DatabaseError(kind, _) => match kind {
            DatabaseErrorKind::ForeignKeyViolation => "foreign_key",
            DatabaseErrorKind::NotNullViolation => "not_null",
            DatabaseErrorKind::CheckViolation => "check",
            DatabaseErrorKind::SerializationFailure => "serialization",
            DatabaseErrorKind::ReadOnlyTransaction => "read_only",
            _ => "database",
        },
        Diesel::QueryBuilderError(_) => "query_builder",
        Diesel::DeserializationError(_) => "deserialization",
        Diesel::SerializationError(_) => "serialization_of_value",
        _ => "other",
    }
}
