//! Which follow-ups there are: what the course of cases and the dated parameters make of them.

use diesel::prelude::*;
use domain::cases::{Case, CaseOutcome, CaseState};
use domain::event::{Event, Fact};
use domain::follow_ups::{CancellationReason, FollowUp, FollowUpStatus, FollowUpTurn, Plan};
use domain::kernel::Changed;
use strum::IntoEnumIterator;

use super::row::Row;
use super::{followed, read, save};
use crate::backend::Conn;
use crate::error::Error;
use crate::on_each;
use crate::schema::{cases, follow_ups};
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::worklist::{self, Basis};

/// What the saved step of a case makes of its follow-ups: its end asks for them, a new beginning
/// takes them back, and a death those of all cases of the person.
pub(crate) fn after_case(tx: &mut Tx<'_>, case: &Case, events: &[Event]) -> Result<(), Error> {
    for event in events {
        match event.fact {
            Fact::CaseClosed { .. } => {
                if case.state
                    == (CaseState::Closed {
                        outcome: CaseOutcome::Deceased {},
                    })
                {
                    let of_person = cases::table
                        .filter(cases::organisation_id.eq(tx.org()))
                        .filter(cases::individual_id.eq(Uid::from(case.individual)))
                        .select(cases::id)
                        .load(tx.conn())?;
                    lapse(tx, of_person, CancellationReason::Deceased)?;
                }
                let basis = worklist::basis(tx)?;
                insert(tx, planned_for(tx, case, basis.plan()))?;
            }
            Fact::CaseReopened { .. } => {
                lapse(tx, vec![case.id.into()], CancellationReason::CaseReopened)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The follow-ups that the end of a case asks for.
fn planned_for(tx: &Tx<'_>, case: &Case, plan: Plan<'_>) -> Vec<Changed<FollowUp>> {
    FollowUpTurn::iter()
        .filter_map(|turn| FollowUp::plan(tx.new_id(), case, turn, plan))
        .collect()
}

/// How many rows one statement writes: SQLite takes at most 32,766 values.
const CHUNK: usize = 1_000;

/// Stores new ones.
fn insert(tx: &mut Tx<'_>, planned: Vec<Changed<FollowUp>>) -> Result<(), Error> {
    let planned: Vec<FollowUp> = planned.into_iter().map(|new| tx.record(new)).collect();
    let rows: Vec<Row> = planned.iter().map(|one| Row::of(one, tx.org())).collect();
    for rows in rows.chunks(CHUNK) {
        let conn = tx.conn();
        // Multi-row inserts exist on the concrete engines only.
        on_each!(conn, |c| diesel::insert_into(follow_ups::table)
            .values(rows)
            .execute(c))?;
    }
    worklist::of_follow_ups(tx, &planned)
}

/// Takes back what is planned after these cases: few, since each end of a case plans two.
fn lapse(tx: &mut Tx<'_>, of_cases: Vec<Uid>, reason: CancellationReason) -> Result<(), Error> {
    let rows: Vec<Row> = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::case_id.eq_any(of_cases))
        .filter(follow_ups::status.eq(FollowUpStatus::Planned.to_string()))
        .order(follow_ups::id)
        .select(Row::as_select())
        .load(tx.conn())?;
    for follow_up in read(tx, &rows)? {
        let changed = follow_up.lapse(reason, tx.now())?;
        save(tx, changed)?;
    }
    Ok(())
}

/// Plans what cases lack that were closed before anybody planned follow-ups, as far as it lies
/// ahead. The cases are held.
pub(crate) fn plan_missing(tx: &mut Tx<'_>, closed: &[Case], basis: &Basis) -> Result<(), Error> {
    let ids: Vec<Uid> = closed.iter().map(|case| case.id.into()).collect();
    let known: Vec<Uid> = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::case_id.eq_any(ids))
        .select(follow_ups::case_id)
        .load(tx.conn())?;
    let mut missing = Vec::new();
    for case in closed {
        if !known.contains(&case.id.into()) {
            missing.extend(planned_for(tx, case, basis.plan()));
        }
    }
    missing.retain(|new| basis.today <= new.state().planned_for);
    insert(tx, missing)
}

/// The next planned follow-ups behind one of them, held, each for the day that the parameters say
/// by now. The day is no decision of anybody: its version stays.
pub(crate) fn replan(
    tx: &mut Tx<'_>,
    after: Option<Uid>,
    limit: i64,
    basis: &Basis,
) -> Result<Vec<FollowUp>, Error> {
    let mut query = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::status.eq(FollowUpStatus::Planned.to_string()))
        .order(follow_ups::id)
        .limit(limit)
        .select(follow_ups::id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(follow_ups::id.gt(after));
    }
    let ids: Vec<Uid> = query.load(tx.conn())?;
    let these = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::id.eq_any(ids))
        .order(follow_ups::id);
    // Row locks exist on PostgreSQL only; SQLite has one writer. What is read is what whoever held
    // it before has left.
    if let Conn::Pg(c) = tx.conn() {
        let held = these.clone().select(follow_ups::id).for_no_key_update();
        held.load::<Uid>(c)?;
    }
    let rows: Vec<Row> = these.select(Row::as_select()).load(tx.conn())?;
    let of: Vec<Uid> = rows.iter().map(|row| row.case_id).collect();
    let followed = followed(tx, &of)?;
    let mut all = Vec::new();
    for row in rows {
        let follow_up = row.follow_up(&followed)?.replanned(basis.plan());
        if follow_up.planned_for.date() != row.planned_for {
            // One statement for each that moves: a number of months changes hardly ever.
            diesel::update(follow_ups::table.find((tx.org(), row.id)))
                .set(follow_ups::planned_for.eq(follow_up.planned_for.date()))
                .execute(tx.conn())?;
        }
        all.push(follow_up);
    }
    Ok(all)
}
