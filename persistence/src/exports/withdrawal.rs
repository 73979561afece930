//! Files that go before their time, for the sake of a person of whom they tell.

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::exports::ExportStatus;

use super::Row;
use crate::error::Error;
use crate::schema::{export_pieces as pieces, export_subjects as subjects, exports};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// Removes every file that tells of one of these people, at once and with this transaction, and
/// stops those that are being written; says how many exports ended thereby. Of whom they told stays
/// known (`export_subjects`).
///
/// To erase a person name every record of hers, those that were merged into it too, and call it
/// once more when the erasure is committed: an export that was asked for in the meantime may have
/// read the person as she was.
pub fn withdraw_of(tx: &mut Tx<'_>, people: &[IndividualId]) -> Result<usize, Error> {
    settle(tx)?;
    let held = holding(tx, people)?;
    let rows: Vec<Row> = exports::table
        .filter(exports::organisation_id.eq(tx.org()))
        .filter(exports::id.eq_any(&held))
        .filter(exports::status.eq_any(["running", "done"]))
        .select(Row::as_select())
        .load(tx.conn())?;
    let mut ended = Vec::with_capacity(rows.len());
    for row in &rows {
        let changed = row.export()?.withdraw(tx.now())?;
        ended.push(Uid::from(tx.record(changed).id));
    }
    let now = Instant(tx.now());
    let of_org = exports::organisation_id.eq(tx.org());
    diesel::update(
        exports::table
            .filter(of_org)
            .filter(exports::id.eq_any(&ended)),
    )
    .set((
        exports::status.eq(ExportStatus::Cancelled.to_string()),
        exports::ended_at.eq(Some(now)),
        exports::version.eq(exports::version + 1),
        exports::lease.eq(None::<Uid>),
        exports::leased_until.eq(None::<Instant>),
    ))
    .execute(tx.conn())?;
    let of_org = pieces::organisation_id.eq(tx.org());
    let files = pieces::table
        .filter(of_org)
        .filter(pieces::export_id.eq_any(&held));
    diesel::delete(files).execute(tx.conn())?;
    let of_org = exports::organisation_id.eq(tx.org());
    diesel::update(
        exports::table
            .filter(of_org)
            .filter(exports::id.eq_any(&held)),
    )
    .set(exports::pieces.eq(0))
    .execute(tx.conn())?;
    Ok(ended.len())
}

/// Waits until nobody is in the middle of a piece, and lets nobody begin one before this
/// transaction ends: a piece that is not committed yet would tell of a person unseen.
fn settle(tx: &mut Tx<'_>) -> Result<(), Error> {
    let at_work = exports::table
        .filter(exports::organisation_id.eq(tx.org()))
        .filter(exports::status.eq_any(["queued", "running", "done"]));
    diesel::update(at_work)
        .set(exports::version.eq(exports::version))
        .execute(tx.conn())?;
    Ok(())
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
