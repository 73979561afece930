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
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    reach::of(tx, Action::ImportIndividuals)?;
    let within = reach::individuals_within(tx.actor(), Action::ImportIndividuals);
    let ids: Vec<Uid> = people::table
        .filter(people::organisation_id.eq(tx.org()))
        .filter(people::id.eq_any(ids.iter().copied().map(Uid::from)))
        .select(people::id)
        .into_boxed()
        .filter(within)
        .load(tx.conn())?;
    sections::known(tx, ids)
}

/// The cards of some people of the organisation, by the identifiers that were asked for; of a
/// merged record, under its own identifier, what the one that answers for it tells. That is what a
/// search shows, so no reach but the right to search.
pub fn cards(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = IndividualId>,
) -> Result<HashMap<IndividualId, Card>, Error> {
    reach::of(tx, Action::SearchIndividuals)?;
    let records = individuals::rows(tx, ids.into_iter().map(Uid::from).collect())?;
    let survivors = records.values().filter_map(|row| row.survivor_id);
    let survivors = individuals::rows(tx, survivors.collect())?;
    let cards = records.iter().map(|(id, row)| {
        let survivor = row.survivor_id.and_then(|id| survivors.get(&id));
        let id = (*id).into();
        let card = survivor.unwrap_or(row).card()?;
        Ok((id, Card { id, ..card }))
    });
    cards.collect()
}
