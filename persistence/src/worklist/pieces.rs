//! The pieces of a planning: the things of one kind behind one of them, planned anew.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use domain::cases::{Case, CaseState, CaseStatus};
use domain::follow_ups::FollowUpStatus;
use domain::intakes::IntakeStatus;
use domain::kernel::Fault;
use strum::{Display, EnumString, VariantNames};
use uuid::Uuid;

use super::leftovers::remove_after;
use super::subjects::{held, plan_cases};
use super::{
    Basis, of_appointments, of_emergencies, of_follow_ups, of_hand_overs, of_intakes, of_referrals,
};
use crate::error::Error;
use crate::schema::{self, cases};
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::{
    appointments, emergency_accesses, follow_ups, hand_overs, individuals, intakes, referrals,
};

/// How many things a piece plans.
const PIECE: i64 = 100;

/// What is planned, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = domain::kernel::unknown_code)]
pub(super) enum Stage {
    /// Running cases.
    Cases,
    /// What closed cases lack of follow-ups.
    Closed,
    /// First interviews.
    Intakes,
    /// Hand-overs.
    HandOvers,
    /// Referrals.
    Referrals,
    /// Follow-ups.
    FollowUps,
    /// Appointments.
    Appointments,
    /// Emergency accesses.
    Emergencies,
    /// What is left of things that are over.
    Leftovers,
}

impl Stage {
    /// What is planned behind it, unless it is the last one.
    pub(super) fn next(self) -> Option<Self> {
        match self {
            Self::Cases => Some(Self::Closed),
            Self::Closed => Some(Self::Intakes),
            Self::Intakes => Some(Self::HandOvers),
            Self::HandOvers => Some(Self::Referrals),
            Self::Referrals => Some(Self::FollowUps),
            Self::FollowUps => Some(Self::Appointments),
            Self::Appointments => Some(Self::Emergencies),
            Self::Emergencies => Some(Self::Leftovers),
            Self::Leftovers => None,
        }
    }
}

/// Plans the next things of a stage; the last of them, if there were some. Where one of them cannot
/// be read, the others are planned all the same.
pub(super) fn plan_next(
    tx: &mut Tx<'_>,
    stage: Stage,
    after: Option<Uid>,
    basis: &Basis,
) -> Result<Option<Uid>, Error> {
    match piece(tx, stage, after, PIECE, basis) {
        Err(Error::Corrupt(_)) => one_by_one(tx, stage, after, basis),
        planned => planned,
    }
}

/// Whoever operates the product is told which thing cannot be read.
fn one_by_one(
    tx: &mut Tx<'_>,
    stage: Stage,
    after: Option<Uid>,
    basis: &Basis,
) -> Result<Option<Uid>, Error> {
    let ids = next(tx, stage, after, basis)?;
    let mut behind = after;
    for id in &ids {
        match piece(tx, stage, behind, 1, basis) {
            Err(Error::Corrupt(reason)) => {
                let (subject, stage) = (id.0, stage.to_string());
                tracing::error!(event = "work_not_planned", stage, %subject, reason);
            }
            planned => drop(planned?),
        }
        behind = Some(*id);
    }
    Ok(ids.last().copied())
}

/// Plans so many things at the most.
fn piece(
    tx: &mut Tx<'_>,
    stage: Stage,
    after: Option<Uid>,
    limit: i64,
    basis: &Basis,
) -> Result<Option<Uid>, Error> {
    match stage {
        Stage::Cases => {
            let ids = running(tx, after, limit)?;
            let cases = held(tx, &ids)?;
            plan_cases(tx, &cases, basis)?;
            Ok(ids.last().copied())
        }
        Stage::Closed => of_closed(tx, after, limit, basis),
        Stage::Intakes => {
            let intakes = intakes::undecided_after(tx, after, limit)?;
            of_intakes(tx, &intakes)?;
            Ok(intakes.last().map(|last| last.id.into()))
        }
        Stage::HandOvers => {
            let open = hand_overs::open_after(tx, after, limit)?;
            of_hand_overs(tx, &open)?;
            Ok(open.last().map(|last| last.id.into()))
        }
        Stage::Referrals => {
            let open = referrals::open_after(tx, after, limit)?;
            of_referrals(tx, &open)?;
            Ok(open.last().map(|last| last.id.into()))
        }
        Stage::FollowUps => {
            let planned = follow_ups::replan(tx, after, limit, basis)?;
            of_follow_ups(tx, &planned)?;
            Ok(planned.last().map(|last| last.id.into()))
        }
        Stage::Appointments => {
            let open = appointments::open_after(tx, after, limit)?;
            of_appointments(tx, &open)?;
            Ok(open.last().map(|last| last.id.into()))
        }
        Stage::Emergencies => {
            let unseen = emergency_accesses::unreviewed_after(tx, after, limit)?;
            of_emergencies(tx, &unseen)?;
            Ok(unseen.last().map(|last| last.id.into()))
        }
        Stage::Leftovers => remove_after(tx, after, limit),
    }
}

