//! Whether the database serves, as far as can be told without a write.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Bool;
use std::sync::PoisonError;

use super::{Store, Writes, connection};
use crate::error::Error;

#[derive(diesel::QueryableByName)]
struct Standing {
    #[diesel(sql_type = Bool)]
    read_only: bool,
}

impl Store {
    /// Whether the database answers.
    pub fn ping(&self) -> Result<(), Error> {
        let mut conn = connection(&self.shared.reads)?;
        conn.batch_execute("SELECT 1").map_err(Error::from)
    }

    /// Whether it takes writes: a standby and a database that was set to read only do not, nor does
    /// one that refused a moment ago to write to its disk.
    pub fn takes_writes(&self) -> Result<(), Error> {
        let takes = match &self.shared.writes {
            Writes::Queue(writer) => {
                let writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                writer.as_ref().is_some_and(|writer| !writer.is_refused())
            }
            Writes::Pool(_, refused) if refused.was_a_moment_ago() => false,
            Writes::Pool(pool, _) => {
                let Some(mut conn) = pool.try_get() else {
                    // Where all of them are at work, somebody writes.
                    let at_work = pool.state().connections > 0;
                    return at_work.then_some(()).ok_or(Error::Unavailable);
                };
                let ask = "SELECT pg_is_in_recovery() \
                           OR current_setting('transaction_read_only')::bool AS read_only";
                let standing: Standing = diesel::sql_query(ask).get_result(&mut *conn)?;
                !standing.read_only
            }
        };
        takes.then_some(()).ok_or(Error::Unavailable)
    }
}
