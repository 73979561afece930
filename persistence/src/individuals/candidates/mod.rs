//! Who may be the same person as somebody about to be registered, or changed.

mod lock;
mod look;
mod shared;

use chrono::NaiveDate;
use domain::individuals::{
    Candidate, Contacts, FoldedNames, FoundBy, IdentifierCode, Identifiers, Identity, Registration,
    Section,
};
use domain::policy::Action;

use super::Person;
use crate::error::Error;
use crate::reach;
use crate::tx::Tx;
use lock::lock;
use look::look;

pub use shared::Address;

/// What may show that somebody is there already.
#[derive(Debug, Clone, Default)]
struct Wanted<'a> {
    codes: Vec<&'a IdentifierCode>,
    identity: Option<&'a Identity>,
    addresses: Vec<Address>,
    /// Folded; whoever shares an address and has another given name is of the family.
    given: String,
}

impl<'a> Wanted<'a> {
    fn of(who: &'a Registration) -> Self {
        let addresses = who.contacts.iter().flat_map(Contacts::keys);
        Self {
            codes: who.keys().collect(),
            identity: Some(&who.identity),
            addresses: addresses.collect(),
            given: who.identity.folded_names().given.into_string(),
        }
    }
}

/// Who may be one of those who were looked for.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Whoever looks alike, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// Numbers and addresses that so many share that they tell nothing of anybody.
    pub crowded: Vec<Address>,
}

/// Everybody of the organisation who may be the person about to be registered: the same code; the
/// same names, also changed over, with one letter different (or both) or with the first given name
/// only, and day of birth; the same number or address and given name. Until the transaction ends,
/// nobody else registers somebody with that code, day of birth, number or address.
pub fn candidates(tx: &mut Tx<'_>, who: &Registration) -> Result<Vec<Candidate>, Error> {
    let people = std::slice::from_ref(who);
    lock_for(tx, people)?;
    let found = candidates_among(tx, people, |_| 0)?.into_iter();
    Ok(found.flat_map(|looked| looked.candidates).collect())
}

/// The candidates of each of many people, in their order, by as many statements as for one. Who
/// is about to register them takes the locks first. How many others hold a number or an address, of
/// whom the record does not know yet, `earlier` tells.
pub fn candidates_among(
    tx: &mut Tx<'_>,
    people: &[Registration],
    earlier: impl Fn(&Address) -> usize,
) -> Result<Vec<Looked>, Error> {
    reach::of(tx, Action::RegisterIndividual)?;
    let wanted: Vec<_> = people.iter().map(Wanted::of).collect();
    look(tx, &wanted, earlier)
}

/// Until the transaction ends, nobody else registers somebody with a code or a day of birth of
/// these people.
pub fn lock_for(tx: &mut Tx<'_>, people: &[Registration]) -> Result<(), Error> {
    let wanted: Vec<_> = people.iter().map(Wanted::of).collect();
    lock(tx, &wanted)
}

/// Everybody else who may be the same person once its section says `content`: by codes, numbers or
/// addresses that are new to it, or by names or a day of birth that it did not have. Until the
/// transaction ends, nobody is registered with these.
pub fn alike<S: Section>(
    tx: &mut Tx<'_>,
    person: &Person,
    content: &S,
) -> Result<Vec<Candidate>, Error> {
    let wanted = match content.found_by() {
        FoundBy::Nothing => return Ok(Vec::new()),
        FoundBy::Names(identity) => {
            let known = person.section::<Identity>()?;
            if known.is_some_and(|known| names(&known.content) == names(identity)) {
                return Ok(Vec::new());
            }
            Wanted {
                identity: Some(identity),
                ..Wanted::default()
            }
        }
        FoundBy::Codes(identifiers) => {
            let known = person.section::<Identifiers>()?;
            let known = known.iter().flat_map(|known| &known.content.items);
            let known: Vec<String> = known.map(|item| item.code.key()).collect();
            let codes = identifiers.items.iter().map(|item| &item.code);
            let codes = codes.filter(|code| !known.contains(&code.key()));
            Wanted {
                codes: codes.collect(),
                ..Wanted::default()
            }
        }
        FoundBy::Addresses(contacts) => {
            let known = person.section::<Contacts>()?;
            let known = known.iter().flat_map(|known| known.content.keys());
            let known: Vec<(&str, String)> = known.collect();
            let addresses = contacts.keys().filter(|key| !known.contains(key));
            Wanted {
                addresses: addresses.collect(),
                given: person.given_norm().to_owned(),
                ..Wanted::default()
            }
        }
    };
    if wanted.identity.is_none() && wanted.codes.is_empty() && wanted.addresses.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = [wanted];
    lock(tx, &wanted)?;
    let found = look(tx, &wanted, |_| 0)?.into_iter();
    let mut found: Vec<_> = found.flat_map(|looked| looked.candidates).collect();
    found.retain(|candidate| candidate.card.id != person.id());
    Ok(found)
}

/// What of an identity makes people look alike.
fn names(identity: &Identity) -> (FoldedNames, NaiveDate) {
    (identity.folded_names(), identity.birth_date.date())
}
