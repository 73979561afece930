//! The worklist: what is due because of things, kept as rows beside them.
//!
//! Whoever saves a thing plans what is due because of it, in the same transaction and while it
//! holds the row of the thing, so that two of them never plan the same thing at once. The worker
//! plans everything anew when the numbers change by which days are counted, and for the same reason
//! nobody plans by numbers that it has left behind: see `basis`.

mod leftovers;
mod list;
mod named;
mod pieces;
mod plannings;
mod subjects;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;
use domain::follow_ups::Plan;
use domain::kernel::Day;
use domain::rulebook::{Chain, Rulebook};
use domain::worklist::{Due, Planner};

use crate::error::Error;
use crate::on_each;
use crate::parameters;
use crate::schema::{due_items, plannings as stored};
use crate::sql_types::Uid;
use crate::tx::Tx;

pub use list::{Filter, Item, Key, Whose, list};
pub use plannings::{go_on, wanted};
pub(crate) use subjects::{
    of_appointments, of_cases, of_counsellor, of_emergencies, of_follow_ups, of_hand_overs,
    of_intakes, of_people, of_referrals,
};

/// By what days are counted.
#[derive(Debug)]
pub(crate) struct Basis {
    book: Arc<Rulebook>,
    chain: Chain,
    /// The day by which the worklist stands: today, or the day of a planning that has begun on it.
    pub(crate) today: Day,
    zone: chrono_tz::Tz,
}

impl Basis {
    fn planner(&self) -> Planner<'_> {
        Planner {
            book: &self.book,
            chain: &self.chain,
            today: self.today,
            zone: self.zone,
        }
    }

    /// The same for follow-ups.
    pub(crate) fn plan(&self) -> Plan<'_> {
        Plan {
            book: &self.book,
            chain: &self.chain,
        }
    }

    /// What it rests on.
    fn text(&self) -> String {
        self.planner().basis()
    }
}

/// By what days are counted now.
///
/// A process knows its parameters for some seconds, and a transaction may go on over midnight. A
/// planning that has begun says by which numbers and on which day: whoever would count otherwise
/// reads the parameters anew. It asks while it holds the thing, and the planning waits for the
/// thing: so either it has seen the planning, or the planning comes to the thing later.
pub(crate) fn basis(tx: &mut Tx<'_>) -> Result<Basis, Error> {
    let begun: Option<(String, NaiveDate)> = stored::table
        .find(tx.org())
        .select((stored::basis, stored::as_of))
        .first(tx.conn())
        .optional()?;
    let (text, as_of) = begun.unwrap_or_default();
    let basis = Basis {
        book: tx.rulebook()?,
        chain: tx.actor().chain(),
        today: by_then(tx.today(), as_of)?,
        zone: tx.actor().zone,
    };
    if basis.text() == text {
        return Ok(basis);
    }
    Ok(Basis {
        book: parameters::read(tx)?,
        ..basis
    })
}

/// The day by which the worklist stands, where a planning has begun on another one: of two processes
/// one may know of midnight first. Further ahead no clock is that was right.
fn by_then(today: NaiveDate, as_of: NaiveDate) -> Result<Day, Error> {
    let today = if is_to_come(today, as_of) {
        today
    } else {
        today.max(as_of)
    };
    Day::new(today).map_err(|_| Error::Corrupt("clock"))
}

/// Whether a planning says that it began on a day which nobody's clock has reached.
fn is_to_come(today: NaiveDate, as_of: NaiveDate) -> bool {
    today + TimeDelta::days(1) < as_of
}

/// What is due because of a thing.
#[derive(Debug)]
pub(crate) struct Planned {
    subject: Uid,
    case: Option<Uid>,
    due: Vec<Due>,
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = due_items, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    subject_id: Uid,
    reason: String,
    case_id: Option<Uid>,
    circle: String,
    office_id: Uid,
    counsellor_id: Option<Uid>,
    due_on: NaiveDate,
    about_on: NaiveDate,
    attempts: Option<i64>,
}

impl Row {
    fn key(&self) -> (Uid, String) {
        (self.subject_id, self.reason.clone())
    }

    fn of(planned: &Planned, due: &Due, organisation_id: Uid) -> Self {
        Self {
            organisation_id,
            subject_id: planned.subject,
            reason: due.reason.to_string(),
            case_id: planned.case,
            circle: due.owner.circle().to_string(),
            office_id: due.owner.office().into(),
            counsellor_id: due.owner.staff().map(Uid::from),
            due_on: due.on.date(),
            about_on: due.about.date(),
            attempts: due.attempts,
        }
    }
}

/// How many rows one statement writes: SQLite takes at most 32,766 values.
const CHUNK: usize = 1_000;

/// Puts in the place of what was due because of these things what is due by now. What stays as it
/// was is left alone: most steps change little.
fn plan(tx: &mut Tx<'_>, planned: &[Planned]) -> Result<(), Error> {
    let org = tx.org();
    for planned in planned.chunks(CHUNK) {
        let subjects: Vec<Uid> = planned.iter().map(|one| one.subject).collect();
        let stood: Vec<Row> = due_items::table
            .filter(due_items::organisation_id.eq(org))
            .filter(due_items::subject_id.eq_any(subjects))
            .select(Row::as_select())
            .load(tx.conn())?;
        let stood = stood.into_iter();
        let mut stood: HashMap<(Uid, String), Row> = stood.map(|row| (row.key(), row)).collect();
        let due = planned
            .iter()
            .flat_map(|one| one.due.iter().map(|due| Row::of(one, due, org)));
        let mut new: Vec<Row> = due.collect();
        new.retain(|row| {
            let key = row.key();
            let stays = stood.get(&key) == Some(row);
            if stays {
                stood.remove(&key);
            }
            !stays
        });
        remove(tx, &stood.into_values().collect::<Vec<_>>())?;
        for rows in new.chunks(CHUNK) {
            let conn = tx.conn();
            // Multi-row inserts exist on the concrete engines only.
            on_each!(conn, |c| diesel::insert_into(due_items::table)
                .values(rows)
                .execute(c))?;
        }
    }
    Ok(())
}

/// Removes these rows: a statement for each reason, of which there are few.
fn remove(tx: &mut Tx<'_>, rows: &[Row]) -> Result<(), Error> {
    let mut reasons: Vec<&str> = rows.iter().map(|row| row.reason.as_str()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    for reason in reasons {
        let of = rows.iter().filter(|row| row.reason == reason);
        let subjects: Vec<Uid> = of.map(|row| row.subject_id).collect();
        let gone = due_items::table
            .filter(due_items::organisation_id.eq(tx.org()))
            .filter(due_items::subject_id.eq_any(subjects))
            .filter(due_items::reason.eq(reason));
        diesel::delete(gone).execute(tx.conn())?;
    }
    Ok(())
}
