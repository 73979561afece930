//! The wall between organisations on PostgreSQL: the server's own role and row-level security.
//! These stories run where `PERCORSO_TEST_DATABASE_URL` names a server.

mod erasing;
mod rights;
mod wall;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use domain::event::{About, CaseId, Fact};
use domain::kernel::{Changed, Id};
use persistence::backend::{Address, Conn, Manager, Use};
use persistence::schema::{cases, individuals};
use persistence::sql_types::{Instant, Uid};
use persistence::{Caller, Clock, Minter, OpenError, Settings, Store, Tx, app_role};
use uuid::Uuid;

use crate::support::database::server;
use crate::support::effort::left_out;
use crate::support::{Database, Place};

/// A database with two organisations, and a role that `percorso migrate --app-role` set up.
struct Walled {
    database: Option<Arc<Database>>,
    server: String,
    role: String,
}

const PASSWORD: &str = "sesamo";

impl Walled {
    /// Nothing without a PostgreSQL server, which is told.
    fn start() -> Option<Self> {
        let walled = Self::without_grant()?;
        app_role::grant(walled.owner_address(), &walled.role).unwrap();
        Some(walled)
    }

    /// The same before the role was given anything.
    fn without_grant() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Some(server) = server() else {
            left_out("PERCORSO_TEST_DATABASE_URL names no PostgreSQL server");
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let walled = Self {
            database: Some(Arc::new(Database::seeded())),
            server,
            role: format!("percorso_app_{}_{count}", std::process::id()),
        };
        walled.execute(&format!(
            "CREATE ROLE {} LOGIN PASSWORD '{PASSWORD}'",
            walled.role
        ));
        for place in [Place::Home, Place::Away] {
            open_case(&mut walled.owner(), place);
        }
        Some(walled)
    }

    fn database(&self) -> &Arc<Database> {
        self.database.as_ref().unwrap()
    }

    fn owner_address(&self) -> &Address {
        &self.database().address
    }

    /// The same database, for the role.
    fn address(&self) -> Address {
        let Address::Postgres(url) = self.owner_address() else {
            panic!("these stories are PostgreSQL's");
        };
        let (scheme, rest) = url.split_once("://").unwrap();
        let end = rest.find(['/', '?']).unwrap();
        let place = &rest[rest[..end].find('@').map_or(0, |at| at + 1)..];
        Address::Postgres(format!("{scheme}://{}:{PASSWORD}@{place}", self.role))
    }

    fn owner(&self) -> Conn {
        self.database().connection()
    }

    /// A connection of the role, beside the product's.
    fn connection(&self) -> Conn {
        Manager::new(self.address(), Use::Migrate, Arc::default())
            .open()
            .unwrap()
    }

    fn execute(&self, sql: &str) {
        self.database().execute(sql);
    }

    fn try_open(&self) -> Result<Store, OpenError> {
        open(self.address())
    }

    fn store(&self) -> Store {
        self.try_open().unwrap()
    }

    /// Why the server does not start as the role.
    fn refusal(&self) -> String {
        self.try_open().unwrap_err().to_string()
    }
}

impl Drop for Walled {
    fn drop(&mut self) {
        drop(self.database.take());
        let address = Address::Postgres(self.server.clone());
        let manager = Manager::new(address, Use::Migrate, Arc::default());
        if let Ok(mut conn) = manager.open() {
            let _ = conn.batch_execute(&format!("DROP ROLE IF EXISTS {}", self.role));
        }
    }
}

fn open(address: Address) -> Result<Store, OpenError> {
    Store::open(Settings {
        address,
        connections: 2,
        clock: Clock::System,
        minter: Minter::default(),
    })
}

/// Somebody with a case, in an organisation.
fn open_case(conn: &mut Conn, place: Place) {
    let org = Uid::from(place.organisation());
    let person = Uid(Uuid::new_v4());
    let birth = chrono::NaiveDate::from_ymd_opt(1990, 5, 17).unwrap();
    diesel::insert_into(individuals::table)
        .values((
            individuals::organisation_id.eq(org),
            individuals::id.eq(person),
            individuals::office_id.eq(Uid::from(place.office(0))),
            individuals::family_name.eq("Prova"),
            individuals::given_name.eq("Persona"),
            individuals::family_norm.eq("prova"),
            individuals::given_norm.eq("persona"),
            individuals::birth_date.eq(birth),
            individuals::registered_at.eq(Instant(Clock::System.now())),
        ))
        .execute(conn)
        .unwrap();
    diesel::insert_into(cases::table)
        .values((
            cases::organisation_id.eq(org),
            cases::id.eq(Uid(Uuid::new_v4())),
            cases::individual_id.eq(person),
            cases::office_id.eq(Uid::from(place.office(0))),
            cases::status.eq("open"),
            cases::reason.eq("prova"),
            cases::opened_on.eq(birth),
            cases::status_since.eq(birth),
            cases::version.eq(1_i64),
            cases::created_at.eq(Instant(Clock::System.now())),
        ))
        .execute(conn)
        .unwrap();
}

/// The same inside a transaction of the product, with its fact.
fn open_case_in(tx: &mut Tx<'_>, place: Place) {
    let id: CaseId = tx.new_id();
    tx.record(Changed::new(
        (),
        About::thing("office", id).says(Fact::OfficeCreated {}),
    ));
    open_case(tx.conn(), place);
}

fn system(place: Place) -> Caller {
    Caller::system(place.organisation(), "story")
}

fn installation() -> Caller {
    Caller::system(Id::new(Uuid::nil()), "story")
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many rows the connection sees, with no predicate at all.
fn count(conn: &mut Conn, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS count FROM {table}");
    let row: Count = diesel::sql_query(sql).get_result(conn).unwrap();
    row.count
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

fn names(conn: &mut Conn, sql: &str) -> Vec<String> {
    let rows: Vec<Name> = diesel::sql_query(sql).load(conn).unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

/// Begins a transaction that names this organisation, as the store does.
fn begin(conn: &mut Conn, organisation: Uuid) {
    conn.batch_execute(&format!(
        "BEGIN; SET LOCAL percorso.organisation = '{organisation}'"
    ))
    .unwrap();
}

/// What PostgreSQL says when it refuses this.
fn refused(conn: &mut Conn, sql: &str) -> String {
    conn.batch_execute("SAVEPOINT before").unwrap();
    let refusal = conn.batch_execute(sql).expect_err(sql).to_string();
    conn.batch_execute("ROLLBACK TO SAVEPOINT before").unwrap();
    refusal
}
