//! Requests to erase somebody, the erasure itself, and what the ledger outside of the database is
//! told.

mod carry_out;
mod catalogue;
mod figures;
mod ledger;
mod places;
mod scope;
#[cfg(test)]
mod tests;
mod waiting_rows;

use diesel::prelude::*;
use domain::erasures::{ErasureId, ErasureRequest, ErasureStatus, Standing};
use domain::event::IndividualId;
use domain::kernel::{Changed, Refusal, Version};
use domain::policy::Action;

use crate::backend::Conn;
use crate::cached;
use crate::columns::{maybe_parsed, parsed};
use crate::error::Error;
use crate::holds;
use crate::individuals;
use crate::keyset::{Page, Paged};
use crate::reach;
use crate::schema::{cases, erasure_requests as requests, intakes};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

pub(crate) use carry_out::erase_at_term;
pub use carry_out::{carry_out, waiting};
pub use catalogue::{CATALOGUE, Fate};
pub use ledger::{
    Entry, enter, finish, known, last_position, repeat, unentered, unfinished, withdraw_files,
};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = requests, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    individual_id: Uid,
    records: String,
    office_id: Uid,
    ground: String,
    reference: Option<String>,
    status: String,
    requested_by: Option<Uid>,
    requested_at: Instant,
    decided_by: Option<Uid>,
    decided_at: Option<Instant>,
    ended_at: Option<Instant>,
    version: i64,
}

impl Row {
    fn of(request: &ErasureRequest, organisation_id: Uid) -> Self {
        Self {
            organisation_id,
            id: request.id.into(),
            individual_id: request.individual.into(),
            records: written(&request.records),
            office_id: request.office.into(),
            ground: request.ground.to_string(),
            reference: request.reference.as_ref().map(ToString::to_string),
            status: request.status.to_string(),
            requested_by: request.requested_by.map(Uid::from),
            requested_at: request.requested_at.into(),
            decided_by: request.decided_by.map(Uid::from),
            decided_at: request.decided_at.map(Instant::from),
            ended_at: request.ended_at.map(Instant::from),
            version: request.version.0,
        }
    }

    fn request(self) -> Result<ErasureRequest, Error> {
        Ok(ErasureRequest {
            id: self.id.into(),
            individual: self.individual_id.into(),
            records: read(&self.records)?,
            office: self.office_id.into(),
            ground: parsed(&self.ground, "ground")?,
            reference: maybe_parsed(self.reference.as_deref(), "reference")?,
            status: parsed(&self.status, "erasure status")?,
            requested_by: self.requested_by.map(Into::into),
            requested_at: self.requested_at.into(),
            decided_by: self.decided_by.map(Into::into),
            decided_at: self.decided_at.map(Into::into),
            ended_at: self.ended_at.map(Into::into),
            version: Version(self.version),
        })
    }
}

/// A request of the organisation. Nothing in it tells who the person is or was, so that it needs
/// no reach to the person.
pub fn get(tx: &mut Tx<'_>, id: ErasureId) -> Result<ErasureRequest, Error> {
    reach::of(tx, Action::DecideErasure)?;
    one(tx, id)
}

/// The same, held until the end of the transaction.
pub fn lock(tx: &mut Tx<'_>, id: ErasureId) -> Result<ErasureRequest, Error> {
    let row = requests::table.find((tx.org(), Uid::from(id)));
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        let held = row.select(requests::id).for_update().first::<Uid>(c);
        held.optional()?;
    }
    get(tx, id)
}

fn one(tx: &mut Tx<'_>, id: ErasureId) -> Result<ErasureRequest, Error> {
    let row: Row = requests::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.request()
}

