//! Whom a row may speak of.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::imports::Known;
use domain::individuals::Card;
use domain::policy::Action;

use crate::error::Error;
use crate::individuals::{self, sections};
use crate::reach;
use crate::schema::individuals as people;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// What the record says of some people; nothing of those for whom the actor may not import.
pub fn known(tx: &mut Tx<'_>, ids: &[IndividualId]) -> Result<HashMap<IndividualId, Known>, Error> {
    let ids = reached(tx, ids.iter().copied().map(Uid::from).collect())?;
    sections::known(tx, ids)
}

/// Those of them for whom the actor may import.
fn reached(tx: &mut Tx<'_>, ids: Vec<Uid>) -> Result<Vec<Uid>, Error> {
    reach::of(tx, Action::ImportIndividuals)?;
    individuals::in_pieces(ids, |ids| {
        let within = reach::individuals_within(tx.actor(), Action::ImportIndividuals);
        let reached: Vec<Uid> = people::table
            .filter(people::organisation_id.eq(tx.org()))
            .filter(people::id.eq_any(ids))
            .select(people::id)
            .into_boxed()
            .filter(within)
            .load(tx.conn())?;
        Ok(reached)
    })
}

/// The cards of those of some people for whom the actor may import, by the identifiers that were
/// asked for; of a merged record, under its own identifier, what the one that answers for it tells.
/// A file of guesses is no search of the whole organisation: of the others nothing is told.
pub fn cards(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = IndividualId>,
) -> Result<HashMap<IndividualId, Card>, Error> {
    let records = individuals::rows(tx, ids.into_iter().map(Uid::from).collect())?;
    let survivors = records.values().filter_map(|row| row.survivor_id);
    let survivors = individuals::rows(tx, survivors.collect())?;
    let answering = records.iter().map(|(id, row)| {
        let survivor = row.survivor_id.and_then(|id| survivors.get(&id));
        (*id, survivor.unwrap_or(row))
    });
    let answering: Vec<_> = answering.collect();
    let all = answering.iter().map(|(_, row)| row.id().into());
    let reached = reached(tx, all.collect())?;
    let cards = answering
        .into_iter()
        .filter(|(_, row)| reached.contains(&row.id().into()))
        .map(|(id, row)| {
            let id = id.into();
            Ok((id, Card { id, ..row.card()? }))
        });
    cards.collect()
}
