//! What searches look at, kept beside the sections that say it.

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::individuals::{FoundBy, IdentifierKind, Identity, Section};
use strum::VariantNames;

use crate::backend::Conn;
use crate::cached::{self, Prepare};
use crate::error::Error;
use crate::schema::{individual_keys, individuals};
use crate::sql_types::Uid;
use crate::tx::Tx;

#[derive(Insertable)]
#[diesel(table_name = individual_keys, treat_none_as_default_value = false)]
struct KeyRow {
    organisation_id: Uid,
    kind: String,
    key: String,
    individual_id: Uid,
}

/// Keeps what searches look at in step with the section.
pub(super) fn index(
    tx: &mut Tx<'_>,
    individual: IndividualId,
    found_by: FoundBy<'_>,
) -> Result<(), Error> {
    match found_by {
        FoundBy::Nothing => Ok(()),
        FoundBy::Names(identity) => rename(tx, individual, identity),
        FoundBy::Codes(_) | FoundBy::Addresses(_) => {
            let old = individual_keys::table
                .filter(individual_keys::organisation_id.eq(tx.org()))
                .filter(individual_keys::individual_id.eq(Uid::from(individual)))
                .filter(individual_keys::kind.eq_any(kinds_of(found_by)));
            diesel::delete(old).execute(tx.conn())?;
            insert_keys(tx, individual, keys_found_by(found_by))
        }
    }
}

/// The kinds of keys that a section answers for.
fn kinds_of(found_by: FoundBy<'_>) -> &'static [&'static str] {
    match found_by {
        FoundBy::Nothing | FoundBy::Names(_) => &[],
        FoundBy::Codes(_) => IdentifierKind::VARIANTS,
        FoundBy::Addresses(_) => &["phone", "email"],
    }
}

/// The keys of a section, each with its kind.
pub(super) fn keys_of<S: Section>(section: &S) -> Vec<(String, String)> {
    keys_found_by(section.found_by())
}

fn keys_found_by(found_by: FoundBy<'_>) -> Vec<(String, String)> {
    match found_by {
        FoundBy::Nothing | FoundBy::Names(_) => Vec::new(),
        FoundBy::Codes(identifiers) => {
            let items = identifiers.items.iter();
            items
                .map(|item| (item.code.kind().to_string(), item.code.key()))
                .collect()
        }
        FoundBy::Addresses(contacts) => {
            let keys = contacts.keys();
            keys.map(|(kind, key)| (kind.to_owned(), key)).collect()
        }
    }
}

pub(super) fn rename(
    tx: &mut Tx<'_>,
    individual: IndividualId,
    identity: &Identity,
) -> Result<(), Error> {
    let key = individuals::table.find((tx.org(), Uid::from(individual)));
    let names = identity.folded_names();
    let update = diesel::update(key)
        .set((
            individuals::family_name.eq(identity.family_name.as_str()),
            individuals::given_name.eq(identity.given_name.as_str()),
            individuals::birth_date.eq(identity.birth_date.date()),
            individuals::family_norm.eq(&*names.family),
            individuals::given_norm.eq(&*names.given),
        ))
        .returning(individuals::id);
    let renamed: Option<Uid> = cached::changed(update, tx.conn())?;
    renamed.map(drop).ok_or(Error::NotFound)
}

pub(super) fn insert_keys(
    tx: &mut Tx<'_>,
    individual: IndividualId,
    mut keys: Vec<(String, String)>,
) -> Result<(), Error> {
    // Two codes that differ only in letters for digits share a key.
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Ok(());
    }
    let organisation_id = tx.org();
    let rows: Vec<KeyRow> = keys
        .into_iter()
        .map(|(kind, key)| KeyRow {
            organisation_id,
            kind,
            key,
            individual_id: individual.into(),
        })
        .collect();
    let insert = diesel::insert_into(individual_keys::table).values(&rows);
    // Multi-row inserts exist on the concrete engines only. That of PostgreSQL stays prepared, for
    // each number of rows; diesel makes those of SQLite one by one.
    match tx.conn() {
        Conn::Pg(c) => {
            let all = insert.returning(individual_keys::individual_id);
            let _: Vec<Uid> = all.prepared().load(c)?;
        }
        Conn::Sqlite(c) => {
            insert.execute(c)?;
        }
    }
    Ok(())
}