/// A page of requests, the latest first.
pub fn list(
    tx: &mut Tx<'_>,
    status: Option<ErasureStatus>,
    page: &Page<ErasureId>,
) -> Result<Paged<ErasureRequest>, Error> {
    reach::of(tx, Action::DecideErasure)?;
    let mut query = requests::table
        .filter(requests::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed();
    if let Some(status) = status {
        query = query.filter(requests::status.eq(status.to_string()));
    }
    if let Some(after) = page.after {
        query = query.filter(requests::id.lt(Uid::from(after)));
    }
    let rows: Vec<Row> = query
        .order(requests::id.desc())
        .limit(page.probe())
        .load(tx.conn())?;
    let rows: Result<Vec<_>, Error> = rows.into_iter().map(Row::request).collect();
    Ok(page.cut(rows?))
}

/// What of a person decides about the erasure, and every record of the person. The person is held
/// until the end of the transaction, so that it stays so.
pub fn standing(tx: &mut Tx<'_>, id: IndividualId) -> Result<(Standing, Vec<IndividualId>), Error> {
    let records = individuals::seized(tx, id)?.unwrap_or_default();
    let told: Vec<IndividualId> = records.iter().copied().map(Into::into).collect();
    let standing = standing_of(tx, &records, told.first() != Some(&id))?;
    Ok((standing, told))
}

/// The same of whom a request is about: whether it still is the same person is looked at, too.
pub fn standing_again(tx: &mut Tx<'_>, request: &ErasureRequest) -> Result<Standing, Error> {
    let records = individuals::seized(tx, request.individual)?.unwrap_or_default();
    standing_of(tx, &records, is_another(request, &records))
}

fn is_another(request: &ErasureRequest, records: &[Uid]) -> bool {
    let asked = request.records.iter().copied().map(Uid::from);
    !asked.eq(records.iter().copied())
}

/// Identifiers with a blank between them.
pub(crate) fn written(records: &[IndividualId]) -> String {
    let records = records.iter().map(ToString::to_string);
    records.collect::<Vec<_>>().join(" ")
}

/// The same, read.
pub(crate) fn read(records: &str) -> Result<Vec<IndividualId>, Error> {
    let records = records.split_whitespace();
    records.map(|id| parsed(id, "record")).collect()
}

fn standing_of(tx: &mut Tx<'_>, records: &[Uid], is_another: bool) -> Result<Standing, Error> {
    let org = tx.org();
    let own = || {
        cases::table
            .filter(cases::organisation_id.eq(org))
            .filter(cases::individual_id.eq_any(records))
    };
    let running_cases: i64 = own()
        .filter(cases::status.ne("closed"))
        .count()
        .get_result(tx.conn())?;
    let all_cases: i64 = own().count().get_result(tx.conn())?;
    let heard: i64 = intakes::table
        .filter(intakes::organisation_id.eq(org))
        .filter(intakes::individual_id.eq_any(records))
        .count()
        .get_result(tx.conn())?;
    Ok(Standing {
        running_cases,
        served: all_cases + heard,
        holds: holds::standing(tx, records)?,
        is_another,
    })
}

/// Stores a request. Refuses a second one about the same person.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<ErasureRequest>) -> Result<ErasureRequest, Error> {
    let request = tx.record(changed);
    let row = Row::of(&request, tx.org());
    diesel::insert_into(requests::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(|error| Error::from(error).taken(Refusal::ErasureRequested {}))?;
    Ok(request)
}

/// Saves a decided step; fails when the stored version is no longer the one that was loaded.
pub fn save(tx: &mut Tx<'_>, changed: Changed<ErasureRequest>) -> Result<ErasureRequest, Error> {
    let mut request = tx.record(changed);
    let stored = requests::table
        .find((tx.org(), Uid::from(request.id)))
        .filter(requests::version.eq(request.version.0));
    request.version = request.version.next();
    let update = diesel::update(stored)
        .set((
            requests::status.eq(request.status.to_string()),
            requests::decided_by.eq(request.decided_by.map(Uid::from)),
            requests::decided_at.eq(request.decided_at.map(Instant::from)),
            requests::ended_at.eq(request.ended_at.map(Instant::from)),
            requests::version.eq(request.version.0),
        ))
        .returning(requests::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(request)
}
