//! Registering somebody once, whoever else registers the same person at the same time.

use diesel::prelude::*;
use diesel::sql_types::{Array, Integer};
use domain::individuals::{
    Candidate, FoundBy, IdentifierCode, Identifiers, Identity, Likeness, Newcomer, Registration,
    Section,
};
use domain::kernel::{Changed, Version, fold};
use domain::policy::Action;
use sha2::{Digest, Sha256};

use super::Row;
use super::found_by;
use super::sections::{self, Current, Person};
use crate::backend::Conn;
use crate::error::Error;
use crate::reach;
use crate::schema::{individual_keys, individuals};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many candidates are shown at the most; more are no help to anybody.
const MOST: i64 = 20;

/// Everybody of the organisation who may be the person about to be registered: the same code, or
/// the same names (also changed over) and day of birth. Until the transaction ends, nobody else
/// registers somebody with that code or day of birth.
pub fn candidates(tx: &mut Tx<'_>, who: &Registration) -> Result<Vec<Candidate>, Error> {
    reach::of(tx, Action::RegisterIndividual)?;
    let codes: Vec<&IdentifierCode> = who.keys().collect();
    lock(tx, &codes, Some(&who.identity))?;
    let mut found = with_same_code(tx, &codes)?;
    for candidate in with_same_names(tx, &who.identity)? {
        let known = found
            .iter_mut()
            .find(|known| known.card.id == candidate.card.id);
        match known {
            Some(known) => known.reasons.extend(candidate.reasons),
            None => found.push(candidate),
        }
    }
    Ok(found)
}

/// Everybody else who may be the same person once its section says `content`: by codes that are
/// new to it, or by names or a day of birth that it did not have. Until the transaction ends,
/// nobody is registered with these.
pub fn alike<S: Section>(
    tx: &mut Tx<'_>,
    person: &Person,
    content: &S,
) -> Result<Vec<Candidate>, Error> {
    let mut found = match content.found_by() {
        FoundBy::Nothing => return Ok(Vec::new()),
        FoundBy::Names(identity) => {
            let known = person.section::<Identity>()?;
            if known.is_some_and(|known| names(&known.content) == names(identity)) {
                return Ok(Vec::new());
            }
            lock(tx, &[], Some(identity))?;
            with_same_names(tx, identity)?
        }
        FoundBy::Codes(identifiers) => {
            let known = person.section::<Identifiers>()?;
            let known = known.iter().flat_map(|known| &known.content.items);
            let known: Vec<String> = known.map(|item| item.code.key()).collect();
            let codes = identifiers.items.iter().map(|item| &item.code);
            let new: Vec<_> = codes.filter(|code| !known.contains(&code.key())).collect();
            if new.is_empty() {
                return Ok(Vec::new());
            }
            lock(tx, &new, None)?;
            with_same_code(tx, &new)?
        }
    };
    found.retain(|candidate| candidate.card.id != person.id());
    Ok(found)
}

/// What of an identity makes people look alike.
fn names(identity: &Identity) -> (String, String, String) {
    (
        fold(identity.family_name.as_str()),
        fold(identity.given_name.as_str()),
        identity.birth_date.to_string(),
    )
}

/// Names the locks of registration among all advisory locks of the database.
const REGISTRATION: i32 = 0x5265_6769;

/// Locks the day of birth and each code until the transaction ends, in one order for everybody.
/// SQLite has one writer: there the transaction is the lock. PostgreSQL keeps these locks in memory
/// only, so that nobody finds them in the data.
fn lock(
    tx: &mut Tx<'_>,
    codes: &[&IdentifierCode],
    identity: Option<&Identity>,
) -> Result<(), Error> {
    let organisation_id = tx.org();
    let Conn::Pg(c) = tx.conn() else {
        return Ok(());
    };
    let codes = codes
        .iter()
        .map(|code| format!("{}:{}", code.kind(), code.key()));
    let mut keys: Vec<i32> = codes
        .chain(identity.map(|identity| format!("birth_date:{}", identity.birth_date)))
        .map(|key| lock_key(organisation_id, &key))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    // An array is unnested in its own order.
    diesel::sql_query("SELECT pg_advisory_xact_lock($1, key) FROM unnest($2) AS key")
        .bind::<Integer, _>(REGISTRATION)
        .bind::<Array<Integer>, _>(keys)
        .execute(c)?;
    Ok(())
}

