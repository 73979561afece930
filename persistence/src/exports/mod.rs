//! Exports: what was asked, the work on the file, its pieces, and of whom it tells.

pub mod pieces;
pub mod records;
#[cfg(test)]
mod tests;
mod withdrawal;
mod work;

use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::audit::Position;
use domain::exports::{Export, ExportId, ExportStatus, Holding, Order, Whole, Written};
use domain::kernel::{Changed, Version};
use domain::policy::Action;

use crate::backend::Conn;
use crate::cached;
use crate::columns::{maybe_parsed, parsed};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach;
use crate::schema::{export_subjects, exports, staff};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

pub use crate::lease::Lease;
pub use withdrawal::{is_left_of, withdraw_of};
pub use work::{Progress, advance, begin, claim, find, hold, overdue, release, remnants, runnable};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = exports, treat_none_as_default_value = false)]
#[expect(clippy::struct_field_names, reason = "named like the columns")]
struct Row {
    organisation_id: Uid,
    id: Uid,
    requested_by: Uid,
    request: String,
    note: Option<String>,
    status: String,
    failure: Option<String>,
    written_rows: i64,
    pieces: i64,
    length: i64,
    last_row: Option<Uid>,
    is_written: bool,
    resumed: i64,
    sha256: Option<Vec<u8>>,
    begun_position: Option<i64>,
    ended_position: Option<i64>,
    handed_out_at: Option<Instant>,
    handed_out_in: Option<Uid>,
    created_at: Instant,
    ended_at: Option<Instant>,
    kept_until: Option<Instant>,
    version: i64,
}

/// Which exports: all of the actor when nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// That stand so.
    pub status: Option<ExportStatus>,
}

fn position(number: Option<i64>) -> Result<Option<Position>, Error> {
    let read = number.map(Position::try_from).transpose();
    read.map_err(|_| Error::Corrupt("position"))
}

impl Row {
    fn export(&self) -> Result<Export, Error> {
        let mut order: Order =
            serde_json::from_str(&self.request).map_err(|_| Error::Corrupt("export"))?;
        order.note = maybe_parsed(self.note.as_deref(), "note")?;
        let whole = match (&self.sha256, self.kept_until) {
            (Some(sha256), Some(until)) => Some(Whole {
                sha256: sha256
                    .as_slice()
                    .try_into()
                    .map_err(|_| Error::Corrupt("sha256"))?,
                kept_until: until.into(),
            }),
            _ => None,
        };
        Ok(Export {
            id: self.id.into(),
            requested_by: self.requested_by.into(),
            order,
            status: parsed(&self.status, "status")?,
            failure: self.failure.clone(),
            written: Written {
                rows: self.written_rows,
                pieces: self.pieces,
                length: self.length,
            },
            resumed: self.resumed,
            positions: (
                position(self.begun_position)?,
                position(self.ended_position)?,
            ),
            whole,
            handed_out_at: self.handed_out_at.map(Into::into),
            handed_out_in: self.handed_out_in.map(|id| id.0),
            created_at: self.created_at.into(),
            ended_at: self.ended_at.map(Into::into),
            version: Version(self.version),
        })
    }

    fn of(tx: &Tx<'_>, export: &Export) -> Result<Self, Error> {
        let whole = export.whole;
        Ok(Self {
            organisation_id: tx.org(),
            id: export.id.into(),
            requested_by: export.requested_by.into(),
            request: serde_json::to_string(&export.order).map_err(|_| Error::Corrupt("export"))?,
            note: export.order.note.as_ref().map(ToString::to_string),
            status: export.status.to_string(),
            failure: export.failure.clone(),
            written_rows: export.written.rows,
            pieces: export.written.pieces,
            length: export.written.length,
            last_row: None,
            is_written: false,
            resumed: export.resumed,
            sha256: whole.map(|whole| whole.sha256.to_vec()),
            begun_position: export.positions.0.map(Position::number),
            ended_position: export.positions.1.map(Position::number),
            handed_out_at: export.handed_out_at.map(Into::into),
            handed_out_in: export.handed_out_in.map(Uid),
            created_at: export.created_at.into(),
            ended_at: export.ended_at.map(Into::into),
            kept_until: whole.map(|whole| whole.kept_until.into()),
            version: export.version.0,
        })
    }
}

