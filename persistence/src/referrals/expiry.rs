//! Answers that did not come by their day.

use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::event::CaseId;
use domain::referrals::{ReferralId, ReferralStatus};

use super::{Row, save, written};
use crate::error::Error;
use crate::reach::Condition;
use crate::schema::referrals;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many a round of the worker writes down at the most.
const ROUND: i64 = 100;

/// The referrals of the organisation whose last day for an answer is over there, the oldest first.
/// Nobody can answer them any more, whether or not that is written down.
pub fn over(tx: &mut Tx<'_>) -> Result<Vec<ReferralId>, Error> {
    let ids: Vec<Uid> = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::status.eq(ReferralStatus::Sent.to_string()))
        .filter(referrals::answer_by.lt(tx.today()))
        .order((referrals::answer_by, referrals::id))
        .limit(ROUND)
        .select(referrals::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(ReferralId::from).collect())
}

/// Writes down that no answer to one of them came. What another process has written down, or
/// whoever waits longer, is left alone.
pub fn expire(tx: &mut Tx<'_>, id: ReferralId) -> Result<(), Error> {
    expire_first(tx, Box::new(referrals::id.eq(Uid::from(id))))
}

/// Writes down that an office did not answer a referral of this case by its day, so that it can be
/// asked again before the worker comes by.
pub(super) fn make_room(tx: &mut Tx<'_>, case: CaseId, office: OfficeId) -> Result<(), Error> {
    let asked = referrals::to_office_id
        .assume_not_null()
        .eq(Uid::from(office));
    let asked = referrals::to_office_id.is_not_null().and(asked);
    let of_case = referrals::case_id.eq(Uid::from(case));
    expire_first(tx, Box::new(of_case.and(asked)))
}

fn expire_first(tx: &mut Tx<'_>, which: Condition<referrals::table>) -> Result<(), Error> {
    let row: Option<Row> = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::status.eq(ReferralStatus::Sent.to_string()))
        .filter(referrals::answer_by.lt(tx.today()))
        .select(Row::as_select())
        .into_boxed()
        .filter(which)
        .first(tx.conn())
        .optional()?;
    // Of a case an office has one to answer at a time.
    for referral in written(tx, row.as_slice())? {
        save(tx, referral.expire()?)?;
    }
    Ok(())
}
