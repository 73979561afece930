//! SQLite's one writer: many jobs share one synced commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, TransactionManager};

use crate::backend::{Conn, Manager, depth, has_failed, watch_failures};
use crate::error::Error;
use crate::refused::Refused;
use crate::tx::Env;

/// A unit of work that wants a transaction.
pub(crate) trait Job: Send {
    /// Does the work inside a transaction; may be run again from the start.
    fn attempt(&mut self, conn: &mut Conn, env: &Env) -> Result<(), Error>;
    /// Hands the outcome to whoever waits.
    fn finish(self: Box<Self>, outcome: Result<(), Error>);
}

/// How many jobs share one commit at the most.
const BATCH: usize = 64;
/// How many jobs may wait; more are turned away at once.
const QUEUE: usize = 512;

/// The queue in front of the writer thread.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
    refused: Refused,
}

impl Writer {
    /// Starts the thread with its one connection.
    pub(crate) fn start(manager: Manager, env: Arc<Env>) -> Result<Self, std::io::Error> {
        let (queue, jobs) = sync_channel(QUEUE);
        let refused = Refused::default();
        let told = refused.clone();
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || serve(&manager, &env, &jobs, &told))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            refused,
        })
    }

    /// Whether writes find nobody, or were refused by the file a moment ago.
    pub(crate) fn is_refused(&self) -> bool {
        let works = self.thread.as_ref().is_some_and(|t| !t.is_finished());
        !works || self.refused.was_a_moment_ago()
    }

    /// Puts a job into the queue; a full queue turns it away.
    pub(crate) fn send(&self, job: Box<dyn Job>) {
        let refused = match &self.queue {
            None => Some((job, Error::Unavailable)),
            Some(queue) => match queue.try_send(job) {
                Ok(()) => None,
                Err(TrySendError::Full(job)) => Some((job, Error::Overloaded)),
                Err(TrySendError::Disconnected(job)) => Some((job, Error::Unavailable)),
            },
        };
        if let Some((job, error)) = refused {
            job.finish(Err(error));
        }
    }
}

impl Drop for Writer {
    /// Waits until all accepted jobs are done.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn serve(manager: &Manager, env: &Env, jobs: &Receiver<Box<dyn Job>>, refused: &Refused) {
    let mut open: Option<Conn> = None;
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH {
            let Ok(job) = jobs.try_recv() else { break };
            batch.push(job);
        }
        let conn = match open.take() {
            Some(conn) => Ok(conn),
            None => manager.open(),
        };
        match conn {
            Ok(mut conn) => {
                if run(&mut conn, env, batch, refused) {
                    open = Some(conn);
                }
            }
            Err(error) => {
                tracing::error!(
                    event = "writer_cannot_open",
                    reason = crate::error::kind(&error)
                );
                refused.remember();
                turn_away(batch);
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

fn turn_away(batch: Vec<Box<dyn Job>>) {
    for job in batch {
        job.finish(Err(Error::Unavailable));
    }
}

/// Runs a batch in one transaction, a savepoint for each job; says whether the connection is
/// still good. Nobody hears of success before the commit is on disk.
fn run(conn: &mut Conn, env: &Env, mut batch: Vec<Box<dyn Job>>, refused: &Refused) -> bool {
    if let Err(error) = begin(conn) {
        tracing::error!(event = "writer_cannot_begin", reason = error.kind());
        refused.remember();
        turn_away(batch);
        return false;
    }
    let mut outcomes = Vec::with_capacity(batch.len());
    let (mut sound, mut proven) = (true, false);
    for job in &mut batch {
        outcomes.push(transact(conn, |conn| {
            proven |= refused.doubting(conn, |conn| job.attempt(conn, env))?;
            Ok(())
        }));
        // A job that opened or closed a transaction of its own would take its neighbours along.
        sound = depth(conn) == Some(1);
        if !sound {
            break;
        }
    }
    let committed = sound && commit(conn).is_ok();
    if !committed {
        tracing::error!(event = "writer_batch_lost", jobs = batch.len());
    }
    // A full disk refuses statements, not only commits.
    let full = outcomes
        .iter()
        .any(|o| matches!(o, Err(Error::Unavailable | Error::Full)));
    if full || !committed {
        refused.remember();
    } else if proven {
        refused.forget();
    }
    let mut outcomes = outcomes.into_iter();
    for job in batch {
        let outcome = outcomes.next().unwrap_or(Err(Error::Unavailable));
        job.finish(if committed {
            outcome
        } else {
            Err(Error::Unavailable)
        });
    }
    committed
}

fn begin(conn: &mut Conn) -> Result<(), Error> {
    match conn {
        // Diesel begins deferred, and a deferred transaction fails when a reader turns writer.
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
        Conn::Pg(c) => AnsiTransactionManager::begin_transaction(c)?,
    }
    Ok(())
}

fn commit(conn: &mut Conn) -> Result<(), Error> {
    Ok(crate::on_each!(conn, |c| {
        AnsiTransactionManager::commit_transaction(c)
    })?)
}

fn rollback(conn: &mut Conn) -> Result<(), Error> {
    Ok(crate::on_each!(conn, |c| {
        AnsiTransactionManager::rollback_transaction(c)
    })?)
}

/// Runs `work` in a transaction of its own, or in a savepoint of the one that is open; a failure
/// or a panic undoes it.
pub(crate) fn transact(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<(), Error>,
) -> Result<(), Error> {
    crate::on_each!(conn, |c| AnsiTransactionManager::begin_transaction(c)).map_err(Error::from)?;
    settle(conn, work)
}

/// Runs `work` in what was begun and commits (or releases) it; a failure or a panic undoes it.
pub(crate) fn settle(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<(), Error>,
) -> Result<(), Error> {
    watch_failures();
    let outcome = catch_unwind(AssertUnwindSafe(|| work(conn)))
        .unwrap_or(Err(Error::Corrupt("a job panicked")));
    let outcome = match outcome {
        Ok(()) if has_failed() => Err(Error::Corrupt("a failed statement was passed over")),
        outcome => outcome,
    };
    match outcome {
        Ok(()) => commit(conn),
        Err(error) => {
            // The reason of the failure counts, not that undoing it failed too: a broken
            // connection is noticed by its transaction depth.
            drop(rollback(conn));
            Err(error)
        }
    }
}
