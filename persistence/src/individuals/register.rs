//! Registering somebody once, whoever else registers the same person at the same time.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer};
use domain::individuals::{
    Candidate, Contacts, FoldedNames, FoundBy, IdentifierCode, Identifiers, Identity, Likeness,
    Newcomer, Registration, Section, likeliest,
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

/// What may show that somebody is there already.
#[derive(Debug, Clone, Default)]
struct Wanted<'a> {
    codes: Vec<&'a IdentifierCode>,
    identity: Option<&'a Identity>,
    addresses: Vec<(&'static str, String)>,
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
            given: fold(who.identity.given_name.as_str()),
        }
    }
}

/// Everybody of the organisation who may be the person about to be registered: the same code; the
/// same names, also changed over, with one letter different or with the first given name only, and
/// day of birth; the same number or address and given name. Until the transaction ends, nobody else registers somebody with
/// that code, day of birth, number or address.
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
    let mut found: Vec<_> = look(tx, &wanted)?.into_iter().flatten().collect();
    found.retain(|candidate| candidate.card.id != person.id());
    Ok(found)
}

/// What of an identity makes people look alike.
fn names(identity: &Identity) -> (FoldedNames, NaiveDate) {
    let names = FoldedNames::of(identity.family_name.as_str(), identity.given_name.as_str());
    (names, identity.birth_date.date())
}

/// Names the locks of registration among all advisory locks of the database.
const REGISTRATION: i32 = 0x5265_6769;

/// Locks each day of birth, code, number and address until the transaction ends, in one order for
/// everybody. SQLite has one writer: there the transaction is the lock. PostgreSQL keeps these
/// locks in memory only, so that nobody finds them in the data.
fn lock(tx: &mut Tx<'_>, wanted: &[Wanted<'_>]) -> Result<(), Error> {
    let organisation_id = tx.org();
    let Conn::Pg(c) = tx.conn() else {
        return Ok(());
    };
    let codes = wanted.iter().flat_map(|wanted| &wanted.codes);
    let codes = codes.map(|code| format!("{}:{}", code.kind(), code.key()));
    let born = wanted.iter().filter_map(|wanted| wanted.identity);
    let born = born.map(|identity| format!("birth_date:{}", identity.birth_date));
    let addresses = wanted.iter().flat_map(|wanted| &wanted.addresses);
    let addresses = addresses.map(|(kind, key)| format!("{kind}:{key}"));
    let all = codes.chain(born).chain(addresses);
    let mut keys: Vec<i32> = all.map(|key| lock_key(organisation_id, &key)).collect();
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

/// Somebody who looks like one of the wanted, in whichever record that was seen.
struct Hit {
    wanted: usize,
    row: Row,
    reason: Likeness,
}

impl Hit {
    /// The record that answers for it.
    fn answering(&self) -> Uid {
        self.row.survivor_id.unwrap_or(self.row.id)
    }
}

/// What else has to be known of those who were hit: all records of people who have several, and
/// the codes as they were issued of records with the same code.
struct Beside {
    records: HashMap<Uid, Vec<Row>>,
    codes: HashMap<Uid, Identifiers>,
}

impl Beside {
    fn of(tx: &mut Tx<'_>, hits: &[Hit]) -> Result<Self, Error> {
        let merged = hits
            .iter()
            .filter(|hit| hit.row.survivor_id.is_some() || hit.row.absorbed > 0);
        let records = super::together(tx, merged.map(Hit::answering).collect())?;
        let same = hits.iter().filter(|hit| hit.reason == Likeness::SameCode);
        let codes = sections::contents(tx, same.map(|hit| hit.row.id).collect())?;
        Ok(Self { records, codes })
    }

    /// All records of somebody, the one that answers for them first.
    fn records_of<'a>(&'a self, hit: &'a Hit) -> &'a [Row] {
        let records = self.records.get(&hit.answering());
        records.map_or(std::slice::from_ref(&hit.row), Vec::as_slice)
    }

    /// Whether a number or address is shared by somebody of the same given name, which any of the
    /// records may have.
    fn counts(&self, hit: &Hit, wanted: &Wanted<'_>) -> bool {
        let mut records = self.records_of(hit).iter();
        hit.reason != Likeness::SameContact || records.any(|row| row.given_norm == wanted.given)
    }

    fn is_issued(&self, hit: &Hit, wanted: &Wanted<'_>) -> bool {
        let known = self.codes.get(&hit.row.id);
        let mut known = known.iter().flat_map(|known| &known.items);
        hit.reason == Likeness::SameCode && known.any(|item| wanted.codes.contains(&&item.code))
    }
}

/// The candidates of each, the likeliest first: one statement for all codes and addresses, one for
/// all names, and one each for records that were merged and for codes as issued, where there are
/// any. A further kind of likeness is one more function that finds hits.
fn look(tx: &mut Tx<'_>, wanted: &[Wanted<'_>]) -> Result<Vec<Vec<Candidate>>, Error> {
    let mut hits = with_same_key(tx, wanted)?;
    hits.extend(with_like_names(tx, wanted)?);
    let beside = Beside::of(tx, &hits)?;
    let mut found: Vec<Vec<Candidate>> = vec![Vec::new(); wanted.len()];
    for hit in &hits {
        let looking = &wanted[hit.wanted];
        if beside.counts(hit, looking) {
            let issued = beside.is_issued(hit, looking);
            add(
                &mut found[hit.wanted],
                hit.reason,
                issued,
                beside.records_of(hit),
            )?;
        }
    }
    Ok(found.into_iter().map(likeliest).collect())
}

