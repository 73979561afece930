//! Two people who were registered twice: of one the records were merged, of the other they wait
//! for somebody who looks.

use domain::actor::OfficeId;
use domain::event::IndividualId;
use domain::imports::PASSED_OVER;
use domain::individuals::merging::{Merge, Union};
use domain::individuals::{EvidenceSource, Provenance, Verification};
use domain::kernel::{Day, Fault, PersonName};
use persistence::individuals::{self, merges};
use persistence::{Error, Tx};

use crate::import::Person;

/// The same person as somebody typed it a second time: one letter too many, and no code.
pub(super) fn mistyped(person: &Person) -> Result<Person, Fault> {
    let name = person.family_name.as_str();
    let last = name.chars().last().unwrap_or('a');
    let family_name: PersonName = format!("{name}{last}").parse()?;
    Ok(Person {
        family_name,
        code: None,
        address: None,
        ..person.clone()
    })
}

/// Registers somebody again, whom the desk takes for another person, as told on this day.
pub(super) fn register(
    tx: &mut Tx<'_>,
    person: Person,
    office: OfficeId,
    observed_on: Day,
) -> Result<IndividualId, Error> {
    let provenance = Provenance {
        source: EvidenceSource::SelfDeclared,
        observed_on,
        verification: Verification::None,
    };
    let mut registration = person.registration(office, provenance);
    // Of whoever comes for the second time nobody asks it again.
    registration.citizenship = None;
    registration.acknowledged = PASSED_OVER.map(ToOwned::to_owned).to_vec();
    let candidates = individuals::candidates(tx, &registration)?;
    registration.confirmed_distinct_from = candidates.iter().map(|one| one.card.id).collect();
    let id = tx.new_id();
    let book = tx.rulebook()?;
    let changed = registration.register(&book, tx.actor(), id, candidates, tx.day()?)?;
    individuals::register(tx, changed)?;
    Ok(id)
}

/// Makes one of two records.
pub(super) fn merge(
    tx: &mut Tx<'_>,
    survivor: IndividualId,
    absorbed: IndividualId,
) -> Result<(), Error> {
    let reason = "Registrazione doppia con un errore nel cognome.".parse();
    let pair = merges::lock(tx, survivor, absorbed)?;
    let union = Union {
        id: tx.new_id(),
        survivor: merges::half(tx, &pair.survivor)?,
        absorbed: merges::other_half(tx, &pair)?,
        choices: Vec::new(),
        reason: reason.map_err(|_| Error::Corrupt("diary"))?,
    };
    let changed = Merge::of(tx.actor(), union, tx.now(), tx.day()?)?;
    merges::insert(tx, changed, &pair)?;
    Ok(())
}
