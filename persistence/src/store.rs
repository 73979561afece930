//! The store: one doorway for reads, one for writes, whatever the engine.

use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::actor::OrganisationId;
use domain::kernel::Id;

use crate::accesses;
use crate::app_role;
use crate::backend::{Address, Conn, ConnPool, Manager, Use, depth, pool};
use crate::clock::{Clock, Minter};
use crate::error::{Error, OpenError};
use crate::idempotency::{self, Answer, Claim, Claimed};
use crate::migrations;
use crate::tx::{Caller, Env, Tx};
use crate::writer::{Job, Writer, settle, transact};

/// How to open a store.
#[derive(Debug)]
pub struct Settings {
    /// Where the data live.
    pub address: Address,
    /// How many connections; 2 to 4 times the cores.
    pub connections: u32,
    /// Tells the time.
    pub clock: Clock,
    /// Mints identifiers.
    pub minter: Minter,
}

/// The data of all organisations. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    address: Address,
    reads: ConnPool,
    writes: Writes,
    env: Arc<Env>,
    /// Whether each transaction must name the organisation that it may see.
    walled: bool,
    accesses: accesses::Buffer,
    statements: Arc<AtomicU64>,
    waiting: AtomicUsize,
}

enum Writes {
    /// Each write on a connection of its own.
    Pool(ConnPool),
    /// All writes through one thread.
    Queue(Mutex<Option<Writer>>),
}

