//! What the whole record of a person makes of their follow-ups. Whoever decides by it holds the
//! person.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::cases::{Case, CaseOutcomeCode, CaseStatus};
use domain::event::IndividualId;
use domain::follow_ups::{CancellationReason, FollowUp, FollowUpStatus, Whom};
use domain::kernel::Day;

use super::planning::{insert, lapse, planned_for};
use super::row::Row;
use super::{read, save};
use crate::cases as stored_cases;
use crate::error::Error;
use crate::schema::{cases, follow_ups};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::worklist;

/// Whether a case says that the person died.
pub(crate) fn is_dead(tx: &mut Tx<'_>, person: Uid) -> Result<bool, Error> {
    Ok(!dead(tx, vec![person])?.is_empty())
}

/// Who of these people died, as a case says.
fn dead(tx: &mut Tx<'_>, people: Vec<Uid>) -> Result<Vec<Uid>, Error> {
    Ok(cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(people))
        .filter(cases::status.eq(CaseStatus::Closed.to_string()))
        .filter(cases::outcome.eq(CaseOutcomeCode::Deceased.to_string()))
        .select(cases::individual_id)
        .load(tx.conn())?)
}

/// What of these people decides whether anybody asks them, in two statements. Whoever is not among
/// them is asked.
pub(super) fn whom(tx: &mut Tx<'_>, people: Vec<Uid>) -> Result<HashMap<Uid, Whom>, Error> {
    let mut all: HashMap<Uid, Whom> = HashMap::new();
    for person in dead(tx, people.clone())? {
        all.entry(person).or_default().is_dead = true;
    }
    let of_case = cases::organisation_id
        .eq(follow_ups::organisation_id)
        .and(cases::id.eq(follow_ups::case_id));
    let objections: Vec<(Uid, Option<Instant>)> = follow_ups::table
        .inner_join(cases::table.on(of_case))
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(people))
        .filter(follow_ups::cancellation_reason.eq(CancellationReason::Objection.to_string()))
        .select((cases::individual_id, follow_ups::ended_at))
        .load(tx.conn())?;
    let zone = tx.actor().zone;
    for (person, at) in objections {
        let on = at.map(|at| DateTime::<Utc>::from(at).with_timezone(&zone).date_naive());
        let on = on.and_then(|on| Day::new(on).ok());
        let whom = all.entry(person).or_default();
        whom.objected_on = whom.objected_on.max(on);
    }
    Ok(all)
}

/// The same of one of them.
pub(crate) fn whom_of(tx: &mut Tx<'_>, person: IndividualId) -> Result<Whom, Error> {
    let person = Uid::from(person);
    Ok(whom(tx, vec![person])?.remove(&person).unwrap_or_default())
}

/// Takes back what is planned after whatever case of a person.
pub(super) fn lapse_all(
    tx: &mut Tx<'_>,
    person: Uid,
    reason: CancellationReason,
) -> Result<(), Error> {
    let of_person = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq(person))
        .select(cases::id)
        .load(tx.conn())?;
    lapse(tx, of_person, reason)
}

/// The closed cases of a person, with whatever was planned after them.
fn closed(tx: &mut Tx<'_>, person: Uid) -> Result<(Vec<Case>, Vec<FollowUp>), Error> {
    let rows: Vec<stored_cases::Row> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq(person))
        .filter(cases::status.eq(CaseStatus::Closed.to_string()))
        .order(cases::id)
        .select(stored_cases::Row::as_select())
        .load(tx.conn())?;
    let ids: Vec<Uid> = rows.iter().map(|row| row.id).collect();
    let closed: Result<Vec<Case>, Error> =
        rows.iter().map(|row| row.case(Vec::new(), false)).collect();
    let known: Vec<Row> = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::case_id.eq_any(ids))
        .order(follow_ups::id)
        .select(Row::as_select())
        .load(tx.conn())?;
    Ok((closed?, read(tx, &known)?))
}

/// Plans again what a death took back that was none, as far as it lies ahead. Nobody is asked as
/// long as another case says that the person died.
pub(super) fn revive(tx: &mut Tx<'_>, person: Uid) -> Result<(), Error> {
    let (closed, known) = closed(tx, person)?;
    let basis = worklist::basis(tx)?;
    let mut again = planned_for(tx, &closed, basis.plan())?;
    again.retain(|new| {
        let new = new.state();
        let mut of_turn = known.iter().filter(|old| {
            (old.case, old.turn, old.closed_on) == (new.case, new.turn, new.closed_on)
        });
        let was_taken_back = of_turn
            .clone()
            .any(|old| old.cancelled == Some(CancellationReason::Deceased));
        let is_over = of_turn.any(|old| old.status != FollowUpStatus::Cancelled);
        basis.today <= new.planned_for && was_taken_back && !is_over
    });
    insert(tx, again)
}

/// What a merge makes of the follow-ups of the record that answers for both: the death or the
/// objection that one of them told of holds for the other.
pub(crate) fn after_merge(tx: &mut Tx<'_>, survivor: IndividualId) -> Result<(), Error> {
    let (person, whom) = (Uid::from(survivor), whom_of(tx, survivor)?);
    if whom == Whom::default() {
        return Ok(());
    }
    let (closed, known) = closed(tx, person)?;
    for follow_up in known {
        let case = closed.iter().find(|case| case.id == follow_up.case);
        let is_asked = case.is_none_or(|case| whom.is_asked_after(case));
        if follow_up.status == FollowUpStatus::Planned && !is_asked {
            let reason = if whom.is_dead {
                CancellationReason::Deceased
            } else {
                CancellationReason::Objection
            };
            let changed = follow_up.lapse(reason, tx.now())?;
            save(tx, changed)?;
        }
    }
    Ok(())
}

/// What an undone merge makes of the follow-ups of two who are two again: the death of one took
/// back those of the other.
pub(crate) fn after_parting(tx: &mut Tx<'_>, people: [IndividualId; 2]) -> Result<(), Error> {
    for person in people {
        revive(tx, person.into())?;
    }
    Ok(())
}
