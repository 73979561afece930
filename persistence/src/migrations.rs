//! The schema of both engines: one portable text, and beside it what only one engine needs.

use std::fmt;

use diesel::backend::Backend;
use diesel::connection::{BoxableConnection, SimpleConnection};
use diesel::dsl::sql;
use diesel::migration::{
    Migration, MigrationMetadata, MigrationName, MigrationSource, MigrationVersion, Result,
};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_migrations::MigrationHarness;
use include_dir::{Dir, include_dir};

use crate::backend::{Address, Conn, Manager};
use crate::error::OpenError;
use crate::on_each;
use crate::planner;
use crate::turn::Turn;

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../migrations");

/// The migrations of one engine, in the order of their numbers.
#[derive(Debug, Clone, Copy)]
struct Embedded {
    engine: &'static str,
}

/// One numbered folder: the portable text, then the text of the engine.
#[derive(Debug)]
struct Step {
    name: Name,
    up: String,
    down: String,
}

#[derive(Debug)]
struct Name(&'static str);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl MigrationName for Name {
    fn version(&self) -> MigrationVersion<'_> {
        MigrationVersion::from(self.0.split('_').next().unwrap_or(self.0))
    }
}

impl MigrationMetadata for Name {}

impl<DB: Backend> Migration<DB> for Step {
    fn run(&self, conn: &mut dyn BoxableConnection<DB>) -> Result<()> {
        Ok(conn.batch_execute(&self.up)?)
    }

    fn revert(&self, conn: &mut dyn BoxableConnection<DB>) -> Result<()> {
        Ok(conn.batch_execute(&self.down)?)
    }

    fn metadata(&self) -> &dyn MigrationMetadata {
        &self.name
    }

    fn name(&self) -> &dyn MigrationName {
        &self.name
    }
}

impl<DB: Backend> MigrationSource<DB> for Embedded {
    fn migrations(&self) -> Result<Vec<Box<dyn Migration<DB>>>> {
        let mut folders: Vec<_> = FOLDER.dirs().collect();
        folders.sort_by_key(|folder| folder.path());
        folders
            .into_iter()
            .map(|folder| {
                let name = folder
                    .path()
                    .to_str()
                    .ok_or("a migration has no readable name")?;
                let text = |file: &str| {
                    FOLDER
                        .get_file(format!("{name}/{file}"))
                        .and_then(|f| f.contents_utf8())
                };
                let own = |verb: &str| text(&format!("{verb}.{}.sql", self.engine)).unwrap_or("");
                let portable_up = text("up.sql").ok_or("a migration has no up.sql")?;
                let portable_down = text("down.sql").ok_or("a migration has no down.sql")?;
                Ok(Box::new(Step {
                    name: Name(name),
                    up: format!("{portable_up}\n{}", own("up")),
                    down: format!("{}\n{portable_down}", own("down")),
                }) as Box<dyn Migration<DB>>)
            })
            .collect()
    }
}

fn source(address: &Address) -> Embedded {
    Embedded {
        engine: match address {
            Address::Postgres(_) => "postgres",
            Address::Sqlite(_) => "sqlite",
        },
    }
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> OpenError {
    OpenError::Migration(error.to_string())
}

/// Brings the schema up to date and says which migrations ran. Safe when two start at once: the
/// second waits for the first and finds nothing to do.
pub fn migrate(address: &Address) -> std::result::Result<Vec<String>, OpenError> {
    locked(address, |conn| {
        let source = source(address);
        let ran = on_each!(conn, |c| c.run_pending_migrations(source)).map_err(failed)?;
        let ran = ran.iter().map(ToString::to_string).collect();
        planner::tell(conn)?;
        Ok(ran)
    })
}

/// Takes all migrations back, for tests of the way down.
pub fn revert_all(address: &Address) -> std::result::Result<(), OpenError> {
    locked(address, |conn| {
        let source = source(address);
        on_each!(conn, |c| c.revert_all_migrations(source)).map_err(failed)?;
        Ok(())
    })
}

/// Takes the last migration back and says which it was, for tests of the way up with data.
pub fn revert_last(address: &Address) -> std::result::Result<String, OpenError> {
    locked(address, |conn| {
        let source = source(address);
        let version = on_each!(conn, |c| c.revert_last_migration(source)).map_err(failed)?;
        Ok(version.to_string())
    })
}

/// The versions of all migrations of this program, the first one first.
pub fn versions() -> std::result::Result<Vec<String>, OpenError> {
    // The numbers are the same on both engines.
    let source = Embedded { engine: "sqlite" };
    let steps = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&source).map_err(failed)?;
    let versions = steps.iter().map(|step| step.name().version().to_string());
    Ok(versions.collect())
}

/// How many migrations wait, and whether a newer program was here.
pub(crate) fn check(conn: &mut Conn) -> std::result::Result<(), OpenError> {
    let applied = applied(conn)?;
    let known = versions()?;
    if let Some(newer) = applied.iter().find(|version| !known.contains(version)) {
        return Err(OpenError::Newer(newer.clone()));
    }
    match known.len() - applied.len() {
        0 => Ok(()),
        pending => Err(OpenError::Pending(pending)),
    }
}

/// The versions that ran. Diesel's own question first creates the table that it asks, which the
/// server's role may not do.
fn applied(conn: &mut Conn) -> std::result::Result<Vec<String>, OpenError> {
    let Conn::Pg(c) = conn else {
        let versions = on_each!(conn, |c| c.applied_migrations()).map_err(failed)?;
        return Ok(versions.iter().map(ToString::to_string).collect());
    };
    let there = "to_regclass('__diesel_schema_migrations') IS NOT NULL";
    if !diesel::select(sql::<Bool>(there)).get_result::<bool>(c)? {
        return Ok(Vec::new());
    }
    Ok(sql::<Text>("SELECT version::text FROM __diesel_schema_migrations").load(c)?)
}

/// Runs `work` while no other process migrates the same database.
pub(crate) fn locked<T>(
    address: &Address,
    work: impl FnOnce(&mut Conn) -> std::result::Result<T, OpenError>,
) -> std::result::Result<T, OpenError> {
    let _turn = match address {
        Address::Sqlite(path) => Some(Turn::alone(path)?),
        Address::Postgres(_) => None,
    };
    let manager = Manager::new(
        address.clone(),
        crate::backend::Use::Migrate,
        std::sync::Arc::default(),
    );
    let mut conn = manager.open()?;
    if matches!(conn, Conn::Pg(_)) {
        // Any number that is ours alone; the lock ends with the connection.
        conn.batch_execute("SELECT pg_advisory_lock(4906172838)")
            .map_err(OpenError::Settings)?;
    }
    work(&mut conn)
}
