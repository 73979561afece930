//! The erasure of somebody: everything in one transaction.
//!
//! What tells of the person goes, row by row as the catalogue says; what stays are tombstones
//! (identifiers), the facts and accesses about these identifiers, and figures without a person.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::erasures::{ErasureId, ErasureRequest, ErasureStatus};
use domain::event::IndividualId;

use super::places::PLACES;
use super::scope::Scope;
use super::{figures, is_another, lock, save, standing_of};
use crate::error::Error;
use crate::exports;
use crate::individuals;
use crate::schema::{erased_individuals, erasure_requests as requests, erasures};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// An erasure that is being carried out.
pub(super) struct Erasure {
    pub(super) id: ErasureId,
    pub(super) ground: String,
    pub(super) at: DateTime<Utc>,
    /// Where the ledger tells it already.
    pub(super) position: Option<i64>,
}

/// Approved requests that wait to be carried out, the oldest first.
pub fn waiting(tx: &mut Tx<'_>) -> Result<Vec<ErasureId>, Error> {
    let ids: Vec<Uid> = requests::table
        .filter(requests::organisation_id.eq(tx.org()))
        .filter(requests::status.eq(ErasureStatus::Approved.to_string()))
        .order(requests::id)
        .limit(50)
        .select(requests::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(ErasureId::from).collect())
}

/// Carries an approved request out, or finds that it fell out. One that somebody else carried out
/// or took back meanwhile refuses with its status.
pub fn carry_out(tx: &mut Tx<'_>, id: ErasureId) -> Result<ErasureRequest, Error> {
    let request = lock(tx, id)?;
    let records = individuals::seized(tx, request.individual)?.unwrap_or_default();
    let standing = standing_of(tx, &records, is_another(&request, &records))?;
    let told: Vec<IndividualId> = records.iter().copied().map(Into::into).collect();
    let erasure = Erasure {
        id,
        ground: request.ground.to_string(),
        at: tx.now(),
        position: None,
    };
    let changed = request.carry_out(standing, &told, tx.now())?;
    if changed.state().status == ErasureStatus::Erased {
        erase(tx, &erasure, &records)?;
    }
    save(tx, changed)
}

/// Erases the person of these records at the end of their term, which a list decided.
pub(crate) fn erase_at_term(
    tx: &mut Tx<'_>,
    id: ErasureId,
    ground: &str,
    records: &[Uid],
) -> Result<(), Error> {
    let erasure = Erasure {
        id,
        ground: ground.to_owned(),
        at: tx.now(),
        position: None,
    };
    erase(tx, &erasure, records)
}

/// Erases the person of these records. Sealed data will have a key for each person and kind: this
/// is where it is destroyed, in the same transaction, once there are any.
pub(super) fn erase(tx: &mut Tx<'_>, erasure: &Erasure, records: &[Uid]) -> Result<(), Error> {
    entomb(tx, erasure, records)?;
    withdraw_files(tx, records)?;
    let scope = Scope::of(tx, records)?;
    figures::keep(tx, &scope)?;
    // One statement or two for each table, never for each row.
    for (_, clear) in PLACES {
        clear(tx, &scope)?;
    }
    Ok(())
}

/// The tombstones come first: what is only ever added leaves with an erased person alone.
fn entomb(tx: &mut Tx<'_>, erasure: &Erasure, records: &[Uid]) -> Result<(), Error> {
    let (org, id) = (tx.org(), Uid::from(erasure.id));
    diesel::insert_into(erasures::table)
        .values((
            erasures::organisation_id.eq(org),
            erasures::id.eq(id),
            erasures::ground.eq(&erasure.ground),
            erasures::erased_at.eq(Instant(erasure.at)),
            erasures::position.eq(erasure.position),
        ))
        .execute(tx.conn())?;
    for record in records {
        diesel::insert_into(erased_individuals::table)
            .values((
                erased_individuals::organisation_id.eq(org),
                erased_individuals::individual_id.eq(record),
                erased_individuals::erasure_id.eq(id),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Files that tell of the person go whole: nobody can take her out of one.
fn withdraw_files(tx: &mut Tx<'_>, records: &[Uid]) -> Result<(), Error> {
    let people: Vec<IndividualId> = records.iter().copied().map(Into::into).collect();
    exports::withdraw_of(tx, &people)?;
    Ok(())
}
