//! The end of the record of accesses: those whose term is over leave it, and the chain of facts
//! tells before when and how many.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::kernel::Day;
use domain::retention;

use crate::audit::{DRIFT, earliest, midnight};
use crate::backend::Conn;
use crate::error::Error;
use crate::schema::{access_cuts as cuts, accesses};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// How many accesses one transaction removes.
pub const PIECE: i64 = 1_000;

/// Removes the next accesses whose term is over, at most `most` of them, and says whether there may
/// be more. A process that dies leaves the cut open, and the next one goes on with it.
pub fn cut(tx: &mut Tx<'_>, most: i64) -> Result<bool, Error> {
    let (book, chain) = (tx.rulebook()?, tx.actor().chain());
    let kept_from = retention::accesses_kept_from(&book, &chain, tx.day()?);
    let begins = kept_from.and_then(|day| Some((day, midnight(tx, day.date())?)));
    let Some((kept_from, before)) = begins else {
        return Ok(false);
    };
    let before = Instant(before);
    let removed = match open(tx, before)? {
        Some((_, Some(_))) => return Ok(false),
        Some((removed, None)) => Some(removed),
        None => None,
    };
    let over = over(tx, before, most)?;
    let removed = match removed {
        Some(removed) => removed,
        None if over.is_empty() => return Ok(false),
        None => begin(tx, before)?,
    };
    let gone = accesses::table
        .filter(accesses::organisation_id.eq(tx.org()))
        .filter(accesses::id.eq_any(&over));
    let gone = diesel::delete(gone).execute(tx.conn())?;
    let removed = removed + i64::try_from(gone).unwrap_or(i64::MAX);
    let is_more = i64::try_from(over.len()).is_ok_and(|found| found == most);
    go_on(tx, before, removed, is_more)?;
    if !is_more {
        end(tx, kept_from, removed);
    }
    Ok(is_more)
}

/// Before when nothing is told any more of who read what; nothing as long as all of it is there.
pub fn told_since(tx: &mut Tx<'_>) -> Result<Option<DateTime<Utc>>, Error> {
    let last: Option<Instant> = cuts::table
        .filter(cuts::organisation_id.eq(tx.org()))
        .order(cuts::before.desc())
        .select(cuts::before)
        .first(tx.conn())
        .optional()?;
    Ok(last.map(Into::into))
}

/// The cut and how many it removed until now, held until the end of the transaction; with its end.
fn open(tx: &mut Tx<'_>, before: Instant) -> Result<Option<(i64, Option<Instant>)>, Error> {
    let own = cuts::table
        .find((tx.org(), before))
        .select((cuts::removed, cuts::ended_at));
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    let row = match tx.conn() {
        Conn::Pg(c) => own.for_update().first(c),
        Conn::Sqlite(c) => own.first(c),
    };
    Ok(row.optional()?)
}

/// The first accesses from before then, along the identifiers, which follow the time.
fn over(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<Vec<Uid>, Error> {
    Ok(accesses::table
        .filter(accesses::organisation_id.eq(tx.org()))
        .filter(accesses::id.lt(earliest(before.0 + DRIFT)))
        .filter(accesses::at.lt(before))
        .order(accesses::id)
        .limit(most)
        .select(accesses::id)
        .load(tx.conn())?)
}

/// Nothing leaves without a cut: triggers see to it.
fn begin(tx: &mut Tx<'_>, before: Instant) -> Result<i64, Error> {
    diesel::insert_into(cuts::table)
        .values((
            cuts::organisation_id.eq(tx.org()),
            cuts::before.eq(before),
            cuts::removed.eq(0_i64),
            cuts::begun_at.eq(Instant(tx.now())),
        ))
        .execute(tx.conn())?;
    Ok(0)
}

fn go_on(tx: &mut Tx<'_>, before: Instant, removed: i64, is_more: bool) -> Result<(), Error> {
    let ended = (!is_more).then(|| Instant(tx.now()));
    diesel::update(cuts::table.find((tx.org(), before)))
        .set((cuts::removed.eq(removed), cuts::ended_at.eq(ended)))
        .execute(tx.conn())?;
    Ok(())
}

fn end(tx: &mut Tx<'_>, kept_from: Day, removed: i64) {
    let told = retention::accesses_removed(tx.organisation(), kept_from, removed);
    tx.record(told);
}
