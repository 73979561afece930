//! Files that go before their time, for the sake of a person of whom they tell.

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::exports::{ExportStatus, withdraw};

use super::work::at_work;
use crate::backend::Conn;
use crate::columns::parsed;
use crate::error::Error;
use crate::schema::{export_subjects as subjects, exports};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// Withdraws every file that tells of one of these people and stops those that are being written;
/// says how many exports ended thereby. From the end of this transaction on no byte of them is
/// handed out; the worker removes the pieces in its next round (`remnants`), in transactions of its
/// own. Of whom they told stays known (`export_subjects`).
///
/// Whoever erases a person names every record of hers, those that were merged into it too, in the
/// transaction that erases her, and **once more in one that begins when that one is committed**,
/// before the erasure counts as done: an export that was asked for in the meantime may have read the
/// person as she was. The erasure is done when both were committed and no export that told of her
/// has pieces left.
pub fn withdraw_of(tx: &mut Tx<'_>, people: &[IndividualId]) -> Result<usize, Error> {
    settle(tx)?;
    let held = holding(tx, people)?;
    let rows = open_among(tx, &held)?;
    let mut ended = Vec::with_capacity(rows.len());
    for (id, status) in rows {
        let changed = withdraw(id.into(), parsed(&status, "status")?)?;
        tx.record(changed);
        ended.push(id);
    }
    let of_org = exports::table.filter(exports::organisation_id.eq(tx.org()));
    let now = Instant(tx.now());
    diesel::update(of_org.filter(exports::id.eq_any(&ended)))
        .set((
            exports::status.eq(ExportStatus::Withdrawn.to_string()),
            exports::note.eq(None::<String>),
            exports::ended_at.eq(Some(now)),
            exports::version.eq(exports::version + 1),
            exports::lease.eq(None::<Uid>),
            exports::leased_until.eq(None::<Instant>),
        ))
        .execute(tx.conn())?;
    Ok(ended.len())
}

/// Whether something is left of a file that tells of one of these people.
pub fn is_left_of(tx: &mut Tx<'_>, people: &[IndividualId]) -> Result<bool, Error> {
    Ok(!holding(tx, people)?.is_empty())
}

/// Waits until nobody is in the middle of a piece, and lets nobody begin one before this
/// transaction ends: a piece that is not committed yet would tell of a person unseen. Everybody
/// waits in the same order. SQLite has one writer.
fn settle(tx: &mut Tx<'_>) -> Result<(), Error> {
    let these = exports::table
        .filter(exports::organisation_id.eq(tx.org()))
        .filter(at_work())
        .order(exports::id)
        .select(exports::id);
    if let Conn::Pg(c) = tx.conn() {
        these.for_no_key_update().load::<Uid>(c)?;
    }
    Ok(())
}

/// Those that can still be withdrawn, held until the end of the transaction. What was asked is not
/// read: it may be from another version of the program.
fn open_among(tx: &mut Tx<'_>, ids: &[Uid]) -> Result<Vec<(Uid, String)>, Error> {
    let these = exports::table
        .filter(exports::organisation_id.eq(tx.org()))
        .filter(exports::id.eq_any(ids.to_vec()))
        .filter(exports::status.eq_any(["running", "done"]))
        .order(exports::id)
        .select((exports::id, exports::status));
    Ok(match tx.conn() {
        Conn::Pg(c) => these.for_no_key_update().load(c)?,
        Conn::Sqlite(c) => these.load(c)?,
    })
}

/// The exports that tell of one of them and have a file, or a part of one.
fn holding(tx: &mut Tx<'_>, people: &[IndividualId]) -> Result<Vec<Uid>, Error> {
    let people: Vec<Uid> = people.iter().map(|id| Uid::from(*id)).collect();
    let told = subjects::table
        .inner_join(
            exports::table.on(exports::organisation_id
                .eq(subjects::organisation_id)
                .and(exports::id.eq(subjects::export_id))),
        )
        .filter(subjects::organisation_id.eq(tx.org()))
        .filter(subjects::individual_id.eq_any(people))
        .filter(exports::pieces.gt(0))
        .select(subjects::export_id)
        .distinct();
    Ok(told.load(tx.conn())?)
}
