//! What two records that become one make of enrolments.

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::groups::{EnrolmentStatus, SessionStatus};
use domain::kernel::Span;

use super::hours::holder;
use crate::cached::filled;
use crate::columns::parsed;
use crate::error::Error;
use crate::occupancy;
use crate::schema::{enrolments, group_sessions};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// Gives these enrolments of one record to another one of the same person, with the hours that they
/// take. The groups are held first, as whoever decides on places does.
pub(crate) fn repoint(
    tx: &mut Tx<'_>,
    ids: &[Uid],
    (from, to): (Uid, Uid),
) -> Result<usize, Error> {
    let of = |ids: &[Uid]| {
        enrolments::table
            .filter(enrolments::individual_id.eq(from))
            .filter(enrolments::id.eq_any(filled(ids.iter().copied())))
    };
    let org = tx.org();
    let groups: Vec<Uid> = of(ids)
        .filter(enrolments::organisation_id.eq(org))
        .select(enrolments::group_id)
        .distinct()
        .load(tx.conn())?;
    super::hold(tx, &groups)?;
    let placed: Vec<(Uid, String)> = of(ids)
        .filter(enrolments::organisation_id.eq(org))
        .select((enrolments::group_id, enrolments::status))
        .load(tx.conn())?;
    let pointed = diesel::update(of(ids).filter(enrolments::organisation_id.eq(org)))
        .set(enrolments::individual_id.eq(to))
        .execute(tx.conn())?;
    let mut of_groups = Vec::new();
    for (group, status) in placed {
        if parsed::<EnrolmentStatus>(&status, "enrolment status")? == EnrolmentStatus::Enrolled {
            of_groups.push(group);
        }
    }
    let holders = ahead(tx, &of_groups)?;
    occupancy::repoint_shared(tx, (from, to), &holders)?;
    Ok(pointed)
}

/// The sessions of these groups that are not over.
fn ahead(tx: &mut Tx<'_>, groups: &[Uid]) -> Result<Vec<(occupancy::Holder, Span)>, Error> {
    let rows: Vec<(Uid, Instant, Instant)> = group_sessions::table
        .filter(group_sessions::organisation_id.eq(tx.org()))
        .filter(group_sessions::group_id.eq_any(filled(groups.iter().copied())))
        .filter(group_sessions::status.eq(SessionStatus::Planned.to_string()))
        .filter(group_sessions::ends_at.gt(Instant::from(tx.now())))
        .order((group_sessions::starts_at, group_sessions::id))
        .select((
            group_sessions::id,
            group_sessions::starts_at,
            group_sessions::ends_at,
        ))
        .load(tx.conn())?;
    let spans = rows.into_iter().map(|(id, starts, ends)| {
        let span = Span::new(starts.into(), ends.into());
        Ok((holder(id), span.map_err(|_| Error::Corrupt("span"))?))
    });
    spans.collect()
}

/// When the person of a record is to meet others, from now on.
pub(crate) fn expected(tx: &mut Tx<'_>, person: IndividualId) -> Result<Vec<Span>, Error> {
    let groups: Vec<Uid> = enrolments::table
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::individual_id.eq(Uid::from(person)))
        .filter(enrolments::status.eq(EnrolmentStatus::Enrolled.to_string()))
        .order(enrolments::group_id)
        .select(enrolments::group_id)
        .load(tx.conn())?;
    let ahead = ahead(tx, &groups)?.into_iter();
    Ok(ahead.map(|(_, span)| span).collect())
}
