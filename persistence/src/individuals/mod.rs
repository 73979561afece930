//! People: registration, sections, searches; and records that became one.

mod candidates;
pub mod facts;
mod found_by;
pub mod merges;
mod register;
mod search;
pub mod sections;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::event::{CaseId, IndividualId};
use domain::individuals::Card;
use domain::policy::Action;

use crate::backend::Conn;
use crate::error::Error;
use crate::reach;
use crate::schema::{cases, individuals};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

pub use candidates::{Address, Looked, alike, candidates, candidates_among, lock_for};
pub use register::register;
pub use search::{Found, Position, search};
pub use sections::Person;

/// What the columns of a person tell without its sections.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = individuals, treat_none_as_default_value = false)]
pub(crate) struct Row {
    organisation_id: Uid,
    id: Uid,
    office_id: Uid,
    family_name: String,
    given_name: String,
    birth_date: NaiveDate,
    family_norm: String,
    given_norm: String,
    registered_at: Instant,
    /// The record that answers for this one.
    pub(crate) survivor_id: Option<Uid>,
    /// How many records this one answers for.
    absorbed: i64,
    /// How much of the versions of the record went away with undone merges.
    versions_gone: i64,
}

impl Row {
    pub(crate) fn id(&self) -> IndividualId {
        self.id.into()
    }

    /// Whether the person has other records besides.
    fn has_several(&self) -> bool {
        self.survivor_id.is_some() || self.absorbed > 0
    }

    pub(crate) fn card(&self) -> Result<Card, Error> {
        let name = |name: &str| name.parse().map_err(|_| Error::Corrupt("name"));
        Ok(Card {
            id: self.id.into(),
            family_name: name(&self.family_name)?,
            given_name: name(&self.given_name)?,
            birth_year: self.birth_date.year(),
            office: self.office_id.into(),
        })
    }
}

/// The person, if the actor may do `action` to it. A merged record is answered for by the one that
/// it was merged into, whose reach counts. Who is about to edit holds the record until the end of
/// the transaction, so that nobody merges it meanwhile.
pub(crate) fn within(tx: &mut Tx<'_>, id: IndividualId, action: Action) -> Result<Row, Error> {
    reach::of(tx, action)?;
    let edits = action.edits_record();
    if edits {
        hold(tx, id)?;
    }
    if let Some(row) = living(tx, id, action)? {
        return Ok(row);
    }
    // Only who is not there, out of reach or merged costs a second look.
    let survivor = if edits {
        held_survivor(tx, id)?
    } else {
        survivor(tx, id)?
    };
    let survivor = survivor.filter(|survivor| *survivor != id);
    living(tx, survivor.ok_or(Error::NotFound)?, action)?.ok_or(Error::NotFound)
}

fn living(tx: &mut Tx<'_>, id: IndividualId, action: Action) -> Result<Option<Row>, Error> {
    let within = reach::individuals_within(tx.actor(), action);
    let (opened, found) = (
        reach::opened_in_emergency(tx, action),
        reach::opened_in_emergency(tx, action),
    );
    let row: Option<(Row, bool)> = individuals::table
        .find((tx.org(), Uid::from(id)))
        .filter(individuals::survivor_id.is_null())
        .select((Row::as_select(), opened))
        .into_boxed()
        .filter(within.or(found))
        .first(tx.conn())
        .optional()?;
    let Some((row, opened)) = row else {
        return Ok(None);
    };
    // Whoever reaches the record without it does not read under it any more.
    if opened && !is_within(tx, row.id, action)? {
        tx.found_in_emergency(true);
    }
    Ok(Some(row))
}

fn is_within(tx: &mut Tx<'_>, id: Uid, action: Action) -> Result<bool, Error> {
    let within = reach::individuals_within(tx.actor(), action);
    let found: Option<Uid> = individuals::table
        .find((tx.org(), id))
        .select(individuals::id)
        .into_boxed()
        .filter(within)
        .first(tx.conn())
        .optional()?;
    Ok(found.is_some())
}

