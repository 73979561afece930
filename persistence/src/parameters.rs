//! The rulebook of an organisation: its region and the values that it sets for itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use domain::actor::OrganisationId;
use domain::kernel::Changed;
use domain::rulebook::{Parameter, Rulebook, Succession};

use crate::columns::parsed;
use crate::error::Error;
use crate::schema::{organisation_parameters as own, organisations};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// How long a process goes on with what it read. A new value holds within this time everywhere.
const KEPT: TimeDelta = TimeDelta::seconds(5);

/// A rulebook, and when it was read.
type Read = (DateTime<Utc>, Arc<Rulebook>);

/// The rulebooks that a process read a moment ago.
#[derive(Debug, Default)]
pub(crate) struct Books {
    kept: Mutex<HashMap<OrganisationId, Read>>,
}

impl Books {
    fn fresh(&self, organisation: OrganisationId, now: DateTime<Utc>) -> Option<Arc<Rulebook>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (read, book) = kept.get(&organisation)?;
        // A clock that goes back keeps nothing longer.
        let age = now - *read;
        (TimeDelta::zero() <= age && age < KEPT).then(|| Arc::clone(book))
    }

    fn keep(&self, organisation: OrganisationId, now: DateTime<Utc>, book: &Arc<Rulebook>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(organisation, (now, Arc::clone(book)));
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = own, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    key: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    value: String,
    source: String,
    confidence: String,
    recorded_at: Instant,
}

impl Row {
    fn parameter(&self) -> Result<Parameter, Error> {
        let corrupt = |_| Error::Corrupt("parameter");
        let confidence = parsed(&self.confidence, "confidence")?;
        let organisation = self.organisation_id.0;
        Parameter::own(
            &self.key,
            organisation,
            &self.value,
            &self.source,
            confidence,
        )
        .and_then(|parameter| parameter.between(Some(self.valid_from), self.valid_to))
        .map_err(corrupt)
    }
}

/// The parameters that hold for the organisation of the transaction, at most five seconds old.
pub(crate) fn book(tx: &mut Tx<'_>, books: &Books) -> Result<Arc<Rulebook>, Error> {
    let (organisation, now) = (tx.organisation(), tx.now());
    if let Some(book) = books.fresh(organisation, now) {
        return Ok(book);
    }
    let book = read(tx)?;
    books.keep(organisation, now, &book);
    Ok(book)
}

/// The same as they are stored at this moment.
pub(crate) fn read(tx: &mut Tx<'_>) -> Result<Arc<Rulebook>, Error> {
    let region: Option<String> = organisations::table
        .find(tx.org())
        .select(organisations::region)
        .first(tx.conn())
        .optional()?;
    let book = Rulebook::with_own(list(tx)?).map_err(|_| Error::Corrupt("parameters"))?;
    Ok(Arc::new(match region {
        Some(region) => book.at_home(tx.organisation().uuid(), region),
        None => book,
    }))
}

/// All values that the organisation ever set for itself, by key and first day.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Parameter>, Error> {
    let rows: Vec<Row> = own::table
        .filter(own::organisation_id.eq(tx.org()))
        .order((own::key, own::valid_from))
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.iter().map(Row::parameter).collect()
}

/// Ends the value that held and stores the next one.
pub fn set(tx: &mut Tx<'_>, changed: Changed<Succession>) -> Result<Parameter, Error> {
    let Succession { ended, next } = tx.record(changed);
    if let Some((first, last)) = ended {
        let key = own::table.find((tx.org(), next.key.as_ref(), first));
        diesel::update(key)
            .set(own::valid_to.eq(Some(last)))
            .execute(tx.conn())?;
    }
    let valid_from = next.valid_from.ok_or(Error::Corrupt("parameter"))?;
    let row = Row {
        organisation_id: tx.org(),
        key: next.key.to_string(),
        valid_from,
        valid_to: next.valid_to,
        value: next.value_text(),
        source: next.source.to_string(),
        confidence: next.confidence.to_string(),
        recorded_at: tx.now().into(),
    };
    diesel::insert_into(own::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(next)
}
