//! Saved mappings: how the files of each source are read.

use diesel::prelude::*;
use domain::imports::{Mapping, MappingId};
use domain::kernel::{Changed, Version, fold};
use domain::policy::Action;

use super::{json, read};
use crate::cached;
use crate::columns::parsed;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach;
use crate::schema::import_mappings as mappings;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

#[derive(Queryable, Selectable)]
#[diesel(table_name = mappings)]
struct Row {
    id: Uid,
    label: String,
    layout: String,
    version: i64,
}

impl Row {
    fn mapping(&self) -> Result<Mapping, Error> {
        Ok(Mapping {
            id: self.id.into(),
            label: parsed(&self.label, "label")?,
            layout: read(&self.layout)?,
            version: Version(self.version),
        })
    }
}

/// The place of a mapping in the list: its folded label, itself.
pub type Key = (String, MappingId);

/// The place of this mapping in the list.
pub fn key(mapping: &Mapping) -> Key {
    (fold(mapping.label.as_str()), mapping.id)
}

/// A mapping of the organisation.
pub fn get(tx: &mut Tx<'_>, id: MappingId) -> Result<Mapping, Error> {
    reach::of(tx, Action::ImportIndividuals)?;
    let row: Row = mappings::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.mapping()
}

/// A page of the mappings by label.
pub fn list(tx: &mut Tx<'_>, page: &Page<Key>) -> Result<Paged<Mapping>, Error> {
    reach::of(tx, Action::ImportIndividuals)?;
    let mut query = mappings::table
        .filter(mappings::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed();
    // No two have the same folded label.
    if let Some((label, _)) = &page.after {
        query = query.filter(mappings::label_norm.gt(label.clone()));
    }
    let rows: Vec<Row> = query
        .order(mappings::label_norm)
        .limit(page.probe())
        .load(tx.conn())?;
    let all: Result<Vec<_>, Error> = rows.iter().map(Row::mapping).collect();
    Ok(page.cut(all?))
}

/// Stores a new mapping; `Error::Taken` when the source has one.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Mapping>) -> Result<Mapping, Error> {
    let mapping = tx.record(changed);
    diesel::insert_into(mappings::table)
        .values((
            mappings::organisation_id.eq(tx.org()),
            mappings::id.eq(Uid::from(mapping.id)),
            mappings::label.eq(mapping.label.as_str()),
            mappings::label_norm.eq(fold(mapping.label.as_str())),
            mappings::layout.eq(json(&mapping.layout)?),
            mappings::version.eq(mapping.version.0),
            mappings::created_at.eq(Instant(tx.now())),
        ))
        .execute(tx.conn())?;
    Ok(mapping)
}

/// Replaces a mapping; stale when it is no longer the one that was read.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Mapping>) -> Result<Mapping, Error> {
    let mapping = tx.record(changed);
    let key = mappings::table.find((tx.org(), Uid::from(mapping.id)));
    let update = diesel::update(key.filter(mappings::version.eq(mapping.version.0)))
        .set((
            mappings::label.eq(mapping.label.as_str()),
            mappings::label_norm.eq(fold(mapping.label.as_str())),
            mappings::layout.eq(json(&mapping.layout)?),
            mappings::version.eq(mapping.version.next().0),
        ))
        .returning(mappings::version);
    let version = cached::still(update, tx.conn())?;
    Ok(Mapping {
        version: Version(version),
        ..mapping
    })
}

/// Removes a mapping; stale when it is no longer the one that was read.
pub fn remove(tx: &mut Tx<'_>, changed: Changed<Mapping>) -> Result<(), Error> {
    let mapping = tx.record(changed);
    let key = mappings::table.find((tx.org(), Uid::from(mapping.id)));
    let delete = diesel::delete(key.filter(mappings::version.eq(mapping.version.0)))
        .returning(mappings::version);
    cached::still::<_, i64>(delete, tx.conn()).map(drop)
}
