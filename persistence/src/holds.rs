//! Holds: whose data nobody may dispose of.

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::holds::{Hold, HoldId};
use domain::kernel::{Changed, Version};
use domain::policy::Action;

use crate::cached;
use crate::columns::{maybe_parsed, parsed};
use crate::error::Error;
use crate::individuals;
use crate::keyset::{Page, Paged};
use crate::reach;
use crate::schema::holds;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = holds, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    individual_id: Uid,
    office_id: Uid,
    reason: String,
    note: Option<String>,
    status: String,
    placed_by: Option<Uid>,
    placed_at: Instant,
    released_by: Option<Uid>,
    released_at: Option<Instant>,
    released_because: Option<String>,
    version: i64,
}

impl Row {
    fn of(hold: &Hold, organisation_id: Uid) -> Self {
        Self {
            organisation_id,
            id: hold.id.into(),
            individual_id: hold.individual.into(),
            office_id: hold.office.into(),
            reason: hold.reason.to_string(),
            note: hold.note.as_ref().map(ToString::to_string),
            status: hold.status.to_string(),
            placed_by: hold.placed_by.map(Uid::from),
            placed_at: hold.placed_at.into(),
            released_by: hold.released_by.map(Uid::from),
            released_at: hold.released_at.map(Instant::from),
            released_because: hold.released_because.as_ref().map(ToString::to_string),
            version: hold.version.0,
        }
    }

    fn hold(self) -> Result<Hold, Error> {
        Ok(Hold {
            id: self.id.into(),
            individual: self.individual_id.into(),
            office: self.office_id.into(),
            reason: parsed(&self.reason, "hold reason")?,
            note: maybe_parsed(self.note.as_deref(), "hold note")?,
            status: parsed(&self.status, "hold status")?,
            placed_by: self.placed_by.map(Into::into),
            placed_at: self.placed_at.into(),
            released_by: self.released_by.map(Into::into),
            released_at: self.released_at.map(Into::into),
            released_because: maybe_parsed(self.released_because.as_deref(), "hold note")?,
            version: Version(self.version),
        })
    }
}

/// A hold, if the actor reaches the person.
pub fn get(tx: &mut Tx<'_>, id: HoldId) -> Result<Hold, Error> {
    reach::of(tx, Action::HoldRecords)?;
    let row: Row = holds::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    individuals::within(tx, row.individual_id.into(), Action::HoldRecords)?;
    row.hold()
}

/// A page of the holds of a person under all records, the latest first.
pub fn list(
    tx: &mut Tx<'_>,
    individual: IndividualId,
    page: &Page<HoldId>,
) -> Result<Paged<Hold>, Error> {
    let person = individuals::within(tx, individual, Action::HoldRecords)?;
    let records = individuals::records(tx, &person)?;
    let before = page.after.map_or(Uid(uuid::Uuid::max()), Uid::from);
    let rows: Vec<Row> = holds::table
        .filter(holds::organisation_id.eq(tx.org()))
        .filter(holds::individual_id.eq_any(records))
        .filter(holds::id.lt(before))
        .order(holds::id.desc())
        .limit(page.probe())
        .select(Row::as_select())
        .load(tx.conn())?;
    let rows: Result<Vec<_>, Error> = rows.into_iter().map(Row::hold).collect();
    Ok(page.cut(rows?))
}

/// How many holds keep the data of these records.
pub(crate) fn standing(tx: &mut Tx<'_>, records: &[Uid]) -> Result<i64, Error> {
    Ok(holds::table
        .filter(holds::organisation_id.eq(tx.org()))
        .filter(holds::individual_id.eq_any(records))
        .filter(holds::status.eq("standing"))
        .count()
        .get_result(tx.conn())?)
}

/// Stores a hold. The person is held against an erasure that runs at the same moment: either it
/// finds the hold, or the hold finds nobody.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Hold>) -> Result<Hold, Error> {
    individuals::seized(tx, changed.state().individual)?.ok_or(Error::NotFound)?;
    let hold = tx.record(changed);
    let row = Row::of(&hold, tx.org());
    diesel::insert_into(holds::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(hold)
}

/// Saves a decided step; fails when the stored version is no longer the one that was loaded.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Hold>) -> Result<Hold, Error> {
    let mut hold = tx.record(changed);
    let stored = holds::table
        .find((tx.org(), Uid::from(hold.id)))
        .filter(holds::version.eq(hold.version.0));
    hold.version = hold.version.next();
    let because = hold.released_because.as_ref().map(ToString::to_string);
    let update = diesel::update(stored)
        .set((
            holds::status.eq(hold.status.to_string()),
            holds::released_by.eq(hold.released_by.map(Uid::from)),
            holds::released_at.eq(hold.released_at.map(Instant::from)),
            holds::released_because.eq(because),
            holds::version.eq(hold.version.0),
        ))
        .returning(holds::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(hold)
}