/// The export, if the actor asked for it and may still export.
pub fn get(tx: &mut Tx<'_>, id: ExportId) -> Result<Export, Error> {
    reach::of(tx, Action::ExportRecords)?;
    let row: Row = exports::table
        .find((tx.org(), Uid::from(id)))
        .filter(exports::requested_by.eq(reach::me(tx.actor())))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.export()
}

/// A page of the actor's exports, the latest first; the key is the export.
pub fn list(
    tx: &mut Tx<'_>,
    filter: Filter,
    page: &Page<ExportId>,
) -> Result<Paged<Export>, Error> {
    reach::of(tx, Action::ExportRecords)?;
    let mut query = exports::table
        .filter(exports::organisation_id.eq(tx.org()))
        .filter(exports::requested_by.eq(reach::me(tx.actor())))
        .select(Row::as_select())
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(exports::status.eq(status.to_string()));
    }
    if let Some(after) = page.after {
        query = query.filter(exports::id.lt(Uid::from(after)));
    }
    let rows: Vec<Row> = query
        .order(exports::id.desc())
        .limit(page.probe())
        .load(tx.conn())?;
    let all: Result<Vec<_>, Error> = rows.iter().map(Row::export).collect();
    Ok(page.cut(all?))
}

/// Stores an export that was asked for.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Export>) -> Result<Export, Error> {
    let export = tx.record(changed);
    let row = Row::of(tx, &export)?;
    diesel::insert_into(exports::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(export)
}

/// Saves where an export stands, and takes it from the process that works on it. How far it is
/// written is left to that process.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Export>) -> Result<Export, Error> {
    let export = tx.record(changed);
    let row = Row::of(tx, &export)?;
    let key = exports::table.find((tx.org(), Uid::from(export.id)));
    let update = diesel::update(key.filter(exports::version.eq(export.version.0)))
        .set((
            exports::status.eq(row.status),
            exports::note.eq(row.note),
            exports::failure.eq(row.failure),
            exports::sha256.eq(row.sha256),
            exports::kept_until.eq(row.kept_until),
            exports::ended_at.eq(row.ended_at),
            exports::version.eq(export.version.next().0),
            exports::lease.eq(None::<Uid>),
            exports::leased_until.eq(None::<Instant>),
        ))
        .returning(exports::version);
    let version = cached::still(update, tx.conn())?;
    Ok(Export {
        version: Version(version),
        ..export
    })
}

/// Saves that the file was handed out. That is no version: several readers may take it at once.
/// A file that somebody gave up meanwhile, or that was withdrawn, is not.
pub fn hand_out(tx: &mut Tx<'_>, changed: Changed<Export>) -> Result<Export, Error> {
    let export = tx.record(changed);
    let key = exports::table.find((tx.org(), Uid::from(export.id)));
    let done = key.filter(exports::status.eq(ExportStatus::Done.to_string()));
    let update = diesel::update(done)
        .set((
            exports::handed_out_at.eq(export.handed_out_at.map(Instant)),
            exports::handed_out_in.eq(export.handed_out_in.map(Uid)),
        ))
        .returning(exports::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(export)
}

/// How many exports the actor has, who asks for no other one before this transaction ends.
pub fn holding(tx: &mut Tx<'_>) -> Result<Holding, Error> {
    let (org, me) = (tx.org(), reach::me(tx.actor()));
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        let own = staff::table.find((org, me)).select(staff::id);
        own.for_no_key_update().load::<Uid>(c)?;
    }
    let of_status: Vec<(String, i64)> = exports::table
        .filter(exports::organisation_id.eq(org))
        .filter(exports::requested_by.eq(me))
        .filter(exports::status.eq_any(["queued", "running", "done"]))
        .group_by(exports::status)
        .select((exports::status, count_star()))
        .load(tx.conn())?;
    let mut holding = Holding::default();
    for (status, count) in of_status {
        if status == "done" {
            holding.kept += count;
        } else {
            holding.at_work += count;
        }
    }
    Ok(holding)
}

/// Of how many people the file tells.
pub fn subjects(tx: &mut Tx<'_>, id: ExportId) -> Result<i64, Error> {
    Ok(export_subjects::table
        .filter(export_subjects::organisation_id.eq(tx.org()))
        .filter(export_subjects::export_id.eq(Uid::from(id)))
        .count()
        .get_result(tx.conn())?)
}
