//! The file of an import, in sealed pieces, for as long as it is read.

use chrono::TimeDelta;
use diesel::prelude::*;
use domain::imports::ImportId;

use crate::cached;
use crate::error::Error;
use crate::schema::{import_files as files, import_pieces as pieces, imports};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// How long a file may stand still that is being sent.
const SENT: TimeDelta = TimeDelta::hours(1);
/// How many pieces one transaction removes.
const REMOVED: i64 = 16;

/// Begins a file. It has the identifier of the import that it is for.
pub fn begin(tx: &mut Tx<'_>, id: ImportId) -> Result<(), Error> {
    diesel::insert_into(files::table)
        .values((
            files::organisation_id.eq(tx.org()),
            files::id.eq(Uid::from(id)),
            files::written_at.eq(Instant(tx.now())),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Adds a piece; fails when the file was given up meanwhile.
pub fn add(tx: &mut Tx<'_>, id: ImportId, number: i64, content: &[u8]) -> Result<(), Error> {
    let now = Instant(tx.now());
    let touch = diesel::update(files::table.find((tx.org(), Uid::from(id))))
        .set(files::written_at.eq(now))
        .returning(files::id);
    let file: Option<Uid> = cached::changed(touch, tx.conn())?;
    file.ok_or(Error::NotFound)?;
    diesel::insert_into(pieces::table)
        .values((
            pieces::organisation_id.eq(tx.org()),
            pieces::file_id.eq(Uid::from(id)),
            pieces::number.eq(number),
            pieces::content.eq(content),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A piece.
pub fn piece(tx: &mut Tx<'_>, id: ImportId, number: i64) -> Result<Vec<u8>, Error> {
    Ok(pieces::table
        .find((tx.org(), Uid::from(id), number))
        .select(pieces::content)
        .first(tx.conn())?)
}

/// Files that serve nobody any more: of imports that are read or over, and those that nobody
/// finished sending.
pub fn idle(tx: &mut Tx<'_>) -> Result<Vec<ImportId>, Error> {
    let org = tx.org();
    let before = Instant(tx.now() - SENT);
    let all: Vec<(Uid, Instant)> = files::table
        .filter(files::organisation_id.eq(org))
        .order(files::id)
        .limit(500)
        .select((files::id, files::written_at))
        .load(tx.conn())?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let asked: Vec<(Uid, String, bool)> = imports::table
        .filter(imports::organisation_id.eq(org))
        .filter(imports::id.eq_any(all.iter().map(|(id, _)| *id)))
        .select((imports::id, imports::status, imports::is_read))
        .load(tx.conn())?;
    let idle = all.into_iter().filter(|(id, written_at)| {
        match asked.iter().find(|(known, ..)| known == id) {
            Some((_, status, is_read)) => *is_read || status == "failed" || status == "cancelled",
            None => *written_at < before,
        }
    });
    Ok(idle.map(|(id, _)| id.into()).collect())
}

/// Whether an import was asked for with this file.
pub fn is_asked_for(tx: &mut Tx<'_>, id: ImportId) -> Result<bool, Error> {
    let found: Option<Uid> = imports::table
        .find((tx.org(), Uid::from(id)))
        .select(imports::id)
        .first(tx.conn())
        .optional()?;
    Ok(found.is_some())
}

/// Removes some pieces of a file, and the file with its last piece; says whether more are left.
pub fn remove(tx: &mut Tx<'_>, id: ImportId) -> Result<bool, Error> {
    let (org, file) = (tx.org(), Uid::from(id));
    let numbers: Vec<i64> = pieces::table
        .filter(pieces::organisation_id.eq(org))
        .filter(pieces::file_id.eq(file))
        .order(pieces::number)
        .limit(REMOVED)
        .select(pieces::number)
        .load(tx.conn())?;
    if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
        let some = pieces::table
            .filter(pieces::organisation_id.eq(org))
            .filter(pieces::file_id.eq(file))
            .filter(pieces::number.between(*first, *last));
        diesel::delete(some).execute(tx.conn())?;
        return Ok(true);
    }
    diesel::delete(files::table.find((org, file))).execute(tx.conn())?;
    Ok(false)
}
