//! Storing somebody new.

use diesel::prelude::*;
use domain::individuals::{Newcomer, Section};
use domain::kernel::{Changed, Version};

use super::Row;
use super::found_by;
use super::sections::{self, Current, Person};
use crate::error::Error;
use crate::schema::individuals;
use crate::tx::Tx;

/// Stores somebody new.
pub fn register(tx: &mut Tx<'_>, changed: Changed<Newcomer>) -> Result<Person, Error> {
    let newcomer = tx.record(changed);
    let identity = &newcomer.identity;
    let names = identity.folded_names();
    let row = Row {
        organisation_id: tx.org(),
        id: newcomer.id.into(),
        office_id: newcomer.office.into(),
        family_name: identity.family_name.to_string(),
        given_name: identity.given_name.to_string(),
        birth_date: identity.birth_date.date(),
        family_norm: names.family.into_string(),
        given_norm: names.given.into_string(),
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
    if let Some(citizenship) = &newcomer.citizenship {
        written.push(write(tx, &newcomer, citizenship)?);
    }
    Ok(Person::new(row, written))
}

fn write<S: Section>(tx: &mut Tx<'_>, newcomer: &Newcomer, content: &S) -> Result<Current, Error> {
    let provenance = newcomer.provenance;
    let row = Current::of(tx, newcomer.id, Version::FIRST, provenance, content)?;
    sections::insert(tx, &row)?;
    Ok(row)
}
