//! Registering somebody once, whoever else registers the same person at the same time.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::individuals::{
    Candidate, FoundBy, IdentifierCode, Identifiers, Identity, Likeness, Newcomer, Registration,
    Section,
};
use domain::kernel::{Changed, Version, fold};
use domain::policy::Action;
use sha2::{Digest, Sha256};

use super::Row;
use super::sections::{self, Current, Person};
use crate::backend::Conn;
use crate::error::Error;
use crate::reach;
use crate::schema::{individual_keys, individuals, registration_locks};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many candidates are shown at the most; more are no help to anybody.
const MOST: usize = 20;

#[derive(Insertable)]
#[diesel(table_name = registration_locks)]
struct Lock {
    organisation_id: Uid,
    key: String,
}

/// What may show that somebody is there already.
#[derive(Debug, Clone)]
struct Wanted<'a> {
    codes: Vec<&'a IdentifierCode>,
    identity: Option<&'a Identity>,
}

impl<'a> Wanted<'a> {
    fn of(who: &'a Registration) -> Self {
        Self {
            codes: who.keys().collect(),
            identity: Some(&who.identity),
        }
    }
}

/// Everybody of the organisation who may be the person about to be registered: the same code, or
/// the same names (also changed over) and day of birth. Until the transaction ends, nobody else
/// registers somebody with that code or day of birth.
pub fn candidates(tx: &mut Tx<'_>, who: &Registration) -> Result<Vec<Candidate>, Error> {
    let people = std::slice::from_ref(who);
    lock_for(tx, people)?;
    let found = candidates_among(tx, people)?;
    Ok(found.into_iter().flatten().collect())
}

/// The candidates of each of many people, in their order, by as many statements as for one. Who
/// is about to register them takes the locks first.
pub fn candidates_among(
    tx: &mut Tx<'_>,
    people: &[Registration],
) -> Result<Vec<Vec<Candidate>>, Error> {
    reach::of(tx, Action::RegisterIndividual)?;
    let wanted: Vec<_> = people.iter().map(Wanted::of).collect();
    look(tx, &wanted)
}

/// Until the transaction ends, nobody else registers somebody with a code or a day of birth of
/// these people.
pub fn lock_for(tx: &mut Tx<'_>, people: &[Registration]) -> Result<(), Error> {
    let wanted: Vec<_> = people.iter().map(Wanted::of).collect();
    lock(tx, &wanted)
}

/// Everybody else who may be the same person once its section says `content`: by codes that are
/// new to it, or by names or a day of birth that it did not have. Until the transaction ends,
/// nobody is registered with these.
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
                codes: Vec::new(),
                identity: Some(identity),
            }
        }
        FoundBy::Codes(identifiers) => {
            let known = person.section::<Identifiers>()?;
            let known = known.iter().flat_map(|known| &known.content.items);
            let known: Vec<String> = known.map(|item| item.code.key()).collect();
            let codes = identifiers.items.iter().map(|item| &item.code);
            let codes: Vec<_> = codes.filter(|code| !known.contains(&code.key())).collect();
            if codes.is_empty() {
                return Ok(Vec::new());
            }
            Wanted {
                codes,
                identity: None,
            }
        }
    };
    let wanted = [wanted];
    lock(tx, &wanted)?;
    let mut found: Vec<_> = look(tx, &wanted)?.into_iter().flatten().collect();
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

