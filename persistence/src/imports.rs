//! Imports: what came of a file, and whom a row may speak of.

use domain::imports::{Batch, Known};
use domain::individuals::{Candidate, Section};
use domain::kernel::Changed;
use domain::policy::Action;

use crate::error::Error;
use crate::individuals::sections::{self, Person};
use crate::tx::Tx;

/// Records what came of a batch.
pub fn record(tx: &mut Tx<'_>, changed: Changed<Batch>) -> Batch {
    tx.record(changed)
}

/// What the record says of a candidate; none when the actor may not import at the candidate's
/// offices.
pub fn known(tx: &mut Tx<'_>, candidate: &Candidate) -> Result<Option<Known>, Error> {
    let person = match sections::all(tx, candidate.card.id, Action::ImportIndividuals) {
        Ok(person) => person,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(Some(Known {
        identity: content(&person)?,
        identifiers: content(&person)?,
        residence: content(&person)?,
        contacts: content(&person)?,
    }))
}

fn content<S: Section>(person: &Person) -> Result<Option<S>, Error> {
    Ok(person.section::<S>()?.map(|recorded| recorded.content))
}
