//! What is to be forgotten, and what is not yet: somebody who was registered by mistake waits to be
//! erased, and the data of somebody else are held for a lawsuit.

use domain::erasures::{ErasureGround, ErasureRequest, NewErasure};
use domain::event::IndividualId;
use domain::holds::{Hold, HoldReason, NewHold};
use domain::policy::Action;
use persistence::{Error, Tx, erasures, holds, individuals};

/// Asks that somebody be erased; a second coordinator has not looked at it yet.
pub(super) fn ask_to_forget(tx: &mut Tx<'_>, id: IndividualId) -> Result<(), Error> {
    let (individual, office) = individuals::asked_for(tx, id, Action::RequestErasure)?;
    let (standing, records) = erasures::standing(tx, individual)?;
    let new = NewErasure {
        id: tx.new_id(),
        individual,
        records,
        office,
        ground: ErasureGround::RegisteredByMistake,
        reference: None,
    };
    let changed = ErasureRequest::of(new, standing, tx.actor(), tx.now())?;
    erasures::insert(tx, changed)?;
    Ok(())
}

/// Holds somebody's data.
pub(super) fn hold(tx: &mut Tx<'_>, id: IndividualId) -> Result<(), Error> {
    let (individual, office) = individuals::asked_for(tx, id, Action::HoldRecords)?;
    let note = "Ricorso contro la chiusura del caso.".parse();
    let new = NewHold {
        id: tx.new_id(),
        individual,
        office,
        reason: HoldReason::Litigation,
        note: Some(note.map_err(|_| Error::Corrupt("diary"))?),
    };
    let changed = Hold::place(new, tx.actor(), tx.now())?;
    holds::insert(tx, changed)?;
    Ok(())
}
