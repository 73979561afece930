//! The work on the file: by whichever process holds the lease.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::actor::OrganisationId;
use domain::exports::{Export, ExportId};
use domain::kernel::{Changed, Version};
use uuid::Uuid;

use super::Row;
use crate::cached;
use crate::error::Error;
use crate::lease::{Lease, until};
use crate::schema::exports;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// How far the file is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// The last record in it.
    pub last_row: Option<Uuid>,
    /// Whether it has all records.
    pub is_written: bool,
}

type Found = Vec<(OrganisationId, ExportId)>;

fn found(rows: Vec<(Uid, Uid)>) -> Found {
    let rows = rows.into_iter();
    rows.map(|(org, id)| (org.into(), id.into())).collect()
}

/// Those that wait for a process or are worked on: in the words of the index that holds them, as an
/// engine cannot tell of a parameter that it fits.
pub(super) fn at_work() -> SqlLiteral<Bool> {
    sql("exports.status IN ('queued', 'running')")
}

/// The exports of all organisations that wait for a process: this is the worker's.
pub fn runnable(tx: &mut Tx<'_>) -> Result<Found, Error> {
    let now = Instant(tx.now());
    let free = exports::leased_until
        .is_null()
        .or(exports::leased_until.assume_not_null().lt(now));
    let waiting = exports::table
        .filter(at_work())
        .filter(free)
        .order(exports::id)
        .select((exports::organisation_id, exports::id))
        .limit(10)
        .load(tx.conn())?;
    Ok(found(waiting))
}

/// The exports of all organisations whose file's time is up: this is the worker's.
pub fn overdue(tx: &mut Tx<'_>) -> Result<Found, Error> {
    let now = Instant(tx.now());
    let due = exports::table
        .filter(sql::<Bool>("exports.status = 'done'"))
        .filter(exports::kept_until.is_not_null())
        .filter(exports::kept_until.assume_not_null().le(now))
        .order(exports::id)
        .select((exports::organisation_id, exports::id))
        .limit(100)
        .load(tx.conn())?;
    Ok(found(due))
}

/// The exports of all organisations whose file serves nobody any more and is not removed yet.
pub fn remnants(tx: &mut Tx<'_>) -> Result<Found, Error> {
    let left = exports::table
        .filter(sql::<Bool>("exports.pieces > 0"))
        .filter(exports::status.ne_all(["queued", "running", "done"]))
        .order(exports::id)
        .select((exports::organisation_id, exports::id))
        .limit(100)
        .load(tx.conn())?;
    Ok(found(left))
}

/// An export of the organisation, whoever asked for it: this is the worker's.
pub fn find(tx: &mut Tx<'_>, id: ExportId) -> Result<Export, Error> {
    let row: Row = exports::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.export()
}

/// The export, if nobody works on it.
pub fn claim(tx: &mut Tx<'_>, id: ExportId) -> Result<Export, Error> {
    let now = Instant(tx.now());
    let free = exports::leased_until
        .is_null()
        .or(exports::leased_until.assume_not_null().lt(now));
    let row: Row = exports::table
        .find((tx.org(), Uid::from(id)))
        .filter(free)
        .select(Row::as_select())
        .first(tx.conn())?;
    row.export()
}

/// Saves that work on it has begun, under this lease. Of two that try, one finds it stale.
pub fn begin(tx: &mut Tx<'_>, changed: Changed<Export>, lease: Lease) -> Result<Export, Error> {
    let export = tx.record(changed);
    let until = until(tx);
    let key = exports::table.find((tx.org(), Uid::from(export.id)));
    let update = diesel::update(key.filter(exports::version.eq(export.version.0)))
        .set((
            exports::status.eq(export.status.to_string()),
            exports::resumed.eq(export.resumed),
            exports::version.eq(export.version.next().0),
            exports::lease.eq(Some(Uid::from(lease))),
            exports::leased_until.eq(Some(until)),
        ))
        .returning(exports::version);
    let version = cached::still(update, tx.conn())?;
    Ok(Export {
        version: Version(version),
        ..export
    })
}

type Held = diesel::dsl::Filter<
    diesel::dsl::Filter<
        diesel::dsl::Find<exports::table, (Uid, Uid)>,
        diesel::dsl::Eq<exports::lease, Option<Uid>>,
    >,
    diesel::dsl::Eq<exports::status, &'static str>,
>;

fn held(tx: &Tx<'_>, id: ExportId, lease: Lease) -> Held {
    exports::table
        .find((tx.org(), Uid::from(id)))
        .filter(exports::lease.eq(Some(Uid::from(lease))))
        .filter(exports::status.eq("running"))
}

/// Renews the lease and locks the export until the transaction ends; stale when it is another
/// one's, or when somebody stopped the export.
pub fn hold(tx: &mut Tx<'_>, id: ExportId, lease: Lease) -> Result<(Export, Progress), Error> {
    let until = until(tx);
    let update = diesel::update(held(tx, id, lease))
        .set(exports::leased_until.eq(Some(until)))
        .returning(exports::version);
    let version: Option<i64> = cached::changed(update, tx.conn())?;
    version.ok_or(Error::Stale { current: None })?;
    let row: Row = exports::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    let progress = Progress {
        last_row: row.last_row.map(|id| id.0),
        is_written: row.is_written,
    };
    Ok((row.export()?, progress))
}

/// Keeps how far the file is written. Progress is no version: whoever wants to stop an export need
/// not race against it.
pub fn advance(
    tx: &mut Tx<'_>,
    export: &Export,
    progress: Progress,
    lease: Lease,
) -> Result<(), Error> {
    let row = Row::of(tx, export)?;
    let update = diesel::update(held(tx, export.id, lease))
        .set((
            exports::written_rows.eq(row.written_rows),
            exports::pieces.eq(row.pieces),
            exports::length.eq(row.length),
            exports::last_row.eq(progress.last_row.map(Uid)),
            exports::is_written.eq(progress.is_written),
            exports::begun_position.eq(row.begun_position),
            exports::ended_position.eq(row.ended_position),
        ))
        .returning(exports::version);
    let version: Option<i64> = cached::changed(update, tx.conn())?;
    version.map(drop).ok_or(Error::Stale { current: None })
}

/// Gives the lease back, so that another process goes on at once.
pub fn release(tx: &mut Tx<'_>, id: ExportId, lease: Lease) -> Result<(), Error> {
    let update = diesel::update(held(tx, id, lease))
        .set((
            exports::lease.eq(None::<Uid>),
            exports::leased_until.eq(None::<Instant>),
        ))
        .returning(exports::version);
    // Whose lease is another one's has nothing to give back.
    cached::changed::<_, i64>(update, tx.conn())?;
    Ok(())
}
