//! Somebody turns up at another desk while those who follow the case are away: the counsellor there
//! opens the record for a few hours, says why, and reads it.

use domain::emergency_accesses::{Emergency, EmergencyAccess, EmergencyPurpose};
use domain::event::IndividualId;
use domain::kernel::Refusal;
use domain::policy::Action;
use persistence::individuals::sections;
use persistence::{Caller, Error, Store, emergency_accesses};

use super::office::{Member, Opened};

/// Lets the counsellor of the young open one of these records: the first that is out of reach.
pub(super) fn open(store: &Store, office: &Opened, people: Vec<IndividualId>) -> Result<(), Error> {
    let caller = Caller {
        actor: office.actor(Member::YouthCounsellor),
        request_id: "demo-emergency".to_owned(),
        purpose: Some("case_work".to_owned()),
    };
    let opened = store.write(caller.clone(), move |tx| first_out_of_reach(tx, &people))?;
    store.read(&caller, |tx| {
        let person = sections::all(tx, opened, Action::ReadIndividual)?;
        let read = Some(person.id());
        tx.record_access(Action::ReadIndividual, "individual", read, None);
        Ok(())
    })?;
    store.flush_accesses()?;
    Ok(())
}

fn first_out_of_reach(
    tx: &mut persistence::Tx<'_>,
    people: &[IndividualId],
) -> Result<IndividualId, Error> {
    let (book, chain) = (tx.rulebook()?, tx.actor().chain());
    for person in people {
        let target = emergency_accesses::target(tx, *person)?;
        let asked = Emergency {
            id: tx.new_id(),
            individual: target.individual,
            within_reach: target.within_reach,
            purpose: EmergencyPurpose::ColleagueAbsent,
            reason: "Si è presentata allo sportello giovani per un colloquio fissato e chi segue \
                     il caso è assente."
                .parse()
                .map_err(|_| Error::Corrupt("demonstration"))?,
        };
        let when = (tx.now(), tx.day()?);
        match EmergencyAccess::begin(tx.actor(), asked, (&book, &chain), when) {
            Ok(begun) => return Ok(emergency_accesses::insert(tx, begun)?.access.individual),
            Err(Refusal::EmergencyNotNeeded {}) => {}
            Err(refusal) => return Err(refusal.into()),
        }
    }
    Err(Error::NotFound)
}
