//! Imports: what came of a file, and whom a row may speak of.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::imports::{Batch, Known};
use domain::kernel::Changed;
use domain::policy::Action;

use crate::error::Error;
use crate::individuals::sections;
use crate::reach;
use crate::schema::individuals;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Records what came of a batch.
pub fn record(tx: &mut Tx<'_>, changed: Changed<Batch>) -> Batch {
    tx.record(changed)
}

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
