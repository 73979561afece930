//! Whether the database refused a write a moment ago: nobody finds out that a disk is full, or has
//! room again, but by writing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::backend::Conn;
use crate::error::Error;

/// For how long a refusal counts if nobody writes meanwhile: nobody else would find out that it is
/// over.
const REMEMBERED: Duration = Duration::from_secs(10);

/// When a write was refused last, if none was taken since.
#[derive(Debug, Clone, Default)]
pub(crate) struct Refused(Arc<Mutex<Option<Instant>>>);

impl Refused {
    /// A write was refused.
    pub(crate) fn remember(&self) {
        self.set(Some(Instant::now()));
    }

    /// A write was taken.
    pub(crate) fn forget(&self) {
        self.set(None);
    }

    fn set(&self, at: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    pub(crate) fn was_a_moment_ago(&self) -> bool {
        let at = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        at.is_some_and(|at| at.elapsed() < REMEMBERED)
    }

    /// Does the work; gives whether it proves that writes are taken again, should they be committed.
    /// That is asked only where it is in doubt.
    pub(crate) fn doubting(
        &self,
        conn: &mut Conn,
        work: impl FnOnce(&mut Conn) -> Result<(), Error>,
    ) -> Result<bool, Error> {
        if !self.was_a_moment_ago() {
            return work(conn).map(|()| false);
        }
        let before = written(conn)?;
        work(conn)?;
        Ok(written(conn)? > before)
    }
}

#[derive(QueryableByName)]
struct Written {
    #[diesel(sql_type = BigInt)]
    written: i64,
}

/// A number that grows when this transaction writes a row.
fn written(conn: &mut Conn) -> Result<i64, Error> {
    let ask = match conn {
        // The connection has no other transaction meanwhile.
        Conn::Sqlite(_) => "SELECT total_changes() AS written",
        // Rows, and not what the transaction holds: a lock alone finds room in a page that is there.
        Conn::Pg(_) => {
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint AS written \
             FROM pg_stat_xact_user_tables"
        }
    };
    let told: Written = diesel::sql_query(ask).get_result(conn)?;
    Ok(told.written)
}
