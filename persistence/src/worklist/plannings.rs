//! Planning everything anew: when a number changes by which days are counted, after an upgrade to a
//! release that counts otherwise or for the first time, and once a day. In pieces, each in a
//! transaction of its own; whoever comes second goes on behind.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use domain::worklist::Planner;

use super::pieces::{Stage, plan_next};
use super::{Basis, by_then};
use crate::backend::Conn;
use crate::columns::parsed;
use crate::error::Error;
use crate::parameters;
use crate::schema::plannings;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// How often a planning goes over everything.
const PASSES: i64 = 2;
/// When the last pass begins at the earliest. What was written for the first time in a transaction
/// that had begun before the planning did may come to light behind the first pass; no transaction
/// lasts that long.
const SETTLED: TimeDelta = TimeDelta::minutes(2);

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plannings, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    organisation_id: Uid,
    basis: String,
    as_of: NaiveDate,
    begun_at: Instant,
    /// How many passes are over.
    passes: i64,
    stage: String,
    after_id: Option<Uid>,
}

impl Row {
    /// The same behind these things, or behind the whole stage.
    fn behind(&self, stage: Stage, last: Option<Uid>) -> Self {
        let next = if last.is_some() {
            Some(stage)
        } else {
            stage.next()
        };
        Self {
            organisation_id: self.organisation_id,
            basis: self.basis.clone(),
            as_of: self.as_of,
            begun_at: self.begun_at,
            passes: self.passes + i64::from(next.is_none()),
            stage: next.unwrap_or(Stage::Cases).to_string(),
            after_id: last,
        }
    }

    /// Whether everything is to be planned anew by this: the numbers are other ones, or the day is.
    /// Once a day it is gone over whatever an earlier release saved while this one was under way.
    fn is_outdated(&self, basis: &Basis) -> bool {
        self.basis != basis.text() || self.as_of != basis.today.date()
    }

    /// Whether a newer release plans: of two side by side the older one leaves it alone, instead of
    /// both beginning anew in turns.
    fn is_of_newer(&self) -> bool {
        Planner::is_behind(&self.basis)
    }

    /// Whether there is something to be planned at that moment.
    fn is_open(&self, now: DateTime<Utc>) -> bool {
        let is_last = self.passes + 1 == PASSES;
        let is_settled = DateTime::from(self.begun_at) + SETTLED <= now;
        self.passes < PASSES && (is_settled || !is_last)
    }
}

/// What days are counted by, from the parameters as they are stored now and never as the process
/// remembers them.
fn fresh(tx: &mut Tx<'_>, row: Option<&Row>) -> Result<Basis, Error> {
    let begun_on = row.map(|row| row.as_of).unwrap_or_default();
    Ok(Basis {
        book: parameters::read(tx)?,
        chain: tx.actor().chain(),
        today: by_then(tx.today(), begun_on)?,
        zone: tx.actor().zone,
    })
}

/// Whether there is something to plan anew in the organisation of the transaction.
pub fn wanted(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let row = row(tx)?;
    let basis = fresh(tx, row.as_ref())?;
    let now = tx.now();
    Ok(row.is_none_or(|row| !row.is_of_newer() && (row.is_outdated(&basis) || row.is_open(now))))
}

/// Plans the next piece; whether there may be another one. Begins anew where the numbers or the day
/// are not those of the planning that is under way.
pub fn go_on(tx: &mut Tx<'_>) -> Result<bool, Error> {
    hold(tx)?;
    let row = row(tx)?;
    let basis = fresh(tx, row.as_ref())?;
    let Some(row) = row else {
        return begin(tx, &basis, true);
    };
    if row.is_of_newer() {
        return Ok(false);
    }
    if row.is_outdated(&basis) {
        return begin(tx, &basis, false);
    }
    if !row.is_open(tx.now()) {
        return Ok(false);
    }
    let stage: Stage = parsed(&row.stage, "stage")?;
    let last = plan_next(tx, stage, row.after_id, &basis)?;
    let next = row.behind(stage, last);
    diesel::update(plannings::table.find(tx.org()))
        .set(&next)
        .execute(tx.conn())?;
    Ok(next.is_open(tx.now()))
}

fn row(tx: &mut Tx<'_>) -> Result<Option<Row>, Error> {
    let row = plannings::table.find(tx.org());
    Ok(row.select(Row::as_select()).first(tx.conn()).optional()?)
}

/// Row locks exist on PostgreSQL only; SQLite has one writer.
fn hold(tx: &mut Tx<'_>) -> Result<(), Error> {
    let row = plannings::table.find(tx.org());
    if let Conn::Pg(c) = tx.conn() {
        let held = row.select(plannings::organisation_id).for_update();
        held.first::<Uid>(c).optional()?;
    }
    Ok(())
}

/// Says by which numbers everything is to be planned. That is a transaction of its own: whoever
/// saves something from its end on counts by them.
fn begin(tx: &mut Tx<'_>, basis: &Basis, is_first: bool) -> Result<bool, Error> {
    let row = Row {
        organisation_id: tx.org(),
        basis: basis.text(),
        as_of: basis.today.date(),
        begun_at: tx.now().into(),
        passes: 0,
        stage: Stage::Cases.to_string(),
        after_id: None,
    };
    if is_first {
        // Of two that begin at once, the second starts anew and finds it begun.
        let begun = diesel::insert_into(plannings::table)
            .values(&row)
            .execute(tx.conn());
        begun.map_err(Error::from).map_err(|error| match error {
            Error::Taken => Error::Overtaken,
            other => other,
        })?;
    } else {
        diesel::update(plannings::table.find(tx.org()))
            .set(&row)
            .execute(tx.conn())?;
    }
    Ok(true)
}
