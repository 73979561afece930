//! Whose work an import is: one process at a time, and another one when that has died.

use diesel::prelude::*;
use domain::actor::OrganisationId;
use domain::imports::{Import, ImportId};
use domain::kernel::{Changed, Version};

use super::{Row, json};
use crate::cached;
use crate::error::Error;
use crate::lease::{Lease, until};
use crate::schema::imports;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// The imports of all organisations that wait for a process: this is the worker's.
pub fn runnable(tx: &mut Tx<'_>) -> Result<Vec<(OrganisationId, ImportId)>, Error> {
    let now = Instant(tx.now());
    let free = imports::leased_until
        .is_null()
        .or(imports::leased_until.assume_not_null().lt(now));
    let waiting: Vec<(Uid, Uid)> = imports::table
        .filter(imports::status.eq_any(["queued", "running"]))
        .filter(free)
        .order(imports::id)
        .select((imports::organisation_id, imports::id))
        .limit(10)
        .load(tx.conn())?;
    let waiting = waiting.into_iter();
    Ok(waiting.map(|(org, id)| (org.into(), id.into())).collect())
}

/// The import, if nobody works on it. Whoever may act on it has been settled when it was queued.
pub fn claim(tx: &mut Tx<'_>, id: ImportId) -> Result<Import, Error> {
    let now = Instant(tx.now());
    let free = imports::leased_until
        .is_null()
        .or(imports::leased_until.assume_not_null().lt(now));
    let row: Row = imports::table
        .find((tx.org(), Uid::from(id)))
        .filter(free)
        .select(Row::as_select())
        .first(tx.conn())?;
    row.import()
}

/// Saves that work on it has begun, under this lease. Of two that try, one finds it stale.
pub fn begin(tx: &mut Tx<'_>, changed: Changed<Import>, lease: Lease) -> Result<Import, Error> {
    let import = tx.record(changed);
    let until = until(tx);
    let key = imports::table.find((tx.org(), Uid::from(import.id)));
    let update = diesel::update(key.filter(imports::version.eq(import.version.0)))
        .set((
            imports::status.eq(import.status.to_string()),
            imports::version.eq(import.version.next().0),
            imports::lease.eq(Some(Uid::from(lease))),
            imports::leased_until.eq(Some(until)),
        ))
        .returning(imports::version);
    let version = cached::still(update, tx.conn())?;
    Ok(Import {
        version: Version(version),
        ..import
    })
}

/// Renews the lease and locks the import until the transaction ends; stale when it is another
/// one's, or when somebody stopped the import.
pub fn hold(tx: &mut Tx<'_>, id: ImportId, lease: Lease) -> Result<Import, Error> {
    let until = until(tx);
    let update = diesel::update(held(tx, id, lease))
        .set(imports::leased_until.eq(Some(until)))
        .returning(imports::version);
    let version: Option<i64> = cached::changed(update, tx.conn())?;
    version.ok_or(Error::Stale { current: None })?;
    let row: Row = imports::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.import()
}

type Held = diesel::dsl::Filter<
    diesel::dsl::Filter<
        diesel::dsl::Find<imports::table, (Uid, Uid)>,
        diesel::dsl::Eq<imports::lease, Option<Uid>>,
    >,
    diesel::dsl::Eq<imports::status, &'static str>,
>;

fn held(tx: &Tx<'_>, id: ImportId, lease: Lease) -> Held {
    imports::table
        .find((tx.org(), Uid::from(id)))
        .filter(imports::lease.eq(Some(Uid::from(lease))))
        .filter(imports::status.eq("running"))
}

/// Keeps how far the work came. Progress is no version: whoever wants to stop an import need not
/// race against it.
pub fn advance(tx: &mut Tx<'_>, import: &Import, lease: Lease) -> Result<(), Error> {
    let reading = import.reading.as_ref().map(json).transpose()?;
    let (progress, counts) = (import.progress, import.counts);
    let update = diesel::update(held(tx, import.id, lease))
        .set((
            imports::line.eq(progress.line),
            imports::hundredths.eq(progress.hundredths),
            imports::is_read.eq(progress.is_read),
            imports::created_rows.eq(counts.created),
            imports::unchanged_rows.eq(counts.unchanged),
            imports::refused_rows.eq(counts.refused),
            imports::candidate_rows.eq(counts.candidates),
            imports::skipped_rows.eq(counts.skipped),
            imports::reading.eq(reading),
        ))
        .returning(imports::version);
    let version: Option<i64> = cached::changed(update, tx.conn())?;
    version.map(drop).ok_or(Error::Stale { current: None })
}

/// Gives the lease back, so that another process goes on at once.
pub fn release(tx: &mut Tx<'_>, id: ImportId, lease: Lease) -> Result<(), Error> {
    let update = diesel::update(held(tx, id, lease))
        .set((
            imports::lease.eq(None::<Uid>),
            imports::leased_until.eq(None::<Instant>),
        ))
        .returning(imports::version);
    // Whose lease is another one's has nothing to give back.
    cached::changed::<_, i64>(update, tx.conn())?;
    Ok(())
}
