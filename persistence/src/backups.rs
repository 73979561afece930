//! Copies of an SQLite database: made while it is used, and looked over before one is believed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use domain::actor::OrganisationId;
use domain::kernel::Id;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::backend::{Address, Manager, Use};
use crate::error::OpenError;
use crate::migrations;
use crate::turn::Turn;

/// What a copy holds, as far as somebody must know who wants to put it in the place of the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The migrations that it went through, the first one first.
    pub migrations: Vec<String>,
    /// How many organisations it has.
    pub organisations: i64,
    /// Where the chain of facts of each organisation ends.
    pub heads: Vec<Head>,
    /// The last position of the ledger of erasures that it knows.
    pub ledger_position: i64,
}

/// The end of a chain of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Whose chain it is.
    pub organisation: OrganisationId,
    /// The last position.
    pub position: i64,
    /// The hash of the last position, in hexadecimal figures.
    pub hash: String,
}

/// Whether the present program can work with a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Age {
    /// It has the schema of this program.
    Same,
    /// So many migrations of this program are still to come.
    Older(usize),
    /// It went through a migration that this program does not know.
    Newer(String),
}

impl Contents {
    /// Whether the present program can work with it.
    pub fn age(&self) -> Result<Age, OpenError> {
        let known = migrations::versions()?;
        let mut own = self.migrations.iter();
        if let Some(unknown) = own.find(|version| !known.contains(version)) {
            return Ok(Age::Newer(unknown.clone()));
        }
        Ok(match known.len() - self.migrations.len() {
            0 => Age::Same,
            pending => Age::Older(pending),
        })
    }
}

/// Copies the database at `path` into `into`, which is there and empty. Whoever works on it goes on:
/// the copy is of one moment, with everything that was acknowledged before this was called and
/// nothing in part. It has no free pages, and so nothing of rows that were deleted.
pub fn copy(path: &str, into: &Path) -> Result<(), OpenError> {
    if !Path::new(path).exists() {
        return Err(OpenError::Missing(path.to_owned()));
    }
    let _turn = Turn::shared(path)?;
    let manager = Manager::new(
        Address::Sqlite(path.to_owned()),
        Use::Write,
        std::sync::Arc::default(),
    );
    let mut conn = manager.open()?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(plain(into)?)
        .execute(&mut conn)
        .map_err(OpenError::Settings)?;
    Ok(())
}

/// The path as SQLite takes it for a path, whatever it begins with.
fn plain(path: &Path) -> Result<String, OpenError> {
    let unusable = |error| OpenError::File(path.display().to_string(), error);
    let path = std::path::absolute(path).map_err(unusable)?;
    let text = path.to_str().map(ToOwned::to_owned);
    text.ok_or_else(|| {
        let reason = std::io::Error::other("its name is not UTF-8");
        OpenError::File(path.display().to_string(), reason)
    })
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Mode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = Text)]
    organisation: String,
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Text)]
    hash: String,
}

/// What a copy holds. Refuses one whose pages, indices or references do not fit together, and what
/// is no database of this product. Changes nothing, and makes no file beside it.
pub fn look_over(copy: &Path) -> Result<Contents, OpenError> {
    let mut conn = SqliteConnection::establish(&read_only(copy)?).map_err(OpenError::Connect)?;
    let sound = "SELECT integrity_check AS line FROM pragma_integrity_check LIMIT 1";
    let sound: Line = diesel::sql_query(sound).get_result(&mut conn)?;
    if sound.line != "ok" {
        return Err(OpenError::Unsound(sound.line));
    }
    let adrift = count(&mut conn, "pragma_foreign_key_check")?;
    if adrift > 0 {
        let reason = format!("{adrift} row(s) refer to what is not there");
        return Err(OpenError::Unsound(reason));
    }
    let migrations = "SELECT version AS line FROM __diesel_schema_migrations ORDER BY version";
    let migrations: Vec<Line> = diesel::sql_query(migrations)
        .load(&mut conn)
        .map_err(|_| OpenError::Unsound("it is no database of this product".to_owned()))?;
    Ok(Contents {
        migrations: migrations.into_iter().map(|found| found.line).collect(),
        organisations: count(&mut conn, "organisations")?,
        heads: heads(&mut conn)?,
        ledger_position: ledger_position(&mut conn)?,
    })
}

