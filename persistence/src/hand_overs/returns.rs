//! What comes of hand-overs for a time when their last day is over.

use diesel::prelude::*;
use domain::cases::CaseStatus;
use domain::event::CaseId;
use domain::hand_overs::{Ended, HandOver, HandOverId, HandOverStatus, Home};
use domain::kernel::Named;

use super::{case_of, one, save, save_moved};
use crate::cases as stored_cases;
use crate::error::Error;
use crate::schema::{cases, hand_overs};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many a round of the worker ends at the most.
const ROUND: i64 = 100;

/// The hand-overs of the organisation whose last day is over there, the oldest first. Until they
/// are ended, whoever took the cases over follows them; what nobody took over by then, nobody can.
/// One that is stuck is not tried again: the coordinator decides.
pub fn over(tx: &mut Tx<'_>) -> Result<Vec<HandOverId>, Error> {
    let waiting = [HandOverStatus::Running, HandOverStatus::Proposed].map(|one| one.to_string());
    let ids: Vec<Uid> = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::status.eq_any(waiting))
        .filter(hand_overs::until_on.lt(tx.today()))
        .order((hand_overs::until_on, hand_overs::id))
        .limit(ROUND)
        .select(hand_overs::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(HandOverId::from).collect())
}

/// Ends one of them: the case goes back, or stays because it cannot, or was never taken over. What another process has ended
/// is left alone.
pub fn end(tx: &mut Tx<'_>, id: HandOverId) -> Result<(), Error> {
    let hand_over = one(tx, id, Box::new(hand_overs::id.eq(hand_overs::id)))?;
    if !hand_over.is_over(tx.day()?) {
        return Ok(());
    }
    let case = case_of(tx, &hand_over)?;
    let home = home(tx, &hand_over)?;
    match hand_over.end(case, &home, tx.now())? {
        Ended::Back(changed) => save_moved(tx, *changed).map(drop),
        Ended::Stuck(changed) | Ended::Lapsed(changed) => save(tx, *changed).map(drop),
    }
}

/// Where the case would go back to, as it is there now.
pub fn home(tx: &mut Tx<'_>, hand_over: &HandOver) -> Result<Home, Error> {
    let counsellor = match hand_over.from.counsellor {
        None => Named::Unknown,
        Some(who) => stored_cases::colleague(tx, who)?,
    };
    let other: Option<Uid> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq(Uid::from(hand_over.individual)))
        .filter(cases::office_id.eq(Uid::from(hand_over.from.office)))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .filter(cases::id.ne(Uid::from(hand_over.case)))
        .select(cases::id)
        .first(tx.conn())
        .optional()?;
    Ok(Home {
        counsellor,
        other_case: other.map(CaseId::from),
    })
}
