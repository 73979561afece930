//! What becomes of the people of an approved list, each in a transaction of its own.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::disposals::{DisposalItemId, DisposalStatus, GROUND, ItemStatus};
use domain::erasures::ErasureId;
use domain::event::IndividualId;
use domain::kernel::Id;

use super::facts::look;
use super::items::{get, judged, save};
use crate::backend::Conn;
use crate::erasures;
use crate::error::Error;
use crate::individuals;
use crate::schema::{cases, disposal_items as items, disposals};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many people one round of the worker takes up.
const PIECE: i64 = 50;

/// People of approved lists whose turn has not come yet.
pub fn waiting(tx: &mut Tx<'_>) -> Result<Vec<DisposalItemId>, Error> {
    let approved: Vec<Uid> = disposals::table
        .filter(disposals::organisation_id.eq(tx.org()))
        .filter(disposals::status.eq(DisposalStatus::Approved.to_string()))
        .select(disposals::id)
        .load(tx.conn())?;
    if approved.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uid> = items::table
        .filter(items::organisation_id.eq(tx.org()))
        .filter(items::disposal_id.eq_any(approved))
        .filter(items::status.eq(ItemStatus::Waiting.to_string()))
        .order(items::id)
        .limit(PIECE)
        .select(items::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(DisposalItemId::from).collect())
}

/// Erases somebody of an approved list, or finds that the data are kept. The list is held first and
/// then the person: of two processes one comes later and is refused.
pub fn carry_out(tx: &mut Tx<'_>, id: DisposalItemId) -> Result<(), Error> {
    let list = get(tx, id)?.disposal;
    let disposal = super::lock(tx, list)?;
    let item = get(tx, id)?;
    let person = Uid::from(item.individual);
    let records = individuals::seized(tx, item.individual)?.unwrap_or_default();
    hold_cases(tx, &records)?;
    let found = look(tx, disposal.class, &[person])?;
    let look = judged(found.get(&person), &item, &disposal);
    let told: Vec<IndividualId> = records.iter().copied().map(Into::into).collect();
    let changed = disposal.carry_out(item, look, &told, tx.now())?;
    let (disposal, item) = tx.record(changed);
    if item.status == ItemStatus::Erased {
        erasures::erase_at_term(tx, erasure(id), GROUND, &records)?;
    }
    save(tx, &item)?;
    super::count(tx, disposal)
}

/// Whoever writes about a case of the person goes before, and is seen, or finds that it is gone.
fn hold_cases(tx: &mut Tx<'_>, records: &[Uid]) -> Result<(), Error> {
    let own = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order(cases::id)
        .select(cases::id);
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        own.for_update().load::<Uid>(c)?;
    }
    Ok(())
}

/// The erasure that comes of it has the same identifier.
fn erasure(id: DisposalItemId) -> ErasureId {
    Id::new(id.uuid())
}

/// Puts right what an older copy of the data thinks of somebody whom the ledger tells as erased.
pub(crate) fn carried_out_again(
    tx: &mut Tx<'_>,
    erasure: ErasureId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    // The list is held first, as by whoever carries it out.
    let list = match get(tx, Id::new(erasure.uuid())) {
        Ok(item) => item.disposal,
        Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut disposal = super::lock(tx, list)?;
    let mut item = get(tx, Id::new(erasure.uuid()))?;
    if item.status != ItemStatus::Waiting {
        return Ok(());
    }
    item.status = ItemStatus::Erased;
    item.ended_at = Some(at);
    save(tx, &item)?;
    disposal.erased += 1;
    super::count(tx, disposal)
}
