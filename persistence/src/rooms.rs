//! Rooms and workstations of the offices.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::kernel::{Changed, Day, Named, Version};
use domain::rooms::{Room, RoomId, RoomTerms};

use crate::cached::{self, filled};
use crate::columns::{day, listed, maybe_day, parsed, text_of};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::schema::rooms;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = rooms)]
struct Row {
    id: Uid,
    office_id: Uid,
    kind: String,
    parent_id: Option<Uid>,
    label: String,
    places: i32,
    features: String,
    closed_on: Option<NaiveDate>,
    version: i64,
}

impl Row {
    fn room(self) -> Result<Room, Error> {
        let places = u16::try_from(self.places).map_err(|_| Error::Corrupt("places"))?;
        Ok(Room {
            id: self.id.into(),
            office: self.office_id.into(),
            kind: parsed(&self.kind, "room kind")?,
            parent: self.parent_id.map(Into::into),
            terms: RoomTerms {
                label: parsed(&self.label, "room label")?,
                places,
                features: listed(&self.features, "room feature")?,
                closed_on: maybe_day(self.closed_on)?,
            },
            version: Version(self.version),
        })
    }
}

/// A room of the organisation.
pub fn get(tx: &mut Tx<'_>, id: RoomId) -> Result<Room, Error> {
    let row: Row = rooms::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.room()
}

/// A room that a request names.
pub fn named(tx: &mut Tx<'_>, id: RoomId) -> Result<Named<Room>, Error> {
    match get(tx, id) {
        Ok(room) => Ok(Named::Known(room)),
        Err(Error::NotFound) => Ok(Named::Unknown),
        Err(other) => Err(other),
    }
}

/// A page of the rooms, of one office or of all, in the order in which they were written down.
pub fn list(
    tx: &mut Tx<'_>,
    office: Option<OfficeId>,
    page: &Page<RoomId>,
) -> Result<Paged<Room>, Error> {
    let after = page.after.map_or(Uid(uuid::Uuid::nil()), Uid::from);
    let mut query = rooms::table
        .filter(rooms::organisation_id.eq(tx.org()))
        .filter(rooms::id.gt(after))
        .order(rooms::id)
        .limit(page.probe())
        .select(Row::as_select())
        .into_boxed();
    if let Some(office) = office {
        query = query.filter(rooms::office_id.eq(Uid::from(office)));
    }
    let rows: Vec<Row> = query.load(tx.conn())?;
    let all: Result<Vec<_>, Error> = rows.into_iter().map(Row::room).collect();
    Ok(page.cut(all?))
}

/// What these rooms are called.
pub(crate) fn labels(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = RoomId>,
) -> Result<BTreeMap<RoomId, String>, Error> {
    let ids: BTreeSet<Uid> = ids.into_iter().map(Uid::from).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(Uid, String)> = rooms::table
        .filter(rooms::organisation_id.eq(tx.org()))
        .filter(rooms::id.eq_any(filled(ids)))
        .select((rooms::id, rooms::label))
        .load(tx.conn())?;
    let rows = rows.into_iter();
    Ok(rows.map(|(id, label)| (id.into(), label)).collect())
}

/// From which day on nobody is booked in these rooms, as far as there is such a day.
pub(crate) fn closed(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = RoomId>,
) -> Result<BTreeMap<RoomId, Day>, Error> {
    let ids = filled(ids.into_iter().map(Uid::from));
    let rows: Vec<(Uid, Option<NaiveDate>)> = rooms::table
        .filter(rooms::organisation_id.eq(tx.org()))
        .filter(rooms::id.eq_any(ids))
        .filter(rooms::closed_on.is_not_null())
        .select((rooms::id, rooms::closed_on))
        .load(tx.conn())?;
    let closed = rows.into_iter().filter_map(|(id, on)| Some((id, on?)));
    closed.map(|(id, on)| Ok((id.into(), day(on)?))).collect()
}

/// Stores a new room.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Room>) -> Result<Room, Error> {
    let room = tx.record(changed);
    let terms = &room.terms;
    diesel::insert_into(rooms::table)
        .values((
            rooms::organisation_id.eq(tx.org()),
            rooms::id.eq(Uid::from(room.id)),
            rooms::office_id.eq(Uid::from(room.office)),
            rooms::kind.eq(room.kind.to_string()),
            rooms::parent_id.eq(room.parent.map(Uid::from)),
            rooms::label.eq(terms.label.as_str()),
            rooms::places.eq(i32::from(terms.places)),
            rooms::features.eq(text_of(&terms.features)),
            rooms::closed_on.eq(terms.closed_on.map(NaiveDate::from)),
            rooms::version.eq(room.version.0),
            rooms::created_at.eq(Instant(tx.now())),
        ))
        .execute(tx.conn())?;
    Ok(room)
}

/// Saves what is said of a room otherwise; stale when it is no longer the one that was read.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Room>) -> Result<Room, Error> {
    let room = tx.record(changed);
    let key = rooms::table.find((tx.org(), Uid::from(room.id)));
    let terms = &room.terms;
    let update = diesel::update(key.filter(rooms::version.eq(room.version.0)))
        .set((
            rooms::label.eq(terms.label.as_str()),
            rooms::places.eq(i32::from(terms.places)),
            rooms::features.eq(text_of(&terms.features)),
            rooms::closed_on.eq(terms.closed_on.map(NaiveDate::from)),
            rooms::version.eq(room.version.next().0),
        ))
        .returning(rooms::version);
    let version = Version(cached::still(update, tx.conn())?);
    Ok(Room { version, ..room })
}