/// Keeps a record from being merged until the end of the transaction. Row locks exist on
/// PostgreSQL only; SQLite has one writer.
pub(crate) fn hold(tx: &mut Tx<'_>, id: IndividualId) -> Result<(), Error> {
    let row = individuals::table.find((tx.org(), Uid::from(id)));
    if let Conn::Pg(c) = tx.conn() {
        let held = row.select(individuals::id).for_key_share().first::<Uid>(c);
        held.optional()?;
    }
    Ok(())
}

/// Keeps everybody else from writing to these records, or from deciding by what they say, until the
/// end of the transaction. Row locks exist on PostgreSQL only; SQLite has one writer. In one order
/// for everybody, and before the cases of the people.
pub(crate) fn hold_alone(tx: &mut Tx<'_>, ids: &[Uid]) -> Result<(), Error> {
    let these = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.eq_any(ids.to_vec()))
        .order(individuals::id)
        .select(individuals::id);
    if let Conn::Pg(c) = tx.conn() {
        these.for_no_key_update().load::<Uid>(c)?;
    }
    Ok(())
}

/// The record that answers for this one: itself, unless it was merged. None when it is not there.
pub(crate) fn survivor(tx: &mut Tx<'_>, id: IndividualId) -> Result<Option<IndividualId>, Error> {
    let found: Option<Option<Uid>> = individuals::table
        .find((tx.org(), Uid::from(id)))
        .select(individuals::survivor_id)
        .first(tx.conn())
        .optional()?;
    Ok(found.map(|survivor| survivor.map_or(id, IndividualId::from)))
}

/// The record that answers for this one, held until the end of the transaction: nobody merges it
/// any more, or takes the merge back that made it answer. None when it is not there.
///
/// Who waited for a record may have waited for a merge, so whose answer it is by now is asked again
/// until the record that is held is the one.
pub(crate) fn held_survivor(
    tx: &mut Tx<'_>,
    id: IndividualId,
) -> Result<Option<IndividualId>, Error> {
    hold(tx, id)?;
    let mut held = id;
    for _ in 0..MERGES_MEANWHILE {
        match survivor(tx, id)? {
            Some(answers) if answers != held => {
                hold(tx, answers)?;
                held = answers;
            }
            found => return Ok(found),
        }
    }
    Err(Error::Overtaken)
}

/// How many merges and undoes of one person may come in between before the transaction starts anew.
const MERGES_MEANWHILE: usize = 8;

/// Whom a list is asked for, by the record that answers for it. One that is not there stays as it
/// is: nothing is found of it.
pub(crate) fn answering(
    tx: &mut Tx<'_>,
    asked: Option<IndividualId>,
) -> Result<Option<IndividualId>, Error> {
    let Some(id) = asked else { return Ok(None) };
    Ok(Some(survivor(tx, id)?.unwrap_or(id)))
}

/// The records that a person is known by: its own, and those that were merged into it. Facts and
/// accesses keep the record that they were written about, so who asks for those of a person asks
/// for all of these.
pub(crate) fn records(tx: &mut Tx<'_>, row: &Row) -> Result<Vec<Uid>, Error> {
    records_of(tx, row.id, row.absorbed)
}

/// The same of somebody who answers for so many other records.
pub(crate) fn records_of(tx: &mut Tx<'_>, id: Uid, absorbed: i64) -> Result<Vec<Uid>, Error> {
    let mut records = vec![id];
    if absorbed > 0 {
        let others: Vec<Uid> = individuals::table
            .filter(individuals::organisation_id.eq(tx.org()))
            .filter(individuals::survivor_id.eq(id))
            .order(individuals::id)
            .select(individuals::id)
            .load(tx.conn())?;
        records.extend(others);
    }
    Ok(records)
}

/// Somebody under all records, held against everybody until the end of the transaction: nobody
/// writes about the person, or merges any of them. None when there is nobody.
pub(crate) fn seized(tx: &mut Tx<'_>, id: IndividualId) -> Result<Option<Vec<Uid>>, Error> {
    let Some(row) = row_of(tx, id)? else {
        return Ok(None);
    };
    let records = records(tx, &row)?;
    let org = tx.org();
    // Row locks exist on PostgreSQL only; SQLite has one writer. In one order for everybody.
    if let Conn::Pg(c) = tx.conn() {
        individuals::table
            .filter(individuals::organisation_id.eq(org))
            .filter(individuals::id.eq_any(&records))
            .order(individuals::id)
            .select(individuals::id)
            .for_update()
            .load::<Uid>(c)?;
    }
    let now = row_of(tx, id)?.map(|row| records_of(tx, row.id, row.absorbed));
    match now.transpose()? {
        Some(now) if now == records => Ok(Some(records)),
        _ => Err(Error::Overtaken),
    }
}