/// Adds a candidate, or one more reason to one that is there. Two records of one person that were
/// merged may give the same reason: once is enough.
fn add(
    found: &mut Vec<Candidate>,
    reason: Likeness,
    has_issued_code: bool,
    records: &[Row],
) -> Result<(), Error> {
    let (row, others) = records.split_first().ok_or(Error::Corrupt("survivor"))?;
    let id = row.id.into();
    if let Some(known) = found.iter_mut().find(|known| known.card.id == id) {
        known.has_issued_code |= has_issued_code;
        if !known.reasons.contains(&reason) {
            known.reasons.push(reason);
            known.reasons.sort_unstable();
        }
    } else {
        found.push(Candidate {
            card: row.card()?,
            reasons: vec![reason],
            records: others.iter().map(Row::id).collect(),
            has_issued_code,
        });
    }
    Ok(())
}

/// Whoever holds one of the codes, or one of the numbers and addresses, under whatever name.
fn with_same_key(tx: &mut Tx<'_>, wanted: &[Wanted<'_>]) -> Result<Vec<Hit>, Error> {
    let of = |wanted: &Wanted<'_>| -> BTreeSet<(String, String)> {
        let codes = wanted.codes.iter();
        let codes = codes.map(|code| (code.kind().to_string(), code.key()));
        let addresses = wanted.addresses.iter();
        codes
            .chain(addresses.map(|(kind, key)| ((*kind).to_owned(), key.clone())))
            .collect()
    };
    let all: BTreeSet<(String, String)> = wanted.iter().flat_map(of).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let kinds: BTreeSet<String> = all.iter().map(|(kind, _)| kind.clone()).collect();
    let keys: BTreeSet<String> = all.into_iter().map(|(_, key)| key).collect();
    // The shape of a key tells its kind, so pairs need no pairing. Asked for an order, SQLite would
    // walk all people in that order instead of those with a key.
    let mut rows: Vec<(String, Row)> = individual_keys::table
        .inner_join(
            individuals::table.on(individuals::organisation_id
                .eq(individual_keys::organisation_id)
                .and(individuals::id.eq(individual_keys::individual_id))),
        )
        .filter(individual_keys::organisation_id.eq(tx.org()))
        .filter(individual_keys::kind.eq_any(kinds))
        .filter(individual_keys::key.eq_any(keys))
        .select((individual_keys::key, Row::as_select()))
        .load(tx.conn())?;
    rows.sort_unstable_by_key(|(_, row)| row.id);
    let mut holders: HashMap<&str, Vec<&Row>> = HashMap::new();
    for (key, row) in &rows {
        holders.entry(key).or_default().push(row);
    }
    let mut hits = Vec::new();
    for (at, wanted) in wanted.iter().enumerate() {
        let mut hit = |row: &Row, reason| {
            hits.push(Hit {
                wanted: at,
                row: row.clone(),
                reason,
            });
        };
        for code in &wanted.codes {
            let rows = holders.get(&*code.key()).into_iter().flatten();
            rows.for_each(|row| hit(row, Likeness::SameCode));
        }
        for (_, key) in &wanted.addresses {
            let rows = holders.get(&**key).into_iter().flatten();
            rows.for_each(|row| hit(row, Likeness::SameContact));
        }
    }
    Ok(hits)
}

