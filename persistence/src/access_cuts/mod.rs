//! The end of the record of accesses: those whose term is over leave it, and the chain of facts
//! tells before when and how many.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::holds::HoldStatus;
use domain::retention;

use crate::audit::{DRIFT, earliest, midnight};
use crate::backend::Conn;
use crate::columns::day;
use crate::error::Error;
use crate::schema::{access_cuts as cuts, accesses, holds, individuals};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// How many accesses one transaction removes.
pub const PIECE: i64 = 1_000;

/// A cut that has begun, held until the end of the transaction.
struct Begun {
    before: Instant,
    removed: i64,
}

/// Removes the next accesses whose term is over, at most `most` of them, and says whether there may
/// be more. A process that dies leaves the cut open, and the next one goes on with it, also when the
/// month has turned since. Those of people whose data are held stay until a cut after the hold.
pub fn cut(tx: &mut Tx<'_>, most: i64) -> Result<bool, Error> {
    let allowed = allowed(tx)?;
    let begun = match (unfinished(tx)?, allowed) {
        (Some(begun), Some(allowed)) if begun.before.0 <= allowed.0 => begun,
        // The term was made longer meanwhile: what is gone is told, and nothing else goes.
        (Some(begun), _) => {
            end(tx, &begun)?;
            return Ok(true);
        }
        (None, Some(before)) if is_worth(tx, before)? => begin(tx, before)?,
        (None, _) => return Ok(false),
    };
    let over = over(tx, begun.before, most)?;
    let gone = accesses::table
        .filter(accesses::organisation_id.eq(tx.org()))
        .filter(accesses::id.eq_any(&over));
    let gone = diesel::delete(gone).execute(tx.conn())?;
    let begun = Begun {
        removed: begun.removed + i64::try_from(gone).unwrap_or(i64::MAX),
        ..begun
    };
    let is_more = i64::try_from(over.len()).is_ok_and(|found| found == most);
    if is_more {
        count(tx, &begun, None)?;
    } else {
        end(tx, &begun)?;
    }
    Ok(is_more)
}

/// Before when accesses may go. The clock alone is not believed: no day is later than that of the
/// last access.
fn allowed(tx: &mut Tx<'_>) -> Result<Option<Instant>, Error> {
    let last: Option<Instant> = accesses::table
        .filter(accesses::organisation_id.eq(tx.org()))
        .order(accesses::id.desc())
        .select(accesses::at)
        .first(tx.conn())
        .optional()?;
    let Some(last) = last else {
        return Ok(None);
    };
    let last = day(last.0.with_timezone(&tx.actor().zone).date_naive())?;
    let today = tx.day()?.min(last);
    let (book, chain) = (tx.rulebook()?, tx.actor().chain());
    let kept_from = retention::accesses_kept_from(&book, &chain, today);
    Ok(kept_from
        .and_then(|day| midnight(tx, day.date()))
        .map(Instant))
}

/// Whether no cut of that day was made yet, and it would remove something.
fn is_worth(tx: &mut Tx<'_>, before: Instant) -> Result<bool, Error> {
    let made: Option<Instant> = cuts::table
        .find((tx.org(), before))
        .select(cuts::before)
        .first(tx.conn())
        .optional()?;
    Ok(made.is_none() && !over(tx, before, 1)?.is_empty())
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

/// The cut that has begun and not ended, of which there is one at the most.
fn unfinished(tx: &mut Tx<'_>) -> Result<Option<Begun>, Error> {
    let open = cuts::table
        .filter(cuts::organisation_id.eq(tx.org()))
        .filter(cuts::ended_at.is_null())
        .select((cuts::before, cuts::removed));
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    let row: Option<(Instant, i64)> = match tx.conn() {
        Conn::Pg(c) => open.for_update().first(c).optional()?,
        Conn::Sqlite(c) => open.first(c).optional()?,
    };
    Ok(row.map(|(before, removed)| Begun { before, removed }))
}

/// The first accesses from before then, along the identifiers, which follow the time.
fn over(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<Vec<Uid>, Error> {
    let held = held(tx)?.into_iter().map(Some);
    let of_nobody_held = accesses::individual_id
        .is_null()
        .or(accesses::individual_id.ne_all(held));
    Ok(accesses::table
        .filter(accesses::organisation_id.eq(tx.org()))
        .filter(accesses::id.lt(earliest(before.0 + DRIFT)))
        .filter(accesses::at.lt(before))
        .filter(of_nobody_held)
        .order(accesses::id)
        .limit(most)
        .select(accesses::id)
        .load(tx.conn())?)
}

/// The records of people whose data are held: a hold is of a person, under whichever record it was
/// placed and whatever was merged since.
fn held(tx: &mut Tx<'_>) -> Result<Vec<Uid>, Error> {
    let named: Vec<(Uid, Option<Uid>)> = holds::table
        .inner_join(
            individuals::table.on(individuals::organisation_id
                .eq(holds::organisation_id)
                .and(individuals::id.eq(holds::individual_id))),
        )
        .filter(holds::organisation_id.eq(tx.org()))
        .filter(holds::status.eq(HoldStatus::Standing.to_string()))
        .select((individuals::id, individuals::survivor_id))
        .load(tx.conn())?;
    let answering: Vec<Uid> = named
        .into_iter()
        .map(|(id, survivor)| survivor.unwrap_or(id))
        .collect();
    let absorbed = individuals::survivor_id.eq_any(answering.iter().copied().map(Some));
    Ok(individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.eq_any(&answering).or(absorbed))
        .select(individuals::id)
        .load(tx.conn())?)
}

/// Nothing leaves without a cut: triggers see to it.
fn begin(tx: &mut Tx<'_>, before: Instant) -> Result<Begun, Error> {
    diesel::insert_into(cuts::table)
        .values((
            cuts::organisation_id.eq(tx.org()),
            cuts::before.eq(before),
            cuts::removed.eq(0_i64),
            cuts::begun_at.eq(Instant(tx.now())),
        ))
        .execute(tx.conn())?;
    Ok(Begun { before, removed: 0 })
}

fn count(tx: &mut Tx<'_>, begun: &Begun, ended: Option<Instant>) -> Result<(), Error> {
    diesel::update(cuts::table.find((tx.org(), begun.before)))
        .set((cuts::removed.eq(begun.removed), cuts::ended_at.eq(ended)))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends a cut, and tells of it.
fn end(tx: &mut Tx<'_>, begun: &Begun) -> Result<(), Error> {
    let now = Instant(tx.now());
    count(tx, begun, Some(now))?;
    let kept_from = begun.before.0.with_timezone(&tx.actor().zone);
    let told = retention::accesses_removed(
        tx.organisation(),
        day(kept_from.date_naive())?,
        begun.removed,
    );
    tx.record(told);
    Ok(())
}
