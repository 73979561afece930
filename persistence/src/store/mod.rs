//! The store: one doorway for reads, one for writes, whatever the engine.

mod health;
mod pooled;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::RunQueryDsl;
use diesel::r2d2::PooledConnection;
use domain::actor::{ActorKind, OrganisationId};
use domain::kernel::Id;

use crate::accesses;
use crate::app_role;
use crate::backend::{Address, Conn, ConnPool, Manager, Use, pool, refuse_unfit};
use crate::clock::{Clock, Minter};
use crate::error::{Error, OpenError};
use crate::idempotency::{self, Answer, Claim, Claimed};
use crate::migrations;
use crate::parameters::Books;
use crate::planner;
use crate::refused::Refused;
use crate::task::Task;
use crate::turn::Turn;
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
}

enum Writes {
    /// Each write on a connection of its own.
    Pool(ConnPool, Refused),
    /// All writes through one thread.
    Queue(Mutex<Option<Writer>>),
}

/// How long work waits for a connection. Requests queue at the gates of the server, where waiting
/// costs no thread; here they only meet the worker's tasks and connections that open again.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long a request waits in the queue of the one writer.
const QUEUED: TimeDelta = TimeDelta::seconds(1);
/// How long after it was asked for a request's write may still commit. Whoever asked is told soon
/// afterwards that nobody knows what became of it: then it should be nothing.
const SETTLED: Duration = Duration::from_secs(10);

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
        let _turn = Turn::to_open(&settings.address)?;
        let mut conn = manager(Use::Write).open()?;
        let walled = app_role::walled(&mut conn)?;
        migrations::check(&mut conn)?;
        refuse_unfit(&mut conn)?;
        planner::look_at_build(&mut conn)?;
        drop(conn);
        let engine = settings.address.engine();
        tracing::info!(event = "store_opened", engine, row_level_security = walled);
        let env = Arc::new(Env {
            clock: settings.clock,
            minter: settings.minter,
            books: Books::default(),
        });
        let writes = match settings.address {
            Address::Postgres(_) => {
                let pool = pool(manager(Use::Write), settings.connections)?;
                Writes::Pool(pool, Refused::default())
            }
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
            }),
        })
    }

    /// The engine's name.
    pub fn engine(&self) -> &'static str {
        self.shared.address.engine()
    }

    /// Whether writes wait on a thread of the caller (PostgreSQL) or in a queue (SQLite).
    pub fn writes_block(&self) -> bool {
        matches!(self.shared.writes, Writes::Pool(..))
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
        let mut conn = connection(&self.shared.reads)?;
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

    /// Runs `work` in one transaction and calls `done` when its outcome is durable. `work` may
    /// run again from the start. On PostgreSQL this blocks until then, on SQLite it only queues.
    pub fn submit<T: Send + 'static>(
        &self,
        caller: Caller,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
        done: impl FnOnce(Result<T, Error>) + Send + 'static,
    ) {
        self.enqueue(task(caller, work, done));
    }

    fn enqueue<T, W, D>(&self, task: Task<T, W, D>)
    where
        T: Send + 'static,
        W: Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
        D: FnOnce(Result<T, Error>) + Send + 'static,
    {
        let organisation = task.organisation();
        let job = Box::new(task);
        match &self.shared.writes {
            Writes::Queue(writer) => {
                let writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                match &*writer {
                    Some(writer) => writer.send(job),
                    None => job.finish(Err(Error::Unavailable)),
                }
            }
            Writes::Pool(pool, refused) => self.run_pooled(pool, refused, organisation, job),
        }
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

    /// Like `submit`, once per idempotency key: a repeated request gets the kept answer. What has
    /// waited in the queue for a second is turned away.
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
        let latest = self.clock().now() + QUEUED;
        self.enqueue(task(caller, work, done).begun_by(latest));
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

    /// Brings everything that was written into the file of the database and empties the log beside
    /// it, so that what was erased stands in neither. Says whether it could: somebody who reads for
    /// long keeps the log. PostgreSQL does it in its own time.
    pub fn empty_log(&self) -> Result<bool, Error> {
        if !matches!(self.shared.address, Address::Sqlite(_)) {
            return Ok(true);
        }
        let statements = Arc::clone(&self.shared.statements);
        let manager = Manager::new(self.shared.address.clone(), Use::Write, statements);
        let mut conn = manager.open().map_err(|_| Error::Unavailable)?;
        let done: Checkpoint =
            diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(&mut conn)?;
        Ok(done.busy == 0)
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

/// What somebody waits for is done soon or not at all. Nobody waits for what the product does itself.
fn task<T, W, D>(caller: Caller, work: W, done: D) -> Task<T, W, D> {
    if caller.actor.kind == ActorKind::System {
        Task::new(caller, work, done)
    } else {
        Task::new(caller, work, done).settled_by(Instant::now() + SETTLED)
    }
}

#[derive(diesel::QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    busy: i32,
}

fn connection(pool: &ConnPool) -> Result<PooledConnection<Manager>, Error> {
    pool.get_timeout(PATIENCE).map_err(|_| Error::Overloaded)
}
