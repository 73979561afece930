//! What is to be forgotten, and what is not yet: somebody who was registered by mistake waits to be
//! erased, the data of somebody else are held for a lawsuit, and the term of a third is over.

use domain::actor::OfficeId;
use domain::cases::{Case, CaseOutcome, Closure, Opening};
use domain::disposals::NewDisposal;
use domain::erasures::{ErasureGround, ErasureRequest, NewErasure};
use domain::event::IndividualId;
use domain::holds::{Hold, HoldReason, NewHold};
use domain::kernel::{Day, Fault};
use domain::policy::Action;
use domain::retention::RetentionClass;
use persistence::{
    Error, Tx, cases, contact_attempts, disposals, erasures, holds, individuals, names,
};

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

/// The day so many years before today.
pub(super) fn years_ago(tx: &mut Tx<'_>, years: u32) -> Result<Day, Error> {
    tx.day()?.subtract_months(12 * years).map_err(ours)
}

/// Enters a case that ended eleven years ago.
pub(super) fn end_long_ago(
    tx: &mut Tx<'_>,
    individual: IndividualId,
    office: OfficeId,
) -> Result<(), Error> {
    let (today, ended_on) = (tx.day()?, years_ago(tx, 11)?);
    let opening = Opening {
        id: tx.new_id(),
        individual: names::person(tx, individual)?,
        office,
        counsellor: None,
        intake: None,
        reason: "Fascicolo cartaceo: cercava lavoro."
            .parse()
            .map_err(ours)?,
        on: Some(years_ago(tx, 14)?),
    };
    let case = cases::insert(tx, Case::open(tx.actor(), opening, today)?)?;
    let closure = Closure {
        outcome: CaseOutcome::Deceased {},
        on: Some(ended_on),
        acknowledged: Vec::new(),
    };
    let (silence, book) = (contact_attempts::silence(tx, &case)?, tx.rulebook()?);
    let changed = case.close(tx.actor(), closure, silence, &book, today)?;
    cases::save(tx, changed)?;
    Ok(())
}

/// Proposes that whoever is due be disposed of; the authorisation has not come yet.
pub(super) fn propose_disposal(tx: &mut Tx<'_>) -> Result<(), Error> {
    let new = NewDisposal {
        id: tx.new_id(),
        class: RetentionClass::CaseFile,
        as_of: tx.day()?,
    };
    disposals::propose(tx, new)?;
    Ok(())
}

fn ours(_: Fault) -> Error {
    Error::Corrupt("diary")
}
