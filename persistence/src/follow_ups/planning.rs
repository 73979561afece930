//! Which follow-ups there are: what the course of cases and the dated parameters make of them.

use std::slice;

use diesel::prelude::*;
use domain::cases::Case;
use domain::event::{Event, Fact};
use domain::follow_ups::{CancellationReason, FollowUp, FollowUpStatus, FollowUpTurn, Plan};
use domain::kernel::Changed;
use strum::IntoEnumIterator;

use super::people::{self, is_dead};
use super::row::Row;
use super::{followed, read, save};
use crate::backend::Conn;
use crate::error::Error;
use crate::individuals;
use crate::on_each;
use crate::reach::Condition;
use crate::schema::follow_ups;
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::worklist::{self, Basis};

/// What has to stand before the end or the new beginning of a case is saved: the person is held, so
/// that of two cases that end at once the second knows how the first one did. Whether a case has
/// said so far that the person died.
pub(crate) fn before_case(tx: &mut Tx<'_>, case: &Case, events: &[Event]) -> Result<bool, Error> {
    let turns = |event: &Event| {
        matches!(
            event.fact,
            Fact::CaseClosed { .. } | Fact::CaseReopened { .. }
        )
    };
    if !events.iter().any(turns) {
        return Ok(false);
    }
    let person = Uid::from(case.individual);
    individuals::hold_alone(tx, &[person])?;
    let followed = followed(tx, &[case.id.into()])?;
    if followed.values().any(|one| one.individual != person) {
        // A merge of records came first.
        return Err(Error::Overtaken);
    }
    is_dead(tx, person)
}

/// What the saved step of a case makes of its follow-ups: its end asks for them, a new beginning
/// takes them back, a death those of all cases of the person, and that nobody died after all brings
/// those of the other cases back.
pub(crate) fn after_case(
    tx: &mut Tx<'_>,
    case: &Case,
    events: &[Event],
    was_dead: bool,
) -> Result<(), Error> {
    let person = Uid::from(case.individual);
    for event in events {
        match event.fact {
            Fact::CaseClosed { .. } => {
                if is_dead(tx, person)? {
                    people::lapse_all(tx, person, CancellationReason::Deceased)?;
                }
                let basis = worklist::basis(tx)?;
                // Whoever ends a case today for a day long ago can ask today: all are planned.
                let planned = planned_for(tx, slice::from_ref(case), basis.plan())?;
                insert(tx, planned)?;
            }
            Fact::CaseReopened { .. } => {
                lapse(tx, vec![case.id.into()], CancellationReason::CaseReopened)?;
                if was_dead {
                    people::revive(tx, person)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The follow-ups that the end of these cases asks for.
pub(super) fn planned_for(
    tx: &mut Tx<'_>,
    closed: &[Case],
    plan: Plan<'_>,
) -> Result<Vec<Changed<FollowUp>>, Error> {
    let people: Vec<Uid> = closed.iter().map(|case| case.individual.into()).collect();
    let whom = people::whom(tx, people)?;
    let mut planned = Vec::new();
    for case in closed {
        let whom = whom.get(&case.individual.into()).copied();
        let whom = whom.unwrap_or_default();
        let all = FollowUpTurn::iter()
            .filter_map(|turn| FollowUp::plan(tx.new_id(), case, turn, whom, plan));
        planned.extend(all);
    }
    Ok(planned)
}

/// Lets the follow-ups of these cases go where the cases went, all of them to one counsellor: how
/// people stand is told to whoever follows them now, and to nobody who did before.
pub(crate) fn follow(
    tx: &mut Tx<'_>,
    cases: Vec<Uid>,
    office: Uid,
    counsellor: Option<Uid>,
) -> Result<(), Error> {
    let is_elsewhere: Condition<follow_ups::table> = match counsellor {
        Some(who) => Box::new(
            follow_ups::counsellor_id
                .is_null()
                .or(follow_ups::counsellor_id.assume_not_null().ne(who))
                .or(follow_ups::office_id.ne(office)),
        ),
        None => Box::new(
            follow_ups::counsellor_id
                .is_not_null()
                .or(follow_ups::office_id.ne(office)),
        ),
    };
    let ids: Vec<Uid> = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::case_id.eq_any(cases))
        .order(follow_ups::id)
        .select(follow_ups::id)
        .into_boxed()
        .filter(is_elsewhere)
        .load(tx.conn())?;
    if ids.is_empty() {
        return Ok(());
    }
    hold(tx, &ids)?;
    let these = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::id.eq_any(ids));
    diesel::update(these.clone())
        .set((
            follow_ups::office_id.eq(office),
            follow_ups::counsellor_id.eq(counsellor),
        ))
        .execute(tx.conn())?;
    let rows: Vec<Row> = these.select(Row::as_select()).load(tx.conn())?;
    let all = read(tx, &rows)?;
    worklist::of_follow_ups(tx, &all)
}

/// Row locks exist on PostgreSQL only; SQLite has one writer. In one order for everybody; what is
/// read behind it is what whoever held them before has left.
fn hold(tx: &mut Tx<'_>, ids: &[Uid]) -> Result<(), Error> {
    let these = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::id.eq_any(ids.to_vec()))
        .order(follow_ups::id)
        .select(follow_ups::id);
    if let Conn::Pg(c) = tx.conn() {
        these.for_no_key_update().load::<Uid>(c)?;
    }
    Ok(())
}

/// How many rows one statement writes: SQLite takes at most 32,766 values.
const CHUNK: usize = 1_000;

/// Stores new ones.
pub(super) fn insert(tx: &mut Tx<'_>, planned: Vec<Changed<FollowUp>>) -> Result<(), Error> {
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
pub(super) fn lapse(
    tx: &mut Tx<'_>,
    of_cases: Vec<Uid>,
    reason: CancellationReason,
) -> Result<(), Error> {
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
/// ahead: nobody comes to work after an upgrade and finds a year of questions overdue. The cases
/// and their people are held.
pub(crate) fn plan_missing(tx: &mut Tx<'_>, closed: &[Case], basis: &Basis) -> Result<(), Error> {
    let ids: Vec<Uid> = closed.iter().map(|case| case.id.into()).collect();
    let known: Vec<Uid> = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::case_id.eq_any(ids))
        .select(follow_ups::case_id)
        .load(tx.conn())?;
    let mut lacking = closed.to_vec();
    lacking.retain(|case| !known.contains(&case.id.into()));
    let mut missing = planned_for(tx, &lacking, basis.plan())?;
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
    hold(tx, &ids)?;
    let rows: Vec<Row> = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::id.eq_any(ids))
        .order(follow_ups::id)
        .select(Row::as_select())
        .load(tx.conn())?;
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
