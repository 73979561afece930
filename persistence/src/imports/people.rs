//! Whom a row may speak of.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::imports::Known;
use domain::individuals::Card;
use domain::policy::Action;

use crate::error::Error;
use crate::individuals::{Row, sections};
use crate::reach;
use crate::schema::individuals;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// What the record says of some people; nothing of those for whom the actor may not import.
pub fn known(tx: &mut Tx<'_>, ids: &[IndividualId]) -> Result<HashMap<IndividualId, Known>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    reach::of(tx, Action::ImportIndividuals)?;
    let within = reach::individuals_within(tx.actor(), Action::ImportIndividuals);
    let ids: Vec<Uid> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.eq_any(ids.iter().copied().map(Uid::from)))
        .select(individuals::id)
        .into_boxed()
        .filter(within)
        .load(tx.conn())?;
    sections::known(tx, ids)
}

/// The cards of some people of the organisation: what a search shows, so no reach but the right
/// to search.
pub fn cards(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = IndividualId>,
) -> Result<HashMap<IndividualId, Card>, Error> {
    reach::of(tx, Action::SearchIndividuals)?;
    let ids: BTreeSet<Uid> = ids.into_iter().map(Uid::from).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Row> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.eq_any(ids))
        .select(Row::as_select())
        .load(tx.conn())?;
    let cards = rows.iter().map(Row::card);
    cards.map(|card| card.map(|card| (card.id, card))).collect()
}
