//! Days on which a colleague's hours are otherwise.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::availabilities::{Exception, ExceptionId, ExceptionKind, Extra, OnTheDay};
use domain::kernel::{Changed, Day, Version};

use super::row::{number, times};
use crate::cached::{self, filled};
use crate::columns::{day, listed, parsed, text_of};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::schema::availability_exceptions as days;
use crate::sql_types::Uid;
use crate::tx::Tx;

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = days, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    staff_id: Uid,
    day: NaiveDate,
    from_minute: i32,
    to_minute: i32,
    kind: String,
    reason: Option<String>,
    office_id: Option<Uid>,
    room_id: Option<Uid>,
    languages: String,
    remote: bool,
    version: i64,
}

impl Row {
    fn of(exception: &Exception, organisation_id: Uid) -> Result<Self, Error> {
        let kind = ExceptionKind::from(&exception.change).to_string();
        let (reason, extra) = match &exception.change {
            OnTheDay::Absent(reason) => (Some(reason.to_string()), None),
            OnTheDay::Extra(extra) => (None, Some(extra)),
        };
        Ok(Self {
            organisation_id,
            id: exception.id.into(),
            staff_id: exception.staff.into(),
            day: exception.day.into(),
            from_minute: number(exception.times.from().minute())?,
            to_minute: number(exception.times.to().minute())?,
            kind,
            reason,
            office_id: extra.map(|extra| extra.office.into()),
            room_id: extra.and_then(|extra| extra.room).map(Uid::from),
            languages: extra.map_or_else(String::new, |extra| text_of(&extra.languages)),
            remote: extra.is_some_and(|extra| extra.remote),
            version: exception.version.0,
        })
    }

    fn exception(self) -> Result<Exception, Error> {
        let corrupt = || Error::Corrupt("exception");
        let change = match parsed(&self.kind, "exception kind")? {
            ExceptionKind::Absent => {
                let reason = self.reason.as_deref().ok_or_else(corrupt)?;
                OnTheDay::Absent(parsed(reason, "absence reason")?)
            }
            ExceptionKind::Extra => OnTheDay::Extra(Extra {
                office: self.office_id.ok_or_else(corrupt)?.into(),
                room: self.room_id.map(Into::into),
                languages: listed(&self.languages, "language")?,
                remote: self.remote,
            }),
        };
        Ok(Exception {
            id: self.id.into(),
            staff: self.staff_id.into(),
            day: day(self.day)?,
            times: times(self.from_minute, self.to_minute)?,
            change,
            version: Version(self.version),
        })
    }
}

/// The place of an exception in the list of a colleague: its day, itself.
pub type ExceptionKey = (Day, ExceptionId);

/// The place of this exception in the list.
pub fn key_of_exception(exception: &Exception) -> ExceptionKey {
    (exception.day, exception.id)
}

/// An exception of a colleague.
pub fn exception(tx: &mut Tx<'_>, staff: StaffId, id: ExceptionId) -> Result<Exception, Error> {
    let row: Row = days::table
        .find((tx.org(), Uid::from(id)))
        .filter(days::staff_id.eq(Uid::from(staff)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.exception()
}

/// A page of the exceptions of a colleague by their day; with `from`, from that day on.
pub fn exceptions(
    tx: &mut Tx<'_>,
    staff: StaffId,
    from: Option<Day>,
    page: &Page<ExceptionKey>,
) -> Result<Paged<Exception>, Error> {
    let mut query = days::table
        .filter(days::organisation_id.eq(tx.org()))
        .filter(days::staff_id.eq(Uid::from(staff)))
        .order((days::day, days::id))
        .limit(page.probe())
        .select(Row::as_select())
        .into_boxed();
    if let Some((on, id)) = page.after {
        let on = NaiveDate::from(on);
        let same_day = days::day.eq(on).and(days::id.gt(Uid::from(id)));
        query = query
            .filter(days::day.ge(on))
            .filter(days::day.gt(on).or(same_day));
    }
    if let Some(from) = from {
        query = query.filter(days::day.ge(NaiveDate::from(from)));
    }
    let rows: Vec<Row> = query.load(tx.conn())?;
    let all: Result<Vec<_>, Error> = rows.into_iter().map(Row::exception).collect();
    Ok(page.cut(all?))
}

/// The exceptions of a colleague on one day.
pub fn of_day(tx: &mut Tx<'_>, staff: StaffId, on: Day) -> Result<Vec<Exception>, Error> {
    between(tx, &[staff], on, on)
}

/// The exceptions of these colleagues from `from` to `to`.
pub(super) fn between(
    tx: &mut Tx<'_>,
    staff: &[StaffId],
    from: Day,
    to: Day,
) -> Result<Vec<Exception>, Error> {
    let rows: Vec<Row> = days::table
        .filter(days::organisation_id.eq(tx.org()))
        .filter(days::staff_id.eq_any(filled(staff.iter().copied().map(Uid::from))))
        .filter(days::day.between(NaiveDate::from(from), NaiveDate::from(to)))
        .order((days::day, days::id))
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.into_iter().map(Row::exception).collect()
}

/// Stores a new exception. The calendar of the colleague is held.
pub fn insert_exception(tx: &mut Tx<'_>, changed: Changed<Exception>) -> Result<Exception, Error> {
    let new = tx.record(changed);
    diesel::insert_into(days::table)
        .values(&Row::of(&new, tx.org())?)
        .execute(tx.conn())?;
    Ok(new)
}

/// Removes an exception; stale when it is no longer the one that was read.
pub fn remove_exception(tx: &mut Tx<'_>, changed: Changed<Exception>) -> Result<(), Error> {
    let gone = tx.record(changed);
    let key = days::table.find((tx.org(), Uid::from(gone.id)));
    let delete =
        diesel::delete(key.filter(days::version.eq(gone.version.0))).returning(days::version);
    cached::still::<_, i64>(delete, tx.conn()).map(drop)
}
