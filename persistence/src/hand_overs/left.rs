//! What of a desk stays where it is.

use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::cases::CaseStatus;
use domain::event::CaseId;
use domain::follow_ups::{FollowUpId, FollowUpStatus};
use domain::hand_overs::{HandOverId, TakenOver};
use domain::intakes::{IntakeId, IntakeStatus};

use crate::error::Error;
use crate::schema::{case_team, cases, follow_ups, hand_overs, intakes};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many of what is left behind are named.
const NAMED: i64 = 100;

/// What of a desk nobody takes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftBehind {
    /// Running cases that were not asked for, or were too many at once.
    pub cases: i64,
    /// First interviews without a conclusion that they held: everybody of the office goes on with
    /// them. At most 100.
    pub intakes: Vec<IntakeId>,
    /// Hand-overs for a time whose cases would come back to them. At most 100.
    pub returning: Vec<HandOverId>,
    /// Follow-ups that were not asked for, or are for a later day than the term's last. At most 100.
    pub follow_ups: Vec<FollowUpId>,
    /// Running cases of the office in whose team they are. At most 100.
    pub teams: Vec<CaseId>,
}

/// What stays where it is, whether what is taken over is saved already or not.
pub fn left_behind(
    tx: &mut Tx<'_>,
    office: OfficeId,
    counsellor: StaffId,
    taken: &TakenOver,
) -> Result<LeftBehind, Error> {
    let (who, here) = (Uid::from(counsellor), Uid::from(office));
    Ok(LeftBehind {
        cases: running(tx, here, who, taken)?,
        intakes: intakes(tx, here, who)?,
        returning: returning(tx, here, who, taken)?,
        follow_ups: follow_ups(tx, here, who, taken)?,
        teams: teams(tx, here, who)?,
    })
}

fn running(tx: &mut Tx<'_>, here: Uid, who: Uid, taken: &TakenOver) -> Result<i64, Error> {
    let gone: Vec<Uid> = taken.cases.iter().map(|case| case.id.into()).collect();
    Ok(cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::office_id.eq(here))
        .filter(cases::counsellor_id.eq(who))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .filter(cases::id.ne_all(gone))
        .count()
        .get_result(tx.conn())?)
}

fn intakes(tx: &mut Tx<'_>, here: Uid, who: Uid) -> Result<Vec<IntakeId>, Error> {
    let undecided = [IntakeStatus::Open, IntakeStatus::Waiting].map(|status| status.to_string());
    let held: Vec<Uid> = intakes::table
        .filter(intakes::organisation_id.eq(tx.org()))
        .filter(intakes::office_id.eq(here))
        .filter(intakes::status.eq_any(undecided))
        .filter(intakes::taken_by.eq(who))
        .order((intakes::held_on, intakes::id))
        .limit(NAMED)
        .select(intakes::id)
        .load(tx.conn())?;
    Ok(held.into_iter().map(IntakeId::from).collect())
}

fn returning(
    tx: &mut Tx<'_>,
    here: Uid,
    who: Uid,
    taken: &TakenOver,
) -> Result<Vec<HandOverId>, Error> {
    // What is lent now comes back because somebody just said so.
    let new: Vec<Uid> = taken.new.iter().map(|one| one.id.into()).collect();
    let ids: Vec<Uid> = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::from_counsellor_id.eq(who))
        .filter(hand_overs::from_office_id.eq(here))
        .filter(hand_overs::status.eq_any(["running", "stuck"]))
        .filter(hand_overs::id.ne_all(new))
        .order(hand_overs::id)
        .limit(NAMED)
        .select(hand_overs::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(HandOverId::from).collect())
}

fn follow_ups(
    tx: &mut Tx<'_>,
    here: Uid,
    who: Uid,
    taken: &TakenOver,
) -> Result<Vec<FollowUpId>, Error> {
    let given: Vec<Uid> = taken.follow_ups.iter().map(|one| one.id.into()).collect();
    let ids: Vec<Uid> = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::counsellor_id.eq(who))
        .filter(follow_ups::office_id.eq(here))
        .filter(follow_ups::status.eq(FollowUpStatus::Planned.to_string()))
        .filter(follow_ups::id.ne_all(given))
        .order((follow_ups::planned_for, follow_ups::id))
        .limit(NAMED)
        .select(follow_ups::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(FollowUpId::from).collect())
}

fn teams(tx: &mut Tx<'_>, here: Uid, who: Uid) -> Result<Vec<CaseId>, Error> {
    let theirs = case_team::table
        .filter(case_team::organisation_id.eq(tx.org()))
        .filter(case_team::staff_id.eq(who))
        .select(case_team::case_id);
    let ids: Vec<Uid> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::office_id.eq(here))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .filter(cases::id.eq_any(theirs))
        .order((cases::opened_on, cases::id))
        .limit(NAMED)
        .select(cases::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(CaseId::from).collect())
}
