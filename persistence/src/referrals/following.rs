//! What the course of a case makes of its referrals.

use diesel::prelude::*;
use domain::cases::Case;
use domain::referrals::{Referral, ReferralStatus};

use super::{OPEN, Row, save, written};
use crate::backend::Conn;
use crate::error::Error;
use crate::reach::Condition;
use crate::schema::referrals;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::worklist;

/// Referrals that somebody has to do something about: those of which something can still come, and
/// refusals that nobody has read.
pub(crate) fn wants_work() -> Condition<referrals::table> {
    let refused = referrals::status.eq(ReferralStatus::Refused.to_string());
    let news = refused.and(referrals::refusal_seen_at.is_null());
    Box::new(referrals::status.eq_any(OPEN).or(news))
}

/// Lets the referrals of these cases go where the cases went, all of them to one counsellor: whoever
/// follows them finds their referrals too, and whoever coordinates their office.
pub(crate) fn follow(
    tx: &mut Tx<'_>,
    cases: Vec<Uid>,
    office: Uid,
    counsellor: Option<Uid>,
) -> Result<(), Error> {
    let stored = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::case_id.eq_any(cases));
    // Row locks exist on PostgreSQL only; SQLite has one writer. Whoever holds many of them takes
    // them in this order.
    if let Conn::Pg(c) = tx.conn() {
        let held = stored.clone().order(referrals::id).select(referrals::id);
        held.for_no_key_update().load::<Uid>(c)?;
    }
    diesel::update(stored.clone())
        .set((
            referrals::from_office_id.eq(office),
            referrals::from_counsellor_id.eq(counsellor),
        ))
        .execute(tx.conn())?;
    let wanted: Vec<Row> = stored
        .select(Row::as_select())
        .into_boxed()
        .filter(wants_work())
        .load(tx.conn())?;
    let wanted = written(tx, &wanted)?;
    worklist::of_referrals(tx, &wanted)
}

/// The same for one case.
pub(crate) fn follow_case(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let counsellor = case.counsellor.map(Uid::from);
    follow(tx, vec![case.id.into()], case.office.into(), counsellor)
}

/// What the end of a case makes of its referrals: nobody waits for an answer any more, and that one
/// was refused is no news.
pub(crate) fn after_closing(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let rows: Vec<Row> = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::case_id.eq(Uid::from(case.id)))
        .order(referrals::id)
        .select(Row::as_select())
        .into_boxed()
        .filter(wants_work())
        .load(tx.conn())?;
    let (mut news, now) = (Vec::new(), tx.now());
    // Of a case there are few of which something can still come.
    for referral in written(tx, &rows)? {
        if referral.ends_with(case) {
            save(tx, referral.lapse(now)?)?;
        } else if referral.status == ReferralStatus::Refused {
            news.push(referral);
        }
    }
    settle_refusals(tx, news)
}

/// That these were refused is read, or no news any more.
fn settle_refusals(tx: &mut Tx<'_>, mut refused: Vec<Referral>) -> Result<(), Error> {
    if refused.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uid> = refused.iter().map(|one| one.id.into()).collect();
    let stored = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::id.eq_any(ids));
    let now = tx.now();
    diesel::update(stored)
        .set((
            referrals::refusal_seen_at.eq(Some(Instant::from(now))),
            referrals::version.eq(referrals::version + 1),
        ))
        .execute(tx.conn())?;
    for one in &mut refused {
        one.refusal_seen_at = Some(now);
    }
    worklist::of_referrals(tx, &refused)
}

/// The next referrals that want work behind one of them, held until the end of the transaction.
pub(crate) fn open_after(
    tx: &mut Tx<'_>,
    after: Option<Uid>,
    limit: i64,
) -> Result<Vec<Referral>, Error> {
    let mut query = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .order(referrals::id)
        .limit(limit)
        .select(referrals::id)
        .into_boxed()
        .filter(wants_work());
    if let Some(after) = after {
        query = query.filter(referrals::id.gt(after));
    }
    let ids: Vec<Uid> = query.load(tx.conn())?;
    let these = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::id.eq_any(ids))
        .order(referrals::id);
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        let held = these.clone().select(referrals::id).for_no_key_update();
        held.load::<Uid>(c)?;
    }
    let rows: Vec<Row> = these.select(Row::as_select()).load(tx.conn())?;
    written(tx, &rows)
}
