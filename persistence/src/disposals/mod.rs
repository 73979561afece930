//! Lists of people whose term is over: made, looked at again, carried out person by person.

mod carry_out;
mod facts;
mod finding;
mod items;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::disposals::{Authorised, Disposal, DisposalId, DisposalStatus, NewDisposal};
use domain::kernel::{Changed, Version};
use domain::policy::Action;

use crate::backend::Conn;
use crate::cached;
use crate::columns::{day, parsed};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach;
use crate::schema::disposals;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

pub use carry_out::{carry_out, waiting};
pub use items::{items, look_again};

pub(crate) use carry_out::carried_out_again;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = disposals, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    class: String,
    as_of: NaiveDate,
    status: String,
    authorisation: Option<String>,
    authorised_on: Option<NaiveDate>,
    is_whole: bool,
    items: i64,
    erased: i64,
    fell_out: i64,
    proposed_by: Option<Uid>,
    proposed_at: Instant,
    decided_by: Option<Uid>,
    decided_at: Option<Instant>,
    withdrawn_by: Option<Uid>,
    ended_at: Option<Instant>,
    version: i64,
}

impl Row {
    fn of(disposal: &Disposal, organisation_id: Uid) -> Self {
        let authorised = disposal.authorised.as_ref();
        Self {
            organisation_id,
            id: disposal.id.into(),
            class: disposal.class.to_string(),
            as_of: disposal.as_of.date(),
            status: disposal.status.to_string(),
            authorisation: authorised.map(|authorised| authorised.reference.to_string()),
            authorised_on: authorised.map(|authorised| authorised.on.date()),
            is_whole: disposal.is_whole,
            items: disposal.items,
            erased: disposal.erased,
            fell_out: disposal.fell_out,
            proposed_by: disposal.proposed_by.map(Uid::from),
            proposed_at: disposal.proposed_at.into(),
            decided_by: disposal.decided_by.map(Uid::from),
            decided_at: disposal.decided_at.map(Instant::from),
            withdrawn_by: disposal.withdrawn_by.map(Uid::from),
            ended_at: disposal.ended_at.map(Instant::from),
            version: disposal.version.0,
        }
    }

    fn disposal(self) -> Result<Disposal, Error> {
        let authorised = match (self.authorisation, self.authorised_on) {
            (Some(reference), Some(on)) => Some(Authorised {
                reference: parsed(&reference, "authorisation")?,
                on: day(on)?,
            }),
            (None, _) | (_, None) => None,
        };
        Ok(Disposal {
            id: self.id.into(),
            class: parsed(&self.class, "retention class")?,
            as_of: day(self.as_of)?,
            status: parsed(&self.status, "disposal status")?,
            authorised,
            is_whole: self.is_whole,
            items: self.items,
            erased: self.erased,
            fell_out: self.fell_out,
            proposed_by: self.proposed_by.map(Into::into),
            proposed_at: self.proposed_at.into(),
            decided_by: self.decided_by.map(Into::into),
            decided_at: self.decided_at.map(Into::into),
            withdrawn_by: self.withdrawn_by.map(Into::into),
            ended_at: self.ended_at.map(Into::into),
            version: Version(self.version),
        })
    }
}

/// A list of the organisation. Nothing in it tells who the people are, so that it needs no reach
/// to them.
pub fn get(tx: &mut Tx<'_>, id: DisposalId) -> Result<Disposal, Error> {
    reach::of(tx, Action::DecideDisposal)?;
    let row: Row = disposals::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.disposal()
}

/// The same, held until the end of the transaction.
pub fn lock(tx: &mut Tx<'_>, id: DisposalId) -> Result<Disposal, Error> {
    let row = disposals::table.find((tx.org(), Uid::from(id)));
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        let held = row.select(disposals::id).for_update().first::<Uid>(c);
        held.optional()?;
    }
    get(tx, id)
}

/// A page of lists, the latest first.
pub fn list(
    tx: &mut Tx<'_>,
    status: Option<DisposalStatus>,
    page: &Page<DisposalId>,
) -> Result<Paged<Disposal>, Error> {
    reach::of(tx, Action::DecideDisposal)?;
    let mut query = disposals::table
        .filter(disposals::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed();
    if let Some(status) = status {
        query = query.filter(disposals::status.eq(status.to_string()));
    }
    if let Some(after) = page.after {
        query = query.filter(disposals::id.lt(Uid::from(after)));
    }
    let rows: Vec<Row> = query
        .order(disposals::id.desc())
        .limit(page.probe())
        .load(tx.conn())?;
    let rows: Result<Vec<_>, Error> = rows.into_iter().map(Row::disposal).collect();
    Ok(page.cut(rows?))
}

/// Makes a list of whoever is due within the reach of the actor and on no other list.
pub fn propose(tx: &mut Tx<'_>, new: NewDisposal) -> Result<Disposal, Error> {
    let (today, now) = (tx.day()?, tx.now());
    new.check(tx.actor(), today)?;
    let found = finding::find(tx, &new, today)?;
    let items = i64::try_from(found.items.len()).unwrap_or(i64::MAX);
    let changed = Disposal::of(new, items, found.is_whole, tx.actor(), today, now)?;
    let disposal = tx.record(changed);
    let row = Row::of(&disposal, tx.org());
    diesel::insert_into(disposals::table)
        .values(&row)
        .execute(tx.conn())?;
    items::insert(tx, &found.items)?;
    Ok(disposal)
}

/// Saves a decided step; fails when the stored version is no longer the one that was loaded. Whose
/// turn never came is free for another list when this one is taken back; one of which nobody is
/// left comes to its end.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Disposal>) -> Result<Disposal, Error> {
    let disposal = tx.record(changed);
    let disposal = store(tx, disposal)?;
    if disposal.status == DisposalStatus::Withdrawn {
        items::withdraw(tx, disposal.id)?;
    }
    end(tx, disposal)
}

/// Saves how many of a list are erased or kept by now, and that nobody waits any more.
fn count(tx: &mut Tx<'_>, disposal: Disposal) -> Result<(), Error> {
    let disposal = store(tx, disposal)?;
    end(tx, disposal).map(drop)
}

fn end(tx: &mut Tx<'_>, disposal: Disposal) -> Result<Disposal, Error> {
    if !disposal.is_through() {
        return Ok(disposal);
    }
    let now = tx.now();
    let ended = tx.record(disposal.finish(now)?);
    store(tx, ended)
}

fn store(tx: &mut Tx<'_>, mut disposal: Disposal) -> Result<Disposal, Error> {
    let stored = disposals::table
        .find((tx.org(), Uid::from(disposal.id)))
        .filter(disposals::version.eq(disposal.version.0));
    disposal.version = disposal.version.next();
    let row = Row::of(&disposal, tx.org());
    let update = diesel::update(stored)
        .set((
            disposals::status.eq(row.status),
            disposals::authorisation.eq(row.authorisation),
            disposals::authorised_on.eq(row.authorised_on),
            disposals::erased.eq(row.erased),
            disposals::fell_out.eq(row.fell_out),
            disposals::decided_by.eq(row.decided_by),
            disposals::decided_at.eq(row.decided_at),
            disposals::withdrawn_by.eq(row.withdrawn_by),
            disposals::ended_at.eq(row.ended_at),
            disposals::version.eq(row.version),
        ))
        .returning(disposals::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(disposal)
}
