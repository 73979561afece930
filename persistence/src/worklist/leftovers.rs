//! What is left in the worklist of things that are over. Each step that ends a thing removes what
//! was due because of it; an earlier release that runs beside this one may not know to.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::cases::{CaseState, CaseStatus};
use domain::follow_ups::FollowUpStatus;
use domain::intakes::IntakeStatus;
use domain::worklist::{Kind, Reason};
use strum::VariantNames;
use uuid::Uuid;

use super::subjects::held;
use crate::error::Error;
use crate::schema::{
    appointments, cases, due_items, emergency_accesses, follow_ups, hand_overs, intakes, referrals,
};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Removes what is left among the next rows behind those of a thing; the thing of the last row, if
/// there were some. Rows whose reason is that of a newer release are left alone.
pub(super) fn remove_after(
    tx: &mut Tx<'_>,
    after: Option<Uid>,
    limit: i64,
) -> Result<Option<Uid>, Error> {
    let rows: Vec<(Uid, String)> = due_items::table
        .filter(due_items::organisation_id.eq(tx.org()))
        .filter(due_items::subject_id.gt(after.unwrap_or(Uid(Uuid::nil()))))
        .order((due_items::subject_id, due_items::reason))
        .limit(limit)
        .select((due_items::subject_id, due_items::reason))
        .load(tx.conn())?;
    let mut by_kind: BTreeMap<String, (Kind, Vec<Uid>)> = BTreeMap::new();
    for (subject, reason) in &rows {
        if let Ok(reason) = reason.parse::<Reason>() {
            let kind = reason.kind();
            let of_kind = by_kind.entry(kind.to_string());
            of_kind.or_insert((kind, Vec::new())).1.push(*subject);
        }
    }
    for (kind, mut subjects) in by_kind.into_values() {
        let running = running(tx, kind, &subjects)?;
        subjects.retain(|subject| !running.contains(subject));
        if matches!(kind, Kind::Case | Kind::Expiry | Kind::Agreement) && !subjects.is_empty() {
            // Nothing else begins anew that was over.
            let open = held(tx, &subjects)?.into_iter();
            let open = open.filter(|case| !matches!(case.state, CaseState::Closed { .. }));
            let open: Vec<Uid> = open.map(|case| case.id.into()).collect();
            subjects.retain(|subject| !open.contains(subject));
        }
        remove(tx, subjects)?;
    }
    Ok(rows.last().map(|(subject, _)| *subject))
}

fn remove(tx: &mut Tx<'_>, subjects: Vec<Uid>) -> Result<(), Error> {
    if subjects.is_empty() {
        return Ok(());
    }
    tracing::warn!(event = "work_of_ended_things", count = subjects.len());
    let left = due_items::table
        .filter(due_items::organisation_id.eq(tx.org()))
        .filter(due_items::subject_id.eq_any(subjects))
        .filter(due_items::reason.eq_any(Reason::VARIANTS));
    diesel::delete(left).execute(tx.conn())?;
    Ok(())
}

/// Which of these things can still ask for work.
fn running(tx: &mut Tx<'_>, kind: Kind, ids: &[Uid]) -> Result<Vec<Uid>, Error> {
    let (org, ids) = (tx.org(), ids.to_vec());
    Ok(match kind {
        Kind::Case | Kind::Expiry | Kind::Agreement => cases::table
            .filter(cases::organisation_id.eq(org))
            .filter(cases::id.eq_any(ids))
            .filter(cases::status.ne(CaseStatus::Closed.to_string()))
            .select(cases::id)
            .load(tx.conn())?,
        Kind::Intake => intakes::table
            .filter(intakes::organisation_id.eq(org))
            .filter(intakes::id.eq_any(ids))
            .filter(intakes::status.ne(IntakeStatus::Concluded.to_string()))
            .select(intakes::id)
            .load(tx.conn())?,
        Kind::HandOver => hand_overs::table
            .filter(hand_overs::organisation_id.eq(org))
            .filter(hand_overs::id.eq_any(ids))
            .select(hand_overs::id)
            .into_boxed()
            .filter(crate::hand_overs::wants_work())
            .load(tx.conn())?,
        Kind::Referral => referrals::table
            .filter(referrals::organisation_id.eq(org))
            .filter(referrals::id.eq_any(ids))
            .select(referrals::id)
            .into_boxed()
            .filter(crate::referrals::wants_work())
            .load(tx.conn())?,
        Kind::FollowUp => follow_ups::table
            .filter(follow_ups::organisation_id.eq(org))
            .filter(follow_ups::id.eq_any(ids))
            .filter(follow_ups::status.eq(FollowUpStatus::Planned.to_string()))
            .select(follow_ups::id)
            .load(tx.conn())?,
        Kind::Appointment => appointments::table
            .filter(appointments::organisation_id.eq(org))
            .filter(appointments::id.eq_any(ids))
            .select(appointments::id)
            .into_boxed()
            .filter(crate::appointments::wants_work())
            .load(tx.conn())?,
        Kind::Emergency => emergency_accesses::table
            .filter(emergency_accesses::organisation_id.eq(org))
            .filter(emergency_accesses::id.eq_any(ids))
            .filter(emergency_accesses::reviewed_at.is_null())
            .select(emergency_accesses::id)
            .load(tx.conn())?,
    })
}