/// The record that answers for this one.
fn row_of(tx: &mut Tx<'_>, id: IndividualId) -> Result<Option<Row>, Error> {
    let Some(id) = survivor(tx, id)? else {
        return Ok(None);
    };
    let row = individuals::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn());
    Ok(row.optional()?)
}

/// The identifier and the office of somebody for whom the actor may ask this.
pub fn asked_for(
    tx: &mut Tx<'_>,
    id: IndividualId,
    action: Action,
) -> Result<(IndividualId, OfficeId), Error> {
    let row = within(tx, id, action)?;
    Ok((row.id(), row.office_id.into()))
}

/// How many identifiers one statement lists: SQLite takes 32,766 parameters, and some are asked for
/// twice. A power of two, so that `filled` makes no list longer.
const LISTED: usize = 8_192;

/// What `load` finds of these, each asked for once: in one statement, unless they are very many.
pub(crate) fn in_pieces<T>(
    mut ids: Vec<Uid>,
    mut load: impl FnMut(&[Uid]) -> Result<Vec<T>, Error>,
) -> Result<Vec<T>, Error> {
    ids.sort_unstable();
    ids.dedup();
    let mut all = Vec::new();
    for piece in ids.chunks(LISTED) {
        all.extend(load(piece)?);
    }
    Ok(all)
}

/// These records, in one statement.
pub(crate) fn rows(tx: &mut Tx<'_>, ids: Vec<Uid>) -> Result<HashMap<Uid, Row>, Error> {
    let rows = in_pieces(ids, |ids| {
        let rows: Vec<Row> = individuals::table
            .filter(individuals::organisation_id.eq(tx.org()))
            .filter(individuals::id.eq_any(ids))
            .select(Row::as_select())
            .load(tx.conn())?;
        Ok(rows)
    })?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// All records of these people in one statement, by the one that answers for them, which stands
/// first.
fn together(tx: &mut Tx<'_>, ids: Vec<Uid>) -> Result<HashMap<Uid, Vec<Row>>, Error> {
    let rows = in_pieces(ids, |ids| {
        let rows: Vec<Row> = individuals::table
            .filter(individuals::organisation_id.eq(tx.org()))
            .filter(
                individuals::id
                    .eq_any(ids)
                    .or(individuals::survivor_id.eq_any(ids.iter().copied().map(Some))),
            )
            .order(individuals::id)
            .select(Row::as_select())
            .load(tx.conn())?;
        Ok(rows)
    })?;
    let mut together: HashMap<Uid, Vec<Row>> = HashMap::new();
    for row in rows {
        let of = together
            .entry(row.survivor_id.unwrap_or(row.id))
            .or_default();
        let at = if row.survivor_id.is_none() {
            0
        } else {
            of.len()
        };
        of.insert(at, row);
    }
    Ok(together)
}

/// The card of a person of the organisation: what a search shows, so no reach but the right to
/// search.
pub fn card(tx: &mut Tx<'_>, id: IndividualId) -> Result<Card, Error> {
    reach::of(tx, Action::SearchIndividuals)?;
    let id = survivor(tx, id)?.ok_or(Error::NotFound)?;
    let row: Row = individuals::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.card()
}

/// The open and suspended cases of a person that the actor may read, oldest first.
pub fn open_cases(tx: &mut Tx<'_>, id: IndividualId) -> Result<Vec<CaseId>, Error> {
    let within = reach::cases_within(tx.actor(), Action::ReadCase);
    let opened = reach::case_opened_in_emergency(tx, Action::ReadCase);
    let ids: Vec<Uid> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq(Uid::from(id)))
        .filter(cases::status.ne("closed"))
        .order((cases::opened_on, cases::id))
        .select(cases::id)
        .into_boxed()
        .filter(within.or(opened))
        .load(tx.conn())?;
    Ok(ids.into_iter().map(CaseId::from).collect())
}
