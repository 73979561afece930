//! A piece of work with whoever waits for it.

use std::time::Instant;

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use domain::actor::{ActorKind, OrganisationId};

use crate::backend::{Conn, depth};
use crate::error::Error;
use crate::tx::{Caller, Env, Tx};
use crate::writer::Job;

/// Work that wants a transaction, and what to do with its outcome.
pub(crate) struct Task<T, W, D> {
    caller: Caller,
    work: W,
    done: D,
    out: Option<T>,
    latest: Option<DateTime<Utc>>,
    settled_by: Option<Instant>,
}

impl<T, W, D> Task<T, W, D> {
    pub(crate) fn new(caller: Caller, work: W, done: D) -> Self {
        Self {
            caller,
            work,
            done,
            out: None,
            latest: None,
            settled_by: None,
        }
    }

    /// The same, turned away when it could not begin until then.
    pub(crate) fn begun_by(mut self, latest: DateTime<Utc>) -> Self {
        self.latest = Some(latest);
        self
    }

    /// The same, taken back when it is not done by then.
    pub(crate) fn settled_by(mut self, latest: Instant) -> Self {
        self.settled_by = Some(latest);
        self
    }

    pub(crate) fn organisation(&self) -> OrganisationId {
        self.caller.actor.organisation
    }
}

impl<T, W, D> Job for Task<T, W, D>
where
    T: Send,
    W: Fn(&mut Tx<'_>) -> Result<T, Error> + Send,
    D: FnOnce(Result<T, Error>) + Send,
{
    fn attempt(&mut self, conn: &mut Conn, env: &Env) -> Result<(), Error> {
        // Only the first attempt can be late: what has begun may begin again.
        if self
            .latest
            .take()
            .is_some_and(|latest| env.clock.now() > latest)
        {
            return Err(Error::Overloaded);
        }
        let begun = depth(conn);
        if self.caller.actor.kind == ActorKind::System {
            unhurried(conn)?;
        }
        let mut tx = Tx::new(conn, &self.caller, env);
        let out = (self.work)(&mut tx)?;
        // Facts are never written beside a transaction that the work has left.
        if depth(tx.conn()) != begun {
            return Err(Error::Corrupt("a job left its transaction"));
        }
        tx.flush()?;
        if self
            .settled_by
            .is_some_and(|latest| Instant::now() > latest)
        {
            return Err(Error::Overloaded);
        }
        self.out = Some(out);
        Ok(())
    }

    fn finish(self: Box<Self>, outcome: Result<(), Error>) {
        let out = self.out.ok_or(Error::Corrupt("a write gave nothing"));
        (self.done)(outcome.map_err(Error::told).and(out));
    }
}

/// Nobody waits for what the product does by itself, such as a batch of an import: its statements may
/// take longer than those of requests.
fn unhurried(conn: &mut Conn) -> Result<(), Error> {
    match conn {
        Conn::Pg(c) => Ok(c.batch_execute("SET LOCAL statement_timeout = '30s'")?),
        Conn::Sqlite(_) => Ok(()),
    }
}
