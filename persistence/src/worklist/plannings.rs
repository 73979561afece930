//! Planning everything anew: when a number changes by which days are counted, after an upgrade to a
//! release that counts otherwise or for the first time, and once a day. In pieces, each in a
//! transaction of its own; whoever comes second goes on behind.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use domain::cases::{Case, CaseState};
use domain::kernel::{Day, Fault};
use strum::{Display, EnumString, VariantNames};

use super::subjects::{held, plan_cases};
use super::{Basis, of_follow_ups, of_hand_overs, of_intakes, of_referrals};
use crate::backend::Conn;
use crate::columns::parsed;
use crate::error::Error;
use crate::schema::{cases, plannings};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::{follow_ups, hand_overs, intakes, parameters, referrals};

/// How many things a piece plans.
pub(super) const PIECE: i64 = 100;
/// How often a planning goes over everything.
const PASSES: i64 = 2;
/// When the last pass begins at the earliest. What was written for the first time in a transaction
/// that had begun before the planning did may come to light behind the first pass; no transaction
/// lasts that long.
const SETTLED: TimeDelta = TimeDelta::minutes(2);

/// What is planned, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = domain::kernel::unknown_code)]
enum Stage {
    /// Cases, and what they lack of follow-ups.
    Cases,
    /// First interviews.
    Intakes,
    /// Hand-overs.
    HandOvers,
    /// Referrals.
    Referrals,
    /// Follow-ups.
    FollowUps,
}

impl Stage {
    /// What is planned behind it, unless it is the last one.
    fn next(self) -> Option<Self> {
        match self {
            Self::Cases => Some(Self::Intakes),
            Self::Intakes => Some(Self::HandOvers),
            Self::HandOvers => Some(Self::Referrals),
            Self::Referrals => Some(Self::FollowUps),
            Self::FollowUps => None,
        }
    }
}

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
        self.basis != basis.text() || self.as_of < basis.today.date()
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
    let today = Day::new(tx.today().max(begun_on)).map_err(|_| Error::Corrupt("clock"))?;
    Ok(Basis {
        book: parameters::read(tx)?,
        chain: tx.actor().chain(),
        today,
        zone: tx.actor().zone,
    })
}

/// Whether there is something to plan anew in the organisation of the transaction.
pub fn wanted(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let row = row(tx)?;
    let basis = fresh(tx, row.as_ref())?;
    let now = tx.now();
    Ok(row.is_none_or(|row| row.is_outdated(&basis) || row.is_open(now)))
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
    if row.is_outdated(&basis) {
        return begin(tx, &basis, false);
    }
    if !row.is_open(tx.now()) {
        return Ok(false);
    }
    let stage: Stage = parsed(&row.stage, "stage")?;
    let last = piece(tx, stage, row.after_id, &basis)?;
    let next = row.behind(stage, last);
    diesel::update(plannings::table.find(tx.org()))
        .set(&next)
        .execute(tx.conn())?;
    Ok(next.is_open(tx.now()))
}

/// Plans the next things of a stage; the last of them, if there were some.
fn piece(
    tx: &mut Tx<'_>,
    stage: Stage,
    after: Option<Uid>,
    basis: &Basis,
) -> Result<Option<Uid>, Error> {
    match stage {
        Stage::Cases => of_cases(tx, after, basis),
        Stage::Intakes => {
            let intakes = intakes::undecided_after(tx, after, PIECE)?;
            of_intakes(tx, &intakes)?;
            Ok(intakes.last().map(|last| last.id.into()))
        }
        Stage::HandOvers => {
            let open = hand_overs::open_after(tx, after, PIECE)?;
            of_hand_overs(tx, &open)?;
            Ok(open.last().map(|last| last.id.into()))
        }
        Stage::Referrals => {
            let open = referrals::open_after(tx, after, PIECE)?;
            of_referrals(tx, &open)?;
            Ok(open.last().map(|last| last.id.into()))
        }
        Stage::FollowUps => {
            let planned = follow_ups::replan(tx, after, PIECE, basis)?;
            of_follow_ups(tx, &planned)?;
            Ok(planned.last().map(|last| last.id.into()))
        }
    }
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

/// The next cases, the closed ones too: they may lack follow-ups.
fn of_cases(tx: &mut Tx<'_>, after: Option<Uid>, basis: &Basis) -> Result<Option<Uid>, Error> {
    let mut query = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .order(cases::id)
        .limit(PIECE)
        .select(cases::id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(cases::id.gt(after));
    }
    let ids: Vec<Uid> = query.load(tx.conn())?;
    let cases = held(tx, &ids)?;
    plan_cases(tx, &cases, basis)?;
    let is_closed = |case: &Case| matches!(case.state, CaseState::Closed { .. });
    let closed: Vec<Case> = cases.into_iter().filter(is_closed).collect();
    follow_ups::plan_missing(tx, &closed, basis)?;
    Ok(ids.last().copied())
}
