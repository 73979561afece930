//! Facts about people: of those whose record the actor may read.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use domain::policy::Action;

use super::among;
use crate::error::Error;
use crate::reach::{self, Condition};
use crate::schema::{events as facts, individuals, merges};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Facts about those of these people whose record the actor may read, but for sections that he may
/// not. Of a merge and its undo both facts are told to whoever reaches either record: it is no
/// record any more that is read, or two again.
pub(super) fn told(
    tx: &mut Tx<'_>,
    window: &[Uid],
    concerned: HashSet<Uid>,
) -> Result<Condition<facts::table>, Error> {
    let pairs = merged(tx, window)?;
    let ends = pairs.iter().flat_map(|(_, one, other)| [*one, *other]);
    let reached = reached(tx, concerned.into_iter().chain(ends).collect())?;
    let is_near = |id: &Uid| reached.contains(id);
    let near = pairs
        .iter()
        .filter(|(_, one, other)| is_near(one) || is_near(other));
    let merges: Vec<Uid> = near.map(|(merge, _, _)| *merge).collect();
    let about = facts::individual_id.assume_not_null().eq_any(reached);
    let about = facts::individual_id.is_not_null().and(about);
    let of_merge = facts::subject.eq("merge");
    let of_merge = of_merge.and(facts::subject_id.eq_any(merges));
    let shown = reach::sections_shown(tx.actor());
    Ok(Box::new(about.or(of_merge).and(shown)))
}

/// The merges of which a window tells, each with its records.
fn merged(tx: &mut Tx<'_>, window: &[Uid]) -> Result<Vec<(Uid, Uid, Uid)>, Error> {
    let ids: Vec<Uid> = facts::table
        .filter(facts::organisation_id.eq(tx.org()))
        .filter(facts::subject.eq("merge"))
        .select(facts::subject_id)
        .distinct()
        .into_boxed()
        .filter(among(window))
        .load(tx.conn())?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(merges::table
        .filter(merges::organisation_id.eq(tx.org()))
        .filter(merges::id.eq_any(ids))
        .select((merges::id, merges::survivor_id, merges::absorbed_id))
        .load(tx.conn())?)
}

/// Those of these records that the actor may read, or whose survivor.
fn reached(tx: &mut Tx<'_>, records: HashSet<Uid>) -> Result<HashSet<Uid>, Error> {
    let answering: Vec<(Uid, Option<Uid>)> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.eq_any(records))
        .select((individuals::id, individuals::survivor_id))
        .load(tx.conn())?;
    let answering: HashMap<Uid, Option<Uid>> = answering.into_iter().collect();
    let all: HashSet<Uid> = answering
        .iter()
        .flat_map(|(id, survivor)| [Some(*id), *survivor])
        .flatten()
        .collect();
    let within: Vec<Uid> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.eq_any(all))
        .select(individuals::id)
        .into_boxed()
        .filter(reach::individuals_within(
            tx.actor(),
            Action::ReadIndividual,
        ))
        .load(tx.conn())?;
    let within: HashSet<Uid> = within.into_iter().collect();
    let is_near = |id: &Uid, survivor: &Option<Uid>| {
        within.contains(id) || survivor.is_some_and(|survivor| within.contains(&survivor))
    };
    let near = answering
        .iter()
        .filter(|(id, survivor)| is_near(id, survivor));
    Ok(near.map(|(id, _)| *id).collect())
}
