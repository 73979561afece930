//! The people of a list.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::disposals::{Disposal, DisposalId, DisposalItem, DisposalItemId, ItemStatus, over_by};
use domain::policy::Action;
use domain::retention::{Due, Kept};

use super::facts::{Found, look};
use crate::columns::{day, maybe_parsed, parsed};
use crate::erasures::{read, written};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::on_each;
use crate::reach;
use crate::schema::disposal_items as items;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = items, treat_none_as_default_value = false)]
pub(super) struct Row {
    organisation_id: Uid,
    id: Uid,
    disposal_id: Uid,
    individual_id: Uid,
    records: String,
    office_id: Uid,
    trigger_kind: String,
    trigger_on: NaiveDate,
    due_on: NaiveDate,
    status: String,
    kept_because: Option<String>,
    ended_at: Option<Instant>,
}

impl Row {
    fn of(item: &DisposalItem, organisation_id: Uid) -> Self {
        Self {
            organisation_id,
            id: item.id.into(),
            disposal_id: item.disposal.into(),
            individual_id: item.individual.into(),
            records: written(&item.records),
            office_id: item.office.into(),
            trigger_kind: item.due.trigger.to_string(),
            trigger_on: item.due.trigger_on.date(),
            due_on: item.due.due_on.date(),
            status: item.status.to_string(),
            kept_because: item.kept.map(|kept| kept.to_string()),
            ended_at: item.ended_at.map(Instant::from),
        }
    }

    fn item(self) -> Result<DisposalItem, Error> {
        Ok(DisposalItem {
            id: self.id.into(),
            disposal: self.disposal_id.into(),
            individual: self.individual_id.into(),
            records: read(&self.records)?,
            office: self.office_id.into(),
            due: Due {
                trigger: parsed(&self.trigger_kind, "trigger")?,
                trigger_on: day(self.trigger_on)?,
                due_on: day(self.due_on)?,
            },
            status: parsed(&self.status, "item status")?,
            kept: maybe_parsed(self.kept_because.as_deref(), "kept because")?,
            ended_at: self.ended_at.map(Into::into),
        })
    }
}

/// How many rows one statement writes: SQLite takes at most 32,766 values.
const CHUNK: usize = 500;

/// Stores the people of a new list. Whom another list took a moment ago is looked for anew.
pub(super) fn insert(tx: &mut Tx<'_>, all: &[DisposalItem]) -> Result<(), Error> {
    let org = tx.org();
    let rows: Vec<Row> = all.iter().map(|item| Row::of(item, org)).collect();
    for chunk in rows.chunks(CHUNK) {
        // Multi-row inserts exist on the concrete engines only.
        let outcome = on_each!(tx.conn(), |c| diesel::insert_into(items::table)
            .values(chunk)
            .execute(c));
        outcome.map_err(|error| match Error::from(error) {
            Error::Taken => Error::Overtaken,
            other => other,
        })?;
    }
    Ok(())
}

/// One person of a list.
pub(super) fn get(tx: &mut Tx<'_>, id: DisposalItemId) -> Result<DisposalItem, Error> {
    let row: Row = items::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.item()
}

/// A page of the people of a list.
pub fn items(
    tx: &mut Tx<'_>,
    disposal: DisposalId,
    status: Option<ItemStatus>,
    page: &Page<DisposalItemId>,
) -> Result<Paged<DisposalItem>, Error> {
    reach::of(tx, Action::DecideDisposal)?;
    super::get(tx, disposal)?;
    let mut query = items::table
        .filter(items::organisation_id.eq(tx.org()))
        .filter(items::disposal_id.eq(Uid::from(disposal)))
        .select(Row::as_select())
        .into_boxed();
    if let Some(status) = status {
        query = query.filter(items::status.eq(status.to_string()));
    }
    if let Some(after) = page.after {
        query = query.filter(items::id.gt(Uid::from(after)));
    }
    let rows: Vec<Row> = query.order(items::id).limit(page.probe()).load(tx.conn())?;
    let rows: Result<Vec<_>, Error> = rows.into_iter().map(Row::item).collect();
    Ok(page.cut(rows?))
}

/// Looks at everybody of a list again who waits, and says how many fell out.
pub fn look_again(tx: &mut Tx<'_>, disposal: &Disposal) -> Result<i64, Error> {
    let waiting: Vec<Row> = items::table
        .filter(items::organisation_id.eq(tx.org()))
        .filter(items::disposal_id.eq(Uid::from(disposal.id)))
        .filter(items::status.eq(ItemStatus::Waiting.to_string()))
        .order(items::id)
        .select(Row::as_select())
        .load(tx.conn())?;
    let people: Vec<Uid> = waiting.iter().map(|row| row.individual_id).collect();
    let found = look(tx, disposal.class, &people)?;
    let now = tx.now();
    let mut fell_out = 0;
    for row in waiting {
        let found = found.get(&row.individual_id);
        let item = row.item()?;
        if let Err(kept) = judged(found, &item, disposal) {
            let item = tx.record(item.fall_out(kept, now));
            save(tx, &item)?;
            fell_out += 1;
        }
    }
    Ok(fell_out)
}

/// What is to be said of somebody who was looked at again: due by the day of the list, and still
/// the person that was listed.
pub(super) fn judged(
    found: Option<&Found>,
    item: &DisposalItem,
    disposal: &Disposal,
) -> Result<Due, Kept> {
    match found {
        Some(found) if item.is_of(&found.records) => over_by(found.look, disposal.as_of),
        Some(_) | None => Err(Kept::RecordChanged),
    }
}

/// Whose turn never came.
pub(super) fn withdraw(tx: &mut Tx<'_>, disposal: DisposalId) -> Result<(), Error> {
    let own = items::table
        .filter(items::organisation_id.eq(tx.org()))
        .filter(items::disposal_id.eq(Uid::from(disposal)))
        .filter(items::status.eq(ItemStatus::Waiting.to_string()));
    diesel::update(own)
        .set((
            items::status.eq(ItemStatus::Withdrawn.to_string()),
            items::ended_at.eq(Some(Instant(tx.now()))),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Saves what became of somebody.
pub(super) fn save(tx: &mut Tx<'_>, item: &DisposalItem) -> Result<(), Error> {
    let row = Row::of(item, tx.org());
    diesel::update(items::table.find((row.organisation_id, row.id)))
        .set((
            items::status.eq(row.status),
            items::kept_because.eq(row.kept_because),
            items::ended_at.eq(row.ended_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}