/// How many requests may wait for a connection; more are turned away at once.
const WAITING: usize = 512;
/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the engine may ask to run a transaction again.
const REPEATS: usize = 3;

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("address", &self.shared.address)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the data. Refuses pending migrations, a server that could lose acknowledged writes,
    /// and a role that is neither an owner of the tables nor set up by `app_role::grant`.
    pub fn open(settings: Settings) -> Result<Self, OpenError> {
        let statements = Arc::new(AtomicU64::new(0));
        let manager =
            |purpose| Manager::new(settings.address.clone(), purpose, Arc::clone(&statements));
        if let Address::Sqlite(path) = &settings.address
            && !Path::new(path).exists()
        {
            return Err(OpenError::Missing(path.clone()));
        }
        let mut conn = manager(Use::Write).open()?;
        let walled = app_role::walled(&mut conn)?;
        migrations::check(&mut conn, &settings.address)?;
        refuse_unfit(&mut conn)?;
        drop(conn);
        let engine = settings.address.engine();
        tracing::info!(event = "store_opened", engine, row_level_security = walled);
        let env = Arc::new(Env {
            clock: settings.clock,
            minter: settings.minter,
        });
        let writes = match settings.address {
            Address::Postgres(_) => Writes::Pool(pool(manager(Use::Write), settings.connections)?),
            Address::Sqlite(ref path) => {
                let writer = Writer::start(manager(Use::Write), Arc::clone(&env))
                    .map_err(|error| OpenError::File(path.clone(), error))?;
                Writes::Queue(Mutex::new(Some(writer)))
            }
        };
        let reads = pool(manager(Use::Read), settings.connections)?;
        Ok(Self {
            shared: Arc::new(Shared {
                address: settings.address,
                reads,
                writes,
                env,
                walled,
                accesses: accesses::Buffer::default(),
                statements,
                waiting: AtomicUsize::new(0),
            }),
        })
    }

    /// The engine's name.
    pub fn engine(&self) -> &'static str {
        self.shared.address.engine()
    }

    /// Whether writes wait on a thread of the caller (PostgreSQL) or in a queue (SQLite).
    pub fn writes_block(&self) -> bool {
        matches!(self.shared.writes, Writes::Pool(_))
    }

    /// How many statements ran since the store was opened.
    pub fn statements(&self) -> u64 {
        self.shared.statements.load(Ordering::Relaxed)
    }

    /// The clock of this store.
    pub fn clock(&self) -> &Clock {
        &self.shared.env.clock
    }

    /// A new identifier, for what must have its name before a transaction begins.
    pub fn mint<T>(&self) -> Id<T> {
        let env = &self.shared.env;
        Id::new(env.minter.mint(env.clock.now()))
    }

    /// Runs `work` in one consistent snapshot and keeps the accesses that it recorded. Blocks.
    pub fn read<T>(
        &self,
        caller: &Caller,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let first = self.read_once(caller, &work);
        // A connection that broke while it lay in the pool is worth a second try.
        let outcome = match first {
            Err(Error::Unavailable) => self.read_once(caller, &work),
            other => other,
        };
        let (out, recorded) = outcome?;
        if self.shared.accesses.keep(recorded)? {
            self.flush_accesses()?;
        }
        Ok(out)
    }

    /// Runs `work` in one snapshot on a connection of its own and without limits in time: for an
    /// operator's command that walks a whole table. Blocks.
    pub fn inspect<T>(
        &self,
        caller: &Caller,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let statements = Arc::clone(&self.shared.statements);
        let manager = Manager::new(self.shared.address.clone(), Use::Inspect, statements);
        let mut conn = manager.open().map_err(|_| Error::Unavailable)?;
        let mut out = None;
        self.transact(&mut conn, caller.actor.organisation, |conn| {
            out = Some(work(&mut Tx::new(conn, caller, &self.shared.env))?);
            Ok(())
        })?;
        out.ok_or(Error::Corrupt("a read gave nothing"))
    }

    fn read_once<T>(
        &self,
        caller: &Caller,
        work: &impl Fn(&mut Tx<'_>) -> Result<T, Error>,
    ) -> Result<(T, Vec<accesses::Access>), Error> {
        let mut conn = self.connection(&self.shared.reads)?;
        let mut out = None;
        self.transact(&mut conn, caller.actor.organisation, |conn| {
            let mut tx = Tx::new(conn, caller, &self.shared.env);
            let value = work(&mut tx)?;
            out = Some((value, tx.take_accesses()));
            Ok(())
        })?;
        out.ok_or(Error::Corrupt("a read gave nothing"))
    }

    /// Runs `work` in a transaction that names its organisation, where it must.
    fn transact(
        &self,
        conn: &mut Conn,
        organisation: OrganisationId,
        work: impl FnOnce(&mut Conn) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if self.shared.walled {
            app_role::begin(conn, organisation.uuid())?;
            settle(conn, work)
        } else {
            transact(conn, work)
        }
    }

    fn connection(
        &self,
        pool: &ConnPool,
    ) -> Result<diesel::r2d2::PooledConnection<Manager>, Error> {
        if let Some(conn) = pool.try_get() {
            return Ok(conn);
        }
        let waiting = &self.shared.waiting;
        if waiting.fetch_add(1, Ordering::AcqRel) >= WAITING {
            waiting.fetch_sub(1, Ordering::AcqRel);
            return Err(Error::Overloaded);
        }
        let conn = pool.get_timeout(PATIENCE);
        waiting.fetch_sub(1, Ordering::AcqRel);
        conn.map_err(|_| Error::Overloaded)
    }

    /// Runs `work` in one transaction and calls `done` when its outcome is durable. `work` may
    /// run again from the start. On PostgreSQL this blocks until then, on SQLite it only queues.
    pub fn submit<T: Send + 'static>(
        &self,
        caller: Caller,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
        done: impl FnOnce(Result<T, Error>) + Send + 'static,
    ) {
        let organisation = caller.actor.organisation;
        let job = Box::new(Task {
            caller,
            work,
            done,
            out: None,
        });
        match &self.shared.writes {
            Writes::Queue(writer) => {
                let writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                match &*writer {
                    Some(writer) => writer.send(job),
                    None => job.finish(Err(Error::Unavailable)),
                }
            }
            Writes::Pool(pool) => self.run_pooled(pool, organisation, job),
        }
    }

    fn run_pooled(&self, pool: &ConnPool, organisation: OrganisationId, mut job: Box<dyn Job>) {
        let mut conn = match self.connection(pool) {
            Ok(conn) => conn,
            Err(error) => return job.finish(Err(error)),
        };
        let env = &self.shared.env;
        let mut attempt = || self.transact(&mut conn, organisation, |conn| job.attempt(conn, env));
        let mut outcome = attempt();
        for _ in 0..REPEATS {
            match &outcome {
                Err(error) if error.is_repeatable() => outcome = attempt(),
                _ => break,
            }
        }
        let outcome = outcome.map_err(|error| {
            // Still refused by the engine, or a lock that nobody gave back: try later.
            if error.is_repeatable() || error.is_lock_timeout() {
                Error::Overloaded
            } else {
                error
            }
        });
        drop(conn);
        job.finish(outcome);
    }

    /// Runs `work` in one transaction and waits until its outcome is durable. Blocks.
    pub fn write<T: Send + 'static>(
        &self,
        caller: Caller,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (tell, told) = channel();
        self.submit(caller, work, move |outcome| drop(tell.send(outcome)));
        told.recv().unwrap_or(Err(Error::Unavailable))
    }

    /// Runs `work` in one transaction, takes everything back, and says what would have come of it.
    /// Blocks.
    pub fn rehearse<T: Send + 'static>(
        &self,
        caller: Caller,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let kept = Arc::new(Mutex::new(None));
        let keep = Arc::clone(&kept);
        // Only an error takes a transaction back; which one tells nobody anything.
        let outcome = self.write(caller, move |tx| -> Result<(), Error> {
            let out = work(tx)?;
            *keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(out);
            Err(Error::NotFound)
        });
        let out = kept.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (out, outcome) {
            (Some(out), Err(Error::NotFound)) => Ok(out),
            (_, Err(error)) => Err(error),
            (_, Ok(())) => Err(Error::Corrupt("a rehearsal was saved")),
        }
    }

    /// Like `submit`, once per idempotency key: a repeated request gets the kept answer.
    pub fn submit_once(
        &self,
        caller: Caller,
        claim: Option<Claim>,
        work: impl Fn(&mut Tx<'_>) -> Result<Answer, Error> + Send + 'static,
        done: impl FnOnce(Result<Answer, Error>) + Send + 'static,
    ) {
        let work = move |tx: &mut Tx<'_>| {
            let Some(claim) = &claim else { return work(tx) };
            match idempotency::claim(tx, claim)? {
                Claimed::Before(answer) => Ok(answer),
                Claimed::Now => {
                    let answer = work(tx)?;
                    idempotency::keep(tx, claim, &answer)?;
                    Ok(answer)
                }
            }
        };
        self.submit(caller, work, done);
    }

    /// Writes the accesses that wait. Called every second, when many wait, and on a clean stop.
    pub fn flush_accesses(&self) -> Result<usize, Error> {
        let rows = self.shared.accesses.take();
        if rows.is_empty() {
            return Ok(0);
        }
        let count = rows.len();
        let kept = rows.clone();
        let nobody = Caller::system(Id::new(uuid::Uuid::nil()), "accesses");
        let outcome = self.write(nobody, move |tx| accesses::insert(tx.conn(), &rows));
        self.shared.accesses.settle(kept, outcome.is_ok());
        outcome.map(|()| count)
    }

    /// Whether the database answers.
    pub fn ping(&self) -> Result<(), Error> {
        let mut conn = self.connection(&self.shared.reads)?;
        conn.batch_execute("SELECT 1").map_err(Error::from)
    }

    /// Writes what waits and ends the writer. After this every write is refused.
    pub fn close(&self) {
        if let Err(error) = self.flush_accesses() {
            tracing::error!(event = "accesses_not_flushed", reason = error.kind());
        }
        if let Writes::Queue(writer) = &self.shared.writes {
            let writer = writer.lock().unwrap_or_else(PoisonError::into_inner).take();
            drop(writer);
        }
    }
}

/// A piece of work with whoever waits for it.
struct Task<T, W, D> {
    caller: Caller,
    work: W,
    done: D,
    out: Option<T>,
}

impl<T, W, D> Job for Task<T, W, D>
where
    T: Send,
    W: Fn(&mut Tx<'_>) -> Result<T, Error> + Send,
    D: FnOnce(Result<T, Error>) + Send,
{
    fn attempt(&mut self, conn: &mut Conn, env: &Env) -> Result<(), Error> {
        let begun = depth(conn);
        let mut tx = Tx::new(conn, &self.caller, env);
        let out = (self.work)(&mut tx)?;
        // Facts are never written beside a transaction that the work has left.
        if depth(tx.conn()) != begun {
            return Err(Error::Corrupt("a job left its transaction"));
        }
        tx.flush()?;
        self.out = Some(out);
        Ok(())
    }

    fn finish(self: Box<Self>, outcome: Result<(), Error>) {
        let out = self.out.ok_or(Error::Corrupt("a write gave nothing"));
        (self.done)(outcome.and(out));
    }
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

/// A PostgreSQL server that does not sync could lose what was acknowledged, and one that speaks
/// another language cannot be understood.
fn refuse_unfit(conn: &mut Conn) -> Result<(), OpenError> {
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
