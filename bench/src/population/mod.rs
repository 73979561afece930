//! A realistic organisation of any size, the same for the same size and day: a few hundred people
//! whom the product itself wrote down, copied as other people at eight sites.

mod copies;
mod faces;
mod forms;
mod office;
mod patterns;
mod specimens;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use domain::kernel::Day;
use persistence::backend::{Address, Manager, Use};
use persistence::{Clock, Minter, Store, migrations};

use crate::Failure;
use crate::postgres::Server;

use copies::Copies;
use faces::Crowd;
use forms::Form;
pub(crate) use office::{Colleague, Organised, PASSWORD};
use patterns::{Pattern, Reader};
use specimens::Specimens;

/// The seed of whoever the copies are.
const SEED: u64 = 7;
/// How many rows one statement of SQLite inserts.
const ROWS: usize = 500;
/// How much is written down before it is sent.
const BUFFER: usize = 1 << 20;

/// Where people are to be.
#[derive(Debug)]
pub(crate) enum Place {
    /// A file, which must not be there yet.
    Sqlite(std::path::PathBuf),
    /// A database, which must be empty.
    Postgres(Server),
}

impl Place {
    pub(crate) fn address(&self) -> Result<Address, Failure> {
        Ok(Address::parse(&self.url())?)
    }

    /// As `PERCORSO_DATABASE` takes it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(server) => server.url(),
        }
    }
}

/// What was made.
#[derive(Debug)]
pub(crate) struct Population {
    pub(crate) organised: Organised,
    pub(crate) people: usize,
    pub(crate) facts: usize,
}

/// Opens a store on what is there.
pub(crate) fn store(place: &Place, connections: u32) -> Result<Store, Failure> {
    Ok(Store::open(persistence::Settings {
        address: place.address()?,
        connections,
        clock: Clock::System,
        minter: Minter::default(),
    })?)
}

/// Fills an empty place with some `people`, rounded up to whole copies of all specimens, as if they
/// had come to the organisation until `now`.
pub(crate) fn fill(
    place: &Place,
    people: usize,
    now: DateTime<Utc>,
) -> Result<Population, Failure> {
    migrations::migrate(&place.address()?)?;
    let specimens = Specimens::make(now)?;
    let opened = store(place, 2)?;
    let organised = office::open(&opened)?;
    opened.close();
    let count = people.div_ceil(specimens.people.len()).max(1);
    let count = u16::try_from(count).map_err(|_| "too many people")?;
    let mut crowd = Crowd::new(SEED, Day::new(now.date_naive())?);
    let copies = Copies::new(&specimens, &mut crowd, &organised, count)?;
    match place {
        Place::Sqlite(_) => into_sqlite(place, &specimens, &copies)?,
        Place::Postgres(server) => into_postgres(server, &specimens, &copies)?,
    }
    let store = store(place, 2)?;
    let facts = api::worker::seal_all(&store)?;
    store.empty_log()?;
    store.close();
    if let Place::Postgres(server) = place {
        server.execute("VACUUM ANALYZE")?;
        server.execute("CHECKPOINT")?;
    }
    Ok(Population {
        organised,
        people: copies.count() * specimens.people.len(),
        facts,
    })
}

/// Everything that is copied, each table behind those that its rows name; last, how the work of the
/// organisation is planned.
fn patterns(specimens: &Specimens, form: Form) -> Vec<Pattern> {
    let reader = Reader::new(specimens, form);
    let tables = specimens.tables.iter();
    let events = tables.clone().filter(|table| table.name == "events");
    let waiting = events.map(|events| reader.waiting(events));
    let planning = Pattern {
        most: 1,
        ..reader.pattern(&specimens.planning)
    };
    let copied = tables.map(|table| reader.pattern(table));
    copied.chain(waiting).chain([planning]).collect()
}

fn into_sqlite(place: &Place, specimens: &Specimens, copies: &Copies) -> Result<(), Failure> {
    let manager = Manager::new(place.address()?, Use::Migrate, Arc::new(AtomicU64::new(0)));
    let mut conn = manager.open()?;
    // Nobody else is here, and whoever is cut short begins anew.
    conn.batch_execute(
        "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000",
    )?;
    for pattern in &patterns(specimens, Form::Insert) {
        let columns = pattern.columns.join(", ");
        let begin = format!("INSERT INTO {} ({columns}) VALUES ", pattern.table);
        let (mut statement, mut rows) = (begin.clone(), 0);
        conn.batch_execute("BEGIN")?;
        copies.write(pattern, Form::Insert, &mut |row| {
            statement.push_str(row);
            rows += 1;
            if rows % ROWS == 0 {
                conn.batch_execute(statement.trim_end_matches(','))?;
                statement.clone_from(&begin);
            }
            Ok(())
        })?;
        if statement.len() > begin.len() {
            conn.batch_execute(statement.trim_end_matches(','))?;
        }
        conn.batch_execute("COMMIT")?;
    }
    Ok(())
}

fn into_postgres(server: &Server, specimens: &Specimens, copies: &Copies) -> Result<(), Failure> {
    for pattern in &patterns(specimens, Form::Copy) {
        let mut copying = server.copy(&pattern.table, &pattern.columns)?;
        let mut buffer = String::with_capacity(BUFFER);
        copies.write(pattern, Form::Copy, &mut |row| {
            buffer.push_str(row);
            if buffer.len() >= BUFFER - 4096 {
                copying.send(&buffer)?;
                buffer.clear();
            }
            Ok(())
        })?;
        copying.send(&buffer)?;
        copying.end()?;
    }
    Ok(())
}
