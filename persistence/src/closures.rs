//! Closures: days on which an office, or all of them, receive nobody.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::closures::{Closure, ClosureId, TakenBack};
use domain::kernel::{Changed, Day, Version};

use crate::cached;
use crate::columns::{day, parsed};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::schema::closures;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = closures)]
struct Row {
    id: Uid,
    office_id: Option<Uid>,
    from_on: NaiveDate,
    to_on: NaiveDate,
    label: String,
    version: i64,
}

impl Row {
    fn closure(self) -> Result<Closure, Error> {
        Ok(Closure {
            id: self.id.into(),
            office: self.office_id.map(Into::into),
            from: day(self.from_on)?,
            to: day(self.to_on)?,
            label: parsed(&self.label, "closure label")?,
            version: Version(self.version),
        })
    }
}

/// The place of a closure in the list: its last day, itself.
pub type Key = (Day, ClosureId);

/// The place of this closure in the list.
pub fn key(closure: &Closure) -> Key {
    (closure.to, closure.id)
}

/// A closure of the organisation.
pub fn get(tx: &mut Tx<'_>, id: ClosureId) -> Result<Closure, Error> {
    let row: Row = closures::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.closure()
}

/// A page of the closures by their last day; with `from`, of those that are not over before it.
pub fn list(tx: &mut Tx<'_>, from: Option<Day>, page: &Page<Key>) -> Result<Paged<Closure>, Error> {
    let mut query = closures::table
        .filter(closures::organisation_id.eq(tx.org()))
        .order((closures::to_on, closures::id))
        .limit(page.probe())
        .select(Row::as_select())
        .into_boxed();
    if let Some((last, id)) = page.after {
        let last = NaiveDate::from(last);
        let same_day = closures::to_on.eq(last).and(closures::id.gt(Uid::from(id)));
        query = query
            .filter(closures::to_on.ge(last))
            .filter(closures::to_on.gt(last).or(same_day));
    }
    if let Some(from) = from {
        query = query.filter(closures::to_on.ge(NaiveDate::from(from)));
    }
    let rows: Vec<Row> = query.load(tx.conn())?;
    let all: Result<Vec<_>, Error> = rows.into_iter().map(Row::closure).collect();
    Ok(page.cut(all?))
}

/// The closures of these offices, and those of all, that have a day from `from` to `to`.
pub(crate) fn within(
    tx: &mut Tx<'_>,
    offices: &[OfficeId],
    from: Day,
    to: Day,
) -> Result<Vec<Closure>, Error> {
    let offices: Vec<Option<Uid>> = offices.iter().map(|id| Some(Uid::from(*id))).collect();
    let rows: Vec<Row> = closures::table
        .filter(closures::organisation_id.eq(tx.org()))
        .filter(closures::to_on.ge(NaiveDate::from(from)))
        .filter(closures::from_on.le(NaiveDate::from(to)))
        .filter({ closures::office_id.is_null() }.or(closures::office_id.eq_any(offices)))
        .order((closures::to_on, closures::id))
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.into_iter().map(Row::closure).collect()
}

/// Stores a new closure.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Closure>) -> Result<Closure, Error> {
    let closure = tx.record(changed);
    diesel::insert_into(closures::table)
        .values((
            closures::organisation_id.eq(tx.org()),
            closures::id.eq(Uid::from(closure.id)),
            closures::office_id.eq(closure.office.map(Uid::from)),
            closures::from_on.eq(NaiveDate::from(closure.from)),
            closures::to_on.eq(NaiveDate::from(closure.to)),
            closures::label.eq(closure.label.as_str()),
            closures::version.eq(closure.version.0),
            closures::created_at.eq(Instant(tx.now())),
        ))
        .execute(tx.conn())?;
    Ok(closure)
}

/// Takes a closure back; stale when it is no longer the one that was read.
pub fn take_back(tx: &mut Tx<'_>, taken: TakenBack<Closure>) -> Result<(), Error> {
    match taken {
        TakenBack::Removed(changed) => {
            let closure = tx.record(changed);
            let key = closures::table.find((tx.org(), Uid::from(closure.id)));
            let gone = diesel::delete(key.filter(closures::version.eq(closure.version.0)))
                .returning(closures::version);
            cached::still::<_, i64>(gone, tx.conn()).map(drop)
        }
        TakenBack::Ended(changed) => {
            let closure = tx.record(changed);
            let key = closures::table.find((tx.org(), Uid::from(closure.id)));
            let update = diesel::update(key.filter(closures::version.eq(closure.version.0)))
                .set((
                    closures::to_on.eq(NaiveDate::from(closure.to)),
                    closures::version.eq(closure.version.next().0),
                ))
                .returning(closures::version);
            cached::still::<_, i64>(update, tx.conn()).map(drop)
        }
    }
}
