//! What the ledger outside of the database is told, and what it tells after a restore.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::actor::OrganisationId;
use domain::erasures::{ErasureId, ErasureStatus, carried_out_again};
use domain::event::IndividualId;
use serde::{Deserialize, Serialize};

use super::carry_out::{Erasure, erase};
use super::{lock, save};
use crate::cached;
use crate::disposals;
use crate::error::Error;
use crate::exports;
use crate::schema::{erased_individuals as erased, erasure_requests as requests, erasures};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// An erasure, as the ledger tells it: identifiers, a code and an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// In which organisation.
    pub organisation: OrganisationId,
    /// The erasure.
    pub erasure: ErasureId,
    /// Why.
    pub ground: String,
    /// Which records went.
    pub individuals: Vec<IndividualId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Erasures that the ledger does not tell yet, the oldest first, at most 100 of them.
pub fn unentered(tx: &mut Tx<'_>) -> Result<Vec<Entry>, Error> {
    let rows: Vec<(Uid, String, Instant)> = erasures::table
        .filter(erasures::organisation_id.eq(tx.org()))
        .filter(erasures::position.is_null())
        .order(erasures::id)
        .limit(100)
        .select((erasures::id, erasures::ground, erasures::erased_at))
        .load(tx.conn())?;
    let ids = rows.iter().map(|(id, ..)| *id);
    let people: Vec<(Uid, Uid)> = erased::table
        .filter(erased::organisation_id.eq(tx.org()))
        .filter(erased::erasure_id.eq_any(ids))
        .order(erased::individual_id)
        .select((erased::erasure_id, erased::individual_id))
        .load(tx.conn())?;
    let organisation = tx.organisation();
    let entry = |(id, ground, at): (Uid, String, Instant)| {
        let own = people.iter().filter(|(erasure, _)| *erasure == id);
        Entry {
            organisation,
            erasure: id.into(),
            ground,
            individuals: own.map(|(_, person)| (*person).into()).collect(),
            at: at.into(),
        }
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// Withdraws files that tell of whom an erasure erased: one that was being written while it was
/// carried out may have read them as they were. Says whether something of such a file is left, which
/// the worker removes.
pub fn withdraw_files(tx: &mut Tx<'_>, entry: &Entry) -> Result<bool, Error> {
    exports::withdraw_of(tx, &entry.individuals)?;
    exports::is_left_of(tx, &entry.individuals)
}

/// Writes down that the ledger tells an erasure at this position. What is done is done: a second
/// time changes nothing.
pub fn enter(tx: &mut Tx<'_>, id: ErasureId, position: i64) -> Result<(), Error> {
    let row = erasures::table
        .find((tx.org(), Uid::from(id)))
        .filter(erasures::position.is_null());
    let update = diesel::update(row)
        .set(erasures::position.eq(Some(position)))
        .returning(erasures::id);
    if cached::changed::<_, _, Uid>(update, tx.conn())?.is_none() {
        return Ok(());
    }
    match lock(tx, id) {
        Ok(request) if request.status == ErasureStatus::Erased => {
            save(tx, request.enter(position)?)?;
        }
        Ok(_) | Err(Error::NotFound) => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

/// The last position in the ledger that the organisation knows; 0 when none.
pub fn last_position(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let last: Option<i64> = erasures::table
        .filter(erasures::organisation_id.eq(tx.org()))
        .select(diesel::dsl::max(erasures::position))
        .first(tx.conn())?;
    Ok(last.unwrap_or(0))
}

/// Every erasure of the organisation that the database knows, with its position in the ledger.
pub fn known(tx: &mut Tx<'_>) -> Result<BTreeMap<ErasureId, Option<i64>>, Error> {
    let rows: Vec<(Uid, Option<i64>)> = erasures::table
        .filter(erasures::organisation_id.eq(tx.org()))
        .select((erasures::id, erasures::position))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, at)| (id.into(), at)).collect())
}

/// Carries an erasure of the ledger out again, which this copy of the data does not know.
pub fn repeat(tx: &mut Tx<'_>, entry: &Entry, position: i64) -> Result<(), Error> {
    let known: Option<Uid> = erasures::table
        .find((tx.org(), Uid::from(entry.erasure)))
        .select(erasures::id)
        .first(tx.conn())
        .optional()?;
    if known.is_some() {
        return Ok(());
    }
    let erasure = Erasure {
        id: entry.erasure,
        ground: entry.ground.clone(),
        at: entry.at,
        position: Some(position),
    };
    let records: Vec<Uid> = entry.individuals.iter().copied().map(Uid::from).collect();
    erase(tx, &erasure, &records)?;
    if let Some(told) = carried_out_again(entry.erasure, &entry.ground, &entry.individuals) {
        tx.record(told);
    }
    disposals::carried_out_again(tx, entry.erasure, entry.at)?;
    // What the older copy thinks of the request is not what became of it.
    let request = requests::table.find((tx.org(), Uid::from(entry.erasure)));
    diesel::update(request)
        .set((
            requests::status.eq(ErasureStatus::Done.to_string()),
            requests::ended_at.eq(Some(Instant(entry.at))),
            requests::version.eq(requests::version + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}