/// Whoever was born on the same day and shares a name: few, of whom the names tell how alike they
/// are.
fn with_like_names(tx: &mut Tx<'_>, wanted: &[Wanted<'_>]) -> Result<Vec<Hit>, Error> {
    let people: Vec<(usize, (FoldedNames, NaiveDate))> = wanted
        .iter()
        .enumerate()
        .filter_map(|(at, wanted)| Some((at, names(wanted.identity?))))
        .collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let born: BTreeSet<NaiveDate> = people.iter().map(|(_, (_, born))| *born).collect();
    let either: BTreeSet<&str> = people
        .iter()
        .flat_map(|(_, (names, _))| [names.family.as_str(), names.given.as_str()])
        .collect();
    // Each day with each name finds some too many, which nobody wanted: they are left below. They
    // are put in order afterwards for the same reason.
    let mut rows: Vec<Row> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::birth_date.eq_any(born))
        .filter(
            individuals::family_norm
                .eq_any(&either)
                .or(individuals::given_norm.eq_any(&either)),
        )
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.sort_unstable_by_key(|row| row.id);
    let mut by_day: HashMap<NaiveDate, Vec<&Row>> = HashMap::new();
    for row in &rows {
        by_day.entry(row.birth_date).or_default().push(row);
    }
    let mut hits = Vec::new();
    for (at, (names, born)) in &people {
        for row in by_day.get(born).into_iter().flatten() {
            let theirs = FoldedNames::of(&row.family_name, &row.given_name);
            if let Some(reason) = Likeness::of_people(names, &theirs) {
                hits.push(Hit {
                    wanted: *at,
                    row: (*row).clone(),
                    reason,
                });
            }
        }
    }
    Ok(hits)
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
        survivor_id: None,
        absorbed: 0,
        versions_gone: 0,
    };
    diesel::insert_into(individuals::table)
        .values(&row)
        .execute(tx.conn())?;
    let mut written = vec![write(tx, &newcomer, identity)?];
    if let Some(identifiers) = &newcomer.identifiers {
        written.push(write(tx, &newcomer, identifiers)?);
        found_by::insert_keys(tx, newcomer.id, found_by::keys_of(identifiers))?;
    }
    if let Some(residence) = &newcomer.residence {
        written.push(write(tx, &newcomer, residence)?);
    }
    if let Some(contacts) = &newcomer.contacts {
        written.push(write(tx, &newcomer, contacts)?);
        found_by::insert_keys(tx, newcomer.id, found_by::keys_of(contacts))?;
    }
    Ok(Person::new(row, written))
}

fn write<S: Section>(tx: &mut Tx<'_>, newcomer: &Newcomer, content: &S) -> Result<Current, Error> {
    let provenance = newcomer.provenance;
    let row = Current::of(tx, newcomer.id, Version::FIRST, provenance, content)?;
    sections::insert(tx, &row)?;
    Ok(row)
}
