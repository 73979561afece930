//! Writing a section: as it stands, and among its versions.

use diesel::prelude::*;
use domain::individuals::{Recorded, Replacement, Section};
use domain::kernel::{Changed, Version};

use super::Current;
use super::known::runs_out;
use crate::cached;
use crate::error::Error;
use crate::individuals::found_by::index;
use crate::schema::{individual_section_versions, individual_sections};
use crate::tx::Tx;
use crate::worklist;

/// Writes a decided section; fails with `Error::Stale` when another version stands by now.
pub fn replace<S: Section>(
    tx: &mut Tx<'_>,
    changed: Changed<Replacement<S>>,
) -> Result<Recorded<S>, Error> {
    const { assert!(S::EDIT.edits_record(), "a merge would lose the section") };
    let replacement = tx.record(changed);
    let version = replacement.version;
    let row = Current::of(
        tx,
        replacement.individual,
        version,
        replacement.provenance,
        &replacement.content,
    )?;
    match replacement.read {
        None => diesel::insert_into(individual_sections::table)
            .values(&row)
            .execute(tx.conn())
            .map_err(Error::from)
            .map_err(stale)
            .map(drop)?,
        Some(read) => update(tx, &row, read)?,
    }
    keep(tx, &row)?;
    index(tx, replacement.individual, replacement.content.found_by())?;
    if runs_out(S::NAME) {
        worklist::of_people(tx, &[replacement.individual])?;
    }
    row.recorded()
}

/// Somebody else wrote the section for the first time meanwhile.
fn stale(error: Error) -> Error {
    match error {
        Error::Taken => Error::Overtaken,
        other => other,
    }
}

pub(in crate::individuals) fn update(
    tx: &mut Tx<'_>,
    row: &Current,
    read: Version,
) -> Result<(), Error> {
    use individual_sections as s;
    let key = s::table.find((row.organisation_id, row.individual_id, &row.section));
    let update = diesel::update(key.filter(s::version.eq(read.0)))
        .set((
            s::version.eq(row.version),
            s::source.eq(&row.source),
            s::observed_on.eq(row.observed_on),
            s::verification.eq(&row.verification),
            s::recorded_at.eq(row.recorded_at),
            s::recorded_by.eq(row.recorded_by),
            s::content.eq(&row.content),
        ))
        .returning(s::version);
    cached::still::<_, i64>(update, tx.conn()).map(drop)
}

pub(in crate::individuals) fn insert(tx: &mut Tx<'_>, row: &Current) -> Result<(), Error> {
    diesel::insert_into(individual_sections::table)
        .values(row)
        .execute(tx.conn())?;
    keep(tx, row)
}

fn keep(tx: &mut Tx<'_>, row: &Current) -> Result<(), Error> {
    diesel::insert_into(individual_section_versions::table)
        .values(&row.kept())
        .execute(tx.conn())?;
    Ok(())
}