/// The things that a piece would plan.
fn next(
    tx: &mut Tx<'_>,
    stage: Stage,
    after: Option<Uid>,
    basis: &Basis,
) -> Result<Vec<Uid>, Error> {
    use schema::{
        emergency_accesses as opened, follow_ups, hand_overs as handed, intakes,
        referrals as referred,
    };
    let (org, behind) = (tx.org(), after.unwrap_or(Uid(Uuid::nil())));
    Ok(match stage {
        Stage::Cases => running(tx, after, PIECE)?,
        Stage::Closed => {
            let lacking = lacking(tx, after, PIECE, basis)?;
            lacking.into_iter().map(|(case, _)| case).collect()
        }
        Stage::Intakes => intakes::table
            .filter(intakes::organisation_id.eq(org))
            .filter(intakes::status.ne(IntakeStatus::Concluded.to_string()))
            .filter(intakes::id.gt(behind))
            .order(intakes::id)
            .limit(PIECE)
            .select(intakes::id)
            .load(tx.conn())?,
        Stage::HandOvers => handed::table
            .filter(handed::organisation_id.eq(org))
            .filter(handed::id.gt(behind))
            .order(handed::id)
            .limit(PIECE)
            .select(handed::id)
            .into_boxed()
            .filter(hand_overs::wants_work())
            .load(tx.conn())?,
        Stage::Referrals => referred::table
            .filter(referred::organisation_id.eq(org))
            .filter(referred::id.gt(behind))
            .order(referred::id)
            .limit(PIECE)
            .select(referred::id)
            .into_boxed()
            .filter(referrals::wants_work())
            .load(tx.conn())?,
        Stage::FollowUps => follow_ups::table
            .filter(follow_ups::organisation_id.eq(org))
            .filter(follow_ups::status.eq(FollowUpStatus::Planned.to_string()))
            .filter(follow_ups::id.gt(behind))
            .order(follow_ups::id)
            .limit(PIECE)
            .select(follow_ups::id)
            .load(tx.conn())?,
        Stage::Appointments => appointments::open_ids_after(tx, after, PIECE)?,
        Stage::Emergencies => opened::table
            .filter(opened::organisation_id.eq(org))
            .filter(opened::reviewed_at.is_null())
            .filter(opened::id.gt(behind))
            .order(opened::id)
            .limit(PIECE)
            .select(opened::id)
            .load(tx.conn())?,
        // Nothing of them is read but that they are over.
        Stage::Leftovers => Vec::new(),
    })
}

fn running(tx: &mut Tx<'_>, after: Option<Uid>, limit: i64) -> Result<Vec<Uid>, Error> {
    Ok(cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .filter(cases::id.gt(after.unwrap_or(Uid(Uuid::nil()))))
        .order(cases::id)
        .limit(limit)
        .select(cases::id)
        .load(tx.conn())?)
}

/// The next closed cases after which nothing was ever planned though something may lie ahead, with
/// those whom they are about: they ended before anybody planned follow-ups, or an earlier release
/// ended them while this one was under way.
fn lacking(
    tx: &mut Tx<'_>,
    after: Option<Uid>,
    limit: i64,
    basis: &Basis,
) -> Result<Vec<(Uid, Uid)>, Error> {
    use schema::follow_ups;
    let planned = follow_ups::table.filter(
        follow_ups::organisation_id
            .eq(cases::organisation_id)
            .and(follow_ups::case_id.eq(cases::id)),
    );
    let since = basis.plan().earliest_end(basis.today);
    Ok(cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::status.eq(CaseStatus::Closed.to_string()))
        .filter(cases::status_since.ge(since.date()))
        .filter(not(exists(planned)))
        .filter(cases::id.gt(after.unwrap_or(Uid(Uuid::nil()))))
        .order(cases::id)
        .limit(limit)
        .select((cases::id, cases::individual_id))
        .load(tx.conn())?)
}

fn of_closed(
    tx: &mut Tx<'_>,
    after: Option<Uid>,
    limit: i64,
    basis: &Basis,
) -> Result<Option<Uid>, Error> {
    let lacking = lacking(tx, after, limit, basis)?;
    let (ids, people): (Vec<Uid>, Vec<Uid>) = lacking.into_iter().unzip();
    // The people first, as whoever ends a case does.
    individuals::hold_alone(tx, &people)?;
    let mut closed = held(tx, &ids)?;
    // What was opened again or merged meanwhile is somebody else's.
    closed.retain(|case: &Case| {
        matches!(case.state, CaseState::Closed { .. }) && people.contains(&case.individual.into())
    });
    follow_ups::plan_missing(tx, &closed, basis)?;
    Ok(ids.last().copied())
}
