//! What people are called, for whole pages at once.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::event::IndividualId;
use domain::individuals::KnownPerson;
use domain::kernel::{Day, Named, PersonName};

use crate::cached::{Prepare, filled};
use crate::columns::{day, parsed};
use crate::error::Error;
use crate::schema::{individuals, staff};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// A colleague, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffName {
    /// Who.
    pub id: StaffId,
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
}

/// A person, as on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonCard {
    /// Who.
    pub id: IndividualId,
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// The day of birth.
    pub birth_date: Day,
}

/// The names of all these colleagues, in one statement.
pub fn of_staff(tx: &mut Tx<'_>, ids: &[StaffId]) -> Result<HashMap<StaffId, StaffName>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uid, String, String)> = staff::table
        .filter(staff::organisation_id.eq(tx.org()))
        .filter(staff::id.eq_any(filled(uids(ids))))
        .select((staff::id, staff::given_name, staff::family_name))
        .prepared()
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(id, given, family)| {
            let id = StaffId::from(id);
            let name = StaffName {
                id,
                given_name: parsed(&given, "given name")?,
                family_name: parsed(&family, "family name")?,
            };
            Ok((id, name))
        })
        .collect()
}

/// The cards of all these people, in one statement.
pub fn of_people(
    tx: &mut Tx<'_>,
    ids: &[IndividualId],
) -> Result<HashMap<IndividualId, PersonCard>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uid, String, String, NaiveDate)> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.eq_any(filled(uids(ids))))
        .select((
            individuals::id,
            individuals::given_name,
            individuals::family_name,
            individuals::birth_date,
        ))
        .prepared()
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(id, given, family, born)| {
            let id = IndividualId::from(id);
            let card = PersonCard {
                id,
                given_name: parsed(&given, "given name")?,
                family_name: parsed(&family, "family name")?,
                birth_date: day(born)?,
            };
            Ok((id, card))
        })
        .collect()
}

/// Each of them once, as columns take them.
fn uids<T>(ids: &[domain::kernel::Id<T>]) -> Vec<Uid> {
    let mut uids: Vec<Uid> = ids.iter().copied().map(Uid::from).collect();
    uids.sort_unstable();
    uids.dedup();
    uids
}

/// Whoever is registered in the organisation with this identifier, in whatever reach: whoever
/// serves people may name anybody whom a search shows. Of a merged record it is the one that
/// answers for it, which is held until the end of the transaction: what is written about it is
/// never left with a record that was merged meanwhile.
pub fn person(tx: &mut Tx<'_>, id: IndividualId) -> Result<Named<KnownPerson>, Error> {
    let Some(id) = crate::individuals::held_survivor(tx, id)? else {
        return Ok(Named::Unknown);
    };
    let born = individuals::table
        .find((tx.org(), Uid::from(id)))
        .select(individuals::birth_date)
        .first(tx.conn())?;
    let birth_date = day(born)?;
    Ok(Named::Known(KnownPerson { id, birth_date }))
}

/// The person of something that is stored: somebody who is registered.
pub fn person_of_record(tx: &mut Tx<'_>, id: IndividualId) -> Result<KnownPerson, Error> {
    match person(tx, id)? {
        Named::Known(person) => Ok(person),
        Named::Unknown => Err(Error::Corrupt("record without person")),
    }
}
