//! Imports: the file while it is read, the work on it, and what came of each row.

pub mod files;
mod lease;
pub mod mappings;
mod people;
pub mod rows;
#[cfg(test)]
mod tests;

use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::imports::{
    Counts, Failure, Import, ImportId, ImportStatus, Order, Progress, Reading, may_import,
};
use domain::kernel::{Changed, Refusal, Version};
use domain::policy::Action;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cached;
use crate::columns::parsed;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach;
use crate::schema::{imports, offices};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

pub use crate::lease::Lease;
pub use lease::{advance, begin, claim, hold, release, runnable};
pub use people::{cards, known};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = imports, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    office_id: Uid,
    started_by: Option<Uid>,
    request: String,
    status: String,
    failure: Option<String>,
    reading: Option<String>,
    length: i64,
    line: i64,
    hundredths: i64,
    is_read: bool,
    created_rows: i64,
    unchanged_rows: i64,
    refused_rows: i64,
    candidate_rows: i64,
    skipped_rows: i64,
    created_at: Instant,
    ended_at: Option<Instant>,
    version: i64,
}

/// Which imports; all of the actor's offices when nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of one office.
    pub office: Option<OfficeId>,
    /// That stand so.
    pub status: Option<ImportStatus>,
}

fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Corrupt("import"))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::Corrupt("import"))
}

impl Row {
    fn import(&self) -> Result<Import, Error> {
        let order: Order = read(&self.request)?;
        let failure: Option<Failure> = self.failure.as_deref().map(read).transpose()?;
        let reading: Option<Reading> = self.reading.as_deref().map(read).transpose()?;
        Ok(Import {
            id: self.id.into(),
            office: self.office_id.into(),
            started_by: self.started_by.map(Into::into),
            order,
            status: parsed(&self.status, "status")?,
            failure,
            reading,
            length: self.length,
            progress: Progress {
                line: self.line,
                hundredths: self.hundredths,
                is_read: self.is_read,
            },
            counts: Counts {
                created: self.created_rows,
                unchanged: self.unchanged_rows,
                refused: self.refused_rows,
                candidates: self.candidate_rows,
                skipped: self.skipped_rows,
            },
            created_at: self.created_at.into(),
            ended_at: self.ended_at.map(Into::into),
            version: Version(self.version),
        })
    }

    fn of(tx: &Tx<'_>, import: &Import) -> Result<Self, Error> {
        Ok(Self {
            organisation_id: tx.org(),
            id: import.id.into(),
            office_id: import.office.into(),
            started_by: import.started_by.map(Uid::from),
            request: json(&import.order)?,
            status: import.status.to_string(),
            failure: import.failure.as_ref().map(json).transpose()?,
            reading: import.reading.as_ref().map(json).transpose()?,
            length: import.length,
            line: import.progress.line,
            hundredths: import.progress.hundredths,
            is_read: import.progress.is_read,
            created_rows: import.counts.created,
            unchanged_rows: import.counts.unchanged,
            refused_rows: import.counts.refused,
            candidate_rows: import.counts.candidates,
            skipped_rows: import.counts.skipped,
            created_at: import.created_at.into(),
            ended_at: import.ended_at.map(Into::into),
            version: import.version.0,
        })
    }
}

/// Refuses whoever may not import people at that office, and an office that is not there.
pub fn check_office(tx: &mut Tx<'_>, office: OfficeId) -> Result<(), Error> {
    may_import(tx.actor(), office)?;
    let found: Option<Uid> = offices::table
        .find((tx.org(), Uid::from(office)))
        .select(offices::id)
        .first(tx.conn())
        .optional()?;
    found
        .map(drop)
        .ok_or_else(|| Refusal::unknown("/office_id").into())
}

/// The import, if it is of an office for which the actor may import.
pub fn get(tx: &mut Tx<'_>, id: ImportId) -> Result<Import, Error> {
    let offices = reach::offices_within(tx, Action::ImportIndividuals, None)?;
    let row: Row = imports::table
        .find((tx.org(), Uid::from(id)))
        .filter(imports::office_id.eq_any(offices))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.import()
}

/// A page of imports of the actor's offices, the latest first; the key is the import.
pub fn list(
    tx: &mut Tx<'_>,
    filter: Filter,
    page: &Page<ImportId>,
) -> Result<Paged<Import>, Error> {
    let offices = reach::offices_within(tx, Action::ImportIndividuals, filter.office)?;
    let mut query = imports::table
        .filter(imports::organisation_id.eq(tx.org()))
        .filter(imports::office_id.eq_any(offices))
        .select(Row::as_select())
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(imports::status.eq(status.to_string()));
    }
    if let Some(after) = page.after {
        query = query.filter(imports::id.lt(Uid::from(after)));
    }
    let rows: Vec<Row> = query
        .order(imports::id.desc())
        .limit(page.probe())
        .load(tx.conn())?;
    let all: Result<Vec<_>, Error> = rows.iter().map(Row::import).collect();
    Ok(page.cut(all?))
}

/// Stores an import that was asked for.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Import>) -> Result<Import, Error> {
    let import = tx.record(changed);
    let row = Row::of(tx, &import)?;
    diesel::insert_into(imports::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(import)
}

/// Saves where an import stands, and takes it from the process that works on it. Its progress is
/// left to that process.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Import>) -> Result<Import, Error> {
    let import = tx.record(changed);
    let row = Row::of(tx, &import)?;
    let key = imports::table.find((tx.org(), Uid::from(import.id)));
    let update = diesel::update(key.filter(imports::version.eq(import.version.0)))
        .set((
            imports::status.eq(row.status),
            imports::failure.eq(row.failure),
            imports::ended_at.eq(row.ended_at),
            imports::version.eq(import.version.next().0),
            imports::lease.eq(None::<Uid>),
            imports::leased_until.eq(None::<Instant>),
        ))
        .returning(imports::version);
    let version = cached::still(update, tx.conn())?;
    Ok(Import {
        version: Version(version),
        ..import
    })
}

/// Saves that somebody decided on rows; a process that works on it goes on.
pub fn save_decided(tx: &mut Tx<'_>, changed: Changed<Import>) -> Result<Import, Error> {
    let import = tx.record(changed);
    let ended_at = import.ended_at.map(Instant::from);
    let key = imports::table.find((tx.org(), Uid::from(import.id)));
    let update = diesel::update(key.filter(imports::version.eq(import.version.0)))
        .set((
            imports::status.eq(import.status.to_string()),
            imports::ended_at.eq(ended_at),
            imports::version.eq(import.version.next().0),
        ))
        .returning(imports::version);
    let version = cached::still(update, tx.conn())?;
    Ok(Import {
        version: Version(version),
        ..import
    })
}

/// Records what came of a batch, or of decisions.
pub fn record<T>(tx: &mut Tx<'_>, changed: Changed<T>) -> T {
    tx.record(changed)
}
