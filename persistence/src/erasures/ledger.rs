//! What the ledger outside of the database is told, and what it tells after a restore.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::dsl::not;
use diesel::prelude::*;
use domain::actor::OrganisationId;
use domain::erasures::{ErasureId, ErasureStatus, carried_out_again};
use domain::event::IndividualId;
use domain::individuals::merging::{MergeId, MergeStatus};
use serde::{Deserialize, Serialize};

use super::carry_out::{Erasure, erase};
use super::{lock, save};
use crate::disposals;
use crate::error::Error;
use crate::exports;
use crate::individuals::merges as stored_merges;
use crate::schema::{erased_individuals as erased, erasure_requests as requests, erasures, merges};
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
pub fn withdraw_files(tx: &mut Tx<'_>, id: ErasureId) -> Result<bool, Error> {
    let people: Vec<Uid> = erased::table
        .filter(erased::organisation_id.eq(tx.org()))
        .filter(erased::erasure_id.eq(Uid::from(id)))
        .select(erased::individual_id)
        .load(tx.conn())?;
    let people: Vec<IndividualId> = people.into_iter().map(Into::into).collect();
    exports::withdraw_of(tx, &people)?;
    exports::is_left_of(tx, &people)
}

/// Writes down that the ledger tells an erasure at this position. What is done is done: a second
/// time changes nothing.
pub fn enter(tx: &mut Tx<'_>, id: ErasureId, position: i64) -> Result<(), Error> {
    let row = erasures::table
        .find((tx.org(), Uid::from(id)))
        .filter(erasures::position.is_null());
    diesel::update(row)
        .set(erasures::position.eq(Some(position)))
        .execute(tx.conn())?;
    Ok(())
}

/// Erasures that the ledger tells and that nobody found done yet, requested or at the end of a term;
/// at most 100 of them.
pub fn unfinished(tx: &mut Tx<'_>) -> Result<Vec<ErasureId>, Error> {
    let ids: Vec<Uid> = erasures::table
        .filter(erasures::organisation_id.eq(tx.org()))
        .filter(erasures::finished_at.is_null())
        .filter(erasures::position.is_not_null())
        .order(erasures::id)
        .limit(100)
        .select(erasures::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(ErasureId::from).collect())
}

/// Says that an erasure is done: nothing of the person is left in a file, and the ledger tells it.
pub fn finish(tx: &mut Tx<'_>, id: ErasureId) -> Result<(), Error> {
    let position: Option<i64> = erasures::table
        .find((tx.org(), Uid::from(id)))
        .select(erasures::position)
        .first(tx.conn())?;
    let position = position.ok_or(Error::Corrupt("erasure without a place in the ledger"))?;
    diesel::update(erasures::table.find((tx.org(), Uid::from(id))))
        .set(erasures::finished_at.eq(Some(Instant(tx.now()))))
        .execute(tx.conn())?;
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

/// Undoes the merges of which one side alone was erased, the latest first: they were undone after
/// this copy was made, and what is whose only their undoing tells.
fn part(tx: &mut Tx<'_>, records: &[Uid]) -> Result<(), Error> {
    let survives = merges::survivor_id.eq_any(records.to_vec());
    let absorbed = merges::absorbed_id.eq_any(records.to_vec());
    let one_side = survives.clone().and(not(absorbed.clone()));
    let other_side = absorbed.and(not(survives));
    let standing: Vec<Uid> = merges::table
        .filter(merges::organisation_id.eq(tx.org()))
        .filter(merges::status.eq(MergeStatus::Merged.to_string()))
        .filter(one_side.or(other_side))
        .order((merges::ordinal.desc(), merges::id.desc()))
        .select(merges::id)
        .load(tx.conn())?;
    for id in standing {
        undo(tx, id.into())?;
    }
    Ok(())
}

/// Undoes a merge, after whatever rests on it: merges are undone in their order, so that these were
/// undone too, be it of people of whom nobody was erased, or who were merged again.
fn undo(tx: &mut Tx<'_>, id: MergeId) -> Result<(), Error> {
    let mut resting = vec![id];
    while let Some(id) = resting.last().copied() {
        let merge = stored_merges::get(tx, id)?;
        let since = stored_merges::since(tx, &merge)?;
        if let Some(later) = since.later {
            resting.push(later);
            continue;
        }
        resting.pop();
        if merge.status == MergeStatus::Merged {
            let undone = merge.undo(tx.actor(), &since, tx.now())?;
            stored_merges::undo(tx, undone)?;
        }
    }
    Ok(())
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
    part(tx, &records)?;
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