/// Takes one row for each day of birth and one for each code, in one order for everybody. SQLite
/// has one writer: there the transaction is the lock.
fn lock(tx: &mut Tx<'_>, wanted: &[Wanted<'_>]) -> Result<(), Error> {
    let organisation_id = tx.org();
    let Conn::Pg(c) = tx.conn() else {
        return Ok(());
    };
    let codes = wanted.iter().flat_map(|wanted| &wanted.codes);
    let codes = codes.map(|code| format!("{}:{}", code.kind(), code.key()));
    let born = wanted.iter().filter_map(|wanted| wanted.identity);
    let born = born.map(|identity| format!("birth_date:{}", identity.birth_date));
    let mut keys: Vec<String> = codes.chain(born).map(|key| digest(&key)).collect();
    keys.sort_unstable();
    keys.dedup();
    let rows: Vec<Lock> = keys
        .iter()
        .map(|key| Lock {
            organisation_id,
            key: key.clone(),
        })
        .collect();
    diesel::insert_into(registration_locks::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(c)?;
    registration_locks::table
        .filter(registration_locks::organisation_id.eq(organisation_id))
        .filter(registration_locks::key.eq_any(&keys))
        .order(registration_locks::key)
        .select(registration_locks::key)
        .for_update()
        .load::<String>(c)?;
    Ok(())
}

/// What is locked need not be readable.
fn digest(key: &str) -> String {
    let digest = Sha256::digest(key);
    digest.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The candidates of each: one statement for all codes, one for all names. A further kind of
/// likeness is one more function like these two.
fn look(tx: &mut Tx<'_>, wanted: &[Wanted<'_>]) -> Result<Vec<Vec<Candidate>>, Error> {
    let mut found = vec![Vec::new(); wanted.len()];
    with_same_code(tx, wanted, &mut found)?;
    with_same_names(tx, wanted, &mut found)?;
    Ok(found)
}

/// Adds a candidate, or one more reason to one that is there.
fn add(found: &mut Vec<Candidate>, row: &Row, reason: Likeness) -> Result<(), Error> {
    let id = row.id.into();
    if let Some(known) = found.iter_mut().find(|known| known.card.id == id) {
        known.reasons.push(reason);
    } else if found.len() < MOST {
        found.push(Candidate {
            card: row.card()?,
            reasons: vec![reason],
        });
    }
    Ok(())
}

fn with_same_code(
    tx: &mut Tx<'_>,
    wanted: &[Wanted<'_>],
    found: &mut [Vec<Candidate>],
) -> Result<(), Error> {
    let codes = || wanted.iter().flat_map(|wanted| &wanted.codes);
    let keys: BTreeSet<String> = codes().map(|code| code.key()).collect();
    let kinds: BTreeSet<String> = codes().map(|code| code.kind().to_string()).collect();
    if keys.is_empty() {
        return Ok(());
    }
    // The shape of a key tells its kind, so pairs need no pairing.
    let rows: Vec<(String, Row)> = individual_keys::table
        .inner_join(
            individuals::table.on(individuals::organisation_id
                .eq(individual_keys::organisation_id)
                .and(individuals::id.eq(individual_keys::individual_id))),
        )
        .filter(individual_keys::organisation_id.eq(tx.org()))
        .filter(individual_keys::kind.eq_any(kinds))
        .filter(individual_keys::key.eq_any(keys))
        .order(individuals::id)
        .select((individual_keys::key, Row::as_select()))
        .load(tx.conn())?;
    let mut holders: HashMap<&str, Vec<&Row>> = HashMap::new();
    for (key, row) in &rows {
        holders.entry(key).or_default().push(row);
    }
    for (wanted, found) in wanted.iter().zip(found) {
        let keys: BTreeSet<String> = wanted.codes.iter().map(|code| code.key()).collect();
        let rows = keys.iter().filter_map(|key| holders.get(key.as_str()));
        for row in rows.flatten() {
            if !found.iter().any(|known| known.card.id == row.id.into()) {
                add(found, row, Likeness::SameCode)?;
            }
        }
    }
    Ok(())
}

fn with_same_names(
    tx: &mut Tx<'_>,
    wanted: &[Wanted<'_>],
    found: &mut [Vec<Candidate>],
) -> Result<(), Error> {
    let born: BTreeSet<NaiveDate> = wanted
        .iter()
        .filter_map(|wanted| wanted.identity)
        .map(|identity| identity.birth_date.date())
        .collect();
    if born.is_empty() {
        return Ok(());
    }
    let either: BTreeSet<String> = wanted
        .iter()
        .filter_map(|wanted| wanted.identity)
        .flat_map(|who| {
            [
                fold(who.family_name.as_str()),
                fold(who.given_name.as_str()),
            ]
        })
        .collect();
    // Each day with each name finds some too many, which nobody wanted: they are left below.
    let rows: Vec<Row> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::birth_date.eq_any(born))
        .filter(individuals::family_norm.eq_any(&either))
        .filter(individuals::given_norm.eq_any(&either))
        .order(individuals::id)
        .select(Row::as_select())
        .load(tx.conn())?;
    let mut alike: HashMap<(NaiveDate, &str, &str), Vec<&Row>> = HashMap::new();
    for row in &rows {
        let names = (row.birth_date, &*row.family_norm, &*row.given_norm);
        alike.entry(names).or_default().push(row);
    }
    for (wanted, found) in wanted.iter().zip(found) {
        let Some(who) = wanted.identity else { continue };
        let born = who.birth_date.date();
        let family = fold(who.family_name.as_str());
        let given = fold(who.given_name.as_str());
        for row in alike.get(&(born, &*family, &*given)).into_iter().flatten() {
            add(found, row, Likeness::SameNames)?;
        }
        if family != given {
            for row in alike.get(&(born, &*given, &*family)).into_iter().flatten() {
                add(found, row, Likeness::TransposedNames)?;
            }
        }
    }
    Ok(())
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
        sections::insert_keys(tx, newcomer.id, identifiers)?;
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