/// The address of a file that nobody else has open and that is not to be changed.
fn read_only(path: &Path) -> Result<String, OpenError> {
    let mut address = "file:".to_owned();
    for byte in plain(path)?.bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => address.push(byte.into()),
            byte if byte.is_ascii_alphanumeric() => address.push(byte.into()),
            // Writing into a text never fails.
            byte => drop(write!(address, "%{byte:02X}")),
        }
    }
    Ok(address + "?mode=ro&immutable=1")
}

fn count(conn: &mut SqliteConnection, from: &str) -> Result<i64, OpenError> {
    let sql = format!("SELECT count(*) AS count FROM {from}");
    let found: Count = diesel::sql_query(sql).get_result(conn)?;
    Ok(found.count)
}

fn heads(conn: &mut SqliteConnection) -> Result<Vec<Head>, OpenError> {
    let last = "SELECT hex(s.organisation_id) AS organisation, s.position, \
                lower(hex(s.hash)) AS hash FROM event_seals s WHERE s.position = (SELECT \
                max(position) FROM event_seals WHERE organisation_id = s.organisation_id) \
                ORDER BY s.organisation_id";
    let last: Vec<Last> = diesel::sql_query(last).load(conn)?;
    let heads = last.into_iter().map(|last| {
        let organisation = Uuid::parse_str(&last.organisation)
            .map_err(|_| OpenError::Unsound("an identifier is none".to_owned()))?;
        Ok(Head {
            organisation: Id::new(organisation),
            position: last.position,
            hash: last.hash,
        })
    });
    heads.collect()
}

/// Copies of before the ledger know nothing of it.
fn ledger_position(conn: &mut SqliteConnection) -> Result<i64, OpenError> {
    if count(conn, "pragma_table_info('erasures')")? == 0 {
        return Ok(0);
    }
    let last = "SELECT coalesce(max(position), 0) AS count FROM erasures";
    let last: Count = diesel::sql_query(last).get_result(conn)?;
    Ok(last.count)
}

/// A database that nobody else has open: others are kept out until this is dropped. Its log was
/// brought into its file, which is all there is of it now.
pub struct Alone {
    _conn: SqliteConnection,
}

impl std::fmt::Debug for Alone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Alone").finish_non_exhaustive()
    }
}

/// Takes the database at `path` for oneself, whose turn it is already. Refuses while a server or a
/// command has it open, and when it cannot be read: then nobody can tell.
pub fn alone(path: &str, _turn: &Turn) -> Result<Alone, OpenError> {
    let refused = |error: diesel::result::Error| match error.to_string() {
        said if said.contains("locked") => OpenError::InUse(path.to_owned()),
        said => OpenError::Unreadable(path.to_owned(), said),
    };
    let plain = plain(Path::new(path))?;
    let mut conn = SqliteConnection::establish(&plain).map_err(OpenError::Connect)?;
    conn.batch_execute("PRAGMA busy_timeout = 1000")
        .map_err(refused)?;
    // Whoever has the database open holds its log, and then it cannot do without one.
    let without_log = |conn: &mut SqliteConnection, sql: &str| {
        let mode: Mode = diesel::sql_query(sql).get_result(conn).map_err(refused)?;
        let is_without = mode.journal_mode == "delete";
        is_without
            .then_some(())
            .ok_or_else(|| OpenError::InUse(path.to_owned()))
    };
    without_log(&mut conn, "PRAGMA journal_mode = DELETE")?;
    conn.batch_execute("BEGIN EXCLUSIVE").map_err(refused)?;
    // Somebody may have come in between, and brought the log back.
    without_log(&mut conn, "PRAGMA journal_mode")?;
    Ok(Alone { _conn: conn })
}

/// The files that SQLite may keep beside a database: they belong to it and to no other.
pub fn companions(path: &str) -> Vec<PathBuf> {
    let ends = ["-wal", "-shm", "-journal"];
    ends.iter()
        .map(|end| format!("{path}{end}").into())
        .collect()
}
