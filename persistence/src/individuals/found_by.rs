//! What searches look at, kept beside the sections that say it.

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::individuals::{FoundBy, Identifiers, Identity};
use domain::kernel::fold;

use crate::cached;
use crate::error::Error;
use crate::on_each;
use crate::schema::{individual_keys, individuals};
use crate::sql_types::Uid;
use crate::tx::Tx;

#[derive(Insertable)]
#[diesel(table_name = individual_keys)]
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
        FoundBy::Codes(identifiers) => {
            let old = individual_keys::table
                .filter(individual_keys::organisation_id.eq(tx.org()))
                .filter(individual_keys::individual_id.eq(Uid::from(individual)));
            diesel::delete(old).execute(tx.conn())?;
            insert_keys(tx, individual, identifiers)
        }
    }
}

fn rename(tx: &mut Tx<'_>, individual: IndividualId, identity: &Identity) -> Result<(), Error> {
    let key = individuals::table.find((tx.org(), Uid::from(individual)));
    let update = diesel::update(key)
        .set((
            individuals::family_name.eq(identity.family_name.as_str()),
            individuals::given_name.eq(identity.given_name.as_str()),
            individuals::birth_date.eq(identity.birth_date.date()),
            individuals::family_norm.eq(fold(identity.family_name.as_str())),
            individuals::given_norm.eq(fold(identity.given_name.as_str())),
        ))
        .returning(individuals::id);
    let renamed: Option<Uid> = cached::changed(update, tx.conn())?;
    renamed.map(drop).ok_or(Error::NotFound)
}

pub(super) fn insert_keys(
    tx: &mut Tx<'_>,
    individual: IndividualId,
    identifiers: &Identifiers,
) -> Result<(), Error> {
    let mut keys: Vec<(String, String)> = identifiers
        .items
        .iter()
        .map(|item| (item.code.kind().to_string(), item.code.key()))
        .collect();
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
    let conn = tx.conn();
    // Multi-row inserts exist on the concrete engines only.
    on_each!(conn, |c| diesel::insert_into(individual_keys::table)
        .values(&rows)
        .execute(c))?;
    Ok(())
}