/// Two keys that fall together cost a moment's wait, no more.
fn lock_key(organisation: Uid, key: &str) -> i32 {
    let digest = Sha256::new()
        .chain_update(organisation.0)
        .chain_update(key)
        .finalize();
    i32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

fn with_same_code(tx: &mut Tx<'_>, codes: &[&IdentifierCode]) -> Result<Vec<Candidate>, Error> {
    let keys: Vec<String> = codes.iter().map(|code| code.key()).collect();
    let kinds: Vec<String> = codes.iter().map(|code| code.kind().to_string()).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let org = tx.org();
    // The shape of a key tells its kind, so pairs need no pairing.
    let same = individual_keys::table
        .filter(individual_keys::organisation_id.eq(org))
        .filter(individual_keys::kind.eq_any(kinds))
        .filter(individual_keys::key.eq_any(keys))
        .select(individual_keys::individual_id);
    let rows: Vec<Row> = individuals::table
        .filter(individuals::organisation_id.eq(org))
        .filter(individuals::id.eq_any(same))
        .order(individuals::id)
        .limit(MOST)
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.iter()
        .map(|row| {
            Ok(Candidate {
                card: row.card()?,
                reasons: vec![Likeness::SameCode],
            })
        })
        .collect()
}

fn with_same_names(tx: &mut Tx<'_>, who: &Identity) -> Result<Vec<Candidate>, Error> {
    let family = fold(who.family_name.as_str());
    let given = fold(who.given_name.as_str());
    let straight = individuals::family_norm
        .eq(&family)
        .and(individuals::given_norm.eq(&given));
    let transposed = individuals::family_norm
        .eq(&given)
        .and(individuals::given_norm.eq(&family));
    let rows: Vec<Row> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::birth_date.eq(who.birth_date.date()))
        .filter(straight.or(transposed))
        .order(individuals::id)
        .limit(MOST)
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.iter()
        .map(|row| {
            let reason = if row.family_norm == family {
                Likeness::SameNames
            } else {
                Likeness::TransposedNames
            };
            Ok(Candidate {
                card: row.card()?,
                reasons: vec![reason],
            })
        })
        .collect()
}

/// Stores somebody new.
pub fn register(tx: &mut Tx<'_>, changed: Changed<Newcomer>) -> Result<Person, Error> {
    let newcomer = tx.record(changed);
    let identity = &newcomer.identity;
    let row = Row {
        organisation_id: tx.org(),
        id: newcomer.id.into(),
        office_id: newcomer.office.into(),
        family_name: identity.family_name.to_string(),
        given_name: identity.given_name.to_string(),
        birth_date: identity.birth_date.date(),
        family_norm: fold(identity.family_name.as_str()),
        given_norm: fold(identity.given_name.as_str()),
        registered_at: tx.now().into(),
    };
    diesel::insert_into(individuals::table)
        .values(&row)
        .execute(tx.conn())?;
    let mut written = vec![write(tx, &newcomer, identity)?];
    if let Some(identifiers) = &newcomer.identifiers {
        written.push(write(tx, &newcomer, identifiers)?);
        found_by::insert_keys(tx, newcomer.id, identifiers)?;
    }
    if let Some(residence) = &newcomer.residence {
        written.push(write(tx, &newcomer, residence)?);
    }
    if let Some(contacts) = &newcomer.contacts {
        written.push(write(tx, &newcomer, contacts)?);
    }
    Ok(Person::new(row, written))
}

fn write<S: Section>(tx: &mut Tx<'_>, newcomer: &Newcomer, content: &S) -> Result<Current, Error> {
    let provenance = newcomer.provenance;
    let row = Current::of(tx, newcomer.id, Version::FIRST, provenance, content)?;
    sections::insert(tx, &row)?;
    Ok(row)
}
