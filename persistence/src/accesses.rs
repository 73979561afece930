//! Who read which person's data, when and why.

use std::sync::{Mutex, PoisonError};

use diesel::prelude::*;

use crate::backend::Conn;
use crate::error::Error;
use crate::on_each;
use crate::schema::accesses;
use crate::sql_types::{Instant, Uid};

/// One recorded access.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = accesses, treat_none_as_default_value = false)]
pub(crate) struct Access {
    pub(crate) organisation_id: Uid,
    pub(crate) id: Uid,
    pub(crate) at: Instant,
    pub(crate) actor_kind: &'static str,
    pub(crate) actor_id: Option<Uid>,
    pub(crate) request_id: String,
    pub(crate) action: String,
    pub(crate) purpose: Option<String>,
    pub(crate) resource: &'static str,
    pub(crate) individual_id: Option<Uid>,
    pub(crate) case_id: Option<Uid>,
    pub(crate) section: Option<String>,
}

/// How many rows one statement writes: SQLite takes at most 32,766 values.
const CHUNK: usize = 500;

/// Writes accesses in bulk. Multi-row inserts and `ON CONFLICT` exist on the concrete engines
/// only; rows that an unconfirmed earlier attempt wrote are there already.
pub(crate) fn insert(conn: &mut Conn, rows: &[Access]) -> Result<(), Error> {
    for chunk in rows.chunks(CHUNK) {
        on_each!(conn, |c| diesel::insert_into(accesses::table)
            .values(chunk)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Accesses of reads, waiting at most a second to be written together.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    rows: Vec<Access>,
    /// How many are being written.
    leaving: usize,
    failing: bool,
}

/// From how many waiting accesses on they are written at once.
pub(crate) const FULL: usize = 256;
/// From how many on nothing more is read: the record cannot keep up.
const OVERFLOW: usize = 16 * FULL;

impl Buffer {
    /// Keeps accesses until the next flush and says whether it is due now. While the record
    /// cannot be written nothing may be read: the answer is `Unavailable`.
    pub(crate) fn keep(&self, rows: Vec<Access>) -> Result<bool, Error> {
        if rows.is_empty() {
            return Ok(false);
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.failing || waiting.leaving + waiting.rows.len() + rows.len() > OVERFLOW {
            return Err(Error::Unavailable);
        }
        waiting.rows.extend(rows);
        Ok(waiting.rows.len() >= FULL)
    }

    /// Takes all that wait.
    pub(crate) fn take(&self) -> Vec<Access> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = std::mem::take(&mut waiting.rows);
        waiting.leaving += rows.len();
        rows
    }

    /// Says how the flush of `rows` ended; rows that were not written wait again.
    pub(crate) fn settle(&self, rows: Vec<Access>, written: bool) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.leaving = waiting.leaving.saturating_sub(rows.len());
        waiting.failing = !written;
        if !written {
            let later = std::mem::replace(&mut waiting.rows, rows);
            waiting.rows.extend(later);
        }
    }
}
